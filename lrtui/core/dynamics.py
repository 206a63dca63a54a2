"""One step of descent after another, as pure functions of the state from which they set out.

A step that was not kept can so be computed again from one that was, by the same arithmetic and to the same bits.

One step of plain descent is x' = x − η·f'(x). The gradient of a quadratic is linear, so that multiplies the distance
to the minimum by 1 − η·f'': the distances are a cumulative product, which NumPy takes one multiplication after the
other, in C: a hundred thousand steps cost less than a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Protocol

import numpy as np

from lrtui.core.arrays import Array, BoolArray
from lrtui.core.quadratic import Quadratic

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import State


class Dynamics(Protocol):
    """How the state of runs follows from the state before. Each run has a row of its own in every array.

    The first array of a state is the iterates; the others are what else the next step depends on.
    """

    def start(self, x0: Array) -> State:
        """The state at the initial points ``(runs,)``."""

    def steps(self, state: State, rates: Array, moving: BoolArray, count: int) -> State:
        """The states 0 … ``count`` steps from ``state``; its arrays ``(runs,)`` become ``(count + 1, runs)``.

        The rates are ``(runs,)``, or ``(count, runs)`` where they change on the way; ``moving``, in the same shape, is
        a mask of the runs that take the step: the others keep their state. What comes out for a run depends on its own
        row alone, and for a step on the steps before it alone.
        """


@dataclass(frozen=True)
class Linear:
    """Plain descent on a quadratic whose minimum is at 0. The state is the iterates alone.

    The curvature f'' is positive; 1/f'' and 2/f'' must be ordinary floats.
    """

    curvature: float

    @property
    def best_learning_rate(self) -> float:
        """The rate 1/f'' that reaches the minimum in one step."""
        return 1.0 / self.curvature

    def factors(self, rates: Array) -> Array:
        """The signed factors 1 − η·f'' of a step, in the shape of ``rates``; ±inf on overflow.

        Computed as 1 − η/best: so a factor is exactly 0 at the best rate, exactly −1 at the critical one and on the
        right side of both elsewhere, for every curvature. (f''·η would round to 1.9999999999999998 at η = 2/f'' for
        some.)
        """
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(1.0 - rates / self.best_learning_rate)

    def start(self, x0: Array) -> State:
        """The state at the initial points ``(runs,)``."""
        return (x0,)

    def steps(self, state: State, rates: Array, moving: BoolArray, count: int) -> State:
        """The states 0 … ``count`` steps from ``state``, see ``Dynamics``."""
        (iterates,) = state
        walked = np.empty((count + 1, *iterates.shape))
        walked[0] = iterates
        # Times 1 an iterate stays what it is, to the bit. At the minimum, so it does if the factor has overflowed.
        walked[1:] = np.where(moving & (iterates != 0), self.factors(rates), 1.0)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            if count == 1:  # many runs at once, which NumPy accumulates slowly
                walked[1] *= iterates
            else:
                np.multiply.accumulate(walked, axis=0, out=walked)
        # 0 + (−0) is 0: a run that has arrived reads as 0 and not as -0.0.
        walked += 0.0
        return (walked,)


def dynamics_of(objective: Objective) -> Dynamics:
    """How runs go down ``objective`` by plain descent; ValueError where there is no way yet."""
    if isinstance(objective, Quadratic):
        return Linear(2.0 * objective.a)
    raise ValueError(f"{objective.text} cannot be descended yet")


def distance_to_minimum(objective: Objective, x: Array) -> Array:
    """The distances |x − x*| to the nearest minimum x*, in the shape of ``x``; infinite where there is none."""
    with np.errstate(over="ignore", invalid="ignore"):
        distances = [np.abs(x - minimum) for minimum in objective.minima.tolist()]
    return reduce(np.minimum, distances) if distances else np.full(x.shape, np.inf)


def converged(distances: Array, tolerance: float) -> BoolArray:
    """Whether a run has converged at each but the last of the steps whose ``distances`` are given, steps first.

    It has where its distance to the minimum is within the tolerance, and the next step does not leave again. (A
    diverging rate that starts closer to the minimum than the tolerance has something to show.)
    """
    return np.asarray((distances[:-1] <= tolerance) & (distances[1:] <= distances[:-1]))
