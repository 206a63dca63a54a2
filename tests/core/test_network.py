"""The network against finite differences, a plain loop, and itself alone."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core import network as module
from lrtui.core.arrays import Array
from lrtui.core.metrics import cross_entropy
from lrtui.core.network import Backpropagation, Parameters, initial_parameters, inputs_of, logits_of, softmax
from lrtui.core.stepping import Stepper
from tests.real_data import plain

from ..examples import examples

repeatable = examples(60)

SHAPES = {
    "features": st.integers(1, 9),
    "hidden": st.integers(1, 12),
    "classes": st.integers(2, 12),
    "networks": st.integers(1, 5),
    "rows": st.integers(1, 40),
    "seed": st.integers(0, 10**6),
}


@pytest.fixture(params=[0, 3000, module.CACHE], ids=["alone", "some", "all"], scope="module")
def cache(request: pytest.FixtureRequest) -> Iterator[int]:
    """How much of the hidden units there is at a time, so that networks are computed in many groups or in one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CACHE", request.param)
        yield request.param


def different(features: int, hidden: int, classes: int, networks: int, random: np.random.Generator) -> Parameters:
    """Networks that have nothing in common, biases included."""
    parameters = Parameters.zeros(networks, features, hidden, classes)
    for array in parameters.arrays:
        array[:] = random.normal(0, 1, array.shape)
    return parameters


def onehot(labels: np.ndarray, classes: int) -> Array:
    """(…, rows) becomes (…, classes, rows)."""
    return np.asarray(np.eye(classes)[labels].swapaxes(-1, -2))


def log_probabilities(parameters: Parameters, inputs: Array) -> Array:
    return softmax(logits_of(parameters, inputs))[1]


def step(stepper: Stepper, inputs: Array, targets: Array, rates: Array | float) -> None:
    networks = len(stepper.weights.numbers)
    stepper.step(inputs, targets, np.broadcast_to(rates, networks)[:, None].astype(np.float64))


def descent_of(parameters: Parameters) -> Stepper:
    """Plain steps of some networks, as a training takes them."""
    return Stepper(parameters, plain(*[1.0] * len(parameters.numbers)))


def slope_of(parameters: Parameters, inputs: Array, targets: Array) -> Parameters:
    return Backpropagation(parameters).gradients(inputs, targets).take()


# --- The numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("networks", [0, 1, 4])
def test_every_number_is_in_one_array_and_in_one_place_of_it(networks: int) -> None:
    parameters = Parameters.zeros(networks, 2, 4, 3)
    assert not parameters.numbers.any()
    assert parameters.sizes == (2, 4, 3)
    assert parameters.numbers.shape == (networks, parameters.count) == (networks, 4 * 2 + 4 + 3 * 4 + 3)
    assert parameters.first.shape == (networks, 4, 3)
    assert parameters.second.shape == (networks, 3, 5)
    weights, biases, output_weights, output_biases = parameters.arrays
    assert [array.shape[1:] for array in parameters.arrays] == [(2, 4), (1, 4), (4, 3), (1, 3)]
    assert all(array.shape[0] == networks for array in parameters.arrays)
    # What is written through a view is in the array, once.
    place = 0.0
    for array in parameters.arrays:
        for at in np.ndindex(array.shape):
            place += 1
            array[at] = place
    assert sorted(parameters.numbers.ravel().tolist()) == list(range(1, networks * parameters.count + 1))
    first, second = parameters.first, parameters.second
    assert np.array_equal(first[:, :, :-1], weights.swapaxes(1, 2))
    assert np.array_equal(first[:, :, -1], biases[:, 0])
    assert np.array_equal(second[:, :, :-1], output_weights.swapaxes(1, 2))
    assert np.array_equal(second[:, :, -1], output_biases[:, 0])
    assert all(np.shares_memory(view, parameters.numbers) for view in (first, second) if networks)


def test_what_is_taken_is_a_copy_of_these_networks_in_their_order() -> None:
    parameters = different(2, 3, 4, 5, np.random.default_rng(0))
    for networks, expected in (([2], [2]), ([4, 0, 3], [4, 0, 3]), (slice(1, 3), [1, 2]), ([], [])):
        taken = parameters.take(networks)
        assert taken.sizes == parameters.sizes
        assert np.array_equal(taken.numbers, parameters.numbers[expected])
        assert not np.shares_memory(taken.numbers, parameters.numbers)
    everyone = parameters.take()
    assert np.array_equal(everyone.numbers, parameters.numbers)
    assert not np.shares_memory(everyone.numbers, parameters.numbers)


def test_the_inputs_are_the_features_with_the_rows_last_and_a_one() -> None:
    inputs = inputs_of(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert inputs.tolist() == [[1, 4], [2, 5], [3, 6], [1, 1]]


# --- What it computes -------------------------------------------------------------------------------------------


@repeatable
@given(**SHAPES)
def test_gradients_are_finite_differences_of_the_cross_entropy(
    features: int, hidden: int, classes: int, networks: int, rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    parameters = different(features, hidden, classes, networks, random)
    x, labels = random.normal(0, 1, (rows, features)), random.integers(0, classes, rows)
    inputs = inputs_of(x)
    slope = slope_of(parameters, inputs, onehot(labels, classes))
    tiny = 1e-6
    weights, biases, _, _ = parameters.arrays
    kinks = np.abs(x @ weights + biases).min()
    for array, found in zip(parameters.arrays, slope.arrays, strict=True):
        assert found.shape == array.shape
        for _ in range(8):
            at = tuple(int(random.integers(n)) for n in array.shape)
            old, losses = array[at], []
            for value in (old + tiny, old - tiny):
                array[at] = value
                losses.append(cross_entropy(log_probabilities(parameters, inputs), labels)[at[0]])
            array[at] = old
            if kinks > 1e-4:
                assert found[at] == pytest.approx((losses[0] - losses[1]) / (2 * tiny), rel=1e-5, abs=1e-8)


def test_a_unit_at_zero_has_no_slope() -> None:
    parameters = Parameters.zeros(1, 2, 3, 2)
    _, _, weights, biases = parameters.arrays
    weights[:], biases[:] = np.arange(6).reshape(1, 3, 2), 1
    inputs, targets = inputs_of(np.ones((4, 2))), onehot(np.array([0, 1, 1, 1]), 2)
    below, slopes, above, top = slope_of(parameters, inputs, targets).arrays
    assert not below.any() and not slopes.any() and not above.any()
    assert top[0, 0].tolist() == pytest.approx([0.25, -0.25])


def test_a_network_that_is_far_too_sure_has_the_slope_of_its_errors() -> None:
    parameters = Parameters.zeros(1, 1, 1, 3)
    _, _, _, biases = parameters.arrays
    biases[0, 0] = 5000, -5000, 5000
    slope = slope_of(parameters, inputs_of(np.zeros((4, 1))), onehot(np.array([0, 1, 1, 2]), 3))
    assert slope.arrays[3][0, 0].tolist() == pytest.approx([0.5 - 0.25, 0 - 0.5, 0.5 - 0.25])


def test_the_predictions_are_those_of_a_plain_loop(cache: int) -> None:
    random = np.random.default_rng(5)
    parameters, x = different(3, 4, 3, 2, random), random.normal(0, 1, (6, 3))
    logits = logits_of(parameters, inputs_of(x))
    found, logarithms = softmax(logits)
    for k in range(2):
        w, b, v, c = (array[k].tolist() for array in parameters.arrays)
        for i, row in enumerate(x.tolist()):
            units = [max(0.0, b[0][j] + sum(row[i] * w[i][j] for i in range(3))) for j in range(4)]
            ends = [c[0][o] + sum(units[j] * v[j][o] for j in range(4)) for o in range(3)]
            total = sum(math.exp(end) for end in ends)
            assert logits[k, i].tolist() == pytest.approx(ends, rel=1e-12)
            assert found[k, i].tolist() == pytest.approx([math.exp(end) / total for end in ends], rel=1e-12)
            assert logarithms[k, i].tolist() == pytest.approx([end - math.log(total) for end in ends], rel=1e-12)


def test_the_softmax_leaves_the_logits_as_they_are() -> None:
    logits = np.random.default_rng(0).normal(0, 3, (2, 5, 4))
    before = logits.copy()
    probabilities, logarithms = softmax(logits)
    assert np.array_equal(logits, before)
    assert np.exp(logarithms) == pytest.approx(probabilities, rel=1e-14)
    assert probabilities.sum(axis=-1) == pytest.approx(1, rel=1e-14)


def test_logits_of_any_finite_size_make_probabilities_without_a_warning() -> None:
    logits = np.array([[1e308, -1e308, 0.0], [-1e308, -1e308, -1e308], [800.0, 0.0, -800.0], [5e-324, 0.0, -5e-324]])
    probabilities, logarithms = softmax(logits)
    assert probabilities[:3].tolist() == [[1, 0, 0], [1 / 3] * 3, [1, math.exp(-800), 0]]
    assert probabilities[3].tolist() == [1 / 3] * 3
    # The difference of the first two is beyond the largest number.
    assert logarithms[0].tolist() == [0, -math.inf, -1e308]
    assert logarithms[2].tolist() == [0, -800, -1600]
    for row in (1, 3):
        assert logarithms[row].tolist() == pytest.approx([-math.log(3)] * 3, rel=1e-15)


# --- Side by side -----------------------------------------------------------------------------------------------


@repeatable
@given(**SHAPES)
@pytest.mark.usefixtures("cache")
def test_networks_at_once_are_bit_for_bit_each_alone(
    features: int, hidden: int, classes: int, networks: int, rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    parameters = different(features, hidden, classes, networks, random)
    inputs, labels = inputs_of(random.normal(0, 1, (rows, features))), random.integers(0, classes, rows)
    each_alone(parameters, [inputs] * networks, inputs, [labels] * networks, labels, random.uniform(0.01, 1, networks))


@repeatable
@given(**SHAPES)
@pytest.mark.usefixtures("cache")
def test_networks_with_a_batch_of_their_own_are_bit_for_bit_each_alone(
    features: int, hidden: int, classes: int, networks: int, rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    parameters = different(features, hidden, classes, networks, random)
    x, labels = random.normal(0, 1, (networks, rows, features)), random.integers(0, classes, (networks, rows))
    inputs = [inputs_of(features) for features in x]
    rates = random.uniform(0.01, 1, networks)
    each_alone(parameters, inputs, np.stack(inputs), list(labels), labels, rates)


@pytest.mark.parametrize(("rows", "together"), [(1, 60), (1, 7), (50, 49), (50, 1), (1000, 2), (1000, 1)])
@pytest.mark.parametrize("own", [False, True])
def test_many_networks_at_once_are_bit_for_bit_each_alone(
    monkeypatch: pytest.MonkeyPatch, rows: int, together: int, own: bool
) -> None:
    monkeypatch.setattr(module, "CACHE", together * 51 * rows * 8)
    networks, random = 60, np.random.default_rng(rows)
    parameters = different(2, 50, 3, networks, random)
    if own:
        x, labels = random.normal(0, 3, (networks, rows, 2)), random.integers(0, 3, (networks, rows))
        inputs = [inputs_of(features) for features in x]
        each_alone(parameters, inputs, np.stack(inputs), list(labels), labels, random.uniform(0.01, 1, networks))
    else:
        same, of_all = inputs_of(random.normal(0, 3, (rows, 2))), random.integers(0, 3, rows)
        each_alone(parameters, [same] * networks, same, [of_all] * networks, of_all, random.uniform(0, 1, networks))


def each_alone(
    parameters: Parameters,
    inputs: list[Array],
    all_inputs: Array,
    labels: list[np.ndarray],
    all_labels: np.ndarray,
    rates: np.ndarray,
) -> None:
    """That what networks compute, and how they step, is bit for bit what each of them does alone."""
    classes = parameters.classes
    logits, targets = logits_of(parameters, all_inputs), onehot(all_labels, classes)
    probabilities, logarithms = softmax(logits)
    losses = cross_entropy(logarithms, all_labels)
    slope = slope_of(parameters, all_inputs, targets)
    singles = [parameters.take([k]) for k in range(len(rates))]
    step(descent_of(parameters), all_inputs, targets, rates)
    for k, single in enumerate(singles):
        alone = logits_of(single, inputs[k])
        assert logits[k].tobytes() == alone[0].tobytes()
        for array, own in zip((probabilities, logarithms), softmax(alone), strict=True):
            assert array[k].tobytes() == own[0].tobytes()
        assert losses[k] == cross_entropy(softmax(alone)[1], labels[k])[0]
        target = onehot(labels[k], classes)
        assert slope.numbers[k].tobytes() == slope_of(single, inputs[k], target).numbers[0].tobytes()
        step(descent_of(single), inputs[k], target, rates[k : k + 1])
        assert parameters.numbers[k].tobytes() == single.numbers[0].tobytes()


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e300])
@pytest.mark.usefixtures("cache")
def test_a_broken_network_disturbs_no_other_and_does_not_warn(bad: float) -> None:
    random = np.random.default_rng(3)
    parameters = different(2, 5, 3, 4, random)
    inputs, targets = inputs_of(random.normal(0, 1, (20, 2))), onehot(random.integers(0, 3, 20), 3)
    well = parameters.take([0, 2, 3])
    for array in parameters.arrays:
        array[1] *= bad
    assert not np.isfinite(log_probabilities(parameters, inputs)[1]).any() or bad == 1e300
    assert np.array_equal(logits_of(parameters, inputs)[[0, 2, 3]], logits_of(well, inputs))
    assert np.isfinite(logits_of(well, inputs)).all()
    both = descent_of(parameters), descent_of(well)
    for _ in range(3):
        for descent in both:
            step(descent, inputs, targets, 0.1)
        assert np.array_equal(parameters.numbers[[0, 2, 3]], well.numbers)
    assert not np.isfinite(parameters.numbers[1]).all()


# --- Steps ------------------------------------------------------------------------------------------------------


def test_a_step_moves_each_network_by_its_own_rate() -> None:
    random = np.random.default_rng(1)
    parameters = different(2, 3, 2, 2, random)
    inputs, targets = inputs_of(random.normal(0, 1, (5, 2))), onehot(random.integers(0, 2, 5), 2)
    before, slope = parameters.take(), slope_of(parameters, inputs, targets)
    step(descent_of(parameters), inputs, targets, np.array([0.5, 0.0]))
    assert slope.numbers.any(axis=1).all()
    for old, new, gradient in zip(before.arrays, parameters.arrays, slope.arrays, strict=True):
        assert np.array_equal(new[0], old[0] - 0.5 * gradient[0])
        assert np.array_equal(new[1], old[1])


def test_a_step_beyond_the_largest_number_does_not_warn() -> None:
    random = np.random.default_rng(6)
    parameters = different(2, 3, 2, 2, random)
    inputs, targets = inputs_of(random.normal(0, 100, (5, 2))), onehot(random.integers(0, 2, 5), 2)
    once = descent_of(parameters)
    step(once, inputs, targets, np.array([1e308, 0.01]))
    assert np.isinf(parameters.numbers[0]).any()
    for _ in range(2):
        step(once, inputs, targets, np.array([1e308, 0.01]))
    assert np.isnan(parameters.numbers[0]).any()
    assert np.isfinite(parameters.numbers[1]).all()


@pytest.mark.parametrize("own", [False, True])
def test_batches_of_any_sizes_one_after_another_are_as_each_with_arrays_of_its_own(own: bool) -> None:
    random = np.random.default_rng(4)
    reused = different(2, 6, 3, 3, random)
    anew = reused.take()
    descent, backpropagation = descent_of(reused), Backpropagation(reused)
    for rows in (10, 3, 10, 1, 40, 3, 10, 1):
        leading = (3, rows) if own else (rows,)
        x, labels = random.normal(0, 1, (*leading, 2)), random.integers(0, 3, leading)
        inputs, targets = np.stack([inputs_of(features) for features in x]) if own else inputs_of(x), onehot(labels, 3)
        given = inputs.copy(), targets.copy()
        step(descent, inputs, targets, 0.3)
        step(descent_of(anew), inputs, targets, 0.3)
        assert reused.numbers.tobytes() == anew.numbers.tobytes()
        slope = backpropagation.gradients(inputs, targets)
        assert slope.numbers.tobytes() == slope_of(anew, inputs, targets).numbers.tobytes()
        assert np.array_equal(inputs, given[0]) and np.array_equal(targets, given[1])


# --- The beginning ----------------------------------------------------------------------------------------------


def test_the_article_has_303_parameters() -> None:
    assert initial_parameters(2, 50, 3, (0,) * 4).count == 2 * 50 + 50 + 50 * 3 + 3 == 303


def test_initial_weights_fill_their_bounds_and_are_the_same_for_the_same_seed() -> None:
    parameters = initial_parameters(4, 2000, 6, (0,) * 3)
    hidden_weights, hidden_biases, output_weights, output_biases = parameters.arrays
    for weights, bound in ((hidden_weights, math.sqrt(6 / 4)), (output_weights, math.sqrt(6 / 2006))):
        assert 0.99 * bound < weights.max() <= bound
        assert -bound <= weights.min() < -0.99 * bound
        # Uniform on ±b: mean 0 and variance b²/3.
        assert weights.mean() == pytest.approx(0, abs=0.05 * bound)
        assert weights.var() == pytest.approx(bound**2 / 3, rel=0.05)
    assert not hidden_biases.any()
    assert not output_biases.any()
    for array in parameters.arrays:
        assert np.array_equal(array, np.broadcast_to(array[:1], array.shape))
    hidden_weights[0] += 1
    assert not np.array_equal(hidden_weights[0], hidden_weights[1])
    assert np.array_equal(hidden_weights[1], hidden_weights[2])


def test_the_seed_alone_decides_the_initial_weights() -> None:
    one, same, other = (initial_parameters(2, 5, 3, (seed,)) for seed in (3, 3, 4))
    assert np.array_equal(one.numbers, same.numbers)
    for weights in (0, 2):
        assert not np.array_equal(one.arrays[weights], other.arrays[weights])


def test_each_seed_gives_the_network_that_it_gives_alone() -> None:
    seeds = (7, 0, 7, 12)
    together = initial_parameters(3, 5, 4, seeds)
    for network, seed in enumerate(seeds):
        assert together.numbers[network].tobytes() == initial_parameters(3, 5, 4, [seed]).numbers[0].tobytes()
    for weights in (together.arrays[0], together.arrays[2]):
        assert len({array.tobytes() for array in weights}) == 3
