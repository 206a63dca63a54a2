"""A grid of terminal cells: braille dots in layers, with text above them.

Each cell has 2 × 4 dots. Dots of all layers are OR-ed in a cell, and the layer drawn last gives it its ink, so
curves that cross keep each other's dots. Everything works on whole arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrtui.plot import ascii_art
from lrtui.plot.ink import Ink

CodePoints = NDArray[np.uint32]
Inks = NDArray[np.uint8]
Indices = NDArray[np.int64]

DOTS_PER_ROW, DOTS_PER_COLUMN = 4, 2
DOT_BITS = np.array([[0, 3], [1, 4], [2, 5], [6, 7]])
"""The bit of the dot at (row, column) of a cell, in Unicode's order: the pattern is U+2800 plus the bits."""
_BRAILLE = np.where(np.arange(256) == 0, ord(" "), 0x2800 + np.arange(256)).astype(np.uint32)


class Span(NamedTuple):
    """The cells ``start`` … ``stop − 1`` of ``row``."""

    row: int
    start: int
    stop: int


@dataclass(frozen=True)
class Cells:
    """A finished picture: a code point and an ink for each cell, shapes ``(height, width)``."""

    code_points: CodePoints
    inks: Inks

    @property
    def height(self) -> int:
        """In rows."""
        return int(self.code_points.shape[0])

    @property
    def width(self) -> int:
        """In columns."""
        return int(self.code_points.shape[1])

    def difference(self, previous: Cells | None) -> list[Span]:
        """The spans in which this picture differs from ``previous``, one a row at the most, top row first.

        All rows, whole, where there was none or it had another size.
        """
        if previous is None or previous.code_points.shape != self.code_points.shape:
            return [Span(row, 0, self.width) for row in range(self.height)]
        changed = (self.code_points != previous.code_points) | (self.inks != previous.inks)
        rows = np.flatnonzero(changed.any(axis=1))
        if not len(rows):
            return []
        first = changed[rows].argmax(axis=1)
        last = self.width - changed[rows, ::-1].argmax(axis=1)
        return [Span(*span) for span in zip(rows.tolist(), first.tolist(), last.tolist(), strict=True)]

    def runs(self, row: int) -> list[tuple[str, Ink]]:
        """The texts of a row and their inks, left to right; blanks have no ink and belong to what is before them."""
        inked = np.where(self.code_points[row] != ord(" "), np.arange(self.width), 0)
        inks = self.inks[row][np.maximum.accumulate(inked)]
        edges = [0, *(np.flatnonzero(inks[1:] != inks[:-1]) + 1).tolist(), self.width]
        text = _text(self.code_points[row])
        return [(text[a:b], Ink(inks[a])) for a, b in pairwise(edges) if b > a]

    def lines(self) -> list[str]:
        """The rows as text."""
        return [_text(row) for row in self.code_points]


def _text(code_points: CodePoints) -> str:
    return code_points.astype("<u4").tobytes().decode("utf-32-le")


class Canvas:
    """A picture in the making, ``width`` × ``height`` cells; with ``ascii_only`` it renders in ASCII characters.

    Drawing outside the canvas does nothing.
    """

    def __init__(self, width: int, height: int, *, ascii_only: bool = False) -> None:
        self.width = max(width, 0)
        self.height = max(height, 0)
        self.ascii_only = ascii_only
        shape = (self.height, self.width)
        self._dots = np.zeros(shape, dtype=np.uint8)
        self._inks = np.zeros(shape, dtype=np.uint8)
        self._text = np.zeros(shape, dtype=np.uint32)
        self._text_inks = np.zeros(shape, dtype=np.uint8)

    def dots(self, rows: Indices, columns: Indices, ink: Ink) -> None:
        """A layer of dots: ``rows`` in 0 … 4·height − 1 and ``columns`` in 0 … 2·width − 1, of one shape."""
        inside = (rows >= 0) & (rows < DOTS_PER_ROW * self.height)
        inside &= (columns >= 0) & (columns < DOTS_PER_COLUMN * self.width)
        rows, columns = rows[inside], columns[inside]
        layer = np.zeros((self.height, self.width, 8), dtype=bool)
        row, dot_row = np.divmod(rows, DOTS_PER_ROW)
        column, dot_column = np.divmod(columns, DOTS_PER_COLUMN)
        layer[row, column, DOT_BITS[dot_row, dot_column]] = True
        bits = np.packbits(layer, axis=2, bitorder="little")[..., 0]
        self._dots |= bits
        self._inks[bits != 0] = ink

    def encode(self, text: str) -> str:
        """``text`` as it will be written: in ASCII it can be longer."""
        return ascii_art.transliterate(text) if self.ascii_only else text

    def write(self, row: int, column: int, text: str, ink: Ink = Ink.TEXT) -> int:
        """Text from a cell rightwards, above all dots; returns the column after it."""
        text = self.encode(text)
        start, stop = max(column, 0), min(column + len(text), self.width)
        if 0 <= row < self.height and start < stop:
            visible = text[start - column : stop - column]
            self._text[row, start:stop] = np.frombuffer(visible.encode("utf-32-le"), dtype="<u4")
            self._text_inks[row, start:stop] = ink
        return column + len(text)

    def marks(self, rows: Indices, columns: Indices, mark: str, ink: Ink) -> None:
        """The character ``mark`` at many cells, above all dots."""
        inside = (rows >= 0) & (rows < self.height) & (columns >= 0) & (columns < self.width)
        self._text[rows[inside], columns[inside]] = ord(self.encode(mark))
        self._text_inks[rows[inside], columns[inside]] = ink

    def paste(self, cells: Cells, row: int, column: int) -> None:
        """A finished picture that lies wholly inside, above all that is there."""
        area = slice(row, row + cells.height), slice(column, column + cells.width)
        self._text[area] = cells.code_points
        self._text_inks[area] = cells.inks

    def cells(self) -> Cells:
        """The finished picture."""
        braille = (ascii_art.BRAILLE if self.ascii_only else _BRAILLE)[self._dots]
        has_text = self._text != 0
        return Cells(np.where(has_text, self._text, braille), np.where(has_text, self._text_inks, self._inks))
