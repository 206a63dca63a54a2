"""Pinned runs in the figures: each with its own mark, at its own place, and none in the way of the current run."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from lrtui.core.descent import Ending
from lrtui.labs.descent.figures.growth import GROWTH, rate_axis
from lrtui.labs.descent.figures.history import HISTORY
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.figures.picture import PICTURE, window
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.figures.readout import READOUT
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import HISTORIES, MAX_PINS, DescentSettings
from lrtui.plot.ascii_art import transliterate
from lrtui.plot.canvas import Cells
from lrtui.plot.chart import GUTTER
from lrtui.plot.ink import Ink

FOUR = (0.1, 0.45, 1.2, -0.1)


def frame_of(*compare: float, rate: float = 0.8, steps: int = 4, **other: object) -> DescentFrame:
    fields: dict[str, object] = {"learning_rate": rate, "steps": steps, "compare": compare, **other}
    return DescentLab(DescentSettings(**fields)).frame()  # type: ignore[arg-type]


def places(cells: Cells, mark: str) -> list[tuple[int, int]]:
    return [(row, at) for row, line in enumerate(cells.lines()) for at, sign in enumerate(line) if sign == mark]


# --- Marks ------------------------------------------------------------------------------------------------------


def test_every_pin_has_a_mark_and_a_colour_of_its_own_also_in_ascii() -> None:
    assert len(set(MARKS)) == len(set(INKS)) == len(MARKS) == len(INKS) == MAX_PINS
    # Other marks mean something already: the iterates, and the verdicts on the growth.
    assert not set(MARKS) & set("○•●▲■▼▶◀")
    ascii_marks = {transliterate(mark) for mark in MARKS}
    assert len(ascii_marks) == MAX_PINS
    assert not ascii_marks & {transliterate(mark) for mark in "○•●"}
    assert not set(INKS) & {Ink.CURVE, Ink.CURRENT, Ink.START, Ink.RECENT, Ink.PAST}


# --- The picture ------------------------------------------------------------------------------------------------


def cell_of(x: float, frame: DescentFrame, width: int, height: int) -> tuple[int, int]:
    """The cell of (x, f(x)) by proportion; the row under the plot and the columns left of it hold the labels."""
    x_axis, y_axis = window(frame)
    column = (x - x_axis.low) / (x_axis.high - x_axis.low) * (2 * (width - GUTTER) - 1)
    row = (y_axis.high - frame.settings.a * x * x) / (y_axis.high - y_axis.low) * (4 * (height - 1) - 1)
    return round(row) // 4, GUTTER + round(column) // 2


@pytest.mark.parametrize("ascii_only", [False, True])
def test_each_pinned_run_is_marked_at_its_iterate_in_its_colour(ascii_only: bool) -> None:
    rates, width, height = (0.1, 0.26, 0.9, 0.97), 91, 41
    frame = frame_of(*rates, steps=3)
    cells = PICTURE.cells(frame, width, height, ascii_only=ascii_only)
    for rate, mark, ink in zip(rates, MARKS, INKS, strict=True):
        at = cell_of(-((1 - 2 * rate) ** 3), frame, width, height)
        assert chr(cells.code_points[at]) == (transliterate(mark) if ascii_only else mark)
        assert cells.inks[at] == ink


def test_the_newest_update_of_a_pinned_run_is_a_stroke() -> None:
    # From (−1, 1) to (1, 1): level, above the bowl and on no curve.
    frame = frame_of(1.0, rate=0.1, steps=1)
    cells = PICTURE.cells(frame, 61, 21)
    ((row, column),) = places(cells, MARKS[0])
    start = cell_of(-1.0, frame, 61, 21)
    assert row == start[0]
    assert (cells.inks[row, start[1] + 1 : column] == INKS[0]).all()


@pytest.mark.parametrize("steps", [1, 3, 30, 700])
@pytest.mark.parametrize("follow", [False, True])
def test_pinned_runs_do_not_move_the_window_however_far_they_are(steps: int, follow: bool) -> None:
    alone, together = (window(frame_of(*rates, steps=steps, follow=follow)) for rates in ((), (1.2, 50.0, -3.0, 1e308)))
    assert alone == together


def test_a_run_outside_of_the_window_is_named_at_the_side_on_which_it_is() -> None:
    # Under 1.2 and −0.2 the second iterates are −1.96, both.
    for steps, side in ((1, 1), (2, -1)):
        frame = frame_of(1.2, 0.1, 1.3, -0.2, steps=steps)
        lines = PICTURE.cells(frame, 60, 20).lines()
        assert lines[0].endswith("◆▶") == (side > 0)
        assert (lines[0][GUTTER : GUTTER + 2] == "◀◆") == (side < 0)
        # A row for each, so that none hides another: the third and the fourth.
        assert lines[2].endswith("□▶") == (side > 0)
        assert lines[3][GUTTER : GUTTER + 2] == "◀◇"
        assert "".join(lines).count("△") == 1
        assert "△▶" not in "".join(lines)


def test_the_current_run_lies_above_the_pinned_ones() -> None:
    for panel in (PICTURE, GROWTH):
        cells = panel.cells(frame_of(0.8), 60, 20)
        assert len(places(cells, "●")) == 1
        assert places(cells, MARKS[0]) == []


def test_marks_that_end_in_one_place_stand_side_by_side_on_the_history() -> None:
    # The same run as in hand, and one as near on the other side of the best rate.
    cells = HISTORY.cells(frame_of(0.8, 0.2), 67, 12)
    end, first, second = (places(cells, mark)[0] for mark in ("●", *MARKS[:2]))
    assert len({end, first, second}) == 3
    assert [end[1] - first[1], end[1] - second[1]] == [2, 4]


# --- The history ------------------------------------------------------------------------------------------------


def test_on_the_log_history_each_run_is_a_line_of_its_own_slope() -> None:
    width, height, steps, rates = 120, 41, 10, (0.1, 0.3, 0.93, -0.1)
    # |x| from 0.4¹⁰ = 1.0e-4 to 1.2¹⁰ = 6.2: five decades, from 10⁻⁴ to 10.
    cells = HISTORY.cells(frame_of(*rates, steps=steps), width, height)
    for rate, mark, ink in zip(rates, MARKS, INKS, strict=True):
        exponent = steps * math.log10(abs(1 - 2 * rate))
        row = round((1 - exponent) / 5 * (4 * (height - 1) - 1)) // 4
        assert places(cells, mark) == [(row, width - 2)]
        assert (cells.inks == ink).sum() > 20


@pytest.mark.parametrize("history", HISTORIES)
def test_the_mark_of_a_pinned_run_is_at_the_height_of_its_value(history: str) -> None:
    width, height, what = 100, 41, history[0]
    cells = HISTORY.cells(frame_of(0.1, steps=3, rate=0.25, history=history), width + 1, height)
    value, power = (0.8**3, 1) if what == "x" else (0.8**6, 2)
    # The current run's are 1 … 0.5³, or the squares of these: one decade, or two.
    share = value if "linear" in history else 1 + math.log10(value) / power
    row = round((1 - share) * (4 * (height - 1) - 1)) // 4
    assert places(cells, MARKS[0]) == [(row, GUTTER + round(0.3 * (2 * (width - GUTTER) - 1)) // 2)]


def rows_of(cells: Cells, ink: Ink) -> int:
    """Over how many rows a line goes."""
    return len(np.flatnonzero((cells.inks == ink).any(axis=1)))


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("rate", [1.2, 50.0, -3.0])
@pytest.mark.parametrize("steps", [8, 50, 150])
def test_a_run_that_blows_up_leaves_the_current_one_half_of_the_height(history: str, rate: float, steps: int) -> None:
    alone = HISTORY.cells(frame_of(steps=steps, history=history), 80, 41)
    together = HISTORY.cells(frame_of(rate, steps=steps, history=history), 80, 41)
    # At the most three decades, or as many as the current run has, are above it; axes end at round numbers.
    assert rows_of(together, Ink.CURVE) >= rows_of(alone, Ink.CURVE) * 0.35
    # Its line goes out at the top, or comes near it, with the mark where it does.
    ((row, _),) = places(together, MARKS[0])
    assert row <= 41 // 2


def test_a_run_that_converges_is_whole_down_to_the_tolerance() -> None:
    # From 1 to 10⁻¹² in the current run's two-cycle.
    cells = HISTORY.cells(frame_of(0.8, rate=1.0, steps=60), 81, 41)
    ((row, column),) = places(cells, MARKS[0])
    assert row == round(-55 * math.log10(0.6) / 13 * (4 * 40 - 1)) // 4
    assert column == GUTTER + round(55 / 70 * (2 * (80 - GUTTER) - 1)) // 2


def test_a_run_at_zero_falls_out_of_the_log_history_at_the_bottom() -> None:
    cells = HISTORY.cells(frame_of(0.5), 60, 12)
    assert (cells.inks[1:11, GUTTER] == INKS[0]).all()
    assert places(cells, MARKS[0]) == [(10, GUTTER)]


def test_the_history_goes_on_to_the_step_of_the_race() -> None:
    frame = frame_of(0.1, rate=0.5, steps=14)
    assert (frame.run.step, frame.step) == (1, 14)
    cells = HISTORY.cells(frame, 68, 12)
    ((_, column),) = places(cells, MARKS[0])
    assert column == GUTTER + round(14 / 15 * (2 * 60 - 1)) // 2
    assert [line.split()[-1] for line in cells.lines()[-1:]] == ["15"]


# --- The growth factor ------------------------------------------------------------------------------------------


def test_each_pinned_rate_is_marked_on_the_v() -> None:
    cells = GROWTH.cells(frame_of(*FOUR), 74, 23)
    for rate, mark, ink in zip(FOUR, MARKS, INKS, strict=True):
        column = 4 + round((rate + 0.15) / 1.75 * (2 * 70 - 1)) // 2
        row = round((1 - abs(1 - 2 * rate) / 2.2) * (4 * 22 - 1)) // 4
        assert places(cells, mark) == [(row, column)]
        assert cells.inks[row, column] == ink


def test_the_axis_of_rates_holds_the_pinned_ones_that_do_not_take_the_room() -> None:
    usual = rate_axis(frame_of())
    assert rate_axis(frame_of(0.1, 1.5)) == usual
    assert rate_axis(frame_of(1e5, -1e300)) == usual
    wider = rate_axis(frame_of(3.0, -0.5))
    assert wider.low <= -0.5 < 3.0 <= wider.high
    assert wider.scale is usual.scale
    for mark in MARKS[:2]:
        assert len(places(GROWTH.cells(frame_of(3.0, -0.5), 74, 23), mark)) == 1


def test_the_growth_factor_is_drawn_again_when_a_pin_comes_or_goes() -> None:
    depends = GROWTH.depends
    assert depends is not None
    assert depends(frame_of(0.1)) == depends(frame_of(0.1, steps=9))
    assert len({depends(frame) for frame in (frame_of(), frame_of(0.1), frame_of(0.2), frame_of(0.1, 0.2))}) == 4


# --- The table --------------------------------------------------------------------------------------------------

ROW = re.compile(r"^ ?([●◆△□◇]) +(\S+) +(\w[\w-]*(?: step)?) +(\S+)(?: ?(converged|overflow|frozen))? *$")


def table(frame: DescentFrame, width: int, height: int) -> list[tuple[str, ...]]:
    lines = READOUT.cells(frame, width, height).lines()
    return [match.groups("") for line in lines if (match := ROW.match(line))]


@pytest.mark.parametrize(("width", "height"), [(26, 8), (26, 14), (26, 17), (38, 29), (38, 40)])
@pytest.mark.parametrize("pins", [1, 2, 3, 4])
def test_every_run_is_in_the_table_in_every_size(width: int, height: int, pins: int) -> None:
    rows = table(frame_of(*FOUR[:pins]), width, height)
    assert [row[0] for row in rows] == list("●" + MARKS[:pins])
    assert [float(row[1]) for row in rows] == [0.8, *FOUR[:pins]]
    assert [row[2] for row in rows] == ["zigzag", "slow", "slow", "diverges", "climbs"][: pins + 1]
    expected = [abs(1 - 2 * rate) ** 4 for rate in (0.8, *FOUR[:pins])]
    assert [float(row[3]) for row in rows] == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize("width", [26, 38])
def test_the_table_says_how_a_run_has_ended(width: int) -> None:
    frame = frame_of(0.5, 0.0, 1e308, 1.0)
    assert [pin.ending for pin in frame.rivals] == [Ending.CONVERGED, Ending.FROZEN, Ending.OVERFLOW, None]
    rows = table(frame, width, 30)[1:]
    said = [row[4] if width == 38 else row[2] for row in rows]
    assert said == ["converged", "frozen", "overflow", "" if width == 38 else "two-cycle"]
    if width == 38:
        assert [row[2] for row in rows] == ["one step", "frozen", "diverges", "two-cycle"]


@pytest.mark.parametrize(("width", "height"), [(26, 14), (26, 17), (38, 29)])
def test_the_table_does_not_move_while_its_numbers_change(width: int, height: int) -> None:
    def columns(frame: DescentFrame) -> list[tuple[int, int]]:
        cells = READOUT.cells(frame, width, height)
        ends = [len(line.rstrip()) for line in cells.lines()]
        return [(row, ends[row]) for mark in "●" + MARKS for row, _ in places(cells, mark)]

    if width == 26:  # where it is wide, the column of states is last
        shown = {tuple(columns(frame_of(*FOUR, steps=steps))) for steps in (0, 1, 7, 60, 300)}
        assert len(shown) == 1
    firsts = {
        tuple(places(READOUT.cells(frame_of(*FOUR, steps=steps), width, height), mark)[0] for mark in "●" + MARKS)
        for steps in (0, 1, 7, 60, 300)
    }
    assert len(firsts) == 1


def test_where_there_is_room_the_update_stands_under_the_table() -> None:
    small, large = (READOUT.cells(frame_of(*FOUR), *size).lines() for size in ((26, 14), (38, 29)))
    assert not any("x'" in line for line in small)
    for text in ("x'", " f ", "step", " x₄"):
        assert any(text in line for line in large), text
    # x₀ keeps its place beside η in both.
    assert all(any("η = 0.800  x₀ = -1" in line for line in lines) for lines in (small, large))


def test_the_table_is_ascii_where_all_is() -> None:
    lines = READOUT.cells(frame_of(*FOUR), 26, 14, ascii_only=True).lines()
    assert "".join(lines).isascii()
    head = next(row for row, line in enumerate(lines) if "lr regime" in line)
    assert [line[0] for line in lines[head + 1 : head + 6]] == [transliterate(mark) for mark in "●" + MARKS]


def test_without_pins_there_is_no_table() -> None:
    assert table(frame_of(), 38, 40) == []


# --- The sheet --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 17), (80, 23), (100, 30), (140, 45), (200, 60)])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_mark_is_on_the_sheet_in_every_size(size: tuple[int, int], ascii_only: bool) -> None:
    width, height = size
    text = "\n".join(LOOK.sheet(frame_of(*FOUR), width, height, ascii_only=ascii_only).lines())
    for mark in MARKS:
        assert text.count(transliterate(mark) if ascii_only else mark) >= 3, mark
