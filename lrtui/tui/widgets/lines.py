"""The lines of text around a lab's figures: the tabs with the lab's state, and the sentence."""

import textwrap
from collections.abc import Sequence

from lrtui.labs.catalogue import LABS
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.layout import NAMES, Field, Look
from lrtui.plot.panel import FrameT, Panel

_FIRST_TAB, _GAP = 9, 2


def _tabs(current: str, width: int, fields: Sequence[Field]) -> list[tuple[str, str, int]]:
    """Each lab, its tab's text and the column where that starts.

    All names where they have room before the header's fields; else that of the current lab, or none: a number each.
    """
    room = width - max((field.from_right for field in fields), default=0)
    for named in ([*LABS], [current], [])[width < NAMES :]:
        tabs, column = [], _FIRST_TAB
        for number, entry in enumerate(LABS.values(), start=1):
            text = f"{number} {entry.title}" if entry.name in named else str(number)
            tabs.append((entry.name, text, column))
            column += len(text) + _GAP
        if column <= room:
            break
    return tabs


def tab_at(column: int, look: Look[FrameT], frame: FrameT, current: str, width: int) -> str | None:
    """The lab whose tab is at a column of the header, which is ``width`` wide and shows the lab ``current``."""
    tabs = _tabs(current, width, look.fields(frame, width))
    return next((name for name, text, start in tabs if start <= column < start + len(text)), None)


def header(look: Look[FrameT], current: str) -> Panel[FrameT]:
    """The tabs, and at the right what the lab says of its state."""

    def draw(frame: FrameT, canvas: Canvas) -> None:
        fields = look.fields(frame, canvas.width)
        canvas.write(0, 1, "lrtui", Ink.TITLE)
        for name, text, column in _tabs(current, canvas.width, fields):
            canvas.write(0, column, text, Ink.CURRENT if name == current else Ink.MUTED)
        for field in fields:
            canvas.write(0, canvas.width - field.from_right, field.text, field.ink)

    return Panel("header", draw, framed=False)


def sentence(look: Look[FrameT]) -> Panel[FrameT]:
    """What the lab says of a frame, on as many lines as it takes and there are."""

    def draw(frame: FrameT, canvas: Canvas) -> None:
        for row, line in enumerate(textwrap.wrap(canvas.encode(look.sentence(frame)), max(canvas.width - 2, 1))):
            canvas.write(row, 1, line, Ink.TITLE)

    return Panel("sentence", draw, depends=look.sentence, framed=False)
