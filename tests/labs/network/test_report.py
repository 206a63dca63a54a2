"""The network's report in every format, against a training of its own and scikit-learn's data sets."""

from __future__ import annotations

import csv
import io
import math
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lrtui.core.files import DataError
from lrtui.core.metrics import Metrics
from lrtui.core.uncertainty import share_error
from lrtui.labs.network.networks import training_of
from lrtui.labs.network.report import report
from lrtui.labs.network.settings import NetworkSettings
from lrtui.report.formats import write
from tests.examples import LONG
from tests.real_data import parts_of, plain

from ...real_data import save
from ...report import strict_json

KINDS = ("table", "json", "csv", "plot", "svg")
METRICS = list(Metrics._fields)
PARTS = ["train", "validation"]
EPOCHS = 8
GOES = (1000.0, 0.1)
"""The first of these has diverged before ``EPOCHS``."""


def written(kind: str, size: tuple[int, int] = (80, 23), *, ascii_only: bool = False, **fields: Any) -> str:
    stream = io.StringIO()
    described = NetworkSettings(**{"epochs": EPOCHS, **fields})
    write(report(described), kind, stream, size=size, ascii_only=ascii_only)
    return stream.getvalue()


def as_json(**fields: Any) -> dict[str, Any]:
    return strict_json.parse(written("json", **fields))


# --------------------------------------------------------------------------------------------------------- JSON


def test_json_has_the_documented_names_in_their_order() -> None:
    assert METRICS[:4] == ["loss", "sse", "accuracy", "auc"]
    parsed = as_json()
    assert list(parsed) == ["lab", "data", "model", "epochs", "batch", "seed", "fastest", "fastest_level", "runs"]
    assert list(parsed["data"]) == ["source", "samples", "features", "classes", "train", "validation", "notes"]
    for run in parsed["runs"]:
        names = ["recipe", "optimizer", "schedule", "learning_rate", "status", "verdict", "epochs_run", *PARTS, "best"]
        assert list(run) == names
        assert all(list(run[part]) == METRICS for part in PARTS)
        assert list(run["best"]) == ["epoch", "validation_accuracy", "validation_auc"]


def test_json_of_the_defaults_describes_the_articles_experiment() -> None:
    parsed = as_json()
    runs, fastest = parsed.pop("runs"), parsed.pop("fastest")
    assert 0.5 < parsed.pop("fastest_level") < 1
    assert parsed == {
        "lab": "network",
        "data": {
            **{"source": "blobs", "samples": 1000, "features": 2, "classes": 3, "train": 500, "validation": 500},
            "notes": [],
        },
        "model": {"hidden": 50, "parameters": 303},
        "epochs": EPOCHS,
        "batch": 50,
        "seed": 0,
    }
    assert [run["learning_rate"] for run in runs] == [1.0, 0.1, 0.01, 0.001]
    assert fastest in ["1", "0.1", "0.01", "0.001"]


@pytest.mark.parametrize("epochs", [1, 3])
def test_every_list_has_a_value_from_before_the_training_and_one_an_epoch(epochs: int) -> None:
    for run in as_json(epochs=epochs)["runs"]:
        assert (run["status"], run["epochs_run"]) == ("trained", epochs)
        assert {len(run[part][name]) for part in PARTS for name in METRICS} == {epochs + 1}


def test_every_list_is_that_of_a_training_without_the_lab() -> None:
    fields: dict[str, Any] = {"recipes": plain(0.3, 2.0, 0.02), "epochs": 4, "batch": 64, "hidden": 7, "seed": 11}
    parsed = as_json(**fields)
    described = NetworkSettings(**fields)
    training = training_of(described, parts_of(described), described.recipes).run()
    for network, run in enumerate(parsed["runs"]):
        assert run["learning_rate"] == described.learning_rates[network]
        for part in PARTS:
            for name, values in zip(METRICS, training.history(part), strict=True):
                assert run[part][name] == values[:, network].tolist()
    assert (parsed["batch"], parsed["seed"], parsed["model"]) == (64, 11, {"hidden": 7, "parameters": 3 * 7 + 8 * 3})


def test_best_is_the_first_epoch_with_the_highest_validation_auc() -> None:
    for run in as_json(recipes=plain(3.0, 1.0, 0.1), epochs=12)["runs"]:
        values = run["validation"]["auc"]
        best = run["best"]
        assert best["epoch"] == values.index(max(values))
        assert best["validation_auc"] == max(values)
        assert best["validation_accuracy"] == run["validation"]["accuracy"][best["epoch"]]


def test_fastest_is_who_first_reached_the_level() -> None:
    parsed = as_json(recipes=plain(1.0, 0.1, 0.01), epochs=20)
    first = {
        run["recipe"]: next((e for e, v in enumerate(accuracy) if v >= parsed["fastest_level"]), 99)
        for run in parsed["runs"]
        for accuracy in [run["validation"]["accuracy"]]
    }
    assert parsed["fastest"] == min(first, key=lambda rate: first[rate]) and min(first.values()) <= 20


# --------------------------------------------------------------------------------------------------- divergence


def test_a_network_that_diverges_says_when_and_disturbs_no_other() -> None:
    gone, stays = as_json(recipes=plain(*GOES))["runs"]
    assert gone["status"] == "diverged"
    assert 0 < gone["epochs_run"] < EPOCHS
    assert {len(gone[part][name]) for part in PARTS for name in METRICS} == {gone["epochs_run"] + 1}
    (alone,) = as_json(recipes=plain(*GOES[1:]))["runs"]
    assert stays | {"verdict": ""} == alone | {"verdict": ""}  # which compares it with others, where there are some
    assert (stays["status"], stays["epochs_run"]) == ("trained", EPOCHS)


def test_what_is_not_finite_is_null() -> None:
    gone, stays = as_json(recipes=plain(*GOES))["runs"]
    assert gone["train"]["loss"][-1] is None
    assert all(math.isfinite(value) for value in gone["train"]["loss"][:-1])
    assert all(math.isfinite(value) for part in PARTS for name in METRICS for value in stays[part][name])


def test_where_no_network_has_learned_none_is_the_fastest() -> None:
    assert as_json(recipes=plain(*GOES))["fastest"] == f"{GOES[1]:g}"
    parsed = as_json(recipes=plain(1e5, 1e8))
    assert (parsed["fastest"], parsed["fastest_level"]) == (None, None)


def test_the_best_epoch_of_a_diverged_network_is_before_its_end() -> None:
    for run in as_json(recipes=plain(1e308, 1e5, 1000.0))["runs"]:
        assert run["status"] == "diverged"
        assert run["best"]["epoch"] < run["epochs_run"]
        assert run["best"]["validation_auc"] is not None


# ---------------------------------------------------------------------------------------------------------- CSV


def as_csv(text: str) -> list[list[Any]]:
    """The rows without the header; None for nothing."""
    header, *rows = csv.reader(io.StringIO(text))
    assert header == ["recipe", "learning_rate", "epoch", "part", *METRICS]
    return [
        [recipe, float(rate), int(epoch), part, *(float(value) if value else None for value in values)]
        for recipe, rate, epoch, part, *values in rows
    ]


@pytest.mark.parametrize("rates", [(1.0, 0.1), GOES, (1000.0,)])
def test_csv_has_what_json_has(rates: tuple[float, ...]) -> None:
    runs = as_json(recipes=plain(*rates))["runs"]
    assert as_csv(written("csv", recipes=plain(*rates))) == [
        [run["recipe"], run["learning_rate"], epoch, part, *(run[part][name][epoch] for name in METRICS)]
        for run in runs
        for epoch in range(run["epochs_run"] + 1)
        for part in PARTS
    ]


# -------------------------------------------------------------------------------------------------- other formats


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rates", [(1.0, 0.1), GOES, (1e5,)])
def test_the_same_settings_give_the_same_text(kind: str, rates: tuple[float, ...]) -> None:
    assert written(kind, recipes=plain(*rates)) == written(kind, recipes=plain(*rates))


@pytest.mark.parametrize("size", [(60, 17), (80, 23), (400, 150)])
@pytest.mark.parametrize("rates", [(0.1,), GOES, (1e5, 1000.0), tuple(2.0**-k for k in range(64))])
def test_plot_is_text_of_the_asked_size(size: tuple[int, int], rates: tuple[float, ...]) -> None:
    lines = written("plot", size, recipes=plain(*rates), epochs=5).splitlines()
    assert len(lines) == size[1]
    assert max(map(len, lines)) == size[0]


def test_plot_in_ascii_has_ascii_only() -> None:
    text = written("plot", ascii_only=True)
    assert text.isascii()
    assert "?" not in text


def test_svg_is_well_formed_and_named_after_its_rates() -> None:
    root = ElementTree.fromstring(written("svg", recipes=plain(0.5, 0.25)))
    assert "0.5, 0.25" in (root.findtext("{http://www.w3.org/2000/svg}title") or "")


def test_table_has_a_row_a_rate() -> None:
    text = written("table", recipes=plain(*GOES))
    parsed = as_json(recipes=plain(*GOES))
    gone, stays = parsed["runs"]
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if line.startswith("│")]
    last = {name: values[-1] for name, values in stays["validation"].items()}
    error = float(share_error(last["accuracy"], 500))
    assert rows[0] == ["1000", "—", "—", "—", "—", "—", f"diverged at {gone['epochs_run']}"]
    reached = str(next(e for e, v in enumerate(stays["validation"]["accuracy"]) if v >= parsed["fastest_level"]))
    assert rows[1][:5] == [
        "0.1", f"{last['loss']:.4f}", f"{last['accuracy']:.3f} ± {error:.3f}", f"{last['auc']:.4f}", reached,
    ]  # fmt: skip
    assert rows[1][-1] == stays["verdict"] == "best so far"
    assert f"{parsed['fastest_level']:.1%}" in text
    assert "blobs" in text
    assert text.splitlines()[-1].strip()


# ------------------------------------------------------------------------------------------------ a person's data


@pytest.mark.parametrize(
    ("name", "rows", "features", "classes"),
    [("iris", 150, 4, 3), ("wine", 178, 13, 3), *([("digits", 1797, 61, 10)] if LONG else [])],
)
def test_real_data_is_learned(tmp_path: Path, name: str, rows: int, features: int, classes: int) -> None:
    path = save(name, tmp_path)
    fields: dict[str, Any] = {"data": str(path), "recipes": plain(0.2, 0.01), "hidden": 20, "batch": 16}
    parsed = as_json(**fields)
    data = parsed["data"]
    assert (data["source"], data["samples"], data["features"]) == (f"{name}.csv", rows, features)
    assert data["classes"] == classes
    assert data["train"] + data["validation"] == rows
    assert data["train"] == pytest.approx(0.75 * rows, abs=classes)
    assert parsed["model"]["parameters"] == 20 * (features + 1) + classes * 21
    assert parsed["fastest"] == "0.2"
    # After so few epochs, far better than chance, which is 0.1 to 0.4.
    assert parsed["runs"][0]["best"]["validation_accuracy"] > 0.8
    for kind in ("table", "csv", "plot", "svg"):
        assert written(kind, **fields)


def test_the_label_may_be_any_column(tmp_path: Path) -> None:
    lines = [line.split(",") for line in save("iris", tmp_path).read_text(encoding="utf-8").splitlines()]
    front = tmp_path / "front.csv"
    front.write_text("\n".join(",".join([line[-1], *line[:-1]]) for line in lines), encoding="utf-8")
    last = as_json(data=str(tmp_path / "iris.csv"))
    first = as_json(data=str(front), label="class")
    assert last["runs"] == first["runs"]


def test_the_name_of_a_file_is_taken_literally(tmp_path: Path) -> None:
    path = save("iris", tmp_path).rename(tmp_path / "[bold]:smile:.csv")
    assert written("table", data=str(path)).startswith("[bold]:smile:.csv: ")


def test_a_file_that_cannot_be_used_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"missing\.csv"):
        report(NetworkSettings(data=str(tmp_path / "missing.csv")))


# --------------------------------------------------------------------------------------------------- progress bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_on_standard_error_shows_progress_and_keeps_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    expected = as_json()
    text = screen.getvalue()
    assert f"/{EPOCHS}" in text
    # The line is erased and the cursor is back.
    assert text.rstrip("\r").endswith("\x1b[2K")
    assert text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l")
    monkeypatch.undo()
    assert as_json() == expected


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "TTY_COMPATIBLE"])
def test_without_a_terminal_nothing_is_shown(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, "1")
    as_json()
    assert capsys.readouterr().err == ""


def test_without_any_standard_error_the_report_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = as_json()
    monkeypatch.setattr(sys, "stderr", None)
    assert as_json() == expected
