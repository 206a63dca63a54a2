"""The grid of cells: Unicode's braille numbering, layers, text, and the differences between two pictures."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.plot.ascii_art import BRAILLE
from lrtui.plot.canvas import Canvas, Cells, Span
from lrtui.plot.ink import Ink

from ..examples import examples

repeatable = examples(150)

UNICODE_DOT = {(0, 0): 1, (1, 0): 2, (2, 0): 3, (3, 0): 7, (0, 1): 4, (1, 1): 5, (2, 1): 6, (3, 1): 8}
"""The number that Unicode's character names give to the dot at (row, column) of a cell."""

INKS = st.sampled_from(list(Ink))


def dot_numbers(character: str) -> set[int]:
    """The raised dots, read from the character's official name; none for a blank."""
    if character == " ":
        return set()
    return set(map(int, unicodedata.name(character).removeprefix("BRAILLE PATTERN DOTS-")))


def put(canvas: Canvas, dots: list[tuple[int, int]], ink: Ink = Ink.CURVE) -> None:
    rows, columns = np.array(dots, dtype=np.int64).reshape(-1, 2).T
    canvas.dots(rows, columns, ink)


# --- Dots -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dot", list(UNICODE_DOT))
@pytest.mark.parametrize("cell", [(0, 0), (1, 2)])
def test_a_single_dot_is_the_braille_character_of_its_number(dot: tuple[int, int], cell: tuple[int, int]) -> None:
    canvas = Canvas(3, 2)
    put(canvas, [(4 * cell[0] + dot[0], 2 * cell[1] + dot[1])])
    lines = canvas.cells().lines()
    assert dot_numbers(lines[cell[0]][cell[1]]) == {UNICODE_DOT[dot]}
    assert sum(character != " " for line in lines for character in line) == 1


@repeatable
@given(st.lists(st.lists(st.tuples(st.integers(-3, 11), st.integers(-3, 9))), max_size=4))
def test_layers_or_their_dots_and_the_last_one_inks_its_cells(layers: list[list[tuple[int, int]]]) -> None:
    canvas = Canvas(4, 3)
    expected: dict[tuple[int, int], set[int]] = {}
    inks: dict[tuple[int, int], Ink] = {}
    for layer, ink in zip(layers, (Ink.CURVE, Ink.PAST, Ink.CURRENT, Ink.MUTED), strict=False):
        put(canvas, layer, ink)
        for row, column in layer:
            if 0 <= row < 12 and 0 <= column < 8:
                cell = row // 4, column // 2
                expected.setdefault(cell, set()).add(UNICODE_DOT[row % 4, column % 2])
                inks[cell] = ink
    cells = canvas.cells()
    for row, line in enumerate(cells.lines()):
        for column, character in enumerate(line):
            assert dot_numbers(character) == expected.get((row, column), set())
            assert cells.inks[row, column] == inks.get((row, column), Ink.TEXT)


@repeatable
@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 9)), max_size=40),
    st.lists(st.tuples(st.integers(-5, 20), st.integers(-5, 14)), max_size=40),
)
def test_what_is_erased_is_as_if_it_had_not_been_drawn(
    dots: list[tuple[int, int]], erased: list[tuple[int, int]]
) -> None:
    canvas, expected = Canvas(5, 4), Canvas(5, 4)
    put(canvas, dots)
    rows, columns = np.array(erased, dtype=np.int64).reshape(-1, 2).T
    canvas.erase(rows, columns)
    put(expected, [dot for dot in dots if dot not in erased])
    assert canvas.cells().lines() == expected.cells().lines()


def test_an_empty_canvas_is_blank() -> None:
    assert Canvas(3, 2).cells().lines() == ["   ", "   "]


@pytest.mark.parametrize(("width", "height"), [(0, 0), (0, 3), (3, 0), (-1, 2)])
def test_a_canvas_without_cells_takes_drawing_and_shows_nothing(width: int, height: int) -> None:
    canvas = Canvas(width, height)
    put(canvas, [(0, 0), (5, 5)])
    canvas.write(0, 0, "text")
    canvas.marks(np.array([0]), np.array([0]), "●", Ink.CURRENT)
    cells = canvas.cells()
    assert (cells.width, cells.height) == (max(width, 0), max(height, 0))
    assert cells.lines() == [""] * max(height, 0)
    assert [cells.runs(row) for row in range(cells.height)] == [[]] * cells.height


# --- Text and marks ---------------------------------------------------------------------------------------------


def test_text_lies_above_dots_with_its_own_ink() -> None:
    canvas = Canvas(4, 1)
    canvas.write(0, 1, "η=", Ink.TITLE)
    put(canvas, [(row, column) for row in range(4) for column in range(8)])
    cells = canvas.cells()
    assert cells.lines() == ["⣿η=⣿"]
    assert cells.inks.tolist() == [[Ink.CURVE, Ink.TITLE, Ink.TITLE, Ink.CURVE]]


def test_a_written_blank_covers_dots() -> None:
    canvas = Canvas(2, 1)
    put(canvas, [(0, 0), (0, 2)])
    canvas.write(0, 0, " ")
    assert canvas.cells().lines() == [" ⠁"]


@repeatable
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), st.integers(-9, 9), st.integers(-2, 3)
)
def test_text_outside_is_clipped_and_its_end_reported(text: str, column: int, row: int) -> None:
    canvas = Canvas(5, 2)
    assert canvas.write(row, column, text, Ink.TITLE) == column + len(text)
    expected = [[" "] * 5 for _ in range(2)]
    for at, character in enumerate(text, column):
        if row in (0, 1) and 0 <= at < 5:
            expected[row][at] = character
    assert canvas.cells().lines() == ["".join(line) for line in expected]


def test_later_text_covers_earlier_text() -> None:
    canvas = Canvas(5, 1)
    canvas.write(0, 0, "aaaaa", Ink.MUTED)
    canvas.write(0, 1, "bb", Ink.TITLE)
    assert canvas.cells().runs(0) == [("a", Ink.MUTED, None), ("bb", Ink.TITLE, None), ("aa", Ink.MUTED, None)]


def test_marks_appear_at_their_cells_and_those_outside_nowhere() -> None:
    canvas = Canvas(3, 2)
    put(canvas, [(0, 0)])
    canvas.marks(np.array([0, 1, -1, 2, 0, 0]), np.array([0, 2, 0, 0, -1, 3]), "●", Ink.CURRENT)
    cells = canvas.cells()
    assert cells.lines() == ["●  ", "  ●"]
    assert cells.inks[0, 0] == cells.inks[1, 2] == Ink.CURRENT


def test_a_pasted_picture_covers_what_is_there_blanks_included() -> None:
    inner = Canvas(2, 2)
    inner.write(0, 0, "xy", Ink.TITLE)
    put(inner, [(4, 2)], Ink.PAST)
    outer = Canvas(4, 3)
    for row in range(3):
        outer.write(row, 0, "....", Ink.MUTED)
    outer.paste(inner.cells(), 1, 1)
    cells = outer.cells()
    assert cells.lines() == ["....", ".xy.", ". ⠁."]
    assert cells.inks[1].tolist() == [Ink.MUTED, Ink.TITLE, Ink.TITLE, Ink.MUTED]
    assert cells.inks[2, 2] == Ink.PAST


# --- ASCII ------------------------------------------------------------------------------------------------------


@repeatable
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 15))),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    st.sampled_from("○•●▲▼■"),
)
def test_an_ascii_canvas_holds_ascii_only(dots: list[tuple[int, int]], text: str, mark: str) -> None:
    canvas = Canvas(8, 3, ascii_only=True)
    put(canvas, dots)
    canvas.write(1, 2, text)
    canvas.marks(np.array([0]), np.array([0]), mark, Ink.CURRENT)
    assert (canvas.cells().code_points < 128).all()
    assert (canvas.cells().code_points >= 0).all()


def test_ascii_dots_stand_for_the_same_cells() -> None:
    dots = [(0, 0), (1, 1), (6, 3), (7, 2)]
    pictures = []
    for ascii_only in (False, True):
        canvas = Canvas(2, 2, ascii_only=ascii_only)
        put(canvas, dots)
        pictures.append(canvas.cells())
    braille, ascii_cells = pictures
    assert (braille.inks == ascii_cells.inks).all()
    for pattern, character in zip("".join(braille.lines()), "".join(ascii_cells.lines()), strict=True):
        bits = sum(1 << (number - 1) for number in dot_numbers(pattern))
        assert character == chr(BRAILLE[bits])


def test_ascii_text_reports_its_own_length() -> None:
    canvas = Canvas(12, 1, ascii_only=True)
    assert canvas.write(0, 0, "η ≤ ½") == len("lr <= 1/2")
    assert canvas.encode("η ≤ ½") == "lr <= 1/2"
    assert canvas.cells().lines() == ["lr <= 1/2   "]


# --- Runs and differences ---------------------------------------------------------------------------------------


@st.composite
def pictures(draw: st.DrawFn, width: int, height: int) -> Cells:
    canvas = Canvas(width, height)
    for _ in range(draw(st.integers(0, 4))):
        row, column = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        if draw(st.booleans()):
            canvas.write(row, column, draw(st.sampled_from(["ab", " ", "η = 1", "│"])), draw(INKS))
        else:
            put(canvas, [(4 * row + draw(st.integers(0, 3)), 2 * column)], draw(INKS))
    return canvas.cells()


@repeatable
@given(pictures(9, 3))
def test_runs_put_together_are_the_line_and_every_character_keeps_its_ink(cells: Cells) -> None:
    for row, line in enumerate(cells.lines()):
        runs = cells.runs(row)
        assert "".join(text for text, _, _ in runs) == line
        assert all(text for text, _, _ in runs)
        spread = [ink for text, ink, _ in runs for _ in text]
        for column, character in enumerate(line):
            if character != " ":
                assert spread[column] == cells.inks[row, column]


@repeatable
@given(pictures(9, 3))
def test_neighbouring_runs_differ_in_ink_and_none_begins_with_a_blank_but_the_first(cells: Cells) -> None:
    for row in range(cells.height):
        runs = cells.runs(row)
        assert all(one[1] != other[1] for one, other in pairwise(runs))
        # A blank belongs to what is before it.
        assert not any(text.startswith(" ") for text, _, _ in runs[1:])


@repeatable
@given(pictures(9, 4), pictures(9, 4))
def test_the_difference_applied_to_the_old_picture_gives_the_new(old: Cells, new: Cells) -> None:
    code_points, inks = old.code_points.copy(), old.inks.copy()
    for span in new.difference(old):
        area = span.row, slice(span.start, span.stop)
        code_points[area], inks[area] = new.code_points[area], new.inks[area]
    assert (code_points == new.code_points).all()
    assert (inks == new.inks).all()


@repeatable
@given(pictures(9, 4), pictures(9, 4))
def test_the_difference_covers_exactly_the_changed_rows_and_no_cell_too_many(old: Cells, new: Cells) -> None:
    expected = []
    for row in range(new.height):
        changed = [
            column
            for column in range(new.width)
            if old.code_points[row, column] != new.code_points[row, column]
            or old.inks[row, column] != new.inks[row, column]
        ]
        if changed:
            expected.append(Span(row, changed[0], changed[-1] + 1))
    assert new.difference(old) == expected


@repeatable
@given(pictures(9, 4))
def test_equal_pictures_have_no_difference(cells: Cells) -> None:
    assert cells.difference(Cells(cells.code_points.copy(), cells.inks.copy(), cells.grounds.copy())) == []


@pytest.mark.parametrize("previous", [None, Canvas(4, 2).cells(), Canvas(3, 3).cells(), Canvas(0, 0).cells()])
def test_a_picture_of_another_size_is_all_new(previous: Cells | None) -> None:
    assert Canvas(3, 2).cells().difference(previous) == [Span(0, 0, 3), Span(1, 0, 3)]


@pytest.mark.parametrize(("width", "height"), [(0, 3), (3, 0), (0, 0)])
def test_two_pictures_without_cells_do_not_differ(width: int, height: int) -> None:
    assert Canvas(width, height).cells().difference(Canvas(width, height).cells()) == []


def test_a_finished_picture_is_not_changed_by_further_drawing() -> None:
    canvas = Canvas(3, 1)
    before = canvas.cells()
    canvas.write(0, 0, "abc")
    put(canvas, [(0, 0)])
    assert before.lines() == ["   "]
