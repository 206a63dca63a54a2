"""The range test: the smoothed loss by learning rate, and where on it the rules see a rate."""

from __future__ import annotations

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.labs.choose.figures.scout import rate_axis
from lrtui.labs.choose.frame import RangeFrame
from lrtui.labs.choose.settings import RULES
from lrtui.plot.axes import Axis, loss_axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel, note


def loss_title(frame: RangeFrame) -> str:
    """Whose loss."""
    return f"1 {'hold-out' if frame.settings.on == 'holdout' else 'training'} loss by η"


def draw_loss(frame: RangeFrame, canvas: Canvas) -> None:
    """A curve for each seed, their median over them; at the end the rules' marks on it."""
    box = Box(0, GUTTER, max(canvas.height - 1, 1), max(canvas.width - GUTTER - 1, 1))
    area = Chart(canvas, box, _rate_axis(frame), loss_axis(_losses(frame)))
    for curve in frame.curves:
        area.line(frame.learning_rates[: len(curve.smoothed)], curve.smoothed, Ink.PAST)
    median = frame.median
    rates = frame.learning_rates[: len(median)]
    area.line(rates, median, Ink.CURVE)
    if len(median):
        area.points(rates[-1:], median[-1:], "●", Ink.CURRENT)
    for index, found in enumerate(frame.suggestions.values()):
        if found.median is not None:
            level = np.interp(np.log(found.median), np.log(rates), median)
            area.points(np.array([found.median]), np.array([level]), mark(index), series(index))
    area.y_ticks(max(box.height // 3, 2))
    area.x_ticks(max(box.width // 7, 2))


def rules_title(frame: RangeFrame) -> str:
    """What the dots are."""
    return "2 rules, dots by seed"


def draw_rules(frame: RangeFrame, canvas: Canvas) -> None:
    """A row for each rule: what it says of each seed, from the lowest to the highest, and the median."""
    if not frame.suggestions:
        text = "the rules follow the runs"
        note(canvas, text)
        return
    gutter = max(map(len, RULES.values())) + 2
    # Where there is hardly a row for each rule, the axis goes first.
    rows = canvas.height - 1 if canvas.height > len(RULES) else canvas.height
    box = Box(0, gutter, max(rows, 1), max(canvas.width - gutter - 1, 1))
    area = Chart(canvas, box, _rate_axis(frame), Axis(0, box.height))
    # As far from one to the next everywhere: in a low figure, unequal gaps would look like groups.
    step = max(box.height // len(frame.suggestions), 1)
    first = max((box.height - 1 - step * (len(frame.suggestions) - 1)) // 2, 0)
    for index, (name, found) in enumerate(frame.suggestions.items()):
        row = first + step * index
        y = box.height - row - 0.5  # the middle of the row, where the marks stand
        canvas.write(row, 1, RULES[name], Ink.TITLE if name == frame.selected else Ink.TEXT)
        rates = np.array([rate for rate in found.per_seed if rate is not None])
        if found.low is None or found.high is None or found.median is None:
            canvas.write(row, gutter, "finds no rate", Ink.MUTED)
            continue
        area.line(np.array([found.low, found.high]), np.array([y, y]), series(index))
        area.points(rates, np.full(len(rates), y), "•", series(index))
        area.points(np.array([found.median]), np.array([y]), mark(index), series(index))
    area.x_ticks(max(box.width // 7, 2))


def _rate_axis(frame: RangeFrame) -> Axis:
    return rate_axis(tuple(frame.learning_rates.tolist()))


def _losses(frame: RangeFrame) -> Array:
    return np.concatenate([curve.smoothed for curve in frame.curves])


def loss_caption(frame: RangeFrame) -> str:
    """The losses at the batch shown."""
    at = frame.iteration - 1
    losses = [float(curve.smoothed[at]) for curve in frame.curves if len(curve.smoothed) > at >= 0]
    if not losses:
        return ""
    low, middle, high = (numbers.brief(loss) for loss in (min(losses), float(np.median(losses)), max(losses)))
    return f"η {numbers.rate(float(frame.learning_rates[at]))}: median {middle}, {low} to {high}"


LOSS = Panel("loss", draw_loss, loss_title, loss_caption)
RULES_PANEL = Panel("rules", draw_rules, rules_title)
