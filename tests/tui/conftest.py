"""An app under test: press keys, and read what is on its screen."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from lrtui.labs.parabola import ParabolaFrame
from lrtui.labs.settings import ParabolaSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.screens.parabola import ParabolaScreen
from lrtui.tui.widgets.plot_view import PlotView

PATIENCE = 60.0
"""Seconds until a condition that should hold counts as failed: no measure of speed."""

_CELL = re.compile(r'<text class="[^"]*-(r\d+)" x="([\d.]+)"[^>]*-line-(\d+)\)">([^<]*)</text>')
_STYLE = re.compile(r"-(r\d+) \{ ([^}]*) \}")
_CELL_WIDTH = 12.2  # of Rich's SVG
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def iterate(x0: float, a: float, rates: list[float]) -> float:
    """x after one update x' = x·(1 − 2aη) for each of ``rates``, in exact arithmetic, rounded at the very end."""
    x = Fraction(str(x0))
    for rate in rates:
        x *= 1 - 2 * Fraction(str(a)) * Fraction(str(rate))
    return float(x)


@dataclass(frozen=True)
class Seen:
    """What a screen shows: its rows as text, and the style of each text by its place (row, column)."""

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
        """The number after ``name =`` or ``name``."""
        match = re.search(rf"{re.escape(name)}(?: =)? +(-?[\d.]+(?:e[-+]?\d+)?)(?= |│|\||$)", self.text, re.MULTILINE)
        assert match is not None, f"no number after {name!r} on the screen:\n{self.text}"
        return float(match[1])


def read(svg: str, width: int, height: int) -> Seen:
    """The cells of an SVG picture of a screen."""
    rules = dict(_STYLE.findall(svg))
    rows = [[" "] * width for _ in range(height)]
    styles = {}
    for rule, x, line, escaped in _CELL.findall(svg):
        text = html.unescape(escaped).replace("\xa0", " ").removesuffix("\n")
        row, column = int(line), round(float(x) / _CELL_WIDTH)
        assert row < height and column + len(text) <= width, f"{text!r} lies outside of the screen"
        rows[row][column : column + len(text)] = text
        styles[row, column] = rules[rule]
    return Seen(["".join(row) for row in rows], styles)


class Session:
    """An app that runs, and the hand at its keyboard."""

    def __init__(self, app: LrtuiApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> ParabolaScreen:
        """The lab's screen, whatever lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ParabolaScreen)
        return screen

    @property
    def top(self) -> Screen[Any]:
        """The uppermost screen."""
        return self.app.screen

    @property
    def frame(self) -> ParabolaFrame:
        """The lab's frame."""
        return self.screen.lab.frame()

    @property
    def settings(self) -> ParabolaSettings:
        """The lab's settings."""
        return self.screen.lab.settings

    def view(self, view_id: str) -> PlotView:
        """One of the figures."""
        return self.screen.query_one(f"#{view_id}", PlotView)

    def see(self) -> Seen:
        """What is on the screen now."""
        return read(self.app.export_screenshot(), *self.app.size)

    def x_shown(self) -> float:
        """The current iterate, as the screen gives it."""
        return self.see().number("x" + str(self.frame.step).translate(_SUBSCRIPTS))

    async def press(self, *keys: str) -> None:
        """One key after the other, each with its effect."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def press_together(self, *keys: str) -> None:
        """Keys that come in at once, as from one that is held."""
        for key in keys:
            self.app.simulate_key(key)
        await self.pilot.pause()
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until ``condition`` holds."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, f"this never came:\n{self.see().text}"
            await asyncio.sleep(0.01)

    async def until_seen(self, text: str) -> None:
        """Wait until ``text`` is on the screen."""
        await self.until(lambda: text in self.see().text)


Story = Callable[[Session], Awaitable[None]]


class RunApp(Protocol):
    """Runs a story in an app that is opened with some settings."""

    def __call__(
        self, story: Story, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any
    ) -> None:
        """Run it to its end."""


@pytest.fixture
def run_app() -> RunApp:
    """Run a story in the app: paused, unless the settings say otherwise."""

    def run(story: Story, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False, **settings: Any) -> None:
        async def play() -> None:
            app = LrtuiApp(ParabolaSettings(**{"paused": True, **settings}), ascii_only=ascii_only)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await story(Session(app, pilot))

        asyncio.run(play())

    return run
