"""The parts that data is split into."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.data import Dataset, consecutive, described, standardise, stratified
from lrtui.core.datasets import DATASETS
from lrtui.core.files import DataError
from lrtui.core.loading import STANDARDISED, load_parts
from lrtui.core.samples import make_blobs

from ..examples import examples

repeatable = examples(60)


def dataset(features: list[list[float]], labels: list[int]) -> Dataset:
    classes = tuple(str(label) for label in range(max(labels) + 1))
    return Dataset("test", np.array(features, dtype=np.float64), np.array(labels, dtype=np.int64), classes)


def numbered(counts: list[int]) -> Dataset:
    """So many rows of each class; the only feature of a row is its number."""
    labels = np.repeat(np.arange(len(counts)), counts).tolist()
    return dataset([[float(row)] for row in range(sum(counts))], labels)


@pytest.mark.parametrize(
    ("shares", "rows"),
    [
        ((0.5, 0.5), [[0, 1, 2, 3], [4, 5, 6]]),
        ((0.6, 0.2, 0.2), [[0, 1, 2, 3], [4, 5], [6]]),
        ((0.3, 0.7), [[0, 1], [2, 3, 4, 5, 6]]),
        ((1.0,), [[0, 1, 2, 3, 4, 5, 6]]),
    ],
)
def test_consecutive_parts_are_the_rows_in_their_order(shares: tuple[float, ...], rows: list[list[int]]) -> None:
    data = numbered([4, 3])
    parts = consecutive(data, shares)
    assert [part.features[:, 0].tolist() for part in parts] == rows
    assert [part.labels.tolist() for part in parts] == [[int(row >= 4) for row in part] for part in rows]


def test_the_blobs_are_split_into_600_200_and_200_rows() -> None:
    parts = consecutive(make_blobs(), (0.6, 0.2, 0.2))
    assert [len(part) for part in parts] == [600, 200, 200]
    assert np.array_equal(np.concatenate([part.features for part in parts]), make_blobs().features)


def test_the_targets_are_the_labels_one_hot() -> None:
    data = dataset([[0.0]] * 5, [2, 0, 1, 3, 0]).take(np.array([0, 1, 2, 4]))
    assert data.targets.dtype == np.float64
    # A class that does not occur has a column too.
    assert data.targets.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0]]


# --- Parts ------------------------------------------------------------------------------------------------------


@repeatable
@given(
    counts=st.lists(st.integers(5, 60), min_size=2, max_size=5),
    shares=st.sampled_from(
        [(0.5, 0.5), (0.6, 0.2, 0.2), (0.7, 0.3), (0.9, 0.1), (0.25,) * 4, (0.98, 0.01, 0.01), (0.01, 0.01, 0.98)]
    ),
    seed=st.integers(0, 2**32),
)
def test_stratified_parts(counts: list[int], shares: tuple[float, ...], seed: int) -> None:
    data = numbered(counts)
    parts = stratified(data, shares, seed)
    rows = np.concatenate([part.features[:, 0] for part in parts])
    assert sorted(rows.tolist()) == list(range(len(data)))
    for part, share in zip(parts, shares, strict=True):
        assert np.array_equal(part.labels, data.labels[part.features[:, 0].astype(int)])
        for label, count in enumerate(counts):
            here = np.count_nonzero(part.labels == label)
            assert here >= 1
            # The part of 98 % gives up to two rows so that the others have one each.
            assert abs(here - share * count) <= (2 if share == 0.98 else 1)
    again = stratified(data, shares, seed)
    assert all(np.array_equal(a.features, b.features) for a, b in zip(parts, again, strict=True))


def test_another_seed_makes_other_parts_and_the_rows_are_mixed() -> None:
    data = numbered([40, 40])
    one, other = (stratified(data, (0.5, 0.5), seed)[0] for seed in (1, 2))
    assert set(one.features[:, 0].tolist()) != set(other.features[:, 0].tolist())
    assert len(set(one.labels[:20].tolist())) == 2


def test_standardise_takes_its_numbers_from_the_training_part_only() -> None:
    train, other = consecutive(make_blobs(400, 3, 4, 5.0, 7), (0.5, 0.5))
    ours, theirs = standardise(train, other)
    assert ours.features.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert ours.features.std(axis=0) == pytest.approx(1, abs=1e-12)
    for column in range(4):
        values = train.features[:, column].tolist()
        mean = sum(values) / len(values)
        std = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
        expected = [(value - mean) / std for value in other.features[:, column].tolist()]
        assert theirs.features[:, column].tolist() == pytest.approx(expected, abs=1e-12)
    assert np.array_equal(theirs.labels, other.labels)


@pytest.mark.parametrize("value", [0.0, 3.0, 0.1, 1e9 + 0.1])
@pytest.mark.parametrize("rows", [10, 50, 500])
def test_a_constant_feature_becomes_zero(value: float, rows: int) -> None:
    data = dataset([[value, float(row)] for row in range(rows)], [row % 2 for row in range(rows)])
    assert standardise(data)[0].features[:, 0].tolist() == [0.0] * rows


def test_features_of_any_finite_size_are_standardised_without_a_warning() -> None:
    data = dataset([[1e200], [-1e200], [1e200], [-1e200]], [0, 1, 0, 1])
    assert standardise(data)[0].features[:, 0].tolist() == pytest.approx([1, -1, 1, -1])


def test_parts_are_described_in_one_line() -> None:
    parts = load_parts("iris", None, 0, (0.6, 0.2, 0.2))
    assert described(*parts) == "iris · 90 + 30 + 30 rows · 4 features · 3 classes"


@pytest.mark.parametrize("name", DATASETS)
def test_built_in_sets_are_standardised_where_that_is_asked_for(name: str) -> None:
    plain, asked = load_parts(name, None, 3, (0.75, 0.25)), load_parts(name, None, 3, (0.75, 0.25), True)
    assert asked[0].features.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert asked[0].features.std(axis=0) == pytest.approx(1, abs=1e-12)
    assert abs(plain[0].features.std(axis=0) - 1).max() > 1e-3
    for part, scaled in zip(plain, asked, strict=True):
        assert np.array_equal(part.labels, scaled.labels)
    assert STANDARDISED in asked[1].notes and STANDARDISED not in plain[1].notes


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_text("x,kind\n" + "1,a\n2.5,b\n" * 5)
    assert len(load_parts(str(path), None, 0, (1.0,))[0]) == 10
    assert len(load_parts(str(path), None, 1, (0.6, 0.4))[0]) == 6
    path.write_text("x,kind\n" + "1,a\n2.5,b\n" * 6)
    assert len(load_parts(str(path), None, 0, (1.0,))[0]) == 12
    path.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        load_parts(str(path), None, 0, (1.0,))
