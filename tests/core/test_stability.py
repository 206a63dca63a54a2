"""Regimes and factors against exact rational arithmetic; step counts against the run that is counted."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrtui.core.arrays import Array
from lrtui.core.descent import Ending, Trajectory
from lrtui.core.objectives import COEFFICIENT_RANGE, Objective
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe
from lrtui.core.stability import LONGEST, Regime, Stability, descent_ratio, edge, stability

from ..examples import examples

repeatable = examples(300)

COEFFICIENTS = st.floats(*COEFFICIENT_RANGE)
RATES = st.floats(allow_nan=False, allow_infinity=False)
UNIT = Fraction(1, 2**53)
"""The relative error of one rounding."""


def of(rate: float, a: float = 1.0) -> Stability:
    """What plain descent at ``rate`` does on a·x²."""
    found = stability(Quadratic(a), Recipe(rate), 0.0)
    assert found is not None
    return found


def below(value: float) -> float:
    return math.nextafter(value, -math.inf)


def above(value: float) -> float:
    return math.nextafter(value, math.inf)


# --- The marked rates -------------------------------------------------------------------------------------------


@repeatable
@given(COEFFICIENTS)
def test_at_the_marked_rates_and_next_to_them_factor_and_regime_are_exact(a: float) -> None:
    best, critical = of(0.0, a).best_learning_rate, of(0.0, a).critical_learning_rate
    assert of(0.0, a).curvature == 2 * a
    assert abs(Fraction(best) * 2 * Fraction(a) - 1) <= UNIT
    assert abs(Fraction(critical) * 2 * Fraction(a) - 2) <= 2 * UNIT
    marks = [below(0.0), 0.0, -0.0, above(0.0), below(best), best, above(best), below(critical), critical]
    found = [of(rate, a) for rate in (*marks, above(critical))]
    assert [one.regime for one in found] == [
        Regime.MONOTONE_DIVERGENCE,
        Regime.FROZEN,
        Regime.FROZEN,
        # The factor rounds to 1 here: the regime must not come from it.
        Regime.MONOTONE_CONVERGENCE,
        Regime.MONOTONE_CONVERGENCE,
        Regime.ONE_STEP,
        Regime.OSCILLATING_CONVERGENCE,
        Regime.OSCILLATING_CONVERGENCE,
        Regime.TWO_CYCLE,
        Regime.OSCILLATING_DIVERGENCE,
    ]
    factors = [one.factor for one in found]
    assert factors[:4] == [1, 1, 1, 1]
    assert (factors[5], factors[8]) == (0, -1)
    assert 0 < factors[4] < 1
    assert -1 < factors[7] < factors[6] < 0
    assert factors[9] < -1


# --- The regime and the factor of any rate ------------------------------------------------------------------------


def regime_of_exact(product: Fraction) -> Regime:
    """The regime from η·f'', without rounding."""
    if product in (0, 1, 2):
        return {0: Regime.FROZEN, 1: Regime.ONE_STEP, 2: Regime.TWO_CYCLE}[int(product)]
    if product < 0:
        return Regime.MONOTONE_DIVERGENCE
    if product > 2:
        return Regime.OSCILLATING_DIVERGENCE
    return Regime.MONOTONE_CONVERGENCE if product < 1 else Regime.OSCILLATING_CONVERGENCE


@repeatable
@given(COEFFICIENTS, st.floats(-4, 4) | st.floats(-1e-6, 1e-6) | RATES)
def test_regime_and_factor_follow_the_exact_product_of_rate_and_curvature(a: float, product: float) -> None:
    rate = product * (0.5 / a)
    assume(math.isfinite(rate))
    exact = 2 * Fraction(a) * Fraction(rate)
    # Within a rounding of 1/f'' and 2/f'' the floats nearest to them decide; the test above pins those.
    assume(min(abs(exact - 1), abs(exact - 2)) > 4 * UNIT)
    found = of(rate, a)
    assert found.regime is regime_of_exact(exact)
    assert found.growth_factor == abs(found.factor)
    if math.isfinite(found.factor):
        # Three roundings (1/f'', the quotient, the difference), each of at most the larger of its terms.
        tolerance = 4 * UNIT * (1 + abs(exact)) + Fraction(a) * Fraction(2, 2**1074)
        assert abs(Fraction(found.factor) - (1 - exact)) <= tolerance
    else:
        assert abs(exact) >= Fraction(2) ** 1023


@repeatable
@given(COEFFICIENTS, st.lists(st.floats(-4, 4) | RATES, max_size=6))
def test_for_arrays_of_rates_the_answers_are_those_for_each_alone(a: float, products: list[float]) -> None:
    one = of(0.8, a)
    marks = [0.0, -0.0, one.best_learning_rate, one.critical_learning_rate]
    rates = [product * one.best_learning_rate for product in products] + marks
    rates = [rate for rate in rates if math.isfinite(rate)]
    alone = [of(rate, a) for rate in rates]
    assert one.regimes(np.array(rates)) == [other.regime for other in alone]
    assert one.growth_factors(np.array(rates)).tolist() == [other.growth_factor for other in alone]


def test_factors_have_the_shape_of_the_rates_and_overflow_without_a_warning() -> None:
    rates = np.array([[0.0, 0.25, 0.5], [0.75, 1.0, 1.5]])
    np.testing.assert_array_equal(of(0.8).growth_factors(rates), [[1.0, 0.5, 0.0], [0.5, 1.0, 2.0]])
    with np.errstate(all="raise"):
        assert [of(rate).factor for rate in (1e308, -1e308)] == [-math.inf, math.inf]
        assert of(0.8).growth_factors(np.array([1e308, -1e308])).tolist() == [math.inf, math.inf]
        assert of(5e-324, 1e-300).factor == 1


# --- Where a formula holds --------------------------------------------------------------------------------------


class Wells:
    """(x² − 1)²·(x − 4)⁴: minima at −1 and 1, and a flat one at 4."""

    name, text, variables = "wells", "(x^2-1)^2*(x-4)^4", 1
    minima = np.array([-1.0, 1.0, 4.0])

    def value(self, x: Array) -> Array:
        return np.asarray((x * x - 1) ** 2 * (x - 4) ** 4)

    def gradient(self, x: Array) -> Array:
        return np.asarray(4 * x * (x * x - 1) * (x - 4) ** 4 + 4 * (x * x - 1) ** 2 * (x - 4) ** 3)

    def hessian(self, x: Array) -> Array:
        u, v = x * x - 1, x - 4
        return np.asarray((8 * x * x + 4 * u) * v**4 + 32 * x * u * v**3 + 12 * u * u * v * v)


class Slope(Wells):
    """The same without a known minimum."""

    minima = np.array([])


@pytest.mark.parametrize(("x", "minimum", "curvature"), [(-9.0, -1.0, 8 * 625), (0.2, 1.0, 8 * 81), (2.4, 1.0, 8 * 81)])
def test_the_minimum_nearest_to_x_decides(x: float, minimum: float, curvature: float) -> None:
    wells: Objective = Wells()
    found = stability(wells, Recipe(0.001), x)
    assert found is not None
    assert (found.objective, found.minimum, found.learning_rate) == (wells, minimum, 0.001)
    assert found.curvature == curvature
    assert found.critical_learning_rate == 2 / curvature


def test_where_no_formula_holds_there_is_no_answer() -> None:
    assert stability(Wells(), Recipe(0.1), 3.9) is None
    assert stability(Slope(), Recipe(0.1), 0.0) is None
    assert stability(Quadratic(), Recipe(0.1, optimizer="other"), 0.0) is None
    assert stability(Quadratic(), Recipe(0.1, schedule="other"), 0.0) is None


# --- Steps to a tolerance ---------------------------------------------------------------------------------------


def count_of_run(x0: float, rate: float, a: float, tolerance: float, most: int) -> int | None:
    """The step at which the run has converged; None where it never has within ``most`` steps."""
    run = Trajectory(Quadratic(a), [x0], [rate], tolerance=tolerance, capacity=2)
    run.extend(most)
    return run.ended_at() if run.ending() is Ending.CONVERGED else None


def assert_count_is_that_of_the_run(x0: float, rate: float, a: float = 1.0, tolerance: float = 1e-12) -> int | None:
    count = of(rate, a).steps_to_tolerance(x0, tolerance)
    assert count == count_of_run(x0, rate, a, tolerance, most=20_000 if count is None else count + 5)
    return count


@repeatable
@given(
    factor=st.sampled_from([0.5, -0.5, 0.25, 0.75, -0.75, 0.9, -0.99]),
    x0=st.sampled_from([1.0, -1.0, 3.0, 0.1, 1e300]),
    a=st.sampled_from([1.0, 3.0, 0.1]),
    steps=st.integers(0, 60),
    aside=st.sampled_from([below, lambda value: value, above]),
)
def test_where_an_iterate_meets_the_tolerance_the_count_is_that_of_the_run(
    factor: float, x0: float, a: float, steps: int, aside: object
) -> None:
    rate = (1 - factor) * (0.5 / a)
    iterate = abs(x0)
    for _ in range(steps):
        iterate *= of(rate, a).growth_factor
    assert callable(aside)
    assert_count_is_that_of_the_run(x0, rate, a, aside(iterate))


@repeatable
@given(
    a=st.sampled_from([1.0, 3.0, 1e300, 1e-300]) | COEFFICIENTS,
    product=st.floats(-0.1, 2.1) | st.sampled_from([0.0, 1.0, 2.0, 1 - 1e-9, 2 - 1e-3, 1e-16, 2e-16, 1e-3]),
    x0=st.floats(-3, 3) | st.sampled_from([0.0, -0.0, 5e-324, -1e-310, 1e-13, 1e160, -1e300]),
    tolerance=st.sampled_from([0.0, 5e-324, 1e-310, 2.3e-308, 1e-15, 1e-12, 1e-9, 1e-3, 10.0]),
)
def test_for_every_setting_the_count_is_that_of_the_run(a: float, product: float, x0: float, tolerance: float) -> None:
    rate = product * (0.5 / a)
    count = of(rate, a).steps_to_tolerance(x0, tolerance)
    assume(count is None or count <= 100_000)
    assert_count_is_that_of_the_run(x0, rate, a, tolerance)


@pytest.mark.parametrize(
    ("x0", "rate", "tolerance", "steps"),
    [
        (-1.0, 0.25, 2.0**-29, 29),  # the closed form rounds to just above 29
        (-1.0, 0.5, 0.0, 1),
        (1e-13, 0.8, 1e-12, 0),
        (1e-13, 1.0, 1e-12, 0),
        (1e-13, 1.2, 1e-12, None),  # it leaves again
        (1e-13, -0.1, 1e-12, None),
        (0.0, 1e308, 0.0, 0),
        (-1.0, 1.0, 1e-12, None),
        (-1.0, 1e-17, 1e-12, None),  # too small to move a float
        (-1.0, 0.1, 0.0, None),  # it freezes at a few of the smallest floats
        (-1.0, 0.3, 0.0, 814),  # 0.4 of the smallest float is 0
        (1e300, 0.25, 1e-12, None),  # f overflows
    ],
)
def test_known_counts(x0: float, rate: float, tolerance: float, steps: int | None) -> None:
    assert assert_count_is_that_of_the_run(x0, rate, tolerance=tolerance) == steps


def test_about_another_minimum_the_count_is_that_of_the_distances() -> None:
    # Near 1 the wells are as steep as 324·(x − 1)², so a run from 1.25 is one from 0.25 there.
    found, at_zero = stability(Wells(), Recipe(1e-3), 1.25), of(1e-3, 324.0)
    assert found is not None
    assert found.steps_to_tolerance(1.25, 1e-12) == at_zero.steps_to_tolerance(0.25, 1e-12)
    assert found.steps_to_tolerance(1.0, 1e-12) == 0


def test_the_count_of_a_small_rate_is_that_of_its_long_run() -> None:
    rate = 2e-5
    # After 300,000 roundings the closed form is off by enough to miss a tolerance that an iterate meets.
    run = Trajectory(Quadratic(), [-1.0], [rate], tolerance=0.0, capacity=2)
    run.extend(300_000)
    tolerance, count = abs(float(run.last[0])), run.last_step
    assert of(rate).steps_to_tolerance(-1.0, tolerance) == count
    assert of(rate).steps_to_tolerance(-1.0, below(tolerance)) == count + 1


def test_a_count_beyond_all_runs_is_that_of_the_closed_form() -> None:
    steps = of(1e-9).steps_to_tolerance(1.0, 1e-12)
    assert steps == pytest.approx(math.log(1e12) / 2e-9, rel=1e-6)
    assert steps is not None and steps > LONGEST
    assert of(1e-9).steps_to_tolerance(1.0, 0.0) is None


# --- Steps to a scale -------------------------------------------------------------------------------------------


@repeatable
@given(st.floats(0.01, 0.99), st.floats(1e-6, 0.99))
def test_so_many_steps_shrink_or_grow_by_the_ratio(growth: float, ratio: float) -> None:
    for size, by in ((growth, ratio), (1 / growth, 1 / ratio)):
        for rate in ((1 - size) / 2, (1 + size) / 2):
            steps = of(rate).steps_to_scale(by)
            assert steps is not None
            assert size == pytest.approx(by ** (1 / steps), rel=1e-9)


@pytest.mark.parametrize(
    ("ratio", "rates"),
    [(0.1, [0.5, 0.0, 1.0, 1e-300, 1e308, 1.2, -0.1]), (2.0, [0.5, 0.0, 1.0, -1e-300, -1e308, 0.8, 0.1])],
)
def test_there_is_no_pace_where_nothing_moves_or_all_moves_the_other_way(ratio: float, rates: list[float]) -> None:
    assert [of(rate).steps_to_scale(ratio) for rate in rates] == [None] * len(rates)


# --- The edge of stability, and the descent ratio ---------------------------------------------------------------


def test_the_edge_is_the_curvature_that_the_rate_is_critical_for() -> None:
    for rate in (1.0, 0.1, 0.01, 3e-4):
        found = edge(Recipe(rate))
        assert found is not None
        assert found == pytest.approx(2 / rate)
        assert of(rate, a=found / 2).critical_learning_rate == pytest.approx(rate)
    assert edge(Recipe(0.0)) == math.inf


def test_the_edge_goes_by_the_optimizer_s_limit() -> None:
    assert edge(Recipe.parse("momentum:0.1")) == pytest.approx(38)
    assert edge(Recipe.parse("nesterov:0.1"), rate=0.01) == pytest.approx(2 * 1.9 / 2.8 / 0.01)
    assert edge(Recipe.parse("adam:0.001")) == pytest.approx(38_000)


@repeatable
@given(st.floats(0.01, 100), st.floats(0.001, 100), st.floats(0.01, 100))
def test_on_a_parabola_the_descent_ratio_is_one_less_the_rate_times_a(a: float, rate: float, x: float) -> None:
    after = x - rate * 2 * a * x
    ratio = descent_ratio(np.array(a * x * x), np.array(a * after * after), rate, np.array((2 * a * x) ** 2))
    assert ratio == pytest.approx(1 - rate * a, rel=1e-9, abs=1e-9)


def test_the_descent_ratio_broadcasts_and_is_nan_where_the_slope_is_nought() -> None:
    losses = np.array([[4.0, 4.0, 1.0], [1.0, 5.0, 1.0]])
    ratio = descent_ratio(losses[0], losses[1], np.array([0.5, 0.25, 1.0]), np.array([12.0, 4.0, 0.0]))
    np.testing.assert_array_equal(ratio, [0.5, -1.0, np.nan])


# --- A minimum that is not at 0 -----------------------------------------------------------------------------------


@repeatable
@given(
    m=st.floats(-100, 100).filter(bool),
    factor=st.floats(-0.95, 0.95).filter(lambda factor: abs(factor) > 0.01),
    x0=st.floats(-100, 100),
    tolerance=st.sampled_from([0.0, 1e-15, 3e-14, 1e-12, 1e-6, 0.5]),
)
def test_the_steps_to_a_minimum_elsewhere_are_those_of_the_run(
    m: float, factor: float, x0: float, tolerance: float
) -> None:
    shifted, rate = Quadratic(1.0, m, 3.0), (1 - factor) / 2
    found = stability(shifted, Recipe(rate), x0)
    assert found is not None
    assert (found.minimum, found.curvature) == (m, 2.0)
    run = Trajectory(shifted, [x0], [rate], tolerance=tolerance, capacity=2)
    run.extend(20_000)
    expected = run.last_step if run.ending() is Ending.CONVERGED else None
    assert found.steps_to_tolerance(x0, tolerance) == expected
