"""Noise in the gradient, as batches of few rows have it: x' = x − η·(f'(x) + σ·ξ), with ξ normal.

A rate that is good far from the minimum is too large near it: there the iterates go on jumping in a band, which is the
wider the larger the rate is. So a smaller rate ends nearer, and gets there later.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.momentum import polynomial
from lrtui.core.recipe import Recipe

BLOCK = 1024
"""How many draws are made at once."""


@dataclass(frozen=True)
class Noise:
    """What is added to the gradient of every update; runs side by side all have the same.

    What it adds at an update depends on nothing but its number and the seed: so a step that is taken again is the same,
    to the bit, however many are taken at once.

    Attributes:
        sigma: σ, the standard deviation for one row; ≥ 0.
        seed: of the draws; ≥ 0.
        rows: how many rows are averaged in each update, ≥ 1: they divide σ² by their number.
    """

    sigma: float
    seed: int = 0
    rows: int = 1

    def draws(self, first: int, count: int) -> Array:
        """σ·ξ of the updates with the numbers ``first``, … from 0 on, ``(count,)``."""
        blocks = range(first // BLOCK, -(-(first + count) // BLOCK))
        drawn = [np.random.default_rng([self.seed, block]).standard_normal(BLOCK) for block in blocks]
        start = first % BLOCK
        return self.sigma / math.sqrt(self.rows) * np.concatenate([*drawn, np.empty(0)])[start : start + count]

    def at(self, updates: IntArray) -> Array:
        """σ·ξ of the updates with these numbers, rising, ``(n,)``."""
        if not len(updates):
            return np.empty(0)
        first, last = int(updates[0]), int(updates[-1])
        if last - first < 2 * BLOCK + 4 * len(updates):
            return self.draws(first, last - first + 1)[updates - first]
        return np.concatenate([self.draws(int(update), 1) for update in updates])


def variance(recipe: Recipe, curvature: float, noise: Noise) -> float | None:
    """The variance to which the iterates settle near a minimum of this curvature λ > 0, at a constant rate.

    Without momentum it is ησ²/(λ·(2 − ηλ)); with it, that of the autoregressive process which the iterates then are,
    for the heavy ball ησ²·(1 + β)/(λ·(1 − β)·(2(1 + β) − ηλ)). (Box and Jenkins, "Time Series Analysis", 1970.) On a
    quadratic it is exact.

    Returns:
        The variance; infinite where the rate does not converge, None where no formula holds.
    """
    if recipe.schedule != "constant" or recipe.optimizer not in ("sgd", "momentum", "nesterov"):
        return None
    beta, nesterov = recipe.value or 0.0, recipe.optimizer == "nesterov"
    rate, limit = recipe.learning_rate, recipe.rule.limit
    if limit is None or not 0 < rate * curvature < limit:
        return 0.0 if rate == 0 else math.inf
    # x'' = τ·x' − δ·x − ησ·(b·ξ' + c·ξ)
    trace, determinant = (float(part) for part in polynomial(np.array(rate * curvature), beta, nesterov=nesterov))
    now, before = (1.0 + beta, -beta) if nesterov else (1.0, 0.0)
    shape = (1 + determinant) * (now**2 + before**2) + 2 * trace * now * before
    # 1 + δ − τ is ηλ.
    size = shape / ((1 - determinant) * (1 + determinant + trace)) / (rate * curvature)
    heard = rate * noise.sigma
    return heard * heard / noise.rows * size
