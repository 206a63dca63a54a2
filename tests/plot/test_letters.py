"""Large letters: the headlines of the tour can all be written, and no two letters look alike."""

from __future__ import annotations

import string

import pytest

from lrtui.labs.tour import Station, stations
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.letters import ROWS, room_for, write_letters


def written(text: str, *, width: int = 200) -> list[str]:
    canvas = Canvas(width, ROWS)
    write_letters(canvas, 0, 0, text, Ink.TITLE)
    return [line.rstrip() for line in canvas.cells().lines()]


@pytest.mark.parametrize("station", stations(), ids=lambda station: station.headline)
def test_each_headline_of_the_tour_fits_in_a_hundred_columns(station: Station) -> None:
    lines = written(station.headline)
    assert max(map(len, lines)) <= room_for(station.headline) <= 100
    assert set("".join(lines)) <= set(" ▀▄█")


def test_no_two_characters_look_alike() -> None:
    characters = string.ascii_lowercase + string.digits + "=≈:.,-η "
    shapes = {character: tuple(written(character)) for character in characters}
    alike = {a + b for a in characters for b in characters if a < b and shapes[a] == shapes[b]}
    assert alike == {"0o"} or not alike


def test_about_equal_is_two_waves_with_a_gap() -> None:
    lines = written("≈")
    assert max(map(len, lines)) == room_for("≈") == room_for("≈1") - 4
    pixels = [[sign in both for sign in f"{line:<8}"] for line in lines for both in ("▀█", "▄█")]
    for wave in (pixels[0:2], pixels[3:5]):
        assert [upper + lower for upper, lower in zip(*wave, strict=True)] == [1] * room_for("≈")
        assert all(any(row) and not all(row) for row in wave)
    assert not any(pixels[2])


def test_a_letter_is_a_capital_or_a_small_one() -> None:
    assert written("Race") == written("race")


def test_an_unknown_character_is_an_error() -> None:
    with pytest.raises(KeyError):
        written("?")
