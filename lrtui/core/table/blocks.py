"""Whole lines → where their cells are; quickly where nothing is quoted, with care where something is."""

import csv
from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import IntArray
from lrtui.core.table.names import TableError
from lrtui.core.table.numerals import PAD

_PADDING = b" " * PAD
_LAST = ["\0"]
"""A row that no text has: what comes after a quote that is not closed."""


class Block(NamedTuple):
    """Some rows of a table.

    Attributes:
        text: UTF-8, with ``PAD`` bytes before the first cell and after the last one.
        starts, ends: of the cells in the text, shape ``(rows, columns)``.
        numbers: of the rows, from 0, blank ones counted, shape ``(rows,)``.
    """

    text: bytes
    starts: IntArray
    ends: IntArray
    numbers: IntArray


def quick_block(lines: bytes, delimiter: str, columns: int) -> Block | None:
    """The rows of whole lines; None where they need care."""
    if b'"' in lines or not lines:
        return None
    text = b"".join((_PADDING, lines, _PADDING))
    raw = np.frombuffer(text, np.uint8)
    is_end = raw == ord(delimiter)
    is_end |= raw == ord("\n")
    if delimiter == " ":
        is_end[:PAD] = is_end[-PAD:] = False
    ends = np.flatnonzero(is_end)
    rows, left = divmod(len(ends), columns)
    if left or not rows:
        return None
    starts = np.empty_like(ends)
    starts[0], starts[1:] = PAD, ends[:-1] + 1
    is_last = raw[ends] == ord("\n")
    if np.count_nonzero(is_last) != rows or not is_last[columns - 1 :: columns].all():
        return None
    shape = (rows, columns)
    return Block(text, starts.reshape(shape), ends.reshape(shape), np.arange(rows))


def careful_block(lines: bytes, first: int, delimiter: str, columns: int) -> tuple[Block, bytes, int]:
    """The rows of whole lines, by the rules of CSV; the first of them has the number ``first`` in the file.

    Returns:
        The rows; the lines of a row that goes on after these; and the number of the row after the block.

    Raises:
        TableError: a row has another number of cells.
    """
    parts = lines.decode().split("\n")[:-1]
    reader = csv.reader([*(part + "\n" for part in parts), *_LAST], delimiter=delimiter)
    rows: list[list[bytes]] = []
    numbers: list[int] = []
    number, used = first, 0
    try:
        for row in reader:
            if row == _LAST:
                used = len(parts)
                break
            if reader.line_num > len(parts):
                break  # within a quote
            used = reader.line_num
            if row and (len(row) > 1 or row[0].strip()):
                if len(row) != columns:
                    raise TableError(
                        f"row {number} has {len(row)} column{'s' * (len(row) != 1)}, others have {columns}; "
                        f"mend it or leave it out"
                    )
                rows.append([cell.encode() for cell in row])
                numbers.append(number - first)
            number += 1
    except csv.Error as error:
        raise TableError(f"row {number}: is no CSV ({error})") from None
    left = "".join(part + "\n" for part in parts[used:]).encode()
    return _joined(rows, numbers, columns), left, number


def _joined(rows: list[list[bytes]], numbers: list[int], columns: int) -> Block:
    """Cells that have been read, as a block."""
    cells = [cell for row in rows for cell in row]
    lengths = np.fromiter(map(len, cells), np.int64, len(cells))
    ends = PAD + np.cumsum(lengths + 1) - 1
    shape = (len(rows), columns)
    text = _PADDING + b"\n".join(cells) + b"\n" + _PADDING
    return Block(text, (ends - lengths).reshape(shape), ends.reshape(shape), np.array(numbers, dtype=np.int64))
