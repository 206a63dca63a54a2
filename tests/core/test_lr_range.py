"""The range test against a plain loop, its seeds alone, closed forms, and itself in slices."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lrtui.core.data import Dataset, consecutive
from lrtui.core.lr_range import LossCurve, RangeTest
from lrtui.core.network import initial_parameters
from lrtui.core.samples import make_blobs
from lrtui.core.selection import rates_between
from lrtui.core.training import presentation_order

from ..examples import examples

repeatable = examples(200)

TRAIN, HOLDOUT = consecutive(make_blobs(104, 3, 2, 2.0, 3), (0.5, 0.5))
"""52 rows each: with batches of 10 the last one of an epoch has 2."""

LARGE, HELD, _ = consecutive(make_blobs(), (0.6, 0.2, 0.2))
RATES = rates_between(1e-4, 10, 100)
SEEDS = (3, 0, 7, 1)

parts = pytest.mark.parametrize("holdout", [None, HOLDOUT], ids=["batch", "holdout"])


def bits(test: RangeTest) -> list[tuple[bytes, bytes, bool]]:
    return [(curve.losses.tobytes(), curve.smoothed.tobytes(), curve.running) for curve in test.curves]


def averages(losses: list[float]) -> list[float]:
    """The mean of the losses so far, each with the weight 0.98 to the power of its age."""
    found = []
    for k in range(len(losses)):
        weights = [0.98 ** (k - i) for i in range(k + 1)]
        found.append(sum(w * value for w, value in zip(weights, losses, strict=False)) / sum(weights))
    return found


def filled(losses: list[float]) -> LossCurve:
    """What a run makes of these losses."""
    curve = LossCurve()
    for loss in losses:
        if curve.running:
            curve.add(loss)
    return curve


def forward(weights: list[np.ndarray], row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    w, b, v, c = weights
    hidden = np.maximum(row @ w + b[0], 0)
    powers = np.exp(hidden @ v + c[0])
    return hidden, powers / powers.sum()


def mean_loss(weights: list[np.ndarray], data: Dataset, rows: list[int]) -> float:
    return sum(-math.log(forward(weights, data.features[row])[1][data.labels[row]]) for row in rows) / len(rows)


# --- The rates and the losses -----------------------------------------------------------------------------------


def test_the_rates_are_evenly_spaced_in_their_logarithm() -> None:
    assert len(RATES) == 100
    for i, rate in enumerate(RATES):
        assert rate == pytest.approx(1e-4 * 1e5 ** (i / 99), rel=1e-12)
    assert RangeTest(TRAIN, None, RATES, [0]).learning_rates == RATES


@parts
@pytest.mark.parametrize("batch", [10, 7, 52, 500])
def test_a_plain_loop_over_the_rows_reproduces_the_losses(batch: int, holdout: Dataset | None) -> None:
    rates, seed = rates_between(1e-3, 0.5, 15), 5
    test = RangeTest(TRAIN, holdout, rates, [2, seed], batch=batch, hidden=8).run()
    found = test.curves[1].losses
    assert len(found) == 15
    weights = [array[0] for array in initial_parameters(2, 8, 3, [seed]).arrays]
    waiting: list[int] = []
    epoch = 0
    for rate, loss in zip(rates, found.tolist(), strict=True):
        if not waiting:
            epoch += 1
            waiting = presentation_order(52, seed, epoch).tolist()
        rows, waiting = waiting[:batch], waiting[batch:]
        if holdout is None:
            assert loss == pytest.approx(mean_loss(weights, TRAIN, rows), rel=1e-7)
        step = [np.zeros_like(array) for array in weights]
        for row in rows:
            x = TRAIN.features[row]
            hidden, error = forward(weights, x)
            error[TRAIN.labels[row]] -= 1
            back = (weights[2] @ error) * (hidden > 0)
            for total, part_of_it in zip(step, (np.outer(x, back), back, np.outer(hidden, error), error), strict=True):
                total += part_of_it / len(rows)
        weights = [array - rate * slope for array, slope in zip(weights, step, strict=True)]
        if holdout is not None:
            assert loss == pytest.approx(mean_loss(weights, holdout, list(range(len(holdout)))), rel=1e-7)
    assert epoch == math.ceil(15 / math.ceil(52 / batch))


def test_the_loss_before_any_learning_is_that_of_the_untrained_network() -> None:
    test = RangeTest(TRAIN, None, RATES, [4], batch=52, hidden=8).run()
    weights = [array[0] for array in initial_parameters(2, 8, 3, [4]).arrays]
    assert test.curves[0].losses[0] == pytest.approx(mean_loss(weights, TRAIN, list(range(52))), rel=1e-12)


# --- The moving average, and when a run stops -------------------------------------------------------------------


@repeatable
@given(st.lists(st.floats(0, 10), max_size=40))
@example([1.0] * 20 + [30.0] * 20)
def test_the_average_is_the_mean_with_weights_that_fade_and_a_run_stops_above_four_times_its_best(
    losses: list[float],
) -> None:
    expected = averages(losses)
    best, end = math.inf, len(losses)
    for k, value in enumerate(expected):
        best = min(best, value)
        # So close to the limit rounding decides.
        assume(value == best or abs(value / 4 - best) > 1e-9)
        if value > 4 * best:
            end = k + 1
            break
    curve = filled(losses)
    assert curve.losses.tolist() == losses[:end]
    assert curve.smoothed.tolist() == pytest.approx(expected[:end], rel=1e-9, abs=1e-12)
    assert curve.running == (not losses or expected[end - 1] <= 4 * best)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_ends_the_run_unnoted(bad: float) -> None:
    curve = filled([1.0, 2.0, bad, 1.0])
    assert not curve.running
    assert curve.losses.tolist() == [1.0, 2.0]
    assert len(curve.smoothed) == 2
    assert filled([bad]).losses.tolist() == []


def test_the_value_that_is_too_high_is_the_last() -> None:
    curve = filled([1.0, 3.0, 100.0, 1.0])
    assert not curve.running
    assert curve.losses.tolist() == [1.0, 3.0, 100.0]
    assert curve.smoothed[-1] > 4 * curve.smoothed.min()


def test_losses_of_any_finite_size_do_not_warn() -> None:
    assert filled([1e308, 1e308, 1e308]).running
    assert filled([0.0, 0.0]).running
    assert not filled([0.0, 1e-300]).running


# --- Seeds side by side -----------------------------------------------------------------------------------------


@parts
@pytest.mark.parametrize("high", [0.5, 1e4])
def test_several_seeds_are_bit_for_bit_each_alone(high: float, holdout: Dataset | None) -> None:
    rates = rates_between(1e-3, high, 60)
    together = RangeTest(TRAIN, holdout, rates, SEEDS, batch=10, hidden=8).run()
    iterations = []
    for seed, curve in zip(SEEDS, together.curves, strict=True):
        alone = RangeTest(TRAIN, holdout, rates, [seed], batch=10, hidden=8).run()
        assert alone.done
        assert alone.curves[0].losses.tobytes() == curve.losses.tobytes()
        assert alone.curves[0].smoothed.tobytes() == curve.smoothed.tobytes()
        assert alone.curves[0].running == curve.running
        iterations.append(alone.iteration)
    assert together.iteration == max(iterations)
    assert len(set(bits(together))) == len(SEEDS)
    # With the large rates each stops at a time of its own, and the others go on undisturbed.
    assert (len(set(iterations)) > 2) == (high > 1)


def test_a_network_that_is_no_longer_finite_disturbs_no_other() -> None:
    # A rate so large throws every network off at once; the ones that learn nothing from it are those with no error.
    rates = (0.1, 1e300, 0.1, 0.1, 0.1)
    test = RangeTest(TRAIN, None, rates, SEEDS, batch=10, hidden=8).run()
    assert test.done
    assert {len(curve.losses) for curve in test.curves} == {2}
    assert not any(curve.running for curve in test.curves)
    assert test.iteration == 3


def test_features_too_large_for_any_network_end_every_run_at_once() -> None:
    train = replace(TRAIN, features=TRAIN.features * 1e307)
    test = RangeTest(train, None, RATES, SEEDS).run()
    assert test.done
    assert test.iteration == 1
    assert [curve.losses.tolist() for curve in test.curves] == [[]] * 4


# --- The work ---------------------------------------------------------------------------------------------------


@parts
@pytest.mark.parametrize("sizes", [[1], [3, 1, 7], [1000]])
@pytest.mark.parametrize("high", [1.0, 1e4])
def test_how_the_work_is_sliced_changes_nothing(sizes: list[int], high: float, holdout: Dataset | None) -> None:
    rates = rates_between(1e-3, high, 40)
    whole = RangeTest(TRAIN, holdout, rates, SEEDS, batch=10, hidden=8).run()
    sliced = RangeTest(TRAIN, holdout, rates, SEEDS, batch=10, hidden=8)
    assert not sliced.done
    work, turn = sliced.work(), 0
    while not sliced.done:
        before = sliced.iteration
        pulls = len(list(islice(work, sizes[turn % len(sizes)])))
        assert sliced.iteration - before == pulls
        turn += 1
        for curve, end in zip(sliced.curves, whole.curves, strict=True):
            assert len(curve.losses) == min(sliced.iteration, len(end.losses))
    assert bits(sliced) == bits(whole)
    assert sliced.iteration == whole.iteration
    assert list(sliced.work()) == []


def test_it_ends_with_the_rates_or_with_the_last_run() -> None:
    gentle = RangeTest(LARGE, HELD, rates_between(1e-4, 0.1, 30), [0, 1]).run()
    assert gentle.done and gentle.iteration == 30
    assert all(curve.running and len(curve.losses) == 30 for curve in gentle.curves)
    harsh = RangeTest(LARGE, HELD, rates_between(1e-4, 1e6, 100), [0, 1]).run()
    assert harsh.done and harsh.iteration < 100
    assert not any(curve.running for curve in harsh.curves)


def test_the_seeds_decide_everything() -> None:
    assert bits(RangeTest(LARGE, HELD, RATES, [1]).run()) == bits(RangeTest(LARGE, HELD, RATES, [1]).run())
    assert bits(RangeTest(LARGE, HELD, RATES, [1]).run()) != bits(RangeTest(LARGE, HELD, RATES, [2]).run())
