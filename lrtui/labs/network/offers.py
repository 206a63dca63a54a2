"""What the palette offers of the network lab."""

from collections.abc import Iterator

from lrtui.labs.network.settings import METRICS, PARTS_SHOWN, NetworkSettings
from lrtui.labs.offers import Answer, Offer, values

ANSWERS = (
    Answer("loss cost error", "the cross-entropy of each network, epoch by epoch", "metric loss"),
    Answer(
        "data dataset open load file csv import",
        "the next of the sets that come along; for your own start lrtui network --data FILE.csv",
        "data",
    ),
    Answer("overfitting generalise generalize test", "training rows beside validation rows", "both parts"),
    Answer("model neural layer deep", "one hidden layer, several learning rates side by side", "network lab"),
)


def offers(settings: NetworkSettings) -> Iterator[Offer]:
    """The metrics, and the rows on which they are taken."""
    metrics = {name: f"metric {text}" for name, text in METRICS.items()}
    yield from values(settings, "metric", metrics, "network: what the curves show")
    yield from values(settings, "part", PARTS_SHOWN, "network: of which rows the curves are")
