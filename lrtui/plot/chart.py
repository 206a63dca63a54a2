"""A rectangle of a canvas with an axis each way: lines and marks in data coordinates, ticks and labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrtui.plot.axes import Array, Axis
from lrtui.plot.canvas import DOTS_PER_COLUMN, DOTS_PER_ROW, Canvas, Indices
from lrtui.plot.ink import Ink


@dataclass(frozen=True)
class Box:
    """A rectangle of cells."""

    row: int
    column: int
    height: int
    width: int


def tick_label(value: float) -> str:
    """A tick's value in few characters: ``0.5``, ``-20``, ``1e6``."""
    text = f"{value:.4g}"
    mantissa, separator, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if separator else text


@dataclass(frozen=True)
class Chart:
    """Draws on ``canvas`` within ``box``; what lies outside the axes' windows is clipped, never moved to the edge."""

    canvas: Canvas
    box: Box
    x: Axis
    y: Axis

    def line(self, x: Array, y: Array, ink: Ink) -> None:
        """A polyline through points, both ``(n,)``; it breaks where one is not finite."""
        self.segments(x[:-1], y[:-1], x[1:], y[1:], ink)

    def segments(self, x0: Array, y0: Array, x1: Array, y1: Array, ink: Ink) -> None:
        """Straight strokes from (x0, y0) to (x1, y1), all ``(n,)``."""
        (u0, v0), (u1, v1) = self._dots(x0, y0), self._dots(x1, y1)
        rows, columns = rasterise(*clip(u0, v0, u1, v1, self._last_column, self._last_row))
        self._draw(rows, columns, ink)

    def points(self, x: Array, y: Array, mark: str, ink: Ink) -> None:
        """The character ``mark`` at points, both ``(n,)``."""
        rows, columns = self._inside(x, y)
        row, column = rows // DOTS_PER_ROW + self.box.row, columns // DOTS_PER_COLUMN + self.box.column
        self.canvas.marks(row, column, mark, ink)

    def horizontal(self, y: float, ink: Ink = Ink.MUTED, *, every: int = 4) -> None:
        """A dotted line across at ``y``."""
        columns = np.arange(0, self._last_column + 1, every)
        _, v = self._dots(np.array([self.x.low]), np.array([y]))
        if np.isfinite(v[0]) and -0.5 <= v[0] <= self._last_row + 0.5:
            self._draw(np.full_like(columns, round(v[0])), columns, ink)

    def vertical(self, x: float, ink: Ink = Ink.MUTED, *, every: int = 4) -> None:
        """A dotted line from top to bottom at ``x``."""
        rows = np.arange(0, self._last_row + 1, every)
        u, _ = self._dots(np.array([x]), np.array([self.y.low]))
        if np.isfinite(u[0]) and -0.5 <= u[0] <= self._last_column + 0.5:
            self._draw(rows, np.full_like(rows, round(u[0])), ink)

    def shade(self, low: float, high: float, ink: Ink = Ink.MUTED) -> None:
        """Sparse dots from ``low`` to ``high`` along x, from top to bottom."""
        rows, columns = np.indices((self._last_row + 1, self._last_column + 1)).reshape(2, -1)
        first, last = (self.x.position(np.array([low, high])) * self._last_column).tolist()
        grid = (rows % 4 == 1) & (columns % 4 == (rows // 4 % 2) * 2)
        inside = grid & (columns >= first) & (columns <= last)
        self._draw(rows[inside], columns[inside], ink)

    def y_ticks(self, most: int) -> None:
        """Labels at the left of the box, right-aligned, with a tick; one that does not fit there is left out."""
        taken = -1
        for value in reversed(self.y.ticks(most)):
            rows, _ = self._inside(np.array([self.x.low]), np.array([value]))
            if len(rows) and (row := int(rows[0]) // DOTS_PER_ROW) > taken:
                label = tick_label(value) + "┤"
                if len(label) > self.box.column:
                    continue
                self.canvas.write(self.box.row + row, self.box.column - len(label), label, Ink.MUTED)
                taken = row

    def x_ticks(self, most: int, *, labels: dict[float, str] | None = None) -> None:
        """Labels under the box, centred at their values; one that would touch the one before is left out."""
        taken = -1
        for value, text in (labels or {tick: tick_label(tick) for tick in self.x.ticks(most)}).items():
            column = self.column_of(value)
            if column is None:
                continue
            text = self.canvas.encode(text)
            start = min(max(column - len(text) // 2, self.box.column), self.box.column + self.box.width - len(text))
            if start > taken:
                self.canvas.write(self.box.row + self.box.height, start, text, Ink.MUTED)
                taken = start + len(text)

    def column_of(self, x: float) -> int | None:
        """The canvas column of a value; None where it is outside."""
        _, columns = self._inside(np.array([x]), np.array([self.y.high]))
        return self.box.column + int(columns[0]) // DOTS_PER_COLUMN if len(columns) else None

    def x_at(self, column: int) -> float | None:
        """The value at the middle of a canvas column; None outside the box."""
        inside = column - self.box.column
        if not 0 <= inside < self.box.width:
            return None
        return self.x.value((DOTS_PER_COLUMN * inside + 0.5) / max(self._last_column, 1))

    @property
    def _last_column(self) -> int:
        return DOTS_PER_COLUMN * self.box.width - 1

    @property
    def _last_row(self) -> int:
        return DOTS_PER_ROW * self.box.height - 1

    def _dots(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Dot coordinates within the box (column, row), not rounded."""
        with np.errstate(all="ignore"):
            return self.x.position(x) * self._last_column, (1 - self.y.position(y)) * self._last_row

    def _inside(self, x: Array, y: Array) -> tuple[Indices, Indices]:
        """The dots (rows, columns) of the points that lie within the box."""
        u, v = self._dots(x, y)
        with np.errstate(invalid="ignore"):
            inside = (u >= -0.5) & (u <= self._last_column + 0.5) & (v >= -0.5) & (v <= self._last_row + 0.5)
        return _round(v[inside], self._last_row), _round(u[inside], self._last_column)

    def _draw(self, rows: Indices, columns: Indices, ink: Ink) -> None:
        self.canvas.dots(rows + DOTS_PER_ROW * self.box.row, columns + DOTS_PER_COLUMN * self.box.column, ink)


def _round(values: Array, last: int) -> Indices:
    return np.clip(np.rint(values), 0, last).astype(np.int64)


def clip(u0: Array, v0: Array, u1: Array, v1: Array, last_u: int, last_v: int) -> tuple[Array, Array, Array, Array]:
    """The parts of segments within 0 … last_u × 0 … last_v (Liang and Barsky, 1984); all arrays ``(n,)``.

    Before anything is rounded, so that an endpoint at 1e300 costs nothing and draws no false line. Segments
    wholly outside, or with an endpoint that is not finite, are left out.
    """
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


def _crossings(start: Array, delta: Array, last: int) -> tuple[Array, Array]:
    """The t at which start + t·delta enters and leaves the dots 0 … last, which reach half a dot beyond."""
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
    length = np.maximum(np.abs(np.rint(u1) - np.rint(u0)), np.abs(np.rint(v1) - np.rint(v0))).astype(np.int64)
    count = length + 1
    stroke = np.repeat(np.arange(len(count)), count)
    along = (np.arange(len(stroke)) - np.repeat(np.cumsum(count) - count, count)) / np.maximum(length, 1)[stroke]
    columns = u0[stroke] + along * (u1 - u0)[stroke]
    rows = v0[stroke] + along * (v1 - v0)[stroke]
    return np.rint(rows).astype(np.int64), np.rint(columns).astype(np.int64)
