"""A formula in x as a function with exact derivatives, on arrays of any shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.expression.jets import jet
from lrtui.core.expression.parser import parse
from lrtui.core.expression.tape import Program
from lrtui.core.minima import minima_of


@dataclass(frozen=True)
class Expression:
    """f(x) as a person types it, see ``parser``; beyond the range of a float it is infinite or nan, without a warning.

    Derivatives are exact but for rounding. At a kink they are those of one side, and those of abs are 0.
    ExpressionError where the text is no formula.

    Attributes:
        text: the formula.
        a: the number that ``a`` stands for.
        known_minima: the places of its minima, rising, where somebody knows them; None to have them found.
    """

    text: str
    a: float = 1.0
    known_minima: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        parse(self.text)

    @cached_property
    def minima(self) -> Array:
        """The places of its minima, shape ``(minima,)``, rising; where not known, as ``minima_of`` finds them."""
        return minima_of(self) if self.known_minima is None else np.array(self.known_minima)

    def value(self, x: Array) -> Array:
        """f(x), in the shape of ``x``."""
        return self._programs[0](x)

    def gradient(self, x: Array) -> Array:
        """f'(x), in the shape of ``x``."""
        return self._programs[1](x)

    def hessian(self, x: Array) -> Array:
        """f''(x), in the shape of ``x``."""
        return self._programs[2](x)

    @property
    def operations(self) -> int:
        """How many operations on arrays the gradient takes."""
        return len(self._programs[1].operations)

    def gradient_on(self, size: int) -> Callable[[Array], Array]:
        """The gradient for arrays ``(size,)``, quicker to call many times; it may warn, and is for one caller."""
        place, run, result = self._programs[1].bind(size)

        def gradient(x: Array) -> Array:
            place[:] = x
            run()
            return result.copy()

        return gradient

    @cached_property
    def _programs(self) -> tuple[Program, Program, Program]:
        """What computes f, f' and f''."""
        tape, found = jet(parse(self.text), self.a)
        zero = tape.constant(0.0)
        value, first, second = (zero if part is None else part for part in found)
        return tape.program(value), tape.program(first), tape.program(second)
