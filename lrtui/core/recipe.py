"""How a learning rate acts, as one value: the rate, the optimizer and the schedule.

It is written ``[OPTIMIZER[=PARAMETER]:]RATE[@SCHEDULE[=PARAMETER]]``, such as ``0.8`` or ``sgd:0.1@constant``. Only the
standard library is loaded, so that the command line can read one without NumPy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from lrtui.core.optimizers import OPTIMIZERS, Optimizer, OptimizerEntry
from lrtui.core.schedules import SCHEDULES, ScheduleEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrtui.core.arrays import Array


class Recipe(NamedTuple):
    """The rate of one run or network, and how it acts.

    Attributes:
        learning_rate: η.
        optimizer: one of ``OPTIMIZERS``.
        parameter: the optimizer's parameter; None for its usual value, or where it has none.
        schedule: one of ``SCHEDULES``.
        duration: the schedule's parameter; None for its usual value, or where it has none.
    """

    learning_rate: float
    optimizer: str = "sgd"
    parameter: float | None = None
    schedule: str = "constant"
    duration: float | None = None

    @property
    def rule(self) -> Optimizer:
        """The optimizer with its parameter filled in."""
        entry = OPTIMIZERS[self.optimizer]
        return entry.make(entry.parameter if self.parameter is None else self.parameter)

    def rates(self, steps: Array) -> Array:
        """η of the updates with these numbers, from 0 on, in their shape."""
        entry = SCHEDULES[self.schedule]
        factors = entry.make(entry.parameter if self.duration is None else self.duration)(steps)
        return self.learning_rate * factors

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """The recipe that is written so; a ValueError names the part that cannot be read."""
        rule, colon, rest = text.rpartition(":")
        rate, at, schedule = rest.partition("@")
        optimizer, parameter = _named(rule, "optimizer", OPTIMIZERS) if colon else ("sgd", None)
        name, duration = _named(schedule, "schedule", SCHEDULES) if at else ("constant", None)
        return cls(_number(rate, "learning rate"), optimizer, parameter, name, duration)


PLAIN = Recipe(1.0)
"""Plain gradient descent at a constant rate, for whoever fills in rates of their own."""


def _named(text: str, what: str, table: Mapping[str, OptimizerEntry | ScheduleEntry]) -> tuple[str, float | None]:
    """A name, and the number after an equals sign where there is one."""
    name, equals, parameter = text.partition("=")
    if name not in table:
        raise ValueError(f"{name!r} is no {what}; there is {', '.join(table)}")
    if not equals:
        return name, None
    if table[name].parameter is None:
        raise ValueError(f"the {what} {name} has no parameter, so ={parameter} says nothing")
    return name, _number(parameter, f"parameter of {name}")


def _number(text: str, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a {what}, a finite number")
    return value
