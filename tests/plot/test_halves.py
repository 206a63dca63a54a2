"""Half blocks: two pixels a cell, one its ink and one its ground."""

from __future__ import annotations

import numpy as np

from lrtui.plot.canvas import Canvas, Cells, Inks, Span
from lrtui.plot.ink import Ink


def picture(
    inks: Inks, *, ascii_only: bool = False, row: int = 1, column: int = 2, size: tuple[int, int] = (8, 4)
) -> Cells:
    canvas = Canvas(*size, ascii_only=ascii_only)
    canvas.halves(row, column, inks)
    return canvas.cells()


def random_inks() -> Inks:
    return np.random.default_rng(0).integers(0, len(Ink), (4, 5)).astype(np.uint8)


def test_a_cell_has_the_upper_pixel_as_ink_and_the_lower_as_ground() -> None:
    inks = random_inks()
    cells = picture(inks)
    for row in range(4):
        column = 0
        for text, ink, ground in cells.runs(row):
            for character in text:
                if 1 <= row <= 2 and 2 <= column <= 6:
                    upper, lower = inks[2 * (row - 1), column - 2], inks[2 * (row - 1) + 1, column - 2]
                    assert (character, ink, ground) == ("▀", Ink(upper), Ink(lower))
                else:
                    assert (character, ground) == (" ", None)
                column += 1
        assert column == 8


def test_runs_join_what_is_alike_and_have_no_ground_where_nothing_is_painted() -> None:
    inks = np.array([[14, 14, 14, 15], [14, 14, 15, 15]], dtype=np.uint8)
    cells = picture(inks, row=0, column=0, size=(5, 1))
    expected = [("▀▀", 14, 14), ("▀", 14, 15), ("▀", 15, 15)]
    assert cells.runs(0)[:3] == expected
    assert cells.runs(0)[3][0::2] == (" ", None)
    plain = Canvas(5, 1)
    plain.write(0, 1, "ab", Ink.TITLE)
    assert {ground for _, _, ground in plain.cells().runs(0)} == {None}
    assert "".join(text for text, _, _ in plain.cells().runs(0)) == " ab  "


def test_a_mark_over_the_map_keeps_the_ground() -> None:
    canvas = Canvas(2, 1)
    canvas.halves(0, 0, np.full((2, 2), Ink.SERIES_3, dtype=np.uint8))
    canvas.marks(np.array([0]), np.array([1]), "o", Ink.POINT)
    assert canvas.cells().runs(0) == [("▀", Ink.SERIES_3, Ink.SERIES_3), ("o", Ink.POINT, Ink.SERIES_3)]


def test_the_difference_sees_a_ground_that_has_changed_and_nothing_else() -> None:
    inks = random_inks()
    other = inks.copy()
    other[3, 1] = (other[3, 1] + 1) % len(Ink)
    other[3, 3] = (other[3, 3] + 1) % len(Ink)
    before, after = picture(inks), picture(other)
    assert after.difference(before) == before.difference(after) == [Span(2, 3, 6)]
    assert picture(inks).difference(before) == []


def test_the_difference_sees_a_ground_that_comes_or_goes() -> None:
    with_ground = picture(np.full((2, 1), Ink.MUTED, dtype=np.uint8), row=0, column=1, size=(3, 2))
    canvas = Canvas(3, 2)
    canvas.write(0, 1, "▀", Ink.MUTED)
    without = canvas.cells()
    assert with_ground.difference(without) == without.difference(with_ground) == [Span(0, 1, 2)]


def test_ascii_has_a_letter_an_ink_and_no_ground() -> None:
    inks = np.array([range(14, 22), [14] * 8], dtype=np.uint8)
    cells = picture(inks, ascii_only=True, row=0, column=0, size=(8, 1))
    letters = cells.lines()[0]
    assert len(set(letters)) == 8 and letters.isascii() and " " not in letters
    assert {ground for _, _, ground in cells.runs(0)} == {None}
    assert cells.inks[0].tolist() == list(range(14, 22))


def test_a_pasted_picture_keeps_its_grounds() -> None:
    inks = random_inks()
    canvas = Canvas(9, 6)
    canvas.paste(picture(inks), 1, 1)
    assert canvas.cells().difference(picture(inks, row=2, column=3, size=(9, 6))) == []
