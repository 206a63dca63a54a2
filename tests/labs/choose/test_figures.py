"""The figures of the lab that chooses a rate: they draw every frame in every size, and put things where they belong."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from lrtui.labs.actions import Action
from lrtui.labs.choose.figures.look import LOOK
from lrtui.labs.choose.figures.passes import PASSES
from lrtui.labs.choose.figures.rates import RATES, accuracy_axis, rate_axis
from lrtui.labs.choose.figures.verdict import VERDICT, headline
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import RULES, ChooseSettings
from lrtui.labs.choose.words import advice, two_questions
from lrtui.plot.canvas import Cells
from lrtui.plot.ink import Ink, mark, series

LEFT = 7
"""Columns for the labels of the vertical axis."""

SMALL: dict[str, Any] = {
    "rates": 5, "scout_epochs": 2, "patience": 3, "epochs": 9, "hidden": 4, "iterations": 30, "seeds": 3,
}  # fmt: skip


@cache
def lab_of(method: str, low: float = 1e-3, high: float = 10.0) -> ChooseLab:
    return ChooseLab.finished(ChooseSettings(**SMALL, method=method, low=low, high=high))


@cache
def usual(method: str) -> ChooseFrame:
    """What the lab comes to as it opens."""
    return ChooseLab.finished(ChooseSettings(method=method)).frame()


def at_moment(moment: int, method: str = "procedure", **rates: float) -> ChooseFrame:
    """The frame at a moment, counted from the end where it is negative."""
    lab = lab_of(method, **rates)
    lab.act(Action("cursor", amount=(moment if moment >= 0 else lab.newest + 1 + moment) - lab.moment))
    return lab.frame()


def lines(cells: Cells) -> list[str]:
    return ["".join(chr(code) for code in row) for row in cells.code_points]


def column_of(rate: float, frame: ChooseFrame, width: int) -> int:
    """Where a rate stands in the panel of rates: half a step lies beyond both ends of the scout's."""
    rates = frame.scout.learning_rates
    margin = math.log(rates[1] / rates[0]) / 2
    low, high = math.log(rates[0]) - margin, math.log(rates[-1]) + margin
    dots = 2 * (width - LEFT) - 1
    return LEFT + round((math.log(rate) - low) / (high - low) * dots) // 2


def test_every_frame_is_drawn_in_every_size() -> None:
    for method in ("procedure", "range"):
        for rates in ({}, {"low": 1e200, "high": 1e300}):
            for moment in (0, 1, 2, 4, -2, -1):
                frame = at_moment(moment, method, **rates)
                for width, height in ((1, 1), (5, 3), (38, 10), (60, 4), (98, 12), (200, 50)):
                    for panel in (RATES, PASSES, VERDICT):
                        for ascii_only in (False, True):
                            panel.cells(frame, width, height, ascii_only=ascii_only)
                        assert "\n" not in panel.title(frame) + panel.caption(frame)
                for size in ((60, 17), (80, 23), (140, 44)):
                    assert len(lines(LOOK.sheet(frame, *size))) == size[1]


def test_each_pass_stands_above_its_rate_with_its_mark() -> None:
    frame, (width, height) = at_moment(-1), (70, 20)
    cells = RATES.cells(frame, width, height)
    text = lines(cells)
    y = accuracy_axis(frame.passes)
    for index, tried in enumerate(frame.passes[:4]):
        column = column_of(tried.learning_rate, frame, width)
        found = [(row, line.index(mark(index))) for row, line in enumerate(text) if mark(index) in line[LEFT:]]
        row = next(row for row, at in found if abs(at - column) <= 0)
        upper = (height - 1) // 2
        expected = (1 - (tried.best_accuracy - y.low) / (y.high - y.low)) * (4 * upper - 1)
        assert abs(row - expected / 4) <= 1
        assert cells.inks[row, column] == series(index)


@pytest.mark.parametrize("size", [(42, 10), (53, 14), (75, 27)])
@pytest.mark.parametrize("method", ["procedure", "range"])
def test_a_rule_with_words_parts_the_two_scales(size: tuple[int, int], method: str) -> None:
    """Above it are shares of the rows, below it errors or losses: never 0.9, 0.8, 500, 0 on what reads as one axis."""
    frame = at_moment(-1, method)
    text = lines(RATES.cells(frame, *size))
    words = {"procedure": "── scout's error after 2 epochs ──", "range": "── training loss ──"}[method]
    [rule] = [row for row, line in enumerate(text) if line.startswith(words)]
    assert set(text[rule].removeprefix(words)) <= {"─"}
    above, below = ([float(tick) for line in part for tick in re.findall(r"^ *([\d.e-]+)┤", line)]
                    for part in (text[:rule], text[rule + 1 :]))  # fmt: skip
    y = accuracy_axis(frame.passes)
    assert len(above) >= 2 and all(y.low <= tick <= y.high for tick in above)
    assert len(below) >= 2 and below == sorted(below, reverse=True)
    # What stands above is the title, and what stands below before there are passes.
    assert RATES.title(frame) == "hold-out accuracy by η"
    assert RATES.title(at_moment(2)) == "scout's error after 2 epochs by η"


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_the_titles_are_whole_at_80_columns(method: str) -> None:
    for moment in (0, 1, 2, 5, -2, -1):
        frame = at_moment(moment, method)
        upper = LOOK.sheet(frame, 80, 23).lines()[0]
        assert all(f" {panel.title(frame)} " in upper for panel in (RATES, PASSES)), upper


def test_what_is_ruled_out_is_shaded_and_said() -> None:
    frame = at_moment(2)
    assert frame.scout.fastest is not None and frame.scout.ruled_out
    text = lines(RATES.cells(frame, 70, 16))
    assert any("ruled out" in line for line in text)
    fastest = frame.scout.learning_rates[frame.scout.fastest]
    assert any(f"fastest {fastest:.3g}" in line for line in text)
    row = next(line for line in text if "ruled out" in line)
    assert row.index("ruled out") > column_of(fastest, frame, 70)


def test_the_scout_s_range_reaches_from_the_least_to_the_largest_of_the_seeds() -> None:
    frame = at_moment(2)
    cells = RATES.cells(frame, 70, 21)
    top = 10 ** math.ceil(math.log10(frame.scout.sse.max()))
    assert top >= frame.scout.sse.max()
    index = 0  # the smallest rate: the seeds are far apart before anything is learned
    column = column_of(frame.scout.learning_rates[index], frame, 70)
    rows = [
        row
        for row in range(20)
        if cells.inks[row, column] in (Ink.PAST, Ink.CURVE) and cells.code_points[row, column] > 32
    ]
    spread = np.ptp(frame.scout.sse[-1, index])
    assert len(rows) >= 1 + round(20 * spread / 1500)


def test_the_cursor_is_a_line_at_its_rate() -> None:
    frame = at_moment(-1)
    rate = frame.scout.learning_rates[0]
    frame = replace(frame, settings=replace(frame.settings, selected=rate))
    cells = RATES.cells(frame, 70, 20)
    column = column_of(rate, frame, 70)
    assert sum(cells.inks[row, column] == Ink.CHANGE for row in range(19)) > 12
    plain = RATES.cells(replace(frame, settings=replace(frame.settings, selected=None)), 70, 20)
    assert not (plain.inks == Ink.CHANGE).any()


def test_staircases_rise_to_the_best_and_never_fall() -> None:
    frame = at_moment(-1)
    for tried in frame.passes:
        best = tried.best_so_far
        assert (np.diff(best) >= 0).all() and best[-1] == tried.best_accuracy
    text = lines(PASSES.cells(frame, 60, 20))
    for index, tried in enumerate(frame.passes[:4]):
        name = f"{tried.learning_rate:.3g}"[:6]
        assert any(f"{mark(index)} {name[:4]}" in line for line in text), name
    assert any("| stop" in line for line in text)


@pytest.mark.parametrize(("size", "large"), [((98, 9), True), ((98, 6), False), ((60, 9), False)])
def test_the_verdict_is_in_large_letters_where_there_is_room(size: tuple[int, int], large: bool) -> None:
    frame = usual("procedure")
    text = lines(VERDICT.cells(frame, *size))
    assert headline(frame).startswith("η ≈ 0.")
    assert any("█" in line for line in text) == large
    assert any("are as good" in line for line in text)
    plain = lines(VERDICT.cells(frame, *size, ascii_only=True))
    assert not any("█" in line for line in plain) and any("lr ~ 0." in line for line in plain)
    # All passes are there in all of these sizes, and the one to start with is marked.
    assert sum(bool(re.search(r"0\.\d{3} ± 0\.\d{3}", line)) for line in text[-4:]) == 4
    assert sum(line.startswith("▶") for line in text) == 1


@pytest.mark.parametrize("method", ["procedure", "range"])
@pytest.mark.parametrize("rate", [0.2, 0.027, 0.0027, 1.5e-5])
def test_the_words_beside_the_verdict_are_whole_in_every_width(rate: float, method: str) -> None:
    frame = usual(method)
    found = frame.verdict
    assert found is not None
    choice = replace(found, recipe=found.recipe._replace(learning_rate=rate), low=rate / 3, high=rate * 2)
    frame = replace(frame, verdict=choice)
    seen = set()
    for width in range(60, 141, 2):
        text = lines(VERDICT.cells(frame, width, 9))
        for words in (two_questions if method == "range" else advice)(frame):
            assert any(words in line for line in text), (width, words)
        seen.add(any("█" in line for line in text))
    assert seen == {False, True}  # in large letters where there is room


def test_each_rule_has_a_row_on_the_axis_and_one_in_the_table() -> None:
    frame = at_moment(-1, "range")
    text = lines(RATES.cells(frame, 80, 24))
    for name in ("min/10", "steep", "valley", "slide"):
        assert sum(line.startswith(name) for line in text) == 1
    table = lines(VERDICT.cells(frame, 98, 9))[-4:]
    for line, (name, title) in zip(table, RULES.items(), strict=True):
        assert title in line
        median = frame.sweep.rules[name].found.median
        assert (f"{median:.3g}" if median else "—") in line
        assert ("not reliable" in line) == (frame.sweep.rules[name].objection is not None and median is not None)


def test_an_axis_has_room_beyond_both_ends() -> None:
    axis = rate_axis((0.01, 0.1, 1.0))
    assert [axis.low, axis.high] == pytest.approx([0.01 / 10**0.5, 10**0.5])
    assert rate_axis((1e-300, 1e300)).low > 0
