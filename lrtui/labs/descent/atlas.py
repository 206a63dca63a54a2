"""The sweeps over learning rates that the figures have asked for: each computed once, a little at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from typing import Generic, TypeVar

import numpy as np

from lrtui.core.objectives import Objective
from lrtui.core.recipe import PLAIN, Recipe
from lrtui.core.sweeps import BasinSweep, OrbitSweep, basin_sweep, orbit_sweep

SweepT = TypeVar("SweepT")

AT_ONCE = 12
"""How many slices, of about a millisecond, are taken as soon as somebody asks: most sweeps are known then."""

MOST = 12
"""How many sweeps are kept: those that were asked for last."""


class _Page(Generic[SweepT]):
    """A sweep, as far as it is known."""

    def __init__(self, work: Generator[SweepT, None, SweepT]) -> None:
        self._work = work
        self.done = False
        self.sweep = self._next()

    def pull(self) -> bool:
        """Go on a little; whether there is something new to see."""
        before = self.sweep
        self.sweep = self._next()
        return self.sweep is not before

    def _next(self) -> SweepT:
        try:
            return next(self._work)
        except StopIteration as end:
            self.done = True
            result: SweepT = end.value
            return result


class _Shelf(Generic[SweepT]):
    """The sweeps of one kind. Only the one that was asked for last is gone on with."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, _Page[SweepT]] = {}
        self._asked: _Page[SweepT] | None = None

    @property
    def pending(self) -> bool:
        """Whether there is something left to do."""
        return self._asked is not None and not self._asked.done

    def pull(self) -> bool:
        """Go on a little; whether there is something new to see."""
        return self._asked is not None and self._asked.pull()

    def get(self, key: Hashable, begin: Callable[[], Generator[SweepT, None, SweepT]], *, patient: bool) -> SweepT:
        """The sweep as far as it is known; it begins where nobody has asked for it before."""
        page = self._pages.pop(key, None)
        slices = 0 if page else AT_ONCE
        page = page or _Page(begin())
        self._pages[key] = page  # the newest stand last
        if len(self._pages) > MOST:
            del self._pages[next(iter(self._pages))]
        while not page.done and (patient or slices):
            page.pull()
            slices -= 1
        self._asked = page
        return page.sweep


def _rule(recipe: Recipe) -> Recipe:
    """What of a recipe a sweep over constant rates depends on."""
    return PLAIN._replace(optimizer=recipe.optimizer, parameter=recipe.parameter)


class Atlas:
    """All sweeps of a lab. What is in one does not depend on who asks for it, or when.

    Attributes:
        patient: whether a sweep is computed to its end as soon as it is asked for; else ``work`` goes on with it.
        version: a number that changes where there is something new to see.
    """

    def __init__(self, *, patient: bool = True) -> None:
        self.patient = patient
        self.version = 0
        self._orbits, self._basins = _Shelf[OrbitSweep](), _Shelf[BasinSweep]()

    def orbits(
        self, objective: Objective, x0: float, window: tuple[float, float], count: int, recipe: Recipe = PLAIN
    ) -> OrbitSweep:
        """Where runs from ``x0`` end up at so many learning rates, evenly from the window's lowest to its highest."""
        rule = _rule(recipe)
        return self._orbits.get(
            (objective, x0, window, count, rule),
            lambda: orbit_sweep(objective, x0, np.linspace(*window, count), rule),
            patient=self.patient,
        )

    def basins(
        self,
        objective: Objective,
        starts: tuple[float, float, int],
        rates: tuple[float, float, int],
        recipe: Recipe = PLAIN,
    ) -> BasinSweep:
        """What runs come to; of starts and of rates, the first, the last, and how many there are."""
        rule = _rule(recipe)
        return self._basins.get(
            (objective, starts, rates, rule),
            lambda: basin_sweep(objective, np.linspace(*starts), np.linspace(*rates), rule),
            patient=self.patient,
        )

    @property
    def pending(self) -> bool:
        """Whether ``work`` has something to do."""
        return self._orbits.pending or self._basins.pending

    def work(self) -> bool:
        """Do a little of what was asked for last; False where there is nothing to do."""
        shelf = self._orbits if self._orbits.pending else self._basins
        if not shelf.pending:
            return False
        self.version += shelf.pull()
        return True
