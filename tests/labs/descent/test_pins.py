"""Pinned runs in the figures: each with its own mark, at its own place, and none in the way of the current run."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.descent import Ending
from lrtui.labs.descent.figures.growth import GROWTH, rate_axis
from lrtui.labs.descent.figures.history import HISTORY
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.figures.picture import PICTURE, window
from lrtui.labs.descent.figures.pins import INKS, MARKS
from lrtui.labs.descent.figures.readout import READOUT
from lrtui.labs.descent.figures.why import bar_rows
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import CAMERAS, HISTORIES, MAX_PINS, DescentSettings
from lrtui.plot.ascii_art import transliterate
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Cells
from lrtui.plot.chart import GUTTER
from lrtui.plot.ink import Ink
from lrtui.plot.layout import Room
from lrtui.plot.panel import Panel

from ...dots import Dot, Watched, centre, nearest
from ...examples import examples
from ...recipes import at_rates

FOUR = (0.1, 0.45, 1.2, -0.1)


def frame_of(*compare: float, rate: float = 0.8, steps: int = 4, **other: object) -> DescentFrame:
    fields: dict[str, object] = {"learning_rate": rate, "steps": steps, "compare": at_rates(*compare), **other}
    return DescentLab(DescentSettings(**fields)).frame()  # type: ignore[arg-type]


def drawn(panel: Panel[DescentFrame], frame: DescentFrame, width: int, height: int) -> Watched:
    """The canvas on which a figure was drawn, with the dots of each layer."""
    canvas = Watched(width, height)
    panel.draw(frame, canvas)
    return canvas


def marks_of(canvas: Watched, ink: Ink) -> list[tuple[float, float]]:
    """The centre of the mark of a run, which is drawn after its line; none where it has no mark."""
    *_, mark = [set[Dot](), *canvas.layers(ink)]
    return [centre(mark)] if 0 < len(mark) <= MOST_DOTS else []


MOST_DOTS = 16
"""More than any mark of a pinned run has, and fewer than the lines of these tests."""


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
    assert not set(INKS) & {
        Ink.FUNCTION,
        Ink.CURVE,
        Ink.CURRENT,
        Ink.START,
        Ink.RECENT,
        Ink.PAST,
        Ink.NEXT,
        Ink.TANGENT,
    }


# --- The picture ------------------------------------------------------------------------------------------------


def dot_of(x: float, frame: DescentFrame, width: int, height: int) -> Dot:
    """The dot of (x, f(x)) by proportion; the labels and the bars are under the plot, and labels left of it."""
    x_axis, y_axis = window(frame)
    column = (x - x_axis.low) / (x_axis.high - x_axis.low)
    row = (y_axis.high - frame.settings.a * x * x) / (y_axis.high - y_axis.low)
    sizes = 4 * (height - 1 - bar_rows(height)), 2 * (width - GUTTER)
    return nearest(row, sizes[0]), 2 * GUTTER + nearest(column, sizes[1])


@examples(100)
@given(
    rates=st.lists(st.floats(0.01, 1.09), min_size=4, max_size=4, unique=True),
    width=st.integers(20, 110),
    height=st.integers(8, 45),
    steps=st.integers(0, 5),
)
def test_the_mark_of_each_pinned_run_is_centred_at_the_dot_of_its_iterate(
    rates: list[float], width: int, height: int, steps: int
) -> None:
    frame = frame_of(*rates, steps=steps)
    half = window(frame)[0].high
    canvas = drawn(PICTURE, frame, width, height)
    for run, ink in zip(frame.rivals, INKS, strict=True):
        assert run.x == pytest.approx(-((1 - 2 * run.learning_rate) ** run.step), rel=1e-9)
        if abs(run.x) <= half:
            *_, mark = canvas.layers(ink)
            assert centre(mark) == dot_of(run.x, frame, width, height)
        else:
            # A stroke may lead out of the window; there is no mark.
            assert len(canvas.layers(ink)) <= (run.previous_x is not None)


def test_in_ascii_each_pinned_run_is_marked_in_the_cell_of_its_iterate() -> None:
    rates, width, height = (0.1, 0.26, 0.9, 0.97), 91, 41
    frame = frame_of(*rates, steps=3)
    cells = PICTURE.cells(frame, width, height, ascii_only=True)
    for rate, mark, ink in zip(rates, MARKS, INKS, strict=True):
        row, column = dot_of(-((1 - 2 * rate) ** 3), frame, width, height)
        assert chr(cells.code_points[row // 4, column // 2]) == transliterate(mark)
        assert cells.inks[row // 4, column // 2] == ink


def test_the_newest_update_of_a_pinned_run_is_a_stroke() -> None:
    # From (−1, 1) to (1, 1): level, above the bowl and on no curve.
    frame = frame_of(1.0, rate=0.1, steps=1)
    stroke, mark = drawn(PICTURE, frame, 61, 21).layers(INKS[0])
    start, end = (dot_of(x, frame, 61, 21) for x in (-1.0, 1.0))
    assert stroke == {(end[0], column) for column in range(start[1], end[1] + 1)}
    assert centre(mark) == end


@pytest.mark.parametrize("steps", [1, 3, 30, 700])
@pytest.mark.parametrize("camera", CAMERAS)
def test_pinned_runs_do_not_move_the_window_however_far_they_are(steps: int, camera: str) -> None:
    alone, together = (window(frame_of(*rates, steps=steps, camera=camera)) for rates in ((), (1.2, 50.0, -3.0, 1e308)))
    assert alone == together


def test_a_run_outside_of_the_window_is_named_at_the_side_on_which_it_is() -> None:
    # Under 1.2 and −0.2 the second iterates are −1.96, both; the window is from −1.6 to 1.6.
    for steps, first, third in ((2, "◀ ◆ -1.96", "◀ □ -2.56"), (3, "◆ 2.74 ▶", "□ 4.1 ▶")):
        frame = frame_of(1.2, 0.1, 1.3, -0.2, steps=steps)
        lines = PICTURE.cells(frame, 60, 20).lines()
        # A row for each, so that none hides another, below that of the run in hand.
        for row, text in ((1, first), (3, third), (4, f"◀ ◇ {-(1.4**steps):.3g}")):
            if text.endswith("▶"):
                assert lines[row].endswith(text)
            else:
                assert lines[row][GUTTER:].startswith(text)
        assert sum(line.count(sign) for line in lines[:5] for sign in "◀▶") == 3
        assert "△" not in "".join(lines)


def test_the_current_run_lies_above_the_pinned_ones() -> None:
    for panel in (PICTURE, GROWTH):
        canvas = drawn(panel, frame_of(0.8), 60, 20)
        inks = [ink for ink, dots in canvas.drawn if dots]
        assert inks.index(INKS[0]) < inks.index(Ink.CURRENT)
        (current,), rival = canvas.layers(Ink.CURRENT), canvas.layers(INKS[0])[-1]
        assert centre(current) == centre(rival)
        cells = canvas.cells()
        assert all(cells.inks[row // 4, column // 2] == Ink.CURRENT for row, column in current)


def test_the_marks_of_the_history_lie_above_all_its_lines() -> None:
    # Under 0.2 |x| is that of the run in hand at every step, whose line is drawn over that of the pinned run.
    canvas = drawn(HISTORY, frame_of(0.2, 0.9, steps=7), 67, 12)
    layers = [(ink, dots) for ink, dots in canvas.drawn if dots and ink in (Ink.CURRENT, Ink.RECENT, *INKS)]
    assert [ink for ink, _ in layers[-3:]] == [*INKS[:2], Ink.CURRENT]
    assert all(len(dots) <= MOST_DOTS for _, dots in layers[-3:])
    for ink in INKS[:2]:
        ((row, column),) = marks_of(canvas, ink)
        assert canvas.cells().inks[int(row) // 4, int(column) // 2] == ink


def test_marks_that_end_in_one_place_stand_side_by_side_on_the_history() -> None:
    # The same run as in hand, and one as near on the other side of the best rate.
    canvas = drawn(HISTORY, frame_of(0.8, 0.2), 67, 12)
    (end,), (first,), (second,) = (marks_of(canvas, ink) for ink in (Ink.CURRENT, *INKS[:2]))
    assert [end[1] - first[1], end[1] - second[1]] == [4, 8]


# --- The history ------------------------------------------------------------------------------------------------


def test_on_the_log_history_each_run_is_a_line_of_its_own_slope() -> None:
    width, height, steps, rates = 120, 41, 10, (0.1, 0.3, 0.93, -0.1)
    # |x| from 0.4¹⁰ = 1.0e-4 to 1.2¹⁰ = 6.2: five decades, from 10⁻⁴ to 10.
    canvas = drawn(HISTORY, frame_of(*rates, steps=steps), width, height)
    for rate, ink in zip(rates, INKS, strict=True):
        rise = math.log10(abs(1 - 2 * rate)) / 5 * (4 * (height - 1) - 1)
        start, left, right = (4 * (height - 1) - 1) / 5, 2 * GUTTER, 2 * (width - 1) - 1
        line, mark = canvas.layers(ink)
        assert centre(mark) == (math.floor(start - steps * rise + 0.5), right)
        assert {column for _, column in line} == set(range(left, right + 1))
        for row, column in line:
            slope = steps * rise / (right - left)
            assert abs(start - (column - left) * slope - row) <= 0.5 * (1 + abs(slope))


@pytest.mark.parametrize("history", HISTORIES)
def test_the_mark_of_a_pinned_run_is_at_the_height_of_its_value(history: str) -> None:
    width, height, what = 100, 41, history[0]
    canvas = drawn(HISTORY, frame_of(0.1, steps=3, rate=0.25, history=history), width + 1, height)
    value, power = (0.8**3, 1) if what == "x" else (0.8**6, 2)
    # The current run's are 1 … 0.5³, or the squares of these: one decade, or two.
    share = value if "linear" in history else 1 + math.log10(value) / power
    at = nearest(1 - share, 4 * (height - 1)), 2 * GUTTER + nearest(0.3, 2 * (width - GUTTER))
    assert marks_of(canvas, INKS[0]) == [at]


def rows_of(canvas: Watched, ink: Ink) -> int:
    """Over how many rows of dots a line goes."""
    return len({row for row, _ in canvas.layers(ink)[0]})


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("rate", [1.2, 50.0, -3.0])
@pytest.mark.parametrize("steps", [8, 50, 150])
def test_a_run_that_blows_up_leaves_the_current_one_half_of_the_height(history: str, rate: float, steps: int) -> None:
    alone = drawn(HISTORY, frame_of(steps=steps, history=history), 80, 41)
    together = drawn(HISTORY, frame_of(rate, steps=steps, history=history), 80, 41)
    # At the most three decades, or as many as the current run has, are above it; axes end at round numbers.
    assert rows_of(together, Ink.RECENT) >= rows_of(alone, Ink.RECENT) * 0.35
    # Its line goes out at the top, or comes near it, with the mark where it does.
    ((row, _),) = marks_of(together, INKS[0])
    assert row // 4 <= 41 // 2


def test_a_run_that_converges_is_whole_down_to_the_tolerance() -> None:
    # From 1 to 10⁻¹² in the current run's two-cycle.
    canvas = drawn(HISTORY, frame_of(0.8, rate=1.0, steps=60), 81, 41)
    at = nearest(-55 * math.log10(0.6) / 13, 4 * 40), 2 * GUTTER + nearest(55 / 70, 2 * (80 - GUTTER))
    assert marks_of(canvas, INKS[0]) == [at]


def test_a_run_at_zero_falls_out_of_the_log_history_at_the_bottom() -> None:
    canvas = drawn(HISTORY, frame_of(0.5), 60, 12)
    line, mark = canvas.layers(INKS[0])
    assert {row for row, _ in line} == set(range(4 * 11))
    assert {column for _, column in line} <= {2 * GUTTER, 2 * GUTTER + 1}
    assert centre(mark) == (4 * 11 - 1, 2 * GUTTER)


def test_the_history_goes_on_to_the_step_of_the_race() -> None:
    frame = frame_of(0.1, rate=0.5, steps=14)
    assert (frame.run.step, frame.step) == (1, 14)
    canvas = drawn(HISTORY, frame, 68, 12)
    ((_, column),) = marks_of(canvas, INKS[0])
    assert column == 2 * GUTTER + nearest(14 / 15, 2 * 60)
    assert [line.split()[-1] for line in canvas.cells().lines()[-1:]] == ["15"]


# --- The growth factor ------------------------------------------------------------------------------------------


def test_each_pinned_rate_is_marked_on_the_v() -> None:
    canvas = drawn(GROWTH, frame_of(*FOUR), 74, 23)
    for rate, ink in zip(FOUR, INKS, strict=True):
        at = nearest(1 - abs(1 - 2 * rate) / 2.2, 4 * 22), 8 + nearest((rate + 0.15) / 1.75, 2 * 70)
        assert marks_of(canvas, ink) == [at]
        assert canvas.cells().inks[at[0] // 4, at[1] // 2] == ink


def axis_of(frame: DescentFrame) -> Axis:
    assert frame.run.stability is not None
    return rate_axis(frame, frame.run.stability)


def test_the_axis_of_rates_holds_the_pinned_ones_that_do_not_take_the_room() -> None:
    usual = axis_of(frame_of())
    assert axis_of(frame_of(0.1, 1.5)) == usual
    assert axis_of(frame_of(1e5, -1e300)) == usual
    wider = axis_of(frame_of(3.0, -0.5))
    assert wider.low <= -0.5 < 3.0 <= wider.high
    assert wider.scale is usual.scale
    canvas = drawn(GROWTH, frame_of(3.0, -0.5), 74, 23)
    for rate, ink in zip((3.0, -0.5), INKS, strict=False):
        ((_, column),) = marks_of(canvas, ink)
        assert column == 8 + nearest((rate - wider.low) / (wider.high - wider.low), 2 * 70)


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
    # x₀ stands beside η; where η is large, it has a line of its own.
    assert any("η = 0.800  x₀ = -1" in line for line in small)
    assert any(line.startswith(" x₀  = -1") for line in large)


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
def test_every_run_is_in_every_figure_of_the_sheet_in_every_size(size: tuple[int, int], ascii_only: bool) -> None:
    width, height = size
    frame = frame_of(*FOUR)
    cells = LOOK.sheet(frame, width, height, ascii_only=ascii_only)
    places_of = LOOK.layout(frame, Room(width, height - 1, height, printed=True))
    assert len(places_of) == (2 if height < 25 else 4)
    for place in places_of:
        panel, box = place.panel, place.box
        area = slice(box.row + 1, box.row + box.height - 1), slice(box.column + 1, box.column + box.width - 1)
        text = "".join(map(chr, cells.code_points[area].ravel()))
        canvas = drawn(panel, frame, box.width - 2, box.height - 2)
        for mark, ink in zip(MARKS, INKS, strict=True):
            if ascii_only:
                assert transliterate(mark) in text, (panel.id, mark)
            else:
                assert mark in text or marks_of(canvas, ink), (panel.id, mark)
                # In the picture it can lie under that of the run in hand, where both are at the minimum.
                assert panel is PICTURE or (cells.inks[area] == ink).any(), (panel.id, mark)
