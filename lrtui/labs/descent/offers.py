"""What the palette offers of the descent lab."""

from collections.abc import Iterator

from lrtui.labs.actions import Action
from lrtui.labs.descent.presets import PRESETS
from lrtui.labs.descent.runs import stability_of
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.offers import Offer
from lrtui.numbers import brief

COEFFICIENTS = (0.5, 1.0, 2.0, 3.0, 10.0)
"""The parabolas on offer, by a; any other can be typed."""


def offers(settings: DescentSettings) -> Iterator[Offer]:
    """The presets, each with its story; and parabolas."""
    here = stability_of(settings, settings.a, settings.learning_rate)
    for index, preset in enumerate(PRESETS):
        name = f"preset η = {brief(preset.learning_rate(here))}"
        yield Offer(name, preset.story, Action("choose_preset", amount=index))
    for a in COEFFICIENTS:
        symbol = {0.5: "½·", 1.0: ""}.get(a, f"{a:g}·")
        there = stability_of(settings, a, settings.learning_rate)
        best, critical = brief(there.best_learning_rate), brief(there.critical_learning_rate)
        about = f"parabola, a = {a:g}: best η {best}, diverges past {critical}"
        yield Offer(f"f(x) = {symbol}x²", about, Action("set", "a", a), a == settings.a)
