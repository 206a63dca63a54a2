"""The first minute: a line that leads from small steps to a blow-up, and a story for who touches nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from lrtui.labs.descent import screen as descent_screen
from lrtui.labs.descent.guide import STORY, state_file
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.network.settings import NetworkSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.screens.lab import LabScreen
from tests.examples import LONG

from .conftest import Session

HINT = "hold → : bigger steps"
LINES = (
    HINT,
    "go on to η = 0.5: one step lands",
    "beyond 0.5 it overshoots: hold →",
    "at η = 1 it hops for ever: go there",
    "beyond 1 it blows up: → once more",
    "m, then ← : change η on the way",
    "f : another function",
    "enter : the same limit in a network",
)

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


def shown(session: Session) -> list[str]:
    """The lines of the guide that are on the screen."""
    text = session.see().text
    return [line for line in LINES if line in text]


async def _hinted(session: Session) -> None:
    assert shown(session) == [HINT]


async def _silent(session: Session) -> None:
    assert shown(session) == []


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (140, 50)])
def test_it_leads_from_small_steps_past_the_edge_and_then_stays_away(state: Path, size: tuple[int, int]) -> None:
    async def discover(session: Session) -> None:
        # The keys that do what each line asks for, and no more.
        ways = ("LL", "LL", "LLL", "LL", "l", "n" * 4 + "m" + "h", "f", "m")
        for line, keys in zip(LINES, ways, strict=True):
            if size[0] > 60:
                assert shown(session) == [line]
            assert state.exists() == (line == LINES[-1])  # which is an offer
            for key in keys:
                await session.press(key)
        await _silent(session)
        assert state.exists()
        await session.press("R")
        await _silent(session)

    start(discover, size=size)
    start(_silent, size=size)


def test_it_goes_on_where_a_key_leads_past_several_lines() -> None:
    async def story(session: Session) -> None:
        await session.press(*"LLLLLLLLLL")
        assert shown(session) == [LINES[5]]
        await session.press(*"HHHH")
        assert shown(session) == [LINES[5]]

    start(story)


def test_at_its_end_a_key_leads_to_the_sharpness_of_networks() -> None:
    async def story(session: Session) -> None:
        await session.press(*"LLLLLLLLLL", *"nnnn", "m", "h", "f")
        assert shown(session) == [LINES[-1]]
        await session.press("enter")
        await session.until(lambda: "2/η" in session.see().text)
        assert session.app.current_mode == "network"
        await session.press("1")
        await _silent(session)

    start(story)


def test_it_names_the_borders_of_another_parabola() -> None:
    async def story(session: Session) -> None:
        await session.press("L")
        assert "go on to η = 0.25" in session.see().text

    start(story, DescentSettings(learning_rate=0.1, a=2.0, paused=True))


@pytest.mark.parametrize("keys", [["p"], ["2"], ["3", "1"]])
def test_a_preset_or_another_lab_dismisses_it(state: Path, keys: list[str]) -> None:
    async def dismiss(session: Session) -> None:
        await _hinted(session)
        await session.press(*keys)
        await _silent(session)
        assert state.exists()
        await session.press("1", "right")
        await _silent(session)

    start(dismiss)
    start(_silent)


def test_it_comes_back_until_it_has_led_there(state: Path) -> None:
    async def look_around(session: Session) -> None:
        await session.press("n", "right", "m", "left", "g", "?", "q", "y", "x", "1", "R")
        await _hinted(session)

    start(look_around)
    assert not state.parent.exists()
    start(_hinted)


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


def test_who_touches_nothing_is_told_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descent_screen, "SECONDS", 0.02)
    told: list[tuple[float, int]] = []
    tell = descent_screen.DescentScreen._tell

    def listen(screen: descent_screen.DescentScreen, chapter: int) -> None:
        tell(screen, chapter)
        frame = screen.lab.frame()
        told.append((frame.run.learning_rate, frame.step))

    monkeypatch.setattr(descent_screen.DescentScreen, "_tell", listen)

    async def story(session: Session) -> None:
        await session.until(lambda: len(told) >= 2 * len(STORY))
        assert told[: len(STORY)] == [(rate, 0) for rate in (*STORY[1:], STORY[0])]
        await session.press("n")
        chapters = len(told)
        await asyncio.sleep(0.2)  # many chapters long
        assert len(told) == chapters

    start(story, DescentSettings())


@pytest.mark.parametrize("place", ["#picture", "#readout", "#footer"] if LONG else ["#readout"])
def test_a_click_ends_the_story_too(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(descent_screen, "SECONDS", 0.02)

    async def story(session: Session) -> None:
        screen = session.app.screen
        assert isinstance(screen, descent_screen.DescentScreen)
        await session.until(lambda: screen.lab.frame().run.learning_rate != 0.1)
        await session.pilot.click(place, offset=(3, 3) if place != "#footer" else (79, 0))
        await session.settle()
        rate = screen.lab.frame().run.learning_rate
        await asyncio.sleep(0.2)
        assert screen.lab.frame().run.learning_rate == rate

    start(story, DescentSettings())


@pytest.mark.parametrize("settings", [DescentSettings(learning_rate=0.3), DescentSettings(paused=True)])
def test_who_opens_something_else_is_told_no_story(monkeypatch: pytest.MonkeyPatch, settings: DescentSettings) -> None:
    monkeypatch.setattr(descent_screen, "SECONDS", 0.02)

    async def story(session: Session) -> None:
        await asyncio.sleep(0.2)
        assert session.frame.run.learning_rate == settings.learning_rate

    start(story, settings)


def test_a_state_that_cannot_be_kept_is_no_error(state: Path) -> None:
    state.parent.parent.write_text("a file where the folder should be")

    async def story(session: Session) -> None:
        await _hinted(session)
        await session.press("p")
        await _silent(session)

    start(story)
    start(_hinted)


def test_a_home_that_is_not_there_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert state_file() is None
    start(_hinted)


def test_where_it_is_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    default = tmp_path / ".local" / "state" / "lrtui" / "hint"
    assert state_file({"XDG_STATE_HOME": "/x/y"}) == Path("/x/y/lrtui/hint")
    assert [state_file(each) for each in ({}, {"XDG_STATE_HOME": ""}, {"XDG_STATE_HOME": "x/y"})] == [default] * 3
