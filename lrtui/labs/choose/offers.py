"""What the palette offers of the lab that chooses a rate."""

from collections.abc import Iterator

from lrtui.labs.choose.settings import METHODS, ChooseSettings
from lrtui.labs.offers import Offer, values


def offers(settings: ChooseSettings) -> Iterator[Offer]:
    """The methods."""
    return values(settings, "method", METHODS, "choose: how a rate is found")
