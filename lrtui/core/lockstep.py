"""Networks of several recipes and seeds, trained in lockstep: each seed has weights, order and rows of its own."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import numpy as np

from lrtui.core.arrays import Array, BoolArray, IntArray
from lrtui.core.folds import Folds
from lrtui.core.network import Parameters, initial_parameters, inputs_of, logits_of, shared, softmax
from lrtui.core.pacing import Pace
from lrtui.core.recipe import Recipe
from lrtui.core.stepping import Stepper
from lrtui.core.training import CHUNK, presentation_order

PIECE = 10_000
"""Rows of all networks together that are measured between two pauses, but not fewer than ``CHUNK`` of one seed."""


class Lockstep:
    """Stochastic gradient descent on the mean cross-entropy, of R recipes × S seeds at once.

    Networks of one seed have the same initial weights, rows and order. ``work()`` does a little at each pull; how the
    pulls are spread changes nothing. A network computes to the bit what ``Training`` computes for its recipe and seed.
    A recipe takes no further part when the loss of one of its seeds is no longer finite, or when ``drop`` says so.

    Args:
        folds: the rows to learn from and to hold out.
        recipes: R of them, with rates > 0; a schedule goes by epochs, a time-based one by updates (see ``Pace``).
        seeds: S of them.
        epochs: how many passes over the training rows; ≥ 1.
        every: epochs from one look to the next, ≥ 1; the last epoch is looked at too.
        learned: whether the error on the training rows is that of the epoch in which they were learned from, which
            costs nothing; else, and before any training, they are all measured anew, as the held-out rows are.
        batch, hidden: as for ``Training``.

    Attributes:
        epoch: how many epochs there have been.
        looks: how often the networks have been measured; the first time before any training.
        active: the recipes that still train, by their indices.
    """

    def __init__(
        self,
        folds: Folds,
        recipes: tuple[Recipe, ...],
        seeds: Sequence[int],
        *,
        epochs: int,
        every: int = 1,
        learned: bool = False,
        batch: int = 50,
        hidden: int = 50,
    ) -> None:
        self.folds, self.recipes, self.seeds, self.epochs = folds, recipes, tuple(seeds), epochs
        self.epoch = self.looks = 0
        self.active = np.arange(len(recipes))
        self._every, self._learned, self._batch = every, learned, batch
        pool = folds.pool
        # A row of the data in one piece: batches are drawn from all over the pool.
        self._inputs, self._targets = np.ascontiguousarray(inputs_of(pool.features).T), pool.targets
        self._labels = pool.labels
        weights = initial_parameters(pool.features.shape[1], hidden, len(pool.classes), self.seeds)
        each = np.repeat(np.arange(len(self.seeds)), len(recipes))
        self._stepper = Stepper(weights.take(each), recipes * len(self.seeds))
        self._pace = Pace(recipes * len(self.seeds), epochs, -(-folds.train.shape[1] // batch))
        self._history = np.empty((3, 64, len(recipes), len(self.seeds)))

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train."""
        return self.looks > 0 and (self.epoch == self.epochs or not len(self.active))

    @property
    def epochs_seen(self) -> IntArray:
        """The epochs after which the networks were measured, ``(looks,)``."""
        return np.minimum(np.arange(self.looks) * self._every, self.epochs)

    @property
    def sse(self) -> Array:
        """The total sum squared error on the training rows at each look, ``(looks, R, S)``; NaN for what takes none."""
        return self._history[0, : self.looks]

    @property
    def loss(self) -> Array:
        """The mean cross-entropy on the held-out rows at each look, ``(looks, R, S)``; NaN for what takes no part."""
        return self._history[1, : self.looks]

    @property
    def accuracy(self) -> Array:
        """The share of the held-out rows that is right at each look, ``(looks, R, S)``; NaN for what takes no part."""
        return self._history[2, : self.looks]

    def weights(self, recipe: int) -> Parameters:
        """A copy of the present weights of one active recipe, for each of the seeds."""
        (at,) = np.flatnonzero(self.active == recipe)
        return self._stepper.weights.take(np.arange(len(self.seeds)) * len(self.active) + at)

    def drop(self, recipes: Sequence[int]) -> None:
        """Let recipes take no further part."""
        self._keep(~np.isin(self.active, recipes))

    def work(self) -> Iterator[None]:
        """Train to the end, pausing after every update and between the pieces of a look.

        When a pause has raised ``looks``, ``weights`` are those that were measured, and ``drop`` may be called.
        """
        if not self.looks:
            yield from self._look()
        while not self.done:
            yield from self._train_epoch()
            if self.epoch % self._every == 0 or self.epoch == self.epochs:
                yield from self._look()

    def _train_epoch(self) -> Iterator[None]:
        count = self.folds.train.shape[1]
        rows_by_seed = zip(self.folds.train, self.seeds, strict=True)
        order = np.stack([rows[presentation_order(count, seed, self.epoch + 1)] for rows, seed in rows_by_seed])
        rates = self._pace.rates(self.epoch)
        self._squared = np.zeros(len(rates))
        for update, start in enumerate(range(0, count, self._batch)):
            # A batch at a time: all of an epoch would be S copies of the rows.
            self._stepper.step(*self._drawn(order[:, start : start + self._batch]), rates[:, update, None])
            if self._learned:
                self._squared += self._stepper.squared_error()
            yield
        self.epoch += 1
        if self._pace.waits:
            yield from self._learn()

    def _learn(self) -> Iterator[None]:
        """Tell the networks that wait for a better loss how they have done on the held-out rows in this epoch."""
        count = self.folds.holdout.shape[1]
        _, losses, _ = yield from self._measure(self.folds.holdout)
        self._pace.learn(losses.ravel() / count)

    def _look(self) -> Iterator[None]:
        """Measure all networks; only then does the look count, and recipes with a network that diverged drop out."""
        shape = len(self.seeds), len(self.active)
        found = np.empty((3, *shape))
        if self.epoch and self._learned:
            found[0] = self._squared.reshape(shape)
        else:
            found[0], _, _ = yield from self._measure(self.folds.train)
        _, loss, right = yield from self._measure(self.folds.holdout)
        found[1:] = np.array([loss, right]) / self.folds.holdout.shape[1]
        found = found.swapaxes(1, 2)
        if self.looks == self._history.shape[1]:
            self._history = np.concatenate([self._history] * 2, axis=1)
        finite = np.asarray(np.isfinite(found).all(axis=(0, 2)))
        self._history[:, self.looks] = np.nan
        self._history[:, self.looks, self.active] = np.where(finite[:, None], found, np.nan)
        self.looks += 1
        self._keep(finite)
        yield

    def _drawn(self, rows: IntArray) -> tuple[Array, Array]:
        """Inputs and targets of some rows for each seed, ``(S, n)``, with the rows last, as networks take them."""
        return self._inputs.take(rows, axis=0).swapaxes(1, 2), self._targets.take(rows, axis=0).swapaxes(1, 2)

    def _measure(self, rows: IntArray) -> Generator[None, None, Array]:
        """Sums over the rows ``(S, n)`` of each seed: squared errors, cross-entropy, rows that are right; (3, S, A).

        Before any training all networks of a seed are the same, and A is 1.
        """
        everything = self._stepper.weights
        if not self.epoch:
            everything = everything.take(slice(None, None, len(self.active)))
        count = len(everything.numbers) // len(self.seeds)
        total = np.zeros((3, len(rows), count))
        at_once = max(PIECE // (count * min(rows.shape[1], CHUNK)), 1)
        for first in range(0, len(rows), at_once):
            seeds = slice(first, first + at_once)
            weights = Parameters(everything.numbers[first * count : seeds.stop * count], *everything.sizes)
            for start in range(0, rows.shape[1], CHUNK):
                some = rows[seeds, start : start + CHUNK]
                inputs, targets = self._drawn(some)
                # (seeds, recipes, rows, classes)
                probabilities, logarithms = (shared(part, len(some)) for part in softmax(logits_of(weights, inputs)))
                labels = self._labels[some][:, None]
                with np.errstate(all="ignore"):
                    total[0, seeds] += np.square(probabilities - targets.swapaxes(1, 2)[:, None]).sum(axis=(2, 3))
                    total[1, seeds] -= np.take_along_axis(logarithms, labels[..., None], axis=3)[..., 0].sum(axis=2)
                total[2, seeds] += (probabilities.argmax(axis=3) == labels).sum(axis=2)
                yield
        return total

    def _keep(self, kept: BoolArray) -> None:
        if kept.all():
            return
        self.active = self.active[kept]
        networks = np.flatnonzero(np.tile(kept, len(self.seeds)))
        self._stepper.keep(networks)
        self._pace.keep(networks)
