"""Real data as a person has it: in a file."""

from __future__ import annotations

import csv
from pathlib import Path

from sklearn import datasets

from lrtui.core.data import Dataset
from lrtui.core.loading import load_parts
from lrtui.core.recipe import Recipe
from lrtui.labs.experiment import ExperimentSettings


def save(name: str, folder: Path) -> Path:
    """One of scikit-learn's data sets as CSV, with the names of its classes in the last column."""
    bunch = getattr(datasets, f"load_{name}")()
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*bunch.feature_names, "class"])
        for features, target in zip(bunch.data.tolist(), bunch.target.tolist(), strict=True):
            writer.writerow([*features, bunch.target_names[target]])
    return path


def parts_of(settings: ExperimentSettings) -> tuple[Dataset, ...]:
    """The parts of the data that a lab's settings name."""
    return load_parts(*settings.parts)


def plain(*rates: float) -> tuple[Recipe, ...]:
    """Plain gradient descent at each of these rates."""
    return tuple(map(Recipe, rates))
