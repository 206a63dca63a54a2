"""Choosing a learning rate: scout, rule out, shrink while it helps, and one look at the test part.

The procedure of D. R. Wilson and T. R. Martinez, "The need for small learning rates on large problems" (2001).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import Dataset
from lrtui.core.metrics import accuracy
from lrtui.core.network import Parameters, inputs_of, logits_of, softmax
from lrtui.core.recipe import PLAIN, Recipe
from lrtui.core.training import Training


def rates_between(low: float, high: float, count: int) -> tuple[float, ...]:
    """``count`` ≥ 2 learning rates from ``low`` to ``high``, each by the same factor larger than the one before."""
    return tuple(np.geomspace(low, high, count).tolist())


def fastest(errors: Array) -> int | None:
    """The network with the least error, of several the last; None where all have diverged (NaN). ``errors`` (K,)."""
    if np.isnan(errors).all():
        return None
    return int(np.flatnonzero(errors == np.nanmin(errors))[-1])


@dataclass(frozen=True)
class Scout:
    """A collection of networks after little training.

    Attributes:
        recipes: K of them, with rising rates.
        epochs: how many each is to have.
        sse: the total sum squared error on the training part by epoch, ``(epochs so far + 1, K)``; NaN from
            the epoch on in which a network has diverged.
    """

    recipes: tuple[Recipe, ...]
    epochs: int
    sse: Array

    @property
    def learning_rates(self) -> tuple[float, ...]:
        """The rates of the recipes."""
        return tuple(recipe.learning_rate for recipe in self.recipes)

    @property
    def epoch(self) -> int:
        """How many epochs there have been."""
        return len(self.sse) - 1

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train."""
        return self.epoch == self.epochs or self.fastest is None

    @property
    def errors(self) -> Array:
        """The total sum squared error of each network now, ``(K,)``."""
        return np.asarray(self.sse[-1])

    @property
    def fastest(self) -> int | None:
        """The index of the rate with the least error; None where all have diverged."""
        return fastest(self.errors)

    @property
    def ruled_out(self) -> tuple[float, ...]:
        """The rates above the fastest: they train slower than it, and are hardly more accurate."""
        return self.learning_rates[0 if self.fastest is None else self.fastest + 1 :]

    def until(self, epoch: int) -> Scout:
        """What it was at ``epoch``."""
        return replace(self, sse=self.sse[: epoch + 1])


class Stop(StrEnum):
    """Why a pass went no further."""

    PATIENCE = "patience"
    """The hold-out accuracy had not improved for so many epochs."""
    EPOCHS = "epochs"
    """There were no more epochs."""
    DIVERGED = "diverged"
    """The loss was no longer finite."""


@dataclass(frozen=True)
class Pass:
    """One training to the best hold-out accuracy.

    Attributes:
        recipe: its learning rate, and how that acts.
        sse: the total sum squared error on the training part by epoch, ``(epochs_run + 1,)``; the first is from
            before any training.
        holdout_accuracy: the share of the hold-out part that is right, ``(epochs_run + 1,)``.
        stopped: why it went no further; None while it goes on.
        weights: those of ``best_epoch`` (K = 1).
    """

    recipe: Recipe
    sse: Array
    holdout_accuracy: Array
    stopped: Stop | None
    weights: Parameters

    @property
    def learning_rate(self) -> float:
        """η."""
        return self.recipe.learning_rate

    @property
    def epochs_run(self) -> int:
        """How many epochs there have been."""
        return len(self.sse) - 1

    @property
    def best_epoch(self) -> int:
        """The first epoch with the best hold-out accuracy."""
        return int(np.nanargmax(self.holdout_accuracy))

    @property
    def best_accuracy(self) -> float:
        """The hold-out accuracy at that epoch."""
        return float(self.holdout_accuracy[self.best_epoch])

    def threshold_epoch(self, threshold: float) -> int | None:
        """The first epoch whose error is not above ``threshold``; None where there is none."""
        below = np.flatnonzero(self.sse <= threshold)
        return int(below[0]) if len(below) else None

    def until(self, epoch: int) -> Pass:
        """What it was at ``epoch``; ``weights`` are not looked at then and stay those of the end."""
        if epoch >= self.epochs_run:
            return self
        return replace(
            self, sse=self.sse[: epoch + 1], holdout_accuracy=self.holdout_accuracy[: epoch + 1], stopped=None
        )


def chosen(passes: Sequence[Pass]) -> int:
    """The pass with the best hold-out accuracy, of several the first, which is the fastest."""
    return int(np.argmax([each.best_accuracy for each in passes]))


@dataclass(frozen=True)
class Verdict:
    """What the procedure comes to.

    Attributes:
        index: of the chosen pass.
        recipe: its learning rate, and how that acts.
        epoch: its best epoch.
        holdout_accuracy: what it was chosen for; so it flatters.
        test_accuracy: the share of the test part that is right with the weights of that epoch.
    """

    index: int
    recipe: Recipe
    epoch: int
    holdout_accuracy: float
    test_accuracy: float

    @property
    def learning_rate(self) -> float:
        """Its rate."""
        return self.recipe.learning_rate


def verdict(passes: Sequence[Pass], test: Dataset) -> Verdict | None:
    """The choice, and the one look at the test part; None where there was no pass."""
    if not passes:
        return None
    index = chosen(passes)
    best = passes[index]
    probabilities, _ = softmax(logits_of(best.weights, inputs_of(test.features)))
    right = accuracy(probabilities, test.labels)
    return Verdict(index, best.recipe, best.best_epoch, best.best_accuracy, float(right[0]))


class Procedure:
    """The scout and the passes, epoch by epoch; it never sees the test part.

    ``work()`` does a little at each pull; how the pulls are spread changes nothing.

    Args:
        train: the rows to learn from.
        holdout: the rows by whose accuracy a pass is stopped and chosen.
        recipes: those to scout, with rising rates, each > 0; a pass has the fastest one's, but for the rate.
        scout_epochs: epochs of the scout, ≥ 1.
        shrink: by what the rate of a pass is multiplied for the next one, within (0, 1).
        patience: epochs without a better hold-out accuracy after which a pass stops, ≥ 1.
        epochs: how many epochs a pass may have, ≥ 1.
        batch: rows a step.
        hidden: ReLU units.
        seed: of the initial weights and of the order of presentation.
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
        self._passes: list[_Pass] = []
        self.done = False

    @property
    def scout(self) -> Scout:
        """The collection as it is now; before the first pulls of ``work()`` its ``sse`` has no rows."""
        training = self._scouting
        return Scout(training.recipes, training.epochs, training.history("train").sse)

    @property
    def looks(self) -> int:
        """How many epochs have been measured, in the scout and in all passes; those before any training count."""
        return self._scouting.epoch + 1 + sum(each.looks for each in self._passes)

    @property
    def passes(self) -> tuple[Pass, ...]:
        """The passes so far; the last may be going on."""
        return tuple(each.result() for each in self._passes)

    def work(self) -> Iterator[None]:
        """Go to the end, pausing as ``Training.work`` does."""
        if self.done:
            return
        yield from self._scouting.work()
        fastest = self.scout.fastest
        recipe = PLAIN._replace(learning_rate=0.0) if fastest is None else self._scouting.recipes[fastest]
        best = -1.0
        while recipe.learning_rate > 0:  # a float that has been halved often enough is 0
            latest = _Pass(self._training((recipe,), epochs=self._epochs), self._patience)
            yield from latest.work(self._passes)
            # No smaller rate can raise what is 1.
            if not best < latest.best < 1:
                break
            best = latest.best
            recipe = recipe._replace(learning_rate=recipe.learning_rate * self._shrink)
        self.done = True

    def run(self) -> Procedure:
        """Go to the end without a pause."""
        for _ in self.work():
            pass
        return self


class _Pass:
    """A pass in the making."""

    def __init__(self, training: Training, patience: int) -> None:
        self._training = training
        self._patience = patience
        self._weights: Parameters
        self._best_epoch = 0
        self._stopped: Stop | None = None

    @property
    def looks(self) -> int:
        """How many epochs have been measured, with that before any training."""
        return self._training.epoch + 1

    @property
    def best(self) -> float:
        """The best hold-out accuracy so far."""
        return float(self._accuracy[self._best_epoch])

    @property
    def _accuracy(self) -> Array:
        return self._training.history("validation").accuracy[:, 0]

    def result(self) -> Pass:
        return Pass(
            self._training.recipes[0],
            self._training.history("train").sse[:, 0],
            self._accuracy,
            self._stopped,
            self._weights,
        )

    def work(self, passes: list[_Pass]) -> Iterator[None]:
        """Train until it stops; once there is something to show, it joins ``passes``."""
        looks = 0
        for _ in self._training.work():
            if self.looks > looks:
                looks = self.looks
                self._look()
                if looks == 1:
                    passes.append(self)
            yield
            if self._stopped:
                return

    def _look(self) -> None:
        """Look at the hold-out part after an epoch."""
        training = self._training
        epoch = training.epoch
        if epoch == 0 or self._accuracy[epoch] > self.best:
            self._best_epoch = epoch
            self._weights = training.parameters
        if not training.active:
            self._stopped = Stop.DIVERGED
        elif epoch - self._best_epoch >= self._patience:
            self._stopped = Stop.PATIENCE
        elif epoch == training.epochs:
            self._stopped = Stop.EPOCHS
