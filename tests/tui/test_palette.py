"""What can be asked for by name: the list, what is found in it, and that each entry does what it says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from textual.geometry import Region
from textual.widgets import Input

from lrtui.labs.catalogue import LABS
from lrtui.labs.offers import ANSWERS
from lrtui.tui.app import LrtuiApp
from lrtui.tui.kiosk import KioskApp
from lrtui.tui.palette import Entry, entries, found
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.screens.help import HelpScreen
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.prompt import NAME_WIDTH, Found, Palette, Prompt
from tests.examples import LONG

from .conftest import on_top

if TYPE_CHECKING:
    from .conftest import RunApp, Session

OFFERS = [
    ("descent", "preset η = 0.25", "descent", "learning_rate", 0.25),
    ("network", "preset η = 0.25", "descent", "learning_rate", 0.25),
    ("choose", "f(x) = 3·x²", "descent", "a", 3.0),
    ("descent", "metric accuracy", "network", "metric", "accuracy"),
    ("network", "range test", "choose", "method", "range"),
]
"""The lab that is shown, what is asked for there, the lab that offers it, and the setting with its value."""


def _lab(session: Session) -> LabScreen[Any, Any]:
    """The lab that is on the screen."""
    assert isinstance(session.app.screen, LabScreen)
    return session.app.screen


async def choose(session: Session, name: str) -> None:
    """Open the palette, type the name, and choose the entry that is called so."""
    await session.press(":")
    await session.until(lambda: isinstance(session.app.focused, Input))
    await session.press_together(*name)
    assert isinstance(on_top(session.app), Palette)
    await session.until(lambda: any(name in row and "part of a name" not in row for row in session.see().rows))
    await session.press("enter")
    await session.until(lambda: not isinstance(on_top(session.app), Palette))
    await session.settle()


async def _nothing() -> None:
    """Do nothing."""


LIST = [
    Entry(name, about, _nothing)
    for name, about in (
        ("network lab", "a question"),
        ("preset η = 0.1", "small steps"),
        ("preset η = 1", "the edge"),
        ("f(x) = 3·x²", "a = 3"),
        ("theme nord", "dark colours"),
        ("metric AUC", "network: curves"),
    )
]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", [entry.name for entry in LIST]),
        ("net", ["network lab", "metric AUC"]),
        ("NORD", ["theme nord"]),
        ("preset 1", ["preset η = 1", "preset η = 0.1"]),
        ("1 preset", ["preset η = 1", "preset η = 0.1"]),
        ("preset lr", ["preset η = 0.1", "preset η = 1"]),
        ("x^2", ["f(x) = 3·x²"]),
        ("3*x", ["f(x) = 3·x²"]),
        ("dark", ["theme nord"]),
        ("  edge  ", ["preset η = 1"]),
        ("nord light", []),
    ],
)
def test_found_is_what_has_every_word_and_best_first_what_is_called_so(text: str, names: list[str]) -> None:
    assert [entry.name for entry in found(LIST, text)] == names


def test_each_lab_is_there_by_name_but_the_one_that_is_shown(run_app: RunApp) -> None:
    async def story(session: Session) -> None:
        async def go(name: str) -> None:
            await session.app.switch_mode(next(other for other in LABS if other != name))
            await session.settle()
            await choose(session, f"{name} lab")
            assert name == _lab(session).name_of_lab
            assert f"{name} lab" not in [entry.name for entry in entries(_lab(session))]

        await session.each(LABS, go)

    run_app(story)


def test_what_another_lab_offers_is_there_and_leads_to_that_lab(run_app: RunApp) -> None:
    """Some offers of each lab; tests/labs/test_offers.py has all of them."""

    async def story(session: Session) -> None:
        async def ask(case: tuple[str, str, str, str, Any]) -> None:
            shown, name, owner, field, value = case
            await session.app.switch_mode(shown)
            await session.settle()
            await choose(session, name)
            assert _lab(session).name_of_lab == owner
            assert getattr(_lab(session).lab.settings, field) == value

        await session.each(OFFERS, ask)

    run_app(story, a=2.0)


def test_a_preset_is_there_by_its_story(run_app: RunApp) -> None:
    async def story(session: Session) -> None:
        await session.press_together(":", *"the edge", "enter")
        await session.until(lambda: session.frame.preset == 2)
        await session.press_together(":", *"climbs", "enter")
        await session.until(lambda: session.frame.preset == 6)

    run_app(story)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2x", "f(x) = 2·x²"),
        ("a=3", "f(x) = 3·x²"),
        ("zoom", "camera"),
        ("restart", "restart"),
        ("unpin all", "unpin"),
        ("step forward", "forward"),
    ],
)
def test_one_finds_it_by_what_one_would_type(run_app: RunApp, typed: str, name: str) -> None:
    async def story(session: Session) -> None:
        assert name in [entry.name for entry in found(entries(_lab(session)), typed)][:2]

    run_app(story)


@pytest.mark.parametrize("shown", LABS)
def test_everyday_words_are_answered(run_app: RunApp, shown: str) -> None:
    words = ("loss", "data", "open", "speed", "momentum", "overfitting", "nan", "exit", "export", "undo", "file")

    async def story(session: Session) -> None:
        await session.app.show(shown)
        listed = entries(_lab(session))
        for word in words:
            assert found(listed, word), word

    run_app(story)


def test_what_is_found_twice_stands_where_it_is_nearest() -> None:
    answer = LIST[0]._replace(words="zebra", about="the answer")
    other = Entry("zebra crossing", "", _nothing)
    far = LIST[0]._replace(about="no zebra")
    assert found([far, other, answer], "zebra") == [other, answer]
    assert found([answer, far, other], "zebra") == [answer, other]


def test_each_answer_leads_to_an_entry_that_there_is(run_app: RunApp) -> None:
    answers = [*ANSWERS, *(answer for entry in LABS.values() for answer in entry.module("offers").ANSWERS)]

    async def story(session: Session) -> None:
        names = set()
        for name in LABS:
            await session.app.show(name)
            names |= {entry.name for entry in entries(_lab(session))}
        assert {answer.target for answer in answers} <= names

    run_app(story)


def test_what_a_key_does_is_there_by_name(run_app: RunApp) -> None:
    async def story(session: Session) -> None:
        await choose(session, "forward")
        assert session.frame.run.step == 1
        await choose(session, "rate far up")
        assert session.settings.learning_rate == 0.9

    run_app(story, learning_rate=0.8)


def test_each_theme_is_there_by_name_and_draws_the_lab(run_app: RunApp) -> None:
    async def story(session: Session) -> None:
        names = [name for name in session.app.available_themes if not name.startswith("ansi-")]
        assert {session.app.available_themes[name].dark for name in names} == {True, False}
        rows = session.see().rows
        seen = set()
        some = names[1:] if LONG else names[1:3]
        for name in [*some, names[0]]:
            await choose(session, f"theme {name.removeprefix('textual-')}")
            assert session.app.theme == name
            assert session.see().rows == rows
            seen.add(session.see().styles[session.see().find("growth factor")])
        assert len(seen) > len(some) / 2

    run_app(story)


@pytest.mark.parametrize("no_color", [False, True])
def test_there_are_no_themes_where_there_are_no_colours(run_app: RunApp, no_color: bool) -> None:
    async def story(session: Session) -> None:
        session.app.no_color = no_color
        themes = [entry for entry in entries(_lab(session)) if entry.name.startswith("theme")]
        assert bool(themes) != no_color

    run_app(story)


def test_dialogs_the_tour_and_the_way_out_are_there_by_name(run_app: RunApp) -> None:
    screens = {"help": HelpScreen, "save": Prompt, "type a value": Prompt, "command l": CommandScreen}

    async def story(session: Session) -> None:
        async def open_(name: str) -> None:
            await choose(session, name)
            await session.until(lambda: isinstance(on_top(session.app), screens[name]))

        await session.each(screens, open_)
        await session.reopen()
        await choose(session, "tour")
        await session.until(lambda: session.app.tour.running)
        await session.press("x")
        assert not session.app.tour.running
        await session.press_together(":", *"quit", "enter")
        await session.until(lambda: not session.app.is_running)
        assert session.app.return_code == 0

    run_app(story)


@pytest.mark.parametrize("name", ["colon", "ctrl+p"])
def test_what_comes_in_one_go_is_taken_in_its_order(run_app: RunApp, name: str) -> None:
    """A slow line hands over the key, a name and what follows it in one packet."""

    async def story(session: Session) -> None:
        await session.press_together(name, *"network lab", "enter")
        await session.until(
            lambda: isinstance(session.app.screen, LabScreen) and _lab(session).name_of_lab == "network"
        )
        await session.press_together(name, *"preset", "down", "down", "up", "down", "enter")
        await session.until(
            lambda: isinstance(session.app.screen, LabScreen) and _lab(session).name_of_lab == "descent"
        )
        await session.until(lambda: session.frame.preset == 2)

    run_app(story)


def test_arrows_go_through_the_list_and_it_scrolls(run_app: RunApp) -> None:
    async def story(session: Session) -> None:
        await session.press(":")
        options = session.app.screen.query_one(Found)
        names = [entry.name for entry in found(entries(session.screen), "")]
        assert options.option_count == len(names)
        for key, index in (("down", 1), ("tab", 2), ("up", 1), ("up", 0), ("up", len(names) - 1)):
            await session.press(key)
            assert options.highlighted == index
        assert names[-1] in session.see().text
        assert names[0] not in session.see().text
        await session.press("down", "pagedown")
        assert (options.highlighted or 0) > 5
        await session.press_together(*"zz")
        assert "nothing is called that" in session.see().text
        await session.press("enter", "down")
        assert isinstance(on_top(session.app), Palette)
        await session.press("backspace", "backspace", "escape")
        assert isinstance(on_top(session.app), LabScreen)

    run_app(story)


def test_a_click_chooses(run_app: RunApp) -> None:
    async def story(session: Session) -> None:
        await session.press(":")
        row, column = session.see().find("f(x) = 2")
        await session.click(column, row)
        await session.until(lambda: session.settings.a == 2)

    run_app(story)


@pytest.mark.parametrize("name", ["escape", "ctrl+p"])
def test_it_closes_and_nothing_has_changed(run_app: RunApp, name: str) -> None:
    async def story(session: Session) -> None:
        settings, rows = session.settings, session.see().rows
        await session.press(":", *"qrq", name)
        assert session.app.screen is session.home
        assert (session.settings, session.see().rows) == (settings, rows)

    run_app(story)


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (140, 60)])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_it_fits_and_holds_to_ascii(run_app: RunApp, size: tuple[int, int], ascii_only: bool) -> None:
    async def story(session: Session) -> None:
        await session.press(":")
        seen = session.see()
        inside = [row for row in seen.rows if "preset" in row]
        assert len(inside) >= 7
        assert not ascii_only or all(row.isascii() for row in inside)
        assert not any("enter does it" in row for row in seen.rows[:3])
        names = [entry.name for entry in entries(session.screen)]
        assert max(map(len, names)) < NAME_WIDTH  # beside the longest there is a blank

    run_app(story, size=size, ascii_only=ascii_only)


def test_the_chosen_line_stands_out_without_colours_too(run_app: RunApp) -> None:
    async def story(session: Session) -> None:
        session.app.no_color = True
        await session.press(":")
        strips = session.app.screen.query_one(Found).render_lines(Region(0, 0, 40, 2))
        underlined = [[segment.style is not None and segment.style.underline for segment in strip] for strip in strips]
        assert any(underlined[0])
        assert not any(underlined[1])

    run_app(story)


def test_nothing_is_drawn_while_nothing_happens(run_app: RunApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(session: Session) -> None:
        await session.press(":")
        await session.until(lambda: isinstance(session.app.focused, Input))
        field = session.app.focused
        assert isinstance(field, Input)
        assert not field.cursor_blink
        await session.settle()
        drawn: list[object] = []
        display = session.app._display

        def remember(*what: Any) -> None:
            drawn.append(what)
            display(*what)

        monkeypatch.setattr(session.app, "_display", remember)
        for _ in range(3):  # what opening it began may still be under way
            drawn.clear()
            await asyncio.sleep(0.7)  # longer than a blink
            if not drawn:
                return
        raise AssertionError(f"still drawing: {drawn}")

    run_app(story)


def test_a_visitor_has_none_of_it() -> None:
    async def play() -> None:
        app = KioskApp(idle=100.0, max_time=1000.0)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("x")  # ends the tour
            await pilot.pause()
            assert isinstance(app.screen, LabScreen)
            assert "palette" not in [key.id for _, keys in app.screen.sections for key in keys]
            for name in ("colon", "ctrl+p"):
                await pilot.press(name)
                await pilot.pause()
                assert isinstance(app.screen, LabScreen)
            app.action_command_palette()
            await app.screen.run_action("palette")
            await app.screen.run_action("app.command_palette")
            await pilot.pause()
            assert isinstance(app.screen, LabScreen)

    asyncio.run(play())


def test_textuals_own_is_not_there() -> None:
    assert not LrtuiApp.ENABLE_COMMAND_PALETTE
