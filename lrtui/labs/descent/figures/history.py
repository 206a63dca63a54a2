"""|x| or f(x) by step: on a log axis a constant learning rate is a straight line, its slope log₁₀ of the growth."""

import math

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.core.dynamics import distance_to_minimum
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.figures.strip import draw_strip, rows_of_strip
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.manner import band
from lrtui.plot.axes import LINEAR_TOPS, Axis, Scale, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

SHORTEST = 10
"""The fewest steps that the axis shows."""

FARTHEST_DOWN, LEAST_UP = 13, 3
"""Decades that pinned runs may have below the current run, and that they always may have above it."""

MOST_POINTS = 256
"""The most points of the line of a pinned run."""

PLACES = 6
"""How many places on its line a mark tries, two columns apart, if others are in its way."""

Cell = tuple[int, int]

LARGEST = float(np.finfo(np.float64).max)


def _title(frame: DescentFrame) -> str:
    what, scale = _choice(frame)
    if scale is Scale.LINEAR:
        return f"{_name(frame)} by step, linear"
    growth, power = frame.run.growth, 1 if what == "x" else 2
    # On any other function than a quadratic it is no straight line.
    if frame.run.outcome is not None or growth is None or not 0 < growth < math.inf:
        return f"{_name(frame)} by step, log scale"
    return f"{_name(frame)} by step, log scale: slope {power * math.log10(growth):+.3f}"


def _name(frame: DescentFrame) -> str:
    """What the chart shows: f itself, or how far x or f are from the minimum where that is not at 0."""
    if _choice(frame)[0] == "f":
        return "f(x) − f*" if _lowest(frame) else "f(x)"
    return "|x|" if frame.objective.minima.tolist() == [0.0] else "|x − x*|"


def _measure(frame: DescentFrame, iterates: Array) -> Array:
    """The distances to the nearest minimum, or what f is above the lowest; in the shape of the iterates."""
    if _choice(frame)[0] == "x":
        return distance_to_minimum(frame.objective, iterates)
    values, lowest = frame.objective.value(iterates), _lowest(frame)
    return values - lowest if lowest else values


def _lowest(frame: DescentFrame) -> float:
    """The value at the lowest minimum; 0 where there is none."""
    minima = frame.objective.minima
    return float(frame.objective.value(minima).min()) if len(minima) else 0.0


def axis_of_steps(frame: DescentFrame) -> Axis:
    """The horizontal axis, with which a click on the chart is read as well."""
    return Axis(0, round_up(max(frame.step, SHORTEST), (1, 1.5, 2, 3, 5, 7)))


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """A line for each run, the current one last, with a mark at its end; dotted lines where η was changed."""
    (_, scale), run = _choice(frame), frame.run
    values, pinned = _measure(frame, run.iterates), [_measure(frame, rival.iterates) for rival in frame.rivals]
    across, strip = axis_of_steps(frame), rows_of_strip(frame, canvas)
    box = Box(0, GUTTER, max(canvas.height - 1 - strip, 1), max(canvas.width - GUTTER - 1, 1))
    area = Chart(canvas, box, across, _vertical_axis(values, pinned, scale))
    below = draw_strip(frame, canvas, across, strip) if strip else area
    _draw_band(frame, area)
    for step in frame.changes:
        area.vertical(step, Ink.CHANGE, every=2)
    _draw_rates(frame, area)
    shown, steps = _above_zero(values, scale), run.steps.astype(np.float64)
    dotted = slice(0 if run.step < SHORTEST else -1, None) if frame.rivals else slice(0)
    taken: set[Cell | None] = {
        area.cell_of(*point) for point in zip(steps[dotted].tolist(), shown[dotted].tolist(), strict=True)
    }
    ends = [
        _draw_rival(area, rival.steps.astype(np.float64), heights, ink, taken)
        for rival, heights, ink in zip(frame.rivals, pinned, INKS, strict=False)
    ]
    area.line(steps, shown, Ink.RECENT)
    if run.step < SHORTEST:
        area.marks(steps, shown, "•", Ink.RECENT)
    # Above all lines: a line would give the cell of a mark its own colour.
    for end, mark, ink in zip(ends, MARKS, INKS, strict=False):
        if end is not None:
            at, value = end
            area.marks(np.array([at]), np.array([value]), mark, ink)
    area.marks(steps[-1:], shown[-1:], "●", Ink.CURRENT)
    area.y_ticks(max(area.box.height // 2, 2))
    below.x_ticks(max(area.box.width // 8, 2))


def _draw_band(frame: DescentFrame, area: Chart) -> None:
    """How far from the minimum the noise keeps the run: one and two standard deviations, where a formula says it."""
    width, stability = band(frame, frame.run), frame.run.stability
    if not width or stability is None or math.isinf(width):
        return
    for times, every in ((1, 2), (2, 6)):
        height = float(_measure(frame, np.array([stability.minimum + times * width]))[0])
        area.horizontal(height, Ink.HOLDS, every=every)


def _draw_rates(frame: DescentFrame, area: Chart) -> None:
    """η of each stretch at its top, where η was changed on the way and the stretch is wide enough."""
    if not frame.changes:
        return
    ends = [*frame.changes, area.x.high]
    for (step, rate), end in zip(frame.stretches, ends, strict=True):
        first, last = area.column_of(float(step)), area.column_of(float(end))
        text = f"η {numbers.rate(rate)}"
        if first is not None and last is not None and first + 1 + len(text) <= last:
            area.canvas.write(area.box.row, first + 1, text, Ink.CHANGE)


def _draw_rival(
    area: Chart, steps: Array, values: Array, ink: Ink, taken: set[Cell | None]
) -> tuple[float, float] | None:
    """The line of a pinned run; returns the point for its mark, at the end or where the line leaves the window."""
    # Under a constant rate |x| bends nowhere: few points do for a long line.
    few = np.unique(np.linspace(0, len(steps) - 1, min(len(steps), MOST_POINTS)).astype(np.int64))
    steps, values = steps[few], _above_zero(values[few], area.y.scale)
    area.line(steps, values, ink)
    heights = area.y.position(values)
    within = np.flatnonzero((heights >= 0) & (heights <= 1))
    if not len(within):
        return None
    last = int(within[-1])
    end = float(steps[last])
    if last + 1 < len(steps):
        edge = 1.0 if heights[last + 1] > 1 else 0.0
        end += (edge - heights[last]) / (heights[last + 1] - heights[last]) * (steps[last + 1] - end)
    return _free_place(area, end, steps, heights, taken)


def _free_place(area: Chart, end: float, steps: Array, heights: Array, taken: set[Cell | None]) -> tuple[float, float]:
    """The point on a line nearest to its ``end`` whose cell no other mark has; the end where there is none near."""
    back = 2 * area.x.high / area.box.width * np.arange(PLACES)
    at = end - back[back <= end]
    values = area.y.values(np.clip(np.interp(at, steps, heights), 0, 1))
    places = list(zip(at.tolist(), values.tolist(), strict=True))
    place = next((place for place in places if area.cell_of(*place) not in taken), places[0])
    taken.add(area.cell_of(*place))
    return place


def _above_zero(values: Array, scale: Scale) -> Array:
    """A zero lies below every log axis: the line drops out of the window towards it."""
    return np.maximum(values, 5e-324) if scale is Scale.LOG else values


def _choice(frame: DescentFrame) -> tuple[str, Scale]:
    """|x| or f, and the scale; without a minimum there is f alone, and no logarithm of what is below 0."""
    what, _, scale = frame.settings.history.partition("-")
    if len(frame.objective.minima):
        return what, Scale(scale)
    is_positive = float(frame.objective.value(frame.run.iterates).min()) > 0
    return "f", Scale(scale) if is_positive else Scale.LINEAR


def _vertical_axis(values: Array, pinned: list[Array], scale: Scale) -> Axis:
    """Whole decades on a log axis, a round number on a linear one: it moves in steps.

    It holds all of the current run. Pinned runs that blow up past it have at most the upper half of the chart, and
    leave the window at its top.
    """
    if scale is Scale.LINEAR:
        top, *tops = (float(np.max(run, where=np.isfinite(run), initial=0.0)) for run in (values, *pinned))
        top = max(top, min(max(tops, default=0.0), 2 * top))
        low = float(np.min(values, where=np.isfinite(values), initial=0.0))
        bottom = -min(round_up(-low, LINEAR_TOPS), LARGEST / 2) if low < 0 else 0
        return Axis(bottom, min(round_up(top, LINEAR_TOPS), LARGEST / (2 if low < 0 else 1)) if top else 1.0)
    low, high = _decades(values) or (-1, 0)
    others = [decades for decades in map(_decades, pinned) if decades]
    low = min(low, max(min((bottom for bottom, _ in others), default=low), low - FARTHEST_DOWN))
    high = max(high, min(max((top for _, top in others), default=high), high + max(high - low, LEAST_UP)))
    low, high = max(low, -307), max(high, low + 1, -306)
    return Axis(float(f"1e{low}"), min(float(f"1e{high}"), LARGEST), scale)


def _decades(values: Array) -> tuple[int, int] | None:
    """The powers of ten around all values; None where none of them has a logarithm."""
    positive = values[np.isfinite(values) & (values > 0)]
    if not len(positive):
        return None
    low, high = math.floor(math.log10(positive.min())), math.ceil(math.log10(positive.max()))
    if (values == 0).any():
        low -= 1  # room for the line to fall towards it
    return low, high


def pointed(frame: DescentFrame, canvas: Canvas, column: int, _: int) -> Action | None:
    """What a click asks for: the step there."""
    step = Chart.on(canvas, axis_of_steps(frame), Axis(0, 1)).x_at(column)
    return None if step is None else Action("set", "steps", max(round(step), 0))


def caption(frame: DescentFrame) -> str:
    """|x|, or f(x) where the chart shows that, of each run at the step shown, where nothing plays."""
    if frame.playing:
        return ""
    sizes = _measure(frame, np.array([run.x for run in frame.runs])).tolist()
    marked = (f"{mark}{numbers.rate(size)}" for mark, size in zip("●" + MARKS, sizes, strict=False))
    return f"step {frame.step}: {' '.join(marked)}"


HISTORY = Panel("history", _draw, _title, caption)
