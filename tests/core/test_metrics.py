"""Metrics against scikit-learn and against plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.metrics import accuracy, auc_of_sorted, cross_entropy, sum_squared_error
from lrtui.core.network import softmax

from ..examples import examples

repeatable = examples(100)

SHAPES = {"rows": st.integers(2, 60), "classes": st.integers(2, 7), "seed": st.integers(0, 10**6)}


def micro_auc(right: np.ndarray, wrong: np.ndarray) -> float:
    return auc_of_sorted(np.sort(right), np.sort(wrong))


def onehot(labels: np.ndarray, classes: int) -> np.ndarray:
    return np.array([[float(label == c) for c in range(classes)] for label in labels])


def auc_of(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """From the probabilities of the labels, and those of all the other classes."""
    wrong = [p for row, label in zip(probabilities, labels, strict=True) for c, p in enumerate(row) if c != label]
    return micro_auc(probabilities[np.arange(len(labels)), labels], np.array(wrong))


@repeatable
@given(**SHAPES, levels=st.sampled_from([1, 2, 3, 10, 10**9]))
def test_auc_is_that_of_scikit_learn_with_many_ties_or_none(rows: int, classes: int, seed: int, levels: int) -> None:
    random = np.random.default_rng(seed)
    probabilities = random.integers(0, levels, (rows, classes)) / levels
    labels = random.integers(0, classes, rows)
    expected = sklearn.metrics.roc_auc_score(onehot(labels, classes), probabilities, average="micro")
    assert auc_of(probabilities, labels) == pytest.approx(expected, abs=1e-12)


@repeatable
@given(
    right=st.lists(st.integers(0, 9), min_size=1, max_size=8),
    wrong=st.lists(st.integers(0, 9), min_size=1, max_size=12),
)
def test_auc_is_the_share_of_pairs_in_which_the_right_one_is_larger(right: list[int], wrong: list[int]) -> None:
    won = sum((r > w) + (r == w) / 2 for r in right for w in wrong)
    given = np.array(right) / 9, np.array(wrong) / 9
    assert micro_auc(*given) == won / (len(right) * len(wrong))
    # They are as they were.
    assert [(9 * values).round().tolist() for values in given] == [right, wrong]


def test_the_extremes_of_the_auc_are_exact() -> None:
    labels = np.array([0, 1, 2, 1])
    assert auc_of(onehot(labels, 3), labels) == 1.0
    assert auc_of(1 - onehot(labels, 3), labels) == 0.0
    assert auc_of(np.full((4, 3), 1 / 3), labels) == 0.5


@pytest.mark.parametrize("bad", range(6))
def test_one_nan_anywhere_makes_the_auc_nan(bad: int) -> None:
    values = np.array([0.9, 0.8, 0.1, 0.2, 0.5, 0.5])
    assert math.isfinite(micro_auc(values[:2], values[2:]))
    values[bad] = math.nan
    assert math.isnan(micro_auc(values[:2], values[2:]))


@repeatable
@given(**SHAPES, networks=st.integers(1, 4), scale=st.sampled_from([0.1, 1.0, 5.0]))
def test_each_network_is_measured_as_by_scikit_learn_and_by_loops(
    rows: int, classes: int, seed: int, networks: int, scale: float
) -> None:
    random = np.random.default_rng(seed)
    logits = random.normal(0, scale, (networks, rows, classes))
    labels = random.integers(0, classes, rows)
    probabilities, logarithms = softmax(logits)
    losses, errors, shares = (
        cross_entropy(logarithms, labels),
        sum_squared_error(probabilities, onehot(labels, classes)),
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
        assert shares[k] == pytest.approx(sklearn.metrics.accuracy_score(labels, probabilities[k].argmax(axis=1)))


@repeatable
@given(**SHAPES, networks=st.integers(1, 4))
def test_labels_of_its_own_for_each_network_give_bit_for_bit_what_it_has_alone(
    rows: int, classes: int, seed: int, networks: int
) -> None:
    random = np.random.default_rng(seed)
    logits = random.normal(0, 3, (networks, rows, classes))
    labels = random.integers(0, classes, (networks, rows))
    probabilities, logarithms = softmax(logits)
    losses = cross_entropy(logarithms, labels)
    assert losses.shape == (networks,)
    for k in range(networks):
        assert losses[k] == cross_entropy(softmax(logits[k : k + 1])[1], labels[k])[0]
        log_loss = sklearn.metrics.log_loss(labels[k], probabilities[k], labels=range(classes))
        assert losses[k] == pytest.approx(log_loss, rel=1e-10)


@pytest.mark.parametrize("rows_last", [False, True])
@pytest.mark.parametrize("rows", [1, 7, 1000])
@pytest.mark.parametrize("classes", [2, 20])
def test_networks_measured_at_once_are_bit_for_bit_each_alone(rows_last: bool, rows: int, classes: int) -> None:
    random = np.random.default_rng(rows)
    # As they come out of a network, the rows are last in memory.
    shape = (9, classes, rows) if rows_last else (9, rows, classes)
    logits, labels = random.normal(0, 3, shape), random.integers(0, classes, rows)
    targets = np.asfortranarray(onehot(labels, classes)) if rows_last else onehot(labels, classes)

    def measures(logits: np.ndarray) -> tuple[np.ndarray, ...]:
        probabilities, logarithms = softmax(logits.swapaxes(1, 2) if rows_last else logits)
        return (
            cross_entropy(logarithms, labels),
            sum_squared_error(probabilities, targets),
            accuracy(probabilities, labels),
        )

    together = measures(logits)
    for k in range(9):
        for values, alone in zip(together, measures(logits[k : k + 1].copy()), strict=True):
            assert values[k] == alone[0]


def test_a_probability_that_underflows_has_a_finite_loss() -> None:
    logits = np.array([[[0.0, 2000.0], [0.0, 2000.0]], [[-1e300, 0.0], [0.0, 0.0]]])
    labels = np.array([0, 1])
    probabilities, logarithms = softmax(logits)
    assert probabilities[0, 0, 0] == 0
    assert cross_entropy(logarithms, labels).tolist() == pytest.approx([1000.0, 5e299])


def test_a_loss_beyond_the_largest_number_is_infinite_without_a_warning() -> None:
    logits = np.array([[[-1e308, 1e308], [0.0, 0.0]], [[-1.7e308, 0.0], [-1.7e308, 0.0]]])
    assert cross_entropy(softmax(logits)[1], np.array([0, 0])).tolist() == [math.inf, math.inf]


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_broken_network_has_nan_everywhere_without_a_warning(bad: float) -> None:
    logits = np.zeros((2, 3, 2))
    logits[0, 1, 0] = bad
    labels = np.array([0, 1, 0])
    probabilities, logarithms = softmax(logits)
    for values in (
        cross_entropy(logarithms[:, 1:2], labels[1:2]),
        cross_entropy(logarithms, labels),
        sum_squared_error(probabilities, onehot(labels, 2)),
        accuracy(probabilities, labels),
        np.array([auc_of(p, labels) for p in probabilities]),
    ):
        assert np.isnan(values).tolist() == [True, False]
