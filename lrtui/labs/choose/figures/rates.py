"""One axis of learning rates, and above it all that is known of each.

What the scout or the range test measured, what the rules suggest, and how accurate the passes and the trained
suggestions are.
"""

from __future__ import annotations

import math

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.core.selection import Pass
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.settings import RULES
from lrtui.labs.choose.words import count, share, squared_error
from lrtui.plot.axes import LINEAR_TOPS, Axis, Scale, loss_axis, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel

FIRST_RULE = 4
"""The colour and the mark of the first rule; those before it are the passes'."""

SHORT = {"minimum": "min/10", "steepest": "steep"}
"""The rules whose names are longer than the labels of an axis."""

LEAST_ROWS = 4
"""The fewest rows that either chart has before the rules get rows of their own."""

FEWEST_TICKS = 3
"""So many labels of a vertical axis are asked for in any height: with one alone there is no telling its scale."""


def rule_index(name: str) -> int:
    """The index of a rule's mark and colour."""
    return FIRST_RULE + list(RULES).index(name)


def rate_axis(rates: tuple[float, ...]) -> Axis:
    """A log axis with all the rates, and half a step beyond on both sides."""
    margin = math.sqrt(rates[1] / rates[0])
    return Axis(max(rates[0] / margin, 1e-307), min(rates[-1] * margin, 1e307), Scale.LOG)


def accuracy_axis(passes: tuple[Pass, ...]) -> Axis:
    """From below the worst of the best accuracies to above the best, errors included, in round steps."""
    low = min(tried.best_accuracy - 2 * tried.error for tried in passes)
    top = min(math.ceil(max(tried.best_accuracy + tried.error for tried in passes) * 20 + 0.2) / 20, 1.0)
    return Axis(max(min(math.floor(low * 20) / 20, top - 0.1), 0.0), top)


def _draw(frame: ChooseFrame, canvas: Canvas) -> None:
    rows = canvas.height - 1
    suggested = frame.sweep.rules and rows > 2 * LEAST_ROWS + len(RULES)
    rules = len(RULES) if suggested else 0
    divided = int(bool(frame.passes) and rows > 2)
    upper = (rows - rules - divided) // 2 if frame.passes else 0
    x, width = rate_axis(frame.scout.learning_rates), max(canvas.width - GUTTER, 1)
    _draw_accuracies(frame, canvas, Box(0, GUTTER, upper, width), x)
    if rules:
        _draw_rules(frame, canvas, Box(upper, GUTTER, rules, width), x)
    above = upper + rules + divided
    below = Box(above, GUTTER, max(rows - above, 1), width)
    area = _draw_sweep(frame, canvas, below, x) if frame.sweeping else _draw_scout(frame, canvas, below, x)
    area.y_ticks(max(below.height // 3, FEWEST_TICKS))
    area.x_ticks(max(below.width // 7, 2))
    if frame.rate is not None and frame.settings.selected is not None:
        Chart(canvas, Box(0, GUTTER, rows, width), x, Axis(0, 1)).vertical(frame.rate, Ink.CHANGE, every=2)
    if divided:
        canvas.write(above - 1, 0, f"── {_below(frame)} ".ljust(canvas.width, "─"), Ink.MUTED)


def _draw_accuracies(frame: ChooseFrame, canvas: Canvas, box: Box, x: Axis) -> None:
    """The best hold-out accuracy of each pass with its error, and above what all are that are as good as the best."""
    if not frame.passes:
        return
    area = Chart(canvas, box, x, accuracy_axis(frame.passes))
    _shade_ruled_out(frame, area)
    band = [frame.passes[index] for index in frame.band]
    best = max(band, key=lambda tried: tried.best_accuracy)
    least = best.best_accuracy - best.error
    area.line(np.array([band[-1].learning_rate, band[0].learning_rate]), np.array([least, least]), Ink.SHRINKS)
    for index, tried in enumerate(frame.passes):
        _draw_accuracy(area, tried, tried.error, mark(index), series(index))
    for name, rule in frame.sweep.rules.items():
        if rule.trial is not None:
            _draw_accuracy(area, rule.trial.tried, 0.0, mark(rule_index(name)), series(rule_index(name)))
    area.y_ticks(max(box.height // 2, FEWEST_TICKS))


def _draw_accuracy(area: Chart, tried: Pass, error: float, character: str, ink: Ink) -> None:
    rate, value = np.array([tried.learning_rate]), np.array([tried.best_accuracy])
    area.segments(rate, value - error, rate, value + error, ink)
    area.points(rate, np.maximum(value, area.y.low), character, ink)


def _draw_rules(frame: ChooseFrame, canvas: Canvas, box: Box, x: Axis) -> None:
    """A row for each rule: what it says of each seed, from the lowest to the highest, and the median."""
    area = Chart(canvas, box, x, Axis(0, box.height))
    for row, (name, rule) in enumerate(frame.sweep.rules.items()):
        found, index = rule.found, rule_index(name)
        y = box.height - row - 0.5  # the middle of the row, where the marks stand
        canvas.write(box.row + row, 0, SHORT.get(name, name), Ink.TITLE if name == frame.settings.rule else Ink.TEXT)
        if found.low is None or found.high is None or found.median is None:
            canvas.write(box.row + row, box.column, "finds no rate", Ink.MUTED)
            continue
        rates = np.array([rate for rate in found.per_seed if rate is not None])
        area.line(np.array([found.low, found.high]), np.array([y, y]), series(index))
        area.points(rates, np.full(len(rates), y), "•", series(index))
        area.points(np.array([found.median]), np.array([y]), mark(index), series(index))


def _draw_scout(frame: ChooseFrame, canvas: Canvas, box: Box, x: Axis) -> Chart:
    """The median over the seeds, and the range; a rate that has diverged is a cross at the top."""
    scout = frame.scout
    largest = float(np.max(scout.sse, where=np.isfinite(scout.sse), initial=0.0))
    # From 0 to a round number above all errors there have been: it only ever grows.
    area = Chart(canvas, box, x, Axis(0.0, round_up(largest, LINEAR_TOPS) if largest > 0 else 1.0))
    rates, errors = np.array(scout.learning_rates), scout.errors
    if not len(scout.sse):
        _say(area, "measuring the untrained networks")
        return area
    if scout.epoch:
        _shade_ruled_out(frame, area)
    finite = np.isfinite(errors)
    low, high = scout.sse[-1].min(axis=1)[finite], scout.sse[-1].max(axis=1)[finite]
    area.segments(rates[finite], low, rates[finite], high, Ink.PAST)
    area.line(rates[finite], errors[finite], Ink.CURVE)
    area.points(rates[finite], errors[finite], "•", Ink.CURVE)
    gone = rates[~finite]
    area.points(gone, np.full(len(gone), area.y.high), "×", Ink.GROWS)
    if scout.fastest is not None and scout.epoch:
        fastest = scout.learning_rates[scout.fastest]
        area.points(np.array([fastest]), errors[[scout.fastest]], "●", Ink.CURRENT)
        _label(area, fastest, f"fastest {numbers.rate(fastest)}")
        _say_ruled_out(frame, area)
    return area


def _say(area: Chart, text: str) -> None:
    """Say in the middle of a chart why there is nothing else to see."""
    box = area.box
    area.canvas.write(box.row + box.height // 2, box.column + max((box.width - len(text)) // 2, 0), text, Ink.MUTED)


def _label(area: Chart, rate: float, text: str) -> None:
    """Words at the foot, left of a rate where they have room, else right of it."""
    column, row = area.column_of(rate) or 0, area.box.row + area.box.height - 1
    left = column - len(area.canvas.encode(text))
    area.canvas.write(row, column + 2 if left < area.box.column else max(left - 1, area.box.column), text, Ink.CURRENT)


def _edge(frame: ChooseFrame) -> float | None:
    """Where what is ruled out begins on the axis; None where nothing is."""
    scout = frame.scout
    if not scout.ruled_out or scout.fastest is None:
        return None
    return math.sqrt(scout.learning_rates[scout.fastest] * scout.ruled_out[0])


def _shade_ruled_out(frame: ChooseFrame, area: Chart) -> None:
    """Sparse dots behind all that lies beyond the fastest rate."""
    edge = _edge(frame)
    if edge is not None:
        area.shade(edge, area.x.high)


def _say_ruled_out(frame: ChooseFrame, area: Chart) -> None:
    """What the dots mean, below the crosses of those that have diverged."""
    edge, text = _edge(frame), "ruled out"
    start = None if edge is None else area.column_of(edge)
    room = 0 if start is None else area.box.column + area.box.width - start
    if start is not None and len(text) <= room:
        text = f" {text} " if len(text) + 2 <= room else text  # dots beside it would read as quotes
        area.canvas.write(area.box.row + 1, start + (room - len(text)) // 2, text, Ink.GROWS)


def _draw_sweep(frame: ChooseFrame, canvas: Canvas, box: Box, x: Axis) -> Chart:
    """A curve for each seed, their median over them; at the end the rules' marks on it."""
    sweep = frame.sweep
    area = Chart(canvas, box, x, loss_axis(np.concatenate([curve.smoothed for curve in sweep.curves])))
    for curve in sweep.curves:
        area.line(sweep.learning_rates[: len(curve.smoothed)], curve.smoothed, Ink.PAST)
    median: Array = sweep.median
    rates = sweep.learning_rates[: len(median)]
    area.line(rates, median, Ink.CURVE)
    if len(median) and not sweep.rules:
        area.points(rates[-1:], median[-1:], "●", Ink.CURRENT)
    for name, rule in sweep.rules.items():
        if rule.found.median is not None:
            level = np.interp(np.log(rule.found.median), np.log(rates), median)
            index = rule_index(name)
            area.points(np.array([rule.found.median]), np.array([level]), mark(index), series(index))
    return area


def _below(frame: ChooseFrame) -> str:
    """What the lower half has on its axis: on the rule between the halves, or where there is only that half, above."""
    if frame.sweeping:
        return f"{'hold-out' if frame.settings.on == 'holdout' else 'training'} loss"
    return f"scout's error after {count(frame.scout.epoch, 'epoch')}"


def _title(frame: ChooseFrame) -> str:
    return f"{'hold-out accuracy' if frame.passes else _below(frame)} by η"


def _read_out(frame: ChooseFrame) -> str:
    """What is known of the rate at the cursor."""
    rate = frame.rate
    if frame.going:
        return ""
    if rate is None:
        return _losses_now(frame)
    known = [f"η {numbers.rate(rate)}"]
    for tried in frame.passes:
        if tried.learning_rate == rate:
            known.append(f"{share(tried.best_accuracy, tried.error)} at epoch {tried.best_epoch}")
    for name, rule in frame.sweep.rules.items():
        if rule.found.median == rate:
            accuracy = "" if rule.trial is None else f" {rule.trial.accuracy:.3f}"
            known.append(f"{RULES[name]}{accuracy}")
    if rate in frame.scout.learning_rates and len(frame.scout.sse):
        index = frame.scout.learning_rates.index(rate)
        error = float(frame.scout.errors[index])
        known.append(f"scout {squared_error(error)}" if math.isfinite(error) else "scout diverged")
        if frame.scout.epoch and rate in frame.scout.ruled_out:
            known.append("ruled out")
    return ": ".join([known[0], ", ".join(known[1:])]) if known[1:] else known[0]


def _losses_now(frame: ChooseFrame) -> str:
    """The losses at the batch shown, while the range test goes on."""
    now = frame.sweep.iteration - 1
    losses = [float(curve.smoothed[now]) for curve in frame.sweep.curves if len(curve.smoothed) > now >= 0]
    if not losses:
        return ""
    low, middle, high = (numbers.brief(loss) for loss in (min(losses), float(np.median(losses)), max(losses)))
    return f"η {numbers.rate(float(frame.sweep.learning_rates[now]))}: median {middle}, {low} to {high}"


RATES = Panel("rates", _draw, _title, _read_out)
