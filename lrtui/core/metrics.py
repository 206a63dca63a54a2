"""How good predictions are, for K networks at once. Arrays have K first; a network with NaN gets NaN."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.data import Dataset
from lrtui.core.network import CACHE


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


class Truth(NamedTuple):
    """What is right about some rows, in the forms that the metrics need.

    Attributes:
        labels: the class of each row, ``(rows,)``.
        targets: the one-hot labels, ``(rows, classes)``.
        right, wrong: where the probability of the label is among all of a network's with the rows last, and where
            the others are; ``(rows,)`` and ``(rows · (classes − 1),)``.
    """

    labels: IntArray
    targets: Array
    right: IntArray
    wrong: IntArray

    @classmethod
    def of(cls, data: Dataset) -> Truth:
        """The truth about a dataset."""
        targets = data.targets
        return cls(data.labels, targets, np.flatnonzero(targets.T == 1), np.flatnonzero(targets.T == 0))


def measure(probabilities: Array, logarithms: Array, truth: Truth) -> Generator[None, None, Metrics]:
    """All metrics of K networks on some rows, with pauses between; both arrays are ``(K, rows, classes)``.

    A metric is added here and to ``Metrics``; what it is called for people is in the network lab's settings.
    """
    networks = len(probabilities)
    flat = probabilities.swapaxes(1, 2).reshape(networks, -1)
    with np.errstate(all="ignore"):
        loss = -logarithms.swapaxes(1, 2).reshape(networks, -1).take(truth.right, axis=1).mean(axis=1)
    auc = np.empty(networks)
    group = max(CACHE // flat[0].nbytes, 1)
    for start in range(0, networks, group):
        some = flat[start : start + group]
        pairs = zip(np.sort(some.take(truth.right, axis=1)), np.sort(some.take(truth.wrong, axis=1)), strict=True)
        auc[start : start + group] = [auc_of_sorted(positive, negative) for positive, negative in pairs]
        yield
    right = accuracy(probabilities, truth.labels)
    return Metrics(loss, sum_squared_error(probabilities, truth.targets), right, auc)


def cross_entropy(log_probabilities: Array, labels: IntArray) -> Array:
    """Mean of −ln p[label], ``(K,)``; ``log_probabilities`` (K, rows, classes), ``labels`` (rows,) or (K, rows)."""
    places = np.broadcast_to(labels, log_probabilities.shape[:2])[..., None]
    with np.errstate(all="ignore"):
        return np.asarray(-np.take_along_axis(log_probabilities, places, axis=2)[..., 0].mean(axis=1))


def sum_squared_error(probabilities: Array, targets: Array) -> Array:
    """Σ (p − onehot)² over rows and classes, ``(K,)``; ``probabilities`` (K, rows, classes), ``targets`` one-hot."""
    return np.asarray(np.square(probabilities - targets).sum(axis=(1, 2)))


def accuracy(probabilities: Array, labels: IntArray) -> Array:
    """Share of the rows whose largest probability is that of their label; shape ``(K,)``; NaN where one is NaN."""
    share = (probabilities.argmax(axis=2) == labels).mean(axis=1)
    return np.where(np.isnan(probabilities.sum(axis=(1, 2))), np.nan, share)


def auc_of_sorted(positive: Array, negative: Array) -> float:
    """The exact micro-averaged one-versus-rest AUC of one network.

    ``positive`` are the probabilities of the labels, sorted, ``(rows,)``, and ``negative`` all the others, sorted,
    ``(rows · (classes − 1),)``.

    Rank formula (Mann and Whitney): over all pairs of a right and a wrong (row, class), the share in which the right
    one has the larger probability; ties count ½. Equal to scikit-learn's ``roc_auc_score(onehot, p, average="micro")``.
    """
    if np.isnan(positive[-1]) or np.isnan(negative[-1]):  # they are sorted to the end
        return float("nan")
    below = negative.searchsorted(positive, side="left")
    not_above = below
    if (negative.take(below, mode="clip") == positive).any():
        not_above = negative.searchsorted(positive, side="right")
    return float((int(below.sum()) + int(not_above.sum())) / (2 * len(positive) * len(negative)))
