"""The lines of text around a lab's figures that all labs have: the tabs with the lab's state, and the sentence."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from lrtui.labs import numbers
from lrtui.labs.settings import LABS
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import FrameT, Panel
from lrtui.plot.ink import Ink

_FIRST_TAB = 9

ROOM_FOR_NAMES = 80
"""Columns in which the names of all labs and a lab's own fields have room."""


def _tabs(current: str, width: int) -> list[tuple[str, str, int]]:
    """Each lab, its tab's text and the column where that starts; in a narrow window the others are their numbers."""
    tabs, column = [], _FIRST_TAB
    for number, name in enumerate(LABS, start=1):
        text = f"{number} {name.capitalize()}" if width >= ROOM_FOR_NAMES or name == current else str(number)
        tabs.append((name, text, column))
        column += len(text) + 2
    return tabs


def tab_at(column: int, current: str, width: int) -> str | None:
    """The lab whose tab is at a column of the header, which is ``width`` wide and shows the lab ``current``."""
    tabs = _tabs(current, width)
    return next((name for name, text, start in tabs if start <= column < start + len(text)), None)


def draw_header(canvas: Canvas, current: str, fields: list[tuple[int, str, Ink]]) -> None:
    """The tabs, and at the right fields that keep their places: their columns from the right, texts and inks."""
    canvas.write(0, 1, "lrtui", Ink.TITLE)
    for name, text, column in _tabs(current, canvas.width):
        canvas.write(0, column, text, Ink.CURRENT if name == current else Ink.MUTED)
    for width, text, ink in fields:
        canvas.write(0, canvas.width - width, text, ink)


def status(going: str, speed: float, width: int) -> str:
    """Whether a lab is "playing", is "working" towards where a key has sent it, or waits; and how fast it plays.

    How fast it will play is said too where it waits, as that can be set then; but not in a narrow window.
    """
    if going == "playing":
        return f"▶ {numbers.exact(speed)}/s"
    if going == "working":
        return "▶ working"
    return f"‖ paused {numbers.compact(speed, 3)}/s" if width >= ROOM_FOR_NAMES else "‖ paused"


def untitled(_: object) -> str:
    """No title: a line has no edge to put one into."""
    return ""


def sentence(say: Callable[[FrameT], str]) -> Panel[FrameT]:
    """What ``say`` says, on as many lines as it takes and there are."""

    def draw(frame: FrameT, canvas: Canvas) -> None:
        for row, line in enumerate(textwrap.wrap(canvas.encode(say(frame)), max(canvas.width - 2, 1))):
            canvas.write(row, 1, line, Ink.TITLE)

    return Panel(untitled, draw, depends=say)
