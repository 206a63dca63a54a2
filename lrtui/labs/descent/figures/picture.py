"""The function with the run on it, the step that comes next, and why that step lands where it does."""

import math

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array, BoolArray
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.figures.why import bar_rows, draw_bars
from lrtui.labs.descent.frame import DescentFrame, Run
from lrtui.labs.descent.manner import band
from lrtui.labs.descent.names import iterate_name
from lrtui.labs.descent.window import LARGEST, Scene, level_of, scene_of
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, Canvas
from lrtui.plot.chart import GUTTER, Box, Chart, tick_label
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

RECENT = 6
"""How many of the newest updates stand out from the older ones."""

APART = 5.0
"""Dots between the chords of a long zig-zag: all of them would be a wall that hides the bowl."""

BULGE = 2.0
"""Dots by which a chord must leave the curve to be drawn: nearer, it would only tear the curve into rungs."""

BELOW = 0.04
"""The share of the picture's height that lies below the lowest point: it keeps the minimum clear of the labels."""

TANGENT = 0.16
"""Half the length of the tangent, as a share of the picture's width."""


def chart(frame: DescentFrame, canvas: Canvas) -> Chart:
    """Where the picture lies on the canvas, and its window: also what a click in it is read with."""
    x, y = window(frame)
    below = 1 + bar_rows(canvas.height)
    box = Box(0, GUTTER, max(canvas.height - below, 1), max(canvas.width - GUTTER, 1))
    return Chart(canvas, box, x, y)


def window(frame: DescentFrame) -> tuple[Axis, Axis]:
    """The part of the plane to show; pinned runs do not change it."""
    scene, shown = scene_of(frame.settings), level(frame)
    centre = scene.centre
    if frame.settings.camera == "follow":
        centre = frame.run.x if frame.run.minimum is None else frame.run.minimum
    return _axes(scene, *scene.reaches(centre, shown), shown)


def _axes(scene: Scene, low: float, high: float, shown: int) -> tuple[Axis, Axis]:
    bottom, top = scene.heights(low, high, shown)
    return Axis(low, high), Axis(max(bottom - BELOW * min(top - bottom, LARGEST), -LARGEST), top)


def level(frame: DescentFrame) -> int:
    """The level of the window's half-width: that of the start, of the present iterates, or of the whole run."""
    run, settings, scene = frame.run, frame.settings, scene_of(frame.settings)
    if settings.camera == "hold":
        return scene.standing(settings.zoom)
    centre, shown = scene.centre, [*run.before, *run.after, run.x]
    if settings.camera == "follow":
        centre = run.x if run.minimum is None else run.minimum
        shown = [run.x, centre if run.previous_x is None else run.previous_x]
    reach, present = max(scene.reach(x, centre) for x in shown), scene.reach(run.x, centre)
    nearest = level_of(present) if present else -math.inf
    return int(max((level_of(reach) if reach else 0) - settings.zoom, nearest))


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """The picture, with axes and ticks, as large as the canvas; under it the bars, where there is room."""
    area = chart(frame, canvas)
    area.horizontal(0.0)
    area.vertical(0.0)
    _draw_starting_window(frame, area)
    middle, half = area.x.low / 2 + area.x.high / 2, area.x.high / 2 - area.x.low / 2
    x = middle + half * np.linspace(-1, 1, 4 * area.box.width)
    area.line(x, frame.objective.value(x), Ink.FUNCTION)
    _draw_band(frame, area)
    _draw_path(frame, area)
    if not frame.over and not frame.fast:
        _draw_next_step(frame, area)
    for index, rival in enumerate(frame.rivals):
        _draw_rival(frame, area, rival, index)
    _draw_marks(frame, area)
    area.y_ticks(max(area.box.height // 3, 2))
    area.x_ticks(0, labels=_labels(area))
    draw_bars(frame, canvas)


def _labels(area: Chart) -> dict[float, str]:
    """The labels of the x-axis; in a narrow window, how far they are from its middle."""
    labels = {tick: tick_label(tick) for tick in area.x.ticks(max(area.box.width // 8, 2))}
    if len(set(labels.values())) == len(labels):
        return labels
    middle = area.x.low / 2 + area.x.high / 2
    return {tick: f"{tick - middle:+.2g}" for tick in labels}


def _draw_starting_window(frame: DescentFrame, area: Chart) -> None:
    """The window of the start as a dim rectangle, in a picture that has drawn back from it."""
    scene = scene_of(frame.settings)
    low, high = scene.reaches(scene.centre, scene.start)
    if low <= area.x.low or area.x.high <= high:
        return
    bottom, top = scene.heights(low, high, scene.start)
    area.line(np.array([low, high, high, low, low]), np.array([bottom, bottom, top, top, bottom]), Ink.PAST)


def _draw_band(frame: DescentFrame, area: Chart) -> None:
    """Where the noise keeps the run: lines one standard deviation from the minimum, dots up to two of them."""
    width, stability = band(frame, frame.run), frame.run.stability
    if not width or stability is None or math.isinf(width):
        return
    area.shade(stability.minimum - 2 * width, stability.minimum + 2 * width, Ink.HOLDS)
    for side in (-width, width):
        area.vertical(stability.minimum + side, Ink.HOLDS, every=2)


def _draw_path(frame: DescentFrame, area: Chart) -> None:
    """The earlier iterates as dots on the curve, and the chords between those that lie across a valley."""
    run, value = frame.run, frame.objective.value
    chords = _sparse(frame, area, run.before, run.after)
    for part, ink in ((slice(None, -RECENT), Ink.PAST), (slice(-RECENT, None), Ink.RECENT)):
        before, after = run.before[part], run.after[part]
        drawn = chords[part]
        area.segments(before[drawn], value(before[drawn]), after[drawn], value(after[drawn]), ink)
        area.marks(before, value(before), "•", ink)


OUTSIDE = 1e9
"""Dots from the window's foot, beyond every window."""


def _sparse(frame: DescentFrame, area: Chart, before: Array, after: Array) -> BoolArray:
    """Which chords to draw, ``(n,)``: the newest, and from the oldest on those that leave room between them.

    What is drawn once so stays as the run goes on.
    """
    across = _across(frame, area, before, after)
    with np.errstate(over="ignore"):
        heights = area.y.position(frame.objective.value(after)) * DOTS_PER_ROW * area.box.height
    heights = np.clip(np.nan_to_num(heights, nan=OUTSIDE), -OUTSIDE, OUTSIDE)
    drawn, left = np.zeros(len(before), dtype=np.bool_), np.flatnonzero(across)
    while len(left):
        drawn[left[0]] = True
        left = left[np.abs(heights[left] - heights[left[0]]) >= APART]
    drawn[-1:] = across[-1:]
    return drawn


def _across(frame: DescentFrame, area: Chart, before: Array, after: Array) -> BoolArray:
    """Whether the strokes between points of the curve lie across a valley, and not along the curve."""
    value = frame.objective.value
    with np.errstate(all="ignore"):
        middle = before / 2 + after / 2
        rows = DOTS_PER_ROW * area.box.height
        bulge = np.abs(area.y.position(value(before) / 2 + value(after) / 2) - area.y.position(value(middle))) * rows
        return np.asarray(~(bulge < BULGE))


def _draw_next_step(frame: DescentFrame, area: Chart) -> None:
    """The tangent, the step as an arrow from x to x', and where it lands on the curve."""
    run, value = frame.run, frame.objective.value
    x, landing = np.array([run.x]), np.array([run.next_x])
    height = value(x)
    if not (holds(area, run.x) and area.y.low <= height[0] <= area.y.high):
        return
    _draw_tangent(frame, area, run.x, float(height[0]))
    area.segments(x, height, landing, height, Ink.NEXT)
    _draw_head(area, run.x, run.next_x, float(height[0]))
    ground = float(value(landing)[0])
    if holds(area, run.next_x) and math.isfinite(ground):
        fall = np.linspace(float(height[0]), ground, 60)[::2]
        area.dotted(np.full_like(fall, landing[0]), fall, Ink.NEXT)
        area.marks(landing, value(landing), "◌", Ink.NEXT, large=True)


def _draw_head(area: Chart, start: float, stop: float, height: float) -> None:
    """The head of the arrow, at its end or at the edge of the picture."""
    at = min(max(stop, area.x.low), area.x.high)
    dots = area.x.position(np.array([start, at])) * (DOTS_PER_COLUMN * area.box.width - 1)
    if abs(float(dots[1] - dots[0])) < 4:
        return
    area.marks(np.array([at]), np.array([height]), "▶" if stop > start else "◀", Ink.NEXT, large=True)


def _draw_tangent(frame: DescentFrame, area: Chart, x: float, height: float) -> None:
    """A stroke through the iterate along the curve, as long on the screen however steep it is."""
    slope = float(frame.objective.gradient(np.array([x]))[0])
    width, rows = DOTS_PER_COLUMN * area.box.width - 1, DOTS_PER_ROW * area.box.height - 1
    steepness = slope * (area.x.high - area.x.low) / (area.y.high - area.y.low) * rows / width
    length = TANGENT / math.hypot(1.0, steepness) * (area.x.high - area.x.low)
    ends = np.array([x - length, x + length])
    area.line(ends, height + slope * (ends - x), Ink.TANGENT)


def _draw_rival(frame: DescentFrame, area: Chart, rival: Run, index: int) -> None:
    """The iterate of a rival and the update that led there; where it has left the window, an arrow at the edge."""
    mark, ink = MARKS[index], INKS[index]
    x = np.array([rival.x])
    if rival.previous_x is not None:
        before = np.array([rival.previous_x])
        if _across(frame, area, before, x)[0]:
            area.segments(before, frame.objective.value(before), x, frame.objective.value(x), ink)
    if holds(area, rival.x):
        area.marks(x, frame.objective.value(x), mark, ink, large=True)
    else:
        # A row for each rival, so that two that leave together stand one below the other.
        draw_leaving(area, index + 1, f"{mark} {numbers.brief(rival.x)}", rival.x > area.x.high, ink)


def draw_leaving(area: Chart, row: int, text: str, right: bool, ink: Ink) -> None:
    """An arrow with a value at the edge of the picture, on the side where a run has left it."""
    text = f"{text} ▶" if right else f"◀ {text}"
    column = area.box.column + (area.box.width - len(text) if right else 0)
    area.canvas.write(area.box.row + row, column, text, ink)


def _draw_marks(frame: DescentFrame, area: Chart) -> None:
    value, run = frame.objective.value, frame.run
    start, current = np.array([frame.settings.x0]), np.array([run.x])
    if run.step:
        area.marks(start, value(start), "○", Ink.START, large=True)
    area.marks(current, value(current), "●", Ink.CURRENT, large=True)
    if not holds(area, run.x):
        text = f"{iterate_name(run.step)} = {numbers.rate(run.x)}"
        draw_leaving(area, 0, text, run.x > area.x.high, Ink.CURRENT)


def holds(area: Chart, x: float) -> bool:
    """Whether the picture reaches as far to both sides as x."""
    return area.x.low <= x <= area.x.high


def pointed(frame: DescentFrame, canvas: Canvas, column: int, _: int) -> Action | None:
    """What a click asks for: x₀ there, in as many decimals as a cell is wide."""
    area = chart(frame, canvas)
    x = area.x_at(column)
    if x is None:
        return None
    decimals = max(-int(f"{(area.x.high / 2 - area.x.low / 2) / area.box.width:e}".partition("e")[2]), 0)
    return Action("set", "x0", round(x, decimals))


PICTURE = Panel("picture", _draw, lambda frame: frame.title)
