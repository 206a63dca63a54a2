"""How long a CSV file of numbers takes to read, beside pandas."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from lrtui.core.files import read_file

from .table import Effort, Row, alternate, at_most, installed, missing

COLUMNS = 20
TIMES = 2
"""Ours may take so many times as long."""


def rows(effort: Effort) -> Iterator[Row]:
    """A row for numbers of six digits, and one for numbers with all their digits; 200,000 rows in earnest."""
    count = 1000 * effort.epochs
    for digits, name in (("%.6g", "six digits"), ("%r", "all digits")):
        what = f"a CSV file of {count:,} × {COLUMNS} numbers, {name}"
        if not installed("pandas"):
            yield missing(what, "pandas", f"≤ {TIMES} ×")
            continue
        import pandas

        with tempfile.TemporaryDirectory() as folder:
            path = _written(Path(folder) / "numbers.csv", count, digits)
            ours, theirs = (partial(_seconds, read, path) for read in (read_file, pandas.read_csv))
            seconds = alternate(effort.rounds, ours, theirs)
            yield at_most(what, "pandas.read_csv", seconds[0], seconds[1], "s", TIMES)


def _seconds(read: Callable[[str], object], path: str) -> float:
    start = perf_counter()
    read(path)
    return perf_counter() - start


def _written(path: Path, count: int, digits: str) -> str:
    random = np.random.default_rng(0)
    values, labels = random.normal(size=(count, COLUMNS)), random.integers(3, size=count)
    with path.open("w", encoding="ascii") as stream:
        stream.write(",".join(f"x{column}" for column in range(COLUMNS)) + ",label\n")
        for row, label in zip(values.tolist(), labels.tolist(), strict=True):
            stream.write(",".join([digits % value for value in row]) + f",{label}\n")
    return str(path)
