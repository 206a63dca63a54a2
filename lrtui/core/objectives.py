"""The functions that gradient descent walks down, by name.

A named objective is added here and nowhere else: it is a row of ``OBJECTIVES``. NumPy is loaded only when an
objective is made, so that the command line can name them all without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from lrtui.numbers import brief

if TYPE_CHECKING:
    from lrtui.core.arrays import Array


class Objective(Protocol):
    """A function to descend. Its methods never warn: beyond the range of a float they return infinity."""

    @property
    def text(self) -> str:
        """The formula, as one would type it; ``a`` stands for the coefficient."""

    @property
    def minima(self) -> Array:
        """The places of the minima that are known, shape ``(minima,)`` for one variable; empty where there is none."""

    def value(self, x: Array) -> Array:
        """f(x). For one variable, ``x`` has any shape, and so has the result."""

    def gradient(self, x: Array) -> Array:
        """f'(x), in the shape of ``x``."""

    def hessian(self, x: Array) -> Array:
        """f''(x), for one variable in the shape of ``x``."""


class NamedObjective(NamedTuple):
    """What is known of an objective before it is made.

    Attributes:
        symbols: the formula as a person reads it; ``{a}`` stands for the coefficient and its multiplication sign.
        factor: what a step multiplies the distance to the minimum by, as a person reads it; ``{a}`` stands for the
            multiplication sign and the coefficient, and ``{rate}`` for η or for the sign and its number.
        quadratic: from a given a, the coefficient of x² in the quadratic that the formula is.
    """

    symbols: str
    factor: str
    quadratic: Callable[[float], float]

    def title(self, a: float) -> str:
        """The formula with a filled in, such as ``f(x) = 3·x²``; a coefficient of 1 is left out."""
        return "f(x) = " + self.symbols.format(a="" if a == 1 else f"{brief(a)}·")

    @property
    def title_in_a(self) -> str:
        """The formula with a by its name, such as ``f(x) = a·x²``."""
        return "f(x) = " + self.symbols.format(a="a·")

    def factor_of(self, a: str, rate: str) -> str:
        """The factor with these texts for a and η, such as ``1−2·3·0.8``; no sign stands before its first number."""
        return self.factor.format(a=a, rate=rate).replace("−·", "−")


OBJECTIVES = {"parabola": NamedObjective(symbols="{a}x²", factor="1−2{a}{rate}", quadratic=lambda a: a)}
"""All named objectives."""


def objective(name: str, a: float = 1.0) -> Objective:
    """The objective of that name, with ``a`` filled in; ValueError where there is none, or none with this ``a``."""
    if name not in OBJECTIVES:
        raise ValueError(f"{name!r} is no objective; there is {', '.join(OBJECTIVES)}")
    from lrtui.core.quadratic import Quadratic

    return Quadratic(OBJECTIVES[name].quadratic(a))
