"""Every sentence of Choose is short, and true of the numbers that it speaks of, by rules that are written down here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from lrtui.core.suggestions import Suggestion
from lrtui.core.verdict import Reason
from lrtui.labs.actions import Action
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import RULES, ChooseSettings
from lrtui.labs.choose.words import advice, sentence, two_questions

from ...examples import LONG

WIDTH = 78
NUMBER = r"\d+(?:\.\d+)?(?:e-?\d+)?"


def random_settings(seed: int) -> ChooseSettings:
    """A choice of rates, seeds, epochs and sizes."""
    random = np.random.default_rng(seed)
    low = 10 ** random.uniform(-5, 0)
    return ChooseSettings(
        method="range" if seed % 3 == 2 else "procedure",
        rule=str(random.choice(list(RULES))),
        low=float(low),
        high=float(low * 10 ** random.uniform(0.5, 5)),
        rates=int(random.integers(2, 12)),
        scout_epochs=int(random.integers(1, 4)),
        shrink=float(random.uniform(0.2, 0.8)),
        patience=int(random.integers(1, 8)),
        epochs=int(random.integers(1, 40)),
        iterations=int(random.integers(5, 80)),
        seeds=int(random.integers(1, 6)),
        hidden=int(random.integers(1, 10)),
        batch=int(random.choice([20, 50, 200])),
        seed=seed,
    )


@cache
def moments(settings: ChooseSettings) -> tuple[ChooseFrame, ...]:
    """About a dozen moments of a walk, with its last ones."""
    lab = ChooseLab.finished(settings)
    end, frames = lab.moment, []
    for moment in sorted({*range(0, end, max(end // 10, 1)), end - 1, end}):
        lab.act(Action("cursor", amount=moment - lab.moment))
        frames.append(lab.frame())
    return tuple(frames)


def number(text: str, pattern: str) -> list[float]:
    """The numbers of a sentence that begins so, with # for each number."""
    match = re.match(
        "".join(f"({NUMBER})" if part == "#" else re.escape(part) for part in re.split("(#)", pattern)), text
    )
    assert match, (text, pattern)
    return [float(group) for group in match.groups()]


def error_of(accuracies: np.ndarray, rows: int) -> float:
    """Binomial error of the rows, with one right and one wrong added, and of the seeds."""
    p = (accuracies.mean() * rows + 1) / (rows + 2)
    seeds = accuracies.var(ddof=1) / len(accuracies) if len(accuracies) > 1 else 0.0
    return math.sqrt(p * (1 - p) / rows + seeds)


def passes_of(frame: ChooseFrame) -> list[tuple[float, float, float]]:
    """Rate, best mean accuracy so far and its error, of each pass."""
    found = []
    for tried in frame.passes:
        means = tried.accuracies.mean(axis=1)
        last = max(index for index, mean in enumerate(means) if mean > np.nanmax(means) - 1e-9)
        found.append((tried.learning_rate, float(means[last]), error_of(tried.accuracies[last], tried.rows)))
    return found


def band_of(frame: ChooseFrame) -> list[float]:
    """The rates around the best that are within its error, largest first."""
    passes = passes_of(frame)
    best = max(range(len(passes)), key=lambda index: (passes[index][1], -index))
    least = passes[best][1] - passes[best][2]
    low = high = best
    while high > 0 and passes[high - 1][1] >= least - 1e-12:
        high -= 1
    while low + 1 < len(passes) and passes[low + 1][1] >= least - 1e-12:
        low += 1
    return [passes[index][0] for index in range(high, low + 1)]


def fastest_of(frame: ChooseFrame) -> float | None:
    """The largest rate whose median error is within the errors of it and of the least."""
    medians = np.median(frame.scout.sse[-1], axis=1)
    if np.isnan(medians).all():
        return None
    seeds = frame.scout.sse.shape[2]
    variance = frame.scout.sse[-1].var(axis=1, ddof=1) / seeds if seeds > 1 else np.zeros(len(medians))
    least = int(np.nanargmin(medians))
    return max(
        rate
        for rate, median, v in zip(frame.scout.learning_rates, medians, variance, strict=True)
        if median - medians[least] <= math.sqrt(v + variance[least])
    )


def check_scout(frame: ChooseFrame, text: str) -> None:
    fastest = fastest_of(frame)
    if frame.scout.epoch == 0:
        assert text.startswith(f"Scout: {len(frame.scout.learning_rates)} rates from ")
    elif fastest is None:
        assert "rates diverge" in text
    else:
        done = frame.scout.epoch == frame.scout.epochs
        pattern = "In # epoch" if done else "After # epoch"
        assert number(text, pattern) == [frame.scout.epoch]
        assert f"{fastest:.3g}" in text.replace("e-0", "e-") or f"{fastest:.3g}".replace("e-0", "e-") in text
        above = sum(rate > fastest for rate in frame.scout.learning_rates)
        said = {0: "none is larger", 1: "one larger is ruled out"}.get(above, f"{above} larger are ruled out")
        assert (said in text) == done


def check_passes(frame: ChooseFrame, text: str) -> None:
    passes, band = passes_of(frame), band_of(frame)
    if len(frame.passes[0].epochs_seen) < 5 and max(len(tried.epochs_seen) for tried in frame.passes) < 5:
        assert "too early" in text
        return
    best = max(accuracy for _, accuracy, _ in passes)
    if len(band) > 1:
        assert number(text, "# of # rates are as good so far, # ±") == [
            len(band), len(passes), pytest.approx(best, abs=6e-4)
        ]  # fmt: skip
    else:
        rate, accuracy = number(text, "Best so far: #, # ±")
        assert rate == pytest.approx(band[0], rel=5e-3) and accuracy == pytest.approx(best, abs=6e-4)
    going = sum(tried.stopped is None for tried in frame.passes)
    assert text.endswith({0: "all have stopped.", 1: "1 goes on."}.get(going, f"{going} go on."))


def check_verdict(frame: ChooseFrame, text: str) -> None:
    fastest = fastest_of(frame)
    if fastest is None:
        assert "rates diverge" in text and frame.verdict is None
        return
    assert frame.verdict is not None
    band, choice = band_of(frame), frame.verdict
    # The largest of the band; the next, where that one is the fastest and larger ones were ruled out.
    at_edge = band[0] == fastest and fastest < max(frame.scout.learning_rates) and len(band) > 1
    assert choice.learning_rate == band[1 if at_edge else 0]
    assert (choice.reason is Reason.BELOW_EDGE) == at_edge
    assert (choice.low, choice.high) == (band[-1], band[0])
    labels = np.concatenate([part.labels for part in frame.parts[:2]])
    _, best, error = max(passes_of(frame), key=lambda one: one[1])
    if best - error <= max(np.mean(labels == label) for label in range(3)):
        assert text == "No rate has learned more than to name the commonest class."
        return
    assert number(text, "Start with #")[0] == pytest.approx(choice.learning_rate, rel=5e-3)
    edge = fastest in (frame.scout.learning_rates[0], frame.scout.learning_rates[-1])
    assert ("scouted: scout --" in text) == edge == choice.at_edge
    if edge:
        assert f"--{'to' if fastest == frame.scout.learning_rates[-1] else 'from'} " in text
    elif len(band) > 1:
        low, high = number(text[text.index(":") + 2 :], "# to # are as good")
        assert [low, high] == pytest.approx([band[-1], band[0]], rel=5e-3)
    else:
        assert "no other pass is as good" in text


def check_range(frame: ChooseFrame, text: str) -> None:
    """The rule is called reliable only where it holds when it is trained."""
    rule = frame.sweep.rules[frame.settings.rule]
    rates = [rate for rate in rule.found.per_seed if rate is not None]
    far = max(rates) / min(rates) > 10 if rates else False
    worse = False
    if rule.trial is not None and frame.verdict is not None:
        least = frame.verdict.holdout_accuracy - frame.verdict.error
        worse = bool(np.nanmax(rule.trial.tried.accuracies.mean(axis=1)) < least - 1e-9)
    usual = frame.sweep.doubt is None and rule.found.median is not None and not far and frame.verdict is not None
    assert rule.reliable == (usual and not worse)
    assert ("as good" in text) == rule.reliable
    assert ("question" in text) == (usual and worse)
    if usual and worse:
        _, _, other = number(text, "Another question: # falls fast at first; # ends better. Take #")
        assert frame.verdict is not None and other == pytest.approx(frame.verdict.learning_rate, rel=0.05)


@pytest.mark.parametrize("seed", range(40 if LONG else 21))
def test_every_sentence_over_random_settings_is_true(seed: int) -> None:
    for frame in moments(random_settings(seed)):
        text = sentence(frame)
        assert 0 < len(text) <= WIDTH, text
        assert text.endswith(".")
        if frame.sweeping:
            if frame.finished:
                check_range(frame, text)
        elif frame.finished:
            check_verdict(frame, text)
        elif frame.passes:
            check_passes(frame, text)
        elif len(frame.scout.sse):
            check_scout(frame, text)


def every_line(frame: ChooseFrame) -> Iterator[str]:
    yield sentence(frame)
    yield from advice(frame)
    yield from two_questions(frame)


@pytest.mark.parametrize("rates", [(1.23e-305, 1.23e-300), (1.23e290, 1.23e299)])
@pytest.mark.parametrize("method", ["procedure", "range"])
def test_rates_of_any_length_have_room(rates: tuple[float, float], method: str) -> None:
    low, high = rates
    settings = ChooseSettings(
        method=method, low=max(low, 1e-300), high=max(high, 1e-299), rates=20, epochs=3, iterations=30, hidden=4
    )
    for frame in moments(settings):
        assert all(len(line) <= WIDTH for line in every_line(frame)), list(every_line(frame))


def test_what_is_at_the_edge_of_what_was_scouted_is_said() -> None:
    """Small rates alone: the fastest is the largest, and a larger one may be better."""
    settings: dict[str, Any] = {"low": 1e-4, "high": 0.01, "rates": 5, "epochs": 60}
    frame = ChooseLab.finished(ChooseSettings(**settings)).frame()
    assert frame.verdict is not None and frame.verdict.at_edge
    assert sentence(frame) == "Start with 0.01; the fastest was the largest scouted: scout --to 0.1."
    assert "next: scout farther, --to 0.1" in list(advice(frame))


def test_a_rule_that_finds_nothing_says_so() -> None:
    frame = ChooseLab.finished(ChooseSettings(method="range", hidden=4, epochs=20)).frame()
    silent = replace(frame.sweep.rules["slide"], found=Suggestion((None,) * 5), trial=None, objection="finds none")
    sweep = replace(frame.sweep, rules={**frame.sweep.rules, "slide": silent}, doubt=None)
    shown = replace(frame, sweep=sweep, settings=replace(frame.settings, rule="slide"))
    assert sentence(shown) == "Slide finds no rate: what it looks for lies outside of this range."
