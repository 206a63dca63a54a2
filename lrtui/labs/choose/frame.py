"""What the lab that chooses a rate shows at one moment: all that is known by then of each rate, by either method."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.core.data import Dataset
from lrtui.core.selection import Pass, Scout
from lrtui.core.suggestions import Suggestion
from lrtui.core.trials import Trial
from lrtui.core.verdict import Verdict, as_good, best_of
from lrtui.labs.choose.settings import RULES, ChooseSettings

GUESSED_ERROR = 0.3
"""The error a row at which a threshold stops a pass: a guess, which is what speaks against thresholds."""


NEIGHBOUR = 3.0
"""The factor from the middle of the band to the rates beside it that Network is opened with."""


@dataclass(frozen=True)
class Curve:
    """The losses of one run of the range test by iteration, both ``(iterations,)``, and whether it goes on."""

    losses: Array
    smoothed: Array
    running: bool


@dataclass(frozen=True)
class Rule:
    """What one rule of the range test comes to.

    Attributes:
        found: what it says of each seed.
        trial: how its median did when it was trained; None where it was not.
        objection: why it is not to be relied on; None where it is, and before it was tried.
    """

    found: Suggestion
    trial: Trial | None
    objection: str | None

    @property
    def reliable(self) -> bool:
        """Whether it was tried, and nothing speaks against it."""
        return self.trial is not None and self.objection is None


@dataclass(frozen=True)
class Sweep:
    """The range test as far as it is shown.

    Attributes:
        learning_rates: one an iteration, ``(n,)``.
        curves: one a seed, as far as ``iteration``.
        iteration: how many batches there have been.
        rules: at the end of the runs, what each rule says; empty until then.
        doubt: at the end, why no rate can be read off at all; None where one can.
    """

    learning_rates: Array
    curves: tuple[Curve, ...]
    iteration: int
    rules: dict[str, Rule]
    doubt: str | None

    @property
    def median(self) -> Array:
        """The middle of the smoothed losses of the runs that got so far, ``(iterations,)``."""
        longest = max((len(curve.smoothed) for curve in self.curves), default=0)
        padded = np.full((len(self.curves), longest), np.nan)
        for row, curve in zip(padded, self.curves, strict=True):
            row[: len(curve.smoothed)] = curve.smoothed
        return np.asarray(np.nanmedian(padded, axis=0)) if longest else np.empty(0)


def compared(verdict: Verdict) -> tuple[float, ...]:
    """The rates that Network is opened with, falling, each once: the one to start with, the band's middle, ⅓ and × 3.

    They are rounded as they are shown, which is what a person would write down.
    """
    middle = math.sqrt(verdict.low) * math.sqrt(verdict.high)
    rates = (verdict.learning_rate, middle * NEIGHBOUR, middle, middle / NEIGHBOUR)
    return tuple(sorted({shown(rate) for rate in rates}, reverse=True))


def shown(rate: float) -> float:
    """A rate as it reads."""
    return float(numbers.rate(rate))


@dataclass(frozen=True)
class ChooseFrame:
    """The scout, the passes so far, the range test so far, and what they come to; arrays are never written to again.

    Attributes:
        settings: what the lab is set to; its method says what is being watched, and the rest is what is known besides.
        parts: training, hold-out and test rows of the first seed.
        seeds: of the networks.
        finished: whether the method has come to its end.
        going: "playing" where it goes on by itself, "working" on the way to where a key has sent it, or empty.
        scout: the collection that rules out.
        passes: the passes so far, with falling rates; some may be going on.
        verdict: the procedure's verdict, once there is one.
        sweep: the range test.
    """

    settings: ChooseSettings
    parts: tuple[Dataset, ...]
    seeds: tuple[int, ...]
    finished: bool
    going: str
    scout: Scout
    passes: tuple[Pass, ...]
    verdict: Verdict | None
    sweep: Sweep

    @property
    def sweeping(self) -> bool:
        """Whether it is the range test that is watched."""
        return self.settings.method == "range"

    @property
    def stage(self) -> str:
        """Scout, passes or verdict; or sweep, trials or verdict."""
        if self.finished:
            return "verdict"
        if self.sweeping:
            return "trials" if self.sweep.rules else "sweep"
        return "passes" if self.passes else "scout"

    @property
    def epoch(self) -> int:
        """The epoch of the scout or of the passes under way; at the end, the best epoch of the pass to start with."""
        if self.finished and self.verdict is not None:
            return self.verdict.epoch
        return max((tried.epochs_run for tried in self.passes), default=self.scout.epoch)

    @property
    def threshold(self) -> float:
        """The total sum squared error at which a pass would be stopped by a threshold."""
        given = self.settings.sse_threshold
        return GUESSED_ERROR * len(self.parts[0]) if given is None else given

    @property
    def where(self) -> str:
        """The stage and its epoch or batch, in the words of the header."""
        if self.sweeping:
            return {"sweep": f"batch {self.sweep.iteration:,}"}.get(self.stage, self.stage)
        if self.finished and self.verdict is None:
            return "no verdict"
        return f"{self.stage}, epoch {self.epoch:,}"

    @property
    def band(self) -> range:
        """The passes that are as good as the best so far; empty where there is no pass."""
        return as_good(self.passes) if self.passes else range(0)

    @property
    def start(self) -> float | None:
        """The rate that matters most by now: the selected rule's, the verdict's, the best, the fastest; or none yet."""
        rule = self.sweep.rules.get(self.settings.rule)
        if self.sweeping and rule is not None and rule.found.median is not None:
            return rule.found.median
        if self.verdict is not None:
            return self.verdict.learning_rate
        if self.passes:
            return self.passes[best_of(self.passes)].learning_rate
        fastest = self.scout.fastest
        return None if fastest is None else self.scout.learning_rates[fastest]

    @property
    def rate(self) -> float | None:
        """The rate that is read out."""
        return self.start if self.settings.selected is None else self.settings.selected

    @property
    def rates(self) -> tuple[float, ...]:
        """All rates of which something is known, rising: the scout's, the passes' and what the rules suggest."""
        suggested = [rule.found.median for rule in self.sweep.rules.values()]
        known = {*self.scout.learning_rates, *(tried.learning_rate for tried in self.passes)}
        return tuple(sorted(known | {rate for rate in suggested if rate is not None}))

    @property
    def rows(self) -> int:
        """The rows of the table: one a pass, or one a rule."""
        return len(RULES) if self.sweeping else len(self.passes)

    @property
    def current_row(self) -> int:
        """The row of the selected rule; or of the pass whose rate is read out, or of the nearest."""
        if self.sweeping:
            return list(RULES).index(self.settings.rule)
        if not self.passes or self.rate is None:
            return 0
        distances = [abs(np.log(tried.learning_rate / self.rate)) for tried in self.passes]
        return int(np.argmin(distances))
