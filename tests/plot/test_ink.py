"""Inks: tables of colours go by their numbers, and lists of them by their order."""

from __future__ import annotations

from rich.color import Color, ColorSystem

from lrtui.plot.colours import COLOURS, OF_SIXTEEN
from lrtui.plot.ink import CLASSES, SERIES, Ink, band, mark, series


def test_an_ink_is_its_place_in_the_list() -> None:
    assert [ink.value for ink in Ink] == list(range(len(Ink)))


def test_each_ink_has_a_colour() -> None:
    assert set(COLOURS) == set(Ink)


def standard(colour: str) -> int:
    """The number of the nearest of 16 colours, as a terminal gets it."""
    number = Color.parse(colour).downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return number


def test_no_two_curves_have_the_same_mark_and_colour_and_no_class_has_a_curve_s() -> None:
    assert len({(mark(index), series(index)) for index in range(64)}) == 64
    curves = {COLOURS[ink].text for ink in SERIES} | {COLOURS[ink].light for ink in SERIES}
    assert not curves & {COLOURS[ink].text for ink in CLASSES}
    assert all(COLOURS[band(index)].text.startswith(COLOURS[series(index)].text) for index in range(64))


def test_of_16_colours_each_curve_has_its_own_and_of_8_the_first_five() -> None:
    numbers = [standard(OF_SIXTEEN[ink]) for ink in SERIES]
    assert len(set(numbers)) == len(numbers)
    assert len({number % 8 for number in numbers[:5]}) == 5
    assert len({standard(COLOURS[ink].text) for ink in CLASSES[:3]}) == 3
