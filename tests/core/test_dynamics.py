"""The steps themselves: what a mask holds still, and which pairs of objective and optimizer there are."""

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
@given(
    a=st.floats(1e-3, 1e3),
    product=st.floats(-3, 3),
    x0=st.floats(-1e3, 1e3),
    minimum=st.sampled_from([0.0, 2.5, -1e3]),
)
def test_a_step_is_the_rate_times_the_gradient(a: float, product: float, x0: float, minimum: float) -> None:
    quadratic, rate = Quadratic(a, minimum), np.array([product / (2 * a)])
    dynamics = dynamics_of(quadratic)
    x = np.array([x0])
    points = dynamics.steps(dynamics.start(x), rate, np.array([True]), 1)[0]
    assert points[0] == x
    scale = (abs(x0) + abs(minimum)) * (1 + abs(product))
    assert points[1] == pytest.approx(x - rate * quadratic.gradient(x), rel=0, abs=1e-15 * scale)


def test_near_a_minimum_other_than_zero_the_distance_goes_on_shrinking() -> None:
    # An iterate alone would stand still 2⁻⁵³ from 1.
    linear = Linear(1.0, 2.0)
    points, distances = linear.steps(linear.start(np.array([3.0])), np.array([0.25]), np.array([True]), 60)
    assert distances[:, 0].tolist() == [2.0 ** (1 - step) for step in range(61)]
    assert points[[0, 1, 60], 0].tolist() == [3.0, 2.0, 1.0]


def test_a_masked_run_keeps_its_state_and_the_others_do_not_notice() -> None:
    linear = Linear(0.5, 2.0)
    state = linear.start(np.array([-1.0, 2.0, 0.5, 1.5]))
    rates, moving = np.array([0.8, 1.2, 1e308, 0.25]), np.array([True, False, True, True])
    together = linear.steps(state, rates, moving, 5)
    for run, moves in enumerate(moving):
        row = tuple(array[run : run + 1] for array in state)
        alone = linear.steps(row, rates[run : run + 1], np.array([True]), 5)
        for whole, part, first in zip(together, alone, row, strict=True):
            expected = part[:, 0] if moves else np.repeat(first, 6)
            np.testing.assert_array_equal(whole[:, run], expected)
    # At the minimum there is nothing for an overflowing factor to multiply.
    assert together[0][:, 2].tolist() == [0.5] * 6


def test_rates_and_masks_may_differ_from_step_to_step() -> None:
    linear = Linear(0.0, 2.0)
    rates = np.array([[0.75], [0.25], [9.0], [1.5]])  # factors −0.5, 0.5, masked, −2
    moving = np.array([[True], [True], [False], [True]])
    assert linear.steps(linear.start(np.array([8.0])), rates, moving, 4)[0][:, 0].tolist() == [8, -4, -2, -2, 4]


def test_no_step_is_the_state_itself() -> None:
    linear = Linear(0.1, 2.0)
    state = linear.start(np.array([0.3, -0.0]))
    again = linear.steps(state, np.array([0.8, 0.8]), np.array([True, True]), 0)
    assert [array[0].tolist() for array in again] == [array.tolist() for array in state]


def test_what_cannot_be_descended_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="'speling' is no optimizer; there is sgd"):
        dynamics_of(Quadratic(), "speling")
    other = type("Other", (), {"text": "x^4", "minima": np.array([0.0])})()
    with pytest.raises(ValueError, match=r"sgd cannot go down x\^4 yet"):
        dynamics_of(other)


def test_the_distance_is_that_to_the_nearest_minimum() -> None:
    wells = type("Wells", (), {"minima": np.array([-1.0, 1.0])})()
    assert distance_to_minimum(wells, np.array([[-3.0, -0.25], [0.25, 1.0]])).tolist() == [[2.0, 0.75], [0.75, 0.0]]
    slope = type("Slope", (), {"minima": np.array([])})()
    assert distance_to_minimum(slope, np.array([1.0, 2.0])).tolist() == [np.inf, np.inf]


def test_a_run_has_converged_where_it_is_near_and_stays_so() -> None:
    distances = np.array([[3.0, 0.5], [1.0, 0.5], [1.0, 0.6], [0.2, 0.1]])
    assert converged(distances, 1.0).tolist() == [[False, True], [True, False], [True, True]]
