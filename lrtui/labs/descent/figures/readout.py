"""The numbers: the growth factor, large; the ruler; the update with its numbers put in; the last steps."""

import math

import numpy as np

from lrtui import numbers
from lrtui.labs.descent.figures.growth import draw_ruler
from lrtui.labs.descent.figures.pins import REGIMES, WIDE, draw_runs, rate_text
from lrtui.labs.descent.frame import RECENT, DescentFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

MEANINGFUL = 5
"""Characters below which a rounded x is no longer worth working with."""

NARROWEST = 9
"""Columns that a number in the table of steps needs."""

AIRY = 20
"""Rows from which on there is a blank one under the ruler, and still room for steps."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

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
    Ink.GROWS: ("▲ grows", Ink.GROWS),
    Ink.HOLDS: ("■ holds", Ink.HOLDS),
    Ink.SHRINKS: ("▼ shrinks", Ink.SHRINKS),
    Ink.ZIGZAG: ("▼ shrinks", Ink.SHRINKS),
}
"""What is said beside the growth factor, by the regime's ink."""


def _title(frame: DescentFrame) -> str:
    a = frame.settings.a
    factor = frame.named.factor_of(a="" if a == 1 else f"·{numbers.brief(a)}", rate="η")
    return f"growth factor |{factor}|"


def _iterate_name(step: int) -> str:
    return "x" + str(step).translate(_SUBSCRIPTS)


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """All the numbers, in as many rows as there are: large digits and air where there is room, one line where not.

    With pinned runs, their table comes before the update; where there is no room for both, in place of it.
    """
    rows = canvas.height
    row = _draw_growth(frame, canvas, large=rows >= 12) + (1 if rows >= 13 else 0)
    _draw_settings(frame, canvas, row, with_start=rows < 10 or bool(frame.rivals))
    row += 1
    if not frame.rivals or rows - row - 2 > len(frame.rivals):
        draw_ruler(frame, canvas, row, 1, canvas.width - 2)
        row += 3 if rows >= AIRY else 2
    if frame.rivals:
        row = draw_runs(frame, canvas, row, room=rows - row) + 1
    row = _draw_update(frame, canvas, row, with_start=rows >= 10 and not frame.rivals)
    _draw_last_steps(frame, canvas, row + 1)


def _draw_settings(frame: DescentFrame, canvas: Canvas, row: int, *, with_start: bool) -> None:
    """η, and in the same row x₀ where it has none of its own."""
    rate, label = rate_text(frame.run.learning_rate), "learning rate η = "
    if len("η = ") + len(rate) >= canvas.width:
        rate = numbers.digits(frame.run.learning_rate, canvas.width - len("η = ") - 1)
    short = with_start or len(label) + len(rate) >= canvas.width
    column = canvas.write(row, 1, "η = " if short else label, Ink.MUTED)
    column = canvas.write(row, column, rate, Ink.TITLE) + 2
    start = numbers.digits(frame.settings.x0, canvas.width - column - 5)
    if with_start and column + 5 + len(start) <= canvas.width:
        canvas.write(row, canvas.write(row, column, "x₀ = ", Ink.MUTED), start, Ink.START)


def _draw_growth(frame: DescentFrame, canvas: Canvas, *, large: bool) -> int:
    """The growth factor, the verdict and the measured factor; returns the row after them."""
    text = numbers.factor(frame.run.growth)
    verdict, ink = _VERDICTS[REGIMES[frame.run.regime].ink]
    row = 0
    glyphs = [_GLYPHS[character] for character in text if character in _GLYPHS]
    room = canvas.width - len(verdict) - 3 - sum(len(glyph[0]) for glyph in glyphs)
    if large and len(glyphs) == len(text) and room >= 0 and not canvas.ascii_only:
        gap = " " if room >= len(glyphs) else ""
        for line in range(3):
            canvas.write(row + line, 1, gap.join(glyph[line] for glyph in glyphs), ink)
        canvas.write(row + 1, canvas.width - len(verdict) - 1, verdict, ink)
        row += 3
    else:
        canvas.write(row, 1, text, Ink.TITLE)
        canvas.write(row, canvas.width - len(verdict) - 1, verdict, ink)
        row += 1
    _draw_measured(frame, canvas, row)
    return row + 1


def _draw_measured(frame: DescentFrame, canvas: Canvas, row: int) -> None:
    run = frame.run
    value = "—" if run.measured_growth is None else numbers.factor(run.measured_growth)
    column = canvas.write(row, 1, "measured ", Ink.MUTED)
    column = canvas.write(row, column, value, Ink.TITLE) + 1
    if run.measured_growth is None:
        return
    now, before = _iterate_name(run.step), _iterate_name(run.step - 1)
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
        (_iterate_name(run.step), run.x, Ink.CURRENT),
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
    numerals = frame.named.factor_of(a="" if a == 1 else f"·{numbers.exact(a)}", rate=f"·{rate}")
    factor = f"·({numerals})"
    room = width - len(factor) - (run.x >= 0)
    x = numbers.digits(run.x, room, most=7)
    name = _iterate_name(run.step)
    if len(x) <= room and (math.isclose(float(x), run.x, rel_tol=1e-12) or len(x) >= MEANINGFUL):
        return x + factor
    return name + factor if len(name) <= room else f"{name}·({frame.named.factor_of(a='a', rate='η')})"


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


READOUT = Panel("readout", _draw, _title)
