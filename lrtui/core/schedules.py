"""How a learning rate changes on the way: functions from the number of a step to a factor on the rate.

A schedule is added here and nowhere else. Nothing is imported, so that the command line can name them all without
loading NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lrtui.core.arrays import Array

    Schedule = Callable[[Array], Array]
    """The numbers of updates, from 0 on, to the factors on the learning rate; shapes are alike."""


class ScheduleEntry(NamedTuple):
    """How a schedule is made from its parameter, and the parameter's usual value; that is None where it has none."""

    make: Callable[[float | None], Schedule]
    parameter: float | None = None


SCHEDULES: dict[str, ScheduleEntry] = {"constant": ScheduleEntry(lambda _: lambda steps: steps * 0.0 + 1.0)}
"""All schedules by the names that recipes give them."""
