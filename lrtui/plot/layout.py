"""How a lab looks: its panels, where they stand, and the words around them.

A screen and a printed sheet read the same description. A screen has a line above the panels and two or three below;
a sheet has the sentence alone. Where the two have different numbers, both stand side by side in the lab's ``layout``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple

from lrtui.numbers import compact, exact
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.panel import FrameT, Panel, draw_edges

WIDE = 110
"""The fewest columns with which a screen has room to spare."""

NAMES = 80
"""The fewest columns with which the header may name all labs beside a lab's own fields."""


class Room(NamedTuple):
    """The cells that there are for a lab's panels, and the rows of the whole window, or of the sheet if printed."""

    width: int
    height: int
    window: int
    printed: bool

    @property
    def wide(self) -> bool:
        """Whether it is a screen with columns to spare."""
        return self.width >= WIDE and not self.printed


@dataclass(frozen=True)
class Place(Generic[FrameT]):
    """Where a panel stands, its edges included."""

    panel: Panel[FrameT]
    box: Box


class Field(NamedTuple):
    """A text in the header that keeps its place: its column from the right edge, and its ink."""

    from_right: int
    text: str
    ink: Ink


@dataclass(frozen=True)
class Look(Generic[FrameT]):
    """How a lab looks.

    Attributes:
        panels: all figures, in the order in which a screen makes them.
        layout: where they stand for a frame; one that is left out is not shown.
        fields: what the header says of a frame in a window of so many columns.
        sentence: what the line of words under the panels says.
    """

    panels: tuple[Panel[FrameT], ...]
    layout: Callable[[FrameT, Room], list[Place[FrameT]]]
    fields: Callable[[FrameT, int], list[Field]]
    sentence: Callable[[FrameT], str]

    def sheet(self, frame: FrameT, width: int, height: int, ascii_only: bool = False) -> Cells:
        """The lab as one picture: its panels, and the sentence in the last row."""
        canvas = Canvas(width, height, ascii_only=ascii_only)
        for place in self.layout(frame, Room(width, height - 1, height, printed=True)):
            panel, box = place.panel, place.box
            edge = 1 if panel.framed else 0
            if panel.framed:
                draw_edges(canvas, box, Ink.MUTED)
                canvas.write(box.row, box.column + 2, f" {panel.title(frame)} "[: max(box.width - 4, 0)], Ink.TITLE)
            figure = panel.cells(frame, box.width - 2 * edge, box.height - 2 * edge, ascii_only=ascii_only)
            canvas.paste(figure, box.row + edge, box.column + edge)
        canvas.write(canvas.height - 1, 1, self.sentence(frame), Ink.TITLE)
        return canvas.cells()


def status(going: str, speed: float, width: int) -> str:
    """Whether a lab is "playing", is "working" towards where a key has sent it, or waits; and how fast it plays.

    How fast it will play is said too where it waits, as that can be set then; but not in a narrow window.
    """
    if going == "playing":
        return f"▶ {exact(speed)}/s"
    if going == "working":
        return "▶ working"
    return f"‖ paused {compact(speed, 3)}/s" if width >= NAMES else "‖ paused"
