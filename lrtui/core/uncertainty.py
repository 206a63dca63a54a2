"""How far two measured shares must lie apart before one of them may be called better."""

import math

import numpy as np

from lrtui.core.arrays import Array


def share_error(share: Array | float, rows: int) -> Array:
    """The standard error of a share of ``rows`` ≥ 1 rows, such as an accuracy: √(p(1 − p)/n), in the share's shape.

    p is the share with one right and one wrong row added (Laplace's rule of succession). So a share of 1 is not
    taken for certain: of 30 rows that are all right, the next may still be wrong.
    """
    likely = (np.asarray(share) * rows + 1) / (rows + 2)
    return np.asarray(np.sqrt(likely * (1 - likely) / rows))


def mean_error(shares: Array, rows: int) -> float:
    """The standard error of the mean of the shares of S seeds, ``(S,)``: √(error of the rows² + s²/S).

    ``rows`` are all that some seed was measured on; s is the standard deviation over the seeds, for one seed 0.
    """
    seeds = len(shares)
    spread = float(np.var(shares, ddof=1)) / seeds if seeds > 1 else 0.0
    return math.hypot(float(share_error(float(np.mean(shares)), rows)), math.sqrt(spread))


def auc_error(auc: Array | float, rows: int) -> Array:
    """The standard error of an area under the ROC curve, as Hanley and McNeil (1982) give it, in the AUC's shape.

    There are as many positives and as many negatives as ``rows``: those of one row are not independent of each other.
    """
    area = np.asarray(auc, dtype=np.float64)
    same = (rows - 1) * (area / (2 - area) + 2 * area**2 / (1 + area) - 2 * area**2)
    return np.asarray(np.sqrt(np.maximum(area * (1 - area) + same, 0.0)) / rows)
