"""Marks of dots: each stands where its value is, to the dot, and on its side of a line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart
from lrtui.plot.ink import Ink
from lrtui.plot.marks import offsets

from ..dots import Watched, nearest

MARKS = "●◆◇△□•"

DOT = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1))
"""Where the dot of each bit of a braille character is, in Unicode's order."""


@given(
    width=st.integers(4, 150),
    height=st.integers(3, 50),
    across=st.floats(0.1, 0.9),
    up=st.floats(0.1, 0.9),
    mark=st.sampled_from(MARKS),
    large=st.booleans(),
)
def test_a_mark_is_centred_on_the_dot_of_its_value(
    width: int, height: int, across: float, up: float, mark: str, large: bool
) -> None:
    canvas = Watched(width + 3, height + 2)
    area = Chart(canvas, Box(1, 2, height, width), Axis(0, 1), Axis(0, 1))
    area.marks(np.array([across]), np.array([up]), mark, Ink.CURRENT, large=large)
    (dots_of_mark,) = canvas.layers(Ink.CURRENT)
    rows, columns = (np.array(part) for part in zip(*dots_of_mark, strict=True))
    at = nearest(1 - up, 4 * height) + 4, nearest(across, 2 * width) + 4
    span = 1 if mark == "•" else 4 if large else 2
    for dots, place in zip((rows, columns), at, strict=True):
        assert dots.max() - dots.min() == span
        assert dots.min() + span // 2 == place


@pytest.mark.parametrize(("marks", "large"), [("●◆◇△□•", False), ("●○◆◇△□•▶◀", True)])
def test_no_two_marks_have_the_same_shape(marks: str, large: bool) -> None:
    shapes = {tuple(zip(*(part.tolist() for part in offsets(mark, large=large)), strict=True)) for mark in marks}
    assert len(shapes) == len(marks)


@given(height=st.integers(3, 50), top=st.floats(1.5, 20), value=st.floats(0.05, 1.95), large=st.booleans())
def test_a_mark_beside_a_line_is_on_its_side_however_near(height: int, top: float, value: float, large: bool) -> None:
    value = min(value, 0.95 * top)
    canvas = Watched(20, height)
    area = Chart(canvas, Box(0, 0, height, 20), Axis(0, 1), Axis(0, top))
    area.horizontal(1.0, Ink.MUTED)
    area.marks(np.array([0.5]), np.array([value]), "●", Ink.CURRENT, large=large, beside=1.0)
    (line,) = {row for dots in canvas.layers(Ink.MUTED) for row, _ in dots}
    (mark,) = canvas.layers(Ink.CURRENT)
    rows, half = sorted({row for row, _ in mark}), 2 if large else 1
    middle, at = rows[half], nearest(1 - value / top, 4 * height)
    assert rows == list(range(middle - half, middle + half + 1))
    assert (max(rows) < line, min(rows) > line) == (value > 1, value < 1)
    if abs(at - line) > half and half <= at < 4 * height - half:
        assert middle == at
    else:
        # No farther from its dot than it takes to be clear of the line, or whole.
        assert abs(middle - at) <= half + 1


@pytest.mark.parametrize(("value", "middle"), [(0.0, 38), (2.0, 1)])
def test_a_mark_beside_a_line_is_whole_at_the_edges(value: float, middle: int) -> None:
    canvas = Watched(20, 10)
    area = Chart(canvas, Box(0, 0, 10, 20), Axis(0, 1), Axis(0, 2))
    area.marks(np.array([0.5]), np.array([value]), "●", Ink.CURRENT, beside=1.0)
    assert {row for row, _ in canvas.layers(Ink.CURRENT)[0]} == {middle - 1, middle, middle + 1}


def test_a_hollow_mark_is_hollow() -> None:
    canvas = Canvas(9, 5)
    area = Chart(canvas, Box(0, 0, 5, 9), Axis(0, 1), Axis(0, 1))
    middle = np.array([0.5])
    area.line(np.array([0.0, 1.0]), np.array([0.5, 0.5]), Ink.CURVE)
    area.marks(middle, middle, "○", Ink.START, large=True)
    row, column = nearest(0.5, 20), nearest(0.5, 18)
    lit = {
        (4 * row + DOT[bit][0], 2 * column + DOT[bit][1])
        for row, line in enumerate(canvas.cells().lines())
        for column, character in enumerate(line)
        for bit in range(8)
        if character != " " and (ord(character) - 0x2800) >> bit & 1
    }
    assert (row, column - 3) in lit  # the line goes on outside of it
    assert not lit & {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)}


def test_in_ascii_the_character_stands_for_the_shape() -> None:
    canvas = Canvas(9, 5, ascii_only=True)
    Chart(canvas, Box(0, 0, 5, 9), Axis(0, 1), Axis(0, 1)).marks(
        np.array([0.5]), np.array([0.5]), "●", Ink.START, large=True
    )
    assert [line.strip() for line in canvas.cells().lines() if line.strip()] == ["@"]


@pytest.mark.parametrize("value", [0.8, 1 - 1e-9, 1 + 1e-9, 1.2])
@pytest.mark.parametrize("height", [4, 5, 6, 9])
def test_in_ascii_too_a_mark_is_on_its_side_of_the_line(height: int, value: float) -> None:
    canvas = Canvas(20, height, ascii_only=True)
    area = Chart(canvas, Box(0, 0, height, 20), Axis(0, 1), Axis(0, 2))
    area.horizontal(1.0)
    area.marks(np.array([0.5]), np.array([value]), "●", Ink.CURRENT, beside=1.0)
    lines = canvas.cells().lines()
    (mark,) = (row for row, line in enumerate(lines) if "@" in line)
    (line,) = (row for row, line in enumerate(lines) if line.replace("@", "").strip())
    assert (mark < line, mark > line) == (value > 1, value < 1)
