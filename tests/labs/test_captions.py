"""The line that reads out the cursor: the numbers of the report at that epoch or batch."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from lrtui.labs.actions import Action
from lrtui.labs.choose.figures.passes import PASSES
from lrtui.labs.choose.figures.rates import RATES
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.descent.figures import growth, history
from lrtui.labs.descent.figures.pins import MARKS
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import HISTORIES, DescentSettings
from lrtui.labs.network.figures.curves import CURVES
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import NetworkSettings
from tests.real_data import plain

from ..recipes import at_rates

SMALL = ChooseSettings(rates=5, epochs=10, hidden=4, patience=3, iterations=40, seeds=3)


def numbers(line: str) -> list[float]:
    """What follows the colon."""
    return [float(text) for text in re.findall(r"[\d.]+(?:e-?\d+)?", line.partition(":")[2])]


@pytest.mark.parametrize("epoch", [0, 3, 10])
@pytest.mark.parametrize("part", ["train", "validation", "both"])
def test_each_curve_of_the_networks(epoch: int, part: str) -> None:
    settings = NetworkSettings(recipes=plain(1000.0, 0.5, 0.1), epochs=10, hidden=4, metric="accuracy", part=part)
    lab = NetworkLab.finished(settings)
    lab.act(Action("step", amount=epoch - 10))
    frame = lab.frame()
    line = CURVES.caption(frame)
    assert line.startswith(f"epoch {epoch}: ●")
    runs = [run for run in frame.runs if run.epochs_run >= epoch and run.diverged_at != epoch]
    rows = [run.at("train" if part == "train" else "validation", "accuracy", epoch) for run in runs]
    assert numbers(line) == pytest.approx(rows, abs=5e-4)
    assert line.count("—") == len(frame.runs) - len(runs)


def test_each_pass_and_the_rate_at_the_cursor() -> None:
    lab = ChooseLab.finished(SMALL)
    lab.act(Action("cursor", amount=-3))
    frame = lab.frame()
    assert PASSES.caption(frame).startswith("best ●")
    best = [f"{tried.accuracies.mean(axis=1).max():.3f}"[1:] for tried in frame.passes]
    assert re.findall(r"\.\d{3}", PASSES.caption(frame)) == best
    for _ in range(20):
        lab.act(Action("rate", amount=-1))
    rate, error = re.findall(r"[\d.]+", RATES.caption(lab.frame()))
    assert float(rate) == pytest.approx(SMALL.low)
    assert float(error) == pytest.approx(np.median(frame.scout.sse[-1, 0]), abs=0.05)


def test_the_losses_of_a_range_test() -> None:
    lab = ChooseLab(replace(SMALL, method="range", paused=True))
    assert RATES.caption(lab.frame()) == PASSES.caption(lab.frame()) == ""
    lab.act(Action("cursor", amount=15))
    while lab.work():
        pass
    frame = lab.frame()
    losses = [curve.smoothed[14] for curve in frame.sweep.curves]
    expected = [np.median(losses), min(losses), max(losses)]
    assert numbers(RATES.caption(frame)) == pytest.approx(expected, rel=5e-3)
    rate = re.match(r"η (\S+):", RATES.caption(frame))
    assert rate is not None
    assert float(rate[1]) == pytest.approx(frame.sweep.learning_rates[14], rel=5e-3)


@pytest.mark.parametrize("what", HISTORIES)
def test_each_run_of_the_parabola_at_the_step_shown(what: str) -> None:
    rates = (0.8, 0.1, 1.2, 0.55)
    pinned = at_rates(*rates[1:])
    settings = DescentSettings(learning_rate=0.8, x0=-3.0, steps=7, compare=pinned, history=what, paused=True)
    line = history.caption(DescentLab(settings).frame())
    sizes = [3 * abs(1 - 2 * rate) ** 7 for rate in rates]
    expected = [size**2 for size in sizes] if what.startswith("f") else sizes
    assert line.startswith("step 7: ●") and numbers(line) == pytest.approx(expected, rel=5e-3)
    assert "".join(re.findall(r" ([^\d ])\d", line.partition(":")[2])) == "●" + MARKS[:3]


def test_the_growth_factors_of_the_pins_read_as_0_or_1_only_where_they_are() -> None:
    assert growth.caption(DescentLab(DescentSettings(paused=True)).frame()) == ""
    rates = (0.5, 1.0, 1.00000001, 0.49999999)
    line = growth.caption(DescentLab(DescentSettings(compare=at_rates(*rates), paused=True)).frame())
    texts = [word[1:] for word in line.split()]
    assert texts[:2] == ["0", "1"] and not {"0", "1"} & set(texts[2:])
    assert [word[0] for word in line.split()] == list(MARKS)
    assert float(texts[3]) == pytest.approx(2e-8, rel=0.1)
