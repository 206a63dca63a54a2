"""The screen of the lab that chooses a rate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from lrtui.labs.actions import Action
from lrtui.labs.choose import ChooseLab
from lrtui.labs.choose_frame import ChooseFrame
from lrtui.labs.options import parse_typed
from lrtui.labs.settings import ChooseSettings, NetworkSettings
from lrtui.plot.figures.choose_sheet import FIRST, SECOND
from lrtui.plot.figures.choose_table import VERDICT
from lrtui.plot.figures.under_cursor import first_values, second_values
from lrtui.tui.about import Help
from lrtui.tui.keys import CHOOSE_SECTIONS, NETWORK_MOUSE, Sections, bindings
from lrtui.tui.screens.training import TrainingScreen
from lrtui.tui.widgets import choose_lines
from lrtui.tui.widgets.plot_view import PlotView

if TYPE_CHECKING:
    from lrtui.report.formats import Report

OTHER_ROWS = 19
"""Rows that the charts, the lines and the table's own frame need at the least."""

TABLE_ROWS = 6
"""The most rows of the table: it is of one height, so that the charts stand still as it fills."""

IDEA = (
    "Many rates train slower and end less accurate than some smaller one. A scout at rates of many magnitudes tells: "
    "the rate with the least error is the fastest, all above it are ruled out. Passes at ever smaller rates follow "
    "while the best hold-out accuracy rises. The range test lets the rate of one run grow and reads a rate off its "
    "loss."
)

SOURCES = (
    ("procedure", "Wilson and Martinez, The need for small learning rates on large problems (2001)"),
    (
        "data",
        "the error is SSE, the sum of squared errors on the rows that train. The hold-out rows do not: accuracy there "
        "stops each pass; T marks where a guess of a good error would have. The test rows are looked at once, at the "
        "end",
    ),
    ("range test", "Smith, Cyclical learning rates for training neural networks (2017)"),
    ("rules", "minimum, steepest, valley, slide: fastai's, with slopes taken over log η"),
)


class ChooseScreen(TrainingScreen):
    """Scout, shrink, verdict; or a range test."""

    NAME = "choose"
    SECTIONS: ClassVar[Sections] = CHOOSE_SECTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE_SECTIONS)
    ABOUT = Help("Choose: find the learning rate, and see why", IDEA, SOURCES, NETWORK_MOUSE)
    HEADER = choose_lines.HEADER
    SENTENCE = choose_lines.SENTENCE
    EXAMPLES = "scout 200 · rates 20 · from 0.001 · patience 50 · seed 1"
    ALWAYS = ("method",)

    def __init__(self, settings: ChooseSettings, *, ascii_only: bool = False) -> None:
        super().__init__(ChooseLab(settings), ascii_only=ascii_only)

    def compose_figures(self) -> ComposeResult:
        """The first two stages side by side, the verdict under them."""
        with Horizontal(id="upper"):
            yield self.view(FIRST, "first")
            yield self.view(SECOND, "second")
        yield self.view(VERDICT, "verdict")

    def report(self) -> Report:
        """What the method has come to."""
        from lrtui.report.choose import report_of

        return report_of(self.lab.frame())

    def parse(self, text: str) -> Action:
        """A name and a number; a number alone is the epochs of the scout."""
        field, value = parse_typed(ChooseSettings, text, default="scout_epochs")
        replace(self.lab.settings, **{field: value})  # refuses what does not go together
        return Action("set", field, value)

    async def action_open_network(self) -> None:
        """Take the rate that this has come to, and its neighbours, to the Network lab."""
        try:
            settings: NetworkSettings = self.lab.network_settings()
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        await self.app.open(settings)  # type: ignore[attr-defined]

    def shown(self, frame: ChooseFrame) -> None:
        """Keep the table at one height, as tall as the window allows, and read out where the cursor is."""
        for name, values in (("#first", first_values), ("#second", second_values)):
            self.query_one(name, PlotView).caption("" if frame.going else values(frame))
        self.query_one("#verdict").styles.height = max(min(TABLE_ROWS, self.size.height - OTHER_ROWS), 2) + 3
