"""How the lab that chooses a rate looks: its figures, where they stand, and the words around them."""

from lrtui.labs.choose.figures.procedure import PASSES, PRICES, SCOUT
from lrtui.labs.choose.figures.range_test import LOSS, RULES_PANEL, SUGGESTED
from lrtui.labs.choose.frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.choose.words import sentence
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import NAMES, Field, Look, Place, Room, status
from lrtui.plot.panel import Panel

OTHER_ROWS = 19
"""The fewest rows of a window that the charts, the lines and the table's own frame need."""

TABLE_ROWS = 6
"""The most rows that the table has on a screen: it is of one height, so that the charts stand still as it fills."""


def _by_method(name: str, procedure: Panel[ProcedureFrame], ranged: Panel[RangeFrame]) -> Panel[ChooseFrame]:
    """One panel for both methods: of each, the figure that stands there."""

    def draw(frame: ChooseFrame, canvas: Canvas) -> None:
        procedure.draw(frame, canvas) if isinstance(frame, ProcedureFrame) else ranged.draw(frame, canvas)

    def title(frame: ChooseFrame) -> str:
        return procedure.title(frame) if isinstance(frame, ProcedureFrame) else ranged.title(frame)

    def caption(frame: ChooseFrame) -> str:
        if frame.going:
            return ""
        return procedure.caption(frame) if isinstance(frame, ProcedureFrame) else ranged.caption(frame)

    return Panel(name, draw, title, caption)


FIRST = _by_method("first", SCOUT, LOSS)
SECOND = _by_method("second", PASSES, RULES_PANEL)
VERDICT = _by_method("verdict", PRICES, SUGGESTED)


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
