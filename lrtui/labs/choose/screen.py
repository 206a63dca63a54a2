"""The screen of the lab that chooses a rate."""

from lrtui.labs.catalogue import LABS
from lrtui.labs.choose.figures.look import LOOK
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.keys import TAB_MOUSE
from lrtui.tui.about import Help
from lrtui.tui.screens.lab import LabScreen

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


class ChooseScreen(LabScreen[ChooseSettings, ChooseFrame]):
    """Scout, shrink, verdict; or a range test."""

    lab: ChooseLab
    ABOUT = Help("Choose: find the learning rate, and see why", IDEA, SOURCES, (TAB_MOUSE,))
    EXAMPLES = "scout 200 · rates 20 · from 0.001 · patience 50 · seed 1"
    TYPED = "scout_epochs"
    ALWAYS = ("method",)

    def __init__(self, settings: ChooseSettings, *, ascii_only: bool = False) -> None:
        super().__init__(ChooseLab(settings), LOOK, ascii_only=ascii_only)

    async def action_open_network(self) -> None:
        """Take the rate that this has come to, and its neighbours, to the network lab."""
        try:
            settings = LABS["network"].settings(**self.lab.comparison())
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        await self.host.open(settings)


SCREEN = ChooseScreen
