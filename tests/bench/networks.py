"""The network lab's experiment: 4 learning rates × 200 epochs, beside the same in other libraries."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from .frames import PEERS
from .table import Row, alternate, at_most, faster, installed, missing

THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
RATES = "1,0.1,0.01,0.001"


def rows(rounds: int) -> Iterator[Row]:
    """A row for each peer, and one for how it grows with the number of rates."""
    what = "4 rates × 200 epochs, with all metrics"
    for package, script, times in (("torch", "torch_run.py", 25), ("scikit-learn", "sklearn_run.py", 5)):
        if not installed(package):
            yield missing(what, package, f"≥ {times} × faster")
            continue
        ours, theirs = alternate(
            rounds, lambda: _seconds("lrtui_run.py", RATES), lambda script=script: _seconds(script, RATES)  # type: ignore[misc]
        )
        yield faster(what, f"{package}, one thread", ours, theirs, "s", times)
    many = ",".join(f"{0.5 / (k + 1):.4f}" for k in range(32))
    thirty_two, one = alternate(rounds, lambda: _seconds("lrtui_run.py", many), lambda: _seconds("lrtui_run.py", "0.1"))
    yield at_most("the same with 32 rates", "with 1 rate", thirty_two, one, "s", 12)


def _seconds(script: str, rates: str) -> float:
    """What the training takes of one processor, as the script itself measures it after its imports."""
    done = subprocess.run(
        [sys.executable, str(PEERS / script), rates],
        env={**os.environ, **THREADS},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)
