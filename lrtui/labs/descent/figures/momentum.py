"""The momentum map: how fast a run comes nearer in the long run, for every η across and every β upwards.

The modulus is the larger of the two roots of z² − (1 + β − ηλ)·z + β, see ``core.momentum``, λ being f'' at the
minimum: in the long run a step multiplies the distance by it. Runs diverge beyond ηλ = 2(1 + β).
"""

from __future__ import annotations

import math

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.core.momentum import modulus
from lrtui.core.stability import Stability
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.figures.rates import draw_arrow, draw_cursor, rounded
from lrtui.labs.descent.frame import DescentFrame
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, NOTHING, Canvas, Inks
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import LEVELS, Ink
from lrtui.plot.panel import Panel, note

REACH = 4.2
"""The window's end in units of 1/f'': with β near 1 runs converge up to 4."""

STEPS = (2, 4, 8, 16, 32)
"""In how many steps a run comes ten times nearer: where each level but the last ends, which has all that converge."""

LIMITS = tuple(10 ** (-1 / steps) for steps in STEPS)
"""The moduli of these."""

DARK = LEVELS[4]
"""The first level on which dark marks would not be seen."""

BEST = "· best β for η"

PIXELS = 2
"""Pixels of a cell, one above the other."""

NO_FORMULA = "no formula holds here: the minimum is flat, or there is none"
"""What is said where nothing is known of β."""


def chart(canvas: Canvas, stability: Stability) -> Chart:
    """Where the map lies on the canvas, and its axes: also what a click on it is read with."""
    box = Box(1, GUTTER, max(canvas.height - 2, 1), max(canvas.width - GUTTER, 1))
    return Chart(canvas, box, Axis(0.0, REACH / stability.curvature), Axis(0.0, 1.0))


def levels(stability: Stability, rates: Array, betas: Array) -> Inks:
    """The inks of all ``betas`` ``(m,)`` by ``rates`` ``(n,)``: ``(m, n)``, ``NOTHING`` where runs do not converge."""
    sizes = modulus(rates[None] * stability.curvature, betas[:, None], nesterov=stability.nesterov)
    inks = np.array(LEVELS, dtype=np.uint8)[np.searchsorted(LIMITS, sizes)]
    return np.where(sizes < 1.0, inks, np.uint8(NOTHING))


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """The levels, the best β of each η on them, the limit's name beside them; then all runs."""
    stability = frame.run.stability
    if stability is None:
        note(canvas, NO_FORMULA)
        return
    area = chart(canvas, stability)
    box = area.box
    across, up = DOTS_PER_COLUMN * np.arange(box.width) + 0.5, 2.0 * np.arange(PIXELS * box.height) + 0.5
    rates = area.x.values(across / (DOTS_PER_COLUMN * box.width - 1))
    betas = area.y.values(1 - up / (DOTS_PER_ROW * box.height - 1))
    inks = levels(stability, rates, betas)
    canvas.halves(box.row, box.column, inks)
    _draw_best(area, stability, rates)
    _draw_limit(area, stability)
    _draw_legend(canvas)
    area.y_ticks(max(box.height // 3, 2))
    edges = [times / stability.curvature for times in (0.0, 1.0, 2.0, 3.0, 4.0)]
    area.x_ticks(0, labels={edge: numbers.rate(edge) for edge in edges})
    canvas.write(box.row, 0, "β", Ink.TITLE)
    for run, mark, ink in zip(frame.rivals, MARKS, INKS, strict=False):
        beta = run.stability.beta if run.stability else 0.0
        area.points(np.array([run.learning_rate]), np.array([beta]), mark, ink)
    bright = (inks < DARK).reshape(box.height, PIXELS, box.width).min(axis=1)
    column = area.column_of(frame.run.learning_rate) or box.column
    draw_cursor(area, frame.run.learning_rate, stability.beta, bright[:, column - box.column])
    draw_arrow(frame, area)


def _draw_best(area: Chart, stability: Stability, rates: Array) -> None:
    """A dark dot at the best β of each η, where there is one above 0: (1 − √(ηλ))² for the heavy ball."""
    products = np.sqrt(rates * stability.curvature)
    best = (1 - products) / (1 + products) if stability.nesterov else (1 - products) ** 2
    there = (best > 0) & (best < 1)
    area.points(rates[there], best[there], "·", Ink.POINT)


def _draw_limit(area: Chart, stability: Stability) -> None:
    """The name of the edge beyond which runs diverge, at its right where there is room."""
    text = area.canvas.encode("limit 2(1+β)/f''" if not stability.nesterov else "limit 2(1+β)/((1+2β)·f'')")
    row = area.box.row + 2 * area.box.height // 3
    beta = 1 - (row - area.box.row + 0.5) / area.box.height
    edge = 2 * (1 + beta) / (1 + 2 * beta if stability.nesterov else 1) / stability.curvature
    column = area.column_of(edge)
    if column is not None and column + 2 + len(text) <= area.box.column + area.box.width:
        area.canvas.write(row, column + 2, text, Ink.GROWS)
        area.canvas.write(row + 1, column + 2, "diverges", Ink.MUTED)


def _draw_legend(canvas: Canvas) -> None:
    """The first row: in how many steps a run comes ten times nearer, as many of the levels as there is room for."""
    column = canvas.write(0, 1, "10× nearer in", Ink.MUTED) + 1
    for ink, text in zip(LEVELS, [*map(str, STEPS), "more steps"], strict=True):
        if column + 3 + len(text) > canvas.width:
            break
        swatch: Inks = np.full((PIXELS, 2), ink, dtype=np.uint8)
        canvas.halves(0, column, swatch)
        column = canvas.write(0, column + 3, text, Ink.TEXT) + 1
    if column + len(BEST) < canvas.width:
        canvas.write(0, column + 1, BEST, Ink.MUTED)


def pointed(frame: DescentFrame, canvas: Canvas, column: int, _: int) -> Action | None:
    """What a click asks for: η there."""
    stability = frame.run.stability
    if stability is None:
        return None
    area = chart(canvas, stability)
    rate = area.x_at(column)
    return None if rate is None else Action("set", "learning_rate", rounded(rate, area.x, area.box.width))


def _caption(frame: DescentFrame) -> str:
    """The modulus of the run in hand, and what it means."""
    size = frame.run.growth
    if size is None or not 0 < size < 1:
        return "" if size is None else f"× {numbers.factor(size)} a step"
    return f"× {numbers.factor(size)} a step: 10× nearer in {numbers.count(-1 / math.log10(size))}"


def _depends(frame: DescentFrame) -> tuple[object, ...]:
    return tuple((run.learning_rate, run.stability) for run in frame.runs)


MOMENTUM = Panel("momentum", _draw, lambda _: "momentum map: η across, β up", _caption, _depends)
