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
    terminal.press("n")
    end = f"pass {len(passes)}, epoch {passes[-1]['epochs_run']} "
    terminal.wait_for(lambda text: end in text and "no smaller rates." in text)
    terminal.press("n")
    text = terminal.wait_for(lambda text: text if "■ done" in text and "Chosen: " in text else None)
    assert f"verdict, epoch {chosen['epoch']} " in text.split("\n")[0]
    sentence = re.search(r"Chosen: (\S+) for (\d+) epochs?; hold-out (\S+), unseen test rows (\S+)\.", text)
    assert sentence is not None, text
    values = (chosen["learning_rate"], chosen["epoch"], chosen["holdout_accuracy"], chosen["test_accuracy"])
    assert [float(each) for each in sentence.groups()] == [pytest.approx(each, rel=5e-3) for each in values]
    row = re.search(r"│▶ \S +(\S+) +(\d+) +(\d+) +(\S+) +(\S+)  (\w+) ", text)
    assert row is not None, text
    record = next(each for each in passes if each["learning_rate"] == chosen["learning_rate"])
    assert [row[2], row[3], row[6]] == [f"{record['epochs_run']}", f"{record['best_epoch']}", record["stopped"]]
    assert [row[1], row[4], row[5]] == [sentence[1], sentence[3], sentence[4]]
    terminal.wait_for_silence(0.5)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes_left_on() == set()
    assert not terminal.processes_left()
