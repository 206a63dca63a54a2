"""What every figure is: a title, a way to draw a frame into so many cells, and a caption."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.ink import Ink

FrameT = TypeVar("FrameT")


@dataclass(frozen=True)
class Panel(Generic[FrameT]):
    """One figure of a lab.

    Attributes:
        id: its name among the panels of its lab.
        draw: puts a frame onto a canvas, in whatever size it has.
        title: the words in the upper edge, above a frame's figure.
        caption: the words in the lower edge on a screen, such as the values where the cursor is.
        depends: what of a frame the figure depends on; where that is as before, it need not be drawn again. Without
            it, the figure depends on everything.
        framed: whether it has edges.
    """

    id: str
    draw: Callable[[FrameT, Canvas], None]
    title: Callable[[FrameT], str] = lambda _: ""
    caption: Callable[[FrameT], str] = lambda _: ""
    depends: Callable[[FrameT], Hashable] | None = None
    framed: bool = True

    def cells(self, frame: FrameT, width: int, height: int, *, ascii_only: bool = False) -> Cells:
        """The figure of ``frame`` in ``width`` × ``height`` cells."""
        canvas = Canvas(width, height, ascii_only=ascii_only)
        self.draw(frame, canvas)
        return canvas.cells()


def note(canvas: Canvas, text: str) -> None:
    """Write in the middle of the canvas why there is nothing else to see."""
    canvas.write(canvas.height // 2, max((canvas.width - len(text)) // 2, 0), text, Ink.MUTED)


def visible_rows(canvas: Canvas, current: int, count: int) -> range:
    """The rows, of the ``count`` that a table has, that fit under its head; the current one is among them.

    Arrows in the head, above the marks of the rows, point to the rows that have no room.
    """
    room = max(canvas.height - 1, 0)
    first = max(0, min(current - room // 2, count - room))
    if first > 0:
        canvas.write(0, 0, "↑", Ink.CURRENT)
    if first + room < count:
        canvas.write(0, 2, "↓", Ink.CURRENT)
    return range(first, min(first + room, count))
