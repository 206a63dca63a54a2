"""One state of the lab that chooses a rate: what its command line says, and what ``y`` in the app gives back."""

from dataclasses import dataclass

from lrtui.core.recipe import Recipe
from lrtui.labs.experiment import APP, FIFTHS, MAX_RATES, ExperimentSettings
from lrtui.labs.options import Number, number, option, whole, words
from lrtui.labs.recipes import OptimizerText, ScheduleText
from lrtui.numbers import exact

METHODS = {"procedure": "scout and passes", "range": "range test"}
"""The ways to choose, and what a person calls them."""

LOSS_PARTS = ("train", "holdout")
RULES = {"minimum": "minimum/10", "steepest": "steepest", "valley": "valley", "slide": "slide"}
"""The rules by which the range test reads a rate off its curve, and what a person calls them."""

MAX_EPOCHS = 100_000
MAX_ITERATIONS = 10_000
NARROWEST = 1.5
"""The least factor between the smallest and the largest rate to choose from."""


@dataclass(frozen=True)
class ChooseSettings(ExperimentSettings):
    """One state of the lab that chooses a rate. The options say what its fields are; some have more to say.

    Attributes:
        selected: the rate at the cursor; None for the one that matters most.
        sse_threshold: the error at which a pass would be stopped by a threshold; None for a guess.
        seeds: how many networks each rate has, or runs the range test, with the seeds from ``seed`` on.
    """

    method: str = words("procedure", "--method", "how to choose", tuple(METHODS), "HOW")
    low: float = number(1e-4, "--from", "smallest learning rate", Number(1e-300, 1e300), "RATE", "from")
    high: float = number(10.0, "--to", "largest learning rate", Number(1e-300, 1e300), "RATE", "to")
    rates: int = whole(13, "--rates", "procedure: rates to scout", 2, MAX_RATES, "rates", most=20)
    scout_epochs: int = whole(1, "--scout-epochs", "procedure: epochs of the scout", 1, MAX_EPOCHS, "scout", most=200)
    shrink: float = number(
        0.5, "--shrink", "procedure: factor from pass to pass", Number(above=0, below=1), "F", "shrink"
    )
    patience: int = whole(
        20, "--patience", "procedure: epochs without a better score", 1, MAX_EPOCHS, "patience", most=200
    )
    epochs: int = whole(1000, "--epochs", "procedure: most epochs of a pass", 1, MAX_EPOCHS, "epochs", most=1000)
    sse_threshold: float | None = number(
        None,
        "--sse-threshold",
        "procedure: the error to compare with (default: 0.3 a row)",
        Number(0),
        "SSE",
        "sse",
        "threshold",
    )
    optimizer: str = option("sgd", "--optimizer", "such as sgd, momentum=0.9 or adam", OptimizerText(), metavar="NAME")
    schedule: str = option(
        "constant", "--schedule", "such as constant, cosine or plateau", ScheduleText(), metavar="NAME"
    )
    iterations: int = whole(100, "--iterations", "range: batches", 2, MAX_ITERATIONS, "iterations", most=500)
    seeds: int = whole(5, "--seeds", "networks of each rate", 1, MAX_RATES, "seeds", most=10)
    on: str = words("train", "--on", "range: whose loss", LOSS_PARTS, "PART")
    rule: str = words("valley", "--rule", "range: the rule to take", tuple(RULES), "RULE")
    selected: float | None = number(None, "--select", "the rate that is read out", Number(above=0), "RATE")
    speed: float = number(30.0, "--speed", "epochs, or batches, a second", Number(0.01, 1000), "S", "speed", group=APP)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low * NARROWEST > self.high:
            raise ValueError(
                f"--from {exact(self.low)}: is not below --to {exact(self.high)} by a factor of {NARROWEST} or more"
            )

    def recipe(self, rate: float) -> Recipe:
        """How a rate acts here."""
        return Recipe.of(rate, self.optimizer, self.schedule)

    @property
    def way(self) -> str:
        """The optimizer and the schedule, where they are not the usual, as the end of a list in words."""
        return "".join(f", {part}" for part in (self.optimizer, self.schedule) if part not in ("sgd", "constant"))

    @property
    def shares(self) -> tuple[float, ...]:
        """Training, hold-out and test rows."""
        return FIFTHS
