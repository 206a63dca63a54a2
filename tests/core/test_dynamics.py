"""The steps themselves: what a mask holds still, and which objectives there are a way down for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.dynamics import Linear, converged, distance_to_minimum, dynamics_of
from lrtui.core.quadratic import Quadratic

from ..examples import examples

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
