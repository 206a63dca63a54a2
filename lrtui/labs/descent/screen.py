"""The descent lab's screen."""

from textual import on

from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.figures.picture import PICTURE, chart
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.hint import Hint, state_file
from lrtui.labs.descent.keys import MOUSE
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.plot.canvas import Canvas
from lrtui.plot.panel import Panel
from lrtui.tui.about import Help
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.plot_view import PlotView

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


class DescentScreen(LabScreen[DescentLab, DescentFrame]):
    """Gradient descent on a function of one variable."""

    ABOUT = Help("Descent: why a learning rate blows up", IDEA, SOURCES, MOUSE)
    LOOK = LOOK
    EXAMPLES = "lr 0.83 · x0 -2 · a 3 · steps 12 · speed 8"
    TYPED = "learning_rate"
    ALWAYS = ("learning_rate", "x0", "steps")

    def __init__(self, settings: DescentSettings, *, ascii_only: bool = False) -> None:
        super().__init__(DescentLab(settings), ascii_only=ascii_only)
        self._hint: Hint | None = None

    def caption(self, panel: Panel[DescentFrame], frame: DescentFrame) -> str:
        """Under the picture, where no preset tells its story, the hint of a first start."""
        text = super().caption(panel, frame)
        if panel is not PICTURE or not self.host.teaches:
            return text
        if self._hint is None:
            self._hint = Hint(state_file())
        hint = self._hint.text(frame)
        return text or hint

    def left(self) -> None:
        """Whoever goes elsewhere needs no hint any more."""
        if self._hint is not None:
            self._hint.dismiss()

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


SCREEN = DescentScreen
