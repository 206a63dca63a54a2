"""The largest eigenvalue of symmetric matrices of which only products with vectors are known.

The value is the largest eigenvalue of the matrix within a space (Rayleigh and Ritz). The space begins with a guess or
two of the eigenvector, and each product widens it by the residual of the best vector in it; from one guess that is the
method of C. Lanczos (1950), with all directions kept at right angles. (Power iteration finds the eigenvalue that is
largest in size, and none at all where the largest and the smallest are as large.)
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np

from lrtui.core.arrays import Array

TOLERANCE = 0.01
"""A value is good when its residual, which bounds how far it is from an eigenvalue, is no larger than this share."""

STEADY = 0.02
"""And when the last products changed it by no more than this share: then it is the largest, and not the next."""

FAR = 0.25
"""Where the first guess has a larger residual than this share, more products must agree."""

AGREE = (1, 2)
"""How many products must leave a value steady, after a near guess and after a far one."""

MOST = 60
"""Products after which a value is taken as it is; then it is a lower bound. After a good guess it takes two to six."""

PARALLEL = 1e-6
"""What is left of a guess beside the directions that are there already must be longer than this to be used."""


def largest_eigenvalues(
    times: Callable[[Array, slice], Array], guesses: Array
) -> Generator[None, None, tuple[Array, Array]]:
    """The largest eigenvalue of K matrices, ``(K,)``, and their vectors, ``(K, count)``; a pause after each product.

    A value is right to 1 %, unless the guesses have next to nothing of its eigenvector. What comes out for a matrix
    does not depend on the others beside it; one whose products are not finite has NaN, and its first guess back.

    Args:
        times: the products of some of the matrices with a direction each, ``(some, count)``, and which ones they are.
        guesses: directions of length 1 to begin with, ``(K, guesses, count)``, finite; all but the first may be 0.
    """
    search = _Search(guesses)
    while search.open.any():
        some = search.range
        with np.errstate(all="ignore"):
            search.add(some, times(search.direction(some), some))
        yield
    return search.values, search.vectors


class _Search:
    """How far the search is for each of K matrices.

    Attributes:
        open: the matrices whose value is not good yet.
        values, vectors: those that are good; else NaN and the first guess.
    """

    def __init__(self, guesses: Array) -> None:
        networks, self._given, count = guesses.shape
        self._most = min(MOST, count)
        self._guesses = guesses
        self.open = np.ones(networks, dtype=np.bool_)
        self.values = np.full(networks, np.nan)
        self.vectors = guesses[:, 0].copy()
        self._step = 0
        self._basis = np.empty((networks, self._most + 1, count))
        self._products = np.empty((networks, self._most, count))
        self._basis[:, 0] = self.vectors
        self._within = np.zeros((networks, self._most, self._most))
        self._tops = np.full((self._most, networks), np.nan)
        self._agree = np.full(networks, AGREE[0])

    @property
    def range(self) -> slice:
        """From the first open matrix to the last: a closed one between is cheaper to take along than to leave out."""
        (places,) = self.open.nonzero()
        return slice(int(places[0]), int(places[-1]) + 1)

    def direction(self, some: slice) -> Array:
        """What is to be multiplied next."""
        return np.ascontiguousarray(self._basis[some, self._step])

    def add(self, some: slice, products: Array) -> None:
        """Widen the space, and close the matrices whose largest eigenvalue is good."""
        finite = np.isfinite(products.sum(axis=1))
        if not finite.all():
            self.open[some] &= finite
            products[~finite] = 0.0
        step, count = self._step, self._step + 1
        self._products[some, step] = products
        basis, images = self._basis[some, :count], self._products[some, :count]
        within = self._within[some, :count, :count]
        within[:, step] = np.matmul(basis, products[:, :, None])[:, :, 0]  # eigh reads the lower triangle alone
        if step == 0:
            top, vectors, residual = within[:, 0, 0], basis[:, 0], images[:, 0]
        else:
            values, weights = np.linalg.eigh(within)
            top, weight = values[:, -1], weights[:, None, :, -1]
            vectors, residual = np.matmul(weight, basis)[:, 0], np.matmul(weight, images)[:, 0]
        residual = residual - top[:, None] * vectors
        self._tops[step, some] = top
        self._close(some, top, vectors, _length(residual))
        if self.open.any():
            self._widen(some, basis, residual)
        self._step += 1

    def _close(self, some: slice, top: Array, vectors: Array, residual: Array) -> None:
        """Note what is good: the residual is small and the value steady, or the space can grow no more."""
        if self._step == 0:
            self._agree[some] = np.where(residual > FAR * np.abs(top), AGREE[1], AGREE[0])
            if self._most > 1:
                return  # nothing can have been steady yet
        good = self.open[some] & ((residual <= TOLERANCE * np.abs(top)) | (self._step + 1 == self._most))
        if not good.any():
            return
        places = np.arange(some.start, some.stop)
        before = self._step - self._agree[some]
        change = np.abs(top - self._tops[np.maximum(before, 0), places])
        good &= ((before >= 0) & (change <= STEADY * np.abs(top))) | (self._step + 1 == self._most)
        self.values[places[good]], self.vectors[places[good]] = top[good], vectors[good]
        self.open[places[good]] = False

    def _widen(self, some: slice, basis: Array, residual: Array) -> None:
        """The next direction: a guess that is left, or else the residual, at right angles to those that are there."""
        if self._step + 1 < self._given:
            guess = _beside(basis, self._guesses[some, self._step + 1])
            residual = np.where(_length(guess)[:, None] > PARALLEL, guess, residual)
        self._basis[some, self._step + 1] = unit(_beside(basis, residual))


def _beside(basis: Array, vectors: Array) -> Array:
    """What of the vectors ``(K, count)`` is at right angles to the basis ``(K, directions, count)``."""
    shares = np.matmul(basis, vectors[:, :, None]).swapaxes(1, 2)
    return np.asarray(vectors - np.matmul(shares, basis)[:, 0])


def _length(vectors: Array) -> Array:
    return np.asarray(np.sqrt(np.square(vectors).sum(axis=-1)))


def unit(vectors: Array) -> Array:
    """The vectors, along the last axis, with length 1; one without a length stays 0."""
    length = _length(vectors)[..., None]
    return vectors / np.where(length > 0, length, 1.0)
