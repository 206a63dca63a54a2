"""What the peers' pictures show: the run of ``lrtui --lr 0.99``, from its start to a step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RATE = 0.99
PARABOLA_X: Array = np.linspace(-1.25, 1.25, 200)
PARABOLA_Y: Array = PARABOLA_X**2


def path(step: int) -> tuple[Array, Array]:
    """The iterates up to a step, and their values."""
    x: Array = -np.power(1 - 2 * RATE, np.arange(step + 1.0))
    return x, np.square(x)
