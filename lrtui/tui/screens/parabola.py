"""The parabola lab's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from lrtui.labs.actions import Action
from lrtui.labs.options import parse_typed
from lrtui.labs.parabola import ParabolaLab
from lrtui.labs.parabola_frame import ParabolaFrame
from lrtui.labs.settings import ParabolaSettings
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures import growth, history
from lrtui.plot.figures.picture import PICTURE, chart
from lrtui.plot.figures.readout import READOUT
from lrtui.tui.about import Help
from lrtui.tui.keys import MOUSE, SECTIONS, Sections, bindings
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets import parabola_lines
from lrtui.tui.widgets.plot_view import PlotView

if TYPE_CHECKING:
    from lrtui.report.formats import Report

IDEA = (
    "Gradient descent goes downhill by x' = x − η·f'(x). On f(x) = a·x² that is x' = x·(1−2aη): each step multiplies "
    "|x| by the growth factor |1−2aη|. Below 1 the run converges, above 1 it blows up. Past η = 1/(2a) each step "
    "overshoots the minimum, past η = 1/a it lands farther away. Hold → and watch."
)

SOURCES = (
    ("question", "the article “Why do high learning rate diverges the weight updates?”"),
    (
        "rates",
        "the best is 1/f'', the critical one 2/f'': f'' = 2a here, the eigenvalues of the Hessian "
        "in more dimensions. Goodfellow, Bengio, Courville, Deep Learning (2016), sections 4.3 and 8.2",
    ),
    ("descent", "on quadratics: Nocedal, Wright, Numerical Optimization (2006), section 3.3"),
)


class ParabolaScreen(LabScreen):
    """Gradient descent on f(x) = a·x²."""

    NAME = "parabola"
    SECTIONS: ClassVar[Sections] = SECTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(SECTIONS)
    ABOUT = Help("Parabola: why a learning rate blows up", IDEA, SOURCES, MOUSE)
    HEADER = parabola_lines.HEADER
    SENTENCE = parabola_lines.SENTENCE
    EXAMPLES = "lr 0.83 · x0 -2 · a 3 · steps 12 · speed 8"
    ALWAYS = ("learning_rate", "x0", "steps")

    def __init__(self, settings: ParabolaSettings, *, ascii_only: bool = False) -> None:
        super().__init__(ParabolaLab(settings), ascii_only=ascii_only)

    def compose_figures(self) -> ComposeResult:
        """The picture and the numbers; under them the history and the growth factor by η."""
        with Horizontal(id="upper"):
            yield self.view(PICTURE, "picture")
            yield self.view(READOUT, "readout")
        with Horizontal(id="lower"):
            yield self.view(history.HISTORY, "history")
            yield self.view(growth.GROWTH, "growth")

    def report(self) -> Report:
        """The run up to the step shown."""
        from lrtui.report.parabola import report

        return report(self.lab.present)

    def parse(self, text: str) -> Action:
        """A name and a number; a number alone is η."""
        return Action("set", *parse_typed(ParabolaSettings, text, default="learning_rate"))

    def tick(self, seconds: float) -> None:
        """Take the steps that are due."""
        if self.lab.advance(seconds):
            self.show_frame()

    def ticks_per_second(self, frame: ParabolaFrame) -> float:
        """One a step while the run plays."""
        return frame.settings.speed if frame.playing else 0.0

    def shown(self, frame: ParabolaFrame) -> None:
        """Tell the preset's story under the picture, or the hint of a first start; read out where the run rests."""
        hint = self.lrtui.hint.text(frame) if self.lrtui.hint is not None else ""
        self.query_one("#picture", PlotView).caption(parabola_lines.preset_story(frame) or hint)
        for name, values in (("#history", history.values), ("#growth", growth.values)):
            self.query_one(name, PlotView).caption("" if frame.playing else values(frame))

    @on(PlotView.Pointed, "#picture")
    def _start_where_clicked(self, event: PlotView.Pointed) -> None:
        area = chart(self.lab.frame(), Canvas(*event.view.size))
        x = area.x_at(event.column)
        if x is not None:
            # As many decimals as a cell is wide: a click does not mean more.
            decimals = max(-int(f"{area.x.high / area.box.width:e}".partition("e")[2]), 0)
            self.act(Action("set", "x0", round(x, decimals)))

    @on(PlotView.Wheeled)
    def _zoom(self, event: PlotView.Wheeled) -> None:
        self.act(Action("zoom", amount=event.direction))
