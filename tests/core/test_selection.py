"""The procedure against independent trainings, a plain account of when it stops, and itself in slices and again."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from lrtui.core.data import Dataset, consecutive, standardise
from lrtui.core.network import Parameters, initial_parameters
from lrtui.core.procedure import Procedure
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.selection import Pass, Scout, Stop, Verdict, chosen, rates_between, verdict
from lrtui.core.training import Training
from tests.examples import LONG
from tests.real_data import plain

from ..examples import examples

repeatable = examples(60)


def parts_of(data: Dataset) -> tuple[Dataset, Dataset, Dataset]:
    train, holdout, test = consecutive(data, (0.6, 0.2, 0.2))
    return train, holdout, test


BLOBS = parts_of(make_blobs())
SMALL = parts_of(make_blobs(60, 3, 2, 2.0, 3))
RATES = rates_between(1e-4, 10, 13)
SEEDS = (0, 1, 2)
DIVERGING = (1e300, 1e305)


def stretched(factor: float) -> tuple[Dataset, Dataset]:
    """The small parts with features so many times as large."""
    train, holdout, _ = SMALL
    return replace(train, features=train.features * factor), replace(holdout, features=holdout.features * factor)


@cache
def on_blobs(seed: int) -> Procedure:
    return Procedure(*BLOBS[:2], plain(*RATES), seed=seed).run()


@cache
def scouted(seed: int) -> Scout:
    """The scout of that procedure, without its passes."""
    procedure = Procedure(*BLOBS[:2], plain(*RATES), seed=seed)
    work = procedure.work()
    while not procedure.scout.sse.size or not procedure.scout.done:
        next(work)
    return procedure.scout


def small(rates: tuple[float, ...] = (0.01, 0.1, 1.0, 10.0), **settings: Any) -> Procedure:
    return Procedure(*SMALL[:2], plain(*rates), **{"hidden": 4, "batch": 10, "epochs": 8, "patience": 3, **settings})


def bits(procedure: Procedure) -> list[object]:
    """Everything that came out."""
    scout = procedure.scout
    return [scout.learning_rates, scout.sse.tobytes(), *(each_bit(one) for one in procedure.passes)]


def each_bit(one: Pass) -> tuple[object, ...]:
    return one.learning_rate, one.sse.tobytes(), one.holdout_accuracy.tobytes(), one.stopped, weight_bits(one.weights)


def weight_bits(weights: Parameters | None) -> bytes:
    assert weights is not None
    return b"".join(array.tobytes() for array in weights.arrays)


def predictions(weights: Parameters, features: np.ndarray) -> np.ndarray:
    w, b, v, c = (array[0] for array in weights.arrays)
    return np.asarray((np.maximum(features @ w + b, 0) @ v + c).argmax(axis=1))


def share_right(weights: Parameters, data: Dataset) -> float:
    return float(accuracy_score(data.labels, predictions(weights, data.features)))


def a_pass(accuracies: Sequence[float], sse: Sequence[float] | None = None, rate: float = 0.1) -> Pass:
    errors = np.arange(len(accuracies), 0, -1.0) if sse is None else np.array(sse)
    return Pass(Recipe(rate), errors, np.array(accuracies), Stop.PATIENCE, initial_parameters(2, 4, 3, [0]))


def end_of(accuracies: list[float], patience: int) -> tuple[int, Stop]:
    """Where a pass that is let go on to its last epoch would have stopped, and why."""
    best, since = accuracies[0], 0
    for epoch, value in enumerate(accuracies):
        if math.isnan(value):
            return epoch, Stop.DIVERGED
        if value > best:
            best, since = value, epoch
        if epoch - since == patience:
            return epoch, Stop.PATIENCE
    return len(accuracies) - 1, Stop.EPOCHS


def check_passes(
    procedure: Procedure,
    parts: Sequence[Dataset],
    *,
    shrink: float = 0.5,
    patience: int = 20,
    epochs: int = 1000,
    **settings: Any,
) -> None:
    """That the passes are what the procedure says, each against a training of its own, which would go on.

    Args:
        procedure: that has come to its end.
        parts: to train on, and to hold out.
        shrink: as it was given, as are ``patience``, ``epochs`` and ``settings``.
        patience: see there.
        epochs: see there.
        settings: for ``Training``.
    """
    assert procedure.done
    index = procedure.scout.fastest
    assert index is not None
    rate = procedure.scout.learning_rates[index]
    for one in procedure.passes:
        assert one.learning_rate == rate
        rate *= shrink
        further = min(one.epochs_run + 1, epochs)
        alone = Training(parts[0], parts[1], plain(one.learning_rate), epochs=further, **settings).run()
        accuracies = alone.history("validation").accuracy[:, 0]
        stop, why = end_of(accuracies.tolist(), patience)
        assert (one.epochs_run, one.stopped) == (stop, why)
        assert stop == epochs or why is not Stop.EPOCHS
        assert one.sse.tobytes() == alone.history("train").sse[: stop + 1, 0].tobytes()
        assert one.holdout_accuracy.tobytes() == accuracies[: stop + 1].tobytes()
        values = [value for value in one.holdout_accuracy.tolist() if not math.isnan(value)]
        assert one.best_accuracy == max(values)
        assert one.best_epoch == values.index(max(values))
        assert weight_bits(one.weights) == weight_bits(alone.weights(0, one.best_epoch))
        assert share_right(one.weights, parts[1]) == pytest.approx(one.best_accuracy, abs=1e-12)
    best = [one.best_accuracy for one in procedure.passes]
    assert best
    *risen, last = pairwise([-1.0, *best])
    assert all(before < after < 1 for before, after in risen)
    assert last[1] == 1 or last[1] <= last[0] or rate == 0


# --- The rates, and the scout -----------------------------------------------------------------------------------


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
        assert Scout(plain(*errors), 1, np.array([errors])).fastest == index


@pytest.mark.parametrize("seed", SEEDS)
def test_after_one_epoch_the_least_error_is_inside_the_range(seed: int) -> None:
    scout = scouted(seed)
    assert scout.done
    assert scout.sse.shape == (2, 13)
    assert scout.learning_rates == RATES
    alone = Training(*BLOBS[:2], plain(*RATES), epochs=1, seed=seed).run()
    assert scout.errors.tobytes() == alone.history("train").sse[1].tobytes()
    index = scout.fastest
    assert index is not None
    assert 0 < index < 12
    lowest = scout.errors[index]
    assert scout.errors[0] > 1.5 * lowest
    assert math.isnan(scout.errors[-1]) or scout.errors[-1] > 1.3 * lowest
    assert [error for error in scout.errors if error <= lowest] == [lowest]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_rate_above_the_fastest_is_ruled_out_and_no_other(seed: int) -> None:
    scout = scouted(seed)
    assert scout.fastest is not None
    fast = RATES[scout.fastest]
    assert scout.ruled_out == tuple(rate for rate in RATES if rate > fast)
    assert scout.ruled_out
    assert Scout(plain(*RATES), 1, np.arange(13.0)[None]).ruled_out == RATES[1:]
    assert Scout(plain(*RATES), 1, -np.arange(13.0)[None]).ruled_out == ()
    assert Scout(plain(*RATES), 1, np.full((1, 13), math.nan)).ruled_out == RATES


@pytest.mark.parametrize("seed", SEEDS if LONG else SEEDS[:1])
def test_after_200_epochs_the_curve_is_that_of_the_article_s_figure(seed: int) -> None:
    training = Training(*BLOBS[:2], plain(*RATES), epochs=200, seed=seed).run()
    scout = Scout(plain(*RATES), 200, training.history("train").sse)
    assert scout.done
    errors = scout.errors.tolist()
    index = scout.fastest
    assert index is not None
    # The valley: it falls to a minimum, and the largest rates are worse again; the very largest is worse than any.
    assert 5 <= index <= 9
    assert all(one > next_one for one, next_one in pairwise(errors[:6]))
    assert errors[index] < 0.65 * errors[0]
    assert min(errors[10:]) > 1.3 * errors[index]
    # The largest rates are thrown about to the end, so that a rounding error decides where: hence a mean.
    late = scout.sse[-50:].mean(axis=0)
    assert min(late[10:]) > 1.3 * late[index]
    assert late[12] == max(late) > 1.3 * late[0]
    # The longer the training, the smaller the rates that are as good: each of these has caught up.
    assert all(error < scout.sse[1].min() for error in errors[2:9])


def test_the_scout_has_as_many_epochs_as_it_is_given() -> None:
    procedure = small(scout_epochs=4).run()
    assert procedure.scout.epochs == procedure.scout.epoch == 4
    alone = Training(*SMALL[:2], plain(0.01, 0.1, 1.0, 10.0), epochs=4, hidden=4, batch=10).run()
    assert procedure.scout.sse.tobytes() == alone.history("train").sse.tobytes()


# --- The passes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS if LONG else SEEDS[:1])
def test_the_passes_over_the_blobs_are_trainings_of_their_own(seed: int) -> None:
    procedure = on_blobs(seed)
    check_passes(procedure, BLOBS, seed=seed)
    assert len(procedure.passes) >= 2
    assert {one.stopped for one in procedure.passes} == {Stop.PATIENCE}
    assert all(one.best_accuracy > 0.8 for one in procedure.passes)


def test_each_reason_to_stop_occurs() -> None:
    data = stretched(30)
    diverging = Procedure(*data, plain(50.0), epochs=100, patience=100, hidden=8).run()
    check_passes(diverging, data, epochs=100, patience=100, hidden=8)
    (first, *_) = diverging.passes
    assert first.stopped is Stop.DIVERGED
    assert math.isnan(first.holdout_accuracy[-1]) and math.isnan(first.sse[-1])
    assert np.isfinite(first.holdout_accuracy[:-1]).all() and np.isfinite(first.sse[:-1]).all()
    (first, *_) = small((0.01,), epochs=3, patience=4).run().passes
    assert (first.stopped, first.epochs_run) == (Stop.EPOCHS, 3)
    (first, *_) = small((1e-9,), epochs=3, patience=3).run().passes
    assert (first.stopped, first.epochs_run) == (Stop.PATIENCE, 3)


@repeatable
@given(
    rates=st.sampled_from([(0.01, 0.1, 1.0), (1e-3, 0.3), (5.0, 50.0, 1e300), (0.5,), (100.0, 200.0), (1e-300, 1e300)]),
    seed=st.integers(0, 30),
    scout_epochs=st.integers(1, 3),
    shrink=st.floats(0.05, 0.95),
    patience=st.integers(1, 6),
    epochs=st.integers(1, 10),
    batch=st.sampled_from([1, 7, 36, 100]),
    hidden=st.integers(1, 8),
)
def test_the_passes_follow_from_shrink_patience_and_epochs(
    rates: tuple[float, ...],
    seed: int,
    scout_epochs: int,
    shrink: float,
    patience: int,
    epochs: int,
    batch: int,
    hidden: int,
) -> None:
    training: dict[str, Any] = {"seed": seed, "batch": batch, "hidden": hidden}
    limits: dict[str, Any] = {"shrink": shrink, "patience": patience, "epochs": epochs}
    train, holdout, _ = SMALL
    procedure = Procedure(train, holdout, plain(*rates), scout_epochs=scout_epochs, **limits, **training).run()
    if procedure.scout.fastest is None:
        assert procedure.passes == ()
    else:
        check_passes(procedure, SMALL, **limits, **training)


def test_same_seed_same_bytes_and_another_seed_others() -> None:
    assert bits(small(seed=4).run()) == bits(small(seed=4).run())
    assert bits(small(seed=4).run()) != bits(small(seed=5).run())


@pytest.mark.parametrize("sizes", [[1], [3, 1, 7], [50], [10**6]])
@pytest.mark.parametrize("rates", [(0.01, 0.1, 1.0), (1e300, 0.1), DIVERGING])
def test_how_the_work_is_sliced_changes_nothing(sizes: list[int], rates: tuple[float, ...]) -> None:
    whole = small(rates).run()
    sliced = small(rates)
    work, turn = sliced.work(), 0
    while not sliced.done:
        list(islice(work, sizes[turn % len(sizes)]))
        turn += 1
        # What there is may be looked at, whenever.
        assert sliced.scout.epoch <= 1
        seen = sliced.passes
        assert all(one.stopped is not None for one in seen[:-1])
        assert sliced.looks == len(sliced.scout.sse) + sum(len(one.sse) for one in seen)
        for one, end in zip(seen, whole.passes, strict=False):
            assert end.sse.tobytes().startswith(one.sse.tobytes())
    assert bits(sliced) == bits(whole)


def test_every_epoch_is_shown_live_and_until_brings_it_back() -> None:
    data = stretched(30)
    settings: dict[str, Any] = {"scout_epochs": 5, "epochs": 30, "patience": 6, "hidden": 8, "seed": 1}
    procedure = Procedure(*data, plain(1e-4, 1e-2, 5.0, 1e200), **settings)
    assert procedure.scout.sse.shape == (0, 4) and procedure.passes == ()
    scouts: dict[int, Scout] = {}
    passes: dict[tuple[int, int], Pass] = {}
    looks = procedure.looks
    assert looks == 0
    for _ in procedure.work():
        # Nothing between two epochs is passed over.
        assert 0 <= procedure.looks - looks <= 1
        looks = procedure.looks
        if procedure.scout.epoch >= 0:
            scouts.setdefault(procedure.scout.epoch, procedure.scout)
        if procedure.passes:
            index = len(procedure.passes) - 1
            passes.setdefault((index, procedure.passes[-1].epochs_run), procedure.passes[-1])
    end = procedure.scout
    assert sorted(scouts) == list(range(6))
    for epoch, live in scouts.items():
        then = end.until(epoch)
        assert then.sse.tobytes() == live.sse.tobytes()
        assert (then.epoch, then.done, then.fastest) == (epoch, epoch == 5, live.fastest)
        assert then.ruled_out == live.ruled_out
        assert (then.learning_rates, then.epochs) == (live.learning_rates, live.epochs)
    ends: tuple[Pass, ...] = procedure.passes
    assert looks == procedure.looks == len(scouts) + len(passes)
    assert sorted(passes) == [(i, epoch) for i, one in enumerate(ends) for epoch in range(one.epochs_run + 1)]
    for (index, epoch), live_pass in passes.items():
        one = ends[index]
        back = one.until(epoch)
        assert back.sse.tobytes() == live_pass.sse.tobytes()
        assert back.holdout_accuracy.tobytes() == live_pass.holdout_accuracy.tobytes()
        assert (back.learning_rate, back.stopped) == (live_pass.learning_rate, live_pass.stopped)
        assert (back.stopped is None) == (epoch < one.epochs_run)
        assert (back.epochs_run, back.best_epoch) == (epoch, live_pass.best_epoch)
        assert back.best_accuracy == live_pass.best_accuracy
        # The weights of the best epoch are at hand in every epoch.
        right = share_right(live_pass.weights, data[1])
        assert right == pytest.approx(live_pass.best_accuracy, abs=1e-12)
    for last in ends:
        assert each_bit(last.until(last.epochs_run + 10)) == each_bit(last)


# --- Edge cases -------------------------------------------------------------------------------------------------


def nothing_came_of(procedure: Procedure, rates: tuple[float, ...]) -> None:
    assert procedure.done
    assert procedure.scout.done
    assert procedure.scout.fastest is None
    assert procedure.scout.ruled_out == rates
    assert np.isnan(procedure.scout.errors).all()
    assert procedure.passes == ()
    assert verdict(procedure.passes, SMALL[2]) is None


def test_a_collection_that_diverges_altogether_has_no_passes_and_no_verdict() -> None:
    train, holdout = standardise(*SMALL[:2])
    procedure = Procedure(train, holdout, plain(*DIVERGING), scout_epochs=3).run()
    nothing_came_of(procedure, DIVERGING)
    assert 1 <= procedure.scout.epoch <= 3


def test_features_too_large_for_any_network_diverge_before_the_first_epoch() -> None:
    procedure = Procedure(*stretched(1e307), plain(*RATES), scout_epochs=3).run()
    nothing_came_of(procedure, RATES)
    assert procedure.scout.epoch == 0


@pytest.mark.parametrize("patience", [1, 4])
def test_a_rate_that_changes_nothing_is_given_up_after_the_patience(patience: int) -> None:
    procedure = small((1e-300,), patience=patience).run()
    # The second pass is no better than the first.
    assert [one.learning_rate for one in procedure.passes] == [1e-300, 5e-301]
    for one in procedure.passes:
        assert (one.best_epoch, one.epochs_run, one.stopped) == (0, patience, Stop.PATIENCE)
        assert len(set(one.holdout_accuracy.tolist())) == 1
    found = verdict(procedure.passes, SMALL[2])
    assert found is not None
    assert (found.index, found.epoch) == (0, 0)


def test_a_rate_that_shrinks_to_zero_has_no_further_pass() -> None:
    procedure = small((5e-324,), shrink=0.5).run()
    assert [one.learning_rate for one in procedure.passes] == [5e-324]
    assert procedure.done


def test_a_hold_out_part_that_the_untrained_network_has_right_stays_at_epoch_zero() -> None:
    train, holdout, _ = SMALL
    right = predictions(initial_parameters(2, 4, 3, [0]), holdout.features)
    procedure = Procedure(
        train, replace(holdout, labels=right), plain(0.01, 0.1), hidden=4, patience=5, epochs=50
    ).run()
    (one,) = procedure.passes
    assert (one.best_epoch, one.best_accuracy, one.epochs_run, one.stopped) == (0, 1.0, 5, Stop.PATIENCE)


def test_a_hold_out_part_of_which_all_but_one_row_is_right_has_a_second_pass() -> None:
    train, holdout, _ = BLOBS
    labels = predictions(initial_parameters(2, 4, 3, [0]), holdout.features)
    labels[0] = (labels[0] + 1) % 3
    procedure = Procedure(train, replace(holdout, labels=labels), plain(1e-300), hidden=4, patience=1).run()
    assert [one.best_accuracy for one in procedure.passes] == [0.995, 0.995]


@pytest.mark.parametrize("seed", SEEDS)
def test_when_all_of_the_hold_out_part_is_right_there_is_no_second_pass(seed: int) -> None:
    data = parts_of(make_blobs(100, 3, 2, 0.3, 2))
    procedure = Procedure(*data[:2], plain(*RATES), seed=seed).run()
    (one,) = procedure.passes
    assert one.best_accuracy == 1
    assert one.best_epoch > 0
    found = verdict(procedure.passes, data[2])
    assert found == Verdict(0, Recipe(one.learning_rate), one.best_epoch, 1.0, share_right(one.weights, data[2]))


def test_the_threshold_epoch_is_the_first_that_is_not_above_it() -> None:
    one = a_pass([0.5] * 6, sse=[9.0, 7.0, 4.0, 5.0, 2.0, math.nan])
    for threshold, epoch in [(9.5, 0), (9.0, 0), (8.0, 1), (4.0, 2), (4.5, 2), (3.0, 4), (1.9, None), (0.0, None)]:
        assert one.threshold_epoch(threshold) == epoch
    assert one.until(3).threshold_epoch(3.0) is None


def test_the_best_epoch_is_the_first_of_the_best_and_never_one_that_diverged() -> None:
    one = a_pass([0.2, 0.7, 0.5, 0.7, math.nan])
    assert (one.best_epoch, one.best_accuracy) == (1, 0.7)
    assert (one.until(0).best_epoch, one.until(0).best_accuracy) == (0, 0.2)


# --- The verdict ------------------------------------------------------------------------------------------------


def test_the_choice_is_the_best_hold_out_accuracy_and_of_several_the_first() -> None:
    for best, index in [([0.5], 0), ([0.5, 0.6, 0.55], 1), ([0.5, 0.6, 0.6], 1), ([0.6, 0.6], 0), ([0.1, 0.2, 0.3], 2)]:
        assert chosen([a_pass([0.0, value, 0.0]) for value in best]) == index


@pytest.mark.parametrize("seed", SEEDS)
def test_the_verdict_is_the_best_pass_and_the_accuracy_of_its_weights_on_the_test_part(seed: int) -> None:
    passes = on_blobs(seed).passes
    found = verdict(passes, BLOBS[2])
    assert found is not None
    best = [one.best_accuracy for one in passes]
    assert found.index == chosen(passes) == best.index(max(best))
    one = passes[found.index]
    assert (found.learning_rate, found.epoch, found.holdout_accuracy) == (one.learning_rate, one.best_epoch, max(best))
    alone = Training(*BLOBS[:2], plain(one.learning_rate), epochs=one.best_epoch, seed=seed).run()
    weights = alone.weights(0, one.best_epoch)
    assert weights is not None
    assert found.test_accuracy == pytest.approx(share_right(weights, BLOBS[2]), abs=1e-12)
    assert found.test_accuracy > 0.75


def test_the_labels_of_the_test_part_decide_the_test_accuracy_and_nothing_else() -> None:
    passes = on_blobs(0).passes
    test = BLOBS[2]
    found = verdict(passes, test)
    shuffled = verdict(passes, replace(test, labels=np.random.default_rng(0).permutation(test.labels)))
    assert found is not None and shuffled is not None
    assert shuffled.test_accuracy < found.test_accuracy
    assert replace(shuffled, test_accuracy=found.test_accuracy) == found
    # The procedure itself has no parameter for it.
    parts = [p.name for p in inspect.signature(Procedure).parameters.values() if p.annotation == "Dataset"]
    assert parts == ["train", "holdout"]
