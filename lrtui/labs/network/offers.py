"""What the palette offers of the network lab."""

from collections.abc import Iterator

from lrtui.labs.network.settings import METRICS, PARTS_SHOWN, NetworkSettings
from lrtui.labs.offers import Offer, values


def offers(settings: NetworkSettings) -> Iterator[Offer]:
    """The metrics, and the rows on which they are taken."""
    metrics = {name: f"metric {text}" for name, text in METRICS.items()}
    yield from values(settings, "metric", metrics, "network: what the curves show")
    yield from values(settings, "part", PARTS_SHOWN, "network: of which rows the curves are")
