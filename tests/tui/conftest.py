"""An app under test: press its keys, and read what is on its screen."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol, TypeVar

import pytest
from rich.style import Style
from textual import events
from textual._context import visible_screen_stack
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from lrtui.labs.actions import Action
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.screen import ChooseScreen
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.screen import NetworkScreen
from lrtui.labs.network.settings import NetworkSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.plot_view import PlotView

PATIENCE = 60.0
"""Seconds until a condition that should hold counts as failed; no measure of speed."""

MANY_TURNS = 1000
"""Of the event loop, after which an app that never rests is taken as it is."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NUMBER = r"-?[\d.]+(?:e[-+]?\d+)?"

LARGE = {
    **{"0": ("╭─╮", "│ │", "╰─╯"), "1": ("╶╮ ", " │ ", "╶┴╴"), "2": ("╶─╮", "╭─╯", "╰─╴")},
    **{"3": ("╶─╮", " ─┤", "╶─╯"), "4": ("╷ ╷", "╰─┤", "  ╵"), "5": ("╭─╴", "╰─╮", "╶─╯")},
    **{"6": ("╭─╴", "├─╮", "╰─╯"), "7": ("╶─╮", "  │", "  ╵"), "8": ("╭─╮", "├─┤", "╰─╯")},
    **{"9": ("╭─╮", "╰─┤", "╶─╯"), ".": (" ", " ", "·")},
}
"""What a person reads as large digits."""

Case = TypeVar("Case")


@dataclass(frozen=True)
class Seen:
    """What a screen shows: its rows as text, and for each cell with text its style (colour and weight)."""

    rows: list[str]
    styles: dict[tuple[int, int], str]

    @property
    def text(self) -> str:
        """All rows."""
        return "\n".join(self.rows)

    def find(self, text: str) -> tuple[int, int]:
        """Row and column of a text that is on the screen."""
        row = next((number for number, line in enumerate(self.rows) if text in line), None)
        assert row is not None, f"{text!r} is not on the screen:\n{self.text}"
        return row, self.rows[row].index(text)

    def number(self, name: str) -> float:
        """The number after ``name =``, or after ``name`` where it has no equals sign.

        What stands at the left edge of a figure comes first: in the picture an arrow can have a rounded number.
        """
        pattern = rf"{re.escape(name)} *=? +({_NUMBER})(?=[ │|]|$)"
        match = re.search(rf"[│|] {pattern}", self.text) or re.search(pattern, self.text, re.MULTILINE)
        assert match is not None, f"there is no number after {name!r} on the screen:\n{self.text}"
        return float(match[1])

    @property
    def rate(self) -> str:
        """η of the run in hand as it is written, in large digits or in small ones."""
        match = re.search(rf"[│|] (?:learning rate )?(?:η|lr) = ({_NUMBER})?", self.text)
        assert match is not None, f"no learning rate on the screen:\n{self.text}"
        before = self.text[: match.end()].splitlines()
        return match[1] or self.large(len(before) - 1, len(before[-1]))

    def large(self, row: int, column: int) -> str:
        """The large digits whose middle is in ``row``, from ``column`` on."""
        lines = [line[column:] for line in self.rows[row - 1 : row + 2]]
        text = ""
        while any(line.strip() for line in lines):
            glyphs = (glyph for glyph in LARGE if all(map(str.startswith, lines, LARGE[glyph])))
            glyph = next(glyphs, "")
            if not glyph and any(line[:1].strip() for line in lines):
                break  # the edge of the figure, or what stands beside the number
            text += glyph
            lines = [line[len(LARGE[glyph][0]) if glyph else 1 :] for line in lines]
        assert text, f"no large digits in row {row} from column {column} on:\n{self.text}"
        return text

    @property
    def step(self) -> int:
        """The step in the first row."""
        match = re.search(r"step ([\d,]+)", self.rows[0])
        assert match is not None, f"no step in {self.rows[0]!r}"
        return int(match[1].replace(",", ""))

    @property
    def x(self) -> float:
        """The iterate of that step."""
        return self.number("x" + str(self.step).translate(_SUBSCRIPTS))


def read(app: LrtuiApp) -> Seen:
    """The cells of the screen and what lies over it, as they go to the terminal."""
    visible_screen_stack.set(app._background_screens)
    rows, styles = [], {}
    for number, strip in enumerate(app.screen._compositor.render_strips()):
        texts: list[str] = []
        column = 0
        for text, style, _ in strip:
            if not text.isspace():
                styles.update({(number, column + offset): _appearance(style) for offset in range(len(text))})
            texts.append(text)
            column += len(text)
        rows.append("".join(texts))
        assert column == strip.cell_length == app.size.width, f"{rows[-1]!r} lies outside of the screen"
    return Seen(rows, styles)


@cache
def _appearance(style: Style | None) -> str:
    """The colour of a text, and what else makes it look different."""
    assert style is not None and style.color is not None
    return f"{style.color.get_truecolor().hex} {style.without_color}"


def _key(key: str) -> events.Key:
    """A key by Textual's name for it, or by the character that it types."""
    if len(key) > 1:
        return events.Key(key, None)
    if key.isalnum():
        return events.Key(key, key)
    name = unicodedata.name(key).lower().replace("-", "_").replace(" ", "_")
    return events.Key({"hyphen_minus": "minus", "plus_sign": "plus"}.get(name, name), key)


def on_top(app: LrtuiApp) -> DOMNode:
    """What takes the keys: a dialog, what is open over a lab's figures, or the lab's screen."""
    screen = app.screen
    return (screen.over or screen) if isinstance(screen, LabScreen) else screen


class Session:
    """An app that runs, and the hand at its keyboard."""

    def __init__(self, app: LrtuiApp, pilot: Pilot[None], opened: Any) -> None:
        self.app = app
        self.pilot = pilot
        self.opened = opened
        self.home: LabScreen[Any, Any]
        self._lab: DescentScreen

    @property
    def screen(self) -> DescentScreen:
        """The lab's screen, whatever lies over it."""
        screen = self.app.screen_stack[0]
        if isinstance(screen, DescentScreen):
            self._lab = screen
        return self._lab  # also while another lab is shown

    @property
    def frame(self) -> DescentFrame:
        """The lab's frame now."""
        frame: DescentFrame = self.screen.lab.frame()
        return frame

    @property
    def settings(self) -> DescentSettings:
        """The lab's settings now."""
        settings: DescentSettings = self.screen.lab.settings
        return settings

    def view(self, view_id: str) -> PlotView[Any]:
        """One of the figures."""
        return self.app.screen_stack[0].query_one(f"#{view_id}", PlotView)

    def see(self) -> Seen:
        """What is on the screen now."""
        return read(self.app)

    def figures(self) -> list[PlotView[Any]]:
        """The lab's figures that have a place on the screen."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, LabScreen)
        return [view for view in screen.views if view.panel in screen.look.panels and view.region.area]

    async def help(self) -> list[str]:
        """What is seen of the help, line by line, until nothing moves any more.

        Each page comes as a whole, and then its left and its right half: of keys there are two columns.
        """
        area = self.app.screen.query_one("#help").content_region
        middle = area.x + area.width // 2
        pages: list[str] = []
        last: list[str] = []
        while (rows := self.see().rows) != last:
            last = rows
            for left, right in ((area.x, area.right), (area.x, middle), (middle, area.right)):
                inside = [row[left:right].strip(" ▁▂▃▄▅▆▇█") for row in rows[area.y : area.bottom]]
                pages.append(" ".join(" ".join(inside).split()))
            await self.press_together(*"jjjj")
        return pages

    async def press(self, *keys: str) -> None:
        """Keys one after the other, each when the one before has had its effect; by name or as what they type."""
        for key in keys:
            self.app.post_message(_key(key))
            await self.settle()

    async def press_together(self, *keys: str) -> None:
        """Keys that come in at once, as from one that is held."""
        for key in keys:
            self.app.post_message(_key(key))
        await self.settle()

    async def type(self, text: str) -> None:
        """A text in the line to type into, in one go, when that has opened."""
        await self.press("e")
        await self.until(lambda: isinstance(self.app.focused, Input))
        await self.press_together(*text, "enter")

    async def click(self, column: int, row: int) -> None:
        """A click as a terminal sends it."""
        for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
            self.app.post_message(kind(None, column, row, 0, 0, 1, False, False, False))
        await self.settle()

    async def drag(self, *cells: tuple[int, int]) -> None:
        """Press the button in the first cell, move through the others (columns and rows), and let it go."""
        (column, row), *way = cells
        self.app.post_message(events.MouseMove(None, column, row, 0, 0, 0, False, False, False))
        self.app.post_message(events.MouseDown(None, column, row, 0, 0, 1, False, False, False))
        for column, row in way:
            self.app.post_message(events.MouseMove(None, column, row, 0, 0, 1, False, False, False))
        self.app.post_message(events.MouseUp(None, column, row, 0, 0, 1, False, False, False))
        await self.settle()

    async def settle(self) -> None:
        """Let every message take its way, until all that is left to happen is due later, and draw what came of it."""
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # private, and far cheaper than to ask
        for _ in range(MANY_TURNS):
            await asyncio.sleep(0)
            if not ready:
                break
        self.app.screen._on_timer_update()

    async def reopen(self, **changed: Any) -> None:
        """The lab as it was opened, perhaps with other settings, whatever has been done since."""
        while isinstance(self.app.screen, ModalScreen):
            await self.app.pop_screen()
        for lab in self.app.labs.values():
            lab.uncover()
        await self.app.switch_mode(self.home.name_of_lab)
        self.app.theme = "textual-dark"
        self.app.clear_notifications()
        self.home.lab.act(Action("open", amount=replace(self.opened, **changed)))
        self.home.changed()
        await self.settle()
        assert self.app.screen is self.home

    async def each(self, cases: Iterable[Case], story: Callable[[Case], Awaitable[None]]) -> None:
        """A story for each case, in the lab as it was opened; all of those that fail are told."""
        failures: list[Exception] = []
        for case in cases:
            try:
                await self.reopen()
                await story(case)
            except Exception as error:
                error.add_note(f"this is about {case!r}")
                failures.append(error)
        if failures:
            raise ExceptionGroup("these cases fail", failures)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until ``condition`` holds."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, f"this never came; the screen:\n{self.see().text}"
            await asyncio.sleep(0.01)

    async def until_seen(self, text: str) -> None:
        """Wait until ``text`` is on the screen."""
        await self.until(lambda: text in self.see().text)


class NetworkSession(Session):
    """The same with the network lab."""

    @property
    def network(self) -> NetworkScreen:
        """The network lab's screen, whatever lies over it; it is the one shown."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, NetworkScreen)
        return screen

    @property
    def net(self) -> NetworkFrame:
        """The network lab's frame now."""
        frame: NetworkFrame = self.network.lab.frame()
        return frame


class ChooseSession(NetworkSession):
    """The same with the lab that chooses a rate, from which one goes to the network lab."""

    @property
    def choose(self) -> ChooseScreen:
        """The screen of the lab that chooses, whatever lies over it; it is the one shown."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChooseScreen)
        return screen

    @property
    def procedure(self) -> ChooseFrame:
        """Its frame now."""
        return self.choose.lab.frame()

    @property
    def chosen_settings(self) -> ChooseSettings:
        """Its settings now."""
        settings: ChooseSettings = self.choose.lab.settings
        return settings

    @property
    def where(self) -> str:
        """The stage and the epoch in the header."""
        match = re.search(
            r"(?:scout|passes|verdict), epoch [\d,]+|batch [\d,]+|no verdict|trials|verdict", self.see().rows[0]
        )
        assert match is not None, f"no stage in {self.see().rows[0]!r}"
        return match[0]

    async def go(self, *keys: str) -> None:
        """Keys one after the other, each when what the one before has begun is worked out and time stands still."""
        for key in keys:
            await self.press(key)
            await self.until(lambda: not self.choose.lab.pending and self.choose._clock._timer is None)
            await self.settle()


Story = Callable[[Session], Awaitable[None]]
NetworkStory = Callable[[NetworkSession], Awaitable[None]]
ChooseStory = Callable[[ChooseSession], Awaitable[None]]


SessionKind = TypeVar("SessionKind", bound=Session)


def _play(
    kind: type[SessionKind],
    story: Callable[[SessionKind], Awaitable[None]],
    settings: Any,
    *,
    size: tuple[int, int],
    ascii_only: bool,
) -> None:
    async def play() -> None:
        app = LrtuiApp(settings, ascii_only=ascii_only)
        async with app.run_test(size=size, notifications=True) as pilot:
            session = kind(app, pilot, settings)
            await session.until(lambda: app.is_running and isinstance(app.screen, LabScreen))
            assert isinstance(app.screen, LabScreen)
            session.home = app.screen
            await session.settle()
            await story(session)

    asyncio.run(play())


def play_story(story: Story, settings: Any) -> None:
    """A story in an app that is opened with these settings."""
    _play(Session, story, settings, size=(80, 24), ascii_only=False)


class RunApp(Protocol):
    """Runs a story in an app that is opened with some settings."""

    def __call__(
        self, story: Story, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any
    ) -> None:
        """From its start to its end."""


@pytest.fixture(autouse=True)
def _many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal the tests run in: with 16 colours, figures look otherwise."""
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def run_app() -> RunApp:
    """Run a story in the app, which opens paused unless the settings say otherwise."""

    def run(story: Story, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any) -> None:
        opened = DescentSettings(**{"paused": True, **settings})
        _play(Session, story, opened, size=size, ascii_only=ascii_only)

    return run


class RunNetwork(Protocol):
    """Runs a story in an app that is opened with the network lab."""

    def __call__(
        self, story: NetworkStory, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any
    ) -> None:
        """From its start to its end."""


@pytest.fixture
def run_network() -> RunNetwork:
    """Run a story in the network lab, small and paused unless the settings say otherwise."""

    def run(
        story: NetworkStory, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any
    ) -> None:
        opened = NetworkSettings(**{"paused": True, "epochs": 10, "hidden": 4, "speed": 1000.0, **settings})
        _play(NetworkSession, story, opened, size=size, ascii_only=ascii_only)

    return run


class RunChoose(Protocol):
    """Runs a story in an app that is opened with the lab that chooses a rate."""

    def __call__(
        self, story: ChooseStory, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any
    ) -> None:
        """From its start to its end."""


@pytest.fixture
def run_choose() -> RunChoose:
    """Run a story in the lab that chooses, small and paused unless the settings say otherwise."""

    def run(story: ChooseStory, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any) -> None:
        quick = {"paused": True, "rates": 5, "epochs": 10, "hidden": 4, "patience": 3, "speed": 1000.0}
        _play(ChooseSession, story, ChooseSettings(**{**quick, **settings}), size=size, ascii_only=ascii_only)

    return run
