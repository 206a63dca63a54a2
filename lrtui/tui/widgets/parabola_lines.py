"""What the parabola lab says around its figures: its state, its sentence, the story of a preset."""

from __future__ import annotations

from lrtui.labs import explain
from lrtui.labs.parabola_frame import ParabolaFrame
from lrtui.labs.presets import PRESETS
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink
from lrtui.tui.widgets.lines import draw_header, sentence, status, untitled


def _draw_header(frame: ParabolaFrame, canvas: Canvas) -> None:
    live = frame.settings.live
    mode = (38, "live" if live else "what-if", Ink.CHANGE if live else Ink.MUTED)
    step = (14, f"step {frame.race_step:,}", Ink.TITLE)
    # A run that ends before the pinned ones waits for them.
    going = status("playing" if frame.playing else "", frame.settings.speed, canvas.width)
    state = (30, f"■ {frame.ending}" if frame.over else going, Ink.TEXT)
    # In a narrow window the tabs need the room; the ruler's sentence tells the mode apart all the same.
    draw_header(canvas, "parabola", [mode, state, step] if canvas.width >= 70 else [state, step])


def preset_story(frame: ParabolaFrame) -> str:
    """Which preset is shown, and its story; empty where none is."""
    if frame.preset is None:
        return ""
    return f"preset {frame.preset + 1}/{len(PRESETS)}: {PRESETS[frame.preset].story}"


HEADER: Panel[ParabolaFrame] = Panel(untitled, _draw_header)
SENTENCE = sentence(explain.sentence)
