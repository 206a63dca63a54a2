"""The objective on which gradient descent can be solved: a quadratic of one variable."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass

import numpy as np

from lrtui.core.arrays import Array
from lrtui.numbers import exact

COEFFICIENT_RANGE = (1e-300, 1e300)
"""The accepted a: 1/a, 2/a and 2a are then ordinary floats, so no formula needs a special case."""


@dataclass(frozen=True)
class Quadratic:
    """f(x) = a·(x − minimum)², which is the parabola of the first article where the minimum is 0.

    Its gradient is linear, so plain descent multiplies the distance to the minimum by a constant
    (``core.dynamics``). Methods take and return arrays of any one shape. Beyond the range of a float they return
    infinity, without a warning.

    Args:
        a: the coefficient, within ``COEFFICIENT_RANGE``; the second derivative is 2a.
        minimum: the place of the minimum; finite.
        name: the name that settings and reports give it.

    Raises:
        ValueError: ``a`` is out of range, or ``minimum`` is not finite.
    """

    a: float = 1.0
    minimum: float = 0.0
    _: KW_ONLY
    name: str = "parabola"

    def __post_init__(self) -> None:
        low, high = COEFFICIENT_RANGE
        if not low <= self.a <= high:
            raise ValueError(f"a = {self.a} is not a number from {low} to {high}")
        if not math.isfinite(self.minimum):
            raise ValueError(f"a minimum at {self.minimum} is not at a finite number")

    @property
    def text(self) -> str:
        """The formula, as one would type it."""
        return "a*x^2" if self.minimum == 0 else f"a*(x - ({exact(self.minimum)}))^2"

    @property
    def variables(self) -> int:
        """There is one variable, x."""
        return 1

    @property
    def minima(self) -> Array:
        """The one minimum, shape ``(1,)``."""
        return np.array([self.minimum])

    def value(self, x: Array) -> Array:
        """f(x) = a·(x − minimum)²."""
        with np.errstate(over="ignore", under="ignore"):
            distance = x - self.minimum
            # (a·d)·d and not a·(d²): for a ≪ 1 ≪ d the first is finite where d² is not.
            return np.asarray(self.a * distance * distance)

    def gradient(self, x: Array) -> Array:
        """f'(x) = 2a·(x − minimum)."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(2.0 * self.a * (x - self.minimum))

    def hessian(self, x: Array) -> Array:
        """f''(x) = 2a, in the shape of ``x``."""
        return np.full_like(x, 2.0 * self.a)

    @property
    def domain(self) -> tuple[float, float]:
        """The interval of x on which f(x) is finite."""
        edge = float(np.sqrt(np.finfo(np.float64).max) / np.sqrt(self.a))
        return self.minimum - edge, self.minimum + edge
