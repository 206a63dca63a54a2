"""What all labs share: verbs that are methods, and settings that change."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

from lrtui.labs.actions import Action
from lrtui.labs.catalogue import lab_of
from lrtui.labs.options import Checked, option_of

SettingsT = TypeVar("SettingsT", bound=Checked)
FrameT_co = TypeVar("FrameT_co", covariant=True)

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 250.0, 1000.0)
"""Steps a second that ``-`` and ``+`` go through."""

LAG = 0.25
"""Seconds of lab time that long work may fall behind before the rest is forgotten."""


def next_speed(speed: float, by: int) -> float:
    """The next listed speed in the direction of ``by``; the same one at the end of the list."""
    beyond = [listed for listed in SPEEDS if (listed - speed) * by > 0]
    return min(beyond, default=speed) if by > 0 else max(beyond, default=speed)


def next_index(index: int | None, by: int, count: int) -> int:
    """The index ``by`` farther on, round and round; from None, the first one, or going back the last."""
    start = (-1 if by > 0 else 0) if index is None else index
    return (start + by) % count


class Lab(ABC, Generic[SettingsT, FrameT_co]):
    """The state of a lab. ``act``, ``advance`` and ``work`` change it, ``frame`` shows it.

    A verb is a method: the action ``pin`` is done by ``do_pin``. A clock tick is an action too, with the time passed
    in; long work is done in slices, and however it is sliced the frames are the same.
    """

    _settings: SettingsT

    def act(self, action: Action) -> None:
        """Do what ``action`` asks; ValueError where the lab has no such verb, or does not accept the value."""
        verb = getattr(self, f"do_{action.verb}", None)
        if verb is None:
            raise ValueError(f"the {lab_of(self._settings).name} lab has no action {action.verb!r}")
        verb(action)

    def allow(self, action: Action) -> None:
        """Refuse what costs too much where many share a machine; the ValueError is for the visitor."""
        if action.verb == "set":
            option_of(self._settings, action.field).allow(action.amount)

    @property
    def settings(self) -> SettingsT:
        """What the lab is set to."""
        return self._settings

    @property
    def present(self) -> SettingsT:
        """What reproduces the present moment."""
        return self.settings

    @abstractmethod
    def frame(self) -> FrameT_co:
        """The present moment as plain arrays and numbers."""

    @abstractmethod
    def advance(self, seconds: float) -> int:
        """Let time pass, and return how many steps were taken in it; 0 where there can be nothing new to see."""

    @property
    @abstractmethod
    def playing(self) -> bool:
        """Whether moments follow by themselves."""

    @property
    def tempo(self) -> float:
        """How often a second there is something new to see: 0 at rest, infinite while work goes on."""
        return math.inf if self.playing or self.pending else 0.0

    def work(self) -> bool:
        """Do a little of what is due; False where there is nothing to do."""
        return False

    @property
    def pending(self) -> bool:
        """Whether ``work`` has something to do."""
        return False

    @property
    @abstractmethod
    def newest(self) -> int:
        """The latest moment that has been worked out."""

    def finish(self, progress: Callable[[int], None]) -> None:
        """Do all that is due; ``progress`` hears of each moment that is reached."""
        heard = 0
        while self.work():
            if self.newest > heard:
                heard = self.newest
                progress(heard)

    def do_restart(self, _: Action) -> None:
        """Begin anew with the same settings."""
        self._open(self.settings)

    def do_open(self, action: Action) -> None:
        """Begin anew with other settings."""
        self._open(action.amount)

    def do_defaults(self, _: Action) -> None:
        """Begin anew with the settings that the lab opens with."""
        self._open(type(self._settings)())

    def do_speed(self, action: Action) -> None:
        """Play faster or slower by one listed speed."""
        self._update(speed=next_speed(self._settings.speed, action.amount))

    def do_set(self, action: Action) -> None:
        """Set one of the options to a value that the command line would take."""
        option_of(self._settings, action.field).check(action.amount)
        self._set(action.field, action.amount)

    @abstractmethod
    def _open(self, settings: SettingsT) -> None:
        """Begin anew with other settings."""

    @abstractmethod
    def _set(self, field: str, value: Any) -> None:
        """Let a value act that has been checked."""

    def _update(self, **fields: Any) -> None:
        self._settings = replace(self._settings, **fields)

    def _cycle(self, field: str, values: tuple[str, ...]) -> None:
        """Go to the next of the values that a setting can have."""
        index = values.index(getattr(self._settings, field)) + 1
        self._update(**{field: values[index % len(values)]})
