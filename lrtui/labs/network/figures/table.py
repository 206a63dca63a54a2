"""A row for each learning rate: its mark, how far it is, and what it is worth at the epoch shown."""

from __future__ import annotations

import math

from lrtui import numbers
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.settings import METRICS
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel, visible_rows

HEAD = f"{'':4}{'rate':<10}{'epoch':>6}  {'state':<14}{'training':>9}{'validation':>12}{'best epoch':>12}"


def title(frame: NetworkFrame) -> str:
    """What the numbers are."""
    return f"{METRICS[frame.settings.metric]} at epoch {frame.epoch}"


def draw(frame: NetworkFrame, canvas: Canvas) -> None:
    """The rows that fit, the selected one among them; arrows in the head point to where there are more."""
    canvas.write(0, 0, HEAD, Ink.MUTED)
    for row, index in enumerate(visible_rows(canvas, frame.selected, len(frame.runs)), start=1):
        _draw_row(frame, canvas, row, index)


def _draw_row(frame: NetworkFrame, canvas: Canvas, row: int, index: int) -> None:
    run, metric = frame.runs[index], frame.settings.metric
    selected = index == frame.selected
    canvas.write(row, 0, "▶" if selected else " ", Ink.CURRENT)
    canvas.write(row, 2, mark(index), series(index))
    train, validation = (_number(run.at(part, metric, frame.epoch)) for part in ("train", "validation"))
    best = f"{run.best_epoch(metric, frame.epoch):>12}"
    epoch = min(run.epochs_run, frame.epoch)
    state = run.state(frame.epoch)
    # A long state, "diverged at 1000", leaves no number beside it; what it takes is not to move the columns.
    text = f"{_rate(run.learning_rate):<10}{epoch:>6}  {state}{train:>{23 - len(state)}}{validation:>12}{best}"
    canvas.write(row, 4, text, Ink.TITLE if selected else Ink.TEXT)


def _rate(value: float) -> str:
    text = numbers.exact(value)
    return text if len(text) < 10 else numbers.digits(value, 9)


def _number(value: float) -> str:
    if math.isnan(value):
        return "—"
    return f"{value:.4f}" if abs(value) < 1000 else numbers.brief(value)


TABLE = Panel("table", draw, title)
