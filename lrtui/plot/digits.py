"""Numbers in digits three rows tall, that can be read from the back of a room."""

from __future__ import annotations

from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink

_GLYPHS = {
    "0": ("╭─╮", "│ │", "╰─╯"),
    "1": ("╶╮ ", " │ ", "╶┴╴"),
    "2": ("╶─╮", "╭─╯", "╰─╴"),
    "3": ("╶─╮", " ─┤", "╶─╯"),
    "4": ("╷ ╷", "╰─┤", "  ╵"),
    "5": ("╭─╴", "╰─╮", "╶─╯"),
    "6": ("╭─╴", "├─╮", "╰─╯"),
    "7": ("╶─╮", "  │", "  ╵"),
    "8": ("╭─╮", "├─┤", "╰─╯"),
    "9": ("╭─╮", "╰─┤", "╶─╯"),
    ".": (" ", " ", "·"),
}


def large_fits(canvas: Canvas, text: str, room: int) -> bool:
    """Whether ``text`` can be written in large digits within ``room`` columns; in ASCII there are none."""
    known = all(character in _GLYPHS for character in text)
    return known and not canvas.ascii_only and _width(text) <= room


def write_large(canvas: Canvas, row: int, column: int, text: str, ink: Ink, room: int) -> None:
    """A number in large digits from a cell on; they stand apart where ``room`` allows that."""
    gap = " " if room - _width(text) >= len(text) else ""
    for line in range(3):
        canvas.write(row + line, column, gap.join(_GLYPHS[character][line] for character in text), ink)


def _width(text: str) -> int:
    return sum(len(_GLYPHS[character][0]) for character in text)
