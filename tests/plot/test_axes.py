"""Scales, rounding and ticks against exact arithmetic, and at the ends of the floats."""

from __future__ import annotations

import math
import sys
from bisect import bisect_left
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrtui.plot.axes import Axis, Scale, linear_ticks, log_ticks, round_down, round_up, symlog_ticks

from ..examples import examples

repeatable = examples(200)

LARGEST = sys.float_info.max
SMALLEST = math.ulp(0.0)
POSITIONS = st.floats(0, 1)


@st.composite
def linear_axes(draw: st.DrawFn, reach: float = 1e300) -> Axis:
    """Windows that are not too narrow for where they lie: a thousandth of their distance from 0 at the least."""
    low, high = sorted((draw(st.floats(-reach, reach)), draw(st.floats(-reach, reach))))
    assume(high - low > 1e-3 * max(abs(low), abs(high)) and high - low > 1e-290)
    return Axis(low, high)


@st.composite
def log_axes(draw: st.DrawFn) -> Axis:
    low = draw(st.floats(-307, 307))
    high = draw(st.floats(low + 0.1, 308))
    return Axis(10.0**low, 10.0**high, Scale.LOG)


@st.composite
def symlog_axes(draw: st.DrawFn) -> Axis:
    threshold = 10.0 ** draw(st.floats(-100, 100))
    below, above = draw(st.floats(-100, 100)), draw(st.floats(-100, 100))
    return Axis(-threshold * 10.0**below, threshold * 10.0**above, Scale.SYMLOG, threshold)


AXES = linear_axes() | log_axes() | symlog_axes()


def position(axis: Axis, value: float) -> float:
    return float(axis.position(np.array([value]))[0])


# --- Positions --------------------------------------------------------------------------------------------------


@repeatable
@given(AXES, POSITIONS)
def test_position_and_value_are_inverse(axis: Axis, at: float) -> None:
    assert position(axis, axis.value(at)) == pytest.approx(at, abs=1e-11)


@repeatable
@given(AXES)
def test_a_window_goes_from_position_0_to_position_1(axis: Axis) -> None:
    np.testing.assert_allclose(axis.position(np.array([axis.low, axis.high])), [0, 1], atol=1e-15)
    assert axis.value(0.0) == pytest.approx(axis.low, rel=1e-12)
    assert axis.value(1.0) == pytest.approx(axis.high, rel=1e-12)


@repeatable
@given(linear_axes(), st.floats(-1e300, 1e300))
def test_linear_positions_are_exact_proportions(axis: Axis, value: float) -> None:
    low, high = Fraction(axis.low), Fraction(axis.high)
    exact = (Fraction(value) - low) / (high - low)
    assume(abs(exact) < 1e6)
    assert position(axis, value) == pytest.approx(float(exact), rel=1e-9, abs=1e-11)


@repeatable
@given(log_axes(), st.floats(-307, 308))
def test_log_positions_are_proportions_of_the_logarithm(axis: Axis, exponent: float) -> None:
    low, high = math.log2(axis.low), math.log2(axis.high)
    expected = (math.log2(10.0**exponent) - low) / (high - low)
    assert position(axis, 10.0**exponent) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("value", [0.0, -1e-300, -1.0, math.nan, math.inf, -math.inf])
def test_what_has_no_place_on_a_log_axis_is_not_within_its_window(value: float) -> None:
    assert not 0 <= position(Axis(1e-3, 1e3, Scale.LOG), value) <= 1


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_in_no_window(scale: Scale, value: float) -> None:
    assert not 0 <= position(Axis(0.5, 2.0, scale), value) <= 1


def test_a_symlog_axis_is_linear_up_to_the_threshold_and_even_in_decades_beyond() -> None:
    axis = Axis(-1e6, 1e6, Scale.SYMLOG, threshold=0.01)
    inside = axis.position(np.linspace(-0.01, 0.01, 9))
    np.testing.assert_allclose(np.diff(inside), np.diff(inside)[0], rtol=1e-9)
    decades = axis.position(np.array([0.0, *(10.0**k for k in range(-2, 7))]))
    # From 0 to the threshold it is as far as one decade.
    np.testing.assert_allclose(np.diff(decades), np.diff(decades)[0], rtol=1e-9)


@repeatable
@given(st.floats(0, 1e20))
def test_a_symmetric_window_gives_symmetric_positions(value: float) -> None:
    for axis in (Axis(-1e20, 1e20), Axis(-1e20, 1e20, Scale.SYMLOG, 1e-3)):
        assert position(axis, value) + position(axis, -value) == pytest.approx(1)


@repeatable
@given(AXES, POSITIONS, POSITIONS)
def test_larger_values_lie_farther_on(axis: Axis, one: float, other: float) -> None:
    assume(abs(one - other) > 1e-9)
    values = np.array([axis.value(min(one, other)), axis.value(max(one, other))])
    below, above = axis.position(values)
    assert values[0] < values[1]
    assert below < above


@pytest.mark.parametrize("size", [1.7e308, LARGEST])
def test_the_largest_windows_have_finite_positions_and_values(size: float) -> None:
    axis = Axis(-size, size)
    assert axis.position(np.array([-size, 0.0, size])).tolist() == [0.0, 0.5, 1.0]
    assert [axis.value(0.0), axis.value(0.5), axis.value(1.0)] == [-size, 0.0, size]
    assert position(Axis(0.0, size), size / 4) == 0.25
    assert position(Axis(-size, -size / 2), -size) == 0.0


@pytest.mark.parametrize("axis", [Axis(-SMALLEST, SMALLEST), Axis(0.0, 1e-320), Axis(-1e-310, 1e-300)])
def test_the_smallest_windows_have_finite_positions(axis: Axis) -> None:
    assert axis.position(np.array([axis.low, axis.high])).tolist() == [0.0, 1.0]
    assert position(axis, 1.0) > 1


@pytest.mark.parametrize("low", [1.0, -3.0, 1e-300, 1e308])
def test_a_window_of_two_neighbouring_floats_has_finite_positions(low: float) -> None:
    high = math.nextafter(low, math.inf)
    positions = Axis(low, high).position(np.array([low, high]))
    assert positions.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "axis",
    [
        Axis(1.0, LARGEST, Scale.LOG),
        Axis(SMALLEST, 1.0, Scale.LOG),
        Axis(-1.7e308, 1.7e308, Scale.SYMLOG),
    ],
)
def test_logarithmic_windows_reach_to_the_ends_of_the_floats(axis: Axis) -> None:
    assert [position(axis, axis.low), position(axis, axis.high)] == [0.0, 1.0]
    for at in (0.0, 0.5, 1.0):
        assert math.isfinite(axis.value(at))


@pytest.mark.parametrize(
    ("low", "high"),
    [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.nan), (-math.inf, 0.0), (0.0, math.inf)],
)
def test_what_is_no_window_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="window"):
        Axis(low, high)


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_a_log_axis_cannot_reach_down_to_zero(low: float) -> None:
    with pytest.raises(ValueError, match="log"):
        Axis(low, 1.0, Scale.LOG)


# --- Round numbers ----------------------------------------------------------------------------------------------


def round_numbers(mantissas: tuple[str, ...]) -> list[float]:
    """All m × 10ᵏ that are floats, as the decimal text reads."""
    numbers = {float(f"{mantissa}e{power}") for power in range(-325, 309) for mantissa in mantissas}
    return sorted(number for number in numbers if 0 < number < math.inf)


ONE_TWO_FIVE = round_numbers(("1", "2", "5"))
FINER = round_numbers(("1", "1.5", "2", "3", "5", "7"))


@repeatable
@given(st.floats(SMALLEST, LARGEST) | st.sampled_from(ONE_TWO_FIVE))
def test_round_up_is_the_smallest_round_number_not_below(value: float) -> None:
    for mantissas, numbers in (((1, 2, 5), ONE_TWO_FIVE), ((1, 1.5, 2, 3, 5, 7), FINER)):
        index = bisect_left(numbers, value)
        # Above the last of them there is only the largest float.
        expected = numbers[index] if index < len(numbers) else LARGEST
        assert round_up(value, tuple(mantissas)) == expected


@pytest.mark.parametrize("number", [1.0, 2.0, 5.0, 10.0, 1e-5, 1e23, 5e-324, 1e308])
def test_round_numbers_stay_and_their_upper_neighbours_do_not(number: float) -> None:
    assert round_up(number) == number
    assert round_up(math.nextafter(number, math.inf)) > number


@repeatable
@given(st.floats(1e-300, 1e308) | st.sampled_from([number for number in ONE_TWO_FIVE if number >= 1e-300]))
def test_round_down_is_the_largest_round_number_not_above_but_for_the_last_bits(value: float) -> None:
    index = bisect_left(ONE_TWO_FIVE, value)
    at_value = index < len(ONE_TWO_FIVE) and ONE_TWO_FIVE[index] <= value * (1 + 1e-12)
    assert round_down(value) == ONE_TWO_FIVE[index if at_value else index - 1]


@pytest.mark.parametrize("number", [1.0, 2.0, 5.0, 10.0, 1e-5, 1e23, 1e-300, 1e308])
def test_round_down_and_round_up_meet_in_round_numbers_only(number: float) -> None:
    assert round_down(number) == round_up(number) == number
    assert round_down(number * 0.999) < number * 0.999 < number
    assert round_down(number * 1.5) == number


# --- Ticks ------------------------------------------------------------------------------------------------------


def mantissa(value: float) -> float:
    """The first digits of a value, as 1 ≤ m < 10."""
    return abs(float(f"{value:.6e}".partition("e")[0]))


def assert_rising_within(ticks: list[float], axis: Axis, most: int) -> None:
    assert len(ticks) <= most
    assert all(one < other for one, other in pairwise(ticks))
    # A rounding beyond the edge is still on the edge.
    positions = axis.position(np.array(ticks))
    assert ((positions >= -1e-9) & (positions <= 1 + 1e-9)).all()


@repeatable
@given(linear_axes(1e290), st.integers(1, 20))
def test_linear_ticks_are_all_multiples_of_one_round_step(axis: Axis, most: int) -> None:
    ticks = axis.ticks(most)
    assert_rising_within(ticks, axis, most)
    if len(ticks) > 1:
        steps = np.diff(ticks)
        assert mantissa(float(steps[0])) in (1, 2, 5)
        np.testing.assert_allclose(steps, steps[0], rtol=1e-9)
        np.testing.assert_allclose(ticks, np.rint(ticks / steps[0]) * steps[0], rtol=1e-9, atol=1e-9 * steps[0])
        assert position(axis, ticks[0] - steps[0]) < 1e-9
        assert position(axis, ticks[-1] + steps[0]) > 1 - 1e-9


@repeatable
@given(linear_axes(1e290), st.integers(8, 40))
def test_linear_ticks_are_not_too_few(axis: Axis, most: int) -> None:
    # The step is at most the second round number from the ideal one, and so at most 5 times as long.
    assert len(axis.ticks(most)) >= most // 5 - 1


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-3.2, 3.2, 8, [-3, -2, -1, 0, 1, 2, 3]),
        (-1.25, 1.25, 5, [-1, -0.5, 0, 0.5, 1]),
        (0, 100, 6, [0, 20, 40, 60, 80, 100]),
        (-0.04, 1.5625, 4, [0, 0.5, 1, 1.5]),
        (0, 7, 1, [0]),
        (3, 7, 1, [5]),
        (0.3, 0.7, 0, []),
    ],
)
def test_linear_ticks_of_plain_windows(low: float, high: float, most: int, expected: list[float]) -> None:
    assert linear_ticks(low, high, most) == pytest.approx(expected)


@repeatable
@given(log_axes(), st.integers(1, 20))
def test_log_ticks_are_round_numbers(axis: Axis, most: int) -> None:
    ticks = axis.ticks(most)
    assert_rising_within(ticks, axis, most)
    assert set(ticks) <= set(ONE_TWO_FIVE)
    if len({mantissa(tick) for tick in ticks}) == 1 and len(ticks) > 2:
        ratios = np.diff(np.log10(ticks))
        np.testing.assert_allclose(ratios, ratios[0], rtol=1e-9)


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.1, 10, 5, [0.1, 1, 10]),
        (1e-12, 1, 4, [1e-10, 1e-5, 1]),
        (0.9, 9, 4, [1, 2, 5]),
        (100, 1000, 4, [100, 200, 500, 1000]),
        (100, 1000, 3, [100, 1000]),
        (0.9, 9, 2, [1]),
        (1.5, 9, 3, [2, 5]),
        (1e-300, 1e300, 4, [1e-200, 1, 1e200]),
    ],
)
def test_log_ticks_of_plain_windows(low: float, high: float, most: int, expected: list[float]) -> None:
    assert log_ticks(low, high, most) == pytest.approx(expected)


@repeatable
@given(symlog_axes(), st.integers(3, 20))
def test_symlog_ticks_are_zero_and_the_threshold_times_powers_of_ten(axis: Axis, most: int) -> None:
    ticks = axis.ticks(most)
    assert_rising_within(ticks, axis, most)
    assert 0.0 in ticks
    powers = np.log10(np.abs([tick for tick in ticks if tick]) / axis.threshold)
    np.testing.assert_allclose(powers, np.rint(powers), atol=1e-9)
    assert (np.rint(powers) >= 0).all()


@repeatable
@given(st.floats(0.1, 300), st.integers(3, 20))
def test_a_symmetric_window_has_symmetric_ticks(decades: float, most: int) -> None:
    reach = 10.0**decades
    ticks = symlog_ticks(-reach, reach, 1.0, most)
    assert [-tick for tick in reversed(ticks)] == ticks


@pytest.mark.parametrize("scale", list(Scale))
def test_no_ticks_where_there_is_room_for_none(scale: Scale) -> None:
    assert Axis(0.5, 20.0, scale).ticks(0) == []


@pytest.mark.parametrize("most", [1, 2, 3, 5, 20])
@pytest.mark.parametrize(
    "axis",
    [
        Axis(-1.7e308, 1.7e308),
        Axis(-LARGEST, LARGEST),
        Axis(0.0, LARGEST),
        Axis(-SMALLEST, SMALLEST),
        Axis(0.0, 1e-310),
        Axis(1.0, LARGEST, Scale.LOG),
        Axis(SMALLEST, 1.0, Scale.LOG),
        Axis(-1.7e308, 1.7e308, Scale.SYMLOG),
    ],
)
def test_ticks_at_the_ends_of_the_floats(axis: Axis, most: int) -> None:
    ticks = axis.ticks(most)
    assert all(map(math.isfinite, ticks))
    assert_rising_within(ticks, axis, most)


def test_a_symlog_window_may_hold_more_thresholds_than_a_float_can_count() -> None:
    axis = Axis(-1.7e308, 1.7e308, Scale.SYMLOG, threshold=1e-5)
    assert [position(axis, axis.low), position(axis, 0.0), position(axis, axis.high)] == [0.0, 0.5, 1.0]
    assert axis.value(0.5) == 0.0
    assert 0.0 in axis.ticks(5)
