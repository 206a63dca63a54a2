"""What there is to choose a learning rate from: the scout, and the passes with when each of them stops.

They are the stages of the procedure of D. R. Wilson and T. R. Martinez, "The need for small learning rates on large
problems" (2001): scout, rule out, shrink while it helps. Here each network is trained for several seeds, and what is
compared is their mean (a scout's rate by the median, which one unlucky seed does not move).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from lrtui.core.arrays import Array, BoolArray, IntArray
from lrtui.core.network import Parameters
from lrtui.core.recipe import Recipe
from lrtui.core.uncertainty import mean_error

UPDATES = 12
"""A look at a network comes after at least so many updates: an epoch of two updates is no epoch to judge by."""

LESS_LOSS = 0.005
"""A loss counts as lower where it has fallen by this share since it last did."""


def rates_between(low: float, high: float, count: int) -> tuple[float, ...]:
    """``count`` ≥ 2 learning rates from ``low`` to ``high``, each by the same factor larger than the one before."""
    return tuple(np.geomspace(low, high, count).tolist())


def epochs_between_looks(rows: int, batch: int) -> int:
    """How many epochs have at least ``UPDATES`` updates, where an epoch has ``rows`` rows in batches of ``batch``."""
    return -(-UPDATES // -(-rows // batch))


@dataclass(frozen=True)
class Scout:
    """A collection of networks that are trained for a few epochs, of K rates and S seeds.

    Attributes:
        recipes: K of them, with rising rates.
        epochs: how many epochs each network is to have.
        epochs_seen: the epochs after which they were measured, ``(looks,)``.
        sse: the total sum squared error on the training part, ``(looks, K, S)``; NaN from the look on at which a
            network of the rate has diverged.
    """

    recipes: tuple[Recipe, ...]
    epochs: int
    epochs_seen: IntArray
    sse: Array

    @property
    def learning_rates(self) -> tuple[float, ...]:
        """The rates of the recipes."""
        return tuple(recipe.learning_rate for recipe in self.recipes)

    @property
    def epoch(self) -> int:
        """How many epochs there have been."""
        return int(self.epochs_seen[-1]) if len(self.epochs_seen) else 0

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train."""
        return len(self.sse) > 0 and (self.epoch == self.epochs or self.fastest is None)

    @property
    def errors(self) -> Array:
        """The median over the seeds of the total sum squared error now, ``(K,)``; NaN where there is none."""
        return np.asarray(np.median(self.sse[-1], axis=1)) if len(self.sse) else np.full(len(self.recipes), np.nan)

    @property
    def fastest(self) -> int | None:
        """The index of the largest rate whose error cannot be told from the least; None where all have diverged.

        Two medians differ where they are farther apart than the standard errors of both, which are s/√S over the seeds.
        """
        errors = self.errors
        if np.isnan(errors).all():
            return None
        seeds = self.sse.shape[2]
        spread = np.var(self.sse[-1], axis=1, ddof=1) / seeds if seeds > 1 else np.zeros(len(errors))
        least = int(np.nanargmin(errors))
        return int(np.flatnonzero(errors - errors[least] <= np.sqrt(spread + spread[least]))[-1])

    @property
    def ruled_out(self) -> tuple[float, ...]:
        """The rates above the fastest: they train slower than it, and are hardly more accurate."""
        return self.learning_rates[0 if self.fastest is None else self.fastest + 1 :]

    @property
    def at_edge(self) -> bool:
        """Whether the fastest rate is the largest or the smallest scouted, so that a better one may lie beyond."""
        return self.fastest in (0, len(self.recipes) - 1)

    def until(self, look: int) -> Scout:
        """The scout as it was at a look, from 0 on."""
        return replace(self, epochs_seen=self.epochs_seen[: look + 1], sse=self.sse[: look + 1])


class Stop(StrEnum):
    """Why a pass went no further."""

    PATIENCE = "patience"
    """The score has not been better for as many epochs as the patience says."""
    EPOCHS = "epochs"
    """The pass has had all its epochs."""
    DIVERGED = "diverged"
    """The loss is no longer finite."""


class Gain:
    """Whether a pass still gets better: its hold-out accuracy or its hold-out loss, each the mean over the seeds.

    An accuracy alone will not do: over 30 rows it stands still for dozens of epochs in which the network learns. Nor
    will a loss: it rises where a network grows too sure of a few wrong rows, while the accuracy goes on rising.

    What the stop costs is measured by ``python -m tests.bench.verdicts``. On digits it is more than its error: there an
    accuracy of 0.97 rises by about 0.0007 whenever the epochs double, which no rule can see that does not train on.
    """

    def __init__(self) -> None:
        self.looks, self.at = 0, 0
        self._accuracy, self._loss = -1.0, np.inf

    def add(self, accuracy: float, loss: float) -> bool:
        """Note another look; True where the accuracy is as good as the best so far, which is then of this look."""
        best, more = accuracy >= self._accuracy, accuracy > self._accuracy
        less = loss < self._loss * (1 - LESS_LOSS)
        if more or less:
            self.at = self.looks
        if best:
            self._accuracy = accuracy
        if less:
            self._loss = loss
        self.looks += 1
        return best

    @property
    def waited(self) -> int:
        """How many looks there have been since something was better."""
        return self.looks - 1 - self.at


@dataclass(frozen=True)
class Pass:
    """One rate, trained for S seeds as long as it gets better.

    Attributes:
        recipe: the learning rate of the pass, and how it acts.
        epochs_seen: the epochs after which it was measured, ``(looks,)``; the first is 0, before any training.
        sse: the total sum squared error on the training part, ``(looks, S)``.
        losses: the mean cross-entropy on the hold-out part, ``(looks, S)``.
        accuracies: the share of the hold-out part that is right, ``(looks, S)``.
        rows: how many rows there are that some seed holds out.
        stopped: why it went no further; None while it goes on.
        weights: the networks of all seeds as they were at ``best_epoch``.
    """

    recipe: Recipe
    epochs_seen: IntArray
    sse: Array
    losses: Array
    accuracies: Array
    rows: int
    stopped: Stop | None
    weights: Parameters

    @property
    def learning_rate(self) -> float:
        """η of the pass."""
        return self.recipe.learning_rate

    @property
    def epochs_run(self) -> int:
        """How many epochs there have been."""
        return int(self.epochs_seen[-1])

    @property
    def holdout_accuracy(self) -> Array:
        """The mean over the seeds of the share of the hold-out part that is right, ``(looks,)``."""
        # Rounded, so that the same rows right in another order of the seeds are a tie.
        return np.asarray(self.accuracies.mean(axis=1).round(12))

    @property
    def best_look(self) -> int:
        """The look with the best hold-out accuracy; of several the last, which has learned most."""
        accuracy = self.holdout_accuracy
        return int(np.flatnonzero(accuracy == np.nanmax(accuracy))[-1])

    @property
    def best_epoch(self) -> int:
        """The epoch with the best hold-out accuracy; of several the last."""
        return int(self.epochs_seen[self.best_look])

    @property
    def best_accuracy(self) -> float:
        """The hold-out accuracy at the best epoch."""
        return float(self.holdout_accuracy[self.best_look])

    @property
    def error(self) -> float:
        """The standard error of the best accuracy; the rows and the seeds are both counted."""
        return mean_error(self.accuracies[self.best_look], self.rows)

    @property
    def best_so_far(self) -> Array:
        """The best hold-out accuracy up to each look, ``(looks,)``."""
        return np.asarray(np.fmax.accumulate(self.holdout_accuracy))

    @property
    def waited(self) -> int:
        """For how many epochs nothing has been better."""
        gain = Gain()
        for accuracy, loss in zip(self.holdout_accuracy.tolist(), self.losses.mean(axis=1).tolist(), strict=True):
            gain.add(accuracy, loss)
        return self.epochs_run - int(self.epochs_seen[gain.at])

    def threshold_epoch(self, threshold: float) -> int | None:
        """The first epoch whose mean error is not above ``threshold``; None where there is none."""
        below: BoolArray = self.sse.mean(axis=1) <= threshold
        return int(self.epochs_seen[below.argmax()]) if below.any() else None

    def until(self, look: int) -> Pass:
        """The pass as it was at a look, from 0 on, but for ``weights``, which stay those of the end."""
        if look >= len(self.epochs_seen) - 1:
            return self
        some = slice(look + 1)
        return replace(
            self,
            epochs_seen=self.epochs_seen[some],
            sse=self.sse[some],
            losses=self.losses[some],
            accuracies=self.accuracies[some],
            stopped=None,
        )
