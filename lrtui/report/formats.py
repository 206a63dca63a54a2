"""One report in any of the formats. A lab says what is in its report; this module writes it down."""

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

    The size (columns, rows) is that of a picture; ASCII characters are for a picture and for the table.
    """
    match kind:
        case "json":
            stream.writelines(_json(report.document))
            stream.write("\n")
        case "csv":
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(report.columns)
            writer.writerows(tuple(map(strict, row)) for row in report.rows)
        case "table":
            _write_table(report.table(), stream, ascii_only)
        case "plot":
            stream.writelines(line.rstrip() + "\n" for line in report.picture(*size, ascii_only).lines())
        case "svg":
            stream.write(svg(report.picture(*size, ascii_only), report.title))
        case _:
            raise ValueError(f"there is no format {kind!r}")


def strict(value: Any) -> Any:
    """The value as JSON can have it: None for each number that is not finite, however deep."""
    if isinstance(value, dict):
        return {name: strict(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [strict(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _json(value: Any) -> Iterator[str]:
    """JSON in pieces, with a line for each item of an iterator: readable, and never whole in memory."""
    if isinstance(value, Iterator):
        separator = "[\n  "
        for item in value:
            yield separator
            yield from _json(item)
            separator = ",\n  "
        yield "[]" if separator.startswith("[") else "\n]"
    elif isinstance(value, dict) and any(isinstance(item, Iterator) for item in value.values()):
        for index, (name, item) in enumerate(value.items()):
            yield f"{', ' if index else '{'}{json.dumps(name)}: "
            yield from _json(item)
        yield "}"
    else:
        yield json.dumps(strict(value), allow_nan=False)


def _write_table(table: RenderableType, stream: TextIO, ascii_only: bool) -> None:
    """Let Rich render for ``stream``, but write the text here: Rich ends the program when a pipe is closed."""
    # Without a terminal there is no width to fit; Rich would take that of whoever started the program.
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else TABLE_WIDTH)
    with console.capture() as capture:
        console.print(table)
    text = capture.get()
    stream.write(cell_by_cell(text) if ascii_only else text)
