"""Where a function of one variable has its minima, found from its derivative.

A minimum is where f' changes from falling to rising. Such changes are looked for on a grid, and each is closed in by
bisection. So minima that are closer together than the grid's steps may be missed, and of a flat bottom there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lrtui.core.arrays import Array

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective

WINDOW = 20.0
"""Minima are looked for from −20 to 20, in steps of 1/64, so that a whole number or a half is found to the bit."""

FARTHEST = 1e6
"""How far is looked where there is none in the window, in steps that grow with the distance."""

NEAR = 1e-9
"""So close to a minimum, relative to 1 + |x|, it is not asked which way is down: rounding would answer."""

_STEPS = np.arange(-WINDOW * 64, WINDOW * 64 + 1) / 64
_HALVINGS = 63
_FAR = np.geomspace(WINDOW, FARTHEST, 500)[1:]


def minima_of(objective: Objective) -> Array:
    """The places of the minima in the window, ``(minima,)``, rising; of those farther out where it has none."""
    found = _minima_on(objective, _STEPS)
    return found if len(found) else _minima_on(objective, np.concatenate([-_FAR[::-1], _STEPS, _FAR]))


def minimum_near(objective: Objective, x: float) -> float | None:
    """The minimum that descent by tiny steps reaches from ``x``; None where it reaches none.

    At a point where f is flat, that is the nearest one.
    """
    minima, place = objective.minima, np.array(x)
    slope = float(objective.gradient(place))
    nearest = float(minima[np.abs(minima - x).argmin()]) if len(minima) else None
    if nearest is not None and (not slope or np.isnan(slope) or abs(nearest - x) <= NEAR * (1 + abs(x))):
        return nearest
    if not slope or not np.isfinite(x):
        return None
    downhill = minima[minima > x] if slope < 0 else minima[minima < x][::-1]
    if abs(x) > WINDOW or not len(downhill):
        # The list may not have what is out here.
        ahead = x - np.sign(slope) * np.concatenate([_STEPS[_STEPS >= 0], _FAR])
        nearer = np.sort(_minima_on(objective, np.unique(ahead)))[:: 1 if slope < 0 else -1]
        downhill = nearer if len(nearer) else downhill
    return float(downhill[0]) if len(downhill) else None


def nearest_minimum(objective: Objective, x: float) -> float | None:
    """The known minimum that is nearest to ``x``; None where none is known."""
    return min(objective.minima.tolist(), key=lambda place: abs(place - x), default=None)


def basins_of(objective: Objective, points: Array) -> Array:
    """The minimum that lies downhill of each of the points ``(n,)``, which is that of its basin; nan where none does.

    Of a point at a minimum, or where f is flat, that is the nearest one.
    """
    minima = objective.minima
    if not len(minima):
        return np.full(points.shape, np.nan)
    with np.errstate(all="ignore"):
        slopes = objective.gradient(points)
        above = np.searchsorted(minima, points)
        places = np.concatenate([[np.nan], minima, [np.nan]])
        left, right = places[above], places[above + 1]
        nearest = np.where((points - left <= right - points) | np.isnan(right), left, right)
        there = np.abs(points - nearest) <= NEAR * (1 + np.abs(points))
        return np.asarray(np.where(there | ~(np.abs(slopes) > 0), nearest, np.where(slopes < 0, right, left)))


def _minima_on(objective: Objective, grid: Array) -> Array:
    """The minima between the points of a rising grid ``(n,)``, and on them."""
    slopes = objective.gradient(grid)
    falling, rising, flat = slopes < 0, slopes > 0, slopes == 0
    exact = grid[1:-1][falling[:-2] & flat[1:-1] & rising[2:]]
    brackets = np.flatnonzero(falling[:-1] & rising[1:])
    # At a cusp, such as that of sqrt(abs(x)), there is no derivative.
    cusps = np.flatnonzero(falling[:-2] & np.isnan(slopes[1:-1]) & rising[2:])
    low, high = np.concatenate([brackets, cusps]), np.concatenate([brackets + 1, cusps + 2])
    closed = _closed_in(objective, grid[low], grid[high])
    return np.sort(np.concatenate([exact, closed]))


def _closed_in(objective: Objective, low: Array, high: Array) -> Array:
    """The minima between ``low`` and ``high``, ``(n,)``: f' < 0 at the one and > 0 at the other. Poles are left out."""
    lowest = np.minimum(objective.value(low), objective.value(high))
    halfway = lowest
    for turn in range(_HALVINGS if len(low) else 0):
        middle = low + 0.5 * (high - low)
        slopes = objective.gradient(middle)
        low, high = np.where(slopes > 0, low, middle), np.where(slopes < 0, high, middle)
        if turn == 2 * _HALVINGS // 3:
            halfway = objective.value(middle)
    with np.errstate(all="ignore"):
        place = np.where(np.abs(objective.gradient(low)) <= np.abs(objective.gradient(high)), low, high)
        value = objective.value(np.asarray(place))
        # Into a pole f goes on falling, however narrow the bracket.
        settled = value >= halfway - 1e-6 * (1 + np.abs(value))
    return np.asarray(place[np.isfinite(value) & settled & (value <= lowest)])
