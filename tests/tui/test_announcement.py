"""The headline of the tour: in large letters where the window has room for them, and none where it has not."""

from __future__ import annotations

import asyncio

import pytest

from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.tour import stations
from lrtui.plot.letters import ROWS
from lrtui.tui.app import LrtuiApp
from lrtui.tui.screens.lab import LabScreen

FIRST = stations()[0]


@pytest.mark.parametrize(
    ("size", "ascii_only", "large"),
    [
        ((100, 30), False, True),
        ((200, 60), False, True),
        ((100, 29), False, False),
        ((62, 40), False, False),  # too narrow for the letters
        ((100, 30), True, False),  # ASCII has none
    ],
)
def test_the_headline_is_large_where_there_is_room(size: tuple[int, int], ascii_only: bool, large: bool) -> None:
    async def play() -> None:
        app = LrtuiApp(DescentSettings(), ascii_only=ascii_only, tour=True)
        async with app.run_test(size=size) as pilot:
            while not (isinstance(app.screen, LabScreen) and app.tour.running):
                await pilot.pause()
            await pilot.pause()
            foot = app.screen.query_one("#footer")
            assert foot.size.height == (1 + ROWS if large else 1)
            # The figures and the sentence end above it.
            assert app.screen.query_one("#sentence").region.bottom == foot.region.y == size[1] - foot.size.height
            app.tour.stop()
            await pilot.pause()
            assert app.screen.query_one("#footer").size.height == 1

    assert FIRST.headline
    asyncio.run(play())
