"""The network lab's sentence is short, and true of the numbers that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from lrtui.core.metrics import Metrics
from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.network.frame import NetworkFrame, Run
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.network.words import sentence


def every_epoch(settings: NetworkSettings) -> Iterator[NetworkFrame]:
    """The frames of a finished lab, from the last to the first."""
    lab = NetworkLab.finished(settings)
    frame = lab.frame()
    yield frame
    while frame.epoch > 0:
        lab.act(Action("cursor", amount=-1))
        frame = lab.frame()
        yield frame


@pytest.fixture(scope="module")
def article() -> dict[int, NetworkFrame]:
    """The default experiment, by epoch."""
    return {frame.epoch: frame for frame in every_epoch(NetworkSettings())}


def claims(text: str, words: str) -> set[float]:
    """The rates of which the sentence says ``words``."""
    clause = next((clause for clause in re.split("[;.] ?(?!\\d)", text) if words in clause), "")
    return {float(item) for item in re.findall(r"[\d.]+(?:e[-+]?\d+)?", clause.split(words)[0])}


def check(frame: NetworkFrame) -> None:
    text = sentence(frame)
    assert text.endswith(".")
    if frame.epoch == 0:
        assert "same weights" in text
        return
    assert len(text) <= 78
    sse = {float(f"{run.learning_rate:g}"): run.train.sse[: frame.epoch + 1] for run in frame.runs}
    running = {rate: values[-1] for rate, values in sse.items() if len(values) > frame.epoch and values[-1] >= 0}
    if not running:
        assert "Every network has diverged" in text
        return
    if len(sse) == 1:
        assert text == f"One network alone, at {next(iter(sse)):g}: add a rate to compare it with."
        return
    quickest = min(running, key=lambda rate: running[rate])
    assert claims(text, "has learned fastest") == {quickest}
    gone = sse.keys() - running.keys()
    assert claims(text, "too large: diverged") == gone
    auc = {float(f"{run.learning_rate:g}"): run.at("validation", "auc", frame.epoch) for run in frame.runs}
    recent = {
        float(f"{run.learning_rate:g}"): [run.at("validation", "auc", epoch) for epoch in range(1, frame.epoch + 1)][
            -15:
        ]
        for run in frame.runs
    }
    for rate in claims(text, "has drawn level"):
        assert rate < quickest and np.median(np.subtract(recent[quickest], recent[rate])) <= 0.005
    for rate in claims(text, "slower still"):
        assert rate < quickest and np.median(np.subtract(recent[quickest], recent[rate])) > 0.005
    for rate in claims(text, "ragged"):
        assert rate > quickest and auc[rate] < auc[quickest]


def test_the_article_s_experiment_is_told_truly_at_every_epoch(article: dict[int, NetworkFrame]) -> None:
    assert sorted(article) == list(range(201))
    for frame in article.values():
        check(frame)


def test_what_has_drawn_level_stays_so_while_the_curves_cross(article: dict[int, NetworkFrame]) -> None:
    level = [claims(sentence(article[epoch]), "has drawn level") for epoch in range(20, 201)]
    assert sum(before != after for before, after in pairwise(level)) <= 4


def test_the_first_sentence_is_short() -> None:
    assert len(sentence(NetworkLab(NetworkSettings(hidden=2)).frame())) <= 78


def test_the_article_s_reading_is_there(article: dict[int, NetworkFrame]) -> None:
    for epoch in (20, 60, 100, 200):
        text = sentence(article[epoch])
        assert claims(text, "has learned fastest") == {0.1}
        assert claims(text, "too large") == {1.0}, (epoch, text)
    assert claims(sentence(article[20]), "has drawn level") == set()
    assert claims(sentence(article[20]), "slower still") == {0.01, 0.001}
    assert claims(sentence(article[200]), "has drawn level") == {0.01}


@pytest.mark.parametrize(
    "rates", [(1000.0, 0.1), (1e6, 1e5, 0.1, 0.001), (1e8, 1e7), (0.1,), (1e-300, 1e-5), (0.123456789, 1 / 3)]
)
def test_other_rates_are_told_truly_at_every_epoch(rates: tuple[float, ...]) -> None:
    for frame in every_epoch(NetworkSettings(learning_rates=rates, epochs=8, hidden=6)):
        check(frame)


def test_the_sentence_is_short_with_many_rates() -> None:
    rates = tuple(1.2345678e8 / 3.7**k for k in range(64))
    for frame in every_epoch(NetworkSettings(learning_rates=rates, epochs=3, hidden=2)):
        text = sentence(frame)
        assert len(text) <= 78
        if any(run.diverged_at is not None and run.diverged_at <= frame.epoch for run in frame.runs):
            assert "diverged" in text


def test_a_rate_that_has_not_got_there_yet_is_not_called_slow() -> None:
    lab = NetworkLab.finished(NetworkSettings(learning_rates=(0.1,), epochs=5, hidden=6))
    lab.act(Action("cursor", amount=-1))
    lab.act(Action("add", amount=0.05))
    assert lab.frame().epoch == 4
    assert "0.05" not in sentence(lab.frame())


def made_up(rate: float, sse: list[float], auc: list[float]) -> Run:
    values = {name: np.array(sse if name in ("loss", "sse") else auc) for name in Metrics._fields}
    metrics = Metrics(**values)
    return Run(Recipe(rate), None, True, metrics, metrics)


def test_ragged_is_what_jumps_and_level_is_what_is_as_good() -> None:
    frame = next(every_epoch(NetworkSettings(epochs=30, hidden=2)))
    jumps = made_up(1.0, [9.0] * 31, [0.5, 0.6] * 15 + [0.5])
    steady = made_up(0.5, [8.0] * 31, [0.6] * 31)
    best = made_up(0.1, [1.0] * 31, [0.9] * 31)
    level = made_up(0.05, [2.0] * 31, [0.899] * 31)
    behind = made_up(0.01, [3.0] * 31, [0.85] * 31)
    text = sentence(replace(frame, runs=(jumps, steady, best, behind), selected=0))
    assert text == "0.1 has learned fastest; 1 too large: ragged, worse; 0.01 slower still."
    text = sentence(replace(frame, runs=(steady, best, level), selected=0))
    assert text == "0.1 has learned fastest; 0.05 has drawn level."
