"""The parts of some data that a lab trains and measures on, from a name or a file."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from time import monotonic

from lrtui.core.data import Dataset, consecutive, standardise, stratified
from lrtui.core.datasets import DATASETS, built_in
from lrtui.core.files import reading
from lrtui.core.slices import result_of
from lrtui.core.table.reader import Progress

STANDARDISED = "features standardised: mean 0, standard deviation 1 on the training rows"

_built_in = lru_cache(maxsize=len(DATASETS))(built_in)


class _LastFile:
    """The file that was read last: a lab begins anew with it many times, and it is large."""

    def __init__(self) -> None:
        self.key: tuple[str, str | None] = ("", None)
        self.written: tuple[int, int] | None = None
        self.dataset: Dataset | None = None

    def get(self, path: str, label: str | None) -> Dataset | None:
        """The dataset, if it is of this file as it is now."""
        return self.dataset if (path, label, _written(path)) == (*self.key, self.written) else None

    def put(self, path: str, label: str | None, written: tuple[int, int] | None, dataset: Dataset) -> None:
        """Keep the dataset, and no other."""
        self.key, self.written, self.dataset = (path, label), written, dataset


_last = _LastFile()


def _written(path: str) -> tuple[int, int] | None:
    """When a file was written, and its size; None where it has none of its own, such as a pipe."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size) if Path(path).is_file() else None


Loading = Generator[Progress, None, Dataset]
"""Loads in slices of a few milliseconds, and says between two of them how far it has come."""


def load(data: str, label: str | None) -> Loading:
    """Make the data of a name or read a file, unless that is at hand.

    Raises:
        DataError: the file cannot be used.
    """
    if data in DATASETS:
        return _built_in(data)
    dataset = _last.get(data, label)
    if dataset is None:
        written = _written(data)
        dataset = yield from reading(data, label)
        _last.put(data, label, written, dataset)
    return dataset


def pull(loading: Loading, seconds: float) -> Progress | None:
    """Load for so long, or until all is there; return how far it has come, None if all is there.

    Raises:
        DataError: the file cannot be used.
    """
    deadline = monotonic() + seconds
    try:
        while (progress := next(loading)) and monotonic() < deadline:
            pass
    except StopIteration:
        return None
    return progress


def load_parts(
    data: str, label: str | None, seed: int, shares: tuple[float, ...], standardised: bool = False
) -> tuple[Dataset, ...]:
    """Parts of the data, such as training and validation rows, with ``shares`` of its rows, which sum to 1.

    Made points are in random order, and parts of them one after another. The rows of iris and of files are drawn by
    the seed, stratified. Files are standardised on the first part, others where it is asked for.

    Raises:
        DataError: the file cannot be used.
    """
    dataset = result_of(load(data, label))
    mixed = data in DATASETS and DATASETS[data].mixed
    parts = consecutive(dataset, shares) if mixed else stratified(dataset, shares, seed)
    if standardised or data not in DATASETS:
        noted = (replace(part, notes=(*part.notes, STANDARDISED)) for part in standardise(*parts))
        return tuple(noted)
    return parts
