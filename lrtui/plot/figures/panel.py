"""What every figure is: a title and a way to draw a frame into so many cells."""

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
        title: the words above a frame's figure.
        draw: puts a frame onto a canvas, in whatever size it has.
        depends: what of a frame the figure depends on; where that is as before, it need not be drawn again. Without
            it, it depends on everything.
    """

    title: Callable[[FrameT], str]
    draw: Callable[[FrameT, Canvas], None]
    depends: Callable[[FrameT], Hashable] | None = None

    def cells(self, frame: FrameT, width: int, height: int, *, ascii_only: bool = False) -> Cells:
        """The figure of ``frame`` in ``width`` × ``height`` cells."""
        canvas = Canvas(width, height, ascii_only=ascii_only)
        self.draw(frame, canvas)
        return canvas.cells()


def draw_box(canvas: Canvas, row: int, column: int, height: int, width: int, title: str) -> None:
    """A frame around a rectangle of cells, with a title in its upper edge."""
    inner = width - 2
    canvas.write(row, column, "╭" + "─" * inner + "╮", Ink.MUTED)
    for between in range(row + 1, row + height - 1):
        canvas.write(between, column, "│", Ink.MUTED)
        canvas.write(between, column + width - 1, "│", Ink.MUTED)
    canvas.write(row + height - 1, column, "╰" + "─" * inner + "╯", Ink.MUTED)
    canvas.write(row, column + 2, f" {title} "[: max(inner - 2, 0)], Ink.TITLE)
