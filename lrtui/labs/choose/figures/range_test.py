"""The range test in three figures: the smoothed loss by rate, what the rules say of each seed, and a table of them."""

import numpy as np

from lrtui import numbers
from lrtui.core.suggestions import Suggestion
from lrtui.labs.choose.figures.procedure import rate_axis
from lrtui.labs.choose.frame import RangeFrame
from lrtui.labs.choose.settings import RULES
from lrtui.plot.axes import Axis, loss_axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel, draw_table, note


def _rate_axis(frame: RangeFrame) -> Axis:
    return rate_axis(tuple(frame.learning_rates.tolist()))


def _loss_title(frame: RangeFrame) -> str:
    return f"1 {'hold-out' if frame.settings.on == 'holdout' else 'training'} loss by η"


def _draw_loss(frame: RangeFrame, canvas: Canvas) -> None:
    """A curve for each seed, their median over them; at the end the rules' marks on it."""
    losses = np.concatenate([curve.smoothed for curve in frame.curves])
    area = Chart.on(canvas, _rate_axis(frame), loss_axis(losses))
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
    area.ticks(7)


def _losses_now(frame: RangeFrame) -> str:
    """The losses at the batch shown."""
    now = frame.iteration - 1
    losses = [float(curve.smoothed[now]) for curve in frame.curves if len(curve.smoothed) > now >= 0]
    if not losses:
        return ""
    low, middle, high = (numbers.brief(loss) for loss in (min(losses), float(np.median(losses)), max(losses)))
    return f"η {numbers.rate(float(frame.learning_rates[now]))}: median {middle}, {low} to {high}"


def _draw_rules(frame: RangeFrame, canvas: Canvas) -> None:
    """A row for each rule: what it says of each seed, from the lowest to the highest, and the median."""
    if not frame.suggestions:
        note(canvas, "the rules follow the runs")
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
        canvas.write(row, 1, RULES[name], Ink.TITLE if name == frame.settings.rule else Ink.TEXT)
        rates = np.array([rate for rate in found.per_seed if rate is not None])
        if found.low is None or found.high is None or found.median is None:
            canvas.write(row, gutter, "finds no rate", Ink.MUTED)
            continue
        area.line(np.array([found.low, found.high]), np.array([y, y]), series(index))
        area.points(rates, np.full(len(rates), y), "•", series(index))
        area.points(np.array([found.median]), np.array([y]), mark(index), series(index))
    area.x_ticks(max(box.width // 7, 2))


def _suggested_title(frame: RangeFrame) -> str:
    if not frame.finished:
        return "3 verdict: when the runs have ended"
    return "3 verdict: no reliable suggestion" if frame.doubt else "3 verdict: the rate by each rule"


def _draw_suggested(frame: RangeFrame, canvas: Canvas) -> None:
    def row(index: int) -> str:
        name, text = rules[index]
        found = frame.suggestions.get(name)
        return (
            f"{text:<13}{'—':>9}" if found is None or found.median is None else _columns(text, *suggested_cells(found))
        )

    rules = list(RULES.items())
    head = " " * 4 + _columns("rule", "median", "lowest", "highest", "differ by")
    draw_table(canvas, head, row, len(rules), frame.current_row)


def _columns(rule: str, median: str, low: str, high: str, spread: str) -> str:
    return f"{rule:<13}{median:>9}{low:>10}{high:>10}{spread:>11}"


def suggested_cells(found: Suggestion) -> list[str]:
    """The median, the lowest and the highest rate, and how many times the lowest the highest is."""
    if found.median is None or found.low is None or found.high is None:
        return ["—", "—", "—", ""]
    spread = f"{found.spread:.1f}" if found.spread < 1000 else numbers.rate(found.spread, 1)
    return [*map(numbers.rate, (found.median, found.low, found.high)), f"× {spread}"]


LOSS = Panel("loss", _draw_loss, _loss_title, _losses_now)
RULES_PANEL = Panel("rules", _draw_rules, lambda frame: "2 rules, dots by seed")
SUGGESTED = Panel("suggested", _draw_suggested, _suggested_title)
