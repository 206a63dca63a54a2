"""The stations of the tour at the networks."""

from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.tour import Station

STATIONS = (
    Station(NetworkSettings(), 22.0, "four networks: the largest rate never settles", "four networks"),
    Station(
        NetworkSettings(metric="sharpness"),
        18.0,
        "why: a rate stays only where λ is below 2/η",
        "why: the limit",
    ),
)
