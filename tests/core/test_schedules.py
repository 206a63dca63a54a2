"""Schedules are PyTorch's, optax's and Keras's; and steps that would blow up alone win together."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from lrtui.core.arrays import Array
from lrtui.core.recipe import Recipe
from lrtui.core.schedules import SCHEDULES, chebyshev

TABLES = Path(__file__).parent / "tables"
FACTORS: dict[str, list[float]] = json.loads((TABLES / "schedules.json").read_text(encoding="utf-8"))
LOSSES = np.array(FACTORS.pop("losses"))
PLATEAUS = {text: FACTORS.pop(text) for text in tuple(FACTORS) if text.startswith("plateau")}


def factors(schedule: str, count: int, length: float | None = None) -> Array:
    """The factors of the first updates."""
    return Recipe.parse(f"1@{schedule}").rates(np.arange(float(count)), length)


@pytest.mark.parametrize("schedule", FACTORS)
def test_a_schedule_is_that_of_the_library_that_it_is_named_after(schedule: str) -> None:
    expected = np.array(FACTORS[schedule])
    assert factors(schedule, len(expected)) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("text", PLATEAUS)
def test_a_plateau_cuts_where_torch_cuts_and_each_run_by_its_own_losses(text: str) -> None:
    plateau = Recipe.parse(f"0.01@{text}").plateau
    assert plateau is not None
    state = plateau.init(np.array([0.01, 0.5]))
    rates = []
    for loss in LOSSES:
        state = plateau.update(np.array([loss, math.nan]), state)
        rates.append(state.rate.tolist())
    assert [rate for rate, _ in rates] == pytest.approx(PLATEAUS[text], rel=1e-12)
    # A loss that is no number is no better.
    assert rates[int(plateau.patience) - 1][1] == pytest.approx(0.05)


def test_every_schedule_is_compared_with_something() -> None:
    compared = {text.partition("=")[0] for text in (*FACTORS, *PLATEAUS)}
    assert compared | {"constant", "silver", "chebyshev"} == set(SCHEDULES)


@pytest.mark.parametrize("name", [name for name, entry in SCHEDULES.items() if entry.parameter])
@pytest.mark.parametrize("length", [1, 2, 3, 10, 57])
def test_a_length_that_is_not_given_is_that_of_the_run(name: str, length: int) -> None:
    parameter = SCHEDULES[name].parameter
    assert parameter is not None
    usual = length if parameter.usual is None else parameter.usual
    by_length, given = factors(name, length, length), factors(f"{name}={usual}", length)
    assert by_length.tobytes() == given.tobytes()
    assert np.isfinite(by_length).all()
    assert (by_length >= 0).all()
    # One at a time they are the same, to the bit.
    recipe = Recipe.parse(f"0.3@{name}")
    together = recipe.rates(np.arange(float(length)), length)
    alone = [recipe.rates(np.array([float(step)]), length)[0] for step in range(length)]
    assert together.tolist() == alone
    # No first step is none, and none but the last of a decay is.
    assert by_length[0] > 0


def test_a_schedule_that_goes_by_the_length_asks_for_it() -> None:
    with pytest.raises(ValueError, match="cosine needs a length, as in cosine=100"):
        factors("cosine", 3)


def test_a_time_counts_updates_in_networks_too() -> None:
    assert [name for name, entry in SCHEDULES.items() if entry.by_update] == ["time"]


# --- Steps that hedge -------------------------------------------------------------------------------------------

RHO = 1 + math.sqrt(2)


def test_silver_steps_are_those_of_the_paper() -> None:
    root = math.sqrt(2)
    assert factors("silver", 8) == pytest.approx([root, 2, root, 2 + root, root, 2, root, 4 + 2 * root], rel=1e-15)
    for power in range(1, 12):
        steps = factors("silver", 2**power - 1)
        assert steps.sum() == pytest.approx(RHO**power - 1, rel=1e-12)
        assert abs(np.prod(1 - steps)) == pytest.approx(RHO**-power, rel=1e-9)
    assert factors("silver", 15).mean() == pytest.approx(2.198, abs=1e-3)
    assert factors("silver", 15).max() == pytest.approx(6.83, abs=5e-3)


def test_silver_steps_go_down_the_parabola_as_they_do_in_the_paper() -> None:
    x = np.cumprod(1 - 2 * 0.5 * factors("silver", 15))
    assert x[:4] == pytest.approx([-0.414214, 0.414214, -0.171573, 0.414214], abs=1e-6)
    assert x[-1] == pytest.approx(-0.0294373, abs=1e-6)


@pytest.mark.parametrize(
    ("condition", "length", "worst"), [(10, 2, 0.503106), (10, 8, 0.0106087), (100, 16, 0.0805233)]
)
def test_chebyshev_steps_are_the_best_against_the_worst_curvature(condition: float, length: int, worst: float) -> None:
    steps = chebyshev(length, condition)(np.arange(float(length)))
    curvatures = np.linspace(1 / condition, 1, 4001)
    sizes = np.abs(np.prod(1 - steps[:, None] * curvatures, axis=0))
    assert sizes.max() == pytest.approx(worst, abs=1e-6)
    assert sizes[[0, -1]] == pytest.approx([worst, worst], abs=1e-6)
    if condition == 100:
        assert steps.max() / 2 == pytest.approx(40.376, abs=5e-4)


def test_chebyshev_s_steps_in_a_recipe_are_for_curvatures_within_a_factor_of_ten() -> None:
    assert factors("chebyshev=8", 8).tolist() == chebyshev(8, 10)(np.arange(8.0)).tolist()
    assert factors("chebyshev=8", 16)[8:].tolist() == factors("chebyshev=8", 8).tolist()
