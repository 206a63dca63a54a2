"""The learning-rate axis with its regimes: as a ruler, and under the growth factor |1 − η·f''| of a minimum, a V."""

import math

import numpy as np

from lrtui import numbers
from lrtui.core.quadratic import Quadratic
from lrtui.core.stability import Regime, Stability
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.pins import INKS, MARKS, REGIMES
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.settings import LENGTH
from lrtui.plot.axes import Axis, Scale, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart, tick_label
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel, note

LINEAR_WINDOW = (-0.15, 1.6)
"""The usual window, in critical rates."""

LINEAR_REACH = 4.0
"""Rates up to this many critical rates get a linear axis, larger ones a symmetric-log axis."""


NO_FACTOR = "no curvature, no factor"


def rate_axis(frame: DescentFrame, stability: Stability) -> Axis:
    """The usual window, or a wider one where η or a pinned rate lies outside of it.

    A pinned one only as far as ``LINEAR_REACH``: beyond, it would take the room for all others.
    """
    critical, rate = stability.critical_learning_rate, frame.run.update_rate
    if frame.run.recipe.schedule != "constant":
        rate = min(_highest(frame), LINEAR_REACH * critical)
    if abs(rate / critical) > LINEAR_REACH:
        reach = round_up(abs(rate))
        low, high = (-reach, LINEAR_WINDOW[1] * critical) if rate < 0 else (LINEAR_WINDOW[0] * critical, reach)
        return Axis(min(low, -critical), max(high, 2 * critical), Scale.SYMLOG, threshold=critical)
    rivals = [rival.learning_rate / critical for rival in frame.rivals]
    shown = [rate / critical, *(relative for relative in rivals if abs(relative) <= LINEAR_REACH)]
    low, high = LINEAR_WINDOW
    if min(shown) < low:
        low = -round_up(-min(shown))
    if max(shown) > high:
        high = round_up(max(shown))
    return Axis(low * critical, high * critical)


def _highest(frame: DescentFrame) -> float:
    """The highest rate that the schedule of the run in hand has in its first steps: so the window stands."""
    rates = frame.run.recipe.rates(np.arange(float(LENGTH)), LENGTH)
    return float(rates.max(where=np.isfinite(rates), initial=0.0))


def rate_labels(stability: Stability) -> dict[float, str]:
    """The rates at which the regime changes, as labels."""
    best, critical = stability.best_learning_rate, stability.critical_learning_rate
    return {0.0: "0", best: "½" if best == 0.5 else tick_label(best), critical: tick_label(critical)}


def chart(frame: DescentFrame, canvas: Canvas, stability: Stability) -> Chart:
    """Where the V lies on the canvas, and its axes: also what a click on it is read with."""
    axis = rate_axis(frame, stability)
    linear = axis.scale is Scale.LINEAR
    gutter = 4 if linear else 7
    box = Box(0, gutter, max(canvas.height - 1, 1), max(canvas.width - gutter, 1))
    edges = stability.growth_factors(np.array([axis.low, axis.high]))
    top = min(float(edges.max()), 1e308)
    return Chart(canvas, box, axis, Axis(0, top) if linear else Axis(0, top, Scale.SYMLOG))


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """The V: it touches 0 at 1/f'' and crosses 1 at 2/f''; with momentum it is flat at √β around its best rate.

    The marks are at η of the next update and at the pinned rates, each at the factor that its own recipe has.
    """
    stability = frame.run.at_once
    if stability is None:
        note(canvas, NO_FACTOR)
        return
    area = chart(frame, canvas, stability)
    axis, box = area.x, area.box
    area.horizontal(1.0, every=2)
    rates = np.append(axis.values(np.linspace(0, 1, 2 * box.width)), stability.best_learning_rates)
    rates.sort()
    growth = stability.growth_factors(rates)
    inks = [REGIMES[regime].ink for regime in stability.regimes(rates[:-1] / 2 + rates[1:] / 2)]
    for ink in dict.fromkeys(inks):
        part = np.array([other is ink for other in inks])
        area.segments(rates[:-1][part], growth[:-1][part], rates[1:][part], growth[1:][part], ink)
    rivals = zip(frame.rivals, MARKS, INKS, strict=False)
    for run, mark, ink in (*rivals, (frame.run, "●", Ink.CURRENT)):
        if run.at_once is not None:
            at = np.array([run.update_rate])
            area.marks(at, run.at_once.growth_factors(at), mark, ink, beside=1.0)
    area.y_ticks(3)
    area.x_ticks(0, labels=rate_labels(stability))


def pointed(frame: DescentFrame, canvas: Canvas, column: int, _: int) -> Action | None:
    """What a click asks for: η there."""
    stability = frame.run.at_once
    if stability is None or frame.run.recipe.schedule != "constant":
        return None
    rate = chart(frame, canvas, stability).x_at(column)
    return None if rate is None else set_rate(stability, rate)


def set_rate(stability: Stability, rate: float) -> Action:
    """Set η to a place on an axis, in hundredths of the critical rate: a click does not mean more."""
    unit = 10.0 ** (math.floor(math.log10(stability.critical_learning_rate)) - 2)
    return Action("set", "learning_rate", float(f"{round(rate / unit) * unit:.12g}"))


def caption(frame: DescentFrame) -> str:
    """The factors at the pinned rates where nothing plays; that at η is the large number."""
    if frame.playing:
        return ""
    rivals = zip(frame.rivals, MARKS, strict=False)
    return " ".join(f"{mark}{_factor(run.at_once.growth_factor)}" for run, mark in rivals if run.at_once is not None)


def _factor(value: float) -> str:
    """A factor in three digits; in more where three would read as 0 or 1, and it is neither."""
    text = numbers.rate(value)
    return text if text not in ("0", "1") or float(text) == value else numbers.factor(value)


_RULER_WORDS: tuple[tuple[Regime, str], ...] = (
    (Regime.MONOTONE_DIVERGENCE, "climbs"),
    (Regime.MONOTONE_CONVERGENCE, "slow"),
    (Regime.OSCILLATING_CONVERGENCE, "zigzag"),
    (Regime.OSCILLATING_DIVERGENCE, "diverge"),
)


_WITH_MOMENTUM = tuple((regime, word.replace("zigzag", "swings")) for regime, word in _RULER_WORDS)


def ruler(frame: DescentFrame, canvas: Canvas, row: int, stability: Stability) -> Chart:
    """Where the ruler's axis lies on the canvas."""
    return Chart(canvas, Box(row - 1, 1, 1, canvas.width - 2), rate_axis(frame, stability), Axis(0, 1))


def draw_ruler(frame: DescentFrame, canvas: Canvas, row: int, stability: Stability) -> None:
    """Two rows: the labels with a ▼ at η, and the axis with its regimes in words where there is room."""
    area, labels = ruler(frame, canvas, row, stability), rate_labels(stability)
    column, width = area.box.column, area.box.width
    area.x_ticks(0, labels=labels)
    edges = [area.column_of(rate) for rate in labels]
    zero, best, critical = (column if edge is None else edge for edge in edges)
    words, swings = _RULER_WORDS, best
    if stability.beta:
        words, swings = _WITH_MOMENTUM, area.column_of(stability.swinging_rate) or column
    if not isinstance(frame.objective, Quadratic):  # beyond the limit a run leaves the minimum, and may stay elsewhere
        words = (*words[:-1], (Regime.OSCILLATING_DIVERGENCE, "repels"))
    bounds = (column, zero, swings, critical, column + width)
    for (regime, word), start, stop in zip(words, bounds, bounds[1:], strict=False):
        inner = max(stop - start - 1, 0)
        text = word.center(inner, "─") if len(word) <= inner else "─" * inner
        canvas.write(row + 1, start, "├" if start == column else "┼", Ink.MUTED)
        canvas.write(row + 1, start + 1, text, REGIMES[regime].ink)
    canvas.write(row + 1, column + width - 1, "▶", Ink.GROWS)
    cursor = area.column_of(min(frame.run.update_rate, area.x.high))
    taken = zero + 1
    for (text, word), at, stop in zip(_names(labels), (best, critical), (critical, column + width), strict=True):
        label = at - len(text) // 2
        if label <= taken:
            continue  # this label has no room
        taken = start = label + len(text) + 1
        # No word where the cursor stands in it, or where the next label needs the room.
        if start + len(word) < stop - len(text) // 2 and not (cursor and at < cursor <= start + len(word)):
            taken = canvas.write(row, start, word, Ink.MUTED)
    if cursor is not None:
        canvas.write(row, cursor, "▼", Ink.CURRENT)


def _names(labels: dict[float, str]) -> tuple[tuple[str, str], ...]:
    """The labels of the best and of the critical rate, and what a person calls these."""
    _, best, critical = labels.values()
    return (best, "best"), (critical, "limit")


def _depends(frame: DescentFrame) -> tuple[object, ...]:
    run = frame.run
    return (run.at_once, run.recipe.schedule, *((rival.update_rate, rival.at_once) for rival in frame.rivals))


def _title(frame: DescentFrame) -> str:
    stability = frame.run.at_once
    if stability is None or isinstance(frame.objective, Quadratic):
        beta = f", β = {numbers.brief(stability.beta)}" if stability and stability.beta else ""
        return f"growth factor by η{beta}"
    return f"factor by η at x = {numbers.brief(stability.minimum)}"


GROWTH = Panel("growth", _draw, _title, caption, _depends)
