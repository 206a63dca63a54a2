"""Basins: to which minimum a run comes, for every learning rate across and every start upwards."""

from __future__ import annotations

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import IntArray
from lrtui.core.orbits import ESCAPED, UNSETTLED
from lrtui.core.sweeps import BasinSweep
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.figures.rates import draw_cursor, draw_rates, rounded, settling_window
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.window import scene_of
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, NOTHING, Canvas, Inks
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import CLASSES, Ink
from lrtui.plot.panel import Panel

PIXELS = 2
"""Pixels of a cell, one above the other."""


def chart(frame: DescentFrame, canvas: Canvas) -> Chart:
    """Where the map lies on the canvas, and its axes: also what a click on it is read with."""
    scene = scene_of(frame.settings)
    half = scene.half(scene.start)
    box = Box(1, GUTTER, max(canvas.height - 2, 1), max(canvas.width - GUTTER, 1))
    return Chart(canvas, box, Axis(*settling_window(frame)), Axis(scene.centre - half, scene.centre + half))


def _sweep(frame: DescentFrame, area: Chart) -> BasinSweep:
    """What runs come to that start at the middle of each pixel, the top row first."""
    columns, rows = DOTS_PER_COLUMN * area.box.width - 1, DOTS_PER_ROW * area.box.height - 1
    per_pixel = DOTS_PER_ROW // PIXELS
    rates = [area.x.value((dot + 0.5) / columns) for dot in (0, columns - 1)]
    starts = [area.y.value(1 - (dot + 0.5) / rows) for dot in (0, rows + 1 - per_pixel)]
    return frame.atlas.basins(
        frame.objective,
        (starts[0], starts[1], PIXELS * area.box.height),
        (rates[0], rates[1], area.box.width),
        frame.run.recipe,
    )


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """A colour for each minimum, arrows where runs escape, and nothing where they come to no minimum."""
    area = chart(frame, canvas)
    box, found = area.box, _sweep(frame, area).found
    colours = np.array([*(minimum_ink(index) for index in range(len(frame.objective.minima))), NOTHING, NOTHING])
    canvas.halves(box.row, box.column, colours.astype(np.uint8)[found])
    both = (found[0::PIXELS] == ESCAPED) & (found[1::PIXELS] == ESCAPED)
    rows, columns = np.nonzero(both & (np.indices(both.shape).sum(axis=0) % 2 == 0))
    canvas.marks(rows + box.row, columns + box.column, "↑", Ink.GROWS)
    if not _draw_legend(frame, canvas, found):
        _draw_names(frame, area, found)
    area.y_ticks(max(box.height // 3, 2))
    draw_rates(frame, area)
    for run, mark, ink in zip(frame.rivals, MARKS, INKS, strict=False):
        area.points(np.array([run.learning_rate]), np.array([frame.settings.x0]), mark, ink)
    bright = (found >= 0).reshape(box.height, PIXELS, box.width).min(axis=1)
    column = area.column_of(frame.run.learning_rate) or box.column
    draw_cursor(area, frame.run.learning_rate, frame.settings.x0, bright[:, column - box.column])


def minimum_ink(index: int) -> Ink:
    """The colour of a minimum: neighbours differ, and the first are neither as light nor as dark as a screen."""
    return CLASSES[(index + 1) % len(CLASSES)]


def _draw_names(frame: DescentFrame, area: Chart, found: IntArray) -> None:
    """The place of each minimum in the widest of its rows, where it has room beside the line at η."""
    box, cursor = area.box, (area.column_of(frame.run.learning_rate) or 0) - area.box.column
    for index, place in enumerate(frame.objective.minima.tolist()):
        text = area.canvas.encode(f" {numbers.brief(place + 0.0)} ")
        whole = (found == index).reshape(box.height, PIXELS, box.width).all(axis=1)
        for column in (cursor + 2, cursor - 1 - len(text)):
            if not 0 <= column <= box.width - len(text):
                continue
            rows = np.flatnonzero(whole[:, column : column + len(text)].all(axis=1))
            if len(rows):
                ink = Ink.TEXT if area.canvas.ascii_only else Ink.POINT
                area.canvas.write(box.row + int(rows[len(rows) // 2]), box.column + column, text, ink)
                break


def _draw_legend(frame: DescentFrame, canvas: Canvas, found: IntArray) -> bool:
    """The first row: the places of the minima in their colours, and what stands for the other ends.

    Returns:
        Whether there is room for all minima; where not, they are to be named in their own bands.
    """
    column = canvas.write(0, 1, "comes to", Ink.MUTED) + 1
    seen = np.unique(found)
    others = [(ESCAPED, "↑", " escapes"), (UNSETTLED, "", "blank: none")]
    words = [(mark, word) for kind, mark, word in others if kind in seen]
    room = canvas.width - sum(len(mark) + len(word) + 2 for mark, word in words)
    minima = seen[seen >= 0].tolist()
    names = [numbers.brief(float(frame.objective.minima[index]) + 0.0) for index in minima]
    fits = column + sum(len(name) + 5 for name in names) - 2 < room
    for index, name in zip(minima, names, strict=True) if fits else ():
        swatch: Inks = np.full((PIXELS, 2), minimum_ink(index), dtype=np.uint8)
        canvas.halves(0, column, swatch)
        column = canvas.write(0, column + 3, name, Ink.TEXT) + 2
    if not fits:
        text = "the minimum in its band"
        column = canvas.write(0, column, text if column + len(text) < room else "its band", Ink.MUTED) + 2
    for mark, word in words:
        column = canvas.write(0, column, mark, Ink.GROWS)
        column = canvas.write(0, column, word, Ink.MUTED) + 2
    return fits


def pointed(frame: DescentFrame, canvas: Canvas, column: int, row: int) -> Action | None:
    """What a click asks for: η and x₀ there, in as many decimals as a cell has."""
    area = chart(frame, canvas)
    rate, x0 = area.x_at(column), area.y_at(row)
    if rate is None or x0 is None:
        return None
    place = rounded(rate, area.x, area.box.width), rounded(x0, area.y, area.box.height)
    return Action("place", amount=place)


def _title(frame: DescentFrame) -> str:
    return "which minimum a run comes to: η across, x₀ up"


def _depends(frame: DescentFrame) -> tuple[object, ...]:
    return frame.objective, frame.settings.x0, frame.atlas.version, *(run.recipe for run in frame.runs)


BASINS = Panel("basins", _draw, _title, depends=_depends)
