"""What the palette offers of the lab that chooses a rate."""

from collections.abc import Iterator

from lrtui.labs.choose.settings import METHODS, ChooseSettings
from lrtui.labs.offers import Answer, Offer, values

ANSWERS = (
    Answer("find finder pick tune hyperparameter search", "finds a rate for some data, and says why", "choose lab"),
    Answer("sweep fastai lightning", "one run whose rate grows from batch to batch", "range test"),
)


def offers(settings: ChooseSettings) -> Iterator[Offer]:
    """The methods."""
    return values(settings, "method", METHODS, "choose: how a rate is found")
