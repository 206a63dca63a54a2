"""η by step under the chart by step, where a schedule changes it: a bar for each step, those to come dim."""

from __future__ import annotations

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.settings import LENGTH
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import DOTS_PER_COLUMN, Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink

ROWS = 2
"""Rows of the bars."""

LEAST = 3
"""The fewest rows that are left to the chart itself."""


def rows_of_strip(frame: DescentFrame, canvas: Canvas) -> int:
    """How many rows of the canvas are the strip's."""
    changes = frame.run.recipe.schedule != "constant"
    return ROWS if changes and canvas.height - 1 - ROWS >= LEAST else 0


def rates_at(frame: DescentFrame, steps: Array) -> Array:
    """η of the updates of the run in hand that leave ``steps``, in their shape; 0 where it is beyond the floats."""
    firsts, rates = (np.array(column) for column in zip(*frame.stretches, strict=True))
    factors = frame.run.recipe._replace(learning_rate=1.0).rates(steps, LENGTH)
    with np.errstate(over="ignore", invalid="ignore"):
        found = factors * rates[np.searchsorted(firsts, steps, "right") - 1]
    return np.where(np.isfinite(found), found, 0.0)


def draw_strip(frame: DescentFrame, canvas: Canvas, across: Axis, rows: int) -> Chart:
    """Draw the bars in the last rows above the labels; where they are, for the labels under them."""
    box = Box(canvas.height - 1 - rows, GUTTER, rows, max(canvas.width - GUTTER - 1, 1))
    most = DOTS_PER_COLUMN * box.width
    steps = np.unique(np.linspace(0, across.high, min(int(across.high) + 1, most)).astype(np.int64)).astype(np.float64)
    rates = rates_at(frame, steps)
    top = min(float(np.abs(rates).max()), 1e307) or 1.0
    area = Chart(canvas, box, across, Axis(0.0, 1.08 * top))
    for part, ink in ((steps > frame.run.step, Ink.PAST), (steps <= frame.run.step, Ink.CHANGE)):
        heights = np.abs(rates[part])
        area.segments(steps[part], np.zeros(len(heights)), steps[part], heights, ink)
    text = canvas.encode(f"η {numbers.rate(top)}┤")
    if len(text) <= GUTTER:
        canvas.write(box.row, GUTTER - len(text), text, Ink.MUTED)
    return area
