"""The network lab's experiment: 4 learning rates × 200 epochs, beside the same in other libraries."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import partial
from time import process_time

from lrtui.core.data import consecutive
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.training import Training

from .frames import peer
from .table import Effort, Row, alternate, at_most, faster, installed, missing

THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
RATES = "1,0.1,0.01,0.001"


def rows(effort: Effort) -> Iterator[Row]:
    """A row for each peer, two for Adam, and one for how it grows with the number of rates."""
    what = f"4 rates × {effort.epochs} epochs, with all metrics"
    epochs = str(effort.epochs)
    for package, script, times in (("torch", "torch_run", 25), ("scikit-learn", "sklearn_run", 5)):
        if not installed(package):
            yield missing(what, package, f"≥ {times} × faster")
            continue
        pair = (partial(seconds_of, name, RATES, epochs) for name in ("lrtui_run", script))
        seconds = alternate(effort.rounds, *pair)
        yield faster(what, f"{package}, one thread", seconds[0], seconds[1], "s", times)
    yield from _adam(effort)
    many = ",".join(f"{0.5 / (k + 1):.4f}" for k in range(32))
    pair = (partial(seconds_of, "lrtui_run", rates, epochs) for rates in (many, "0.1"))
    thirty_two, one = alternate(effort.rounds, *pair)
    yield at_most("the same with 32 rates", "with 1 rate", thirty_two, one, "s", 12)


def _adam(effort: Effort) -> Iterator[Row]:
    """Adam beside plain descent, and beside PyTorch's."""
    train, validation = consecutive(make_blobs(), (0.5, 0.5))

    def seconds(optimizer: str) -> float:
        recipes = tuple(Recipe.of(rate, optimizer) for rate in (0.03, 0.01, 0.003, 0.001))
        start = process_time()
        Training(train, validation, recipes, epochs=effort.epochs).run()
        return process_time() - start

    adam, plain = alternate(effort.rounds, partial(seconds, "adam"), partial(seconds, "sgd"))
    yield at_most(f"4 networks × {effort.epochs} epochs by adam", "by sgd", adam, plain, "s", 1.5)
    if not installed("torch"):
        yield missing("the same by adam", "torch, one thread", "≥ 8 × faster")
        return
    theirs = partial(seconds_of, "torch_run", "0.03,0.01,0.003,0.001", str(effort.epochs), "adam")
    ours, others = alternate(effort.rounds, partial(seconds, "adam"), theirs)
    yield faster("the same by adam", "torch, one thread", ours, others, "s", 8)


def seconds_of(script: str, *arguments: str) -> float:
    """What a script takes of one processor, as it measures it itself after its imports."""
    done = subprocess.run(
        peer(script, *arguments),
        env={**os.environ, **THREADS},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)
