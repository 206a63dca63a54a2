"""Pinned runs: what tells each from the others, and all runs as a table."""

from __future__ import annotations

from dataclasses import dataclass

from lrtui import numbers
from lrtui.core.descent import Ending
from lrtui.core.stability import Regime
from lrtui.labs.descent.frame import DescentFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink

MARKS = "◆△□◇"
"""In the order of the pins. No ○, which is x₀, and no ▲ ■ ▼, which are verdicts."""

INKS = (Ink.SERIES_2, Ink.SERIES_3, Ink.SERIES_6, Ink.SERIES_5)
"""Of the series' colours, those that are neither the curve's nor the current run's."""

REGIME_WORDS = {
    Regime.MONOTONE_DIVERGENCE: "climbs",
    Regime.FROZEN: "frozen",
    Regime.MONOTONE_CONVERGENCE: "slow",
    Regime.ONE_STEP: "one step",
    Regime.OSCILLATING_CONVERGENCE: "zigzag",
    Regime.TWO_CYCLE: "two-cycle",
    Regime.OSCILLATING_DIVERGENCE: "diverges",
}

WIDE = 38
"""Columns in which the regime and how a run has ended stand side by side."""


@dataclass(frozen=True)
class _Row:
    mark: str
    ink: Ink
    rate: float
    regime: Regime
    size: float
    ending: Ending | None


def _rows(frame: DescentFrame) -> list[_Row]:
    """The current run, and then the pinned ones."""
    marks, inks = "●" + MARKS, (Ink.CURRENT, *INKS)
    return [
        _Row(mark, ink, run.learning_rate, run.regime, abs(run.x), run.ending)
        for mark, ink, run in zip(marks, inks, frame.runs, strict=False)
    ]


def draw_runs(frame: DescentFrame, canvas: Canvas, row: int, *, room: int) -> int:
    """A line for each run from ``row`` on, under a heading where ``room`` lines hold it too; the row after them.

    Where it is narrow, how a run has ended stands in place of its regime.
    """
    runs, wide = _rows(frame), canvas.width >= WIDE
    left, rate_width = (1, 7) if wide else (0, 6)
    regime, size, state = left + rate_width + 3, canvas.width - (17 if wide else 7), canvas.width - 9
    if room > len(runs):
        rate = regime - 1 - len(canvas.encode("η"))
        headings = [(rate, "η"), (regime, "regime"), (size + 4, "|x|"), *([(state, "state")] if wide else [])]
        for column, text in headings:
            canvas.write(row, column, text, Ink.MUTED)
        row += 1
    for run in runs:
        ink = Ink.TITLE if run is runs[0] else Ink.TEXT
        word, ending = REGIME_WORDS[run.regime], run.ending.value if run.ending else ""
        canvas.write(row, left, run.mark, run.ink)
        canvas.write(row, left + 2, rate_text(run.rate, rate_width).rjust(rate_width), ink)
        canvas.write(row, regime, word if wide else ending or word, ink)
        canvas.write(row, size, numbers.fixed(run.size, 7).rjust(7), ink)
        if wide:
            canvas.write(row, state, ending, ink)
        row += 1
    return row


def rate_text(value: float, width: int = 40) -> str:
    """η with three decimals, as many as its keys change; more where it has more, and there is room for them."""
    text = f"{value:.3f}" if abs(value) < 1e6 else ""
    text = text if text and float(text) == value else numbers.exact(value)
    return text if len(text) <= width else numbers.compact(value, width, most=width)
