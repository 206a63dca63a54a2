"""All that is found out about the rates: by the procedure, by the range test, and by training what that suggests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lrtui.core.data import Dataset
from lrtui.core.folds import Folds
from lrtui.core.lr_range import RangeTest
from lrtui.core.procedure import Procedure
from lrtui.core.selection import rates_between
from lrtui.core.suggestions import doubt, suggestions
from lrtui.core.trials import Trials, objection
from lrtui.core.verdict import Verdict, verdict
from lrtui.labs.choose.frame import Rule
from lrtui.labs.choose.settings import ChooseSettings


class Evidence:
    """The procedure and the range test on the same data, for the same seeds; each is worked out once.

    ``work_procedure`` and ``work_range`` do a little at each pull.

    Attributes:
        seeds: of the weights, the orders and the splits.
        verdict: what the procedure has come to; None until then, and where no rate trains.
        decided: whether it has come to its end.
        rules: what each rule of the range test says; empty until its runs have ended, and tried at the end.
        doubt: why no rate can be read off the range test at all, if so.
    """

    def __init__(self, settings: ChooseSettings, parts: tuple[Dataset, ...]) -> None:
        train, holdout, self._test = parts
        self.parts = parts
        self.seeds = tuple(range(settings.seed, settings.seed + settings.seeds))
        self._folds = Folds.draw(train, holdout, self.seeds)
        self._batch, self._hidden = settings.batch, settings.hidden
        self.procedure = Procedure(
            self._folds,
            tuple(map(settings.recipe, rates_between(settings.low, settings.high, settings.rates))),
            self.seeds,
            scout_epochs=settings.scout_epochs,
            shrink=settings.shrink,
            patience=settings.patience,
            epochs=settings.epochs,
            batch=settings.batch,
            hidden=settings.hidden,
        )
        self.range_test = RangeTest(
            train,
            holdout if settings.on == "holdout" else None,
            rates_between(settings.low, settings.high, settings.iterations),
            self.seeds,
            batch=settings.batch,
            hidden=settings.hidden,
            recipe=settings.recipe(1.0),
        )
        self.verdict: Verdict | None = None
        self.rules: dict[str, Rule] = {}
        self.doubt: str | None = None
        self.decided = False
        self._working = self._work_procedure()

    def work_procedure(self) -> Iterator[None]:
        """Go to the procedure's verdict, however far it has come."""
        return self._working

    def work_range(self) -> Iterator[None]:
        """Go on to the end of the runs, then to the procedure's verdict, and train what the rules suggest as long."""
        yield from self.range_test.work()
        rates = np.array(self.range_test.learning_rates)
        curves = [curve.smoothed for curve in self.range_test.curves]
        found = suggestions(rates, curves)
        self.doubt = doubt(rates, curves, found)
        self.rules = {name: Rule(suggestion, None, None) for name, suggestion in found.items()}
        yield
        yield from self._working
        suggested = {name: one.median for name, one in found.items() if one.median is not None}
        trials = {}
        if self.verdict is not None and suggested:
            start = self.procedure.passes[self.verdict.index]
            training = Trials(self._folds, start, suggested, self.seeds, batch=self._batch, hidden=self._hidden)
            yield from training.work()
            trials = training.found
        self.rules = {
            name: Rule(one, trials.get(name), objection(self.doubt, one, trials.get(name)))
            for name, one in found.items()
        }

    def _work_procedure(self) -> Iterator[None]:
        yield from self.procedure.work()
        self.verdict = verdict(self.procedure.scout, self.procedure.passes, self._test)
        self.decided = True
