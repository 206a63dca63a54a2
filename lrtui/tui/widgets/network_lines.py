"""What the network lab says around its figures: its state, its sentence, and how far it has come."""

from __future__ import annotations

from lrtui.labs import network_explain, numbers
from lrtui.labs.network_frame import NetworkFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink
from lrtui.tui.widgets.lines import draw_header, sentence, untitled


def _draw_header(frame: NetworkFrame, canvas: Canvas) -> None:
    draw_header(canvas, "network", [(27, _status(frame), Ink.TEXT), (14, f"epoch {frame.epoch:,}", Ink.TITLE)])


def _status(frame: NetworkFrame) -> str:
    if frame.done:
        return "■ done"
    if frame.playing:
        return f"▶ {numbers.exact(frame.settings.speed)}/s"
    return "▶ working" if frame.working else "‖ paused"


def _draw_progress(frame: NetworkFrame, canvas: Canvas) -> None:
    """How many of the epochs are trained, and how long the rest will take at this pace."""
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


HEADER: Panel[NetworkFrame] = Panel(untitled, _draw_header)
SENTENCE = sentence(network_explain.sentence)
PROGRESS: Panel[NetworkFrame] = Panel(untitled, _draw_progress)
