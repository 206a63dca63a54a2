"""The report of the lab that chooses a rate, in every format, against the procedure and range test of the core."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from lrtui.core.files import DataError
from lrtui.labs.choose.figures.rates import RATES
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.report import report, report_of
from lrtui.labs.choose.settings import RULES, ChooseSettings
from lrtui.labs.choose.words import sentence
from lrtui.report.formats import write

from ...report import strict_json

KINDS = ("table", "json", "csv", "plot", "svg")
SMALL: dict[str, Any] = {
    "rates": 5, "scout_epochs": 2, "patience": 4, "epochs": 12, "hidden": 6, "iterations": 40, "seeds": 3,
}  # fmt: skip
CASES: dict[str, dict[str, Any]] = {
    "procedure": {},
    "some diverge": {"high": 1e9, "rates": 7, "scout_epochs": 3},
    "all diverge": {"low": 1e200, "high": 1e300},
    "nothing learned": {"low": 1e-12, "high": 1e-10},
    "range": {"method": "range"},
    "range, holdout": {"method": "range", "on": "holdout", "seed": 4},
    "range, early end": {"method": "range", "high": 1e9, "seeds": 4},
    "range, no loss": {"method": "range", "low": 1e200, "high": 1e300, "on": "holdout"},
}
PROCEDURES = [name for name in CASES if "range" not in name]
RANGES = [name for name in CASES if "range" in name]


@cache
def frame_of(case: str) -> ChooseFrame:
    return ChooseLab.finished(ChooseSettings(**{**SMALL, **CASES[case]})).frame()


def written(kind: str, case: str, size: tuple[int, int] = (80, 23), *, ascii_only: bool = False) -> str:
    stream = io.StringIO()
    write(report_of(frame_of(case)), kind, stream, size=size, ascii_only=ascii_only)
    return stream.getvalue()


def strict(values: Any) -> Any:
    """Numbers as strict JSON has them: null for what is not finite."""
    if isinstance(values, list):
        return [strict(value) for value in values]
    return value if (value := values) is None or not isinstance(value, float) or math.isfinite(value) else None


@pytest.mark.parametrize("case", PROCEDURES)
def test_json_of_the_procedure_has_the_documented_names_and_the_numbers_of_the_core(case: str) -> None:
    parsed, frame = strict_json.parse(written("json", case)), frame_of(case)
    assert list(parsed) == [
        "lab", "method", "seed", "seeds", "data", "model", "optimizer", "schedule", "batch",
        "scout", "sse_threshold", "passes", "chosen",
    ]  # fmt: skip
    assert parsed["seeds"] == [0, 1, 2]
    assert parsed["data"] == {"source": "blobs", "train": 600, "holdout": 200, "test": 200, "notes": []}
    scout = parsed["scout"]
    assert list(scout) == ["epochs", "learning_rates", "sse", "sse_by_seed", "fastest", "ruled_out"]
    assert scout["sse_by_seed"] == strict(frame.scout.sse[-1].tolist())
    assert scout["sse"] == strict(np.median(frame.scout.sse[-1], axis=1).tolist())
    fastest = scout["fastest"]
    assert scout["ruled_out"] == [rate for rate in scout["learning_rates"] if fastest is None or rate > fastest]
    assert len(parsed["passes"]) == len(frame.passes)
    for one, tried in zip(parsed["passes"], frame.passes, strict=True):
        assert list(one) == [
            "learning_rate", "epochs_run", "best_epoch", "holdout_accuracy", "holdout_error", "stopped",
            "threshold_epoch",
        ]  # fmt: skip
        assert one["stopped"] in ("patience", "epochs", "diverged")
        assert one["holdout_accuracy"] == pytest.approx(np.nanmax(tried.accuracies.mean(axis=1)))
        assert one["holdout_error"] == tried.error > 0
    chosen, verdict = parsed["chosen"], frame.verdict
    assert (chosen is None) == (verdict is None) == (case == "all diverge")
    if verdict is not None:
        assert list(chosen) == [
            "learning_rate", "low", "high", "epoch", "holdout_accuracy", "test_accuracy", "test_error", "at_edge",
            "holdout_error", "as_good", "reason",
        ]  # fmt: skip
        assert chosen["as_good"] == [frame.passes[index].learning_rate for index in verdict.band]
        assert (chosen["low"], chosen["high"]) == (min(chosen["as_good"]), max(chosen["as_good"]))
        assert chosen["learning_rate"] in chosen["as_good"] and type(chosen["at_edge"]) is bool


@pytest.mark.parametrize("case", RANGES)
def test_json_of_the_range_test_says_of_each_rule_how_it_did_when_trained(case: str) -> None:
    parsed, frame = strict_json.parse(written("json", case)), frame_of(case)
    assert list(parsed) == [
        "lab", "method", "seed", "seeds", "data", "model", "optimizer", "schedule", "batch",
        "on", "learning_rates", "loss", "smoothed",
        "suggestions", "procedure", "reliable", "reason",
    ]  # fmt: skip
    assert list(parsed["suggestions"]) == list(RULES)
    assert parsed["loss"] == [curve.losses.tolist() for curve in frame.sweep.curves]
    for name, found in parsed["suggestions"].items():
        assert list(found) == ["median", "low", "high", "per_seed", "trained_accuracy", "reliable", "reason"]
        rule = frame.sweep.rules[name]
        assert found["trained_accuracy"] == (None if rule.trial is None else rule.trial.accuracy)
        assert found["reliable"] == (found["reason"] is None) == rule.reliable
        if found["reliable"]:
            least = parsed["procedure"]["holdout_accuracy"] - parsed["procedure"]["holdout_error"]
            assert found["trained_accuracy"] >= least
    selected = parsed["suggestions"]["valley"]
    assert (parsed["reliable"], parsed["reason"]) == (selected["reliable"], selected["reason"])


@pytest.mark.parametrize("case", PROCEDURES)
def test_csv_of_the_procedure_has_a_row_for_each_rate_seed_and_look(case: str) -> None:
    rows, frame = list(csv.reader(io.StringIO(written("csv", case)))), frame_of(case)
    assert rows[0] == ["stage", "learning_rate", "seed", "epoch", "sse", "holdout_accuracy", "holdout_loss"]
    scouted = frame.scout.sse.size
    assert len(rows) == 1 + scouted + sum(tried.sse.size for tried in frame.passes)
    for row in rows[1 : scouted + 1]:
        index = frame.scout.learning_rates.index(float(row[1]))
        look = frame.scout.epochs_seen.tolist().index(int(row[3]))
        error = frame.scout.sse[look, index, int(row[2])]
        assert row[0] == "scout" and row[4] == ("" if math.isnan(error) else repr(float(error)))
    at = iter(rows[scouted + 1 :])
    for tried in frame.passes:
        for seed in range(3):
            for look, epoch in enumerate(tried.epochs_seen.tolist()):
                row = next(at)
                assert row[:4] == ["pass", repr(tried.learning_rate), str(seed), str(epoch)]
                accuracy = tried.accuracies[look, seed]
                assert row[5] == ("" if math.isnan(accuracy) else repr(float(accuracy)))


@pytest.mark.parametrize("case", RANGES)
def test_csv_of_the_range_test_has_a_row_for_each_seed_and_batch(case: str) -> None:
    rows, frame = list(csv.reader(io.StringIO(written("csv", case)))), frame_of(case)
    assert rows[0] == ["seed", "iteration", "learning_rate", "loss", "smoothed"]
    expected = [
        [str(seed), str(batch), repr(float(frame.sweep.learning_rates[batch])), repr(float(curve.losses[batch]))]
        for seed, curve in zip(frame.seeds, frame.sweep.curves, strict=True)
        for batch in range(len(curve.losses))
    ]
    assert [row[:4] for row in rows[1:]] == expected


@pytest.mark.parametrize("case", CASES)
def test_the_table_ends_with_the_sentence_and_has_a_row_for_each(case: str) -> None:
    text, frame = written("table", case), frame_of(case)
    assert " ".join(text.split()).endswith(" ".join(sentence(frame).split()))
    first = [line.split()[1] for line in text.splitlines() if line.startswith(("│", "|")) and len(line.split()) > 1]
    if not frame.sweeping:
        shown = [float(f"{rate:.3g}") for rate in frame.scout.learning_rates]
        assert [float(rate) for rate in first[: len(shown)]] == shown
        assert len(first) >= len(shown) + len(frame.passes)
    else:
        assert first == ["minimum/10", "steepest", "valley", "slide"]
    if frame.verdict is not None and not frame.sweeping:
        assert f"test {frame.verdict.test_accuracy:.3f} ± " in text


def test_one_epoch_is_one_and_a_huge_error_is_short() -> None:
    frame = ChooseLab.finished(ChooseSettings(**{**SMALL, "scout_epochs": 1})).frame()
    sse = frame.scout.sse.copy()
    sse[-1, -1] = 1.234e200
    sse[-1, -2] = 999_999.9
    stream = io.StringIO()
    huge = replace(frame, scout=replace(frame.scout, sse=sse))
    write(report_of(huge), "table", stream, size=(80, 23), ascii_only=False)
    text = stream.getvalue()
    assert "scout: 1 epoch each" in text and "(s)" not in text
    assert "scout: 2 epochs each" in written("table", "procedure")
    assert text.count(" 1.23e200 ") == 3 == text.count(" 999999.9 ")
    largest = replace(huge, settings=replace(huge.settings, selected=frame.scout.learning_rates[-1]))
    assert "scout 1.23e200" in RATES.caption(largest)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_format_is_whole(case: str, kind: str, ascii_only: bool) -> None:
    text = written(kind, case, (100, 30), ascii_only=ascii_only)
    assert text.endswith("\n")
    if ascii_only and kind in ("table", "plot"):
        assert text.isascii()
    if kind == "svg":
        ElementTree.fromstring(text)
    if kind == "plot":
        assert len(text.splitlines()) == 30 and all(len(line) <= 100 for line in text.splitlines())


def test_a_moment_on_the_way_is_reported_too() -> None:
    for method in ("procedure", "range"):
        for moment in (0, 1, 5):
            settings = ChooseSettings(**{**SMALL, "method": method, "at": moment})
            for kind in KINDS:
                stream = io.StringIO()
                write(report(settings), kind, stream, size=(80, 23), ascii_only=False)
            assert stream.getvalue()


def test_unusable_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        report(ChooseSettings(data=str(tmp_path / "missing.csv")))
