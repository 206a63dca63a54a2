"""The whole parabola lab as one picture, for a pipe or a file."""

from __future__ import annotations

from lrtui.labs.explain import sentence
from lrtui.labs.parabola import ParabolaFrame
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.figures.growth import GROWTH
from lrtui.plot.figures.history import HISTORY
from lrtui.plot.figures.panel import Panel, draw_box
from lrtui.plot.figures.picture import PICTURE
from lrtui.plot.figures.readout import READOUT
from lrtui.plot.ink import Ink

SIDE = 28


def sheet(frame: ParabolaFrame, width: int, height: int, *, ascii_only: bool = False) -> Cells:
    """The four figures in boxes and the sentence under them, in ``width`` × ``height`` cells."""
    canvas = Canvas(width, height, ascii_only=ascii_only)
    lower = (height - 1) * 2 // 7
    upper = height - 1 - lower
    left = width - SIDE
    places: list[tuple[Panel[ParabolaFrame], int, int, int, int]] = [
        (PICTURE, 0, 0, upper, left),
        (READOUT, 0, left, upper, SIDE),
        (HISTORY, upper, 0, lower, left),
        (GROWTH, upper, left, lower, SIDE),
    ]
    for panel, row, column, rows, columns in places:
        draw_box(canvas, row, column, rows, columns, panel.title(frame))
        canvas.paste(panel.cells(frame, columns - 2, rows - 2, ascii_only=ascii_only), row + 1, column + 1)
    canvas.write(height - 1, 1, sentence(frame), Ink.TITLE)
    return canvas.cells()
