"""Orbits by η, the bifurcation diagram: where runs from x₀ end up, for every learning rate of a window.

A run that comes to rest is one dot above its rate, one that jumps between two points for ever is two; chaos is a cloud.
(Strogatz, "Nonlinear Dynamics and Chaos", section 10.2; May 1976 for the logistic map.)
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import BoolArray
from lrtui.core.quadratic import Quadratic
from lrtui.core.sweeps import OrbitSweep
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.figures.rates import WIDE, draw_rates, rate_labels, rate_window, rounded
from lrtui.labs.descent.frame import DescentFrame, Run
from lrtui.labs.descent.window import scene_of
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, Canvas, Indices
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

NARROW_GUTTER = 5
"""Columns for the labels of the vertical axis in a small chart."""

BEYOND = 2.0
"""How many widths of the picture's window are looked at: what is farther away has left."""

LEAST = 0.4
"""The least height of the window, in widths of the picture's."""

NOTCHES = 16
"""The window's ends are at multiples of the picture's width by this: it stands while x₀ moves a little."""

OFTEN = 0.5
"""A dot is drawn where a run is at least so often as it is, on average, at the dots that it visits: so a cloud shows
where it is dense, which is where the textbooks' pictures are dark."""


class _Dots(NamedTuple):
    """The dots of a diagram: rows and columns of what repeats itself and of chaos, and which columns have none."""

    steady: tuple[Indices, Indices]
    chaotic: tuple[Indices, Indices]
    gone: BoolArray


def sweep_of(frame: DescentFrame, columns: int) -> OrbitSweep:
    """Where runs from x₀ end up, at the rate of each of so many columns of dots."""
    return frame.atlas.orbits(frame.objective, frame.settings.x0, rate_window(frame), columns, frame.run.recipe)


def chart(frame: DescentFrame, canvas: Canvas) -> Chart:
    """Where the diagram lies on the canvas, and its axes: also what a click on it is read with."""
    gutter = GUTTER if canvas.width >= WIDE else NARROW_GUTTER
    box = Box(0, gutter, max(canvas.height - 1, 1), max(canvas.width - gutter, 1))
    scene = scene_of(frame.settings)
    sweep = sweep_of(frame, DOTS_PER_COLUMN * box.width)
    low, high = _range(sweep, _about(frame), scene.centre, 2 * scene.half(scene.start))
    return Chart(canvas, box, Axis(*rate_window(frame)), Axis(low, high))


def _about(frame: DescentFrame) -> tuple[float, ...]:
    """The start, and as far on the other side of the minimum that is nearest to it: there the first steps go."""
    x0, minima = frame.settings.x0, frame.objective.minima
    if not len(minima):
        return (x0,)
    return x0, 2 * float(minima[np.abs(minima - x0).argmin()]) - x0


@lru_cache(maxsize=8)
def _range(sweep: OrbitSweep, about: tuple[float, ...], middle: float, width: float) -> tuple[float, float]:
    """The lowest and the highest x: of all points near the picture's window, which is so wide, and of some others."""
    points = np.append(sweep.points, about)
    with np.errstate(invalid="ignore", over="ignore"):
        near = points[np.abs(points - middle) <= BEYOND * width]
    bottom, top = (float(near.min()), float(near.max())) if near.size else (middle, middle)
    margin = max(LEAST * width - (top - bottom), 0.02 * width) / 2
    notch = width / NOTCHES
    return float(np.floor((bottom - margin) / notch) * notch), float(np.ceil((top + margin) / notch) * notch)


@lru_cache(maxsize=8)
def _dots(sweep: OrbitSweep, axis: Axis, rows: int) -> _Dots:
    """What to draw of a sweep in as many columns of dots as it has rates."""
    columns = len(sweep.rates)
    with np.errstate(invalid="ignore", over="ignore"):
        places = np.floor((1 - axis.position(sweep.points)) * (rows - 1) + 0.5)
        inside = (places >= 0) & (places < rows)
    flat = places[inside].astype(np.int64) * columns + np.nonzero(inside)[1]
    visits = np.bincount(flat, minlength=rows * columns).reshape(rows, columns)
    mean = visits.sum(axis=0) / np.maximum((visits > 0).sum(axis=0), 1)
    drawn = visits >= np.maximum(OFTEN * mean, 1)
    chaotic = sweep.chaotic
    return _Dots(_indices(drawn & ~chaotic), _indices(drawn & chaotic), np.asarray(sweep.known & ~visits.any(axis=0)))


def _indices(mask: BoolArray) -> tuple[Indices, Indices]:
    rows, columns = np.nonzero(mask)
    return rows, columns


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """Clouds dim, cycles and points of rest bright; over them η, and where the run is now."""
    area = chart(frame, canvas)
    box = area.box
    sweep = sweep_of(frame, DOTS_PER_COLUMN * box.width)
    dots = _dots(sweep, area.y, DOTS_PER_ROW * box.height)
    if canvas.width >= WIDE:
        for rate in rate_labels(frame):
            area.vertical(rate)
    for (rows, columns), ink in ((dots.chaotic, Ink.MUTED), (dots.steady, Ink.CURVE)):
        canvas.dots(rows + DOTS_PER_ROW * box.row, columns + DOTS_PER_COLUMN * box.column, ink)
    _draw_gone(area, dots.gone)
    area.y_ticks(max(box.height // 3, 2))
    _draw_cursor(frame, area, sweep)
    draw_rates(frame, area)


def _draw_gone(area: Chart, gone: BoolArray) -> None:
    """In the top row, arrows over the rates at which a run leaves the picture for ever, with a word where it fits."""
    box = area.box
    cells = gone.reshape(box.width, DOTS_PER_COLUMN).all(axis=1)
    columns = np.flatnonzero(cells)
    area.canvas.marks(np.full_like(columns, box.row), columns + box.column, "↑", Ink.GROWS)
    word = " escapes "
    edges = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(np.int8), [0]])))
    for start, stop in edges.reshape(-1, 2).tolist():
        if stop - start >= len(word) + 2:
            column = box.column + start + (stop - start - len(word)) // 2
            area.canvas.write(box.row, column, word, Ink.GROWS)


def _draw_cursor(frame: DescentFrame, area: Chart, sweep: OrbitSweep) -> None:
    """A line at η and where its run ends up; then every run above its rate, where it is now."""
    rate = frame.run.learning_rate
    if area.x.low <= rate <= area.x.high:
        area.vertical(rate, Ink.CURRENT)
        ends = sweep.points[:, int(np.abs(sweep.rates - rate).argmin())]
        area.dotted(np.full_like(ends, rate), ends, Ink.CURRENT)
    rivals = list(zip(frame.rivals, MARKS, INKS, strict=False))
    for run, mark, ink in (*rivals, (frame.run, "●", Ink.CURRENT)):
        if area.y.low <= run.x <= area.y.high:
            area.marks(np.array([run.learning_rate]), np.array([run.x]), mark, ink)
        else:
            _draw_leaving(area, run, mark, ink)


def _draw_leaving(area: Chart, run: Run, mark: str, ink: Ink) -> None:
    """An arrow with the value of an iterate that is above or below the chart."""
    above = run.x > area.y.high
    column, row = area.column_of(run.learning_rate), area.box.row + (0 if above else area.box.height - 1)
    if column is None:
        return
    text = area.canvas.encode(f"{mark} {'▲' if above else '▼'} {numbers.rate(run.x)}")
    start = max(min(column, area.box.column + area.box.width - len(text)), area.box.column)
    area.canvas.write(row, start, text, ink)


def pointed(frame: DescentFrame, canvas: Canvas, column: int, _: int) -> Action | None:
    """What a click asks for: η there."""
    area = chart(frame, canvas)
    rate = area.x_at(column)
    return None if rate is None else Action("set", "learning_rate", rounded(rate, area.x, area.box.width))


def _title(_: DescentFrame) -> str:
    return "where runs end up by η"


def _caption(frame: DescentFrame) -> str:
    return "" if isinstance(frame.objective, Quadratic) else "dim: chaos"


def _depends(frame: DescentFrame) -> tuple[object, ...]:
    runs = tuple((run.learning_rate, run.x) for run in frame.runs)
    return frame.objective, frame.settings.x0, frame.atlas.version, frame.run.recipe, runs


ORBITS = Panel("orbits", _draw, _title, _caption, _depends)
