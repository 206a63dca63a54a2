"""The descent lab: gradient descent on a function, one step at a time, with η and x₀ under one's fingers."""

from dataclasses import replace
from typing import Any

from lrtui.core.objectives import OBJECTIVES
from lrtui.labs.actions import Action
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.presets import presets_of
from lrtui.labs.descent.runs import Runs
from lrtui.labs.descent.settings import (
    CAMERAS,
    HISTORIES,
    MAX_PINS,
    MAX_STEPS,
    MOST_ZOOM,
    VIEWS,
    DescentSettings,
    is_coefficient,
)
from lrtui.labs.descent.window import SPEED, level_of, scene_of
from lrtui.labs.lab import Lab

HORIZON = 100_000
"""How far ``last`` looks for the end of a run; one that has none by then stays where it is."""

SHOWN = ("speed", "paused", "live", "history", "view", "camera", "zoom")
"""Settings that change nothing in any run."""

NUDGE_DECIMALS = 6
"""Twenty nudges of 0.01 from 0.8 give exactly 1.0, where the regime is the two-cycle."""


class DescentLab(Lab[DescentSettings, DescentFrame]):
    """The runs, and the step of them that is shown.

    ``_wanted`` is the step that the person is at. It can lie beyond the end of the run: then the end is shown, and
    a longer run under another η is shown as far as ``_wanted`` again.

    Rivals go along step by step. The run in hand does not depend on them; but time goes on until all have ended, so
    that the step shown can lie beyond the end of the run in hand.
    """

    def __init__(self, settings: DescentSettings | None = None) -> None:
        self._formula = ""
        self._open(settings or DescentSettings())

    def advance(self, seconds: float) -> int:
        """Let time pass, and return how many steps were taken in it."""
        if not self.playing:
            self._phase = 0.0
            return 0
        self._phase += seconds * self._settings.speed
        # A clock that ticks once a step must not lose one to rounding: 7 · (1/7) can be a little below 1.
        whole = int(self._phase + 1e-9)
        self._phase = max(self._phase - whole, 0.0)
        before = self._step
        self._go(before + whole)
        return self._step - before

    @property
    def tempo(self) -> float:
        """The speed, while the run plays."""
        return self._settings.speed if self.playing else 0.0

    @property
    def playing(self) -> bool:
        """Whether steps follow by themselves: neither paused nor at the end of all runs."""
        return not self._settings.paused and not self._over

    @property
    def settings(self) -> DescentSettings:
        """What reproduces the present state."""
        # The command line goes to MAX_STEPS; a run that plays all night goes farther.
        step, last = min(self._step, MAX_STEPS), min(self._own_step, MAX_STEPS)
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
    def _own_step(self) -> int:
        """The step of the run in hand."""
        return self._runs.step_of(self._wanted)

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
        self._runs = Runs(self._settings, self._wanted)

    def _go(self, step: int) -> None:
        """Show ``step``, taking the steps up to it that have not been taken."""
        self._runs.extend(step)
        before = self._own_step
        self._wanted = max(0, min(step, self.newest))
        if self._settings.camera == "hold":
            self._move_camera(before, self._own_step)

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
        self._go(self._step + action.amount)

    def do_first(self, _: Action) -> None:
        """Go to the initial point."""
        self._go(0)

    def do_last(self, _: Action) -> None:
        """Go to the newest step taken; from there to the end of the run in hand, and then to the end of all runs.

        A run that has no end within the horizon is left out.
        """
        if self._step < self.newest:
            self._go(self.newest)
            return
        probe = Runs(self._described, self._step + HORIZON)
        own, *others = (probe.end(run) or 0 for run in range(len(probe)))
        self._go(own if own > self._step else max([self._step, *others]))

    def do_restart(self, _: Action) -> None:
        """Begin the run anew, at the rate of the moment."""
        self._draw_back(-self._drawn_back)
        self._update(learning_rate=self._rate, changes=())
        self._wanted = 0
        self._recompute()

    def do_preset(self, action: Action) -> None:
        """Choose the next preset, or the one before."""
        by, count = action.amount, len(presets_of(self._settings))
        if not count:
            raise ValueError("a function of one's own has no presets; f goes to those that have")
        before = (-1 if by > 0 else 0) if self._preset is None else self._preset
        self.do_choose_preset(Action("choose_preset", amount=(before + by) % count))

    def do_choose_preset(self, action: Action) -> None:
        """Choose a preset by its index."""
        self._draw_back(-self._drawn_back)
        rate, x0, _ = presets_of(self._settings)[action.amount]
        self._open(replace(self._settings, learning_rate=rate, x0=x0, changes=(), steps=0))
        self._preset = action.amount

    def do_objective(self, action: Action) -> None:
        """Go to the next named objective, or the one before; the formula that was typed last is among them."""
        names = [*OBJECTIVES, *([self._formula] if self._formula else [])]
        index = names.index(self._settings.objective) + action.amount
        self._descend(names[index % len(names)])

    def _descend(self, name: str) -> None:
        """Begin anew on another objective; a named one has its own start and rate."""
        named = OBJECTIVES.get(name)
        rate, x0, a = self._rate, self._settings.x0, self._settings.a
        if named:
            rate, x0, a = named.learning_rate, named.x0, 1.0 if named.factor and not is_coefficient(a) else a
        fresh = replace(self._settings, objective=name, learning_rate=rate, x0=x0, a=a)
        self._draw_back(-self._drawn_back)
        self._open(replace(fresh, changes=(), zoom=0, steps=0))

    def do_nudge(self, action: Action) -> None:
        """Change a number by a little."""
        field = action.field
        value = self._rate if field == "learning_rate" else getattr(self._settings, field)
        self.do_set(Action("set", field, round(value + action.amount, NUDGE_DECIMALS)))

    def do_mode(self, _: Action) -> None:
        """Let a change of η act on the whole run (what-if) or from the present step on (live)."""
        self._update(live=not self._settings.live)

    def do_history(self, _: Action) -> None:
        """Show the next kind of chart by step."""
        self._cycle("history", HISTORIES)

    def do_view(self, _: Action) -> None:
        """Give the next figure the large place."""
        self._cycle("view", VIEWS)

    def do_camera(self, _: Action) -> None:
        """Let the picture's window stand, follow the present iterates, or hold the whole run; as it is unzoomed."""
        self._drawn_back = 0
        self._update(zoom=0)
        self._cycle("camera", CAMERAS)

    def do_zoom(self, action: Action) -> None:
        """Zoom in or out by so many levels, as far as there are any."""
        self._update(zoom=max(-MOST_ZOOM, min(MOST_ZOOM, self._settings.zoom + action.amount)))

    def do_pin(self, _: Action) -> None:
        """Pin the rate of the moment, as a run of its own with no other; or unpin it where it is pinned."""
        rate, pinned = self._rate, self._settings.compare
        if rate in pinned:
            self._compare(tuple(other for other in pinned if other != rate))
        elif len(pinned) == MAX_PINS:
            raise ValueError(f"{MAX_PINS} rates are pinned, as many as there can be; C unpins them")
        else:
            self._compare((*pinned, rate))

    def do_take(self, action: Action) -> None:
        """Take a rival in hand, by its index; the run in hand becomes a rival in its place, unless it is one too."""
        rivals = list(self._settings.compare)
        rate = rivals[action.amount]
        if self._rate not in rivals:
            rivals[action.amount] = self._rate
        self._preset = None
        self._update(learning_rate=rate, changes=(), compare=tuple(rivals))
        self._recompute()

    def do_unpin(self, _: Action) -> None:
        """Unpin all rates."""
        self._compare(())

    @property
    def _described(self) -> DescentSettings:
        """The settings with the changes made in the app, which are all within the longest run."""
        return replace(self._settings, changes=tuple(change for change in self._runs.changes if change[0] <= MAX_STEPS))

    def _set(self, field: str, value: Any) -> None:
        """Go to a step, change what is shown, or let another number act on the run."""
        if field == "steps":
            self._go(value or 0)
        elif field in SHOWN:
            self._update(**{field: value})
        elif field == "objective":
            self._descend(value)
        elif field == "compare":
            self._compare(value)
        elif field == "learning_rate" and self._settings.live:
            self._change_rate_from_here(value)
        else:
            self._set_for_the_whole_run(field, value)

    def _set_for_the_whole_run(self, field: str, value: Any) -> None:
        kept = () if field == "learning_rate" else self._described.changes
        self._preset = None
        self._update(**{"changes": kept, field: value})
        if self._settings.live and field != "changes":
            # Only the rate can change in mid-run; another start or another function is another run.
            self.do_restart(Action("restart"))
        else:
            self._recompute()

    def _change_rate_from_here(self, rate: float) -> None:
        """Branch off at the step of the run in hand; where it has ended before its rivals, they go back to its end."""
        step = self._own_step
        self._preset = None
        self._wanted = step
        if step == 0:
            self._update(learning_rate=rate, changes=())
            self._recompute()
        else:
            self._runs.change_rate(step, rate)

    def _compare(self, rates: tuple[float, ...]) -> None:
        """Take other rivals along; the run in hand is as long as before."""
        last = max(self._wanted, self._runs.step_of(self.newest))
        self._settings = replace(self._described, compare=rates)
        self._runs = Runs(self._settings, last)
