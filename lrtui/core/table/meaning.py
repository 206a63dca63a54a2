"""What the columns of a table mean: the label, features, and what is left out; all that is done is said."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrtui.core.arrays import Array, IntArray
from lrtui.core.table.columns import NOTHING, Numbers
from lrtui.core.table.features import Feature, LeftOut, feature_of, is_index
from lrtui.core.table.label import checked, find_label, label_of
from lrtui.core.table.names import TableError, quoted
from lrtui.core.table.reader import Table

MOST_MISSING = 0.2
"""The largest share of rows that is left out because cells are missing."""


class Meaning(NamedTuple):
    """What there is to learn from.

    Attributes:
        features: shape ``(rows, features)``, finite.
        labels: the index into ``classes`` of each row, shape ``(rows,)``.
        classes: their names, in their natural order.
        notes: what was done, a line each.
    """

    features: Array
    labels: IntArray
    classes: tuple[str, ...]
    notes: tuple[str, ...]


def meaning(table: Table, wanted: str | None) -> Meaning:
    """Find out what a table means; ``wanted`` is the header of the label column, None to find it.

    Raises:
        TableError: there is nothing to learn; the message names the column, the row and the cure.
    """
    columns, headers = table.columns, table.headers
    at_label, why = find_label(headers, wanted)
    names = [quoted(header) if header else f"{at + 1} (without a name)" for at, header in enumerate(headers)]
    numbers = columns.take_numbers()
    label = label_of(columns.vocabulary(at_label), columns.codes(at_label), numbers.of(at_label), names[at_label])
    found = [
        feature_of(columns, at, name, numbers.of(at), numbers_rows=is_index(at, headers[at], numbers.of(at)))
        for at, name in enumerate(names)
        if at != at_label
    ]
    features = [column for column in found if isinstance(column, Feature)]
    rows, said = _whole_rows(features, label.codes == NOTHING, names[at_label], numbers)
    matrix, constant = _side_by_side(features, rows, numbers)
    left_out = [*(column for column in found if isinstance(column, LeftOut)), *constant]
    notes = _notes(left_out, features)
    labels, classes = checked(label, names[at_label], rows, columns.row_numbers())
    if not matrix.shape[1]:
        raise TableError(f"has nothing to learn from; {'; '.join(notes)}")
    heading = f"label: column {names[at_label]}, {why}"
    return Meaning(matrix, labels, classes, (*table.notes, heading, *notes, *said))


def _notes(left_out: list[LeftOut], features: list[Feature]) -> list[str]:
    without = ", ".join(f"{column.name} ({column.why})" for column in left_out)
    gone = {column.name for column in left_out}
    encoded = ", ".join(
        f"{feature.name} ({feature.encoding})" for feature in features if feature.encoding and feature.name not in gone
    )
    return [
        *([f"columns left out: {without}"] if without else []),
        *([f"text as numbers: {encoded}"] if encoded else []),
    ]


def _whole_rows(
    features: list[Feature], no_label: NDArray[np.bool_], label_name: str, numbers: Numbers
) -> tuple[IntArray, list[str]]:
    """The rows in which nothing is missing, and what is to be said of the others.

    Raises:
        TableError: that would leave out too many.
    """
    some = np.isnan(numbers.matrix).any()
    gaps = {name: np.isnan(values[:, 0]) for name, values, _, at in features if some or at is None}
    gaps[label_name] = no_label
    gaps = {name: missing for name, missing in gaps.items() if missing.any()}
    rows = len(no_label)
    if not gaps:
        return np.arange(rows), []
    together = np.stack(list(gaps.values()))
    empty = int(np.count_nonzero(together.all(axis=0))) if len(gaps) == len(features) + 1 else 0
    anywhere = together.any(axis=0)
    count, rows = int(np.count_nonzero(anywhere)) - empty, rows - empty
    worst = sorted(((int(np.count_nonzero(missing)) - empty, name) for name, missing in gaps.items()), reverse=True)
    if count > MOST_MISSING * rows:
        raise TableError(
            f"cells are missing in {count:,} of {rows:,} rows, most in column {worst[0][1]} ({worst[0][0]:,}); "
            "fill them in, or leave the column out"
        )
    said = [f"{empty:,} empty rows left out"] if empty else []
    if count:
        where = ", ".join(f"{name} {missing:,}" for missing, name in worst[:5] if missing)
        said.append(f"{count:,} of {rows:,} rows left out, where cells are missing: {where}")
    return np.flatnonzero(~anywhere), said


def _side_by_side(features: list[Feature], rows: IntArray, numbers: Numbers) -> tuple[Array, list[LeftOut]]:
    """The features of some rows, ``(rows, features)``, and those that are the same in all of them."""
    constant = [feature for feature in features if _is_constant(feature.values, rows)]
    kept = [feature for feature in features if not any(feature is other for other in constant)]
    places = [None if feature.at is None else numbers.places[feature.at] for feature in kept]
    if places and places == list(range(places[0] or 0, (places[0] or 0) + len(places))):
        matrix = numbers.matrix[:, places[0] : (places[0] or 0) + len(places)]  # without a copy: it may be large
    else:
        matrix = np.concatenate([feature.values for feature in kept], axis=1) if kept else np.empty((len(rows), 0))
    whole = len(rows) == len(matrix)
    return (matrix if whole else matrix[rows]), [LeftOut(feature.name, "the same in all rows") for feature in constant]


def _is_constant(values: Array, rows: IntArray) -> bool:
    """Whether a feature is the same in all the rows."""
    if not len(rows) or (values[rows[:100]] != values[rows[0]]).any():
        return False
    return bool((values[rows] == values[rows[0]]).all())
