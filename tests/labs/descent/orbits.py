"""Runs by a loop of Python's floats, and what they repeat: rules that know nothing of the program."""

from __future__ import annotations

import math
from collections.abc import Callable

WELL = "(x^2 - 1)^2/4 + 0*a"
"""The double well, as nobody knows it."""


def orbit(name: str, rate: float, x0: float, steps: int) -> list[float]:
    """The run, by a loop of Python's floats on the derivative that is written here."""
    slopes: dict[str, Callable[[float], float]] = {
        "logistic": lambda x: x - x * x,
        "double-well": lambda x: x**3 - x,
        WELL: lambda x: x**3 - x,
        "quartic": lambda x: x**3,
        "log-cosh": math.tanh,
        "abs": lambda x: math.copysign(1.0, x) if x else 0.0,
        "softplus": lambda x: -1 / (1 + math.exp(x)),
        "bumps": lambda x: x / 5 + 3 * math.cos(3 * x),
    }
    points = [x0]
    for _ in range(steps):
        x = points[-1] - rate * slopes[name](points[-1]) if abs(points[-1]) < 1e60 else math.inf
        points.append(x)
    return points


def period(points: list[float]) -> int:
    """After how many of them the last points repeat themselves; 0 where they do not."""
    size = max(points) - min(points)
    for length in range(1, 65):
        if all(abs(p - q) <= 1e-6 * size for p, q in zip(points[length:], points, strict=False)):
            return length
    return 0
