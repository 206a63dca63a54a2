"""The sharpness against the textbook's whole Hessian, published behaviour, and itself: alone, in slices and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lrtui.core import sharpness as module
from lrtui.core.arrays import Array
from lrtui.core.data import Dataset, consecutive
from lrtui.core.hessian import Hessian
from lrtui.core.network import Backpropagation, Parameters, initial_parameters, inputs_of
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.sharpness import Sharpness, sample_of, sharpness
from lrtui.core.stability import edge
from lrtui.core.training import Training
from tests.dense_hessian import dense_hessian
from tests.examples import LONG
from tests.real_data import plain

TRAIN, VALIDATION = consecutive(make_blobs(), (0.5, 0.5))
RATES = (1.0, 0.1, 0.01, 0.001)


def training_of(rates: tuple[float, ...], epochs: int, batch: int = 50, seed: int = 0) -> Training:
    return Training(TRAIN, VALIDATION, plain(*rates), epochs=epochs, batch=batch, seed=seed)


def largest(parameters: Parameters, data: Dataset = TRAIN) -> float:
    return float(np.linalg.eigvalsh(dense_hessian(parameters, data.features, data.targets))[-1])


def on_blobs(parameters: Parameters, start: Array | None = None) -> Array:
    return sharpness(parameters, inputs_of(TRAIN.features), TRAIN.targets.T, start)[0]


def followed(training: Training) -> Array:
    """The sharpness of every epoch, ``(epochs + 1, K)``."""
    measured = Sharpness(training.parts["train"], len(training.recipes))
    for _ in measured.catch_up(training.run()):
        pass
    return measured.history


# --- The Hessian ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("features", "hidden", "classes", "rows"), [(2, 7, 3, 40), (5, 4, 2, 30), (1, 3, 4, 1)])
def test_the_oracle_and_the_products_are_the_differences_of_gradients(
    features: int, hidden: int, classes: int, rows: int
) -> None:
    random = np.random.default_rng(4)
    data = random.normal(size=(rows, features))
    targets = np.eye(classes)[random.integers(0, classes, rows)]
    parameters = initial_parameters(features, hidden, classes, (0, 1, 2))
    parameters.numbers[:] += random.normal(0, 0.3, parameters.numbers.shape)  # so that biases are not 0
    inputs, step = inputs_of(data), 1e-6

    def gradient(numbers: Array) -> Array:
        return Backpropagation(Parameters(numbers, *parameters.sizes)).gradients(inputs, targets.T).numbers.copy()

    assert np.abs(parameters.first @ inputs).min() > 1e-5  # no kink within the differences
    hessian = Hessian(inputs, targets.T)
    np.testing.assert_allclose(hessian.at(parameters), gradient(parameters.numbers), atol=1e-6)
    dense = [dense_hessian(parameters.take([network]), data, targets) for network in range(3)]
    for number in range(parameters.count):
        direction = np.zeros_like(parameters.numbers)
        direction[:, number] = 1
        above, below = (gradient(parameters.numbers + side * step * direction) for side in (1, -1))
        difference = (above - below) / (2 * step)
        np.testing.assert_allclose(np.array(dense)[:, number], difference, atol=1e-8)
        np.testing.assert_allclose(hessian.times(direction), difference, atol=2e-6)


# --- The sharpness ----------------------------------------------------------------------------------------------


def test_the_article_s_networks_begin_where_a_dense_hessian_says() -> None:
    assert largest(initial_parameters(2, 50, 3, (0,))) == pytest.approx(292.302, abs=5e-4)
    assert on_blobs(initial_parameters(2, 50, 3, (0,) * 4)) == pytest.approx(292.302, rel=1e-2)


@pytest.mark.parametrize("seed", range(3) if LONG else [0])
@pytest.mark.parametrize("batch", [50, 500])
def test_it_is_right_to_one_per_cent_all_the_way(batch: int, seed: int) -> None:
    epochs = (200 if batch == 50 else 2000) if LONG else 20
    training = training_of(RATES, epochs, batch, seed)
    measured = followed(training)
    looked_at = (0, 1, 2, 10, 20, 50, 100, 200, 1000, 2000)
    for epoch in (epoch for epoch in looked_at if epoch <= epochs):
        for network in range(4):
            weights = training.weights(network, epoch)
            assert weights is not None
            assert measured[epoch, network] == pytest.approx(largest(weights), rel=0.01), (epoch, network)


@pytest.mark.long
def test_each_rate_drives_the_network_to_where_the_curvature_is_two_by_the_rate() -> None:
    """The values are those of torch's dense Hessian on the program's own networks."""
    batches = followed(training_of(RATES, 200))
    expected = {
        1: {10: 15.01, 50: 12.74, 100: 10.16, 200: 7.86},
        2: {10: 162.09, 50: 317.52, 100: 116.24, 200: 91.77},
        3: {10: 203.59, 50: 209.84, 100: 191.36, 200: 207.90},
    }
    for network, values in expected.items():
        assert batches[list(values), network] == pytest.approx(list(values.values()), rel=0.01)
    full = followed(training_of(RATES, 2000, 500))
    expected = {
        1: {50: 10.65, 200: 17.14, 1000: 17.39, 2000: 17.67},
        2: {50: 197.77, 200: 156.59, 1000: 189.00, 2000: 157.72},
        3: {50: 214.66, 200: 190.24, 1000: 204.80, 2000: 206.83},
    }
    for network, values in expected.items():
        assert full[list(values), network] == pytest.approx(list(values.values()), rel=0.01)
    # Chaotic at rate 1: only how large it is can be foretold. At 0.1 an orbit of period 2 lies about the edge, 20.
    assert all(
        0.2 < value < 10 for value in [*np.quantile(full[50:, 0], (0.1, 0.5, 0.9)), *full[[50, 200, 1000, 2000], 0]]
    )
    middle = (full[1000:-1, 1] + full[1001:, 1]) / 2
    assert np.all((middle > 18) & (middle < 21.5))
    assert full[:, 3].max() < 2 / 0.001 / 5


def test_it_is_the_largest_where_the_smallest_is_as_large() -> None:
    training = training_of((0.1,), 2, batch=500).run()
    weights = training.weights(0, 2)
    assert weights is not None
    spectrum = np.linalg.eigvalsh(dense_hessian(weights, TRAIN.features, TRAIN.targets))
    assert -spectrum[0] > 0.7 * spectrum[-1]
    assert on_blobs(weights) == pytest.approx(spectrum[-1], rel=0.01)


# --- Alone, in slices and again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("networks", [2, 6])
def test_a_network_is_measured_as_it_is_alone_to_the_bit(networks: int) -> None:
    rates = (1.0, 0.001, 0.1, 0.5, 0.01, 0.2)[:networks]
    together = followed(training_of(rates, 5))
    for network, rate in enumerate(rates):
        assert followed(training_of((rate,), 5))[:, 0].tobytes() == together[:, network].tobytes()


def test_what_came_out_is_where_the_next_starts() -> None:
    parameters = initial_parameters(2, 50, 3, (0, 1))
    inputs, targets = inputs_of(TRAIN.features), TRAIN.targets.T
    values, vectors = sharpness(parameters, inputs, targets)
    again, _ = sharpness(parameters, inputs, targets, vectors)
    np.testing.assert_allclose(again, values, rtol=1e-3)
    assert np.all(again >= values * (1 - 1e-6))  # a larger space can only come nearer


def test_a_network_that_has_diverged_has_none_and_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert np.isnan(on_blobs(Parameters(np.full((1, 303), np.nan), 2, 50, 3))).all()
    data = replace(TRAIN, features=TRAIN.features * 1e3)
    training = Training(data, data, plain(0.001, 1e200), epochs=3)
    asked: list[int] = []

    class Counted(Hessian):
        def at(self, parameters: Parameters) -> Array:
            asked.append(len(parameters.numbers))
            return super().at(parameters)

    monkeypatch.setattr(module, "Hessian", Counted)
    measured = followed(training)
    assert training.diverged_at[1] == 1 and training.diverged_at[0] is None
    assert np.isnan(measured).tolist() == [[False, False], *[[False, True]] * 3]
    assert asked == [2, 1, 1, 1]


def test_one_that_is_too_large_for_single_precision_has_none() -> None:
    parameters = initial_parameters(2, 50, 3, (0, 0, 0))
    parameters.numbers[1] *= 1e30
    parameters.numbers[2] *= 1e300
    first, *others = on_blobs(parameters)
    assert first == pytest.approx(292.302, rel=0.01) and np.isnan(others).all()


def test_a_network_that_is_sure_of_everything_lies_flat() -> None:
    parameters = Parameters.zeros(1, 2, 50, 3)
    parameters.second[0, :, -1] = (500, -500, 0)
    assert on_blobs(parameters).tolist() == [0.0]


def test_of_many_rows_a_fixed_sample_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 60)
    measured = Sharpness(TRAIN, 1)
    assert (measured.rows, measured.sampled) == (60, True)
    rows = sample_of(500)
    assert len(set(rows.tolist())) == 60 and sample_of(500).tolist() == rows.tolist()
    assert sample_of(60).tolist() == list(range(60)) and not Sharpness(TRAIN.take(rows), 1).sampled
    for _ in measured.catch_up(training := training_of((0.1,), 2).run()):
        pass
    weights = training.weights(0, 2)
    assert weights is not None
    assert measured.history[2] == pytest.approx(largest(weights, TRAIN.take(rows)), rel=0.01)


def test_it_pauses_after_every_product_and_tells_the_slope() -> None:
    measured = Sharpness(TRAIN, 3)
    parameters = initial_parameters(2, 50, 3, (0, 1))
    pauses = sum(1 for _ in measured.measure(parameters, (0, 2)))
    assert 4 <= pauses <= 20
    assert sum(1 for _ in measured.measure(parameters, (0, 2))) <= 3 < pauses  # from where it ended
    gradient = Backpropagation(parameters).gradients(inputs_of(TRAIN.features), TRAIN.targets.T).numbers
    assert measured.slopes[[0, 2]] == pytest.approx(np.square(gradient).sum(axis=1), rel=1e-4)
    assert np.isnan(measured.slopes[1])


# --- Rules that divide each number's step -----------------------------------------------------------------------

DIVIDED = tuple(map(Recipe.parse, ("adam:0.01", "0.1", "rmsprop:0.003", "adagrad:0.03", "adam:0.1@cosine")))


def test_with_scales_it_is_that_of_the_preconditioned_hessian_and_the_others_notice_nothing() -> None:
    training = Training(TRAIN, VALIDATION, DIVIDED, epochs=4, hidden=6).run()
    found, alone = followed(training), followed(Training(TRAIN, VALIDATION, DIVIDED[1:2], epochs=4, hidden=6))
    assert np.isnan(found[0, [0, 2, 3, 4]]).all()
    assert found[:, 1].tobytes() == alone[:, 0].tobytes()
    last = training.snapshot(4)
    assert last is not None and last.scales is not None
    assert (last.scales[1] == 1).all()
    for network in range(len(DIVIDED)):
        dense = dense_hessian(last.weights.take([network]), TRAIN.features, TRAIN.targets)
        roots = 1 / np.sqrt(last.scales[network])
        assert found[4, network] == pytest.approx(np.linalg.eigvalsh(roots[:, None] * dense * roots)[-1], rel=0.01)


@pytest.mark.long
@pytest.mark.parametrize("text", ["adam:0.1", "adam:0.03"])
def test_full_batches_end_at_the_edge_of_adam(text: str) -> None:
    # Cohen et al., "Adaptive gradient methods at the edge of stability" (2022): 38/η for Adam.
    recipe = Recipe.parse(text)
    found = followed(Training(TRAIN, VALIDATION, (recipe,), epochs=1200, batch=500))
    limit = edge(recipe)
    assert limit is not None
    assert np.median(found[-200:, 0]) == pytest.approx(limit, rel=0.1)
    assert found[100, 0] < 0.9 * limit
