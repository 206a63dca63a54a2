"""The rules on curves whose answers are known, against slow and plain reference methods, and on the blobs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.data import consecutive
from lrtui.core.lr_range import RangeTest
from lrtui.core.samples import make_blobs
from lrtui.core.selection import rates_between
from lrtui.core.suggestions import RULES, Suggestion, doubt, suggest, suggestions

from ..examples import examples

repeatable = examples(150)

NOTHING: dict[str, float | None] = {"minimum": None, "steepest": None, "valley": None, "slide": None}

LOW, HIGH, COUNT = 1e-5, 10.0, 121
RATES = np.array(rates_between(LOW, HIGH, COUNT))
STEP = math.log(HIGH / LOW) / (COUNT - 1)
"""Between two rates, in ln η: a twentieth of a decade."""


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def level(index: float, middle: float, width: float) -> float:
    """A fall from 3 to 1, half-way at the index ``middle``, as wide as ``width`` in ln η."""
    return 1 + 2 * sigmoid((middle - index) * STEP / width)


def valley(middle: int = 60, width: float = 0.7, bottom: int = 95, count: int = COUNT) -> np.ndarray:
    """That fall, and from ``bottom`` on a steep rise."""
    curve = [level(index, middle, width) for index in range(count)]
    for index in range(bottom + 1, count):
        curve[index] = curve[bottom] * (1 + 0.3 * (index - bottom))
    return np.array(curve)


def rate(index: float) -> float:
    return LOW * math.exp(index * STEP)


def index_of(found: float | None, rates: np.ndarray = RATES) -> int:
    """Which of the rates it is."""
    assert found is not None
    (index,) = np.flatnonzero(rates == found)
    return int(index)


def longest_fall(curve: Sequence[float]) -> tuple[int, int]:
    """The length of the longest strictly decreasing subsequence, and the first index at which one so long ends."""
    lengths: list[int] = []
    for i, value in enumerate(curve):
        lengths.append(1 + max((lengths[j] for j in range(i) if curve[j] > value), default=0))
    width = max(lengths)
    return width, next(i for i, length in enumerate(lengths) if length == width)


def fastai_s_index(curve: Sequence[float]) -> int:
    width, end = longest_fall(curve)
    start = max(end - width, 0)
    return start + width // 3 + width // 6


# --- A valley with known answers --------------------------------------------------------------------------------

valleys = pytest.mark.parametrize(
    ("middle", "width", "bottom"), [(60, 0.7, 95), (60, 0.3, 80), (40, 1.5, 100), (80, 0.5, 119), (35, 0.2, 50)]
)


@valleys
def test_the_minimum_is_a_tenth_of_the_rate_with_the_least_loss(middle: int, width: float, bottom: int) -> None:
    found = suggest(RATES, valley(middle, width, bottom))["minimum"]
    assert found == pytest.approx(rate(bottom) / 10, rel=1e-12)


@valleys
def test_the_steepest_slope_is_that_against_the_logarithm_of_the_rate(middle: int, width: float, bottom: int) -> None:
    curve = valley(middle, width, bottom)
    assert index_of(suggest(RATES, curve)["steepest"]) == middle
    # Against the rate itself the steepest slope of this sigmoid is elsewhere: far below.
    against_rate = int(np.gradient(curve, RATES)[: bottom + 1].argmin())
    elsewhere = middle + width * math.log((1 - width) / (1 + width)) / STEP if width < 1 else 0
    assert against_rate == pytest.approx(elsewhere, abs=1.5)
    assert against_rate <= middle - min(width * width, 1) * 2 / STEP / 2 + 1


@valleys
def test_the_valley_is_half_way_down_the_longest_fall(middle: int, width: float, bottom: int) -> None:
    # All of it falls: bottom + 1 values that end at bottom.
    expected = (bottom + 1) // 3 + (bottom + 1) // 6
    assert index_of(suggest(RATES, valley(middle, width, bottom))["valley"]) == expected


@valleys
def test_the_slide_is_where_the_slope_begins_to_change(middle: int, width: float, bottom: int) -> None:
    found = suggest(RATES, valley(middle, width, bottom))

    def slope(index: int) -> float:
        left, right = max(index - 5, 0), min(index + 5, bottom)
        return (level(right, middle, width) - level(left, middle, width)) / ((right - left) * STEP)

    # To the left by a decade, and on until the slope a decade further right differs by no more than a tenth.
    left = middle - 20
    while left >= 0 and slope(left) - slope(left + 20) > 0.1 * -slope(middle):
        left -= 1
    if left < 0:
        assert found["slide"] is None  # it falls from the first rate on
        return
    assert index_of(found["slide"]) == left
    # The loss has hardly fallen there.
    assert level(left, middle, width) > 2.7


def test_the_slide_says_nothing_where_the_fall_begins_at_once() -> None:
    found = suggest(RATES, valley(10, 0.7, 60))
    assert index_of(found["steepest"]) == 10
    assert found["slide"] is None


def test_the_slide_can_be_the_smallest_rate() -> None:
    # A quarter of a decade from rate to rate: slopes are taken over two steps and compared over four. The steepest is
    # at 6, the one at 5 is half of it, and the first four rates before that lie on a level stretch.
    rates = np.array(rates_between(1e-4, 1.0, 17))
    curve = np.array([3.0] * 6 + [2.0] + [1.0] * 10)
    assert index_of(suggest(rates, curve)["slide"], rates) == 0
    assert suggest(rates[1:], curve[1:])["slide"] is None


def test_the_grid_does_not_decide_what_is_found() -> None:
    coarse = np.array(rates_between(LOW, HIGH, 61))
    curve = np.array([valley()[index] for index in range(0, COUNT, 2)])
    fine, found = suggest(RATES, valley()), suggest(coarse, curve)
    for name in ("steepest", "slide", "valley"):
        one, other = fine[name], found[name]
        assert one is not None and other is not None
        assert abs(math.log(one / other)) <= 2.5 * STEP


def test_what_comes_after_the_first_descent_is_not_looked_at() -> None:
    # A network that a large rate has thrown off may come to a lower loss yet.
    curve = valley(40, 0.5, 70)
    second = curve.copy()
    second[100:] = np.linspace(0.9, 0.1, COUNT - 100)
    assert suggest(RATES, second) == suggest(RATES, curve)


@pytest.mark.parametrize(("rise", "goes_on"), [(1.05, True), (1.09, True), (1.11, False), (1.5, False)])
def test_a_rise_of_a_tenth_above_the_best_ends_the_first_descent(rise: float, goes_on: bool) -> None:
    # Down to 1, up by ``rise``, and down again.
    curve = np.concatenate([np.linspace(3, 1, 40), np.linspace(1, rise, 21)[1:], np.linspace(rise, 0.5, 61)])
    found = suggest(RATES, curve)["minimum"]
    assert found == pytest.approx(rate(120 if goes_on else 39) / 10, rel=1e-12)


def test_a_steeper_fall_after_the_minimum_does_not_count() -> None:
    # Down to 1, up by less than a tenth, and down again at once.
    curve = np.concatenate([np.linspace(1.25, 1, 80), np.linspace(1, 1.09, 21)[1:], np.full(21, 1.01)])
    found = suggest(RATES, curve)
    assert found["minimum"] == pytest.approx(rate(79) / 10, rel=1e-12)
    assert index_of(found["steepest"]) <= 79
    assert suggest(RATES[:80], curve[:80])["steepest"] == found["steepest"]


@repeatable
@given(st.integers(30, 70), st.floats(0.2, 1.5), st.integers(85, 119), st.integers(-30, 30), st.floats(1e-6, 1e6))
def test_the_scale_of_the_loss_changes_nothing_and_that_of_the_rates_carries_over(
    middle: int, width: float, bottom: int, power: int, factor: float
) -> None:
    curve = valley(middle, width, bottom)
    found = suggest(RATES, curve)
    assert None not in [value for name, value in found.items() if name != "slide"]
    assert suggest(RATES, curve * 2.0**power) == found
    shifted, scaled = suggest(RATES * factor, curve), suggest(RATES, curve * factor)
    for name, value in found.items():
        if value is None:
            assert shifted[name] is None and scaled[name] is None
        else:
            assert shifted[name] == pytest.approx(value * factor, rel=1e-9)
            assert scaled[name] == pytest.approx(value, rel=1e-9)


# --- The valley on any curve ------------------------------------------------------------------------------------

# From 1 to 1.09, so that no value is far enough above another to end the first descent.
LEVELS = st.lists(st.integers(0, 9), min_size=2, max_size=40) | st.lists(st.integers(0, 900), min_size=2, max_size=40)


@repeatable
@given(LEVELS)
def test_the_valley_is_fastai_s_on_any_curve_with_ties_and_without(levels: list[int]) -> None:
    curve = [1 + level / (100 if max(levels) < 10 else 10_000) for level in levels]
    rates = np.array(rates_between(1e-4, 1.0, len(curve)))
    found = suggest(rates, np.array(curve))["valley"]
    width, _ = longest_fall(curve)
    if width < 2:
        assert found is None
    else:
        assert index_of(found, rates) == fastai_s_index(curve)


def test_the_first_of_several_falls_of_one_length_counts() -> None:
    curve = np.array([1.06, 1.05, 1.04, 1.09, 1.08, 1.07, 1.09, 1.08, 1.07])
    rates = np.array(rates_between(1e-4, 1.0, 9))
    assert longest_fall(curve.tolist()) == (3, 2)
    assert index_of(suggest(rates, curve)["valley"], rates) == 1
    assert longest_fall([2.0, 2.0, 1.0, 1.0]) == (2, 2)


# --- Curves with little in them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "curve",
    [
        np.full(COUNT, 2.0),
        np.full(COUNT, 1e-3),
        np.zeros(COUNT),
        np.linspace(1, 3, COUNT),
        np.linspace(1, 1.05, COUNT),
        np.geomspace(1, 1e6, COUNT),
        np.array([]),
        np.array([1.0]),
        np.array([1.0, 1.0]),
        np.array([1.0, 2.0]),
        np.array([math.nan, 2.0, 1.0]),
        np.array([2.0, math.inf, 1.0]),
        np.full(COUNT, math.nan),
    ],
    ids=str,
)
def test_a_curve_that_never_falls_and_one_of_a_point_or_none_get_no_suggestion(curve: np.ndarray) -> None:
    assert suggest(RATES[: len(curve)], curve) == NOTHING


def test_two_points_are_enough_to_fall() -> None:
    found = suggest(np.array([0.1, 0.2]), np.array([2.0, 1.0]))
    assert found == {"minimum": 0.02, "steepest": 0.1, "valley": 0.1, "slide": None}


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("at", [1, 2, 30, 60, 61, 90, 110])
def test_a_value_that_is_not_finite_cuts_the_curve(bad: float, at: int) -> None:
    curve = valley()
    curve[at] = bad
    assert suggest(RATES, curve) == suggest(RATES[:at], valley()[:at])
    assert suggest(RATES, valley()[:at]) == suggest(RATES[:at], valley()[:at])


@pytest.mark.parametrize("at", range(1, 94))
def test_a_spike_draws_no_rule_however_high_it_is(at: int) -> None:
    curves = [valley() for _ in range(3)]
    for curve, height in zip(curves, (1.5, 3.0, 1e6), strict=True):
        curve[at] *= height
    found, *others = (suggest(RATES, curve) for curve in curves)
    assert others == [found] * 2
    without = suggest(RATES, valley())
    assert found["minimum"] == without["minimum"]
    # A median of three has the value before it in its place, so a slope that nearly equals another may overtake it.
    for name in ("steepest", "slide"):
        assert abs(index_of(found[name]) - index_of(without[name])) <= 4, name
    # The longest fall is shorter by the spike.
    assert index_of(found["valley"]) == fastai_s_index(curves[0][:96].tolist())
    assert abs(index_of(found["valley"]) - index_of(without["valley"])) <= 2


@pytest.mark.parametrize("at", [20, 50, 60, 70, 90])
def test_a_curve_that_ends_anywhere_breaks_no_rule(at: int) -> None:
    found = suggest(RATES, valley()[:at])
    assert None not in [value for name, value in found.items() if name != "slide"]
    assert found["minimum"] == pytest.approx(rate(at - 1) / 10, rel=1e-12)
    for value in found.values():
        assert value is None or value <= rate(at - 1) * (1 + 1e-12)


@repeatable
@given(st.lists(st.floats(0, 1e300) | st.just(math.nan) | st.just(math.inf), max_size=60))
def test_any_curve_gets_rates_of_its_own_or_none(values: list[float]) -> None:
    rates = RATES[: len(values)]
    found = suggest(rates, np.array(values))
    assert found.keys() == NOTHING.keys() == RULES.keys()
    for name, value in found.items():
        assert value is None or (value * (10 if name == "minimum" else 1)) == pytest.approx(
            rates[np.abs(np.log(rates / value / (10 if name == "minimum" else 1))).argmin()], rel=1e-12
        )


# --- Several seeds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rates", "median", "low", "high", "spread"),
    [
        ((0.3, 0.1, 0.2), 0.2, 0.1, 0.3, 3.0),
        ((0.4, 0.1), 0.25, 0.1, 0.4, 4.0),
        ((None, 0.5, None, 2.0, 1.0), 1.0, 0.5, 2.0, 4.0),
        ((None, 0.5, 0.5), 0.5, 0.5, 0.5, 1.0),
        ((None, 0.5), None, None, None, 1.0),  # not most of them
        ((None, 0.5, 2.0, None, None), None, None, None, 1.0),
        ((0.5,), 0.5, 0.5, 0.5, 1.0),
        ((None, None), None, None, None, 1.0),
        ((), None, None, None, 1.0),
    ],
)
def test_the_middle_the_ends_and_the_factor_between_them(
    rates: tuple[float | None, ...], median: float | None, low: float | None, high: float | None, spread: float
) -> None:
    found = Suggestion(rates)
    assert (found.median, found.low, found.high) == (
        median if median is None else pytest.approx(median),
        low,
        high,
    )
    assert found.spread == pytest.approx(spread)


def judged(*curves: np.ndarray) -> str | None:
    return doubt(RATES, curves, suggestions(RATES, curves))


def test_the_start_of_a_curve_is_not_looked_at() -> None:
    curve = valley()
    noisy = curve.copy()
    noisy[:12] = np.random.default_rng(0).uniform(0.1, 9, 12)
    found = suggestions(RATES, [curve, noisy, curve[:80]])
    rest = [suggest(RATES[12:], curve[12:]), suggest(RATES[12:], curve[12:]), suggest(RATES[12:80], curve[12:80])]
    assert {name: one.per_seed for name, one in found.items()} == {
        name: tuple(rates[name] for rates in rest) for name in NOTHING
    }
    assert index_of(found["steepest"].per_seed[0]) == 60
    noisy[12] = 0.1
    assert suggestions(RATES, [noisy])["minimum"].per_seed != found["minimum"].per_seed[:1]


def test_a_curve_of_next_to_nothing_among_others_has_none() -> None:
    for count in (0, 5, 12, 13):
        found = suggestions(RATES, [valley(), valley()[:count]])
        for name, one in found.items():
            assert one.per_seed[0] is not None, name
            assert one.per_seed[1] is None


def test_seeds_that_agree_leave_no_doubt() -> None:
    assert judged(valley()) is None
    assert judged(valley(), valley(58, 0.7, 94), valley(63, 0.6, 97), valley(61, 0.8, 93)) is None


def test_a_flat_curve_is_in_doubt() -> None:
    for curve in (np.full(COUNT, 2.0), np.linspace(2, 1.85, COUNT), np.linspace(2, 4, COUNT)):
        for curves in ([curve], [valley(), curve], [curve, valley()]):
            reason = judged(*curves)
            assert reason is not None and "flat" in reason
    assert "flat" not in str(judged(np.concatenate([np.linspace(1, 1.08, 60), np.linspace(1.08, 0.95, 61)])))
    # A fall of a tenth, from the highest value on the way, is one; what follows it counts for nothing.
    assert "flat" in str(judged(np.concatenate([np.linspace(2, 1.81, 80), np.full(41, 7.0)])))
    assert "flat" not in str(judged(np.concatenate([np.linspace(2, 1.7, 80), np.full(41, 7.0)])))


def test_what_falls_at_the_start_that_is_not_looked_at_leaves_a_curve_flat() -> None:
    curve = np.concatenate([np.linspace(9, 2, 12), np.full(COUNT - 12, 2.0)])
    assert "flat" in str(judged(curve))


def test_a_loss_of_nothing_at_all_is_flat() -> None:
    assert "flat" in str(judged(np.zeros(COUNT)))


def test_curves_far_apart_disagree() -> None:
    # By 40 indices of a twentieth of a decade: a factor of 100.
    curves = valley(40, 0.5, 65), valley(80, 0.5, 105)
    found = suggestions(RATES, curves)
    assert [found[name].spread for name in ("steepest", "minimum")] == pytest.approx([100, 100])
    reason = judged(*curves)
    assert reason is not None
    assert "disagree" in reason and "100" in reason
    # 19 are a factor of 8.9, and 22 one of 12.6; which rule differs most is named.
    assert judged(valley(60, 0.5, 90), valley(60, 0.5, 109)) is None
    assert "minimum" in str(judged(valley(60, 0.5, 85), valley(60, 0.5, 107)))
    assert "steepest" in str(judged(valley(50, 0.3, 100), valley(60, 0.3, 100), valley(80, 0.3, 100)))


def test_a_run_that_ended_after_a_few_batches_is_in_doubt() -> None:
    for count in (0, 1, 12, 13, 21):
        for curves in ([valley()[:count]], [valley(), valley()[:count]], [valley()[:count], valley()]):
            reason = judged(*curves)
            assert reason is not None and "too few" in reason
    assert "too few" not in str(judged(valley(), valley()[:22]))


def test_a_loss_that_still_falls_at_the_largest_rate_is_in_doubt() -> None:
    falling = valley(80, 1.0, COUNT - 1)
    reason = judged(falling, falling * 1.5)
    assert reason is not None and "still falls" in reason
    # Not so where a run ended before, for then it has risen; nor where one of several does not.
    assert judged(falling[:110]) is None
    risen = valley(80, 1.0, 117)
    assert judged(falling, risen) is None
    assert judged(falling, risen, falling) is not None
    assert judged(falling, risen, risen) is None


def test_where_no_rule_finds_anything_there_is_a_doubt() -> None:
    # Up by a half first and down only then: for the rules the first descent is over before it has begun.
    curve = np.concatenate([np.linspace(1, 1.5, 40), np.linspace(1.5, 0.5, 60), np.linspace(0.5, 3, 21)])
    found = suggestions(RATES, [curve, curve])
    assert [one.median for one in found.values()] == [None] * 4
    assert doubt(RATES, [curve, curve], found) is not None


# --- The blobs --------------------------------------------------------------------------------------------------


@cache
def measured(low: float, high: float) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    train, _, _ = consecutive(make_blobs(), (0.6, 0.2, 0.2))
    rates = rates_between(low, high, 100)
    test = RangeTest(train, None, rates, range(5)).run()
    return np.array(rates), tuple(curve.smoothed for curve in test.curves)


def test_the_blobs_leave_no_doubt() -> None:
    rates, curves = measured(1e-4, 10.0)
    found = suggestions(rates, curves)
    assert doubt(rates, curves, found) is None
    # The loss falls from the first rates on: the foot of the descent lies beyond them.
    assert found.pop("slide").median is None
    for one in found.values():
        assert None not in one.per_seed
        assert one.median is not None
        # No rule suggests a rate at which the network does not learn at all or is thrown off.
        assert 1e-4 <= one.median <= 0.3


def test_rates_at_which_nothing_is_learned_make_a_flat_curve() -> None:
    rates, curves = measured(1e-9, 1e-7)
    assert "flat" in str(doubt(rates, curves, suggestions(rates, curves)))
