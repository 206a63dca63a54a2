"""The parabola lab: gradient descent on f(x) = a·x², one step at a time, with η and x₀ under one's fingers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lrtui.core.descent import Ending, IntArray, Trajectory, next_iterate
from lrtui.core.objectives import Array, Quadratic
from lrtui.core.stability import Regime, growth_factor, regime, steps_to_tolerance, update_factor
from lrtui.labs.lab import Lab
from lrtui.labs.options import check
from lrtui.labs.presets import PRESET_X0, PRESETS
from lrtui.labs.settings import HISTORIES, MAX_STEPS, ParabolaSettings

RECENT = 64
"""How many of the newest updates are always shown, however long the run."""

HORIZON = 100_000
"""How far ``last`` looks for the end of a run; one that has none by then stays where it is."""

NUDGE_DECIMALS = 6
"""Twenty nudges of 0.01 from 0.8 give exactly 1.0, where the regime is the two-cycle."""


@dataclass(frozen=True)
class ParabolaFrame:
    """What there is to show at one moment; arrays are never written to again.

    Attributes:
        settings: the lab's settings at this moment; ``command_line`` of them reproduces it.
        learning_rate: η of the next update.
        step: the step shown, 0 for the initial point.
        x: the iterate at ``step``.
        previous_x: the iterate before it; None at step 0.
        next_x: the iterate after it; may be infinite.
        growth: |1 − 2aη|.
        measured_growth: |x|/|previous_x|; None where there is none.
        measured_rate: η of the update that ``measured_growth`` measures.
        regime: what this η does.
        ending: why the run goes no further; None while it can.
        playing: whether steps follow by themselves.
        steps_to_tolerance: from x₀ under this η; None where it never gets there.
        steps, iterates: the history up to ``step``, both ``(n,)``; thinned where it is long.
        before, after: the updates that led here, both ``(m,)``, oldest first; thinned but for the newest.
        changes: the steps up to ``step`` at which η was changed.
        preset: the index of the preset that set η and x₀; None once they have been changed.
    """

    settings: ParabolaSettings
    learning_rate: float
    step: int
    x: float
    previous_x: float | None
    next_x: float
    growth: float
    measured_growth: float | None
    measured_rate: float
    regime: Regime
    ending: Ending | None
    playing: bool
    steps_to_tolerance: int | None
    steps: IntArray
    iterates: Array
    before: Array
    after: Array
    changes: tuple[int, ...]
    preset: int | None

    @property
    def a(self) -> float:
        """The coefficient in f(x) = a·x²."""
        return self.settings.curvature

    @property
    def objective(self) -> Quadratic:
        """The function that is descended."""
        return Quadratic(self.a)


def trajectory_of(settings: ParabolaSettings, steps: int) -> Trajectory:
    """The run that the settings describe, ``steps`` long or up to its end."""
    start, rate = np.array([settings.x0]), np.array([settings.learning_rate])
    trajectory = Trajectory(Quadratic(settings.curvature), start, rate, tolerance=settings.tolerance)
    _extend(trajectory, settings.changes, steps)
    return trajectory


def _extend(trajectory: Trajectory, changes: tuple[tuple[int, float], ...], last: int) -> None:
    """Take the run on to the step ``last``, or to its end, changing the rate where ``changes`` say so."""
    made = {step for step, _ in trajectory.changes}
    for step, learning_rate in changes:
        if step not in made and step <= last:
            trajectory.extend(step - trajectory.last_step)
            if trajectory.last_step < step:
                return
            trajectory.change_learning_rate(np.array([learning_rate]))
    trajectory.extend(last - trajectory.last_step)


class ParabolaLab(Lab[ParabolaSettings]):
    """The state of the lab. ``act`` and ``advance`` change it, ``frame`` shows it.

    ``_wanted`` is the step that the person is at. It can lie beyond the end of the run: then the end is shown, and
    a longer run under another η is shown as far as ``_wanted`` again.
    """

    NAME = "parabola"

    def __init__(self, settings: ParabolaSettings | None = None) -> None:
        super().__init__()
        self._open(settings or ParabolaSettings())
        self._verbs |= {
            "play": lambda _: self._toggle_play(),
            "step": lambda action: self._step(action.amount),
            "first": lambda _: self._go(0),
            "last": lambda _: self._go_last(),
            "restart": lambda _: self._restart(),
            "defaults": lambda _: self._open(ParabolaSettings()),
            "preset": lambda action: self._choose_preset(action.amount),
            "nudge": lambda action: self._nudge(action.field, action.amount),
            "set": lambda action: self._set(action.field, action.amount),
            "mode": lambda _: self._update(live=not self._settings.live),
            "history": lambda _: self._cycle("history", HISTORIES),
            "follow": lambda _: self._update(follow=not self._settings.follow, zoom=0),
            "zoom": lambda action: self._zoom(action.amount),
        }

    def advance(self, seconds: float) -> int:
        """Let time pass, and return how many steps were taken in it."""
        if not self.playing:
            self._phase = 0.0
            return 0
        self._phase += seconds * self._settings.speed
        # A clock that ticks once a step must not lose one to rounding: 7 · (1/7) can be a little below 1.
        whole = int(self._phase + 1e-9)
        self._phase = max(self._phase - whole, 0.0)
        before = self._step_shown
        self._go(before + whole)
        return self._step_shown - before

    @property
    def playing(self) -> bool:
        """Whether steps follow by themselves: neither paused nor at the end of the run."""
        at_end = self._trajectory.ended and self._step_shown == self._trajectory.last_step
        return not self._settings.paused and not at_end

    @property
    def settings(self) -> ParabolaSettings:
        """What reproduces the present state."""
        # The command line goes to MAX_STEPS; a run that plays all night goes farther.
        step = min(self._step_shown, MAX_STEPS)
        changes = tuple(change for change in self._settings.changes if change[0] <= step)
        return replace(self._settings, steps=step, changes=changes)

    def frame(self) -> ParabolaFrame:
        """The present moment as plain arrays and numbers."""
        settings, trajectory, step = self.settings, self._trajectory, self._step_shown
        rate, measured_rate = (float(trajectory.learning_rate_at(k)[0]) for k in (step, max(step - 1, 0)))
        x = float(trajectory.at(step)[0])
        previous_x = float(trajectory.at(step - 1)[0]) if step else None
        steps, iterates = trajectory.samples(step)
        if steps[-1] != step:
            steps, iterates = np.append(steps, step), np.vstack([iterates, [[x]]])
        before, after = trajectory.updates(step, RECENT)
        at_end = step == trajectory.last_step
        return ParabolaFrame(
            settings=settings,
            learning_rate=rate,
            step=step,
            x=x,
            previous_x=previous_x,
            next_x=float(next_iterate(trajectory.at(step), update_factor(rate, settings.curvature))[0]),
            growth=float(growth_factor(rate, settings.curvature)),
            measured_growth=abs(x) / abs(previous_x) if previous_x else None,
            measured_rate=measured_rate,
            regime=regime(rate, settings.curvature),
            ending=trajectory.ending() if at_end else None,
            playing=self.playing,
            steps_to_tolerance=steps_to_tolerance(settings.x0, rate, settings.curvature, settings.tolerance),
            steps=steps,
            iterates=iterates[:, 0],
            before=before[:, 0],
            after=after[:, 0],
            changes=tuple(change for change, _ in settings.changes),
            preset=self._preset,
        )

    @property
    def _step_shown(self) -> int:
        return min(self._wanted, self._trajectory.last_step)

    def _open(self, settings: ParabolaSettings) -> None:
        self._settings = settings
        self._preset: int | None = None
        self._wanted = settings.steps or 0
        self._recompute()

    def _recompute(self) -> None:
        self._phase = 0.0
        self._trajectory = trajectory_of(self._settings, self._wanted)

    def _go(self, step: int) -> None:
        """Show ``step``, taking the steps up to it that have not been taken."""
        _extend(self._trajectory, self._settings.changes, step)
        self._wanted = max(0, min(step, self._trajectory.last_step))

    def _step(self, by: int) -> None:
        self._update(paused=True)
        self._go(self._step_shown + by)

    def _go_last(self) -> None:
        """To the newest step taken; from there to the end of the run, if it has one within the horizon."""
        if self._step_shown < self._trajectory.last_step:
            self._go(self._trajectory.last_step)
            return
        probe = trajectory_of(self._settings, self._step_shown + HORIZON)
        if probe.ended:
            self._trajectory = probe
            self._wanted = probe.last_step

    def _toggle_play(self) -> None:
        """Pause or play; at the end of a run there is nothing to pause, so play it again."""
        was_playing = self.playing
        self._update(paused=was_playing)
        if not was_playing and not self.playing:
            self._go(0)

    @property
    def _rate(self) -> float:
        """η of the update that leaves the step shown."""
        return float(self._trajectory.learning_rate_at(self._step_shown)[0])

    def _restart(self) -> None:
        self._update(learning_rate=self._rate, changes=())
        self._wanted = 0
        self._recompute()

    def _choose_preset(self, by: int) -> None:
        count = len(PRESETS)
        index = (self._preset + by) % count if self._preset is not None else (0 if by > 0 else count - 1)
        rate = PRESETS[index].learning_rate(self._settings.curvature)
        self._open(replace(self._settings, learning_rate=rate, x0=PRESET_X0, changes=(), steps=0))
        self._preset = index

    def _nudge(self, field: str, amount: float) -> None:
        value = self._rate if field == "learning_rate" else getattr(self._settings, field)
        self._set(field, round(value + amount, NUDGE_DECIMALS))

    def _set(self, field: str, value: Any) -> None:
        """Set η, x₀, a or the tolerance, and let it act; or the speed; or go to a step."""
        check(ParabolaSettings, field, value)
        if field == "steps":
            self._go(value)
        elif field == "speed":
            self._update(speed=value)
        elif field == "learning_rate" and self._settings.live:
            self._change_rate_from_here(value)
        else:
            self._preset = None
            if field == "learning_rate":
                self._update(changes=())
            self._update(**{field: value})
            if self._settings.live:
                # Only the rate can change in mid-run; another start or another parabola is another run.
                self._restart()
            else:
                self._recompute()

    def _change_rate_from_here(self, rate: float) -> None:
        step = self._step_shown
        self._preset = None
        self._wanted = step
        if step == 0:
            self._update(learning_rate=rate, changes=())
            self._recompute()
            return
        earlier = tuple(change for change in self._settings.changes if change[0] < step)
        self._update(changes=(*earlier, (step, rate)))
        self._trajectory.truncate(step)
        self._trajectory.change_learning_rate(np.array([rate]))

    def _zoom(self, by: int) -> None:
        self._update(zoom=max(-20, min(20, self._settings.zoom + by)))
