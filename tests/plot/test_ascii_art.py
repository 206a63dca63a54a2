"""What an ASCII terminal gets: only ASCII, and strokes that still point the way they did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.plot.ascii_art import BRAILLE, cell_by_cell, transliterate

from ..examples import examples

repeatable = examples(200)

# Dots by (row, column), as Unicode numbers them: 1 2 3 7 down the left column, 4 5 6 8 down the right one.
DOT = {(0, 0): 1, (1, 0): 2, (2, 0): 4, (0, 1): 8, (1, 1): 16, (2, 1): 32, (3, 0): 64, (3, 1): 128}


def character(*dots: tuple[int, int]) -> str:
    return chr(BRAILLE[sum(DOT[dot] for dot in dots)])


def test_every_braille_cell_has_a_printable_ascii_character() -> None:
    assert len(BRAILLE) == 256
    assert all(32 <= code < 127 for code in BRAILLE)


def test_only_the_empty_cell_is_blank() -> None:
    assert [bits for bits in range(256) if chr(BRAILLE[bits]) == " "] == [0]


def test_a_full_cell_is_dense() -> None:
    assert chr(BRAILLE[255]) == "#"


def test_horizontal_strokes_lie_at_their_heights() -> None:
    assert [character((row, 0), (row, 1)) for row in range(4)] == ['"', "-", "-", "_"]


@pytest.mark.parametrize("column", [0, 1])
def test_vertical_strokes_stand(column: int) -> None:
    assert character(*((row, column) for row in range(4))) == "|"


@pytest.mark.parametrize("rows", [((2, 3), (0, 1)), ((3,), (0,)), ((2,), (1,)), ((1,), (0,)), ((3,), (2,))])
def test_strokes_point_the_way_they_go(rows: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    left, right = rows
    rises = character(*((row, 0) for row in left), *((row, 1) for row in right))
    falls = character(*((row, 0) for row in right), *((row, 1) for row in left))
    flat = {"-"} if max(left) - min(right) == 1 else set()
    assert rises in {"/"} | flat
    assert falls in {"\\"} | flat


@repeatable
@given(st.sets(st.sampled_from(sorted(DOT)), min_size=1))
def test_mirrored_cells_get_mirrored_characters(dots: set[tuple[int, int]]) -> None:
    mirrored = character(*((row, 1 - column) for row, column in dots))
    assert mirrored == character(*dots).translate(str.maketrans("/\\", "\\/"))


@repeatable
@given(st.text())
def test_transliterated_text_is_ascii(text: str) -> None:
    assert transliterate(text).isascii()


@repeatable
@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_text_stays_as_it_is(text: str) -> None:
    assert transliterate(text) == text
    assert cell_by_cell(text) == text


@repeatable
@given(st.text())
def test_laid_out_text_keeps_its_length(text: str) -> None:
    assert cell_by_cell(text).isascii()
    assert len(cell_by_cell(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("η = 0.8", "lr = 0.8"),
        ("f(x) = 2·x²", "f(x) = 2*x^2"),
        ("|1−2η|", "|1-2lr|"),
        ("x₁₂", "x12"),
        ("10× smaller", "10x smaller"),
        ("≤ ½ … ∞", "<= 1/2 ... inf"),
    ],
)
def test_formulas_stay_readable(text: str, expected: str) -> None:
    assert transliterate(text) == expected


def test_markers_stay_apart_from_each_other() -> None:
    for group in ("○•●", "▲▼■"):
        assert len({transliterate(mark) for mark in group}) == len(group)
        assert all(len(transliterate(mark)) == 1 for mark in group)


def test_what_has_no_counterpart_is_a_question_mark() -> None:
    assert transliterate("a日b") == "a?b"
