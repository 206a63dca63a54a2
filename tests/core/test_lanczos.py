"""The largest eigenvalue of matrices that are known."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pytest

from lrtui.core.arrays import Array
from lrtui.core.lanczos import largest_eigenvalues, unit


def matrices(*spectra: Array) -> Array:
    """Symmetric matrices with these eigenvalues, in directions of their own."""
    random = np.random.default_rng(1)
    turns = [np.linalg.qr(random.normal(size=(len(spectrum), len(spectrum))))[0] for spectrum in spectra]
    return np.array([turn * spectrum @ turn.T for turn, spectrum in zip(turns, spectra, strict=True)])


def solved(searching: Generator[None, None, tuple[Array, Array]]) -> tuple[Array, Array]:
    while True:
        try:
            next(searching)
        except StopIteration as end:
            values, vectors = end.value
            return values, vectors


def largest(given: Array, guesses: Array | None = None) -> tuple[Array, Array]:
    if guesses is None:
        guesses = np.random.default_rng(2).normal(size=(1, 2, given.shape[1])).repeat(len(given), axis=0)
    return solved(largest_eigenvalues(lambda vectors, some: (given[some] @ vectors[..., None])[..., 0], unit(guesses)))


SPECTRA = {
    "outlier": np.r_[np.linspace(-1, 1, 99), 30],
    "both ends as large": np.r_[-30, np.linspace(-1, 1, 98), 30],
    "the negative end larger": np.r_[-90, np.linspace(-1, 1, 98), 30],
    "two close": np.r_[np.linspace(-1, 1, 98), 29, 30],
    "double": np.r_[np.linspace(-1, 1, 98), 30, 30],
    "dense": np.linspace(0, 30, 100),
    "small": np.r_[np.zeros(98), 1e-9, 3e-8],
    "none": np.zeros(100),
}


def test_it_is_the_largest_and_not_the_largest_in_size() -> None:
    given = matrices(*SPECTRA.values())
    values, vectors = largest(given)
    expected = [spectrum.max() for spectrum in SPECTRA.values()]
    np.testing.assert_allclose(values, expected, rtol=0.01, atol=1e-30)
    np.testing.assert_allclose((vectors[:, None] @ given @ vectors[:, :, None])[:, 0, 0], values, atol=1e-12)


def test_a_matrix_is_solved_as_it_is_alone_to_the_bit() -> None:
    given = matrices(*SPECTRA.values())
    together = largest(given)
    for row in range(len(given)):
        alone = largest(given[row : row + 1])
        assert [array[0].tobytes() for array in alone] == [array[row].tobytes() for array in together]


@pytest.mark.parametrize("fault", [np.nan, np.inf])
def test_one_that_is_not_finite_has_no_value_and_leaves_the_others_alone(fault: float) -> None:
    given = matrices(*SPECTRA.values())
    expected = largest(given)
    given[3, 5, 5] = fault
    values, vectors = largest(given)
    assert np.flatnonzero(np.isnan(values)).tolist() == [3] and np.isfinite(vectors).all()
    others = np.arange(len(given)) != 3
    assert values[others].tobytes() == expected[0][others].tobytes()


def test_a_second_guess_that_leans_to_it_finds_what_has_overtaken_the_first() -> None:
    given = matrices(np.r_[np.linspace(-1, 1, 98), 20, 30])
    exact = np.linalg.eigh(given)[1]
    first, second = exact[:, :, -1], exact[:, :, -2]
    leaning = unit(2 * first + unit(np.random.default_rng(3).normal(size=first.shape)))
    for guess in (first, second):
        assert largest(given, np.stack([guess, leaning], axis=1))[0] == pytest.approx(30, rel=0.01)
