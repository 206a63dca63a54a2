"""The line that reads out the cursor: the numbers of the report at that epoch or batch."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lrtui.labs.actions import Action
from lrtui.labs.choose.figures.look import FIRST, SECOND
from lrtui.labs.choose.frame import ProcedureFrame, RangeFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.descent.figures import growth, history
from lrtui.labs.descent.figures.pins import MARKS
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import HISTORIES, DescentSettings
from lrtui.labs.network.figures.curves import CURVES
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import NetworkSettings

SMALL = ChooseSettings(rates=5, epochs=10, hidden=4, patience=3, iterations=40, seeds=3)


def numbers(line: str) -> list[float]:
    """What follows the colon."""
    return [float(text) for text in re.findall(r"[\d.]+(?:e-?\d+)?", line.partition(":")[2])]


@pytest.mark.parametrize("epoch", [0, 3, 10])
@pytest.mark.parametrize("part", ["train", "validation", "both"])
def test_each_curve_of_the_networks(epoch: int, part: str) -> None:
    settings = NetworkSettings(learning_rates=(1000.0, 0.5, 0.1), epochs=10, hidden=4, metric="accuracy", part=part)
    lab = NetworkLab.finished(settings)
    lab.act(Action("step", amount=epoch - 10))
    frame = lab.frame()
    line = CURVES.caption(frame)
    assert line.startswith(f"epoch {epoch}: ●")
    runs = [run for run in frame.runs if run.epochs_run >= epoch and run.diverged_at != epoch]
    rows = [run.at("train" if part == "train" else "validation", "accuracy", epoch) for run in runs]
    assert numbers(line) == pytest.approx(rows, abs=5e-4)
    assert line.count("—") == len(frame.runs) - len(runs)


def test_each_pass_and_the_scout() -> None:
    lab = ChooseLab.finished(SMALL)
    lab.act(Action("cursor", amount=-3))
    frame = lab.frame()
    assert isinstance(frame, ProcedureFrame) and frame.scout.fastest is not None
    epoch = frame.passes[-1].epochs_run
    assert SECOND.caption(frame).startswith(f"epoch {epoch}: ●")
    expected = [each.holdout_accuracy[min(epoch, each.epochs_run)] for each in frame.passes]
    assert numbers(SECOND.caption(frame)) == pytest.approx(expected, abs=5e-4)
    rate, error = numbers(FIRST.caption(frame).replace("least SSE at ", ""))
    assert rate == pytest.approx(frame.scout.learning_rates[frame.scout.fastest], rel=5e-3)
    assert error == pytest.approx(np.nanmin(frame.scout.errors), abs=0.05)


def test_the_losses_of_a_range_test() -> None:
    lab = ChooseLab(SMALL)
    lab.act(Action("mode"))
    assert FIRST.caption(lab.frame()) == SECOND.caption(lab.frame()) == ""
    lab.act(Action("stage", amount=1))
    while lab.work():
        pass
    lab.act(Action("cursor", amount=-25))
    frame = lab.frame()
    assert isinstance(frame, RangeFrame)
    losses = [curve.smoothed[frame.iteration - 1] for curve in frame.curves]
    expected = [np.median(losses), min(losses), max(losses)]
    assert numbers(FIRST.caption(frame)) == pytest.approx(expected, rel=5e-3)
    rate = re.match(r"η (\S+):", FIRST.caption(frame))
    assert rate is not None
    assert float(rate[1]) == pytest.approx(frame.learning_rates[frame.iteration - 1], rel=5e-3)


@pytest.mark.parametrize("what", HISTORIES)
def test_each_run_of_the_parabola_at_the_step_shown(what: str) -> None:
    rates = (0.8, 0.1, 1.2, 0.55)
    settings = DescentSettings(learning_rate=0.8, x0=-3.0, steps=7, compare=rates[1:], history=what, paused=True)
    line = history.caption(DescentLab(settings).frame())
    sizes = [3 * abs(1 - 2 * rate) ** 7 for rate in rates]
    expected = [size**2 for size in sizes] if what.startswith("f") else sizes
    assert line.startswith("step 7: ●") and numbers(line) == pytest.approx(expected, rel=5e-3)
    assert "".join(re.findall(r" ([^\d ])\d", line.partition(":")[2])) == "●" + MARKS[:3]


def test_the_growth_factors_of_the_pins_read_as_0_or_1_only_where_they_are() -> None:
    assert growth.caption(DescentLab(DescentSettings(paused=True)).frame()) == ""
    rates = (0.5, 1.0, 1.00000001, 0.49999999)
    line = growth.caption(DescentLab(DescentSettings(compare=rates, paused=True)).frame())
    texts = [word[1:] for word in line.split()]
    assert texts[:2] == ["0", "1"] and not {"0", "1"} & set(texts[2:])
    assert [word[0] for word in line.split()] == list(MARKS)
    assert float(texts[3]) == pytest.approx(2e-8, rel=0.1)
