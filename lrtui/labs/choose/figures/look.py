"""How the lab that chooses a rate looks: its figures, where they stand, and the words around them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lrtui.labs.choose.figures.procedure import PASSES, PRICES, SCOUT
from lrtui.labs.choose.figures.range_test import LOSS, RULES_PANEL, SUGGESTED
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.words import sentence_of_procedure, sentence_of_range_test
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import NAMES, Field, Look, Place, Room, status
from lrtui.plot.panel import Panel

OTHER_ROWS = 19
"""The fewest rows of a window that the charts, the lines and the table's own frame need."""

TABLE_ROWS = 6
"""The most rows that the table has on a screen: it is of one height, so that the charts stand still as it fills."""


class MethodLook(NamedTuple):
    """How a method looks, whose frames are all of one type: three figures and a sentence."""

    first: Panel[Any]
    second: Panel[Any]
    verdict: Panel[Any]
    sentence: Callable[[Any], str]


LOOKS = {
    "procedure": MethodLook(SCOUT, PASSES, PRICES, sentence_of_procedure),
    "range": MethodLook(LOSS, RULES_PANEL, SUGGESTED, sentence_of_range_test),
}
"""The methods by the names that the settings give them."""


def _panel(name: str) -> Panel[ChooseFrame]:
    """The figure that stands in one place, whichever method is shown."""

    def shown(frame: ChooseFrame) -> Panel[Any]:
        panel: Panel[Any] = getattr(LOOKS[frame.settings.method], name)
        return panel

    return Panel(
        name,
        lambda frame, canvas: shown(frame).draw(frame, canvas),
        lambda frame: shown(frame).title(frame),
        lambda frame: "" if frame.going else shown(frame).caption(frame),
    )


FIRST, SECOND, VERDICT = map(_panel, MethodLook._fields[:3])


def sentence(frame: ChooseFrame) -> str:
    """The sentence for this moment."""
    return LOOKS[frame.settings.method].sentence(frame)


def layout(frame: ChooseFrame, room: Room) -> list[Place[ChooseFrame]]:
    """The first two stages side by side, the verdict under them."""
    if room.printed:
        lower = min(max(frame.rows, 1) + 3, room.window // 2)
    else:
        lower = max(min(TABLE_ROWS, room.window - OTHER_ROWS), 2) + 3
    upper, left = room.height - lower, room.width // 2
    return [
        Place(FIRST, Box(0, 0, upper, left)),
        Place(SECOND, Box(0, left, upper, room.width - left)),
        Place(VERDICT, Box(upper, 0, lower, room.width)),
    ]


def fields(frame: ChooseFrame, width: int) -> list[Field]:
    """Whether the walk goes on, and where it is."""
    state = "■ done" if frame.finished else status(frame.going, frame.settings.speed, width)
    return [Field(38 if width >= NAMES else 34, state, Ink.TEXT), Field(22, frame.where, Ink.TITLE)]


LOOK: Look[ChooseFrame] = Look((FIRST, SECOND, VERDICT), layout, fields, sentence)
