"""While a large file is read: what is on the screen, and what keys do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from lrtui.core.files import DataError
from lrtui.core.loading import Loading, load
from lrtui.core.table.reader import Progress
from lrtui.labs.network.settings import NetworkSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.screens.loading import LoadingScreen

from ..real_data import save
from .conftest import PATIENCE, read


class Slow:
    """Reads a file, but not before it is let."""

    def __init__(self, path: str, fails: bool) -> None:
        self.let = False
        self._path, self._fails = path, fails

    def loading(self) -> Loading:
        """The reading, which says how far it has come until it is let."""
        while not self.let:
            yield Progress(1_500_000, 30_000_000)
        if self._fails:
            raise DataError("my.csv: row 7 is wrong")
        return (yield from load(self._path, None))


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(save("iris", tmp_path))


Story = Callable[[LrtuiApp, Pilot[None], Slow], Awaitable[None]]


def play(story: Story, path: str, *, fails: bool = False) -> LrtuiApp:
    slow = Slow(path, fails)
    app = LrtuiApp(NetworkSettings(data=path, hidden=2, epochs=5, paused=True), loading=slow.loading())

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(lambda: isinstance(app.screen, LoadingScreen))
            await story(app, pilot, slow)

    asyncio.run(run())
    return app


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


def test_it_says_what_is_read_and_what_is_typed_meanwhile_is_for_the_lab(path: str) -> None:
    async def story(app: LrtuiApp, pilot: Pilot[None], slow: Slow) -> None:
        await until(lambda: "reading iris.csv: 1.5 of 30.0 MB" in read(app).text)
        await pilot.press("d", "n")
        slow.let = True
        await until(lambda: isinstance(app.screen, LabScreen))
        await until(lambda: "training loss" in read(app).text and "epoch 1 of 5" in read(app).text)
        assert app.current_mode == "network"

    play(story, path)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
def test_a_key_leaves_while_it_reads(path: str, key: str) -> None:
    async def story(app: LrtuiApp, pilot: Pilot[None], slow: Slow) -> None:
        await pilot.press(key)
        await until(lambda: not app.is_running)

    assert play(story, path).return_code == 0


def test_a_bad_file_ends_it_with_the_reason(path: str) -> None:
    async def story(app: LrtuiApp, pilot: Pilot[None], slow: Slow) -> None:
        slow.let = True
        await until(lambda: not app.is_running)

    app = play(story, path, fails=True)
    assert app.return_code == 2
    assert str(app.refused) == "my.csv: row 7 is wrong"
