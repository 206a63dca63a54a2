"""How good the verdicts of Choose are: ``python -m tests.bench.verdicts [SET ...]``, about half an hour on one core.

For each of six data sets and each of the seeds 0 to 19: the procedure's band and its rate to start with, against the
best of a grid of 30 rates × 5 seeds by the accuracy on the test rows; how many of the bands of two seeds overlap; and
what each stop costs on the test rows against 400 epochs at the same rate.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from sklearn.datasets import make_moons

from lrtui.core.arrays import Array
from lrtui.core.data import Dataset
from lrtui.core.folds import Folds
from lrtui.core.loading import load_parts
from lrtui.core.lockstep import Lockstep
from lrtui.core.network import Parameters, inputs_of, logits_of
from lrtui.core.procedure import Procedure
from lrtui.core.selection import rates_between
from lrtui.core.uncertainty import mean_error
from lrtui.core.verdict import Verdict, verdict
from lrtui.core.wave import Wave
from lrtui.labs.choose.settings import ChooseSettings
from tests.real_data import plain, save

SETS = ("blobs", "moons", "iris", "wine", "breast_cancer", "digits")
SPLITS = 20
GRID = rates_between(1e-3, 10, 30)
LONG_ENOUGH = 400
"""Epochs of the grid's passes at the most, and those against which a stop is compared."""


def file_of(name: str, folder: Path) -> str:
    """The data set as a CSV file; its name, for the built-in blobs."""
    if name == "blobs":
        return name
    if name != "moons":
        return str(save(name, folder))
    path = folder / "moons.csv"
    points, labels = make_moons(1000, noise=0.3, random_state=0)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("x", "y", "class"), *np.column_stack([points, labels]).tolist()])
    return str(path)


def test_accuracies(weights: Parameters, test: Dataset) -> Array:
    """The share of the test rows that each network has right."""
    return np.asarray((logits_of(weights, inputs_of(test.features)).argmax(axis=2) == test.labels).mean(axis=1))


class Case(NamedTuple):
    """What came out for one seed of one data set; shares of the test rows.

    Attributes:
        verdict: the band.
        band: the accuracy of each of its rates.
        best: the best of the grid.
        best_rate: its rate.
        error: its standard error.
        cost: how much better the rate to start with is after 400 epochs than where it was stopped.
        cost_error: the error by which the app compares accuracies: of the test rows and of the seeds.
    """

    verdict: Verdict
    band: list[float]
    best: float
    best_rate: float
    error: float
    cost: float
    cost_error: float


def case_of(path: str, seed: int) -> Case:
    """The procedure, the grid and the long training of one seed."""
    settings = ChooseSettings(data=path, seed=seed)
    train, holdout, test = load_parts(path, None, seed, settings.shares)
    seeds = range(seed, seed + settings.seeds)
    folds = Folds.draw(train, holdout, seeds)
    scouted = plain(*rates_between(settings.low, settings.high, settings.rates))
    procedure = Procedure(folds, scouted, seeds).run()
    found = verdict(procedure.scout, procedure.passes, test)
    assert found is not None
    grid = Wave(folds, plain(*GRID), seeds, epochs=LONG_ENOUGH).run()
    accuracies = [test_accuracies(tried.weights, test) for tried in grid.passes]
    best = int(np.argmax([share.mean() for share in accuracies]))
    stopped = test_accuracies(procedure.passes[found.index].weights, test)
    difference = long_run(folds, found.learning_rate, seeds, test) - stopped
    return Case(
        found,
        [float(test_accuracies(procedure.passes[index].weights, test).mean()) for index in found.band],
        float(accuracies[best].mean()),
        GRID[best],
        mean_error(accuracies[best], len(test)),
        float(difference.mean()),
        mean_error(stopped, len(test)),
    )


def long_run(folds: Folds, rate: float, seeds: range, test: Dataset) -> Array:
    """The accuracies on the test rows after 400 epochs."""
    training = Lockstep(folds, plain(rate), seeds, epochs=LONG_ENOUGH, every=LONG_ENOUGH, learned=True)
    for _ in training.work():
        pass
    return test_accuracies(training.weights(0), test) if len(training.active) else np.full(len(seeds), np.nan)


def lines_of(name: str, cases: list[Case]) -> Iterator[str]:
    """What there is to say of one data set."""
    start = [case.band[case.verdict.index - case.verdict.band.start] for case in cases]
    good = [accuracy >= case.best - case.error for accuracy, case in zip(start, cases, strict=True)]
    some = [max(case.band) >= case.best - case.error for case in cases]
    every = [min(case.band) >= case.best - case.error for case in cases]
    pairs = list(combinations(cases, 2))
    shared = [one.verdict.low <= other.verdict.high and other.verdict.low <= one.verdict.high for one, other in pairs]
    costs = 100 * np.array([case.cost for case in cases])
    error = costs.std(ddof=1) / np.sqrt(len(costs))
    yield (
        f"{name}: within one error of the grid's best: {sum(some)} with some rate of the band, {sum(good)} with the "
        f"rate to start with, {sum(every)} with every rate, of {len(cases)}; "
        f"overlapping bands: {sum(shared)} of {len(pairs)} pairs"
    )
    yield (
        f"{name}: the stop costs {costs.mean():.2f} ± {error:.2f} points against {LONG_ENOUGH} epochs "
        f"({'less' if costs.mean() < error else 'MORE'} than its error over the splits; the error of rows and seeds "
        f"is {100 * np.mean([case.cost_error for case in cases]):.2f})"
    )
    for seed, (accuracy, case, fine) in enumerate(zip(start, cases, good, strict=True)):
        if not fine:
            yield (
                f"  seed {seed}: {case.verdict.learning_rate:.3g} ({case.verdict.low:.3g} … {case.verdict.high:.3g}) "
                f"has {accuracy:.3f}, the grid's {case.best_rate:.3g} has {case.best:.3f} ± {case.error:.3f}"
            )


def main(names: list[str]) -> None:
    """Print the figures of each data set as they come."""
    with TemporaryDirectory() as folder:
        for name in names or SETS:
            path = file_of(name, Path(folder))
            for line in lines_of(name, [case_of(path, seed) for seed in range(SPLITS)]):
                print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
