"""The axis of learning rates under the charts that show where runs end up."""

from __future__ import annotations

import math

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import BoolArray
from lrtui.core.optimizers import PLAIN_LIMIT
from lrtui.core.quadratic import Quadratic
from lrtui.labs.descent.figures.growth import LINEAR_WINDOW
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.window import scene_of
from lrtui.plot.axes import Axis, round_up
from lrtui.plot.chart import Chart, tick_label
from lrtui.plot.ink import Ink

BEFORE = 0.7
"""Where there is chaos to be seen, the window begins at this share of the first rate at which a run splits."""

OF_OTHERS, SETTLING = 2.1, 1.25
"""The window's end in critical rates: of a function of one's own that is no quadratic, and of the map of basins."""

UNKNOWN = (0.0, 2.0)
"""The window where no rate is known to be critical."""

WIDE = 40
"""Columns from which on a chart has room for lines and words."""

MOST_LABELS = 3
"""Of a function of one's own, the most critical rates that are named."""


def rate_window(frame: DescentFrame) -> tuple[float, float]:
    """The lowest and the highest rate of interest; up to η where that is higher."""
    named, critical = frame.settings.named, _critical(frame)
    if frame.run.recipe.optimizer != "sgd":
        return _window_of_rule(frame)
    if isinstance(frame.objective, Quadratic):
        low, high = (share * critical[-1] for share in LINEAR_WINDOW)
        return _reaching(low, high, frame)
    if critical and named is None:
        return _reaching(0.0, OF_OTHERS * critical[-1], frame)
    low, high = named.rates if named else UNKNOWN
    if named and len(named.thresholds) > 2:
        low += BEFORE * (named.thresholds[0].learning_rate - low)
    return _reaching(low, high, frame)


def _window_of_rule(frame: DescentFrame) -> tuple[float, float]:
    """The rates of interest under another rule: up to beyond its limit, or where no formula holds, those of f."""
    named, stability = frame.settings.named, frame.run.stability
    if stability is not None:
        return _reaching(0.0, SETTLING * stability.critical_learning_rate, frame)
    return _reaching(0.0, named.rates[1] if named else UNKNOWN[1], frame)


def settling_window(frame: DescentFrame) -> tuple[float, float]:
    """From 0 to a little beyond the highest rate at which runs come to rest in a minimum; up to η if that is higher."""
    critical = _critical(frame)
    return _reaching(0.0, SETTLING * critical[-1] if critical else rate_window(frame)[1], frame)


def _reaching(low: float, high: float, frame: DescentFrame) -> tuple[float, float]:
    rate = frame.run.learning_rate
    return low, high if rate <= high else max(round_up(rate), high)


def _critical(frame: DescentFrame) -> list[float]:
    """The rates 2/f'' above which the minima of the picture's window repel runs, rising.

    Empty where one of them is flat, or there is none.
    """
    scene, minima = scene_of(frame.settings), frame.objective.minima
    curvatures = frame.objective.hessian(minima[np.abs(minima - scene.centre) <= scene.half(scene.start)])
    if not len(curvatures) or not curvatures.min() > 0:
        return []
    rates: list[float] = np.unique(PLAIN_LIMIT / curvatures).tolist()
    return rates


def rate_labels(frame: DescentFrame) -> dict[float, str]:
    """The rates at which the fate of a run changes, as a person writes them, where there is a closed form."""
    named, stability = frame.settings.named, frame.run.stability
    if frame.run.recipe.optimizer != "sgd":
        limit = stability and stability.critical_learning_rate
        return {limit: numbers.brief(limit)} if limit else {}
    if named and named.thresholds:
        texts = {row.at(frame.settings.x0): row.exact.rpartition("= ")[2] for row in named.thresholds}
        return {rate: text for rate, text in texts.items() if "." not in text}
    highest = {numbers.brief(rate): rate for rate in _critical(frame)}
    return {rate: text for text, rate in list(highest.items())[-MOST_LABELS:]}


def rounded(value: float, axis: Axis, cells: int) -> float:
    """A value in no more decimals than one of so many cells of an axis needs: a click does not mean more."""
    return round(value, max(-math.floor(math.log10((axis.high - axis.low) / cells)), 0))


def draw_rates(frame: DescentFrame, area: Chart) -> None:
    """Thresholds and round numbers under the chart, where there is room; and an arrow to η where it lies outside."""
    canvas, box = area.canvas, area.box
    row, taken = box.row + box.height, list[tuple[int, int]]()
    labels = [(rate, text, Ink.TITLE) for rate, text in rate_labels(frame).items()]
    labels += [(rate, tick_label(rate), Ink.MUTED) for rate in area.x.ticks(max(box.width // 8, 2))]
    for rate, text, ink in labels:
        column, text = area.column_of(rate), canvas.encode(text)
        if column is None:
            continue
        start = max(min(column - len(text) // 2, box.column + box.width - len(text)), 0)
        if all(start > stop or start + len(text) < begin for begin, stop in taken):
            canvas.write(row, start, text, ink)
            taken.append((start, start + len(text)))
    draw_arrow(frame, area)


def draw_cursor(area: Chart, rate: float, height: float, bright: BoolArray) -> None:
    """On a map: a line at η, and on it a mark at a height; dark where the rows ``(height,)`` are bright there."""
    canvas, box = area.canvas, area.box
    column, cell = area.column_of(rate), area.cell_of(rate, height)
    if column is None:
        return
    for row in range(box.height):
        marked = cell is not None and cell[0] == box.row + row
        if marked or row % 2:
            ink = Ink.POINT if bright[row] and not canvas.ascii_only else Ink.CURRENT
            canvas.write(box.row + row, column, "●" if marked else "│", ink)
    if cell is not None:
        canvas.write(cell[0], box.column - 1, "▶", Ink.CURRENT)


def draw_arrow(frame: DescentFrame, area: Chart) -> None:
    """In the first row, an arrow to η where it lies outside of the chart."""
    canvas, box, rate = area.canvas, area.box, frame.run.learning_rate
    if rate < area.x.low:
        canvas.write(box.row, box.column, f"◀ η {numbers.rate(rate)}", Ink.CURRENT)
    elif rate > area.x.high:
        text = canvas.encode(f"η {numbers.rate(rate)} ▶")
        canvas.write(box.row, box.column + box.width - len(text), text, Ink.CURRENT)
