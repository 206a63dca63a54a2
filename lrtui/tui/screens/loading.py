"""What is on the screen while a large file is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from lrtui.core.files import DataError
from lrtui.core.loading import Loading, pull
from lrtui.core.table.names import safe
from lrtui.core.table.reader import Progress
from lrtui.labs.keys import QUIT_KEYS

LOADING = "loading"
"""The name of the mode in which the app reads."""

SLICE = 0.02
"""Seconds of reading after which keys are looked at."""

EVERY = 0.2
"""Seconds from one word on how far it has come to the next."""


class LoadingScreen(Screen[None]):
    """Says how far the reading has come; ``q`` leaves, and what else is typed is for the lab that opens.

    Args:
        loading: what is left to do.
        path: the file that is read.
        loaded: opens the lab when its data is there, and hands it the keys that have been typed.
        refuse: is told what is wrong with the data.
    """

    AUTO_FOCUS = None

    def __init__(
        self,
        loading: Loading,
        path: str,
        loaded: Callable[[list[events.Key]], Awaitable[None]],
        refuse: Callable[[DataError], None],
    ) -> None:
        super().__init__()
        self._loading = loading
        self._file = safe(Path(path).name)
        self._loaded = loaded
        self._refuse = refuse
        self._typed_ahead: list[events.Key] = []

    def compose(self) -> ComposeResult:
        """A line in the middle, and how to leave."""
        yield Static(self._words(Progress(0, None)), id="loading", markup=False)

    def on_mount(self) -> None:
        """Read on beside the keys."""
        self.run_worker(self._read())

    async def press(self, event: events.Key) -> None:
        """Leave with ``q``, and keep all else for the lab."""
        if event.key in QUIT_KEYS:
            await self.app.action_quit()
        else:
            self._typed_ahead.append(event)

    async def _read(self) -> None:
        """Read in slices, so that keys act between them."""
        line, said = self.query_one("#loading", Static), 0.0
        try:
            while (progress := pull(self._loading, SLICE)) is not None:
                if monotonic() > said + EVERY:
                    said = monotonic()
                    line.update(self._words(progress))
                await asyncio.sleep(0)
        except DataError as error:
            self._refuse(error)
        else:
            await self._loaded(self._typed_ahead)

    def _words(self, progress: Progress) -> str:
        done = f"{progress.done / 1e6:.1f}"
        far = f"{done} MB" if progress.size is None else f"{done} of {progress.size / 1e6:.1f} MB"
        return f"reading {self._file}: {far}\nq leaves"
