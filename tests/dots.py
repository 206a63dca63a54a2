"""Dots on a canvas: what was drawn where, in which ink."""

from __future__ import annotations

import math
from fractions import Fraction

from lrtui.plot.canvas import Canvas, Indices
from lrtui.plot.ink import Ink

Dot = tuple[int, int]
"""A row and a column, in dots."""


class Watched(Canvas):
    """A canvas that remembers each layer of dots with its ink, also what is drawn over or lies outside of it."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.drawn: list[tuple[Ink, set[Dot]]] = []

    def dots(self, rows: Indices, columns: Indices, ink: Ink) -> None:
        """Remember them."""
        self.drawn.append((ink, set(zip(rows.tolist(), columns.tolist(), strict=True))))
        super().dots(rows, columns, ink)

    def layers(self, ink: Ink) -> list[set[Dot]]:
        """The layers in an ink that have any dots, in the order in which they were drawn."""
        return [dots for other, dots in self.drawn if other == ink and dots]


def nearest(share: float | Fraction, dots: int) -> int:
    """The dot nearest to a share of an axis of so many dots; the one beyond where it is between two."""
    return math.floor(share * (dots - 1) + (0.5 + 1e-9))


def centre(mark: set[Dot]) -> tuple[float, float]:
    """The middle of the rectangle around a mark; a whole row and column where its sides are odd."""
    rows, columns = zip(*mark, strict=True)
    return (min(rows) + max(rows)) / 2, (min(columns) + max(columns)) / 2


def squares(dots: list[Dot]) -> set[Dot]:
    """The dots of marks of 2 × 2 dots, each with its upper left one here."""
    return {(row + down, column + right) for row, column in dots for down in (0, 1) for right in (0, 1)}
