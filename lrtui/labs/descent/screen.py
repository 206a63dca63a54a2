"""The descent lab's screen."""

from contextlib import suppress

from textual import events, on
from textual.timer import Timer

from lrtui.labs.actions import Action
from lrtui.labs.catalogue import LABS
from lrtui.labs.descent.figures import basins, cobweb, growth, history, momentum, orbits, picture, readout
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.figures.picture import PICTURE
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.guide import SECONDS, STORY, Guide, state_file
from lrtui.labs.descent.keys import MOUSE
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.terms import TERMS
from lrtui.labs.options import options
from lrtui.plot.panel import Panel
from lrtui.tui.about import Help
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.plot_view import PlotView

IDEA = (
    "Gradient descent goes downhill by x' = x − η·f'(x). On f(x) = a·x² that is x' = x·(1−2aη): past η = 1/(2a) each "
    "step overshoots the minimum, past η = 1/a it lands farther away and blows up. Hold → and watch. On any function "
    "(f) the same holds near a minimum, with 1/f'' and 2/f''; past 2/f'' a run may also circle for ever, or be chaotic."
)

SOURCES = (
    ("question", "the article “Why do high learning rate diverges the weight updates?”"),
    (
        "rates",
        "the best is 1/f'', the critical one 2/f'': f'' = 2a here, the eigenvalues of the Hessian "
        "in more dimensions. Goodfellow, Bengio, Courville, Deep Learning (2016), sections 4.3 and 8.2",
    ),
    ("descent", "on quadratics: Nocedal, Wright, Numerical Optimization (2006), section 3.3"),
    ("rules", "those of torch.optim; stability: Polyak (1964), Lessard, Recht, Packard, SIAM J. Optim. 26:57 (2016)"),
    ("chaos", "May, Nature 261:459 (1976); Feigenbaum (1978); Kong and Tao, arXiv 2002.06189"),
)


TYPED_NAMES = {name for _, described in options(DescentSettings) for name in described.typed}
"""What a typed value can begin with."""

POINTED = {
    "picture": picture.pointed,
    "history": history.pointed,
    "growth": growth.pointed,
    "orbits": orbits.pointed,
    "basins": basins.pointed,
    "cobweb": cobweb.pointed,
    "momentum": momentum.pointed,
    "readout": readout.pointed,
}
"""What a click or a drag in each figure asks for."""


class DescentScreen(LabScreen[DescentSettings, DescentFrame]):
    """Gradient descent on a function of one variable."""

    ABOUT = Help("Descent: why a learning rate blows up", IDEA, SOURCES, MOUSE, TERMS)
    EXAMPLES = "lr 0.83 · x0 -2 · a 3 · f x^4/4 · steps 12"
    TYPED = "learning_rate"
    ALWAYS = ("learning_rate", "x0", "steps")

    def __init__(self, settings: DescentSettings, *, ascii_only: bool = False) -> None:
        lab = DescentLab(settings)
        lab.atlas.patient = False
        super().__init__(lab, LOOK, ascii_only=ascii_only)
        self._guide = Guide(None)
        self._story: Timer | None = None
        self._pointed: Action | None = None
        self._untouched = settings == DescentSettings()

    def on_mount(self) -> None:
        """Begin to teach, where that is wanted."""
        if self.host.teaches:
            self._guide = Guide(state_file())
            self._guide.text(self.lab.frame())
            if self._untouched and self._guide.wanted:
                self._story = self.set_timer(SECONDS, lambda: self._tell(1))
        super().on_mount()

    def caption(self, panel: Panel[DescentFrame], frame: DescentFrame) -> str:
        """Under the picture, at a first start, what to try."""
        text = super().caption(panel, frame)
        return text or self._guide.text(frame) if panel is PICTURE and self.host.teaches else text

    def left(self) -> None:
        """Whoever goes elsewhere needs no guide any more."""
        self._guide.dismiss()

    async def action_open_network(self) -> None:
        """Show the same limit where there is no parabola: the sharpness of networks in training."""
        if "network" not in self.host.labs:
            await self.host.open(LABS["network"].settings(metric="sharpness"))
            return
        await self.host.show("network")
        self.host.labs["network"].act(Action("set", "metric", "sharpness"))

    def parse(self, text: str) -> Action:
        """See the base class; a formula alone, such as ``x^4/4``, is a function."""
        try:
            return super().parse(text)
        except ValueError:
            if "x" not in text or text.split()[0] in TYPED_NAMES:
                raise
            with suppress(ValueError):
                return super().parse(f"f {text}")
            raise

    async def press(self, event: events.Key) -> None:
        """Take over from the story, and do what the key does."""
        self._end_story()
        await super().press(event)

    def _end_story(self) -> None:
        """Somebody is there."""
        if self._story is not None:
            self._story.stop()
            self._story = None

    def _tell(self, chapter: int) -> None:
        """Begin the run again at a rate of the story, and go on to the next of them."""
        stability = self.lab.frame().run.stability
        if stability is None:
            return
        self.lab.act(Action("set", "learning_rate", STORY[chapter] * stability.critical_learning_rate))
        self.lab.act(Action("first"))
        self.changed()
        self._story = self.set_timer(SECONDS, lambda: self._tell((chapter + 1) % len(STORY)))

    @on(PlotView.Pointed)
    def _do_what_is_pointed_at(self, event: PlotView.Pointed) -> None:
        self._end_story()
        pointed = POINTED.get(event.view.id or "")
        if pointed is None:
            return
        last = self._pointed
        action = pointed(self.lab.frame(), event.canvas, event.column, event.row)
        if not event.dragged:
            self._pointed = action
        elif action is None or last is None or action == last or action[:2] != last[:2]:
            return  # a drag goes on with what it began: off the ruler it takes no other run in hand
        if action is not None:
            self._pointed = action
            self.act(action)

    @on(PlotView.Wheeled)
    def _zoom(self, event: PlotView.Wheeled) -> None:
        self._end_story()
        self.act(Action("zoom", amount=event.direction))


SCREEN = DescentScreen
