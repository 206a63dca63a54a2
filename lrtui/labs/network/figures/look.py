"""How the network lab looks: its figures, where they stand, and the words around them."""

from lrtui.labs.network.figures.curves import CURVES
from lrtui.labs.network.figures.map import MAP, has_map
from lrtui.labs.network.figures.table import PROGRESS, TABLE
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.words import sentence
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import Field, Look, Place, Room, status

MAP_WIDTH, PRINTED_MAP_WIDTH = 32, 30
"""Columns of the map; on a screen that has them, two fifths of all."""

OTHER_ROWS = 14
"""The fewest rows of a window that the curves, the lines and the table's own frame need."""

MOST_ROWS = 8
"""The most rows of the table on a screen; more networks go by under its arrows."""


def layout(frame: NetworkFrame, room: Room) -> list[Place[NetworkFrame]]:
    """The curves, and beside them the map where there is one; under them the table, and on a screen the progress."""
    lower = _table_height(len(frame.runs), room)
    upper = room.height - lower - (0 if room.printed else 1)
    left = room.width - _map_width(room) if has_map(frame) else room.width
    places = [Place(CURVES, Box(0, 0, upper, left))]
    if has_map(frame):
        places.append(Place(MAP, Box(0, left, upper, room.width - left)))
    places.append(Place(TABLE, Box(upper, 0, lower, room.width)))
    return places if room.printed else [*places, Place(PROGRESS, Box(upper + lower, 0, 1, room.width))]


def _table_height(networks: int, room: Room) -> int:
    """The rows of the table with its head and frame."""
    if room.printed:
        return min(networks + 3, room.window // 2)
    return max(min(networks, MOST_ROWS, room.window - OTHER_ROWS), 1) + 3


def _map_width(room: Room) -> int:
    if room.printed:
        return PRINTED_MAP_WIDTH
    return room.width - room.width * 3 // 5 if room.wide else MAP_WIDTH


def fields(frame: NetworkFrame, width: int) -> list[Field]:
    """Whether training goes on, and the epoch shown."""
    going = "playing" if frame.playing else "working" if frame.working else ""
    state = "■ done" if frame.done else status(going, frame.settings.speed, width)
    return [Field(30, state, Ink.TEXT), Field(14, f"epoch {frame.epoch:,}", Ink.TITLE)]


LOOK: Look[NetworkFrame] = Look((CURVES, MAP, TABLE, PROGRESS), layout, fields, sentence)
