"""Files as people have them: read as a person would say, and said; or refused with the place and the cure."""

from __future__ import annotations

import csv
import gzip
import os
import threading
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets

from lrtui.core.data import Dataset
from lrtui.core.files import DataError, read_file

FIVE = range(5)
POINTS = [[1.0, 2.0], [3.0, 4.5]] * 5
KINDS = ["red", "blue"] * 5


def table(*rows: str) -> str:
    """A good file, and ``rows`` after it; the header is row 1 and the first of ``rows`` is row 12."""
    return "\n".join(["x,y,kind", *["1,2,red", "3,4.5,blue"] * 5, *rows]) + "\n"


def columns(header: str, *rows: str) -> str:
    """Five times the rows, which end at a line each."""
    return "".join(f"{row}\n" for row in [*([header] if header else []), *rows * 5])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.csv"


def named(data: Dataset) -> list[str]:
    """The class of each row by its name."""
    return [data.classes[label] for label in data.labels]


# ---------------------------------------------------------------------------------------------- read, and what is said


def beside(*cells: object, content: str = "") -> bytes:
    """A good table with another column before it, its header first."""
    rows = (content or table()).splitlines()
    return "".join(f"{cell},{row}\n" for cell, row in zip(cells, rows, strict=True)).encode()


PLAIN = {
    "as it is": table().encode(),
    "line ends of Windows": table().replace("\n", "\r\n").encode(),
    "line ends of old Macs": table().replace("\n", "\r").encode(),
    "no end of the last line": table().rstrip().encode(),
    "blank lines": table().replace("\n", "\n\n").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + table().encode(),
    "quotes": table().replace("red", '"red"').replace("4.5", '"4.5"').replace("x,", '"x",').encode(),
    "blanks after commas": table().replace(",", ", ").encode(),
}
ROWS = range(1, 11)
INDEX = "columns left out: 1 (without a name) (numbers the rows)"
SEMICOLONS = table().replace(",", ";")
THIRTY = table() + table()[9:] * 2
SAID = {
    "semicolons": (SEMICOLONS.encode(), "cells end at a semicolon"),
    "semicolons and what Excel says of them": (b"sep=;\n" + SEMICOLONS.encode(), "cells end at a semicolon"),
    "tabs": (table().replace(",", "\t").encode(), "cells end at a tab"),
    "decimal commas": (SEMICOLONS.replace(".", ",").encode(), "decimal commas"),
    "decimal commas and tabs": (table().replace(",", "\t").replace(".", ",").encode(), "decimal commas"),
    "UTF-16": (table().encode("utf-16"), "text in UTF-16"),
    "UTF-16, the other way round": (b"\xfe\xff" + table().encode("utf-16-be"), "text in UTF-16"),
    "UTF-16 without a mark": (table().encode("utf-16-le"), "text in UTF-16"),
    "gzip": (gzip.compress(table().encode()), "unpacked from gzip"),
    "gzip in two members": (gzip.compress(b"x,y,") + gzip.compress(table()[4:].encode()), "unpacked from gzip"),
    "no header": (table()[9:].encode(), "no header: the columns are called 1 to 3"),
    "row numbers of pandas": (beside("", *range(10)), INDEX),
    "row numbers in any order": (beside("", *reversed(range(10))), INDEX),
    "row names of R": (beside(*(f"r{row}" for row in range(11))).removeprefix(b"r0,"), INDEX),
    "row numbers with a name": (beside("n", *ROWS), "columns left out: 'n' (numbers the rows)"),
    "numbers called id": (beside("Id", *range(99, 89, -1)), "columns left out: 'Id' (numbers the rows)"),
    "dates": (beside("day", *(f"2024-01-{row:02} 12:30" for row in ROWS)), "columns left out: 'day' (dates)"),
    "a constant": (beside("seven", *[7] * 10), "columns left out: 'seven' (the same in all rows)"),
    "a constant text": (beside("unit", *["km"] * 10), "columns left out: 'unit' (the same in all rows)"),
    "an empty column": (beside("notes", *[""] * 10), "columns left out: 'notes' (empty)"),
    "texts that all differ": (
        beside("name", *(f"no. {row}" for row in range(30)), content=THIRTY),
        "columns left out: 'name' (30 different texts)",
    ),
    "a comma at the end of each row": (
        table().replace("\n", ",\n").encode(),
        "columns left out: 4 (without a name) (empty)",
    ),
    "a comma at the end of each row but the header": (
        table().replace("red\n", "red,\n").replace("blue\n", "blue,\n").encode(),
        "columns left out: 4 (without a name) (empty)",
    ),
    "empty rows at the end": ((table() + ",,\n" * 8).encode(), "8 empty rows left out"),
    "two rows with missing cells": (
        table("?,2,red", "3,NA,blue").encode(),
        "2 of 12 rows left out, where cells are missing: 'y' 1, 'x' 1",
    ),
    "a row without a label": (table("1,2,").encode(), "1 of 11 rows left out, where cells are missing: 'kind' 1"),
}


@pytest.mark.parametrize("content", PLAIN.values(), ids=PLAIN)
def test_a_plain_table_is_read_however_it_is_written(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    data = read_file(str(file))
    assert data.source == "data.csv"
    assert data.features.tolist() == POINTS
    assert named(data) == KINDS
    assert data.classes == ("blue", "red")
    assert data.notes == ("label: column 'kind', the last",)


@pytest.mark.parametrize(("content", "note"), SAID.values(), ids=SAID)
def test_what_is_done_to_a_table_is_said(file: Path, content: bytes, note: str) -> None:
    file.write_bytes(content)
    data = read_file(str(file))
    times = len(data) // len(POINTS)
    assert data.features.tolist() == POINTS * times
    assert named(data) == KINDS * times
    assert note in data.notes


def test_text_becomes_numbers_and_that_is_said(file: Path) -> None:
    file.write_text(columns("colour,old,good", "red,yes,1", "green,no,0", "Blue,no,0", ",yes,1") + "red,yes,0\n" * 20)
    data = read_file(str(file))
    red, green, blue = ([0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0])
    assert data.features.tolist() == [red, green, blue] * 5 + [red] * 20
    assert data.notes == (
        "label: column 'good', the last",
        "text as numbers: 'colour' (3 values, one column each), 'old' (yes 1, no 0)",
        "5 of 40 rows left out, where cells are missing: 'colour' 5",
    )


def test_latin_1_is_found_and_said(file: Path) -> None:
    file.write_bytes(table().replace("red", "größer").replace("blue", "5 €").encode("cp1252"))
    data = read_file(str(file))
    assert data.classes == ("5 €", "größer")
    assert "text in Latin-1" in data.notes


@pytest.mark.parametrize(
    ("header", "label", "how"),
    [
        ("a,b,c", "c", "the last"),
        ("class,b,c", "class", "by its name"),
        ("a,Species,c", "Species", "by its name"),
        ("a,target,class", "target", "by its name"),
        ("y,b,c", "y", "by its name"),
        ("y,x,c", "c", "the last"),
    ],
)
def test_the_label_is_found(file: Path, header: str, label: str, how: str) -> None:
    file.write_text(columns(header, "1,2,4", "3,5,7"))
    data = read_file(str(file))
    assert data.notes == (f"label: column '{label}', {how}",)
    at = header.split(",").index(label)
    assert data.classes == (("1", "3"), ("2", "5"), ("4", "7"))[at]
    assert data.features.shape == (10, 2)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_label_may_be_any_column(file: Path, at: int) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for a, b, label in [("a", "b", "the, label"), *[("1", "2", 'é "x"\n')] * 5, *[("3", "4", "z")] * 5]:
            row = [a, b]
            row.insert(at, label)
            writer.writerow(row)
    data = read_file(str(file), "the, label")
    assert data.classes == ("z", 'é "x"')
    assert data.features.tolist() == [[1, 2]] * 5 + [[3, 4]] * 5
    assert data.labels.tolist() == [1] * 5 + [0] * 5


def test_a_column_of_a_file_without_a_header_is_named_by_its_number(file: Path) -> None:
    file.write_text(columns("", "red,1.5,2", "blue,2.5,3"))
    assert read_file(str(file), "1").classes == ("blue", "red")


@pytest.mark.parametrize(
    ("first", "is_header"),
    [
        ("x,y,kind", True),
        ("2019,2020,kind", True),
        ("0,1,kind", True),
        ("1.5,2,red", False),
        ("9,8,red", False),
        ("-1,1,green", False),
        ("?,1,red", False),
        ("red,blue,green", True),
    ],
)
def test_a_first_row_that_looks_like_data_is_no_header(file: Path, first: str, is_header: bool) -> None:
    rows = columns("", "1,2,red", "3,4,blue", "5,2,red") + "5,5,green\n" * 5
    file.write_text(f"{first}\n{rows}")
    data = read_file(str(file))
    left_out = first.startswith("?")
    assert len(data) == 20 + (not is_header) - left_out
    assert ("no header: the columns are called 1 to 3" in data.notes) != is_header


def test_numeric_labels_are_in_the_order_of_their_values_before_words(file: Path) -> None:
    written = ("-3", "2", "9.0", "10.50", "1e2", "a", "b")
    file.write_text("x,y\n" + "".join(f"{i}.5,{name}\n" for i in FIVE for name in reversed(written)))
    data = read_file(str(file))
    assert data.classes == ("-3", "2", "9", "10.5", "100", "a", "b")
    assert data.labels.tolist() == [6, 5, 4, 3, 2, 1, 0] * 5


def test_a_missing_cell_late_in_the_file_and_text_late_in_a_column_are_seen(file: Path) -> None:
    many = "1.25,0.5,red\n2.5,1e-3,blue\n" * 10_000
    file.write_text("x,y,kind\n" + many + "7,,red\n" + many)
    data = read_file(str(file))
    assert len(data) == 40_000 and data.features.sum() == 20_000 * (1.25 + 0.5 + 2.5 + 1e-3)
    file.write_text("x,y,kind\n" + many + "7,eight,red\n" + many)
    with pytest.raises(DataError, match="row 20002, column 'y': 'eight' is no finite number"):
        read_file(str(file))


def test_a_quoted_cell_may_go_over_the_edge_of_any_block(file: Path) -> None:
    rows = [
        f'{at}.5,"a ""long""\nname, {"of many words " * (at % 7)}",{"red" if at % 2 else "blue"}\n'
        for at in range(9000)
    ]
    file.write_text("x,name,kind\n" + "".join(rows))
    data = read_file(str(file))
    assert data.features[:, 0].tolist() == [at + 0.5 for at in range(9000)]
    assert data.features.shape == (9000, 8)


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(table(),))
    writer.start()
    assert read_file(str(pipe)).features.tolist() == POINTS
    writer.join()


@pytest.mark.parametrize("name", ["iris", "wine", "digits", "breast_cancer"])
def test_the_data_of_scikit_learn_comes_back_equal(file: Path, name: str) -> None:
    bunch = getattr(sklearn.datasets, f"load_{name}")()
    names = [str(target) for target in bunch.target_names]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*bunch.feature_names, "target"])
        for row, target in zip(bunch.data.tolist(), bunch.target, strict=True):
            writer.writerow([*row, names[target]])
    data = read_file(str(file))
    assert named(data) == [names[target] for target in bunch.target]
    varying = np.ptp(bunch.data, axis=0) > 0
    assert np.array_equal(data.features, bunch.data[:, varying])
    assert any("the same in all rows" in note for note in data.notes) == (not varying.all())


# --------------------------------------------------------------------------------------- refused, with place and cure

PRICES = "x,price\n" + "".join(f"{at}.5,{at * 7 % 31}.25\n" for at in range(30))
AGES = "x,age\n" + "".join(f"{at}.5,{at % 97}\n" for at in range(300))
WHO = "x,who\n" + "".join(f"{at % 7}.5,name{at}\n" for at in range(30))
WHEN = columns("name,when,kind", "a,2024-01-01,red", "a,2024-01-02,blue")
WORKBOOK = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0" + b"\0" * 12 + b"\x13\0\0\0[Content_Types].xml ... xl/workbook.xml"

REFUSED: dict[str, tuple[str | bytes, list[str]]] = {
    "nothing": (b"", ["is empty"]),
    "blank lines": (b"\n\n", ["is empty"]),
    "a header": (b"x,y,kind\n", ["is empty", "rows"]),
    "one column": (b"kind\nred\nblue\n", ["row 1 ", "1 column", "comma"]),
    "a short row": (table("1,red"), ["row 12 ", "2 columns", "3", "mend it"]),
    "a long row": (table("1,2,3,red"), ["row 12 ", "4 columns", "3"]),
    "a short row after blank ones": (table("", "", "1,red"), ["row 14 "]),
    "a word among numbers": (table("1,2,red", "5,five,red"), ["row 13,", "'y'", "'five'", "no finite number", "mend"]),
    "infinity": (table("1,-Infinity,red"), ["row 12,", "column 'y'", "'-Infinity'"]),
    "more than any number": (table("1,1e999,red"), ["row 12,", "column 'y'", "'1e999'"]),
    "digits with lines between them": (table("1,1_0,red"), ["row 12,", "'1_0'"]),
    "one class": ("x,kind\n" + "1.5,red\n" * 9, ["column 'kind'", "one class", "'red'", "--label"]),
    "a rare class": (table(*["1,2,green"] * 4), ["column 'kind'", "'green'", "row 12)", "4 rows"]),
    "too many missing cells": (table(*["1,,red", ",,blue"] * 4), ["8 of 18 rows", "column 'y' (8)", "fill"]),
    "nothing but names": (WHEN, ["nothing to learn", "'name' (the same", "'when' (dates)"]),
    "a regression": (PRICES, ["column 'price'", "30 different numbers", "regression", "--label"]),
    "a regression on few rows": (PRICES[:100], ["regression"]),
    "a regression on whole numbers": (AGES, ["97 different numbers", "regression"]),
    "names for classes": (WHO, ["30 different texts", "no classes", "--label"]),
    "a cell without end": ("x,kind\n1," + "x" * 200_000 + "\n", ["CSV"]),
    "a quote without end": (table('1,2,"red') + table(), ["row 12", "quote"]),
    "zero bytes": (table("1,2,red\0"), ["zero bytes", "CSV"]),
    "half a gzip file": (gzip.compress(table().encode())[:-12], ["gzip", "pack it anew"]),
    "JSON": (b'[{"x": 1}]', ["is JSON", "CSV"]),
    "JSON lines": (b'{"x": 1}\n{"x": 2}\n', ["is JSON"]),
    "Parquet": (b"PAR1\x15\x04\x15", ["Parquet", "save it as CSV"]),
    "Excel": (WORKBOOK, ["Excel", "save it as CSV"]),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, ["Excel"]),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ["is an image", "table"]),
    "a photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF", ["is an image"]),
    "NumPy": (b"\x93NUMPY\x01\0v\0", ["NumPy"]),
    "a picture that is packed": (gzip.compress(b"\x89PNG\r\n\x1a\n"), ["is an image"]),
    "another packer": (b"BZh91AY&SY", ["packed", "unpack"]),
    "a web page": (b"<!DOCTYPE html>\n<html>", ["HTML"]),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_in_one_line_with_place_and_cure(
    file: Path, content: str | bytes, words: list[str]
) -> None:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as caught:
        read_file(str(file))
    message = str(caught.value)
    assert message.isprintable()
    for word in [str(file), *words]:
        assert word in message


def test_five_rows_of_a_class_are_enough(file: Path) -> None:
    file.write_text(table(*["1,2,green"] * 5))
    assert read_file(str(file)).classes == ("blue", "green", "red")


def test_up_to_a_fifth_of_the_rows_may_have_missing_cells(file: Path) -> None:
    for missing, fine in ((5, True), (6, False)):
        file.write_text(table(*["1,2,red", "3,4.5,blue"] * 5, *["1,,red"] * missing))
        if fine:
            assert read_file(str(file)).features.tolist() == POINTS * 2
        else:
            with pytest.raises(DataError, match="missing"):
                read_file(str(file))


def test_a_missing_file_and_a_folder_and_a_device_are_refused(file: Path) -> None:
    for path in (file, file.parent, file / "deeper"):
        with pytest.raises(DataError, match=r"cannot be read \(.+\)$") as caught:
            read_file(str(path))
        assert str(path) in str(caught.value)
    with pytest.raises(DataError, match="is a device"):
        read_file("/dev/zero")


@pytest.mark.parametrize("header", ["x,y,kind", 'x,"y\nz",kind'])
def test_an_unknown_label_column_is_refused_with_the_known_ones(file: Path, header: str) -> None:
    file.write_text(table().replace("x,y,kind", header))
    with pytest.raises(DataError, match=r"(?s)'sort'.*x.*kind") as caught:
        read_file(str(file), "sort")
    assert "\n" not in str(caught.value)


def test_names_of_a_file_are_harmless_wherever_they_go(file: Path) -> None:
    evil = "\x1b]0;x\x07\x9b2J\u202e"
    file.write_text(table(*[f"1,2,{evil}"] * 5).replace("x,y", f"{evil},y").replace("1,2,red", f"1,2,red{'!' * 99}"))
    data = read_file(str(file), "kind")
    assert "".join([*data.classes, *data.notes]).isprintable()
    assert max(map(len, data.classes)) <= 41
