"""The numbers: the growth factor, large; the ruler; the update with its numbers put in; the last steps."""

import math
from typing import NamedTuple

import numpy as np

from lrtui import numbers
from lrtui.core.objectives import OBJECTIVES
from lrtui.core.orbits import Kind
from lrtui.core.quadratic import Quadratic
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.growth import draw_ruler, ruler, set_rate
from lrtui.labs.descent.figures.pins import REGIMES, WIDE, draw_runs, rate_text
from lrtui.labs.descent.figures.working import gauge, ratio_of, times, working
from lrtui.labs.descent.frame import RECENT, DescentFrame, Run
from lrtui.labs.descent.names import iterate_name
from lrtui.plot.canvas import Canvas
from lrtui.plot.digits import large_fits, write_large
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

NARROWEST = 9
"""Columns that a number in the table of steps needs."""

MANY = 50
"""Steps at one rate after which their mean factor is shown, whatever the run has come to."""

LABEL, SHORT = "learning rate η = ", "η = "

LARGE, LARGER, AIRY = 12, 17, 20
"""Rows from which on the factor stands in large digits, η too, and there is a blank row under the ruler."""

_VERDICTS = {
    Ink.GROWS: ("▲ grows", Ink.GROWS),
    Ink.HOLDS: ("■ holds", Ink.HOLDS),
    Ink.SHRINKS: ("▼ shrinks", Ink.SHRINKS),
    Ink.ZIGZAG: ("▼ shrinks", Ink.SHRINKS),
}
"""What is said beside the growth factor, by the regime's ink."""

_NEAR_BY = {"▲ grows": "▲ repels", "■ holds": "■ holds", "▼ shrinks": "▼ attracts"}
"""The same of a factor that holds near a minimum alone."""


def _verdict(frame: DescentFrame) -> tuple[str, Ink]:
    """What is said beside the growth factor."""
    run = frame.run
    if run.regime is None:
        return "", Ink.TEXT
    word, ink = _VERDICTS[REGIMES[run.regime].ink]
    return (word if isinstance(frame.objective, Quadratic) else _NEAR_BY[word]), ink


def _title(frame: DescentFrame) -> str:
    function, stability = frame.objective, frame.run.stability
    if not frame.run.is_plain:
        return _title_of_recipe(frame.run)
    if isinstance(function, Quadratic):
        factor = OBJECTIVES["parabola"].factor_of(times(function, numbers.brief), rate="η")
        return f"growth factor |{factor}|"
    if frame.run.minimum is None:
        return "no minimum: next step"
    if stability is None:
        return "growth in next step"
    curvature = "" if stability.curvature == 1 else numbers.brief(stability.curvature)
    return f"|1−{curvature}η| at x = {numbers.brief(stability.minimum)}"


def _title_of_recipe(run: Run) -> str:
    """The rule, and what the large number is: with momentum the modulus, without a formula what the next step does."""
    recipe = run.recipe
    value = "" if recipe.value is None else f"={numbers.brief(recipe.value)}"
    rule = "" if recipe.optimizer_text == "sgd" else f"{recipe.optimizer}{value}"
    schedule = "" if recipe.schedule == "constant" else recipe.schedule_text
    what = "next step" if run.stability is None else "modulus" if run.stability.beta else "growth factor"
    return f"{'@'.join(part for part in (rule, schedule) if part) or 'noise'}: {what}"


def _growth(frame: DescentFrame) -> str:
    """The number in large digits: the factor near the minimum, or where no formula holds, that of the next step.

    Without a minimum it is the length of that step.
    """
    run = frame.run
    growth = run.next_growth if run.growth is None else run.growth
    if run.minimum is None:
        growth = abs(run.next_x - run.x)
    return "—" if growth is None or math.isnan(growth) else numbers.factor(growth)


class Rows(NamedTuple):
    """In which rows the parts stand; None for one that has no room."""

    settings: int
    ruler: int | None
    runs: int | None
    update: int


def rows_of(frame: DescentFrame, canvas: Canvas) -> Rows:
    """Where the parts stand on the canvas: also what a click on them is read with.

    With pinned runs, their table comes before the update; where there is no room for both, in place of it.
    """
    rows, rivals = canvas.height, len(frame.rivals)
    row = settings = (4 if _is_tall(frame, canvas) else 2) + (rows > LARGE)
    row += 3 if _is_large(frame, canvas) else 1
    ruler_row = runs = None
    if frame.run.at_once is not None and (not rivals or rows - row - 2 > rivals):
        ruler_row = row
        row += 3 if rows >= AIRY else 2
    if rivals:
        runs = row
        row += rivals + 1 + (rows - row > rivals + 1) + 1
    return Rows(settings, ruler_row, runs, row)


def _draw(frame: DescentFrame, canvas: Canvas) -> None:
    """All of it, in as many rows as there are: large digits and air where there is room, one line where not."""
    rows = rows_of(frame, canvas)
    _draw_growth(frame, canvas)
    _draw_settings(frame, canvas, rows.settings, with_start=canvas.height < 10 or bool(frame.rivals))
    stability = frame.run.at_once
    if rows.ruler is not None and stability is not None:
        draw_ruler(frame, canvas, rows.ruler, stability)
    if rows.runs is not None:
        draw_runs(frame, canvas, rows.runs, room=canvas.height - rows.runs)
    alone = not frame.rivals or _is_large(frame, canvas)
    after = _draw_update(frame, canvas, rows.update, with_start=canvas.height >= 10 and alone)
    _draw_last_steps(frame, canvas, after + 1)


def pointed(frame: DescentFrame, canvas: Canvas, column: int, row: int) -> Action | None:
    """What a click asks for: η at a place of the ruler, or another run of the table."""
    rows, stability = rows_of(frame, canvas), frame.run.at_once
    steady = frame.run.recipe.schedule == "constant"
    if stability is not None and steady and rows.ruler is not None and row in (rows.ruler, rows.ruler + 1):
        rate = ruler(frame, canvas, rows.ruler, stability).x_at(column)
        return None if rate is None else set_rate(stability, rate)
    if rows.runs is not None:
        headings = canvas.height - rows.runs > len(frame.runs)
        rival = row - rows.runs - headings - 1
        if 0 <= rival < len(frame.rivals):
            return Action("take", amount=rival)
    return None


def _is_tall(frame: DescentFrame, canvas: Canvas) -> bool:
    """Whether the growth factor stands in large digits."""
    verdict, _ = _verdict(frame)
    return canvas.height >= LARGE and large_fits(canvas, _growth(frame), canvas.width - len(verdict) - 3)


def _is_large(frame: DescentFrame, canvas: Canvas) -> bool:
    """Whether η stands in large digits too."""
    room = canvas.width - len(SHORT) - 2
    return (
        canvas.height >= LARGER
        and large_fits(canvas, rate_text(frame.run.learning_rate), room)
        and (not frame.rivals or canvas.height >= AIRY + len(frame.rivals))
    )


def _draw_settings(frame: DescentFrame, canvas: Canvas, row: int, *, with_start: bool) -> None:
    """η, large where there is room; in one row, x₀ stands there where it has none of its own."""
    rate = rate_text(frame.run.learning_rate)
    if _is_large(frame, canvas):
        canvas.write(row + 1, 1, SHORT, Ink.MUTED)
        write_large(canvas, row, 1 + len(SHORT), rate, Ink.TITLE, canvas.width - len(SHORT) - 2)
        return
    if len(SHORT) + len(rate) >= canvas.width:
        rate = numbers.digits(frame.run.learning_rate, canvas.width - len(SHORT) - 1)
    column = canvas.write(row, 1, SHORT if with_start or len(LABEL) + len(rate) >= canvas.width else LABEL, Ink.MUTED)
    column = canvas.write(row, column, rate, Ink.TITLE) + 2
    start = numbers.digits(frame.settings.x0, canvas.width - column - 5)
    if with_start and column + 5 + len(start) <= canvas.width:
        canvas.write(row, canvas.write(row, column, "x₀ = ", Ink.MUTED), start, Ink.START)


def _draw_growth(frame: DescentFrame, canvas: Canvas) -> None:
    """The growth factor, the verdict and the measured factor."""
    text, (verdict, ink) = _growth(frame), _verdict(frame)
    tall = _is_tall(frame, canvas)
    if tall:
        write_large(canvas, 0, 1, text, ink, canvas.width - len(verdict) - 3)
    else:
        canvas.write(0, 1, text, Ink.TITLE)
    canvas.write(1 if tall else 0, canvas.width - len(verdict) - 1, verdict, ink)
    _draw_measured(frame, canvas, 3 if tall else 1)


def _draw_measured(frame: DescentFrame, canvas: Canvas, row: int) -> None:
    run = frame.run
    value = "—" if run.measured_growth is None else numbers.factor(run.measured_growth)
    # Where the large number is that of the next step, this is another one: on a cycle of 2 points its reciprocal.
    column = canvas.write(row, 1, "last step " if run.growth is None else "measured ", Ink.MUTED)
    column = canvas.write(row, column, value, Ink.TITLE) + 1
    if run.measured_growth is None:
        return
    now, before = iterate_name(run.step), iterate_name(run.step - 1)
    notes = [f"|{now}|/|{before}|", f"|{now}/{before}|", f"step {run.step}"]
    if run.measured_rate != run.update_rate:
        notes = [f"at η = {rate_text(run.measured_rate)}", f"at η {rate_text(run.measured_rate)}"]
    note = next((note for note in notes if column + len(note) <= canvas.width), "")
    canvas.write(row, max(column, canvas.width - len(note) - 1), note, Ink.MUTED)


def _draw_update(frame: DescentFrame, canvas: Canvas, row: int, *, with_start: bool) -> int:
    """The point and the next update, worked out; returns the row after it."""
    run = frame.run
    value = float(frame.objective.value(run.iterates[-1:])[0])
    # At the start that is the point itself, which keeps its row.
    row += with_start and not run.step
    start = [("x₀", frame.settings.x0, Ink.START)] if with_start and run.step else []
    lines: list[tuple[str, float | str, Ink]] = [
        *start,
        (iterate_name(run.step), run.x, Ink.CURRENT),
        ("f", value, Ink.TEXT),
    ]
    if _is_settled(frame) and run.outcome and run.outcome.lyapunov is not None and math.isfinite(run.outcome.lyapunov):
        # Not the exponent by its letter: λ is a curvature everywhere else.
        mean = numbers.factor(math.exp(min(run.outcome.lyapunov, 700.0)))
        lines.append(("avg", f"× {mean} a step", Ink.TEXT))
    if run.recipe.schedule != "constant" and not frame.fast:
        rate = numbers.rate(run.update_rate, 5)
        longer = f"{rate} in this step"
        lines.append(("η", longer if len(longer) < canvas.width - 7 else rate, Ink.TEXT))
    if frame.settings.noise:
        lines.append(("σ", f"{numbers.brief(frame.settings.noise)}, seed {frame.settings.seed}", Ink.TEXT))
    if not frame.fast:
        lines += [("x'", working(frame, canvas.width - 7), Ink.TEXT), ("", run.next_x, Ink.TEXT)]
        ratio = ratio_of(frame)
        if ratio is not None and canvas.height - row > len(lines) + 1:
            lines.append(("ρ", f"{'-' if ratio < 0 else ''}{numbers.factor(abs(ratio))}  {gauge(ratio)}", Ink.TEXT))
    for name, number, ink in lines:
        column = canvas.write(row, 1, f"{name:<3} = ", Ink.MUTED)
        text = number if isinstance(number, str) else _digits(number, canvas.width - column)
        # A space for the sign, so that the digits stand still when it comes and goes.
        canvas.write(row, column + (not text.startswith("-")), text, ink)
        row += 1
    return row + 2 * frame.fast


def _is_settled(frame: DescentFrame) -> bool:
    """Whether the mean over the run's later steps says what it comes to: it has come to it, or has taken many."""
    run = frame.run
    known = run.outcome is not None and run.outcome.kind in (Kind.CYCLE, Kind.CHAOTIC, Kind.CONVERGED)
    return known or run.step - frame.stretches[-1][0] >= MANY


def _digits(value: float, width: int) -> str:
    """A number in as many digits as fit; a dash where the function has none."""
    return "—" if math.isnan(value) else numbers.digits(value, width)


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
        texts = (_digits(value, columns - 1).rjust(columns) for value in values)
        ink = Ink.CURRENT if line == 0 else Ink.TEXT
        canvas.write(row + 1 + line, 0, (str(run.step - line).rjust(6) + "".join(texts)).rjust(width), ink)


READOUT = Panel("readout", _draw, _title)
