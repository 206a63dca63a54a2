"""The lab that chooses a rate in a real terminal: its verdict is the report's."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from lrtui.cli import main

if TYPE_CHECKING:
    from .conftest import Start

SETTINGS = ("--rates", "5", "--epochs", "10", "--hidden", "4", "--patience", "3", "--batch", "40", "--seed", "1")


def test_three_stages_come_to_the_verdict_of_the_report(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["choose", *SETTINGS, "--print", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    chosen, passes = document["chosen"], document["passes"]
    terminal = start("choose", *SETTINGS, "--paused")
    terminal.wait_for(lambda text: "q quit" in text and "scout, epoch 0" in text)
    terminal.press("n")
    terminal.wait_for(lambda text: "scout, epoch 1 " in text and f"fastest {document['scout']['fastest']:.3g}" in text)
    terminal.press("N")
    terminal.wait_for(lambda text: "passes, epoch 9 " in text)
    terminal.press(">", ">")
    text = terminal.wait_for(lambda text: text if "■ done" in text and "Start with " in text else None)
    assert f"verdict, epoch {chosen['epoch']} " in text.split("\n")[0]
    sentence = re.search(r"Start with (\S+): (\S+) to (\S+) are as good", text)
    assert sentence is not None, text
    values = (chosen["learning_rate"], chosen["low"], chosen["high"])
    assert [float(number) for number in sentence.groups()] == [pytest.approx(value, rel=5e-3) for value in values]
    row = re.search(r"│▶ \S +(\S+) +(\d+) +(\d+) +(\S+) ± (\S+) +(\S+) ± (\S+) start", text)
    assert row is not None, text
    record = next(one for one in passes if one["learning_rate"] == chosen["learning_rate"])
    assert [row[2], row[3]] == [f"{record['epochs_run']}", f"{record['best_epoch']}"]
    shares = (record["holdout_accuracy"], record["holdout_error"], chosen["test_accuracy"], chosen["test_error"])
    assert [float(row[at]) for at in (4, 5, 6, 7)] == [pytest.approx(value, abs=6e-4) for value in shares]
    terminal.wait_for_silence(0.5)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes_left_on() == set()
    assert not terminal.processes_left()
