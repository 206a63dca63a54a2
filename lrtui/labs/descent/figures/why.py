"""Why a step lands where it does: the way to the minimum and the step as two bars on one scale.

A step as long as the way lands on the minimum, one of twice the way lands as far away on the other side, and a longer
one lands farther away than it came from. That is the whole insight, for every function and at every point.
"""

import math

import numpy as np

from lrtui import numbers
from lrtui.core.quadratic import Quadratic
from lrtui.labs.descent.figures.pins import shown
from lrtui.labs.descent.frame import DescentFrame
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, Canvas
from lrtui.plot.ink import Ink

ROOM_FOR_BARS, ROOM_FOR_LEGEND = 11, 17
"""Rows of the picture from which on the bars stand under it, and a line that says what their ends mean."""

WAY = 0.4
"""The share of the room that the way to the minimum takes: a step of twice the way fits, with some to spare."""

NOWHERE = "no minimum to go to"
"""What is said in place of the bars where there is no way."""

ROOM_FOR_WORDS = 52
"""Columns from which on there is room for the longer words."""

NUMBER, RATIO = 8, 16
"""Columns for the number after a bar, and for how many times the way it is."""

UPHILL = "uphill: away from the minimum"
AWAY = "away from the nearest minimum"
"""What is said of a step that no mark on the way can measure; that, and no more, where there are other minima."""

LEGEND = ((1, "minimum"), (2, "as far away"))
"""What a step comes to that is so many times the way."""


def bar_rows(height: int) -> int:
    """How many rows the bars take from a picture of so many rows."""
    return 0 if height < ROOM_FOR_BARS else 2 if height < ROOM_FOR_LEGEND else 3


def draw_bars(frame: DescentFrame, canvas: Canvas) -> None:
    """The two bars in the last rows of the canvas, as many as ``bar_rows`` says."""
    run, rows = frame.run, bar_rows(canvas.height)
    if not rows:
        return
    if run.minimum is None:
        canvas.write(canvas.height - rows, 1, NOWHERE, Ink.MUTED)
        return
    wide, row = canvas.width >= ROOM_FOR_WORDS, canvas.height - rows
    words = ("way to the minimum", "this step") if wide else ("way", "step")
    left = 1 + len(words[0]) + (1 if wide else 2)
    room = max(canvas.width - left - NUMBER - (RATIO if wide else 0) - 1, 4)
    way, step = abs(run.x - run.minimum), abs(run.next_x - run.x)
    ratio = step / way if way and math.isfinite(step) else 0.0
    ink = shown(run).ink
    unit = WAY * room
    bars = ((words[0], way, unit if way else 0.0, Ink.TEXT), (words[1], step, unit * ratio, ink))
    for line, (word, size, length, colour) in enumerate(bars, start=row):
        canvas.write(line, 1, word, Ink.MUTED)
        _draw_bar(canvas, line, left, min(length, room), colour)
        if not frame.fast:
            canvas.write(line, left + room + 1, "—" if math.isnan(size) else numbers.rate(size), colour)
    if unit * ratio > room:
        canvas.write(row + 1, left + room - 1, "▶", ink)
    if wide and way:
        times = f"{numbers.factor(ratio)} ×"
        text = f"{times} the way"
        canvas.write(row + 1, left + room + NUMBER, (text if len(text) <= RATIO else times).rjust(RATIO), ink)
    if (run.next_x - run.x) * (run.minimum - run.x) < 0:
        canvas.write(row + 2, left, UPHILL if isinstance(frame.objective, Quadratic) else AWAY, ink)
    else:
        _draw_legend(canvas, row + 1, left, unit, words=rows > 2)


def _draw_legend(canvas: Canvas, row: int, left: int, unit: float, *, words: bool) -> None:
    """Marks at once and twice the way on the row of the step; below, what they mean, in words that do not touch."""
    free = 0
    for times, text in LEGEND:
        column = left + round(times * unit)
        canvas.write(row, column, "│", Ink.MUTED)
        starts = {word: column - len(word) // 2 for word in (text, text.removesuffix(" away"))}
        word = next((word for word, start in starts.items() if start >= free), "")
        if words and word:
            free = canvas.write(row + 1, starts[word], word, Ink.MUTED) + 1


def _draw_bar(canvas: Canvas, row: int, column: int, length: float, ink: Ink) -> None:
    """A bar two dots thick and ``length`` columns long, in the middle of a row."""
    rows, columns = np.indices((2, max(round(DOTS_PER_COLUMN * length), 0))).reshape(2, -1)
    canvas.dots(DOTS_PER_ROW * row + 1 + rows, DOTS_PER_COLUMN * column + columns, ink)
