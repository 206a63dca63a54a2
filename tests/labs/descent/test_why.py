"""The two bars under the picture, and the step in it: lengths are in proportion, and say what the step will do."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrtui.labs.descent.figures.picture import PICTURE, chart
from lrtui.labs.descent.figures.why import bar_rows
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from tests.dots import Watched

BARS = "⠶⠆⠰"


def rows_of(rate: float, *, a: float = 1.0, steps: int = 0, width: int = 90, height: int = 20) -> list[str]:
    canvas = Canvas(width, height)
    PICTURE.draw(DescentLab(DescentSettings(learning_rate=rate, a=a, steps=steps)).frame(), canvas)
    return canvas.cells().lines()[height - bar_rows(height) :]


def length(row: str) -> int:
    """From the first to the last dot of a bar, in half columns; a mark stands in front of it."""
    columns = [column for column, character in enumerate(row) if character in BARS]
    return 2 * (columns[-1] - columns[0]) + (1 if row[columns[-1]] == "⠆" else 2) if columns else 0


@given(rate=st.floats(0.05, 1.2), a=st.sampled_from([0.5, 1.0, 3.0]), steps=st.integers(0, 5))
def test_the_bars_are_as_the_step_to_the_way(rate: float, a: float, steps: int) -> None:
    rate = rate / a
    assume(abs(2 * a * rate - 1) > 0.02 or steps == 0)
    way, step, *_ = rows_of(rate, a=a, steps=steps)
    # x' − x = −2aηx and the way is |x|: the step is 2aη of it.
    assert abs(length(step) - 2 * a * rate * length(way)) <= 4
    assert f"{2 * a * rate:.3f} × the way" in step


@pytest.mark.parametrize(("rate", "shares"), [(0.5, 1.0), (1.0, 2.0)])
def test_at_the_best_rate_they_are_equal_and_at_the_critical_one_the_step_is_twice_the_way(
    rate: float, shares: float
) -> None:
    _, step, legend = rows_of(rate)
    end = max(step.rindex(character) for character in BARS if character in step)
    mark = [column for column, character in enumerate(step) if character == "│"][int(shares) - 1]
    assert abs(end + 1 - mark) <= 1
    word = "minimum" if shares == 1 else "as far away"
    assert abs(legend.index(word) + len(word) // 2 - mark) <= 1


def test_a_step_that_is_too_long_for_the_row_ends_in_an_arrow_and_has_its_number() -> None:
    way, step, _ = rows_of(7.0)
    assert "▶" in step
    assert "14.000 × the way" in step
    assert "▶" not in way


def test_at_the_minimum_there_is_neither_way_nor_step() -> None:
    way, step, _ = rows_of(0.5, steps=1)
    assert not set(BARS) & set(way + step.replace("│", ""))
    assert "× the way" not in step


@pytest.mark.parametrize("width", range(20, 121))
def test_the_words_of_the_legend_never_touch(width: int) -> None:
    *_, legend = rows_of(0.8, width=width)
    assert re.fullmatch(r" *minimum( +as far( away)?)? *", legend)


@pytest.mark.parametrize(("height", "rows"), [(9, 0), (14, 2), (20, 3)])
def test_they_give_way_to_the_picture_where_there_is_little_room(height: int, rows: int) -> None:
    assert bar_rows(height) == rows
    canvas = Canvas(60, height)
    frame = DescentLab(DescentSettings(learning_rate=0.3)).frame()
    assert chart(frame, canvas).box.height == height - rows - 1


@pytest.mark.parametrize("rate", [0.1, 0.4, 0.8, 1.0, 1.2, -0.2])
def test_the_arrow_goes_from_the_iterate_to_where_the_next_one_will_be(rate: float) -> None:
    frame = DescentLab(DescentSettings(learning_rate=rate)).frame()
    canvas = Canvas(120, 40)
    PICTURE.draw(frame, canvas)
    cells, area = canvas.cells(), chart(frame, canvas)
    arrow = {column for row in range(area.box.height) for column in range(120) if cells.inks[row, column] == Ink.NEXT}
    ends = [area.column_of(frame.run.x), area.column_of(frame.run.next_x)]
    assert abs(max(arrow) - max(end for end in ends if end is not None)) <= 2
    assert abs(min(arrow) - min(end for end in ends if end is not None)) <= 2


def strokes_in_the_bowl(rate: float, steps: int) -> set[tuple[int, int]]:
    """The dots between the two walls of the bowl, where nothing but steps is drawn, at its vertical axis excepted."""
    canvas = Watched(90, 30)
    frame = DescentLab(DescentSettings(learning_rate=rate, steps=steps, paused=True)).frame()
    PICTURE.draw(frame, canvas)
    middle = 2 * chart(frame, canvas).box.column + chart(frame, canvas).box.width
    steps_drawn = canvas.layers(Ink.PAST) + canvas.layers(Ink.RECENT)
    return {(row, column) for layer in steps_drawn for row, column in layer if 2 <= abs(column - middle) <= 4}


@pytest.mark.parametrize("rate", [0.99, 0.999, 1.0, 1.005])
def test_a_long_zig_zag_leaves_the_bowl_to_be_seen(rate: float) -> None:
    rows = sorted({row for row, _ in strokes_in_the_bowl(rate, 60)})
    gaps = [below - above for above, below in pairwise(rows) if below - above > 1]
    # No more than two strokes touch each other: the newest, and the one that it happens to be next to.
    assert len(rows) <= 4 * (len(gaps) + 2)
    assert all(gap >= 3 for gap in gaps[:-1])


def test_strokes_of_a_zig_zag_stay_where_they_are_while_it_goes_on() -> None:
    # All but the newest step, whose stroke goes with it.
    before, after = strokes_in_the_bowl(0.99, 20), strokes_in_the_bowl(0.99, 40)
    newest = min(row for row, _ in after)
    assert before - after <= {(row, column) for row, column in before if row >= max(r for r, _ in before) - 2}
    assert newest == min(row for row, _ in before)


@pytest.mark.parametrize(("speed", "shown"), [(4.0, True), (8.0, False), (60.0, False)])
def test_what_plays_too_fast_to_read_says_nothing_of_the_next_step(speed: float, shown: bool) -> None:
    canvas = Watched(90, 30)
    frame = DescentLab(DescentSettings(learning_rate=0.8, speed=speed)).frame()
    PICTURE.draw(frame, canvas)
    assert bool(canvas.layers(Ink.NEXT)) is shown


def test_a_step_uphill_is_not_measured_by_marks_on_the_way() -> None:
    _, step, legend = rows_of(-0.1, steps=3)
    assert "uphill" in legend
    assert "minimum" in legend.split("from")[1]
    assert "│" not in step
