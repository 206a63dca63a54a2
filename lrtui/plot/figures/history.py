"""|x| or f(x) by step: on a log axis a constant learning rate is a straight line, its slope log₁₀ of the growth."""

from __future__ import annotations

import math

import numpy as np

from lrtui.core.objectives import Array
from lrtui.labs.parabola import ParabolaFrame
from lrtui.plot.axes import Axis, Scale, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart
from lrtui.plot.figures.panel import Panel
from lrtui.plot.figures.picture import GUTTER
from lrtui.plot.ink import Ink

LINEAR_TOPS = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
"""Where a linear axis can end, times powers of ten."""

SHORTEST = 10
"""Steps that the axis shows at the least."""


def title(frame: ParabolaFrame) -> str:
    """What is shown, on which axis, and the slope where it is a line."""
    what, scale = _choice(frame)
    name = "|x|" if what == "x" else "f(x)"
    if scale is Scale.LINEAR:
        return f"{name} by step, linear"
    power = 1 if what == "x" else 2
    if not 0 < frame.growth < math.inf:
        return f"{name} by step, log scale"
    return f"{name} by step, log scale: slope {power * math.log10(frame.growth):+.3f}"


def draw(frame: ParabolaFrame, canvas: Canvas) -> None:
    """The chart, with a mark at the current step and dotted lines where η was changed."""
    what, scale = _choice(frame)
    values = np.abs(frame.iterates) if what == "x" else frame.objective.value(frame.iterates)
    box = Box(0, GUTTER, max(canvas.height - 1, 1), max(canvas.width - GUTTER, 1))
    x_axis = Axis(0, round_up(max(frame.step, SHORTEST), (1, 1.5, 2, 3, 5, 7)))
    area = Chart(canvas, box, x_axis, _vertical_axis(values, scale))
    for step in frame.changes:
        area.vertical(step, Ink.CHANGE, every=2)
    # A zero lies below every log axis: the line drops out of the window towards it.
    shown = np.maximum(values, 5e-324) if scale is Scale.LOG else values
    steps = frame.steps.astype(np.float64)
    area.line(steps, shown, Ink.CURVE)
    if frame.step < SHORTEST:
        area.points(steps, shown, "•", Ink.RECENT)
    area.points(steps[-1:], shown[-1:], "●", Ink.CURRENT)
    area.y_ticks(max(box.height // 2, 2))
    area.x_ticks(max(box.width // 8, 2))


def _choice(frame: ParabolaFrame) -> tuple[str, Scale]:
    what, _, scale = frame.settings.history.partition("-")
    return what, Scale(scale)


def _vertical_axis(values: Array, scale: Scale) -> Axis:
    """Whole decades on a log axis, a round number on a linear one: it moves in steps."""
    largest = float(np.finfo(np.float64).max)
    if scale is Scale.LINEAR:
        top = float(np.max(values, where=np.isfinite(values), initial=0.0))
        return Axis(0, min(round_up(top, LINEAR_TOPS), largest) if top else 1.0)
    positive = values[np.isfinite(values) & (values > 0)]
    if not len(positive):
        return Axis(0.1, 1.0, scale)
    low, high = math.floor(math.log10(positive.min())), math.ceil(math.log10(positive.max()))
    if (values == 0).any():
        low -= 1  # room for the line to fall towards it
    low, high = max(low, -307), max(high, low + 1, -306)
    return Axis(float(f"1e{low}"), min(float(f"1e{high}"), largest), scale)


HISTORY = Panel(title, draw)
