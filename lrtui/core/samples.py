"""What the built-in data sets are made of: those of scikit-learn bit for bit, iris from a file, and spirals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.data import Dataset
from lrtui.core.files import read_file

IRIS = Path(__file__).with_name("iris.csv")

TURNS = 0.75
"""How far a spiral arm goes round."""


def make_blobs(samples: int = 1000, centers: int = 3, features: int = 2, std: float = 2.0, seed: int = 2) -> Dataset:
    """Isotropic Gaussian blobs, bit for bit those of scikit-learn's ``make_blobs`` (which defines the procedure).

    The defaults are the data of the second article's experiment.
    """
    random = np.random.RandomState(seed)
    middles = random.uniform(-10, 10, (centers, features))
    counts = [samples // centers + (label < samples % centers) for label in range(centers)]
    blobs = [random.normal(middle, std, (count, features)) for middle, count in zip(middles, counts, strict=True)]
    order = np.arange(samples)
    random.shuffle(order)
    labels = np.repeat(np.arange(centers), counts)
    return Dataset("blobs", np.concatenate(blobs)[order], labels[order], _numbered(centers), middles)


def make_moons(samples: int = 1000, noise: float = 0.2, seed: int = 0) -> Dataset:
    """Two half circles that reach into each other, bit for bit those of scikit-learn's ``make_moons``."""
    outer, inner = (np.linspace(0, np.pi, count) for count in (samples // 2, samples - samples // 2))
    curves = [np.cos(outer), np.sin(outer)], [1 - np.cos(inner), 1 - np.sin(inner) - 0.5]
    return _noisy("moons", curves, noise, seed)


def make_circles(samples: int = 1000, noise: float = 0.1, factor: float = 0.5, seed: int = 0) -> Dataset:
    """A circle of radius 1 around one of radius ``factor``, bit for bit those of scikit-learn's ``make_circles``."""
    outer, inner = (np.linspace(0, 2 * np.pi, n, endpoint=False) for n in (samples // 2, samples - samples // 2))
    curves = [np.cos(outer), np.sin(outer)], [np.cos(inner) * factor, np.sin(inner) * factor]
    return _noisy("circles", curves, noise, seed)


def make_spirals(samples: int = 1000, arms: int = 3, noise: float = 0.02, seed: int = 0) -> Dataset:
    """Spiral arms around 0: on each the radius grows from 0.1 to 1 in ``TURNS`` turns, and noise moves the points."""
    curves = []
    for arm in range(arms):
        along = np.linspace(0.1, 1, samples // arms + (arm < samples % arms))
        angle = 2 * np.pi * (arm / arms + TURNS * along)
        curves.append([along * np.cos(angle), along * np.sin(angle)])
    return _noisy("spirals", tuple(curves), noise, seed)


def _noisy(name: str, curves: tuple[list[Array], ...], noise: float, seed: int) -> Dataset:
    """Points on curves, a class each, in random order, with normal noise."""
    random = np.random.RandomState(seed)
    labels = np.repeat(np.arange(len(curves)), [len(x) for x, _ in curves])
    points = np.concatenate(curves, axis=1).T
    order: IntArray = np.arange(len(labels))
    random.shuffle(order)
    points = points[order] + random.normal(scale=noise, size=points.shape)
    return Dataset(name, points, labels[order], _numbered(len(curves)))


def _numbered(classes: int) -> tuple[str, ...]:
    return tuple(map(str, range(classes)))


def load_iris() -> Dataset:
    """Fisher's flowers (1936) as scikit-learn has them: lengths and widths of sepals and petals in cm."""
    flowers = read_file(str(IRIS))
    return Dataset("iris", flowers.features, flowers.labels, flowers.classes, notes=("lengths and widths in cm",))


MAKERS: dict[str, Callable[[], Dataset]] = {
    "blobs": make_blobs,
    "moons": make_moons,
    "circles": make_circles,
    "spirals": make_spirals,
    "iris": load_iris,
}
