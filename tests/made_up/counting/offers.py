"""What the palette offers of it."""

from __future__ import annotations

from collections.abc import Iterator

from lrtui.labs.actions import Action
from lrtui.labs.offers import Offer

from .settings import CountingSettings


def offers(settings: CountingSettings) -> Iterator[Offer]:
    """What to count by."""
    for by, name in ((2, "by twos"), (3, "by threes")):
        yield Offer(name, "counting: what is added", Action("set", "by", by), by == settings.by)
