"""Networks of several seeds side by side are what ``Training`` makes of each, and each has rows of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest

from lrtui.core.data import Dataset, consecutive
from lrtui.core.folds import Folds
from lrtui.core.lockstep import Lockstep
from lrtui.core.samples import make_blobs
from lrtui.core.training import Training
from tests.real_data import plain

TRAIN, HOLDOUT, _ = consecutive(make_blobs(104, 3, 2, 2.0, 3), (0.6, 0.2, 0.2))
SEEDS = (3, 0, 7)
RATES = plain(0.01, 0.1, 1.0)


def trained(folds: Folds, *, pulls: int = 10**6, **settings: Any) -> Lockstep:
    """Networks after so many pulls at a time."""
    training = Lockstep(folds, RATES, SEEDS, batch=10, hidden=4, **{"epochs": 6, **settings})
    work = training.work()
    while list(islice(work, pulls)):
        pass
    return training


def test_every_seed_holds_out_as_many_rows_of_each_class_and_never_a_row_it_learns_from() -> None:
    folds = Folds.draw(TRAIN, HOLDOUT, SEEDS)
    np.testing.assert_array_equal(folds.pool.features[folds.train[0]], TRAIN.features)
    np.testing.assert_array_equal(folds.pool.labels[folds.holdout[0]], HOLDOUT.labels)
    for trained_on, held in zip(folds.train, folds.holdout, strict=True):
        assert sorted([*trained_on, *held]) == list(range(len(TRAIN) + len(HOLDOUT)))
        np.testing.assert_array_equal(np.bincount(folds.pool.labels[held]), np.bincount(HOLDOUT.labels))
    assert len({tuple(sorted(held)) for held in folds.holdout}) == 3
    assert folds.rows_held_out == len(set(folds.holdout.ravel().tolist())) > len(HOLDOUT)


@pytest.mark.parametrize("learned", [False, True])
def test_a_network_is_what_it_is_alone(learned: bool) -> None:
    folds = Folds.draw(TRAIN, HOLDOUT, SEEDS)
    together = trained(folds, learned=learned)
    assert together.looks == 7
    for index, seed in enumerate(SEEDS):
        parts = folds.pool.take(folds.train[index]), folds.pool.take(folds.holdout[index])
        alone = Training(*parts, RATES, epochs=6, batch=10, hidden=4, seed=seed).run()
        for recipe in range(3):
            assert together.weights(recipe).numbers[index].tobytes() == alone.parameters.numbers[recipe].tobytes()
        held, learned_from = alone.history("validation"), alone.history("train")
        np.testing.assert_allclose(together.loss[:, :, index], held.loss, rtol=1e-12)
        np.testing.assert_array_equal(together.accuracy[:, :, index], held.accuracy)
        if not learned:
            np.testing.assert_allclose(together.sse[:, :, index], learned_from.sse, rtol=1e-12)


def test_the_error_while_learning_is_that_of_each_batch_before_its_step() -> None:
    train: Dataset = TRAIN.take(np.arange(60))
    folds = Folds.draw(train, HOLDOUT, (5,))
    training = Lockstep(folds, plain(0.1), (5,), epochs=1, batch=60, hidden=4, learned=True)
    for _ in training.work():
        pass
    # One batch of all rows: its error is that of the untrained network.
    assert training.sse[1, 0, 0] == pytest.approx(training.sse[0, 0, 0], rel=1e-12)


def test_looks_come_every_so_many_epochs_and_at_the_end() -> None:
    folds = Folds.draw(TRAIN, HOLDOUT, SEEDS)
    each, rare = trained(folds), trained(folds, every=4)
    assert rare.epochs_seen.tolist() == [0, 4, 6]
    assert rare.loss.tobytes() == np.ascontiguousarray(each.loss[[0, 4, 6]]).tobytes()


def test_how_the_work_is_sliced_changes_nothing_and_neither_does_what_has_dropped_out() -> None:
    folds = Folds.draw(TRAIN, HOLDOUT, SEEDS)
    whole = trained(folds)
    assert trained(folds, pulls=3).loss.tobytes() == whole.loss.tobytes()
    fewer = Lockstep(folds, (*RATES, *plain(1e300)), SEEDS, epochs=6, batch=10, hidden=4)
    for _ in fewer.work():
        if fewer.looks == 3 and 1 in fewer.active:
            fewer.drop([1])
    assert np.isnan(fewer.loss[1:, 3]).all() and np.isnan(fewer.loss[3:, 1]).all()
    assert fewer.active.tolist() == [0, 2]
    assert (
        np.ascontiguousarray(fewer.loss[:, [0, 2]]).tobytes() == np.ascontiguousarray(whole.loss[:, [0, 2]]).tobytes()
    )


def test_one_seed_that_diverges_takes_its_rate_with_it() -> None:
    train, holdout = (replace(part, features=part.features * 1e307) for part in (TRAIN, HOLDOUT))
    training = Lockstep(Folds.draw(train, holdout, SEEDS), RATES, SEEDS, epochs=3)
    for _ in training.work():
        pass
    assert training.done and training.looks == 1 and np.isnan(training.loss).all()
