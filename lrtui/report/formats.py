"""One report in any of the formats. A lab says what is in its report; this module writes it down."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console, RenderableType

from lrtui.plot.ascii_art import cell_by_cell
from lrtui.plot.canvas import Cells
from lrtui.report.svg import svg

TABLE_WIDTH = 100

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Report:
    """What a lab has to say, in the shapes that the formats need.

    Attributes:
        document: the JSON object; an iterator in it becomes a list with a line for each item, and so does one in
            an item that is an object.
        columns: the header of the CSV file.
        rows: its rows; a number that is not finite is written as nothing, and as ``null`` in JSON.
        table: the report for a person.
        picture: the picture in so many columns and rows, in ASCII characters if so asked.
        title: what the picture is called.
    """

    document: dict[str, Any]
    columns: tuple[str, ...]
    rows: Iterable[Row]
    table: Callable[[], RenderableType]
    picture: Callable[[int, int, bool], Cells]
    title: str


def write(report: Report, kind: str, stream: TextIO, *, size: tuple[int, int], ascii_only: bool) -> None:
    """Write ``report`` to ``stream`` as table, json, csv, plot or svg.

    ``size`` (columns, rows) and ``ascii_only`` are for the pictures.
    """
    _WRITERS[kind](report, stream, size, ascii_only)


def strict(value: Any) -> Any:
    """The value as JSON can have it: None for each number that is not finite, however deep."""
    if isinstance(value, dict):
        return {name: strict(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [strict(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _json_chunks(report: Report) -> Iterator[str]:
    """The object, with a line for each item of a long list: readable, and never whole in memory."""
    yield from _object_chunks(report.document)
    yield "\n"


def _object_chunks(document: dict[str, Any]) -> Iterator[str]:
    separator = "{"
    for name, value in document.items():
        yield f"{separator}{json.dumps(name)}: "
        yield from _list_chunks(value) if isinstance(value, Iterator) else [_dump(value)]
        separator = ", "
    yield "}"


def _list_chunks(items: Iterator[Any]) -> Iterator[str]:
    """A line an item; an object among them may have long lists of its own."""
    separator = "[\n  "
    for item in items:
        yield separator
        is_long = isinstance(item, dict) and any(isinstance(value, Iterator) for value in item.values())
        yield from _object_chunks(item) if is_long else [_dump(item)]
        separator = ",\n  "
    yield "[]" if separator.startswith("[") else "\n]"


def _dump(value: Any) -> str:
    return json.dumps(strict(value), allow_nan=False)


def _write_json(report: Report, stream: TextIO, size: tuple[int, int], ascii_only: bool) -> None:
    stream.writelines(_json_chunks(report))


def _write_csv(report: Report, stream: TextIO, size: tuple[int, int], ascii_only: bool) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(report.columns)
    writer.writerows(tuple(map(strict, row)) for row in report.rows)


def _write_table(report: Report, stream: TextIO, size: tuple[int, int], ascii_only: bool) -> None:
    # Without a terminal there is no width to fit; Rich would take that of whoever started the program.
    width = None if stream.isatty() else TABLE_WIDTH
    _print(report.table(), stream, ascii_only, width=width)


def _print(renderable: RenderableType, stream: TextIO, ascii_only: bool, *, width: int | None) -> None:
    """Let Rich render for ``stream``, but write it ourselves: Rich ends the program when a pipe is closed."""
    console = Console(file=stream, highlight=False, width=width)
    with console.capture() as capture:
        console.print(renderable)
    text = capture.get()
    stream.write(cell_by_cell(text) if ascii_only else text)


def _write_plot(report: Report, stream: TextIO, size: tuple[int, int], ascii_only: bool) -> None:
    lines = report.picture(*size, ascii_only).lines()
    stream.writelines(line.rstrip() + "\n" for line in lines)


def _write_svg(report: Report, stream: TextIO, size: tuple[int, int], ascii_only: bool) -> None:
    stream.write(svg(report.picture(*size, ascii_only), report.title))


_WRITERS: dict[str, Callable[[Report, TextIO, tuple[int, int], bool], None]] = {
    "json": _write_json,
    "csv": _write_csv,
    "table": _write_table,
    "plot": _write_plot,
    "svg": _write_svg,
}
