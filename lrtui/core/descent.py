"""An array of runs in lockstep, with a bounded history in which any step can be shown again.

A step that was not kept is computed again from the nearest one that was, by the same ``Dynamics`` and so to the same
bits.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from lrtui.core.arrays import Array, BoolArray, IntArray
from lrtui.core.dynamics import converged, distance_to_minimum
from lrtui.core.mixed import Course, Mixed
from lrtui.core.recipe import PLAIN

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import State


class Ending(StrEnum):
    """Why a run takes no more steps."""

    CONVERGED = "converged"
    OVERFLOW = "overflow"
    FROZEN = "frozen"


@dataclass(frozen=True)
class _Segment:
    """A stretch of the history, from ``first_step`` on, in which the learning rates ``(runs,)`` stay the same.

    The endings say why each run stands still; None for one that goes on, and these are ``moving``, ``(runs,)``.
    """

    first_step: int
    learning_rate: Array
    endings: tuple[Ending | None, ...]
    moving: BoolArray


class Trajectory:
    """The iterates of one or more runs in lockstep, extended step by step.

    A run that ends keeps its last iterate while the others go on. Memory is bounded: every ``stride``-th step is
    kept, and the stride doubles whenever ``capacity`` of them are full. Returned arrays are never written to again.

    Args:
        objective: the function to descend.
        x0: the initial points, shape ``(runs,)``; finite.
        learning_rate: the rates, shape ``(runs,)``; finite, of any sign and size. A schedule multiplies them.
        course: the optimizers and schedules of the runs, and the noise; None for plain descent at constant rates.
        tolerance: the distance to a minimum at which a run counts as converged; ≥ 0.
        capacity: how many steps to keep at the most; ≥ 2.
    """

    def __init__(
        self,
        objective: Objective,
        x0: ArrayLike,
        learning_rate: ArrayLike,
        *,
        course: Course | None = None,
        tolerance: float = 1e-12,
        capacity: int = 2048,
    ) -> None:
        self.objective = objective
        self.tolerance = tolerance
        self.capacity = capacity
        self.stride = 1
        self.last_step = 0
        # 0 + (−0) is 0.
        x0 = np.array(x0, dtype=np.float64, ndmin=1) + 0.0
        self.course = course or Course((PLAIN,) * x0.size)
        self._dynamics = self.course.dynamics(objective)
        self._state = self._dynamics.start(x0)
        self._kept = tuple(array[None] for array in self._state)
        # For runs that had ended before the history was thinned out: the stride and the history as they were then.
        self._finer: dict[int, tuple[int, State]] = {}
        self._segments: list[_Segment] = []
        self.change_learning_rate(learning_rate)

    @property
    def last(self) -> Array:
        """The iterates ``(runs,)`` at ``last_step``."""
        return self._state[0]

    @property
    def turn(self) -> int:
        """How many steps take some milliseconds at the most."""
        return self._dynamics.turn

    @property
    def ended(self) -> bool:
        """Whether no run can take a further step."""
        return not self._segments[-1].moving.any()

    def ending(self, run: int = 0) -> Ending | None:
        """Why ``run`` takes no more steps; None while it can."""
        return self._segments[-1].endings[run]

    def ended_at(self, run: int = 0) -> int | None:
        """The step from which ``run`` has stood still; None while it can take a further one."""
        first = None
        for segment in reversed(self._segments):
            if segment.endings[run] is None:
                break
            first = segment.first_step
        return first

    @property
    def changes(self) -> list[tuple[int, Array]]:
        """The steps from which a learning rate holds, with the rates ``(runs,)``; the first is step 0."""
        changes: list[tuple[int, Array]] = []
        for segment in self._segments:
            if not changes or segment.learning_rate is not changes[-1][1]:
                changes.append((segment.first_step, segment.learning_rate))
        return changes

    def learning_rate_at(self, step: int) -> Array:
        """The rates ``(runs,)`` of the update that leaves ``step``, before the factors of the schedules."""
        return self._segments[self._segment_index(step)].learning_rate

    def rates_at(self, step: int) -> Array:
        """η of the update that leaves ``step``, ``(runs,)``."""
        return np.asarray(self.course.rates(self.learning_rate_at(step), np.array([step]))[0])

    def learning_rates(self, count: int) -> Array:
        """η of the updates that leave the first ``count`` steps, ``(count, runs)``."""
        steps = np.arange(count)
        return self.course.rates(self._conditions(steps)[0], steps)

    def extend(self, steps: int) -> int:
        """Take up to ``steps`` more updates and return how many were taken; fewer when every run has ended."""
        before = self.last_step
        block = max(self._dynamics.block // self.last.size, 1)
        while self.last_step < before + steps and not self.ended:
            self._advance(min(block, before + steps - self.last_step))
        return self.last_step - before

    def truncate(self, step: int) -> None:
        """Forget everything after ``step``, rate changes included."""
        self._state = tuple(array[0] for array in self._states(step, step))
        self.last_step = step
        self._kept = tuple(array[: step // self.stride + 1] for array in self._kept)
        self._segments = self._segments[: self._segment_index(step) + 1]
        self._settle(self._segments[-1].learning_rate)

    def change_learning_rate(self, learning_rate: ArrayLike) -> None:
        """Go on with other rates ``(runs,)``; a run that had ended may wake, but not where its rate stays the same."""
        self._settle(np.array(learning_rate, dtype=np.float64, ndmin=1))

    def at(self, step: int) -> Array:
        """The iterates ``(runs,)`` at ``step``, to the bit as they were first computed."""
        return np.asarray(self._states(step, step)[0][0])

    def between(self, first: int, last: int) -> Array:
        """The iterates at the steps first … last, ``(last − first + 1, runs)``; IndexError for a step not taken yet."""
        return self._states(first, last)[0]

    def following(self, step: int) -> Array:
        """The iterates ``(runs,)`` that one update more would give, also of a run that stands still at ``step``."""
        state = tuple(array[0] for array in self._states(step, step))
        rates = self.learning_rate_at(step)
        return np.asarray(self._walk(state, step, rates, np.full(rates.shape, True), 1)[0][1])

    def samples(self, last: int, run: int = 0) -> tuple[IntArray, Array]:
        """The kept steps of ``run`` up to ``last``, and that one, with their iterates; both ``(n,)``.

        Every step while there are no more than ``capacity`` of them, then evenly thinned ones. A run that has ended
        keeps the steps that it had then, however long the others go on.
        """
        steps, (kept, *_) = self._kept_of(run, last)
        if steps[-1] == last:
            return steps, kept
        return np.append(steps, last), np.append(kept, self.at(last)[run])

    def updates(self, last: int, recent: int, run: int = 0) -> tuple[Array, Array]:
        """The updates of ``run`` that led to step ``last``, oldest first: the iterates before and after, both ``(n,)``.

        There is every one of the ``recent`` last updates, and before them those of the kept steps.
        """
        tail = self.between(max(last - recent, 0), last)[:, run]
        steps, kept = self._kept_of(run, last)
        early = int(np.searchsorted(steps, last - recent))
        state = tuple(array[:early] for array in kept)
        rates, moving = self._conditions(steps[:early])
        if not self.course.is_steady:
            rates = self.course.rates(rates, steps[:early])
        noise = self.course.noise.at(steps[:early])[None] if self.course.noise and early else None
        dynamics = self._dynamics.of(run) if isinstance(self._dynamics, Mixed) else self._dynamics
        before, after = dynamics.steps(state, rates[:, run], moving[:, run], 1, noise)[0]
        return np.concatenate([before, tail[:-1]]), np.concatenate([after, tail[1:]])

    def _segment_index(self, step: int) -> int:
        return bisect_right(self._segments, step, key=lambda segment: segment.first_step) - 1

    def _kept_of(self, run: int, last: int) -> tuple[IntArray, State]:
        """The kept steps up to ``last`` ``(n,)`` and the states of ``run`` at them, arrays ``(n, …)``."""
        stride, kept = self._finer.get(run) or (self.stride, tuple(array[:, run] for array in self._kept))
        states = tuple(array[: last // stride + 1] for array in kept)
        return np.arange(len(states[0]), dtype=np.int64) * stride, states

    def _states(self, first: int, last: int) -> State:
        """The states at the steps first … last, computed again from a kept one; arrays ``(last − first + 1, runs)``."""
        if not 0 <= first <= last <= self.last_step:
            raise IndexError(f"steps {first} … {last} are not within 0 … {self.last_step}")
        if self.stride == 1:
            return tuple(array[first : last + 1] for array in self._kept)
        start = first - first % self.stride
        state = tuple(array[start // self.stride] for array in self._kept)
        segment = self._segments[self._segment_index(start)]
        rates, moving = segment.learning_rate, segment.moving
        if segment is not self._segments[self._segment_index(last)]:
            rates, moving = self._conditions(np.arange(start, last))
        return tuple(array[first - start :] for array in self._walk(state, start, rates, moving, last - start))

    def _walk(self, state: State, first: int, rates: Array, moving: BoolArray, count: int) -> State:
        """The states 0 … ``count`` steps from the one at step ``first``, by the schedules and in the noise."""
        if self.course.is_steady:
            return self._dynamics.steps(state, rates, moving, count)
        rates = self.course.rates(rates, np.arange(first, first + count))
        noise = self.course.noise.draws(first, count)[:, None] if self.course.noise else None
        return self._dynamics.steps(state, rates, moving, count, noise)

    def _conditions(self, steps: IntArray) -> tuple[Array, BoolArray]:
        """The rates of the updates that leave ``steps`` (n,), rising, and which runs take them; both ``(n, runs)``."""
        starts = np.searchsorted(steps, [segment.first_step for segment in self._segments])
        lengths = np.diff(starts, append=len(steps))
        rates = np.stack([segment.learning_rate for segment in self._segments])
        moving = np.stack([segment.moving for segment in self._segments])
        return np.repeat(rates, lengths, axis=0), np.repeat(moving, lengths, axis=0)

    def _stops(self, states: State, first: int, learning_rate: Array) -> tuple[BoolArray, BoolArray, BoolArray]:
        """Whether a run ends at each but the last of ``states``, for each reason in the order of ``Ending``.

        A run has converged (see ``dynamics.converged``), or its next iterate or the value there is not finite, or the
        step changes nothing in its state, as at η = 0. The first reason counts. Shapes are ``(steps, runs)``. In noise
        no run converges, and where the next step is another, only a rate of 0 freezes a run.
        """
        points = states[0]
        with np.errstate(invalid="ignore"):
            near = converged(distance_to_minimum(self.objective, points), self.tolerance)
            overflow = ~(np.isfinite(points[1:]) & np.isfinite(self.objective.value(points[1:])))
            frozen = reduce(np.logical_and, (array[1:] == array[:-1] for array in states))
        if self.course.noise is not None:
            near = np.full(near.shape, False)
        if not self.course.is_steady:
            frozen &= self.course.rates(learning_rate, np.arange(first, first + len(points) - 1)) == 0
        return near, overflow, frozen

    def _settle(self, learning_rate: Array) -> None:
        """Start a segment at the last step, in which the runs that can go no further stand still."""
        everywhere = np.full(learning_rate.shape, True)
        states = self._walk(self._state, self.last_step, learning_rate, everywhere, 1)
        stops = self._stops(states, self.last_step, learning_rate)
        codes = np.argmax([*(stop[0] for stop in stops), everywhere], axis=0)
        endings = tuple((*Ending, None)[code] for code in codes.tolist())
        segment = _Segment(self.last_step, learning_rate, endings, codes == len(Ending))
        self._segments = [*(old for old in self._segments if old.first_step < self.last_step), segment]
        self._finer = {run: kept for run, kept in self._finer.items() if endings[run] is not None}

    def _advance(self, count: int) -> None:
        """Take up to ``count`` updates; fewer when one of them brings a run to its end."""
        first, segment = self.last_step, self._segments[-1]
        # One update more than asked for shows whether the last of them is an ending.
        states = self._walk(self._state, first, segment.learning_rate, segment.moving, count + 1)
        near, overflow, frozen = self._stops(states, first, segment.learning_rate)
        ends = ((near | overflow | frozen) & segment.moving).any(axis=1)
        taken = int(ends.argmax()) if ends.any() else count
        self._state = tuple(array[taken].copy() for array in states)
        self.last_step = first + taken
        self._keep(tuple(array[1 : taken + 1] for array in states), first + 1)
        if ends.any():
            self._settle(segment.learning_rate)

    def _keep(self, states: State, first: int) -> None:
        """Keep every ``stride``-th of the states from step ``first`` on; thin the store out when it is full."""
        kept = tuple(array[-first % self.stride :: self.stride] for array in states)
        if not len(kept[0]):
            return
        self._kept = tuple(map(np.concatenate, zip(self._kept, kept, strict=True)))
        while len(self._kept[0]) > self.capacity:
            for run in range(self.last.size):
                end = self.ended_at(run)
                if end is not None and run not in self._finer:
                    states = tuple(array[: end // self.stride + 1, run].copy() for array in self._kept)
                    self._finer[run] = self.stride, states
            self._kept = tuple(array[::2].copy() for array in self._kept)
            self.stride *= 2
