"""The quadratic against exact rationals and finite differences, and what the table of objectives says of itself."""

from __future__ import annotations

import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.arrays import Array
from lrtui.core.objectives import OBJECTIVES, NamedObjective, objective
from lrtui.core.quadratic import COEFFICIENT_RANGE, Quadratic

from ..examples import examples

repeatable = examples(150)

MODERATE_COEFFICIENTS = st.floats(1e-60, 1e60)
COEFFICIENTS = st.floats(*COEFFICIENT_RANGE)
POINTS = st.floats(1e-90, 1e90).flatmap(lambda size: st.sampled_from([size, -size]))


def array(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


# --- The quadratic ----------------------------------------------------------------------------------------------


@repeatable
@given(MODERATE_COEFFICIENTS, POINTS)
def test_value_is_a_times_x_squared(a: float, x: float) -> None:
    exact = Fraction(a) * Fraction(x) ** 2
    value = Fraction(float(Quadratic(a).value(array(x))[0]))
    assert abs(value - exact) <= exact * Fraction(4, 2**53)


@repeatable
@given(MODERATE_COEFFICIENTS, POINTS)
def test_gradient_and_hessian_are_central_differences(a: float, x: float) -> None:
    # For a quadratic the central difference is exact at any distance, so a wide one keeps rounding small.
    h, quadratic = abs(x) / 2, Quadratic(a)
    for function, derivative in ((quadratic.value, quadratic.gradient), (quadratic.gradient, quadratic.hessian)):
        below, above = function(array(x - h, x + h))
        assert derivative(array(x))[0] == pytest.approx((above - below) / (2 * h), rel=1e-14, abs=0)


def test_results_have_the_shape_of_x_which_is_not_written_to() -> None:
    x = np.arange(6.0).reshape(2, 3)
    quadratic = Quadratic(0.5)
    np.testing.assert_array_equal(quadratic.value(x), [[0.0, 0.5, 2.0], [4.5, 8.0, 12.5]])
    np.testing.assert_array_equal(quadratic.gradient(x), x)
    np.testing.assert_array_equal(quadratic.hessian(x), np.ones((2, 3)))
    np.testing.assert_array_equal(x, np.arange(6.0).reshape(2, 3))


def test_beyond_the_floats_there_is_infinity_or_zero_and_no_warning() -> None:
    with np.errstate(all="raise"):
        assert Quadratic(1e300).value(array(1e200, -1e200)).tolist() == [math.inf, math.inf]
        assert Quadratic(1e300).gradient(array(1e200, -1e200)).tolist() == [math.inf, -math.inf]
        assert Quadratic(1e-300).value(array(1e-100))[0] == 0
        assert Quadratic(1e-300).gradient(array(1e-100))[0] == 0
        # x² alone would overflow.
        assert Quadratic(1e-300).value(array(1e200))[0] == pytest.approx(1e100, rel=1e-14, abs=0)


@pytest.mark.parametrize("a", [0.0, -1.0, math.nan, math.inf, 9.9e-301, 1.1e300])
def test_a_coefficient_out_of_range_is_refused_by_name(a: float) -> None:
    with pytest.raises(ValueError, match=str(a).replace("+", r"\+")):
        Quadratic(a)


@pytest.mark.parametrize("a", COEFFICIENT_RANGE)
def test_at_the_ends_of_the_coefficient_range_the_derived_numbers_are_ordinary(a: float) -> None:
    assert Quadratic(a).a == a
    for number in (1 / a, 0.5 / a, 2 / a, 2 * a):
        # A subnormal one would have lost digits.
        assert sys.float_info.min <= number <= sys.float_info.max


# --- The table --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("a", [1.0, 0.3, 7.0])
def test_every_named_objective_is_the_function_that_its_title_and_its_text_say(name: str, a: float) -> None:
    made, named = objective(name, a), OBJECTIVES[name]
    x = array(-3.0, -0.25, 0.0, 1.0, 2.5)
    # The text of the quadratic that it is has a coefficient of its own: for 2·a·x² that is 2a.
    for text, coefficient in ((made.text, named.quadratic(a)), (named.title(a), a), (named.title_in_a, a)):
        formula = text.removeprefix("f(x) = ").replace("x²", "x**2").replace("·", "*").replace("^", "**")
        expected = [eval(formula, {"a": coefficient, "x": point}) for point in x.tolist()]
        assert made.value(x).tolist() == pytest.approx(expected, rel=1e-15)
    step = eval(named.factor_of(f"*{a}", "*0.8").replace("−", "-"))
    assert x - 0.8 * made.gradient(x) == pytest.approx(step * x, rel=1e-14)
    assert (made.gradient(made.minima) == 0).all()
    assert (made.hessian(made.minima) > 0).all()


@pytest.mark.parametrize(
    ("a", "title"),
    [(1.0, "f(x) = x²"), (3.0, "f(x) = 3·x²"), (0.12345, "f(x) = 0.123·x²"), (1e300, "f(x) = 1e+300·x²")],
)
def test_a_person_reads_the_parabola_with_its_coefficient(a: float, title: str) -> None:
    assert OBJECTIVES["parabola"].title(a) == title


def test_a_new_row_is_a_new_objective(monkeypatch: pytest.MonkeyPatch) -> None:
    half = NamedObjective(symbols="{a}x²/2", factor="1−{a}{rate}", quadratic=lambda a: a / 2)
    monkeypatch.setitem(OBJECTIVES, "half", half)
    assert objective("half", 3.0).value(array(2.0)).tolist() == [6.0]
    # No multiplication sign before the first number.
    assert [half.factor_of(a, "·1.5") for a in ("", "·3")] == ["1−1.5", "1−3·1.5"]
    assert [half.factor_of(a, "η") for a in ("", "·3", "a")] == ["1−η", "1−3η", "1−aη"]


def test_an_unknown_objective_or_a_bad_coefficient_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"'cubic' is no objective; there is parabola"):
        objective("cubic")
    with pytest.raises(ValueError, match="a = 0"):
        objective("parabola", 0.0)


def test_what_the_command_line_reads_of_the_core_loads_no_numpy() -> None:
    modules = ", ".join(f"lrtui.core.{name}" for name in ("objectives", "optimizers", "schedules", "recipe"))
    subprocess.run([sys.executable, "-c", f"import sys, {modules}; sys.exit('numpy' in sys.modules)"], check=True)
