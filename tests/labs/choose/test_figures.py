"""The figures of the lab that chooses a rate: they draw every frame in every size, and put things where they belong."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrtui.core.network import initial_parameters
from lrtui.core.recipe import Recipe
from lrtui.core.selection import Pass, Scout, Stop, Verdict
from lrtui.core.suggestions import RULES, Suggestion
from lrtui.labs.actions import Action
from lrtui.labs.choose.figures.look import FIRST, LOOK, SECOND, VERDICT
from lrtui.labs.choose.frame import ChooseFrame, Curve, ProcedureFrame, RangeFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.plot.canvas import Cells
from lrtui.plot.ink import SERIES, Ink
from tests.real_data import plain

PANELS = {"first": FIRST, "second": SECOND, "verdict": VERDICT}
MARKS = "●▲■◆○△□◇"
LEFT, RIGHT = 7, 1
"""Columns for the labels of the vertical axis."""

SMALL: dict[str, Any] = {
    "rates": 5, "scout_epochs": 2, "patience": 3, "epochs": 9, "hidden": 4, "iterations": 30, "seeds": 3,
}  # fmt: skip


def settings_of(**fields: Any) -> ChooseSettings:
    return ChooseSettings(**{**SMALL, **fields})


def finished(**fields: Any) -> ChooseFrame:
    return ChooseLab.finished(settings_of(**fields)).frame()


def at_moment(moment: int, **fields: Any) -> ChooseFrame:
    lab = ChooseLab.finished(settings_of(**fields))
    lab.act(Action("first"))
    lab.act(Action("cursor", amount=moment))
    return lab.frame()


@pytest.fixture(scope="module")
def procedure() -> ProcedureFrame:
    frame = finished()
    assert isinstance(frame, ProcedureFrame)
    return frame


@pytest.fixture(scope="module")
def ranged() -> RangeFrame:
    frame = finished(method="range", low=1e-4, high=10.0, iterations=100, hidden=8)
    assert isinstance(frame, RangeFrame)
    return frame


WEIGHTS = initial_parameters(1, 1, 2, [0])


def made_pass(rate: float, sse: list[float], accuracies: list[float], stopped: Stop | None) -> Pass:
    return Pass(Recipe(rate), np.array(sse), np.array(accuracies), stopped, WEIGHTS)


def with_passes(frame: ProcedureFrame, *passes: Pass, **fields: Any) -> ProcedureFrame:
    return replace(frame, passes=passes, finished=False, verdict=None, **fields)


def with_scout(frame: ProcedureFrame, errors: list[float], *before: list[float]) -> ProcedureFrame:
    """The end of a scout of rates 1e-4, 1e-3, … with these errors, and before them those of other epochs."""
    rates = tuple(10.0 ** (k - 4) for k in range(len(errors)))
    sse = np.array([*(before or [[100.0] * len(errors)]), errors])
    return replace(frame, scout=Scout(plain(*rates), len(sse) - 1, sse), passes=(), finished=False, verdict=None)


@pytest.fixture(scope="module")
def frames(procedure: ProcedureFrame, ranged: RangeFrame) -> dict[str, ChooseFrame]:
    many = tuple(made_pass(0.5 * 0.9**k, [300.0 - k, 150.0], [0.3, 0.5 + 0.005 * k], Stop.EPOCHS) for k in range(60))
    return {
        "at first": at_moment(0),
        "scouting": at_moment(1),
        "scouted": at_moment(2),
        "a pass begins": at_moment(3),
        "a pass": at_moment(6),
        "verdict": procedure,
        "some diverge": finished(high=1e9, rates=9),
        "all diverge": finished(low=1e200, high=1e300),
        "nothing learned": finished(low=1e-12, high=1e-10),
        "wide": finished(low=1e-300, high=1e300),
        "two rates": finished(rates=2),
        "many passes": with_passes(procedure, *many),
        "many scouted": finished(rates=64, hidden=2),
        "range at first": at_moment(0, method="range"),
        "range, one batch": at_moment(1, method="range"),
        "range": at_moment(20, method="range"),
        "range, verdict": ranged,
        "range, doubt": finished(method="range", iterations=5),
        "range, early end": finished(method="range", high=1e9),
        "range, no loss": finished(method="range", low=1e200, high=1e300, on="holdout"),
    }


# --- Every frame in every size ----------------------------------------------------------------------------------

SIZES = [(10 + (37 * k) % 191, 3 + (23 * k) % 58) for k in range(24)]
NARROW = [(10, 3), (10, 60), (200, 3), (200, 60), (11, 4), (12, 5), (13, 6), (17, 3), (26, 14), (78, 7), (38, 12)]


@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_frame_is_drawn_in_every_size(frames: dict[str, ChooseFrame], ascii_only: bool) -> None:
    for frame in frames.values():
        for panel in PANELS.values():
            assert panel.title(frame).isprintable()
            for width, height in [*NARROW, *SIZES[ascii_only::2]]:
                lines = panel.cells(frame, width, height, ascii_only=ascii_only).lines()
                assert [len(line) for line in lines] == [width] * height
                assert all(line.isprintable() and "nan" not in line for line in lines)
                assert not ascii_only or all(line.isascii() and "?" not in line for line in lines), lines


@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_sheet_is_drawn_in_every_accepted_size(frames: dict[str, ChooseFrame], ascii_only: bool) -> None:
    for frame in frames.values():
        for width, height in [(60, 17), (80, 23), (131, 40), (400, 150)]:
            lines = LOOK.sheet(frame, width, height, ascii_only=ascii_only).lines()
            assert [len(line) for line in lines] == [width] * height
            assert lines[-1].strip()
            if ascii_only:
                assert "".join(lines).isascii() and "?" not in "".join(lines)


def test_the_sheet_has_both_charts_the_table_and_the_sentence(procedure: ProcedureFrame, ranged: RangeFrame) -> None:
    for frame, words in (
        (procedure, ["1 scout: SSE by η, 2 epochs", "2 shrink: hold-out accuracy", "3 verdict: the price", "Chosen: "]),
        (ranged, ["1 training loss by η", "2 rules", "3 verdict: the rate by each rule", "suggest"]),
    ):
        lines = LOOK.sheet(frame, 120, 40).lines()
        for word in words:
            assert any(word in line for line in lines), word
        # Every row of the table is there.
        assert sum(bool(re.match(r"│[▶ ] [●▲■◆○△□◇] ", line)) for line in lines) == frame.rows


def test_titles_say_how_far_it_is_and_whose_loss_it_is(procedure: ProcedureFrame, ranged: RangeFrame) -> None:
    assert [FIRST.title(at_moment(k)) for k in (0, 1, 2)] == [
        f"1 scout: SSE by η, {count}" for count in ("0 epochs", "1 epoch", "2 epochs")
    ]
    assert "hold-out loss" in FIRST.title(at_moment(0, method="range", on="holdout"))
    assert "training loss" in FIRST.title(at_moment(0, method="range"))
    assert VERDICT.title(finished(method="range", iterations=5)) == "3 verdict: no reliable suggestion"
    assert VERDICT.title(at_moment(3, method="range", iterations=5)) == "3 verdict: when the runs have ended"
    assert VERDICT.title(ranged) == "3 verdict: the rate by each rule" and ranged.doubt is None
    assert VERDICT.title(procedure) == "3 verdict: the price of each pass"
    assert VERDICT.title(at_moment(6)) == VERDICT.title(at_moment(0)) == "3 verdict to come: the price of each pass"


# --- Where things lie -------------------------------------------------------------------------------------------


def places(cells: Cells, character: str) -> set[tuple[int, int]]:
    """The rows and columns of a character."""
    return {(row, at) for row, line in enumerate(cells.lines()) for at, each in enumerate(line) if each == character}


def column_at(share: float, width: int) -> int:
    """The column of a share of the way from left to right in a box of ``width`` columns with two dots each."""
    return LEFT + round(share * (2 * width - 1)) // 2


def row_at(share: float, height: int) -> int:
    """The row of a share of the way from the bottom to the top, four dots a row."""
    return round((1 - share) * (4 * height - 1)) // 4


def dotted(cells: Cells, ink: Ink) -> set[tuple[int, int]]:
    """The cells with dots of an ink."""
    braille = (cells.code_points >= 0x2800) & (cells.code_points < 0x2900)
    return {(int(row), int(column)) for row, column in np.argwhere(braille & (cells.inks == ink))}


ERRORS = [
    ([90.0, 80.0, 40.0, 20.0, 55.0, 70.0, 85.0], 3),
    ([90.0, 20.0, 40.0, 20.0, 55.0, 70.0, 85.0], 3),  # of two the larger rate
    ([10.0, 20.0, 40.0, 50.0, 55.0, 70.0, 85.0], 0),
    ([90.0, 80.0, 70.0, 60.0, 55.0, 50.0, 7.0], 6),
    ([90.0, 80.0, 40.0, 20.0, math.nan, 30.0, math.nan], 3),
]


@pytest.mark.parametrize(("errors", "fastest"), ERRORS)
@pytest.mark.parametrize("size", [(LEFT + 70, 26), (LEFT + 35, 11), (LEFT + 91, 41)])
def test_the_fastest_rate_is_marked_where_it_lies(
    procedure: ProcedureFrame, errors: list[float], fastest: int, size: tuple[int, int]
) -> None:
    width, height = size[0] - LEFT, size[1] - 1
    cells = FIRST.cells(with_scout(procedure, errors), *size)
    # Half a step beyond the rates on both sides; from 0 to 100, which is the largest error there has been.
    expected = {
        (row_at(error / 100, height), column_at((k + 0.5) / 7, width))
        for k, error in enumerate(errors)
        if error == error
    }
    mark = row_at(errors[fastest] / 100, height), column_at((fastest + 0.5) / 7, width)
    assert places(cells, "●") == {mark}
    assert cells.inks[mark] == Ink.CURRENT
    assert places(cells, "•") <= expected - {mark}
    # A word can lie upon a point, at the top and at the bottom.
    assert {at for at in expected - {mark} if 0 < at[0] < height - 1} <= places(cells, "•")
    gone = {(0, column_at((k + 0.5) / 7, width)) for k, error in enumerate(errors) if error != error}
    assert places(cells, "×") == gone
    assert all(cells.inks[at] == Ink.GROWS for at in gone)
    text = "".join(cells.lines())
    assert f"fastest {10.0 ** (fastest - 4):.3g}".replace("e-0", "e-") in text or fastest < 2
    vertical = dotted(cells, Ink.CURRENT)
    assert vertical and {column for _, column in vertical} == {mark[1]}


@pytest.mark.parametrize(("errors", "fastest"), ERRORS)
def test_what_is_ruled_out_is_shaded_to_the_right_of_the_fastest_only(
    procedure: ProcedureFrame, errors: list[float], fastest: int
) -> None:
    width, height = 70, 25
    cells = FIRST.cells(with_scout(procedure, errors), LEFT + width, height + 1)
    shaded = {(row, column) for row, column in dotted(cells, Ink.MUTED) if row < height and column >= LEFT}
    edge = column_at((fastest + 1) / 7, width)
    assert all(column >= edge for _, column in shaded)
    if fastest == 6:
        assert not shaded
        return
    # From the edge to the end, and from top to bottom.
    columns, rows = {column for _, column in shaded}, {row for row, _ in shaded}
    assert min(columns) <= edge + 2 and max(columns) >= LEFT + width - 3
    assert min(rows) <= 2 and max(rows) >= height - 3


@pytest.mark.parametrize(("errors", "fastest"), ERRORS)
def test_the_shade_says_what_it_means(procedure: ProcedureFrame, errors: list[float], fastest: int) -> None:
    lines = FIRST.cells(with_scout(procedure, errors), LEFT + 70, 26).lines()
    words = [(row, line.index("ruled out")) for row, line in enumerate(lines) if "ruled out" in line]
    if fastest == 6:
        assert words == []
        return
    assert len(words) == 1
    assert words[0][0] == 1  # below the crosses
    assert words[0][1] >= column_at((fastest + 1) / 7, 70)


@pytest.mark.parametrize("width", [40, 53, 70])
def test_the_word_can_be_read_where_what_is_ruled_out_has_diverged(procedure: ProcedureFrame, width: int) -> None:
    lines = FIRST.cells(with_scout(procedure, [90.0, 50.0, 20.0] + [math.nan] * 10), LEFT + width, 15).lines()
    assert sum("ruled out" in line for line in lines) == 1
    assert "×" in "".join(lines)


def test_before_any_training_and_where_all_diverge_nothing_is_fastest(procedure: ProcedureFrame) -> None:
    before = with_scout(procedure, [100.0] * 5)
    before = replace(before, scout=before.scout.until(0))
    gone = with_scout(procedure, [math.nan] * 5)
    for frame in (before, gone):
        cells = FIRST.cells(frame, 80, 24)
        text = "".join(cells.lines())
        assert "fastest" not in text and "ruled" not in text and not places(cells, "●")
    assert len(places(FIRST.cells(before, 80, 24), "•")) == 5
    crosses = places(FIRST.cells(gone, 80, 24), "×")
    assert crosses == {(0, column_at((k + 0.5) / 5, 73)) for k in range(5)}


def test_the_scout_s_axis_holds_all_errors_there_have_been(procedure: ProcedureFrame) -> None:
    """So that it does not breathe while the scout goes on."""
    frame = with_scout(procedure, [10.0, 5.0, 8.0], [100.0] * 3, [70.0, 900.0, 80.0])
    cells = FIRST.cells(frame, LEFT + 60, 41)
    top = 1000.0
    row = row_at(5.0 / top, 40)
    assert places(cells, "●") == {(row, column_at(1.5 / 3, 60))}


def passes_of(frame: ProcedureFrame, *passes: Pass) -> tuple[Cells, float, float, float]:
    """The figure in a box of 60 × 30, its last epoch, and its lowest and highest accuracy."""
    cells = SECOND.cells(with_passes(frame, *passes), LEFT + 61, 31)
    best = max(float(np.nanmax(each.holdout_accuracy)) for each in passes)
    last = max(20, *(len(each.sse) - 1 for each in passes))
    end = min(m * 10**k for m in (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8) for k in range(6) if m * 10**k >= last)
    top = next(t / 20 for t in range(21) if t == 20 or t / 20 >= best + 0.01 - 1e-9)
    return cells, end, max(top - 0.3, 0.0), top


def where(epoch: int, accuracy: float, end: float, low: float, high: float) -> tuple[int, int]:
    return row_at((accuracy - low) / (high - low), 30), column_at(epoch / end, 60)


def test_best_epoch_stop_and_threshold_are_marked_where_they_are(procedure: ProcedureFrame) -> None:
    # SSE ≤ 180 from epoch 12 of the first pass on, and from 30 of the second.
    rises_and_falls = [0.52 + 0.006 * min(k, 25) - 0.002 * max(k - 25, 0) for k in range(40)]
    first = made_pass(0.2, [500.0 - 28 * k for k in range(40)], rises_and_falls, Stop.PATIENCE)
    second = made_pass(0.1, [480.0 - 10 * k for k in range(61)], [0.5 + 0.004 * k for k in range(61)], Stop.EPOCHS)
    cells, end, low, high = passes_of(procedure, first, second)
    assert (end, low, high) == pytest.approx((60, 0.45, 0.75))
    assert places(cells, "●") == {where(25, 0.67, end, low, high)}
    assert places(cells, "▲") == {where(60, 0.74, end, low, high)}  # its best is its last
    stop = where(39, 0.67 - 0.002 * 14, end, low, high)
    assert cells.lines()[stop[0]][stop[1]] == "×"
    for (row, column), ink in (
        (where(12, 0.592, end, low, high), SERIES[0]),
        (where(30, 0.62, end, low, high), SERIES[1]),
    ):
        assert cells.lines()[row][column] == "T"
        assert cells.inks[row, column] == ink
    assert sum("× stop  T stop at SSE ≤ 180" in line for line in cells.lines()) == 1
    # And nowhere else: the legend has one of each.
    assert len(places(cells, "×")) == 2 and len(places(cells, "T")) == 3


@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_legend_is_there_where_it_fits_and_only_then(procedure: ProcedureFrame, ascii_only: bool) -> None:
    frame = with_passes(procedure, made_pass(0.2, [500.0] * 15, [0.5 + 0.01 * k for k in range(15)], None))
    legend = "x stop  T stop at SSE <= 180" if ascii_only else "× stop  T stop at SSE ≤ 180"
    for width in range(LEFT + 3, LEFT + 61):
        lines = SECOND.cells(frame, width, 31, ascii_only=ascii_only).lines()
        assert sum(legend in line for line in lines) == (width - LEFT - 1 >= len(legend)), width
        assert any("T" in line for line in lines) == (width - LEFT - 1 >= len(legend))  # or none of it


def test_a_pass_under_way_has_no_stop_and_one_that_never_gets_there_no_threshold(procedure: ProcedureFrame) -> None:
    going = made_pass(0.2, [500.0] * 15, [0.5 + 0.01 * k for k in range(15)], None)
    cells, end, low, high = passes_of(procedure, going)
    assert (end, places(cells, "●")) == (20, {where(14, 0.64, end, low, high)})
    assert len(places(cells, "×")) == len(places(cells, "T")) == 1  # those of the legend
    waiting = made_pass(0.2, [500.0] * 15, [0.6 + 0.01 * k - 0.0008 * k * k for k in range(15)], None)
    cells, *_ = passes_of(procedure, waiting)
    assert len(places(cells, "×")) == 1


def test_each_pass_has_its_colour_and_mark(procedure: ProcedureFrame) -> None:
    passes = [made_pass(0.5**k, [500.0] * 2, [0.6, 0.7 + 0.03 * k], Stop.EPOCHS) for k in range(8)]
    cells, end, low, high = passes_of(procedure, *passes)
    for k, mark in enumerate(MARKS):
        at = where(1, 0.7 + 0.03 * k, end, low, high)
        assert places(cells, mark) == {at}
        assert cells.inks[at] == SERIES[k]


def test_without_passes_it_says_what_comes_or_that_nothing_comes(procedure: ProcedureFrame) -> None:
    assert "the passes follow the scout" in "".join(SECOND.cells(at_moment(0), 60, 9).lines())
    assert "no rate is left" in "".join(SECOND.cells(finished(low=1e200, high=1e300), 60, 9).lines())
    assert "the rules follow the runs" in "".join(SECOND.cells(at_moment(4, method="range"), 60, 9).lines())


def test_the_threshold_is_that_of_the_settings(procedure: ProcedureFrame) -> None:
    each = made_pass(0.2, [500.0, 300.0, 100.0, 50.0], [0.5, 0.6, 0.7, 0.8], None)
    frame = with_passes(procedure, each, settings=replace(procedure.settings, sse_threshold=99.0))
    lines = SECOND.cells(frame, 68, 31).lines()
    assert any("SSE ≤ 99" in line for line in lines)
    assert (row_at(0.35 / 0.35, 30) in {row for row, _ in places(SECOND.cells(frame, 68, 31), "T")}) is False
    assert any(column == column_at(3 / 20, 60) for _, column in places(SECOND.cells(frame, 68, 31), "●"))


# --- Range test -------------------------------------------------------------------------------------------------


def made_range(frame: RangeFrame, curves: list[list[float]], **fields: Any) -> RangeFrame:
    """Of ten rates 1, 10, … with these smoothed losses."""
    made = tuple(Curve(np.array(each), np.array(each), True) for each in curves)
    nothing: dict[str, Any] = {"suggestions": {}, "finished": False, "doubt": None}
    details: dict[str, Any] = {**nothing, "iteration": max(map(len, curves)), **fields}
    return replace(
        frame,
        learning_rates=np.logspace(0, 9, 10, dtype=np.float64),
        seeds=tuple(range(len(curves))),
        curves=made,
        **details,
    )


def test_the_newest_median_loss_is_marked_where_it_lies(ranged: RangeFrame) -> None:
    curves = [[4.0, 2.0, 1.0, 0.9], [8.0, 4.0, 2.0, 1.8], [9.0, 9.0, 9.0, 9.0]]
    cells = FIRST.cells(made_range(ranged, curves), LEFT + 60 + RIGHT, 31)
    # From 0.5 to 10 on a log scale, the round numbers around all losses.
    level = math.log(1.8 / 0.5) / math.log(20)
    assert places(cells, "●") == {(row_at(level, 30), column_at(3.5 / 10, 60))}
    curve = dotted(cells, Ink.CURVE)
    assert {column for _, column in curve} <= set(range(column_at(0.05, 60), column_at(0.35, 60) + 1))
    assert (row_at(math.log(4.0 / 0.5) / math.log(20), 30), column_at(0.15, 60)) in curve
    assert dotted(cells, Ink.PAST)


def test_a_run_that_has_ended_leaves_the_median_to_the_others(ranged: RangeFrame) -> None:
    cells = FIRST.cells(made_range(ranged, [[4.0], [8.0, 4.0, 2.0]]), LEFT + 60 + RIGHT, 31)
    low, high = 2.0, 10.0
    assert places(cells, "●") == {(row_at(math.log(2.0 / low) / math.log(high / low), 30), column_at(0.25, 60))}


def test_each_rule_has_its_mark_on_the_median_curve_and_a_row_of_its_own(ranged: RangeFrame) -> None:
    curves = [[8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 2.5, 4.0, 8.0, 9.0]] * 3
    found = {
        "minimum": Suggestion((1e4, 1e4, 1e4)),
        "steepest": Suggestion((1e1, 1e2, 1e3)),
        "valley": Suggestion((1e3, 1e6, 1e7)),
        "slide": Suggestion((None, None, 1e1)),
    }
    frame = made_range(
        ranged, curves, suggestions=found, finished=True, settings=replace(ranged.settings, rule="steepest")
    )
    cells = FIRST.cells(frame, LEFT + 60 + RIGHT, 31)
    for mark, power in (("▲", 2), ("■", 6)):
        level = math.log(curves[0][power] / 2) / math.log(5)
        at = row_at(level, 30), column_at((power + 0.5) / 10, 60)
        assert places(cells, mark) == {at}, mark
        assert cells.inks[at] == SERIES[MARKS.index(mark)]
    assert not places(cells, "◆")  # says nothing
    rules = SECOND.cells(frame, 12 + 60 + RIGHT, 13)
    lines = rules.lines()

    def column(power: int) -> int:
        return 12 + round((power + 0.5) / 10 * 119) // 2

    for index, (name, powers, median) in enumerate(
        [("minimum/10", (4,), 4), ("steepest", (1, 2, 3), 2), ("valley", (3, 6, 7), 6), ("slide", (), 0)]
    ):
        rows = [row for row, line in enumerate(lines) if line.startswith(f" {name}")]
        assert len(rows) == 1
        drawn = places(rules, MARKS[index])
        ink = Ink(rules.inks[rows[0], 1])
        assert ink == (Ink.TITLE if name == "steepest" else Ink.TEXT)
        if not powers:
            assert "finds no rate" in lines[rows[0]] and not drawn
            continue
        assert drawn == {(rows[0], column(median))}
        dots = {at for row, at in places(rules, "•") if row == rows[0]}
        assert dots == {column(power) for power in powers} - {column(median)}
        strokes = {at for row, at in dotted(rules, SERIES[index]) if row == rows[0]}
        if len(powers) > 1:
            assert min(strokes) <= column(powers[0]) + 1 and max(strokes) >= column(powers[-1]) - 1


@pytest.mark.parametrize("height", range(5, 40))
def test_the_rules_are_evenly_apart_with_their_strokes_in_the_middle_of_their_rows(
    ranged: RangeFrame, height: int
) -> None:
    cells = SECOND.cells(ranged, 90, height)
    lines = cells.lines()
    rows = [row for row, line in enumerate(lines) if line.startswith(tuple(f" {rule}" for rule in RULES))]
    assert len(rows) == 4 and len(set(np.diff(rows).tolist())) == 1
    above, below = rows[0], height - 2 - rows[-1]  # but for the axis
    assert 0 <= below - above <= 1
    middle = {0x2800 + dots for dots in (0b00000010, 0b00010000, 0b00010010, 0b00000100, 0b00100000, 0b00100100)}
    for row, column in {at for ink in SERIES for at in dotted(cells, ink)}:
        assert row in rows
        assert int(cells.code_points[row, column]) in middle


def test_the_figures_of_a_real_range_test_are_on_its_median(ranged: RangeFrame) -> None:
    width, height = 60, 30
    cells = FIRST.cells(ranged, LEFT + width + RIGHT, height + 1)
    rates = ranged.learning_rates
    for index, name in enumerate(RULES):
        median = ranged.suggestions[name].median
        if median is None or not rates[0] <= median <= rates[-1]:
            continue
        share = (math.log(median / rates[0]) / math.log(rates[-1] / rates[0]) * 99 + 0.5) / 100
        marks = [column for row, column in places(cells, MARKS[index]) if cells.inks[row, column] == SERIES[index]]
        assert all(abs(column - column_at(share, width)) <= 1 for column in marks)
        assert marks or index < 3


# --- Tables -----------------------------------------------------------------------------------------------------


def test_the_table_of_the_passes_has_their_numbers(procedure: ProcedureFrame) -> None:
    passes = (
        made_pass(0.000215, [500.0, 170.0, 160.0], [0.3, 0.75, 0.7], Stop.PATIENCE),
        made_pass(1.5e-7, [500.0, 400.0, 300.0, 200.0], [0.3, 0.6, 0.7, 0.8125], Stop.EPOCHS),
        made_pass(0.25, [500.0, math.nan], [0.5, math.nan], Stop.DIVERGED),
        made_pass(0.125, [180.0], [0.25], None),
    )
    frame = replace(
        with_passes(procedure, *passes), finished=True, verdict=Verdict(1, Recipe(1.5e-7), 3, 0.8125, 0.7654)
    )
    lines = VERDICT.cells(frame, 100, 6).lines()
    assert " ".join(lines[0].split()) == "rate epochs best epoch hold-out test stopped SSE ≤ 180 at"
    rows = [line.split() for line in lines[1:5]]
    assert rows[0] == ["●", "0.000215", "2", "1", "0.750", "patience", "1"]
    assert rows[1] == ["▶", "▲", "1.5e-7", "3", "3", "0.812", "0.765", "epochs", "never"]
    assert rows[2] == ["■", "0.25", "1", "0", "0.500", "diverged", "never"]
    assert rows[3] == ["◆", "0.125", "0", "0", "0.250", "0"]
    # Its threshold may still be reached.
    going = with_passes(procedure, made_pass(0.125, [181.0], [0.25], None))
    for width in (70, 100):
        assert VERDICT.cells(going, width, 6).lines()[1].split() == ["▶", "●", "0.125", "0", "0", "0.250", "—"]
    # Numbers stand under the ends of their words.
    ends = [match.end() for match in re.finditer(r"epochs|best epoch|hold-out|test", lines[0])]
    for line in lines[1:5]:
        assert all(line[end - 1] != " " and line[end : end + 1] == " " for end in ends[:3]), line
    assert lines[2][: ends[3]].endswith("0.765")
    # Where there is less room, the same numbers under shorter words; no column is lost down to the narrowest sheet.
    for width in (58, 77, 78):
        short = VERDICT.cells(frame, width, 6).lines()
        names = "rate epochs best epoch hold-out test stopped SSE ≤ 180 at"
        assert " ".join(short[0].split()) == (names if width >= 78 else "rate epochs best hold-out test stopped T at")
        assert [line.split() for line in short[1:5]] == rows, width
        ends = [match.end() for match in re.finditer(r"epochs|best epoch|best|hold-out|test|at$", short[0].rstrip())]
        assert all(line[end - 1] != " " and line[end : end + 1] == " " for line in short[1:5] for end in ends[:3])
        assert short[2][: ends[3]].endswith("0.765")
        assert all(line[: ends[4]].rstrip() == line.rstrip() and line[ends[4] - 1] != " " for line in short[1:5])


def test_until_the_verdict_the_last_pass_is_the_current_one(procedure: ProcedureFrame) -> None:
    passes = tuple(made_pass(0.5**k, [9.0], [0.5], None) for k in range(3))
    lines = VERDICT.cells(with_passes(procedure, *passes), 80, 4).lines()
    assert ["▶" in line for line in lines] == [False, False, False, True]
    assert with_passes(procedure, *passes).rows == 3


@pytest.mark.parametrize("height", [2, 3, 9, 40])
def test_the_row_that_matters_is_always_visible(procedure: ProcedureFrame, height: int) -> None:
    passes = tuple(made_pass(0.9**k, [9.0], [0.5], Stop.EPOCHS) for k in range(60))
    for index in range(60):
        frame = replace(
            with_passes(procedure, *passes), finished=True, verdict=Verdict(index, Recipe(0.9**index), 0, 0.5, 0.5)
        )
        lines = VERDICT.cells(frame, 80, height).lines()
        current = [line for line in lines if "▶" in line]
        assert len(current) == 1
        assert float(current[0].split()[2]) == pytest.approx(0.9**index, rel=5.1e-3)
        assert sum(bool(line.strip()) for line in lines) == height  # no room is wasted
        if height > 5 and 0 < index < 59:
            assert "▶" not in lines[1] + lines[-1]  # with both its neighbours


def test_the_table_of_the_rules_has_their_numbers(ranged: RangeFrame) -> None:
    found = {
        "minimum": Suggestion((0.5, 0.02, 0.1)),
        "steepest": Suggestion((0.000215, 0.000215, 0.000215)),
        "valley": Suggestion((1e-9, 0.5, 2e-3)),
        "slide": Suggestion((None, None, None)),
    }
    lines = VERDICT.cells(replace(ranged, suggestions=found), 80, 5).lines()
    assert " ".join(lines[0].split()) == "rule median lowest highest differ by"
    assert lines[1].split() == ["●", "minimum/10", "0.1", "0.02", "0.5", "×", "25.0"]
    assert lines[2].split() == ["▲", "steepest", "0.000215", "0.000215", "0.000215", "×", "1.0"]
    assert lines[3].split() == ["▶", "■", "valley", "0.002", "1e-9", "0.5", "×", "5e8"]
    assert lines[4].split() == ["◆", "slide", "—"]
    waiting = VERDICT.cells(replace(ranged, suggestions={}, finished=False), 80, 5).lines()
    assert all(line.split()[-1] == "—" for line in waiting[1:])
