"""Where runs end up: for all learning rates and starts of a picture at once, and of one run as it is watched.

What a run comes to is observed in its last iterates. A cycle is one that repeats itself, see ``core.cycles``, and
chaos is where neighbours drift apart exponentially: along a run of plain descent x' = x − η·f'(x) a small difference
grows by 1 − η·f''(x) a step, and the mean of the logarithms is the Lyapunov exponent. Negative, the run settles to a
point or a cycle; positive, it is chaotic. (Strogatz, "Nonlinear Dynamics and Chaos", section 10.5.)
"""

from __future__ import annotations

import math
from collections.abc import Generator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.cycles import attracting_periods, periods, standing
from lrtui.core.dynamics import distance_to_minimum, dynamics_of
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import PLAIN
from lrtui.core.slices import result_of

if TYPE_CHECKING:
    from lrtui.core.descent import Trajectory
    from lrtui.core.dynamics import Dynamics
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import State
    from lrtui.core.recipe import Recipe

FEWEST = 32
"""No run is judged by fewer iterates, but a cycle to which a run of plain descent is drawn."""

LATER = 1024
"""The most of a run's last iterates that it is judged by."""

ESCAPED, UNSETTLED = -1, -2
"""What ``basins`` says of a run that has left the floats, and of one that has come to no minimum yet."""

_APART = math.log(1e6)
"""Chaos is claimed where a difference has grown a millionfold in the iterates that are looked at."""

_PART = 2048
"""How many runs are taken at once, so that the arrays stay in the cache."""

_TURN = 64
"""How many steps they take at once at the most."""

_SLICE = 1e6
"""About how many nanoseconds a slice takes."""


class Kind(StrEnum):
    """What a run comes to."""

    CONVERGED = "converged"
    CYCLE = "cycle"
    CHAOTIC = "chaotic"
    OVERFLOW = "overflow"
    FROZEN = "frozen"
    UNDECIDED = "undecided"


class Outcome(NamedTuple):
    """What a run has come to.

    Attributes:
        kind: what it is.
        period: how many points a cycle has, 2 or more; None for what is no cycle.
        lyapunov: the mean of ln|1 − η·f''| over the iterates looked at; −inf where one was 0, None where one is nan.
    """

    kind: Kind
    period: int | None
    lyapunov: float | None


def orbits(
    objective: Objective, x0: Array, rates: Array, *, skipped: int = 500, kept: int = 200, recipe: Recipe = PLAIN
) -> Array:
    """The last iterates of runs with constant rates, which are those that the runs themselves take, to the bit.

    Args:
        objective: the function to descend.
        x0: the starts, finite.
        rates: the learning rates; their shape and that of ``x0`` broadcast against each other.
        skipped: how many iterates to leave out, the start being the first.
        kept: how many to return; ≥ 1.
        recipe: the optimizer; its rate and schedule are not looked at.

    Returns:
        The iterates ``(kept, ...)``, the runs as broadcast; not finite where a run has escaped.
    """
    return result_of(orbits_in_slices(objective, x0, rates, skipped=skipped, kept=kept, recipe=recipe))


def orbits_in_slices(
    objective: Objective, x0: Array, rates: Array, *, skipped: int, kept: int, recipe: Recipe = PLAIN
) -> Generator[None, None, Array]:
    """The same as ``orbits``, of which a pull does a little."""
    x0, rates = np.broadcast_arrays(np.asarray(x0, dtype=np.float64), np.asarray(rates, dtype=np.float64))
    starts, each_rate = x0.ravel() + 0.0, rates.ravel()
    found = np.empty((kept, starts.size))
    dynamics = dynamics_of(objective, recipe)
    for first in range(0, starts.size, _PART):
        part = slice(first, first + _PART)
        rate, state = each_rate[part], dynamics.start(starts[part])
        turn = _turn(objective, rate.size, recipe)
        for taken in range(0, skipped, turn):
            state, _ = _walk(dynamics, state, rate, min(turn, skipped - taken))
            yield
        found[0, part] = state[0]
        for taken in range(1, kept, turn):
            state, points = _walk(dynamics, state, rate, min(turn, kept - taken))
            found[taken : taken + len(points) - 1, part] = points[1:]
            yield
    return found.reshape(kept, *x0.shape)


def basins(
    objective: Objective, x0: Array, rates: Array, *, steps: int = 500, near: float = 1e-3, recipe: Recipe = PLAIN
) -> IntArray:
    """Which minimum each run has come to after ``steps``, in the shape that both arrays broadcast to.

    That is the index in ``objective.minima`` of the one that it is ``near``, relative to 1 + |x|, and is not leaving,
    or to which it comes nearer with every step; ``ESCAPED`` where it is beyond the floats, and else ``UNSETTLED``.
    """
    return result_of(basins_in_slices(objective, x0, rates, steps=steps, near=near, recipe=recipe))


def basins_in_slices(
    objective: Objective, x0: Array, rates: Array, *, steps: int = 500, near: float = 1e-3, recipe: Recipe = PLAIN
) -> Generator[None, None, IntArray]:
    """The same as ``basins``, of which a pull does a little; runs that stand still or have escaped cost no more."""
    x0, rates = np.broadcast_arrays(np.asarray(x0, dtype=np.float64), np.asarray(rates, dtype=np.float64))
    starts, each_rate = x0.ravel() + 0.0, rates.ravel()
    found = np.full(starts.size, UNSETTLED)
    dynamics, is_plain = dynamics_of(objective, recipe), recipe.optimizer == "sgd"
    judged = min(max(steps // 4, 4), steps + 1)
    for first in range(0, starts.size, _PART):
        runs = np.arange(first, min(first + _PART, starts.size))
        state, left = dynamics.start(starts[runs]), steps + 1 - judged
        while left and runs.size:
            count = min(left, _turn(objective, runs.size, recipe))
            state, points = _walk(dynamics, state, each_rate[runs], count)
            left -= count
            over = ~np.isfinite(points[-1]) | ((points[-1] == points[-2]) & is_plain)
            rate = each_rate[runs[over]] if is_plain else None
            found[runs[over]] = _destinations(objective, points[-1:, over], rate, near)
            runs, state = runs[~over], tuple(array[~over] for array in state)
            yield
        watched = state[0][None]
        while len(watched) < judged and runs.size:
            count = min(judged - len(watched), _turn(objective, runs.size, recipe))
            state, points = _walk(dynamics, state, each_rate[runs], count)
            watched = np.concatenate([watched, points[1:]])
            yield
        found[runs] = _destinations(objective, watched, each_rate[runs] if is_plain else None, near)
    return found.reshape(x0.shape)


def _destinations(objective: Objective, points: Array, rates: Array | None, near: float) -> IntArray:
    """What ``basins`` says of runs with the last iterates ``(n, runs)``; ``(runs,)``.

    With the ``rates`` ``(runs,)`` of plain descent, runs that come nearer with every step are known to go on so.
    """
    last, minima = points[-1], objective.minima
    found = np.where(np.isfinite(last), UNSETTLED, ESCAPED)
    if not len(minima):
        return found
    with np.errstate(invalid="ignore", over="ignore"):
        nearest = np.searchsorted(minima[1:] / 2 + minima[:-1] / 2, last)
        distances = np.abs(points - minima[nearest])
        # A chaotic run may pass a minimum, but it does not stay there.
        stays = distances[-4:].max(axis=0) <= near * (1 + np.abs(minima[nearest]))
        settled = stays & (distances[-1] <= distances[0])
        if rates is not None:
            # Where f is flat at the bottom, runs come ever nearer, and ever more slowly.
            attracts = np.abs(1.0 - rates * objective.hessian(minima)[nearest]) <= 1.0
            comes = (distances[1:] <= distances[:-1]).all(axis=0) & (distances[-1] < distances[0])
            settled |= attracts & comes
    return np.where(settled & np.isfinite(last), nearest, found)


def _walk(dynamics: Dynamics, state: State, rates: Array, count: int) -> tuple[State, Array]:
    """The state ``count`` steps on, and all iterates on the way ``(count + 1, runs)``."""
    walked = dynamics.steps(state, rates, np.full(rates.shape, True), count)
    return tuple(array[-1] for array in walked), walked[0]


def step_cost(objective: Objective, runs: int, recipe: Recipe = PLAIN) -> float:
    """About how many nanoseconds a step of so many runs takes."""
    is_linear = isinstance(objective, Quadratic) and recipe.optimizer == "sgd"
    operations = 1 if is_linear else 4 + getattr(objective, "operations", 4)
    return operations * (1000.0 + 3.0 * runs)


def _turn(objective: Objective, runs: int, recipe: Recipe) -> int:
    """How many steps so many runs take in a slice."""
    return max(min(int(_SLICE / step_cost(objective, runs, recipe)), _TURN), 1)


def lyapunov_exponents(objective: Objective, points: Array, rates: Array) -> Array:
    """The means of ln|1 − η·f''(x)| over the iterates ``points`` ``(n, runs)`` at the ``rates``; both ``(runs,)``.

    −inf where a factor is 0, nan where an iterate is not finite. It holds for plain descent.
    """
    with np.errstate(all="ignore"):
        return np.asarray(np.log(np.abs(1.0 - rates * objective.hessian(points))).mean(axis=0))


def outcomes(objective: Objective, points: Array, rates: Array, tolerance: float = 1e-9) -> list[Outcome]:
    """What runs of plain descent have come to, from their last iterates ``(n, runs)`` at the ``rates`` ``(runs,)``.

    A run has converged where it is within the tolerance of a minimum and not leaving; it is frozen where it stands
    still anywhere else. Where a rate is nan, the run is of another rule: its cycle is seen by repetition alone.
    """
    exponents, still = lyapunov_exponents(objective, points, rates), standing(points)
    with np.errstate(all="ignore"):
        lengths = attracting_periods(points, 1.0 - rates * objective.hessian(points))
    unknown = np.isnan(rates) & (len(points) >= FEWEST)
    lengths[unknown] = periods(points[:, unknown])
    distances = distance_to_minimum(objective, points)
    # Where a run has come to rest, its last digits may go on changing.
    near = (distances[-1] <= tolerance) & ((distances[-1] <= distances[0]) | (distances.max(axis=0) <= tolerance))
    finite = np.isfinite(points).all(axis=0) & np.isfinite(objective.value(points[-1]))
    found = []
    for run, exponent in enumerate(exponents.tolist()):
        period = int(lengths[run])
        if not finite[run]:
            kind = Kind.OVERFLOW
        elif near[run]:
            kind = Kind.CONVERGED
        elif still[run]:
            kind = Kind.FROZEN
        elif period:
            kind = Kind.CYCLE
        elif exponent * len(points) > _APART and len(points) >= FEWEST:
            kind = Kind.CHAOTIC
        else:
            kind = Kind.UNDECIDED
        known = None if math.isnan(exponent) else exponent
        found.append(Outcome(kind, period if kind is Kind.CYCLE else None, known))
    return found


def outcome_of(trajectory: Trajectory, run: int = 0, step: int | None = None) -> Outcome:
    """What a run of a trajectory has come to at a step, by default its last.

    That is how it has ended by then, or else what is seen in the later half of its steps. Only steps at its learning
    rate of that time are looked at, and no more than the ``LATER`` last.
    """
    end = trajectory.ended_at(run)
    newest = trajectory.last_step if end is None else end
    last = newest if step is None else min(step, newest)
    changed = max((step for step, _ in trajectory.changes if step < last), default=0)
    first = max(changed + (last - changed) // 2, last - LATER)
    points, rate = trajectory.between(first, last)[:, run : run + 1], trajectory.learning_rate_at(first)[run : run + 1]
    if not trajectory.course.is_plain(run):
        rate = np.full_like(rate, np.nan)  # of other rules no exponent is known, and so no chaos
    (found,) = outcomes(trajectory.objective, points, rate, trajectory.tolerance)
    ending = trajectory.ending(run)
    if ending is not None and last == end:
        return Outcome(Kind(ending.value), None, found.lyapunov)
    early = found.kind in (Kind.CONVERGED, Kind.FROZEN)  # it would have ended so
    return Outcome(Kind.UNDECIDED, None, found.lyapunov) if early else found
