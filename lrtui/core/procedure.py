"""The procedure of D. R. Wilson and T. R. Martinez: a scout of many rates, then passes with ever smaller ones.

The networks of all rates and seeds of a stage are trained in lockstep. So are the passes: the fastest rate and the
next smaller ones all at once, a wave, and then another wave as long as the smallest rate is the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lrtui.core.folds import Folds
from lrtui.core.lockstep import Lockstep
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Gain, Pass, Scout, Stop, epochs_between_looks

WAVE = 4
"""So many passes are trained side by side."""


class Procedure:
    """The scout and the passes, look by look; it never sees the test part.

    ``work()`` does a little at each pull; how the pulls are spread changes nothing.

    Args:
        folds: the rows to learn from, and those by which a pass is stopped and chosen, for each of the seeds.
        recipes: the recipes to scout, with rising rates, each > 0; the passes begin with the fastest one.
        seeds: of the weights and the orders of presentation.
        scout_epochs: epochs of the scout, ≥ 1; more where these have fewer than ``UPDATES`` updates.
        shrink: the factor from the rate of a pass to that of the next, within (0, 1).
        patience: epochs without a better score after which a pass stops, ≥ 1; where an epoch has fewer than
            ``UPDATES`` updates, as many epochs as have them count as one.
        epochs: how many epochs a pass may have, ≥ 1.
        batch, hidden: as for ``Training``.
    """

    def __init__(
        self,
        folds: Folds,
        recipes: tuple[Recipe, ...],
        seeds: Sequence[int],
        *,
        scout_epochs: int = 1,
        shrink: float = 0.5,
        patience: int = 20,
        epochs: int = 1000,
        batch: int = 50,
        hidden: int = 50,
    ) -> None:
        self._folds, self._seeds = folds, tuple(seeds)
        self._rows = folds.rows_held_out
        self._shrink, self._patience, self._epochs = shrink, patience, epochs
        self._batch, self._hidden = batch, hidden
        self.every = epochs_between_looks(folds.train.shape[1], batch)
        self._scouting = self._train(recipes, scout_epochs * self.every)
        self._waves: list[list[Pass]] = []
        self.done = False

    @property
    def scout(self) -> Scout:
        """The collection as it is now; before the first pulls of ``work()`` its ``sse`` has no rows."""
        training = self._scouting
        return Scout(training.recipes, training.epochs, training.epochs_seen, training.sse)

    @property
    def looks(self) -> int:
        """How often networks have been measured, in the scout and in all waves of passes."""
        return self._scouting.looks + sum(max(len(tried.epochs_seen) for tried in wave) for wave in self._waves)

    @property
    def waves(self) -> tuple[tuple[Pass, ...], ...]:
        """The passes so far, by the wave in which they are trained side by side; those of the last may be going on."""
        return tuple(map(tuple, self._waves))

    @property
    def passes(self) -> tuple[Pass, ...]:
        """The passes so far, with falling rates."""
        return tuple(tried for wave in self._waves for tried in wave)

    def work(self) -> Iterator[None]:
        """Go to the end, pausing as ``Lockstep.work`` does."""
        if self.done:
            return
        yield from self._scouting.work()
        fastest = self.scout.fastest
        if fastest is not None:
            yield from self._work_waves(self._scouting.recipes[fastest])
        self.done = True

    def run(self) -> Procedure:
        """Go to the end without a pause."""
        for _ in self.work():
            pass
        return self

    def _train(self, recipes: tuple[Recipe, ...], epochs: int) -> Lockstep:
        sizes = {"batch": self._batch, "hidden": self._hidden}
        return Lockstep(self._folds, recipes, self._seeds, epochs=epochs, every=self.every, **sizes)

    def _work_waves(self, recipe: Recipe) -> Iterator[None]:
        """Make passes with ever smaller rates, as long as the smallest is better than all others by its error."""
        while recipe.learning_rate > 0:  # a float that has been halved often enough is 0
            rates = [recipe.learning_rate * self._shrink**step for step in range(WAVE)]
            recipes = tuple(recipe._replace(learning_rate=rate) for rate in rates if rate > 0)
            yield from self._work_wave(recipes)
            *others, last = self.passes
            best = max((tried.best_accuracy for tried in others), default=-1.0)
            if last.best_accuracy - last.error <= best:
                return
            recipe = recipe._replace(learning_rate=last.learning_rate * self._shrink)

    def _work_wave(self, recipes: tuple[Recipe, ...]) -> Iterator[None]:
        """Train until all of the passes have stopped; from the first look on, they are the last wave."""
        training, index = self._train(recipes, self._epochs), len(self._waves)
        wave: list[Pass] = []
        gains = [Gain() for _ in recipes]
        for _ in training.work():
            if training.looks > max((len(tried.epochs_seen) for tried in wave), default=0):
                before = wave or [None for _ in recipes]
                wave = [self._look(training, at, *known) for at, known in enumerate(zip(gains, before, strict=True))]
                self._waves[index:] = [wave]
                training.drop([at for at, tried in enumerate(wave) if tried.stopped])
            yield
            if wave and all(tried.stopped for tried in wave):
                return

    def _look(self, training: Lockstep, at: int, gain: Gain, before: Pass | None) -> Pass:
        """One of the passes as it is after another look; ``before`` is the pass as it was at the look before."""
        if before is not None and before.stopped:
            return before
        latest = Pass(
            recipe=training.recipes[at],
            epochs_seen=training.epochs_seen,
            sse=training.sse[:, at],
            losses=training.loss[:, at],
            accuracies=training.accuracy[:, at],
            rows=self._rows,
            stopped=None,
            weights=training.weights(at) if before is None else before.weights,
        )
        if at not in training.active:
            return replace(latest, stopped=Stop.DIVERGED)
        if gain.add(float(latest.holdout_accuracy[-1]), float(latest.losses[-1].mean())):
            latest = replace(latest, weights=training.weights(at))
        if gain.waited >= self._patience:
            return replace(latest, stopped=Stop.PATIENCE)
        return replace(latest, stopped=Stop.EPOCHS) if training.done else latest
