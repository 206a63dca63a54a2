"""Where a lab's screen puts its figures and lines: where the lab's own layout says, and no style sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from lrtui.plot.chart import Box
from lrtui.plot.layout import NAMES, Room
from lrtui.tui.widgets.plot_view import PlotView
from lrtui.tui.widgets.prompt import Over


def room_in(size: Size) -> Room:
    """What a window leaves for the figures between header, sentence and footer."""
    return Room(size.width, max(size.height - 2 - _sentence_rows(size), 0), size.height, printed=False)


def lines_in(size: Size) -> dict[str, Box]:
    """Where header, sentence and footer stand."""
    rows = _sentence_rows(size)
    return {
        "header": Box(0, 0, 1, size.width),
        "sentence": Box(size.height - 1 - rows, 0, rows, size.width),
        "footer": Box(size.height - 1, 0, 1, size.width),
    }


def _sentence_rows(size: Size) -> int:
    return 2 if size.width < NAMES else 1


class PlacesLayout(Layout):
    """Puts every widget into its box, and tells a figure at once how large it is: so the first picture is whole.

    Args:
        places: a window's size to the boxes of the widgets in it, by their ids; a widget without one is not shown.
    """

    name = "places"

    def __init__(self, places: Callable[[Size], Mapping[str, Box]]) -> None:
        self._places = places

    def arrange(self, parent: Widget, children: Iterable[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """The regions of the widgets that have a box."""
        boxes = self._places(size)
        placements = []
        for child in children:
            box = boxes.get(child.id or "")
            if box is None:
                continue
            if isinstance(child, PlotView):
                edge = 2 if child.panel.framed else 0
                child.fit(Size(max(box.width - edge, 0), max(box.height - edge, 0)))
            region = Region(box.column, box.row, box.width, box.height)
            order = 1 if isinstance(child, Over) else 0
            placements.append(WidgetPlacement(region, NULL_OFFSET, Spacing(), child, order))
        return placements
