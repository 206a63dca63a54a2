"""What a learning rate does near a minimum: whether descent converges there, and how fast.

Near a minimum x* a step of plain descent multiplies the distance x − x* by 1 − η·f''(x*), so everything follows from
that factor: a step is stable for 0 < η < 2/f'', and the rate 1/f'' is the fastest. On a quadratic this is exact
everywhere, f = a·x² having f'' = 2a. (Polyak, "Introduction to Optimization", 1987, section 1.4.) What momentum makes
of it is in ``core.momentum``.
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
from lrtui.core.momentum import best_beta, modulus
from lrtui.core.objectives import COEFFICIENT_RANGE
from lrtui.core.optimizers import PLAIN_LIMIT

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import State
    from lrtui.core.recipe import Recipe

LONGEST = 1_000_000
"""No run can be asked for more steps; up to this number a count is that of the run itself."""

LONGEST_WALK = 50_000
"""The most steps that are walked one by one, with momentum."""

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
    """What a constant learning rate does near one minimum, under plain descent or with momentum.

    Attributes:
        objective: the function that is descended.
        learning_rate: η; finite, of any sign and size.
        minimum: the place x* of the minimum.
        curvature: f''(x*) > 0.
        beta: the momentum β, below 1; 0 for plain descent.
        nesterov: whether it is Nesterov's momentum and not the heavy ball.
    """

    objective: Objective
    learning_rate: float
    minimum: float
    curvature: float
    beta: float = 0.0
    nesterov: bool = False

    @cached_property
    def linear(self) -> Linear:
        """Plain descent as it is near the minimum; on a quadratic, everywhere."""
        return Linear(self.curvature, self.minimum)

    @property
    def best_learning_rate(self) -> float:
        """The rate with the smallest growth factor: 1/f'', which without momentum reaches the minimum in one step.

        The heavy ball has the same one, √β, at all rates of ``best_learning_rates``; (1 + β)/f'' is their middle.
        """
        if self.beta and not self.nesterov:
            return (1.0 + self.beta) / self.curvature
        return self.linear.best_learning_rate

    @property
    def best_learning_rates(self) -> tuple[float, float]:
        """The lowest and the highest rate with the smallest growth factor."""
        if not self.beta or self.nesterov:
            return self.best_learning_rate, self.best_learning_rate
        root = math.sqrt(self.beta)
        return (1.0 - root) ** 2 / self.curvature, (1.0 + root) ** 2 / self.curvature

    @property
    def swinging_rate(self) -> float:
        """The rate from which on a run swings: where the roots are no positive numbers, see ``core.momentum``."""
        share = ((1.0 - self.beta) / (1.0 + self.beta)) ** 2 if self.beta and self.nesterov else 1.0
        return share * self.best_learning_rates[0]

    @property
    def best_beta(self) -> float | None:
        """The β with the smallest growth factor at this rate; None where it converges with none."""
        return best_beta(self.learning_rate * self.curvature, nesterov=self.nesterov)

    @property
    def critical_learning_rate(self) -> float:
        """The rate above which descent diverges: 2/f'', 2(1 + β)/f'', or 2(1 + β)/((1 + 2β)·f'') with Nesterov's."""
        if not self.beta:
            return PLAIN_LIMIT / self.curvature
        return PLAIN_LIMIT * (1.0 + self.beta) / (1.0 + 2.0 * self.beta if self.nesterov else 1.0) / self.curvature

    @cached_property
    def factor(self) -> float:
        """The signed factor 1 − η·f'' by which a step multiplies the distance to the minimum; ±inf on overflow.

        With momentum no one number multiplies it, and it is the modulus, see ``core.momentum``.
        """
        rate = np.array(self.learning_rate)
        return float(self.growth_factors(rate) if self.beta else self.linear.factors(rate))

    @property
    def growth_factor(self) -> float:
        """The size |1 − η·f''| of the factor, or the modulus: the distance shrinks where it is below 1."""
        return abs(self.factor)

    @cached_property
    def regime(self) -> Regime:
        """The regime of η, by comparing it with 0, 1/f'' and 2/f'' (never by rounding a factor)."""
        return self.regimes(np.array([self.learning_rate]))[0]

    def growth_factors(self, rates: Array) -> Array:
        """The growth factors that other ``rates`` would have, in their shape; infinite on overflow."""
        if self.beta:
            return modulus(rates * self.curvature, self.beta, nesterov=self.nesterov)
        return np.abs(self.linear.factors(rates))

    def regimes(self, rates: Array) -> list[Regime]:
        """The regimes of other ``rates`` ``(n,)``, by the same comparisons.

        With momentum no rate lands in one step.
        """
        edges = [0.0, self.swinging_rate, self.critical_learning_rate]
        below, up_to = (np.searchsorted(edges, rates, side) for side in ("left", "right"))
        regimes = [*Regime]
        if self.beta:
            regimes[regimes.index(Regime.ONE_STEP)] = Regime.MONOTONE_CONVERGENCE
        return [regimes[index] for index in (below + up_to).tolist()]

    def steps_to_tolerance(self, x0: float, tolerance: float) -> int | None:
        """How many steps a run from ``x0`` takes until it has converged, as ``Trajectory`` counts them.

        That is the first k with |x₀ − x*|·|1 − η·f''|ᵏ ≤ tolerance. Where the floats of the run decide which step is
        the first, the run is walked. A count beyond ``LONGEST`` steps is that of the closed form alone, and a
        tolerance of 0 that takes longer is taken never to be met. With momentum the run is walked on the parabola of
        this curvature, and a count beyond ``LONGEST_WALK`` is what the modulus promises.

        Returns:
            The number of steps; None where a run never converges: its rate does not let it, or it freezes
            or circles among the smallest floats before, or f is too large for a float after the first step.
        """
        return _count_with_momentum(self, x0, tolerance) if self.beta else _count(self, x0, tolerance)

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

    None where no formula holds: there is no known minimum, it is flat (or 2/f'' is no ordinary float), or the recipe is
    neither plain descent nor momentum at a constant rate.
    """
    minima = objective.minima.tolist()
    if not minima or recipe.schedule != "constant" or recipe.optimizer not in ("sgd", "momentum", "nesterov"):
        return None
    minimum = min(minima, key=lambda place: abs(place - x))
    curvature = float(objective.hessian(np.array(minimum)))
    low, high = COEFFICIENT_RANGE
    if not 2 * low <= curvature <= 2 * high:
        return None
    beta, nesterov = recipe.value or 0.0, recipe.optimizer == "nesterov"
    return Stability(objective, recipe.learning_rate, minimum, curvature, beta, nesterov)


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


@lru_cache(maxsize=64)
def _count_with_momentum(stability: Stability, x0: float, tolerance: float) -> int | None:
    """The steps to the tolerance by the run's own arithmetic; None where it does not converge."""
    growth, beta, rate = stability.growth_factor, stability.beta, stability.learning_rate
    distance, velocity = x0 - stability.minimum, 0.0
    promised = 0.0
    if abs(distance) > tolerance:
        if growth >= 1:
            return None
        promised = math.log(max(tolerance, sys.float_info.min) / abs(distance)) / math.log(max(growth, math.ulp(0.0)))
    if promised > LONGEST_WALK:
        return math.ceil(promised) if tolerance else None
    for step in range(2 * math.ceil(promised) + 1000):
        slope = stability.curvature * distance
        velocity = beta * velocity + slope
        before, distance = distance, distance - rate * (slope + beta * velocity if stability.nesterov else velocity)
        if abs(before) <= tolerance and abs(distance) <= abs(before):
            return step
    return None


def _steps(stability: Stability, state: State, count: int) -> tuple[State, Array]:
    """The states 0 … ``count`` steps from one, and their distances from the minimum ``(count + 1,)``."""
    states = stability.linear.steps(state, np.array([stability.learning_rate]), np.array([True]), count)
    return states, np.abs(states[0][:, 0] - stability.minimum)
