"""One step of descent after another, as pure functions of the state from which they set out.

A step that was not kept can so be computed again from one that was, by the same arithmetic and to the same bits.

One step of plain descent is x' = x − η·f'(x). The gradient of a quadratic is linear, so that multiplies the distance
to the minimum by 1 − η·f'': the distances are a cumulative product, which NumPy takes one multiplication after the
other, in C: a hundred thousand steps cost less than a millisecond. Any other function, or rule, is a loop in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Protocol

import numpy as np

from lrtui.core.arrays import Array, BoolArray
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import PLAIN, Recipe

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import Optimizer, State

BLOCK = 12_288
"""How many iterates of plain descent on a quadratic are best computed at once: few enough for the cache, enough to hide
the cost of a call."""

SHORT_BLOCK = 1024
"""The same where each step is a turn in Python: those behind the end of a run are thrown away."""

OPERATIONS = 8192
"""How many operations on arrays of a few runs take some milliseconds, for which a person does not wait."""

MANY = 1_000_000
"""Steps on a quadratic that take no longer."""


class Dynamics(Protocol):
    """How the state of runs follows from the state before. Each run has a row of its own in every array.

    The first array of a state is the iterates; the others are what else the next step depends on.
    """

    @property
    def block(self) -> int:
        """How many iterates are best computed at once."""

    @property
    def turn(self) -> int:
        """How many steps take some milliseconds at the most."""

    def start(self, x0: Array) -> State:
        """The state at the initial points ``(runs,)``."""

    def steps(self, state: State, rates: Array, moving: BoolArray, count: int, noise: Array | None = None) -> State:
        """The states 0 … ``count`` steps from ``state``; its arrays ``(runs,)`` become ``(count + 1, runs)``.

        The rates are ``(runs,)``, or ``(count, runs)`` where they change on the way; ``moving``, in either shape, is
        a mask of the runs that take the step: the others keep their state. ``noise`` is added to the gradients,
        ``(count, runs)`` or ``(count, 1)``. What comes out for a run depends on its own row alone, and for a step on
        the steps before it alone.
        """


@dataclass(frozen=True)
class Linear:
    """Plain descent on a quadratic. The state is the iterates, and where the minimum is not at 0 their distances to it.

    (A distance that is computed anew from an iterate has lost digits.)

    The curvature f'' is positive; 1/f'' and 2/f'' must be ordinary floats.
    """

    curvature: float
    minimum: float = 0.0

    @property
    def best_learning_rate(self) -> float:
        """The rate 1/f'' that reaches the minimum in one step."""
        return 1.0 / self.curvature

    @property
    def block(self) -> int:
        """See ``Dynamics``."""
        return BLOCK

    @property
    def turn(self) -> int:
        """See ``Dynamics``."""
        return MANY

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
        return (x0, x0 - self.minimum) if self.minimum else (x0,)

    def steps(self, state: State, rates: Array, moving: BoolArray, count: int, noise: Array | None = None) -> State:
        """The states 0 … ``count`` steps from ``state``, see ``Dynamics``; there can be no noise."""
        assert noise is None, "with noise a step is no product"
        distances = state[-1]
        walked = np.empty((count + 1, *distances.shape))
        walked[0] = distances
        # Times 1 an iterate stays what it is, to the bit. At the minimum, so it does if the factor has overflowed.
        walked[1:] = np.where(moving & (distances != 0), self.factors(rates), 1.0)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            if count == 1:  # many runs at once, which NumPy accumulates slowly
                walked[1] *= distances
            else:
                np.multiply.accumulate(walked, axis=0, out=walked)
        # 0 + (−0) is 0: a run that has arrived reads as 0 and not as -0.0.
        walked += 0.0
        if not self.minimum:
            return (walked,)
        # An iterate that has not moved since the start may have digits that m + (x − m) has not.
        moved = np.logical_or.accumulate(walked[1:] != walked[:-1], axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            points = np.where(moved, walked[1:] + self.minimum, state[0])
        return np.concatenate([state[0][None], points]), walked


@dataclass(frozen=True)
class Iterated:
    """Descent on any objective by any optimizer, one step after the other. The state is the iterates and the rule's.

    A schedule is rates ``(count, runs)`` that change on the way.

    Attributes:
        objective: the function to descend.
        rule: how a gradient becomes a step.
    """

    objective: Objective
    rule: Optimizer

    @property
    def block(self) -> int:
        """See ``Dynamics``."""
        return SHORT_BLOCK

    @property
    def turn(self) -> int:
        """See ``Dynamics``."""
        from lrtui.core.expression.function import Expression

        operations = self.objective.operations if isinstance(self.objective, Expression) else 0
        return max(min(SHORT_BLOCK, OPERATIONS // (operations + 1)), 1)

    def start(self, x0: Array) -> State:
        """The state at the initial points ``(runs,)``."""
        return (x0, *self.rule.init(x0))

    def steps(self, state: State, rates: Array, moving: BoolArray, count: int, noise: Array | None = None) -> State:
        """The states 0 … ``count`` steps from ``state``, see ``Dynamics``."""
        if moving.ndim > 1 or moving.all():
            return self._walk(state, rates, moving if moving.ndim > 1 else None, count, noise)
        # The same runs move all the way: the others need no thought.
        going = np.flatnonzero(moving)
        walked = tuple(np.repeat(array[None], count + 1, axis=0) for array in state)
        heard = noise if noise is None or noise.shape[-1] == 1 else noise[..., going]
        histories = self._walk(tuple(array[going] for array in state), rates[..., going], None, count, heard)
        for every, part in zip(walked, histories, strict=True):
            every[:, going] = part
        return walked

    def _walk(
        self, state: State, rates: Array, moving: BoolArray | None, count: int, noise: Array | None = None
    ) -> State:
        """The states 0 … ``count`` steps from ``state``; all runs move where no mask ``(count, runs)`` is given."""
        histories = tuple(np.empty((count + 1, *array.shape)) for array in state)
        gradient, update = self._gradient(state[0].size), self.rule.update
        for history, array in zip(histories, state, strict=True):
            history[0] = array
        points, *others = histories
        x, inner, rate = points[0], state[1:], rates
        with np.errstate(all="ignore"):
            for step in range(count):
                if rates.ndim > 1:
                    rate = rates[step]
                slope = gradient(x) if noise is None else gradient(x) + noise[step]
                change, following = update(slope, inner, rate)
                if moving is None:
                    x, inner = np.subtract(x, change, out=points[step + 1]), following
                else:
                    mask = moving[step]
                    points[step + 1] = x = np.where(mask, x - change, x)
                    inner = tuple(np.where(mask, new, old) for new, old in zip(following, inner, strict=True))
                for history, array in zip(others, inner, strict=True):
                    history[step + 1] = array
        return histories

    def _gradient(self, size: int) -> Callable[[Array], Array]:
        """The gradient for arrays ``(size,)``, as quick as can be; it may warn."""
        from lrtui.core.expression.function import Expression  # no parabola needs it

        objective = self.objective
        return objective.gradient_on(size) if isinstance(objective, Expression) else objective.gradient


def dynamics_of(objective: Objective, recipe: Recipe = PLAIN, *, noisy: bool = False) -> Dynamics:
    """How runs go down ``objective`` by the optimizer of ``recipe``; its rate and schedule are given with the steps.

    So is noise, for which it has to be ``noisy``.
    """
    if isinstance(objective, Quadratic) and recipe.optimizer == "sgd" and not noisy:
        return Linear(2.0 * objective.a, objective.minimum)
    return Iterated(objective, recipe.rule_on(objective))


def distance_to_minimum(objective: Objective, x: Array) -> Array:
    """The distances |x − x*| to the nearest minimum x*, in the shape of ``x``; infinite where there is none."""
    minima = objective.minima
    with np.errstate(over="ignore", invalid="ignore"):
        if len(minima) <= 2:
            distances = [np.abs(x - minimum) for minimum in minima.tolist()]
            return reduce(np.minimum, distances) if distances else np.full(x.shape, np.inf)
        above = np.searchsorted(minima, x).clip(1, len(minima) - 1)
        return np.asarray(np.minimum(np.abs(x - minima[above - 1]), np.abs(x - minima[above])))


def converged(distances: Array, tolerance: float) -> BoolArray:
    """Whether a run has converged at each but the last of the steps whose ``distances`` are given, steps first.

    It has where its distance to the minimum is within the tolerance, and the next step does not leave again. (A
    diverging rate that starts closer to the minimum than the tolerance has something to show.)
    """
    return np.asarray((distances[:-1] <= tolerance) & (distances[1:] <= distances[:-1]))
