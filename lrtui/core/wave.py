"""Passes that are trained side by side, in lockstep, each until it gets no better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lrtui.core.folds import Folds
from lrtui.core.lockstep import Lockstep
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Gain, Pass, Stop, epochs_between_looks


class Wave:
    """A pass for each recipe, with a network for each seed.

    ``work()`` does a little at each pull; how the pulls are spread changes nothing.

    Args:
        folds: the rows to learn from, and those by which a pass is stopped, for each of the seeds.
        recipes: the recipes of the passes, with rates > 0.
        seeds: of the weights and the orders of presentation.
        patience: looks without a better score after which a pass stops, ≥ 1; None for no such stop.
        epochs: how many epochs a pass may have, ≥ 1.
        batch, hidden: as for ``Training``.

    Attributes:
        passes: the passes as they are now; none before they have been looked at for the first time.
        looks: how often they have been looked at.
    """

    def __init__(
        self,
        folds: Folds,
        recipes: tuple[Recipe, ...],
        seeds: Sequence[int],
        *,
        patience: int | None = 20,
        epochs: int = 1000,
        batch: int = 50,
        hidden: int = 50,
    ) -> None:
        every = epochs_between_looks(folds.train.shape[1], batch)
        self._training = Lockstep(
            folds, recipes, seeds, epochs=epochs, every=every, learned=True, batch=batch, hidden=hidden
        )
        self._patience, self._rows = patience, folds.rows_held_out
        self._gains = tuple(Gain() for _ in recipes)
        self.passes: tuple[Pass, ...] = ()
        self.looks = 0

    @property
    def done(self) -> bool:
        """Whether every pass has stopped."""
        return bool(self.passes) and all(tried.stopped for tried in self.passes)

    def work(self) -> Iterator[None]:
        """Train until every pass has stopped, pausing as ``Lockstep.work`` does."""
        for _ in self._training.work():
            if self._training.looks == self.looks:
                yield
                continue
            before = self.passes or [None for _ in self._gains]
            self.passes = tuple(self._look(index, known) for index, known in enumerate(before))
            self.looks += 1
            self._training.drop([index for index, tried in enumerate(self.passes) if tried.stopped])
            yield
            if self.done:
                return

    def run(self) -> Wave:
        """Go to the end without a pause."""
        for _ in self.work():
            pass
        return self

    def _look(self, index: int, before: Pass | None) -> Pass:
        """One of the passes as it is after another look; ``before`` is the pass as it was at the look before."""
        if before is not None and before.stopped:
            return before
        training, gain = self._training, self._gains[index]
        latest = Pass(
            recipe=training.recipes[index],
            epochs_seen=training.epochs_seen,
            sse=training.sse[:, index],
            losses=training.loss[:, index],
            accuracies=training.accuracy[:, index],
            rows=self._rows,
            stopped=None,
            weights=training.weights(index) if before is None else before.weights,
        )
        if index not in training.active:
            return replace(latest, stopped=Stop.DIVERGED)
        if gain.add(float(latest.holdout_accuracy[-1]), float(latest.losses[-1].mean())):
            latest = replace(latest, weights=training.weights(index))
        if self._patience is not None and gain.waited >= self._patience:
            return replace(latest, stopped=Stop.PATIENCE)
        return replace(latest, stopped=Stop.EPOCHS) if training.done else latest
