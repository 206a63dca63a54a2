"""The built-in data sets are those of scikit-learn, bit for bit, where it has them."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.data import consecutive
from lrtui.core.datasets import DATASETS, built_in
from lrtui.core.samples import MAKERS, make_blobs, make_circles, make_moons, make_spirals

from ..examples import examples

repeatable = examples(60)


@repeatable
@given(
    samples=st.integers(1, 300),
    centers=st.integers(1, 9),
    features=st.integers(1, 6),
    std=st.floats(0.01, 20),
    seed=st.integers(0, 2**32 - 1),
)
def test_blobs_are_those_of_scikit_learn_bit_for_bit(
    samples: int, centers: int, features: int, std: float, seed: int
) -> None:
    blobs = make_blobs(samples, centers, features, std, seed)
    points, labels = sklearn.datasets.make_blobs(
        n_samples=samples, centers=centers, n_features=features, cluster_std=std, random_state=seed
    )
    assert np.array_equal(blobs.features, points)
    assert np.array_equal(blobs.labels, labels)
    assert blobs.classes == tuple(str(i) for i in range(centers))


def test_the_default_blobs_are_the_data_of_the_article() -> None:
    data = make_blobs()
    points, labels = sklearn.datasets.make_blobs(1000, centers=3, n_features=2, cluster_std=2, random_state=2)
    assert np.array_equal(data.features, points)
    assert np.array_equal(data.labels, labels)
    assert data.labels[:10].tolist() == [2, 2, 2, 0, 1, 0, 1, 1, 2, 2]
    assert data.features[0].tolist() == pytest.approx([0.48719811, -0.43160548], abs=1e-8)
    centres = np.array([[-1.28010196, -9.48147536], [0.99324956, -1.29355215], [-1.59264396, -3.39330358]])
    halves = consecutive(data, (0.5, 0.5))
    for half, counts, right in zip(halves, ([171, 162, 167], [163, 171, 166]), (0.824, 0.840), strict=True):
        assert np.bincount(half.labels).tolist() == counts
        nearest = np.linalg.norm(half.features[:, None] - centres, axis=2).argmin(axis=1)
        assert np.mean(nearest == half.labels) == pytest.approx(right, abs=1e-12)


@repeatable
@given(samples=st.integers(4, 300), noise=st.floats(0, 3), seed=st.integers(0, 2**32 - 1), factor=st.floats(0, 0.99))
def test_moons_and_circles_are_those_of_scikit_learn_bit_for_bit(
    samples: int, noise: float, seed: int, factor: float
) -> None:
    same = {"n_samples": samples, "noise": noise, "random_state": seed}
    for ours, theirs in (
        (make_moons(samples, noise, seed), sklearn.datasets.make_moons(**same)),
        (make_circles(samples, noise, factor, seed), sklearn.datasets.make_circles(**same, factor=factor)),
    ):
        assert np.array_equal(ours.features, theirs[0])
        assert np.array_equal(ours.labels, theirs[1])


def test_iris_is_that_of_scikit_learn() -> None:
    bunch = sklearn.datasets.load_iris()
    ours = built_in("iris")
    assert np.array_equal(ours.features, bunch.data)
    assert np.array_equal(ours.labels, bunch.target)
    assert ours.classes == tuple(bunch.target_names)


def test_spirals_are_three_arms_on_which_the_angle_grows_with_the_radius() -> None:
    points = make_spirals(999, noise=0.0)
    radius, angle = np.hypot(*points.features.T), np.arctan2(*points.features.T[::-1])
    assert (radius.min(), radius.max()) == pytest.approx((0.1, 1.0))
    for arm in range(3):
        turned = angle[points.labels == arm] / (2 * np.pi) - 0.75 * radius[points.labels == arm]
        assert np.cos(2 * np.pi * (turned - arm / 3)) == pytest.approx(1.0)


@pytest.mark.parametrize("name", DATASETS)
def test_each_built_in_set_has_its_name_and_classes_of_some_size(name: str) -> None:
    assert MAKERS.keys() == DATASETS.keys()
    data = built_in(name)
    assert data.source == name
    counts = np.bincount(data.labels, minlength=len(data.classes))
    assert counts.min() >= 50 and len(data.classes) == len(counts)
    if DATASETS[name].mixed:  # parts one after another have about as many of each class
        halves = [np.bincount(half.labels) for half in consecutive(data, (0.5, 0.5))]
        assert abs(halves[0] - halves[1]).max() < 60
