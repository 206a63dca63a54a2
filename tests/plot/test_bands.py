"""Bands: what jumps too fast for strokes is a range a column and a median; names at the ends of curves keep apart."""

from __future__ import annotations

import numpy as np
import pytest

from lrtui.plot.axes import Array, Axis
from lrtui.plot.bands import Band, band_of, draw_range, is_too_fast
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart
from lrtui.plot.ink import Ink
from lrtui.plot.names import Name, spread, write_names

U = np.arange(200.0) / 199 * 99
"""200 values over 50 columns."""


def test_only_what_goes_back_and_forth_within_a_column_is_a_band() -> None:
    zigzag: Array = 20.0 + 8.0 * np.tile([1.0, -1.0], 100)
    assert is_too_fast(U, zigzag)
    assert not is_too_fast(U, np.linspace(0, 60, 200))  # a steep line
    assert not is_too_fast(U, 20 + np.sin(np.arange(200)) / 4)  # less than a dot
    assert not is_too_fast(U[:40] * 10, zigzag[:40])  # strokes of many columns each
    assert not is_too_fast(U[:2], zigzag[:2])


@pytest.mark.parametrize("count", [5, 37, 200, 5000])
def test_a_band_holds_the_curve_and_its_middle_does_not_jump(count: int) -> None:
    u = np.linspace(0, 99, count)
    v = 30 - 0.1 * u + np.random.default_rng(0).normal(0, 5, count)
    band = band_of(u, v)
    assert len(band.u) <= min(51, count) and (np.diff(band.u) > 0).all()
    assert (band.top <= band.middle + 1e-9)[1:-1].all() and (band.middle <= band.bottom + 1e-9)[1:-1].all()
    # Every value lies in the range of the column nearest to it.
    nearest = np.abs(u[:, None] - band.u).argmin(axis=1)
    assert ((v >= band.top[nearest] - 1e-9) & (v <= band.bottom[nearest] + 1e-9)).all()
    assert (band.middle[0], band.middle[-1]) == (v[0], v[-1])
    if count >= 200:
        assert np.abs(np.diff(band.middle[1:-1])).mean() < np.abs(np.diff(v)).mean() / 3


def test_a_range_is_sparse_and_stays_within_its_bounds() -> None:
    canvas = Canvas(30, 10)
    area = Chart(canvas, Box(1, 5, 8, 20), Axis(0, 1), Axis(0, 1))
    u = np.array([0.0, 39.0])
    draw_range(area, Band(u, np.array([-50.0, 8.0]), u, np.array([12.0, 90.0])), Ink.BAND_0)
    rows, columns = np.nonzero(canvas._dots)
    rows, columns = rows - 4, columns - 10
    assert columns.min() == 0 and columns.max() == 39 and rows.min() >= 0 and rows.max() <= 31
    edges = np.interp(columns, u, [-50.0, 8.0]), np.interp(columns, u, [12.0, 90.0])
    assert ((rows >= edges[0] - 0.5) & (rows <= edges[1] + 0.5)).all()
    assert 0.15 < len(rows) / (40 * 32) < 0.3  # a quarter of what a solid wall would be


@pytest.mark.parametrize(
    ("rows", "placed"),
    [
        ([3, 5, 9], [3, 5, 9]), ([4, 4, 4], [4, 5, 6]), ([9, 9, 9], [7, 8, 9]), ([0, 0, 8, 9, 9], [0, 1, 7, 8, 9]),
        ([], []), ([-3, 12], [0, 9]),
    ],
)  # fmt: skip
def test_rows_are_moved_as_little_as_it_takes(rows: list[int], placed: list[int]) -> None:
    assert spread(rows, 0, 9) == placed


def test_of_too_many_names_the_first_are_written_each_in_a_row_of_its_own() -> None:
    canvas = Canvas(20, 4)
    write_names(canvas, Box(0, 0, 4, 20), [Name(f"name{number}", 2, 15, Ink.TEXT) for number in range(9)])
    lines = canvas.cells().lines()
    assert sorted(line.strip() for line in lines) == ["name0", "name1", "name2", "name3"]
    assert all(line.endswith(line.strip()) for line in lines)  # moved left, to be whole
