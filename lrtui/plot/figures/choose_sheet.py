"""The whole lab that chooses a rate as one picture, for a pipe or a file; and its two charts by method."""

from __future__ import annotations

from lrtui.labs.choose_explain import sentence
from lrtui.labs.choose_frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.chart import Box
from lrtui.plot.figures.choose_passes import PASSES
from lrtui.plot.figures.choose_range import LOSS, RULES
from lrtui.plot.figures.choose_scout import SCOUT
from lrtui.plot.figures.choose_table import VERDICT, row_count
from lrtui.plot.figures.panel import Panel, sheet_of


def _by_method(procedure: Panel[ProcedureFrame], ranged: Panel[RangeFrame]) -> Panel[ChooseFrame]:
    """One panel for the frames of both methods."""

    def title(frame: ChooseFrame) -> str:
        return ranged.title(frame) if isinstance(frame, RangeFrame) else procedure.title(frame)

    def draw(frame: ChooseFrame, canvas: Canvas) -> None:
        if isinstance(frame, RangeFrame):
            ranged.draw(frame, canvas)
        else:
            procedure.draw(frame, canvas)

    return Panel(title, draw)


FIRST = _by_method(SCOUT, LOSS)
"""The first stage: the scout, or the range test's runs."""

SECOND = _by_method(PASSES, RULES)
"""The second: the passes, or what the rules say."""


def choose_sheet(frame: ChooseFrame, width: int, height: int, *, ascii_only: bool = False) -> Cells:
    """Both charts and the table in boxes and the sentence under them, in ``width`` × ``height`` cells."""
    lower = min(max(row_count(frame), 1) + 3, height // 2)
    upper, left = height - 1 - lower, width // 2
    places: list[tuple[Panel[ChooseFrame], Box]] = [
        (FIRST, Box(0, 0, upper, left)),
        (SECOND, Box(0, left, upper, width - left)),
        (VERDICT, Box(upper, 0, lower, width)),
    ]
    return sheet_of(frame, (width, height), places, sentence(frame), ascii_only)
