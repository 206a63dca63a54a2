"""Apps whose long timers fire when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from inspect import isawaitable
from pathlib import Path
from typing import Any, cast

from textual.timer import Timer

import lrtui.tui.app
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.network.settings import NetworkSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.kiosk import KioskApp
from lrtui.tui.screens.lab import LabScreen

from .conftest import Session

LONG = 3.0
"""Seconds from which on a timer is the test's to fire."""


class HandTimer(Timer):
    """A timer that never fires by itself."""

    def __init__(self, app: ByHand, seconds: float) -> None:
        super().__init__(app, seconds)
        self._app = app

    def stop(self) -> None:
        self._app.waiting.pop(self, None)


class ByHand(LrtuiApp):
    """Keeps its long timers for the test.

    Attributes:
        waiting: those that have been set and neither stopped nor fired, with their seconds and what they call.
    """

    CSS_PATH = str(Path(lrtui.tui.app.__file__).with_name("lrtui.tcss"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.waiting: dict[Timer, tuple[float, Callable[[], Any]]] = {}
        super().__init__(*arguments, **options)

    def set_timer(self, delay: float, callback: Any = None, **options: Any) -> Timer:
        if delay < LONG:
            return super().set_timer(delay, callback, **options)
        timer = HandTimer(self, delay)
        self.waiting[timer] = delay, callback
        return timer

    async def fire(self, seconds: float) -> None:
        """Let the one timer fire that was set for so many seconds."""
        (timer,) = (timer for timer, (delay, _) in self.waiting.items() if abs(delay - seconds) < 1e-6)
        _, callback = self.waiting.pop(timer)
        result = callback()
        if isawaitable(result):
            await cast(Awaitable[None], result)


class KioskByHand(ByHand, KioskApp):
    """A kiosk that keeps its long timers for the test."""


SMALL_NETWORK = NetworkSettings(epochs=4, hidden=4, batch=500)
PARABOLA = DescentSettings(paused=True)


@asynccontextmanager
async def visit(app: LrtuiApp, *, size: tuple[int, int] = (80, 24), opened: Any = PARABOLA) -> AsyncIterator[Session]:
    """The app without a terminal, and the hand at its keyboard."""
    async with app.run_test(size=size, notifications=True) as pilot:
        session = Session(app, pilot, opened)
        await session.until(lambda: app.is_running and isinstance(app.screen, LabScreen))
        await session.settle()
        yield session


def play(story: Callable[[], Awaitable[None]]) -> None:
    """A story from its start to its end."""

    async def run() -> None:
        await story()

    asyncio.run(run())
