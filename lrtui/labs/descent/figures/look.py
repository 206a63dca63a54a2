"""How the descent lab looks: its figures, where they stand, and the words around them."""

from lrtui.core.descent import Ending
from lrtui.core.quadratic import Quadratic
from lrtui.labs.descent.figures.basins import BASINS
from lrtui.labs.descent.figures.cobweb import COBWEB
from lrtui.labs.descent.figures.growth import GROWTH
from lrtui.labs.descent.figures.history import HISTORY
from lrtui.labs.descent.figures.momentum import MOMENTUM
from lrtui.labs.descent.figures.orbits import ORBITS
from lrtui.labs.descent.figures.picture import PICTURE
from lrtui.labs.descent.figures.readout import READOUT
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.outcomes import undefined
from lrtui.labs.descent.words import sentence
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import Field, Look, Place, Room, status
from lrtui.plot.panel import Panel

SIDE, WIDE_SIDE = 28, 40
"""Columns of the numbers and of the V; more on a screen that has them."""

LEAST_LOWER = 7
"""Rows, its edges included, in which a chart still says something; with fewer, they are the picture's."""

ROOM_FOR_MODE = 70
"""Columns from which on the header says how η acts; before, the tabs need the room."""


def order(frame: DescentFrame) -> tuple[Panel[DescentFrame], Panel[DescentFrame], Panel[DescentFrame]]:
    """The figures in the large place, below it, and beside that.

    By η there is the factor where it tells all, which is on a quadratic, and else where runs end up.
    """
    picture = COBWEB if frame.settings.cobweb else PICTURE
    # Where runs end up is known of constant rates, without noise.
    steady = frame.run.recipe.schedule == "constant" and not frame.run.is_noisy
    by_rate = ORBITS if steady and not isinstance(frame.objective, Quadratic) else GROWTH
    match frame.settings.view:
        case "picture":
            return picture, HISTORY, by_rate
        case "history":
            return HISTORY, picture, by_rate
        case "factor":
            return GROWTH, HISTORY, picture
        case "orbits":
            return ORBITS, HISTORY, picture
        case "basins":
            return BASINS, HISTORY, picture
        case _:
            return MOMENTUM, HISTORY, picture


def layout(frame: DescentFrame, room: Room) -> list[Place[DescentFrame]]:
    """The figure that is chosen and the numbers; under them the other two, where they have room to say something."""
    lower = room.height * 2 // 7 if room.printed else room.height - room.height * 5 // 7
    if lower < LEAST_LOWER:
        lower = 0
    upper = room.height - lower
    side = WIDE_SIDE if room.wide else SIDE
    left = room.width - side
    large, below, beside = order(frame)
    places = [Place(large, Box(0, 0, upper, left)), Place(READOUT, Box(0, left, upper, side))]
    if lower:
        places += [Place(below, Box(upper, 0, lower, left)), Place(beside, Box(upper, left, lower, side))]
    return places


def fields(frame: DescentFrame, width: int) -> list[Field]:
    """How η acts, whether the run plays, and the step that all runs are at."""
    live = frame.settings.live
    mode = Field(38, "live" if live else "what-if", Ink.CHANGE if live else Ink.MUTED)
    step = Field(14, f"step {frame.step:,}", Ink.TITLE)
    # A run that ends before the pinned ones waits for them.
    going = status("playing" if frame.playing else "", frame.settings.speed, width)
    ending = "undefined" if frame.run.ending is Ending.OVERFLOW and undefined(frame) else frame.run.ending
    state = Field(30, f"■ {ending}" if frame.over else going, Ink.TEXT)
    return [mode, state, step] if width >= ROOM_FOR_MODE else [state, step]


LOOK: Look[DescentFrame] = Look(
    (PICTURE, COBWEB, READOUT, HISTORY, GROWTH, ORBITS, BASINS, MOMENTUM), layout, fields, sentence
)
