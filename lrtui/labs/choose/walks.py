"""The procedure and the range test as walks: moments one after another, each of which can be shown again."""

from __future__ import annotations

from typing import ClassVar, Protocol

import numpy as np

from lrtui.core.data import Dataset
from lrtui.core.lr_range import RangeTest
from lrtui.core.procedure import Procedure
from lrtui.core.selection import Pass, Verdict, rates_between, verdict
from lrtui.core.suggestions import Suggestion, doubt, suggestions
from lrtui.labs.choose.frame import ChooseFrame, Curve, ProcedureFrame, RangeFrame
from lrtui.labs.choose.settings import ChooseSettings


class Walk(Protocol):
    """Moment 0 is before any training, and the last one is the verdict."""

    done: bool
    """Whether the last moment has been reached."""
    has_rules: ClassVar[bool]
    """Whether its verdict is by rules, one of which is selected."""

    @property
    def newest(self) -> int:
        """The latest moment reached."""

    def step(self) -> None:
        """Work a little towards the next moment."""

    def stage_ends(self) -> list[int]:
        """The last moments of the stages that are over."""

    def stops(self) -> list[int]:
        """The moments at which there is something to look at, the verdict the last; they hold up what plays."""

    def frame(self, moment: int, settings: ChooseSettings, *, selected: str, going: str) -> ChooseFrame:
        """What there is to show at ``moment``."""

    def candidates(self, selected: str) -> tuple[float, list[float]]:
        """The rate that it comes to, and the others to show it among; ValueError where there is none."""


class ProcedureWalk:
    """A moment for every epoch measured, in the scout and in each pass, and one for the verdict."""

    has_rules: ClassVar[bool] = False

    def __init__(self, settings: ChooseSettings, parts: tuple[Dataset, ...]) -> None:
        train, holdout, self._test = parts
        self._parts = parts
        self._procedure = Procedure(
            train,
            holdout,
            settings.recipes(rates_between(settings.low, settings.high, settings.rates)),
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
            self._verdict = verdict(self._procedure.passes, self._test)
            self.done = True

    def stage_ends(self) -> list[int]:
        """Of the scout, of all passes together, and the verdict."""
        stops = self.stops()
        return [*stops[:1], *stops[-2:]] if self.done and len(stops) > 2 else stops[: 2 if self.done else 1]

    def stops(self) -> list[int]:
        """The end of the scout and of each pass, and the verdict."""
        scout = self._procedure.scout
        if not scout.done:
            return []
        ends = [scout.epoch]
        for each in self._procedure.passes:
            if each.stopped is not None:
                ends.append(ends[-1] + each.epochs_run + 1)
        return [*ends, self.newest] if self.done else ends

    def frame(self, moment: int, settings: ChooseSettings, *, selected: str, going: str) -> ProcedureFrame:
        """What there is to show at ``moment``."""
        scout = self._procedure.scout
        passes: list[Pass] = []
        left = moment - scout.epoch - 1  # the epoch of the next pass at this moment
        for each in self._procedure.passes:
            if left >= 0:
                passes.append(each.until(left))
                left -= each.epochs_run + 1
        finished = self.done and moment == self.newest
        return ProcedureFrame(
            settings=settings,
            parts=self._parts,
            scout=scout.until(moment),
            passes=tuple(passes),
            finished=finished,
            verdict=self._verdict if finished else None,
            going=going,
        )

    def candidates(self, selected: str) -> tuple[float, list[float]]:
        """The chosen rate; and those of the passes, with those of the scout beyond."""
        if self._verdict is None:
            raise ValueError("no rate to take: all diverged")
        tried = [each.learning_rate for each in self._procedure.passes]
        scouted = self._procedure.scout.learning_rates
        return self._verdict.learning_rate, tried + [r for r in scouted if not min(tried) <= r <= max(tried)]


class RangeWalk:
    """A moment for every batch, and one for the verdict."""

    has_rules: ClassVar[bool] = True

    def __init__(self, settings: ChooseSettings, parts: tuple[Dataset, ...]) -> None:
        train, holdout, _ = parts
        self._parts = parts
        self._test = RangeTest(
            train,
            holdout if settings.on == "holdout" else None,
            rates_between(settings.low, settings.high, settings.iterations),
            range(settings.seed, settings.seed + settings.seeds),
            recipe=settings.recipe,
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
        """Of the runs, and the verdict."""
        ends = [self._test.iteration] if self._test.done else []
        return [*ends, self.newest] if self.done else ends

    def stops(self) -> list[int]:
        """The end of the runs, and the verdict."""
        return self.stage_ends()

    def frame(self, moment: int, settings: ChooseSettings, *, selected: str, going: str) -> RangeFrame:
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
            selected=selected,
            going=going,
        )

    def candidates(self, selected: str) -> tuple[float, list[float]]:
        """The rate of the selected rule, and those of the others."""
        if self._doubt is not None:
            raise ValueError(f"no reliable suggestion: {self._doubt}")
        rate = self._suggestions[selected].median
        if rate is None:
            raise ValueError(f"no rate to take: {selected} finds none")
        others = [each.median for each in self._suggestions.values()]
        return rate, [other for other in others if other is not None]


WALKS: dict[str, type[ProcedureWalk] | type[RangeWalk]] = {"procedure": ProcedureWalk, "range": RangeWalk}
