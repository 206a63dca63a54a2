"""How the lab that chooses a rate looks: its figures, where they stand, and the words around them."""

from __future__ import annotations

from lrtui.labs.choose.figures.losses import LOSS, RULES_PANEL
from lrtui.labs.choose.figures.passes import PASSES
from lrtui.labs.choose.figures.scout import SCOUT
from lrtui.labs.choose.figures.table import VERDICT, row_count
from lrtui.labs.choose.frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.choose.words import sentence
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import NAMES, Field, Look, Place, Room, status
from lrtui.plot.panel import Panel

OTHER_ROWS = 19
"""Rows of a window that the charts, the lines and the table's own frame need at the least."""

TABLE_ROWS = 6
"""The most rows of the table on a screen: it is of one height, so that the charts stand still as it fills."""


def _by_method(name: str, procedure: Panel[ProcedureFrame], ranged: Panel[RangeFrame]) -> Panel[ChooseFrame]:
    """One panel for the frames of both methods."""

    def title(frame: ChooseFrame) -> str:
        return ranged.title(frame) if isinstance(frame, RangeFrame) else procedure.title(frame)

    def caption(frame: ChooseFrame) -> str:
        if frame.going:
            return ""
        return ranged.caption(frame) if isinstance(frame, RangeFrame) else procedure.caption(frame)

    def draw(frame: ChooseFrame, canvas: Canvas) -> None:
        if isinstance(frame, RangeFrame):
            ranged.draw(frame, canvas)
        else:
            procedure.draw(frame, canvas)

    return Panel(name, draw, title, caption)


FIRST = _by_method("first", SCOUT, LOSS)
"""The first stage: the scout, or the range test's runs."""

SECOND = _by_method("second", PASSES, RULES_PANEL)
"""The second: the passes, or what the rules say."""


def layout(frame: ChooseFrame, room: Room) -> list[Place[ChooseFrame]]:
    """The first two stages side by side, the verdict under them."""
    if room.printed:
        lower = min(max(row_count(frame), 1) + 3, room.window // 2)
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
    if isinstance(frame, RangeFrame):
        where = f"batch {frame.iteration:,}"
    else:
        stage = f"pass {len(frame.passes)}" if frame.stage == "shrink" else frame.stage
        where = "no verdict" if frame.finished and frame.verdict is None else f"{stage}, epoch {frame.epoch:,}"
    return [Field(38 if width >= NAMES else 34, state, Ink.TEXT), Field(22, where, Ink.TITLE)]


LOOK: Look[ChooseFrame] = Look((FIRST, SECOND, VERDICT), layout, fields, sentence)
