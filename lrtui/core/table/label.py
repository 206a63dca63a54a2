"""The column that says which class a row belongs to, and its classes."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.table.cells import is_number, number
from lrtui.core.table.columns import MOST_WORDS, NOTHING, OTHER, Codes
from lrtui.core.table.names import TableError, quoted, safe
from lrtui.numbers import exact

FEWEST_OF_A_CLASS = 5
"""Each class needs as many rows as this, so that every part of every split has some."""

LABEL_NAMES = (
    *("label", "labels", "target", "class", "species", "outcome", "diagnosis", "category", "variety", "survived"),
    "y",
)
"""What a label column is called, whatever the case; the first of them that there is."""

MANY_NUMBERS = 20
"""So many different numbers may be classes; more are, if any is no whole number or is rare, what is measured."""

MOST_CLASSES = 100

CURE = "name the column of classes with --label COLUMN"


class Label(NamedTuple):
    """The classes of all rows.

    Attributes:
        codes: an index into ``names`` for each row, ``NOTHING`` where the cell is missing.
        names: in their natural order.
        numbers: whether all of them are numbers.
    """

    codes: IntArray
    names: tuple[str, ...]
    numbers: bool


def find_label(names: Sequence[str], wanted: str | None) -> tuple[int, str]:
    """The label column, and why it is that one.

    Raises:
        TableError: there is no such column as is wanted, or more than one.
    """
    if wanted is not None:
        found = [at for at, name in enumerate(names) if name == wanted]
        if not found:
            raise TableError(f"no column {quoted(wanted)}; the columns are {_listed(names)}")
        if len(found) > 1:
            raise TableError(f"there are {len(found)} columns {quoted(wanted)}; give each a name of its own")
        return found[0], "as --label says"
    lower = [name.lower() for name in names]
    for name in LABEL_NAMES:
        # Beside x, y is where something lies.
        if lower.count(name) == 1 and not (name == "y" and "x" in lower):
            return lower.index(name), "by its name"
    return max((at for at, name in enumerate(names) if name), default=len(names) - 1), "the last"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(quoted, names[:30]))
    return shown if len(names) <= 30 else f"{shown} and {len(names) - 30} more"


def label_of(vocabulary: Sequence[str], codes: Codes, values: Array | None, name: str) -> Label:
    """The classes that a column's words and numbers are.

    Args:
        vocabulary: its words.
        codes: that of the word of each row.
        values: its numbers, NaN where there is none; None if it was read as text.
        name: as messages have it.

    Raises:
        TableError: there are too many different words.
    """
    if (codes == OTHER).any():
        raise TableError(f"column {name} has more than {MOST_WORDS:,} different texts: no classes; {CURE}")
    names = [exact(number(word)) if is_number(word) else word for word in vocabulary]
    only_numbers = all(map(is_number, names))
    found = codes.astype(np.int64)
    values = None if values is None else np.ascontiguousarray(values)  # it is read several times
    if values is not None and not np.isnan(values).all():
        different, index = np.unique(values, return_inverse=True)
        there = ~np.isnan(values)
        found = np.where(there, index + len(names), found)
        names += [exact(value) for value in different[~np.isnan(different)].tolist()]
    # Each name once, in its natural order.
    order = sorted(set(names), key=natural)
    place = {name: at for at, name in enumerate(order)}
    by_code = np.array([*(place[name] for name in names), NOTHING], np.int64)
    return Label(by_code[found], tuple(order), only_numbers)


def natural(name: str) -> tuple[float, str]:
    """A key that sorts numbers by value, before words in alphabetical order."""
    value = number(name)
    return (math.inf if math.isnan(value) else value), name


def checked(label: Label, name: str, rows: IntArray, numbers: IntArray) -> tuple[IntArray, tuple[str, ...]]:
    """The labels of the rows that are kept, and their classes, if these can be learnt.

    Args:
        label: of all rows.
        name: of the column, as messages have it.
        rows: those that are kept; none of their labels is missing.
        numbers: the number in the file of each of all rows.

    Raises:
        TableError: there are fewer than two classes, one has few rows, or these are no classes.
    """
    codes = label.codes[rows]
    counts = np.bincount(codes, minlength=len(label.names))
    there = np.flatnonzero(counts)
    names = [label.names[code] for code in there]
    if len(names) < 2:
        only = f"one class, {quoted(names[0])}" if names else "no class"
        raise TableError(f"column {name} has {only}; two are needed: {CURE}")
    rarest = there[counts[there].argmin()]
    fewest = int(counts[rarest])
    if label.numbers and _is_measured(names, fewest):
        raise TableError(
            f"column {name} has {len(names):,} different numbers: that is a regression, which is not here, "
            f"only classes are; {CURE}"
        )
    if 2 * np.count_nonzero(counts[there] < FEWEST_OF_A_CLASS) > len(names):
        raise TableError(f"column {name} has {len(names):,} different texts in {len(rows):,} rows: no classes; {CURE}")
    if fewest < FEWEST_OF_A_CLASS:
        first = numbers[rows[codes == rarest][0]]
        raise TableError(
            f"column {name}: class {quoted(label.names[rarest])} (first in row {first}) has {fewest} "
            f"row{'s' * (fewest > 1)}, {FEWEST_OF_A_CLASS} are needed; leave it out or add some"
        )
    return np.searchsorted(there, codes), tuple(map(safe, names))


def _is_measured(names: Sequence[str], fewest: int) -> bool:
    """Whether so many different numbers are measurements and no classes."""
    whole = all(float(name).is_integer() for name in names)
    if len(names) <= MANY_NUMBERS:
        return not whole and fewest < FEWEST_OF_A_CLASS
    return not whole or fewest < FEWEST_OF_A_CLASS or len(names) > MOST_CLASSES
