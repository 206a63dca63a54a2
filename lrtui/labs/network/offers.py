"""What the palette offers of the network lab."""

from collections.abc import Iterator

from lrtui.labs.actions import Action
from lrtui.labs.network.presets import PRESETS
from lrtui.labs.network.settings import PARTS_SHOWN, VIEWS, NetworkSettings
from lrtui.labs.offers import Answer, Offer, values

ANSWERS = (
    Answer("loss cost error", "the cross-entropy of each network, epoch by epoch", "metric loss"),
    Answer(
        "data dataset open load file csv import",
        "the next of the sets that come along; for your own start lrtui network --data FILE.csv",
        "data",
    ),
    Answer("overfitting generalise generalize test", "training rows beside validation rows", "both parts"),
    Answer(
        "sharpness curvature hessian eigenvalue edge stability lambda why",
        "the curvature of each network's loss against 2/η, the limit of its rate",
        "metric sharpness",
    ),
    Answer(
        "adam rmsprop adagrad nesterov optimiser warmup cosine anneal",
        "o gives the selected network another optimizer; a takes a recipe: adam:0.01@cosine",
        "optimizer",
    ),
    Answer("full batch all rows", "every step on all training rows: e, then batch all", "metric sharpness"),
    Answer("model neural layer deep", "one hidden layer, several learning rates side by side", "network lab"),
)


def offers(settings: NetworkSettings) -> Iterator[Offer]:
    """The metrics, and the rows on which they are taken."""
    for index, preset in enumerate(PRESETS):
        action = Action("choose_preset", amount=index)
        yield Offer(f"study {preset.name}", f"network: {preset.finding or preset.question}", action)
    metrics = {name: f"metric {text}" for name, text in VIEWS.items()}
    yield from values(settings, "metric", metrics, "network: what the curves show")
    yield from values(settings, "part", PARTS_SHOWN, "network: of which rows the curves are")
