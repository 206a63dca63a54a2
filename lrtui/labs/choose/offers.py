"""What the palette offers of the lab that chooses a rate."""

from __future__ import annotations

from collections.abc import Iterator

from lrtui.labs.choose.settings import METHODS, ChooseSettings
from lrtui.labs.offers import Offer, values

ABOUT_METHODS = {"procedure": "scout and passes", "range": "range test"}


def offers(settings: ChooseSettings) -> Iterator[Offer]:
    """The methods."""
    yield from values(
        settings, "method", {name: ABOUT_METHODS[name] for name in METHODS}, "choose: how a rate is found"
    )
