"""What the lab that chooses a rate says around its figures: its state and its sentence."""

from __future__ import annotations

from lrtui.labs import choose_explain
from lrtui.labs.choose_frame import ChooseFrame, RangeFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink
from lrtui.tui.widgets.lines import ROOM_FOR_NAMES, draw_header, sentence, status, untitled


def _draw_header(frame: ChooseFrame, canvas: Canvas) -> None:
    state = "■ done" if frame.finished else status(frame.going, frame.settings.speed, canvas.width)
    if isinstance(frame, RangeFrame):
        where = f"batch {frame.iteration:,}"
    else:
        stage = f"pass {len(frame.passes)}" if frame.stage == "shrink" else frame.stage
        where = "no verdict" if frame.finished and frame.verdict is None else f"{stage}, epoch {frame.epoch:,}"
    from_right = 38 if canvas.width >= ROOM_FOR_NAMES else 34
    draw_header(canvas, "choose", [(from_right, state, Ink.TEXT), (22, where, Ink.TITLE)])


HEADER: Panel[ChooseFrame] = Panel(untitled, _draw_header)
SENTENCE = sentence(choose_explain.sentence)
