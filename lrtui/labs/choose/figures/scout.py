"""The scout: total sum squared error by learning rate, the fastest marked and the ruled-out side shaded."""

from __future__ import annotations

import math

import numpy as np

from lrtui import numbers
from lrtui.core.selection import Scout
from lrtui.labs.choose.frame import ProcedureFrame
from lrtui.plot.axes import LINEAR_TOPS, Axis, Scale, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel


def title(frame: ProcedureFrame) -> str:
    """After how much training."""
    epochs = frame.scout.epoch
    return f"1 scout: SSE by η, {epochs} epoch{'' if epochs == 1 else 's'}"


def draw(frame: ProcedureFrame, canvas: Canvas) -> None:
    """The curve from left to right; a rate that has diverged is a cross at the top."""
    scout = frame.scout
    box = Box(0, GUTTER, max(canvas.height - 1, 1), max(canvas.width - GUTTER, 1))
    area = Chart(canvas, box, rate_axis(scout.learning_rates), _vertical_axis(scout))
    rates, errors = np.array(scout.learning_rates), scout.errors
    if scout.epoch and scout.fastest is not None:
        _shade(scout, area)
    finite = np.isfinite(errors)
    area.line(rates[finite], errors[finite], Ink.CURVE)
    area.points(rates[finite], errors[finite], "•", Ink.CURVE)
    gone = rates[~finite]
    area.points(gone, np.full(len(gone), area.y.high), "×", Ink.GROWS)
    if scout.epoch and scout.fastest is not None:
        _mark_fastest(scout, area)
    area.y_ticks(max(box.height // 3, 2))
    area.x_ticks(max(box.width // 7, 2))


def rate_axis(rates: tuple[float, ...]) -> Axis:
    """A log axis with all the rates, and half a step beyond on both sides."""
    margin = math.sqrt(rates[1] / rates[0])
    return Axis(max(rates[0] / margin, 1e-307), min(rates[-1] * margin, 1e307), Scale.LOG)


def _vertical_axis(scout: Scout) -> Axis:
    """From 0 to a round number above all errors there have been: it only ever grows."""
    largest = float(np.max(scout.sse, where=np.isfinite(scout.sse), initial=0.0))
    return Axis(0.0, round_up(largest, LINEAR_TOPS) if largest > 0 else 1.0)


def _mark_fastest(scout: Scout, area: Chart) -> None:
    assert scout.fastest is not None
    rate, error = scout.learning_rates[scout.fastest], float(scout.errors[scout.fastest])
    area.vertical(rate, Ink.CURRENT, every=2)
    area.points(np.array([rate]), np.array([error]), "●", Ink.CURRENT)
    text = f"fastest {numbers.rate(rate)}"
    column = area.column_of(rate) or 0
    row = area.box.row + area.box.height - 1
    # To the left, where the rates are that are not ruled out; to the right only where it does not fit there.
    left = column - len(area.canvas.encode(text))
    start = column + 2 if left < area.box.column else max(left - 1, area.box.column)
    area.canvas.write(row, start, text, Ink.CURRENT)


def _shade(scout: Scout, area: Chart) -> None:
    """Sparse dots behind all that lies beyond the fastest rate, and what that means."""
    if not scout.ruled_out:
        return
    assert scout.fastest is not None
    edge = math.sqrt(scout.learning_rates[scout.fastest] * scout.ruled_out[0])
    start, text = area.column_of(edge), "ruled out"
    area.shade(edge, area.x.high)
    room = 0 if start is None else area.box.column + area.box.width - start
    if start is not None and len(text) <= room:
        text = f" {text} " if len(text) + 2 <= room else text  # dots beside it would read as quotes
        # Below the crosses of those that have diverged.
        area.canvas.write(area.box.row + 1, start + (room - len(text)) // 2, text, Ink.GROWS)


def caption(frame: ProcedureFrame) -> str:
    """The least error so far."""
    scout = frame.scout
    if scout.fastest is None or not scout.epoch:  # all alike: none has trained
        return ""
    best = f"{numbers.rate(scout.learning_rates[scout.fastest])}: {float(scout.errors[scout.fastest]):.1f}"
    return f"epoch {scout.epoch}: least SSE at {best}"


SCOUT = Panel("scout", draw, title, caption)
