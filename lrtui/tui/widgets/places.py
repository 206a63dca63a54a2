"""Where a lab's screen puts its figures and lines: where the lab's own layout says, and no style sheet."""

from collections.abc import Callable, Iterable, Mapping

from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from lrtui.plot.chart import Box
from lrtui.plot.layout import NAMES, Look, Room
from lrtui.plot.panel import FrameT
from lrtui.tui.widgets.plot_view import PlotView
from lrtui.tui.widgets.prompt import Over

MINIMUM = (60, 18)
"""Columns and rows below which the screen asks for a larger window."""


def boxes_in(size: Size, look: Look[FrameT], frame: FrameT, overs: Iterable[Over], *, foot: int = 1) -> dict[str, Box]:
    """The boxes of all that a screen shows in a window of this size, by the ids of the widgets.

    What is at the foot has ``foot`` rows.
    """
    width, height = size
    if width < MINIMUM[0] or height < MINIMUM[1]:
        return {"too-small": Box(0, 0, height, width)}
    sentence = 2 if width < NAMES else 1
    boxes = {
        "header": Box(0, 0, 1, width),
        "sentence": Box(height - foot - sentence, 0, sentence, width),
        "footer": Box(height - foot, 0, foot, width),
    }
    for place in look.layout(frame, Room(width, height - 1 - foot - sentence, height, printed=False)):
        box = place.box
        boxes[place.panel.id] = Box(box.row + 1, box.column, box.height, box.width)
    return boxes | {over.id or "": over.place(size) for over in overs if over.is_open}


class PlacesLayout(Layout):
    """Puts every widget into its box, and tells a figure at once how large it is: so the first picture is whole.

    ``places`` gives the boxes in a window of some size by the widgets' ids; a widget without one is not shown.
    """

    name = "places"

    def __init__(self, places: Callable[[Size], Mapping[str, Box]]) -> None:
        self._places = places
        self.boxes: Mapping[str, Box] = {}

    def arrange(self, parent: Widget, children: Iterable[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """The regions of the widgets that have a box."""
        self.boxes = self._places(size)
        placements = []
        for child in children:
            box = self.boxes.get(child.id or "")
            if box is None:
                if isinstance(child, PlotView):
                    child.fit(Size(0, 0))  # what is not shown is not drawn either
                continue
            if isinstance(child, PlotView):
                edge = 2 if child.panel.framed else 0
                child.fit(Size(max(box.width - edge, 0), max(box.height - edge, 0)))
            region = Region(box.column, box.row, box.width, box.height)
            placements.append(WidgetPlacement(region, NULL_OFFSET, Spacing(), child, int(isinstance(child, Over))))
        return placements
