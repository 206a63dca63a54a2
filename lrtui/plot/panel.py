"""What every figure is: a title, a way to draw a frame into so many cells, and a caption."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink, mark, series

FrameT = TypeVar("FrameT")
FrameT_contra = TypeVar("FrameT_contra", contravariant=True)


def nothing(_: object) -> str:
    """No title, or no caption."""
    return ""


@dataclass(frozen=True)
class Panel(Generic[FrameT_contra]):
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
    draw: Callable[[FrameT_contra, Canvas], None]
    title: Callable[[FrameT_contra], str] = nothing
    caption: Callable[[FrameT_contra], str] = nothing
    depends: Callable[[FrameT_contra], Hashable] | None = None
    framed: bool = True

    def cells(self, frame: FrameT_contra, width: int, height: int, *, ascii_only: bool = False) -> Cells:
        """The figure of ``frame`` in ``width`` × ``height`` cells."""
        canvas = Canvas(width, height, ascii_only=ascii_only)
        self.draw(frame, canvas)
        return canvas.cells()


def draw_edges(canvas: Canvas, box: Box, ink: Ink) -> None:
    """The four edges of a box; nothing where it has no room for them."""
    if box.height < 2 or box.width < 2:
        return
    bar = "─" * (box.width - 2)
    canvas.write(box.row, box.column, f"╭{bar}╮", ink)
    canvas.write(box.row + box.height - 1, box.column, f"╰{bar}╯", ink)
    rows = np.arange(box.row + 1, box.row + box.height - 1).repeat(2)
    canvas.marks(rows, box.column + np.arange(len(rows)) % 2 * (box.width - 1), "│", ink)


def note(canvas: Canvas, text: str) -> None:
    """Say why there is nothing else to see, in the middle of the canvas."""
    canvas.write(canvas.height // 2, max((canvas.width - len(text)) // 2, 0), text, Ink.MUTED)


def draw_table(
    canvas: Canvas,
    head: str,
    rows: Callable[[int], str],
    count: int,
    current: int,
    tone: Callable[[int], int] = lambda index: index,
) -> None:
    """A head, and as many of ``count`` rows as fit, the ``current`` one among them, each with the mark of its curve.

    ``tone`` says which mark and colour a row has, where these are not in the order of the rows.
    Arrows in the head, where the marks stand, point towards the rows that have no room.
    """
    room = max(canvas.height - 1, 0)
    first = max(0, min(current - room // 2, count - room))
    shown = range(first, min(first + room, count))
    canvas.write(0, 0, head, Ink.MUTED)
    for line, index in enumerate(shown, start=1):
        canvas.write(line, 0, "▶" if index == current else " ", Ink.CURRENT)
        canvas.write(line, 2, mark(tone(index)), series(tone(index)))
        canvas.write(line, 4, rows(index), Ink.TITLE if index == current else Ink.TEXT)
    if shown.start > 0:
        canvas.write(0, 0, "↑", Ink.CURRENT)
    if shown.stop < count:
        canvas.write(0, 2, "↓", Ink.CURRENT)
