"""The picture alone, with textual-plot."""

from __future__ import annotations

from textual.app import ComposeResult
from textual_plot import HiResMode, PlotWidget

from .picture import PARABOLA_X, PARABOLA_Y, Array, Picture


class PlotPicture(Picture):
    """In a PlotWidget."""

    def compose(self) -> ComposeResult:
        """The plot."""
        yield PlotWidget()

    def draw(self, x: Array, y: Array) -> None:
        """All of it anew."""
        plot = self.query_one(PlotWidget)
        plot.clear()
        plot.plot(PARABOLA_X, PARABOLA_Y, line_style="blue", hires_mode=HiResMode.BRAILLE)
        plot.plot(x, y, line_style="yellow", hires_mode=HiResMode.BRAILLE)
        plot.scatter(x, y, marker="•", marker_style="white")


if __name__ == "__main__":
    PlotPicture().run()
