"""Metrics against scikit-learn and against plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from lrtui.core.metrics import accuracy, cross_entropy, micro_auc, sum_squared_error
from lrtui.core.network import softmax

repeatable = settings(derandomize=True, deadline=None, max_examples=100)

SHAPES = {"rows": st.integers(2, 60), "classes": st.integers(2, 7), "seed": st.integers(0, 10**6)}


def onehot(labels: np.ndarray, classes: int) -> np.ndarray:
    return np.array([[float(label == c) for c in range(classes)] for label in labels])


@repeatable
@given(**SHAPES, levels=st.sampled_from([1, 2, 3, 10, 10**9]))
def test_auc_is_that_of_scikit_learn_with_many_ties_or_none(rows: int, classes: int, seed: int, levels: int) -> None:
    random = np.random.default_rng(seed)
    probabilities = random.integers(0, levels, (rows, classes)) / levels
    labels = random.integers(0, classes, rows)
    expected = sklearn.metrics.roc_auc_score(onehot(labels, classes), probabilities, average="micro")
    assert micro_auc(probabilities, labels) == pytest.approx(expected, abs=1e-12)


def test_the_extremes_of_the_auc_are_exact() -> None:
    labels = np.array([0, 1, 2, 1])
    assert micro_auc(onehot(labels, 3), labels) == 1.0
    assert micro_auc(1 - onehot(labels, 3), labels) == 0.0
    assert micro_auc(np.full((4, 3), 1 / 3), labels) == 0.5


@repeatable
@given(**SHAPES, networks=st.integers(1, 4), scale=st.sampled_from([0.1, 1.0, 5.0]))
def test_each_network_is_measured_as_by_scikit_learn_and_by_loops(
    rows: int, classes: int, seed: int, networks: int, scale: float
) -> None:
    random = np.random.default_rng(seed)
    logits = random.normal(0, scale, (networks, rows, classes))
    labels = random.integers(0, classes, rows)
    probabilities = softmax(logits)
    losses, errors, shares = (
        cross_entropy(logits, labels),
        sum_squared_error(probabilities, labels),
        accuracy(probabilities, labels),
    )
    assert losses.shape == errors.shape == shares.shape == (networks,)
    for k in range(networks):
        loss = sklearn.metrics.log_loss(labels, probabilities[k], labels=range(classes))
        assert losses[k] == pytest.approx(loss, rel=1e-10)
        p = probabilities[k].tolist()
        squares = sum((p[i][c] - (labels[i] == c)) ** 2 for i in range(rows) for c in range(classes))
        assert errors[k] == pytest.approx(squares, rel=1e-12)
        assert shares[k] == sum(max(p[i]) == p[i][labels[i]] for i in range(rows)) / rows


@repeatable
@given(**SHAPES, networks=st.integers(1, 4))
def test_labels_of_its_own_for_each_network_give_bit_for_bit_what_it_has_alone(
    rows: int, classes: int, seed: int, networks: int
) -> None:
    random = np.random.default_rng(seed)
    logits = random.normal(0, 3, (networks, rows, classes))
    labels = random.integers(0, classes, (networks, rows))
    losses = cross_entropy(logits, labels)
    assert losses.shape == (networks,)
    for k in range(networks):
        assert losses[k] == cross_entropy(logits[k : k + 1], labels[k])[0]
        log_loss = sklearn.metrics.log_loss(labels[k], softmax(logits[k]), labels=range(classes))
        assert losses[k] == pytest.approx(log_loss, rel=1e-10)


def test_a_probability_that_underflows_has_a_finite_loss() -> None:
    logits = np.array([[[0.0, 2000.0], [0.0, 2000.0]], [[-1e300, 0.0], [0.0, 0.0]]])
    labels = np.array([0, 1])
    assert softmax(logits)[0, 0, 0] == 0
    assert cross_entropy(logits, labels).tolist() == pytest.approx([1000.0, 5e299])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_broken_network_has_nan_everywhere_without_a_warning(bad: float) -> None:
    logits = np.zeros((2, 3, 2))
    logits[0, 1, 0] = bad
    labels = np.array([0, 1, 0])
    probabilities = softmax(logits)
    for values in (
        cross_entropy(logits, labels),
        sum_squared_error(probabilities, labels),
        accuracy(probabilities, labels),
        np.array([micro_auc(p, labels) for p in probabilities]),
    ):
        assert np.isnan(values).tolist() == [True, False]
