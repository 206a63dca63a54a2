"""A multilayer perceptron, features → ReLU → softmax, K of them at once.

Every array has K first. NumPy's matmul takes one matrix product for each of the K, of the shape that it has when a
network is alone: so what a network computes does not depend, to the bit, on the others beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from lrtui.core.objectives import Array


@dataclass(frozen=True)
class Parameters:
    """The weights and biases of K networks (or their gradients).

    Attributes:
        hidden_weights: shape ``(K, features, hidden)``.
        hidden_biases: shape ``(K, 1, hidden)``.
        output_weights: shape ``(K, hidden, classes)``.
        output_biases: shape ``(K, 1, classes)``.
    """

    hidden_weights: Array
    hidden_biases: Array
    output_weights: Array
    output_biases: Array

    @property
    def count(self) -> int:
        """How many numbers one network has."""
        return sum(array.shape[1] * array.shape[2] for array in self.arrays)

    @property
    def arrays(self) -> tuple[Array, ...]:
        """All of them, in the order of the fields."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def take(self, networks: list[int]) -> Parameters:
        """Copies of some of the K networks."""
        return Parameters(*(array[networks] for array in self.arrays))


def initial_parameters(features: int, hidden: int, classes: int, seeds: Sequence[int]) -> Parameters:
    """A random network for each of the seeds; where these are the same, so are the networks.

    ReLU weights uniform within ±√(6/fan_in) (He et al., 2015), softmax weights within ±√(6/(fan_in + fan_out)) (Glorot
    and Bengio, 2010), biases 0: Keras's ``he_uniform`` and ``glorot_uniform``.
    """
    relu, softmax = np.sqrt(6 / features), np.sqrt(6 / (hidden + classes))
    first = np.empty((len(seeds), features, hidden))
    second = np.empty((len(seeds), hidden, classes))
    for network, seed in enumerate(seeds):
        random = np.random.default_rng(seed)
        first[network] = random.uniform(-relu, relu, (features, hidden))
        second[network] = random.uniform(-softmax, softmax, (hidden, classes))
    return Parameters(first, np.zeros((len(seeds), 1, hidden)), second, np.zeros((len(seeds), 1, classes)))


def logits_of(parameters: Parameters, features: Array) -> Array:
    """What goes into the softmax, ``(K, rows, classes)``; ``features`` (rows, features), or with K first."""
    with np.errstate(all="ignore"):
        hidden = np.maximum(features @ parameters.hidden_weights + parameters.hidden_biases, 0.0)
        return np.asarray(hidden @ parameters.output_weights + parameters.output_biases)


def softmax(logits: Array) -> Array:
    """Probabilities over the last axis."""
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


def gradients(parameters: Parameters, features: Array, targets: Array) -> Parameters:
    """The gradient of the mean cross-entropy of a batch, for each of the K networks (backpropagation).

    Args:
        parameters: the networks.
        features: shape ``(rows, features)``, or ``(K, rows, features)`` for a batch of its own for each network.
        targets: the one-hot labels, ``(rows, classes)`` or ``(K, rows, classes)``.
    """
    with np.errstate(all="ignore"):
        hidden = np.maximum(features @ parameters.hidden_weights + parameters.hidden_biases, 0.0)
        error = softmax(hidden @ parameters.output_weights + parameters.output_biases)
        error -= targets
        error /= targets.shape[-2]
        back = error @ parameters.output_weights.swapaxes(1, 2)
        back *= hidden > 0
        return Parameters(
            features.swapaxes(-1, -2) @ back,
            back.sum(axis=1, keepdims=True),
            hidden.swapaxes(1, 2) @ error,
            error.sum(axis=1, keepdims=True),
        )


def descend(parameters: Parameters, slope: Parameters, learning_rate: ArrayLike) -> None:
    """One step of gradient descent in place, each network at its own rate; ``learning_rate`` (K,) or one for all."""
    rate = np.asarray(learning_rate)[..., None, None]
    with np.errstate(all="ignore"):
        for array, gradient in zip(parameters.arrays, slope.arrays, strict=True):
            array -= rate * gradient
