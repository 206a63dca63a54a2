"""The quadratic against exact rationals, finite differences and the ends of the floats."""

from __future__ import annotations

import math
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.objectives import COEFFICIENT_RANGE, OBJECTIVES, Array, Quadratic

from ..examples import examples

repeatable = examples(200)

MODERATE_COEFFICIENTS = st.floats(1e-60, 1e60)
COEFFICIENTS = st.floats(*COEFFICIENT_RANGE)
POINTS = st.floats(1e-90, 1e90).flatmap(lambda size: st.sampled_from([size, -size]))


def array(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


@repeatable
@given(MODERATE_COEFFICIENTS, POINTS)
def test_value_is_a_times_x_squared(a: float, x: float) -> None:
    exact = Fraction(a) * Fraction(x) ** 2
    value = Fraction(float(Quadratic(a).value(array(x))[0]))
    assert abs(value - exact) <= exact * Fraction(4, 2**53)


@repeatable
@given(MODERATE_COEFFICIENTS, POINTS)
def test_gradient_is_the_central_difference_of_the_value(a: float, x: float) -> None:
    # For a quadratic the central difference is exact at any distance, so a wide one keeps rounding small.
    h = abs(x) / 2
    below, above = Quadratic(a).value(array(x - h, x + h))
    assert Quadratic(a).gradient(array(x))[0] == pytest.approx((above - below) / (2 * h), rel=1e-14, abs=0)


@repeatable
@given(MODERATE_COEFFICIENTS, POINTS)
def test_curvature_is_the_central_difference_of_the_gradient(a: float, x: float) -> None:
    h = abs(x) / 2
    below, above = Quadratic(a).gradient(array(x - h, x + h))
    assert Quadratic(a).curvature(array(x))[0] == pytest.approx((above - below) / (2 * h), rel=1e-14, abs=0)


def test_the_minimum_is_at_zero() -> None:
    assert Quadratic(3.0).value(array(0.0))[0] == 0
    assert Quadratic(3.0).gradient(array(0.0))[0] == 0


def test_values_gradients_and_curvatures_have_the_shape_of_x() -> None:
    x = np.arange(6.0).reshape(2, 3)
    objective = Quadratic(0.5)
    np.testing.assert_array_equal(objective.value(x), [[0.0, 0.5, 2.0], [4.5, 8.0, 12.5]])
    np.testing.assert_array_equal(objective.gradient(x), x)
    np.testing.assert_array_equal(objective.curvature(x), np.ones((2, 3)))


def test_the_argument_is_not_written_to() -> None:
    x = array(-1.0, 2.0)
    Quadratic(2.0).value(x), Quadratic(2.0).gradient(x), Quadratic(2.0).curvature(x)
    assert x.tolist() == [-1.0, 2.0]


def test_value_is_finite_where_x_squared_alone_overflows() -> None:
    assert Quadratic(1e-300).value(array(1e200))[0] == pytest.approx(1e100, rel=1e-14, abs=0)


@repeatable
@given(COEFFICIENTS)
def test_value_is_finite_inside_the_domain_and_infinite_outside(a: float) -> None:
    low, high = Quadratic(a).domain
    assert low == -high
    # The edge itself is a rounded square root, so a few units in the last place belong to neither side.
    inside, outside = high * (1 - 1e-14), high * (1 + 1e-14)
    assert np.isfinite(Quadratic(a).value(array(-inside, inside))).all()
    assert Quadratic(a).value(array(-outside, outside)).tolist() == [math.inf, math.inf]


def test_beyond_the_floats_there_is_infinity_and_no_warning() -> None:
    huge = Quadratic(1e300)
    with np.errstate(all="raise"):
        assert huge.value(array(1e200, -1e200)).tolist() == [math.inf, math.inf]
        assert huge.gradient(array(1e200, -1e200)).tolist() == [math.inf, -math.inf]


def test_below_the_floats_there_is_zero_and_no_warning() -> None:
    small = Quadratic(1e-300)
    with np.errstate(all="raise"):
        assert small.value(array(1e-100))[0] == 0
        assert small.gradient(array(1e-100))[0] == 0


@pytest.mark.parametrize(
    "a", [0.0, -0.0, -1.0, math.nan, math.inf, -math.inf, 5e-324, 9.9e-301, 1.1e300, sys.float_info.max]
)
def test_a_coefficient_out_of_range_is_refused_by_name(a: float) -> None:
    with pytest.raises(ValueError, match=str(a).replace("+", r"\+")):
        Quadratic(a)


@pytest.mark.parametrize("a", COEFFICIENT_RANGE)
def test_at_the_ends_of_the_coefficient_range_the_derived_numbers_are_ordinary(a: float) -> None:
    assert Quadratic(a).a == a
    for number in (1 / a, 0.5 / a, 2 / a, 2 * a):
        # A subnormal one would have lost digits.
        assert sys.float_info.min <= number <= sys.float_info.max


def test_the_table_of_objectives_names_the_parabola() -> None:
    parabola = OBJECTIVES["x^2"]()
    np.testing.assert_array_equal(parabola.value(array(-3.0, 0.0, 2.0)), [9.0, 0.0, 4.0])
