"""The app for strangers, such as over SSH: it plays the tour, lets them play, and gives them nothing else."""

import asyncio
from typing import Any

from lrtui.labs.tour import stations
from lrtui.tui.app import LrtuiApp
from lrtui.tui.driver import TerminalDriver


class KioskDriver(TerminalDriver):
    """Takes no size on trust, and does not let go of the terminal."""

    largest = (400, 150)
    can_suspend = False


class KioskApp(LrtuiApp):
    """The tour, over and over; whoever presses a key has the labs, until nobody presses any for ``idle`` seconds.

    After ``max_time`` seconds the session ends.
    """

    VISITORS = True

    def __init__(self, *, idle: float, max_time: float, **options: Any) -> None:
        super().__init__(stations()[0].settings, tour=True, **options)
        self._idle = idle
        self._max_time = max_time

    def driver_type(self) -> type[TerminalDriver]:
        """The driver that takes no size on trust."""
        return KioskDriver

    async def on_mount(self) -> None:
        """Start two timers: the line's own never runs out, since the tour's pictures go over it."""
        self.set_timer(self._max_time, self._end)
        self.set_timer(self._idle, self._look_whether_idle)

    async def _look_whether_idle(self) -> None:
        last = self.line.last_input if self.line else 0.0
        left = last + self._idle - asyncio.get_running_loop().time()
        if left <= 0 and not self.tour.running:
            await self.tour.start()
        self.set_timer(left if left > 0 else self._idle, self._look_whether_idle)

    def _end(self) -> None:
        lasts = f"{self._max_time / 60:.0f} minutes" if self._max_time >= 120 else f"{self._max_time:.0f} seconds"
        self.exit(message=f"lrtui: a session here lasts {lasts}; connect again to go on")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow three of the app's own actions: to another lab, to another theme, and out."""
        return action in ("lab", "toggle_dark", "quit")

    def copy_to_clipboard(self, text: str) -> None:
        """Copy nothing: the clipboard is the visitor's own, but nothing here should reach it."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing: no link leads out."""

    def deliver_binary(self, *_: Any, **__: Any) -> str | None:
        """Deliver nothing: no file is written."""
        return None

    deliver_text = deliver_binary
