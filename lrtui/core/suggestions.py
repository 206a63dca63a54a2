"""The rules that read a learning rate off a range test, and whether what they say can be relied on.

The rules are fastai's (and torch-lr-finder's, for the steepest slope), but for their known faults: slopes are taken
against ln η and not against η or the iteration, a spike does not draw them, a curve that ends early does not break
them, and a curve that never falls gets no suggestion at all. The slide is fastai's to the letter.
"""

import statistics
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lrtui.core.arrays import Array

SLOPE_DECADES = 0.5
"""A slope is taken over this part of the curve: the slope between two batches is mostly noise."""

SLIDE_WIDTH, SLIDE_THRESHOLD = 15, 0.005
"""The slide's window, in points, and the difference of the slopes at its ends that stops it, in loss a point."""

WARM_UP = 10
"""The first tenth of a curve is left out: its average is still of too few losses."""

SHORTEST = 10
"""A curve of fewer iterations than these says nothing."""

RISE = 1.1
"""Where a curve is above its lowest by this factor, the first descent is over: at later rates the loss is that of a
network which too large a rate has thrown off."""

FLAT = 0.1
"""A smoothed loss that falls by less than this share is flat."""

DISAGREEMENT = 10.0
"""Seeds whose suggestions differ by more than this factor disagree."""


def suggest(learning_rates: Array, smoothed: Array) -> dict[str, float | None]:
    """What each rule says of one curve; None where it has nothing to say, such as of a curve that never falls.

    Args:
        learning_rates: rising, evenly spaced in ln η, ``(n,)``.
        smoothed: the loss at them, ``(n,)``; looked at as far as it is finite. All rules but the slide, which starts
            from the rise at its end, look at it only until it first rises by ``RISE``.
    """
    broken = np.flatnonzero(~np.isfinite(smoothed))
    curve = smoothed[: broken[0]] if len(broken) else smoothed
    risen = np.flatnonzero(_despiked(curve) > RISE * np.minimum.accumulate(curve))
    descent = curve[: risen[0]] if len(risen) else curve
    if len(descent) < 2:
        return dict.fromkeys(RULES)
    rates = learning_rates[: len(descent)]
    found = {name: rule(rates, descent) for name, rule in DESCENT_RULES.items()}
    return {**found, "slide": _slide(learning_rates[: len(curve)], curve)}


def _minimum(rates: Array, curve: Array) -> float | None:
    """The rate at the minimum, divided by 10."""
    lowest = int(curve.argmin())
    return float(rates[lowest]) / 10 if lowest else None


def _steepest(rates: Array, curve: Array) -> float | None:
    """The rate at the most negative slope against ln η, on the way to the minimum."""
    index = _steepest_index(_slopes(rates, curve), curve)
    return None if index is None else float(rates[index])


def _valley(rates: Array, curve: Array) -> float | None:
    """The rate half-way down the longest decreasing subsequence, of w values, that ends at index e.

    As fastai has it: the index e − w + w/3 + w/6, in whole numbers.
    """
    lengths, tails = [], list[float]()  # tails[k]: the best last value, negated, of a subsequence of k + 1
    for value in (-curve).tolist():
        place = bisect_left(tails, value)
        tails[place : place + 1] = [value]
        lengths.append(place + 1)
    width = max(lengths)
    start = max(lengths.index(width) - width, 0)
    return float(rates[start + width // 3 + width // 6]) if width > 1 else None


def _slide(rates: Array, curve: Array) -> float | None:
    """From the right end, where the loss blows up, leftwards to where its slope no longer changes.

    As fastai has it (and the interval slide rule before it): the slope of the loss by index; a window of
    ``SLIDE_WIDTH`` points moves to the left for as long as the slopes at its ends differ by more than
    ``SLIDE_THRESHOLD``; the rate at its left end. Nothing of a curve that never falls, or is shorter than the window.
    """
    if len(curve) <= SLIDE_WIDTH or not curve.argmin():
        return None
    slopes = np.gradient(curve)
    differ = np.abs(slopes[SLIDE_WIDTH:] - slopes[:-SLIDE_WIDTH]) > SLIDE_THRESHOLD
    same = np.flatnonzero(~differ[::-1])
    moved = int(same[0]) if len(same) else len(differ)
    return float(rates[len(differ) - max(moved, 1)])


DESCENT_RULES: dict[str, Callable[[Array, Array], float | None]] = {
    "minimum": _minimum,
    "steepest": _steepest,
    "valley": _valley,
}
RULES = (*DESCENT_RULES, "slide")


def _despiked(curve: Array) -> Array:
    """The curve with the median of three for each value that has two neighbours."""
    if len(curve) < 3:
        return curve
    inner = np.median(np.stack([curve[:-2], curve[1:-1], curve[2:]]), axis=0)
    return np.concatenate([curve[:1], inner, curve[-1:]])


def _slopes(rates: Array, curve: Array) -> Array:
    """The slope of the curve against ln η over ``SLOPE_DECADES`` around each rate, ``(n,)``; a spike hardly shows."""
    half = max(round(SLOPE_DECADES / 2 / _spacing(rates)), 1)
    at = np.arange(len(curve))
    left, right = np.maximum(at - half, 0), np.minimum(at + half, len(curve) - 1)
    despiked, logarithms = _despiked(curve), np.log(rates)
    return np.asarray((despiked[right] - despiked[left]) / (logarithms[right] - logarithms[left]))


def _spacing(rates: Array) -> float:
    """The decades between two rates."""
    return float(np.log10(rates[1] / rates[0]))


def _steepest_index(slopes: Array, curve: Array) -> int | None:
    """Where the slope is most negative up to the minimum; None where it is nowhere negative."""
    index = int(slopes[: curve.argmin() + 1].argmin())
    return index if slopes[index] < 0 else None


@dataclass(frozen=True)
class Suggestion:
    """What one rule says of the curves of several seeds: a rate or None for each. If most are None, nothing."""

    per_seed: tuple[float | None, ...]

    @property
    def _rates(self) -> list[float]:
        """Rates from the seeds that have one; empty unless most do."""
        rates = [rate for rate in self.per_seed if rate is not None]
        return rates if 2 * len(rates) > len(self.per_seed) else []

    @property
    def median(self) -> float | None:
        """The middle one of the rates."""
        return statistics.median(self._rates) if self._rates else None

    @property
    def low(self) -> float | None:
        """The smallest of the rates."""
        return min(self._rates, default=None)

    @property
    def high(self) -> float | None:
        """The largest of the rates."""
        return max(self._rates, default=None)

    @property
    def spread(self) -> float:
        """The factor between the largest and the smallest; 1 where there is one or none."""
        return max(self._rates) / min(self._rates) if self._rates else 1.0

    @property
    def disagrees(self) -> bool:
        """Whether the seeds are too far apart for their median to mean anything."""
        return self.spread > DISAGREEMENT


def suggestions(learning_rates: Array, smoothed: Sequence[Array]) -> dict[str, Suggestion]:
    """What each rule says of each seed's curve, but for its start, which is mostly noise.

    The rates are ``(n,)``; a curve has the losses at the first of them, and may end early.
    """
    start = len(learning_rates) // WARM_UP
    found = [suggest(learning_rates[start : len(curve)], curve[start:]) for curve in smoothed]
    return {name: Suggestion(tuple(rates[name] for rates in found)) for name in RULES}


def doubt(learning_rates: Array, smoothed: Sequence[Array], found: dict[str, Suggestion]) -> str | None:
    """Why no rate at all can be read off these curves, in which ``found`` was found; None where one can."""
    start = len(learning_rates) // WARM_UP
    if any(len(curve) - start < SHORTEST for curve in smoothed):
        return "a run had too few batches"
    if any(_fall(curve[start:]) < FLAT for curve in smoothed):
        return "the curve is flat: the loss hardly falls at any rate"
    falling = [curve.argmin() >= len(learning_rates) - 2 for curve in smoothed]
    if 2 * sum(falling) > len(falling):
        return "the loss still falls at the largest rate"
    by_seed = zip(*(suggestion.per_seed for suggestion in found.values()), strict=True)
    if any(all(rate is None for rate in rates) for rates in by_seed):
        return "on some seed's curve no rule finds a rate"
    return None


def _fall(curve: Array) -> float:
    """The share by which the loss falls on its way to the minimum."""
    lowest = int(curve.argmin())
    highest = float(curve[: lowest + 1].max())
    return 1 - float(curve[lowest]) / highest if highest > 0 else 0.0
