"""The whole network lab as one picture, for a pipe or a file."""

from __future__ import annotations

from lrtui.labs.network_explain import sentence
from lrtui.labs.network_frame import NetworkFrame
from lrtui.plot.canvas import Cells
from lrtui.plot.chart import Box
from lrtui.plot.figures.network_curves import CURVES
from lrtui.plot.figures.network_map import MAP, has_map
from lrtui.plot.figures.network_table import TABLE
from lrtui.plot.figures.panel import Panel, sheet_of

MAP_WIDTH = 30


def network_sheet(frame: NetworkFrame, width: int, height: int, *, ascii_only: bool = False) -> Cells:
    """Curves, map and table in boxes and the sentence under them, in ``width`` × ``height`` cells."""
    lower = min(len(frame.runs) + 3, height // 2)
    upper = height - 1 - lower
    left = width - MAP_WIDTH if has_map(frame) else width
    places: list[tuple[Panel[NetworkFrame], Box]] = [(CURVES, Box(0, 0, upper, left))]
    if has_map(frame):
        places.append((MAP, Box(0, left, upper, MAP_WIDTH)))
    places.append((TABLE, Box(upper, 0, lower, width)))
    return sheet_of(frame, (width, height), places, sentence(frame), ascii_only)
