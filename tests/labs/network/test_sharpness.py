"""The view of the sharpness: every sentence against the numbers, by rules of the tests' own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from lrtui.cli import main
from lrtui.core.arrays import Array
from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.experiment import ALL
from lrtui.labs.network.edges import ratio_at
from lrtui.labs.network.figures.table import SCALE, TABLE
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.report import report_of
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.network.words import sentence
from lrtui.report.formats import write
from tests.dense_hessian import dense_hessian
from tests.examples import LONG
from tests.real_data import plain

NUMBER = r"([\d.,]+(?:e[-+]?\d+)?)"
SAME = 0.021
"""λ is good to a hundredth: by a little more than twice that, two values differ."""


def number(text: str) -> float:
    return float(text.rstrip(".,").replace(",", ""))


def close(text: str, value: float) -> bool:
    """Whether a text of three digits is this value."""
    return number(text) == pytest.approx(value, rel=6e-3)


def so_far(run: Run, frame: NetworkFrame) -> Array:
    return run.sharpness[: frame.epoch + 1]


def is_at_start(run: Run, frame: NetworkFrame, value: str, most: str) -> bool:
    return frame.epoch == 0 and close(value, run.sharpness[0]) and close(most, 2 / run.sharpness[0])


def is_thrown(run: Run, frame: NetworkFrame, limit: str, least: str = "") -> bool:
    others = [other.at("train", "sharpness", frame.epoch) for other in frame.runs if other is not run]
    there = [other for other in others if np.isfinite(other)]
    stable = 2 / run.learning_rate
    told = not least or stable < number(least) <= min(there)
    told = told and (so_far(run, frame) > stable).mean() > 0.09
    return close(limit, stable) and len(there) > 0 and min(there) > stable and told


def is_above(run: Run, frame: NetworkFrame, limit: str = "") -> bool:
    return run.learning_rate * so_far(run, frame)[-1] > 2 and (not limit or close(limit, 2 / run.learning_rate))


def crosses(run: Run, frame: NetworkFrame, limit: str, above: str, of: str) -> bool:
    recent = so_far(run, frame)[-int(of) :]
    over = recent * run.learning_rate > 2 * (1 + SAME - 0.001)
    return close(limit, 2 / run.learning_rate) and int(above) == over.sum() and 0 < over.sum() < len(recent) == int(of)


def was_above(run: Run, frame: NetworkFrame, limit: str, epoch: str, value: str = "") -> bool:
    products = so_far(run, frame) * run.learning_rate / 2
    after = products[int(epoch) + 1 :]
    return (
        close(limit, 2 / run.learning_rate)
        and (not value or close(value, so_far(run, frame)[-1]))
        and products[int(epoch)] > 1
        and len(after) > 0
        and bool((after < 1 + SAME).all())
        and after[-1] < 1 + SAME
    )


def hovers(run: Run, frame: NetworkFrame, about: str, limit: str) -> bool:
    recent = so_far(run, frame)[-21:]
    return close(limit, 2 / run.learning_rate) and 0.75 < number(about) / number(limit) < 1.25 and len(recent) > 7


def hops(run: Run, frame: NetworkFrame, low: str, high: str, limit: str) -> bool:
    recent = so_far(run, frame)[-6:]
    again = np.abs(recent[2:] / recent[:-2] - 1).max() < SAME
    pair = sorted(recent[-2:])
    return (
        bool(again)
        and close(low, pair[0])
        and close(high, pair[1])
        and close(limit, 2 / run.learning_rate)
        and pair[0] * (1 + SAME) < 2 / run.learning_rate < pair[1]
    )


def never(run: Run, frame: NetworkFrame, limit: str, most: str) -> bool:
    stable = 2 / run.learning_rate
    return bool(
        close(limit, stable)
        and np.nanmax(so_far(run, frame)) < number(most)
        and np.nanmax(so_far(run, frame)) < (stable * (1 + SAME))
    )


def diverged(run: Run, frame: NetworkFrame, product: str, epoch: str = "") -> bool:
    known = np.flatnonzero(np.isfinite(run.sharpness))[-1]
    assert run.diverged_at is not None and run.diverged_at <= frame.epoch
    told = run.sharpness[known] * run.learning_rate
    return number(product) == pytest.approx(told, rel=6e-3) and told > 2 and (not epoch or int(epoch) == known)


RULES: tuple[tuple[str, Callable[..., bool]], ...] = (
    (rf"At the start λ is {NUMBER}: above a rate of 2/λ = {NUMBER} a step lands farther away\.", is_at_start),
    (rf"At the start λ is {NUMBER}: above a rate of {NUMBER} a step lands farther away\.", is_at_start),
    (rf"R is thrown out of any valley sharper than 2/η = {NUMBER}; the others' have λ > {NUMBER}", is_thrown),
    (rf"R is thrown out of any valley sharper than 2/η = {NUMBER}", is_thrown),
    (rf"R is above 2/η = {NUMBER}: in the sharpest direction a step lands farther away\.", is_above),
    (r"R is above 2/η: in the sharpest direction a step lands farther away\.", is_above),
    (rf"R crosses its limit 2/η = {NUMBER} again and again: (\d+) of (\d+) epochs above it\.", crosses),
    (rf"R crosses its limit 2/η = {NUMBER}: (\d+) of (\d+) epochs above it\.", crosses),
    (rf"R was last above its limit 2/η = {NUMBER} at epoch (\d+); it is below it now\.", was_above),
    (rf"R was last above its limit 2/η = {NUMBER} at epoch (\d+); λ is {NUMBER} now, below it\.", was_above),
    (rf"R lives at its edge: λ has lately been about {NUMBER}, and 2/η is {NUMBER}", hovers),
    (rf"R hops between two states at its edge: λ {NUMBER}, {NUMBER}; 2/η = {NUMBER}", hops),
    (rf"R never feels its limit 2/η = {NUMBER}: λ has stayed below {NUMBER}", never),
    (rf"R diverged: η·λ was {NUMBER} at epoch (\d+)\. Above 2 a step lands farther away\.", diverged),
    (rf"R diverged: η·λ was {NUMBER}\. Above 2 a step lands farther away\.", diverged),
)


def check(frame: NetworkFrame) -> str:
    """The sentence, of which all has been checked; the number of its rule is what is returned."""
    text, run = sentence(frame), frame.runs[frame.selected]
    assert len(text) < 79 and text.endswith(".")
    rate = re.match(r"[\d.e+-]+(?= )", text)
    if rate:
        assert float(rate[0]) == pytest.approx(run.learning_rate, rel=1e-5)
        text = "R" + text[rate.end() :]
    for pattern, rule in RULES:
        found = re.fullmatch(pattern + r"\.?", text)
        if found:
            assert rule(run, frame, *found.groups()), (text, run.learning_rate, frame.epoch)
            return rule.__name__
    raise AssertionError(f"no rule for {text!r}")


def finished(**settings: object) -> NetworkLab:
    return NetworkLab.finished(NetworkSettings(**{"metric": "sharpness", **settings}))  # type: ignore[arg-type]


def random_settings(seed: int) -> dict[str, object]:
    random = np.random.default_rng(seed)
    rates = 10 ** random.uniform(-3.5, 0.8, 3)
    return {
        "recipes": plain(*sorted({float(f"{rate:.2g}") for rate in rates}, reverse=True)),
        "epochs": int(random.integers(12, 45)),
        "batch": int(random.choice([20, 50, ALL])),
        "seed": int(random.integers(0, 99)),
        "data": str(random.choice(["blobs", "moons", "iris"])),
    }


def test_every_sentence_is_true_of_the_numbers() -> None:
    said: set[str] = set()
    for seed in range(10 if LONG else 6):
        lab = finished(**random_settings(seed))
        for epoch in (0, 1, 4, 12, 23, lab.newest):
            lab.act(Action("set", "at", epoch))
            frame = lab.frame()
            said |= {check(replace(frame, selected=row)) for row in range(len(frame.runs))}
    assert said >= {"is_at_start", "is_thrown", "is_above", "crosses", "was_above", "never"}


def test_the_article_s_rates_say_why() -> None:
    lab = finished()
    frame = lab.frame()
    said = [sentence(replace(frame, selected=row)) for row in range(4)]
    assert said[0].startswith("1 is thrown out of any valley sharper than 2/η = 2; the others'")
    assert said[1].startswith("0.1 was last above its limit 2/η = 20 at epoch")
    assert said[2].startswith("0.01 crosses its limit 2/η = 200 again and again")  # so it is ragged
    assert said[3].startswith("0.001 never feels its limit 2/η = 2,000")
    assert [check(replace(frame, selected=row)) for row in range(4)] == ["is_thrown", "was_above", "crosses", "never"]


def test_with_full_batches_two_rates_hop_about_their_edge() -> None:
    frame = finished(batch=ALL, epochs=200).frame()
    assert [check(replace(frame, selected=row)) for row in range(4)] == ["is_thrown", "hops", "hops", "never"]


def test_a_divergence_that_sharpness_explains_says_so() -> None:
    lab = finished(recipes=plain(1e200, 30.0, 0.01), epochs=40)
    frame = lab.frame()
    assert [check(replace(frame, selected=row)) for row in range(2)] == ["diverged", "diverged"]
    # One that no curvature explains does not: here it is made to look as if it had been flat.
    flat = replace(frame.runs[0], sharpness=np.full_like(frame.runs[0].sharpness, 1e-300))
    assert sentence(replace(frame, runs=(flat, *frame.runs[1:]))) == "1e200 diverged at epoch 1."


def test_what_is_measured_does_not_depend_on_when_one_looked() -> None:
    at_once = finished(epochs=30).frame()
    lab = NetworkLab.finished(NetworkSettings(epochs=30))
    assert not len(lab.frame().runs[0].sharpness)  # nobody has looked
    while lab.frame().settings.metric != "sharpness":
        lab.act(Action("metric"))
    assert lab.pending and "being measured: 0 of 31" in sentence(lab.frame())
    for _ in range(5):
        lab.work()
    lab.act(Action("step", amount=-20))
    lab.finish(lambda epoch: None)
    for late, early in zip(lab.frame().runs, at_once.runs, strict=True):
        assert late.sharpness.tobytes() == early.sharpness.tobytes()


def test_one_follows_it_while_it_trains_and_a_rate_that_is_added_has_its_own() -> None:
    lab = NetworkLab(NetworkSettings(metric="sharpness", recipes=plain(0.1, 0.01)))
    for _ in range(12):
        lab.advance(0.1)
        lab.finish(lambda epoch: None)
        frame = lab.frame()
        assert all(np.isfinite(run.at("train", "sharpness", frame.epoch)) for run in frame.runs)
    lab.act(Action("add", amount=Recipe(0.05)))
    lab.finish(lambda epoch: None)
    added = lab.frame().runs[1]
    alone = finished(recipes=plain(0.05), epochs=200, at=lab.frame().epoch).frame().runs[0]
    assert added.sharpness[: frame.epoch].tobytes() == alone.sharpness[: frame.epoch].tobytes()


def test_the_key_opens_the_parabola_of_the_same_sharpness() -> None:
    lab = NetworkLab(NetworkSettings(recipes=plain(0.1, 0.01), at=3, paused=True))
    lab.finish(lambda epoch: None)
    for row in range(2):
        found = lab.parabola()
        run = lab.frame().runs[row]
        weights = run.weights
        assert weights is not None
        data = lab.frame().train
        largest = np.linalg.eigvalsh(dense_hessian(weights, data.features, data.targets))[-1]
        assert 2 * found["a"] == pytest.approx(largest, rel=0.01)
        assert DescentSettings(**found).learning_rate == run.learning_rate
        lab.act(Action("select", amount=1))
    momentum = NetworkLab(NetworkSettings(recipes=(Recipe(0.1, "momentum", 0.5), Recipe(0.1, "adam")), paused=True))
    momentum.finish(lambda epoch: None)
    assert DescentSettings(**momentum.parabola()).optimizer == "momentum=0.5"
    momentum.act(Action("select", amount=1))
    with pytest.raises(ValueError, match="adam scales the step of each weight"):
        momentum.parabola()
    gone = finished(recipes=plain(1e200, 0.1), epochs=5, metric="loss")
    with pytest.raises(ValueError, match="1e200 at epoch 5 any more: it has diverged"):
        gone.parabola()


def test_the_descent_ratio_is_what_a_step_made_of_the_slope() -> None:
    frame = finished(batch=ALL, epochs=8).frame()
    for run in frame.runs:
        for epoch in range(1, 9):
            slope = run.squares[epoch - 1]
            made = (run.train.loss[epoch - 1] - run.train.loss[epoch]) / (run.learning_rate * slope)
            assert ratio_at(frame, run, epoch) == pytest.approx(made)
    assert ratio_at(frame, frame.runs[3], 8) > 0.9  # 0.001 is far below its limit: 1 − ηλ/2 is about 0.9
    assert np.isnan(ratio_at(frame, frame.runs[3], 0))
    assert np.isnan(ratio_at(finished(epochs=8).frame(), frame.runs[3], 8))  # batches of 50 have another loss


def test_its_gauge_marks_the_edge_and_the_best() -> None:
    frame = finished(batch=ALL, epochs=8).frame()
    lines = TABLE.cells(frame, 78, 6).lines()
    head, rows = lines[0], lines[1:5]
    assert SCALE in head
    start = head.index(SCALE)
    for run, line in zip(frame.runs, rows, strict=True):
        ratio = ratio_at(frame, run, 8)
        gauge = line[start : start + len(SCALE)]
        expected = min(max(round(10 * ratio) + 2, 0), len(SCALE) - 1)
        assert gauge[expected] in "●◀▶" and (gauge[expected] == "●") == (-2 <= round(10 * ratio) <= 10)
        assert all(gauge[at] in "┊●◀▶" for at, sign in enumerate(SCALE) if sign != " ")


def test_the_report_has_it_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["network", "--lrs", "1,0.01", "--epochs", "3", "--print"]
    assert main([*arguments, "json"]) == 0
    assert all("sharpness" not in run for run in json.loads(capsys.readouterr().out)["runs"])
    assert main([*arguments, "json", "--sharpness"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [len(run["sharpness"]) for run in runs] == [4, 4] and [run["edge"] for run in runs] == [2, 200]
    assert runs[0]["sharpness"][0] == pytest.approx(292.302, rel=0.01)
    assert main([*arguments, "csv", "--sharpness"]) == 0
    head, first, second = capsys.readouterr().out.splitlines()[:3]
    assert head.endswith(",auc,sharpness") and second.endswith(",")
    assert float(first.split(",")[-1]) == runs[0]["sharpness"][0]
    assert main([*arguments, "json", "--batch", "all"]) == 0
    assert json.loads(capsys.readouterr().out)["batch"] == 500


def test_what_is_saved_of_the_view_is_what_its_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    lab = NetworkLab(NetworkSettings(metric="sharpness", recipes=plain(1.0, 0.01), epochs=20))
    lab.advance(0.5)
    lab.finish(lambda epoch: None)
    saved = StringIO()
    write(report_of(lab.frame()), "json", saved, size=(80, 22), ascii_only=False)
    arguments = f"network --metric sharpness --lrs 1,0.01 --epochs 20 --at {lab.frame().epoch} --print json"
    assert main(arguments.split()) == 0
    assert capsys.readouterr().out == saved.getvalue()
