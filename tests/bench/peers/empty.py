"""An empty Textual app that repaints its whole window at a rate: the least that a frame of an app can cost."""

from __future__ import annotations

import sys

import numpy as np  # noqa: F401 - as an app with numbers would
from textual.app import App, ComposeResult
from textual.widget import Widget


class Blank(Widget):
    """Nothing, in every cell."""

    DEFAULT_CSS = "Blank { width: 100%; height: 100%; }"

    def render(self) -> str:
        """One word, to see that it is there."""
        return "ready"


class Empty(App[None]):
    """Repaints ``rate`` times a second; never where that is 0."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rate: float) -> None:
        super().__init__()
        self._rate = rate

    def compose(self) -> ComposeResult:
        """A widget of the size of the window."""
        yield Blank()

    def on_mount(self) -> None:
        """Start the clock."""
        if self._rate:
            self.set_interval(1 / self._rate, self.query_one(Blank).refresh)


if __name__ == "__main__":
    Empty(float(sys.argv[1])).run()
