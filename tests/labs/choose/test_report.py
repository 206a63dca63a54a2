"""The report of the lab that chooses a rate, in every format, against the procedure and range test of the core."""

from __future__ import annotations

import csv
import io
import math
import statistics
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from sklearn import datasets

from lrtui.core.files import DataError
from lrtui.core.lr_range import RangeTest
from lrtui.core.procedure import Procedure
from lrtui.labs.choose.report import report
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.report.formats import write
from tests.real_data import parts_of, plain

from ...examples import LONG
from ...report import strict_json

KINDS = ("table", "json", "csv", "plot", "svg")
RULES = ["minimum", "steepest", "valley", "slide"]
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


def written(kind: str, size: tuple[int, int] = (80, 23), *, ascii_only: bool = False, **fields: Any) -> str:
    stream = io.StringIO()
    write(report(ChooseSettings(**{**SMALL, **fields})), kind, stream, size=size, ascii_only=ascii_only)
    return stream.getvalue()


def as_json(**fields: Any) -> dict[str, Any]:
    return strict_json.parse(written("json", **fields))


def strict(values: list[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


# --------------------------------------------------------------------------------------------------------- JSON


@pytest.mark.parametrize("case", PROCEDURES)
def test_json_of_the_procedure_has_the_documented_names_in_their_order(case: str) -> None:
    parsed = as_json(**CASES[case])
    assert list(parsed) == [
        "lab", "method", "seed", "data", "model", "batch", "scout", "sse_threshold", "passes", "chosen",
    ]  # fmt: skip
    assert list(parsed["data"]) == ["source", "train", "holdout", "test", "notes"]
    assert list(parsed["model"]) == ["hidden"]
    assert list(parsed["scout"]) == ["epochs", "learning_rates", "sse", "fastest", "ruled_out"]
    for each in parsed["passes"]:
        assert list(each) == [
            "learning_rate", "epochs_run", "best_epoch", "holdout_accuracy", "stopped", "threshold_epoch",
        ]  # fmt: skip
        assert each["stopped"] in ("patience", "epochs", "diverged")
    if parsed["chosen"] is not None:
        assert list(parsed["chosen"]) == ["learning_rate", "epoch", "holdout_accuracy", "test_accuracy"]
    assert (parsed["chosen"] is None) == (parsed["passes"] == []) == (case == "all diverge")


@pytest.mark.parametrize("case", RANGES)
def test_json_of_the_range_test_has_the_documented_names_in_their_order(case: str) -> None:
    parsed = as_json(**CASES[case])
    assert list(parsed) == [
        "lab", "method", "seed", "data", "model", "batch", "on", "seeds", "learning_rates", "loss", "smoothed",
        "suggestions", "reliable", "reason",
    ]  # fmt: skip
    assert list(parsed["suggestions"]) == RULES
    for found in parsed["suggestions"].values():
        assert list(found) == ["median", "low", "high", "per_seed"]
        assert len(found["per_seed"]) == len(parsed["seeds"])
    assert type(parsed["reliable"]) is bool
    assert parsed["reliable"] == (parsed["reason"] is None)
    assert parsed["reason"] is None or isinstance(parsed["reason"], str)


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_the_head_describes_the_data_and_the_networks(method: str) -> None:
    parsed = as_json(method=method, seed=3, batch=40)
    assert (parsed["lab"], parsed["method"], parsed["seed"]) == ("choose", method, 3)
    assert parsed["data"] == {"source": "blobs", "train": 600, "holdout": 200, "test": 200, "notes": []}
    assert (parsed["model"], parsed["batch"]) == ({"hidden": 6}, 40)


@pytest.mark.parametrize("case", PROCEDURES)
@pytest.mark.parametrize("threshold", [None, 150.0])
def test_json_of_the_procedure_is_the_procedure_without_the_lab(case: str, threshold: float | None) -> None:
    fields = {**SMALL, **CASES[case], "seed": 2, "sse_threshold": threshold}
    settings = ChooseSettings(**fields)
    train, holdout, test = parts_of(settings)
    rates = tuple(np.geomspace(settings.low, settings.high, settings.rates).tolist())
    names = ("scout_epochs", "patience", "epochs", "hidden", "seed")
    alone = Procedure(train, holdout, plain(*rates), **{name: fields[name] for name in names}).run()
    parsed = as_json(**fields)
    errors = alone.scout.sse[-1].tolist()
    assert parsed["scout"]["epochs"] == settings.scout_epochs
    assert parsed["scout"]["learning_rates"] == list(rates)
    assert parsed["scout"]["sse"] == strict(errors)
    finite = [error for error in errors if math.isfinite(error)]
    fastest = max(rate for rate, error in zip(rates, errors, strict=True) if error == min(finite)) if finite else None
    assert parsed["scout"]["fastest"] == fastest
    assert parsed["scout"]["ruled_out"] == [rate for rate in rates if fastest is None or rate > fastest]
    limit = 0.3 * 600 if threshold is None else threshold
    assert parsed["sse_threshold"] == pytest.approx(limit)
    assert len(parsed["passes"]) == len(alone.passes)
    for mine, theirs in zip(parsed["passes"], alone.passes, strict=True):
        accuracies = [value if math.isfinite(value) else -1.0 for value in theirs.holdout_accuracy.tolist()]
        assert mine["learning_rate"] == theirs.learning_rate
        assert mine["epochs_run"] == len(accuracies) - 1
        assert mine["best_epoch"] == accuracies.index(max(accuracies))
        assert mine["holdout_accuracy"] == max(accuracies)
        assert mine["stopped"] == str(theirs.stopped)
        reached = [epoch for epoch, error in enumerate(theirs.sse.tolist()) if error <= limit]
        assert mine["threshold_epoch"] == (reached[0] if reached else None)
    if parsed["chosen"]:
        best = max(parsed["passes"], key=lambda each: float(each["holdout_accuracy"]))
        assert parsed["chosen"]["learning_rate"] == best["learning_rate"]
        assert parsed["chosen"]["epoch"] == best["best_epoch"]
        assert parsed["chosen"]["holdout_accuracy"] == best["holdout_accuracy"]
        right = parsed["chosen"]["test_accuracy"] * len(test)
        assert right == pytest.approx(round(right), abs=1e-9) and 0 <= right <= len(test)


@pytest.mark.parametrize("case", RANGES)
def test_json_of_the_range_test_is_the_range_test_without_the_lab(case: str) -> None:
    fields = {**SMALL, **CASES[case]}
    settings = ChooseSettings(**fields)
    train, holdout, _ = parts_of(settings)
    rates = tuple(np.geomspace(settings.low, settings.high, settings.iterations).tolist())
    seeds = [settings.seed + k for k in range(settings.seeds)]
    part = holdout if settings.on == "holdout" else None
    alone = RangeTest(train, part, rates, seeds, hidden=settings.hidden).run()
    parsed = as_json(**fields)
    assert (parsed["on"], parsed["seeds"], parsed["learning_rates"]) == (settings.on, seeds, list(rates))
    assert parsed["loss"] == [curve.losses.tolist() for curve in alone.curves]
    assert parsed["smoothed"] == [curve.smoothed.tolist() for curve in alone.curves]
    for found in parsed["suggestions"].values():
        said = [rate for rate in found["per_seed"] if rate is not None]
        if 2 * len(said) > len(seeds):
            assert found["low"] == min(said) and found["high"] == max(said)
            assert found["median"] == statistics.median(said)
        else:
            assert found["low"] is found["high"] is found["median"] is None


def test_a_scout_that_diverges_is_null_and_an_early_end_is_a_shorter_list() -> None:
    parsed = as_json(**CASES["some diverge"])
    errors = parsed["scout"]["sse"]
    assert errors[-1] is None and errors[0] is not None and len(errors) == 7
    assert as_json(**CASES["all diverge"])["scout"]["sse"] == [None] * 5
    assert as_json(**CASES["all diverge"])["scout"]["fastest"] is None
    assert any(len(losses) < 40 for losses in as_json(**CASES["range, early end"])["loss"])
    assert as_json(**CASES["range, no loss"])["loss"] == [[], [], []]


def test_json_has_a_line_for_each_pass_and_for_each_seed() -> None:
    lines = written("json").splitlines()
    assert sum('"best_epoch"' in line for line in lines) == len(as_json()["passes"]) > 1
    assert max(line.count('"best_epoch"') for line in lines) == 1
    assert len(written("json", method="range").splitlines()) == 1 + 2 * (3 + 1)


def test_of_the_default_data_the_scout_falls_and_rises_and_the_choice_is_near_the_best_rule() -> None:
    for seed in (0, 1, 2) if LONG else (1,):
        stream = io.StringIO()
        write(report(ChooseSettings(seed=seed)), "json", stream, size=(80, 23), ascii_only=False)
        parsed = strict_json.parse(stream.getvalue())
        errors = parsed["scout"]["sse"]
        lowest = errors.index(min(errors))
        assert len(errors) == 13 and 0 < lowest < 12
        assert errors[0] > errors[1] > errors[2] > errors[3] > errors[lowest] < errors[-1]
        assert parsed["scout"]["fastest"] == parsed["scout"]["learning_rates"][lowest]
        assert len(parsed["scout"]["ruled_out"]) == 12 - lowest
        assert 0.8 < parsed["chosen"]["test_accuracy"] < 0.9


# ---------------------------------------------------------------------------------------------------------- CSV


def as_csv(*columns: str, **fields: Any) -> list[dict[str, str]]:
    header, *rows = csv.reader(io.StringIO(written("csv", **fields)))
    assert header == list(columns)
    return [dict(zip(header, row, strict=True)) for row in rows]


def number(cell: str) -> float | None:
    return float(cell) if cell else None


@pytest.mark.parametrize("case", PROCEDURES)
def test_csv_of_the_procedure_has_the_scout_and_every_pass_by_epoch(case: str) -> None:
    fields = CASES[case]
    parsed = as_json(**fields)
    rows = as_csv("stage", "learning_rate", "epoch", "sse", "holdout_accuracy", **fields)
    scout = [row for row in rows if row["stage"] == "scout"]
    assert all(row["holdout_accuracy"] == "" for row in scout)
    last = max(int(row["epoch"]) for row in scout)
    assert last == (1 if case == "all diverge" else parsed["scout"]["epochs"])
    assert len({row["sse"] for row in scout if row["epoch"] == "0"}) == 1  # the same weights at first
    assert [(float(row["learning_rate"]), int(row["epoch"])) for row in scout] == [
        (rate, epoch) for rate in parsed["scout"]["learning_rates"] for epoch in range(last + 1)
    ]
    assert [number(row["sse"]) for row in scout if int(row["epoch"]) == last] == parsed["scout"]["sse"]
    rest = rows[len(scout) :]
    assert {row["stage"] for row in rest} == ({"pass"} if parsed["passes"] else set())
    for each in parsed["passes"]:
        mine, rest = rest[: each["epochs_run"] + 1], rest[each["epochs_run"] + 1 :]
        assert [int(row["epoch"]) for row in mine] == list(range(each["epochs_run"] + 1))
        assert {float(row["learning_rate"]) for row in mine} == {each["learning_rate"]}
        accuracies = [number(row["holdout_accuracy"]) for row in mine]
        best = max(value for value in accuracies if value is not None)
        assert (accuracies.index(best), best) == (each["best_epoch"], each["holdout_accuracy"])
        errors = [number(row["sse"]) for row in mine]
        below = [k for k, error in enumerate(errors) if error is not None and error <= parsed["sse_threshold"]]
        assert each["threshold_epoch"] == (below[0] if below else None)
    assert rest == []


@pytest.mark.parametrize("case", RANGES)
def test_csv_of_the_range_test_has_what_json_has(case: str) -> None:
    fields = CASES[case]
    parsed = as_json(**fields)
    rows = as_csv("seed", "iteration", "learning_rate", "loss", "smoothed", **fields)
    expected = [
        (seed, k, parsed["learning_rates"][k], losses[k], smoothed[k])
        for seed, losses, smoothed in zip(parsed["seeds"], parsed["loss"], parsed["smoothed"], strict=True)
        for k in range(len(losses))
    ]
    assert [
        (int(row["seed"]), int(row["iteration"]), *(float(row[name]) for name in ("learning_rate", "loss", "smoothed")))
        for row in rows
    ] == expected


# -------------------------------------------------------------------------------------------------- other formats


@pytest.mark.parametrize(
    ("case", "kind"),
    [(case, kind) for case in CASES for kind in KINDS if LONG or kind == "json" or case in ("procedure", "range")],
)
def test_the_same_seed_gives_the_same_text(case: str, kind: str) -> None:
    text = written(kind, **CASES[case])
    assert text and text == written(kind, **CASES[case])


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_another_seed_gives_other_numbers(method: str) -> None:
    assert written("csv", method=method) != written("csv", method=method, seed=1)


@pytest.mark.parametrize("size", [(60, 17), (80, 23), (400, 150)])
@pytest.mark.parametrize("case", CASES)
def test_plot_is_text_of_the_asked_size(size: tuple[int, int], case: str) -> None:
    lines = written("plot", size, **CASES[case]).splitlines()
    assert len(lines) == size[1]
    assert max(map(len, lines)) == size[0]


@pytest.mark.parametrize("case", CASES)
def test_plot_in_ascii_has_ascii_only(case: str) -> None:
    text = written("plot", ascii_only=True, **CASES[case])
    assert text.isascii() and "?" not in text


@pytest.mark.parametrize("case", CASES)
def test_svg_is_well_formed_and_named_after_its_method(case: str) -> None:
    root = ElementTree.fromstring(written("svg", **CASES[case]))
    title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
    assert ("range test" if case in RANGES else "scout") in title


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if line.startswith("│")]


def read(cell: str) -> float:
    return float(cell)


@pytest.mark.parametrize("case", PROCEDURES)
def test_table_of_the_procedure_has_the_numbers_of_json(case: str) -> None:
    parsed, text = as_json(**CASES[case]), written("table", **CASES[case])
    rows = cells(text)
    scout = parsed["scout"]
    for row, rate, error in zip(rows, scout["learning_rates"], scout["sse"], strict=False):
        note = "fastest" if rate == scout["fastest"] else "ruled out" if rate in scout["ruled_out"] else ""
        assert read(row[0]) == pytest.approx(rate, rel=5.1e-3)
        assert row[1:] == ["diverged" if error is None else f"{error:.1f}", note]
    rest = rows[len(scout["learning_rates"]) :]
    assert len(rest) == len(parsed["passes"])
    for row, each in zip(rest, parsed["passes"], strict=True):
        mine = parsed["chosen"]["learning_rate"] == each["learning_rate"]
        reached = each["threshold_epoch"]
        assert read(row[0]) == pytest.approx(each["learning_rate"], rel=5.1e-3)
        assert row[1:] == [
            str(each["epochs_run"]), str(each["best_epoch"]), f"{each['holdout_accuracy']:.3f}",
            f"{parsed['chosen']['test_accuracy']:.3f}" if mine else "", each["stopped"],
            "never" if reached is None else str(reached),
        ]  # fmt: skip
    assert "blobs: 600 training, 200 hold-out and 200 test rows" in text
    assert "6 hidden units, batches of 50, seed 0" in text
    assert text.splitlines()[-1].strip().endswith(".")


@pytest.mark.parametrize("case", RANGES)
def test_table_of_the_range_test_has_the_numbers_of_json(case: str) -> None:
    parsed, text = as_json(**CASES[case]), written("table", **CASES[case])
    rows = cells(text)
    assert [row[0] for row in rows] == ["minimum/10", "steepest", "valley", "slide"]
    for row, found in zip(rows, parsed["suggestions"].values(), strict=True):
        for cell, name in zip(row[1:4], ("median", "low", "high"), strict=True):
            assert (cell == "—") if found[name] is None else read(cell) == pytest.approx(found[name], rel=5.1e-3)
        if found["median"] is not None:
            assert read(row[4].removeprefix("×")) == pytest.approx(found["high"] / found["low"], abs=0.0501)
    last = " ".join(text.splitlines()[-2:])
    assert ("No reliable suggestion" in last) == (not parsed["reliable"])


# ------------------------------------------------------------------------------------------------ a person's data


def iris(path: Path) -> str:
    features, kinds = datasets.load_iris(return_X_y=True)
    rows = [",".join(map(repr, row.tolist())) + f",kind {kind}" for row, kind in zip(features, kinds, strict=True)]
    path.write_text("a,b,c,d,kind\n" + "\n".join(rows) + "\n")
    return str(path)


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_the_name_of_a_file_is_taken_literally(tmp_path: Path, method: str) -> None:
    data = iris(tmp_path / "[bold]:smile:[red].csv")
    assert written("table", data=data, method=method).startswith("[bold]:smile:[red].csv: 90 training, 30 hold-out")
    parsed = as_json(data=data, method=method)
    notes = parsed["data"].pop("notes")
    assert notes and all(note in written("table", data=data, method=method) for note in notes)
    assert parsed["data"] == {"source": "[bold]:smile:[red].csv", "train": 90, "holdout": 30, "test": 30}
    for kind in ("csv", "plot", "svg"):
        assert written(kind, data=data, method=method)


def test_the_seed_splits_a_person_s_data(tmp_path: Path) -> None:
    data = iris(tmp_path / "iris.csv")
    first = [as_json(data=data, seed=seed)["scout"]["sse"] for seed in (0, 1)]
    assert first[0] != first[1]


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_a_file_that_cannot_be_used_is_a_data_error(tmp_path: Path, method: str) -> None:
    with pytest.raises(DataError, match=r"missing\.csv"):
        report(ChooseSettings(data=str(tmp_path / "missing.csv"), method=method))


# --------------------------------------------------------------------------------------------------- progress bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_a_terminal_on_standard_error_shows_progress_and_keeps_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    screen = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    expected = as_json(method=method)
    text = screen.getvalue()
    assert ("/40" if method == "range" else "epoch") in text
    assert text.rstrip("\r").endswith("\x1b[2K")
    assert text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l")
    monkeypatch.undo()
    assert as_json(method=method) == expected
