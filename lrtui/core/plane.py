"""A plane to look at data with any number of features in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import Dataset


class Plane(NamedTuple):
    """The points ``middle + across · directions[0] + up · directions[1]``.

    Attributes:
        middle: where both coordinates are 0, ``(features,)``.
        directions: unit vectors at right angles, ``(2, features)``; the second is 0 where there is one feature.
        share: the part of the rows' variance that lies in the plane; 1 where it holds all of them.
    """

    middle: Array
    directions: Array
    share: float

    @property
    def is_all(self) -> bool:
        """Whether its coordinates are the features themselves."""
        return len(self.middle) <= 2

    def coordinates(self, features: Array) -> Array:
        """Where rows lie, ``(rows, 2)``: the nearest points of the plane to ``features``, ``(rows, features)``."""
        return np.asarray((features - self.middle) @ self.directions.T)

    def points(self, coordinates: Array) -> Array:
        """The points at ``coordinates``, ``(n, 2)``, among the features, ``(n, features)``."""
        return np.asarray(self.middle + coordinates @ self.directions)


def main_plane(data: Dataset) -> Plane:
    """The plane through the mean of the rows in which they vary most: principal component analysis (Pearson, 1901).

    Of two features or one it is the features' own.
    """
    features = data.features.shape[1]
    if features <= 2:
        return Plane(np.zeros(features), np.eye(2, features), 1.0)
    middle = data.features.mean(axis=0)
    offsets = data.features - middle
    variances, vectors = np.linalg.eigh(offsets.T @ offsets / len(data))
    directions = vectors[:, :-3:-1].T
    # The sign that makes the largest part of each direction positive, so that no library turns the picture over.
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[[0, 1], largest])[:, None]
    total = float(variances.sum())
    return Plane(middle, directions, float(variances[-2:].sum()) / total if total > 0 else 1.0)
