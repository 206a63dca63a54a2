"""The rules by which a gradient becomes a step, as pairs of functions on arrays of runs.

A rule is a pair, as optax has it: ``init`` makes the state that a run begins with, ``update`` turns a gradient and a
learning rate into a step and the next state. Both are arithmetic on arrays of any shape with runs (or networks)
first, so one rule serves points and networks. A row of a state belongs to one run: it can be dropped with the run.

An optimizer is added here and nowhere else. Nothing is imported, so that the command line can name them all without
loading NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lrtui.core.arrays import Array

    State = tuple[Array, ...]


class Optimizer(NamedTuple):
    """A rule with its parameter filled in.

    Attributes:
        init: the parameters of the runs, ``(runs, ...)``, to the state that they begin with; each array of it has
            the runs first.
        update: gradient ``(runs, ...)``, state and learning rates, which broadcast against the gradient, to the step
            that is subtracted from the parameters, and the next state.
        limit: the product η·λ of the learning rate and a direction's curvature below which descent is stable along
            that direction; None where no formula holds.
    """

    init: Callable[[Array], State]
    update: Callable[[Array, State, Array], tuple[Array, State]]
    limit: float | None = None


class OptimizerEntry(NamedTuple):
    """How a rule is made from its parameter, and the parameter's usual value; that is None for a rule without one."""

    make: Callable[[float | None], Optimizer]
    parameter: float | None = None


PLAIN_LIMIT = 2.0
"""Plain descent multiplies a distance by 1 − ηλ, which is smaller than 1 in size for 0 < ηλ < 2."""


def _sgd(_: float | None) -> Optimizer:
    """Plain gradient descent, x' = x − η·f'(x)."""
    return Optimizer(lambda parameters: (), lambda gradient, state, rate: (rate * gradient, state), limit=PLAIN_LIMIT)


OPTIMIZERS: dict[str, OptimizerEntry] = {"sgd": OptimizerEntry(_sgd)}
"""All rules by the names that recipes give them."""
