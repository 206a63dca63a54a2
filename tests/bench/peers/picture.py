"""What the peers' apps share: the run of ``lrtui --lr 0.99`` as a picture, one step further at every tick."""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray
from textual.app import App

Array = NDArray[np.float64]

RATE = 0.99
PARABOLA_X: Array = np.linspace(-1.25, 1.25, 200)
PARABOLA_Y: Array = PARABOLA_X**2


def path(step: int) -> tuple[Array, Array]:
    """The iterates up to a step, and their values."""
    x: Array = -np.power(1 - 2 * RATE, np.arange(step + 1.0))
    return x, np.square(x)


class Picture(App[None]):
    """Draws the parabola and the run on it, as often a second as the command line says."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self._step = 0

    def on_mount(self) -> None:
        """Start the clock."""
        self.set_interval(1 / float(sys.argv[1]), self._tick)

    def _tick(self) -> None:
        self._step += 1
        self.draw(*path(self._step))

    def draw(self, x: Array, y: Array) -> None:
        """The parabola, and the run's iterates so far with their values."""
        raise NotImplementedError
