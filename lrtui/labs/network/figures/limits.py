"""The sharpness by epoch: its axis, and each rate's limit, above which a step overshoots farther every time."""

from __future__ import annotations

import math

import numpy as np

from lrtui import numbers
from lrtui.labs.network.edges import limit_at
from lrtui.labs.network.frame import NetworkFrame
from lrtui.plot.axes import Axis, Scale
from lrtui.plot.canvas import DOTS_PER_ROW
from lrtui.plot.chart import Chart
from lrtui.plot.ink import mark, series
from lrtui.plot.names import Name

NEAR = 10.0
"""A limit within so many times the curves' range is shown; of one that is farther, an arrow and its value."""

RUNAWAY = 100.0
"""A sharpness is shown up to so many times the largest that any network began with."""

LEAST = 1e-6
"""A sharpness that is smaller, in parts of the largest, has left the window."""

ROOM_FOR_VALUES = 56
"""Columns from which on a limit's name has its value."""

LIMIT_WIDTH = 11
"""Columns of ``limit`` and its value."""

EVERY = 5
"""Dots from one of a limit's dots to the next."""


def sharpness_axis(frame: NetworkFrame) -> Axis:
    """A log axis that holds the curves, and the limits that are near them."""
    curves = [run.sharpness for run in frame.runs]
    first = max((float(curve[0]) for curve in curves if len(curve) and curve[0] > 0), default=math.inf)
    found = np.concatenate(curves) if curves else np.empty(0)
    found = found[(found > 0) & (found < RUNAWAY * first)]
    if not len(found):
        return Axis(0.1, 1000.0, Scale.LOG)
    low, high = max(float(found.min()), LEAST * float(found.max())), float(found.max())
    limits = [limit_at(run, frame.epoch) for run in frame.runs]
    near = [limit for limit in limits if low / NEAR <= limit <= high * NEAR]
    quarters = math.floor(4 * math.log10(min([low, *near])) - 1), math.ceil(4 * math.log10(max([high, *near])) + 1)
    low, high = (10 ** (quarter / 4) for quarter in quarters)
    return Axis(low, high, Scale.LOG)


def draw_limits(area: Chart, frame: NetworkFrame) -> list[Name]:
    """Each rate's limit as a dotted line in its colour; and the names of these lines, at their ends."""
    names = []
    for run in sorted(frame.runs, key=lambda run: run is frame.runs[frame.selected]):
        colour, text = series(run.tone), f"{mark(run.tone)} limit"
        if area.canvas.width >= ROOM_FOR_VALUES:
            text += f" {numbers.compact(limit_at(run, frame.trained), 5, 4)}"
        epochs = np.linspace(0, frame.settings.epochs, max(2 * area.box.width // EVERY, 2))
        if run.recipe.schedule == "constant":
            heights = np.full(len(epochs), limit_at(run, 0))
        else:  # what comes is not there yet
            epochs = epochs[epochs <= max(frame.trained, 1)]
            heights = np.array([limit_at(run, int(epoch)) for epoch in epochs])
        area.dotted(epochs[np.isfinite(heights)], heights[np.isfinite(heights)], colour)
        end = heights[-1]
        if not math.isfinite(end):
            continue
        dot = (1 - float(area.y.position(np.array([end]))[0])) * (DOTS_PER_ROW * area.box.height - 1)
        row = math.floor(dot + 0.5) // DOTS_PER_ROW
        if row < 0 or row >= area.box.height:
            text, row = f"{text}{'↑' if row < 0 else '↓'}", 0 if row < 0 else area.box.height - 1
        column = area.box.column + area.box.width - 1
        names.append(Name(text, area.box.row + row, column, colour, dot))
    return names[::-1]
