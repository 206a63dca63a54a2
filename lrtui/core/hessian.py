"""The Hessian of a network's loss, as products with directions.

The matrix itself is never made: of 303 numbers it would be small, of a wide network it would not. A product with a
direction is the gradient, differentiated along it, and costs about as much as a gradient (B. A. Pearlmutter, "Fast
exact multiplication by the Hessian", 1994). It is exact, no difference: a ReLU's second derivative is 0 but for the
kink. All work is done in single precision, in half the time; products are right to about a millionth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrtui.core.arrays import Array
from lrtui.core.network import Parameters

Floats = NDArray[np.float32]


@dataclass
class _Room:
    """The arrays of the work, K networks first and rows last.

    Attributes:
        both: how the hidden units change along a direction, or what flows back into them; after that they and a 1.
        on: 1 where a hidden unit is above 0, else 0.
        probabilities: those of the softmax.
        shares: the same, over the number of rows.
        errors: the probabilities less the targets, over the number of rows; after them their change along a direction.
        output: the output weights, and after them those of the direction and its biases.
        across: the transposed output weights of the direction, and after them those of the network.
    """

    both: Floats
    on: Floats
    probabilities: Floats
    shares: Floats
    errors: Floats
    output: Floats
    across: Floats

    @classmethod
    def of(cls, parameters: Parameters, rows: int) -> _Room:
        networks, (_, hidden, classes) = len(parameters.numbers), parameters.sizes
        shapes = (
            *((2 * hidden + 1, rows), (hidden, rows), (classes, rows), (classes, rows)),
            *((2 * classes, rows), (classes, 2 * hidden + 1), (hidden, 2 * classes)),
        )
        return cls(*(np.ones((networks, *shape), np.float32) for shape in shapes))


class Hessian:
    """The Hessian of the mean cross-entropy on some rows, for K networks; its arrays are made once and used again.

    What is computed of a network does not depend, to the bit, on the others beside it. Overflow is left to the
    caller's ``numpy.errstate``.

    Args:
        inputs: ``(features + 1, rows)``, see ``inputs_of``.
        targets: the one-hot labels, ``(classes, rows)``.
    """

    def __init__(self, inputs: Array, targets: Array) -> None:
        self._inputs, self._targets = inputs.astype(np.float32), targets.astype(np.float32)
        self._share = np.float32(1 / inputs.shape[1])
        self._rooms: dict[int, _Room] = {}

    def at(self, parameters: Parameters) -> Array:
        """Go to these networks, whose products will be asked for. Their gradients, ``(K, count)``."""
        self._parameters = parameters
        networks, (_, hidden, classes) = len(parameters.numbers), parameters.sizes
        if networks not in self._rooms:
            self._rooms[networks] = _Room.of(parameters, self._inputs.shape[1])
        room = self._room = self._rooms[networks]
        units = room.both[:, hidden:-1]
        np.matmul(parameters.first.astype(np.float32), self._inputs, out=units)
        units *= np.greater(units, 0.0, out=room.on, casting="unsafe")
        powers = np.matmul(parameters.second.astype(np.float32), room.both[:, hidden:], out=room.probabilities)
        powers -= powers.max(axis=1, keepdims=True)
        np.exp(powers, out=powers)
        powers /= powers.sum(axis=1, keepdims=True)
        error = np.subtract(room.probabilities, self._targets, out=room.errors[:, :classes])
        error *= self._share
        room.shares[:] = room.probabilities * self._share
        weights = parameters.second[:, :, :-1]
        room.output[:, :, :hidden], room.across[:, :, classes:] = weights, weights.swapaxes(1, 2)
        return self._back(slice(None), room.across[:, :, classes:], error, error).numbers

    def times(self, directions: Array, some: slice = slice(None)) -> Array:
        """The products of the Hessians of ``some`` networks with a direction each, ``(some, count)``."""
        room, hidden, classes = self._room, self._parameters.hidden, self._parameters.classes
        direction = Parameters(directions.astype(np.float32), *self._parameters.sizes)
        both, errors, probabilities = room.both[some], room.errors[some], room.probabilities[some]
        change = np.matmul(direction.first, self._inputs, out=both[:, :hidden])
        change *= room.on[some]
        room.output[some, :, hidden:] = direction.second
        error = np.matmul(room.output[some], both, out=errors[:, classes:])
        error -= (probabilities * error).sum(axis=1, keepdims=True)
        error *= room.shares[some]
        room.across[some, :, :classes] = direction.second[:, :, :-1].swapaxes(1, 2)
        kept = np.matmul(errors[:, :classes], change.swapaxes(1, 2))
        product = self._back(some, room.across[some], errors, error)
        product.second[:, :, :-1] += kept
        return product.numbers

    def _back(self, some: slice, across: Floats, errors: Floats, error: Floats) -> Parameters:
        """What flows back: ``errors`` through ``across`` into the hidden weights, ``error`` into the output weights."""
        slope = Parameters(np.empty((len(error), self._parameters.count)), *self._parameters.sizes)
        both, hidden = self._room.both[some], self._parameters.hidden
        back = np.matmul(across, errors, out=both[:, :hidden])
        back *= self._room.on[some]
        slope.first[:] = np.matmul(back, self._inputs.T)
        slope.second[:] = np.matmul(error, both[:, hidden:].swapaxes(1, 2))
        return slope
