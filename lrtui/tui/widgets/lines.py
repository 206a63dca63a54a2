"""The lines of text around a lab's figures: where one is, what happens there, and how far it has come."""

from __future__ import annotations

import textwrap

from lrtui.labs import choose_explain, explain, network_explain, numbers
from lrtui.labs.choose_frame import ChooseFrame, RangeFrame
from lrtui.labs.network_frame import NetworkFrame
from lrtui.labs.parabola import ParabolaFrame
from lrtui.labs.presets import PRESETS
from lrtui.labs.settings import LABS
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink

_FIRST_TAB = 9

ROOM_FOR_NAMES = 80
"""Columns in which the names of all labs and a lab's own fields have room."""


def _tabs(current: str, width: int) -> list[tuple[str, str, int]]:
    """Each lab, its tab's text and the column where that starts; in a narrow window the others are their numbers."""
    tabs, column = [], _FIRST_TAB
    for number, name in enumerate(LABS, start=1):
        text = f"{number} {name.capitalize()}" if width >= ROOM_FOR_NAMES or name == current else str(number)
        tabs.append((name, text, column))
        column += len(text) + 3
    return tabs


def tab_at(column: int, current: str, width: int) -> str | None:
    """The lab whose tab is at a column of the header, which is ``width`` wide and shows the lab ``current``."""
    tabs = _tabs(current, width)
    return next((name for name, text, start in tabs if start <= column < start + len(text)), None)


def _draw_header(canvas: Canvas, current: str, fields: list[tuple[int, str, Ink]]) -> None:
    """The tabs, and at the right fields that keep their places: their columns from the right, texts and inks."""
    canvas.write(0, 1, "lrtui", Ink.TITLE)
    for name, text, column in _tabs(current, canvas.width):
        canvas.write(0, column, text, Ink.CURRENT if name == current else Ink.MUTED)
    for width, text, ink in fields:
        canvas.write(0, canvas.width - width, text, ink)


def status(frame: ParabolaFrame) -> str:
    """Whether the run plays, waits or has ended."""
    if frame.ending is not None:
        return f"■ {frame.ending}"
    return f"▶ {numbers.brief(frame.settings.speed)}/s" if frame.playing else "‖ paused"


def _draw_parabola_header(frame: ParabolaFrame, canvas: Canvas) -> None:
    live = frame.settings.live
    mode = (36, "live" if live else "what-if", Ink.CHANGE if live else Ink.MUTED)
    step = (14, f"step {frame.step:,}", Ink.TITLE)
    state = (27, status(frame), Ink.TEXT)
    # In a narrow window the tabs need the room; the ruler's sentence tells the mode apart all the same.
    _draw_header(canvas, "parabola", [mode, state, step] if canvas.width >= 70 else [state, step])


def _draw_network_header(frame: NetworkFrame, canvas: Canvas) -> None:
    going = f"▶ {numbers.brief(frame.settings.speed)}/s" if frame.playing else "‖ paused"
    state = "■ done" if frame.done else going
    _draw_header(canvas, "network", [(27, state, Ink.TEXT), (14, f"epoch {frame.epoch:,}", Ink.TITLE)])


def _draw_choose_header(frame: ChooseFrame, canvas: Canvas) -> None:
    states = {"playing": f"▶ {numbers.brief(frame.settings.speed)}/s", "working": "▶ to the end", "": "‖ paused"}
    state = "■ done" if frame.finished else states[frame.going]
    if isinstance(frame, RangeFrame):
        where = f"batch {frame.iteration:,}"
    else:
        stage = f"pass {len(frame.passes)}" if frame.stage == "shrink" else frame.stage
        where = "no verdict" if frame.finished and frame.verdict is None else f"{stage}, epoch {frame.epoch:,}"
    _draw_header(canvas, "choose", [(34, state, Ink.TEXT), (22, where, Ink.TITLE)])


def _draw_sentence(text: str, canvas: Canvas) -> None:
    """On as many lines as it takes and there are."""
    for row, line in enumerate(textwrap.wrap(canvas.encode(text), max(canvas.width - 2, 1))):
        canvas.write(row, 1, line, Ink.TITLE)


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


def preset_story(frame: ParabolaFrame) -> str:
    """Which preset is shown, and its story; empty where none is."""
    if frame.preset is None:
        return ""
    return f"preset {frame.preset + 1}/{len(PRESETS)}: {PRESETS[frame.preset].story}"


def _untitled(_: object) -> str:
    return ""


PARABOLA_HEADER: Panel[ParabolaFrame] = Panel(_untitled, _draw_parabola_header)
PARABOLA_SENTENCE: Panel[ParabolaFrame] = Panel(
    _untitled, lambda frame, canvas: _draw_sentence(explain.sentence(frame), canvas)
)
NETWORK_HEADER: Panel[NetworkFrame] = Panel(_untitled, _draw_network_header)
NETWORK_SENTENCE: Panel[NetworkFrame] = Panel(
    _untitled, lambda frame, canvas: _draw_sentence(network_explain.sentence(frame), canvas)
)
CHOOSE_HEADER: Panel[ChooseFrame] = Panel(_untitled, _draw_choose_header)
CHOOSE_SENTENCE: Panel[ChooseFrame] = Panel(
    _untitled, lambda frame, canvas: _draw_sentence(choose_explain.sentence(frame), canvas)
)
PROGRESS: Panel[NetworkFrame] = Panel(_untitled, _draw_progress)
