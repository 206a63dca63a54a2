"""The whole network lab as one picture, for a pipe or a file."""

from __future__ import annotations

from lrtui.labs.network_explain import sentence
from lrtui.labs.network_frame import NetworkFrame
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.figures.network_curves import CURVES
from lrtui.plot.figures.network_map import MAP, has_map
from lrtui.plot.figures.network_table import TABLE
from lrtui.plot.figures.panel import Panel, draw_box
from lrtui.plot.ink import Ink

MAP_WIDTH = 30


def network_sheet(frame: NetworkFrame, width: int, height: int, *, ascii_only: bool = False) -> Cells:
    """Curves, map and table in boxes and the sentence under them, in ``width`` × ``height`` cells."""
    canvas = Canvas(width, height, ascii_only=ascii_only)
    lower = min(len(frame.runs) + 3, height // 2)
    upper = height - 1 - lower
    left = width - MAP_WIDTH if has_map(frame) else width
    places: list[tuple[Panel[NetworkFrame], int, int, int, int]] = [(CURVES, 0, 0, upper, left)]
    if has_map(frame):
        places.append((MAP, 0, left, upper, MAP_WIDTH))
    places.append((TABLE, upper, 0, lower, width))
    for panel, row, column, rows, columns in places:
        draw_box(canvas, row, column, rows, columns, panel.title(frame))
        canvas.paste(panel.cells(frame, columns - 2, rows - 2, ascii_only=ascii_only), row + 1, column + 1)
    canvas.write(height - 1, 1, sentence(frame), Ink.TITLE)
    return canvas.cells()
