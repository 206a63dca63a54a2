"""What is held out for each of several seeds: the rows of one pool, drawn anew for every seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrtui.core.arrays import IntArray
from lrtui.core.data import Dataset


@dataclass(frozen=True)
class Folds:
    """A pool of rows, and which of them each seed trains on and holds out.

    Every seed has a split of its own, because what a split happens to hold out moves an accuracy as much as the first
    weights do: 30 rows of iris differ from another 30 by three points. The test rows are in no pool.

    Attributes:
        pool: all the rows.
        train: the rows that each seed trains on, ``(S, rows)``.
        holdout: the rows that each seed holds out, ``(S, rows)``.
    """

    pool: Dataset
    train: IntArray
    holdout: IntArray

    @classmethod
    def draw(cls, train: Dataset, holdout: Dataset, seeds: Sequence[int]) -> Folds:
        """The parts as they are for the first of the seeds; for each other one, as many rows of every class anew."""
        pool = replace(
            train,
            features=np.concatenate([train.features, holdout.features]),
            labels=np.concatenate([train.labels, holdout.labels]),
        )
        rows = np.arange(len(pool))
        trained, held = [rows[: len(train)]], [rows[len(train) :]]
        for seed in seeds[1:]:
            random = np.random.default_rng([seed, 0])
            out = np.zeros(len(pool), dtype=bool)
            for label, count in enumerate(np.bincount(holdout.labels, minlength=len(pool.classes))):
                out[random.permutation(np.flatnonzero(pool.labels == label))[:count]] = True
            trained.append(rows[~out])
            held.append(rows[out])
        return cls(pool, np.stack(trained), np.stack(held))

    @property
    def rows_held_out(self) -> int:
        """How many rows some seed holds out: as many as an accuracy over all seeds is measured on."""
        return len(np.unique(self.holdout))
