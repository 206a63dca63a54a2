"""How the lab that chooses a rate looks: its figures, where they stand, and the words around them."""

from __future__ import annotations

from typing import Any

from lrtui.labs.choose.figures.losses import LOSS, RULES_PANEL
from lrtui.labs.choose.figures.passes import PASSES
from lrtui.labs.choose.figures.scout import SCOUT
from lrtui.labs.choose.figures.table import PRICES, SUGGESTED
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.words import sentence
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import NAMES, Field, Look, Place, Room, status
from lrtui.plot.panel import Panel

OTHER_ROWS = 19
"""Rows of a window that the charts, the lines and the table's own frame need at the least."""

TABLE_ROWS = 6
"""The most rows of the table on a screen: it is of one height, so that the charts stand still as it fills."""


def _by_method(name: str, panels: dict[str, Panel[Any]]) -> Panel[ChooseFrame]:
    """One panel for both methods: of each, the figure that stands there."""

    def of(frame: ChooseFrame) -> Panel[Any]:
        return panels[frame.settings.method]

    return Panel(
        name,
        draw=lambda frame, canvas: of(frame).draw(frame, canvas),
        title=lambda frame: of(frame).title(frame),
        caption=lambda frame: "" if frame.going else of(frame).caption(frame),
    )


FIRST = _by_method("first", {"procedure": SCOUT, "range": LOSS})
"""The first stage: the scout, or the range test's runs."""

SECOND = _by_method("second", {"procedure": PASSES, "range": RULES_PANEL})
"""The second: the passes, or what the rules say."""

VERDICT = _by_method("verdict", {"procedure": PRICES, "range": SUGGESTED})
"""The third: what each pass costs and brings, or what each rule suggests."""


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
