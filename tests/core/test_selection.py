"""The scout's fastest rate, when a pass gets better and which look was its best, against plain accounts of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.data import consecutive
from lrtui.core.network import initial_parameters
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.selection import Gain, Pass, Scout, Stop, epochs_between_looks, rates_between
from lrtui.core.training import Training
from tests.examples import LONG
from tests.real_data import plain

from ..examples import examples

repeatable = examples(60)

RATES = rates_between(1e-4, 10, 13)


def scout_of(errors: Sequence[float], epochs: int = 1) -> Scout:
    """A scout of one seed with these errors."""
    return Scout(plain(*RATES[: len(errors)]), epochs, np.array([epochs]), np.array(errors)[None, :, None])


def a_pass(accuracies: Sequence[Sequence[float]], losses: Sequence[float] | None = None, rate: float = 0.1) -> Pass:
    """A pass that was looked at every two epochs, with the accuracies of each seed at each look."""
    count, seeds = len(accuracies), len(accuracies[0])
    found = np.arange(count, 0, -1.0) if losses is None else np.array(losses)
    weights = initial_parameters(2, 4, 3, range(seeds))
    by_seed = np.repeat(found[:, None], seeds, axis=1)
    return Pass(
        Recipe(rate), 2 * np.arange(count), 9 * by_seed, by_seed, np.array(accuracies), 30, Stop.PATIENCE, weights
    )


@repeatable
@given(st.floats(1e-12, 1e3), st.floats(1.001, 1e9), st.integers(2, 300))
def test_rates_rise_by_the_same_factor_from_one_end_to_the_other(low: float, ratio: float, count: int) -> None:
    high = low * ratio
    rates = rates_between(low, high, count)
    assert len(rates) == count
    assert (rates[0], rates[-1]) == (low, high)
    for index, rate in enumerate(rates):
        assert type(rate) is float
        assert rate == pytest.approx(low * (high / low) ** (index / (count - 1)), rel=1e-11)


def test_a_look_comes_after_twelve_updates_or_more() -> None:
    assert [epochs_between_looks(rows, 50) for rows in (600, 601, 550, 90, 50, 1)] == [1, 1, 2, 6, 12, 12]
    for rows in range(1, 700, 13):
        epochs = epochs_between_looks(rows, 50)
        assert epochs * math.ceil(rows / 50) >= 12 > (epochs - 1) * math.ceil(rows / 50)


def test_the_fastest_is_the_last_of_those_with_the_least_error() -> None:
    nan = math.nan
    for errors, index in [
        ([3.0, 1.0, 2.0], 1),
        ([1.0, 2.0, 1.0, 3.0], 2),
        ([2.0, 2.0], 1),
        ([nan, 5.0, nan, 4.0, nan], 3),
        ([nan, 5.0, nan], 1),
        ([nan, nan], None),
        ([0.0], 0),
    ]:
        scout = scout_of(errors)
        assert scout.fastest == index
        assert scout.ruled_out == (RATES[index + 1 : len(errors)] if index is not None else RATES[:2])
        assert scout.at_edge == (index in (0, len(errors) - 1))


def test_the_scout_compares_medians_over_the_seeds() -> None:
    # The means are 4 and 3, so they would say the contrary.
    errors = [[1.0] * 9 + [27.0], [3.0] * 10, [8.0] * 10]
    scout = Scout(plain(0.1, 1.0, 3.0), 1, np.array([1]), np.array([errors]))
    assert scout.errors.tolist() == [1.0, 3.0, 8.0]
    # The first has s = 26/√10, so that the second, but not the third, is within s/√10 = 2.6 of it.
    assert scout.fastest == 1 and scout.ruled_out == (3.0,)


@pytest.mark.parametrize("seed", (0, 1, 2) if LONG else (0,))
def test_after_200_epochs_the_curve_is_that_of_the_article_s_figure(seed: int) -> None:
    train, holdout, _ = consecutive(make_blobs(), (0.6, 0.2, 0.2))
    training = Training(train, holdout, plain(*RATES), epochs=200, seed=seed).run()
    sse = training.history("train").sse
    scout = Scout(plain(*RATES), 200, np.arange(201), sse[:, :, None])
    assert scout.done
    errors, index = scout.errors.tolist(), scout.fastest
    assert index is not None
    # The valley: it falls to a minimum, and the largest rates are worse again; the very largest is worse than any.
    assert 5 <= index <= 9
    assert all(one > next_one for one, next_one in pairwise(errors[:6]))
    assert errors[index] < 0.65 * errors[0]
    assert min(errors[10:]) > 1.3 * errors[index]
    # The largest rates are thrown about to the end, so that a rounding error decides where: hence a mean.
    late = sse[-50:].mean(axis=0)
    assert min(late[10:]) > 1.3 * late[index]
    assert late[12] == max(late) > 1.3 * late[0]
    # The longer the training, the smaller the rates that are as good: each of these has caught up.
    assert all(error < sse[1].min() for error in errors[2:9])


@repeatable
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from([1.0, 0.998, 0.99, 0.5])), min_size=1))
def test_a_pass_gets_better_with_a_better_accuracy_or_a_loss_that_is_half_a_percent_lower(
    looks: list[tuple[float, float]],
) -> None:
    gain, noted, better, best = Gain(), math.inf, 0, -1.0
    for look, (accuracy, loss) in enumerate(looks):
        if loss < noted * 0.995:
            noted, better = loss, look
        if accuracy > best:
            better = look
        assert gain.add(accuracy, loss) == (accuracy >= best)
        best = max(best, accuracy)
        assert gain.waited == look - better


def test_the_best_look_has_the_best_mean_and_of_several_it_is_the_last() -> None:
    one = a_pass([[0.2, 0.4], [0.9, 0.7], [0.5, 0.5], [0.7, 0.9], [0.1, 0.1]])
    assert (one.best_look, one.best_epoch, one.until(2).best_epoch) == (3, 6, 2)
    assert [one.best_accuracy, one.until(0).best_accuracy] == pytest.approx([0.8, 0.3])
    assert one.best_so_far.tolist() == pytest.approx([0.3, 0.8, 0.8, 0.8, 0.8])
    assert one.until(2).stopped is None and one.until(4) is one
    assert a_pass([[0.5], [math.nan]]).best_epoch == 0


def test_how_long_nothing_was_better_is_counted_in_epochs() -> None:
    assert a_pass([[0.5]] * 4, [4.0, 3.0, 3.0, 3.0]).waited == 4
    assert a_pass([[0.5]] * 4, [4.0, 3.0, 2.0, 1.0]).waited == 0
    assert a_pass([[0.5], [0.5], [0.6], [0.6]], [4.0] * 4).waited == 2


def test_the_threshold_epoch_is_the_first_whose_mean_is_not_above_it() -> None:
    one = a_pass([[0.5]] * 6, [9.0, 7.0, 4.0, 5.0, 2.0, math.nan])  # the errors are nine times as large
    for threshold, epoch in [(82, 0), (81, 0), (72, 2), (36, 4), (40, 4), (27, 8), (17, None), (0.0, None)]:
        assert one.threshold_epoch(threshold) == epoch
    assert one.until(3).threshold_epoch(27) is None


def test_the_error_of_a_pass_counts_rows_and_seeds() -> None:
    # Laplace: 24 of 30 rows become 25 of 32; and two seeds 0.7 and 0.9 have the mean 0.8 ± 0.1.
    rows = math.sqrt(25 / 32 * 7 / 32 / 30)
    assert a_pass([[0.7, 0.9]]).error == pytest.approx(math.sqrt(rows**2 + 0.1**2))
    assert a_pass([[0.8]]).error == pytest.approx(rows)
