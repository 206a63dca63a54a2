"""How good predictions are, for K networks at once. Arrays have K first; a network with NaN gets NaN."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import Labels


class Metrics(NamedTuple):
    """What is measured of each network on one part of the data; arrays of shape ``(K,)``."""

    loss: Array
    """Mean cross-entropy, in nats."""
    sse: Array
    """Total sum squared error, Σ (p − onehot)² over rows and outputs."""
    accuracy: Array
    """Share of the rows whose most probable class is the right one."""
    auc: Array
    """Micro-averaged one-versus-rest area under the ROC curve."""


def cross_entropy(log_probabilities: Array, labels: Labels) -> Array:
    """Mean of −ln p[label], ``(K,)``; ``log_probabilities`` (K, rows, classes), ``labels`` (rows,) or (K, rows)."""
    places = np.broadcast_to(labels, log_probabilities.shape[:2])[..., None]
    with np.errstate(all="ignore"):
        return np.asarray(-np.take_along_axis(log_probabilities, places, axis=2)[..., 0].mean(axis=1))


def sum_squared_error(probabilities: Array, targets: Array) -> Array:
    """Σ (p − onehot)² over rows and classes, ``(K,)``; ``probabilities`` (K, rows, classes), ``targets`` one-hot."""
    return np.asarray(np.square(probabilities - targets).sum(axis=(1, 2)))


def accuracy(probabilities: Array, labels: Labels) -> Array:
    """Share of the rows whose largest probability is that of their label; shape ``(K,)``; NaN where one is NaN."""
    share = (probabilities.argmax(axis=2) == labels).mean(axis=1)
    return np.where(np.isnan(probabilities.sum(axis=(1, 2))), np.nan, share)


def micro_auc(right: Array, wrong: Array) -> float:
    """The exact micro-averaged one-versus-rest AUC of one network.

    Args:
        right: the probabilities of the labels, ``(rows,)``.
        wrong: all the others, ``(rows · (classes − 1),)``.

    Rank formula (Mann and Whitney): over all pairs of a right and a wrong (row, class), the share in which the right
    one has the larger probability; ties count ½. Equal to scikit-learn's ``roc_auc_score(onehot, p, average="micro")``.
    """
    return auc_of_sorted(np.sort(right), np.sort(wrong))


def auc_of_sorted(positive: Array, negative: Array) -> float:
    """As ``micro_auc``, of probabilities that are sorted already."""
    if np.isnan(positive[-1]) or np.isnan(negative[-1]):  # they are sorted to the end
        return float("nan")
    below = negative.searchsorted(positive, side="left")
    not_above = below
    if (negative.take(below, mode="clip") == positive).any():
        not_above = negative.searchsorted(positive, side="right")
    return float((int(below.sum()) + int(not_above.sum())) / (2 * len(positive) * len(negative)))
