"""What goes over the line: the same screen as Textual would draw, in fewer bytes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.screen import Screen
from textual.strip import Strip

import lrtui.tui.app
from lrtui.labs.actions import Action
from lrtui.labs.descent.settings import DescentSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.repaint import Repaint, exact
from lrtui.tui.screens.lab import LabScreen

SIZE = (80, 24)
WALK = ("n", "n", "right", "K", "g", "?", "escape", "p", "p", "z", "m", "n", "t", "b", "end", "J")


class Recording(LrtuiApp):
    """Keeps what it was given to display."""

    CSS_PATH = str(Path(lrtui.tui.app.__file__).with_name("lrtui.tcss"))

    def __init__(self, settings: DescentSettings) -> None:
        super().__init__(settings)
        self.updates: list[Any] = []

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):
            self.updates.append(renderable)
        super()._display(screen, renderable)


@pytest.fixture(scope="module")
def updates() -> list[Any]:
    """What ``recorded`` gives, once for all tests."""
    return recorded()


def recorded() -> list[Any]:
    """All that a walk through the parabola lab displays, in order."""
    app = Recording(DescentSettings(learning_rate=0.95, paused=True))

    async def play() -> None:
        async with app.run_test(size=SIZE) as pilot:
            for key in WALK:
                await pilot.press(key)
                await pilot.pause()
            screen = app.screen
            assert isinstance(screen, LabScreen)
            for rate in (0.5, 1.2, 30.0, 0.1):
                screen.act(Action("set", "learning_rate", rate))
                await pilot.pause()

    asyncio.run(play())
    return app.updates


class Line:
    """A terminal at the end of a line."""

    def __init__(self) -> None:
        self.sent = 0
        self.screen = pyte.Screen(*SIZE)
        self._stream = pyte.ByteStream(self.screen)

    def send(self, text: str) -> None:
        """What the program writes."""
        self.sent += len(text.encode())
        # A terminal in raw mode takes a line feed for what it is; the next cell is moved to in any case.
        self._stream.feed(text.encode())

    def cells(self) -> list[list[Any]]:
        """Every cell with its colours; of a blank, the foreground and weight do not show."""
        columns, rows = SIZE
        shown = [[self.screen.buffer[row][column] for column in range(columns)] for row in range(rows)]
        return [[cell._replace(fg="", bold=False) if cell.data == " " else cell for cell in row] for row in shown]


def test_the_screen_is_what_textual_would_draw() -> None:
    # In one process there is one colour system, as styles keep what they have been turned into: so in one of its own.
    subprocess.run([sys.executable, __file__], check=True)


def compare(updates: list[Any]) -> None:
    """Fail where a screen differs from the one that Textual's own updates draw."""
    console = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)
    ours, theirs = Line(), Line()
    partial = 0
    for update in updates:
        theirs.send(update.render_segments(console))
        ours.send(exact(update).render_segments(console))
        assert ours.cells() == theirs.cells()
        partial += isinstance(update, ChopsUpdate)
    assert partial >= len(WALK)
    assert ours.sent < theirs.sent


def test_a_partial_update_sends_its_cells_and_no_others() -> None:
    plain, red = Style(color="#ffffff", bgcolor="#0000ff"), Style(color="#ff0000", bgcolor="#0000ff")
    strip = Strip([*Strip.blank(3, plain), *Strip.blank(4, red), *Strip.blank(3, plain)])
    update = ChopsUpdate([{0: strip}, {0: strip}], [(0, 2, 5), (1, 8, 9)], [[10], [10]])
    line = Line()
    line.send("x" * 10 + "\r\n" + "x" * 10)
    line.send(Repaint(update).render_segments(Console(color_system="truecolor", force_terminal=True)))
    assert [row[:10] for row in line.screen.display[:2]] == ["xx   xxxxx", "xxxxxxxx x"]
    assert [line.screen.buffer[0][column].bg for column in range(6)] == [*["default"] * 2, *["0000ff"] * 3, "default"]
    assert not line.screen.cursor.attrs.bold and line.screen.cursor.attrs.bg == "default"  # it leaves no style behind


@pytest.mark.parametrize(
    ("after", "left"),
    [(Style(color="#ff0000"), ("ff0000", "default")), (Style(bgcolor="#00ff00"), ("default", "00ff00"))],
    ids=["no ground", "no colour"],
)
def test_a_style_takes_over_no_colour_of_the_one_before(after: Style, left: tuple[str, str]) -> None:
    before = Style(color="#ffffff", bgcolor="#0000ff")
    strip = Strip([Segment("ab", before), Segment("cd", after)])
    line = Line()
    update = ChopsUpdate([{0: strip}], [(0, 0, 4)], [[4]])
    line.send(Repaint(update).render_segments(Console(color_system="truecolor", force_terminal=True)))
    cells = [line.screen.buffer[0][column] for column in range(4)]
    assert "".join(cell.data for cell in cells) == "abcd"
    assert [(cell.fg, cell.bg) for cell in cells] == [("ffffff", "0000ff")] * 2 + [left] * 2


def test_only_partial_updates_are_replaced(updates: list[Any]) -> None:
    for update in updates:
        assert isinstance(exact(update), Repaint) == isinstance(update, ChopsUpdate)
    assert exact(None) is None
    # What is leaned on in Textual: an update says its spans, and what lies in each row from which column to which.
    chops = next(update for update in updates if isinstance(update, ChopsUpdate))
    assert all(len(span) == 3 for span in chops.spans)
    for y, first, last in chops.spans:
        assert first < last and len(chops.chops[y]) == len(chops.chop_ends[y])


if __name__ == "__main__":
    compare(recorded())
