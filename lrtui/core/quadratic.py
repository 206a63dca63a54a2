"""The objective on which gradient descent can be solved: a quadratic of one variable."""

from dataclasses import dataclass

import numpy as np

from lrtui.core.arrays import Array

COEFFICIENT_RANGE = (1e-300, 1e300)
"""The accepted a: 1/a, 2/a and 2a are then ordinary floats, so no formula needs a special case."""


@dataclass(frozen=True)
class Quadratic:
    """f(x) = a·x², the parabola of the first article.

    Its gradient is linear, so plain descent multiplies x by a constant (``core.dynamics``). Methods take and return
    arrays of any one shape. Beyond the range of a float they return infinity, without a warning. The second derivative
    is 2a; ValueError where ``a`` is not within ``COEFFICIENT_RANGE``.
    """

    a: float = 1.0

    def __post_init__(self) -> None:
        low, high = COEFFICIENT_RANGE
        if not low <= self.a <= high:
            raise ValueError(f"a = {self.a} is not a number from {low} to {high}")

    @property
    def text(self) -> str:
        """The formula, as one would type it."""
        return "a*x^2"

    @property
    def minima(self) -> Array:
        """The one minimum, shape ``(1,)``."""
        return np.array([0.0])

    def value(self, x: Array) -> Array:
        """f(x) = a·x²."""
        with np.errstate(over="ignore", under="ignore"):
            # (a·x)·x and not a·(x²): for a ≪ 1 ≪ x the first is finite where x² is not.
            return np.asarray(self.a * x * x)

    def gradient(self, x: Array) -> Array:
        """f'(x) = 2a·x."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(2.0 * self.a * x)

    def hessian(self, x: Array) -> Array:
        """f''(x) = 2a, in the shape of ``x``."""
        return np.full_like(x, 2.0 * self.a)
