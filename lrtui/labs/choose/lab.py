"""The lab that chooses a learning rate: a walk to watch, by either of two methods."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lrtui import numbers
from lrtui.core.loading import load_parts
from lrtui.labs.actions import Action
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.settings import METHODS, RULES, ChooseSettings
from lrtui.labs.choose.walks import WALKS, Walk
from lrtui.labs.lab import LAG, Lab

REST = 1.5
"""Seconds for which what plays stands still where a stage or a pass has ended; less at high speeds."""

REST_MOMENTS = 45
"""The most moments that such a rest takes."""

SHOWN = ("speed", "paused", "rule")
"""Settings that change nothing in any walk."""


class ChooseLab(Lab[ChooseSettings, ChooseFrame]):
    """The walk of each method, and the moment of it that is shown.

    ``advance`` moves the wanted moment on, ``work`` does a little of what it takes to get there, and the moment shown
    is the wanted one as soon as it is reached. However the work is sliced, the numbers are the same. Each method has
    its own walk, which waits while the other is shown.
    """

    def __init__(self, settings: ChooseSettings | None = None) -> None:
        self._walk: Walk
        self._wanted: float
        self._stage_before: int | None
        self._open(settings or ChooseSettings())

    @classmethod
    def finished(cls, settings: ChooseSettings, progress: Callable[[int], None] = lambda moment: None) -> ChooseLab:
        """A lab that has come to its verdict; ``progress`` hears of each moment."""
        lab = cls(replace(settings, paused=True))
        if settings.at is None:
            lab.do_last(Action("last"))
        lab.finish(progress)
        return lab

    @property
    def present(self) -> ChooseSettings:
        """What reproduces the present moment."""
        return replace(self._settings, at=self.moment)

    @property
    def newest(self) -> int:
        """The latest moment reached."""
        return self._walk.newest

    @property
    def moment(self) -> int:
        """The moment shown."""
        return int(min(self._wanted + 1e-9, self.newest))

    @property
    def playing(self) -> bool:
        """Whether moments follow by themselves."""
        return not self._settings.paused and not self._at_the_end

    @property
    def pending(self) -> bool:
        """Whether ``work`` has something to do."""
        return not self._walk.done and self.newest < int(min(self._wanted + 1e-9, 1e18))

    @property
    def _at_the_end(self) -> bool:
        return self._walk.done and self.moment == self.newest

    def advance(self, seconds: float) -> int:
        """Let time pass: it moves the wanted moment on, and holds where there is something to look at."""
        catching_up = self.newest < self._opened_at <= self._wanted
        if not self.playing or catching_up or self._resting(seconds):
            return 1
        speed = self._settings.speed
        furthest = self.newest + max(1.0, LAG * speed)
        stop = next((stop for stop in self._walk.stops() if stop > self.moment), math.inf)
        self._wanted = min(self._wanted + seconds * speed, furthest, stop)
        return 1

    def work(self) -> bool:
        """Do a little towards the wanted moment; False where there is nothing to do."""
        if not self.pending:
            return False
        before = self.newest
        self._walk.step()
        if self.newest > before:
            self._arrive()
        return True

    def frame(self) -> ChooseFrame:
        """The present moment as plain arrays and numbers."""
        going = "playing" if self.playing else "working" if self.pending else ""
        return self._walk.frame(self.moment, self._settings, going)

    def comparison(self) -> dict[str, Any]:
        """The network lab's settings to show the rate found between its neighbours; ValueError where there is none."""
        if not self._at_the_end:
            raise ValueError("no verdict yet: > twice goes there")
        rate, others = self._walk.candidates(self._settings.rule)
        larger = min((other for other in others if other > rate), default=None)
        smaller = max((other for other in others if other < rate), default=None)
        # Rounded as they are shown: what a person would write down.
        rates = [float(numbers.rate(near)) for near in (larger, rate, smaller) if near is not None]
        shared = ("batch", "hidden", "seed", "data", "label", "standardise")
        return {
            "learning_rates": tuple(dict.fromkeys(rates)),
            "selected": float(numbers.rate(rate)),
            **{name: getattr(self._settings, name) for name in shared},
        }

    def _open(self, settings: ChooseSettings) -> None:
        self._parts = load_parts(*settings.parts)
        self._settings = replace(settings, at=None)
        self._walks: dict[str, tuple[Walk, float]] = {}
        self._show_method()
        self._opened_at = settings.at or 0
        self._wanted = float(self._opened_at)

    def _show_method(self) -> None:
        """Take up the walk of the present method where it was left, or begin it."""
        method = self._settings.method
        if method not in self._walks:
            self._walks[method] = WALKS[method](self._settings, self._parts), 0.0
        self._walk, self._wanted = self._walks[method]
        self._stage_before = None
        self._rested, self._rested_at = 0.0, -1

    def _go(self, moment: int) -> None:
        """Stop, and show a moment that has been reached."""
        self._stage_before = None
        self._rested, self._rested_at = 0.0, -1
        self._update(paused=True)
        self._wanted = float(max(0, min(moment, self.newest)))

    def _resting(self, seconds: float) -> bool:
        """Whether what plays stands still where it is, which it does once at the beginning and at each stop."""
        moment = self.moment
        if moment == self._rested_at or moment not in (0, *self._walk.stops()):
            return False
        self._rested += seconds
        if self._rested < min(REST, REST_MOMENTS / self._settings.speed):
            return True
        self._rested, self._rested_at = 0.0, moment
        return False

    def _arrive(self) -> None:
        """Stop at the end of the stage, where one is on the way there; when playing, wait at every stop."""
        newest = self.newest
        if self._stage_before is None:
            if self.playing and newest > self._opened_at and newest in self._walk.stops():
                self._wanted = float(newest)
            return
        ends = [end for end in self._walk.stage_ends() if end > self._stage_before]
        if len(ends) >= self._stages_left:
            self._go(ends[self._stages_left - 1])
        elif self._walk.done:
            self._go(newest)

    def do_play(self, _: Action) -> None:
        """Pause or play; at the end, play again what has been worked out."""
        was_playing = self.playing or self.pending
        self._go(0 if self._at_the_end and not was_playing else self.moment)
        self._update(paused=was_playing)

    def do_stage(self, action: Action) -> None:
        """Go to the end of the stage, working until it is reached; or back to the end of the stage before."""
        moment = self.moment
        if action.amount < 0:
            before = [0, *(end for end in self._walk.stage_ends() if end < moment)]
            self._go(before[max(action.amount, -len(before))])
            return
        self._update(paused=True)
        if self._stage_before is None:
            self._stage_before, self._stages_left = moment, 0
        self._stages_left += action.amount  # a key that is held counts every repeat
        self._wanted = math.inf
        self._arrive()

    def do_cursor(self, action: Action) -> None:
        """Show another of the moments that have been reached."""
        self._go(self.moment + action.amount)

    def do_first(self, _: Action) -> None:
        """Show the beginning."""
        self._go(0)

    def do_last(self, _: Action) -> None:
        """Go to the newest moment; from there, on to the verdict."""
        moment = self.moment
        self._go(self.newest)
        if self.moment == moment:
            self._wanted = math.inf

    def do_select(self, action: Action) -> None:
        """Go to the pass above or below; in the range test, select the rule above or below."""
        if self._walk.selects == "rule":
            rules = list(RULES)
            index = rules.index(self._settings.rule) + action.amount
            self._update(rule=rules[max(0, min(index, len(rules) - 1))])
            return
        stops = self._walk.stops()
        if action.amount > 0:
            self._go(next((stop for stop in stops if stop > self.moment), self.newest))
        else:
            self._go(max((stop for stop in stops if stop < self.moment), default=0))

    def do_mode(self, _: Action) -> None:
        """Show the other method."""
        self._switch_to(next(method for method in METHODS if method != self._settings.method))

    def do_restart(self, _: Action) -> None:
        """Begin anew."""
        self._begin()

    def _begin(self, **changes: Any) -> None:
        """Begin other walks; which rule was selected is forgotten with the old ones."""
        self._open(replace(self._settings, rule=ChooseSettings.rule, **changes))

    def _switch_to(self, method: str) -> None:
        """Show a method; the other one waits where it is."""
        self._walks[self._settings.method] = (self._walk, float(self.moment))
        self._update(method=method)
        self._show_method()

    def _set(self, field: str, value: Any) -> None:
        """Change what is shown; anything else begins another walk."""
        if field in SHOWN:
            self._update(**{field: value})
        elif field == "method":
            self._switch_to(value)
        elif field == "at":
            self._go(value or 0)
        else:
            self._begin(**{field: value})
