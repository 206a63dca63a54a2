"""Pinned runs: what tells each from the others, and all runs as a table."""

from typing import NamedTuple

from lrtui import numbers
from lrtui.core.orbits import Kind
from lrtui.core.stability import Regime
from lrtui.labs.descent.frame import DescentFrame, Run
from lrtui.labs.naming import names_of, shortened
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink

MARKS = "◆△□◇"
"""The marks of the pinned runs, in their order. No ○, which is x₀, and no ▲ ■ ▼, which are verdicts."""

INKS = (Ink.SERIES_2, Ink.SERIES_3, Ink.SERIES_6, Ink.SERIES_5)
"""The colours of the pinned runs: those of the series that neither the curve nor the current run has."""

WIDE = 38
"""Columns in which the regime and how a run has ended stand side by side."""


class _Shown(NamedTuple):
    """How a regime is shown: its word in a table, and its ink on the axis of rates."""

    word: str
    ink: Ink


REGIMES = {
    Regime.MONOTONE_DIVERGENCE: _Shown("climbs", Ink.GROWS),
    Regime.FROZEN: _Shown("frozen", Ink.HOLDS),
    Regime.MONOTONE_CONVERGENCE: _Shown("slow", Ink.SHRINKS),
    Regime.ONE_STEP: _Shown("one step", Ink.SHRINKS),
    Regime.OSCILLATING_CONVERGENCE: _Shown("zigzag", Ink.ZIGZAG),
    Regime.TWO_CYCLE: _Shown("two-cycle", Ink.HOLDS),
    Regime.OSCILLATING_DIVERGENCE: _Shown("diverges", Ink.GROWS),
}


SHORT = {
    "too early": "early",
    "converged": "there",
    "overflow": "blown",
    "two-cycle": "2-cycle",
    "one step": "1 step",
    "diverges": "grows",
}
"""The words where names of recipes need the room."""

MOMENTUM = {Regime.OSCILLATING_CONVERGENCE: "swings", Regime.OSCILLATING_DIVERGENCE: "repels"}
"""What momentum does near a minimum, where the word is another."""

WORDS = {
    Kind.CONVERGED: _Shown("converged", Ink.SHRINKS),
    Kind.CHAOTIC: _Shown("chaos", Ink.HOLDS),
    Kind.OVERFLOW: _Shown("overflow", Ink.GROWS),
    Kind.FROZEN: _Shown("frozen", Ink.HOLDS),
    Kind.UNDECIDED: _Shown("too early", Ink.TEXT),
}
"""How what a run has come to is shown; a cycle is shown by its period."""


def shown(run: Run) -> _Shown:
    """How a run is shown: by its regime on a quadratic, and else by what it has come to, in the ink of its regime."""
    ink = Ink.TEXT if run.regime is None else REGIMES[run.regime].ink
    if run.outcome is None:
        return REGIMES[run.regime] if run.regime else _Shown("", ink)
    if run.regime is not None and run.outcome.kind is Kind.UNDECIDED and not run.is_plain:
        if run.is_noisy and ink is not Ink.GROWS:
            return _Shown("noisy", ink)
        return _Shown(MOMENTUM.get(run.regime, REGIMES[run.regime].word), ink)
    if run.outcome.kind is Kind.CYCLE:
        return _Shown(f"{run.outcome.period}-cycle", ink)
    return WORDS[run.outcome.kind]._replace(ink=ink)


def draw_runs(frame: DescentFrame, canvas: Canvas, row: int, *, room: int) -> int:
    """A line for each run from ``row`` on, under a heading where ``room`` lines hold it too; the row after them.

    Where it is narrow, how a run has ended stands in place of its regime.
    """
    wide = canvas.width >= WIDE
    left, rate_width = (1, 7) if wide else (0, 6)
    names = _names(frame, 10 if wide else 9)
    if names:
        rate_width = max(map(len, names))
    regime, size, state = left + rate_width + 3, canvas.width - (17 if wide else 7), canvas.width - 9
    if room > len(frame.runs):
        rate = regime - 1 - len(canvas.encode("η"))
        way = "|x|" if frame.parabola or frame.run.distance is None else "way"
        headings = [
            (rate, "η") if not names else (left + 2, "run"),
            (regime, "regime"),
            (size + 4, way),
            *([(state, "state")] if wide else []),
        ]
        for column, text in headings:
            canvas.write(row, column, text, Ink.MUTED)
        row += 1
    for index, (run, mark, mark_ink) in enumerate(zip(frame.runs, "●" + MARKS, (Ink.CURRENT, *INKS), strict=False)):
        ink = Ink.TITLE if run is frame.run else Ink.TEXT
        word, ending = shown(run).word, str(run.ending or "")
        if names:
            word, ending = SHORT.get(word, word), ending if wide else SHORT.get(ending, ending)
        distance = abs(run.x) if run.distance is None else run.distance
        canvas.write(row, left, mark, mark_ink)
        name = names[index] if names else rate_text(run.learning_rate, rate_width).rjust(rate_width)
        canvas.write(row, left + 2, name, ink)
        canvas.write(row, regime, word if wide else ending or word, ink)
        canvas.write(row, size, numbers.fixed(distance, 7).rjust(7), ink)
        if wide:
            canvas.write(row, state, ending, ink)
        row += 1
    return row


def _names(frame: DescentFrame, width: int) -> tuple[str, ...]:
    """What the runs are called by what differs between their recipes; nothing where only their rates do."""
    recipes = [run.recipe for run in frame.runs]
    if len({recipe._replace(learning_rate=1.0) for recipe in recipes}) == 1:
        return ()
    return shortened(names_of(recipes), width)


def rate_text(value: float, width: int = 40) -> str:
    """η with three decimals, as many as its keys change; more where it has more, and there is room for them."""
    text = f"{value:.3f}" if abs(value) < 1e6 else ""
    text = text if text and float(text) == value else numbers.exact(value)
    return text if len(text) <= width else numbers.compact(value, width, most=width)
