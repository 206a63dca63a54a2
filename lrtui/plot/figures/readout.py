"""The numbers: the growth factor, large; the ruler; the update with its numbers put in; the last steps."""

from __future__ import annotations

from lrtui.core.stability import Regime
from lrtui.labs import numbers
from lrtui.labs.parabola import ParabolaFrame
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.growth import draw_ruler
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink

NARROWEST = 9
"""Columns that a number in the table of steps needs."""

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
    Regime.MONOTONE_DIVERGENCE: ("▲ grows", Ink.GROWS),
    Regime.FROZEN: ("■ holds", Ink.HOLDS),
    Regime.MONOTONE_CONVERGENCE: ("▼ shrinks", Ink.SHRINKS),
    Regime.ONE_STEP: ("▼ shrinks", Ink.SHRINKS),
    Regime.OSCILLATING_CONVERGENCE: ("▼ shrinks", Ink.SHRINKS),
    Regime.TWO_CYCLE: ("■ holds", Ink.HOLDS),
    Regime.OSCILLATING_DIVERGENCE: ("▲ grows", Ink.GROWS),
}


def title(frame: ParabolaFrame) -> str:
    """The formula of the large number."""
    a = "" if frame.a == 1 else f"·{numbers.brief(frame.a)}"
    return f"growth factor |1−2{a}η|"


def iterate_name(step: int) -> str:
    """Name the iterate of a step, such as ``x₁₂``."""
    return "x" + str(step).translate(_SUBSCRIPTS)


def draw(frame: ParabolaFrame, canvas: Canvas) -> None:
    """All of it, in as many rows as there are: large digits and air where there is room, one line where not."""
    rows = canvas.height
    row = _draw_growth(frame, canvas, large=rows >= 12) + (1 if rows >= 13 else 0)
    rate, label = _rate(frame.learning_rate), "learning rate η = "
    column = canvas.write(row, 1, label if len(label) + len(rate) < canvas.width else "η = ", Ink.MUTED)
    canvas.write(row, column, rate, Ink.TITLE)
    draw_ruler(frame, canvas, row + 1, 1, canvas.width - 2)
    row = _draw_update(frame, canvas, row + 3)
    _draw_last_steps(frame, canvas, row + 1)


def _rate(value: float) -> str:
    """η with three decimals, as many as its keys change; more where it has more."""
    text = f"{value:.3f}" if abs(value) < 1e6 else ""
    return text if text and float(text) == value else numbers.exact(value)


def _draw_growth(frame: ParabolaFrame, canvas: Canvas, *, large: bool) -> int:
    """The growth factor, the verdict and the measured factor; returns the row after them."""
    text = numbers.factor(frame.growth)
    verdict, ink = _VERDICTS[frame.regime]
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


def _draw_measured(frame: ParabolaFrame, canvas: Canvas, row: int) -> None:
    value = "—" if frame.measured_growth is None else numbers.factor(frame.measured_growth)
    column = canvas.write(row, 1, "measured ", Ink.MUTED)
    column = canvas.write(row, column, value, Ink.TITLE) + 1
    if frame.measured_growth is None:
        return
    now, before = iterate_name(frame.step), iterate_name(frame.step - 1)
    notes = [f"|{now}|/|{before}|", f"|{now}/{before}|", f"step {frame.step}"]
    if frame.measured_rate != frame.learning_rate:
        notes = [f"at η = {_rate(frame.measured_rate)}"]
    note = next((note for note in notes if column + len(note) < canvas.width), "")
    canvas.write(row, canvas.width - len(note) - 1, note, Ink.MUTED)


def _draw_update(frame: ParabolaFrame, canvas: Canvas, row: int) -> int:
    """The point and the next update, worked out; returns the row after it."""
    value = float(frame.objective.value(frame.iterates[-1:])[0])
    lines = [
        ("x₀", numbers.digits(frame.settings.x0), Ink.START),
        (iterate_name(frame.step), numbers.digits(frame.x), Ink.CURRENT),
        ("f", numbers.digits(value), Ink.TEXT),
        ("x'", _working(frame, canvas.width - 7), Ink.TEXT),
        ("", numbers.digits(frame.next_x), Ink.TEXT),
    ]
    # Where a line must go, it is x₀: it has its own mark in the picture.
    for name, text, ink in lines if canvas.height - row >= len(lines) else lines[1:]:
        # A space for the sign, so that the digits stand still when it comes and goes.
        sign = "" if text.startswith("-") else " "
        canvas.write(row, canvas.write(row, 1, f"{name:<3} = ", Ink.MUTED), sign + text, ink)
        row += 1
    return row


def _working(frame: ParabolaFrame, width: int) -> str:
    """x·(1−2·a·η) with its numbers; x in as many digits as fit, η and a in full, or else by name."""
    rate, a = numbers.exact(frame.learning_rate), numbers.exact(frame.a)
    factor = f"(1−2·{rate})" if frame.a == 1 else f"(1−2·{a}·{rate})"
    for significant in range(7, 2, -1):
        text = f"{numbers.digits(frame.x, significant)}·{factor}"
        if len(text) + (not text.startswith("-")) <= width:
            return text
    name = iterate_name(frame.step)
    return f"{name}·{factor}" if len(name) + len(factor) + 2 <= width else f"{name}·(1−2aη)"


def _draw_last_steps(frame: ParabolaFrame, canvas: Canvas, row: int) -> None:
    """The newest steps as a table, newest first, where there is room for some."""
    count = min(canvas.height - row - 1, len(frame.steps))
    columns = (canvas.width - 1 - 5) // 2
    if canvas.height - row < 4 or columns < NARROWEST:
        return
    canvas.write(row, 0, "step".rjust(6) + "x".rjust(columns) + "f(x)".rjust(columns), Ink.MUTED)
    values = frame.objective.value(frame.iterates)
    for line in range(count):
        index = -1 - line
        ink = Ink.CURRENT if line == 0 else Ink.TEXT
        cells = (numbers.digits(float(v[index]), columns - 7).rjust(columns) for v in (frame.iterates, values))
        canvas.write(row + 1 + line, 0, str(int(frame.steps[index])).rjust(6) + "".join(cells), ink)


READOUT = Panel(title, draw)
