"""The station of the tour at the networks."""

from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.tour import Station

STATIONS = (Station(NetworkSettings(), 22.0, "four networks: the largest rate never settles", "four networks"),)
