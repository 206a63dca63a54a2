"""The presets: the article's rates, told as multiples of the critical rate; each story is true of the iterates."""

from __future__ import annotations

import numpy as np
import pytest

from lrtui.labs.descent.presets import presets_of
from lrtui.labs.descent.runs import IN_HAND, Runs
from lrtui.labs.descent.settings import DescentSettings

SAYS = {
    "lands nearer": lambda grows, sides: (grows < 1).all() and (grows > 0).all(),
    "farther": lambda grows, sides: (grows > 1).all(),
    "overshoots": lambda grows, sides: (sides[1:] == -sides[:-1]).all(),
    "never gets nearer": lambda grows, sides: (grows == 1).all(),
    "one side": lambda grows, sides: (sides == sides[0]).all(),
    "small steps": lambda grows, sides: ((grows > 0.5) & (grows < 1)).all(),
    "one step": lambda grows, sides: grows[0] == 0,
    "only just too large": lambda grows, sides: ((grows > 1) & (grows < 1.3)).all(),
    "climbs": lambda grows, sides: (grows > 1).all() and (sides == sides[0]).all(),
}
"""What the words of a story mean: the growth of |x| by step, and the sides on which the iterates lie."""


def test_the_presets_are_the_articles_rates_first_and_then_four_more() -> None:
    presets = presets_of(DescentSettings())
    assert [preset.learning_rate for preset in presets[:7]] == [0.8, 1.2, 1.0, 0.1, 0.5, 1.1, -0.1]


@pytest.mark.parametrize("a", [1e-300, 0.37, 1.0, 3.0, 1e300])
@pytest.mark.parametrize("index", range(7))
def test_each_story_is_true_on_every_parabola_and_fits_on_a_short_line(index: int, a: float) -> None:
    preset = presets_of(DescentSettings(a=a))[index]
    runs = Runs(DescentSettings(a=a, learning_rate=preset.learning_rate, x0=preset.x0), 6)
    x = runs.trajectory.between(0, runs.newest)[:, IN_HAND]
    grows, sides = np.abs(x[1:]) / np.abs(x[:-1]), np.sign(x)
    said = [words for words in SAYS if words in preset.story]
    assert said and all(SAYS[words](grows, sides) for words in said), said
    assert len(preset.story) <= 40 and preset.story.isprintable()
