"""A column that is not the label → features, or the reason why it is none."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.table.cells import YES_NO, is_date, is_number
from lrtui.core.table.columns import MOST_WORDS, NOTHING, Codes, Columns
from lrtui.core.table.dialect import FEW_VALUES
from lrtui.core.table.label import natural
from lrtui.core.table.names import TableError, quoted

INDEX_NAMES = ("id", "index", "idx", "row", "rowid", "row_id", "no", "nr")
"""What a column is called that numbers the rows, if its values are whole and all differ."""


class Feature(NamedTuple):
    """What a column is learnt as.

    Attributes:
        name: as messages have it.
        values: shape ``(rows, n)``, n = 1 or one-hot; NaN where the cell is missing.
        encoding: how its text became numbers; empty where it was numbers.
        at: the column of the table whose numbers these are; None where they come of its text.
    """

    name: str
    values: Array
    encoding: str = ""
    at: int | None = None


class LeftOut(NamedTuple):
    """A column that is not learnt from, and why."""

    name: str
    why: str


def feature_of(columns: Columns, at: int, name: str, values: Array | None, *, numbers_rows: bool) -> Feature | LeftOut:
    """What the column ``at`` is learnt as.

    Args:
        columns: all of them.
        at: which of them.
        name: as messages have it.
        values: its numbers, shape ``(rows,)``, NaN where there is none; None if it was read as text.
        numbers_rows: whether it only numbers or names the rows.

    Raises:
        TableError: most of its cells are numbers, and some are not.
    """
    if numbers_rows:
        return LeftOut(name, "numbers the rows")
    if columns.vocabulary(at):
        return _of_words(columns, at, name, values)
    if values is None or (np.isnan(values[:1]).all() and np.isnan(values).all()):
        return LeftOut(name, "empty")
    return Feature(name, values[:, None], at=at)


def is_index(at: int, header: str, values: Array | None) -> bool:
    """Whether a column only numbers or names the rows; ``values`` is None if it was read as text."""
    if at == 0 and (not header or header.lower() == "unnamed: 0"):
        return True
    if values is None or not len(values):
        return False
    first, rows = values[0], len(values)
    if first in (0, 1) and values[-1] == first + rows - 1:
        return bool((values == np.arange(rows) + first).all())
    if header.lower() not in INDEX_NAMES or np.isnan(values).any():
        return False
    return bool((values == np.rint(values)).all()) and len(np.unique(values)) == rows


def _of_words(columns: Columns, at: int, name: str, values: Array | None) -> Feature | LeftOut:
    vocabulary, codes = columns.vocabulary(at), columns.codes(at)
    _refuse_odd_cells(columns.row_numbers(), vocabulary, codes, name, values)
    if all(map(is_date, vocabulary)):
        return LeftOut(name, "dates")
    for meanings in YES_NO:
        if {word.lower() for word in vocabulary} <= set(meanings):
            return Feature(name, _by_code([[meanings[word.lower()]] for word in vocabulary], codes), "yes 1, no 0")
    if len(vocabulary) > FEW_VALUES:
        count = f"{len(vocabulary):,}" if len(vocabulary) < MOST_WORDS else f"more than {MOST_WORDS:,}"
        return LeftOut(name, f"{count} different texts")
    place = {word: column for column, word in enumerate(sorted(vocabulary, key=natural))}
    one_hot = np.eye(len(vocabulary))[[place[word] for word in vocabulary]]
    return Feature(name, _by_code(one_hot.tolist(), codes), f"{len(vocabulary)} values, one column each")


def _by_code(meanings: list[list[float]], codes: Codes) -> Array:
    """The meaning of each code, and NaN for no word."""
    return np.array([*meanings, [np.nan] * len(meanings[0])])[codes]


def _refuse_odd_cells(rows: IntArray, vocabulary: list[str], codes: Codes, name: str, values: Array | None) -> None:
    """Refuse a column most of whose cells are numbers while others are not."""
    counts = np.bincount(codes[codes != NOTHING], minlength=len(vocabulary))
    odd = [code for code, word in enumerate(vocabulary) if not is_number(word)]
    words = int(counts[odd].sum() + counts[len(vocabulary) :].sum())
    numbers = int(counts.sum()) - words + (0 if values is None else int(np.count_nonzero(~np.isnan(values))))
    if odd and numbers > words:
        row = rows[np.flatnonzero(codes == odd[0])[0]]
        cell = quoted(vocabulary[odd[0]])
        raise TableError(f"row {row}, column {name}: {cell} is no finite number; mend it or leave it empty")
