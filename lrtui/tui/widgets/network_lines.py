"""What the network lab says around its figures: its state, its sentence, and how far it has come."""

from __future__ import annotations

from lrtui.labs import network_explain
from lrtui.labs.network_frame import NetworkFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink
from lrtui.tui.widgets.lines import draw_header, sentence, status, untitled


def _draw_header(frame: NetworkFrame, canvas: Canvas) -> None:
    going = "playing" if frame.playing else "working" if frame.working else ""
    state = "■ done" if frame.done else status(going, frame.settings.speed, canvas.width)
    draw_header(canvas, "network", [(30, state, Ink.TEXT), (14, f"epoch {frame.epoch:,}", Ink.TITLE)])


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
