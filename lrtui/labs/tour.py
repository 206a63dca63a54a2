"""The tour: the stations of all labs, which follow one another by themselves."""

from typing import Any, NamedTuple

from lrtui.labs.catalogue import LABS


class Station(NamedTuple):
    """Where the tour stands.

    Attributes:
        settings: the lab's.
        seconds: how long it stands there.
        caption: what there is to see, in few words.
        headline: the same in fewer, for large letters that can be read from the back of a hall.
    """

    settings: Any
    seconds: float
    caption: str
    headline: str


def stations() -> tuple[Station, ...]:
    """The stations of the labs that have some, in the order of the catalogue."""
    modules = (entry.optional("tour") for entry in LABS.values())
    return tuple(station for module in modules if module is not None for station in module.STATIONS)
