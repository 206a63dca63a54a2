"""The kiosk: strangers get the labs and the tour, for a while, and nothing else."""

from __future__ import annotations

import asyncio
import inspect
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App

from lrtui.labs.catalogue import LABS as CATALOGUE
from lrtui.labs.network.settings import MOST_FOR_VISITORS as MOST_NETWORKS
from lrtui.tui.app import LrtuiApp
from lrtui.tui.driver import TerminalDriver
from lrtui.tui.kiosk import KioskApp
from lrtui.tui.screens.help import HelpScreen
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.prompt import Prompt

from .by_hand import PARABOLA, ByHand, KioskByHand, play, visit
from .conftest import on_top

if TYPE_CHECKING:
    from .conftest import Session

IDLE, MAX_TIME = 777.0, 5555.0
"""Seconds, by which the tests know the kiosk's timers."""

LABS = {str(number): name for number, name in enumerate(CATALOGUE, start=1)}
"""The digit of each lab, and its name."""

KioskStory = Callable[["Session", KioskByHand], Awaitable[None]]


def in_kiosk(story: KioskStory, *, size: tuple[int, int] = (80, 24)) -> None:
    """A story of a visitor, who has taken over from the tour; the kiosk's timers fire by hand."""

    async def run() -> None:
        app = KioskByHand(idle=IDLE, max_time=MAX_TIME)
        async with visit(app, size=size) as session:
            assert app.tour.running
            await session.press("x")
            assert not app.tour.running
            await story(session, app)

    play(run)


def lab(app: LrtuiApp) -> Any:
    """The lab that is shown, or that a dialog lies over."""
    screen = app.screen_stack[0]
    assert isinstance(screen, LabScreen)
    return screen.lab


# ------------------------------------------------------------------------------------------- what they can see


def test_it_is_strangers_who_sit_there() -> None:
    assert KioskApp.VISITORS and not LrtuiApp.VISITORS


async def help_of(session: Session, opener: str) -> str:
    """The keys that the help of a lab names."""
    await session.press(opener, "?")
    screen = session.app.screen
    assert isinstance(screen, HelpScreen)
    await session.settle()
    text = session.see().text
    await session.press("escape")
    return text


def test_help_and_footer_name_no_way_to_the_shell_or_to_a_file() -> None:
    """The window is tall enough for all of the help."""
    size = (100, 65)

    async def story(session: Session, app: LrtuiApp) -> None:
        for opener in LABS if app.VISITORS else list(LABS)[:1]:
            text = await help_of(session, opener)
            assert "Mouse" in text and "q ^q ^c" in text
            for words in ("^z", "to the shell", "save the picture"):
                assert (words in text) == (not app.VISITORS)
            assert "^z" not in session.see().rows[-1] and "q quit" in session.see().rows[-1]

    async def run() -> None:
        app = ByHand(PARABOLA)
        async with visit(app, size=size) as session:
            await story(session, app)

    play(run)
    in_kiosk(story, size=size)


# -------------------------------------------------------------------------------------- what they can ask for

REFUSED = [
    ("1", "steps 100001", "at most 100,000"),
    ("2", "1001", "at most 1,000"),
    ("3", "rates 21", "at most 20"),
    # What is refused everywhere stays so.
    ("2", "data /etc/passwd", "the names are"),
]
"""The key of a lab, what is typed there, and what is said of it; tests/labs/test_limits.py has every limit."""


async def type_(session: Session, text: str) -> None:
    """A text into the field that is open."""
    await session.press_together(*["backspace"] * 30)
    await session.press_together(*text)
    await session.press("enter")


def test_values_beyond_the_limits_are_refused_under_the_field_and_nothing_happens() -> None:
    async def story(session: Session, app: KioskByHand) -> None:
        for opener, text, said in REFUSED:
            await session.press(opener)
            settings = lab(app).settings
            await session.press("e")
            await session.until_seen("Type a value")
            row, _ = session.see().find("Type a value")
            await type_(session, text)
            assert isinstance(on_top(app), Prompt), text
            assert said in "\n".join(session.see().rows[row:]), session.see().text
            assert lab(app).settings == settings, text
            await session.press("escape")
            assert lab(app).settings == settings, text

    in_kiosk(story)


def test_values_within_the_limits_are_taken() -> None:
    async def story(session: Session, app: KioskByHand) -> None:
        for opener, text, field, value in (
            ("1", "lr 1", "learning_rate", 1.0),  # a run without an end
            ("1", "steps 100000", "steps", 100_000),
            ("2", "epochs 1000", "epochs", 1000),
            ("3", "rates 20", "rates", 20),
        ):
            await session.press(opener, "e")
            await type_(session, text)
            assert isinstance(on_top(app), LabScreen), session.see().text
            assert getattr(lab(app).settings, field) == value

    in_kiosk(story)


HOSTILE = (
    "f __import__('os').system('id')",
    "f x.__class__.__mro__",
    "f " + "(" * 400 + "x" + ")" * 400,
    "f " + "9" * 90 + "^^9",
    "f 9^9^9^9^9^9^9^9^9^9^9x^^",
    "f lambda: x",
    "f ../../etc/passwd",
)


def test_a_visitor_s_formula_is_a_function_and_any_other_text_is_refused_in_a_line() -> None:
    async def story(session: Session, app: KioskByHand) -> None:
        for text in ("f x^4/4 - x^2/2", "f log(1 + exp(x))", "f 9^9^9^9^9^9^9^9 + x^2", "f bumps"):
            await session.press("space", "e")
            await type_(session, text)
            assert isinstance(on_top(app), LabScreen)
            assert lab(app).settings.objective == text[2:]
        for text in HOSTILE:
            began = process_time()
            await session.press("e")
            await type_(session, text)
            assert isinstance(on_top(app), Prompt) and lab(app).settings.objective == "bumps"
            assert process_time() - began < 2.0
            await session.press("escape")

    in_kiosk(story)


def test_a_network_too_many_is_refused() -> None:
    async def story(session: Session, app: KioskByHand) -> None:
        await session.press("2", "space", "e")
        await type_(session, "hidden 2")
        count = len(lab(app).settings.learning_rates)
        for number in range(count, MOST_NETWORKS):
            await session.press("a")
            await type_(session, f"0.0{number + 1}")
            assert isinstance(on_top(app), LabScreen)
        assert len(lab(app).settings.learning_rates) == MOST_NETWORKS
        await session.press("a")
        await type_(session, "0.5")
        assert isinstance(on_top(app), Prompt)
        assert f"at most {MOST_NETWORKS} networks" in session.see().text
        assert len(lab(app).settings.learning_rates) == MOST_NETWORKS

    in_kiosk(story)


def test_the_labs_themes_dialogs_and_the_way_out_are_there() -> None:
    async def story(session: Session, app: KioskByHand) -> None:
        for opener, name in LABS.items():
            await session.press(opener)
            assert isinstance(app.screen, LabScreen) and name == app.screen.name_of_lab
        theme = app.theme
        await session.press("t")
        assert app.theme != theme
        for opener in ("?", "y", "e"):
            await session.press(opener)
            assert not isinstance(on_top(app), LabScreen)
            await session.press("escape")
            assert isinstance(on_top(app), LabScreen)
        await session.pilot.press("q")
        await session.until(lambda: not app.is_running)
        assert app.return_code == 0

    in_kiosk(story)


# ------------------------------------------------------------------------------------------ what they cannot do


def test_nothing_reaches_the_clipboard() -> None:
    async def story(session: Session, app: KioskByHand) -> None:
        for opener in LABS:
            await session.press(opener, "y")
            text = session.see().text
            assert "lrtui" in text and "Any key closes this" in text and "lipboard" not in text
            await session.press("escape")
        app.copy_to_clipboard("something")
        assert app.clipboard == ""

    in_kiosk(story)


ALLOWED = {"lab", "toggle_dark", "quit"}


def test_of_the_apps_own_actions_three_are_left() -> None:
    app = KioskApp(idle=IDLE, max_time=MAX_TIME)
    actions = {name.removeprefix("action_") for name, _ in inspect.getmembers(App, inspect.isfunction)}
    actions = {name for name in actions if hasattr(App, f"action_{name}")} | ALLOWED
    assert {"suspend_process", "screenshot", "command_palette", "change_theme", "help_quit", *ALLOWED} <= actions
    assert {name for name in actions if app.check_action(name, ())} == ALLOWED


FORBIDDEN = (
    *("app.suspend_process", "app.screenshot", "app.command_palette", "app.show_help_panel", "app.help_quit"),
    *("app.bell", "app.push_screen('x')", "app.simulate_key('q')", "app.change_theme"),
)


def test_actions_that_lead_out_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    for action in FORBIDDEN:
        name = f"action_{action.removeprefix('app.').partition('(')[0]}"
        assert hasattr(App, name)
        monkeypatch.setattr(App, name, lambda *_, name=name: called.append(name))
    monkeypatch.setattr(TerminalDriver, "suspend", lambda _: called.append("suspend"))

    async def story(session: Session, app: KioskByHand) -> None:
        await session.press("space")
        rows = session.see().rows
        for action in FORBIDDEN:
            await app.run_action(action)
        await app.run_action("save", default_namespace=app.screen)
        for key in ("s", "ctrl+z", "ctrl+p", "ctrl+s"):
            await session.pilot.press(key)
        await session.settle()
        assert "is not for visitors" in session.see().text  # a key that does nothing says why
        app.clear_notifications()
        await session.until(lambda: session.see().rows == rows)
        assert isinstance(on_top(app), LabScreen) and app.is_running

    in_kiosk(story)
    assert called == []


def test_no_file_is_written_and_no_link_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(webbrowser, "open", lambda *arguments, **_: opened.append(arguments))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    async def story(session: Session, app: KioskByHand) -> None:
        app.open_url("https://example.org")
        assert app.deliver_screenshot(path=str(tmp_path)) is None
        await session.settle()

    in_kiosk(story)
    assert opened == []
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------------- for how long


class FakeLine:
    """What the kiosk asks of its line: when somebody was there last; and nothing is in flight there."""

    def __init__(self) -> None:
        self.last_input = 0.0
        self.pace = SimpleNamespace(held=False)


def test_after_so_long_without_a_key_the_tour_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    line = FakeLine()
    monkeypatch.setattr(KioskByHand, "line", line)

    async def story(session: Session, app: KioskByHand) -> None:
        now = asyncio.get_running_loop().time

        def looks() -> float:
            """In how many seconds it looks again."""
            (seconds,) = (seconds for seconds, _ in app.waiting.values() if seconds != MAX_TIME)
            return seconds

        line.last_input = now()
        await session.press("?")
        assert looks() == IDLE
        await app.fire(IDLE)
        assert not app.tour.running and isinstance(app.screen, HelpScreen)
        assert IDLE - 60 < looks() <= IDLE
        line.last_input = now() - IDLE + 100  # a key that came a while ago
        await app.fire(looks())
        assert not app.tour.running and isinstance(app.screen, HelpScreen)
        assert 40 < looks() <= 100
        line.last_input = now() - IDLE - 1
        await app.fire(looks())
        await session.settle()
        assert app.tour.running and isinstance(on_top(app), LabScreen)
        assert "tour 1/" in session.see().rows[-1]
        # While it plays, it is left to play.
        station = next(timer for timer, (seconds, _) in app.waiting.items() if seconds not in (IDLE, MAX_TIME))
        await app.fire(IDLE)
        assert station in app.waiting
        # And the next visitor may take over, and be away, again.
        line.last_input = now()
        await session.press("x")
        assert not app.tour.running
        line.last_input = now() - IDLE - 1
        await app.fire(looks())
        await session.settle()
        assert app.tour.running

    in_kiosk(story)


def test_after_the_longest_time_it_ends_with_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    async def story(session: Session, app: KioskByHand) -> None:
        await session.press("?")
        await app.fire(MAX_TIME)
        await session.until(lambda: not app.is_running)
        assert app.return_code == 0

    in_kiosk(story)
    message = capsys.readouterr().err
    assert message.startswith("lrtui: ") and message.count("\n") <= 2
    assert "lasts 93 minutes" in message.replace("\n", " ")


def test_its_timers_are_real(capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        app = KioskApp(idle=0.01, max_time=0.03)
        await app.run_async(headless=True)
        assert app.return_code == 0
        assert app.tour.running

    asyncio.run(run())
    assert "lasts 0 seconds" in capsys.readouterr().err
