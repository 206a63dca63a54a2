"""The network lab's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from lrtui.labs.actions import Action
from lrtui.labs.network import NetworkLab
from lrtui.labs.network_frame import NetworkFrame
from lrtui.labs.options import number, parse_typed
from lrtui.labs.settings import MAX_RATES, NetworkSettings
from lrtui.plot.figures.network_curves import CURVES
from lrtui.plot.figures.network_map import MAP, has_map, legend
from lrtui.plot.figures.network_table import TABLE
from lrtui.plot.figures.under_cursor import network_values
from lrtui.tui.about import Help
from lrtui.tui.keys import NETWORK_MOUSE, NETWORK_SECTIONS, Sections, bindings
from lrtui.tui.screens.training import TrainingScreen
from lrtui.tui.widgets import network_lines
from lrtui.tui.widgets.plot_view import PlotView

if TYPE_CHECKING:
    from lrtui.report.formats import Report

OTHER_ROWS = 14
"""Rows that the curves, the lines and the table's own frame need at the least."""

IDEA = (
    "These networks differ in nothing but the learning rate: same first weights, same rows in the same order. Too "
    "large a rate overshoots as on the parabola: its curve is ragged and never settles, or the loss runs away. Too "
    "small a rate wastes epochs on the same way. In between, a larger rate levels off early, and a smaller one draws "
    "level later."
)

SOURCES = (
    ("question", "the article “Why should the learning rate always be low?”: its blobs, its network"),
    (
        "network",
        "one ReLU layer, softmax, cross-entropy, plain gradient descent in batches: Goodfellow, Bengio, "
        "Courville, Deep Learning (2016), chapter 6 and section 8.3",
    ),
    ("weights", "at first: He et al. (2015) for the ReLU layer, Glorot and Bengio (2010) for the softmax"),
    (
        "AUC",
        "of each class against the rest, micro-averaged: of all pairs of a right and a wrong (row, class), the share "
        "that is ordered so. Mann and Whitney's rank formula (1947)",
    ),
)


class NetworkScreen(TrainingScreen):
    """One network, several learning rates."""

    NAME = "network"
    SECTIONS: ClassVar[Sections] = NETWORK_SECTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(NETWORK_SECTIONS)
    ABOUT = Help("Network: the same question without a parabola", IDEA, SOURCES, NETWORK_MOUSE)
    HEADER = network_lines.HEADER
    SENTENCE = network_lines.SENTENCE
    EXAMPLES = "epochs 400 · batch 32 · hidden 20 · seed 1 · speed 30"
    ALWAYS = ("learning_rates",)

    def __init__(self, settings: NetworkSettings, *, ascii_only: bool = False) -> None:
        super().__init__(NetworkLab(settings), ascii_only=ascii_only)

    def compose_figures(self) -> ComposeResult:
        """The curves and the map; under them the table and the progress."""
        with Horizontal(id="upper"):
            yield self.view(CURVES, "curves")
            yield self.view(MAP, "map")
        yield self.view(TABLE, "table")
        yield self.view(network_lines.PROGRESS, "progress")

    def report(self) -> Report:
        """The training up to the epoch shown."""
        from lrtui.report.network import report_of

        return report_of(self.lab.frame())

    def parse(self, text: str) -> Action:
        """A name and a number; a number alone is the epochs."""
        return Action("set", *parse_typed(NetworkSettings, text, default="epochs"))

    def action_add(self) -> None:
        """Ask for another learning rate."""

        def parse(text: str) -> Action:
            rate = number(above=0)(text.strip())
            rates = self.lab.settings.learning_rates
            if rate in rates or len(rates) >= MAX_RATES:
                raise ValueError(f"{rate:g} is there already" if rate in rates else f"there are {MAX_RATES} already")
            return Action("add", amount=rate)

        self.ask(parse, "another learning rate, such as 0.3")

    def shown(self, frame: NetworkFrame) -> None:
        """Keep the table as tall as its rows, leave the map out where there is none, and read out the cursor."""
        self.set_class(not has_map(frame), "-no-map")
        room = self.size.height - OTHER_ROWS
        self.query_one("#curves", PlotView).caption("" if frame.playing else network_values(frame))
        self.query_one("#map", PlotView).caption(legend(frame))
        self.query_one("#table").styles.height = max(min(len(frame.runs), 8, room), 1) + 3
