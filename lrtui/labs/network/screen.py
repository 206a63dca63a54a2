"""The network lab's screen."""

from lrtui.labs.actions import Action
from lrtui.labs.keys import TAB_MOUSE
from lrtui.labs.network.figures.look import LOOK
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.options import Number
from lrtui.tui.about import Help
from lrtui.tui.screens.lab import LabScreen

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


class NetworkScreen(LabScreen[NetworkSettings, NetworkFrame]):
    """One network, several learning rates."""

    lab: NetworkLab
    ABOUT = Help("Network: the same question without a parabola", IDEA, SOURCES, (TAB_MOUSE,))
    EXAMPLES = "epochs 400 · batch 32 · hidden 20 · seed 1 · speed 30"
    TYPED = "epochs"
    ALWAYS = ("learning_rates",)

    def __init__(self, settings: NetworkSettings, *, ascii_only: bool = False) -> None:
        super().__init__(NetworkLab(settings), LOOK, ascii_only=ascii_only)

    def action_add(self) -> None:
        """Ask for another learning rate."""

        def parse(text: str) -> Action:
            rate = Number(above=0).parse(text.strip())
            self.lab.check_new(rate)
            return Action("add", amount=rate)

        self.ask(parse, "another learning rate, such as 0.3")


SCREEN = NetworkScreen
