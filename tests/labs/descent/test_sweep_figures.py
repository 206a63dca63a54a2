"""Orbits, basins and cobweb: what is drawn is what theory and the lab's own runs say, to the dot."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from lrtui.core.arrays import Array
from lrtui.labs.actions import Action
from lrtui.labs.descent.atlas import Atlas
from lrtui.labs.descent.figures import basins, cobweb, orbits
from lrtui.labs.descent.figures.rates import rate_window
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import VIEWS, DescentSettings
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Chart
from lrtui.plot.ink import CLASSES, Ink
from lrtui.plot.panel import Panel
from tests.examples import LONG

from ...dots import Dot, Watched, centre, nearest

SIZES = ((50, 19), (68, 16), (97, 29))
PANELS = (orbits.ORBITS, basins.BASINS, cobweb.COBWEB)


def lab_of(objective: str, rate: float, x0: float, steps: int = 0, **other: object) -> DescentLab:
    fields: dict[str, object] = {"objective": objective, "learning_rate": rate, "x0": x0, "steps": steps, **other}
    return DescentLab(DescentSettings(**fields))  # type: ignore[arg-type]


def frame_of(objective: str, rate: float, x0: float, steps: int = 0, **other: object) -> DescentFrame:
    return lab_of(objective, rate, x0, steps, **other).frame()


def drawn(panel: Panel[DescentFrame], frame: DescentFrame, size: tuple[int, int]) -> Watched:
    canvas = Watched(*size)
    panel.draw(frame, canvas)
    return canvas


def dot_rows(area: Chart, values: list[float]) -> set[int]:
    """The rows of dots, on the canvas, of values on the vertical axis."""
    share = [(area.y.high - value) / (area.y.high - area.y.low) for value in values]
    return {nearest(place, 4 * area.box.height) + 4 * area.box.row for place in share}


def columns_of(area: Chart) -> Array:
    """The learning rate of each column of dots."""
    return np.linspace(area.x.low, area.x.high, 2 * area.box.width)


# --- Orbits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_orbits_of_the_logistic_objective_stand_where_the_closed_forms_say(size: tuple[int, int]) -> None:
    frame = frame_of("logistic", 0.5, 0.5)
    canvas = drawn(orbits.ORBITS, frame, size)
    area = orbits.chart(frame, canvas)
    (steady,) = canvas.layers(Ink.CURVE)
    seen = dict.fromkeys(("rest", "two"), 0)
    for column, rate in enumerate(columns_of(area).tolist()):
        rows = {row for row, other in steady if other == column + 2 * area.box.column}
        if rate < 1.95:
            seen["rest"] += 1
            assert rows == dot_rows(area, [0.0])
        elif 2.02 < rate < 2.43:
            # The 2-cycle of the logistic map with r = 1 + η, in x = 1 − y·(1 + η)/η.
            r = 1 + rate
            roots = [(r + 1 + side * math.sqrt((r - 3) * (r + 1))) / (2 * r) for side in (-1, 1)]
            seen["two"] += 1
            assert rows == dot_rows(area, [1 - y * r / rate for y in roots])
    assert min(seen.values()) > 10


def test_chaos_is_dim_and_cycles_are_bright() -> None:
    frame = frame_of("logistic", 0.5, 0.5)
    canvas = drawn(orbits.ORBITS, frame, (97, 29))
    rates = columns_of(orbits.chart(frame, canvas))
    left = 2 * orbits.chart(frame, canvas).box.column
    chaotic = {float(rates[column - left]) for dots in canvas.layers(Ink.MUTED)[-1:] for _, column in dots}
    assert min(chaotic) > 2.5699
    assert max(chaotic) <= 3.0
    assert not any(2.8300 < rate < 2.8415 for rate in chaotic)  # period 3
    steady = {float(rates[column - left]) for _, column in canvas.layers(Ink.CURVE)[0]}
    assert all(rate in steady for rate in rates.tolist() if rate < 2.56)


@pytest.mark.parametrize("size", SIZES)
def test_escapes_are_marked_exactly_beyond_their_bound(size: tuple[int, int]) -> None:
    x0 = -1.5 - 0.01 * (size[0] % 3)
    frame = frame_of("double-well", 0.8, x0)
    canvas = drawn(orbits.ORBITS, frame, size)
    area = orbits.chart(frame, canvas)
    bound = 2 / (x0**2 - 1)  # |x₀| > √(1 + 2/η)
    gone = (columns_of(area) > bound).reshape(-1, 2).all(axis=1)
    top = canvas.cells().lines()[area.box.row][area.box.column :]
    assert [
        character in "↑ escapes" and index >= top.index("↑") for index, character in enumerate(top)
    ] == gone.tolist()
    assert " escapes " in top


def test_the_present_iterate_stands_above_its_rate() -> None:
    for steps in (0, 1, 2, 7):
        frame = frame_of("logistic", 2.2, 0.5, steps)
        canvas = drawn(orbits.ORBITS, frame, (97, 29))
        area = orbits.chart(frame, canvas)
        mark = canvas.layers(Ink.CURRENT)[-1]
        column = nearest((2.2 - area.x.low) / (area.x.high - area.x.low), 2 * area.box.width) + 2 * area.box.column
        (row,) = dot_rows(area, [frame.run.x])
        assert centre(mark) == (row, column)


def test_a_rate_outside_of_the_window_is_an_arrow_and_the_window_stands() -> None:
    frame = frame_of("logistic", 0.5, 0.5)
    low, high = rate_window(frame)
    assert low > 0.5
    assert "◀ η 0.5" in "".join(orbits.ORBITS.cells(frame, 50, 16).lines())
    for rate in (1.6, 2.0, 3.1):
        assert rate_window(frame_of("logistic", rate, 0.5)) == (low, high)
    assert rate_window(frame_of("logistic", 4.2, 0.5)) == (low, 5.0)


def test_orbits_of_the_parabola_are_a_line_up_to_the_critical_rate() -> None:
    frame = frame_of("parabola", 0.3, -1.0, a=2.0)
    canvas = drawn(orbits.ORBITS, frame, (68, 16))
    area = orbits.chart(frame, canvas)
    (steady,) = canvas.layers(Ink.CURVE)
    (row,) = dot_rows(area, [0.0])
    rates = columns_of(area)
    at_rest = {int(column) for column, rate in enumerate(rates.tolist()) if 0.02 < rate < 0.49}
    assert {column - 2 * area.box.column for other, column in steady if other == row} >= at_rest
    assert frame.run.stability is not None
    assert frame.run.stability.critical_learning_rate == 0.5
    assert "0.5" in canvas.cells().lines()[-1]


# --- Basins -----------------------------------------------------------------------------------------------------


def test_a_click_on_a_colour_sets_a_run_that_comes_to_its_minimum() -> None:
    lab = lab_of("double-well", 0.5, -1.5)
    size, found = (68, 20), set()
    frame = lab.frame()
    cells = basins.BASINS.cells(frame, *size)
    area = basins.chart(frame, Canvas(*size))
    minima = {int(basins.minimum_ink(index)): place for index, place in enumerate(frame.objective.minima.tolist())}
    for row in range(area.box.row, area.box.row + area.box.height, 2):
        for column in range(area.box.column, area.box.column + area.box.width, 5):
            around = cells.inks[row - 1 : row + 2, column - 1 : column + 2]
            if (
                len(set(around.ravel().tolist())) > 1
                or int(around[0, 0]) not in minima
                or not cells.grounds[row, column]
            ):
                continue
            action = basins.pointed(frame, Canvas(*size), column, row)
            assert action is not None
            lab.act(action)
            lab.act(Action("last"))
            assert (lab.settings.learning_rate, lab.settings.x0) == action.amount
            assert lab.frame().run.x == pytest.approx(minima[int(around[0, 0])], abs=1e-6)
            found.add(int(around[0, 0]))
    assert found == set(minima)


def test_basins_mirror_each_other_and_their_cursor_stands_at_rate_and_start() -> None:
    frame = frame_of("double-well", 0.4, -1.5)
    canvas = Canvas(68, 20)
    area = basins.chart(frame, canvas)
    cells = basins.BASINS.cells(frame, 68, 20)
    cell = area.cell_of(0.4, -1.5)
    assert cell is not None
    assert chr(cells.code_points[cell]) == "●"
    assert chr(cells.code_points[cell[0], area.box.column - 1]) == "▶"
    # f(x) = f(−x): turned upside down, each minimum becomes the other.
    part = np.s_[area.box.row : area.box.row + area.box.height, area.box.column : cell[1]]
    pixels = np.stack([cells.inks[part], cells.grounds[part] - 1], axis=1).reshape(2 * area.box.height, -1)
    first, second = (int(basins.minimum_ink(index)) for index in (0, 1))
    assert set(pixels.ravel().tolist()) == {first, second}
    np.testing.assert_array_equal(pixels[::-1], first + second - pixels)


def test_minima_have_letters_where_there_are_no_colours() -> None:
    frame = frame_of("bumps", 0.05, -5.0)
    for ascii_only in (False, True):
        cells = basins.BASINS.cells(frame, 68, 20, ascii_only=ascii_only)
        inks = {int(ink) for ink in cells.inks.ravel()} & set(map(int, CLASSES))
        assert len(inks) >= 6
        assert sum(any(letter * 6 in line for line in cells.lines()) for letter in ".:-=~_^,") >= 6
        assert not any("▀" in line or "▄" in line for line in cells.lines())


# --- Cobweb -----------------------------------------------------------------------------------------------------


def test_the_cobweb_s_curve_is_the_next_x_and_its_marks_are_where_f_is_flat() -> None:
    frame = frame_of("double-well", 0.9, -1.5, 3)
    canvas = drawn(cobweb.COBWEB, frame, (97, 29))
    area = cobweb.chart(frame, canvas)
    x = np.linspace(area.x.low, area.x.high, 2 * area.box.width)
    half = (x[1] - x[0]) / 2
    (curve,) = canvas.layers(Ink.FUNCTION)
    checked = 0
    for column, middle in enumerate(x.tolist()):
        heights = [at - 0.9 * (at**3 - at) for at in (middle - half, middle, middle + half)]
        if not area.y.low < min(heights) <= max(heights) < area.y.high:
            continue
        bounds = dot_rows(area, heights)
        rows = [row for row, other in curve if other == column + 2 * area.box.column]
        assert min(bounds) - 1 <= min(rows) <= max(rows) <= max(bounds) + 1
        checked += 1
    assert checked > 100
    stairs = {dot for dots in canvas.layers(Ink.RECENT) for dot in dots}
    for before, after in zip(frame.run.before.tolist(), frame.run.after.tolist(), strict=True):
        assert {place(area, before, before), place(area, before, after), place(area, after, after)} <= stairs
    rests = [*canvas.layers(Ink.SHRINKS), *canvas.layers(Ink.GROWS)]
    assert sorted(map(centre, rests)) == sorted(place(area, value, value) for value in (-1.0, 0.0, 1.0))
    assert len(canvas.layers(Ink.SHRINKS)) == 2  # |1 − 0.9·2| < 1 at ±1, and |1 + 0.9| > 1 at 0
    assert centre(canvas.layers(Ink.CURRENT)[-1]) == place(area, frame.run.x, frame.run.x)
    step = canvas.layers(Ink.NEXT)
    assert place(area, frame.run.x, frame.run.next_x) in step[0] & step[1]


def place(area: Chart, x: float, y: float) -> Dot:
    """The dot of a point, on the canvas."""
    (row,) = dot_rows(area, [y])
    return row, nearest((x - area.x.low) / (area.x.high - area.x.low), 2 * area.box.width) + 2 * area.box.column


# --- All of them ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (8, 50), (26, 6), (50, 1), (120, 40)] if LONG else [(3, 2), (26, 6)])
def test_every_size_and_every_function_is_drawn(size: tuple[int, int]) -> None:
    frames = [
        frame_of("logistic", 2.9, 0.5, 30),
        frame_of("softplus", 30.0, -2.0, 5),
        frame_of("abs", -0.5, 1e300, 3),
        frame_of("bumps", 1e9, -5.0, 2),
        frame_of("parabola", 1e308, 1.7e308, 2, a=1e-300),
        frame_of("1/x", 0.5, 1.0, 4),
        frame_of("x^3", 0.5, 1.0, 4),
        frame_of("3", 0.5, 1.0, 4),
    ]
    for frame in frames:
        for panel in PANELS:
            for ascii_only in (False, True):
                cells = panel.cells(frame, *size, ascii_only=ascii_only)
                assert cells.code_points.shape == size[::-1]


def test_what_takes_long_comes_in_slices_and_the_screen_waits_for_it() -> None:
    text = " + ".join(f"sin({n}*x)/{n}" for n in range(1, 15)) + " + x^2"
    lab = lab_of(text, 0.05, 1.0, paused=True, view="orbits")
    lab.atlas.patient = False
    coarse = orbits.ORBITS.cells(lab.frame(), 97, 29)
    assert lab.pending
    assert lab.tempo == math.inf
    slices = 0
    while lab.work():
        slices += 1
    assert slices > 10
    assert lab.advance(0.03)
    fine = orbits.ORBITS.cells(lab.frame(), 97, 29)
    assert not lab.advance(0.03)
    assert lab.tempo == 0.0
    assert fine.difference(coarse)
    whole = orbits.ORBITS.cells(frame_of(text, 0.05, 1.0, paused=True, view="orbits"), 97, 29)
    assert not fine.difference(whole)


def test_what_was_asked_before_is_not_computed_again() -> None:
    atlas = Atlas()
    objective = frame_of("logistic", 2.0, 0.5).objective
    sweeps = [atlas.orbits(objective, x0, (1.0, 3.0), 20) for x0 in (0.5, 0.6, 0.5)]
    assert sweeps[0] is sweeps[2] is not sweeps[1]


@pytest.mark.parametrize(("objective", "left_out"), [("parabola", {"basins", "momentum"}), ("bumps", {"momentum"})])
def test_views_go_round_and_leave_out_the_basins_where_there_is_one(objective: str, left_out: set[str]) -> None:
    lab, seen = lab_of(objective, 0.05, -1.0), []
    for _ in range(len(VIEWS) - len(left_out)):
        lab.act(Action("view"))
        seen.append(lab.settings.view)
    assert seen[-1] == "picture"
    assert set(seen) == set(VIEWS) - left_out
    for view in left_out:  # it can be asked for, and left again
        lab.act(Action("set", "view", view))
        lab.act(Action("view"))
        assert lab.settings.view not in left_out


@pytest.mark.parametrize("x0", [-0.5, 1.0, 2.0])
def test_the_quartic_s_threshold_goes_by_the_start(x0: float) -> None:
    frame = frame_of("quartic", 0.1, x0)
    canvas = drawn(orbits.ORBITS, frame, (68, 16))
    area = orbits.chart(frame, canvas)
    line = canvas.cells().lines()
    column = area.column_of(2 / x0**2)
    assert ("2/x₀²" in line[-1]) == (column is not None)
    if column is not None:
        assert abs(line[-1].index("2/x₀²") + 2 - column) <= 2
        gone = [index for index, character in enumerate(line[area.box.row]) if character in "↑escap"]
        assert min(gone) in (column, column + 1)


@pytest.mark.parametrize("view", ["picture", "orbits", "basins"])
def test_a_frame_is_drawn_in_time_while_the_rate_moves(view: str) -> None:
    lab = lab_of("logistic", 2.0, 0.5, 20, view=view, paused=True)
    panels = [basins.BASINS if view == "basins" else orbits.ORBITS, cobweb.COBWEB]
    spent = []
    for _ in range(6):
        before = time.process_time()
        lab.act(Action("nudge", "learning_rate", 0.01))
        for panel in panels:
            panel.cells(lab.frame(), 70, 19)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.03
