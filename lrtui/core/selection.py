"""What there is to choose a learning rate from, and the choice: the scout, the passes and the verdict.

They are the stages of the procedure of D. R. Wilson and T. R. Martinez, "The need for small learning rates on large
problems" (2001): scout, rule out, shrink while it helps, and one look at the test part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import Dataset
from lrtui.core.metrics import accuracy
from lrtui.core.network import Parameters, inputs_of, logits_of, softmax
from lrtui.core.recipe import Recipe


def rates_between(low: float, high: float, count: int) -> tuple[float, ...]:
    """``count`` ≥ 2 learning rates from ``low`` to ``high``, each by the same factor larger than the one before."""
    return tuple(np.geomspace(low, high, count).tolist())


@dataclass(frozen=True)
class Scout:
    """A collection of networks that are trained for a few epochs.

    Attributes:
        recipes: K of them, with rising rates.
        epochs: how many epochs each network is to have.
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
        """The index of the rate with the least error, of several the largest; None where all have diverged."""
        errors = self.errors
        if np.isnan(errors).all():
            return None
        return int(np.flatnonzero(errors == np.nanmin(errors))[-1])

    @property
    def ruled_out(self) -> tuple[float, ...]:
        """The rates above the fastest: they train slower than it, and are hardly more accurate."""
        return self.learning_rates[0 if self.fastest is None else self.fastest + 1 :]

    def until(self, epoch: int) -> Scout:
        """The scout as it was at ``epoch``."""
        return replace(self, sse=self.sse[: epoch + 1])


class Stop(StrEnum):
    """Why a pass went no further."""

    PATIENCE = "patience"
    """The hold-out accuracy has not improved for as many epochs as the patience says."""
    EPOCHS = "epochs"
    """The pass has had all its epochs."""
    DIVERGED = "diverged"
    """The loss is no longer finite."""


@dataclass(frozen=True)
class Pass:
    """One training to the best hold-out accuracy.

    Attributes:
        recipe: the learning rate of the pass, and how it acts.
        sse: the total sum squared error on the training part by epoch, ``(epochs_run + 1,)``; the first is from
            before any training.
        holdout_accuracy: the share of the hold-out part that is right, ``(epochs_run + 1,)``.
        stopped: why it went no further; None while it goes on.
        weights: the network as it was at ``best_epoch`` (K = 1).
    """

    recipe: Recipe
    sse: Array
    holdout_accuracy: Array
    stopped: Stop | None
    weights: Parameters

    @property
    def learning_rate(self) -> float:
        """η of the pass."""
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
        """The hold-out accuracy at the best epoch."""
        return float(self.holdout_accuracy[self.best_epoch])

    def threshold_epoch(self, threshold: float) -> int | None:
        """The first epoch whose error is not above ``threshold``; None where there is none."""
        below = np.flatnonzero(self.sse <= threshold)
        return int(below[0]) if len(below) else None

    def until(self, epoch: int) -> Pass:
        """The pass as it was at ``epoch``, but for ``weights``, which stay those of the end."""
        if epoch >= self.epochs_run:
            return self
        return replace(
            self, sse=self.sse[: epoch + 1], holdout_accuracy=self.holdout_accuracy[: epoch + 1], stopped=None
        )


def chosen(passes: Sequence[Pass]) -> int:
    """The index of the pass with the best hold-out accuracy; of several the first, which trains fastest."""
    return int(np.argmax([one.best_accuracy for one in passes]))


@dataclass(frozen=True)
class Verdict:
    """What the procedure comes to.

    Attributes:
        index: the index of the chosen pass.
        recipe: the learning rate of the chosen pass, and how it acts.
        epoch: the best epoch of the chosen pass.
        holdout_accuracy: the accuracy for which the pass was chosen; so it flatters.
        test_accuracy: the share of the test part that is right with the weights of that epoch.
    """

    index: int
    recipe: Recipe
    epoch: int
    holdout_accuracy: float
    test_accuracy: float

    @property
    def learning_rate(self) -> float:
        """η of the chosen pass."""
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
