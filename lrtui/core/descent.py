"""Gradient descent on an array of runs, and a bounded history in which any step can be shown again.

One step is x' = x − η·f'(x). The gradient of a quadratic is linear, so that is x' = x·(1 − 2aη): the iterates are
a cumulative product, which NumPy takes one multiplication after the other, in C. A hundred thousand steps cost
less than a millisecond, so a whole run can be computed again under a new η within a frame; and a step that was
not kept can be computed again from the nearest one that was, by the same multiplications and so to the same bits.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lrtui.core.objectives import Array, Quadratic
from lrtui.core.stability import update_factor

IntArray = NDArray[np.int64]

BLOCK = 4096
"""Steps computed at once: small enough for the cache, large enough to hide the cost of a call."""


class Ending(StrEnum):
    """Why a run takes no more steps."""

    CONVERGED = "converged"
    OVERFLOW = "overflow"
    FROZEN = "frozen"


_ENDINGS = list(Ending)
_GOES_ON = -1


def _classify(objective: Quadratic, x: Array, following: Array, tolerance: float) -> IntArray:
    """For iterates ``x`` and the ``following`` ones: an index into ``_ENDINGS``, or ``_GOES_ON``.

    - converged: |x| ≤ tolerance, and the next step does not leave again. (A diverging rate that starts closer to
      the minimum than the tolerance has something to show.)
    - overflow: the next iterate or its value is not finite.
    - frozen: the step changes nothing, as at η = 0.
    """
    with np.errstate(invalid="ignore"):
        overflow = ~(np.isfinite(following) & np.isfinite(objective.value(following)))
        converged = (np.abs(x) <= tolerance) & (np.abs(following) <= np.abs(x))
        return np.select([converged, overflow, following == x], [0, 1, 2], _GOES_ON).astype(np.int64)


@dataclass(frozen=True)
class _Segment:
    """A stretch of the history under one factor: what holds from ``first_step`` on, shapes ``(runs,)``.

    A run that has ended stands still because its factor is 1 from there on; so every step of every run is
    computed again by multiplication alone. ``ending`` has an index into ``_ENDINGS``, or ``_GOES_ON``.
    """

    first_step: int
    learning_rate: Array
    factor: Array
    ending: IntArray


class Trajectory:
    """The iterates of one or more runs in lockstep, extended step by step.

    A run that ends keeps its last iterate while the others go on. Memory is bounded: every ``stride``-th step is
    kept, and the stride doubles whenever ``capacity`` of them are full. Returned arrays are never written to again.

    Args:
        objective: the function to descend.
        x0: the initial points, shape ``(runs,)``; finite.
        learning_rate: the rates, shape ``(runs,)``; finite, of any sign and size.
        tolerance: |x| at which a run counts as converged; ≥ 0.
        capacity: how many steps to keep at the most; ≥ 2.
    """

    def __init__(
        self,
        objective: Quadratic,
        x0: Array,
        learning_rate: Array,
        *,
        tolerance: float = 1e-12,
        capacity: int = 2048,
    ) -> None:
        self.objective = objective
        self.tolerance = tolerance
        self.capacity = capacity
        self.stride = 1
        self.last_step = 0
        self.last = _positive_zero(np.array(x0, dtype=np.float64, ndmin=1))
        self._kept = self.last[None]
        self._segments: list[_Segment] = []
        self.change_learning_rate(learning_rate)

    @property
    def ended(self) -> bool:
        """Whether no run can take a further step."""
        return bool((self._ending != _GOES_ON).all())

    def ending(self, run: int = 0) -> Ending | None:
        """Why ``run`` takes no more steps; None while it can."""
        code = int(self._ending[run])
        return None if code == _GOES_ON else _ENDINGS[code]

    def ended_at(self, run: int = 0) -> int | None:
        """The step from which ``run`` has stood still; None while it can take a further one."""
        first = None
        for segment in reversed(self._segments):
            if segment.ending[run] == _GOES_ON:
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
        """The rates ``(runs,)`` of the update that leaves ``step``."""
        return self._segments[self._segment_index(step)].learning_rate

    def extend(self, steps: int) -> int:
        """Take up to ``steps`` more updates and return how many were taken; fewer when every run has ended."""
        before = self.last_step
        while self.last_step < before + steps and not self.ended:
            self._advance(min(BLOCK, before + steps - self.last_step))
        return self.last_step - before

    def truncate(self, step: int) -> None:
        """Forget everything after ``step``, rate changes included."""
        self.last = self.at(step)
        self.last_step = step
        self._kept = self._kept[: step // self.stride + 1]
        self._segments = self._segments[: self._segment_index(step) + 1]
        self._settle(self._segments[-1].learning_rate)

    def change_learning_rate(self, learning_rate: Array) -> None:
        """Go on from the last step with other rates ``(runs,)``; a run that had ended may wake."""
        self._settle(np.array(learning_rate, dtype=np.float64, ndmin=1))

    def at(self, step: int) -> Array:
        """The iterates ``(runs,)`` at ``step``, to the bit as they were first computed."""
        iterates: Array = self.between(step, step)[0]
        return iterates

    def between(self, first: int, last: int) -> Array:
        """The iterates at the steps first … last, both included, shape ``(last − first + 1, runs)``.

        Raises:
            IndexError: a step that has not been taken.
        """
        if not 0 <= first <= last <= self.last_step:
            raise IndexError(f"steps {first} … {last} are not within 0 … {self.last_step}")
        checkpoint = first // self.stride
        start = checkpoint * self.stride
        factors = self._factors_at(np.arange(start, last))
        return _multiply(self._kept[checkpoint], factors)[first - start :]

    def samples(self, last: int) -> tuple[IntArray, Array]:
        """The kept steps up to ``last`` and their iterates, shapes ``(n,)`` and ``(n, runs)``, n ≤ capacity.

        Every step while there are no more than ``capacity`` of them, then evenly thinned ones.
        """
        kept = self._kept[: last // self.stride + 1]
        return np.arange(len(kept), dtype=np.int64) * self.stride, kept

    def updates(self, last: int, recent: int) -> tuple[Array, Array]:
        """The updates that led to step ``last``, oldest first, as the iterates before and after each.

        Shapes ``(n, runs)``: every one of the ``recent`` last updates, and before them those of the kept steps.
        """
        tail = self.between(max(last - recent, 0), last)
        steps, before = self.samples(last)
        early = steps < last - recent
        after = _positive_zero(before[early] * self._factors_at(steps[early]))
        return np.vstack([before[early], tail[:-1]]), np.vstack([after, tail[1:]])

    @property
    def _ending(self) -> IntArray:
        return self._segments[-1].ending

    def _segment_index(self, step: int) -> int:
        return bisect_right(self._segments, step, key=lambda segment: segment.first_step) - 1

    def _factors_at(self, steps: IntArray) -> Array:
        """The factors of the updates that leave ``steps`` (n,), shape ``(n, runs)``."""
        first_steps = [segment.first_step for segment in self._segments]
        index = np.searchsorted(first_steps, steps, side="right") - 1
        return np.stack([segment.factor for segment in self._segments])[index]

    def _settle(self, learning_rate: Array) -> None:
        """Start a segment at the last step, in which the runs that can go no further stand still."""
        factor = update_factor(learning_rate, self.objective.a)
        following = next_iterate(self.last, factor)
        ending = _classify(self.objective, self.last, following, self.tolerance)
        segment = _Segment(self.last_step, learning_rate, np.where(ending == _GOES_ON, factor, 1.0), ending)
        self._segments = [s for s in self._segments if s.first_step < self.last_step] + [segment]

    def _advance(self, count: int) -> None:
        """Take up to ``count`` updates; fewer when one of them brings a run to its end."""
        first = self.last_step
        # One update more than asked for shows whether the last of them is an ending.
        block = _multiply(self.last, np.broadcast_to(self._segments[-1].factor, (count + 1, self.last.size)))
        codes = _classify(self.objective, block[:-1], block[1:], self.tolerance)
        ends = ((codes != _GOES_ON) & (self._ending == _GOES_ON)).any(axis=1)
        taken = int(ends.argmax()) if ends.any() else count
        self.last = block[taken].copy()
        self.last_step = first + taken
        self._keep(block[1 : taken + 1], first + 1)
        if ends.any():
            self._settle(self._segments[-1].learning_rate)

    def _keep(self, block: Array, first: int) -> None:
        """Keep every ``stride``-th of the block's iterates; thin the store out when it is full."""
        kept = block[-first % self.stride :: self.stride]
        if not len(kept):
            return
        self._kept = np.concatenate([self._kept, kept])
        while len(self._kept) > self.capacity:
            self._kept = self._kept[::2].copy()
            self.stride *= 2


def _multiply(x: Array, factors: Array) -> Array:
    """The iterates from ``x`` (runs,) under ``factors`` (steps, runs), shape ``(steps + 1, runs)``."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        block = np.multiply.accumulate(np.vstack([x[None], factors]), axis=0)
    return _positive_zero(block)


def next_iterate(x: Array, factor: Array) -> Array:
    """x·factor, which at the minimum is 0 even where the factor has overflowed."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return _positive_zero(np.where(x == 0, 0.0, x * factor))


def _positive_zero(x: Array) -> Array:
    """−0 becomes 0, so that a run that has arrived reads as 0 and not as -0.0."""
    x += 0.0
    return x
