"""The picture alone, with textual-plot."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual_plot import HiResMode, PlotWidget

from .run_of_descent import PARABOLA_X, PARABOLA_Y, path


class Picture(App[None]):
    """The parabola and the run on it, one step further ``rate`` times a second."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rate: float) -> None:
        super().__init__()
        self._rate = rate
        self._step = 0

    def compose(self) -> ComposeResult:
        """The plot."""
        yield PlotWidget()

    def on_mount(self) -> None:
        """Start the clock."""
        self.set_interval(1 / self._rate, self.draw)

    def draw(self) -> None:
        """One step on."""
        self._step += 1
        x, y = path(self._step)
        plot = self.query_one(PlotWidget)
        plot.clear()
        plot.plot(PARABOLA_X, PARABOLA_Y, line_style="blue", hires_mode=HiResMode.BRAILLE)
        plot.plot(x, y, line_style="yellow", hires_mode=HiResMode.BRAILLE)
        plot.scatter(x, y, marker="•", marker_style="white")


if __name__ == "__main__":
    Picture(float(sys.argv[1])).run()
