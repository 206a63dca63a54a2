"""The network lab's figures: they draw every frame in every size, and put things where the numbers say."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA

from lrtui.core.data import Dataset
from lrtui.core.metrics import Metrics
from lrtui.core.plane import main_plane
from lrtui.core.recipe import Recipe
from lrtui.core.uncertainty import share_error
from lrtui.labs.actions import Action
from lrtui.labs.network.figures.curves import CURVES, NAMES_WIDTH
from lrtui.labs.network.figures.look import LOOK
from lrtui.labs.network.figures.map import MAP, legend
from lrtui.labs.network.figures.table import DATA, TABLE
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.run import Run
from lrtui.labs.network.scene import Scene
from lrtui.labs.network.settings import METRICS, PARTS_SHOWN, RISING, NetworkSettings
from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.chart import GUTTER, Box, Chart
from lrtui.plot.ink import CLASSES, SERIES, Ink
from lrtui.tui.widgets import lines as window_lines
from tests.real_data import plain

PANELS = {
    "curves": CURVES, "map": MAP, "table": TABLE, "header": window_lines.header(LOOK, "network"),
    "sentence": window_lines.sentence(LOOK),
    "data": DATA,
}  # fmt: skip
MARKS = "●▲■◆○△□◇"


def finished(**fields: Any) -> NetworkLab:
    return NetworkLab.finished(
        NetworkSettings(**{"recipes": plain(1.0, 0.1, 0.01), "epochs": 10, "hidden": 5, **fields})
    )


@pytest.fixture(scope="module")
def frame() -> NetworkFrame:
    return finished().frame()


def show(frame: NetworkFrame, **fields: Any) -> NetworkFrame:
    return replace(frame, settings=replace(frame.settings, **fields))


@cache
def every_frame() -> dict[str, NetworkFrame]:
    diverged, added, looking_back = finished(recipes=plain(1e6, 0.1)), finished(), finished()
    added.act(Action("add", amount=Recipe(0.3)))
    looking_back.act(Action("step", amount=-4))
    none_left = finished(recipes=plain(1e8))
    return {
        "at first": NetworkLab(NetworkSettings(hidden=2)).frame(),
        "done": finished().frame(),
        "diverged": diverged.frame(),
        "none left": none_left.frame(),
        "just added": added.frame(),
        "looking back": looking_back.frame(),
        "many": finished(recipes=plain(*(0.9**k for k in range(64))), epochs=2, hidden=1).frame(),
    }


# --- Every frame in every size ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("name", list(PANELS))
def test_every_frame_is_drawn_in_every_size(name: str, ascii_only: bool) -> None:
    kinds = [("loss", "both")]
    if name == "curves":
        kinds = [(metric, "both") for metric in METRICS] + [("auc", part) for part in PARTS_SHOWN if part != "both"]
    for frame in every_frame().values():
        for metric, part in kinds:
            shown = show(frame, metric=metric, part=part)
            for width, height in [(1, 1), (1, 9), (2, 2), (7, 1), (8, 3), (9, 2), (30, 1), (26, 14), (120, 40)]:
                lines = PANELS[name].cells(shown, width, height, ascii_only=ascii_only).lines()
                assert [len(line) for line in lines] == [width] * height
                assert all(line.isprintable() for line in lines)
                assert not ascii_only or all(line.isascii() and "?" not in line for line in lines), lines


def test_the_sheet_is_drawn_in_every_accepted_size() -> None:
    for frame in every_frame().values():
        for width, height in [(60, 17), (80, 23), (400, 150)]:
            for ascii_only in (False, True):
                lines = LOOK.sheet(frame, width, height, ascii_only=ascii_only).lines()
                assert [len(line) for line in lines] == [width] * height
                assert not ascii_only or "".join(lines).isascii()


# --- Map --------------------------------------------------------------------------------------------------------


def classes_of(frame: NetworkFrame, width: int, height: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The class at the middle of each pixel, row by row from the top, by the network's definition."""
    weights = frame.runs[frame.selected].weights
    assert weights is not None
    first, first_bias, second, second_bias = (array[0] for array in weights.arrays)
    low, high = frame.train.features.min(axis=0), frame.train.features.max(axis=0)
    low, size = low - 0.05 * (high - low), (high - low) * 1.1
    classes = np.empty((2 * height, width), dtype=np.int64)
    for row in range(2 * height):
        for column in range(width):
            point = low + size * np.array([(column + 0.5) / width, 1 - (row + 0.5) / (2 * height)])
            hidden = np.clip(point @ first + first_bias[0], 0, None)
            classes[row, column] = int(np.argmax(hidden @ second + second_bias[0]))
    return classes


@pytest.mark.parametrize("size", [(30, 12), (7, 5)])
@pytest.mark.parametrize("selected", [0, 1])
def test_the_map_shows_the_most_probable_class_of_every_pixel(size: tuple[int, int], selected: int) -> None:
    lab = finished(maps="selected")
    lab.act(Action("select", amount=selected))
    frame = lab.frame()
    width, height = size
    expected = classes_of(frame, *size)
    cells, letters = (MAP.cells(frame, width + 2, height + 3, ascii_only=plain) for plain in (False, True))
    inside = slice(1, height + 1), slice(1, width + 1)
    free = cells.code_points[inside] == ord("▀")
    assert free.mean() > 0.3
    assert [CLASSES[k] for k in expected[0::2][free]] == cells.inks[inside][free].tolist()
    np.testing.assert_array_equal(cells.grounds[inside].astype(int), np.array(CLASSES)[expected[1::2]] + 1)
    pairs = set(zip(letters.code_points[inside][free].tolist(), expected[0::2][free].tolist(), strict=True))
    assert len(pairs) == len({letter for letter, _ in pairs}) == len({kind for _, kind in pairs})


def test_up_is_the_larger_second_feature_and_points_lie_in_their_cells(frame: NetworkFrame) -> None:
    corners = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0], [5.0, 10.0]])
    data = Dataset("corners", corners, np.array([0, 1, 2, 0, 1]), ("a", "b", "c"))
    lines = MAP.cells(
        replace(show(frame, maps="selected"), train=data, validation=data, scene=Scene(data)), 35, 36
    ).lines()[1:34]
    # 11 wide with the margin, so 3 cells a unit, and half a unit at each side.
    for (x, y), mark in zip(corners, "o+xo+", strict=True):
        assert lines[int((10.5 - y) * 3)][1 + int((x + 0.5) * 3)] == mark, (x, y, lines)
    assert sum(line.count(mark) for line in lines for mark in "o+x") == 5


def test_each_rate_has_a_map_with_its_mark_and_its_verdict() -> None:
    frame = finished(epochs=20).frame()
    lines = MAP.cells(frame, 36, 20).lines()
    for run, verdict in zip(frame.runs, frame.judgement.verdicts, strict=True):
        row = next(row for row, line in enumerate(lines) if f"{MARKS[run.tone]} {run.learning_rate:g} " in line)
        column = lines[row].index(MARKS[run.tone])
        below = next(line for line in lines[row + 1 :] if line[column - 3 :].startswith("╰"))
        assert below[column:].startswith(verdict[:10])
    one = MAP.cells(show(frame, maps="selected"), 36, 20).lines()
    assert sum("╭" in line for line in one) == 1


def test_the_selected_rate_has_a_map_also_where_not_all_have_room() -> None:
    frame = every_frame()["many"]
    for selected in (0, 20, 63):
        text = "".join(MAP.cells(replace(frame, selected=selected), 36, 12).lines())
        assert f"{MARKS[selected % 8]} {0.9**selected:.6g} " in text


def test_a_rate_that_has_diverged_has_no_map_and_says_when() -> None:
    frame = every_frame()["none left"]
    text = "".join(MAP.cells(frame, 30, 7).lines())
    assert f"at epoch {frame.runs[0].diverged_at}" in text and "diverged" in text


def test_more_than_two_features_are_seen_along_their_two_main_directions(frame: NetworkFrame) -> None:
    features, labels = load_iris(return_X_y=True)
    data = Dataset("iris", features, labels, ("a", "b", "c"))
    plane = main_plane(data)
    model = PCA(2).fit(features)
    coordinates = plane.coordinates(features)
    np.testing.assert_allclose(np.abs(coordinates), np.abs(model.transform(features)), atol=1e-9)
    assert plane.share == pytest.approx(model.explained_variance_ratio_.sum())
    np.testing.assert_allclose(plane.points(coordinates), model.inverse_transform(model.transform(features)), atol=1e-9)
    told = legend(replace(frame, train=data, scene=Scene(data)), 40, 20)
    assert "2 main directions of 4" in told[0] and "b" in told[1]
    assert (
        main_plane(frame.train).is_all
        and (main_plane(frame.train).coordinates(features[:, :2]) == features[:, :2]).all()
    )


def test_the_legend_names_the_class_of_each_mark(frame: NetworkFrame) -> None:
    train = replace(frame.train, classes=("no[b]", "m\x1b[31mx", "yes"))
    named = replace(frame, train=train, scene=Scene(train))
    assert legend(named, 60, 20) == ["classes o no[b] + m?[31mx x yes"]
    rows = frame.train.features[:60]
    low, high = frame.scene.low, frame.scene.high
    area = Chart(Canvas(60, 30), Box(0, 0, 30, 60), Axis(low[0], high[0]), Axis(low[1], high[1]))
    lines = [line[1:-1] for line in MAP.cells(show(frame, maps="selected"), 62, 33).lines()[1:31]]
    seen = {mark: [] for mark in "o+x"}  # type: dict[str, list[str]]
    for point, label in zip(rows, frame.train.labels[:60], strict=True):
        at = area.cell_of(*point)
        assert at is not None
        if (mark := lines[at[0]][at[1]]) in seen:
            seen[mark].append(frame.train.classes[label])
    for mark, name in zip("o+x", frame.train.classes, strict=True):
        # A point can lie over one of another class.
        assert seen[mark].count(name) > 0.8 * len(seen[mark]) > 5


def test_the_map_of_a_rate_that_has_just_been_added_does_not_say_that_it_diverged() -> None:
    assert "diverged" not in "".join(MAP.cells(every_frame()["just added"], 60, 30).lines())


# --- Curves -----------------------------------------------------------------------------------------------------


def made_up(frame: NetworkFrame, values: list[list[float]], metric: str) -> NetworkFrame:
    """Runs with these values of a metric, all of the frame's epochs."""
    runs = []
    for index, row in enumerate(values):
        metrics = Metrics(*(np.array(row),) * len(Metrics._fields))
        runs.append(Run(Recipe(0.5**index), None, True, metrics, metrics, tone=index))
    last = len(values[0]) - 1
    frame = show(frame, metric=metric, epochs=last)
    return replace(frame, runs=tuple(runs), selected=0, epoch=last, trained=last)


def rows_of(cells: Cells, ink: Ink, characters: str = "") -> list[int]:
    lines = cells.lines()
    where = np.argwhere((cells.inks == ink) & (cells.code_points != ord(" ")))
    return [int(row) for row, column in where if not characters or lines[row][column] in characters]


def label_row(cells: Cells, label: str) -> int:
    return next(row for row, line in enumerate(cells.lines()) if re.match(rf" *{re.escape(label)}┤", line))


def test_each_curve_ends_in_its_mark_at_the_row_of_its_value(frame: NetworkFrame) -> None:
    ends = [1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65]
    drawn = made_up(frame, [[0.5, 0.6, end] for end in ends], "auc")
    cells = CURVES.cells(drawn, GUTTER + 60 + NAMES_WIDTH, 41)
    top, bottom = label_row(cells, "1"), label_row(cells, "0.6")
    for index, end in enumerate(ends):
        marks = [(row, line.rindex(MARKS[index])) for row, line in enumerate(cells.lines()) if MARKS[index] in line]
        row, _ = max(marks, key=lambda at: at[1])
        assert abs(row - (top + (1.0 - end) / 0.4 * (bottom - top))) <= 1, (index, "\n".join(cells.lines()))
        assert max(column for _, column in marks) >= GUTTER + 58
    assert len({Ink(cells.inks[row, GUTTER + 59]) for row in range(40)} & set(SERIES)) == 8


@pytest.mark.parametrize("metric", list(METRICS))
@pytest.mark.parametrize(
    "values",
    [
        [[0.5, 0.7, 0.9], [0.1, 0.1, 0.1]], [[1e-9, 1.0, 1e-3]], [[0.5, 0.5, 0.5]], [[1.0, 1.0, 1.0]],
        [[5e-324, 3.0, 0.2]], [[1.0, 1e300, 1.5e308]], [[0.0, 0.2, math.nan]],
    ],
)  # fmt: skip
def test_the_window_holds_all_finite_values(frame: NetworkFrame, metric: str, values: list[list[float]]) -> None:
    if metric in RISING and max(map(max, values)) > 1:
        return
    cells = CURVES.cells(made_up(frame, values, metric), GUTTER + 39 + NAMES_WIDTH, 30)
    for index, row in enumerate(values):
        finite = [at for at, value in enumerate(row) if value > 0 or (value == 0 and metric in RISING)]
        column = {0: GUTTER, 1: GUTTER + 19, 2: GUTTER + 38}
        for at in finite:
            near = cells.inks[:29, column[at] - 1 : column[at] + 2] == SERIES[index]
            assert near.any() or len(values) > 1, (at, "\n".join(cells.lines()))
    assert not rows_of(cells, SERIES[len(values)])


@pytest.mark.parametrize("metric", RISING)
def test_zoomed_the_curves_spread_over_most_of_the_window(frame: NetworkFrame, metric: str) -> None:
    rising = [np.linspace(0.2, 0.3, 5).tolist() + [end] * 6 for end in (0.93, 0.948, 0.961)]
    ragged = [*rising[0][:8], 0.1, *rising[0][9:]]
    drawn = made_up(frame, [*rising, ragged], metric)
    for zoomed, most in ((False, 4), (True, 27)):
        cells = CURVES.cells(show(drawn, follow=zoomed), GUTTER + 60 + NAMES_WIDTH, 41)
        rows = [max((r for r, line in enumerate(cells.lines()) if MARKS[i] in line), default=-1) for i in range(3)]
        assert rows == sorted(rows, reverse=True) and min(rows) >= 0
        assert (rows[0] - rows[2] >= most) if zoomed else (rows[0] - rows[2] <= most), "\n".join(cells.lines())


@pytest.mark.parametrize("value", [0.0, 0.5, 0.9996, 1.0])
def test_zoomed_a_level_curve_is_in_the_window(frame: NetworkFrame, value: float) -> None:
    cells = CURVES.cells(show(made_up(frame, [[value] * 9], "accuracy"), follow=True), GUTTER + 60 + NAMES_WIDTH, 41)
    assert len(rows_of(cells, SERIES[0])) > 30


@pytest.mark.parametrize("metric", ["loss", "sse"])
def test_zoomed_losses_lose_the_decades_that_they_have_left(frame: NetworkFrame, metric: str) -> None:
    drawn = made_up(frame, [[1e4, 1e3, 1e2, 10, 1.5, 1.2, 1.1]], metric)
    whole, zoomed = (
        CURVES.cells(show(drawn, follow=follow), GUTTER + 60 + NAMES_WIDTH, 41).lines() for follow in (False, True)
    )
    assert any(line.strip().startswith("1e4┤") for line in whole)
    assert [line.split("┤")[0].strip() for line in zoomed if "┤" in line] == ["2", "1"]


def test_the_best_possible_rule_is_a_line_at_0_840_on_the_accuracy_of_the_blobs_only(frame: NetworkFrame) -> None:
    cells = CURVES.cells(show(frame, metric="accuracy"), GUTTER + 59 + NAMES_WIDTH, 31)
    assert any(re.search(r"best possible.* 0\.840", line) for line in cells.lines())
    for metric in ("auc", "loss", "sse"):
        assert "best" not in "".join(CURVES.cells(show(frame, metric=metric), GUTTER + 59 + NAMES_WIDTH, 31).lines())
    file = replace(frame.train, source="mine.csv", centres=None)
    other = replace(show(frame, metric="accuracy"), train=file, validation=file)
    assert "best" not in "".join(CURVES.cells(other, GUTTER + 59 + NAMES_WIDTH, 31).lines())
    flat = CURVES.cells(made_up(frame, [[0.4] * 3], "accuracy"), GUTTER + 59 + NAMES_WIDTH, 31)
    rows = {
        row
        for row in range(30)
        if (flat.inks[row, GUTTER:][flat.code_points[row, GUTTER:] != 32] == Ink.MUTED).sum() > 25
    }
    top, low = label_row(flat, "1"), label_row(flat, "0.5")
    line = top + (1 - 0.84) / 0.5 * (low - top)
    assert any(abs(row - line) <= 1 for row in rows - {0}) and len(rows - {0}) == 1


def test_the_epoch_shown_has_a_line_where_it_is_not_the_newest(frame: NetworkFrame) -> None:
    assert not rows_of(CURVES.cells(frame, GUTTER + 40 + NAMES_WIDTH, 20), Ink.CURRENT)
    cells = CURVES.cells(replace(frame, epoch=5), GUTTER + 40 + NAMES_WIDTH, 20)
    columns = {int(c) for _, c in np.argwhere((cells.inks == Ink.CURRENT) & (cells.code_points != 32))}
    assert columns and all(abs(c - (GUTTER + 19.5)) <= 1 for c in columns)


# --- Table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", list(METRICS))
def test_the_table_shows_the_numbers_of_the_epoch(metric: str) -> None:
    frame = finished(epochs=20, metric=metric).frame()
    for epoch in (0, 4, 20):
        shown = replace(frame, epoch=epoch)
        head, *lines = TABLE.cells(shown, 120, 5).lines()
        level = shown.judgement.level
        assert level is None or f"{level:.1%} at" in head
        for index, run in enumerate(frame.runs):
            cells = re.split("  +", lines[index].replace("▶", " ").strip())
            loss, share, auc = (run.at("validation", name, epoch) for name in ("loss", "accuracy", "auc"))
            assert cells[0] == f"{MARKS[index]} {run.learning_rate:g}"
            assert [float(cells[1]), float(cells[3])] == pytest.approx([loss, auc], abs=6e-5)
            assert cells[2] == f"{share:.3f} ± {float(share_error(share, 500)):.3f}"
            there = [e for e in range(epoch + 1) if run.at("validation", "accuracy", e) >= (level or 2)]
            assert cells[4] == (str(there[0]) if there else "—")
            assert float(cells[6]) == pytest.approx(run.at("train", "loss", epoch), abs=6e-5)
            values = run.values("validation", metric)[: epoch + 1]
            assert cells[7] == str(np.argmax(values) if metric in RISING else np.argmin(values))
            assert cells[8] == shown.judgement.verdicts[index]
            assert ("▶" in lines[index]) == (index == 0)
    narrow = TABLE.cells(frame, 78, 5).lines()
    assert all(verdict in line for verdict, line in zip(frame.judgement.verdicts, narrow[1:], strict=False))


def test_the_table_marks_a_divergence_with_its_epoch() -> None:
    frame = every_frame()["diverged"]
    lines = TABLE.cells(frame, 78, 3).lines()
    assert f"diverged at {frame.runs[0].diverged_at}" in lines[1] and lines[1].count("—") == 5
    assert "nan" not in lines[1]


def test_one_line_says_what_is_trained(frame: NetworkFrame) -> None:
    assert DATA.cells(frame, 80, 1).lines()[0].strip() == (
        "blobs · 500 + 500 rows · 2 features · 3 classes · 5 ReLU · batch 50 · seed 0"
    )
    assert DATA.cells(frame, 60, 1).lines()[0].strip() == "blobs · 500+500 rows · 2 → 5 → 3 · batch 50 · seed 0"
    assert DATA.cells(replace(frame, seconds_left=75.2), 100, 1).lines()[0].endswith("1:15 left ")


def test_the_table_of_a_rate_that_has_just_been_added_has_no_negative_epoch() -> None:
    assert "-1" not in "".join(TABLE.cells(every_frame()["just added"], 78, 6).lines())


def test_a_long_rate_leaves_the_columns_where_they_are() -> None:
    lines = TABLE.cells(finished(recipes=plain(0.1 + 0.2, 1 / 3, 0.25), epochs=1).frame(), 78, 4).lines()
    assert len({re.search(r"0\.\d{4}  ", line + "  ").end() for line in lines[1:] if "▶" not in line}) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("height", [2, 3, 9, 40])
def test_the_selected_row_is_always_visible(height: int) -> None:
    frame = every_frame()["many"]
    for selected in range(64):
        lines = TABLE.cells(replace(frame, selected=selected), 78, height).lines()
        assert sum("▶" in line for line in lines) == 1
        row = next(line for line in lines if "▶" in line)
        assert float(row.split()[2]) == pytest.approx(0.9**selected, rel=5e-3)
        assert sum(bool(line.strip()) for line in lines) == height  # no room is wasted


@pytest.mark.parametrize(("selected", "arrows"), [(0, "  ↓ "), (30, "↑ ↓ "), (63, "↑   ")])
def test_arrows_point_to_the_rows_that_have_no_room(selected: int, arrows: str) -> None:
    frame = replace(every_frame()["many"], selected=selected)
    assert TABLE.cells(frame, 78, 9).lines()[0][:4] == arrows
    assert TABLE.cells(frame, 78, 65).lines()[0][:4] == "    "
