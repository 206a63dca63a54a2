"""The whole parabola lab as one picture, for a pipe or a file."""

from __future__ import annotations

from lrtui.labs.explain import sentence
from lrtui.labs.parabola_frame import ParabolaFrame
from lrtui.plot.canvas import Cells
from lrtui.plot.chart import Box
from lrtui.plot.figures.growth import GROWTH
from lrtui.plot.figures.history import HISTORY
from lrtui.plot.figures.panel import Panel, sheet_of
from lrtui.plot.figures.picture import PICTURE
from lrtui.plot.figures.readout import READOUT

SIDE = 28


def sheet(frame: ParabolaFrame, width: int, height: int, *, ascii_only: bool = False) -> Cells:
    """The four figures in boxes and the sentence under them, in ``width`` × ``height`` cells."""
    lower = (height - 1) * 2 // 7
    upper = height - 1 - lower
    left = width - SIDE
    places: list[tuple[Panel[ParabolaFrame], Box]] = [
        (PICTURE, Box(0, 0, upper, left)),
        (READOUT, Box(0, left, upper, SIDE)),
        (HISTORY, Box(upper, 0, lower, left)),
        (GROWTH, Box(upper, left, lower, SIDE)),
    ]
    return sheet_of(frame, (width, height), places, sentence(frame), ascii_only)
