"""The network against finite differences, a plain loop, and itself alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrtui.core.metrics import cross_entropy
from lrtui.core.network import Parameters, descend, gradients, initial_parameters, logits_of, softmax

repeatable = settings(derandomize=True, deadline=None, max_examples=60)

SHAPES = {
    "features": st.integers(1, 9),
    "hidden": st.integers(1, 12),
    "classes": st.integers(2, 12),
    "networks": st.integers(1, 5),
    "rows": st.integers(1, 40),
    "seed": st.integers(0, 10**6),
}


def different(features: int, hidden: int, classes: int, networks: int, random: np.random.Generator) -> Parameters:
    """Networks that have nothing in common, biases included."""
    shapes = ((features, hidden), (1, hidden), (hidden, classes), (1, classes))
    return Parameters(*(random.normal(0, 1, (networks, *shape)) for shape in shapes))


@repeatable
@given(**SHAPES)
def test_gradients_are_finite_differences_of_the_cross_entropy(
    features: int, hidden: int, classes: int, networks: int, rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    parameters = different(features, hidden, classes, networks, random)
    x, labels = random.normal(0, 1, (rows, features)), random.integers(0, classes, rows)
    slope = gradients(parameters, x, np.eye(classes)[labels])
    step = 1e-6
    kinks = x @ parameters.hidden_weights + parameters.hidden_biases
    for array, found in zip(parameters.arrays, slope.arrays, strict=True):
        assert found.shape == array.shape
        for _ in range(8):
            at = tuple(int(random.integers(n)) for n in array.shape)
            old, losses = array[at], []
            for value in (old + step, old - step):
                array[at] = value
                losses.append(cross_entropy(logits_of(parameters, x), labels)[at[0]])
            array[at] = old
            if np.abs(kinks).min() > 1e-4:
                assert found[at] == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-5, abs=1e-8)


def test_the_predictions_are_those_of_a_plain_loop() -> None:
    random = np.random.default_rng(5)
    parameters, x = different(3, 4, 3, 2, random), random.normal(0, 1, (6, 3))
    found = softmax(logits_of(parameters, x))
    for k in range(2):
        w, b, v, c = (array[k].tolist() for array in parameters.arrays)
        for row, probabilities in zip(x.tolist(), found[k].tolist(), strict=True):
            units = [max(0.0, b[0][j] + sum(row[i] * w[i][j] for i in range(3))) for j in range(4)]
            powers = [math.exp(c[0][o] + sum(units[j] * v[j][o] for j in range(4))) for o in range(3)]
            assert probabilities == pytest.approx([power / sum(powers) for power in powers], rel=1e-12)


@repeatable
@given(**SHAPES)
def test_networks_at_once_are_bit_for_bit_each_alone(
    features: int, hidden: int, classes: int, networks: int, rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    parameters = different(features, hidden, classes, networks, random)
    x, labels = random.normal(0, 1, (rows, features)), random.integers(0, classes, rows)
    targets = np.eye(classes)[labels]
    rates = random.uniform(0.01, 1, networks)
    singles = [parameters.take([k]) for k in range(networks)]
    logits, slope = logits_of(parameters, x), gradients(parameters, x, targets)
    losses = cross_entropy(logits, labels)
    descend(parameters, slope, rates)
    for k, single in enumerate(singles):
        alone = logits_of(single, x)
        assert logits[k].tobytes() == alone[0].tobytes()
        assert losses[k] == cross_entropy(alone, labels)[0]
        descend(single, gradients(single, x, targets), rates[k : k + 1])
        for array, own in zip(parameters.arrays, single.arrays, strict=True):
            assert array[k].tobytes() == own[0].tobytes()


@repeatable
@given(**SHAPES)
def test_networks_with_a_batch_of_their_own_are_bit_for_bit_each_alone(
    features: int, hidden: int, classes: int, networks: int, rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    parameters = different(features, hidden, classes, networks, random)
    x, labels = random.normal(0, 1, (networks, rows, features)), random.integers(0, classes, (networks, rows))
    targets = np.eye(classes)[labels]
    logits, slope = logits_of(parameters, x), gradients(parameters, x, targets)
    losses = cross_entropy(logits, labels)
    for k in range(networks):
        single = parameters.take([k])
        alone = logits_of(single, x[k])
        assert logits[k].tobytes() == alone[0].tobytes()
        assert losses[k] == cross_entropy(alone, labels[k])[0]
        for array, own in zip(slope.arrays, gradients(single, x[k], targets[k]).arrays, strict=True):
            assert array[k].tobytes() == own[0].tobytes()


def test_a_step_moves_each_network_by_its_own_rate() -> None:
    random = np.random.default_rng(1)
    parameters, slope = different(2, 3, 2, 2, random), different(2, 3, 2, 2, random)
    before = [array.copy() for array in parameters.arrays]
    descend(parameters, slope, np.array([0.5, 0.0]))
    for old, new, gradient in zip(before, parameters.arrays, slope.arrays, strict=True):
        assert np.array_equal(new[0], old[0] - 0.5 * gradient[0])
        assert np.array_equal(new[1], old[1])


@pytest.mark.parametrize("rate", [0.5, 1e-3, 0.0])
def test_one_rate_moves_every_network_as_if_it_were_given_for_each(rate: float) -> None:
    random = np.random.default_rng(2)
    one, slope = different(2, 3, 2, 3, random), different(2, 3, 2, 3, random)
    each = one.take([0, 1, 2])
    descend(one, slope, rate)
    descend(each, slope, np.full(3, rate))
    assert all(np.array_equal(a, b) for a, b in zip(one.arrays, each.arrays, strict=True))


def test_the_article_has_303_parameters() -> None:
    assert initial_parameters(2, 50, 3, (0,) * 4).count == 2 * 50 + 50 + 50 * 3 + 3 == 303


def test_initial_weights_fill_their_bounds_and_are_the_same_for_the_same_seed() -> None:
    parameters = initial_parameters(4, 2000, 6, (0,) * 3)
    for weights, bound in (
        (parameters.hidden_weights, math.sqrt(6 / 4)),
        (parameters.output_weights, math.sqrt(6 / 2006)),
    ):
        assert 0.99 * bound < weights.max() <= bound
        assert -bound <= weights.min() < -0.99 * bound
        # Uniform on ±b: mean 0 and variance b²/3.
        assert weights.mean() == pytest.approx(0, abs=0.05 * bound)
        assert weights.var() == pytest.approx(bound**2 / 3, rel=0.05)
    assert not parameters.hidden_biases.any()
    assert not parameters.output_biases.any()
    for array in parameters.arrays:
        assert np.array_equal(array, np.broadcast_to(array[:1], array.shape))
    array = parameters.hidden_weights
    array[0] += 1
    assert not np.array_equal(array[0], array[1])
    assert np.array_equal(array[1], array[2])


def test_the_seed_alone_decides_the_initial_weights() -> None:
    one, same, other = (initial_parameters(2, 5, 3, (seed,)) for seed in (3, 3, 4))
    assert np.array_equal(one.hidden_weights, same.hidden_weights)
    assert np.array_equal(one.output_weights, same.output_weights)
    assert not np.array_equal(one.hidden_weights, other.hidden_weights)


def test_each_seed_gives_the_network_that_it_gives_alone() -> None:
    seeds = (7, 0, 7, 12)
    together = initial_parameters(3, 5, 4, seeds)
    for network, seed in enumerate(seeds):
        for array, alone in zip(together.arrays, initial_parameters(3, 5, 4, [seed]).arrays, strict=True):
            assert array[network].tobytes() == alone[0].tobytes()
    for weights in (together.hidden_weights, together.output_weights):
        assert len({array.tobytes() for array in weights}) == 3
