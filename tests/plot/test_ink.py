"""Inks: tables of colours go by their numbers, and lists of them by their order."""

from __future__ import annotations

from lrtui.plot.colours import COLOURS
from lrtui.plot.ink import Ink


def test_an_ink_is_its_place_in_the_list() -> None:
    assert [ink.value for ink in Ink] == list(range(len(Ink)))


def test_each_ink_has_a_colour() -> None:
    assert set(COLOURS) == set(Ink)
