"""The two lines of text around a lab's figures: where one is, and what happens there."""

from __future__ import annotations

import textwrap

from lrtui.labs import numbers
from lrtui.labs.explain import sentence
from lrtui.labs.parabola import ParabolaFrame
from lrtui.labs.presets import PRESETS
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink


def status(frame: ParabolaFrame) -> str:
    """Whether the run plays, waits or has ended."""
    if frame.ending is not None:
        return f"■ {frame.ending}"
    return f"▶ {numbers.brief(frame.settings.speed)}/s" if frame.playing else "‖ paused"


def draw_header(frame: ParabolaFrame, canvas: Canvas) -> None:
    """The labs, and at the right the mode, the state and the step, each at a fixed place."""
    column = canvas.write(0, 1, "lrtui", Ink.TITLE)
    canvas.write(0, column + 3, "1 Parabola", Ink.CURRENT)
    mode = "live" if frame.settings.live else "what-if"
    for width, text, ink in (
        (38, mode, Ink.CHANGE if frame.settings.live else Ink.MUTED),
        (28, status(frame), Ink.TEXT),
        (14, f"step {frame.step:,}", Ink.TITLE),
    ):
        canvas.write(0, canvas.width - width, text, ink)


def draw_sentence(frame: ParabolaFrame, canvas: Canvas) -> None:
    """What happens and why, on as many lines as it takes and there are."""
    for row, line in enumerate(textwrap.wrap(canvas.encode(sentence(frame)), max(canvas.width - 2, 1))):
        canvas.write(row, 1, line, Ink.TITLE)


def preset_story(frame: ParabolaFrame) -> str:
    """Which preset is shown, and its story; empty where none is."""
    if frame.preset is None:
        return ""
    return f"preset {frame.preset + 1}/{len(PRESETS)}: {PRESETS[frame.preset].story}"


def _untitled(_: ParabolaFrame) -> str:
    return ""


HEADER = Panel(_untitled, draw_header)
SENTENCE = Panel(_untitled, draw_sentence)
