"""How good predictions are, for K networks at once. Arrays have K first; a network with NaN gets NaN."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrtui.core.data import Labels
from lrtui.core.objectives import Array


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


def cross_entropy(logits: Array, labels: Labels) -> Array:
    """Mean of −ln softmax(logits)[label], ``(K,)``; ``logits`` (K, rows, classes), ``labels`` (rows,) or (K, rows).

    From the logits and not from the probabilities, so that a probability that underflows does not make it infinite.
    """
    with np.errstate(all="ignore"):
        top = logits.max(axis=2)
        log_sum = np.log(np.exp(logits - top[..., None]).sum(axis=2))
        right = np.take_along_axis(logits, np.broadcast_to(labels, logits.shape[:2])[..., None], axis=2)[..., 0]
        return np.asarray((log_sum + top - right).mean(axis=1))


def sum_squared_error(probabilities: Array, labels: Labels) -> Array:
    """Σ (p − onehot)² over rows and classes; ``probabilities`` (K, rows, classes), result ``(K,)``."""
    onehot = np.eye(probabilities.shape[2])[labels]
    return np.asarray(np.square(probabilities - onehot).sum(axis=(1, 2)))


def accuracy(probabilities: Array, labels: Labels) -> Array:
    """Share of the rows whose largest probability is that of their label; shape ``(K,)``; NaN where one is NaN."""
    share = (probabilities.argmax(axis=2) == labels).mean(axis=1)
    return np.where(np.isnan(probabilities).any(axis=(1, 2)), np.nan, share)


def micro_auc(probabilities: Array, labels: Labels) -> float:
    """The exact micro-averaged one-versus-rest AUC of one network; ``probabilities`` (rows, classes).

    Rank formula (Mann and Whitney): over all pairs of a right and a wrong (row, class), the share in which the right
    one has the larger probability; ties count ½. Equal to scikit-learn's ``roc_auc_score(onehot, p, average="micro")``.
    """
    if np.isnan(probabilities).any():
        return float("nan")
    right = np.zeros(probabilities.shape, dtype=bool)
    right[np.arange(len(labels)), labels] = True
    positive, negative = np.sort(probabilities[right]), np.sort(probabilities[~right])
    below = np.searchsorted(negative, positive, side="left").sum()
    not_above = np.searchsorted(negative, positive, side="right").sum()
    return float((int(below) + int(not_above)) / (2 * len(positive) * len(negative)))
