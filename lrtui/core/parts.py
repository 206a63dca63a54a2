"""What the parts of a recipe have in common: a number that may stand after their names, and where they hold.

Nothing is imported but the standard library, so that the command line can read recipes without loading NumPy.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple


class Ground(StrEnum):
    """What a recipe descends."""

    QUADRATIC = "a quadratic"
    FUNCTION = "a function"
    NETWORK = "a network"


class Parameter(NamedTuple):
    """The number that may stand after an equals sign.

    Attributes:
        symbol: its name, as a person reads it.
        usual: its value where none is given; None for the length of the run.
        least: the smallest value.
        below: what every value is smaller than.
        whole: whether it is a whole number.
    """

    symbol: str
    usual: float | None
    least: float = 0.0
    below: float = math.inf
    whole: bool = False

    @property
    def range(self) -> str:
        """The values that it may have, in words."""
        kind = "a whole number from " if self.whole else "a number from "
        return f"{kind}{self.least:g}" + (f" up to, but without, {self.below:g}" if self.below < math.inf else " on")

    def allows(self, value: float) -> bool:
        """Whether it may have this value."""
        return self.least <= value < self.below and (not self.whole or value == int(value))
