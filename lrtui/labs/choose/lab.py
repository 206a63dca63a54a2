"""The lab that chooses a learning rate: a walk to watch, by either of two methods."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lrtui.core.loading import load_parts
from lrtui.labs.actions import Action
from lrtui.labs.choose.evidence import Evidence
from lrtui.labs.choose.frame import ChooseFrame, compared, shown
from lrtui.labs.choose.settings import METHODS, RULES, ChooseSettings
from lrtui.labs.choose.walks import WALKS, Walk
from lrtui.labs.lab import LAG, Lab

REST = 1.5
"""Seconds for which what plays stands still where a stage has ended; less at high speeds."""

REST_MOMENTS = 45
"""The most moments that such a rest takes."""

SHOWN = ("speed", "paused", "rule", "selected")
"""Settings that change nothing in any walk."""


class ChooseLab(Lab[ChooseSettings, ChooseFrame]):
    """The walk of each method, and the moment of it that is shown.

    ``advance`` moves the wanted moment on, ``work`` does a little of what it takes to get there, and the moment shown
    is the wanted one as soon as it is reached. However the work is sliced, the numbers are the same. Each method has
    its own walk, which waits while the other is shown; what one has found out the other need not work out again.
    """

    def __init__(self, settings: ChooseSettings | None = None) -> None:
        self._walk: Walk
        self._wanted: float
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
        return max(int(min(self._wanted + 1e-9, self.newest)), 0)

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
        newest = self.newest
        if before < newest > self._opened_at and self.playing and newest in self._walk.stops():
            self._wanted = float(newest)
        return True

    def frame(self) -> ChooseFrame:
        """The present moment as plain arrays and numbers."""
        shown = self._walk.moment(self.moment)
        return ChooseFrame(
            settings=self._settings,
            parts=self._evidence.parts,
            seeds=self._evidence.seeds,
            finished=shown.finished,
            going="playing" if self.playing else "working" if self.pending else "",
            scout=shown.scout,
            passes=shown.passes,
            verdict=shown.verdict,
            sweep=shown.sweep,
        )

    def comparison(self) -> dict[str, Any]:
        """The network lab's settings to train the rate to start with, and the middle of the band with its neighbours.

        Raises:
            ValueError: there is no verdict yet, or none at all.
        """
        if not self._at_the_end:
            raise ValueError("no verdict yet: > twice goes there")
        verdict = self._evidence.verdict
        if verdict is None:
            raise ValueError("no rate to take: all diverged")
        passes = self._evidence.procedure.passes
        shared = ("batch", "hidden", "seed", "data", "label", "standardise")
        return {
            "recipes": tuple(map(self._settings.recipe, compared(verdict))),
            "selected": self._settings.recipe(shown(verdict.learning_rate)),
            "metric": "accuracy",
            "split": "holdout",
            "epochs": max(passes[index].epochs_run for index in verdict.band),
            **{name: getattr(self._settings, name) for name in shared},
        }

    def _open(self, settings: ChooseSettings) -> None:
        parts = load_parts(*settings.parts)
        self._evidence = Evidence(settings, parts)
        self._settings = replace(settings, at=None)
        self._walks: dict[str, tuple[Walk, float]] = {}
        self._show_method()
        self._opened_at = settings.at or 0
        self._wanted = float(self._opened_at)

    def _show_method(self) -> None:
        """Take up the walk of the present method where it was left, or begin it."""
        method = self._settings.method
        if method not in self._walks:
            self._walks[method] = WALKS[method](self._evidence), 0.0
        self._walk, self._wanted = self._walks[method]
        self._rested, self._rested_at = 0.0, -1

    def _go(self, moment: float) -> None:
        """Stop, and show a moment as soon as it has been reached."""
        self._rested, self._rested_at = 0.0, -1
        self._update(paused=True)
        self._wanted = float(max(0, min(moment, self.newest) if self._walk.done else moment))

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

    def do_play(self, _: Action) -> None:
        """Pause or play; at the end, play again what has been worked out."""
        was_playing = self.playing or self.pending
        self._go(0 if self._at_the_end and not was_playing else self.moment)
        self._update(paused=was_playing)

    def do_cursor(self, action: Action) -> None:
        """Show an earlier or a later moment, working until it is reached; one of iris's moments is several epochs."""
        # Keys that come faster than the work can follow do not add up beyond it.
        self._go(self.moment + action.amount)

    def do_rate(self, action: Action) -> None:
        """Read out another of the rates on the axis."""
        frame = self.frame()
        rates, here = frame.rates, frame.rate
        if here is None:
            self._update(selected=rates[0 if action.amount > 0 else -1])
            return
        at = bisect_right(rates, here) - 1 if action.amount > 0 else bisect_left(rates, here)
        self._update(selected=rates[max(0, min(at + action.amount, len(rates) - 1))])

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
        """Read out the pass above or below; in the range test, the rule above or below."""
        frame = self.frame()
        row = max(0, min(frame.current_row + action.amount, frame.rows - 1))
        if frame.sweeping:
            self._update(rule=list(RULES)[row], selected=None)
        elif frame.passes:
            self._update(selected=frame.passes[row].learning_rate)

    def do_mode(self, _: Action) -> None:
        """Show the other method."""
        self._switch_to(next(method for method in METHODS if method != self._settings.method))

    def do_restart(self, _: Action) -> None:
        """Begin anew."""
        self._begin()

    def _begin(self, **changes: Any) -> None:
        """Begin other walks; which rule or rate was selected is forgotten with the old ones."""
        self._open(replace(self._settings, rule=ChooseSettings.rule, selected=None, **changes))

    def _switch_to(self, method: str) -> None:
        """Show a method; the other one waits where it is."""
        self._walks[self._settings.method] = (self._walk, float(self.moment))
        self._update(method=method, selected=None)
        self._show_method()

    def _set(self, field: str, value: Any) -> None:
        """Change what is shown; anything else begins another walk."""
        if field in SHOWN:
            self._update(**{field: value})
        elif field == "method":
            self._switch_to(value)
        elif field == "at":
            self._go(min(value or 0, self.newest))
        else:
            self._begin(**{field: value})
