"""The passes by epoch: the best hold-out accuracy so far as a staircase, over the dots of what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from lrtui import numbers
from lrtui.core.selection import Pass, Stop
from lrtui.labs.choose.figures.rates import rule_index
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.plot.axes import Axis, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Chart
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel, note

SHORTEST = 20
"""The fewest epochs that the axis shows."""

SPAN = 0.15
"""How much of the accuracy below the best is shown: where the passes differ."""

NAME = 9
"""Columns at the right for the name of each curve."""

NAMED_FROM = 42
"""Columns from which on there is room for them."""

STOP, DIVERGED, THRESHOLD = "|", "×", "T"


def _shown(frame: ChooseFrame) -> Iterator[tuple[Pass, int]]:
    """The passes and the trained suggestions, each with the index of its mark and colour."""
    if not frame.sweeping:
        yield from ((tried, index) for index, tried in enumerate(frame.passes))
        return
    if frame.verdict is not None:
        yield frame.passes[frame.verdict.index], frame.verdict.index
    for name, rule in frame.sweep.rules.items():
        if rule.trial is not None:
            yield rule.trial.tried, rule_index(name)


def _draw(frame: ChooseFrame, canvas: Canvas) -> None:
    shown = list(_shown(frame))
    if not shown:
        waiting = "after the runs" if frame.sweeping else "after the scout"
        note(canvas, "no rate is left" if frame.finished else waiting)
        return
    longest = max(tried.epochs_run for tried, _ in shown)
    x = Axis(0, round_up(max(longest, SHORTEST), (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8)))
    top = min(math.ceil(max(tried.best_accuracy for tried, _ in shown) * 20 + 0.2) / 20, 1.0)
    named = canvas.width >= NAMED_FROM
    y = Axis(max(math.floor((top - SPAN) * 20 + 1e-9) / 20, 0.0), top)
    area = Chart.on(canvas, x, y, right=1 + NAME if named else 1)
    for tried, _ in shown:
        area.dotted(tried.epochs_seen.astype(float), tried.holdout_accuracy, Ink.PAST)
    for tried, index in shown:
        _draw_staircase(area, tried, index)
    for tried, index in shown:
        _draw_marks(area, tried, index, None if frame.sweeping else tried.threshold_epoch(frame.threshold))
    if named:
        _name_ends(area, shown)
    _draw_legend(frame, area)
    area.ticks()


def _draw_staircase(area: Chart, tried: Pass, index: int) -> None:
    epochs, best = tried.epochs_seen.astype(float), tried.best_so_far
    x, y = np.repeat(epochs, 2)[1:], np.repeat(best, 2)[:-1]
    area.line(x, y, series(index))


def _draw_marks(area: Chart, tried: Pass, index: int, reached: int | None) -> None:
    ink, best = series(index), tried.best_so_far
    if reached is not None:
        area.points(np.array([float(reached)]), np.interp([reached], tried.epochs_seen, best), THRESHOLD, ink)
    end = np.array([float(tried.epochs_run)])
    if tried.stopped is not None:
        area.points(end, best[-1:], DIVERGED if tried.stopped is Stop.DIVERGED else STOP, ink)
    area.points(np.array([float(tried.best_epoch)]), np.array([tried.best_accuracy]), mark(index), ink)


def _name_ends(area: Chart, shown: list[tuple[Pass, int]]) -> None:
    """The mark and the rate of each at the right, as near the height of its end as there is room, best first."""
    taken: set[int] = set()
    for tried, index in sorted(shown, key=lambda one: -one[0].best_accuracy):
        cell = area.cell_of(area.x.low, max(tried.best_accuracy, area.y.low))
        here = cell[0] if cell else area.box.height - 1
        rows = (*range(here, area.box.height), *range(here - 1, -1, -1))
        row = next((row for row in rows if row not in taken), None)
        if row is not None:
            taken.add(row)
            name = f"{mark(index)} {numbers.compact(tried.learning_rate, NAME - 3)}"
            area.canvas.write(row, area.box.column + area.box.width + 1, name, series(index))


def _draw_legend(frame: ChooseFrame, area: Chart) -> None:
    waited = frame.settings.patience * int(frame.passes[0].epochs_seen[1:2].max(initial=1)) if frame.passes else 0
    guess = f"{THRESHOLD} error ≤ {frame.threshold:.4g}"
    for text in (f"{STOP} stop after {waited} epochs without a better score  {guess}", f"{STOP} stop  {guess}", ""):
        legend = area.canvas.encode("" if frame.sweeping else text)
        if len(legend) <= area.box.width:
            row, column = area.box.height - 1, area.box.column + area.box.width - len(legend)
            area.canvas.write(row, column, legend, Ink.MUTED)
            return


def _caption(frame: ChooseFrame) -> str:
    """The best accuracy so far of each pass."""
    values = [f"{mark(index)}{numbers.share(tried.best_accuracy)}" for tried, index in _shown(frame)]
    return f"best {' '.join(values)}" if values and not frame.going else ""


def _title(frame: ChooseFrame) -> str:
    return "trained: accuracy by epoch" if frame.sweeping else "passes: accuracy by epoch"


PASSES = Panel("passes", _draw, _title, _caption)
