"""How a file writes a table: what stands between its cells, before its decimals, and in its first row."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from lrtui.core.table.cells import is_missing, is_number, number
from lrtui.core.table.names import TableError

DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma"}
"""What may stand between cells. A comma may also be the decimal mark, or stand in a text, so it is looked for last."""

LOOK_ROWS = 100
FEW_VALUES = 20
"""Text columns of no more values are one-hot."""

_SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\n", re.IGNORECASE)
_WITH_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?|[+-]?\d+,")
_WITH_POINT = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Dialect:
    """How a file is written.

    Attributes:
        delimiter: what stands between cells.
        mark: what stands before decimals.
        names: the columns' names as the header has them; empty where there is none.
        columns: how many there are.
        skip: rows before the first one of data.
        texts: for each column, whether it is mostly text as far as was looked.
    """

    delimiter: str
    mark: str
    names: tuple[str, ...]
    columns: int
    skip: int
    texts: tuple[bool, ...]


def find_dialect(head: str) -> Dialect:
    """Find out how a file is written by whole lines at its beginning.

    Raises:
        TableError: there are no rows, or only one column.
    """
    separator = _SEPARATOR_LINE.match(head)
    delimiter = separator[1] if separator else _delimiter(head)
    rows = _rows(head, delimiter)
    if separator:
        rows[0] = []
    filled = [number for number, row in enumerate(rows) if any(row)]
    if not filled:
        raise TableError("is empty; rows are needed")
    body = [rows[number] for number in filled]
    if len(body[0]) < 2:
        listed = ", ".join(list(DELIMITERS.values())[:0:-1])
        raise TableError(f"row {filled[0] + 1} has 1 column, cut at {listed} or tab; features and a label are needed")
    mark = "," if delimiter != "," and _decimal_commas(body) else "."
    first, rest = [cell.strip() for cell in body[0]], body[1:]
    columns = [[row[at].strip() for row in rest if at < len(row)] for at in range(max(map(len, body)))]
    texts = [_is_text(column, mark) for column in columns]
    if not _is_header(first, columns, texts, mark):
        texts = texts if rest else [not is_number(cell, mark) for cell in first]
        return Dialect(delimiter, mark, (), len(first), filled[0], tuple(texts[: len(first)]))
    if not rest:
        raise TableError("is empty; a header and rows are needed")
    if all(len(row) == len(first) + 1 for row in rest):
        # The header says nothing of row names, as R writes it, or rows end in a delimiter.
        first = [*first, ""] if not any(columns[-1]) else ["", *first]
    return Dialect(delimiter, mark, tuple(first), len(first), filled[0] + 1, tuple(texts[: len(first)]))


def after_rows(head: str, count: int, delimiter: str) -> str:
    """What is left of whole lines after so many rows, which may go over several lines."""
    lines = head.split("\n")
    reader = csv.reader(lines, delimiter=delimiter)
    for _ in range(count):
        next(reader)
    return "\n".join(lines[reader.line_num :])


def _rows(head: str, delimiter: str) -> list[list[str]]:
    try:
        return list(islice(csv.reader(StringIO(head), delimiter=delimiter), LOOK_ROWS))
    except csv.Error as error:
        raise TableError(f"is no CSV file ({error})") from None


def _delimiter(head: str) -> str:
    """The delimiter that cuts all rows into as many cells; else the one that does so to most of them."""
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            lengths = [len(row) for row in _rows(head, delimiter) if any(row)]
        except TableError:
            continue
        common, count = Counter(lengths).most_common(1)[0] if lengths else (1, 0)
        share = count / max(len(lengths), 1) if common > 1 and lengths[0] > 1 else 0.0
        if share > most:
            best, most = delimiter, share
    return best


def _decimal_commas(rows: list[list[str]]) -> bool:
    cells = [cell.strip() for row in rows for cell in row]
    commas = sum(_WITH_COMMA.fullmatch(cell) is not None for cell in cells)
    return commas > 0 and not any(_WITH_POINT.fullmatch(cell) for cell in cells)


def _is_text(cells: list[str], mark: str) -> bool:
    numbers = sum(is_number(cell, mark) for cell in cells)
    return sum(not is_missing(cell) for cell in cells) > 2 * numbers


def _is_header(first: list[str], columns: list[list[str]], texts: list[bool], mark: str) -> bool:
    """Whether the first row names the columns: it is of another kind than the cells below it."""
    numbers = [number(cell, mark) for cell in first if is_number(cell, mark)]
    if any(value < 0 or not value.is_integer() for value in numbers):
        return False  # nothing is called −1.5
    for_header = for_data = 0
    for cell, below, text in zip(first, columns, texts, strict=False):
        if is_number(cell, mark) or is_missing(cell):
            continue
        if cell in below:
            for_data += 1
        elif not text or len(set(below)) <= min(FEW_VALUES, len(below) / 2):
            for_header += 1
    if for_header != for_data or not numbers:
        return for_header >= for_data
    # pandas and R count columns that have no names.
    return len(numbers) > 1 and numbers[0] in (0, 1) and numbers == [numbers[0] + at for at in range(len(numbers))]
