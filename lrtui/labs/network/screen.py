"""The network lab's screen."""

from lrtui.labs.actions import Action
from lrtui.labs.catalogue import LABS
from lrtui.labs.keys import TAB_MOUSE
from lrtui.labs.network.figures.look import LOOK
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import TRAINABLE, NetworkSettings
from lrtui.labs.network.terms import TERMS
from lrtui.tui.about import Help
from lrtui.tui.screens.lab import LabScreen

IDEA = (
    "These networks differ in nothing but the learning rate: same first weights, same rows in the same order. Too "
    "large a rate overshoots as on the parabola: its curve is ragged, or the loss runs away. Too small a rate wastes "
    "epochs on the same way. The view of the sharpness says why: a network can stay only where the loss bends less "
    "than 2/η."
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
        "sharpness",
        "the largest eigenvalue of the Hessian of the mean training loss, to 1 %, by Lanczos's method (1950) with "
        "exact products (Pearlmutter 1994). Training drifts to 2/η: Cohen et al., Gradient descent on neural networks "
        "typically occurs at the edge of stability (2021)",
    ),
    (
        "studies",
        "J. Brownlee, Understand the dynamics of learning rate on deep learning neural networks (2019); optimizers and "
        "schedules are PyTorch's: Polyak 1964, Nesterov 1983, Hinton 2012, Duchi et al. 2011, Kingma and Ba 2014; the "
        "plateau is Keras's",
    ),
    (
        "AUC",
        "of each class against the rest, micro-averaged: of all pairs of a right and a wrong (row, class), the share "
        "that is ordered so. Mann and Whitney's rank formula (1947)",
    ),
)


class NetworkScreen(LabScreen[NetworkSettings, NetworkFrame]):
    """One network, several learning rates."""

    lab: NetworkLab
    ABOUT = Help("Network: the same question without a parabola", IDEA, SOURCES, (TAB_MOUSE,), TERMS)
    EXAMPLES = "epochs 400 · batch 32 · hidden 20 · seed 1 · speed 30"
    TYPED = "epochs"
    ALWAYS = ("recipes",)

    def __init__(self, settings: NetworkSettings, *, ascii_only: bool = False) -> None:
        super().__init__(NetworkLab(settings), LOOK, ascii_only=ascii_only)

    async def action_open_descent(self) -> None:
        """Show the same limit on a parabola: as sharp as the selected network is at the epoch shown, at its rate."""
        try:
            settings = LABS["descent"].settings(**self.lab.parabola())
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        await self.host.open(settings)
        frame = self.lab.frame()
        sharp = f"as sharp as {frame.runs[frame.selected].name} at epoch {frame.epoch}"
        self.app.notify(f"f'' = {2 * settings.a:g}: {sharp}", markup=False)

    def action_add(self) -> None:
        """Ask for another learning rate."""

        def parse(text: str) -> Action:
            recipe = TRAINABLE.parse(text)
            self.lab.check_new(recipe)
            return Action("add", amount=recipe)

        self.ask(parse, "another learning rate, such as 0.3; or a recipe, such as adam:0.01")


SCREEN = NetworkScreen
