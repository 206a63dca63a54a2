"""How many of the epochs are trained, and how long the rest will take at this pace."""

from __future__ import annotations

from lrtui.labs.network.frame import NetworkFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel


def draw(frame: NetworkFrame, canvas: Canvas) -> None:
    """A bar across the window, and the numbers behind it."""
    total = frame.settings.epochs
    left = "" if frame.seconds_left is None else f"  {_minutes(frame.seconds_left)} left"
    text = f" {frame.trained}/{total} epochs{left}".ljust(28)
    room = max(canvas.width - len(text) - 1, 0)
    full = room * frame.trained // total
    column = canvas.write(0, 1, "━" * full, Ink.CURRENT)
    column = canvas.write(0, column, "╌" * (room - full), Ink.MUTED)
    canvas.write(0, column, text, Ink.TEXT)


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}" if whole < 3600 else f"{whole // 3600} h"


PROGRESS = Panel("progress", draw, framed=False)
