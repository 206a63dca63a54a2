"""The hint of a first start: there until the discovery, then never again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from lrtui.labs.descent.hint import state_file
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.network.settings import NetworkSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.screens.lab import LabScreen

from .conftest import Session

HINT = "hold → until η passes 1"
FOUND = "found: past 1 each step lands farther away"

Story = Callable[[Session], Awaitable[None]]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that remembers, in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "lrtui" / "hint"


def start(story: Story, settings: Any | None = None, *, size: tuple[int, int] = (80, 24), **options: Any) -> None:
    """A start as from the command line."""
    opened = settings or DescentSettings(paused=True)

    async def play() -> None:
        app = LrtuiApp(opened, **{"hint": True, **options})
        async with app.run_test(size=size) as pilot:
            session = Session(app, pilot, opened)
            await session.until(lambda: isinstance(app.screen, LabScreen))
            await session.settle()
            await story(session)

    asyncio.run(play())


async def _hinted(session: Session) -> None:
    assert HINT in session.see().text


async def _silent(session: Session) -> None:
    assert "hold" not in session.see().text
    assert "found" not in session.see().text


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (140, 50)])
def test_it_leads_past_1_and_then_stays_away(state: Path, size: tuple[int, int]) -> None:
    async def discover(session: Session) -> None:
        for _ in range(20):
            assert HINT in session.see().text
            await session.press("right")
        assert "η = 1.000 " in session.see().text
        assert HINT in session.see().text
        assert not state.exists()
        await session.press("right")
        assert HINT not in session.see().text
        assert FOUND[:20] in session.see().text
        assert state.exists()
        await session.press("right")
        assert FOUND[:20] in session.see().text
        await session.press("left", "left", "left")
        await _silent(session)
        await session.press("L")
        await _silent(session)

    start(discover, size=size)
    start(_silent, size=size)


def test_it_is_whole_at_80_by_24() -> None:
    async def story(session: Session) -> None:
        await session.press("L", "L", "L")
        assert FOUND in session.see().text

    start(story)


def test_it_names_the_border_of_another_parabola() -> None:
    async def story(session: Session) -> None:
        assert "hold → until η passes 0.5" in session.see().text
        await session.press(*"LLLLL")
        assert "past 0.5 each step" in session.see().text

    start(story, DescentSettings(learning_rate=0.1, a=2.0, paused=True))


@pytest.mark.parametrize("keys", [["p"], ["2"], ["3", "1"]])
def test_a_preset_or_another_lab_dismisses_it(state: Path, keys: list[str]) -> None:
    async def dismiss(session: Session) -> None:
        assert HINT in session.see().text
        await session.press(*keys)
        assert HINT not in session.see().text
        assert state.exists()
        await session.press("1", "right")
        await _silent(session)

    start(dismiss)
    start(_silent)


def test_it_comes_back_until_it_has_led_there(state: Path) -> None:
    async def look_around(session: Session) -> None:
        await session.press("n", "right", "m", "left", "g", "?", "q", "y", "x", "1", "R")
        assert HINT in session.see().text

    start(look_around)
    assert not state.parent.exists()
    start(_hinted)


def test_the_story_of_a_preset_goes_before_it() -> None:
    async def story(session: Session) -> None:
        await session.press("p", "p")
        assert "preset 2/7" in session.see().text
        await _silent(session)
        await session.press("right")
        await _silent(session)

    start(story)


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        (NetworkSettings(paused=True, epochs=1, hidden=2), {}),
        (DescentSettings(paused=True), {"tour": True}),
        (DescentSettings(paused=True), {"hint": False}),
        (DescentSettings(paused=True, learning_rate=1.2), {}),  # there is nothing to discover any more
    ],
)
def test_there_is_none_elsewhere(state: Path, settings: Any, options: dict[str, Any]) -> None:
    async def story(session: Session) -> None:
        await _silent(session)
        await session.press("1", "L", "L", "L", "L")
        await _silent(session)

    start(story, settings, **options)
    assert not state.parent.exists()


def test_a_state_that_cannot_be_kept_is_no_error(state: Path) -> None:
    state.parent.parent.write_text("a file where the folder should be")

    async def story(session: Session) -> None:
        assert HINT in session.see().text
        await session.press("L", "L", "L")
        assert FOUND in session.see().text

    start(story)
    start(_hinted)


def test_a_home_that_is_not_there_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert state_file() is None

    async def story(session: Session) -> None:
        assert HINT in session.see().text
        await session.press("L", "L", "L")
        assert FOUND in session.see().text

    start(story)


def test_where_it_is_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    default = tmp_path / ".local" / "state" / "lrtui" / "hint"
    assert state_file({"XDG_STATE_HOME": "/x/y"}) == Path("/x/y/lrtui/hint")
    assert [state_file(each) for each in ({}, {"XDG_STATE_HOME": ""}, {"XDG_STATE_HOME": "x/y"})] == [default] * 3
