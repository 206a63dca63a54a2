"""Momentum near a minimum: its modulus, limit, best rate and best β are what runs have."""

from __future__ import annotations

import math
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.arrays import Array
from lrtui.core.dynamics import Iterated
from lrtui.core.momentum import best_beta, best_between, modulus
from lrtui.core.objectives import objective
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe
from lrtui.core.stability import Regime, Stability, stability

from ..examples import examples

BETAS = st.floats(0.01, 0.99)


def of(text: str, f: object = None) -> Stability:
    found = stability(Quadratic() if f is None else f, Recipe.parse(text), 0.9)  # type: ignore[arg-type]
    assert found is not None
    return found


def run(text: str, steps: int, f: Quadratic) -> Array:
    recipe = Recipe.parse(text)
    dynamics = Iterated(f, recipe.rule)
    return dynamics.steps(dynamics.start(np.ones(1)), np.array([recipe.learning_rate]), np.array([True]), steps)[0][
        :, 0
    ]


def matrix(product: float, beta: float, nesterov: bool) -> Array:
    """One step of (x, ηv), by the rule's definition."""
    v = np.array([product, beta])
    step = np.array([product, 0.0]) + beta * v if nesterov else v
    return np.stack([np.array([1.0, 0.0]) - step, v])


@examples(200)
@given(product=st.floats(-1, 5), beta=st.floats(0, 0.999), nesterov=st.booleans())
def test_the_modulus_is_the_largest_eigenvalue_of_a_step(product: float, beta: float, nesterov: bool) -> None:
    found = float(modulus(np.array(product), beta, nesterov=nesterov))
    expected = np.abs(np.linalg.eigvals(matrix(product, beta, nesterov))).max()
    # At a double root an eigenvalue is known to half of the digits only.
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


@examples(50)
@given(beta=BETAS, nesterov=st.booleans(), curvature=st.floats(0.01, 100))
def test_the_modulus_passes_one_at_the_limit(beta: float, nesterov: bool, curvature: float) -> None:
    found = of(f"{'nesterov' if nesterov else 'momentum'}={beta}:1", Quadratic(curvature / 2))
    limit = Recipe.parse(f"{'nesterov' if nesterov else 'momentum'}={beta}:1").rule.limit
    assert found.critical_learning_rate * curvature == pytest.approx(limit, rel=1e-12)
    below, above = found.growth_factors(found.critical_learning_rate * np.array([0.9999, 1.0001]))
    assert below < 1 < above


@examples(50)
@given(beta=BETAS, nesterov=st.booleans())
def test_the_best_rate_and_the_best_beta_have_the_smallest_modulus(beta: float, nesterov: bool) -> None:
    found = of(f"{'nesterov' if nesterov else 'momentum'}={beta}:1", Quadratic(1.5))
    rates = np.linspace(0, found.critical_learning_rate, 999)
    best = found.growth_factors(np.array([found.best_learning_rate, *found.best_learning_rates]))
    assert best[0] == pytest.approx(0 if nesterov else math.sqrt(beta), abs=1e-12)
    assert best[0] <= found.growth_factors(rates).min() + 1e-12
    assert best[1:] == pytest.approx(best[0], abs=1e-6)
    product = 1.9 * beta
    by_beta = modulus(np.array(product), np.linspace(0, 0.999, 999), nesterov=nesterov)
    wanted = best_beta(product, nesterov=nesterov)
    assert wanted is not None
    assert float(modulus(np.array(product), wanted, nesterov=nesterov)) <= by_beta.min() + 1e-6
    assert best_beta(4.0) is None and best_beta(2.0, nesterov=True) is None and best_beta(0.0) is None


@pytest.mark.parametrize(
    ("condition", "product", "beta", "size"), [(10, 2.308862, 0.269874, 0.519494), (100, 3.305785, 0.669421, 0.818182)]
)
def test_polyak_s_numbers_for_an_interval_of_curvatures(
    condition: float, product: float, beta: float, size: float
) -> None:
    best = best_between(2.0, 2.0 * condition)
    assert (best.learning_rate * 2 * condition, best.beta, best.modulus) == pytest.approx(
        (product, beta, size), abs=5e-7
    )
    moduli = modulus(best.learning_rate * np.linspace(2, 2 * condition, 99), best.beta)
    assert moduli == pytest.approx(np.full(99, size), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "regime", "signs"),
    [
        ("momentum=0.81:0.004", Regime.MONOTONE_CONVERGENCE, 0),
        ("momentum=0.81:0.006", Regime.OSCILLATING_CONVERGENCE, 1),
        ("momentum=0.81:1.8", Regime.OSCILLATING_CONVERGENCE, 1),
        ("momentum=0.81:1.82", Regime.OSCILLATING_DIVERGENCE, 1),
        ("momentum=0.5:1.5", Regime.TWO_CYCLE, 1),
        ("momentum=0.5:0", Regime.FROZEN, 0),
        ("momentum=0.5:-0.1", Regime.MONOTONE_DIVERGENCE, 0),
        ("nesterov=0.5:0.05", Regime.MONOTONE_CONVERGENCE, 0),
        ("nesterov=0.5:0.06", Regime.OSCILLATING_CONVERGENCE, 1),
        ("nesterov=0.5:0.7", Regime.OSCILLATING_CONVERGENCE, 1),
        ("nesterov=0.5:0.8", Regime.OSCILLATING_DIVERGENCE, 1),
    ],
)
def test_regimes_are_what_runs_do(text: str, regime: Regime, signs: int) -> None:
    found, x = of(text), run(text, 400, Quadratic())
    assert found.regime is regime
    assert (np.diff(np.sign(x[x != 0])) != 0).any() == bool(signs)
    if "divergence" in regime.value:
        assert abs(x[-1]) > 1.2
    if "convergence" in regime.value:
        assert abs(x[-1]) < 0.3


@examples(40)
@given(beta=BETAS, share=st.floats(0.02, 0.98), nesterov=st.booleans(), tolerance=st.sampled_from([1e-3, 1e-9]))
def test_the_steps_to_a_tolerance_are_the_run_s(beta: float, share: float, nesterov: bool, tolerance: float) -> None:
    name = f"{'nesterov' if nesterov else 'momentum'}={beta}"
    text = f"{name}:{share * of(f'{name}:1').critical_learning_rate!r}"
    count = of(text).steps_to_tolerance(1.0, tolerance)
    assert count is not None
    sizes = np.abs(run(text, min(count, 3000) + 1, Quadratic()))
    near = (sizes[:-1] <= tolerance) & (sizes[1:] <= sizes[:-1])
    assert near.any() == (count <= 3000)
    assert not near.any() or int(near.argmax()) == count


def test_a_run_that_does_not_converge_has_no_count() -> None:
    assert of("momentum=0.5:1.6").steps_to_tolerance(1.0, 1e-9) is None
    assert of("momentum=0.5:0").steps_to_tolerance(1.0, 1e-9) is None
    assert of("momentum=0.5:0.3").steps_to_tolerance(0.0, 1e-9) == 0
    slow = of("momentum=0.5:1e-7").steps_to_tolerance(1.0, 1e-9)
    # A step shrinks the distance by about ηλ/(1 − β).
    assert slow == pytest.approx(math.log(1e9) / 4e-7, rel=1e-3)


def test_without_momentum_it_is_plain_descent_and_elsewhere_there_is_no_formula() -> None:
    for text in ("momentum=0:0.8", "nesterov=0:0.8"):
        assert of(text).regime is Regime.OSCILLATING_CONVERGENCE
        assert of(text).factor == -0.6000000000000001
    for text in ("adam:0.1", "rmsprop:0.1", "momentum:0.1@silver", "polyak:1"):
        assert stability(Quadratic(), Recipe.parse(text), 1.0) is None
    assert stability(objective("quartic"), Recipe.parse("momentum:0.1"), 1.0) is None
    near = stability(objective("double-well"), Recipe.parse("momentum=0.5:0.1"), 0.9)
    assert near is not None
    assert near.critical_learning_rate == pytest.approx(3.0 / 2)


def test_a_map_of_the_modulus_takes_a_moment() -> None:
    products, betas = np.linspace(0, 4, 200), np.linspace(0, 1, 60, endpoint=False)[:, None]
    seconds = []
    for _ in range(7):
        start = process_time()
        found = modulus(products, betas)
        seconds.append(process_time() - start)
    assert found.shape == (60, 200)
    assert min(seconds) < 0.003
