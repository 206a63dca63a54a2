"""The stations of the tour on the parabola: five rates."""

from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.tour import Station


def _at(learning_rate: float, seconds: float, caption: str) -> Station:
    return Station(DescentSettings(learning_rate=learning_rate, steps=0), seconds, caption)


STATIONS = (
    _at(0.1, 9.0, "η = 0.1: small steps, all down one side"),
    _at(0.5, 5.0, "η = 0.5: the minimum in one step"),
    _at(0.8, 9.0, "η = 0.8: past the minimum, yet nearer each time"),
    _at(1.0, 6.0, "η = 1: past it, and exactly as far away"),
    _at(1.2, 9.0, "η = 1.2: farther with every step, it blows up"),
    Station(
        DescentSettings(learning_rate=0.9, compare=(0.1, 0.5, 1.05), steps=0), 12.0, "the race: 0.1, 0.5, 0.9 and 1.05"
    ),
)
