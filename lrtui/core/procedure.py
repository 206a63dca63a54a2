"""The procedure of D. R. Wilson and T. R. Martinez: a scout of many rates, then passes with ever smaller ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lrtui.core.data import Dataset
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Pass, Scout, Stop
from lrtui.core.training import Training


class Procedure:
    """The scout and the passes, epoch by epoch; it never sees the test part.

    ``work()`` does a little at each pull; how the pulls are spread changes nothing.

    Args:
        train: the rows to learn from.
        holdout: the rows by whose accuracy a pass is stopped and chosen.
        recipes: the recipes to scout, with rising rates, each > 0; the passes begin with the fastest one.
        scout_epochs: epochs of the scout, ≥ 1.
        shrink: the factor from the rate of a pass to that of the next, within (0, 1).
        patience: epochs without a better hold-out accuracy after which a pass stops, ≥ 1.
        epochs: how many epochs a pass may have, ≥ 1.
        batch, hidden, seed: as for ``Training``.
    """

    def __init__(
        self,
        train: Dataset,
        holdout: Dataset,
        recipes: tuple[Recipe, ...],
        *,
        scout_epochs: int = 1,
        shrink: float = 0.5,
        patience: int = 20,
        epochs: int = 1000,
        batch: int = 50,
        hidden: int = 50,
        seed: int = 0,
    ) -> None:
        self._shrink = shrink
        self._patience = patience
        self._epochs = epochs
        self._training = partial(Training, train, holdout, batch=batch, hidden=hidden, seed=seed, keep_weights=False)
        self._scouting = self._training(recipes, epochs=scout_epochs)
        self._passes: list[Pass] = []
        self.done = False

    @property
    def scout(self) -> Scout:
        """The collection as it is now; before the first pulls of ``work()`` its ``sse`` has no rows."""
        training = self._scouting
        return Scout(training.recipes, training.epochs, training.history("train").sse)

    @property
    def looks(self) -> int:
        """How many epochs have been measured, in the scout and in all passes; those before any training count."""
        return self._scouting.epoch + 1 + sum(one.epochs_run + 1 for one in self._passes)

    @property
    def passes(self) -> tuple[Pass, ...]:
        """The passes so far; the last may be going on."""
        return tuple(self._passes)

    def work(self) -> Iterator[None]:
        """Go to the end, pausing as ``Training.work`` does."""
        if self.done:
            return
        yield from self._scouting.work()
        fastest = self.scout.fastest
        if fastest is not None:
            yield from self._work_passes(self._scouting.recipes[fastest])
        self.done = True

    def run(self) -> Procedure:
        """Go to the end without a pause."""
        for _ in self.work():
            pass
        return self

    def _work_passes(self, recipe: Recipe) -> Iterator[None]:
        """Make passes with ever smaller rates, until one is no more accurate than the one before."""
        best = -1.0
        while recipe.learning_rate > 0:  # a float that has been halved often enough is 0
            yield from self._work_pass(recipe)
            accuracy = self._passes[-1].best_accuracy
            # No smaller rate can raise what is 1.
            if not best < accuracy < 1:
                return
            best = accuracy
            recipe = recipe._replace(learning_rate=recipe.learning_rate * self._shrink)

    def _work_pass(self, recipe: Recipe) -> Iterator[None]:
        """Train until the pass stops; from the first epoch measured on, it is the last one of the passes."""
        training, index, latest = self._training((recipe,), epochs=self._epochs), len(self._passes), None
        for _ in training.work():
            if training.epoch > (-1 if latest is None else latest.epochs_run):
                latest = self._look(training, latest)
                self._passes[index:] = [latest]
            yield
            if latest is not None and latest.stopped:
                return

    def _look(self, training: Training, before: Pass | None) -> Pass:
        """The pass as it is after another epoch; ``before`` is the pass as it was after the epoch before."""
        sse, accuracy = training.history("train").sse[:, 0], training.history("validation").accuracy[:, 0]
        weights = training.parameters if before is None or accuracy[-1] > before.best_accuracy else before.weights
        latest = Pass(training.recipes[0], sse, accuracy, None, weights)
        if not training.active:
            return replace(latest, stopped=Stop.DIVERGED)
        if latest.epochs_run - latest.best_epoch >= self._patience:
            return replace(latest, stopped=Stop.PATIENCE)
        return replace(latest, stopped=Stop.EPOCHS) if training.done else latest
