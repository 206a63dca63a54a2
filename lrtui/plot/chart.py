"""A rectangle of a canvas with an axis each way: lines and marks in data coordinates, ticks and labels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrtui.numbers import rate
from lrtui.plot.axes import Array, Axis
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, Canvas, Indices
from lrtui.plot.ink import Ink
from lrtui.plot.marks import ground, offsets

GUTTER = 7
"""Columns for the labels of a vertical axis; fixed, so that a picture stands still when they change."""

_ROUNDING = 1e-9
"""More than the rounding error of a dot coordinate, and far less than a dot."""


@dataclass(frozen=True)
class Box:
    """A rectangle of cells."""

    row: int
    column: int
    height: int
    width: int


def tick_label(value: float) -> str:
    """A tick's value in few characters: ``0.5``, ``-20``, ``1e6``."""
    return rate(value, 4)


@dataclass(frozen=True)
class Chart:
    """Draws on ``canvas`` within ``box``; what lies outside the axes' windows is clipped, never moved to the edge."""

    canvas: Canvas
    box: Box
    x: Axis
    y: Axis

    @classmethod
    def on(cls, canvas: Canvas, x: Axis, y: Axis, *, right: int = 1) -> Chart:
        """A chart as large as the canvas, but for the labels and so many columns at the right."""
        return cls(canvas, Box(0, GUTTER, max(canvas.height - 1, 1), max(canvas.width - GUTTER - right, 1)), x, y)

    def line(self, x: Array, y: Array, ink: Ink) -> None:
        """Draw a polyline through points, both ``(n,)``; it breaks at a point that is not finite."""
        with np.errstate(all="ignore"):
            self.stroke(*self.dots_of(x, y), ink)

    def stroke(self, u: Array, v: Array, ink: Ink) -> None:
        """Draw a polyline through dot coordinates (columns, rows), both ``(n,)`` and not rounded."""
        if len(u) < 2:
            return
        ends = clip(u[:-1], v[:-1], u[1:], v[1:], self._last_column, self._last_row)
        self._draw(*rasterise(*ends), ink)

    def segments(self, x0: Array, y0: Array, x1: Array, y1: Array, ink: Ink) -> None:
        """Draw straight strokes from (x0, y0) to (x1, y1), all ``(n,)``."""
        if not len(x0):
            return
        with np.errstate(all="ignore"):
            (u0, v0), (u1, v1) = self.dots_of(x0, y0), self.dots_of(x1, y1)
            self._draw(*rasterise(*clip(u0, v0, u1, v1, self._last_column, self._last_row)), ink)

    def points(self, x: Array, y: Array, mark: str, ink: Ink) -> None:
        """Put the character ``mark`` at points, both ``(n,)``."""
        self._characters(*self._inside(x, y), mark, ink)

    def marks(
        self, x: Array, y: Array, mark: str, ink: Ink, *, large: bool = False, beside: float | None = None
    ) -> None:
        """The shape ``mark`` around the dots of points, both ``(n,)``; in ASCII, the character.

        With ``beside``, a height, a single mark is moved by as many dots as it takes to be whole within the box and on
        its own side of the line at that height, however near its value is; on the line where its value is that height.
        """
        if not len(x):
            return
        rows, columns = self._inside(x, y)
        down, right = offsets(mark, large=large)
        if self.canvas.ascii_only:  # a character fills its cell
            down = np.arange(DOTS_PER_ROW)
            rows = rows - rows % DOTS_PER_ROW
        if beside is not None and len(rows) == 1:
            rows = self._beside(rows, down, y[0], beside)
        if self.canvas.ascii_only:
            self._characters(rows, columns, mark, ink)
            return
        # A hollow mark is hollow: what was drawn before does not show in it.
        self.canvas.erase(*self._on_canvas(rows, columns, *ground(mark, large=large)))
        self.canvas.dots(*self._on_canvas(rows, columns, down, right), ink)

    def _characters(self, rows: Indices, columns: Indices, mark: str, ink: Ink) -> None:
        """The character ``mark`` in the cells of the box's dots."""
        row, column = rows // DOTS_PER_ROW + self.box.row, columns // DOTS_PER_COLUMN + self.box.column
        self.canvas.marks(row, column, mark, ink)

    def _beside(self, rows: Indices, down: Indices, value: float, beside: float) -> Indices:
        """The row of a mark that is whole within the box, and on its value's side of the line at ``beside``."""
        rows = np.clip(rows, -down.min(), self._last_row - down.max())
        step = DOTS_PER_ROW if self.canvas.ascii_only else 1
        for line in self._rows([beside]).values():
            taken = line // step * step
            if value > beside:
                rows = np.minimum(rows, taken - 1 - down.max())
            elif value < beside:
                rows = np.maximum(rows, taken + step - down.min())
        return rows

    def _on_canvas(self, rows: Indices, columns: Indices, down: Indices, right: Indices) -> tuple[Indices, Indices]:
        """The dots of the canvas (rows, columns) that lie ``down`` and ``right`` of each of the box's dots."""
        first_row, first_column = DOTS_PER_ROW * self.box.row, DOTS_PER_COLUMN * self.box.column
        return (rows[:, None] + down).ravel() + first_row, (columns[:, None] + right).ravel() + first_column

    def dotted(self, x: Array, y: Array, ink: Ink) -> None:
        """A dot at each of the points, both ``(n,)``."""
        self._draw(*self._inside(x, y), ink)

    def horizontal(self, y: float, ink: Ink = Ink.MUTED, *, every: int = 4) -> None:
        """Draw a dotted line across the box at ``y``."""
        columns = np.arange(0, self._last_column + 1, every)
        for row in self._rows([y]).values():
            self._draw(np.full_like(columns, row), columns, ink)

    def vertical(self, x: float, ink: Ink = Ink.MUTED, *, every: int = 4) -> None:
        """Draw a dotted line from top to bottom at ``x``."""
        rows = np.arange(0, self._last_row + 1, every)
        for column in self._columns([x]).values():
            self._draw(rows, np.full_like(rows, column), ink)

    def shade(self, low: float, high: float, ink: Ink = Ink.MUTED) -> None:
        """Draw sparse dots from ``low`` to ``high`` along x, from top to bottom."""
        rows, columns = np.indices((self._last_row + 1, self._last_column + 1)).reshape(2, -1)
        first, last = (self.x.position(np.array([low, high])) * self._last_column).tolist()
        grid = (rows % 4 == 1) & (columns % 4 == (rows // 4 % 2) * 2)
        inside = grid & (columns >= first) & (columns <= last)
        self._draw(rows[inside], columns[inside], ink)

    def ticks(self, columns: int = 8) -> None:
        """Labels on both axes, where there is room: one every ``columns`` columns, and every third row."""
        self.y_ticks(max(self.box.height // 3, 2))
        self.x_ticks(max(self.box.width // columns, 2))

    def y_ticks(self, most: int) -> None:
        """Write labels at the left of the box, right-aligned, with a tick; a label that does not fit is left out."""
        taken = -1
        for value, dot in self._rows(self.y.ticks(most)[::-1]).items():
            label, row = tick_label(value) + "┤", dot // DOTS_PER_ROW
            if row > taken and len(label) <= self.box.column:
                self.canvas.write(self.box.row + row, self.box.column - len(label), label, Ink.MUTED)
                taken = row

    def x_ticks(self, most: int, *, labels: dict[float, str] | None = None) -> None:
        """Write labels under the box, centred at their values; a label that would touch the one before is left out.

        They reach under the labels at the left, but not beyond the box at the right: there is the edge.
        """
        taken = -1
        labels = labels or {tick: tick_label(tick) for tick in self.x.ticks(most)}
        for value, dot in self._columns(list(labels)).items():
            column = self.box.column + dot // DOTS_PER_COLUMN
            text = self.canvas.encode(labels[value])
            start = max(min(column - len(text) // 2, self.box.column + self.box.width - len(text)), 0)
            if start > taken:
                self.canvas.write(self.box.row + self.box.height, start, text, Ink.MUTED)
                taken = start + len(text)

    def cell_of(self, x: float, y: float) -> tuple[int, int] | None:
        """The canvas row and column of a point; None where it is outside."""
        rows, columns = self._inside(np.array([x]), np.array([y]))
        if not len(rows):
            return None
        return self.box.row + int(rows[0]) // DOTS_PER_ROW, self.box.column + int(columns[0]) // DOTS_PER_COLUMN

    def column_of(self, x: float) -> int | None:
        """The canvas column of a value; None where it is outside."""
        dot = self._columns([x]).get(x)
        return None if dot is None else self.box.column + dot // DOTS_PER_COLUMN

    def x_at(self, column: int) -> float | None:
        """The value at the middle of a canvas column; None outside the box."""
        inside = column - self.box.column
        if not 0 <= inside < self.box.width:
            return None
        return self.x.value((DOTS_PER_COLUMN * inside + 0.5) / max(self._last_column, 1))

    def y_at(self, row: int) -> float | None:
        """The value at the middle of a canvas row; None outside the box."""
        inside = row - self.box.row
        if not 0 <= inside < self.box.height:
            return None
        return self.y.value(1 - (DOTS_PER_ROW * inside + 1.5) / max(self._last_row, 1))

    @property
    def _last_column(self) -> int:
        return DOTS_PER_COLUMN * self.box.width - 1

    @property
    def _last_row(self) -> int:
        return DOTS_PER_ROW * self.box.height - 1

    def _columns(self, values: list[float]) -> dict[float, int]:
        """The dot columns of the values that lie within the box."""
        with np.errstate(all="ignore"):
            dots = self.x.position(np.array(values)) * self._last_column
        return _within(values, dots, self._last_column)

    def _rows(self, values: list[float]) -> dict[float, int]:
        """The dot rows of the values that lie within the box."""
        with np.errstate(all="ignore"):
            dots = (1 - self.y.position(np.array(values))) * self._last_row
        return _within(values, dots, self._last_row)

    def dots_of(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Dot coordinates within the box (column, row), not rounded; the caller silences NumPy's warnings."""
        return self.x.position(x) * self._last_column, (1 - self.y.position(y)) * self._last_row

    def _inside(self, x: Array, y: Array) -> tuple[Indices, Indices]:
        """The dots (rows, columns) of the points that lie within the box."""
        with np.errstate(all="ignore"):
            u, v = self.dots_of(x, y)
            inside = (u >= -0.5) & (u <= self._last_column + 0.5) & (v >= -0.5) & (v <= self._last_row + 0.5)
        return _round(v[inside], self._last_row), _round(u[inside], self._last_column)

    def _draw(self, rows: Indices, columns: Indices, ink: Ink) -> None:
        self.canvas.dots(rows + DOTS_PER_ROW * self.box.row, columns + DOTS_PER_COLUMN * self.box.column, ink)


def _within(values: list[float], dots: Array, last: int) -> dict[float, int]:
    """The dot of each value that is at most half a dot beyond the edges."""
    return {
        value: min(max(math.floor(dot + (0.5 + _ROUNDING)), 0), last)
        for value, dot in zip(values, dots.tolist(), strict=True)
        if -0.5 <= dot <= last + 0.5
    }


def _round(values: Array, last: int) -> Indices:
    return np.minimum(np.maximum(_nearest(values), 0), last)


def clip(u0: Array, v0: Array, u1: Array, v1: Array, last_u: int, last_v: int) -> tuple[Array, Array, Array, Array]:
    """The parts of segments within 0 … last_u × 0 … last_v (Liang and Barsky, 1984); all arrays ``(n,)``.

    Before anything is rounded, so that an endpoint at 1e300 costs nothing and draws no false line. Segments
    wholly outside, or with an endpoint that is not finite, are left out. Where both ends are more than 1e15 dots
    away, the part may be off by some dots.
    """
    if _all_inside(u0, u1, last_u) and _all_inside(v0, v1, last_v):
        return u0, v0, u1, v1
    with np.errstate(all="ignore"):
        # From the end that is nearer: from one at 1e17 on, a float no longer resolves a dot.
        far_first = np.maximum(np.abs(u0), np.abs(v0)) > np.maximum(np.abs(u1), np.abs(v1))
        u0, u1 = np.where(far_first, u1, u0), np.where(far_first, u0, u1)
        v0, v1 = np.where(far_first, v1, v0), np.where(far_first, v0, v1)
        enter_u, leave_u = _crossings(u0, u1 - u0, last_u)
        enter_v, leave_v = _crossings(v0, v1 - v0, last_v)
        enter = np.maximum(np.maximum(enter_u, enter_v), 0.0)
        leave = np.minimum(np.minimum(leave_u, leave_v), 1.0)
        keep: NDArray[np.bool_] = np.isfinite(u1 - u0) & np.isfinite(v1 - v0) & (enter <= leave)
        ends = [
            _at(t, crossings[side], start, stop - start, (0, last) if side == 0 else (last, 0))[keep]
            for side, t in enumerate((enter, leave))
            for crossings, start, stop, last in (
                ((enter_u, leave_u), u0, u1, last_u),
                ((enter_v, leave_v), v0, v1, last_v),
            )
        ]
    swap = far_first[keep]
    a, b, c, d = ends
    return np.where(swap, c, a), np.where(swap, d, b), np.where(swap, a, c), np.where(swap, b, d)


def _all_inside(start: Array, stop: Array, last: int) -> bool:
    """Whether nothing has to be clipped, which is the usual case; a NaN is not inside."""
    both = np.concatenate([start, stop])
    return not len(both) or bool(both.min() >= 0 and both.max() <= last)


def _crossings(start: Array, delta: Array, last: int) -> tuple[Array, Array]:
    """The t at which start + t·delta enters and leaves −½ … last + ½: dots reach half a dot beyond their centres."""
    low, high = (-0.5 - start) / delta, (last + 0.5 - start) / delta
    inside = (start >= -0.5) & (start <= last + 0.5)
    enter = np.where(delta == 0, np.where(inside, -np.inf, np.inf), np.minimum(low, high))
    leave = np.where(delta == 0, np.where(inside, np.inf, -np.inf), np.maximum(low, high))
    return enter, leave


def _at(t: Array, crossing: Array, start: Array, delta: Array, edges: tuple[int, int]) -> Array:
    """The coordinate at ``t``. Where that is a crossing, the edge itself, which start + t·delta can miss by far.

    ``edges`` are the ones crossed by a rising and by a falling coordinate.
    """
    rising, falling = edges
    edge = np.where(delta > 0, rising, falling)
    inside = np.clip(start + t * delta, min(edges), max(edges))
    return np.where((t == crossing) & (delta != 0), edge, inside)


def rasterise(u0: Array, v0: Array, u1: Array, v1: Array) -> tuple[Indices, Indices]:
    """The dots (rows, columns) on straight strokes between finite dot coordinates, all ``(n,)``.

    As many dots as the longer of a stroke's two extents needs, for all strokes at once.
    """
    length = np.maximum(np.abs(_nearest(u1) - _nearest(u0)), np.abs(_nearest(v1) - _nearest(v0)))
    count = length + 1
    stroke = np.repeat(np.arange(len(count)), count)
    along = (np.arange(len(stroke)) - np.repeat(np.cumsum(count) - count, count)) / np.maximum(length, 1)[stroke]
    columns = u0[stroke] + along * (u1 - u0)[stroke]
    rows = v0[stroke] + along * (v1 - v0)[stroke]
    return _nearest(rows), _nearest(columns)


def _nearest(coordinates: Array) -> Indices:
    """The dots nearest to coordinates; halfway between two, or a rounding error short of that, always the next one.

    Halves rounded to even would leave gaps in a level stroke that starts at one.
    """
    return np.floor(coordinates + (0.5 + _ROUNDING)).astype(np.int64)
