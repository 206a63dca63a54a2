"""The learning rate by epoch, where schedules change it."""

from __future__ import annotations

import math

import numpy as np

from lrtui.labs.network.frame import NetworkFrame
from lrtui.plot.axes import Axis, Scale
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import series
from lrtui.plot.panel import Panel

DECADES = 6.0
"""A rate is shown down to so many powers of ten below the largest."""


def has_strip(frame: NetworkFrame) -> bool:
    """Whether there is a rate that changes."""
    return any(run.recipe.schedule != "constant" for run in frame.runs)


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    """A stair for each network, the selected one last."""
    rates = [run.rates[: frame.trained + 1] for run in frame.runs]
    found = np.concatenate(rates)
    found = found[found > 0]
    high = float(found.max()) if len(found) else 1.0
    low = max(float(found.min()) if len(found) else 0.1, high * 10**-DECADES)
    axis = Axis(10 ** (math.floor(math.log10(low) - 0.01)), 10 ** (math.log10(high) + 0.15), Scale.LOG)
    area = Chart(
        canvas,
        Box(0, GUTTER, canvas.height, max(canvas.width - GUTTER - 1, 1)),
        Axis(0, frame.settings.epochs),
        axis,
    )
    if frame.epoch < frame.trained:
        area.vertical(frame.epoch, every=2)
    for index in sorted(range(len(frame.runs)), key=lambda index: index == frame.selected):
        values = rates[index]
        epochs = np.arange(len(values), dtype=np.float64)
        area.line(np.repeat(epochs, 2)[1:], np.repeat(values, 2)[:-1], series(frame.runs[index].tone))
    area.y_ticks(max(canvas.height, 2))


STRIP = Panel("strip", _draw, lambda frame: "learning rate η by epoch, log")
