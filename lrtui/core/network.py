"""A multilayer perceptron, features → ReLU → softmax, K of them at once.

Every array has K first. NumPy's matmul takes one matrix product for each of the K, of the shape that it has when a
network is alone: so what a network computes does not depend, to the bit, on the others beside it.

In memory the rows of the data come last, so that all the work within a row is done on many rows at once; a bias is the
weight of one more input, which is always 1. Both make it several times faster than the textbook's layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array, IntArray

CACHE = 1_000_000
"""How many bytes of hidden units are computed before they are used: about the size of a processor's cache."""


@dataclass(frozen=True)
class Parameters:
    """The weights and biases of K networks (or their gradients), all of them in ``numbers``, ``(K, count)``.

    A network has ``features`` inputs, ``hidden`` ReLU units and ``classes`` outputs.
    """

    numbers: Array
    features: int
    hidden: int
    classes: int

    @classmethod
    def zeros(cls, networks: int, features: int, hidden: int, classes: int) -> Parameters:
        """K networks whose weights and biases are all 0."""
        count = hidden * (features + 1) + classes * (hidden + 1)
        return cls(np.zeros((networks, count)), features, hidden, classes)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Features, hidden units and classes."""
        return self.features, self.hidden, self.classes

    @property
    def count(self) -> int:
        """How many numbers one network has."""
        return int(self.numbers.shape[1])

    @property
    def first(self) -> Array:
        """From the inputs and a 1 to the hidden units: a view, shape ``(K, hidden, features + 1)``."""
        return self.numbers[:, : self.hidden * (self.features + 1)].reshape(-1, self.hidden, self.features + 1)

    @property
    def second(self) -> Array:
        """From the hidden units and a 1 to the outputs: a view, shape ``(K, classes, hidden + 1)``."""
        return self.numbers[:, self.hidden * (self.features + 1) :].reshape(-1, self.classes, self.hidden + 1)

    @property
    def arrays(self) -> tuple[Array, Array, Array, Array]:
        """Hidden weights and biases, output weights and biases, as a textbook has them; all are views.

        Shapes ``(K, features, hidden)``, ``(K, 1, hidden)``, ``(K, hidden, classes)`` and ``(K, 1, classes)``.
        """
        first, second = self.first.swapaxes(1, 2), self.second.swapaxes(1, 2)
        return first[:, :-1], first[:, -1:], second[:, :-1], second[:, -1:]

    def take(self, networks: Sequence[int] | IntArray | slice = slice(None)) -> Parameters:
        """Copies of some of the K networks, or of all."""
        return Parameters(self.numbers[networks].copy(), *self.sizes)


def initial_parameters(features: int, hidden: int, classes: int, seeds: Sequence[int]) -> Parameters:
    """A random network for each of the seeds; where these are the same, so are the networks.

    ReLU weights uniform within ±√(6/fan_in) (He et al., 2015), softmax weights within ±√(6/(fan_in + fan_out)) (Glorot
    and Bengio, 2010), biases 0: Keras's ``he_uniform`` and ``glorot_uniform``.
    """
    relu, softmax = np.sqrt(6 / features), np.sqrt(6 / (hidden + classes))
    parameters = Parameters.zeros(len(seeds), features, hidden, classes)
    first, _, second, _ = parameters.arrays
    for network, seed in enumerate(seeds):
        random = np.random.default_rng(seed)
        first[network] = random.uniform(-relu, relu, (features, hidden))
        second[network] = random.uniform(-softmax, softmax, (hidden, classes))
    return parameters


def inputs_of(features: Array) -> Array:
    """What goes into a network: ``features`` (rows, features) with the rows last, and a 1; (features + 1, rows)."""
    return np.vstack([features.T, np.ones(len(features))])


def logits_of(parameters: Parameters, inputs: Array) -> Array:
    """What goes into the softmax, ``(K, rows, classes)``.

    ``inputs`` are ``(features + 1, rows)``; or with B first, where each of the B is for the next K/B of the networks.
    """
    rows, batches = inputs.shape[-1], len(inputs) if inputs.ndim == 3 else len(parameters.numbers)
    first, second = shared(parameters.first, batches), shared(parameters.second, batches)
    logits = np.empty((*first.shape[:2], parameters.classes, rows))
    group = max(CACHE // ((parameters.hidden + 1) * rows * 8 * max(first.shape[1], 1)), 1)
    units = np.empty((min(group, batches), first.shape[1], parameters.hidden + 1, rows))
    units[:, :, -1] = 1
    zeros = np.zeros(units.shape[2:])
    with np.errstate(all="ignore"):
        for start in range(0, batches, group):
            some = slice(start, min(start + group, batches))
            here = units[: some.stop - start]
            np.matmul(first[some], inputs if inputs.ndim == 2 else inputs[some, None], out=here[:, :, :-1])
            np.maximum(here, zeros, out=here)
            np.matmul(second[some], here, out=logits[some])
    return logits.reshape(-1, parameters.classes, rows).swapaxes(1, 2)


def shared(array: Array, batches: int) -> Array:
    """A view of what has K networks first, by the batches that are shared: ``(batches, K/batches, …)``."""
    return array.reshape(batches, len(array) // max(batches, 1), *array.shape[1:])


def softmax(logits: Array) -> tuple[Array, Array]:
    """Probabilities over the last axis, and their logarithms.

    The logarithms are not taken of the probabilities, so that one that underflows does not make a loss infinite.
    """
    with np.errstate(all="ignore"):
        shifted = logits - logits.max(axis=-1, keepdims=True)
        exponentials = np.exp(shifted)
        total = exponentials.sum(axis=-1, keepdims=True)
        return np.divide(exponentials, total, out=exponentials), np.subtract(shifted, np.log(total), out=shifted)


class _Room(NamedTuple):
    """The arrays for one kind of batch, and the views of them and of the weights that its gradients take.

    Those of hidden units have a row for the 1 too, because a whole array is contiguous; ``hidden`` and ``back_hidden``
    are without it. Where several batches are shared, ``first``, ``hidden``, ``errors``, ``backs`` and ``first_slope``
    have the batches first.
    """

    first: Array
    units: Array
    hidden: Array
    units_across: Array
    zeros: Array
    error: Array
    errors: Array
    back: Array
    back_hidden: Array
    backs: Array
    first_slope: Array
    second_slope: Array


class Backpropagation:
    """The gradient of the mean cross-entropy of batches, for K networks; the arrays for the work are made once.

    Overflow is left to the caller's ``numpy.errstate``, which costs time in every batch. The parameters are looked at
    as they are at each call.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._first, self._second = parameters.first, parameters.second
        self._second_across = self._second[:, :, :-1].swapaxes(1, 2)
        self._slope = Parameters(np.empty_like(parameters.numbers), *parameters.sizes)
        self._rooms: dict[tuple[int, int], _Room] = {}
        self._error = np.empty((len(parameters.numbers), parameters.classes, 0))

    def gradients(self, inputs: Array, targets: Array) -> Parameters:
        """The gradient for each network (backpropagation); it holds until the next call.

        Args:
            inputs: ``(features + 1, rows)``; or ``(B, features + 1, rows)``, where each of the B batches is for the
                next K/B of the networks.
            targets: the one-hot labels, ``(classes, rows)`` or ``(B, classes, rows)``.
        """
        rows, batches = inputs.shape[-1], 0
        if inputs.ndim == 3:
            batches, inputs, targets = len(inputs), inputs[:, None], targets[:, None]
        room = self._rooms.get((rows, batches)) or self._new_room(rows, batches)
        units, error, back = room.units, room.error, room.back
        np.matmul(room.first, inputs, out=room.hidden)
        np.maximum(units, room.zeros, out=units)
        np.matmul(self._second, units, out=error)
        error -= error.max(axis=1, keepdims=True)
        np.exp(error, out=error)
        error /= error.sum(axis=1, keepdims=True)
        np.subtract(room.errors, targets, out=room.errors)
        error *= 1 / rows
        np.matmul(self._second_across, error, out=room.back_hidden)
        back *= units > room.zeros
        np.matmul(room.backs, inputs.swapaxes(-1, -2), out=room.first_slope)
        np.matmul(error, room.units_across, out=room.second_slope)
        self._error = error
        return self._slope

    def squared_error(self) -> Array:
        """Σ (p − onehot)² over the last batch, before the step, for each network: ``(K,)``."""
        error = self._error  # (p − onehot)/rows
        return np.asarray(np.einsum("kcr,kcr->k", error, error) * error.shape[2] ** 2)

    def _new_room(self, rows: int, batches: int) -> _Room:
        networks, (_, hidden, classes) = len(self._parameters.numbers), self._parameters.sizes
        units, error = np.ones((networks, hidden + 1, rows)), np.empty((networks, classes, rows))
        back = np.zeros_like(units)
        by_batch = partial(shared, batches=batches) if batches else np.asarray
        room = self._rooms[rows, batches] = _Room(
            first=by_batch(self._first),
            units=units,
            hidden=by_batch(units[:, :-1]),
            units_across=units.swapaxes(1, 2),
            zeros=np.zeros((hidden + 1, rows)),
            error=error,
            errors=by_batch(error),
            back=back,
            back_hidden=back[:, :-1],
            backs=by_batch(back[:, :-1]),
            first_slope=by_batch(self._slope.first),
            second_slope=self._slope.second,
        )
        return room
