"""The sharpness of networks: the largest eigenvalue of the Hessian of the mean training loss.

Along the direction of that eigenvalue λ a step of plain descent multiplies the distance to the minimum by 1 − ηλ, as on
a parabola of curvature λ. So descent is locally stable while λ is below 2/η, and training often drifts to where it is
about that (Cohen et al., "Gradient descent on neural networks typically occurs at the edge of stability", 2021).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import partial

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.data import Dataset
from lrtui.core.hessian import Hessian
from lrtui.core.lanczos import largest_eigenvalues, unit
from lrtui.core.network import Parameters, inputs_of
from lrtui.core.training import Training

ROWS = 2_000
"""Of data with more training rows, so many are drawn for the sharpness; always the same."""

TOGETHER = 4
"""Networks that are measured at once: so many fit in a processor's cache."""

BEHIND = 20
"""Epochs that are best measured in a row: to go back and forth from training takes a tenth longer."""


def sharpness(parameters: Parameters, inputs: Array, targets: Array, start: Array | None = None) -> tuple[Array, Array]:
    """The sharpness of K networks on some rows, ``(K,)``, and where to start the next time, ``(K, count)``.

    It is right to 1 %; where a network has little to do with the one that ``start`` is from, as after a chaotic epoch,
    the second largest eigenvalue is taken for it once in some hundred times. A network is measured to the bit as it
    would be alone. One whose numbers are not finite, or too large for single precision, has NaN.

    Args:
        parameters: of the networks.
        inputs: ``(features + 1, rows)``, see ``inputs_of``.
        targets: the one-hot labels, ``(classes, rows)``.
        start: what came out for much the same networks; None for a fixed random direction.
    """
    measuring = _measure(Hessian(inputs, targets), parameters, start)
    while True:
        try:
            next(measuring)
        except StopIteration as end:
            values, vectors, _ = end.value
            return values, vectors


class Sharpness:
    """The sharpness of a training's networks, epoch after epoch; each starts from where the one before ended.

    Args:
        train: the rows that are learned from.
        networks: how many there are.

    Attributes:
        rows: how many rows are measured on: all, or a fixed sample of ``ROWS`` where there are more.
        sampled: whether it is a sample.
        count: how many epochs ``catch_up`` has measured.
        slopes: ‖g‖² of the networks that were measured last; ``(K,)``.
    """

    def __init__(self, train: Dataset, networks: int) -> None:
        rows = sample_of(len(train))
        self.rows, self.sampled = len(rows), len(rows) < len(train)
        self._hessian = Hessian(inputs_of(train.features[rows]), np.ascontiguousarray(train.targets[rows].T))
        # λ and ‖g‖², epochs, networks; with room for more epochs than have been measured.
        self._measured = np.empty((2, 64, networks))
        self.count = 0
        self._starts: Array | None = None
        self._networks = networks
        self.slopes = np.full(networks, np.nan)

    def measure(
        self, parameters: Parameters, networks: Sequence[int], scales: Array | None = None
    ) -> Generator[None, None, Array]:
        """The sharpness ``(K,)`` of the ``networks`` whose ``parameters`` are given, with a pause after each product.

        With ``scales`` D, in the shape of the parameters' numbers, it is that of D^−½·H·D^−½, which is what the limit
        of a rule with an ``Optimizer.scale`` is for; NaN where a scale is, as before any update. The other networks
        have NaN. How the pauses are used changes nothing.
        """
        rows = list(networks)
        if self._starts is None:
            self._starts = np.repeat(random_start(parameters.count)[None], self._networks, axis=0)
        measured = yield from _measure(self._hessian, parameters, self._starts[rows], scales)
        values = np.full(self._networks, np.nan)
        self.slopes = np.full(self._networks, np.nan)
        values[rows], self._starts[rows], self.slopes[rows] = measured
        return values

    @property
    def history(self) -> Array:
        """What ``catch_up`` has measured so far, ``(epochs, K)`` from epoch 0 on.

        NaN for a network that has diverged, and for an epoch whose weights are not kept.
        """
        return self._measured[0, : self.count]

    @property
    def squares(self) -> Array:
        """‖g‖² of the mean loss on these rows, in the same shape."""
        return self._measured[1, : self.count]

    def behind(self, training: Training) -> int:
        """How many epochs have been trained and not been measured."""
        return training.epoch + 1 - self.count

    def catch_up(self, training: Training) -> Iterator[None]:
        """Measure all epochs that have been trained and not been measured, with pauses as in ``measure``.

        Epochs are measured in their order, so that the values do not depend on when that is done.
        """
        while self.behind(training) > 0:
            kept = training.snapshot(self.count)
            values = slopes = np.full(self._networks, np.nan)
            if kept is not None:
                values = yield from self.measure(kept.weights, kept.active, kept.scales)
                slopes = self.slopes
            if self.count == self._measured.shape[1]:
                self._measured = np.concatenate([self._measured] * 2, axis=1)
            self._measured[:, self.count] = values, slopes
            self.count += 1


def sample_of(rows: int) -> IntArray:
    """The rows that the sharpness is measured on: all, or ``ROWS`` of them, drawn once for all."""
    return np.arange(rows) if rows <= ROWS else np.sort(np.random.default_rng(0).permutation(rows)[:ROWS])


def random_start(count: int) -> Array:
    """A direction ``(count,)`` that is always the same, and leans nowhere."""
    return np.asarray(np.random.default_rng(0).normal(size=count) / np.sqrt(count))


def _measure(
    hessian: Hessian, parameters: Parameters, start: Array | None, scales: Array | None = None
) -> Generator[None, None, tuple[Array, Array, Array]]:
    """Values, the next starts and ‖g‖² of K networks, with pauses; NaN and the old start where there is no value."""
    networks = len(parameters.numbers)
    starts = np.tile(random_start(parameters.count), (networks, 1)) if start is None else start.copy()
    values, slopes = np.full(networks, np.nan), np.full(networks, np.nan)
    with np.errstate(divide="ignore"):
        roots = np.ones((networks, 1)) if scales is None else 1 / np.sqrt(scales)
    finite = np.flatnonzero(np.isfinite(parameters.numbers).all(axis=1) & np.isfinite(roots).all(axis=1))
    for first in range(0, len(finite), TOGETHER):
        some = finite[first : first + TOGETHER]
        with np.errstate(all="ignore"):
            gradient = hessian.at(parameters.take(some))
            slopes[some] = np.square(gradient).sum(axis=1)
            # The gradient leans towards the sharp directions: one that was not the sharpest before is found by it.
            gradient *= roots[some]
            guesses = unit(np.stack([starts[some], np.where(np.isfinite(gradient), gradient, 0.0)], axis=1))
        yield
        products = hessian.times if scales is None else partial(_scaled, hessian, roots[some])
        values[some], starts[some] = yield from largest_eigenvalues(products, guesses)
    return values, starts, slopes


def _scaled(hessian: Hessian, roots: Array, directions: Array, some: slice) -> Array:
    """The products of D^−½·H·D^−½ with directions, from the ``roots`` D^−½."""
    return roots[some] * hessian.times(roots[some] * directions, some)
