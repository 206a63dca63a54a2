"""Clipping and rasterising against brute force, and marks, ticks and labels at the cells worked out by hand."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lrtui.plot.axes import Array, Axis, Scale
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart, clip, rasterise, tick_label
from lrtui.plot.ink import Ink

from ..examples import examples

repeatable = examples(200)

LAST_U, LAST_V = 40, 30
"""The window of the clipping tests: dots 0 … 40 across and 0 … 30 down."""

Segment = tuple[float, float, float, float]


def array(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


def clipped(segment: Segment) -> Segment | None:
    """What is left of one segment; None where nothing is."""
    u0, v0, u1, v1 = (array(value) for value in segment)
    ends = clip(u0, v0, u1, v1, LAST_U, LAST_V)
    assert len({len(end) for end in ends}) == 1
    return None if not len(ends[0]) else (float(ends[0][0]), float(ends[1][0]), float(ends[2][0]), float(ends[3][0]))


def distance(u: float, v: float, segment: Segment) -> float:
    """From a point to a segment, exact but for the square root."""
    u0, v0, u1, v1 = map(Fraction, segment)
    du, dv, pu, pv = u1 - u0, v1 - v0, Fraction(u) - u0, Fraction(v) - v0
    square = du * du + dv * dv
    along = max(Fraction(0), min(Fraction(1), (pu * du + pv * dv) / square)) if square else Fraction(0)
    return math.hypot(float(pu - along * du), float(pv - along * dv))


def inside(u: float, v: float, margin: float = 0.0) -> bool:
    return -margin <= u <= LAST_U + margin and -margin <= v <= LAST_V + margin


NEAR = st.floats(-150, 150)
SEGMENTS = st.tuples(NEAR, NEAR, NEAR, NEAR)
WITHIN = st.tuples(st.floats(0, LAST_U), st.floats(0, LAST_V))
SIZES = st.floats(0, 300).map(lambda exponent: 10.0**exponent)
ANYWHERE = st.tuples(SIZES, st.floats(-1, 1)).map(lambda pair: pair[0] * pair[1])
HALF_A_DOT = math.hypot(0.5, 0.5) + 1e-9
"""The window reaches half a dot beyond the outermost dots, to which what lies there is moved."""


# --- Clipping ---------------------------------------------------------------------------------------------------


@repeatable
@given(SEGMENTS)
def test_what_is_left_lies_in_the_window_and_on_the_segment(segment: Segment) -> None:
    part = clipped(segment)
    if part is not None:
        for u, v in (part[:2], part[2:]):
            assert inside(u, v)
            assert distance(u, v, segment) <= HALF_A_DOT


@repeatable
@given(SEGMENTS)
def test_nothing_within_the_window_is_lost(segment: Segment) -> None:
    part = clipped(segment)
    u0, v0, u1, v1 = segment
    for along in np.linspace(0, 1, 201).tolist():
        u, v = u0 + along * (u1 - u0), v0 + along * (v1 - v0)
        if inside(u, v, 0.4999):
            assert part is not None
            assert distance(u, v, part) <= HALF_A_DOT


@repeatable
@given(SEGMENTS)
def test_what_is_left_keeps_its_direction(segment: Segment) -> None:
    part = clipped(segment)
    if part is not None:
        assert (part[2] - part[0]) * (segment[2] - segment[0]) >= 0
        assert (part[3] - part[1]) * (segment[3] - segment[1]) >= 0


@repeatable
@given(WITHIN, WITHIN)
def test_a_segment_within_the_window_is_left_alone(start: tuple[float, float], end: tuple[float, float]) -> None:
    assert clipped((*start, *end)) == pytest.approx((*start, *end), abs=1e-9)


@pytest.mark.parametrize("outward", [False, True])
@pytest.mark.parametrize("size", [1e3, 1e8, 1e16, 1e17, 1e100, 1e300])
def test_a_stroke_to_far_away_keeps_its_near_part(size: float, *, outward: bool) -> None:
    near, far = (10.0, 5.0), (size, 5.0)
    part = clipped((*near, *far) if outward else (*far, *near))
    # It enters or leaves by the right edge, level.
    assert part == pytest.approx((10, 5, LAST_U, 5) if outward else (LAST_U, 5, 10, 5), abs=1e-6)


@pytest.mark.parametrize("size", [1e3, 1e16, 1e300])
def test_a_stroke_right_through_the_window_goes_from_edge_to_edge(size: float) -> None:
    assert clipped((-size, 7.0, size, 7.0)) == pytest.approx((0, 7, LAST_U, 7), abs=1e-6)
    assert clipped((7.0, -size, 7.0, size)) == pytest.approx((7, 0, 7, LAST_V), abs=1e-6)


@repeatable
@given(WITHIN, st.tuples(ANYWHERE, ANYWHERE), st.booleans())
@example((10.0, 5.0), (1e300, 5.0), False)
def test_an_end_within_the_window_stays_however_far_the_other_is(
    near: tuple[float, float], far: tuple[float, float], near_first: bool
) -> None:
    part = clipped((*near, *far) if near_first else (*far, *near))
    assert part is not None
    assert (part[:2] if near_first else part[2:]) == pytest.approx(near, abs=1e-6)


@repeatable
@given(ANYWHERE, ANYWHERE, ANYWHERE, ANYWHERE)
@example(-1e300, -3e299, 1e300, 3.1e299)
@example(-1e16, -1e16, 1e16, 1e16)
def test_far_endpoints_draw_nothing_false(u0: float, v0: float, u1: float, v1: float) -> None:
    part = clipped((u0, v0, u1, v1))
    if part is not None:
        nearer = min(max(abs(u0), abs(v0)), max(abs(u1), abs(v1)))
        for u, v in (part[:2], part[2:]):
            assert 0 <= u <= LAST_U and 0 <= v <= LAST_V
            # Where both ends are farther away than that, a float no longer resolves a dot there.
            assert nearer > 1e15 or distance(u, v, (u0, v0, u1, v1)) <= HALF_A_DOT + 1e-6


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("which", range(4))
def test_a_segment_with_an_end_that_is_not_finite_is_left_out(which: int, broken: float) -> None:
    segment = [1.0, 2.0, 3.0, 4.0]
    segment[which] = broken
    u0, v0, u1, v1 = (array(value, 5.0) for value in segment)
    ends = clip(u0, v0, u1, v1, LAST_U, LAST_V)
    assert [end.tolist() for end in ends] == [[5.0]] * 4


def test_segments_are_clipped_independently_and_stay_in_order() -> None:
    u0, v0, u1, v1 = clip(
        array(1, -90, 5, -10), array(1, -90, 5, 10), array(2, -80, 5, 60), array(2, -80, 5, 10), LAST_U, LAST_V
    )
    assert list(zip(u0, v0, u1, v1, strict=True)) == [(1, 1, 2, 2), (5, 5, 5, 5), (0, 10, LAST_U, 10)]


# --- Rasterising ------------------------------------------------------------------------------------------------


def nearest(value: float) -> int:
    """The dot nearest to a coordinate, the one beyond where two are as near."""
    return math.floor(value + 0.5 + 1e-9)


def dots_of(segment: Segment) -> list[tuple[int, int]]:
    rows, columns = rasterise(*(array(value) for value in segment))
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


@repeatable
@given(SEGMENTS)
def test_a_stroke_is_connected_and_has_both_ends(segment: Segment) -> None:
    dots = dots_of(segment)
    u0, v0, u1, v1 = map(nearest, segment)
    assert dots[0] == (v0, u0)
    assert dots[-1] == (v1, u1)
    for (row, column), (next_row, next_column) in pairwise(dots):
        assert max(abs(row - next_row), abs(column - next_column)) == 1


@repeatable
@given(SEGMENTS)
def test_a_stroke_has_no_more_dots_than_its_longer_side_and_all_of_them_on_it(segment: Segment) -> None:
    dots = dots_of(segment)
    u0, v0, u1, v1 = map(nearest, segment)
    assert len(set(dots)) == len(dots) == max(abs(u1 - u0), abs(v1 - v0)) + 1
    assert all(distance(column, row, segment) <= HALF_A_DOT for row, column in dots)


@pytest.mark.parametrize("error", [0.0, -1e-13, 1e-13])
def test_a_level_stroke_between_two_dots_has_no_gaps(error: float) -> None:
    there, back = ((12.5, 7.5 + error, 112.5, 7.5), (112.5, 7.5, 12.5 + error, 7.5))
    dots = [(8, column) for column in range(13, 114)]
    assert dots_of(there) == sorted(dots_of(back)) == dots


@repeatable
@given(st.lists(SEGMENTS, max_size=6))
def test_strokes_are_rasterised_as_if_each_were_alone(segments: list[Segment]) -> None:
    ends = np.array(segments, dtype=np.float64).reshape(-1, 4).T
    rows, columns = rasterise(*ends)
    alone = [dot for segment in segments for dot in dots_of(segment)]
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == alone


# --- Drawing in data coordinates --------------------------------------------------------------------------------

# Ten columns and five rows of cells are 20 × 20 dots; the windows put each whole number of data on a dot.
BOX = Box(1, 3, 5, 10)
WINDOW = Axis(0, 19), Axis(0, 19)


def chart(x: Axis = WINDOW[0], y: Axis = WINDOW[1], box: Box = BOX) -> Chart:
    return Chart(Canvas(16, 8), box, x, y)


def shown_dots(drawn: Chart) -> set[tuple[int, int]]:
    """The raised dots as whole numbers of data (x, y); an error for a dot outside the box."""
    dots = set()
    for row, line in enumerate(drawn.canvas.cells().lines()):
        for column, character in enumerate(line):
            bits = ord(character) - 0x2800 if character != " " else 0
            for bit, (dot_row, dot_column) in enumerate(
                [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1)]
            ):
                if bits >> bit & 1:
                    dots.add((2 * (column - 3) + dot_column, 19 - (4 * (row - 1) + dot_row)))
    assert all(0 <= x <= 19 and 0 <= y <= 19 for x, y in dots)
    return dots


def test_a_line_goes_through_its_points() -> None:
    drawn = chart()
    drawn.line(array(0, 5, 5), array(0, 5, 15), Ink.CURVE)
    assert shown_dots(drawn) == {(k, k) for k in range(6)} | {(5, k) for k in range(5, 16)}


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
def test_a_line_breaks_where_a_point_is_not_finite(broken: float) -> None:
    for x, y in ((broken, 3.0), (9.0, broken)):
        drawn = chart()
        drawn.line(array(0, 5, x, 10, 15), array(2, 2, y, 2, 2), Ink.CURVE)
        assert shown_dots(drawn) == {(k, 2) for k in (*range(6), *range(10, 16))}


def test_a_line_that_leaves_the_window_is_cut_at_its_edge_and_not_bent_to_it() -> None:
    drawn = chart()
    drawn.line(array(10, 30), array(10, 30), Ink.CURVE)
    drawn.line(array(-5, 60), array(50, 50), Ink.CURVE)
    assert shown_dots(drawn) == {(k, k) for k in range(10, 20)}


def test_a_line_of_one_point_or_none_draws_nothing() -> None:
    drawn = chart()
    drawn.line(array(), array(), Ink.CURVE)
    drawn.line(array(3), array(3), Ink.CURVE)
    assert shown_dots(drawn) == set()


@repeatable
@given(st.floats(-3, 22), st.floats(-3, 22))
def test_a_point_is_marked_in_its_cell_or_nowhere(x: float, y: float) -> None:
    # Next to the edge of a cell, or of the window, a rounding decides.
    assume(all(abs((value + 0.5) % 1 - 0.5) < 0.49 for value in (x + 0.0, y + 0.0)))
    drawn = chart()
    drawn.points(array(x), array(y), "●", Ink.CURRENT)
    marks = {
        (row, column)
        for row, line in enumerate(drawn.canvas.cells().lines())
        for column, character in enumerate(line)
        if character == "●"
    }
    if -0.5 <= x <= 19.5 and -0.5 <= y <= 19.5:
        assert marks == {(1 + (19 - round(y)) // 4, 3 + round(x) // 2)}
    else:
        assert marks == set()


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf, 1e300, -1e300])
def test_a_point_far_away_or_nowhere_leaves_no_mark(x: float) -> None:
    drawn = chart()
    drawn.points(array(x, 4, 4), array(4, x, 5), "●", Ink.CURRENT)
    assert "".join(drawn.canvas.cells().lines()).count("●") == 1
    drawn = chart()
    drawn.marks(array(x, 4, 4), array(4, x, 5), "□", Ink.CURRENT)
    assert shown_dots(drawn) == {(x, y) for x in (3, 4, 5) for y in (4, 5, 6)} - {(4, 5)}
    drawn = chart()
    drawn.marks(array(4), array(x), "□", Ink.CURRENT, beside=9.0)
    drawn.dotted(array(x, 4, 4), array(4, x, 5), Ink.CURRENT)
    assert shown_dots(drawn) == {(4, 5)}


def test_several_marks_are_each_around_their_dot_and_a_later_one_covers_an_earlier() -> None:
    drawn = chart()
    drawn.marks(array(3, 12, 14), array(10, 10, 10), "□", Ink.CURRENT)
    ring = {(right, up) for right in (-1, 0, 1) for up in (-1, 0, 1)} - {(0, 0)}
    apart, *joined = ({(x + right, 10 + up) for right, up in ring} for x in (3, 12, 14))
    assert shown_dots(drawn) == apart | joined[0] | joined[1]
    drawn.marks(array(13), array(10), "□", Ink.START)
    over = {(13 + right, 10 + up) for right, up in ring}
    assert shown_dots(drawn) == (apart | joined[0] | joined[1] | over) - {(13, 10)}


def test_dotted_lines_run_across_and_down_where_they_are_in_the_window() -> None:
    drawn = chart()
    drawn.horizontal(6.0, every=4)
    drawn.vertical(9.0, every=2)
    expected = {(k, 6) for k in range(0, 20, 4)} | {(9, 19 - k) for k in range(0, 20, 2)}
    assert shown_dots(drawn) == expected
    for outside in (-1.0, 20.0, 1e300, -1e300, math.nan, math.inf):
        drawn.horizontal(outside)
        drawn.vertical(outside)
    assert shown_dots(drawn) == expected


@pytest.mark.parametrize(
    ("low", "high"), [(0, 19), (5, 19), (5, 12), (7.5, 8.5), (-50, 9), (9, 1e300), (-1e300, 1e300)]
)
def test_shade_is_sparse_dots_within_its_limits_from_top_to_bottom(low: float, high: float) -> None:
    drawn = chart()
    drawn.shade(low, high)
    dots = shown_dots(drawn)
    assert all(low <= x <= high for x, _ in dots)
    covered = max(min(high, 19.0), 0.0) - max(min(low, 19.0), 0.0) + 1
    assert len(dots) == pytest.approx(covered * 20 / 16, abs=5)  # a dot for 4 × 4
    if covered >= 4:
        # Nowhere a hole, and nowhere two dots that touch.
        for x in range(math.ceil(max(low, 0)), math.floor(min(high, 19)) - 2):
            for y in range(13):
                assert any(x <= u < x + 4 and y <= v < y + 8 for u, v in dots), (x, y)
        assert all(max(abs(u - x), abs(v - y)) > 1 for x, y in dots for u, v in dots if (u, v) != (x, y))


@pytest.mark.parametrize(("low", "high"), [(20.5, 30), (-9, -1), (12, 5), (math.nan, 5), (3, math.nan), (1e300, 1e301)])
def test_shade_of_what_is_outside_or_empty_draws_nothing(low: float, high: float) -> None:
    drawn = chart()
    drawn.shade(low, high)
    assert shown_dots(drawn) == set()


def test_shade_keeps_its_dots_when_its_limits_move() -> None:
    """A dot is there or not by its place alone, so that the pattern stands still."""
    whole, part = chart(), chart()
    whole.shade(0, 19)
    part.shade(6, 15)
    assert shown_dots(part) == {(x, y) for x, y in shown_dots(whole) if 6 <= x <= 15}


def test_shade_has_its_ink_and_leaves_other_dots() -> None:
    drawn = chart()
    drawn.line(array(0, 19), array(3, 3), Ink.CURVE)
    drawn.shade(10, 19, Ink.GROWS)
    cells = drawn.canvas.cells()
    assert {Ink(ink) for ink in cells.inks[1, 8:13][cells.code_points[1, 8:13] != ord(" ")]} == {Ink.GROWS}
    assert {(x, 3) for x in range(20)} <= shown_dots(drawn)


# --- Columns and clicks -----------------------------------------------------------------------------------------


@repeatable
@given(st.integers(1, 150), st.integers(0, 9), st.floats(-1e3, 1e3), st.floats(1e-2, 1e4))
def test_a_click_in_a_column_reads_a_value_of_that_column(width: int, left: int, low: float, size: float) -> None:
    drawn = chart(x=Axis(low, low + size), box=Box(0, left, 4, width))
    for column in range(left, left + width):
        value = drawn.x_at(column)
        assert value is not None
        assert drawn.column_of(value) == column
    assert drawn.x_at(left - 1) is None
    assert drawn.x_at(left + width) is None


def test_a_click_reads_the_middle_of_its_column() -> None:
    # Column 3 + k of the canvas holds the dots 2k and 2k + 1, which lie at the data of the same numbers.
    assert [chart().x_at(3 + k) for k in range(10)] == pytest.approx([2 * k + 0.5 for k in range(10)])


@pytest.mark.parametrize("x", [-1.0, 20.0, math.nan, math.inf])
def test_a_value_outside_the_window_has_no_column(x: float) -> None:
    assert chart().column_of(x) is None


# --- Ticks and labels -------------------------------------------------------------------------------------------


@repeatable
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_tick_label_reads_as_its_value(value: float) -> None:
    assert float(tick_label(value)) == pytest.approx(value, rel=1e-3, abs=0)


@pytest.mark.parametrize(
    ("value", "label"), [(0.5, "0.5"), (-20.0, "-20"), (1e6, "1e6"), (2e-12, "2e-12"), (0.0, "0"), (1000.0, "1000")]
)
def test_a_tick_label_is_short(value: float, label: str) -> None:
    assert tick_label(value) == label


def y_labels(drawn: Chart) -> dict[int, str]:
    """The rows with a tick, and what stands before it."""
    lines = drawn.canvas.cells().lines()
    return {row: line[: line.index("┤")] for row, line in enumerate(lines) if "┤" in line}


@repeatable
@given(st.integers(1, 30), st.integers(0, 20), st.floats(-6, 6), st.booleans())
def test_y_labels_stand_in_the_rows_of_their_values(height: int, most: int, exponent: float, symmetric: bool) -> None:
    top = 10.0**exponent
    low = -top if symmetric else 0.0
    canvas = Canvas(20, height)
    drawn = Chart(canvas, Box(0, 12, height, 8), Axis(0, 1), Axis(low, top))
    drawn.y_ticks(most)
    labels = y_labels(drawn)
    assert len(labels) <= most
    for row, label in labels.items():
        assert len(label) == 11  # right-aligned against the box
        dot = (top - float(label)) / (top - low) * (4 * height - 1)
        assert abs(dot - (4 * row + 1.5)) <= 2 + 1e-3 * 4 * height


@pytest.mark.parametrize("top", [1.6e-12, 1.6e10, 1.6e100, -1.6e-4])
@pytest.mark.parametrize("gutter", [1, 2, 4, 7])
def test_a_y_label_without_room_never_reads_as_another_number(gutter: int, top: float) -> None:
    low, high = sorted((0.0, top))
    drawn = Chart(Canvas(20, 20), Box(0, gutter, 20, 20 - gutter), Axis(0, 1), Axis(low, high))
    drawn.y_ticks(8)
    for row, label in y_labels(drawn).items():
        if label.strip():
            dot = (high - float(label)) / (high - low) * 79
            assert abs(dot - (4 * row + 1.5)) <= 2.1


def x_labels(drawn: Chart) -> list[tuple[int, str]]:
    """The labels under the box with the columns at which they start."""
    line = drawn.canvas.cells().lines()[drawn.box.row + drawn.box.height]
    return [(match.start(), match.group()) for match in re.finditer(r"\S+", line)]


@repeatable
@given(st.integers(1, 80), st.integers(1, 20), st.floats(-8, 8), st.floats(-1, 1))
def test_x_labels_never_touch_and_stand_under_their_values(
    width: int, most: int, exponent: float, shift: float
) -> None:
    size = 10.0**exponent
    axis = Axis(size * (shift - 1), size * (shift + 1))
    drawn = Chart(Canvas(width + 8, 4), Box(0, 8, 3, width), axis, Axis(0, 1))
    drawn.x_ticks(most)
    whole = {tick_label(tick): tick for tick in axis.ticks(most)}
    for start, label in x_labels(drawn):
        # Two labels that touched would read as one that is no tick.
        column = drawn.column_of(whole[label])
        assert column is not None
        # Centred, but for what the right edge of the box pushes inwards, and the left one of the canvas.
        centred = column - len(label) // 2
        assert start == max(min(centred, 8 + width - len(label)), 0)


def test_x_labels_of_its_own_replace_the_ticks() -> None:
    drawn = chart()
    drawn.x_ticks(0, labels={0.0: "0", 10.0: "best", 19.0: "end"})
    assert x_labels(drawn) == [(3, "0"), (6, "best"), (10, "end")] or x_labels(drawn) == [(3, "0"), (6, "best")]


def test_an_x_label_that_would_touch_the_one_before_is_left_out() -> None:
    drawn = chart()
    drawn.x_ticks(0, labels={4.0: "aaaa", 10.0: "bbb", 16.0: "cc"})
    # Columns 5, 8 and 11 of the canvas: aaaa at 3–6, bbb at 7–9 touches it, cc at 10–11.
    assert x_labels(drawn) == [(3, "aaaa"), (10, "cc")]


def test_labels_of_values_outside_the_window_are_left_out() -> None:
    drawn = chart()
    drawn.x_ticks(0, labels={-5.0: "low", 10.0: "in", 99.0: "high"})
    assert [label for _, label in x_labels(drawn)] == ["in"]


def test_on_a_log_axis_decades_are_evenly_spaced() -> None:
    drawn = Chart(Canvas(20, 14), Box(0, 6, 13, 14), Axis(0, 1), Axis(1e-3, 1e3, Scale.LOG))
    drawn.y_ticks(10)
    # 52 dots in all: a decade is 51/6 dots, a little more than two rows.
    assert {float(label): row for row, label in y_labels(drawn).items()} == {
        10.0**k: round((3 - k) * 51 / 6) // 4 for k in range(-3, 4)
    }
