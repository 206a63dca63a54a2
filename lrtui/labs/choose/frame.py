"""What the lab that chooses a rate shows at one moment: of the procedure, or of the range test."""

from dataclasses import dataclass

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import Dataset
from lrtui.core.selection import Pass, Scout, Verdict
from lrtui.core.suggestions import Suggestion
from lrtui.labs.choose.settings import RULES, ChooseSettings

GUESSED_ERROR = 0.3
"""The error a row at which a threshold stops a pass: a guess, which is what speaks against thresholds."""


@dataclass(frozen=True)
class _Frame:
    """What the frames of both methods have; arrays are never written to again.

    The parts are training, hold-out and test rows. ``going`` is "playing" where the method goes on by itself, "working"
    on the way to the end of a stage, or empty.
    """

    settings: ChooseSettings
    parts: tuple[Dataset, ...]
    finished: bool
    going: str


@dataclass(frozen=True)
class ProcedureFrame(_Frame):
    """The procedure: the scout, the passes so far (the last may be going on), and at the end the verdict, if any."""

    scout: Scout
    passes: tuple[Pass, ...]
    verdict: Verdict | None

    @property
    def stage(self) -> str:
        """Scout, shrink or verdict."""
        if self.finished:
            return "verdict"
        return "shrink" if self.passes else "scout"

    @property
    def epoch(self) -> int:
        """The epoch of the scout or of the pass under way; at the end, the best epoch of the chosen pass."""
        if self.verdict is not None:
            return self.verdict.epoch
        return self.passes[-1].epochs_run if self.passes else self.scout.epoch

    @property
    def threshold(self) -> float:
        """The total sum squared error at which a pass would be stopped by a threshold."""
        given = self.settings.sse_threshold
        return GUESSED_ERROR * len(self.parts[0]) if given is None else given

    @property
    def where(self) -> str:
        """The stage and its epoch, in the words of the header."""
        if self.finished and self.verdict is None:
            return "no verdict"
        stage = f"pass {len(self.passes)}" if self.stage == "shrink" else self.stage
        return f"{stage}, epoch {self.epoch:,}"

    @property
    def rows(self) -> int:
        """The rows of the table, one a pass."""
        return len(self.passes)

    @property
    def current_row(self) -> int:
        """The row of the chosen pass, or until there is one of the last."""
        return self.verdict.index if self.verdict is not None else max(len(self.passes) - 1, 0)


@dataclass(frozen=True)
class Curve:
    """The losses of one run of the range test by iteration, both ``(iterations,)``, and whether it goes on."""

    losses: Array
    smoothed: Array
    running: bool


@dataclass(frozen=True)
class RangeFrame(_Frame):
    """The range test; the test rows take no part.

    Attributes:
        learning_rates: one an iteration, ``(n,)``.
        seeds: one a run.
        curves: one a run, as far as ``iteration``.
        iteration: how many batches there have been.
        suggestions: at the end, what each rule says; empty until then.
        doubt: at the end, why that is not to be relied on; None where it is.
    """

    learning_rates: Array
    seeds: tuple[int, ...]
    curves: tuple[Curve, ...]
    iteration: int
    suggestions: dict[str, Suggestion]
    doubt: str | None

    @property
    def where(self) -> str:
        """The batch, in the words of the header."""
        return f"batch {self.iteration:,}"

    @property
    def rows(self) -> int:
        """The rows of the table, one a rule."""
        return len(RULES)

    @property
    def current_row(self) -> int:
        """The row of the selected rule."""
        return list(RULES).index(self.settings.rule)

    @property
    def median(self) -> Array:
        """The middle of the smoothed losses of the runs that got so far, ``(iterations,)``."""
        longest = max((len(curve.smoothed) for curve in self.curves), default=0)
        padded = np.full((len(self.curves), longest), np.nan)
        for row, curve in zip(padded, self.curves, strict=True):
            row[: len(curve.smoothed)] = curve.smoothed
        return np.asarray(np.nanmedian(padded, axis=0)) if longest else np.empty(0)


ChooseFrame = ProcedureFrame | RangeFrame
