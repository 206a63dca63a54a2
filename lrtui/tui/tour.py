"""Plays the tour: one station after another, until somebody takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from lrtui.labs.tour import stations
from lrtui.tui.screens.lab import LabScreen

if TYPE_CHECKING:
    from lrtui.tui.app import LrtuiApp


class Tour:
    """The stations in an app, round and round."""

    def __init__(self, app: LrtuiApp) -> None:
        self._app = app
        self._timer: Timer | None = None
        self._station = 0

    @property
    def running(self) -> bool:
        """Whether it plays."""
        return self._timer is not None

    async def start(self) -> None:
        """From the first station."""
        await self._go(0)

    def stop(self) -> None:
        """Leave the lab as it is to whoever has taken over."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._announce("")

    async def _go(self, station: int) -> None:
        if not self._app.is_running:
            return  # it has been left just now
        self.stop()
        stops = stations()
        settings, seconds, caption = stops[station]
        await self._app.open(settings)
        self._announce(f"tour {station + 1}/{len(stops)}  {caption}")
        self._timer = self._app.set_timer(seconds, lambda: self._go((station + 1) % len(stops)))

    def _announce(self, text: str) -> None:
        if isinstance(self._app.screen, LabScreen):
            self._app.screen.announce(text)
