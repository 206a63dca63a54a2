"""What the maps of all networks share: the plane that they show, the window in it, and some of the rows."""

from __future__ import annotations

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import Dataset
from lrtui.core.network import inputs_of
from lrtui.core.plane import main_plane

POINTS = 60
"""The most data points that are shown: more would hide the map."""

MARGIN = 0.05
"""Of the window's size, at each side of the data."""

SIZES = 8
"""How many sizes of a map are remembered."""


class Scene:
    """Worked out once for a data set, because it is the same in every frame.

    Attributes:
        plane: where the maps lie among the features.
        low, high: the corners of the smallest window around the training rows, with a margin; ``(2,)`` each.
        points, labels: the first rows in the plane, ``(n, 2)``, and their classes, ``(n,)``.
        classes: the names of the classes.
    """

    def __init__(self, train: Dataset) -> None:
        self.plane = main_plane(train)
        coordinates = self.plane.coordinates(train.features)
        low, high = coordinates.min(axis=0), coordinates.max(axis=0)
        margin = np.where(high > low, (high - low) * MARGIN, 1.0)
        self.low, self.high = low - margin, high + margin
        self.points, self.labels = coordinates[:POINTS], train.labels[:POINTS]
        self.classes = train.classes
        self._inputs: dict[tuple[int, int], Array] = {}

    def inputs(self, rows: int, columns: int) -> Array:
        """What goes into a network for the middle of each pixel, top row first: ``(features + 1, rows · columns)``."""
        if (rows, columns) not in self._inputs:
            if len(self._inputs) >= SIZES:
                self._inputs.clear()
            across = self.low[0] + (np.arange(columns) + 0.5) / columns * (self.high[0] - self.low[0])
            down = self.high[1] - (np.arange(rows) + 0.5) / rows * (self.high[1] - self.low[1])
            grid = np.stack(np.broadcast_arrays(across, down[:, None]), axis=-1).reshape(-1, 2)
            self._inputs[rows, columns] = inputs_of(self.plane.points(grid))
        return self._inputs[rows, columns]
