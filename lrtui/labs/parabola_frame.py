"""What the parabola lab shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from lrtui.core.descent import Ending, IntArray
from lrtui.core.objectives import Array, Quadratic
from lrtui.core.stability import Regime
from lrtui.labs.settings import ParabolaSettings

RECENT = 64
"""How many of the newest updates are always shown, however long the run."""


@dataclass(frozen=True)
class PinnedRun:
    """A run to compare with, at one moment: the same but for its learning rate, which is constant.

    Attributes:
        learning_rate: η.
        regime: what this η does.
        growth: |1 − 2aη|.
        step: the step of ``x``: that of the race, or the one at which this run ended before.
        x: its iterate at ``step``.
        previous_x: the iterate before it; None at step 0.
        ending: why it has ended; None where it goes on from here.
        steps, iterates: its history up to ``step``, both ``(n,)``; thinned where it is long.
    """

    learning_rate: float
    regime: Regime
    growth: float
    step: int
    x: float
    previous_x: float | None
    ending: Ending | None
    steps: IntArray
    iterates: Array


@dataclass(frozen=True)
class ParabolaFrame:
    """What there is to show at one moment; arrays are never written to again.

    Attributes:
        settings: the lab's settings at this moment; ``command_line`` of them reproduces it.
        learning_rate: η of the next update.
        step: the step of ``x``, 0 for the initial point.
        race_step: the step that all runs are at; beyond ``step`` where the run has ended before a pinned one.
        x: the iterate at ``step``.
        previous_x: the iterate before it; None at step 0.
        next_x: the iterate after it; may be infinite.
        growth: |1 − 2aη|.
        measured_growth: |x|/|previous_x|; None where there is none.
        measured_rate: η of the update that ``measured_growth`` measures.
        regime: what this η does.
        ending: why the run goes no further; None while it can.
        over: whether no run goes any further, the pinned ones included.
        playing: whether steps follow by themselves.
        steps_to_tolerance: from x₀ under this η; None where it never gets there.
        steps, iterates: the history up to ``step``, both ``(n,)``; thinned where it is long.
        before, after: the updates that led here, both ``(m,)``, oldest first; thinned but for the newest.
        changes: the steps up to ``step`` at which η was changed.
        preset: the index of the preset that set η and x₀; None once they have been changed.
        pins: the pinned runs at ``race_step``, in the order in which they were pinned.
    """

    settings: ParabolaSettings
    learning_rate: float
    step: int
    race_step: int
    x: float
    previous_x: float | None
    next_x: float
    growth: float
    measured_growth: float | None
    measured_rate: float
    regime: Regime
    ending: Ending | None
    over: bool
    playing: bool
    steps_to_tolerance: int | None
    steps: IntArray
    iterates: Array
    before: Array
    after: Array
    changes: tuple[int, ...]
    preset: int | None
    pins: tuple[PinnedRun, ...]

    @property
    def a(self) -> float:
        """The coefficient in f(x) = a·x²."""
        return self.settings.curvature

    @property
    def objective(self) -> Quadratic:
        """The function that is descended."""
        return Quadratic(self.a)
