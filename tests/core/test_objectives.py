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
from lrtui.core.descent import Ending, Trajectory
from lrtui.core.dynamics import Linear
from lrtui.core.expression.lexer import ExpressionError
from lrtui.core.minima import minima_of
from lrtui.core.objectives import COEFFICIENT_RANGE, OBJECTIVES, NamedObjective, objective
from lrtui.core.quadratic import Quadratic

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


# --- Shifted quadratics, and formulas that are quadratics ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quadratic"),
    [
        ("0.5*x*x + 0.5*x^2", (1.0, 0.0, 0.0)),
        ("x·x", (1.0, 0.0, 0.0)),
        ("(x - 1)^2", (1.0, 1.0, 0.0)),
        ("3x^2 - 6x + 1", (3.0, 1.0, -2.0)),
        ("(2x + 1)(2x - 1)/2", (2.0, 0.0, -0.5)),
        ("0.1x² + 0.2x²", (0.3, 0.0, 0.0)),
        ("x^3 + x^2 - x**3", (1.0, 0.0, 0.0)),
        ("a^2*x^2/a + (x - x)", (2.5, 0.0, 0.0)),
        ("pi*(x + e)^2", (math.pi, -math.e, 0.0)),
        ("-(sqrt(2) - x)*(x - sqrt(2))", (1.0, math.sqrt(2), 0.0)),
    ],
)
def test_a_quadratic_is_recognised_however_it_is_written(text: str, quadratic: tuple[float, float, float]) -> None:
    made = objective(text, 2.5)
    assert isinstance(made, Quadratic)
    assert (made.a, made.minimum, made.offset, made.text) == (*quadratic, text)


@pytest.mark.parametrize(
    "text", ["-x^2", "x", "7", "x^4", "1/x^2", "x^2/0", "abs(x)^2", "x^2.5", "1e200x^2*1e200", "x^a"]
)
def test_what_is_no_quadratic_with_a_minimum_is_none(text: str) -> None:
    assert not isinstance(objective(text, 2.5), Quadratic)


@pytest.mark.parametrize("a", [1.0, 0.3, 1e-300, 1e300, 123.456])
def test_the_parabola_as_a_formula_is_the_parabola_to_the_bit(a: float) -> None:
    runs = [
        Trajectory(made, [-1.0, 2.0], [0.4 / a, 0.97 / a])
        for made in (Quadratic(a), objective("parabola", a), objective("0.5*a*x*x + 0.5*a*x^2", a))
    ]
    for run in runs:
        run.extend(700)
    assert {run.between(0, run.last_step).tobytes() for run in runs} == {
        runs[0].between(0, runs[0].last_step).tobytes()
    }
    x = array(-3.0, 1e-9, 7.1)
    for made in (objective("parabola", a), objective("0.5*a*x*x + 0.5*a*x^2", a)):
        for name in ("value", "gradient", "hessian"):
            assert getattr(made, name)(x).tolist() == getattr(Quadratic(a), name)(x).tolist()


@repeatable
@given(a=st.floats(1e-3, 1e3), m=st.floats(-1e3, 1e3), c=st.floats(-1e3, 1e3), x=st.floats(-1e3, 1e3))
def test_a_shifted_quadratic_is_its_formula(a: float, m: float, c: float, x: float) -> None:
    shifted, (fa, fm, fc, fx) = Quadratic(a, m, c), map(Fraction, (a, m, c, x))
    scale = float(fa * (abs(fx) + abs(fm)) ** 2 + abs(fc))
    assert shifted.value(array(x))[0] == pytest.approx(float(fa * (fx - fm) ** 2 + fc), rel=0, abs=1e-15 * scale)
    assert shifted.gradient(array(x))[0] == pytest.approx(float(2 * fa * (fx - fm)), rel=1e-14)
    read = objective(shifted.text, a)
    assert isinstance(read, Quadratic)
    assert (read.a, read.minimum) == (a, m)


@repeatable
@given(m=st.floats(-1e3, 1e3), factor=st.floats(-1.2, 1.2), x0=st.floats(-1e3, 1e3), cut=st.integers(0, 40))
def test_descent_on_a_shifted_quadratic_is_the_closed_form_and_the_same_from_any_step(
    m: float, factor: float, x0: float, cut: int
) -> None:
    linear, rates = Linear(2.0, m), array((1 - factor) / 2)
    moving = np.array([True])
    points = linear.steps(linear.start(array(x0)), rates, moving, 40)
    powers = (1 - 2 * rates[0]) ** np.arange(41)
    expected = m + (x0 - m) * powers
    assert points[0][:, 0] == pytest.approx(expected, rel=0, abs=1e-13 * (abs(m) + abs(x0)) * max(abs(powers[-1]), 1))
    assert points[0][0, 0] == x0
    again = linear.steps(tuple(part[cut] for part in points), rates, moving, 40 - cut)
    assert [part.tobytes() for part in again] == [part[cut:].tobytes() for part in points]


def test_a_run_that_does_not_move_keeps_its_start_to_the_bit() -> None:
    starts = np.random.default_rng(1).uniform(-3, 3, 50)
    assert ((starts - 1 / 3) + 1 / 3 != starts).any()
    linear = Linear(2.0, 1 / 3)
    for rate, moves in ((0.0, True), (0.3, False)):
        points, _ = linear.steps(linear.start(starts), np.full(50, rate), np.full(50, moves), 3)
        assert (points == starts).all()
    run = Trajectory(Quadratic(1.0, 1 / 3), starts, np.zeros(50))
    assert (run.extend(5), run.ending(7)) == (0, Ending.FROZEN)


# --- The table --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("a", [1.0, 0.3, 7.0])
def test_every_named_objective_is_the_function_that_its_title_and_its_text_say(name: str, a: float) -> None:
    made, named = objective(name, a), OBJECTIVES[name]
    assert made.text == named.text
    if named.factor:
        x = array(-3.0, -0.25, 0.0, 1.0, 2.5)
        for text in (made.text, named.title(a), named.title_in_a):
            formula = text.removeprefix("f(x) = ").replace("x²", "x**2").replace("·", "*").replace("^", "**")
            expected = [eval(formula, {"a": a, "x": point}) for point in x.tolist()]
            assert made.value(x).tolist() == pytest.approx(expected, rel=1e-15)
        step = eval(named.factor_of(f"*{a}", "*0.8").replace("−", "-"))
        assert x - 0.8 * made.gradient(x) == pytest.approx(step * x, rel=1e-14)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_what_the_table_says_of_a_named_objective_is_so(name: str) -> None:
    made, named = objective(name), OBJECTIVES[name]
    minima = made.minima
    assert minima.tolist() == sorted(minima.tolist())
    around = np.stack([made.value(minima + h) for h in (-1e-3, 0.0, 1e-3)])
    assert (around[1] < around[[0, 2]]).all()
    assert np.abs(made.gradient(minima)).max(initial=0) < 1e-13
    assert minima_of(made) == pytest.approx(minima, rel=1e-14, abs=1e-14)
    for threshold in named.thresholds:
        if " = " in threshold.exact:
            # Near a minimum the limit is 2/f''.
            assert threshold.learning_rate in (2.0 / made.hessian(minima)).tolist()
    rates = [threshold.learning_rate for threshold in named.thresholds]
    assert rates == sorted(rates)
    low, high = named.window
    lowest, highest = named.rates
    assert low < named.x0 < high
    assert lowest < named.learning_rate < highest
    assert all(lowest <= rate <= highest for rate in rates)
    for preset in named.presets:
        assert lowest < preset.learning_rate <= highest
        assert low <= preset.x0 <= high or preset.schedule == "silver"  # that is a race from afar
    texts = (named.story, *(preset.story for preset in named.presets))
    assert all(0 < len(text) <= 62 for text in texts)


@pytest.mark.parametrize(
    ("a", "title"),
    [(1.0, "f(x) = x²"), (3.0, "f(x) = 3·x²"), (0.12345, "f(x) = 0.123·x²"), (1e300, "f(x) = 1e+300·x²")],
)
def test_a_person_reads_the_parabola_with_its_coefficient(a: float, title: str) -> None:
    assert OBJECTIVES["parabola"].title(a) == title


def test_a_new_row_is_a_new_objective(monkeypatch: pytest.MonkeyPatch) -> None:
    half = NamedObjective("a*x^2/2", "{a}x²/2", "half of it", factor="1−{a}{rate}")
    monkeypatch.setitem(OBJECTIVES, "half", half)
    assert objective("half", 3.0).value(array(2.0)).tolist() == [6.0]
    # No multiplication sign before the first number.
    assert [half.factor_of(a, "·1.5") for a in ("", "·3")] == ["1−1.5", "1−3·1.5"]
    assert [half.factor_of(a, "η") for a in ("", "·3", "a")] == ["1−η", "1−3η", "1−aη"]


def test_an_unknown_objective_or_a_bad_coefficient_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"'cubic' is no objective; there is parabola"):
        objective("cubic")
    with pytest.raises(ValueError, match=r"'quatric' is no objective; did you mean quartic\?"):
        objective("quatric")
    with pytest.raises(ExpressionError, match=r"unknown name 'ax' at character 1; write a\*x"):
        objective("ax")
    for a in (0.0, -1.0, math.nan, math.inf, 9.9e-301, 1.1e300):
        with pytest.raises(ValueError, match=f"a = {a}".replace("+", r"\+")):
            objective("parabola", a)


def test_what_the_command_line_reads_of_the_core_loads_no_numpy() -> None:
    modules = ", ".join(f"lrtui.core.{name}" for name in ("objectives", "optimizers", "schedules", "recipe"))
    use = "lrtui.core.objectives.check('x^4/4 - 3x')"
    subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; {use}; sys.exit('numpy' in sys.modules)"], check=True
    )
