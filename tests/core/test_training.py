"""Training against a plain loop, scikit-learn's own perceptron, and itself: alone, in slices and again."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import sklearn.metrics
from sklearn.neural_network import MLPClassifier

from lrtui.core import network as network_module
from lrtui.core import training as module
from lrtui.core.data import Dataset, consecutive
from lrtui.core.network import Parameters
from lrtui.core.samples import make_blobs
from lrtui.core.training import PARTS, Training, presentation_order
from tests.examples import LONG
from tests.real_data import plain


def halves(data: Dataset) -> tuple[Dataset, Dataset]:
    first, second = consecutive(data, (0.5, 0.5))
    return first, second


SMALL = halves(make_blobs(104, 3, 2, 2.0, 3))
"""52 rows each."""

BLOBS = halves(make_blobs())
RATES = (1.0, 0.1, 0.01, 0.001)


def small(rates: tuple[float, ...], epochs: int = 6, seed: int = 0, batch: int = 10, hidden: int = 8) -> Training:
    return Training(*SMALL, plain(*rates), epochs=epochs, batch=batch, hidden=hidden, seed=seed)


def bits(training: Training, networks: list[int]) -> bytes:
    """Everything that was measured of some networks."""
    histories = (column for part in PARTS for column in training.history(part))
    return b"".join(column[:, networks].tobytes() for column in histories)


def same(one: Parameters | None, other: Parameters | None) -> bool:
    assert one is not None and other is not None
    return all(a.tobytes() == b.tobytes() for a, b in zip(one.arrays, other.arrays, strict=True))


# --- What is learned --------------------------------------------------------------------------------------------


def relu_softmax(weights: list[np.ndarray], row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    w, b, v, c = weights
    hidden = np.maximum(row @ w + b[0], 0)
    powers = np.exp(hidden @ v + c[0])
    return hidden, powers / powers.sum()


@pytest.mark.parametrize("batch", [1, 10, 52, 500])
def test_scikit_learn_s_perceptron_learns_the_same_from_the_same_weights_and_batches(batch: int) -> None:
    train, _ = SMALL
    training = small((1.0, 0.05), 3, batch=batch, seed=5).run()
    for network, rate in enumerate((1.0, 0.05)):
        peer = MLPClassifier(
            (8,), solver="sgd", alpha=0, batch_size=min(batch, 52), learning_rate_init=rate, momentum=0, shuffle=False
        )
        peer.partial_fit(train.features, train.labels, classes=range(3))  # makes the arrays, which are then filled
        start = training.weights(network, 0)
        assert start is not None
        for theirs, ours in zip(arrays_of(peer), start.arrays, strict=True):
            theirs[:] = ours[0].reshape(theirs.shape)
        for epoch in (1, 2, 3):
            order = presentation_order(52, 5, epoch)
            peer.partial_fit(train.features[order], train.labels[order])
            weights = training.weights(network, epoch)
            assert weights is not None
            for theirs, ours in zip(arrays_of(peer), weights.arrays, strict=True):
                assert ours[0].ravel() == pytest.approx(theirs.ravel(), rel=1e-9, abs=1e-9)


def arrays_of(peer: MLPClassifier) -> list[np.ndarray]:
    """In the order of ``Parameters.arrays``."""
    return [array for layer in zip(peer.coefs_, peer.intercepts_, strict=True) for array in layer]


@pytest.mark.parametrize("chunk", [7, 26, module.CHUNK])
def test_the_metrics_of_every_epoch_are_those_of_scikit_learn_for_its_weights(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(module, "CHUNK", chunk)
    # 5 classes, of which not all have the same number of rows.
    parts = halves(make_blobs(107, 5, 3, 3.0, 1))
    training = Training(*parts, plain(0.02, 0.2), epochs=3, batch=10, hidden=6).run()
    for part, data in zip(PARTS, parts, strict=True):
        onehot = np.array([[float(label == k) for k in range(5)] for label in data.labels])
        for epoch, network in np.ndindex(4, 2):
            weights = training.weights(network, epoch)
            assert weights is not None
            arrays = [array[0] for array in weights.arrays]
            p = np.array([relu_softmax(arrays, row)[1] for row in data.features])
            expected = (
                sklearn.metrics.log_loss(data.labels, p, labels=range(5)),
                np.square(p - onehot).sum(),
                sklearn.metrics.accuracy_score(data.labels, p.argmax(axis=1)),
                sklearn.metrics.roc_auc_score(onehot, p, average="micro"),
            )
            history = training.history(part)
            measured = (history.loss, history.sse, history.accuracy, history.auc)
            found = [column[epoch, network] for column in measured]
            assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", [0, 1, 2] if LONG else [0])
def test_the_article_s_experiment_ends_where_it_should(seed: int) -> None:
    training = Training(*BLOBS, plain(*RATES), seed=seed).run()
    assert training.parameters.count == 303
    assert training.diverged_at == [None] * 4
    auc = training.history("validation").auc
    assert auc.shape == (201, 4)
    for value, (low, high) in zip(auc[-1, 1:], [(0.935, 0.96), (0.93, 0.955), (0.88, 0.92)], strict=True):
        assert low <= value <= high
    # The largest rate is thrown about to the end, so that a rounding error decides where: hence a mean.
    assert 0.70 <= auc[-50:, 0].mean() <= 0.86
    assert auc[-50:, 0].std() > 2 * auc[-50:, 1:].std(axis=0).max()


# --- Side by side -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [17, module.CHUNK])
@pytest.mark.parametrize("cache", [0, 10_000, network_module.CACHE])
@pytest.mark.parametrize("rates", [RATES, tuple(np.geomspace(1e-3, 300, 20).tolist())])
def test_a_network_of_several_is_bit_for_bit_the_one_alone(
    monkeypatch: pytest.MonkeyPatch, rates: tuple[float, ...], cache: int, chunk: int
) -> None:
    monkeypatch.setattr(module, "CHUNK", chunk)
    monkeypatch.setattr(network_module, "CACHE", cache)
    together = small(rates).run()
    for network, rate in enumerate(rates):
        alone = small((rate,)).run()
        assert bits(together, [network]) == bits(alone, [0])
        assert together.diverged_at[network] == alone.diverged_at[0]
        if alone.diverged_at == [None]:
            assert same(together.weights(network, 6), alone.weights(0, 6))
    assert len({bits(together, [network]) for network in range(len(rates))}) == len(rates)


def test_how_the_work_is_sliced_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 20)
    whole = small((1000.0, 0.1), 12).run()
    for sizes in ([1], [3, 1, 7], [1000]):
        sliced = small((1000.0, 0.1), 12)
        work, turn = sliced.work(), 0
        while not sliced.done:
            before = sliced.epoch
            list(islice(work, sizes[turn % len(sizes)]))
            turn += 1
            if sliced.epoch >= 0:
                assert len(sliced.history("train").loss) == len(sliced.history("validation").loss) == sliced.epoch + 1
            assert sliced.epoch - before <= sizes[(turn - 1) % len(sizes)]
        assert bits(sliced, [0, 1]) == bits(whole, [0, 1])
        assert sliced.diverged_at == whole.diverged_at


def test_rows_evaluated_in_pieces_are_all_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = small((0.1, 0.01)).run()
    for chunk in (1, 7, 26, 51):
        monkeypatch.setattr(module, "CHUNK", chunk)
        pieces = small((0.1, 0.01)).run()
        for part in PARTS:
            for one, other in zip(whole.history(part), pieces.history(part), strict=True):
                assert other == pytest.approx(one, rel=1e-12)
        assert same(pieces.weights(0, 6), whole.weights(0, 6))


@pytest.mark.parametrize("rates", [(1000.0, 0.1, 0.01), (0.1, 1000.0, 0.01), (1000.0, 0.1, 1e200, 0.01)])
def test_divergence_of_some_leaves_the_others_as_without_them(rates: tuple[float, ...]) -> None:
    training = Training(*BLOBS, plain(*rates), epochs=15).run()
    well = [network for network, rate in enumerate(rates) if rate < 1]
    without = Training(*BLOBS, plain(0.1, 0.01), epochs=15).run()
    assert bits(training, well) == bits(without, [0, 1])
    for network, rate in enumerate(rates):
        at = training.diverged_at[network]
        if rate < 1:
            assert at is None
            continue
        assert at is not None and 1 <= at < 15
        # The last finite loss is that of the epoch before.
        for part in PARTS:
            for column in training.history(part):
                assert np.isnan(column[at:, network]).all()
        assert np.isfinite(training.history("train").loss[:at, network]).all()
        assert training.weights(network, at) is None
        assert training.weights(network, at - 1) is not None
    assert training.epoch == 15


def test_a_loss_that_overflows_while_the_weights_are_finite_counts_as_diverged_with_nan() -> None:
    training = Training(*BLOBS, plain(100.0), epochs=20, seed=1).run()
    (at,) = training.diverged_at
    assert at is not None
    assert np.isfinite(training.history("train").loss[:at]).all()
    for part in PARTS:
        for column in training.history(part):
            assert np.isnan(column[at:]).all()


@pytest.mark.parametrize("factor", [1e307, np.nan])
def test_the_rows_that_are_only_looked_at_make_no_network_diverge(factor: float) -> None:
    train, validation = SMALL
    hopeless = replace(validation, features=validation.features * factor)
    training = Training(train, hopeless, plain(0.1, 0.01), epochs=6, batch=10, hidden=8).run()
    assert training.diverged_at == [None, None]
    assert not np.isfinite(training.history("validation").loss).any()
    for column, usual in zip(training.history("train"), small((0.1, 0.01)).run().history("train"), strict=True):
        assert column.tobytes() == usual.tobytes()


def test_when_all_have_diverged_it_is_over() -> None:
    training = Training(*BLOBS, plain(1e200, 1e300), epochs=15).run()
    assert training.done
    assert training.epoch == max(at for at in training.diverged_at if at is not None) < 15
    assert training.history("train").loss.shape == (training.epoch + 1, 2)
    assert list(training.work()) == []


# --- Histories, order, weights ----------------------------------------------------------------------------------


def test_histories_have_a_row_per_epoch_and_one_before_any() -> None:
    training = small(RATES)
    for part in PARTS:
        assert {column.shape for column in training.history(part)} == {(0, 4)}
    training.run()
    assert training.done and training.epoch == 6
    for part in PARTS:
        for column in training.history(part):
            assert column.shape == (7, 4)
            assert (column[0] == column[0, 0]).all()


def test_each_part_is_measured_on_its_own_rows() -> None:
    training, swapped = small((0.1,)).run(), Training(*SMALL[::-1], plain(0.1), epochs=1, hidden=8).run()
    for one, other in zip(training.history("train"), swapped.history("validation"), strict=True):
        assert one[0] == other[0]
    assert training.history("train").loss[0] != training.history("validation").loss[0]


def test_the_order_is_of_the_seed_and_the_epoch_alone() -> None:
    before = [presentation_order(52, 4, epoch).tolist() for epoch in range(1, 7)]
    small((0.1,), seed=4).run()
    for epoch, order in enumerate(before, start=1):
        assert sorted(order) == list(range(52))
        assert presentation_order(52, 4, epoch).tolist() == order
        assert presentation_order(52, 5, epoch).tolist() != order
    assert len({tuple(order) for order in before}) == 6


def test_the_seed_decides_everything() -> None:
    assert bits(small((0.1,), seed=1).run(), [0]) == bits(small((0.1,), seed=1).run(), [0])
    assert bits(small((0.1,), seed=1).run(), [0]) != bits(small((0.1,), seed=2).run(), [0])


def test_the_weights_of_an_epoch_are_those_of_training_so_long() -> None:
    training = small((0.1, 0.5)).run()
    for epoch in range(1, 7):
        shorter = small((0.1, 0.5), epoch).run()
        for network in range(2):
            assert same(training.weights(network, epoch), shorter.weights(network, epoch))
            assert not same(training.weights(network, epoch), training.weights(network, epoch - 1))


@pytest.mark.parametrize("rates", [(0.1, 0.5), (1000.0, 0.1), (1e200, 1e300)])
def test_a_pause_that_has_raised_the_epoch_shows_the_weights_and_the_metrics_of_that_epoch(
    rates: tuple[float, ...],
) -> None:
    training = Training(*BLOBS, plain(*rates), epochs=12)
    shown: list[tuple[int, Parameters, list[int], bytes]] = []
    for _ in training.work():
        if training.epoch > (shown[-1][0] if shown else -1):
            columns = [column[-1] for part in PARTS for column in training.history(part)]
            latest = b"".join(column.tobytes() for column in columns)
            shown.append((training.epoch, training.parameters, list(training.active), latest))
    # No epoch is passed over, the last one and that of a divergence included.
    assert [epoch for epoch, *_ in shown] == list(range(training.epoch + 1))
    for epoch, parameters, active, latest in shown:
        assert len(parameters.numbers) == len(active)
        for place, network in enumerate(active):
            assert same(parameters.take([place]), training.weights(network, epoch))
        columns = [column[epoch] for part in PARTS for column in training.history(part)]
        assert latest == b"".join(column.tobytes() for column in columns)


def test_the_present_weights_are_a_copy() -> None:
    training = small((0.1,))
    work = training.work()
    while training.epoch < 1:
        next(work)
    for array in training.parameters.arrays:
        array[:] = np.nan
    for _ in work:
        pass
    assert bits(training, [0]) == bits(small((0.1,)).run(), [0])


def test_weights_are_thinned_when_they_take_too_much_room(monkeypatch: pytest.MonkeyPatch) -> None:
    full = small((0.1, 0.5), 40).run()
    monkeypatch.setattr(module, "SNAPSHOT_BYTES", 8 * full.parameters.count * 2 * 6)
    thinned = small((0.1, 0.5), 40).run()
    assert bits(thinned, [0, 1]) == bits(full, [0, 1])
    kept = set()
    for epoch in range(41):
        weights = thinned.weights(1, epoch)
        (found,) = (e for e in range(epoch + 1) if same(weights, full.weights(1, e)))
        kept.add(found)
    # Evenly spaced, from the start, and no more than fit: 6 of 41.
    assert sorted(kept) == [0, 8, 16, 24, 32, 40]


def test_a_diverged_network_has_no_weights_even_when_they_are_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_BYTES", 1)
    training = Training(*BLOBS, plain(1e200, 0.1), epochs=4).run()
    assert training.diverged_at == [1, None]
    assert training.weights(0, 0) is not None
    assert [training.weights(0, epoch) for epoch in range(1, 5)] == [None] * 4
    assert training.weights(1, 4) is not None
