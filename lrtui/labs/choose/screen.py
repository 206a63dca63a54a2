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
    "A scout rules out all rates above the fastest; passes at that rate and smaller ones follow. What differs by less "
    "than its error is as good: the verdict is a band of rates, and one to start with. A range test reads a rate off "
    "the loss of one run whose rate grows. That is another question, so what it suggests is trained too."
)

SOURCES = (
    ("procedure", "Wilson and Martinez, The need for small learning rates on large problems (2001)"),
    (
        "data",
        "each rate trains a network for each seed, with weights, an order and hold-out rows of its own. The scout's "
        "error is SSE, the sum of squared errors on the rows that train. A pass stops when neither accuracy nor loss "
        "on the hold-out rows, the mean over the seeds, has been better for some time; T marks where a guess of a good "
        "error would have stopped it. The test rows are looked at once, at the end",
    ),
    ("error", "±: one standard error, of the rows (binomial) and of the seeds together"),
    ("range test", "Smith, Cyclical learning rates for training neural networks (2017)"),
    ("rules", "minimum, steepest, valley, slide: fastai's; the steepest slope is taken over log η"),
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
