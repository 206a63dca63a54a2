"""The steps themselves: what a mask holds still, by any rule on any objective; and where minima are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.descent import Ending, Trajectory
from lrtui.core.dynamics import Iterated, Linear, converged, distance_to_minimum, dynamics_of
from lrtui.core.minima import minimum_near
from lrtui.core.objectives import OBJECTIVES, objective
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe

from ..examples import examples

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import Optimizer

repeatable = examples(100)


@repeatable
@given(a=st.floats(1e-3, 1e3), product=st.floats(-3, 3), x0=st.floats(-1e3, 1e3))
def test_a_step_is_the_rate_times_the_gradient(a: float, product: float, x0: float) -> None:
    quadratic, rate = Quadratic(a), np.array([product / (2 * a)])
    dynamics = dynamics_of(quadratic)
    x = np.array([x0])
    (points,) = dynamics.steps(dynamics.start(x), rate, np.array([True]), 1)
    assert points[0] == x
    assert points[1] == pytest.approx(x - rate * quadratic.gradient(x), rel=0, abs=1e-15 * abs(x0) * (1 + abs(product)))


def test_a_masked_run_keeps_its_state_and_the_others_do_not_notice() -> None:
    linear = Linear(2.0)
    x0, rates = np.array([-1.0, 2.0, 0.0, 1.5]), np.array([0.8, 1.2, 1e308, 0.25])
    moving = np.array([True, False, True, True])
    (together,) = linear.steps((x0,), rates, moving, 5)
    for run, moves in enumerate(moving):
        (alone,) = linear.steps((x0[run : run + 1],), rates[run : run + 1], np.array([True]), 5)
        expected = alone[:, 0] if moves else np.repeat(x0[run], 6)
        np.testing.assert_array_equal(together[:, run], expected)
    # At the minimum there is nothing for an overflowing factor to multiply.
    assert together[:, 2].tolist() == [0.0] * 6


def test_rates_and_masks_may_differ_from_step_to_step() -> None:
    linear = Linear(2.0)
    rates = np.array([[0.75], [0.25], [9.0], [1.5]])  # factors −0.5, 0.5, masked, −2
    moving = np.array([[True], [True], [False], [True]])
    assert linear.steps(linear.start(np.array([8.0])), rates, moving, 4)[0][:, 0].tolist() == [8, -4, -2, -2, 4]


def test_no_step_is_the_state_itself() -> None:
    x0 = np.array([0.3, -7.0])
    (again,) = Linear(2.0).steps((x0,), np.array([0.8, 0.8]), np.array([True, True]), 0)
    assert again.tolist() == [x0.tolist()]


def test_the_distance_is_that_to_the_nearest_minimum() -> None:
    wells = type("Wells", (), {"minima": np.array([-1.0, 1.0])})()
    assert distance_to_minimum(wells, np.array([[-3.0, -0.25], [0.25, 1.0]])).tolist() == [[2.0, 0.75], [0.75, 0.0]]
    slope = type("Slope", (), {"minima": np.array([])})()
    assert distance_to_minimum(slope, np.array([1.0, 2.0])).tolist() == [np.inf, np.inf]


def test_a_run_has_converged_where_it_is_near_and_stays_so() -> None:
    distances = np.array([[3.0, 0.5], [1.0, 0.5], [1.0, 0.6], [0.2, 0.1]])
    assert converged(distances, 1.0).tolist() == [[False, True], [True, False], [True, True]]


# --- Any objective, by any rule ---------------------------------------------------------------------------------


RULES = ("sgd", "momentum=0.5", "nesterov", "rmsprop", "adagrad", "adam", "polyak", "linesearch", "bb")


def rule_on(text: str, f: Objective) -> Optimizer:
    return Recipe.parse(f"{text}:1").rule_on(f)


def test_a_step_on_the_double_well_is_its_map() -> None:
    dynamics = dynamics_of(objective("double-well"))
    rates = np.array([0.1, 0.7, 1.4])
    (points,) = dynamics.steps(dynamics.start(np.full(3, 0.5)), rates, np.full(3, True), 6)
    assert points[1:] == pytest.approx((1 + rates) * points[:-1] - rates * points[:-1] ** 3, rel=1e-14)


def test_momentum_on_a_parabola_follows_the_roots_of_its_recurrence() -> None:
    # x'' − (1 + β − ηλ)·x' + β·x = 0, here with λ = 2.
    dynamics, rates = Iterated(Quadratic(), rule_on("momentum=0.5", Quadratic())), np.array([0.1, 0.9])
    points, velocities = dynamics.steps(dynamics.start(np.ones(2)), rates, np.full(2, True), 30)
    assert points[2:] == pytest.approx((1.5 - 2 * rates) * points[1:-1] - 0.5 * points[:-2], rel=1e-9, abs=1e-12)
    assert points[:-1] - points[1:] == pytest.approx(rates * velocities[1:], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "rule"),
    [(name, rule) for name in OBJECTIVES if name != "parabola" for rule in RULES[:2]]
    + [("log-cosh", rule) for rule in RULES[2:]],
)
def test_any_step_comes_out_again_to_the_bit_and_no_run_notices_another(name: str, rule: str) -> None:
    f = objective(name)
    dynamics, dice = Iterated(f, rule_on(rule, f)), np.random.default_rng(5)
    x0, rates = dice.uniform(-1.5, 1.5, 5), dice.uniform(0.1, 1.5, (40, 5))
    everyone = np.full((40, 5), True)
    whole = dynamics.steps(dynamics.start(x0), rates, everyone, 40)
    middle = tuple(part[17] for part in whole)
    for array, again in zip(whole, dynamics.steps(middle, rates[17:], everyone[17:], 23), strict=True):
        assert array[17:].tobytes() == again.tobytes()
    for run in range(5):
        one = slice(run, run + 1)
        alone = dynamics.steps(dynamics.start(x0[one]), rates[:, one], everyone[:, one], 40)
        assert [array[:, one].tobytes() for array in whole] == [array.tobytes() for array in alone]
    # Many states at once, each one step on, as a thinned history is shown.
    side_by_side = dynamics.steps(tuple(part[:40, 2] for part in whole), rates[:, 2], everyone[:, 2], 1)
    assert side_by_side[0][1].tobytes() == whole[0][1:, 2].tobytes()


@pytest.mark.parametrize("rule", RULES)
def test_masks_hold_runs_still_one_by_one_or_step_by_step(rule: str) -> None:
    dynamics, rates = Iterated(objective("bumps"), rule_on(rule, objective("bumps"))), np.array([0.1, 0.2, 0.05])
    start = dynamics.start(np.array([0.3, -1.0, 2.0]))
    free = dynamics.steps(start, rates, np.full(3, True), 6)
    held = dynamics.steps(start, rates, np.array([True, False, True]), 6)
    mixed = np.full((6, 3), True)
    mixed[2:4, 1] = False
    paused = dynamics.steps(start, np.broadcast_to(rates, (6, 3)), mixed, 6)
    for every, still, stop in zip(free, held, paused, strict=True):
        assert still[:, [0, 2]].tobytes() == every[:, [0, 2]].tobytes() == stop[:, [0, 2]].tobytes()
        assert (still[:, 1] == every[0, 1]).all()
        assert stop[:, 1].tolist() == every[[0, 1, 2, 2, 2, 3, 4], 1].tolist()


def test_a_run_on_any_objective_ends_where_it_should() -> None:
    run = Trajectory(objective("double-well"), [0.5, -1.5, 0.0, 3.0, 0.5], [0.3, 0.9, 0.3, 0.3, 1.1])
    run.extend(3000)
    assert [run.ending(index) for index in range(5)] == [
        Ending.CONVERGED,
        Ending.CONVERGED,
        Ending.FROZEN,
        Ending.OVERFLOW,
        None,
    ]
    assert run.last[:3] == pytest.approx([1.0, 1.0, 0.0], abs=1e-12)
    before = run.between(0, 3000).tobytes()
    thinned = Trajectory(objective("double-well"), [0.5, -1.5, 0.0, 3.0, 0.5], [0.3, 0.9, 0.3, 0.3, 1.1], capacity=10)
    for _ in range(300):
        thinned.extend(10)
    assert thinned.between(0, 3000).tobytes() == before


# --- Minima -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minima"),
    [
        ("(x - 500)^4", [500.0]),
        ("-e^(-(x-2.5)^2)", [2.5]),
        ("sin(x)", [-math.pi / 2 - 4 * math.pi, *(math.pi * (2 * turn - 0.5) for turn in range(-1, 4))]),
        ("sqrt(abs(x - 1/3))", [1 / 3]),
        ("sqrt(abs(x))", [0.0]),
        ("abs(x - 0.7) + abs(x + 0.7)/2", [0.7]),
        ("x^6 - x^2", [-(3**-0.25), 3**-0.25]),
        ("x*log(x)", [1 / math.e]),
        ("max(x^4, 2 - x)", [1.0]),
        *(
            (text, [])
            for text in (
                "-x^4",
                "x^3",
                "1/x^2",
                "-1/x^2",
                "log(abs(x))",
                "log(abs(x^2 - 2))",
                "tan(x)",
                "7",
                "x",
                "1/0",
                "exp(x)",
            )
        ),
        ("max(0, abs(x) - 1)", []),
    ],
)
def test_minima_are_found_where_the_derivative_changes_to_rising(text: str, minima: list[float]) -> None:
    assert objective(text).minima == pytest.approx(np.array(minima), rel=1e-13)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("double-well", 0.01, 1.0),
        ("double-well", -0.01, -1.0),
        ("double-well", 7.0, 1.0),
        ("double-well", math.nextafter(1.0, 0.0), 1.0),
        ("double-well", math.nextafter(1.0, 2.0), 1.0),
        ("logistic", 0.9, 0.0),
        ("logistic", 1.1, None),
        ("parabola", 1e8, 0.0),
        ("softplus", 0.0, None),
        ("sin(x)", 2.0, 1.5 * math.pi),
        ("sin(x)", 100 * math.pi + 2, 101.5 * math.pi),
        ("sin(x)", -100 * math.pi - 2, -100.5 * math.pi),
        ("x^2/10 + sin(3x)", 0.6, 1.5365898801),
        ("7", 1.0, None),
        ("abs(x)", -3.0, 0.0),
        ("x", 0.0, None),
    ],
)
def test_the_minimum_near_a_point_is_the_next_one_downhill(name: str, x: float, expected: float | None) -> None:
    found = minimum_near(objective(name), x)
    assert found == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12))


def test_the_nearest_of_many_minima_is_found() -> None:
    many = type("Many", (), {"minima": np.array([-5.0, -1.0, 0.5, 4.0])})()
    assert distance_to_minimum(many, np.array([-9.0, -3.5, -0.5, 0.5, 2.0, 99.0])).tolist() == [4, 1.5, 0.5, 0, 1.5, 95]
