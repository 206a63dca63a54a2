"""The orbits of 200 learning rates, beside the same loop written by hand for one map, and by automatic derivatives."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.objectives import objective
from lrtui.core.orbits import orbits

from .frames import peer
from .table import Effort, Row, alternate, at_most, faster, installed, missing

RATES = np.linspace(1.8, 3.0, 200)
ITERATES, KEPT = 700, 200
START = 0.5


def rows(effort: Effort) -> Iterator[Row]:
    """A row for each peer."""
    what = f"orbits of {len(RATES)} rates × {ITERATES} iterates"
    rounds = 5 * effort.rounds
    ours, theirs = alternate(rounds, _ours, _by_hand)
    yield at_most(what, "a loop by hand in NumPy", ours, theirs, "ms", 3)
    if not installed("torch"):
        yield missing(what, "torch autograd", "≥ 10 × faster")
        return
    ours, theirs = alternate(effort.rounds, _ours, _torch)
    yield faster(what, "torch autograd, one thread", ours, theirs, "ms", 10)


def _milliseconds(begin: float) -> float:
    return (time.process_time() - begin) * 1000


def _ours() -> float:
    begin = time.process_time()
    orbits(objective("logistic"), np.array(START), RATES, skipped=ITERATES - KEPT, kept=KEPT)
    return _milliseconds(begin)


def _by_hand() -> float:
    begin = time.process_time()
    x: Array = np.full(len(RATES), START)
    kept = np.empty((KEPT, len(RATES)))
    for step in range(ITERATES):
        if step >= ITERATES - KEPT:
            kept[step - (ITERATES - KEPT)] = x
        x = (1 - RATES) * x + RATES * x * x
    return _milliseconds(begin)


def _torch() -> float:
    """What the script takes, as it measures it after its imports."""
    arguments = (str(len(RATES)), str(RATES[0]), str(RATES[-1]), str(ITERATES), str(START))
    done = subprocess.run(peer("torch_orbits", *arguments), check=True, capture_output=True, text=True)
    return float(done.stdout) * 1000
