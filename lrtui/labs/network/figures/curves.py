"""One curve a learning rate: a metric by epoch, drawn as it trains."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.core.data import best_rule_accuracy
from lrtui.labs.network.figures.limits import LIMIT_WIDTH, ROOM_FOR_VALUES, draw_limits, sharpness_axis
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import METRICS, RISING
from lrtui.numbers import share
from lrtui.plot.axes import Axis, Scale, round_up
from lrtui.plot.bands import Band, band_of, draw_range, is_too_fast
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, Canvas
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import Ink, band, mark, series
from lrtui.plot.names import Name, write_names
from lrtui.plot.panel import Panel

MARK_EVERY = 16
"""Columns between two marks on a curve."""

NARROWEST = 0.01
"""The least height of a window of AUCs or accuracies: a row of the data is about as much."""

CLIP = 3.0
"""A loss is shown up to so many times what it was at the start; one that is larger has left the window."""

SMALLEST, LARGEST = 5e-324, 1e308
"""A log axis goes no farther, where floats end."""

GONE = "×"
"""The mark at the end of a curve that has diverged."""

OUTSIDE = 1e6
"""Dots that are beyond every window."""

NAMES_WIDTH = 9
"""Columns that are kept free for the names at the curves' ends."""


class Curve(NamedTuple):
    """A run's values by epoch as far as they are finite, in dots; and as a band where they jump too fast for a line."""

    row: int
    run: Run
    u: Array
    v: Array
    band: Band | None
    dotted: bool


def _title(frame: NetworkFrame) -> str:
    if frame.settings.shows_sharpness:
        return f"sharpness λ, log; dotted: {'limits 2/η' if frame.is_plain else 'each limit'}{_of_a_sample(frame)}"
    part = {"validation": f"{frame.settings.unseen} ", "train": "training ", "both": ""}[frame.settings.part]
    log = "" if frame.settings.metric in RISING else ", log"
    zoomed = ", zoomed" if frame.settings.follow else ""
    dotted = ", training dotted" if frame.settings.part == "both" else ""
    return f"{part}{METRICS[frame.settings.metric]} by epoch{log}{zoomed}{dotted}"


def _of_a_sample(frame: NetworkFrame) -> str:
    return "" if frame.sharp_rows == len(frame.train) else f", λ on {frame.sharp_rows:,} rows"


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    """All curves, the selected one last; a dotted line at the epoch shown, and at the best possible accuracy."""
    longest = max(len(run.name) for run in frame.runs)
    if frame.settings.shows_sharpness and canvas.width >= ROOM_FOR_VALUES:
        longest = max(longest, LIMIT_WIDTH)
    right = min(max(NAMES_WIDTH, longest + 3), max(canvas.width - GUTTER - 1, 0) // 3)
    vertical = sharpness_axis(frame) if frame.settings.shows_sharpness else _vertical_axis(frame)
    area = Chart.on(canvas, Axis(0, frame.settings.epochs), vertical, right=right)
    best = best_rule_accuracy(frame.validation if "validation" in frame.parts else frame.train)
    if frame.settings.metric == "accuracy" and best is not None:
        area.horizontal(best, every=2)
        text = f"⋯ best possible rule {best:.3f}"
        canvas.write(0, max(canvas.width - right - len(text), GUTTER), text, Ink.MUTED)
    if frame.epoch < frame.trained:
        area.vertical(frame.epoch, Ink.CURRENT, every=2)
    leader = frame.judgement.leader
    order = sorted(range(len(frame.runs)), key=lambda index: (index == frame.selected, index == leader))
    curves = [_curve(frame, area, index, part) for index in order for part in frame.parts]
    for curve in curves:
        if curve.band is not None:
            draw_range(area, curve.band, band(curve.run.tone))
    for curve in curves:
        _draw_line(area, curve)
    limits = draw_limits(area, frame) if frame.settings.shows_sharpness else []
    _draw_ends(area, frame.names(right - 3), [curve for curve in curves if not curve.dotted], limits)
    area.y_ticks(max(area.box.height // 2, 3))
    area.x_ticks(max(area.box.width // 8, 2))


def _curve(frame: NetworkFrame, area: Chart, index: int, part: str) -> Curve:
    run = frame.runs[index]
    values = run.values(part, frame.settings.metric)
    known = np.flatnonzero(np.isfinite(values))
    with np.errstate(all="ignore"):
        u, v = area.dots_of(known.astype(np.float64), np.minimum(values[known], area.y.high))
    # A value below the window, or a loss of 0, has no place on the axis.
    v = np.clip(np.nan_to_num(v, nan=OUTSIDE), -OUTSIDE, OUTSIDE)
    dotted = part == "train" and len(frame.parts) > 1
    jumps = not dotted and is_too_fast(u, v)
    return Curve(index, run, u, v, band_of(u, v) if jumps else None, dotted)


def _draw_line(area: Chart, curve: Curve) -> None:
    colour = series(curve.run.tone)
    if not len(curve.u):
        return  # it has just been added
    u, v = (curve.u, curve.v) if curve.band is None else (curve.band.u, curve.band.middle)
    step = MARK_EVERY * DOTS_PER_COLUMN
    if curve.dotted:
        # Dots a fixed number of columns apart, whatever the number of epochs.
        at = np.arange(0.0, u[-1] + 1, DOTS_PER_COLUMN)
        _put(area, at, np.interp(at, u, v), "", colour)
        return
    area.stroke(u, v, colour)
    at = np.arange((curve.run.tone % 4 + 1) * step / 4, u[-1], step)
    _put(area, at, np.interp(at, u, v), mark(curve.run.tone), colour)


def _put(area: Chart, u: Array, v: Array, character: str, ink: Ink) -> None:
    """Put a character, or a dot where it is empty, at dot coordinates; nothing outside the box."""
    rows, columns = (np.floor(values + 0.5).astype(np.int64) for values in (v, u))
    inside = (rows >= 0) & (rows < DOTS_PER_ROW * area.box.height)
    rows, columns = rows[inside] + DOTS_PER_ROW * area.box.row, columns[inside] + DOTS_PER_COLUMN * area.box.column
    if character:
        area.canvas.marks(rows // DOTS_PER_ROW, columns // DOTS_PER_COLUMN, character, ink)
    else:
        area.canvas.dots(rows, columns, ink)


def _draw_ends(area: Chart, called: tuple[str, ...], curves: list[Curve], others: list[Name]) -> None:
    """Each curve's mark where it ends, or a cross where it has diverged, and its name beside that; and other names."""
    names, box = [], area.box
    for curve in curves:
        run, colour = curve.run, series(curve.run.tone)
        if not len(curve.u) or not -0.5 <= curve.v[-1] < DOTS_PER_ROW * box.height:
            continue
        row, column = (math.floor(float(dots[-1]) + 0.5) for dots in (curve.v, curve.u))
        row, column = row // DOTS_PER_ROW + box.row, column // DOTS_PER_COLUMN + box.column
        text = f"{mark(run.tone)} {called[curve.row]}"
        gone = run.diverged_at is not None
        area.canvas.write(row, column, GONE if gone else mark(run.tone), colour)
        said = f"{text} at {run.diverged_at}" if gone else text
        names.append(Name(said, row, column, colour, float(curve.v[-1])))
    # The selected one is drawn last, and matters most; the best comes next.
    room = Box(box.row, box.column, box.height, area.canvas.width - box.column)
    write_names(area.canvas, room, names[::-1] + others)


def _vertical_axis(frame: NetworkFrame) -> Axis:
    """An axis that holds all runs in round steps; losses are on a log scale, up to a few times the first."""
    curves = [run.values(part, frame.settings.metric) for run in frame.runs for part in frame.parts]
    curves = [curve[np.isfinite(curve)] for curve in curves]
    rising = frame.settings.metric in RISING
    first = max((float(curve[0]) for curve in curves if len(curve) and curve[0] > 0), default=LARGEST)
    values = np.concatenate([_newest(curve, rising) for curve in curves] if frame.settings.follow else curves)
    if not rising:
        return _loss_axis(values, min(CLIP * first, LARGEST))
    if frame.settings.follow and len(values):
        return _axis_around(float(values.min()), float(values.max()))
    low = math.floor(float(values.min()) * 10 - 1e-9) / 10 if len(values) else 0.0
    return Axis(max(min(low, 0.9), 0.0), 1.0)


def _loss_axis(losses: Array, most: float) -> Axis:
    """A log axis from the least to the greatest loss, rounded outwards by less than a third; up to ``most``."""
    positive = losses[losses > 0]
    if not len(positive):
        return Axis(0.1, 1.0, Scale.LOG)
    low, high = float(positive.min()), min(float(positive.max()), most)
    low = max(10 ** (math.floor(math.log10(low) * 8 - 1e-9) / 8), SMALLEST)
    high = 10 ** (math.ceil(math.log10(max(high, SMALLEST)) * 8 + 1e-9) / 8)
    return Axis(low, min(max(high, low * 2), max(most, low * 2)), Scale.LOG)


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
    part = frame.judged_part
    measured = [run.at(part, frame.settings.metric, frame.epoch) for run in frame.runs]
    told = numbers.known if frame.settings.shows_sharpness else share
    marked = (f"{mark(run.tone)}{told(value)}" for run, value in zip(frame.runs, measured, strict=True))
    return f"epoch {frame.epoch}: {' '.join(marked)}"


CURVES = Panel("curves", _draw, _title, _caption)
