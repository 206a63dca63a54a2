"""What the lab that chooses a rate says around its figures: its state and its sentence."""

from __future__ import annotations

from lrtui.labs import choose_explain, numbers
from lrtui.labs.choose_frame import ChooseFrame, RangeFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink
from lrtui.tui.widgets.lines import draw_header, sentence, untitled


def _draw_header(frame: ChooseFrame, canvas: Canvas) -> None:
    states = {"playing": f"▶ {numbers.exact(frame.settings.speed)}/s", "working": "▶ working", "": "‖ paused"}
    state = "■ done" if frame.finished else states[frame.going]
    if isinstance(frame, RangeFrame):
        where = f"batch {frame.iteration:,}"
    else:
        stage = f"pass {len(frame.passes)}" if frame.stage == "shrink" else frame.stage
        where = "no verdict" if frame.finished and frame.verdict is None else f"{stage}, epoch {frame.epoch:,}"
    draw_header(canvas, "choose", [(34, state, Ink.TEXT), (22, where, Ink.TITLE)])


HEADER: Panel[ChooseFrame] = Panel(untitled, _draw_header)
SENTENCE = sentence(choose_explain.sentence)
