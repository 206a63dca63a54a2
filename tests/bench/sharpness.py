"""The sharpness at every epoch of the network lab's experiment: what it adds, and beside power iteration in PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np

from lrtui.core.data import consecutive
from lrtui.core.network import Parameters
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.sharpness import BEHIND, Sharpness
from lrtui.core.training import Training

from .networks import RATES, seconds_of
from .table import Effort, Row, alternate, at_most, faster, installed, missing

RECIPES = tuple(Recipe(float(rate)) for rate in RATES.split(","))
TRAIN, VALIDATION = consecutive(make_blobs(), (0.5, 0.5))


def rows(effort: Effort) -> Iterator[Row]:
    """Against training without it, and against another way to compute it."""
    what = f"4 rates × {effort.epochs} epochs, with the sharpness of every epoch"
    pair = (partial(_train, effort.epochs, sharpness) for sharpness in (True, False))
    with_it, without = alternate(effort.rounds, *pair)
    yield at_most(what, "without it", with_it, without, "s", 2)
    what, peer, times = f"sharpness of 4 networks, {effort.epochs} epochs", "torch, power iteration, one thread", 20
    if not installed("torch"):
        yield missing(what, peer, f"≥ {times} × faster")
        return
    weights = weights_by_epoch(effort.epochs)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights.npz"
        w, b, v, c = (np.stack(arrays) for arrays in zip(*(one.arrays for one in weights), strict=True))
        np.savez(path, w=w, b=b, v=v, c=c, features=TRAIN.features, labels=TRAIN.labels)
        theirs = partial(seconds_of, "torch_sharpness", str(path), str(effort.epochs))
        seconds = alternate(effort.rounds, partial(_measure, weights), theirs)
    yield faster(what, peer, seconds[0], seconds[1], "s", times)


def training_of(epochs: int) -> Training:
    """The article's experiment."""
    return Training(TRAIN, VALIDATION, RECIPES, epochs=epochs)


def weights_by_epoch(epochs: int) -> list[Parameters]:
    """All four networks, after no epoch, one, two and so on."""
    training = training_of(epochs)
    weights: list[Parameters] = []
    for _ in training.work():
        if training.epoch == len(weights):
            weights.append(training.parameters)
    return weights


def _train(epochs: int, sharpness: bool) -> float:
    start = process_time()
    training = training_of(epochs)
    measured = Sharpness(TRAIN, len(RECIPES))
    for _ in training.work():
        if sharpness and (training.done or measured.behind(training) == BEHIND):
            for _ in measured.catch_up(training):
                pass
    return process_time() - start


def _measure(weights: list[Parameters]) -> float:
    start, sharpness = process_time(), Sharpness(TRAIN, len(RECIPES))
    for parameters in weights:
        for _ in sharpness.measure(parameters, range(len(RECIPES))):
            pass
    return process_time() - start
