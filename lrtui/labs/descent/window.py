"""How much of the x-axis the picture shows: a window about 0 that stands still while η moves and the run plays.

Half-widths come in levels, so that a window which has to grow grows in steps that one sees. The window of the start
depends on the objective and on x₀ alone. A run that leaves it is first seen leaving; then the camera draws back.
"""

from __future__ import annotations

import math

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


def standing_level(x0: float, zoom: int) -> int:
    """The level of the window that stands: that of the start, but for what it was zoomed or the camera drew back."""
    return starting_level(x0) - zoom


def holds(level: int, x: float) -> bool:
    """Whether a window of this level shows x."""
    return abs(x) <= half_width(level)
