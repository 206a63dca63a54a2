"""Where a network stands against the limit of its rate: the curvature λ of its loss, 2/η, and what its last step did.

Along the sharpest direction a step of plain descent multiplies the distance to the minimum by 1 − η·λ, as on a parabola
of curvature λ: above η·λ = 2 each step overshoots farther than the one before.
"""

from __future__ import annotations

import math

import numpy as np

from lrtui.core.stability import descent_ratio, edge
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.run import Run


def sharpness_at(run: Run, epoch: int) -> float:
    """λ at an epoch; NaN where it is not known."""
    return run.at("train", "sharpness", epoch)


def last_known(run: Run, before: int) -> int | None:
    """The last epoch before another at which λ is known; None where there is none."""
    known = np.flatnonzero(np.isfinite(run.sharpness[:before]))
    return int(known[-1]) if len(known) else None


def told_epoch(run: Run, epoch: int) -> int:
    """The epoch of which the sharpness is told: of a network that has diverged, the last one before that."""
    if run.diverged_at is None or run.diverged_at > epoch:
        return epoch
    return last_known(run, run.diverged_at) or 0


def limit_at(run: Run, epoch: int) -> float:
    """The curvature up to which the updates after an epoch are stable, 2/η; NaN where no formula holds."""
    limit = edge(run.recipe, run.rate_at(epoch))
    return math.nan if limit is None else limit


def product_at(run: Run, epoch: int) -> float:
    """η·λ at an epoch; NaN where λ is not known."""
    return run.rate_at(epoch) * sharpness_at(run, epoch)


def ratio_at(frame: NetworkFrame, run: Run, epoch: int) -> float:
    """How much of the descent that the slope promised the update that led to an epoch has made; NaN where not known.

    It takes the slope of the loss on all training rows: so there is one for full batches of plain descent alone.
    """
    before = epoch - 1
    if not frame.has_ratios or run.recipe.optimizer != "sgd" or not 0 <= before < len(run.squares):
        return math.nan
    loss = run.train.loss
    if epoch >= len(loss):
        return math.nan
    return float(descent_ratio(loss[before], loss[epoch], run.rate_at(before), run.squares[before]))
