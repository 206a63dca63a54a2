"""The cobweb: why a run goes where it goes, for any function, from the map x' = x − η·f'(x) alone.

From x on the diagonal one goes up or down to the curve, whose height is the next x, and then across to the diagonal
again. Where the curve crosses the diagonal the next x is x itself: there f' is 0. Where it crosses flatter than 45° a
run is drawn in, where it is steeper the run is pushed away. (Strogatz, "Nonlinear Dynamics and Chaos", section 10.1.)
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.core.objectives import objective
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.picture import draw_leaving, holds, level, window
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.names import iterate_name
from lrtui.labs.descent.window import scene_of
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import GUTTER, Box, Chart, tick_label
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel, note

OLD, RECENT = 40, 6
"""How many of the newest stairs are drawn, and how many of these stand out."""

RESTS, HALVINGS = 801, 50
"""How finely points of rest are looked for, and how often they are closed in on."""

NO_MAP = "only plain descent goes by x alone: there is no cobweb"
"""What is said where the next x depends on more than x."""

FLAT = 0.06
"""The share of the window's height up to which a curve lies too close to the diagonal to be told from it everywhere."""

FARTHEST = 1
"""How many levels the cobweb draws back: from farther off, its curve is two spikes."""

APART = 3
"""Rows between points of rest from which on each has its words beside it."""

WORDS = 44
"""Columns from which on a crossing is explained in words."""


def chart(frame: DescentFrame, canvas: Canvas) -> Chart:
    """Where the cobweb lies on the canvas, and its window, which is the picture's both ways, but never far off."""
    axis, _ = window(frame)
    scene = scene_of(frame.settings)
    if level(frame) > scene.start + FARTHEST and frame.settings.camera != "follow":
        axis = Axis(*scene.reaches(scene.centre, scene.start + FARTHEST))
    box = Box(1, GUTTER, max(canvas.height - 2, 1), max(canvas.width - GUTTER, 1))
    return Chart(canvas, box, axis, axis)


def next_x(frame: DescentFrame, x: Array) -> Array:
    """The map x − η·f'(x), in the shape of ``x``."""
    with np.errstate(all="ignore"):
        return np.asarray(x - frame.run.learning_rate * frame.objective.gradient(x))


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """The diagonal, the map, the stairs of the run and those of its next step; then the points of rest."""
    if not frame.run.is_plain:
        note(canvas, NO_MAP)
        return
    area = chart(frame, canvas)
    low, high = area.x.low, area.x.high
    diagonal = np.linspace(low, high, 2 * area.box.width)[::2]
    area.dotted(diagonal, diagonal, Ink.MUTED)
    x = np.linspace(low, high, 4 * area.box.width)
    area.line(x, next_x(frame, x), Ink.FUNCTION)
    _draw_stairs(frame, area)
    _draw_rests(frame, area)
    rivals = zip(frame.rivals, MARKS, INKS, strict=False)
    for run, mark, ink in (*rivals, (frame.run, "●", Ink.CURRENT)):
        here = np.array([run.x])
        area.marks(here, here, mark, ink, large=True)
    area.y_ticks(max(area.box.height // 3, 2))
    area.x_ticks(0, labels=_labels(area))
    if not holds(area, frame.run.x):
        text = f"{iterate_name(frame.run.step)} = {numbers.rate(frame.run.x)}"
        draw_leaving(
            area, 0 if frame.run.x > area.x.high else area.box.height - 1, text, frame.run.x > area.x.high, Ink.CURRENT
        )
    canvas.write(0, 0, "next x", Ink.TITLE)
    canvas.write(canvas.height - 1, canvas.width - 1, "x", Ink.TITLE)


def _labels(area: Chart) -> dict[float, str]:
    """The labels of the x-axis, but those that the axis's name would touch."""
    labels = {tick: tick_label(tick) for tick in area.x.ticks(max(area.box.width // 8, 2))}
    end = area.box.column + area.box.width - 2
    columns = {tick: area.column_of(tick) for tick in labels}
    return {
        tick: text
        for tick, text in labels.items()
        if (column := columns[tick]) is not None and column - len(text) // 2 + len(text) < end
    }


def _draw_stairs(frame: DescentFrame, area: Chart) -> None:
    """From the diagonal to the curve and across, for the newest steps; the next one in its own ink."""
    run = frame.run
    before, after = run.before[-OLD:], run.after[-OLD:]
    split = len(before) - RECENT
    parts = [(slice(0, max(split, 0)), Ink.PAST), (slice(max(split, 0), None), Ink.RECENT)]
    for part, ink in parts:
        _stairs(area, before[part], after[part], ink)
    if not frame.over and not frame.fast:
        _stairs(area, np.array([run.x]), np.array([run.next_x]), Ink.NEXT)


def _stairs(area: Chart, before: Array, after: Array, ink: Ink) -> None:
    area.segments(before, before, before, after, ink)
    area.segments(before, after, after, after, ink)


def _draw_rests(frame: DescentFrame, area: Chart) -> None:
    """Where the curve crosses the diagonal: what a run does near there, by how steeply it crosses."""
    places = np.array(_rests(frame.settings.objective, frame.settings.a, area.x.low, area.x.high))
    factors = np.abs(1.0 - frame.run.learning_rate * frame.objective.hessian(places))
    cells = [area.cell_of(place, place) for place in places.tolist()]
    rows = np.diff([cell[0] for cell in cells if cell])
    named = len(places) <= 3 and area.canvas.width >= WORDS and not (np.abs(rows) < APART).any()
    for cell, place, factor in zip(cells, places.tolist(), factors.tolist(), strict=True):
        drawn_in = factor < 1
        at = np.array([place])
        area.marks(at, at, "◆" if drawn_in else "◇", Ink.SHRINKS if drawn_in else Ink.GROWS, large=True)
        if cell is None or not named:
            continue
        word = f"{numbers.brief(place)}: {'draws runs in' if drawn_in else 'pushes runs away'}"
        # To the right it stands below the diagonal, to the left above it.
        row, column, last = cell[0] + 1, cell[1] + 3, area.box.row + area.box.height - 1
        if column + len(word) > area.box.column + area.box.width:
            row, column = cell[0] - 1, cell[1] - 2 - len(word)
        area.canvas.write(min(max(row, area.box.row), last), column, word, Ink.MUTED)


@lru_cache(maxsize=32)
def _rests(name: str, a: float, low: float, high: float) -> tuple[float, ...]:
    """The places in the window where f' changes its sign or is 0, rising."""
    gradient = objective(name, a).gradient
    x = np.linspace(low, high, RESTS)
    slopes = gradient(x)
    at = np.flatnonzero(np.sign(slopes[:-1]) * np.sign(slopes[1:]) < 0)
    left, right, rising = x[at], x[at + 1], slopes[at] < 0
    for _ in range(HALVINGS):
        middle = left / 2 + right / 2
        before = (gradient(middle) < 0) == rising
        left, right = np.where(before, middle, left), np.where(before, right, middle)
    places = np.sort(np.concatenate([x[slopes == 0], right]))
    # What is 0 but for rounding is 0.
    return tuple(np.where(np.abs(places) < 1e-9 * (high - low), 0.0, places).tolist())


def pointed(frame: DescentFrame, canvas: Canvas, column: int, _: int) -> Action | None:
    """What a click asks for: x₀ there."""
    area = chart(frame, canvas)
    x = area.x_at(column)
    if x is None:
        return None
    decimals = max(-int(f"{(area.x.high - area.x.low) / area.box.width:e}".partition("e")[2]), 0)
    return Action("set", "x0", round(x, decimals))


def _title(frame: DescentFrame) -> str:
    return f"cobweb: next x = x − {numbers.rate(frame.run.learning_rate)}·f'(x)"


def _caption(frame: DescentFrame) -> str:
    return (
        "small steps: the curve is near the dots (z)" if _is_flat(frame) else "curve: next x; across to the dots; again"
    )


def _is_flat(frame: DescentFrame) -> bool:
    """Whether in all of the window a step is so short that the next x is about x."""
    if not frame.run.is_plain:
        return False
    axis, _ = window(frame)
    x = np.linspace(axis.low, axis.high, 101)
    return bool(np.nanmax(np.abs(next_x(frame, x) - x)) < FLAT * (axis.high - axis.low))


COBWEB = Panel("cobweb", _draw, _title, _caption)
