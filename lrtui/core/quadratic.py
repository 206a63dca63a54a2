"""The objective on which gradient descent can be solved: a quadratic of one variable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.objectives import COEFFICIENT_RANGE


@dataclass(frozen=True)
class Quadratic:
    """f(x) = a·(x − m)² + c; by default a·x², the parabola of the first article.

    Its gradient is linear, so plain descent multiplies x − m by a constant (``core.dynamics``). Methods take and return
    arrays of any one shape. Beyond the range of a float they return infinity, without a warning. The second derivative
    is 2a; ValueError where ``a`` is not within ``COEFFICIENT_RANGE``.

    Attributes:
        a: the coefficient of x².
        minimum: the place m of the minimum.
        offset: the value c there.
        written: the formula as somebody has typed it; None for ``a*(x - m)^2 + c`` with its numbers.
    """

    a: float = 1.0
    minimum: float = 0.0
    offset: float = 0.0
    written: str | None = None

    def __post_init__(self) -> None:
        low, high = COEFFICIENT_RANGE
        if not low <= self.a <= high:
            raise ValueError(f"a = {self.a} is not a number from {low} to {high}")

    @property
    def text(self) -> str:
        """The formula, as one would type it."""
        if self.written is not None:
            return self.written
        if not self.minimum and not self.offset:
            return "a*x^2"
        return f"{self.a!r}*(x - {self.minimum!r})^2 + {self.offset!r}".replace("- -", "+ ").replace("+ -", "- ")

    @property
    def minima(self) -> Array:
        """The one minimum, shape ``(1,)``."""
        return np.array([self.minimum])

    def value(self, x: Array) -> Array:
        """f(x) = a·(x − m)² + c."""
        with np.errstate(over="ignore", under="ignore"):
            distance = self._distance(x)
            # (a·x)·x and not a·(x²): for a ≪ 1 ≪ x the first is finite where x² is not.
            value = np.asarray(self.a * distance * distance)
            return value + self.offset if self.offset else value

    def gradient(self, x: Array) -> Array:
        """f'(x) = 2a·(x − m)."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(2.0 * self.a * self._distance(x))

    def hessian(self, x: Array) -> Array:
        """f''(x) = 2a, in the shape of ``x``."""
        return np.full_like(x, 2.0 * self.a)

    def _distance(self, x: Array) -> Array:
        """The signed distances from the minimum."""
        return x - self.minimum if self.minimum else x
