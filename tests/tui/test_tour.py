"""The tour in the app: station after station, round and round, until somebody takes over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual import events

from lrtui.labs.descent.keys import sections
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.keys import QUIT_KEYS
from lrtui.labs.network.screen import NetworkScreen
from lrtui.labs.tour import Station, stations
from lrtui.plot.ascii_art import transliterate
from lrtui.tui import tour
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.screens.help import HelpScreen
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.footer import ANY_KEY
from lrtui.tui.widgets.prompt import Prompt

from .by_hand import PARABOLA, SMALL_NETWORK, ByHand, KioskByHand, play, visit
from .conftest import Session, on_top

SHORT = (
    Station(DescentSettings(learning_rate=0.3, paused=True), 101.0, "the first"),
    Station(DescentSettings(learning_rate=0.6, paused=True), 102.0, "the second"),
    Station(SMALL_NETWORK, 103.0, "the third"),
)
"""Stations that cost little, and stand still."""

TourStory = Callable[[Session, ByHand], Awaitable[None]]


def on_tour(story: TourStory, *, size: tuple[int, int] = (80, 24), **options: Any) -> None:
    """A story that begins with the tour, whose timers fire by hand."""

    async def run() -> None:
        app = ByHand(PARABOLA, tour=True, **options)
        async with visit(app, size=size, opened=PARABOLA) as session:
            assert app.tour.running
            await story(session, app)

    play(run)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tour has the short stations."""
    monkeypatch.setattr(tour, "stations", lambda: SHORT)


def rate(app: ByHand) -> float:
    """The learning rate in the parabola lab that is shown."""
    assert isinstance(app.screen, DescentScreen)
    settings: DescentSettings = app.screen.lab.settings
    return settings.learning_rate


@pytest.mark.usefixtures("short")
def test_it_opens_station_after_station_and_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(session: Session, app: ByHand) -> None:
        for _ in range(2):
            assert rate(app) == 0.3
            assert "tour 1/3  the first" in session.see().rows[-1]
            await app.fire(101)
            await session.settle()
            assert rate(app) == 0.6
            assert "tour 2/3  the second" in session.see().rows[-1]
            await app.fire(102)
            await session.settle()
            assert isinstance(app.screen, NetworkScreen) and app.screen.lab.settings.hidden == SMALL_NETWORK.hidden
            assert "tour 3/3  the third" in session.see().rows[-1]
            await app.fire(103)
            await session.settle()
            assert len(app.waiting) == 1

    on_tour(story)


def test_its_timers_are_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tour, "stations", lambda: tuple(station._replace(seconds=0.01) for station in SHORT))
    opened: list[Any] = []

    class Remembering(ByHand):
        async def open(self, settings: Any) -> None:
            opened.append(settings)
            await super().open(settings)

    async def run() -> None:
        async with visit(Remembering(PARABOLA, tour=True)) as session:
            await session.until(lambda: len(opened) >= 5)

    play(run)
    settings = [station.settings for station in SHORT]
    assert opened[:5] == [*settings, *settings][:5]


@pytest.mark.usefixtures("short")
def test_every_round_begins_where_the_station_says_and_not_where_somebody_left_it() -> None:
    async def story(session: Session, app: ByHand) -> None:
        await session.press("x", "L", "n", "n", "2", "1")
        assert rate(app) == pytest.approx(0.4) and not app.tour.running
        await app.tour.start()
        await session.settle()
        assert rate(app) == 0.3 and session.see().step == 0

    on_tour(story)


FIRST = replace(SHORT[0].settings, steps=0)
TAKE_OVER: dict[str, Callable[[Session], object]] = {
    "n": lambda session: session.see().step == 1,
    "right": lambda session: session.settings.learning_rate == 0.31,
    "space": lambda session: session.frame.playing,
    "R": lambda session: session.settings.learning_rate == DescentSettings().learning_rate,
    "2": lambda session: isinstance(session.app.screen, NetworkScreen),
    "question_mark": lambda session: isinstance(session.app.screen, HelpScreen),
    "e": lambda session: isinstance(on_top(session.app), Prompt),
    "y": lambda session: isinstance(session.app.screen, CommandScreen),
    **{key: lambda session: session.settings == FIRST for key in ("escape", "enter", "ctrl+z", "f5", "x")},
}
"""Keys, and whether they have acted: the last of them have nothing to do."""


@pytest.mark.usefixtures("short")
def test_a_key_takes_over_and_acts() -> None:
    async def story(session: Session, app: ByHand) -> None:
        for key, has_acted in TAKE_OVER.items():
            assert app.tour.running and "tour 1/3" in session.see().rows[-1]
            assert session.settings == FIRST
            await session.press(key)
            assert not app.tour.running and app.waiting == {}, key
            assert has_acted(session), key
            if isinstance(on_top(app), LabScreen):
                assert "tour" not in session.see().rows[-1] and "q quit" in session.see().rows[-1], key
            await session.press("escape", "2", "1")
            assert "tour" not in session.see().rows[-1] and "q quit" in session.see().rows[-1], key
            await app.tour.start()
            await session.settle()

    on_tour(story)


@pytest.mark.usefixtures("short")
def test_keys_that_come_with_the_first_one_act_too() -> None:
    async def story(session: Session, app: ByHand) -> None:
        await session.press_together("l", "l", "n")
        assert not app.tour.running
        assert session.settings.learning_rate == 0.32 and session.see().step == 1

    on_tour(story)


@pytest.mark.usefixtures("short")
def test_a_click_takes_over_and_acts() -> None:
    async def story(session: Session, app: ByHand) -> None:
        x0 = session.settings.x0
        app.post_message(events.MouseMove(None, 10, 5, 0, 0, 0, False, False, False))
        await session.settle()
        assert app.tour.running and session.settings.x0 == x0
        await session.click(10, 5)
        assert not app.tour.running
        assert session.settings.x0 != x0
        assert "q quit" in session.see().rows[-1]

    on_tour(story)


NOT_FOR_VISITORS = {name: key for _, keys in sections() for key in keys if not key.visitors for name in key.keys}


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", NOT_FOR_VISITORS)
def test_in_the_kiosk_a_key_that_it_does_not_have_takes_over_and_says_so(name: str) -> None:
    async def run() -> None:
        app = KioskByHand(idle=777.0, max_time=5555.0)
        async with visit(app) as session:
            assert app.tour.running
            await session.press(name)
            assert not app.tour.running and isinstance(on_top(app), LabScreen)
            await session.until_seen(f"{NOT_FOR_VISITORS[name].name} is not for visitors")

    assert {"s", "ctrl+z"} <= set(NOT_FOR_VISITORS)
    play(run)


@pytest.mark.usefixtures("short")
def test_a_paste_takes_over_and_does_nothing_else() -> None:
    async def story(session: Session, app: ByHand) -> None:
        app.post_message(events.Paste("q"))
        await session.settle()
        assert not app.tour.running and app.is_running

    on_tour(story)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("key", QUIT_KEYS)
def test_a_key_to_quit_quits(key: str) -> None:
    async def story(session: Session, app: ByHand) -> None:
        await session.pilot.press(key)
        await session.until(lambda: not app.is_running)
        assert app.return_code == 0

    on_tour(story)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("keys", ["?", "e", "y", "2?", "2e", "3y"])
def test_its_start_closes_a_dialog(keys: str) -> None:
    async def run() -> None:
        app = ByHand(PARABOLA)
        async with visit(app) as session:
            await session.press(*keys)
            assert not isinstance(on_top(app), LabScreen)
            assert not app.tour.running
            await app.tour.start()
            await session.settle()
            assert app.tour.running and rate(app) == 0.3
            assert "tour 1/3" in session.see().rows[-1]
            await session.press("x")
            assert "q quit" in session.see().rows[-1]

    play(run)


def test_without_being_asked_for_there_is_no_tour() -> None:
    async def run() -> None:
        app = ByHand(PARABOLA)
        async with visit(app) as session:
            assert not app.tour.running and app.waiting == {}
            await session.press("n")
            assert session.see().step == 1

    play(run)


@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
@pytest.mark.parametrize("size", [(80, 24), (60, 18)])
def test_the_captions_are_whole_at_the_foot(size: tuple[int, int], ascii_only: bool) -> None:
    async def story(session: Session, app: ByHand) -> None:
        for number, (_, seconds, caption) in enumerate(stations(), start=1):
            foot = session.see().rows[-1]
            said = f"tour {number}/{len(stations())}  {caption}"
            if ascii_only:
                assert foot.isascii()
                said = transliterate(said)
            assert foot.startswith(f" {said} "), foot
            rest = foot.removeprefix(f" {said}").strip()
            assert rest in (("", ANY_KEY) if size[0] < 80 else (ANY_KEY,)), foot
            (delay,) = (delay for delay, _ in app.waiting.values())
            assert delay == seconds
            await app.fire(seconds)
            await session.settle()

    on_tour(story, size=size, ascii_only=ascii_only)
