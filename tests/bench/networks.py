"""The network lab's experiment: 4 learning rates × 200 epochs, beside the same in other libraries."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import partial

from .frames import peer
from .table import Effort, Row, alternate, at_most, faster, installed, missing

THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
RATES = "1,0.1,0.01,0.001"


def rows(effort: Effort) -> Iterator[Row]:
    """A row for each peer, and one for how it grows with the number of rates."""
    what = f"4 rates × {effort.epochs} epochs, with all metrics"
    epochs = str(effort.epochs)
    for package, script, times in (("torch", "torch_run", 25), ("scikit-learn", "sklearn_run", 5)):
        if not installed(package):
            yield missing(what, package, f"≥ {times} × faster")
            continue
        pair = (partial(seconds_of, name, RATES, epochs) for name in ("lrtui_run", script))
        seconds = alternate(effort.rounds, *pair)
        yield faster(what, f"{package}, one thread", seconds[0], seconds[1], "s", times)
    many = ",".join(f"{0.5 / (k + 1):.4f}" for k in range(32))
    pair = (partial(seconds_of, "lrtui_run", rates, epochs) for rates in (many, "0.1"))
    thirty_two, one = alternate(effort.rounds, *pair)
    yield at_most("the same with 32 rates", "with 1 rate", thirty_two, one, "s", 12)


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
