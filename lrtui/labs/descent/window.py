"""How much of the plane the picture shows: a window that stands still while η moves and the run plays.

Half-widths come in levels, so that a window which has to grow grows in steps that one sees. The window of the start
depends on the objective and on x₀ alone. A run that leaves it is first seen leaving; then the camera draws back.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.minima import minimum_near
from lrtui.core.objectives import OBJECTIVES, Objective, objective
from lrtui.core.quadratic import Quadratic
from lrtui.labs.descent.settings import DescentSettings

LEVELS = (1.0, 1.6, 2.5, 4.0, 6.3)
"""The half-widths of the levels, times powers of ten; level 0 is the first of them."""

USUAL = 1
"""The level that the parabola is shown at: from −1.6 to 1.6."""

COARSE = 2
"""Windows of the start are so many levels apart: it seldom changes while x₀ moves."""

TINY = 0.025
"""A start nearer to 0 than this share of the usual window has a window of its own."""

MARGIN = 1.04
"""A window reaches a little farther than what it must hold."""

SPEED = 4
"""Levels by which the camera can draw back in a step: about six and a half times."""

HEADROOM = 2.2
"""How many times as high as the start, and as the humps between the minima, a window reaches that is not all bowl."""

LARGEST = float(np.finfo(np.float64).max)

_SHARES = np.linspace(0.0, 1.0, 401)


def half_width(level: int) -> float:
    """The half-width of a level: within the range of ordinary floats."""
    power, index = divmod(level, len(LEVELS))
    return max(float(f"{LEVELS[index]}e{min(power, 307)}"), 1e-300)


def level_of(reach: float) -> int:
    """The smallest level whose half-width holds ``reach`` > 0 and a margin."""
    reach = min(reach, 1e307) * MARGIN
    level = len(LEVELS) * math.floor(math.log10(reach)) - len(LEVELS)
    while half_width(level) < reach:
        level += 1
    return level


def starting_level(x0: float) -> int:
    """The level of the window at the start: the usual one, or one that suits an x₀ which that cannot show."""
    reach = abs(x0)
    if reach == 0 or TINY * half_width(USUAL) <= reach * MARGIN <= half_width(USUAL):
        return USUAL
    level = level_of(reach)
    return level + (level - USUAL) % COARSE


class Scene(NamedTuple):
    """The windows of an objective.

    Attributes:
        objective: the function.
        centre: the middle of its windows.
        unit: the half-width of level 0.
        start: the level of the window at the start.
        starts: the starts that the window of the start is about.
    """

    objective: Objective
    centre: float
    unit: float
    start: int
    starts: tuple[float, ...]

    def reach(self, x: float, centre: float | None = None) -> float:
        """How far x is from the middle of a window, in half-widths of level 0."""
        return abs(x - (self.centre if centre is None else centre)) / self.unit

    def half(self, level: int) -> float:
        """The half-width of a level."""
        return min(self.unit * half_width(level), LARGEST / 2)

    def standing(self, zoom: int) -> int:
        """The level of the window that stands: that of the start, but for what it was zoomed or drawn back."""
        return self.start - zoom

    def holds(self, level: int, x: float) -> bool:
        """Whether a window of this level shows x."""
        return self.reach(x) <= half_width(level)

    def heights(self, low: float, high: float, level: int) -> tuple[float, float]:
        """From where to where f is shown from ``low`` to ``high``: all of a bowl, and else what the runs are about."""
        if isinstance(self.objective, Quadratic):
            bottom = self.objective.offset
            top = float(self.objective.value(np.array(high)))
        else:
            bottom, top = self._heights_of_any(low, high, level)
        rise = min(max(top - bottom, 1e-300, 1e-12 * abs(bottom)), LARGEST)
        return bottom, min(bottom + rise, LARGEST)

    def reaches(self, centre: float, level: int) -> tuple[float, float]:
        """From where to where a window of this level reaches."""
        # Far from 0, floats are far apart.
        half = max(self.half(level), 1e-9 * abs(centre))
        return max(centre - half, -LARGEST), min(centre + half, LARGEST)

    def _heights_of_any(self, low: float, high: float, level: int) -> tuple[float, float]:
        grid = low * (1 - _SHARES) + high * _SHARES
        values = self.objective.value(grid)
        values = values[np.isfinite(values)]
        if not len(values):
            return 0.0, 1.0
        bottom, top = float(values.min()), float(values.max())
        if level > self.start:
            return bottom, top
        humps = values[1:-1][(values[1:-1] >= values[:-2]) & (values[1:-1] >= values[2:])]
        starts = np.array([start for start in self.starts if low <= start <= high])
        marks = np.concatenate([humps, self.objective.value(starts)])
        marks = marks[np.isfinite(marks)]
        wanted = bottom + HEADROOM * float((marks - bottom).max()) if len(marks) else top
        return bottom, min(top, wanted) if wanted > bottom else top


def scene_of(settings: DescentSettings) -> Scene:
    """The windows for some settings."""
    return _scene(settings.objective, settings.a, settings.x0)


@lru_cache(maxsize=64)
def _scene(name: str, a: float, x0: float) -> Scene:
    function, named = objective(name, a), OBJECTIVES.get(name)
    if isinstance(function, Quadratic):
        return Scene(function, function.minimum, 1.0, starting_level(x0 - function.minimum), (x0,))
    if named is not None:
        low, high = named.window
        starts = (x0, named.x0, *(preset.x0 for preset in named.presets))
    else:
        low, high = _found_window(function, x0)
        starts = (x0,)
    centre, unit = low / 2 + high / 2, high / 2 - low / 2
    reach = abs(x0 - centre) / unit
    level = 0 if reach * MARGIN <= 1.0 else level_of(reach)
    return Scene(function, centre, unit, level + level % COARSE, starts)


def _found_window(function: Objective, x0: float) -> tuple[float, float]:
    """A window for a function that nobody knows: about the minimum of x₀'s basin, and as far as its neighbours."""
    near, minima = minimum_near(function, x0), function.minima
    if near is None:
        return -4.0, 4.0
    others: Array = minima[minima != near]
    left, right = others[others < near][-1:].tolist(), others[others > near][:1].tolist()
    sides = [near - place for place in left] + [place - near for place in right]
    margin = 0.4 * max(sides) if sides else half_width(starting_level(x0 - near))
    return min([near, *left]) - margin, max([near, *right]) + margin
