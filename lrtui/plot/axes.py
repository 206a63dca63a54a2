"""Scales from data to the window of a chart, and round numbers for their ticks."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LARGEST = float(np.finfo(np.float64).max)

LINEAR_TOPS = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
"""Times powers of ten, these are where a linear axis can end."""

FEW_POWERS = 2
"""The fewest powers of ten on a log axis that need no ticks between them."""


class Scale(Enum):
    """How values spread along an axis."""

    LINEAR = "linear"
    LOG = "log"
    """log10; values ≤ 0 have no place."""
    SYMLOG = "symlog"
    """Linear within ± ``threshold``, logarithmic beyond."""


@dataclass(frozen=True)
class Axis:
    """A window ``low`` … ``high`` on a scale: both finite, low < high, and both > 0 on a log scale.

    A symmetric-log scale turns logarithmic at ± ``threshold``, which is > 0.
    """

    low: float
    high: float
    scale: Scale = Scale.LINEAR
    threshold: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"{self.low} … {self.high} is no window")
        if self.scale is Scale.LOG and self.low <= 0:
            raise ValueError(f"a log axis cannot start at {self.low}")

    def position(self, values: Array) -> Array:
        """Where values lie: 0 at ``low``, 1 at ``high``, beyond these outside; NaN for a value without a place."""
        forward, _ = _TRANSFORMS[self.scale]
        with np.errstate(all="ignore"):
            size, start, extent = self._window
            return np.asarray((forward(values, self.threshold) / size - start) / extent)

    @cached_property
    def _window(self) -> tuple[float, float, float]:
        """Return what divides a transformed value, where the window starts after that, and how long it is.

        Divided before subtracting: high − low overflows for the largest floats.
        """
        forward, _ = _TRANSFORMS[self.scale]
        low, high = forward(np.array([self.low, self.high]), self.threshold).tolist()
        size = max(abs(low), abs(high))
        return size, low / size, high / size - low / size

    def value(self, position: float) -> float:
        """The value at a position: the inverse of ``position``."""
        return float(self.values(np.array([position]))[0])

    def values(self, positions: Array) -> Array:
        """The values at positions, of the same shape."""
        forward, inverse = _TRANSFORMS[self.scale]
        with np.errstate(all="ignore"):
            low, high = forward(np.array([self.low, self.high]), self.threshold)
            values = inverse(low * (1 - positions) + high * positions, self.threshold)
        # log10 of the largest float rounds up, and 10 to that power is infinite.
        return np.asarray(np.clip(values, -_LARGEST, _LARGEST))

    def ticks(self, most: int) -> list[float]:
        """At most ``most`` round values within the window, in rising order: multiples of 1, 2 or 5 × 10ᵏ."""
        if self.scale is Scale.LINEAR:
            return linear_ticks(self.low, self.high, most)
        if self.scale is Scale.LOG:
            return log_ticks(self.low, self.high, most)
        return symlog_ticks(self.low, self.high, self.threshold, most)


def _symlog(values: Array, threshold: float) -> Array:
    size = np.abs(values)
    # A difference of logarithms: the quotient of a huge value and a tiny threshold overflows.
    decades = np.log10(np.maximum(size, threshold)) - np.log10(threshold)
    return np.asarray(np.sign(values) * np.where(size <= threshold, size / threshold, 1 + decades))


def _symlog_inverse(values: Array, threshold: float) -> Array:
    size = np.abs(values)
    return np.asarray(np.sign(values) * threshold * np.where(size <= 1, size, 10 ** (np.maximum(size, 1) - 1)))


_Transform = Callable[[Array, float], Array]
_TRANSFORMS: dict[Scale, tuple[_Transform, _Transform]] = {
    Scale.LINEAR: (lambda v, _: v, lambda v, _: v),
    Scale.LOG: (lambda v, _: np.log10(v), lambda v, _: np.asarray(10.0**v)),
    Scale.SYMLOG: (_symlog, _symlog_inverse),
}


def round_up(value: float, mantissas: tuple[float, ...] = (1, 2, 5)) -> float:
    """The smallest m × 10ᵏ ≥ value > 0 for a mantissa m (rising, from 1 up to below 10); finite for finite values."""
    exponent = math.floor(math.log10(value))
    for power in (exponent, exponent + 1):
        for mantissa in mantissas:
            candidate = float(f"{mantissa}e{power}")
            if candidate >= value:
                return min(candidate, _LARGEST)
    raise AssertionError("a power of ten above the value is above it")


def round_down(value: float) -> float:
    """The largest 1, 2 or 5 × 10ᵏ that is not above the value; a difference in its last bits does not count."""
    exponent = math.floor(math.log10(value))
    candidates = [float(f"{m}e{k}") for k in (exponent - 1, exponent) for m in (1, 2, 5)]
    return max(c for c in candidates if c / (1 + 1e-12) <= value and math.isfinite(c))


def linear_ticks(low: float, high: float, most: int) -> list[float]:
    """Multiples of the smallest 1-2-5 step that gives at most ``most`` of them."""
    if most < 1:
        return []
    # Halved before subtracting: high − low overflows for the largest floats.
    step = round_up(min(max((high / 2 - low / 2) / most * 2, 1e-300), _LARGEST / 2))
    while math.floor(high / step) - math.ceil(low / step) + 1 > most:
        if step > _LARGEST / 2:
            return [0.0]  # the window holds more than one multiple of even the largest step, so it holds 0
        step = round_up(min(step * 1.5, _LARGEST))
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Powers of ten: all, or every 2nd, 3rd, 5th, …; in a window with few, also 2 and 5 times them, if they fit."""
    bottom, top = math.ceil(math.log10(low)), math.floor(math.log10(high))
    if top - bottom < FEW_POWERS and most > 1:
        fine = [float(f"{m}e{k}") for k in range(bottom - 1, top + 1) for m in (1, 2, 5)]
        inside = [value for value in fine if low <= value <= high]
        if len(inside) <= most:
            return inside
    every = 1
    while (top - bottom) // every + 1 > max(most, 1):
        every = int(round_up(every * 1.5, (1, 2, 3, 5)))
    powers = range(-(-bottom // every) * every, top + 1, every)
    if len(powers) < 2 <= most:  # no two of its multiples, but two powers that are so far apart
        powers = range(bottom, top + 1, every)
    return [float(f"1e{k}") for k in powers][:most]


def symlog_ticks(low: float, high: float, threshold: float, most: int) -> list[float]:
    """Zero, and on both sides the threshold times powers of ten: all of them or every 2nd, 5th, …, as fits."""
    decades = max(math.floor(math.log10(max(abs(low), abs(high))) - math.log10(threshold)), 0)
    every = 1
    while True:
        sizes = [threshold * float(f"1e{k}") for k in range(0, decades + 1, every)]
        values = [v for v in [*(-size for size in reversed(sizes)), 0.0, *sizes] if low <= v <= high]
        if len(values) <= most or every > decades:
            return values[: max(most, 0)]
        every = int(round_up(every * 1.5))


def loss_axis(losses: Array) -> Axis:
    """A log axis from the smallest to the largest of the losses, each rounded outwards."""
    positive = losses[losses > 0]
    if not len(positive):
        return Axis(0.1, 1.0, Scale.LOG)
    low, high = round_down(float(positive.min())), round_up(float(positive.max()))
    return Axis(low, max(high, low * 2), Scale.LOG)
