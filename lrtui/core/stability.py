"""When gradient descent on f(x) = a·x² converges, and how fast.

One step is x' = x − η·f'(x) = x·(1 − 2aη), so everything follows from the factor 1 − 2aη. In general the
factor along a direction of curvature λ = f'' is 1 − ηλ, and a step is stable for 0 < η < 2/λ; here λ = 2a.
"""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from lrtui.core.objectives import Array


class Regime(StrEnum):
    """What a constant learning rate does to the iterates."""

    MONOTONE_DIVERGENCE = "monotone_divergence"
    FROZEN = "frozen"
    MONOTONE_CONVERGENCE = "monotone_convergence"
    ONE_STEP = "one_step"
    OSCILLATING_CONVERGENCE = "oscillating_convergence"
    TWO_CYCLE = "two_cycle"
    OSCILLATING_DIVERGENCE = "oscillating_divergence"


def best_learning_rate(a: float) -> float:
    """The rate 1/(2a) = 1/f'' that reaches the minimum in one step."""
    return 0.5 / a


def critical_learning_rate(a: float) -> float:
    """The rate 1/a = 2/f'' above which gradient descent diverges."""
    return 1.0 / a


def update_factor(learning_rate: Array | float, a: float) -> Array:
    """The signed factor 1 − 2aη of x' = x·(1 − 2aη), in the shape of ``learning_rate``; ±inf on overflow.

    Computed as 1 − η/best: so it is exactly 0 at the best rate, exactly −1 at the critical one and on the right
    side of both elsewhere, for every a. (2a·η would round to 1.9999999999999998 at η = 1/a for some a.)
    """
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(1.0 - np.asarray(learning_rate, dtype=np.float64) / best_learning_rate(a))


def growth_factor(learning_rate: Array | float, a: float) -> Array:
    """|x'|/|x| = |1 − 2aη|, in the shape of ``learning_rate``; infinite on overflow."""
    return np.abs(update_factor(learning_rate, a))


def regime(learning_rate: float, a: float) -> Regime:
    """The regime of η, by comparing it with 0, 1/(2a) and 1/a (never by rounding a factor)."""
    best, critical = best_learning_rate(a), critical_learning_rate(a)
    if learning_rate < 0:
        return Regime.MONOTONE_DIVERGENCE
    if learning_rate == 0:
        return Regime.FROZEN
    if learning_rate < best:
        return Regime.MONOTONE_CONVERGENCE
    if learning_rate == best:
        return Regime.ONE_STEP
    if learning_rate < critical:
        return Regime.OSCILLATING_CONVERGENCE
    if learning_rate == critical:
        return Regime.TWO_CYCLE
    return Regime.OSCILLATING_DIVERGENCE


def steps_to_tolerance(x0: float, learning_rate: float, a: float, tolerance: float) -> int | None:
    """The first k with |x₀|·|1 − 2aη|ᵏ ≤ tolerance: ceil(ln(tolerance/|x₀|) / ln|1 − 2aη|), from the closed form.

    None where no step gets there: the factor is not below 1 (a tiny η can round to that), or the tolerance is 0.
    """
    if abs(x0) <= tolerance:
        return 0
    factor = float(growth_factor(learning_rate, a))
    if factor == 0.0:
        return 1
    if factor >= 1.0 or tolerance == 0.0:
        return None
    # A difference of logarithms, because the quotient tolerance/|x₀| can underflow.
    return math.ceil((math.log(tolerance) - math.log(abs(x0))) / math.log(factor))


def steps_to_scale(ratio: float, learning_rate: float, a: float) -> float | None:
    """How many steps (a real number) multiply |x| by ``ratio`` > 0: ln(ratio) / ln|1 − 2aη|.

    None where |x| does not change at that pace: the factor is 0, 1 or infinite, or moves the other way.
    """
    factor = float(growth_factor(learning_rate, a))
    if factor in (0.0, 1.0) or math.isinf(factor):
        return None
    steps = math.log(ratio) / math.log(factor)
    return steps if steps > 0 else None
