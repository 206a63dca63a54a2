"""The pinned runs of the parabola lab: constant rates from the same x₀, in lockstep."""

from __future__ import annotations

import numpy as np

from lrtui.core.descent import IntArray, Trajectory
from lrtui.core.objectives import Array, Quadratic
from lrtui.core.stability import growth_factor, regime
from lrtui.labs.parabola_frame import PinnedRun
from lrtui.labs.settings import ParabolaSettings


def samples(trajectory: Trajectory, last: int, run: int = 0) -> tuple[IntArray, Array]:
    """The kept steps of one run up to ``last``, and that one, with their iterates; both ``(n,)``."""
    steps, kept = trajectory.samples(last)
    iterates: Array = kept[:, run]
    if steps[-1] != last:
        steps, iterates = np.append(steps, last), np.append(iterates, trajectory.at(last)[run])
    return steps, iterates


class Race:
    """The runs of the rates that ``settings`` compares with, as far as the step ``last`` or to their ends.

    Without any there is nothing to compute, and it has ended before the first step.
    """

    def __init__(self, settings: ParabolaSettings, last: int = 0) -> None:
        self._settings = settings
        self._trajectory: Trajectory | None = None
        if settings.compare:
            rates = np.array(settings.compare)
            start = np.full(len(rates), settings.x0)
            self._trajectory = Trajectory(Quadratic(settings.curvature), start, rates, tolerance=settings.tolerance)
        self.extend(last)

    @property
    def last_step(self) -> int:
        """The newest step taken."""
        return self._trajectory.last_step if self._trajectory else 0

    @property
    def ended(self) -> bool:
        """Whether no run can take a further step."""
        return self._trajectory is None or self._trajectory.ended

    @property
    def ends(self) -> list[int]:
        """The last steps of those runs that have ended."""
        if self._trajectory is None:
            return []
        ends = map(self._trajectory.ended_at, range(len(self._settings.compare)))
        return [end for end in ends if end is not None]

    def extend(self, last: int) -> None:
        """Take the steps up to ``last`` that have not been taken."""
        if self._trajectory is not None:
            self._trajectory.extend(last - self._trajectory.last_step)

    def renewed(self, settings: ParabolaSettings, last: int) -> Race:
        """The race of ``settings`` as far as ``last`` and no farther: this one, where it is about the same runs."""
        whole = self.last_step <= last or self._trajectory is None or self._trajectory.stride == 1
        if not whole or _terms(settings) != _terms(self._settings):
            return Race(settings, last)
        if self._trajectory is not None and self.last_step > last:
            self._trajectory.truncate(last)
        self.extend(last)
        return self

    def runs(self, step: int) -> tuple[PinnedRun, ...]:
        """Every run at ``step``, or at its end where that came before."""
        if self._trajectory is None:
            return ()
        last = min(step, self._trajectory.last_step)
        return tuple(self._run(self._trajectory, index, last) for index in range(len(self._settings.compare)))

    def _run(self, trajectory: Trajectory, index: int, step: int) -> PinnedRun:
        rate, a = self._settings.compare[index], self._settings.curvature
        end = trajectory.ended_at(index)
        has_ended = end is not None and end <= step
        last = end if end is not None and has_ended else step
        steps, iterates = samples(trajectory, last, index)
        return PinnedRun(
            learning_rate=rate,
            regime=regime(rate, a),
            growth=float(growth_factor(rate, a)),
            step=last,
            x=float(iterates[-1]),
            previous_x=float(trajectory.at(last - 1)[index]) if last else None,
            ending=trajectory.ending(index) if has_ended else None,
            steps=steps,
            iterates=iterates,
        )


def _terms(settings: ParabolaSettings) -> tuple[object, ...]:
    """All that the pinned runs depend on."""
    # As text, because 0 and −0 are equal and are written down differently.
    return settings.x0, settings.curvature, settings.tolerance, repr(settings.compare)
