"""Where runs end up, over a whole window of learning rates: in slices, coarse first.

Each generator yields what is known so far, after about a millisecond, and returns the whole; that does not depend on
how it is pulled. Arrays that have been handed out are never written to again.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from lrtui.core.arrays import Array, BoolArray, IntArray
from lrtui.core.orbits import UNSETTLED, basins_in_slices, lyapunov_exponents, orbits_in_slices, step_cost
from lrtui.core.recipe import PLAIN

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.recipe import Recipe

ShownT = TypeVar("ShownT")
ResultT = TypeVar("ResultT")

SKIPPED, KEPT = 500, 256
"""How many iterates a run has to settle in, and how many are looked at then."""

SOON = 12e6
"""About how many nanoseconds all runs may take at once; beyond, every fourth comes first."""

ABOUT = 0.02
"""How near to where it was a run comes back that is on its way to a cycle, relative to how far it goes."""

BLOCKS = (4, 2, 1)
"""The sides of the blocks of starts and rates of which one run each is known, in turn."""


@dataclass(frozen=True, eq=False)
class OrbitSweep:
    """The last iterates of runs from one start, by learning rate.

    Attributes:
        rates: the learning rates ``(n,)``.
        points: the iterates ``(KEPT, n)``; not finite where a run has escaped, or is not known yet.
        chaotic: in which of the runs neighbours drift apart, ``(n,)``.
        known: which of the runs are known, ``(n,)``.
    """

    rates: Array
    points: Array
    chaotic: BoolArray
    known: BoolArray

    @property
    def escaped(self) -> BoolArray:
        """Which of the runs have left the range of a float, ``(n,)``."""
        return np.asarray(self.known & ~np.isfinite(self.points).all(axis=0))


@dataclass(frozen=True, eq=False)
class BasinSweep:
    """What runs come to, by start and learning rate.

    Attributes:
        starts: the starts ``(m,)``.
        rates: the learning rates ``(n,)``.
        found: the indices of the minima, ``ESCAPED`` or ``UNSETTLED``, ``(m, n)``; see ``basins``.
        block: the side of the blocks of ``found`` that stand for one run each: 1 where all are known, 0 where none is.
    """

    starts: Array
    rates: Array
    found: IntArray
    block: int


def orbit_sweep(
    objective: Objective, x0: float, rates: Array, recipe: Recipe = PLAIN
) -> Generator[OrbitSweep, None, OrbitSweep]:
    """Where runs from ``x0`` end up at the constant learning rates ``(n,)``, by the optimizer of ``recipe``."""
    count = len(rates)
    none = np.zeros(count, dtype=np.bool_)
    sweep = OrbitSweep(rates, np.full((KEPT, count), np.nan), none, none)
    at_once = step_cost(objective, count, recipe) * (SKIPPED + KEPT) <= SOON
    for part in (slice(None),) if at_once else (slice(first, None, 4) for first in (0, 2, 1, 3)):
        some = rates[part]
        yet = orbits_in_slices(objective, np.array(x0), some, skipped=SKIPPED, kept=KEPT, recipe=recipe)
        found = yield from _meanwhile(sweep, yet)
        points, chaotic, known = sweep.points.copy(), sweep.chaotic.copy(), sweep.known.copy()
        points[:, part], chaotic[part], known[part] = found, _chaotic(objective, found, some, recipe), True
        sweep = OrbitSweep(rates, points, chaotic, known)
    return sweep


def _chaotic(objective: Objective, points: Array, rates: Array, recipe: Recipe) -> BoolArray:
    """Which runs with the last iterates ``(n, runs)`` are chaotic, ``(runs,)``.

    By the Lyapunov exponent in plain descent. With another optimizer there is more to a run than its iterates: there
    it is those that neither draw together nor come back to about where they were, after some number of steps.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        if recipe.optimizer == "sgd":
            return np.asarray(lyapunov_exponents(objective, points, rates) > 0)
        earlier, later = np.split(points, 2)
        most, back = ABOUT * np.ptp(later, axis=0), np.ptp(later, axis=0) <= 0.5 * np.ptp(earlier, axis=0)
        for period in range(1, len(later) // 4 + 1):
            back |= np.abs(later[period:] - later[:-period]).max(axis=0) <= most
        return np.asarray(~back & np.isfinite(most))


def basin_sweep(
    objective: Objective, starts: Array, rates: Array, recipe: Recipe = PLAIN
) -> Generator[BasinSweep, None, BasinSweep]:
    """What runs from the starts ``(m,)`` come to at the learning rates ``(n,)``, by the optimizer of ``recipe``."""
    down, across = np.indices((len(starts), len(rates)))
    sweep = BasinSweep(starts, rates, np.full(down.shape, UNSETTLED), 0)
    for block in BLOCKS:
        new = (down % block == 0) & (across % block == 0)
        if sweep.block:
            new &= (down % sweep.block != 0) | (across % sweep.block != 0)
        runs = basins_in_slices(objective, starts[down[new]], rates[across[new]], recipe=recipe)
        found = sweep.found.copy()
        found[new] = yield from _meanwhile(sweep, runs)
        found = found[down - down % block, across - across % block]
        sweep = BasinSweep(starts, rates, found, block)
    return sweep


def _meanwhile(shown: ShownT, work: Generator[None, None, ResultT]) -> Generator[ShownT, None, ResultT]:
    """Yield what is shown as long as the work goes on, and return what has come of it."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: ResultT = end.value
            return result
        yield shown
