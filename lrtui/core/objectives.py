"""The functions that gradient descent walks down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

COEFFICIENT_RANGE = (1e-300, 1e300)
"""The accepted a: 1/a, 2/a and 2a are then ordinary floats, so no formula needs a special case."""


@dataclass(frozen=True)
class Quadratic:
    """f(x) = a·x², the parabola of the first article.

    Its gradient is linear, so one descent step multiplies x by a constant (``core.descent``).
    Methods take and return arrays of any one shape. Beyond the range of a float they return infinity,
    without a warning.

    Args:
        a: the coefficient, within ``COEFFICIENT_RANGE``; the second derivative is 2a.

    Raises:
        ValueError: ``a`` is out of range.
    """

    a: float = 1.0

    def __post_init__(self) -> None:
        low, high = COEFFICIENT_RANGE
        if not low <= self.a <= high:
            raise ValueError(f"a = {self.a} is not a number from {low} to {high}")

    def value(self, x: Array) -> Array:
        """f(x) = a·x²."""
        with np.errstate(over="ignore", under="ignore"):
            # (a·x)·x and not a·(x²): for a ≪ 1 ≪ x the first is finite where x² is not.
            return np.asarray(self.a * x * x)

    def gradient(self, x: Array) -> Array:
        """f'(x) = 2a·x."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(2.0 * self.a * x)

    def curvature(self, x: Array) -> Array:
        """f''(x) = 2a, in the shape of ``x``."""
        return np.full_like(x, 2.0 * self.a)

    @property
    def domain(self) -> tuple[float, float]:
        """The interval of x on which f(x) is finite."""
        edge = float(np.sqrt(np.finfo(np.float64).max) / np.sqrt(self.a))
        return -edge, edge


OBJECTIVES: dict[str, type[Quadratic]] = {"x^2": Quadratic}
"""Objectives by the name that reports give them."""
