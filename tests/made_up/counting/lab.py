"""Its state and its frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lrtui.labs.actions import Action
from lrtui.labs.lab import Lab

from .settings import CountingSettings


@dataclass(frozen=True)
class CountingFrame:
    """The number that it has come to."""

    count: int
    playing: bool


class CountingLab(Lab[CountingSettings, CountingFrame]):
    """It counts on while time passes."""

    def __init__(self, settings: CountingSettings) -> None:
        self._open(settings)

    def frame(self) -> CountingFrame:
        """The present count."""
        return CountingFrame(self._settings.count, self.playing)

    def advance(self, seconds: float) -> int:
        """Count once at each tick of the clock."""
        self._update(count=self._settings.count + self._settings.by)
        return 1

    @property
    def playing(self) -> bool:
        """Whether it counts by itself."""
        return not self._settings.paused

    @property
    def newest(self) -> int:
        """The number that it has come to."""
        return self._settings.count

    @property
    def tempo(self) -> float:
        """As many numbers a second as are set; none while it is paused."""
        return self._settings.speed if self.playing else 0.0

    def do_step(self, action: Action) -> None:
        """Count on, or back."""
        self._update(paused=True, count=self._settings.count + self._settings.by * action.amount)

    def do_play(self, _: Action) -> None:
        """Pause, or go on."""
        self._update(paused=not self._settings.paused)

    def _open(self, settings: CountingSettings) -> None:
        self._settings = settings

    def _set(self, field: str, value: Any) -> None:
        self._settings = replace(self._settings, **{field: value})
