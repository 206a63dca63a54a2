"""The procedure against independent trainings, a plain account of when it stops, and itself in slices and again."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.data import Dataset, consecutive
from lrtui.core.folds import Folds
from lrtui.core.procedure import WAVE, Procedure
from lrtui.core.samples import make_blobs
from lrtui.core.selection import Pass, Scout, Stop, epochs_between_looks, rates_between
from lrtui.core.training import Training
from tests.real_data import plain

from ..examples import examples

repeatable = examples(30)

SEEDS = (0, 5)
RATES = rates_between(1e-4, 10, 13)
DIVERGING = (1e300, 1e305)


def folds_of(data: Dataset, seeds: Sequence[int] = SEEDS) -> Folds:
    train, holdout, _ = consecutive(data, (0.6, 0.2, 0.2))
    return Folds.draw(train, holdout, seeds)


BLOBS = folds_of(make_blobs())
SMALL = folds_of(make_blobs(60, 3, 2, 2.0, 3))
SMALL_SETTINGS: dict[str, Any] = {"hidden": 4, "batch": 10, "epochs": 24, "patience": 3}


def stretched(factor: float) -> Folds:
    """The small rows with features so many times as large."""
    return replace(SMALL, pool=replace(SMALL.pool, features=SMALL.pool.features * factor))


def small(rates: tuple[float, ...] = (0.01, 0.1, 1.0, 10.0), **settings: Any) -> Procedure:
    return Procedure(SMALL, plain(*rates), SEEDS, **{**SMALL_SETTINGS, **settings})


def bits(procedure: Procedure) -> list[object]:
    """Everything that came out."""
    scout = procedure.scout
    return [scout.learning_rates, scout.sse.tobytes(), *(each_bit(one) for one in procedure.passes)]


def each_bit(one: Pass) -> tuple[object, ...]:
    found = one.sse, one.accuracies, one.losses, one.epochs_seen, one.weights.numbers
    return one.learning_rate, one.stopped, *(np.ascontiguousarray(array).tobytes() for array in found)


def end_of(accuracies: list[float], losses: list[float], patience: int) -> tuple[int, Stop]:
    """The look at which a pass that is let go on to its last epoch would have stopped, and why."""
    best, noted, since = -1.0, math.inf, 0
    for look, (accuracy, loss) in enumerate(zip(accuracies, losses, strict=True)):
        if math.isnan(accuracy):
            return look, Stop.DIVERGED
        if accuracy > best + 1e-9 or loss < noted * 0.995:
            since = look
        best = max(best, accuracy)
        noted = loss if loss < noted * 0.995 else noted
        if look - since == patience:
            return look, Stop.PATIENCE
    return len(accuracies) - 1, Stop.EPOCHS


def check_passes(
    procedure: Procedure, folds: Folds, *, shrink: float = 0.5, patience: int = 20, epochs: int = 1000, **settings: Any
) -> None:
    """That the passes are what the procedure says, each against trainings of their own, which would go on."""
    scout, every = procedure.scout, epochs_between_looks(folds.train.shape[1], settings.get("batch", 50))
    assert procedure.done and scout.fastest is not None
    fastest = scout.learning_rates[scout.fastest]
    for index, one in enumerate(procedure.passes):
        assert one.learning_rate == pytest.approx(fastest * shrink**index, rel=1e-12)
        alone = [
            Training(
                folds.pool.take(folds.train[at]),
                folds.pool.take(folds.holdout[at]),
                (one.recipe,),
                epochs=min(one.epochs_run + every, epochs),
                seed=seed,
                **settings,
            ).run()
            for at, seed in enumerate(SEEDS)
        ]
        finite = min(training.epoch for training in alone)
        seen = [*range(0, finite, every), finite]
        held = [training.history("validation") for training in alone]
        accuracies, losses = (np.mean([part[row][seen, 0] for part in held], axis=0) for row in (2, 0))
        stop, why = end_of(accuracies.tolist(), losses.tolist(), patience)
        assert (one.epochs_run, one.stopped) == (seen[stop], why)
        np.testing.assert_allclose(one.holdout_accuracy, accuracies[: stop + 1], rtol=1e-9)
        assert one.best_accuracy == pytest.approx(np.nanmax(accuracies[: stop + 1]))
        for at, training in enumerate(alone):
            kept = training.weights(0, one.best_epoch)
            assert kept is not None and one.weights.numbers[at].tobytes() == kept.numbers[0].tobytes()
    # Wave after wave, as long as the smallest rate is better than all others by its error.
    assert len(procedure.passes) % WAVE == 0
    for count in range(WAVE, len(procedure.passes) + 1, WAVE):
        *others, last = procedure.passes[:count]
        rises = last.best_accuracy - last.error > max(other.best_accuracy for other in others)
        assert rises == (count < len(procedure.passes))


def test_the_scout_has_the_errors_of_trainings_of_their_own_after_as_many_epochs_as_it_is_given() -> None:
    procedure = small(scout_epochs=2).run()
    # 36 rows in batches of 10 are 4 updates an epoch, so that three epochs count as one.
    assert procedure.scout.epochs_seen.tolist() == [0, 3, 6]
    for at, seed in enumerate(SEEDS):
        train = SMALL.pool.take(SMALL.train[at])
        alone = Training(train, train, plain(0.01, 0.1, 1.0, 10.0), epochs=6, batch=10, hidden=4, seed=seed).run()
        np.testing.assert_allclose(procedure.scout.sse[:, :, at], alone.history("train").sse[[0, 3, 6]], rtol=1e-9)


def test_after_one_epoch_the_least_error_is_inside_the_range() -> None:
    scout = Procedure(BLOBS, plain(*RATES), SEEDS, epochs=1).run().scout
    assert scout.done and scout.fastest is not None and 0 < scout.fastest < 12
    lowest = scout.errors[scout.fastest]
    assert scout.errors[0] > 1.5 * lowest
    assert math.isnan(scout.errors[-1]) or scout.errors[-1] > 1.3 * lowest


def test_the_passes_over_the_blobs_are_trainings_of_their_own() -> None:
    procedure = Procedure(BLOBS, plain(*RATES), SEEDS).run()
    check_passes(procedure, BLOBS)
    assert {one.stopped for one in procedure.passes} == {Stop.PATIENCE}
    assert all(one.best_accuracy > 0.8 for one in procedure.passes)


def test_each_reason_to_stop_occurs() -> None:
    data = stretched(30)
    first = Procedure(data, plain(50.0), SEEDS, epochs=100, patience=100, hidden=8).run().passes[0]
    assert first.stopped is Stop.DIVERGED
    assert np.isnan(first.accuracies[-1]).all() and np.isfinite(first.accuracies[:-1]).all()
    assert small((0.01,), epochs=6, patience=9).run().passes[0].stopped is Stop.EPOCHS
    first = small((1e-9,)).run().passes[0]
    assert (first.stopped, first.epochs_run) == (Stop.PATIENCE, 9)


@repeatable
@given(
    rates=st.sampled_from([(0.01, 0.1, 1.0), (1e-3, 0.3), (5.0, 50.0, 1e300), (0.5,), (100.0, 200.0)]),
    shrink=st.floats(0.05, 0.95),
    patience=st.integers(1, 4),
    epochs=st.integers(1, 20),
    batch=st.sampled_from([7, 36, 100]),
)
def test_the_passes_follow_from_shrink_patience_and_epochs(
    rates: tuple[float, ...], shrink: float, patience: int, epochs: int, batch: int
) -> None:
    limits: dict[str, Any] = {"shrink": shrink, "patience": patience, "epochs": epochs}
    procedure = Procedure(SMALL, plain(*rates), SEEDS, batch=batch, hidden=4, **limits).run()
    if procedure.scout.fastest is None:
        assert procedure.passes == ()
    else:
        check_passes(procedure, SMALL, batch=batch, hidden=4, **limits)


@pytest.mark.parametrize("sizes", [[1], [3, 1, 7], [10**6]])
@pytest.mark.parametrize("rates", [(0.01, 0.1, 1.0), (1e300, 0.1), DIVERGING])
def test_how_the_work_is_sliced_changes_nothing(sizes: list[int], rates: tuple[float, ...]) -> None:
    whole, sliced = small(rates).run(), small(rates)
    work, turn, looks = sliced.work(), 0, 0
    while not sliced.done:
        list(islice(work, sizes[turn % len(sizes)]))
        turn += 1
        # What there is may be looked at, whenever.
        assert sliced.looks >= looks
        looks = sliced.looks
        assert looks == len(sliced.scout.sse) + sum(max(len(one.sse) for one in wave) for wave in sliced.waves)
    assert bits(sliced) == bits(whole)
    assert bits(small(rates).run()) == bits(whole)


def test_every_look_is_shown_live_and_until_brings_it_back() -> None:
    procedure = Procedure(stretched(30), plain(1e-4, 1e-2, 5.0, 1e200), SEEDS, scout_epochs=2, patience=6, hidden=8)
    assert procedure.scout.sse.shape == (0, 4, 2) and procedure.passes == () and procedure.looks == 0
    scouts: dict[int, Scout] = {}
    passes: dict[tuple[int, int], Pass] = {}
    looks = 0
    for _ in procedure.work():
        assert 0 <= procedure.looks - looks <= 1
        looks = procedure.looks
        scouts.setdefault(len(procedure.scout.sse), procedure.scout)
        seen: tuple[Pass, ...] = procedure.passes
        for index, one in enumerate(seen):
            passes.setdefault((index, len(one.sse)), one)
    ends: tuple[Pass, ...] = procedure.passes
    for length, live in scouts.items():
        then = procedure.scout.until(length - 1) if length else procedure.scout.until(-1)
        assert then.sse.tobytes() == live.sse.tobytes()
        assert (then.epoch, then.fastest, then.ruled_out) == (live.epoch, live.fastest, live.ruled_out)
    for (index, length), live_pass in passes.items():
        whole = ends[index]
        back = whole.until(length - 1)
        assert back.accuracies.tobytes() == live_pass.accuracies.tobytes()
        assert (back.stopped, back.best_epoch) == (live_pass.stopped, live_pass.best_epoch)
        assert (back.stopped is None) == (length < len(whole.sse))


@pytest.mark.parametrize("data", [SMALL, stretched(1e307)])
def test_a_collection_that_diverges_altogether_has_no_passes(data: Folds) -> None:
    rates = DIVERGING if data is SMALL else RATES
    procedure = Procedure(data, plain(*rates), SEEDS, scout_epochs=3).run()
    assert procedure.done and procedure.scout.done and procedure.scout.fastest is None
    assert procedure.scout.ruled_out == rates and procedure.passes == ()


@pytest.mark.parametrize("patience", [1, 4])
def test_a_rate_that_changes_nothing_is_given_up_after_the_patience(patience: int) -> None:
    procedure = small((1e-300,), patience=patience).run()
    for one in procedure.passes:
        assert (one.epochs_run, one.stopped) == (3 * patience, Stop.PATIENCE)
        assert len(set(one.holdout_accuracy.tolist())) == 1


def test_a_rate_that_shrinks_to_zero_has_no_further_pass() -> None:
    assert [one.learning_rate for one in small((5e-324,), shrink=0.5).run().passes] == [5e-324]


def test_the_app_asks_for_what_the_procedure_does_by_default() -> None:
    from lrtui.labs.choose.settings import ChooseSettings

    settings = ChooseSettings()
    defaults = inspect.signature(Procedure).parameters
    for name in ("scout_epochs", "shrink", "patience", "epochs", "batch", "hidden"):
        assert defaults[name].default == getattr(settings, name)
