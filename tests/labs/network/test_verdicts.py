"""Every verdict and sentence is true of the numbers, by rules that are written down apart from the program."""

from __future__ import annotations

import io
import math
import random
from typing import Any

import numpy as np
import pytest

from lrtui.core.arrays import IntArray
from lrtui.core.data import Dataset
from lrtui.core.metrics import Metrics
from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.report import report_of
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import METRICS, NetworkSettings
from lrtui.labs.network.verdicts import Judge, Standing, judge_all, scatter_of
from lrtui.labs.network.words import sentence
from lrtui.report.formats import write
from tests.examples import LONG
from tests.real_data import plain

from ...report import strict_json
from .rules import FALLING, check_fastest, check_run, check_sentence


def told(frame: NetworkFrame) -> dict[str, Any]:
    """The report as a reader of its JSON has it; what is null is as bad as can be."""
    stream = io.StringIO()
    write(report_of(frame), "json", stream, size=(80, 23), ascii_only=False)
    document = strict_json.parse(stream.getvalue())
    for run in document["runs"]:
        for part in ("train", "validation"):
            for name, values in run[part].items():
                worst = math.inf if name in FALLING else -1.0
                values[:] = [worst if value is None else value for value in values]
    return document


def check(frame: NetworkFrame) -> dict[str, str]:
    """Hold all that is said of a frame against its numbers; the verdicts by rate."""
    document, labels = told(frame), frame.validation.labels.tolist()
    for run, described in zip(frame.runs, document["runs"], strict=True):
        described["name"] = run.name
    metric, epoch = frame.settings.metric, frame.epoch
    for run in document["runs"]:
        check_run(run, document["runs"], metric, epoch, labels)
    check_fastest(document, epoch, labels)
    if len(frame.runs) > 1 and epoch > 0:
        check_sentence(sentence(frame), document, metric, epoch, labels)
    return {f"{run['learning_rate']:g}": run["verdict"] for run in document["runs"]}


def finished(**fields: Any) -> NetworkFrame:
    return NetworkLab.finished(NetworkSettings(**fields)).frame()


@pytest.mark.parametrize("number", range(20))
def test_what_is_said_of_random_trainings_is_true(number: int) -> None:
    draw = random.Random(number)
    rates = tuple(float(f"{10 ** draw.uniform(-4, 2.5):.3g}") for _ in range(draw.randint(1, 6)))
    epochs = draw.choice([1, 2, 3, 4, 5, 6, 8, 10, 15, 25, 40])
    frame = finished(
        recipes=plain(*rates),
        epochs=epochs,
        seed=draw.randrange(100),
        hidden=draw.choice([4, 20, 50]),
        batch=draw.choice([20, 50, 100]),
        metric=draw.choice(list(METRICS)),
        at=draw.choice([None, epochs // 2]),
    )
    check(frame)


@pytest.mark.parametrize("number", range(12) if LONG else range(0, 12, 2))
def test_what_is_said_of_random_recipes_is_true(number: int) -> None:
    draw = random.Random(100 + number)
    optimizers = ("sgd", "momentum", "momentum=0.5", "nesterov", "rmsprop", "adagrad", "adam")
    schedules = ("constant", "cosine", "step=5", "time=0.01", "plateau=2", "1cycle", "warmup=5")
    recipes = dict.fromkeys(
        Recipe.of(float(f"{10 ** draw.uniform(-3.5, 0):.2g}"), draw.choice(optimizers), draw.choice(schedules))
        for _ in range(draw.randint(2, 5))
    )
    check(
        finished(
            recipes=tuple(recipes), epochs=draw.choice([4, 8, 15, 30]), seed=number, metric=draw.choice(list(METRICS))
        )
    )


@pytest.mark.parametrize("metric", list(METRICS))
def test_the_second_article_s_reading_is_there(metric: str) -> None:
    lab = NetworkLab.finished(NetworkSettings(metric=metric))
    verdicts = check(lab.frame())
    if metric != "sse":  # by which 0.01 jumps too much
        assert verdicts == {"1": "ragged", "0.1": "best so far", "0.01": "as good", "0.001": "too slow"}
        assert sentence(lab.frame()) == (
            "0.1 first at 82.1% right, best so far; 1 ragged; 0.01 as good; 0.001 too slow."
        )
    for epoch in (199, 100, 60, 30, 10, 5, 3, 1):
        lab.act(Action("step", amount=epoch - lab.frame().epoch))
        check(lab.frame().at_rest())


def test_the_rate_that_was_there_first_is_the_fastest_and_a_stuck_one_is_named() -> None:
    frame = finished(recipes=plain(30.0, 3.0, 0.3, 0.03))
    assert check(frame)["3"] == "stuck" and check(frame)["30"] == "diverged at 28"
    assert told(frame)["fastest"] == "0.3"
    assert "3 stuck" in sentence(frame) and sentence(frame).startswith("0.3 first")


def test_after_three_epochs_nothing_is_called_fast() -> None:
    frame = finished(seed=2, at=3)
    assert set(check(frame).values()) == {"too early"}
    assert sentence(frame) == "Too early to judge, after 3 epochs: nothing tells the best of them apart yet."


def test_two_epochs_on_a_large_file_are_no_verdict_and_a_tie_is_none_either() -> None:
    frame = finished(epochs=2, hidden=2)
    labels: IntArray = np.arange(40_000) % 3
    large = Dataset("large.csv", np.zeros((40_000, 1)), labels, ("a", "b", "c"))
    for aucs in ([0.5, 0.93, 0.9434], [0.5, 0.93, 0.9440]), ([0.5] + [0.9434] * 20, [0.5] + [0.9440] * 20):
        runs = (made_up(1.0, aucs[0]), made_up(0.1, aucs[1]))
        found = judge_all(runs, Judge(large, "validation", "auc", len(aucs[0]) - 1), large)
        assert found.verdicts == (("too early",) * 2 if len(aucs[0]) == 3 else ("as good", "best so far"))
    assert set(check(frame).values()) == {"too early"}


def test_a_rate_of_1e200_diverges_alone() -> None:
    others = {"1": "ragged", "0.1": "best so far"}
    assert check(finished(recipes=plain(1e200, 1.0, 0.1))) == {"1e+200": "diverged at 1", **others}


def made_up(rate: float, values: list[float]) -> Run:
    """A run in which every measure has these values, where it can have them."""
    shares = [min(value, 0.3) for value in values] if max(values) > 1 else values
    metrics = Metrics(*map(np.array, (values, values, shares, shares)))
    return Run(Recipe(rate), None, True, metrics, metrics)


def words_of(metric: str, *curves: tuple[float, list[float]], rows: int = 500) -> tuple[str, ...]:
    data = Dataset("made up", np.zeros((rows, 1)), np.arange(rows) % 2, ("a", "b"))
    runs = tuple(made_up(rate, values) for rate, values in curves)
    return judge_all(runs, Judge(data, "validation", metric, len(curves[0][1]) - 1), data).verdicts


def test_each_word_has_its_shape() -> None:
    fell = [3.0, *np.geomspace(2, 0.2, 20).tolist(), *[0.2] * 20]
    jumps = [3.0, *[0.5, 0.4] * 20]
    slow = [3.0, *np.geomspace(2.5, 0.5, 40).tolist()]
    rose = [3.0, *np.geomspace(2, 0.2, 20).tolist(), *np.geomspace(0.2, 0.5, 20).tolist()]
    level = [3.0, *[0.21] * 40]
    parked = [3.0, *[0.4] * 40]
    away = [3.0, *[2.0, 60.0] * 20]
    idle = [3.0] * 41
    curves = (
        (1.0, jumps),
        (0.9, rose),
        (0.8, away),
        (0.7, parked),
        (0.5, fell),
        (0.4, level),
        (0.1, slow),
        (0.01, idle),
    )
    assert words_of("loss", *curves) == (
        "ragged", "got worse", "runs away", "behind", "best so far", "as good", "too slow", "stuck",
    )  # fmt: skip


def test_few_rows_tell_less_apart() -> None:
    curves = (0.1, [0.4, *[0.90] * 20]), (0.05, [0.4, *[0.86] * 20])
    assert words_of("accuracy", *curves, rows=2000)[1] != "as good" == words_of("accuracy", *curves, rows=50)[1]


def test_a_network_that_is_too_sure_is_not_stuck() -> None:
    frame = finished(epochs=6, hidden=2)
    sure, right = made_up(1.0, [3.0] * 7), made_up(0.1, [0.9] * 7)
    sure = Run(sure.recipe, None, True, sure.train, sure.validation._replace(accuracy=right.validation.accuracy))
    assert Standing(made_up(1.0, [3.0] * 7), frame.judge).is_stuck()
    assert not Standing(sure, frame.judge).is_stuck()


def test_scatter_is_the_deviation_of_independent_values_and_nothing_of_a_trend() -> None:
    values = np.random.default_rng(0).normal(5.0, 0.3, 20_000)
    assert scatter_of(values) == pytest.approx(0.3, rel=0.02)
    assert scatter_of(np.linspace(1, 9, 20)) == scatter_of(np.array([1.0])) == 0.0
    assert scatter_of(np.array([1.0, np.inf, 1.0])) == math.inf
