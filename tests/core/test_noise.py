"""Noise comes again to the bit, and runs settle to the band that is predicted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.noise import BLOCK, Noise, variance
from lrtui.core.recipe import Recipe

from ..examples import examples


@examples(50)
@given(first=st.integers(0, 5000), count=st.integers(0, 3000), split=st.integers(0, 3000))
def test_a_draw_depends_on_nothing_but_its_number_and_the_seed(first: int, count: int, split: int) -> None:
    noise, split = Noise(0.7, 3), min(split, count)
    whole = noise.draws(first, count)
    assert whole.shape == (count,)
    parts = np.concatenate([noise.draws(first, split), noise.draws(first + split, count - split)])
    assert parts.tobytes() == whole.tobytes()
    some = np.arange(first, first + count, 7)
    assert noise.at(some).tobytes() == whole[::7].tobytes()


def test_seeds_differ_and_draws_are_normal_and_rows_average() -> None:
    draws = Noise(2.0, 1).draws(0, 100_000)
    assert draws.tolist() != Noise(2.0, 2).draws(0, 100_000).tolist()
    assert abs(draws.mean()) < 3 * 2 / math.sqrt(1e5)
    assert draws.var() == pytest.approx(4, rel=3 * math.sqrt(2 / 1e5))
    assert (draws**4).mean() / 16 == pytest.approx(3, abs=3 * math.sqrt(96 / 1e5))
    assert Noise(2.0, 1, rows=16).draws(0, 50) == pytest.approx(draws[:50] / 4, rel=1e-15)
    far = np.array([3, 10 * BLOCK, 10**9])
    assert Noise(2.0, 1).at(far)[0] == draws[3]


@pytest.mark.parametrize(("rate", "expected"), [(0.1, 0.0526), (0.5, 0.3333), (1.0, 1.0), (1.5, 3.0), (1.9, 19.0)])
def test_the_band_has_the_variance_of_the_article(rate: float, expected: float) -> None:
    assert variance(Recipe(rate), 1.0, Noise(1.0)) == pytest.approx(expected, abs=5e-5)
    assert variance(Recipe(rate), 1.0, Noise(2.0, rows=8)) == pytest.approx(expected / 2, abs=5e-5)


@pytest.mark.parametrize("text", ["0.1", "0.5", "1", "1.5", "1.9", "momentum:0.1", "momentum=0.5:2", "nesterov:0.5"])
def test_runs_settle_to_the_predicted_variance_within_three_standard_errors(text: str) -> None:
    recipe, runs = Recipe.parse(text), 400
    dice = np.stack([Noise(1.0, seed).draws(0, 600) for seed in range(runs)], axis=1)
    x, state, late = np.zeros(runs), recipe.rule.init(np.zeros(runs)), []
    for step, drawn in enumerate(dice):
        change, state = recipe.rule.update(x + drawn, state, np.array(recipe.learning_rate))
        x = x - change
        if step >= 200:
            late.append(x)
    by_run = np.square(late).mean(axis=0)  # the mean is 0
    predicted = variance(recipe, 1.0, Noise(1.0))
    assert predicted is not None
    assert abs(by_run.mean() - predicted) < 3 * by_run.std() / math.sqrt(runs)


def test_where_nothing_settles_the_band_is_endless_and_where_no_formula_holds_there_is_none() -> None:
    for text in ("2", "3", "-1", "momentum:3.9", "nesterov:1.4"):
        assert variance(Recipe.parse(text), 1.0, Noise(1.0)) == math.inf
    assert variance(Recipe(0.0), 1.0, Noise(1.0)) == 0
    for text in ("adam:0.1", "0.1@cosine", "bb:1"):
        assert variance(Recipe.parse(text), 1.0, Noise(1.0)) is None
