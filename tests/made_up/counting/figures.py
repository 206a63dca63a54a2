"""How it looks."""

from __future__ import annotations

from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box
from lrtui.plot.ink import Ink
from lrtui.plot.layout import Field, Look, Place, Room
from lrtui.plot.panel import Panel

from .lab import CountingFrame


def _draw(frame: CountingFrame, canvas: Canvas) -> None:
    canvas.write(0, 0, f"the count is {frame.count}", Ink.TITLE)


NUMBER: Panel[CountingFrame] = Panel("number", _draw, lambda frame: "a number", lambda frame: f"{frame.count} so far")


def _layout(frame: CountingFrame, room: Room) -> list[Place[CountingFrame]]:
    return [Place(NUMBER, Box(0, 0, room.height, room.width))]


LOOK: Look[CountingFrame] = Look(
    (NUMBER,), _layout, lambda frame, width: [Field(14, f"at {frame.count}", Ink.TITLE)], lambda frame: "It counts."
)
