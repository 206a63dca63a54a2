"""The band and the rate to start with, by rules written down here, and by training on sets where the best is known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from lrtui.core.data import Dataset
from lrtui.core.folds import Folds
from lrtui.core.loading import load_parts
from lrtui.core.lockstep import Lockstep
from lrtui.core.network import inputs_of, logits_of
from lrtui.core.procedure import Procedure
from lrtui.core.selection import Pass, Scout, rates_between
from lrtui.core.verdict import Reason, Verdict, as_good, best_of, start_of, verdict
from lrtui.core.wave import Wave
from tests.real_data import plain, save

from ..examples import examples
from .test_selection import a_pass, scout_of

repeatable = examples(80)

shares = st.lists(st.sampled_from([0.5, 0.6, 0.62, 0.65, 0.7, 0.9]), min_size=1, max_size=6)


def passes_with(accuracies: Sequence[float]) -> list[Pass]:
    return [a_pass([[0.0], [value]], rate=0.5**index) for index, value in enumerate(accuracies)]


@repeatable
@given(shares)
def test_the_band_is_all_around_the_best_that_is_within_its_error(accuracies: list[float]) -> None:
    passes = passes_with(accuracies)
    best = accuracies.index(max(accuracies))
    assert best_of(passes) == best
    near = [value >= max(accuracies) - passes[best].error for value in accuracies]
    band = as_good(passes)
    assert best in band and all(near[index] for index in band)
    assert band.start == 0 or not near[band.start - 1]
    assert band.stop == len(near) or not near[band.stop]


def test_the_rate_to_start_with_is_the_largest_that_is_not_next_to_what_is_ruled_out() -> None:
    ruled_out, nothing = scout_of([2.0, 1.0, 3.0]), scout_of([3.0, 2.0, 1.0])
    assert start_of(range(0, 3), ruled_out) == (1, Reason.BELOW_EDGE)
    assert start_of(range(0, 1), ruled_out) == (0, Reason.ONLY)
    assert start_of(range(1, 3), ruled_out) == (1, Reason.LARGEST)
    assert start_of(range(0, 3), nothing) == (0, Reason.LARGEST)


def ran(path: str, seed: int, count: int = 5) -> tuple[Scout, tuple[Pass, ...], tuple[Dataset, ...], Folds]:
    """The procedure with the app's usual settings."""
    parts = load_parts(path, None, seed, (0.6, 0.2, 0.2))
    seeds = range(seed, seed + count)
    folds = Folds.draw(parts[0], parts[1], seeds)
    procedure = Procedure(folds, plain(*rates_between(1e-4, 10, 13)), seeds).run()
    return procedure.scout, procedure.passes, parts, folds


def test_the_test_part_is_looked_at_with_the_weights_of_the_best_epoch() -> None:
    scout, passes, (_, _, test), _ = ran("blobs", 0, count=2)
    found = verdict(scout, passes, test)
    assert found is not None
    start = passes[found.index]
    right = []
    for w, b, v, c in zip(*start.weights.arrays, strict=True):
        right.append(accuracy_score(test.labels, (np.maximum(test.features @ w + b, 0) @ v + c).argmax(axis=1)))
    assert found.test_accuracy == pytest.approx(np.mean(right), abs=1e-12)
    assert (found.learning_rate, found.epoch, found.error) == (start.learning_rate, start.best_epoch, start.error)
    assert found.holdout_accuracy == start.best_accuracy
    assert found.low == min(passes[index].learning_rate for index in found.band)
    assert found.high == max(passes[index].learning_rate for index in found.band)
    assert verdict(scout, (), test) is None


def test_seeds_agree_and_the_band_holds_on_the_test_rows(tmp_path: Path) -> None:
    """A quick part of ``tests.bench.verdicts``: two sets, a few seeds, a coarse grid."""
    for path, seeds in (("blobs", range(2)), (str(save("iris", tmp_path)), (0, 2))):
        found: list[Verdict] = []
        for seed in seeds:
            scout, passes, parts, folds = ran(path, seed)
            one = verdict(scout, passes, parts[2])
            assert one is not None
            found.append(one)
        assert all(a.low <= b.high and b.low <= a.high for a, b in combinations(found, 2))
        # The last of them against a grid, each rate trained by the same rule.
        grid = Wave(folds, plain(*rates_between(0.03, 3, 6)), range(seed, seed + 5), epochs=100).run()
        tested = [verdict(scout_of([1.0]), [tried], parts[2]) for tried in grid.passes]
        best = max((one for one in tested if one), key=lambda one: one.test_accuracy)
        assert found[-1].test_accuracy >= best.test_accuracy - best.test_error


@pytest.mark.long
def test_a_stop_on_few_rows_costs_nothing(tmp_path: Path) -> None:
    """On iris one seed's hold-out accuracy stands still at once; accuracy and loss of all seeds do not."""
    path = str(save("iris", tmp_path))
    costs = []
    for seed in (0, 2, 4, 6):
        scout, passes, (_, _, test), folds = ran(path, seed)
        found = verdict(scout, passes, test)
        assert found is not None and found.epoch * 2 >= 12
        on = Lockstep(folds, (found.recipe,), range(seed, seed + 5), epochs=400, every=400)
        for _ in on.work():
            pass
        right = logits_of(on.weights(0), inputs_of(test.features)).argmax(axis=2) == test.labels
        costs.append(float(right.mean()) - found.test_accuracy)
    assert np.mean(costs) < np.std(costs, ddof=1) / np.sqrt(len(costs))
