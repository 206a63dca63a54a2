"""How the network lab looks: its figures, where they stand, and the words around them."""

from __future__ import annotations

from lrtui.labs.network.figures.curves import CURVES
from lrtui.labs.network.figures.map import MAP
from lrtui.labs.network.figures.strip import STRIP, has_strip
from lrtui.labs.network.figures.table import DATA, TABLE
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.words import sentence
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import NAMES, Field, Look, Place, Room, status

MAP_WIDTH, NARROW_MAP_WIDTH = 34, 18
"""Columns of the maps, and where there are fewer than 78; in a wide window, two fifths of all."""

OTHER_ROWS = 14
"""The fewest rows of a window that the curves, the maps, the lines and the table's own frame need."""

SHARE = 4
"""The table has no more rows than this part of a window; more networks go by under its arrows."""


STRIP_ROWS = 5
"""Rows of the strip of rates, its edges included."""


def layout(frame: NetworkFrame, room: Room) -> list[Place[NetworkFrame]]:
    """A line that says what is trained; the curves and the maps; under them the table."""
    lower = max(min(len(frame.runs), room.window // SHARE, room.window - OTHER_ROWS), 1) + 3
    upper = room.height - lower - 1
    maps = MAP_WIDTH if room.width >= 78 else NARROW_MAP_WIDTH
    left = room.width * 3 // 5 if room.width >= 100 else room.width - maps
    strip = STRIP_ROWS if has_strip(frame) else 0
    return [
        Place(DATA, Box(0, 0, 1, room.width)),
        Place(CURVES, Box(1, 0, upper - strip, left)),
        *([Place(STRIP, Box(1 + upper - strip, 0, strip, left))] if strip else []),
        Place(MAP, Box(1, left, upper, room.width - left)),
        Place(TABLE, Box(1 + upper, 0, lower, room.width)),
    ]


def fields(frame: NetworkFrame, width: int) -> list[Field]:
    """Whether training goes on, and the epoch shown."""
    going = "playing" if frame.playing else "working" if frame.working else ""
    state = "■ done" if frame.done else status(going, frame.settings.speed, width)
    epoch = f"epoch {frame.epoch:,}"
    if width < NAMES:
        return [Field(30, state, Ink.TEXT), Field(14, epoch, Ink.TITLE)]
    epoch += f" of {frame.settings.epochs:,}"
    return [Field(38, state, Ink.TEXT), Field(max(len(epoch), 20) + 1, epoch, Ink.TITLE)]


LOOK: Look[NetworkFrame] = Look((DATA, CURVES, STRIP, MAP, TABLE), layout, fields, sentence)
