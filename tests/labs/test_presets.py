"""The presets: the article's rates, told as multiples of the critical rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.objectives import objective
from lrtui.core.recipe import Recipe
from lrtui.core.stability import Stability, stability
from lrtui.labs.descent.presets import PRESET_X0, PRESETS

from ..examples import examples

COEFFICIENTS = st.floats(1e-300, 1e300)


def near(a: float, rate: float = 0.1) -> Stability:
    """What a rate does on a·x²."""
    found = stability(objective("parabola", a), Recipe(rate), -1.0)
    assert found is not None
    return found


def test_the_presets_are_the_articles_rates_first_and_then_four_more() -> None:
    assert [preset.learning_rate(near(1.0)) for preset in PRESETS] == [0.8, 1.2, 1.0, 0.1, 0.5, 1.1, -0.1]


def test_all_presets_start_at_minus_one() -> None:
    assert PRESET_X0 == -1.0


def test_each_preset_has_a_story_of_its_own_on_one_short_line() -> None:
    stories = [preset.story for preset in PRESETS]
    assert len(set(stories)) == len(stories)
    assert all(story == story.strip() and story.isprintable() and 0 < len(story) <= 40 for story in stories)


@given(a=COEFFICIENTS)
@examples(100)
def test_a_preset_scales_with_one_over_a(a: float) -> None:
    for preset in PRESETS:
        assert preset.learning_rate(near(a)) * a == pytest.approx(preset.learning_rate(near(1.0)), rel=1e-15)


@given(a=COEFFICIENTS)
@examples(100)
def test_a_preset_tells_the_same_story_on_every_parabola(a: float) -> None:
    regimes = [near(a, preset.learning_rate(near(a))).regime.value for preset in PRESETS]
    assert regimes == [
        "oscillating_convergence",
        "oscillating_divergence",
        "two_cycle",
        "monotone_convergence",
        "one_step",
        "oscillating_divergence",
        "monotone_divergence",
    ]
