"""The data that a lab's settings name, in the parts that the lab needs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from lrtui.core.data import Dataset, consecutive, make_blobs, read_csv, standardise, stratified
from lrtui.labs.settings import ChooseSettings, ExperimentSettings

HALVES = (0.5, 0.5)
"""Training and validation rows of the blobs, as in the second article's experiment."""

QUARTERS = (0.75, 0.25)
"""The same of a person's own rows."""

FIFTHS = (0.6, 0.2, 0.2)
"""Training, hold-out and test rows."""


def load(settings: ExperimentSettings) -> tuple[Dataset, ...]:
    """The parts of the data: training and validation, or training, hold-out and test where a rate is to be chosen.

    The blobs are taken in their order; a person's own rows are drawn by the seed, stratified and standardised.

    Raises:
        DataError: the file cannot be used.
    """
    if isinstance(settings, ChooseSettings):
        shares: tuple[float, ...] = FIFTHS
    else:
        shares = HALVES if settings.data is None else QUARTERS
    return _load(settings.data, settings.label, settings.seed, shares)


@lru_cache(maxsize=1)  # the command line looks whether a file can be used before the lab opens it
def _load(path: str | None, label: str | None, seed: int, shares: tuple[float, ...]) -> tuple[Dataset, ...]:
    if path is None:
        return consecutive(make_blobs(), shares)
    return standardise(*stratified(read_csv(Path(path), label), shares, seed))
