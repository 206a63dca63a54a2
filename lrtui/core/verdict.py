"""What the procedure comes to: not one rate but a band of rates that are as good, and one of them to start with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lrtui.core.data import Dataset
from lrtui.core.network import inputs_of, logits_of
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Pass, Scout
from lrtui.core.uncertainty import mean_error


class Reason(StrEnum):
    """Why the rate to start with is that one of the band."""

    LARGEST = "largest"
    """It is the largest of the band."""
    BELOW_EDGE = "below the edge"
    """It is the next below the largest one, which borders on what was ruled out."""
    ONLY = "only"
    """It is the only one, though it borders on what was ruled out."""


def best_of(passes: Sequence[Pass]) -> int:
    """The index of the pass with the best hold-out accuracy; of several the first, which trains fastest."""
    return int(np.argmax([tried.best_accuracy for tried in passes]))


def as_good(passes: Sequence[Pass]) -> range:
    """The passes around the best one whose best accuracy is within one standard error of its, without a gap."""
    best = best_of(passes)
    least = passes[best].best_accuracy - passes[best].error
    first, last = best, best
    while first > 0 and passes[first - 1].best_accuracy >= least:
        first -= 1
    while last + 1 < len(passes) and passes[last + 1].best_accuracy >= least:
        last += 1
    return range(first, last + 1)


@dataclass(frozen=True)
class Verdict:
    """The band, the rate to start with, and the one look at the test part.

    Attributes:
        index: the index of the pass with the rate to start with.
        recipe: the learning rate of that pass, and how it acts.
        reason: why it is that one.
        band: the indices of the passes that are as good as the best; their rates fall.
        low, high: the smallest and the largest rate of the band.
        epoch: the best epoch of the pass to start with.
        holdout_accuracy: the accuracy by which the passes were compared; so it flatters.
        error: its standard error.
        test_accuracy: the share of the test part that is right with the weights of that epoch, the mean over the seeds.
        test_error: its standard error.
        at_edge: whether the fastest rate was the largest or the smallest scouted.
    """

    index: int
    recipe: Recipe
    reason: Reason
    band: range
    low: float
    high: float
    epoch: int
    holdout_accuracy: float
    error: float
    test_accuracy: float
    test_error: float
    at_edge: bool

    @property
    def learning_rate(self) -> float:
        """η to start with."""
        return self.recipe.learning_rate


def start_of(band: range, scout: Scout) -> tuple[int, Reason]:
    """The index in the passes of the rate to start with, and why it is that one.

    It is the largest of the band, because that one trains fastest; but where it is the fastest that was scouted, and
    larger ones were ruled out, it stands at the edge of what trains at all, and the next smaller one is safer.
    """
    if band.start > 0 or not scout.ruled_out:
        return band.start, Reason.LARGEST
    return (band.start + 1, Reason.BELOW_EDGE) if len(band) > 1 else (band.start, Reason.ONLY)


def verdict(scout: Scout, passes: Sequence[Pass], test: Dataset) -> Verdict | None:
    """The choice, and the one look at the test part; None where there was no pass."""
    if not passes:
        return None
    band = as_good(passes)
    index, reason = start_of(band, scout)
    start = passes[index]
    right = (logits_of(start.weights, inputs_of(test.features)).argmax(axis=2) == test.labels).mean(axis=1)
    return Verdict(
        index=index,
        recipe=start.recipe,
        reason=reason,
        band=band,
        low=passes[band[-1]].learning_rate,
        high=passes[band[0]].learning_rate,
        epoch=start.best_epoch,
        holdout_accuracy=start.best_accuracy,
        error=start.error,
        test_accuracy=float(right.mean()),
        test_error=mean_error(right, len(test)),
        at_edge=scout.at_edge,
    )
