"""The rules by which a gradient becomes a step, as pairs of functions on arrays of runs.

A rule is a pair, as optax has it: ``init`` makes the state that a run begins with, ``update`` turns a gradient and a
learning rate into a step and the next state. Both are arithmetic on arrays of any shape with runs (or networks)
first, so one rule serves points and networks. A row of a state belongs to one run: it can be dropped with the run.

The rules are those of ``torch.optim``, with its defaults, to rounding. An optimizer is added here and nowhere else.
NumPy is imported in functions only, so that the command line can name them all without loading it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from lrtui.core.parts import Parameter

if TYPE_CHECKING:
    from lrtui.core.arrays import Array

    State = tuple[Array, ...]


class Optimizer(NamedTuple):
    """A rule with its parameter filled in.

    Attributes:
        init: the parameters of the runs, ``(runs, ...)``, to the state that they begin with; each array of it has
            the runs first.
        update: gradient ``(runs, ...)``, state and learning rates, which broadcast against the gradient, to the step
            that is subtracted from the parameters, and the next state. It changes none of its arguments.
        limit: the product η·λ of the learning rate and a direction's curvature below which descent is stable along
            that direction; None where no formula holds.
        scale: for a rule that divides each number's step by what it has seen of its gradients: the state to these
            divisors D after an update, in the gradient's shape. ``limit`` then is for the curvatures of the
            preconditioned Hessian D^−½·H·D^−½, as they are while D stays about the same (Cohen et al., "Adaptive
            gradient methods at the edge of stability", 2022).
    """

    init: Callable[[Array], State]
    update: Callable[[Array, State, Array], tuple[Array, State]]
    limit: float | None = None
    scale: Callable[[State], Array] | None = None


class OptimizerEntry(NamedTuple):
    """How a rule is made from its parameter, and what that is; a rule without one is made from 0."""

    make: Callable[[float], Optimizer]
    parameter: Parameter | None = None


PLAIN_LIMIT = 2.0
"""Plain descent multiplies a distance by 1 − ηλ, which is smaller than 1 in size for 0 < ηλ < 2."""

BETA = Parameter("β", 0.9, below=1.0)
"""How much of the last velocity is left."""


def _sgd(_: float) -> Optimizer:
    """Plain gradient descent, x' = x − η·f'(x)."""
    return Optimizer(lambda parameters: (), lambda gradient, state, rate: (rate * gradient, state), limit=PLAIN_LIMIT)


def _momentum(beta: float) -> Optimizer:
    """The heavy ball (Polyak, 1964) as PyTorch and Keras have it: v' = β·v + f'(x), x' = x − η·v'."""

    def update(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        velocity = beta * state[0]
        velocity += gradient
        return rate * velocity, (velocity,)

    return Optimizer(lambda parameters: (0.0 * parameters,), update, limit=PLAIN_LIMIT * (1 + beta))


def _nesterov(beta: float) -> Optimizer:
    """Nesterov's momentum (1983) as PyTorch has it: v' = β·v + f'(x), x' = x − η·(f'(x) + β·v')."""

    def update(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        velocity = beta * state[0]
        velocity += gradient
        step = beta * velocity
        step += gradient
        step *= rate
        return step, (velocity,)

    return Optimizer(lambda parameters: (0.0 * parameters,), update, limit=PLAIN_LIMIT * (1 + beta) / (1 + 2 * beta))


def _rmsprop(_: float) -> Optimizer:
    """RMSprop (Hinton, 2012): s' = α·s + (1 − α)·g², x' = x − η·g/(√s' + ε), with α = 0.99 and ε = 1e-8.

    (Keras has α = 0.9 and ε = 1e-7.)
    """
    return _divided(lambda state, squares: 0.99 * state + 0.01 * squares, epsilon=1e-8)


def _adagrad(_: float) -> Optimizer:
    """Adagrad (Duchi, Hazan and Singer, 2011): s' = s + g², x' = x − η·g/(√s' + ε), with s = 0 at first and ε = 1e-10.

    (Keras has s = 0.1 at first and ε = 1e-7.)
    """
    return _divided(lambda state, squares: state + squares, epsilon=1e-10)


def _divided(following: Callable[[Array, Array], Array], epsilon: float) -> Optimizer:
    """A rule that divides the gradient by √s + ε; ``following`` makes the next s from the last one and g²."""
    import numpy as np

    def update(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        squares = following(state[0], gradient * gradient)
        step = np.sqrt(squares)
        step += epsilon
        np.divide(gradient, step, out=step)
        step *= rate
        return step, (squares,)

    return Optimizer(
        lambda parameters: (0.0 * parameters,), update, PLAIN_LIMIT, lambda state: np.sqrt(state[0]) + epsilon
    )


def _adam(_: float) -> Optimizer:
    """Adam (Kingma and Ba, 2014): x' = x − η·(m'/(1 − β₁ᵗ))/(√(s'/(1 − β₂ᵗ)) + ε), t counting updates from 1 on.

    m' = β₁·m + (1 − β₁)·g and s' = β₂·s + (1 − β₂)·g², with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. The state is m, s, β₁ᵗ and
    β₂ᵗ.
    """
    import numpy as np

    first, second, epsilon = 0.9, 0.999, 1e-8

    def init(parameters: Array) -> State:
        ones = np.ones((len(parameters), *(1 for _ in parameters.shape[1:])))
        return 0.0 * parameters, 0.0 * parameters, ones, ones

    def update(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        before, squares_before, first_power, second_power = state
        first_power, second_power = first * first_power, second * second_power
        mean = gradient - before
        mean *= 1 - first
        mean += before
        squares = gradient * gradient
        squares *= 1 - second
        squares += second * squares_before
        step = np.sqrt(squares)
        step /= np.sqrt(1 - second_power)
        step += epsilon
        np.divide(mean, step, out=step)
        step *= rate / (1 - first_power)
        return step, (mean, squares, first_power, second_power)

    def scale(state: State) -> Array:
        _, squares, first_power, second_power = state
        return (np.sqrt(squares / (1 - second_power)) + epsilon) * (1 - first_power)

    return Optimizer(init, update, PLAIN_LIMIT * (1 + first) / (1 - first), scale)


OPTIMIZERS: dict[str, OptimizerEntry] = {
    "sgd": OptimizerEntry(_sgd),
    "momentum": OptimizerEntry(_momentum, BETA),
    "nesterov": OptimizerEntry(_nesterov, BETA),
    "rmsprop": OptimizerEntry(_rmsprop),
    "adagrad": OptimizerEntry(_adagrad),
    "adam": OptimizerEntry(_adam),
}
"""The rules that need nothing but gradients, by the names that recipes give them."""
