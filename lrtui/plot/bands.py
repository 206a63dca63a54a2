"""Curves that zig-zag faster than columns can show: a dim range a column, and a bright running median over it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrtui.plot.axes import Array
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW
from lrtui.plot.chart import Chart
from lrtui.plot.ink import Ink

FEWEST = 5
"""A column's range is over so many values at least."""

SMOOTH = 3
"""The running median is over so many times as many values as a column's range."""

DENSE = 0.7
"""Values a column from which a zig-zag is too fast for its strokes to be told apart."""

ZIGZAG = 1.5
"""Dots a column by which a curve goes back and forth from where it is a band."""


class Band(NamedTuple):
    """What a curve is at each column: where, its least, its running median and its greatest; each ``(n,)``."""

    x: Array
    low: Array
    middle: Array
    high: Array


def is_too_fast(area: Chart, x: Array, y: Array) -> bool:
    """Whether the strokes of a curve, both ``(n,)`` with x rising and all finite, would be a wall of dots."""
    if len(x) < FEWEST:
        return False
    columns = float(np.ptp(area.x.position(x[[0, -1]]))) * area.box.width
    if columns <= 0 or len(x) / columns < DENSE:
        return False
    rows = np.clip(area.y.position(y), 0.0, 1.0) * DOTS_PER_ROW * area.box.height
    steps = np.diff(rows)
    back = min(float(np.maximum(steps, 0).sum()), float(np.maximum(-steps, 0).sum()))
    return back / columns > ZIGZAG


def band_of(area: Chart, x: Array, y: Array) -> Band:
    """The band of a curve, both ``(n,)`` with evenly spaced x: a value a column, and the curve's own two ends."""
    last = len(x) - 1
    columns = max(float(np.ptp(area.x.position(x[[0, -1]]))) * area.box.width, 1.0)
    half = max(FEWEST // 2, round(len(x) / columns / 2))
    middles = np.unique(np.round(np.linspace(0, last, max(round(columns), 2))).astype(np.int64))

    def windows(half: int) -> Array:
        return np.asarray(y[np.clip(middles[:, None] + np.arange(-half, half + 1), 0, last)])

    middle = np.median(windows(SMOOTH * half), axis=1)
    middle[[0, -1]] = y[[0, -1]]
    return Band(x[middles], windows(half).min(axis=1), middle, windows(half).max(axis=1))


def draw_range(area: Chart, band: Band, ink: Ink) -> None:
    """Dots on a coarse grid from the least to the greatest of each column: dim also where there are no colours."""
    last_column, last_row = DOTS_PER_COLUMN * area.box.width - 1, DOTS_PER_ROW * area.box.height - 1
    at = area.x.position(band.x) * last_column
    columns = np.arange(max(int(np.ceil(at[0])), 0), min(int(at[-1]), last_column) + 1)
    top = np.interp(columns, at, (1 - area.y.position(band.high)) * last_row)
    bottom = np.interp(columns, at, (1 - area.y.position(band.low)) * last_row)
    rows = np.arange(last_row + 1)[:, None]
    inside = (rows >= np.round(top)) & (rows <= np.round(bottom)) & ((rows + 2 * columns) % 4 == 0)
    down, across = np.nonzero(inside)
    area.canvas.dots(down + DOTS_PER_ROW * area.box.row, columns[across] + DOTS_PER_COLUMN * area.box.column, ink)
