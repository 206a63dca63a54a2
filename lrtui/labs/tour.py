"""Five rates on the parabola and then four networks, as stations that follow one another by themselves."""

from __future__ import annotations

from typing import NamedTuple

from lrtui.labs.settings import NetworkSettings, ParabolaSettings, Settings


class Station(NamedTuple):
    """Where the tour stands: a lab's settings, for how many seconds, and what there is to see, in few words."""

    settings: Settings
    seconds: float
    caption: str


def _on_parabola(learning_rate: float, seconds: float, caption: str) -> Station:
    return Station(ParabolaSettings(learning_rate=learning_rate, steps=0), seconds, caption)


STATIONS = (
    _on_parabola(0.1, 9.0, "η = 0.1: small steps, all down one side"),
    _on_parabola(0.5, 5.0, "η = 0.5: the minimum in one step"),
    _on_parabola(0.8, 9.0, "η = 0.8: past the minimum, yet nearer each time"),
    _on_parabola(1.0, 6.0, "η = 1: past it, and exactly as far away"),
    _on_parabola(1.2, 9.0, "η = 1.2: farther with every step, it blows up"),
    Station(NetworkSettings(), 22.0, "four networks: the largest rate never settles"),
)
