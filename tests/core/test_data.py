"""Blobs against scikit-learn's, CSV files good and bad, and the parts that data is split into."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.data import DataError, Dataset, consecutive, make_blobs, read_csv, standardise, stratified

from ..examples import examples

repeatable = examples(60)


def dataset(features: list[list[float]], labels: list[int]) -> Dataset:
    classes = tuple(str(label) for label in range(max(labels) + 1))
    return Dataset("test", np.array(features, dtype=np.float64), np.array(labels, dtype=np.int64), classes)


def numbered(counts: list[int]) -> Dataset:
    """So many rows of each class; the only feature of a row is its number."""
    labels = np.repeat(np.arange(len(counts)), counts).tolist()
    return dataset([[float(row)] for row in range(sum(counts))], labels)


def table(*rows: str) -> str:
    """A good file, and ``rows`` after it; the header is row 1 and the first of ``rows`` is row 12."""
    return "\n".join(["x,y,kind", *["1,2,red", "3,4.5,blue"] * 5, *rows]) + "\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.csv"


# --- Blobs ------------------------------------------------------------------------------------------------------


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


# --- Good files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_file_is_read_with_the_last_column_as_the_label(file: Path, bom: str, end: str) -> None:
    file.write_bytes((bom + table("", '" 5 ",-1e3,"red"', "")).replace("\n", end).encode())
    data = read_csv(file)
    assert data.source == "data.csv"
    assert data.classes == ("blue", "red")
    assert data.features.tolist() == [[1, 2], [3, 4.5]] * 5 + [[5, -1000]]
    assert data.labels.tolist() == [1, 0] * 5 + [1]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_label_may_be_any_column(file: Path, at: int) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for a, b, label in [("a", "b", "the, label"), *[("1", "2", 'é "x"\n')] * 5, *[("3", "4", "")] * 5]:
            row = [a, b]
            row.insert(at, label)
            writer.writerow(row)
    data = read_csv(file, "the, label")
    assert data.classes == ("", 'é "x"\n')
    assert data.features.tolist() == [[1, 2]] * 5 + [[3, 4]] * 5
    assert data.labels.tolist() == [1] * 5 + [0] * 5


def test_numeric_labels_are_in_the_order_of_their_values_before_words(file: Path) -> None:
    order = ("-3", "2", "9", "10.5", "1e2", "a", "b")
    file.write_text("x,y\n" + "".join(f"{i},{name}\n" for i in range(5) for name in reversed(order)))
    data = read_csv(file)
    assert data.classes == order
    assert data.labels.tolist() == [6, 5, 4, 3, 2, 1, 0] * 5


def test_a_class_called_nan_does_not_upset_the_order(file: Path) -> None:
    file.write_text("x,y\n" + "".join(f"1,{name}\n" for name in ("x", "y", "nan", "10", "9") * 5))
    code = "import lrtui.core.data as d, pathlib as p, sys; print(d.read_csv(p.Path(sys.argv[1])).classes)"
    answers = set()
    # The order of a set of strings is another for each of these.
    for seed in "02":
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code, str(file)]
        answers.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip())
    assert answers == {"('9', '10', 'nan', 'x', 'y')"}


@pytest.mark.parametrize("name", ["iris", "wine", "digits"])
def test_the_data_of_scikit_learn_comes_back_equal(file: Path, name: str) -> None:
    bunch = getattr(sklearn.datasets, f"load_{name}")()
    names = [str(target) for target in bunch.target_names]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*bunch.feature_names, "target"])
        for row, target in zip(bunch.data.tolist(), bunch.target, strict=True):
            writer.writerow([*row, names[target]])
    data = read_csv(file)
    assert data.classes == tuple(names)
    assert np.array_equal(data.features, bunch.data)
    assert np.array_equal(data.labels, bunch.target)


# --- Bad files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", ["empty"]),
        (b"\n\n", ["empty"]),
        (b"x,y,kind\n", ["empty"]),
        (b"kind\nred\nblue\n", ["row 1 ", "1 column"]),
        (table("1,red"), ["row 12 ", "2 columns", "3"]),
        (table("1,2,3,red"), ["row 12 ", "4 columns", "3"]),
        (table("1,2,red", "5,?,red"), ["row 13,", "column 'y'", "'?'", "finite number"]),
        (table("", "", "5,?,red"), ["row 14,", "column 'y'", "'?'"]),
        (table(",1,red"), ["row 12,", "column 'x'", "''"]),
        (table("nan,1,red"), ["row 12,", "column 'x'", "'nan'"]),
        (table("1,inf,red"), ["row 12,", "column 'y'", "'inf'"]),
        (table("1,-Infinity,red"), ["row 12,", "column 'y'", "'-Infinity'"]),
        (table("1,1e999,red"), ["row 12,", "column 'y'", "'1e999'"]),
        ("x,kind\n" + "1,red\n" * 9, ["column 'kind'", "one class", "'red'"]),
        (table(*["1,2,green"] * 4), ["column 'kind'", "'green'", "row 12)", "4 rows"]),
        (table("1,2,red").encode() + b"1,2,gr\xfcn\n", ["UTF-8", f"byte {len(table('1,2,red')) + 7}"]),
        (b"\xef\xbb\xbf" + table().encode() + b"\xff", ["UTF-8", f"byte {len(table()) + 4}"]),
        (table(*["1,2,red"] * 5000).encode() + b"\xff", ["UTF-8", f"byte {len(table(*['1,2,red'] * 5000)) + 1}"]),
        ("x,kind\n1," + "x" * 200_000 + "\n", ["CSV"]),
    ],
)
def test_a_bad_file_is_refused_in_one_line_that_says_where(file: Path, content: str | bytes, named: list[str]) -> None:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as caught:
        read_csv(file)
    message = str(caught.value)
    assert "\n" not in message
    for words in [str(file), *named]:
        assert words in message


def test_five_rows_of_a_class_are_enough(file: Path) -> None:
    file.write_text(table(*["1,2,green"] * 5))
    assert read_csv(file).classes == ("blue", "green", "red")


def test_a_missing_file_and_a_folder_are_refused(file: Path) -> None:
    for path in (file, file.parent, file / "deeper"):
        with pytest.raises(DataError, match=r"cannot be read \(.+\)$") as caught:
            read_csv(path)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize("header", ["x,y,kind", 'x,"y\nz",kind'])
def test_an_unknown_label_column_is_refused_with_the_known_ones(file: Path, header: str) -> None:
    file.write_text(table().replace("x,y,kind", header))
    with pytest.raises(DataError, match=r"(?s)'sort'.*x.*kind") as caught:
        read_csv(file, "sort")
    assert "\n" not in str(caught.value)


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
