"""The passes: hold-out accuracy by epoch, the best epoch and the stop, and where a threshold would have stopped."""

from __future__ import annotations

import math

import numpy as np

from lrtui.core.selection import Pass
from lrtui.labs.choose.frame import ProcedureFrame
from lrtui.numbers import share
from lrtui.plot.axes import Axis, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel, note

SHORTEST = 20
"""Epochs that the axis shows at the least."""

SPAN = 0.3
"""How much of the accuracy below the best is shown: where the passes differ."""

STOP, THRESHOLD = "×", "T"


def title(frame: ProcedureFrame) -> str:
    """What the curves are."""
    return "2 shrink: hold-out accuracy"


def draw(frame: ProcedureFrame, canvas: Canvas) -> None:
    """All passes, the newest last."""
    box = Box(0, GUTTER, max(canvas.height - 1, 1), max(canvas.width - GUTTER - 1, 1))
    if not frame.passes:
        text = "no rate is left" if frame.finished else "the passes follow the scout"
        note(canvas, text)
        return
    longest = max(each.epochs_run for each in frame.passes)
    x = Axis(0, round_up(max(longest, SHORTEST), (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8)))
    area = Chart(canvas, box, x, _vertical_axis(frame))
    for index, each in enumerate(frame.passes):
        area.line(np.arange(each.epochs_run + 1.0), each.holdout_accuracy, series(index))
    for index, each in enumerate(frame.passes):
        _draw_marks(frame, area, index, each)
    legend = canvas.encode(f"{STOP} stop  {THRESHOLD} stop at SSE ≤ {frame.threshold:.4g}")
    if len(legend) <= box.width:
        canvas.write(box.height - 1, box.column + box.width - len(legend), legend, Ink.MUTED)
    area.y_ticks(max(box.height // 3, 2))
    area.x_ticks(max(box.width // 8, 2))


def _draw_marks(frame: ProcedureFrame, area: Chart, index: int, each: Pass) -> None:
    def point(epoch: int, character: str) -> None:
        # A pass that has diverged stops where it was last seen.
        level = np.interp(epoch, np.flatnonzero(finite), each.holdout_accuracy[finite])
        area.points(np.array([float(epoch)]), np.array([level]), character, series(index))

    finite = np.isfinite(each.holdout_accuracy)

    reached = each.threshold_epoch(frame.threshold)
    if reached is not None:
        point(reached, THRESHOLD)
    if each.stopped is not None:
        point(each.epochs_run, STOP)
    point(each.best_epoch, mark(index))


def _vertical_axis(frame: ProcedureFrame) -> Axis:
    """Around the best accuracy, in round steps."""
    best = max(each.best_accuracy for each in frame.passes)
    top = min(math.ceil(best * 20 + 0.2) / 20, 1.0)
    return Axis(max(math.floor((top - SPAN) * 20 + 1e-9) / 20, 0.0), top)


def caption(frame: ProcedureFrame) -> str:
    """Each pass's hold-out accuracy at the epoch shown, or at its end where that came before."""
    if not frame.passes:
        return ""
    epoch = frame.epoch if frame.finished else frame.passes[-1].epochs_run
    values = (float(each.holdout_accuracy[min(epoch, each.epochs_run)]) for each in frame.passes)
    return f"epoch {epoch}: {' '.join(f'{mark(index)}{share(value)}' for index, value in enumerate(values))}"


PASSES = Panel("passes", draw, title, caption)
