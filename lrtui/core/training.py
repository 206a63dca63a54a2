"""K networks trained in lockstep, from the same initial weights, in the same order of presentation, by K recipes."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array, BoolArray, IntArray
from lrtui.core.data import Dataset
from lrtui.core.metrics import Metrics, Truth, measure
from lrtui.core.network import Parameters, initial_parameters, inputs_of, logits_of, softmax
from lrtui.core.pacing import Pace
from lrtui.core.recipe import Recipe
from lrtui.core.stepping import Stepper

PARTS = ("train", "validation")

CHUNK = 1024
"""Rows that are evaluated between two pauses."""

SNAPSHOT_BYTES = 64_000_000
"""The room that the kept weights may take; beyond it every second of them is forgotten."""


def presentation_order(rows: int, seed: int, epoch: int) -> IntArray:
    """The order in which epoch 1, 2, … presents the rows; it does not depend on the epochs before."""
    return np.random.default_rng([seed, epoch]).permutation(rows)


class Snapshot(NamedTuple):
    """Networks after an epoch.

    Attributes:
        active: which they are, among the K.
        weights: their weights.
        scales: what their rules divide steps by, see ``Stepper.scales``.
    """

    active: list[int]
    weights: Parameters
    scales: Array | None


class Training:
    """Stochastic gradient descent on the mean cross-entropy, for K recipes at once.

    ``work()`` does a little at each pull; how the pulls are spread changes nothing. After epoch e, ``epoch`` is e and
    the histories hold e + 1 values, the first from before any training. A network whose loss is no longer finite has
    diverged: it takes no further part, and the others are to the bit what they would be without it.

    Args:
        train: the rows to learn from.
        validation: the rows to measure and not to learn from.
        recipes: K of them, with rates > 0; a schedule goes by epochs, a time-based one by updates (see ``Pace``).
        epochs: how many passes over the training rows; ≥ 1.
        batch: rows a step; the last step of an epoch takes what is left.
        hidden: ReLU units.
        seed: it decides the initial weights and the order of presentation.
        keep_weights: whether ``weights`` of any epoch will be asked for.

    Attributes:
        epoch: how many epochs there have been; −1 before the first evaluation.
        active: the networks that have not diverged.
        diverged_at: the epoch in which each network diverged; None for one that has not.
    """

    def __init__(
        self,
        train: Dataset,
        validation: Dataset,
        recipes: tuple[Recipe, ...],
        *,
        epochs: int = 200,
        batch: int = 50,
        hidden: int = 50,
        seed: int = 0,
        keep_weights: bool = True,
    ) -> None:
        self.parts = {"train": train, "validation": validation}
        self.recipes = recipes
        self.epochs = epochs
        self.batch = batch
        self.seed = seed
        self.epoch = -1
        self.active = list(range(len(recipes)))
        self.diverged_at: list[int | None] = [None] * len(recipes)
        features, classes = train.features.shape[1], len(train.classes)
        self._inputs = {part: inputs_of(data.features) for part, data in self.parts.items()}
        self._truths = {part: Truth.of(data) for part, data in self.parts.items()}
        self._stepper = Stepper(initial_parameters(features, hidden, classes, (seed,) * len(recipes)), recipes)
        self._pace = Pace(recipes, epochs, -(-len(train) // batch))
        self._rates = np.tile([recipe.learning_rate for recipe in recipes], (64, 1))  # as the history
        self._keeps_weights = keep_weights
        # Metrics, epochs, networks; with room for more epochs than there have been.
        self._history = {part: np.empty((len(Metrics._fields), 64, len(recipes))) for part in PARTS}
        self._snapshots: dict[int, Snapshot] = {}
        self._snapshot_every = 1

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train."""
        return self.epoch == self.epochs or not self.active

    def history(self, part: str) -> Metrics:
        """The metrics of all epochs so far on ``part``, each of shape ``(epochs + 1, K)``; NaN after divergence."""
        return Metrics(*self._history[part][:, : self.epoch + 1])

    @property
    def rates(self) -> Array:
        """η of the first update after each epoch so far, ``(epochs + 1, K)``.

        After the last epoch it is what it would be, and after divergence what it was.
        """
        return self._rates[: self.epoch + 1]

    def weights(self, network: int, epoch: int) -> Parameters | None:
        """The weights of one network (K = 1) after ``epoch``, or the nearest epoch before it that was kept.

        None for a network that had diverged by then.
        """
        at = self.diverged_at[network]
        if at is not None and epoch >= at:
            return None
        kept = self._snapshots[epoch - epoch % self._snapshot_every]
        return kept.weights.take([kept.active.index(network)])

    def snapshot(self, epoch: int) -> Snapshot | None:
        """The networks that had not diverged after ``epoch``, and what they were; None where that is not kept."""
        return self._snapshots.get(epoch)

    @property
    def parameters(self) -> Parameters:
        """A copy of the present weights of the active networks."""
        return self._stepper.weights.take()

    def work(self) -> Iterator[None]:
        """Train to the end, pausing after every update, between the pieces of an evaluation and at an epoch's end.

        When a pause has raised ``epoch``, ``parameters`` are those of that epoch.
        """
        if self.epoch < 0:
            yield from self._evaluate()
        while not self.done:
            yield from self._train_epoch()
            yield from self._evaluate()

    def run(self) -> Training:
        """Train to the end without a pause."""
        for _ in self.work():
            pass
        return self

    def _train_epoch(self) -> Iterator[None]:
        order = presentation_order(len(self.parts["train"]), self.seed, self.epoch + 1)
        inputs, targets = self._inputs["train"][:, order], self._truths["train"].targets.T[:, order]
        rates = self._pace.rates(self.epoch)
        for update, start in enumerate(range(0, len(order), self.batch)):
            rows = slice(start, start + self.batch)
            self._stepper.step(inputs[:, rows], targets[:, rows], rates[:, update, None])
            yield

    def _evaluate(self) -> Iterator[None]:
        """Measure both parts; only then does the epoch count, and the networks that have diverged drop out."""
        measured = {}
        for part in self.parts:
            measured[part] = yield from self._measure(part)
        finite = np.isfinite(measured["train"].loss)
        for part, metrics in measured.items():
            self._record(part, np.where(finite, np.array(metrics), np.nan))
        self.epoch += 1
        if self.epoch:
            self._pace.learn(measured["validation"].loss)
        self._drop_diverged(finite)
        if self.epoch == len(self._rates):
            self._rates = np.concatenate([self._rates] * 2)
        self._rates[self.epoch] = self._rates[max(self.epoch - 1, 0)]
        self._rates[self.epoch, self.active] = self._pace.rates(self.epoch)[:, 0]
        if self._keeps_weights:
            self._keep_snapshot()
        yield

    def _measure(self, part: str) -> Generator[None, None, Metrics]:
        """The metrics of the networks still in training; shapes ``(active,)``."""
        inputs = self._inputs[part]
        chunks = []
        for start in range(0, inputs.shape[1], CHUNK):
            chunks.append(logits_of(self._stepper.weights, inputs[:, start : start + CHUNK]))
            yield
        probabilities, logarithms = softmax(chunks[0] if len(chunks) == 1 else np.concatenate(chunks, axis=1))
        yield
        return (yield from measure(probabilities, logarithms, self._truths[part]))

    def _record(self, part: str, values: Array) -> None:
        """Note the metrics of the active networks, ``(metrics, active)``, for the next epoch; NaN for the others."""
        epoch = self.epoch + 1
        if epoch == self._history[part].shape[1]:
            self._history[part] = np.concatenate([self._history[part]] * 2, axis=1)
        self._history[part][:, epoch] = np.nan
        self._history[part][:, epoch, self.active] = values

    def _drop_diverged(self, finite: BoolArray) -> None:
        if finite.all():
            return
        for network in np.array(self.active)[~finite]:
            self.diverged_at[network] = self.epoch
        kept = np.flatnonzero(finite)
        self.active = [self.active[row] for row in kept]
        self._stepper.keep(kept)
        self._pace.keep(kept)

    def _keep_snapshot(self) -> None:
        """Keep this epoch's weights; forget every second of them when they take too much room."""
        if self.epoch % self._snapshot_every:
            return
        scales = self._stepper.scales
        self._snapshots[self.epoch] = Snapshot(self.active, self._stepper.weights.take(), scales)
        size = self._stepper.weights.count * 8 * len(self.recipes) * (1 if scales is None else 2)
        while len(self._snapshots) > 2 and len(self._snapshots) * size > SNAPSHOT_BYTES:
            self._snapshot_every *= 2
            kept = (epoch for epoch in self._snapshots if epoch % self._snapshot_every == 0)
            self._snapshots = {epoch: self._snapshots[epoch] for epoch in kept}
