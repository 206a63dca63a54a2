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
from lrtui.plot.ink import CLASSES, LEVELS, Ink

CodePoints = NDArray[np.uint32]
Inks = NDArray[np.uint8]
Indices = NDArray[np.int64]

HALF_BLOCK, LOWER_HALF = "▀", "▄"
NOTHING = 255
"""In place of an ink: a pixel that is left as it is."""
GAP = 8
"""The most unchanged cells that are cheaper to send again than to step over."""
DOTS_PER_ROW, DOTS_PER_COLUMN = 4, 2
DOT_BITS = np.array([[0, 3], [1, 4], [2, 5], [6, 7]])
"""The bit of the dot at (row, column) of a cell, in Unicode's order: the pattern is U+2800 plus the bits."""
_BRAILLE = np.where(np.arange(256) == 0, ord(" "), 0x2800 + np.arange(256)).astype(np.uint32)
_UNICODE_BITS = (
    np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little") << DOT_BITS.T.ravel()
).sum(axis=1)
"""Unicode's pattern for each of ours, whose bits go down the first column and then down the second."""

_LETTERS = np.resize(np.array([ord(c) for c in "~_^,.:-="], dtype=np.uint32), 256)
"""The letter for each ink of a map where there are no colours; those of ``LEVELS`` grow thinner."""
_LETTERS[list(CLASSES)] = [ord(letter) for letter in ".:-=~_^,"]
_LETTERS[list(LEVELS)] = [ord(letter) for letter in "#*+=-."]
_OF_MAPS = np.isin(np.arange(256), [*CLASSES, *LEVELS])


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
    grounds: Inks
    """The ink behind each cell, plus one; 0 for the background."""

    @property
    def height(self) -> int:
        """The number of rows."""
        return int(self.code_points.shape[0])

    @property
    def width(self) -> int:
        """The number of columns."""
        return int(self.code_points.shape[1])

    def difference(self, previous: Cells | None) -> list[Span]:
        """The spans in which this picture differs from ``previous``, top row first and from left to right.

        Cells that do not differ are between two spans of a row only where there are more than ``GAP`` of them. All
        rows, whole, where there was no picture before or it had another size.
        """
        if previous is None or previous.code_points.shape != self.code_points.shape:
            return [Span(row, 0, self.width) for row in range(self.height)]
        changed = (self.code_points != previous.code_points) | (self.inks != previous.inks)
        rows, columns = np.nonzero(changed | (self.grounds != previous.grounds))
        if not len(rows):
            return []
        breaks = np.flatnonzero((np.diff(rows) > 0) | (np.diff(columns) > GAP + 1)) + 1
        first, last = np.append(0, breaks), np.append(breaks, len(rows)) - 1
        spans = zip(rows[first].tolist(), columns[first].tolist(), (columns[last] + 1).tolist(), strict=True)
        return [Span(*span) for span in spans]

    def runs(self, row: int) -> list[tuple[str, Ink, Ink | None]]:
        """The texts of a row from left to right, with the ink of each and the ink behind it (None: the background).

        A blank has no ink of its own and belongs to the text before it.
        """
        inked = np.where(self.code_points[row] != ord(" "), np.arange(self.width), 0)
        inks = self.inks[row][np.maximum.accumulate(inked)]
        grounds = self.grounds[row]
        breaks = (inks[1:] != inks[:-1]) | (grounds[1:] != grounds[:-1])
        edges = [0, *(np.flatnonzero(breaks) + 1).tolist(), self.width]
        text = _text(self.code_points[row])
        return [
            (text[a:b], Ink(inks[a]), Ink(grounds[a] - 1) if grounds[a] else None) for a, b in pairwise(edges) if b > a
        ]

    def lettered(self) -> Cells:
        """The picture without colours: the half blocks of a map become a letter for each ink."""
        blocks = (self.code_points == ord(HALF_BLOCK)) | (self.code_points == ord(LOWER_HALF))
        blocks &= _OF_MAPS[self.inks]
        return Cells(np.where(blocks, _letters(self.inks), self.code_points), self.inks, np.zeros_like(self.grounds))

    def lines(self) -> list[str]:
        """The rows as text, which has no colours."""
        return [_text(row) for row in self.lettered().code_points]


def _letters(inks: Inks) -> CodePoints:
    return np.asarray(_LETTERS[inks])


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
        self._dots = np.zeros((DOTS_PER_ROW * self.height, DOTS_PER_COLUMN * self.width), dtype=bool)
        self._inks = np.zeros(shape, dtype=np.uint8)
        self._text = np.zeros(shape, dtype=np.uint32)
        self._text_inks = np.zeros(shape, dtype=np.uint8)
        self._grounds = np.zeros(shape, dtype=np.uint8)

    def dots(self, rows: Indices, columns: Indices, ink: Ink) -> None:
        """Draw a layer of dots: ``rows`` in 0 … 4·height − 1 and ``columns`` in 0 … 2·width − 1, of one shape."""
        inside = (rows >= 0) & (rows < self._dots.shape[0]) & (columns >= 0) & (columns < self._dots.shape[1])
        if not inside.all():
            rows, columns = rows[inside], columns[inside]
        self._dots[rows, columns] = True
        self._inks[rows // DOTS_PER_ROW, columns // DOTS_PER_COLUMN] = ink

    def erase(self, rows: Indices, columns: Indices) -> None:
        """No dots at these places: what is drawn there next stands out."""
        inside = (rows >= 0) & (rows < self._dots.shape[0]) & (columns >= 0) & (columns < self._dots.shape[1])
        self._dots[rows[inside], columns[inside]] = False

    def encode(self, text: str) -> str:
        """``text`` as it will be written: in ASCII it can be longer."""
        return ascii_art.transliterate(text) if self.ascii_only else text

    def write(self, row: int, column: int, text: str, ink: Ink = Ink.TEXT) -> int:
        """Write text from a cell rightwards, above all dots, and return the column after it."""
        text = self.encode(text)
        start, stop = max(column, 0), min(column + len(text), self.width)
        if 0 <= row < self.height and start < stop:
            visible = text[start - column : stop - column]
            self._text[row, start:stop] = np.frombuffer(visible.encode("utf-32-le"), dtype="<u4")
            self._text_inks[row, start:stop] = ink
        return column + len(text)

    def marks(self, rows: Indices, columns: Indices, mark: str, ink: Ink) -> None:
        """Put the character ``mark`` into many cells, above all dots."""
        inside = (rows >= 0) & (rows < self.height) & (columns >= 0) & (columns < self.width)
        if not inside.all():
            rows, columns = rows[inside], columns[inside]
        self._text[rows, columns] = ord(self.encode(mark))
        self._text_inks[rows, columns] = ink

    def halves(self, row: int, column: int, inks: Inks) -> None:
        """Fill cells with two pixels each, one above the other: half blocks in ``inks``, shape ``(2 · rows, columns)``.

        In ASCII there is one pixel a cell, a letter for each ink. A pixel of ``NOTHING`` shows the background, and what
        is in a cell of two of them stays.
        """
        top, bottom = inks[0::2], inks[1::2]
        area = slice(row, row + top.shape[0]), slice(column, column + top.shape[1])
        upper, lower = top != NOTHING, bottom != NOTHING
        if self.ascii_only:
            self._text[area] = np.where(upper, _letters(top), self._text[area])
            self._text_inks[area] = np.where(upper, top, self._text_inks[area])
            return
        blocks = np.where(upper, ord(HALF_BLOCK), ord(LOWER_HALF))
        self._text[area] = np.where(upper | lower, blocks, self._text[area])
        self._text_inks[area] = np.where(upper, top, np.where(lower, bottom, self._text_inks[area]))
        self._grounds[area] = np.where(upper & lower, bottom + 1, 0)

    def paste(self, cells: Cells, row: int, column: int) -> None:
        """Put a finished picture, which must lie wholly inside, above all that is there."""
        area = slice(row, row + cells.height), slice(column, column + cells.width)
        self._text[area] = cells.code_points
        self._text_inks[area] = cells.inks
        self._grounds[area] = cells.grounds

    def cells(self) -> Cells:
        """The finished picture."""
        cells = self._dots.reshape(self.height, DOTS_PER_ROW, self.width, DOTS_PER_COLUMN).transpose(0, 2, 3, 1)
        bits = np.packbits(cells.reshape(self.height, self.width, 8), axis=2, bitorder="little")[..., 0]
        braille = (ascii_art.BRAILLE if self.ascii_only else _BRAILLE)[_UNICODE_BITS[bits]]
        has_text = self._text != 0
        code_points = np.where(has_text, self._text, braille)
        return Cells(code_points, np.where(has_text, self._text_inks, self._inks), self._grounds)
