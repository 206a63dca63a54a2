"""Why a step lands where it does: the way to the minimum and the step as two bars on one scale."""

from __future__ import annotations

import math

import numpy as np

from lrtui import numbers
from lrtui.labs.descent.figures.growth import REGIME_INKS
from lrtui.labs.descent.frame import DescentFrame
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, Canvas
from lrtui.plot.ink import Ink

ROWS = 2
"""Rows of the bars."""

WAY = 0.4
"""The share of the room that the way to the minimum takes: a step of twice the way still fits, with some to spare."""

LABELS = (("way to the minimum", "this step"), ("way", "step"))
"""In words that fit: the longer ones where the bars still have room beside them."""

ROOM_FOR_WORDS = 52
"""Columns from which on the longer words fit."""

NUMBER, RATIO = 9, 15
"""Columns for the number after a bar, and for how many times the way it is."""


def draw_bars(frame: DescentFrame, canvas: Canvas, row: int) -> None:
    """Two rows: a step as long as the way lands on the minimum, one of twice the way lands as far away."""
    run = frame.run
    way, step = abs(run.x - run.stability.minimum), abs(run.next_x - run.x)
    words = LABELS[0] if canvas.width >= ROOM_FOR_WORDS else LABELS[1]
    left = 1 + max(map(len, words)) + 1
    room = max(canvas.width - left - NUMBER - (RATIO if canvas.width >= ROOM_FOR_WORDS else 0) - 1, 4)
    unit = WAY * room
    ratio = step / way if way and math.isfinite(step) else 0.0
    inks = (Ink.TEXT, REGIME_INKS[run.regime])
    for line, (word, size, length, ink) in enumerate(
        zip(words, (way, step), (unit if way else 0.0, unit * ratio), inks, strict=True)
    ):
        canvas.write(row + line, 1, word, Ink.MUTED)
        dots = min(round(DOTS_PER_COLUMN * length), DOTS_PER_COLUMN * room)
        _bar(canvas, row + line, left, dots, ink)
        if length > room:
            canvas.write(row + line, left + room - 1, "▶", ink)
        column = canvas.write(row + line, left + room + 1, numbers.rate(size), ink)
        if line and canvas.width >= ROOM_FOR_WORDS and way and math.isfinite(step):
            canvas.write(row + line, max(column, left + room + NUMBER), f"{numbers.factor(ratio)} × the way", ink)
    for times in (1, 2):
        column = left + round(times * unit)
        if 2 * times * unit - 1 > 2 * unit * ratio or times == 2:
            canvas.write(row + 1, column, "│", Ink.MUTED)


def _bar(canvas: Canvas, row: int, column: int, length: int, ink: Ink) -> None:
    """A bar two dots thick and ``length`` dots long, in the middle of a row."""
    rows, columns = np.indices((2, max(length, 0))).reshape(2, -1)
    canvas.dots(DOTS_PER_ROW * row + 1 + rows, DOTS_PER_COLUMN * column + columns, ink)
