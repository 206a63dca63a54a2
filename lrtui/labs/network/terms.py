"""The words of the lab, each explained beside a picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lrtui.core.arrays import Array
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Chart
from lrtui.plot.ink import Ink
from lrtui.tui.about import Term

ETA = 0.7
"""The rate of the picture of two valleys: it is stable up to a curvature of 2/η = 2.86."""

FLAT, SHARP = 2.0, 4.0
"""Their curvatures."""


def _valleys(canvas: Canvas) -> None:
    """One rate in two valleys: it settles in the flat one, and is thrown out of the sharp one."""
    area = Chart.on(canvas, Axis(-2.6, 2.6), Axis(0.0, 1.8))
    for middle, curvature, start, ink in ((-1.3, FLAT, 1.2, Ink.SHRINKS), (1.3, SHARP, 0.1, Ink.GROWS)):
        near = np.linspace(-1.2, 1.2, 90)
        area.line(middle + near, curvature * near**2 / 2, Ink.MUTED)
        steps = start * (1 - ETA * curvature) ** np.arange(5.0)
        area.line(middle + steps, curvature * steps**2 / 2, ink)
        area.marks(middle + steps[-1:], curvature * steps[-1:] ** 2 / 2, "●", ink)
    area.x_ticks(0, labels={-1.3: "ηλ = 1.4", 1.3: "ηλ = 2.8"})


def _levels(canvas: Canvas) -> None:
    """Two curves of accuracy, and where they cross the level that the better one has reached, less its error."""
    area = Chart.on(canvas, Axis(0.0, 100.0), Axis(0.2, 1.0))
    epochs, level = np.linspace(0, 100, 120), 0.82
    area.horizontal(level, every=2)
    for pace, ink, mark in ((6.0, Ink.SHRINKS, "●"), (24.0, Ink.ZIGZAG, "●")):
        area.line(epochs, 0.84 - 0.6 * np.exp(-epochs / pace), ink)
        area.marks(np.array([pace * np.log(0.6 / 0.02)]), np.array([level]), mark, ink)
    area.y_ticks(4)
    area.x_ticks(4)


def _factor(canvas: Canvas) -> None:
    _draw_line(canvas, lambda product: np.abs(1 - product), Axis(0.0, 2.0), 1.0, {0.0: "0", 1.0: "1", 2.0: "η·λ = 2"})


def _ratio(canvas: Canvas) -> None:
    labels = {0.0: "ρ = 1", 1.0: "ρ = ½", 2.0: "ρ = 0"}
    _draw_line(canvas, lambda product: 1 - product / 2, Axis(-0.5, 1.0), 0.0, labels)


def _draw_line(
    canvas: Canvas, function: Callable[[Array], Array], y: Axis, edge: float, labels: dict[float, str]
) -> None:
    """A function of η·λ from 0 to 3, the height that it has at the edge, and names under the axis."""
    area = Chart.on(canvas, Axis(0.0, 3.0), y)
    products = np.linspace(0, 3, 121)
    area.horizontal(edge, every=2)
    for part, ink in ((products <= 2, Ink.SHRINKS), (products >= 2, Ink.GROWS)):
        area.line(products[part], function(products[part]), ink)
    area.x_ticks(0, labels=labels)
    area.y_ticks(4)


TERMS = (
    Term(
        "≥ 82.1% at, and verdicts",
        "The column says at which epoch each network was first so often right: as often as the best of all has been, "
        "less the error that so few rows have. Fastest is who got there first. In the same way what differs by less "
        "than its error is “as good”; “too slow” is behind and still learns.",
        _levels,
    ),
    Term(
        "sharpness λ (“lambda”)",
        "How strongly the loss bends in the direction in which it bends most: the largest eigenvalue of its Hessian. "
        "On a parabola it is f''. A narrow valley is sharp. The same rate settles in a flat valley and is thrown out "
        "of one that is sharp for it.",
        _valleys,
    ),
    Term(
        "limit 2/η, and η·λ",
        "In the sharpest direction a step multiplies the distance to the valley's floor by |1 − η·λ|, as on a "
        "parabola. "
        "Below η·λ = 2 it comes nearer. Above, each step overshoots farther, until the network is where it is flatter: "
        "where λ is below 2/η. The key enter shows that parabola.",
        _factor,
    ),
    Term(
        "descent ratio ρ (“rho”)",
        "How much of the descent that the slope promised a step has made: (L − L') / (η·‖g‖²). On a parabola it is "
        "1 − η·λ/2. Near 1 the rate could be larger, ½ is the best, at 0 is the edge, and below 0 the loss has risen. "
        "It is told of full batches: e, then batch all.",
        _ratio,
    ),
)
"""All of them, in the order of the help."""
