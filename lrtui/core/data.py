"""Data to classify, and how it is split into parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lrtui.core.arrays import Array, IntArray


@dataclass(frozen=True)
class Dataset:
    """Rows to classify.

    Attributes:
        source: the name of a built-in set, or of a file.
        features: shape ``(rows, features)``, finite.
        labels: the index into ``classes`` of each row, shape ``(rows,)``.
        classes: the names of the classes.
        centres: the middles of blobs, shape ``(classes, features)``; None for all else.
        notes: what was done to it on the way, a line each.
    """

    source: str
    features: Array
    labels: IntArray
    classes: tuple[str, ...]
    centres: Array | None = None
    notes: tuple[str, ...] = ()

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


def described(*parts: Dataset) -> str:
    """What the parts of some data are, in one line: ``iris · 112 + 38 rows · 4 features · 3 classes``."""
    first = parts[0]
    rows = " + ".join(str(len(part)) for part in parts)
    features, classes = first.features.shape[1], len(first.classes)
    return f"{first.source} · {rows} rows · {features} feature{'s' * (features > 1)} · {classes} classes"


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
