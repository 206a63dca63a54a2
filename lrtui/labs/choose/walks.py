"""The procedure and the range test as walks: moments one after another, each of which can be shown again.

Moment 0 is before any training, the last one is the verdict, and ``newest`` is the latest one that has been reached.
``step`` works a little towards the next. ``stage_ends`` are the last moments of the stages that are over. At ``stops``
there is something to look at, and what plays is held up there.
"""

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from lrtui.core.data import Dataset
from lrtui.core.lr_range import RangeTest
from lrtui.core.procedure import Procedure
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Pass, Verdict, rates_between, verdict
from lrtui.core.suggestions import Suggestion, doubt, suggestions
from lrtui.labs.choose.frame import Curve, ProcedureFrame, RangeFrame
from lrtui.labs.choose.settings import ChooseSettings


class ProcedureWalk:
    """A moment for every epoch measured, in the scout and in each pass, and one for the verdict."""

    selects: ClassVar = "pass"
    """What the arrow keys go through."""

    def __init__(self, settings: ChooseSettings, parts: tuple[Dataset, ...]) -> None:
        train, holdout, _ = parts
        self._parts = parts
        self._procedure = Procedure(
            train,
            holdout,
            tuple(map(Recipe, rates_between(settings.low, settings.high, settings.rates))),
            scout_epochs=settings.scout_epochs,
            shrink=settings.shrink,
            patience=settings.patience,
            epochs=settings.epochs,
            batch=settings.batch,
            hidden=settings.hidden,
            seed=settings.seed,
        )
        self._work = self._procedure.work()
        self._verdict: Verdict | None = None
        self.done = False
        while self._procedure.looks == 0:
            self.step()

    @property
    def newest(self) -> int:
        """The latest moment reached."""
        return self._procedure.looks - 1 + self.done

    def step(self) -> None:
        """Work a little; at the very end, look at the test part."""
        next(self._work, None)
        if self._procedure.done and not self.done:
            self._verdict = verdict(self._procedure.passes, self._parts[2])
            self.done = True

    def stage_ends(self) -> list[int]:
        """The ends of the scout and of all passes together, and the verdict."""
        stops = self.stops()
        return [*stops[:1], *stops[-2:]] if self.done and len(stops) > 2 else stops[: 2 if self.done else 1]

    def stops(self) -> list[int]:
        """The ends of the scout and of each pass, and the verdict."""
        scout = self._procedure.scout
        if not scout.done:
            return []
        ends = [scout.epoch]
        for tried in self._procedure.passes:
            if tried.stopped is not None:
                ends.append(ends[-1] + tried.epochs_run + 1)
        return [*ends, self.newest] if self.done else ends

    def frame(self, moment: int, settings: ChooseSettings, going: str) -> ProcedureFrame:
        """What there is to show at ``moment``."""
        scout = self._procedure.scout
        passes: list[Pass] = []
        left = moment - scout.epoch - 1  # the epoch of the next pass at this moment
        for tried in self._procedure.passes:
            if left >= 0:
                passes.append(tried.until(left))
                left -= tried.epochs_run + 1
        finished = self.done and moment == self.newest
        shown = self._verdict if finished else None
        return ProcedureFrame(settings, self._parts, finished, going, scout.until(moment), tuple(passes), shown)

    def candidates(self, rule: str) -> tuple[float, list[float]]:
        """The chosen rate, and those of the passes with those of the scout beyond; ValueError where there is none."""
        if self._verdict is None:
            raise ValueError("no rate to take: all diverged")
        tried = [tried.learning_rate for tried in self._procedure.passes]
        scouted = self._procedure.scout.learning_rates
        beyond = [rate for rate in scouted if not min(tried) <= rate <= max(tried)]
        return self._verdict.learning_rate, tried + beyond


class RangeWalk:
    """A moment for every batch, and one for the verdict."""

    selects: ClassVar = "rule"

    def __init__(self, settings: ChooseSettings, parts: tuple[Dataset, ...]) -> None:
        train, holdout, _ = parts
        self._parts = parts
        self._test = RangeTest(
            train,
            holdout if settings.on == "holdout" else None,
            rates_between(settings.low, settings.high, settings.iterations),
            range(settings.seed, settings.seed + settings.seeds),
            batch=settings.batch,
            hidden=settings.hidden,
        )
        self._work = self._test.work()
        self._rates = np.array(self._test.learning_rates)
        self._suggestions: dict[str, Suggestion] = {}
        self._doubt: str | None = None
        self.done = False

    @property
    def newest(self) -> int:
        """The latest moment reached."""
        return self._test.iteration + self.done

    def step(self) -> None:
        """Take a batch; after the last one, let the rules judge."""
        if not self._test.done:
            next(self._work)
        elif not self.done:
            curves = [curve.smoothed for curve in self._test.curves]
            self._suggestions = suggestions(self._rates, curves)
            self._doubt = doubt(self._rates, curves, self._suggestions)
            self.done = True

    def stage_ends(self) -> list[int]:
        """The end of the runs, and the verdict."""
        ends = [self._test.iteration] if self._test.done else []
        return [*ends, self.newest] if self.done else ends

    def stops(self) -> list[int]:
        """The same: a stage has nothing to look at on the way."""
        return self.stage_ends()

    def frame(self, moment: int, settings: ChooseSettings, going: str) -> RangeFrame:
        """What there is to show at ``moment``."""
        iteration = min(moment, self._test.iteration)
        finished = self.done and moment == self.newest
        curves = tuple(
            Curve(curve.losses[:iteration], curve.smoothed[:iteration], curve.running or iteration < curve.batches)
            for curve in self._test.curves
        )
        return RangeFrame(
            settings=settings,
            parts=self._parts,
            learning_rates=self._rates,
            seeds=self._test.seeds,
            curves=curves,
            iteration=iteration,
            finished=finished,
            suggestions=self._suggestions if finished else {},
            doubt=self._doubt if finished else None,
            going=going,
        )

    def candidates(self, rule: str) -> tuple[float, list[float]]:
        """The rate of the selected rule, and those of the others; ValueError where there is none."""
        if self._doubt is not None:
            raise ValueError(f"no reliable suggestion: {self._doubt}")
        rate = self._suggestions[rule].median
        if rate is None:
            raise ValueError(f"no rate to take: {rule} finds none")
        medians = [found.median for found in self._suggestions.values()]
        return rate, [median for median in medians if median is not None]


Walk = ProcedureWalk | RangeWalk
WALKS: dict[str, Callable[[ChooseSettings, tuple[Dataset, ...]], Walk]] = {
    "procedure": ProcedureWalk,
    "range": RangeWalk,
}
