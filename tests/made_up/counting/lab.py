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
        return CountingFrame(self._settings.count, not self._settings.paused)

    def advance(self, seconds: float) -> int:
        """Count once at each tick of the clock."""
        self._update(count=self._settings.count + self._settings.by)
        return 1

    @property
    def tempo(self) -> float:
        """As many numbers a second as are set."""
        return 0.0 if self._settings.paused else self._settings.speed

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
