"""Plays the tour: one station after another, until somebody takes over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from lrtui.labs.tour import stations

if TYPE_CHECKING:
    from lrtui.tui.app import LrtuiApp


class Tour:
    """The stations in an app, round and round."""

    def __init__(self, app: LrtuiApp) -> None:
        self._app = app
        self._timer: Timer | None = None

    @property
    def running(self) -> bool:
        """Whether the tour plays."""
        return self._timer is not None

    async def start(self, index: int = 0) -> None:
        """Play the stations from number ``index`` on."""
        if not self._app.is_running:
            return  # the app has been left just now
        self.stop()
        stops = stations()
        station = stops[index]
        await self._app.open(station.settings)
        self._announce(f"tour {index + 1}/{len(stops)}  {station.caption}", station.headline)
        self._timer = self._app.set_timer(station.seconds, partial(self.start, (index + 1) % len(stops)))

    def stop(self) -> None:
        """Leave the lab as it is to whoever has taken over."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._announce("", "")

    def _announce(self, text: str, headline: str) -> None:
        self._app.labs[self._app.current_mode].announce(text, headline)
