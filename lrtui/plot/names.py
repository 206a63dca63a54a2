"""Names at the ends of curves, moved apart where they would lie over each other."""

from __future__ import annotations

from typing import NamedTuple

from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink


class Name(NamedTuple):
    """A text, the cell at which its curve ends, and its ink; the first of several names matters most.

    ``height`` tells names in the same row apart: the end that is lower has more.
    """

    text: str
    row: int
    column: int
    ink: Ink
    height: float = 0.0


def write_names(canvas: Canvas, box: Box, names: list[Name]) -> None:
    """Write each name right of its curve's end, in that row or near it; without room, the last are left out.

    Names keep the order that the curves' ends have from top to bottom.
    """
    kept = sorted(names[: box.height], key=lambda name: (name.row, name.height))
    for row, name in zip(spread([name.row for name in kept], box.row, box.row + box.height - 1), kept, strict=True):
        text = canvas.encode(name.text)
        column = min(name.column + 2, box.column + box.width - len(text))
        canvas.write(row, max(column, box.column), name.text, name.ink)


def spread(rows: list[int], first: int, last: int) -> list[int]:
    """The rows, which rise, moved as little as it takes for each to be alone within ``first`` … ``last``."""
    placed: list[int] = []
    for row in rows:
        placed.append(max(row, first, placed[-1] + 1 if placed else first))
    limit = last
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - 1
    return placed
