"""Regimes, factors and step counts against exact rational arithmetic and plain loops."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrtui.core.objectives import COEFFICIENT_RANGE
from lrtui.core.stability import (
    Regime,
    best_learning_rate,
    critical_learning_rate,
    growth_factor,
    regime,
    steps_to_scale,
    steps_to_tolerance,
    update_factor,
)

from ..examples import examples

repeatable = examples(300)

COEFFICIENTS = st.floats(*COEFFICIENT_RANGE)
RATES = st.floats(allow_nan=False, allow_infinity=False)
UNIT = Fraction(1, 2**53)
"""The relative error of one rounding."""


def below(value: float) -> float:
    return math.nextafter(value, -math.inf)


def above(value: float) -> float:
    return math.nextafter(value, math.inf)


def exact_factor(rate: float, a: float) -> Fraction:
    return 1 - 2 * Fraction(a) * Fraction(rate)


# --- The marked rates -------------------------------------------------------------------------------------------


@repeatable
@given(COEFFICIENTS)
def test_best_and_critical_rates_are_the_curvature_inverted(a: float) -> None:
    curvature = 2 * Fraction(a)
    assert abs(Fraction(best_learning_rate(a)) * curvature - 1) <= UNIT
    assert abs(Fraction(critical_learning_rate(a)) * curvature - 2) <= 2 * UNIT


@repeatable
@given(COEFFICIENTS)
def test_at_the_best_rate_the_factor_is_exactly_zero(a: float) -> None:
    assert update_factor(best_learning_rate(a), a) == 0
    assert regime(best_learning_rate(a), a) is Regime.ONE_STEP


@repeatable
@given(COEFFICIENTS)
def test_at_the_critical_rate_the_factor_is_exactly_minus_one(a: float) -> None:
    assert update_factor(critical_learning_rate(a), a) == -1
    assert regime(critical_learning_rate(a), a) is Regime.TWO_CYCLE


@repeatable
@given(COEFFICIENTS)
def test_next_to_the_best_rate_the_factor_is_on_the_right_side_of_zero(a: float) -> None:
    best = best_learning_rate(a)
    assert 0 < update_factor(below(best), a) < 1
    assert regime(below(best), a) is Regime.MONOTONE_CONVERGENCE
    assert -1 < update_factor(above(best), a) < 0
    assert regime(above(best), a) is Regime.OSCILLATING_CONVERGENCE


@repeatable
@given(COEFFICIENTS)
def test_next_to_the_critical_rate_the_factor_is_on_the_right_side_of_minus_one(a: float) -> None:
    critical = critical_learning_rate(a)
    assert -1 < update_factor(below(critical), a) < 0
    assert regime(below(critical), a) is Regime.OSCILLATING_CONVERGENCE
    assert update_factor(above(critical), a) < -1
    assert regime(above(critical), a) is Regime.OSCILLATING_DIVERGENCE


@repeatable
@given(COEFFICIENTS)
def test_around_zero_the_sign_of_the_rate_decides(a: float) -> None:
    for zero in (0.0, -0.0):
        assert regime(zero, a) is Regime.FROZEN
        assert update_factor(zero, a) == 1
    # 1 − 2aη rounds to 1 here: the regime must not come from the factor.
    assert regime(above(0.0), a) is Regime.MONOTONE_CONVERGENCE
    assert regime(below(0.0), a) is Regime.MONOTONE_DIVERGENCE


# --- The regime of any rate -------------------------------------------------------------------------------------


def regime_of_exact(product: Fraction) -> Regime:
    """The regime from 2aη, without rounding."""
    if product in (0, 1, 2):
        return {0: Regime.FROZEN, 1: Regime.ONE_STEP, 2: Regime.TWO_CYCLE}[int(product)]
    if product < 0:
        return Regime.MONOTONE_DIVERGENCE
    if product > 2:
        return Regime.OSCILLATING_DIVERGENCE
    return Regime.MONOTONE_CONVERGENCE if product < 1 else Regime.OSCILLATING_CONVERGENCE


@repeatable
@given(COEFFICIENTS, st.floats(-4, 4) | st.floats(-1e-6, 1e-6) | RATES)
def test_regime_follows_the_exact_product_of_rate_and_curvature(a: float, product: float) -> None:
    rate = product * best_learning_rate(a)
    assume(math.isfinite(rate))
    exact = 2 * Fraction(a) * Fraction(rate)
    # Within a rounding of 1/(2a) and 1/a the floats nearest to them decide; the tests above pin those.
    assume(min(abs(exact - 1), abs(exact - 2)) > 4 * UNIT)
    assert regime(rate, a) is regime_of_exact(exact)


@repeatable
@given(COEFFICIENTS, RATES)
def test_the_growth_factor_never_contradicts_the_regime(a: float, rate: float) -> None:
    growth = float(growth_factor(rate, a))
    match regime(rate, a):
        case Regime.MONOTONE_DIVERGENCE | Regime.OSCILLATING_DIVERGENCE:
            assert growth >= 1  # a tiny negative η rounds to 1
        case Regime.FROZEN | Regime.TWO_CYCLE:
            assert growth == 1
        case Regime.ONE_STEP:
            assert growth == 0
        case Regime.OSCILLATING_CONVERGENCE:
            assert 0 < growth < 1
        case Regime.MONOTONE_CONVERGENCE:
            assert 0 < growth <= 1  # a tiny η rounds to 1


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (-0.1, "monotone_divergence"),
        (0.0, "frozen"),
        (0.1, "monotone_convergence"),
        (0.5, "one_step"),
        (0.8, "oscillating_convergence"),
        (1.0, "two_cycle"),
        (1.1, "oscillating_divergence"),
        (-1e308, "monotone_divergence"),
        (1e308, "oscillating_divergence"),
    ],
)
def test_regime_on_the_parabola_of_the_article(rate: float, expected: str) -> None:
    assert regime(rate, 1.0) == expected


# --- The factor -------------------------------------------------------------------------------------------------


@repeatable
@given(COEFFICIENTS, st.floats(-1e6, 1e6))
def test_update_factor_is_one_minus_two_a_eta(a: float, product: float) -> None:
    rate = product * best_learning_rate(a)
    exact = exact_factor(rate, a)
    # Three roundings (1/(2a), the quotient, the difference), each of at most the larger of its terms.
    tolerance = 4 * UNIT * (1 + abs(1 - exact)) + Fraction(a) * Fraction(2, 2**1074)
    assert abs(Fraction(float(update_factor(rate, a))) - exact) <= tolerance


@repeatable
@given(COEFFICIENTS, RATES)
def test_growth_factor_is_the_size_of_the_update_factor(a: float, rate: float) -> None:
    assert growth_factor(rate, a) == abs(update_factor(rate, a))


def test_factors_have_the_shape_of_the_rates() -> None:
    rates = np.array([[0.0, 0.25, 0.5], [0.75, 1.0, 1.5]])
    np.testing.assert_array_equal(update_factor(rates, 1.0), [[1.0, 0.5, 0.0], [-0.5, -1.0, -2.0]])
    np.testing.assert_array_equal(growth_factor(rates, 1.0), [[1.0, 0.5, 0.0], [0.5, 1.0, 2.0]])
    assert update_factor(0.25, 1.0).shape == ()


def test_a_factor_beyond_the_floats_is_infinite_without_a_warning() -> None:
    rates = np.array([1e308, -1e308])
    with np.errstate(all="raise"):
        assert update_factor(rates, 1.0).tolist() == [-math.inf, math.inf]
        assert growth_factor(rates, 1.0).tolist() == [math.inf, math.inf]
        assert update_factor(5e-324, 1e-300) == 1


# --- Steps to a tolerance ---------------------------------------------------------------------------------------


def count_steps(x0: float, rate: float, a: float, tolerance: float) -> int:
    """Walk until |x| ≤ tolerance."""
    x, step = x0, 0
    while abs(x) > tolerance:
        x -= rate * (2 * a * x)
        step += 1
    return step


@repeatable
@given(
    a=st.floats(1e-3, 1e3),
    product=st.floats(0.05, 1.95),
    x0=st.floats(-1e6, 1e6),
    tolerance=st.floats(1e-12, 1e3),
)
def test_steps_to_tolerance_is_what_walking_takes(a: float, product: float, x0: float, tolerance: float) -> None:
    rate = product * best_learning_rate(a)
    predicted = steps_to_tolerance(x0, rate, a, tolerance)
    assert predicted is not None
    # |x| may come to the tolerance itself, where one rounding decides.
    assert abs(predicted - count_steps(x0, rate, a, tolerance)) <= 1


def test_steps_to_tolerance_is_the_first_step_within_it() -> None:
    factor = abs(exact_factor(0.8, 1.0))
    steps = steps_to_tolerance(-1.0, 0.8, 1.0, 1e-12)
    assert steps is not None
    assert factor**steps <= Fraction(1e-12) < factor ** (steps - 1)


@pytest.mark.parametrize("rate", [-1.0, 0.0, 0.5, 0.8, 1.0, 1.2, 1e308])
def test_a_start_within_the_tolerance_takes_no_steps(rate: float) -> None:
    assert steps_to_tolerance(1e-12, rate, 1.0, 1e-12) == 0
    assert steps_to_tolerance(-1e-13, rate, 1.0, 1e-12) == 0
    assert steps_to_tolerance(0.0, rate, 1.0, 0.0) == 0


@pytest.mark.parametrize("a", [1.0, 3.0, 0.1, 1e-300, 1e300])
def test_the_best_rate_takes_one_step_to_any_tolerance(a: float) -> None:
    assert steps_to_tolerance(1e200, best_learning_rate(a), a, 1e-12) == 1
    assert steps_to_tolerance(-1.0, best_learning_rate(a), a, 0.0) == 1


@pytest.mark.parametrize("rate", [-1e308, -1.0, -1e-300, 0.0, 1.0, 1.2, 1e308])
def test_a_rate_that_does_not_converge_has_no_steps_to_tolerance(rate: float) -> None:
    assert steps_to_tolerance(-1.0, rate, 1.0, 1e-12) is None


@pytest.mark.parametrize("rate", [5e-324, 1e-300, 1e-17])
def test_a_rate_too_small_to_move_a_float_has_no_steps_to_tolerance(rate: float) -> None:
    assert steps_to_tolerance(-1.0, rate, 1.0, 1e-12) is None


@pytest.mark.parametrize("rate", [1e-3, 0.1, 0.8])
def test_zero_is_never_reached_by_shrinking(rate: float) -> None:
    assert steps_to_tolerance(-1.0, rate, 1.0, 0.0) is None


def test_steps_to_tolerance_of_a_small_rate_is_far_but_finite() -> None:
    steps = steps_to_tolerance(1.0, 1e-9, 1.0, 1e-12)
    assert steps == pytest.approx(math.log(1e12) / 2e-9, rel=1e-6)


def test_steps_to_tolerance_where_the_ratio_itself_underflows() -> None:
    # 5e-324/1e300 is 0, whose logarithm is not.
    steps = steps_to_tolerance(1e300, 0.25, 1.0, 5e-324)
    assert steps is not None
    assert steps == math.ceil((300 + 323.306215343) / math.log10(2))


# --- Steps to a scale -------------------------------------------------------------------------------------------


@repeatable
@given(st.floats(0.01, 0.99), st.floats(1e-6, 0.99))
def test_so_many_steps_shrink_by_the_ratio(growth: float, ratio: float) -> None:
    for rate in ((1 - growth) / 2, (1 + growth) / 2):
        steps = steps_to_scale(ratio, rate, 1.0)
        assert steps is not None
        assert float(abs(exact_factor(rate, 1.0))) == pytest.approx(ratio ** (1 / steps), rel=1e-9)


@repeatable
@given(st.floats(1.01, 100), st.floats(1.01, 1e6))
def test_so_many_steps_grow_by_the_ratio(growth: float, ratio: float) -> None:
    for rate in ((1 - growth) / 2, (1 + growth) / 2):
        steps = steps_to_scale(ratio, rate, 1.0)
        assert steps is not None
        assert float(abs(exact_factor(rate, 1.0))) == pytest.approx(ratio ** (1 / steps), rel=1e-9)


@pytest.mark.parametrize("rate", [0.5, 0.0, 1.0, 1e-300, -1e-300, 1e308, -1e308])
@pytest.mark.parametrize("ratio", [0.1, 2.0])
def test_there_is_no_pace_at_a_factor_of_zero_one_or_infinity(ratio: float, rate: float) -> None:
    assert steps_to_scale(ratio, rate, 1.0) is None


@pytest.mark.parametrize(("ratio", "rate"), [(2.0, 0.8), (2.0, 0.1), (0.1, 1.2), (0.1, -0.1)])
def test_there_is_no_pace_in_the_other_direction(ratio: float, rate: float) -> None:
    assert steps_to_scale(ratio, rate, 1.0) is None
