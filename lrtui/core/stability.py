"""What a learning rate does near a minimum: whether descent converges there, and how fast.

Near a minimum x* a step of plain descent multiplies the distance x − x* by 1 − η·f''(x*), so everything follows from
that factor: a step is stable for 0 < η < 2/f'', and the rate 1/f'' is the fastest. On a quadratic this is exact
everywhere, f = a·x² having f'' = 2a. (Polyak, "Introduction to Optimization", 1987, section 1.4.)
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.dynamics import Linear, converged
from lrtui.core.optimizers import PLAIN_LIMIT

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import State
    from lrtui.core.recipe import Recipe

LONGEST = 1_000_000
"""No run can be asked for more steps; up to this number a count is that of the run itself."""

BLOCK = 4096
"""How many steps are walked at once."""


class Regime(StrEnum):
    """What a constant learning rate does to the iterates, from the lowest rates to the highest."""

    MONOTONE_DIVERGENCE = "monotone_divergence"
    FROZEN = "frozen"
    MONOTONE_CONVERGENCE = "monotone_convergence"
    ONE_STEP = "one_step"
    OSCILLATING_CONVERGENCE = "oscillating_convergence"
    TWO_CYCLE = "two_cycle"
    OSCILLATING_DIVERGENCE = "oscillating_divergence"


@dataclass(frozen=True)
class Stability:
    """What a constant learning rate does near one minimum under plain descent.

    Attributes:
        objective: the function that is descended.
        learning_rate: η; finite, of any sign and size.
        minimum: the place x* of the minimum.
        curvature: f''(x*) > 0.
    """

    objective: Objective
    learning_rate: float
    minimum: float
    curvature: float

    @cached_property
    def linear(self) -> Linear:
        """Descent as it is near the minimum; on a quadratic, everywhere."""
        return Linear(self.curvature, self.minimum)

    @property
    def best_learning_rate(self) -> float:
        """The rate 1/f'' that reaches the minimum in one step."""
        return self.linear.best_learning_rate

    @property
    def critical_learning_rate(self) -> float:
        """The rate 2/f'' above which descent diverges."""
        return PLAIN_LIMIT / self.curvature

    @cached_property
    def factor(self) -> float:
        """The signed factor 1 − η·f'' by which a step multiplies the distance to the minimum; ±inf on overflow."""
        return float(self.linear.factors(np.array(self.learning_rate)))

    @property
    def growth_factor(self) -> float:
        """The size |1 − η·f''| of the factor: the distance shrinks where it is below 1."""
        return abs(self.factor)

    @property
    def regime(self) -> Regime:
        """The regime of η, by comparing it with 0, 1/f'' and 2/f'' (never by rounding a factor)."""
        return self.regimes(np.array([self.learning_rate]))[0]

    def growth_factors(self, rates: Array) -> Array:
        """The growth factors that other ``rates`` would have, in their shape; infinite on overflow."""
        return np.abs(self.linear.factors(rates))

    def regimes(self, rates: Array) -> list[Regime]:
        """The regimes of other ``rates`` ``(n,)``, by the same comparisons."""
        marks = [0.0, self.best_learning_rate, self.critical_learning_rate]
        below, up_to = (np.searchsorted(marks, rates, side) for side in ("left", "right"))
        regimes = tuple(Regime)
        return [regimes[index] for index in (below + up_to).tolist()]

    def steps_to_tolerance(self, x0: float, tolerance: float) -> int | None:
        """How many steps a run from ``x0`` takes until it has converged, as ``Trajectory`` counts them.

        That is the first k with |x₀ − x*|·|1 − η·f''|ᵏ ≤ tolerance. Where the floats of the run decide which step is
        the first, the run is walked. A count beyond ``LONGEST`` steps is that of the closed form alone, and a
        tolerance of 0 that takes longer is taken never to be met.

        Returns:
            The number of steps; None where a run never converges: its rate does not let it, or it freezes
            or circles among the smallest floats before, or f is too large for a float after the first step.
        """
        return _count(self, x0, tolerance)

    def steps_to_scale(self, ratio: float) -> float | None:
        """How many steps (a real number) multiply the distance by ``ratio`` > 0: ln(ratio) / ln|1 − η·f''|.

        None where the distance does not change at that pace: the factor is 0, 1 or infinite, or moves the other way.
        """
        growth = self.growth_factor
        if growth in (0.0, 1.0):
            return None
        steps = math.log(ratio) / math.log(growth)
        return steps if steps > 0 else None


def stability(objective: Objective, recipe: Recipe, x: float) -> Stability | None:
    """What ``recipe`` does near the minimum of ``objective`` that is nearest to ``x``.

    None where no formula holds: there is no known minimum, it is flat, or the recipe is not plain descent at a constant
    rate.
    """
    minima = objective.minima.tolist()
    if not minima or (recipe.optimizer, recipe.schedule) != ("sgd", "constant"):
        return None
    minimum = min(minima, key=lambda place: abs(place - x))
    curvature = float(objective.hessian(np.array(minimum)))
    return Stability(objective, recipe.learning_rate, minimum, curvature) if curvature > 0 else None


def edge(recipe: Recipe, rate: float | None = None) -> float | None:
    """The curvature up to which an update is stable: 2/η for plain descent, 2(1 + β)/η with momentum (Polyak, 1964).

    With Adam, 38/η, it is that of the preconditioned Hessian, see ``Optimizer.scale``, and so it is with RMSprop and
    Adagrad.

    Args:
        recipe: the optimizer.
        rate: η, where a schedule has changed it; None for the recipe's own.
    """
    limit, rate = recipe.rule.limit, recipe.learning_rate if rate is None else rate
    return None if limit is None else limit / rate if rate else math.inf


def descent_ratio(before: Array, after: Array, rates: Array | float, squares: Array) -> Array:
    """How much of the descent that the slope promised a step of plain descent has made: (L − L′)/(η‖g‖²).

    On a parabola of curvature λ it is 1 − ηλ/2: near 1 the rate could be larger, ½ is the best, 0 is the edge, and
    below 0 f has risen (Armijo, 1966, asks it to be above a threshold). It says nothing of other optimizers. All
    shapes broadcast; NaN where g is 0.

    Args:
        before: f, or the loss on all rows, before the step.
        after: the same after it.
        rates: η.
        squares: ‖g‖² before the step, of the same f.
    """
    with np.errstate(all="ignore"):
        promised = rates * squares
        return np.asarray(np.where(promised == 0, np.nan, (before - after) / promised))


@lru_cache(maxsize=64)
def _count(stability: Stability, x0: float, tolerance: float) -> int | None:
    """The steps to the tolerance: by the closed form, or where it is in doubt, by a walk."""
    growth = stability.growth_factor
    (points, *_), distances = _steps(stability, stability.linear.start(np.array([x0])), 1)
    before, after = distances.tolist()
    if before <= tolerance and after <= before:
        return 0
    if growth >= 1.0 or not np.isfinite(stability.objective.value(points[1:])).all():
        return None
    if growth == 0.0:
        return 1
    # Logarithms one by one, because their quotient can underflow. Below the smallest float a distance is 0.
    goal, start, pace = math.log(max(tolerance, math.ulp(0.0))), math.log(before), math.log(growth)
    steps = max(math.ceil((goal - start) / pace), 0)
    if steps > LONGEST:
        return steps if tolerance else None
    # The run rounds once a step, by half a unit of 2⁻⁵² at the most, and each logarithm and product once: with
    # twice as much left on both sides, the closed form cannot be wrong. The smallest floats round more.
    doubt = sys.float_info.epsilon * (steps + 2 * (abs(goal) + abs(start) + steps * abs(pace)))
    if stability.minimum and tolerance:  # the iterates themselves are rounded
        doubt += 2 * math.ulp(abs(stability.minimum) + before) / min(tolerance, before)
    last, but_one = start + steps * pace - goal, start + (steps - 1) * pace - goal
    if last < -doubt and but_one > doubt and tolerance >= sys.float_info.min:
        return steps
    return _walk(stability, x0, tolerance)


def _walk(stability: Stability, x0: float, tolerance: float) -> int | None:
    """The steps to the tolerance by the run's own multiplications; None once it cannot come any nearer."""
    taken, block = 0, 64
    state = stability.linear.start(np.array([x0]))
    while taken < 2 * LONGEST:
        states, distances = _steps(stability, state, block)
        near = converged(distances, tolerance)
        if near.any():
            return taken + int(near.argmax())
        if distances[-1] == distances[-3]:
            return None
        state, taken, block = tuple(array[-1] for array in states), taken + block, BLOCK
    return None


def _steps(stability: Stability, state: State, count: int) -> tuple[State, Array]:
    """The states 0 … ``count`` steps from one, and their distances from the minimum ``(count + 1,)``."""
    states = stability.linear.steps(state, np.array([stability.learning_rate]), np.array([True]), count)
    return states, np.abs(states[0][:, 0] - stability.minimum)
