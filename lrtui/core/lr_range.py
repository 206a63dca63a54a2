"""The learning-rate range test: one run whose rate grows from batch to batch, for several seeds at once.

L. N. Smith, "Cyclical learning rates for training neural networks" (2017). What one run suggests differs from run to
run; hence several seeds, whose networks are trained in lockstep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.data import Dataset
from lrtui.core.metrics import cross_entropy
from lrtui.core.network import initial_parameters, inputs_of, logits_of, softmax
from lrtui.core.recipe import PLAIN, Recipe
from lrtui.core.stepping import Stepper
from lrtui.core.training import presentation_order

BETA = 0.98
"""The share of the moving average that stays when another loss is added."""

TOO_HIGH = 4.0
"""A run stops when its smoothed loss is above its lowest by this factor."""


class LossCurve:
    """The losses of one run and their debiased exponential moving average, aₖ/(1 − βᵏ), aₖ = βaₖ₋₁ + (1 − β)lₖ."""

    def __init__(self) -> None:
        self.running = True
        self.batches = 0
        self._losses: list[float] = []
        self._smoothed: list[float] = []
        self._average = 0.0
        self._lowest = np.inf

    @property
    def losses(self) -> Array:
        """The losses as measured, ``(iterations,)``."""
        return np.array(self._losses)

    @property
    def smoothed(self) -> Array:
        """The moving average of the losses, ``(iterations,)``."""
        return np.array(self._smoothed)

    def add(self, loss: float) -> None:
        """Note the loss of another batch: one that is too high ends the run, and one that is not finite, unnoted."""
        self.batches += 1
        if not np.isfinite(loss):
            self.running = False
            return
        self._losses.append(loss)
        self._average = BETA * self._average + (1 - BETA) * loss
        smoothed = self._average / (1 - BETA ** len(self._losses))
        self._smoothed.append(smoothed)
        self._lowest = min(self._lowest, smoothed)
        self.running = smoothed <= TOO_HIGH * self._lowest


class RangeTest:
    """A network for each seed, all trained by batches at the same growing rate.

    ``work()`` does a little at each pull; how the pulls are spread changes nothing.

    Args:
        train: the rows to learn from.
        holdout: the rows whose loss is taken; None for the loss of each batch, before it is learned from.
        learning_rates: n of them, rising, one a batch.
        seeds: they decide the initial weights and the order of presentation.
        recipe: the optimizer of all networks; its own rate is not used.
        batch, hidden: as for ``Training``.
    """

    def __init__(
        self,
        train: Dataset,
        holdout: Dataset | None,
        learning_rates: tuple[float, ...],
        seeds: Sequence[int],
        *,
        recipe: Recipe = PLAIN,
        batch: int = 50,
        hidden: int = 50,
    ) -> None:
        self.learning_rates = learning_rates
        self.seeds = tuple(seeds)
        self.curves = tuple(LossCurve() for _ in seeds)
        self.iteration = 0
        self._batch = batch
        features, classes = train.features.shape[1], len(train.classes)
        self._inputs, self._targets, self._labels = inputs_of(train.features), train.targets.T, train.labels
        self._holdout = None if holdout is None else (inputs_of(holdout.features), holdout.labels)
        weights = initial_parameters(features, hidden, classes, self.seeds)
        self._stepper = Stepper(weights, (recipe,) * len(self.seeds))
        self._rates = np.broadcast_to(np.reshape(learning_rates, (-1, 1, 1)), (len(learning_rates), len(self.seeds), 1))

    @property
    def done(self) -> bool:
        """Whether the rates are through, or every run has stopped."""
        return self.iteration == len(self.learning_rates) or not any(curve.running for curve in self.curves)

    def work(self) -> Iterator[None]:
        """Go to the end, pausing after every batch."""
        epoch = 0
        while not self.done:
            epoch += 1
            orders = np.stack([presentation_order(len(self._labels), seed, epoch) for seed in self.seeds])
            for start in range(0, orders.shape[1], self._batch):
                self._step(orders[:, start : start + self._batch])
                yield
                if self.done:
                    return

    def run(self) -> RangeTest:
        """Go to the end without a pause."""
        for _ in self.work():
            pass
        return self

    def _step(self, rows: IntArray) -> None:
        # Each network has rows of its own: (features + 1, seeds, rows) becomes (seeds, features + 1, rows).
        inputs, targets = (np.moveaxis(array[:, rows], 0, 1) for array in (self._inputs, self._targets))
        rates = self._rates[self.iteration]
        if self._holdout is None:
            losses = self._losses(inputs, self._labels[rows])
            self._stepper.step(inputs, targets, rates)
        else:
            self._stepper.step(inputs, targets, rates)
            losses = self._losses(*self._holdout)
        self.iteration += 1
        for curve, loss in zip(self.curves, losses.tolist(), strict=True):
            if curve.running:
                curve.add(loss)

    def _losses(self, inputs: Array, labels: IntArray) -> Array:
        """The mean cross-entropy of each network on some rows."""
        _, logarithms = softmax(logits_of(self._stepper.weights, inputs))
        return cross_entropy(logarithms, labels)
