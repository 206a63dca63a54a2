"""The line that reads out the cursor: the numbers of the report at that epoch or batch."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lrtui.labs.actions import Action
from lrtui.labs.choose import ChooseLab
from lrtui.labs.choose_frame import ProcedureFrame, RangeFrame
from lrtui.labs.network import NetworkLab
from lrtui.labs.settings import ChooseSettings, NetworkSettings
from lrtui.plot.figures.under_cursor import first_values, network_values, second_values

SMALL = ChooseSettings(rates=5, epochs=10, hidden=4, patience=3, iterations=40, seeds=3)


def numbers(line: str) -> list[float]:
    """What follows the colon."""
    return [float(text) for text in re.findall(r"[\d.]+(?:e-?\d+)?", line.partition(":")[2])]


@pytest.mark.parametrize("epoch", [0, 3, 10])
@pytest.mark.parametrize("part", ["train", "validation", "both"])
def test_each_curve_of_the_networks(epoch: int, part: str) -> None:
    settings = NetworkSettings(learning_rates=(1000.0, 0.5, 0.1), epochs=10, hidden=4, metric="accuracy", part=part)
    lab = NetworkLab.finished(settings)
    lab.act(Action("cursor", amount=epoch - 10))
    frame = lab.frame()
    line = network_values(frame)
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
    assert second_values(frame).startswith(f"epoch {epoch}: ●")
    expected = [each.holdout_accuracy[min(epoch, each.epochs_run)] for each in frame.passes]
    assert numbers(second_values(frame)) == pytest.approx(expected, abs=5e-4)
    rate, error = numbers(first_values(frame).replace("least SSE at ", ""))
    assert rate == pytest.approx(frame.scout.learning_rates[frame.scout.fastest], rel=5e-3)
    assert error == pytest.approx(np.nanmin(frame.scout.errors), abs=0.05)


def test_the_losses_of_a_range_test() -> None:
    lab = ChooseLab(SMALL)
    lab.act(Action("mode"))
    assert first_values(lab.frame()) == second_values(lab.frame()) == ""
    lab.act(Action("stage", amount=1))
    while lab.work():
        pass
    lab.act(Action("cursor", amount=-25))
    frame = lab.frame()
    assert isinstance(frame, RangeFrame)
    losses = [curve.smoothed[frame.iteration - 1] for curve in frame.curves]
    expected = [np.median(losses), min(losses), max(losses)]
    assert numbers(first_values(frame)) == pytest.approx(expected, rel=5e-3)
    rate = re.match(r"η (\S+):", first_values(frame))
    assert rate is not None
    assert float(rate[1]) == pytest.approx(frame.learning_rates[frame.iteration - 1], rel=5e-3)
