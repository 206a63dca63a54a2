"""How the lab that chooses a rate looks: its figures, where they stand, and the words around them."""

from lrtui.labs.choose.figures.passes import PASSES
from lrtui.labs.choose.figures.rates import RATES
from lrtui.labs.choose.figures.verdict import LARGE_FROM, VERDICT
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.words import sentence
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import NAMES, Field, Look, Place, Room, status

SMALL_WINDOW = 28
"""Rows of a window from which on the verdict has room for large letters."""

TABLE_ROWS = 6
"""The rows that the verdict has in a small window, its edges not counted: a line, a head and four passes."""


def layout(frame: ChooseFrame, room: Room) -> list[Place[ChooseFrame]]:
    """The axis of rates and the passes side by side; the verdict below, always as high, so that all stand still."""
    inner = LARGE_FROM + (2 if room.window >= 40 else 0) if room.window >= SMALL_WINDOW else TABLE_ROWS
    lower = min(inner + 2, max(room.height - 8, 5))
    upper = room.height - lower
    left = room.width * 11 // 20
    return [
        Place(RATES, Box(0, 0, upper, left)),
        Place(PASSES, Box(0, left, upper, room.width - left)),
        Place(VERDICT, Box(upper, 0, lower, room.width)),
    ]


def fields(frame: ChooseFrame, width: int) -> list[Field]:
    """Whether the walk goes on, and where it is."""
    state = "■ done" if frame.finished else status(frame.going, frame.settings.speed, width)
    return [Field(38 if width >= NAMES else 34, state, Ink.TEXT), Field(22, frame.where, Ink.TITLE)]


LOOK: Look[ChooseFrame] = Look((RATES, PASSES, VERDICT), layout, fields, sentence)
