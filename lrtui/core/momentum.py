"""What momentum does along a direction of curvature λ, by the roots of z² − τ·z + δ = 0.

A rate η and a β multiply an iterate's distance and velocity by a matrix with trace τ and determinant δ. With s = η·λ,

- of the heavy ball, v' = β·v + g, x' = x − η·v', it is τ = 1 + β − s and δ = β (Polyak, 1964),
- of Nesterov's momentum, as ``core.optimizers`` has it, τ = (1 + β)·(1 − s) and δ = β·(1 − s).

The larger size of the two roots is the *modulus*: in the long run a step multiplies the distance by it. Everything is
a function of s and β alone. Without momentum the roots are 1 − s and 0.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array


def polynomial(products: Array, beta: Array | float, *, nesterov: bool = False) -> tuple[Array, Array]:
    """The trace τ and the determinant δ at the products η·λ; all shapes broadcast."""
    if nesterov:
        return np.asarray((1.0 + beta) * (1.0 - products)), np.asarray(beta * (1.0 - products))
    return np.asarray(1.0 + beta - products), np.asarray(beta + 0.0 * products)


def modulus(products: Array, beta: Array | float, *, nesterov: bool = False) -> Array:
    """The modulus at the products η·λ, of any sign, and β from 0 up to 1; their shapes broadcast.

    A run converges along the direction where it is below 1. Of the heavy ball it is √β in all of
    (1 − √β)² < η·λ < (1 + √β)².
    """
    with np.errstate(over="ignore", invalid="ignore"):
        trace, determinant = polynomial(products, beta, nesterov=nesterov)
        half = 0.5 * np.abs(trace)
        spread = half * half - determinant
        return np.where(spread < 0, np.sqrt(np.abs(determinant)), half + np.sqrt(np.maximum(spread, 0.0)))


def best_beta(product: float, *, nesterov: bool = False) -> float | None:
    """The β that makes the modulus at this product η·λ the smallest; None where no β makes it smaller than 1.

    It is where both roots are the same: (1 − √s)² for the heavy ball, 0 < s < 4, with modulus |1 − √s|, and
    (1 − √s)/(1 + √s) for Nesterov's momentum, s ≤ 1, with modulus 1 − √s; beyond 1 the latter is best without any.
    """
    if not 0 < product < (2 if nesterov else 4):
        return None
    root = math.sqrt(product)
    return max((1 - root) / (1 + root), 0.0) if nesterov else (1 - root) ** 2


class Best(NamedTuple):
    """The heavy ball that is best for the worst of some curvatures, and the modulus that it has for all of them."""

    learning_rate: float
    beta: float
    modulus: float


def best_between(smallest: float, largest: float) -> Best:
    """The best heavy ball for all curvatures from μ to L, 0 < μ ≤ L.

    η = (2/(√L + √μ))² and √β = (√κ − 1)/(√κ + 1), κ = L/μ; √β is its modulus too (Polyak, 1964).
    """
    low, high = math.sqrt(smallest), math.sqrt(largest)
    size = (high - low) / (high + low)
    return Best((2 / (high + low)) ** 2, size**2, size)
