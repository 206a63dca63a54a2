"""A row for each learning rate, with what it is worth at the epoch shown; and how many epochs are trained."""

import math

from lrtui import numbers
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.settings import METRICS
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel, draw_table

HEAD = f"{'':4}{'rate':<10}{'epoch':>6}  {'state':<14}{'training':>9}{'validation':>12}{'best epoch':>12}"


def _title(frame: NetworkFrame) -> str:
    return f"{METRICS[frame.settings.metric]} at epoch {frame.epoch}"


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    draw_table(canvas, HEAD, lambda row: _row(frame, row), len(frame.runs), frame.selected)


def _row(frame: NetworkFrame, index: int) -> str:
    run, metric = frame.runs[index], frame.settings.metric
    train, validation = (_number(run.at(part, metric, frame.epoch)) for part in ("train", "validation"))
    best = f"{run.best_epoch(metric, frame.epoch):>12}"
    epoch = min(run.epochs_run, frame.epoch)
    state = run.state(frame.epoch)
    # A long state, "diverged at 1000", leaves no number beside it; what it takes is not to move the columns.
    return f"{_rate(run.learning_rate):<10}{epoch:>6}  {state}{train:>{23 - len(state)}}{validation:>12}{best}"


def _rate(value: float) -> str:
    text = numbers.exact(value)
    return text if len(text) < 10 else numbers.digits(value, 9)


def _number(value: float) -> str:
    if math.isnan(value):
        return "—"
    return f"{value:.4f}" if abs(value) < 1000 else numbers.brief(value)


def _draw_progress(frame: NetworkFrame, canvas: Canvas) -> None:
    """A bar across the window, and the numbers behind it."""
    total = frame.settings.epochs
    left = "" if frame.seconds_left is None else f"  {_minutes(frame.seconds_left)} left"
    text = f" {frame.trained}/{total} epochs{left}".ljust(28)
    room = max(canvas.width - len(text) - 1, 0)
    full = room * frame.trained // total
    column = canvas.write(0, 1, "━" * full, Ink.CURRENT)
    column = canvas.write(0, column, "╌" * (room - full), Ink.MUTED)
    canvas.write(0, column, text, Ink.TEXT)


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}" if whole < 3600 else f"{whole // 3600} h"


TABLE = Panel("table", _draw, _title)
PROGRESS = Panel("progress", _draw_progress, framed=False)
