"""The picture alone, with textual-plotext."""

from __future__ import annotations

from textual.app import ComposeResult
from textual_plotext import PlotextPlot

from .picture import PARABOLA_X, PARABOLA_Y, Array, Picture


class PlotextPicture(Picture):
    """In a PlotextPlot."""

    def compose(self) -> ComposeResult:
        """The plot."""
        yield PlotextPlot()

    def draw(self, x: Array, y: Array) -> None:
        """All of it anew."""
        view = self.query_one(PlotextPlot)
        plot = view.plt
        plot.clear_data()
        plot.plot(PARABOLA_X.tolist(), PARABOLA_Y.tolist(), marker="braille")
        plot.plot(x.tolist(), y.tolist(), marker="braille")
        plot.scatter(x.tolist(), y.tolist(), marker="•")
        view.refresh()


if __name__ == "__main__":
    PlotextPicture().run()
