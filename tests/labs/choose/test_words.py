"""The sentence of the lab that chooses a rate is short, and true of the numbers that it speaks of."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris

from lrtui.core.network import initial_parameters
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Pass, Scout, Stop, Verdict
from lrtui.core.suggestions import RULES, Suggestion, doubt, suggestions
from lrtui.labs.actions import Action
from lrtui.labs.choose.figures.look import sentence
from lrtui.labs.choose.frame import ChooseFrame, Curve, ProcedureFrame, RangeFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from tests.real_data import plain

WIDTH = 78
SMALL: dict[str, Any] = {"hidden": 8}
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"


def every_moment(settings: ChooseSettings) -> Iterator[ChooseFrame]:
    """The frames of a finished lab, from the first to the last."""
    lab = finished(settings)
    last = lab.moment
    lab.act(Action("first"))
    for moment in range(last + 1):
        assert lab.moment == moment
        yield lab.frame()
        lab.act(Action("cursor", amount=1))


@cache
def finished(settings: ChooseSettings) -> ChooseLab:
    """A lab at its verdict, for all tests that leave it there."""
    return ChooseLab.finished(settings)


def numbers_of(text: str, pattern: str) -> list[float]:
    """The numbers of a sentence that is ``pattern``, with # for each number; an error if it is not."""
    match = re.fullmatch(
        "".join(f"({NUMBER})" if part == "#" else re.escape(part) for part in re.split("(#)", pattern)), text
    )
    assert match, (text, pattern)
    return [float(number) for number in match.groups()]


def read(value: float) -> Any:
    """What a rate or a loss of three digits reads as."""
    return pytest.approx(value, rel=5.1e-3)


def share(value: float) -> Any:
    """What an accuracy of three decimals reads as."""
    return pytest.approx(value, abs=5.1e-4)


def check(frame: ChooseFrame) -> str:
    """That the sentence is short and says the frame's numbers; its kind."""
    text = sentence(frame)
    assert len(text) <= WIDTH, (len(text), text)
    assert text.endswith(".") and text.isprintable() and "nan" not in text
    if isinstance(frame, RangeFrame):
        return check_verdict_of_range(frame, text) if frame.finished else check_sweep(frame, text)
    assert isinstance(frame, ProcedureFrame)
    if frame.finished:
        return check_verdict(frame, text)
    return check_pass(frame, text) if frame.passes else check_scout(frame, text)


def plural(count: int, text: str) -> str:
    """``text`` where there are several; without its (s) where there is one."""
    return text.replace("(es)", "" if count == 1 else "es").replace("(s)", "" if count == 1 else "s")


def check_scout(frame: ProcedureFrame, text: str) -> str:
    scout = frame.scout
    rates, errors = scout.learning_rates, scout.sse[-1]
    epochs = len(scout.sse) - 1
    if epochs == 0:
        count, low, high = numbers_of(text, "Scout: # networks, same weights and rows; rates # to #.")
        assert (count, low, high) == (len(rates), read(rates[0]), read(rates[-1]))
        return "before"
    if np.isnan(errors).all():
        return check_none_left(frame, text)
    best = max(k for k in range(len(rates)) if errors[k] == np.nanmin(errors))
    if epochs < frame.settings.scout_epochs:
        said = numbers_of(text, plural(epochs, "After # epoch(s) # has the least error so far."))
        assert said == [epochs, read(rates[best])]
        return "scouting"
    above = len(rates) - best - 1
    head = plural(epochs, "# is fastest: least error in # epoch(s); ")
    if above == 0:
        assert numbers_of(text, head + "none is larger.") == [read(rates[best]), epochs]
    elif above == 1:
        assert numbers_of(text, head + "# larger is ruled out.") == [read(rates[best]), epochs, 1]
    else:
        assert numbers_of(text, head + "# larger are ruled out.") == [read(rates[best]), epochs, above]
    return "scouted"


def check_none_left(frame: ProcedureFrame, text: str) -> str:
    assert np.isnan(frame.scout.sse[-1]).all()
    assert numbers_of(text, "All # rates diverge, so none is left to choose: scout smaller ones.") == [
        len(frame.scout.learning_rates)
    ]
    return "all diverge"


def check_pass(frame: ProcedureFrame, text: str) -> str:
    latest, number = frame.passes[-1], len(frame.passes)
    accuracies = latest.holdout_accuracy.tolist()
    finite = [value for value in accuracies if value == value]
    best, best_epoch = max(finite), accuracies.index(max(finite))
    rate, smaller = latest.learning_rate, latest.learning_rate * frame.settings.shrink
    before = max((float(np.nanmax(each.holdout_accuracy)) for each in frame.passes[:-1]), default=-1.0)
    if latest.stopped is None:
        head, waited = "Pass # at #: best hold-out #, ", len(accuracies) - 1 - best_epoch
        if waited:
            said = numbers_of(text, head + "# of # epochs ago.")
            assert said == [number, read(rate), share(best), waited, frame.settings.patience]
            assert waited < frame.settings.patience
        else:
            assert numbers_of(text, head + "just now.") == [number, read(rate), share(best)]
        return "waiting" if waited else "rising"
    if best == 1:
        assert numbers_of(text, "Pass # has all hold-out rows right: no smaller rate can raise that.") == [number]
        return "all right"
    if number == 1:
        why = {
            Stop.PATIENCE: plural(frame.settings.patience, "no better for # epoch(s)"),
            Stop.EPOCHS: plural(len(accuracies) - 1, "after all # epoch(s)"),
            Stop.DIVERGED: "diverged at epoch #",
        }[latest.stopped]
        count = frame.settings.patience if latest.stopped is Stop.PATIENCE else len(accuracies) - 1
        said = numbers_of(text, f"Pass 1 stops, {why}; its best is #; next: #.")
        assert said == [count, share(best), read(smaller)]
        return f"first {latest.stopped}"
    if best > before:
        said = numbers_of(text, "Pass # raises the hold-out accuracy from # to #; next: #.")
        assert said == [number, share(before), share(best), read(smaller)]
        return "raises"
    if best == before:
        said = numbers_of(text, "Pass # only equals the best hold-out accuracy, #: no smaller rates.")
        assert said == [number, share(best)]
        return "equals"
    said = numbers_of(text, "Pass # reaches #, no more than the best so far, #: no smaller rates.")
    assert said == [number, share(best), share(before)]
    return "falls short"


def check_verdict(frame: ProcedureFrame, text: str) -> str:
    if frame.verdict is None:
        return check_none_left(frame, text)
    best = max(frame.passes, key=lambda each: float(np.nanmax(each.holdout_accuracy)))  # the first of several
    epoch = int(np.nanargmax(best.holdout_accuracy))
    if all(int(np.nanargmax(each.holdout_accuracy)) == 0 for each in frame.passes):
        said = numbers_of(text, "No pass raised the hold-out accuracy above the untrained network's #.")
        assert said == [share(best.holdout_accuracy[0])]
        return "no better than untrained"
    said = numbers_of(text, plural(epoch, "Chosen: # for # epoch(s); hold-out #, unseen test rows #."))
    assert said[:3] == [read(best.learning_rate), epoch, share(float(np.nanmax(best.holdout_accuracy)))]
    assert said[3] == share(frame.verdict.test_accuracy)
    return "chosen"


def check_sweep(frame: RangeFrame, text: str) -> str:
    rates = frame.learning_rates
    if frame.iteration == 0:
        head = plural(len(frame.seeds), "# run(s): over ")
        said = numbers_of(text, head + plural(len(rates), "# batch(es) the rate grows from # to #."))
        assert said == [len(frame.seeds), len(rates), read(rates[0]), read(rates[-1])]
        return "before"
    losses = [curve.smoothed.tolist() for curve in frame.curves]
    longest = max(map(len, losses))
    if longest == 0:
        assert text == "The loss of every run is not finite: start from a smaller rate."
        return "no loss"
    medians = [statistics.median([each[k] for each in losses if len(each) > k]) for k in range(longest)]
    go = "goes" if sum(curve.running for curve in frame.curves) == 1 else "go"
    said = numbers_of(text, plural(len(frame.seeds), f"At #, # of # run(s) {go} on; lowest median loss #, at #."))
    going = sum(curve.running for curve in frame.curves)
    assert said[:3] == [read(rates[frame.iteration - 1]), going, len(frame.seeds)]
    assert said[3:] == [read(min(medians)), read(rates[medians.index(min(medians))])]
    return "sweeping"


def check_disagreement(frame: RangeFrame) -> None:
    """That the doubt names the rule whose rates lie furthest apart, and by what factor they do."""
    match = re.fullmatch(rf"the seeds disagree, (\w+) by a factor of ({NUMBER})", (frame.doubt or "").replace("+", ""))
    assert match, frame.doubt
    spreads = {}
    for name, found in frame.suggestions.items():
        rates = [rate for rate in found.per_seed if rate is not None]
        if 2 * len(rates) > len(frame.seeds):
            spreads[name] = max(rates) / min(rates)
    assert spreads[match[1]] == max(spreads.values()) > 10
    assert float(match[2]) == read(spreads[match[1]])


def check_verdict_of_range(frame: RangeFrame, text: str) -> str:
    if frame.doubt is not None:
        assert text == f"No reliable suggestion: {frame.doubt}."
        kind = re.split("[:,]", frame.doubt)[0]
        if kind == "the seeds disagree":
            check_disagreement(frame)
        return f"doubt: {kind}"
    rates = [rate for rate in frame.suggestions[frame.settings.rule].per_seed if rate is not None]
    if 2 * len(rates) <= len(frame.seeds):
        assert frame.settings.rule in text.lower() and not re.search(rf"suggests {NUMBER}", text), text
        return "silent"
    name = "Minimum/10" if frame.settings.rule == "minimum" else frame.settings.rule.capitalize()
    said = numbers_of(text, f"{name} suggests #; over " + plural(len(frame.seeds), "# seed(s) from # to #."))
    assert said == [read(float(np.median(rates))), len(frame.seeds), read(min(rates)), read(max(rates))]
    return "suggests"


# --- Whole labs, at every moment --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, {"before", "scouted", "rising", "waiting", "first patience", "chosen"}),
        ({"seed": 1}, {"raises"}),
        ({"scout_epochs": 200, "rates": 7, "patience": 3, **SMALL}, {"scouting", "scouted"}),
        ({"rates": 64, **SMALL, "patience": 2}, {"scouted"}),
        ({"low": 1e200, "high": 1e300}, {"before", "all diverge"}),
        ({"low": 1e-12, "high": 1e-10}, {"scouted", "waiting", "first patience", "no better than untrained"}),
        ({"low": 2.15e-4, "high": 3.33e-4, "rates": 3, **SMALL}, {"scouted"}),
        ({"epochs": 1, **SMALL}, {"rising", "first epochs", "chosen"}),
        ({"patience": 1, **SMALL}, {"first patience"}),
        ({"shrink": 0.93, "patience": 40, "epochs": 30, **SMALL}, {"first epochs"}),
        ({"low": 1.0, "high": 1e6, "seed": 2, **SMALL}, {"scouted"}),
    ],
)
def test_the_procedure_is_told_truly_at_every_moment(fields: dict[str, Any], kinds: set[str]) -> None:
    assert {check(frame) for frame in every_moment(ChooseSettings(**fields))} >= kinds


RANGES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"before", "sweeping", "suggests"}),
    ({"on": "holdout", "seeds": 1, **SMALL}, {"before", "sweeping"}),
    ({"seed": 7}, {"doubt: the seeds disagree"}),
    ({"low": 1e-12, "high": 1e-10, **SMALL}, {"doubt: the curve is flat"}),
    ({"low": 1e200, "high": 1e300, "on": "holdout"}, {"no loss", "doubt: a run had too few batches"}),
    ({"low": 1e200, "high": 1e300}, {"sweeping", "doubt: a run had too few batches"}),
    ({"low": 1e-3, "high": 0.3, "hidden": 20}, {"doubt: the loss still falls at the largest rate"}),
    ({"low": 1e-3, "high": 1e9, "seeds": 9, **SMALL}, {"sweeping"}),
    ({"iterations": 2, "seeds": 1}, {"doubt: a run had too few batches"}),
    ({"iterations": 150, "seeds": 64, "hidden": 2}, {"sweeping"}),
    ({"low": 1e-12, "high": 1e3, "iterations": 400, "batch": 10, "seeds": 1, **SMALL}, {"sweeping"}),
    ({"low": 1e-4, "high": 10.0, "batch": 10, **SMALL}, {"sweeping"}),
]


@pytest.mark.parametrize(("fields", "kinds"), RANGES)
def test_the_range_test_is_told_truly_at_every_moment(fields: dict[str, Any], kinds: set[str]) -> None:
    assert {check(frame) for frame in every_moment(ChooseSettings(method="range", **fields))} >= kinds


@pytest.mark.parametrize(("fields", "kinds"), RANGES)
def test_every_rule_is_told_truly(fields: dict[str, Any], kinds: set[str]) -> None:
    frame = finished(ChooseSettings(method="range", **fields)).frame()
    assert isinstance(frame, RangeFrame) and frame.finished
    for name in RULES:
        check(replace(frame, settings=replace(frame.settings, rule=name)))


def test_a_pass_that_has_all_right_is_the_only_one(tmp_path: Path) -> None:
    features, kinds = load_iris(return_X_y=True)
    path = tmp_path / "iris.csv"
    rows = [",".join(map(repr, row.tolist())) + f",{kind}" for row, kind in zip(features, kinds, strict=True)]
    path.write_text("a,b,c,d,kind\n" + "\n".join(rows) + "\n")
    frames = list(every_moment(ChooseSettings(data=str(path))))
    assert {check(frame) for frame in frames} >= {"all right", "chosen"}
    last = frames[-1]
    assert isinstance(last, ProcedureFrame) and len(last.passes) == 1


# --- Made by hand: the longest numbers, and each situation ------------------------------------------------------


@pytest.fixture(scope="module")
def frame() -> ProcedureFrame:
    made = ChooseLab.finished(ChooseSettings(hidden=2, epochs=1)).frame()
    assert isinstance(made, ProcedureFrame)
    return made


NO_WEIGHTS = initial_parameters(1, 1, 2, [0])


def made_pass(rate: float, accuracies: list[float], stopped: Stop | None, epochs: int = 0) -> Pass:
    """A pass with these accuracies, and the last of them for ``epochs`` more."""
    values = np.array(accuracies + accuracies[-1:] * epochs)
    return Pass(Recipe(rate), np.full(len(values), 100.0), values, stopped, NO_WEIGHTS)


RATES = [0.000215, 123456.0, 9.87e-300]


@pytest.mark.parametrize("rate", RATES)
def test_the_longest_sentences_about_a_pass_fit(frame: ProcedureFrame, rate: float) -> None:
    settings = replace(frame.settings, patience=100_000, epochs=100_000, shrink=0.897)
    for number, length, accuracy in itertools.product((1, 9, 64, 128), (1, 99_998), (0.999, 0.123)):
        before = [made_pass(rate, [0.3, 0.7 + 0.0005 * k], Stop.EPOCHS) for k in range(number - 1)]
        for stopped in (None, *Stop):
            latest = made_pass(rate, [0.1, accuracy], stopped, epochs=length)
            check(replace(frame, settings=settings, passes=(*before, latest), finished=False, verdict=None))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("fastest", [0, 5, 62, 63])
def test_the_longest_sentences_about_the_scout_fit(frame: ProcedureFrame, rate: float, fastest: int) -> None:
    rates = tuple((rate * np.geomspace(1.0, 97.0, 64)).tolist())
    for epochs in (1, 100_000):
        errors = np.full((epochs + 1, 64), 500.0)
        errors[1:, fastest] = 1.0
        for until in sorted({0, 1, epochs - 1, epochs}):
            scout = Scout(plain(*rates), epochs, errors[: until + 1])
            settings = replace(frame.settings, scout_epochs=epochs, rates=64)
            check(replace(frame, settings=settings, scout=scout, passes=(), finished=False, verdict=None))


@pytest.mark.parametrize("fastest", range(4))
def test_the_end_of_the_scout_says_how_many_are_ruled_out(frame: ProcedureFrame, fastest: int) -> None:
    for epochs in (1, 2):
        errors = np.full((epochs + 1, 4), 500.0)
        errors[1:, fastest] = 1.0
        scout = Scout(plain(0.1, 0.2, 0.4, 0.8), epochs, errors)
        settings = replace(frame.settings, scout_epochs=epochs)
        shown = replace(frame, settings=settings, scout=scout, passes=(), finished=False, verdict=None)
        assert check(shown) == "scouted"


@pytest.mark.parametrize("rate", RATES)
def test_the_longest_verdict_fits(frame: ProcedureFrame, rate: float) -> None:
    best = made_pass(rate, [0.1] * 100_000 + [0.8], Stop.EPOCHS)
    shown = replace(frame, passes=(best,), verdict=Verdict(0, Recipe(rate), 100_000, 0.8, 0.7654), finished=True)
    assert check(shown) == "chosen"


@pytest.mark.parametrize("low", RATES)
def test_the_longest_sentences_about_the_range_test_fit(low: float) -> None:
    settings = ChooseSettings(method="range", low=low, high=low * 9999, iterations=10_000, seeds=64)
    frame = ChooseLab(replace(settings, iterations=2, seeds=2, hidden=1)).frame()
    assert isinstance(frame, RangeFrame)
    rates = np.geomspace(low, low * 9999, 10_000)
    losses = np.linspace(1.2345e-5, 1.0e-5, 9_999)
    curves = tuple(Curve(losses, losses, True) for _ in range(64))
    shown = replace(
        frame, settings=settings, learning_rates=rates, seeds=tuple(range(64)), curves=curves, iteration=9_999
    )
    check(shown)
    check(replace(shown, iteration=0, curves=tuple(Curve(losses[:0], losses[:0], True) for _ in range(64))))
    found = {name: Suggestion((low,) * 63 + (low * 9999,)) for name in RULES}
    for name in RULES:
        settings = replace(shown.settings, rule=name)
        check(replace(shown, settings=settings, suggestions=found, finished=True, doubt=None))


@pytest.mark.parametrize("high", [1e-3, 1.0, 1e3, 1e100, 1e300])
def test_a_disagreement_by_any_factor_is_told_briefly(high: float) -> None:
    """The reason is the core's; the sentence has to hold it."""
    low = 1.234e-5
    curves = []
    for place in (20, 170):  # a plain descent at the one and at the other end
        loss = np.ones(200)
        loss[place : place + 15] = np.linspace(1.0, 0.2, 15)
        loss[place + 15 :] = np.linspace(0.2, 0.9, 200 - place - 15)
        curves.append(loss)
    rates = np.geomspace(low, high, 200)
    found = suggestions(rates, curves)
    reason = doubt(rates, curves, found)
    assert reason is not None and "disagree" in reason
    assert len(f"No reliable suggestion: {reason}.") <= WIDTH, reason


def test_a_rule_with_nothing_to_say_names_no_rate() -> None:
    frame = finished(ChooseSettings(method="range", **SMALL)).frame()
    assert isinstance(frame, RangeFrame)
    silent = {**frame.suggestions, "slide": Suggestion((None,) * 5)}
    shown = replace(frame, settings=replace(frame.settings, rule="slide"), suggestions=silent, doubt=None)
    assert check(shown) == "silent"


def test_each_situation_has_its_own_sentence(frame: ProcedureFrame) -> None:
    """Two situations are never told in the same words, but for the numbers."""
    settings = replace(frame.settings, patience=3)
    first = made_pass(0.1, [0.1, 0.5], Stop.PATIENCE, 3)
    situations: dict[str, tuple[Pass, ...]] = {
        "rising": (made_pass(0.1, [0.1, 0.5], None),),
        "waiting": (made_pass(0.1, [0.5, 0.1], None),),
        "patience": (first,),
        "epochs": (made_pass(0.1, [0.1, 0.5], Stop.EPOCHS),),
        "diverged": (made_pass(0.1, [0.5, float("nan")], Stop.DIVERGED),),
        "all right": (made_pass(0.1, [0.1, 1.0], Stop.PATIENCE, 3),),
        "raises": (first, made_pass(0.05, [0.1, 0.6], Stop.PATIENCE, 3)),
        "level": (first, made_pass(0.05, [0.1, 0.5], Stop.PATIENCE, 3)),
        "below": (first, made_pass(0.05, [0.1, 0.4], Stop.PATIENCE, 3)),
    }
    told = {}
    for name, passes in situations.items():
        shown = replace(frame, settings=settings, passes=passes, finished=False, verdict=None)
        check(shown)
        told[name] = re.sub(NUMBER, "#", sentence(shown))
    assert len(set(told.values())) == len(told)


def test_a_pass_under_way_that_has_just_begun_has_its_best_now(frame: ProcedureFrame) -> None:
    shown = replace(frame, passes=(made_pass(0.1, [0.25], None),), finished=False, verdict=None)
    assert sentence(shown) == "Pass 1 at 0.1: best hold-out 0.250, just now."
