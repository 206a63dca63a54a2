"""The numbers: the growth factor, large; the ruler; the update with its numbers put in; the last steps."""

from __future__ import annotations

import math

import numpy as np

from lrtui import numbers
from lrtui.core.stability import Regime
from lrtui.labs.descent.figures.growth import draw_ruler
from lrtui.labs.descent.figures.pins import WIDE, draw_runs, rate_text
from lrtui.labs.descent.frame import RECENT, DescentFrame
from lrtui.labs.descent.names import iterate_name
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

MEANINGFUL = 5
"""Characters below which a rounded x is no longer worth working with."""

NARROWEST = 9
"""Columns that a number in the table of steps needs."""

LARGE, LARGER, AIRY = 12, 17, 20
"""Rows from which on the factor stands in large digits, η too, and there is a blank row under the ruler."""

_GLYPHS = {
    "0": ("╭─╮", "│ │", "╰─╯"),
    "1": ("╶╮ ", " │ ", "╶┴╴"),
    "2": ("╶─╮", "╭─╯", "╰─╴"),
    "3": ("╶─╮", " ─┤", "╶─╯"),
    "4": ("╷ ╷", "╰─┤", "  ╵"),
    "5": ("╭─╴", "╰─╮", "╶─╯"),
    "6": ("╭─╴", "├─╮", "╰─╯"),
    "7": ("╶─╮", "  │", "  ╵"),
    "8": ("╭─╮", "├─┤", "╰─╯"),
    "9": ("╭─╮", "╰─┤", "╶─╯"),
    ".": (" ", " ", "·"),
}

_VERDICTS = {
    Regime.MONOTONE_DIVERGENCE: ("▲ grows", Ink.GROWS),
    Regime.FROZEN: ("■ holds", Ink.HOLDS),
    Regime.MONOTONE_CONVERGENCE: ("▼ shrinks", Ink.SHRINKS),
    Regime.ONE_STEP: ("▼ shrinks", Ink.SHRINKS),
    Regime.OSCILLATING_CONVERGENCE: ("▼ shrinks", Ink.SHRINKS),
    Regime.TWO_CYCLE: ("■ holds", Ink.HOLDS),
    Regime.OSCILLATING_DIVERGENCE: ("▲ grows", Ink.GROWS),
}


def title(frame: DescentFrame) -> str:
    """The formula of the large number."""
    a = frame.settings.a
    factor = frame.named.factor.format(a="" if a == 1 else f"·{numbers.brief(a)}", rate="η")
    return f"growth factor |{factor}|"


def draw(frame: DescentFrame, canvas: Canvas) -> None:
    """All of it, in as many rows as there are: large digits and air where there is room, one line where not.

    With pinned runs, their table comes before the update; where there is no room for both, in place of it.
    """
    rows = canvas.height
    row = _draw_growth(frame, canvas, large=rows >= LARGE) + (1 if rows > LARGE else 0)
    with_start = bool(frame.rivals) or rows < 10
    row = _draw_settings(frame, canvas, row, large=rows >= LARGER and not frame.rivals, with_start=with_start)
    if not frame.rivals or rows - row - 2 > len(frame.rivals):
        draw_ruler(frame, canvas, row, 1, canvas.width - 2)
        row += 3 if rows >= AIRY else 2
    if frame.rivals:
        row = draw_runs(frame, canvas, row, room=rows - row) + 1
    row = _draw_update(frame, canvas, row, with_start=rows >= 10 and not frame.rivals)
    _draw_last_steps(frame, canvas, row + 1)


def _draw_large(canvas: Canvas, row: int, column: int, text: str, ink: Ink, *, room: int) -> bool:
    """A number in digits three rows tall, where ``room`` columns hold it; whether they do."""
    glyphs = [_GLYPHS[character] for character in text if character in _GLYPHS]
    spare = room - sum(len(glyph[0]) for glyph in glyphs)
    if len(glyphs) != len(text) or spare < 0 or canvas.ascii_only:
        return False
    gap = " " if spare >= len(glyphs) else ""
    for line in range(3):
        canvas.write(row + line, column, gap.join(glyph[line] for glyph in glyphs), ink)
    return True


def _draw_settings(frame: DescentFrame, canvas: Canvas, row: int, *, large: bool, with_start: bool) -> int:
    """η, large where there is room, and in the same row x₀ where it has none of its own; the row after them."""
    rate, label, short = rate_text(frame.run.learning_rate), "learning rate η = ", "η = "
    if large and _draw_large(canvas, row, 1 + len(short), rate, Ink.TITLE, room=canvas.width - len(short) - 2):
        canvas.write(row + 1, 1, short, Ink.MUTED)
        return row + 3
    if len(short) + len(rate) >= canvas.width:
        rate = numbers.digits(frame.run.learning_rate, canvas.width - len(short) - 1)
    column = canvas.write(row, 1, short if with_start or len(label) + len(rate) >= canvas.width else label, Ink.MUTED)
    column = canvas.write(row, column, rate, Ink.TITLE) + 2
    start = numbers.digits(frame.settings.x0, canvas.width - column - 5)
    if with_start and column + 5 + len(start) <= canvas.width:
        canvas.write(row, canvas.write(row, column, "x₀ = ", Ink.MUTED), start, Ink.START)
    return row + 1


def _draw_growth(frame: DescentFrame, canvas: Canvas, *, large: bool) -> int:
    """The growth factor, the verdict and the measured factor; returns the row after them."""
    text = numbers.factor(frame.run.growth)
    verdict, ink = _VERDICTS[frame.run.regime]
    tall = large and _draw_large(canvas, 0, 1, text, ink, room=canvas.width - len(verdict) - 3)
    if not tall:
        canvas.write(0, 1, text, Ink.TITLE)
    canvas.write(1 if tall else 0, canvas.width - len(verdict) - 1, verdict, ink)
    row = 3 if tall else 1
    _draw_measured(frame, canvas, row)
    return row + 1


def _draw_measured(frame: DescentFrame, canvas: Canvas, row: int) -> None:
    run = frame.run
    value = "—" if run.measured_growth is None else numbers.factor(run.measured_growth)
    column = canvas.write(row, 1, "measured ", Ink.MUTED)
    column = canvas.write(row, column, value, Ink.TITLE) + 1
    if run.measured_growth is None:
        return
    now, before = iterate_name(run.step), iterate_name(run.step - 1)
    notes = [f"|{now}|/|{before}|", f"|{now}/{before}|", f"step {run.step}"]
    if run.measured_rate != run.learning_rate:
        notes = [f"at η = {rate_text(run.measured_rate)}", f"at η {rate_text(run.measured_rate)}"]
    note = next((note for note in notes if column + len(note) <= canvas.width), "")
    canvas.write(row, max(column, canvas.width - len(note) - 1), note, Ink.MUTED)


def _draw_update(frame: DescentFrame, canvas: Canvas, row: int, *, with_start: bool) -> int:
    """The point and the next update, worked out; returns the row after it."""
    run = frame.run
    value = float(frame.objective.value(run.iterates[-1:])[0])
    start = [("x₀", frame.settings.x0, Ink.START)] if with_start else []
    lines: list[tuple[str, float | str, Ink]] = [
        *start,
        (iterate_name(run.step), run.x, Ink.CURRENT),
        ("f", value, Ink.TEXT),
        ("x'", _working(frame, canvas.width - 7), Ink.TEXT),
        ("", run.next_x, Ink.TEXT),
    ]
    for name, number, ink in lines:
        column = canvas.write(row, 1, f"{name:<3} = ", Ink.MUTED)
        text = number if isinstance(number, str) else numbers.digits(number, canvas.width - column)
        # A space for the sign, so that the digits stand still when it comes and goes.
        canvas.write(row, column + (not text.startswith("-")), text, ink)
        row += 1
    return row


def _working(frame: DescentFrame, width: int) -> str:
    """x·(1−2·a·η) with its numbers; x in as many digits as fit, η and a in full, or else by name."""
    run, a = frame.run, frame.settings.a
    rate = numbers.exact(run.learning_rate)
    if run.learning_rate < 0:
        rate = f"({rate})"
    numerals = frame.named.factor.format(a="" if a == 1 else f"·{numbers.exact(a)}", rate=f"·{rate}")
    factor = f"·({numerals})"
    room = width - len(factor) - (run.x >= 0)
    x = numbers.digits(run.x, room, most=7)
    name = iterate_name(run.step)
    if len(x) <= room and (math.isclose(float(x), run.x, rel_tol=1e-12) or len(x) >= MEANINGFUL):
        return x + factor
    return name + factor if len(name) <= room else f"{name}·({frame.named.factor.format(a='a', rate='η')})"


def _draw_last_steps(frame: DescentFrame, canvas: Canvas, row: int) -> None:
    """The newest steps as a table, newest first, where there is room for some."""
    # Off the frame where that takes no digits.
    width = canvas.width - (canvas.width >= WIDE)
    columns = (width - 6) // 2
    if canvas.height - row < 4 or columns < NARROWEST:
        return
    canvas.write(row, 0, ("step".rjust(6) + "x".rjust(columns) + "f(x)".rjust(columns)).rjust(width), Ink.MUTED)
    run = frame.run
    newest_first = np.concatenate([run.before[-RECENT:][:1], run.after[-RECENT:]])[::-1]
    for line, x in enumerate(newest_first[: canvas.height - row - 1] if run.step else [run.x]):
        values = (float(x), float(frame.objective.value(np.array([x]))[0]))
        texts = (numbers.digits(value, columns - 1).rjust(columns) for value in values)
        ink = Ink.CURRENT if line == 0 else Ink.TEXT
        canvas.write(row + 1 + line, 0, (str(run.step - line).rjust(6) + "".join(texts)).rjust(width), ink)


READOUT = Panel("readout", draw, title)
