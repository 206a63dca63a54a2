"""The stations of the tour in the descent lab: five rates and a race on the parabola; elsewhere chaos, silver steps."""

from lrtui.core.recipe import Recipe
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.tour import Station


def _at(learning_rate: float, seconds: float, caption: str, headline: str) -> Station:
    named = f"η = {learning_rate:g}: "
    return Station(DescentSettings(learning_rate=learning_rate, steps=0), seconds, named + caption, named + headline)


STATIONS = (
    _at(0.1, 9.0, "small steps, all down one side", "small steps"),
    _at(0.5, 5.0, "the minimum in one step", "one step"),
    _at(0.8, 9.0, "past the minimum, nearer each time", "zig-zag"),
    _at(1.0, 6.0, "past it, and exactly as far away", "no nearer"),
    _at(1.2, 9.0, "farther with every step, it blows up", "blows up"),
    Station(
        DescentSettings(learning_rate=0.9, compare=(Recipe(0.1), Recipe(0.5), Recipe(1.05)), steps=0),
        12.0,
        "the race: 0.1, 0.5, 0.9 and 1.05",
        "race of four rates",
    ),
    Station(
        DescentSettings.opened(objective="logistic", learning_rate=2.9, steps=0),
        12.0,
        "another function: chaos, no point comes twice",
        "chaos",
    ),
    Station(
        DescentSettings.opened(
            objective="log-cosh",
            learning_rate=1.0,
            x0=-120.0,
            schedule="silver",
            compare=(Recipe(1.99),),
            speed=4.0,
            steps=0,
        ),
        12.0,
        "silver steps beat the best constant rate",
        "silver steps",
    ),
)
