"""The formats, on small reports made by hand: strict JSON, CSV, and pictures of the asked size."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from lrtui.plot.canvas import Canvas, Cells
from lrtui.report.formats import Report, strict, write

from ..examples import examples
from . import strict_json

SIZE = (80, 23)
FLOATS = st.floats(allow_nan=True, allow_infinity=True)


def picture(width: int, height: int, ascii_only: bool) -> Cells:
    """A number in each corner, so that a lost row or column is noticed."""
    canvas = Canvas(width, height, ascii_only=ascii_only)
    for number, (row, column) in enumerate([(0, 0), (0, width - 1), (height - 1, 0), (height - 1, width - 1)]):
        canvas.write(row, column, str(number))
    canvas.write(1, 3, "η = 1")
    canvas.dots(np.array([8, 9]), np.array([8, 8]), ink=next(iter(canvas.cells().runs(0)))[1])
    return canvas.cells()


def table() -> Table:
    made = Table()
    made.add_column("x")
    made.add_row("[bold]0.6[/bold] :smile:")
    return made


def small(**fields: Any) -> Report:
    made: dict[str, Any] = {
        "document": {
            "lab": "small",
            "rate": 0.1,
            "runs": iter([{"name": "a", "x": [-1.0, 0.6]}, {"name": "b", "x": [2.5]}]),
        },
        "columns": ("step", "x"),
        "rows": [(0, -1.0), (1, 0.6)],
        "table": table,
        "picture": picture,
        "title": "small",
    }
    return Report(**{**made, **fields})


def written(report: Report, kind: str, size: tuple[int, int] = SIZE, *, ascii_only: bool = False) -> str:
    stream = io.StringIO()
    write(report, kind, stream, size=size, ascii_only=ascii_only)
    return stream.getvalue()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_becomes_none(value: float) -> None:
    assert strict(value) is None


@pytest.mark.parametrize("value", [0.0, -1.5, 7, "nan", None, True])
def test_every_other_value_stays_as_it_is(value: object) -> None:
    assert strict(value) is value


def test_json_is_one_object_in_its_order_with_a_line_for_each_item_of_an_iterator() -> None:
    text = written(small(), "json")
    parsed = strict_json.parse(text)
    assert parsed == {
        "lab": "small",
        "rate": 0.1,
        "runs": [{"name": "a", "x": [-1.0, 0.6]}, {"name": "b", "x": [2.5]}],
    }
    assert list(parsed) == ["lab", "rate", "runs"]
    assert text.endswith("\n")
    assert [line.count('"name"') for line in text.splitlines()] == [0, 1, 1, 0]


def test_json_of_an_iterator_without_items_is_an_empty_list() -> None:
    parsed = strict_json.parse(written(small(document={"lab": "small", "runs": iter([]), "end": 1}), "json"))
    assert parsed == {"lab": "small", "runs": [], "end": 1}
    assert list(parsed) == ["lab", "runs", "end"]


@pytest.mark.parametrize("document", [{"runs": iter([])}, {"runs": iter([1])}, {"n": 1}, {"n": [], "m": ()}])
def test_json_of_a_document_of_any_shape_is_one_object(document: dict[str, Any]) -> None:
    assert list(strict_json.parse(written(small(document=document), "json"))) == list(document)


def test_json_has_what_comes_after_an_iterator_and_between_two() -> None:
    items = iter([{"d": 3}, {"d": 4}, {"d": 5}])
    document = {"a": (n for n in (1, 2)), "b": "between", "c": items, "e": [6], "f": None}
    text = written(small(document=document), "json")
    parsed = strict_json.parse(text)
    assert parsed == {"a": [1, 2], "b": "between", "c": [{"d": 3}, {"d": 4}, {"d": 5}], "e": [6], "f": None}
    assert list(parsed) == ["a", "b", "c", "e", "f"]
    lines = text.splitlines()
    assert [line.count('"d"') for line in lines if '"d"' in line] == [1, 1, 1]
    assert sum(line.strip(" ,") in ("1", "2") for line in lines) == 2


def test_json_of_a_list_or_tuple_stays_on_one_line() -> None:
    text = written(small(document={"list": [{"x": 1}, {"x": 2}], "pair": (1, 2)}), "json")
    assert strict_json.parse(text) == {"list": [{"x": 1}, {"x": 2}], "pair": [1, 2]}
    assert len(text.splitlines()) == 1


def test_json_of_an_iterator_in_an_item_has_a_line_for_each_of_its_items_too() -> None:
    runs = ({"rate": rate, "steps": ({"k": k} for k in range(count)), "end": None} for rate, count in ((1, 2), (2, 0)))
    text = written(small(document={"runs": runs, "after": 3}), "json")
    assert strict_json.parse(text) == {
        "runs": [{"rate": 1, "steps": [{"k": 0}, {"k": 1}], "end": None}, {"rate": 2, "steps": [], "end": None}],
        "after": 3,
    }
    assert [line.count('"k"') for line in text.splitlines() if '"k"' in line] == [1, 1]


def test_json_of_an_iterator_is_never_whole_in_memory() -> None:
    """When an item is taken, the text of the one before it has been written."""
    stream = io.StringIO()

    def items() -> Iterator[int]:
        for item in range(100, 110):
            assert item == 100 or str(item - 1) in stream.getvalue()
            yield item

    write(small(document={"n": items()}), "json", stream, size=SIZE, ascii_only=False)
    assert strict_json.parse(stream.getvalue())["n"] == list(range(100, 110))


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
def test_json_has_null_for_what_is_not_finite_however_deep(broken: float) -> None:
    document = {
        "top": broken,
        "deep": {"list": [1.5, [broken, (broken, 2)]], "pair": (broken, {"x": broken})},
        "runs": iter([broken, (broken, 3.0), {"x": (1, broken)}]),
        "last": [broken],
    }
    assert strict_json.parse(written(small(document=document), "json")) == {
        "top": None,
        "deep": {"list": [1.5, [None, [None, 2]]], "pair": [None, {"x": None}]},
        "runs": [None, [None, 3.0], {"x": [1, None]}],
        "last": [None],
    }


def test_json_names_are_quoted() -> None:
    name = 'a "name"\n[]'
    assert strict_json.parse(written(small(document={name: iter([name])}), "json")) == {name: [name]}


@given(summary=FLOATS, values=st.lists(FLOATS, max_size=6))
@examples(100)
def test_json_is_strict_and_its_numbers_round_trip(summary: float, values: list[float]) -> None:
    records = [{"x": value, "deep": {"list": values}} for value in values]
    document = {"lab": "small", "value": summary, "runs": iter(records), "after": values}
    parsed = strict_json.parse(written(small(document=document), "json"))
    expected = [value if math.isfinite(value) else None for value in values]
    assert parsed["value"] == (summary if math.isfinite(summary) else None)
    assert [record["x"] for record in parsed["runs"]] == parsed["after"] == expected
    assert all(record["deep"]["list"] == expected for record in parsed["runs"])


def test_json_keeps_whole_numbers_whole_and_words_quoted() -> None:
    report = small(document={"n": 55, "word": 'a "quoted" {brace}', "none": None, "list": [{"step": 3}]})
    parsed = strict_json.parse(written(report, "json"))
    assert parsed["n"] == 55
    assert type(parsed["n"]) is int
    assert parsed["word"] == 'a "quoted" {brace}'
    assert parsed["none"] is None
    assert parsed["list"] == [{"step": 3}]


@given(rows=st.lists(FLOATS, max_size=6))
@examples(100)
def test_csv_has_a_header_and_numbers_that_round_trip(rows: list[float]) -> None:
    text = written(small(rows=list(enumerate(rows))), "csv")
    header, *lines = csv.reader(io.StringIO(text))
    assert header == ["step", "x"]
    assert [int(step) for step, _ in lines] == list(range(len(rows)))
    assert [x for _, x in lines if x == ""] == ["" for x in rows if not math.isfinite(x)]
    assert [float(x) for _, x in lines if x] == [x for x in rows if math.isfinite(x)]


def test_csv_lines_end_with_a_line_feed_alone() -> None:
    assert written(small(), "csv") == "step,x\n0,-1.0\n1,0.6\n"


def test_document_and_rows_can_be_streams_and_only_those_of_the_format_are_taken() -> None:
    records, rows = iter([{"x": 0.25}]), iter([(0, 0.75)])
    report = small(document={"runs": records}, rows=rows)
    assert strict_json.parse(written(report, "json"))["runs"] == [{"x": 0.25}]
    assert written(report, "csv") == "step,x\n0,0.75\n"


@pytest.mark.parametrize("size", [(60, 17), (80, 23), (123, 40), (400, 150)])
def test_plot_has_the_asked_rows_and_columns(size: tuple[int, int]) -> None:
    lines = written(small(), "plot", size).splitlines()
    width, height = size
    assert len(lines) == height
    assert max(map(len, lines)) == width
    assert (lines[0][0], lines[0][-1], lines[-1][0], lines[-1][-1]) == ("0", "1", "2", "3")


def test_plot_is_not_folded_to_the_width_of_some_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("LINES", "5")
    assert len(written(small(), "plot").splitlines()) == 23


def test_plot_has_no_blanks_at_the_ends_of_lines_and_no_escapes() -> None:
    text = written(small(), "plot")
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_plot_in_ascii_has_ascii_only() -> None:
    assert not written(small(), "plot").isascii()
    assert written(small(), "plot", ascii_only=True).isascii()


def test_plot_takes_square_brackets_and_colons_literally() -> None:
    def brackets(width: int, height: int, ascii_only: bool) -> Cells:
        canvas = Canvas(width, height)
        canvas.write(0, 0, "[bold]a[/bold] :smile: [3, 4]")
        return canvas.cells()

    assert written(small(picture=brackets), "plot").splitlines()[0] == "[bold]a[/bold] :smile: [3, 4]"


def test_table_is_plain_text_where_the_stream_is_no_terminal() -> None:
    text = written(small(), "table")
    assert "0.6" in text
    assert "\x1b" not in text


def test_svg_is_the_picture_under_its_title() -> None:
    text = written(small(title="a < b"), "svg")
    assert "<title>a &lt; b</title>" in text
    assert text.startswith("<svg")


@pytest.mark.parametrize("kind", ["json", "csv", "table", "plot", "svg"])
def test_the_same_report_is_written_the_same_twice(kind: str) -> None:
    assert written(small(), kind) == written(small(), kind)


@pytest.mark.parametrize("kind", ["json", "csv", "table", "plot", "svg"])
def test_every_format_ends_with_one_line_feed(kind: str) -> None:
    text = written(small(), kind)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
