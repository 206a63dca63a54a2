"""Recipes as they are written: what is read, what is refused, and what a rate does on the way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.optimizers import OPTIMIZERS
from lrtui.core.parts import Ground
from lrtui.core.recipe import Recipe
from lrtui.core.schedules import SCHEDULES
from lrtui.core.searches import SEARCHES

from ..examples import examples


@pytest.mark.parametrize(
    ("text", "recipe", "shortest"),
    [
        ("0.8", Recipe(0.8), "0.8"),
        ("sgd:-1e-05@constant", Recipe(-1e-5), "-1e-05"),
        ("momentum:0.1", Recipe(0.1, "momentum"), "momentum:0.1"),
        ("momentum=0.5:0.10", Recipe(0.1, "momentum", 0.5), "momentum=0.5:0.1"),
        ("momentum=.90:1", Recipe(1.0, "momentum"), "momentum:1"),
        ("0.1@cosine", Recipe(0.1, schedule="cosine"), "0.1@cosine"),
        ("nesterov=0:0.1@step=3", Recipe(0.1, "nesterov", 0.0, "step", 3.0), "nesterov=0:0.1@step=3"),
        ("0.5@silver", Recipe(0.5, schedule="silver"), "0.5@silver"),
        ("adam:1e-3@plateau=10", Recipe(0.001, "adam", schedule="plateau"), "adam:0.001@plateau"),
    ],
)
def test_a_recipe_is_read_as_it_is_written_and_written_as_short_as_can_be(
    text: str, recipe: Recipe, shortest: str
) -> None:
    assert Recipe.parse(text) == recipe
    assert recipe.text == shortest
    assert Recipe.of(recipe.learning_rate, recipe.optimizer_text, recipe.schedule_text) == recipe


@examples(200)
@given(
    rate=st.floats(allow_nan=False, allow_infinity=False),
    rule=st.sampled_from([*OPTIMIZERS, *SEARCHES]),
    beta=st.none() | st.floats(0, 0.99),
    schedule=st.sampled_from([*SCHEDULES]),
    value=st.none() | st.integers(1, 10**6),
)
def test_every_recipe_is_read_back(
    rate: float, rule: str, beta: float | None, schedule: str, value: int | None
) -> None:
    with_parameter = rule in OPTIMIZERS and OPTIMIZERS[rule].parameter
    optimizer = rule if beta is None or not with_parameter else f"{rule}={beta!r}"
    recipe = Recipe.of(
        rate, optimizer, schedule if value is None or not SCHEDULES[schedule].parameter else f"{schedule}={value}"
    )
    assert Recipe.parse(recipe.text) == recipe


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fast", "'fast' is not a learning rate"),
        ("inf", "'inf' is not a learning rate"),
        ("", "'' is not a learning rate"),
        ("adma:0.1", r"'adma' is no optimizer; did you mean adam\?"),
        ("x:0.1", "'x' is no optimizer; there is sgd, momentum, .*, polyak, "),
        ("0.1@cosin", r"'cosin' is no schedule; did you mean cosine\?"),
        ("0.1@", "'' is no schedule; there is constant, "),
        ("momentum=big:0.1", "'big' is not a parameter of momentum"),
        ("momentum=1:0.1", "momentum=1: β is a number from 0 up to, but without, 1"),
        ("momentum=-0.1:0.1", "momentum=-0.1: β is a number from 0 up to, but without, 1"),
        ("0.1@cosine=0", "cosine=0: T is a whole number from 1 on"),
        ("0.1@step=2.5", "step=2.5: N is a whole number from 1 on"),
        ("0.1@time=-1", "time=-1: K is a number from 0 on"),
        ("0.1@cosine=nan", "'nan' is not a parameter of cosine"),
        ("sgd=3:0.1", "the optimizer sgd has no parameter, so =3 says nothing"),
        ("polyak=3:0.1", "the optimizer polyak has no parameter, so =3 says nothing"),
        ("0.1@constant=5", "the schedule constant has no parameter, so =5 says nothing"),
        ("sgd=:0.1", "the optimizer sgd has no parameter"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Recipe.parse(text)


def test_the_rates_follow_the_schedule_with_its_parameter_or_the_usual_one() -> None:
    steps = np.arange(5.0)
    assert Recipe(0.8).rates(steps).tolist() == [0.8] * 5
    assert Recipe.parse("0.8@exponential=0.5").rates(steps).tolist() == [0.8, 0.4, 0.2, 0.1, 0.05]
    assert Recipe.parse("0.8@time").rates(steps[:2]).tolist() == [0.8, 0.8 * (1 / 1.01)]
    assert Recipe.parse("4@warmup").rates(steps, 4).tolist() == [1, 2, 3, 4, 4]


@pytest.mark.parametrize(
    ("text", "ground", "objection"),
    [
        ("polyak:1", Ground.NETWORK, "polyak needs the function itself, so networks do not have it"),
        ("0.1@plateau", Ground.FUNCTION, "plateau waits for the loss on validation rows, so only networks have it"),
        ("0.1@plateau", Ground.QUADRATIC, "plateau waits for the loss on validation rows, so only networks have it"),
        ("0.1@chebyshev=8", Ground.FUNCTION, "chebyshev needs an interval of curvatures, so only quadratics have it"),
        ("0.1@chebyshev=8", Ground.NETWORK, "chebyshev needs an interval of curvatures, so only quadratics have it"),
        ("0.1@chebyshev=8", Ground.QUADRATIC, None),
        ("bb:1@silver", Ground.FUNCTION, None),
        ("adam:1@plateau", Ground.NETWORK, None),
    ],
)
def test_what_does_not_hold_somewhere_is_refused_in_one_line(text: str, ground: Ground, objection: str | None) -> None:
    assert Recipe.parse(text).objection(ground) == objection
    if ground is Ground.NETWORK and objection and text.startswith("polyak"):
        with pytest.raises(ValueError, match=objection):
            _ = Recipe.parse(text).rule
