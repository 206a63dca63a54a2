"""Where the runs of the descent lab are, and how they get there: time, steps, long work, and the camera."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Self

from lrtui.labs.actions import Action
from lrtui.labs.descent.atlas import Atlas
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.runs import Runs
from lrtui.labs.descent.settings import MAX_STEPS, MOST_ZOOM, DescentSettings
from lrtui.labs.descent.window import SPEED, level_of, scene_of
from lrtui.labs.lab import Lab

HORIZON = 100_000
"""How far ``last`` looks for the end of a run; one that has none by then stays where it is."""


class Player(Lab[DescentSettings, DescentFrame]):
    """The runs, and the step of them that is shown.

    ``_wanted`` is the step that the person is at. It can lie beyond the end of the run: then the end is shown, and
    a longer run under another η is shown as far as ``_wanted`` again.

    Rivals go along step by step. The run in hand does not depend on them; but time goes on until all have ended, so
    that the step shown can lie beyond the end of the run in hand.

    What cannot be taken at once is taken in slices. Meanwhile what there is of it is shown, and time waits. The figures
    ask ``atlas`` for more, and nothing waits for that.
    """

    def __init__(self, settings: DescentSettings | None = None) -> None:
        self.atlas = Atlas()
        self._formula = ""
        self._search: Runs | None = None
        self._worked = 0
        self._open(settings or DescentSettings())

    @classmethod
    def finished(cls, settings: DescentSettings) -> Self:
        """A lab that is at the step of its settings, however long that takes."""
        lab = cls(settings)
        lab.finish(lambda step: None)
        return lab

    def act(self, action: Action) -> None:
        """See the base class. Nobody waits any longer for what was looked for before."""
        self._search = None
        super().act(action)

    def work(self) -> bool:
        """Do a little of what is due; False where there is nothing to do."""
        if not self._is_walking:
            version = self.atlas.version
            is_work = self.atlas.work()
            self._worked += self.atlas.version != version
            return is_work
        before = self.newest
        if self._search is not None:
            self._search.work()
            self._go_to_what_was_found()
        else:
            self._runs.work()
            self._arrive()
        self._worked += self.newest - before + (not self._is_walking)
        return True

    @property
    def pending(self) -> bool:
        """Whether ``work`` has something to do."""
        return self._is_walking or self.atlas.pending

    @property
    def _is_walking(self) -> bool:
        """Whether the runs are on their way to a step, or to what is looked for."""
        return self._search is not None or self._runs.pending

    def advance(self, seconds: float) -> int:
        """Let time pass, and return how many steps were taken in it."""
        worked, self._worked = self._worked, 0
        if not self.playing or self._is_walking:
            self._phase = 0.0
            return worked
        self._phase += seconds * self._settings.speed
        # A clock that ticks once a step must not lose one to rounding: 7 · (1/7) can be a little below 1.
        whole = int(self._phase + 1e-9)
        self._phase = max(self._phase - whole, 0.0)
        before = self._step
        self._go(before + whole)
        return worked + self._step - before

    @property
    def tempo(self) -> float:
        """The speed, while the run plays; as often as can be while there is work, and until that is shown."""
        if self.pending or self._worked:
            return math.inf
        return self._settings.speed if self.playing else 0.0

    @property
    def playing(self) -> bool:
        """Whether steps follow by themselves: neither paused nor at the end of all runs."""
        return not self._settings.paused and not self._over

    @property
    def settings(self) -> DescentSettings:
        """What reproduces the present state."""
        # The command line goes to MAX_STEPS; a run that plays all night goes farther.
        step, last = min(self._at, MAX_STEPS), min(self._own_step, MAX_STEPS)
        changes = tuple(change for change in self._runs.changes if change[0] <= last)
        return replace(self._settings, steps=step, changes=changes)

    def frame(self) -> DescentFrame:
        """The present moment as plain arrays and numbers."""
        return DescentFrame(
            settings=self.settings,
            runs=self._runs.at(self._step),
            step=self._step,
            over=self._over,
            playing=self.playing,
            stretches=(
                (0, self._settings.learning_rate),
                *(change for change in self._runs.changes if change[0] <= self._own_step),
            ),
            preset=self._preset,
            atlas=self.atlas,
        )

    @property
    def newest(self) -> int:
        """The newest step that any run has taken."""
        return self._runs.newest

    @property
    def _step(self) -> int:
        """The step that all runs are at."""
        return min(self._wanted, self.newest)

    @property
    def _at(self) -> int:
        """The step that the person is at, also where the runs are still on their way there."""
        return self._wanted if self._runs.pending else self._step

    @property
    def _own_step(self) -> int:
        """The step of the run in hand, likewise."""
        is_coming = self._runs.pending and self._runs.end() is None
        return self._wanted if is_coming else self._runs.step_of(self._wanted)

    @property
    def _rate(self) -> float:
        """η of the update that leaves the step of the run in hand."""
        return self._runs.rate(self._own_step)

    @property
    def _over(self) -> bool:
        return self._runs.trajectory.ended and self._step == self.newest

    def _open(self, settings: DescentSettings) -> None:
        self._settings = settings
        self._preset: int | None = None
        self._formula = self._formula if settings.named else settings.objective
        self._wanted = settings.steps or 0
        # A window that stands, and shows more than at the start, has been drawn back; it comes back with the run.
        self._drawn_back = max(-settings.zoom, 0) if self._wanted and settings.camera == "hold" else 0
        self._recompute()

    def _recompute(self) -> None:
        """Take all runs anew, as far as the step that the person is at."""
        self._phase = 0.0
        self._left: int | None = None
        self._runs = Runs(self._settings, self._wanted)

    def _go(self, step: int) -> None:
        """Show ``step``, taking the steps up to it that have not been taken."""
        self._left = self._own_step if self._left is None else self._left
        self._wanted = max(0, step)
        self._runs.extend(self._wanted)
        self._arrive()

    def _arrive(self) -> None:
        """Once all steps are there, stand at the one that is wanted, and let the camera see how far it went."""
        if self._runs.pending or self._left is None:
            return
        left, self._left = self._left, None
        self._wanted = min(self._wanted, self.newest)
        if self._settings.camera == "hold":
            self._move_camera(left, self._own_step)

    def _move_camera(self, before: int, now: int) -> None:
        """Draw back from a run that has left the window, a step after it was seen leaving; come back with it.

        Only steps move the camera: while η or x₀ moves, the window stands.
        """
        if now == 0:
            self._draw_back(-self._drawn_back)
        if now <= before:
            return
        scene = scene_of(self._settings)
        level = scene.standing(self._settings.zoom)
        if scene.holds(level, self._runs.x(now)) and not self._drawn_back:
            return
        was, *seen = (self._runs.x(step) for step in (before, max(now - 1, 0), now))
        reached = [scene.reach(x) for x in seen]
        needed = level_of(max(reached)) - level if max(reached) else -self._drawn_back
        if needed > 0:
            steps = now - before - (1 if scene.holds(level, was) else 0)
            self._draw_back(min(needed, SPEED * steps))
        elif needed < -1 and self._drawn_back:
            self._draw_back(max(needed + 1, -self._drawn_back, before - now))

    def _draw_back(self, levels: int) -> None:
        zoom = max(self._settings.zoom - levels, -MOST_ZOOM)
        self._drawn_back += self._settings.zoom - zoom
        self._update(zoom=zoom)

    def do_play(self, _: Action) -> None:
        """Pause or play; at the end of all runs there is nothing to pause, so play it again."""
        was_playing = self.playing
        self._update(paused=was_playing)
        if not was_playing and not self.playing:
            self._go(0)

    def do_step(self, action: Action) -> None:
        """Stop, and go so many steps forward or back."""
        self._update(paused=True)
        self._go(self._at + action.amount)

    def do_first(self, _: Action) -> None:
        """Go to the initial point."""
        self._go(0)

    def do_last(self, _: Action) -> None:
        """Go to the newest step taken; from there to the end of the run in hand, and then to the end of all runs.

        A run that has no end within the horizon is left out.
        """
        if self._runs.pending:
            return
        if self._step < self.newest:
            self._go(self.newest)
            return
        self._search = Runs(self._described, self._step + HORIZON)
        self._go_to_what_was_found()

    def _go_to_what_was_found(self) -> None:
        """Go where the search has found an end, once it is over."""
        found = self._search
        if found is None or found.pending:
            return
        self._search = None
        own, *others = (found.end(run) or 0 for run in range(len(found)))
        self._go(own if own > self._step else max([self._step, *others]))

    def do_restart(self, _: Action) -> None:
        """Begin the run anew, at the rate of the moment."""
        self._draw_back(-self._drawn_back)
        self._update(learning_rate=self._rate, changes=())
        self._wanted = 0
        self._recompute()

    @property
    def _described(self) -> DescentSettings:
        """The settings with the changes made in the app, which are all within the longest run."""
        return replace(self._settings, changes=tuple(change for change in self._runs.changes if change[0] <= MAX_STEPS))
