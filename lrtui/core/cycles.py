"""Cycles: whether a run goes through the same points again and again, and how many these are.

A cycle of p points is a fixed point of p steps together. Their slope there, the product m of the factors 1 − η·f''
at its points, says what p steps make of a small distance from it. So a run of plain descent that has come back to
within d of where it was p steps ago is about d/(1 − m) away from such a cycle, and is drawn to it where |m| < 1: that
is Newton's step. (Strogatz, "Nonlinear Dynamics and Chaos", section 10.3, on the multiplier of a cycle.)
"""

from __future__ import annotations

import numpy as np

from lrtui.core.arrays import Array, BoolArray, IntArray

LONGEST_PERIOD = 64
"""Cycles with more points are not told from runs that do not repeat themselves."""

REPETITIONS = 4
"""How often a run is seen to go through its cycle."""

_REPEATS = 1e-7
"""How exactly a cycle repeats itself, relative to its size."""

_CLOSE = 1e-4
"""How near an attracting cycle must be, relative to how much it differs from one of half the length."""

_ROUNDING = 4 * float(np.finfo(np.float64).eps)
"""A run that comes back as exactly as this, relative to its size, does so for ever."""

_SMALLEST = 1e-9
"""How large a cycle must be, relative to where it is, so as not to be the rounding of a run at rest."""

_UNLIKE = 1e-3
"""How much a cycle differs from every shorter one, relative to its size: a run that spirals in on one does not."""

_STANDS = 1e-13
"""How exactly a run stands still, relative to where it is."""


def standing(points: Array) -> BoolArray:
    """Whether runs stand still in all of their last iterates ``(n, runs)``; ``(runs,)``."""
    with np.errstate(all="ignore"):
        return np.asarray(np.ptp(points, axis=0) <= _STANDS * np.abs(points).max(axis=0))


def periods(points: Array) -> IntArray:
    """How many points the cycles of runs have, from their last iterates ``(n, runs)``; ``(runs,)``.

    1 for a run that stands still, 0 where nothing up to ``LONGEST_PERIOD`` repeats itself at least four times.
    """
    count = len(points)
    found = np.zeros(points.shape[1:], dtype=np.int64)
    with np.errstate(all="ignore"):
        spread = points.max(axis=0) - points.min(axis=0)
        found[standing(points)] = 1
        open_ = np.flatnonzero((found == 0) & np.isfinite(spread))
        for period in range(2, min(LONGEST_PERIOD, count // 4) + 1):
            if not open_.size:
                break
            runs, most = points[:, open_], _REPEATS * spread[open_]
            # Also from the first to the last: a run that closes in on a cycle, or on a point, does not repeat itself.
            same = (np.abs(runs[-1] - runs[(count - 1) % period]) <= most) & (
                np.abs(runs[period:] - runs[:-period]).max(axis=0) <= most
            )
            unlike = np.full(same.shape, True)
            # On its way to a shorter cycle, or round about it, a run seems to have a multiple of its length.
            for shorter in (period // factor for factor in range(2, period) if period % factor == 0):
                unlike &= np.abs(runs[shorter:] - runs[:-shorter]).max(axis=0) > _UNLIKE * spread[open_]
            found[open_[same & unlike]] = period
            open_ = open_[~same]
    return found


def attracting_periods(points: Array, factors: Array) -> IntArray:
    """How many points the cycles have that runs of plain descent are drawn to, or go through exactly; ``(runs,)``.

    Args:
        points: the last iterates, ``(n, runs)``.
        factors: 1 − η·f'' at each of them, ``(n, runs)``; nan where it is not known.

    Returns:
        The periods, 2 … ``LONGEST_PERIOD``; 0 where there is no cycle, or it is not certain yet.
    """
    found = np.zeros(points.shape[1:], dtype=np.int64)
    longest = min(LONGEST_PERIOD, (len(points) - 1) // REPETITIONS)
    with np.errstate(all="ignore"):
        recent = points[-REPETITIONS * longest - 1 :] if longest else points
        spread = recent.max(axis=0) - recent.min(axis=0)
        back = np.abs(points[-2 - np.arange(1, longest)] - points[-1]) if longest > 1 else points[:0]
        for period in (np.flatnonzero((back <= _CLOSE * spread).any(axis=1)) + 2).tolist():
            open_ = np.flatnonzero(found == 0)
            drawn = _is_attracted(points[:, open_], factors[:, open_], period)
            found[open_[drawn]] = period
    return found


def _is_attracted(points: Array, factors: Array, period: int) -> Array:
    """Whether runs are at a cycle of so many points, or of a divisor of that, and do not leave it; ``(runs,)``."""
    runs = points[-REPETITIONS * period - 1 :]
    astray = np.abs(runs[period:] - runs[:-period]).max(axis=0)
    size = np.abs(runs).max(axis=0)
    # A run on its way to a cycle of half the length, from side to side, is no nearer to the whole one than to that.
    half = period // 2
    differs = np.abs(runs[half:] - runs[:-half]).max(axis=0) if period % 2 == 0 else np.ptp(runs, axis=0)
    multiplier = factors[-period:].prod(axis=0)
    near = (np.abs(multiplier) < 1) & (astray <= (1 - multiplier) * _CLOSE * differs)
    exact = astray <= _ROUNDING * size
    return np.asarray((near | (exact & np.isfinite(multiplier))) & (differs > _SMALLEST * size))
