"""The parabola with its iterates: x₀ (○), the earlier ones (•), the current one (●), and the steps between them."""

from __future__ import annotations

import math

import numpy as np

from lrtui.core.objectives import Array
from lrtui.labs import numbers
from lrtui.labs.parabola_frame import ParabolaFrame, PinnedRun
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart
from lrtui.plot.figures.panel import Panel
from lrtui.plot.figures.pins import INKS, MARKS
from lrtui.plot.ink import Ink

GUTTER = 7
"""Columns for the labels of the vertical axis; fixed, so that the picture stands still when they change."""

RECENT = 6
"""How many of the newest updates stand out from the older ones."""

LEVELS = (1.25, 2.0, 3.2, 5.0, 8.0)
"""The half-widths of the window, times powers of ten: it zooms in steps, so that the picture does not breathe."""

MARGIN = 1.04
"""The window reaches a little farther than the farthest iterate."""


def title(frame: ParabolaFrame) -> str:
    """The function, in symbols."""
    a = "" if frame.a == 1 else f"{numbers.brief(frame.a)}·"
    return f"f(x) = {a}x²"


def chart(frame: ParabolaFrame, canvas: Canvas) -> Chart:
    """Where the picture lies on the canvas, and its window: also what a click in it is read with."""
    x, y = window(frame)
    box = Box(0, GUTTER, max(canvas.height - 1, 1), max(canvas.width - GUTTER, 1))
    return Chart(canvas, box, x, y)


def window(frame: ParabolaFrame) -> tuple[Axis, Axis]:
    """The part of the plane to show; the current iterate is always in it, and pinned runs do not change it."""
    current = max(abs(frame.x), abs(frame.previous_x or 0.0))
    shown = np.concatenate([frame.before, frame.after, [frame.x]])
    reach = current if frame.settings.follow else float(np.abs(shown).max())
    level = max(_level(reach) - frame.settings.zoom, _level(abs(frame.x)) if frame.x else -math.inf)
    half = _half_width(level)
    # The margin below 0 keeps the minimum clear of the labels.
    top = min(max(frame.a * half * half, 1e-300), float(np.finfo(np.float64).max))
    return Axis(-half, half), Axis(-0.04 * top, top)


def _level(reach: float) -> int:
    """The number of the smallest level whose half-width holds ``reach``; that of 1.25 for a reach of 0."""
    if reach == 0:
        return 0
    reach = min(reach, 1e307) * MARGIN
    level = len(LEVELS) * math.floor(math.log10(reach)) - len(LEVELS)
    while _half_width(level) < reach:
        level += 1
    return level


def _half_width(level: float) -> float:
    power, index = divmod(int(level), len(LEVELS))
    return max(float(f"{LEVELS[index]}e{min(power, 307)}"), 1e-300)


def draw(frame: ParabolaFrame, canvas: Canvas) -> None:
    """The picture, with axes and ticks, as large as the canvas."""
    area = chart(frame, canvas)
    area.horizontal(0.0)
    area.vertical(0.0)
    _draw_path(frame, area)
    x = area.x.high * np.linspace(-1, 1, 4 * area.box.width)
    area.line(x, frame.objective.value(x), Ink.CURVE)
    _draw_update(frame, area)
    _draw_past(frame, area)
    for index, pin in enumerate(frame.pins):
        _draw_pin(frame, area, pin, index)
    _draw_ends(frame, area)
    area.y_ticks(max(area.box.height // 3, 2))
    area.x_ticks(max(area.box.width // 8, 2))


def _draw_path(frame: ParabolaFrame, area: Chart) -> None:
    newest = len(frame.before) - 1
    for part, ink in ((slice(0, newest - RECENT), Ink.PAST), (slice(max(newest - RECENT, 0), newest), Ink.RECENT)):
        if newest - RECENT > 0 or ink is Ink.RECENT:
            _strokes(frame, area, frame.before[part], frame.after[part], ink)


def _draw_update(frame: ParabolaFrame, area: Chart) -> None:
    _strokes(frame, area, frame.before[-1:], frame.after[-1:], Ink.CURRENT)


def _strokes(frame: ParabolaFrame, area: Chart, before: Array, after: Array, ink: Ink) -> None:
    value = frame.objective.value
    area.segments(before, value(before), after, value(after), ink)


def _draw_past(frame: ParabolaFrame, area: Chart) -> None:
    value = frame.objective.value
    past, recent = frame.before[:-RECENT], frame.before[-RECENT:]
    area.points(past, value(past), "•", Ink.PAST)
    area.points(recent, value(recent), "•", Ink.RECENT)


def _draw_pin(frame: ParabolaFrame, area: Chart, pin: PinnedRun, index: int) -> None:
    """Its iterate and the update that led there; where it has left the window, its mark at the side on which it is.

    The window is the current run's: one that blows up would shrink all others to nothing.
    """
    mark, ink = MARKS[index], INKS[index]
    x = np.array([pin.x])
    if pin.previous_x is not None:
        _strokes(frame, area, np.array([pin.previous_x]), x, ink)
    if abs(pin.x) <= area.x.high:
        area.points(x, frame.objective.value(x), mark, ink)
        return
    # A row for each pin, so that two that leave together stand one below the other.
    right = area.box.column + area.box.width - 2
    column, text = (right, f"{mark}▶") if pin.x > 0 else (area.box.column, f"◀{mark}")
    area.canvas.write(area.box.row + index, column, text, ink)


def _draw_ends(frame: ParabolaFrame, area: Chart) -> None:
    value = frame.objective.value
    start, current = np.array([frame.settings.x0]), np.array([frame.x])
    area.points(start, value(start), "○", Ink.START)
    area.points(current, value(current), "●", Ink.CURRENT)


PICTURE = Panel(title, draw)
