"""Curves that zig-zag faster than columns can show: a dim range a column, and a bright running median over it."""

from __future__ import annotations

import math
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
    """What a curve is at each column, in dots: where, its top, its running median and its bottom; each ``(n,)``."""

    u: Array
    top: Array
    middle: Array
    bottom: Array


def is_too_fast(u: Array, v: Array) -> bool:
    """Whether the strokes of a curve, in dot coordinates (columns rising, rows), would be a wall of dots."""
    if len(u) < FEWEST:
        return False
    columns = float(u[-1] - u[0]) / DOTS_PER_COLUMN
    if columns <= 0 or len(u) / columns < DENSE:
        return False
    # What it goes back and forth is all that it goes, without its way from end to end; half of that in each direction.
    back = (float(np.abs(np.diff(v)).sum()) - abs(float(v[-1] - v[0]))) / 2
    return back / columns > ZIGZAG


def band_of(u: Array, v: Array) -> Band:
    """The band of a curve in dot coordinates, evenly spaced: a value a column, and the curve's own two ends."""
    last = len(u) - 1
    columns = max(float(u[-1] - u[0]) / DOTS_PER_COLUMN, 1.0)
    half = max(FEWEST // 2, math.ceil(len(u) / columns / 2 + 0.5))
    middles = np.round(np.linspace(0, last, min(max(round(columns), 2), len(u)))).astype(np.int64)
    wide = SMOOTH * half
    windows = v[np.minimum(np.maximum(middles[:, None] + np.arange(-wide, wide + 1), 0), last)]
    near = windows[:, wide - half : wide + half + 1]
    top, bottom = near.min(axis=1), near.max(axis=1)
    windows.sort(axis=1)
    middle = np.clip(windows[:, wide], top, bottom)
    middle[[0, -1]] = v[[0, -1]]
    return Band(u[middles], top, middle, bottom)


def draw_range(area: Chart, band: Band, ink: Ink) -> None:
    """Dots on a coarse grid from the least to the greatest of each column: dim also where there are no colours."""
    last = DOTS_PER_ROW * area.box.height - 1
    columns = np.arange(max(int(np.ceil(band.u[0])), 0), min(int(band.u[-1]), 2 * area.box.width - 1) + 1)
    top = np.maximum(np.floor(np.interp(columns, band.u, band.top) + 0.5), 0).astype(np.int64)
    bottom = np.minimum(np.floor(np.interp(columns, band.u, band.bottom) + 0.5), last).astype(np.int64)
    # Every fourth row of a column; those of the column beside it lie between them.
    start = top + (-(top + 2 * columns)) % 4
    counts = np.maximum((bottom - start) // 4 + 1, 0)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    rows, across = np.repeat(start, counts) + 4 * within, np.repeat(columns, counts)
    area.canvas.dots(rows + DOTS_PER_ROW * area.box.row, across + DOTS_PER_COLUMN * area.box.column, ink)
