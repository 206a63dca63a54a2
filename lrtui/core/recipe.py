"""How a learning rate acts, as one value: the rate, the optimizer and the schedule.

It is written ``[OPTIMIZER[=PARAMETER]:]RATE[@SCHEDULE[=PARAMETER]]``, such as ``0.8``, ``momentum=0.5:0.1`` or
``adam:0.001@cosine``. Only the standard library is loaded, so that the command line can read one without NumPy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from lrtui.core.optimizers import OPTIMIZERS, Optimizer
from lrtui.core.parts import Ground, Parameter
from lrtui.core.schedules import PLATEAU, SCHEDULES, Plateau
from lrtui.core.searches import SEARCHES
from lrtui.numbers import exact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrtui.core.arrays import Array
    from lrtui.core.objectives import Objective


class Recipe(NamedTuple):
    """The rate of one run or network, and how it acts.

    Attributes:
        learning_rate: η.
        optimizer: one of ``OPTIMIZERS`` or ``SEARCHES``.
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
        """The optimizer with its parameter filled in; ValueError for one of ``SEARCHES``."""
        if self.optimizer in SEARCHES:
            raise ValueError(f"{self.optimizer} needs the function itself, so networks do not have it")
        return OPTIMIZERS[self.optimizer].make(self.value or 0.0)

    def rule_on(self, objective: Objective) -> Optimizer:
        """The optimizer as it goes down one function; ValueError where it needs what is not known of that."""
        search = SEARCHES.get(self.optimizer)
        return search(objective) if search else self.rule

    @property
    def value(self) -> float | None:
        """The optimizer's parameter, the usual one if none is given; None where it has none."""
        entry = OPTIMIZERS.get(self.optimizer)
        usual = entry.parameter.usual if entry and entry.parameter else None
        return usual if self.parameter is None else self.parameter

    def rates(self, steps: Array, length: float | None = None) -> Array:
        """η of the updates with these numbers, from 0 on, in their shape. With ``plateau``, before any cut.

        Args:
            steps: the numbers of the updates; in networks, for schedules without ``by_update``, of the epochs.
            length: how long the run is, for schedules that go by it and are given no other length; ≥ 1.

        Raises:
            ValueError: such a schedule has no length.
        """
        entry, value = SCHEDULES[self.schedule], self.duration
        if value is None and entry.parameter:
            value = length if entry.parameter.usual is None else entry.parameter.usual
            if value is None:
                raise ValueError(f"{self.schedule} needs a length, as in {self.schedule}=100")
        import numpy as np

        with np.errstate(over="ignore", invalid="ignore"):
            return self.learning_rate * entry.make(value or 0.0)(steps)

    @property
    def plateau(self) -> Plateau | None:
        """What cuts the rate when the loss gets no better; None for all schedules but that one."""
        parameter = SCHEDULES[PLATEAU].parameter
        if self.schedule != PLATEAU or parameter is None or parameter.usual is None:
            return None
        return Plateau(parameter.usual if self.duration is None else self.duration)

    def objection(self, ground: Ground) -> str | None:
        """Why this cannot descend that, in one line; None where it can."""
        if ground is Ground.NETWORK and self.optimizer in SEARCHES:
            return f"{self.optimizer} needs the function itself, so networks do not have it"
        grounds = SCHEDULES[self.schedule].grounds
        if ground in grounds:
            return None
        if grounds == {Ground.NETWORK}:
            return f"{self.schedule} waits for the loss on validation rows, so only networks have it"
        return f"{self.schedule} needs an interval of curvatures, so only quadratics have it"

    def objection_to(self, name: str, a: float) -> str | None:
        """Why this cannot descend the objective of that name, in one line; None where it can. It seldom needs NumPy."""
        if self.objection(Ground.FUNCTION) is None and self.optimizer not in SEARCHES:
            return None
        from lrtui.core.objectives import objective
        from lrtui.core.quadratic import Quadratic

        function = objective(name, a)
        try:
            self.rule_on(function)
        except ValueError as error:
            return str(error)
        return self.objection(Ground.QUADRATIC if isinstance(function, Quadratic) else Ground.FUNCTION)

    @property
    def optimizer_text(self) -> str:
        """The optimizer as it is written, such as ``momentum=0.5``."""
        return self.optimizer + ("" if self.parameter is None else f"={exact(self.parameter)}")

    @property
    def schedule_text(self) -> str:
        """The schedule as it is written, such as ``cosine=100``."""
        return self.schedule + ("" if self.duration is None else f"={exact(self.duration)}")

    @property
    def text(self) -> str:
        """The shortest text that is read as this recipe."""
        optimizer = "" if self.optimizer_text == "sgd" else f"{self.optimizer_text}:"
        schedule = "" if self.schedule_text == "constant" else f"@{self.schedule_text}"
        return f"{optimizer}{exact(self.learning_rate)}{schedule}"

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """The recipe that is written so; a ValueError names the part that cannot be read."""
        rule, colon, rest = text.rpartition(":")
        rate, at, schedule = rest.partition("@")
        return cls.of(_number(rate, "learning rate"), rule if colon else "sgd", schedule if at else "constant")

    @classmethod
    def of(cls, learning_rate: float, optimizer: str = "sgd", schedule: str = "constant") -> Recipe:
        """The recipe with these parts, each as it is written; a ValueError names what cannot be read.

        A parameter that is the usual one is as good as none.
        """
        rules = {name: entry.parameter for name, entry in OPTIMIZERS.items()} | dict.fromkeys(SEARCHES)
        schedules = {name: entry.parameter for name, entry in SCHEDULES.items()}
        return cls(learning_rate, *_named(optimizer, "optimizer", rules), *_named(schedule, "schedule", schedules))


PLAIN = Recipe(1.0)
"""Plain gradient descent at a constant rate, for whoever fills in rates of their own."""


def _named(text: str, what: str, table: dict[str, Parameter | None]) -> tuple[str, float | None]:
    """A name, and the number after an equals sign where there is one and it is not the usual one."""
    name, equals, written = text.partition("=")
    if name not in table:
        raise ValueError(f"{name!r} is no {what}; {_cure(name, table)}")
    if not equals:
        return name, None
    parameter = table[name]
    if parameter is None:
        raise ValueError(f"the {what} {name} has no parameter, so ={written} says nothing")
    value = _number(written, f"parameter of {name}")
    if not parameter.allows(value):
        raise ValueError(f"{name}={written}: {parameter.symbol} is {parameter.range}")
    return name, None if value == parameter.usual else value


def _cure(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(name, names, 1)
    return f"did you mean {close[0]}?" if close else f"there is {', '.join(names)}"


def _number(text: str, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a {what}, a finite number")
    return value
