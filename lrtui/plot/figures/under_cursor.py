"""The values of all curves where the cursor is, in one line for the lower edge of a chart."""

from __future__ import annotations

import math

import numpy as np

from lrtui.labs import numbers
from lrtui.labs.choose_frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.network_frame import NetworkFrame
from lrtui.plot.figures.network_curves import mark

GAP = " "


def network_values(frame: NetworkFrame) -> str:
    """Each run's metric at the epoch shown, on the validation rows if these are among those shown."""
    part = frame.parts[-1]
    values = (run.at(part, frame.settings.metric, frame.epoch) for run in frame.runs)
    return _line(f"epoch {frame.epoch}", [f"{mark(index)}{_value(value)}" for index, value in enumerate(values)])


def first_values(frame: ChooseFrame) -> str:
    """Of the scout, the least error so far; of the range test, the losses at the batch shown."""
    if isinstance(frame, RangeFrame):
        return _losses(frame)
    scout = frame.scout
    if scout.fastest is None or not scout.epoch:  # all alike: none has trained
        return ""
    best = f"{numbers.rate(scout.learning_rates[scout.fastest])}: {float(scout.errors[scout.fastest]):.1f}"
    return _line(f"epoch {scout.epoch}", [f"least SSE at {best}"])


def second_values(frame: ChooseFrame) -> str:
    """Each pass's hold-out accuracy at the epoch shown, or at its end where that came before."""
    if isinstance(frame, RangeFrame) or not frame.passes:
        return ""
    epoch = _shown_epoch(frame)
    values = (float(each.holdout_accuracy[min(epoch, each.epochs_run)]) for each in frame.passes)
    return _line(f"epoch {epoch}", [f"{mark(index)}{_value(value)}" for index, value in enumerate(values)])


def _shown_epoch(frame: ProcedureFrame) -> int:
    return frame.epoch if frame.finished else frame.passes[-1].epochs_run


def _losses(frame: RangeFrame) -> str:
    at = frame.iteration - 1
    losses = [float(curve.smoothed[at]) for curve in frame.curves if len(curve.smoothed) > at >= 0]
    if not losses:
        return ""
    low, middle, high = (numbers.brief(each) for each in (min(losses), float(np.median(losses)), max(losses)))
    return _line(f"η {numbers.rate(float(frame.learning_rates[at]))}", [f"median {middle}, {low} to {high}"])


def _line(where: str, values: list[str]) -> str:
    return f"{where}: {GAP.join(values)}"


def _value(value: float) -> str:
    """In as few characters as can be: there are several in one line."""
    if not math.isfinite(value):
        return "—"
    return f"{value:.3f}".removeprefix("0") if abs(value) < 10 else numbers.brief(value)
