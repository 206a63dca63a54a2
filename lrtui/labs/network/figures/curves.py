"""One curve a learning rate: a metric by epoch, drawn as it trains."""

import math

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import best_rule_accuracy
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.settings import METRICS, RISING
from lrtui.numbers import share
from lrtui.plot.axes import Axis, loss_axis, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Chart
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel

MARK_EVERY = 16
"""Columns between two marks on a curve."""

NARROWEST = 0.01
"""The least height of a window of AUCs or accuracies: a row of the data is about as much."""


def _title(frame: NetworkFrame) -> str:
    part = {"validation": "validation", "train": "training", "both": "validation, training dotted"}
    zoomed = ", zoomed" if frame.settings.follow else ""
    return f"{METRICS[frame.settings.metric]}, {part[frame.settings.part]}{zoomed}"


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    """All curves, the selected one last; a dotted line at the epoch shown, and at the best possible accuracy."""
    area = Chart.on(canvas, Axis(0, frame.settings.epochs), _vertical_axis(frame))
    best = best_rule_accuracy(frame.validation if "validation" in frame.parts else frame.train)
    if frame.settings.metric == "accuracy" and best is not None:
        area.horizontal(best, every=2)
        canvas.write(0, max(canvas.width - 28, 0), f"⋯ best possible rule {best:.3f}", Ink.MUTED)
    if frame.epoch < frame.trained:
        area.vertical(frame.epoch, Ink.CURRENT, every=2)
    for index in sorted(range(len(frame.runs)), key=lambda index: index == frame.selected):
        _draw_run(frame, area, index)
    area.ticks()


def _draw_run(frame: NetworkFrame, area: Chart, index: int) -> None:
    run, colour = frame.runs[index], series(index)
    for part in frame.parts:
        values = run.values(part, frame.settings.metric)
        if not len(values):
            continue  # it has just been added
        epochs = np.arange(len(values), dtype=np.float64)
        if part == "train" and len(frame.parts) > 1:
            _dotted(area, epochs, values, colour)
        else:
            area.line(epochs, values, colour)
            _draw_marks(area, epochs, values, index)


def _dotted(area: Chart, epochs: Array, values: Array, colour: Ink) -> None:
    """Points a fixed number of dots apart, whatever the number of epochs."""
    count = min(area.box.width, max(round(len(values) / area.x.high * area.box.width), 1))
    at = np.linspace(0, epochs[-1], count)
    shown = np.interp(at, epochs, values)
    area.segments(at, shown, at, shown, colour)


def _draw_marks(area: Chart, epochs: Array, values: Array, index: int) -> None:
    """Marks along the curve, of each curve at other places, and one at its end."""
    step = MARK_EVERY / area.box.width * area.x.high
    at = np.arange((index % 4 + 1) * step / 4, len(values) - 1, step).astype(np.int64)
    at = np.append(at, len(values) - 1)
    area.points(epochs[at], values[at], mark(index), series(index))


def _vertical_axis(frame: NetworkFrame) -> Axis:
    """An axis that holds all runs, in round steps; losses are on a log scale, where a rate that explodes still fits."""
    curves = [run.values(part, frame.settings.metric) for run in frame.runs for part in frame.parts]
    curves = [curve[np.isfinite(curve)] for curve in curves]
    rising = frame.settings.metric in RISING
    values = np.concatenate([_newest(curve, rising) for curve in curves] if frame.settings.follow else curves)
    if not rising:
        return loss_axis(values)
    if frame.settings.follow and len(values):
        return _axis_around(float(values.min()), float(values.max()))
    low = math.floor(float(values.min()) * 10 - 1e-9) / 10 if len(values) else 0.0
    return Axis(max(min(low, 0.9), 0.0), 1.0)


def _newest(curve: Array, rising: bool) -> Array:
    """The middle and the best of what a curve has been in the newer half of its epochs.

    Not its worst: the dips of one that is ragged would take the room of all others; they leave the window.
    """
    half = curve[len(curve) // 2 :]
    return np.array([np.median(half), half.max() if rising else half.min()]) if len(half) else half


def _axis_around(low: float, high: float) -> Axis:
    """The window of shares from ``low`` to ``high``, in round steps."""
    step = round_up(max(high - low, NARROWEST) / 10)
    return Axis(max(math.floor(low / step - 0.1) * step, 0.0), min(math.ceil(high / step + 0.1) * step, 1.0))


def _caption(frame: NetworkFrame) -> str:
    """Each run's metric at the epoch shown, on the validation rows if these are shown; empty where it plays."""
    if frame.playing:
        return ""
    part = frame.parts[-1]
    measured = (run.at(part, frame.settings.metric, frame.epoch) for run in frame.runs)
    marked = (f"{mark(index)}{share(value)}" for index, value in enumerate(measured))
    return f"epoch {frame.epoch}: {' '.join(marked)}"


CURVES = Panel("curves", _draw, _title, _caption)
