"""Data to classify: the blobs of the second article, or a person's own CSV file; and how it is split into parts."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from lrtui.core.arrays import Array, IntArray

LONGEST_CELL = 40
"""A message repeats no more characters of a cell than these."""

FEWEST_OF_A_CLASS = 5
"""Each class needs as many rows as this, so that every part of every split has some."""


class DataError(ValueError):
    """A file that cannot be used; the message names the row and the column."""


@dataclass(frozen=True)
class Dataset:
    """Rows to classify.

    Attributes:
        source: ``blobs`` or the file's name.
        features: shape ``(rows, features)``, finite.
        labels: the index into ``classes`` of each row, shape ``(rows,)``.
        classes: the names of the classes.
        centres: the middles of the blobs, shape ``(classes, features)``; None for a file.
    """

    source: str
    features: Array
    labels: IntArray
    classes: tuple[str, ...]
    centres: Array | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def targets(self) -> Array:
        """The one-hot labels, shape ``(rows, classes)``."""
        # The rows last in memory, as the networks have them.
        return np.asarray((np.arange(len(self.classes))[:, None] == self.labels).astype(np.float64).T)

    def take(self, rows: IntArray) -> Dataset:
        """The dataset of some rows, in their order."""
        return replace(self, features=self.features[rows], labels=self.labels[rows])


def make_blobs(samples: int = 1000, centers: int = 3, features: int = 2, std: float = 2.0, seed: int = 2) -> Dataset:
    """Isotropic Gaussian blobs, bit for bit those of scikit-learn's ``make_blobs`` (which defines the procedure).

    The defaults are the data of the second article's experiment.
    """
    random = np.random.RandomState(seed)
    middles = random.uniform(-10, 10, (centers, features))
    counts = [samples // centers + (label < samples % centers) for label in range(centers)]
    blobs = [random.normal(middle, std, (count, features)) for middle, count in zip(middles, counts, strict=True)]
    order = np.arange(samples)
    random.shuffle(order)
    labels = np.repeat(np.arange(centers), counts)
    classes = tuple(str(label) for label in range(centers))
    return Dataset("blobs", np.concatenate(blobs)[order], labels[order], classes, middles)


def read_csv(path: Path, label: str | None = None) -> Dataset:
    """A CSV file with a header, numeric feature columns and one column of labels, which may be any text.

    The file is in UTF-8. ``label`` is the header of the label column; None for the last column.

    Raises:
        DataError: the file is missing, empty, ragged, not UTF-8, has a feature that is no finite number, fewer than
            two classes, or a class of fewer than ``FEWEST_OF_A_CLASS`` rows.
    """
    header, rows = _read_rows(path)
    if label is not None and label not in header:
        raise DataError(f"{path}: no column {label!r}; the columns are {', '.join(map(repr, header))}")
    if label is not None and header.count(label) > 1:
        raise DataError(f"{path}: there are {header.count(label)} columns {label!r}")
    at = len(header) - 1 if label is None else header.index(label)
    names = {number: row[at] for number, row in rows.items()}
    columns = [column for column in range(len(header)) if column != at]
    features = np.array([_numbers(path, header, columns, row, number) for number, row in rows.items()])
    _check_classes(path, header[at], names)
    classes = tuple(sorted(set(names.values()), key=_natural))
    index = {name: label for label, name in enumerate(classes)}
    return Dataset(path.name, features, np.array([index[name] for name in names.values()], dtype=np.int64), classes)


def _read_rows(path: Path) -> tuple[list[str], dict[int, list[str]]]:
    try:
        content = path.read_bytes()
        text = content.decode()
        stream = io.StringIO(text.removeprefix("\ufeff"), newline="")
        lines = {number: row for number, row in enumerate(csv.reader(stream), start=1) if row}
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = content.count(b",", content.rfind(b"\n", 0, error.start) + 1, error.start) + 1
        raise DataError(f"{path}: row {line}, column {column}: is not UTF-8 (byte {error.start + 1})") from None
    except csv.Error as error:
        raise DataError(f"{path}: is no CSV file ({error})") from None
    if len(lines) < 2:
        raise DataError(f"{path}: is empty; a header and rows are needed")
    first = min(lines)
    header, rows = lines[first], {number: row for number, row in lines.items() if number != first}
    if len(header) < 2:
        raise DataError(f"{path}: row 1 has 1 column; features and a label are needed")
    for number, row in rows.items():
        if len(row) != len(header):
            raise DataError(f"{path}: row {number} has {len(row)} columns, the header {len(header)}")
    return header, rows


def _numbers(path: Path, header: list[str], columns: list[int], row: list[str], number: int) -> list[float]:
    values = [_number(row[column]) for column in columns]
    for column, value in zip(columns, values, strict=True):
        if not math.isfinite(value):
            cell = row[column] if len(row[column]) <= LONGEST_CELL else row[column][:LONGEST_CELL] + "…"
            raise DataError(f"{path}: row {number}, column {header[column]!r}: {cell!r} is no finite number")
    return values


def _number(cell: str) -> float:
    """The number in a cell; NaN where there is none."""
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _check_classes(path: Path, column: str, names: dict[int, str]) -> None:
    counts = Counter(names.values())
    if len(counts) < 2:
        raise DataError(f"{path}: column {column!r} has one class, {next(iter(counts))!r}; two are needed")
    name, count = min(counts.items(), key=lambda item: item[1])
    if count < FEWEST_OF_A_CLASS:
        row = next(number for number, other in names.items() if other == name)
        raise DataError(
            f"{path}: column {column!r}: class {name!r} (first in row {row}) has {count} rows, "
            f"{FEWEST_OF_A_CLASS} are needed"
        )


def _natural(name: str) -> tuple[float, str]:
    """A key that sorts numbers by value, before words in alphabetical order."""
    value = _number(name)
    return (math.inf if math.isnan(value) else value), name


def best_rule_accuracy(data: Dataset) -> float | None:
    """The accuracy of the best possible rule where it is known: for blobs of one spread, the nearest centre."""
    if data.centres is None:
        return None
    distances = np.linalg.norm(data.features[:, None] - data.centres, axis=2)
    return float((distances.argmin(axis=1) == data.labels).mean())


def consecutive(data: Dataset, shares: tuple[float, ...]) -> tuple[Dataset, ...]:
    """Parts with ``shares`` of the rows, which sum to 1, in the order of the rows, as the second article splits."""
    edges = np.rint(np.cumsum(shares) * len(data)).astype(np.int64)
    return tuple(data.take(rows) for rows in np.split(np.arange(len(data)), edges[:-1]))


def stratified(data: Dataset, shares: tuple[float, ...], seed: int) -> tuple[Dataset, ...]:
    """Parts with about ``shares`` of the rows of every class, in random order; each part has every class.

    The shares sum to 1; the data has at least ``len(shares)`` rows of each class. The same seed gives the same parts.
    """
    random = np.random.default_rng(seed)
    parts: list[list[IntArray]] = [[] for _ in shares]
    for label in range(len(data.classes)):
        rows = random.permutation(np.flatnonzero(data.labels == label))
        edges = np.rint(np.cumsum(shares) * len(rows)).astype(np.int64)
        # At least one row for each of the parts.
        edges = np.maximum(edges, np.arange(1, len(shares) + 1))
        edges = np.minimum(edges, len(rows) - np.arange(len(shares) - 1, -1, -1))
        for part, chunk in zip(parts, np.split(rows, edges[:-1]), strict=True):
            part.append(chunk)
    return tuple(data.take(random.permutation(np.concatenate(part))) for part in parts)


def standardise(train: Dataset, *others: Dataset) -> tuple[Dataset, ...]:
    """Every part with mean 0 and standard deviation 1 on the training part; a constant feature becomes 0."""
    # Scaled to at most 1 first, so that no square overflows; what varies by no more than rounding is constant.
    size = np.abs(train.features).max(axis=0)
    size = np.where(size > 0, size, 1.0)
    constant = np.ptp(train.features / size, axis=0) == 0
    scaled = train.features / size
    mean = np.where(constant, scaled[0], scaled.mean(axis=0))
    std = np.where(constant, 1.0, scaled.std(axis=0))
    return tuple(replace(part, features=(part.features / size - mean) / std) for part in (train, *others))


@lru_cache(maxsize=1)  # the command line looks whether a file can be used before the lab opens it
def load_parts(path: str | None, label: str | None, seed: int, shares: tuple[float, ...]) -> tuple[Dataset, ...]:
    """Parts of the data, such as training and validation rows, with ``shares`` of its rows, which sum to 1.

    Where ``path`` is None, they are the blobs of the second article's experiment, in their order. The rows of a CSV
    file, with its labels in the column ``label`` or else the last, are drawn by the seed, stratified, and standardised
    on the first part; DataError where the file cannot be used.
    """
    if path is None:
        return consecutive(make_blobs(), shares)
    return standardise(*stratified(read_csv(Path(path), label), shares, seed))
