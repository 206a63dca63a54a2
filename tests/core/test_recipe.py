"""Recipes as they are written: what is read, what is refused, and what a rate does on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lrtui.core.arrays import Array
from lrtui.core.optimizers import OPTIMIZERS, OptimizerEntry
from lrtui.core.recipe import Recipe
from lrtui.core.schedules import SCHEDULES, ScheduleEntry

if TYPE_CHECKING:
    from lrtui.core.schedules import Schedule


def halves(every: float | None) -> Schedule:
    """A factor that is halved after every so many steps."""
    assert every is not None

    def factors(steps: Array) -> Array:
        return np.asarray(0.5 ** (steps // every))

    return factors


@pytest.fixture
def with_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up optimizer and a made-up schedule that have a parameter."""
    monkeypatch.setitem(OPTIMIZERS, "ball", OptimizerEntry(OPTIMIZERS["sgd"].make, 0.9))
    monkeypatch.setitem(SCHEDULES, "halves", ScheduleEntry(halves, 2.0))


@pytest.mark.parametrize(
    ("text", "recipe"),
    [
        ("0.8", Recipe(0.8)),
        ("sgd:-1e-05@constant", Recipe(-1e-5)),
        ("ball:0.1", Recipe(0.1, "ball")),
        ("ball=0.5:0.1", Recipe(0.1, "ball", 0.5)),
        ("0.1@halves", Recipe(0.1, schedule="halves")),
        ("ball=0.5:0.1@halves=3", Recipe(0.1, "ball", 0.5, "halves", 3.0)),
    ],
)
@pytest.mark.usefixtures("with_parameters")
def test_a_recipe_is_read_as_it_is_written(text: str, recipe: Recipe) -> None:
    assert Recipe.parse(text) == recipe


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fast", "'fast' is not a learning rate"),
        ("inf", "'inf' is not a learning rate"),
        ("", "'' is not a learning rate"),
        ("adam:0.1", "'adam' is no optimizer; there is sgd, "),
        ("0.1@cosine", "'cosine' is no schedule; there is constant, "),
        ("ball=big:0.1", "'big' is not a parameter of ball"),
        ("0.1@halves=nan", "'nan' is not a parameter of halves"),
        ("sgd=3:0.1", "the optimizer sgd has no parameter, so =3 says nothing"),
        ("0.1@constant=5", "the schedule constant has no parameter, so =5 says nothing"),
        ("sgd=:0.1", "the optimizer sgd has no parameter"),
    ],
)
@pytest.mark.usefixtures("with_parameters")
def test_what_cannot_be_read_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Recipe.parse(text)


@pytest.mark.usefixtures("with_parameters")
def test_the_rates_follow_the_schedule_with_its_parameter_or_the_usual_one() -> None:
    steps = np.arange(5.0)
    assert Recipe(0.8).rates(steps).tolist() == [0.8] * 5
    assert Recipe(0.8, schedule="halves").rates(steps).tolist() == [0.8, 0.8, 0.4, 0.4, 0.2]
    assert Recipe(0.8, schedule="halves", duration=3.0).rates(steps).tolist() == [0.8, 0.8, 0.8, 0.4, 0.4]
