"""The parabola lab: gradient descent on f(x) = a·x², one step at a time, with η and x₀ under one's fingers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lrtui.core.descent import Trajectory, next_iterate
from lrtui.core.objectives import Quadratic
from lrtui.core.stability import growth_factor, regime, steps_to_tolerance, update_factor
from lrtui.labs.lab import Lab
from lrtui.labs.options import check
from lrtui.labs.parabola_frame import RECENT, ParabolaFrame
from lrtui.labs.presets import PRESET_X0, PRESETS
from lrtui.labs.race import Race, samples
from lrtui.labs.settings import HISTORIES, MAX_PINS, MAX_STEPS, ParabolaSettings

HORIZON = 100_000
"""How far ``last`` looks for the end of a run; one that has none by then stays where it is."""

NUDGE_DECIMALS = 6
"""Twenty nudges of 0.01 from 0.8 give exactly 1.0, where the regime is the two-cycle."""


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

    Pinned runs go along step by step. The one in hand does not depend on them; but time goes on until all have
    ended, so that the step shown can lie beyond the end of the run in hand.
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
            "pin": lambda _: self._toggle_pin(),
            "unpin": lambda _: self._compare(()),
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
        """Whether steps follow by themselves: neither paused nor at the end of all runs."""
        return not self._settings.paused and not self._over

    @property
    def settings(self) -> ParabolaSettings:
        """What reproduces the present state."""
        # The command line goes to MAX_STEPS; a run that plays all night goes farther.
        step, last = min(self._step_shown, MAX_STEPS), min(self._own_step, MAX_STEPS)
        changes = tuple(change for change in self._settings.changes if change[0] <= last)
        return replace(self._settings, steps=step, changes=changes)

    def frame(self) -> ParabolaFrame:
        """The present moment as plain arrays and numbers."""
        settings, trajectory, step = self.settings, self._trajectory, self._own_step
        rate, measured_rate = (float(trajectory.learning_rate_at(k)[0]) for k in (step, max(step - 1, 0)))
        x = float(trajectory.at(step)[0])
        previous_x = float(trajectory.at(step - 1)[0]) if step else None
        steps, iterates = samples(trajectory, step)
        before, after = trajectory.updates(step, RECENT)
        at_end = step == trajectory.last_step
        return ParabolaFrame(
            settings=settings,
            learning_rate=rate,
            step=step,
            race_step=self._step_shown,
            x=x,
            previous_x=previous_x,
            next_x=float(next_iterate(trajectory.at(step), update_factor(rate, settings.curvature))[0]),
            growth=float(growth_factor(rate, settings.curvature)),
            measured_growth=abs(x) / abs(previous_x) if previous_x else None,
            measured_rate=measured_rate,
            regime=regime(rate, settings.curvature),
            ending=trajectory.ending() if at_end else None,
            over=self._over,
            playing=self.playing,
            steps_to_tolerance=steps_to_tolerance(settings.x0, rate, settings.curvature, settings.tolerance),
            steps=steps,
            iterates=iterates,
            before=before[:, 0],
            after=after[:, 0],
            changes=tuple(change for change, _ in settings.changes),
            preset=self._preset,
            pins=self._race.runs(self._step_shown),
        )

    @property
    def _newest_step(self) -> int:
        return max(self._trajectory.last_step, self._race.last_step)

    @property
    def _step_shown(self) -> int:
        return min(self._wanted, self._newest_step)

    @property
    def _own_step(self) -> int:
        """The step of the run in hand: the one shown, or its last one where it has ended before."""
        return min(self._wanted, self._trajectory.last_step)

    @property
    def _over(self) -> bool:
        return self._trajectory.ended and self._race.ended and self._step_shown == self._newest_step

    def _open(self, settings: ParabolaSettings) -> None:
        self._settings = settings
        self._preset: int | None = None
        self._wanted = settings.steps or 0
        self._race = Race(settings)
        self._recompute()

    def _recompute(self) -> None:
        self._phase = 0.0
        self._trajectory = trajectory_of(self._settings, self._wanted)
        self._race = self._race.renewed(self._settings, self._wanted)

    def _go(self, step: int) -> None:
        """Show ``step``, taking the steps up to it that have not been taken."""
        _extend(self._trajectory, self._settings.changes, step)
        self._race.extend(step)
        self._wanted = max(0, min(step, self._newest_step))

    def _step(self, by: int) -> None:
        self._update(paused=True)
        self._go(self._step_shown + by)

    def _go_last(self) -> None:
        """To the newest step taken; from there to the end of the run in hand, and then to that of all runs.

        Of those, that is, which have one within the horizon.
        """
        if self._step_shown < self._newest_step:
            self._go(self._newest_step)
            return
        probe = trajectory_of(self._settings, self._step_shown + HORIZON)
        if probe.ended and probe.last_step > self._step_shown:
            self._go(probe.last_step)
        else:
            self._go(max([self._step_shown, *Race(self._settings, self._step_shown + HORIZON).ends]))

    def _toggle_play(self) -> None:
        """Pause or play; at the end of all runs there is nothing to pause, so play it again."""
        was_playing = self.playing
        self._update(paused=was_playing)
        if not was_playing and not self.playing:
            self._go(0)

    @property
    def _rate(self) -> float:
        """η of the update that leaves the step shown."""
        return float(self._trajectory.learning_rate_at(self._own_step)[0])

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
        """Set η, x₀, a or the tolerance, and let it act; or the speed or the pins; or go to a step."""
        check(ParabolaSettings, field, value)
        if field == "steps":
            self._go(value)
        elif field == "speed":
            self._update(speed=value)
        elif field == "compare":
            self._compare(value)
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
        """Branch off at the step shown; where the run has ended before the pinned ones, they go back to its end."""
        step = self._own_step
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
        self._race = self._race.renewed(self._settings, step)

    def _toggle_pin(self) -> None:
        """Pin the rate of the moment, as a run of its own with no other; or unpin it where it is pinned."""
        rate, pinned = self._rate, self._settings.compare
        if rate in pinned:
            self._compare(tuple(other for other in pinned if other != rate))
        elif len(pinned) == MAX_PINS:
            raise ValueError(f"{MAX_PINS} rates are pinned, as many as there can be; C unpins them")
        else:
            self._compare((*pinned, rate))

    def _compare(self, rates: tuple[float, ...]) -> None:
        self._update(compare=rates)
        self._race = self._race.renewed(self._settings, self._wanted)

    def _zoom(self, by: int) -> None:
        self._update(zoom=max(-20, min(20, self._settings.zoom + by)))
