"""One state of the network lab: what its command line says, and what ``y`` in the app gives back."""

from dataclasses import dataclass

from lrtui.core.datasets import DATASETS
from lrtui.core.parts import Ground
from lrtui.core.recipe import Recipe
from lrtui.labs.experiment import FIFTHS, MAX_RATES, ExperimentSettings
from lrtui.labs.options import option, switch, whole, words
from lrtui.labs.recipes import OneRecipe, Recipes

METRICS = {"loss": "loss", "accuracy": "accuracy", "auc": "AUC", "sse": "squared error"}
"""What the network lab measures, by the names in its report, in words."""

VIEWS = {**METRICS, "sharpness": "sharpness"}
"""What its curves can show; all but the last is measured on rows of one part, and judged by."""

RISING = ("accuracy", "auc")
"""The metrics of which more is better."""

PARTS_SHOWN = {"validation": "validation rows", "train": "training rows", "both": "both parts"}
"""The rows of which the curves are, and what a person calls them."""

MAPS_SHOWN = {"all": "maps of all rates", "selected": "large map of the selected rate"}
"""Whose decision maps are shown, and what a person calls them."""

MOST_FOR_VISITORS = 8
"""Networks that a visitor may train side by side, where many share a machine."""

HALVES = (0.5, 0.5)
"""Training and validation rows of made points, as in the second article's experiment."""

QUARTERS = (0.75, 0.25)
"""Training and validation rows of data that somebody has gathered."""

SPLITS = {"own": "training and validation rows", "holdout": "training and hold-out rows of Choose"}
"""How the rows are split, and what a person calls that."""


TRAINABLE = OneRecipe(Ground.NETWORK)


@dataclass(frozen=True)
class NetworkSettings(ExperimentSettings):
    """One state of the network lab. The options say what its fields are; ``selected`` is None for the first rate."""

    recipes: tuple[Recipe, ...] = option(
        tuple(map(Recipe, (1.0, 0.1, 0.01, 0.001))),
        "--lrs",
        "learning rates, separated by commas; or recipes, such as adam:0.001@cosine",
        Recipes(MAX_RATES, Ground.NETWORK),
        metavar="RATES",
    )
    epochs: int = whole(200, "--epochs", "passes over the training rows", 1, 100_000, "epochs", most=1000)
    metric: str = words("loss", "--metric", "the curves", tuple(VIEWS), "WHAT")
    part: str = words("validation", "--part", "of which rows", tuple(PARTS_SHOWN), "WHICH")
    maps: str = words("all", "--maps", "decision maps", tuple(MAPS_SHOWN), "WHOSE")
    follow: bool = switch("--follow", "zoom to what the curves have come to")
    split: str = words("own", "--split", "rows: of this lab, or as Choose holds them out", tuple(SPLITS), "WHICH")
    sharpness: bool = switch("--sharpness", "measure the sharpness of every epoch for reports")
    selected: Recipe | None = option(None, "--select", "the rate whose map is shown", TRAINABLE, metavar="RATE")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.selected is not None and self.selected not in self.recipes:
            raise ValueError(f"--select {self.selected.text}: is not one of --lrs")

    @property
    def learning_rates(self) -> tuple[float, ...]:
        """The rate of each network, before any schedule."""
        return tuple(recipe.learning_rate for recipe in self.recipes)

    @property
    def judged_by(self) -> str:
        """The metric that verdicts go by: the one that is shown, or the loss where that is none."""
        return self.metric if self.metric in METRICS else "loss"

    @property
    def shows_sharpness(self) -> bool:
        """Whether the curves are those of the sharpness."""
        return self.metric not in METRICS

    @property
    def measures_sharpness(self) -> bool:
        """Whether the sharpness of every epoch is looked at, or asked for."""
        return self.sharpness or self.shows_sharpness

    @property
    def unseen(self) -> str:
        """What the rows are called that are not learned from: as in Choose, where they are split as there."""
        return "hold-out" if self.split == "holdout" else "validation"

    @property
    def shares(self) -> tuple[float, ...]:
        """Training and validation rows; test rows besides, where the split has them."""
        if self.split == "holdout":
            return FIFTHS
        return HALVES if self.data in DATASETS and DATASETS[self.data].mixed else QUARTERS
