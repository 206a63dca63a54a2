"""The procedure of D. R. Wilson and T. R. Martinez: a scout of many rates, then passes with ever smaller ones.

The networks of all rates and seeds of a stage are trained in lockstep. So are the passes: the fastest rate and the
next smaller ones all at once, a wave, and then another wave as long as the smallest rate is the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from lrtui.core.folds import Folds
from lrtui.core.lockstep import Lockstep
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Pass, Scout, epochs_between_looks
from lrtui.core.wave import Wave

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
        self._shrink = shrink
        every = epochs_between_looks(folds.train.shape[1], batch)
        self._wave = partial(Wave, folds, seeds=seeds, patience=patience, epochs=epochs, batch=batch, hidden=hidden)
        self._scouting = Lockstep(
            folds, recipes, seeds, epochs=scout_epochs * every, every=every, batch=batch, hidden=hidden
        )
        self._waves: list[Wave] = []
        self.done = False

    @property
    def scout(self) -> Scout:
        """The collection as it is now; before the first pulls of ``work()`` its ``sse`` has no rows."""
        training = self._scouting
        return Scout(training.recipes, training.epochs, training.epochs_seen, training.sse)

    @property
    def looks(self) -> int:
        """How often networks have been measured, in the scout and in all waves of passes."""
        return self._scouting.looks + sum(wave.looks for wave in self._waves)

    @property
    def waves(self) -> tuple[tuple[Pass, ...], ...]:
        """The passes so far, by the wave in which they are trained side by side; those of the last may be going on."""
        return tuple(wave.passes for wave in self._waves if wave.passes)

    @property
    def passes(self) -> tuple[Pass, ...]:
        """The passes so far, with falling rates."""
        return tuple(tried for wave in self._waves for tried in wave.passes)

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

    def _work_waves(self, recipe: Recipe) -> Iterator[None]:
        """Make passes with ever smaller rates, as long as the smallest is better than all others by its error."""
        while recipe.learning_rate > 0:  # a float that has been halved often enough is 0
            rates = [recipe.learning_rate * self._shrink**step for step in range(WAVE)]
            recipes = tuple(recipe._replace(learning_rate=rate) for rate in rates if rate > 0)
            self._waves.append(self._wave(recipes=recipes))
            yield from self._waves[-1].work()
            *others, last = self.passes
            best = max((tried.best_accuracy for tried in others), default=-1.0)
            if last.best_accuracy - last.error <= best:
                return
            recipe = recipe._replace(learning_rate=last.learning_rate * self._shrink)
