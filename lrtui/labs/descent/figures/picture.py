"""The parabola with its iterates: x₀ (○), the earlier ones (•), the current one (●), and the steps between them."""

import math

import numpy as np

from lrtui.core.arrays import Array
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.frame import DescentFrame, Run
from lrtui.labs.descent.presets import PRESETS
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Chart
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

RECENT = 6
"""How many of the newest updates stand out from the older ones."""

LEVELS = (1.25, 2.0, 3.2, 5.0, 8.0)
"""The half-widths of the window, times powers of ten: it zooms in steps, so that the picture does not breathe."""

MARGIN = 1.04
"""The window reaches a little farther than the farthest iterate."""


def _title(frame: DescentFrame) -> str:
    return frame.named.title(frame.settings.a)


def chart(frame: DescentFrame, canvas: Canvas) -> Chart:
    """The picture's place on the canvas and its window, with which a click in it is read as well."""
    return Chart.on(canvas, *window(frame), right=0)


def window(frame: DescentFrame) -> tuple[Axis, Axis]:
    """The part of the plane to show; the current iterate is always in it, and pinned runs do not change it."""
    run = frame.run
    current = max(abs(run.x), abs(run.previous_x or 0.0))
    shown = np.concatenate([run.before, run.after, [run.x]])
    reach = current if frame.settings.follow else float(np.abs(shown).max())
    level = max(_level(reach) - frame.settings.zoom, _level(abs(run.x)) if run.x else -math.inf)
    half = _half_width(level)
    # The margin below 0 keeps the minimum clear of the labels.
    edge = float(frame.objective.value(np.array(half)))
    top = min(max(edge, 1e-300), float(np.finfo(np.float64).max))
    return Axis(-half, half), Axis(-0.04 * top, top)


def _level(reach: float) -> int:
    """The number of the smallest level whose half-width holds ``reach``; 0, a half-width of 1.25, for no reach."""
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


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    area, run = chart(frame, canvas), frame.run
    area.horizontal(0.0)
    area.vertical(0.0)
    newest = len(run.before) - 1
    older = max(newest - RECENT, 0)
    _strokes(frame, area, run.before[:older], run.after[:older], Ink.PAST)
    _strokes(frame, area, run.before[older:newest], run.after[older:newest], Ink.RECENT)
    x = area.x.high * np.linspace(-1, 1, 4 * area.box.width)
    area.line(x, frame.objective.value(x), Ink.CURVE)
    _strokes(frame, area, run.before[-1:], run.after[-1:], Ink.CURRENT)
    _points(frame, area, run.before[:-RECENT], "•", Ink.PAST)
    _points(frame, area, run.before[-RECENT:], "•", Ink.RECENT)
    for index, rival in enumerate(frame.rivals):
        _draw_rival(frame, area, rival, index)
    _points(frame, area, np.array([frame.settings.x0]), "○", Ink.START)
    _points(frame, area, np.array([run.x]), "●", Ink.CURRENT)
    area.ticks()


def _strokes(frame: DescentFrame, area: Chart, before: Array, after: Array, ink: Ink) -> None:
    value = frame.objective.value
    area.segments(before, value(before), after, value(after), ink)


def _points(frame: DescentFrame, area: Chart, x: Array, mark: str, ink: Ink) -> None:
    area.points(x, frame.objective.value(x), mark, ink)


def _draw_rival(frame: DescentFrame, area: Chart, rival: Run, index: int) -> None:
    """A rival's iterate and the update that led there; where it has left the window, its mark at that side.

    The window is the current run's: one that blows up would shrink all others to nothing.
    """
    mark, ink = MARKS[index], INKS[index]
    x = np.array([rival.x])
    if rival.previous_x is not None:
        _strokes(frame, area, np.array([rival.previous_x]), x, ink)
    if abs(rival.x) <= area.x.high:
        _points(frame, area, x, mark, ink)
        return
    # A row for each rival, so that two that leave together stand one below the other.
    right = area.box.column + area.box.width - 2
    column, text = (right, f"{mark}▶") if rival.x > 0 else (area.box.column, f"◀{mark}")
    area.canvas.write(area.box.row + index, column, text, ink)


def _caption(frame: DescentFrame) -> str:
    if frame.preset is None:
        return ""
    return f"preset {frame.preset + 1}/{len(PRESETS)}: {PRESETS[frame.preset].story}"


PICTURE = Panel("picture", _draw, _title, _caption)
