"""The picture alone, with textual-plotext."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual_plotext import PlotextPlot

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
        yield PlotextPlot()

    def on_mount(self) -> None:
        """Start the clock."""
        self.set_interval(1 / self._rate, self.draw)

    def draw(self) -> None:
        """One step on."""
        self._step += 1
        x, y = path(self._step)
        view = self.query_one(PlotextPlot)
        plot = view.plt
        plot.clear_data()
        plot.plot(PARABOLA_X.tolist(), PARABOLA_Y.tolist(), marker="braille")
        plot.plot(x.tolist(), y.tolist(), marker="braille")
        plot.scatter(x.tolist(), y.tolist(), marker="•")
        view.refresh()


if __name__ == "__main__":
    Picture(float(sys.argv[1])).run()
