"""The parabola lab's figures: they draw every frame in every size, and put things where the numbers say."""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lrtui.core.descent import Ending
from lrtui.labs.descent.figures.growth import GROWTH
from lrtui.labs.descent.figures.history import HISTORY
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.figures.picture import PICTURE, chart, window
from lrtui.labs.descent.figures.readout import READOUT
from lrtui.labs.descent.figures.why import bar_rows
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import CAMERAS, HISTORIES, DescentSettings
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.chart import GUTTER
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel
from tests.examples import LONG

from ...dots import Dot, Watched, centre, nearest, squares
from ...examples import examples
from ...recipes import at_rates

repeatable = examples(150)

PANELS = {"picture": PICTURE, "history": HISTORY, "growth": GROWTH, "readout": READOUT}

SIDES = ((1, 1), (2, 3), (6, 2), (7, 1), (8, 50), (10, 40), (19, 30), (26, 14), (50, 9), (78, 17), (120, 50))


def frame_of(rate: float = 0.8, x0: float = -1.0, a: float = 1.0, steps: int = 0, **other: object) -> DescentFrame:
    fields: dict[str, object] = {"learning_rate": rate, "x0": x0, "a": a, "steps": steps, **other}
    return DescentLab(DescentSettings(**fields)).frame()  # type: ignore[arg-type]


def drawn(panel: Panel[DescentFrame], frame: DescentFrame, size: tuple[int, int]) -> Watched:
    """The canvas on which a figure was drawn, with the dots of each layer."""
    canvas = Watched(*size)
    panel.draw(frame, canvas)
    return canvas


@st.composite
def wild_frames(draw: st.DrawFn) -> DescentFrame:
    """Whatever a person can ask for, the ends of the floats included."""
    a = draw(st.sampled_from([1.0, 1.0, 0.5, 3.0, 1e-300, 1e300, 1e-10, 1e7]))
    ratios = st.floats(-0.5, 2.5) | st.sampled_from([0.0, 0.5, 1.0, 4.0, -30.0, 1e5, 1e200, -1e200])
    rate = draw(ratios.map(lambda ratio: ratio / a) | st.sampled_from([0.0, 1e308, -1e308, 5e-324, 1e-300, -1.7e308]))
    assume(math.isfinite(rate))
    x0 = draw(
        st.sampled_from([0.0, -1.0, 1.0, 1e200, -1e200, 1e-200, 5e-324, 1.34e154, 1.3e304, 1.7e308])
        | st.floats(-100, 100)
    )
    return frame_of(
        rate,
        x0,
        a,
        draw(st.sampled_from([0, 1, 2, 9, 10, 25, 300, 3000])),
        history=draw(st.sampled_from(HISTORIES)),
        camera=draw(st.sampled_from(CAMERAS)),
        zoom=draw(st.sampled_from([0, 0, 1, 5, 20, -20])),
        changes=draw(st.sampled_from([(), (), ((3, 1.2),), ((1, 0.5), (4, -1e300))])),
        compare=draw(st.lists(ratios, max_size=4, unique=True).map(lambda rates: at_rates(*rates))),
    )


@st.composite
def typical_frames(draw: st.DrawFn) -> DescentFrame:
    """What a person looks at: finite numbers of ordinary size, none of them so round that it falls between two dots."""
    a = draw(st.sampled_from([1.0, 0.5, 2.0, 7.5]))
    frame = frame_of(
        draw(st.floats(-0.1, 1.3)) / a,
        draw(st.floats(0.1, 50).flatmap(lambda size: st.sampled_from([size, -size]))) * 1.0123456789,
        a,
        draw(st.integers(0, 25)),
        camera=draw(st.sampled_from(CAMERAS)),
        zoom=draw(st.sampled_from([0, 0, 2, -3])),
    )
    # Nearer to the minimum, a float no longer tells on which side of the middle between two dots it is.
    assume(abs(frame.run.x) > 1e-6 * abs(frame.settings.x0))
    return frame


# --- Every frame in every size ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(PANELS))
@repeatable
@given(frame=wild_frames(), size=st.sampled_from(SIDES), ascii_only=st.booleans())
def test_every_frame_is_drawn_in_every_size(
    name: str, frame: DescentFrame, size: tuple[int, int], ascii_only: bool
) -> None:
    width, height = size
    cells = PANELS[name].cells(frame, width, height, ascii_only=ascii_only)
    assert [len(line) for line in cells.lines()] == [width] * height
    assert all(line.isprintable() for line in cells.lines())
    assert "nan" not in "".join(cells.lines())
    assert PANELS[name].title(frame).isprintable()
    if ascii_only:
        assert "".join(cells.lines()).isascii()


@pytest.mark.parametrize("name", list(PANELS))
def test_an_ordinary_frame_is_drawn_in_all_sizes(name: str) -> None:
    frame = frame_of(steps=12)
    for width in range(1, 61, 2):
        for height in (1, 2, 5, 11, 13, 20, 40):
            assert PANELS[name].cells(frame, width, height).lines() != []


@repeatable
@given(wild_frames(), st.sampled_from([(60, 17), (80, 23), (120, 50)]), st.booleans())
def test_the_sheet_of_every_frame_is_drawn(frame: DescentFrame, size: tuple[int, int], ascii_only: bool) -> None:
    width, height = size
    lines = LOOK.sheet(frame, width, height, ascii_only=ascii_only).lines()
    assert [len(line) for line in lines] == [width] * height
    assert all(line.isprintable() for line in lines)
    if ascii_only:
        # Every character of ours has a counterpart; a question mark would be one without.
        assert "".join(lines).isascii()
        assert "?" not in "".join(lines)


@pytest.mark.parametrize(("height", "upper", "boxes"), [(23, 22, 2), (30, 21, 4)])
def test_the_sheet_has_boxes_with_the_figures_in_them_and_a_sentence(height: int, upper: int, boxes: int) -> None:
    frame = frame_of(steps=3)
    cells = LOOK.sheet(frame, 80, height)
    lines = cells.lines()
    # Where the two lower charts have no room to say something, the upper boxes have theirs.
    assert [line.count("╭─ ") for line in lines if "╭─ " in line] == [2] * (boxes // 2)
    text = "\n".join(lines)
    assert [name for name in PANELS if PANELS[name].title(frame) in text] == [
        name for name in PANELS if boxes == 4 or name in ("picture", "readout")
    ]
    assert lines[-1].strip().startswith("Converges")
    # The upper left box holds the picture as it is drawn alone.
    alone = PICTURE.cells(frame, 80 - 28 - 2, upper - 2).lines()
    assert [line[1:51] for line in lines[1 : upper - 1]] == alone


@pytest.mark.parametrize(("view", "order"), [("picture", "phg"), ("history", "hpg"), ("factor", "ghp")])
def test_the_view_puts_its_figure_into_the_large_place(view: str, order: str) -> None:
    frame = frame_of(steps=3, view=view)
    lines = LOOK.sheet(frame, 100, 30).lines()
    heads = [line for line in lines if line.startswith("╭")]
    large, below, beside = ({"p": PICTURE, "h": HISTORY, "g": GROWTH}[letter].title(frame) for letter in order)
    assert large in heads[0] and READOUT.title(frame) in heads[0]
    assert heads[1].index(below) < heads[1].index(beside)


def test_a_start_at_the_minimum_is_drawn_for_every_rate() -> None:
    # 0 · ∞ is no number; but the gradient is 0, and so is every step.
    for rate in (1e308, -1e308, 1e300, 1.0, 0.0):
        frame = frame_of(rate, 0.0)
        assert frame.run.next_x == 0
        assert frame.run.ending is Ending.CONVERGED
        assert "nan" not in "".join(READOUT.cells(frame, 40, 25).lines())


# --- The window of the picture ----------------------------------------------------------------------------------


@repeatable
@given(wild_frames())
@example(frame_of(1e308, 1e200))
@example(frame_of(1.2, 1.3e304, 1e-300))
def test_the_current_iterate_is_in_the_window_or_named_at_its_edge(frame: DescentFrame) -> None:
    x, y = window(frame)
    value = float(frame.objective.value(np.array([frame.run.x]))[0])
    name = f"x{subscript(frame.run.step)} = "
    named = [line for line in PICTURE.cells(frame, 70, 9).lines() if name in line]
    if x.low <= frame.run.x <= x.high:
        assert not named
        # Where f(x) itself is infinite, there is no point to show.
        if math.isfinite(value):
            assert y.low <= value <= y.high
    else:
        # The other cameras go by the run, as long as there is a point to show.
        assert frame.settings.camera == "hold" or not math.isfinite(value)
        (line,) = named
        left = re.search(rf"◀ {name}(\S+) ", line)
        right = re.search(rf" {name}(\S+) ▶$", line)
        assert (left is None) == (frame.run.x > 0) and (right is None) == (frame.run.x < 0)
        assert float((left or right)[1]) == pytest.approx(frame.run.x, rel=5e-3)  # type: ignore[index]


@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize(
    ("rate", "x0"), [(1.01, -1.0), (1.2, 0.3), (2.5, 7.0), (-0.1, -1.0), (-1.0, 1e-9), (1.2, 1e-300)]
)
def test_the_window_does_not_shrink_while_a_run_diverges(rate: float, x0: float, camera: str) -> None:
    lab = DescentLab(DescentSettings(learning_rate=rate, x0=x0, camera=camera))
    widths, heights = [], []
    for _ in range(150):
        x, y = window(lab.frame())
        widths.append(x.high)
        heights.append(y.high)
        lab.advance(0.5)
    assert widths == sorted(widths)
    assert heights == sorted(heights)
    assert widths[-1] > widths[0]


def test_the_window_moves_in_steps_and_not_with_every_iterate() -> None:
    widths = {window(frame_of(1.01, steps=steps, camera="all"))[0].high for steps in range(100)}
    # 1.02¹⁰⁰ is 7.2, less than a decade, and a decade has five levels.
    assert 3 <= len(widths) <= 6


def test_the_window_of_a_converging_run_stands_still_until_it_is_told_to_follow() -> None:
    standing = {window(frame_of(0.8, steps=steps, camera=camera)) for steps in range(40) for camera in ("hold", "all")}
    following = [window(frame_of(0.8, steps=steps, camera="follow"))[0].high for steps in range(40)]
    assert len(standing) == 1
    assert following == sorted(following, reverse=True)
    assert following[-1] < 1e-6


@repeatable
@given(typical_frames())
def test_the_window_is_not_much_wider_than_what_it_shows(frame: DescentFrame) -> None:
    assume(frame.settings.zoom == 0 and frame.settings.camera != "hold")
    following = frame.settings.camera == "follow"
    shown = [frame.run.x, frame.run.previous_x or 0.0] if following else frame.run.iterates.tolist()
    reach = max(map(abs, shown))
    x, _ = window(frame)
    assert -x.low == x.high
    # A margin of 4 % and the gap to the next of five levels to the decade, at the most 1.6.
    assert reach < x.high <= reach * 1.04 * 1.61


@pytest.mark.parametrize("camera", CAMERAS)
def test_five_levels_of_zoom_are_a_decade(camera: str) -> None:
    at_minimum = frame_of(0.5, steps=1, camera=camera)
    assert at_minimum.run.x == 0
    whole = window(at_minimum)[0].high
    for zoom, factor in ((5, 0.1), (10, 0.01), (-5, 10)):
        zoomed = window(frame_of(0.5, steps=1, zoom=zoom, camera=camera))[0].high
        assert zoomed == pytest.approx(whole * factor, rel=1e-12, abs=0)


@pytest.mark.parametrize("camera", ["follow", "all"])
def test_a_camera_that_goes_by_the_run_never_loses_the_iterate_by_zooming(camera: str) -> None:
    assert window(frame_of(0.8, steps=1, zoom=20, camera=camera))[0].high > 0.6


@repeatable
@given(typical_frames())
def test_the_window_holds_the_parabola_up_to_its_sides(frame: DescentFrame) -> None:
    x, y = window(frame)
    # Below 1e-300 it stays as it is, so that its ticks are ordinary floats.
    assert y.high == pytest.approx(max(frame.settings.a * x.high**2, 1e-300), rel=1e-12, abs=0)
    assert y.low < 0 < y.high
    assert abs(y.low) < y.high / 10


# --- The picture ------------------------------------------------------------------------------------------------


def dots_of(x: float, y: float, frame: DescentFrame, width: int, height: int) -> tuple[Fraction, Fraction]:
    """The dot (row, column) of a point within the plot, not rounded, by proportion alone."""
    x_axis, y_axis = window(frame)
    low, high, bottom, top = map(Fraction, (x_axis.low, x_axis.high, y_axis.low, y_axis.high))
    column = (Fraction(x) - low) / (high - low) * (2 * (width - GUTTER) - 1)
    row = (top - Fraction(y)) / (top - bottom) * (4 * plot_rows(height) - 1)
    return row, column


def plot_rows(height: int) -> int:
    """The rows of the plot; those under it hold the labels and the bars."""
    return height - 1 - bar_rows(height)


def dot_of(x: float, frame: DescentFrame, width: int, height: int) -> Dot | None:
    """The dot of the point (x, f(x)) on the canvas; None where it is outside of the picture."""
    places = dots_of(x, frame.settings.a * x * x, frame, width, height)
    # Halfway between two dots, the last bit of a float decides.
    assume(all(abs(place % 1 - Fraction(1, 2)) > 1e-6 for place in places))
    row, column = (math.floor(place + Fraction(1, 2)) for place in places)
    if not (0 <= row < 4 * plot_rows(height) and 0 <= column < 2 * (width - GUTTER)):
        return None
    return row, 2 * GUTTER + column


def dots_at(iterates: list[float], frame: DescentFrame, size: tuple[int, int]) -> list[Dot]:
    """The dots of the iterates that the picture shows."""
    return [dot for x in iterates if (dot := dot_of(x, frame, *size)) is not None]


def cell_at(dot: Dot) -> tuple[int, int]:
    """The cell that a dot is in."""
    return dot[0] // 4, dot[1] // 2


def marks(cells: Cells, mark: str) -> set[tuple[int, int]]:
    return {
        (row, at) for row, line in enumerate(cells.lines()) for at, character in enumerate(line) if character == mark
    }


SIZES = st.tuples(st.integers(20, 110), st.integers(8, 45))


@repeatable
@given(typical_frames(), SIZES)
def test_the_mark_of_the_current_iterate_is_centred_at_its_dot_and_above_all_else(
    frame: DescentFrame, size: tuple[int, int]
) -> None:
    canvas = drawn(PICTURE, frame, size)
    expected = dots_at([frame.run.x], frame, size)
    layers = canvas.layers(Ink.CURRENT)
    assert [centre(mark) for mark in layers] == expected
    for mark, (row, column) in zip(layers, expected, strict=True):
        # A disc five dots wide, without its corners.
        assert {(abs(at - row), abs(to - column)) for at, to in mark} == {
            (down, right) for down in range(3) for right in range(3) if down + right < 4
        }
        assert canvas.cells().inks[cell_at((row, column))] == Ink.CURRENT


@repeatable
@given(typical_frames(), SIZES)
def test_the_initial_point_and_all_iterates_before_are_marked_at_their_dots(
    frame: DescentFrame, size: tuple[int, int]
) -> None:
    canvas = drawn(PICTURE, frame, size)
    start = dots_at([frame.settings.x0] if frame.run.step else [], frame, size)
    assert [centre(mark) for mark in canvas.layers(Ink.START)] == start
    earlier = frame.run.iterates[:-1].tolist()
    for ink, iterates in ((Ink.PAST, earlier[:-6]), (Ink.RECENT, earlier[-6:])):
        trail = squares(dots_at(iterates, frame, size))
        assert not trail or trail in canvas.layers(ink)


@repeatable
@given(typical_frames(), SIZES)
def test_the_next_step_is_an_arrow_to_the_place_where_it_lands(frame: DescentFrame, size: tuple[int, int]) -> None:
    canvas = drawn(PICTURE, frame, size)
    current, landing = (dot_of(x, frame, *size) for x in (frame.run.x, frame.run.next_x))
    layers = canvas.layers(Ink.NEXT)
    if frame.over or current is None:
        assert not layers
        return
    shaft, *others = layers
    assert {row for row, _ in shaft} == {current[0]}
    edges = (2 * GUTTER, 2 * size[0] - 1)
    # Where it leaves the picture, it goes to the edge.
    side = edges[frame.run.next_x > frame.run.x]
    target = math.floor(dots_of(frame.run.next_x, 0.0, frame, *size)[1] + Fraction(1, 2)) + 2 * GUTTER
    end = target if edges[0] <= target <= edges[1] else side
    assert {column for _, column in shaft} == set(range(min(current[1], end), max(current[1], end) + 1))
    if landing is not None:
        *_, fall, ring = others
        assert centre(ring) == landing
        assert {column for _, column in fall} == {landing[1]}
        # Dots from the height of the arrow to within the ring.
        rows = {row for row, _ in fall}
        assert current[0] in rows
        assert rows <= set(range(min(current[0], landing[0]), max(current[0], landing[0]) + 1))
        assert min(abs(row - landing[0]) for row in rows) <= 3


@repeatable
@given(typical_frames(), SIZES)
def test_the_tangent_goes_through_the_iterate_along_the_curve(frame: DescentFrame, size: tuple[int, int]) -> None:
    canvas = drawn(PICTURE, frame, size)
    if frame.over or dot_of(frame.run.x, frame, *size) is None:
        assert not canvas.layers(Ink.TANGENT)
        return
    (tangent,) = canvas.layers(Ink.TANGENT)
    x, slope = Fraction(frame.run.x), 2 * Fraction(frame.settings.a) * Fraction(frame.run.x)
    row, column = dots_of(frame.run.x, frame.settings.a * frame.run.x**2, frame, *size)
    half = Fraction(window(frame)[0].high)
    ahead, across = dots_of(float(x + half), float(slope / 2 * x + slope * half), frame, *size)
    down, right = ahead - row, across - column
    # The distance of each of its dots from the line through the iterate.
    for at, to in tangent:
        away = abs(down * (to - 2 * GUTTER - column) - right * (at - row)) / Fraction(math.hypot(down, right))
        # Half a dot each way, and half a dot more where the stroke is cut off at the edge.
        assert away < 1.25
    assert max(math.hypot(at - row, to - 2 * GUTTER - column) for at, to in tangent) <= 0.16 * 2 * size[0] + 1


@repeatable
@given(typical_frames(), SIZES)
def test_in_ascii_characters_stand_in_the_cells_of_the_dots(frame: DescentFrame, size: tuple[int, int]) -> None:
    cells = PICTURE.cells(frame, *size, ascii_only=True)
    plot = cells.lines()[: plot_rows(size[1])]
    current, start, landing = (
        [cell_at(dot) for dot in dots_at([x], frame, size)] for x in (frame.run.x, frame.settings.x0, frame.run.next_x)
    )

    def found(character: str) -> set[tuple[int, int]]:
        return {(row, at) for row, line in enumerate(plot) for at, sign in enumerate(line) if sign == character}

    assert found("@") == set(current)
    assert found("o") <= {*start} - {*current}
    assert frame.over or frame.fast or {*landing} - {*start, *current} <= found(":")
    assert not frame.run.step or {*start} - {*current} <= found("o")
    trail = {cell_at(dot) for dot in dots_at(frame.run.iterates[:-1].tolist(), frame, size)}
    assert found("*") <= trail


def lit_rows(cells: Cells, column: int) -> dict[int, int]:
    """The raised dots in one dot column of the plot: dot row → ink."""
    lit = {}
    for row, line in enumerate(cells.lines()):
        character = line[GUTTER + column // 2]
        bits = ord(character) - 0x2800 if 0x2800 < ord(character) < 0x2900 else 0
        for dot_row, bit in enumerate((0, 1, 2, 6) if column % 2 == 0 else (3, 4, 5, 7)):
            if bits >> bit & 1:
                lit[4 * row + dot_row] = int(cells.inks[row, GUTTER + column // 2])
    return lit


@pytest.mark.parametrize("a", [1.0, 0.25, 40.0, 1e-300, 1e200])
@pytest.mark.parametrize(("width", "height"), [(47, 16), (90, 40)])
def test_the_curve_goes_through_the_values_of_the_function(a: float, width: int, height: int) -> None:
    # At rest at the minimum, so that nothing but the axes lies over the curve.
    frame = frame_of(0.25, 0.0, a)
    cells = PICTURE.cells(frame, width, height)
    half = window(frame)[0].high
    last = 2 * (width - GUTTER) - 1
    for column in (1, 4, last // 5, last // 3, last // 2 - 6, last // 2 + 8, 3 * last // 4, last - 1):

        def row_at(column_: float) -> float:
            x = -half + 2 * half * column_ / last
            return float(dots_of(x, a * x * x, frame, width, height)[0])

        ends = row_at(column - 0.5), row_at(column + 0.5)
        curve = {row for row, ink in lit_rows(cells, column).items() if ink == Ink.FUNCTION}
        near = {row for row in curve if min(ends) - 1 <= row <= max(ends) + 1}
        axis = float(dots_of(0.0, 0.0, frame, width, height)[0])
        assert near
        assert all(abs(row - axis) <= 0.5 + 1e-6 for row in curve - near)


@repeatable
@given(st.floats(0.05, 0.4) | st.floats(0.55, 1.05), SIZES)
@example(1.0, (61, 21))
def test_a_stroke_joins_two_iterates_where_it_leaves_the_curve(rate: float, size: tuple[int, int]) -> None:
    frame = frame_of(rate, steps=1)
    _, y_axis = window(frame)
    # In the middle, a chord of x² is the square of half its length above the curve.
    bulge = ((frame.run.x + 1) / 2) ** 2 / (y_axis.high - y_axis.low) * 4 * plot_rows(size[1])
    assume(abs(bulge - 2) > 0.01)
    canvas = drawn(PICTURE, frame, size)
    ends = dots_at([-1.0, frame.run.x], frame, size)
    strokes = [layer for layer in canvas.layers(Ink.RECENT) if layer != squares(ends[:1])]
    assert len(strokes) == (bulge > 2)
    for stroke in strokes:
        assert {column for _, column in stroke} >= set(range(ends[0][1], ends[1][1] + 1))
        assert {ends[0], ends[1]} <= stroke
        first, last = (dots_of(x, x * x, frame, *size) for x in (-1.0, frame.run.x))
        for row, column in stroke:
            share = (column - 2 * GUTTER - first[1]) / (last[1] - first[1])
            assert abs(first[0] + share * (last[0] - first[0]) - row) <= 0.5 + abs(
                (last[0] - first[0]) / (last[1] - first[1])
            )


def test_small_steps_down_one_side_draw_no_strokes_over_the_curve() -> None:
    # Each is nearer to the curve than two dots.
    canvas = drawn(PICTURE, frame_of(0.1, steps=5), (80, 24))
    assert len(canvas.layers(Ink.RECENT)) == 1


def test_older_updates_fade() -> None:
    cells = PICTURE.cells(frame_of(0.95, steps=12), 100, 40)
    inks = {ink: int((cells.inks == ink).sum()) for ink in (Ink.PAST, Ink.RECENT, Ink.CURRENT, Ink.START)}
    assert all(inks.values())


@repeatable
@given(typical_frames(), SIZES)
def test_a_click_on_the_current_iterate_reads_its_column(frame: DescentFrame, size: tuple[int, int]) -> None:
    dot = dot_of(frame.run.x, frame, *size)
    assume(dot is not None)
    assert dot is not None
    value = chart(frame, Canvas(*size)).x_at(dot[1] // 2)
    assert value is not None
    a_column = 2 * window(frame)[0].high / (size[0] - GUTTER - 0.5)
    assert abs(value - frame.run.x) <= a_column * 0.75


@pytest.mark.parametrize("x0", [-1.0, 3.0, 1.2e-6, 1.2e50, 4.4e-100, 1e5])
def test_the_labels_of_the_picture_read_as_the_values_of_their_rows_and_columns(x0: float) -> None:
    frame = frame_of(0.8, x0)
    width, height = 90, 30
    lines = PICTURE.cells(frame, width, height).lines()
    x_axis, y_axis = window(frame)
    plot = lines[: plot_rows(height)]
    labels = {row: line[: GUTTER - 1].strip() for row, line in enumerate(plot) if line[GUTTER - 1] == "┤"}
    assert len(labels) >= 2
    for row, label in labels.items():
        dot = float(dots_of(0.0, float(label), frame, width, height)[0])
        assert abs(dot - (4 * row + 1.5)) <= 2.1
    below = list(re.finditer(r"\S+", lines[len(plot)]))
    assert len(below) >= 2
    for match in below:
        dot = float(dots_of(float(match.group()), 0.0, frame, width, height)[1])
        middle = match.start() + len(match.group()) // 2 - GUTTER
        # One at the right edge is moved in as far as it takes to be whole.
        assert abs(dot - (2 * middle + 0.5)) <= 1.1 or (match.end() == width and dot > 2 * middle + 0.5)
    assert x_axis.high > abs(x0)
    assert y_axis.high > x0 * x0


@pytest.mark.parametrize(("a", "name"), [(1.0, "f(x) = x²"), (0.5, "f(x) = 0.5·x²"), (1e-300, "f(x) = 1e-300·x²")])
def test_the_picture_is_named_by_its_function(a: float, name: str) -> None:
    assert PICTURE.title(frame_of(a=a)) == name


# --- The readout ------------------------------------------------------------------------------------------------

NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"


def reading(lines: list[str], pattern: str) -> str:
    found = [match.group(1) for line in lines if (match := re.search(pattern, line))]
    assert len(found) == 1, (pattern, found, lines)
    return found[0]


def as_number(text: str) -> float:
    """A factor as it is written, ``0.600`` or next to 1 as ``1-7e-13``."""
    away = re.fullmatch(r"1([+-].+)", text)
    return 1 + float(away.group(1)) if away else float(text)


def large_number(lines: list[str], row: int, column: int) -> str:
    """The number in large digits whose upper left cell is there, read as on a seven-stroke display."""
    rows = [line[column:].ljust(200) for line in lines[row : row + 3]]
    digits, at = "", 0
    apart = all(line[3] == " " for line in rows)
    while any(line[at] != " " for line in rows):
        if [line[at] for line in rows] == [" ", " ", "·"]:
            digits, at = digits + ".", at + 1 + apart
            continue
        glyph = [line[at : at + 3] for line in rows]
        one = glyph[0][0] in " ╶" and all(line[1] in "╮│┴" for line in glyph)
        digits += "1" if one else next(digit for digit, strokes in SEVEN.items() if strokes == segments(glyph))
        at += 3 + apart
    return digits


def shown_rate(lines: list[str]) -> str:
    """η as the readout shows it: in large digits, or in a line; empty where it has no room."""
    row, text = next((row, line) for row, line in enumerate(lines) if "η = " in line)
    column = text.index("η = ") + 4
    match = re.match(NUMBER, text[column:])
    if match or not text[column:].strip():
        return match.group() if match else ""
    return large_number(lines, row - 1, column)


def subscript(step: int) -> str:
    return "".join(
        unicodedata.lookup(f"SUBSCRIPT {unicodedata.name(digit).removeprefix('DIGIT ')}") for digit in str(step)
    )


@repeatable
@given(typical_frames(), st.sampled_from([(26, 14), (26, 10), (60, 30)]))
def test_the_numbers_of_the_readout_are_those_of_the_frame(frame: DescentFrame, size: tuple[int, int]) -> None:
    lines = READOUT.cells(frame, *size).lines()
    lines = lines[: next((row for row, line in enumerate(lines) if "f(x)" in line), len(lines))]
    if size[0] == 60:
        assert float(shown_rate(lines)) == frame.run.learning_rate
    # At step 0 that is x₀, and no second line says it again.
    own = [
        match.group(1)
        for line in lines
        if (match := re.search(rf"^ x{subscript(frame.run.step)}\s* = +{NUMBER}", line))
    ]
    assert float(own[-1]) == pytest.approx(frame.run.x, rel=1e-9, abs=0)
    starts = [match.group(1) for line in lines if (match := re.search(rf"^ x₀\s* = +{NUMBER}", line))]
    assert float(starts[0]) == pytest.approx(frame.settings.x0, rel=1e-9, abs=0)
    assert len(starts) == 1
    assert float(reading(lines, rf"^ f\s+ = +{NUMBER}")) == pytest.approx(
        frame.settings.a * frame.run.x**2, rel=1e-9, abs=0
    )
    expected = frame.run.x - frame.run.learning_rate * 2 * frame.settings.a * frame.run.x
    assert float(reading(lines, rf"^\s+ = +{NUMBER}")) == pytest.approx(expected, rel=1e-6, abs=1e-9 * abs(frame.run.x))


@repeatable
@given(typical_frames(), st.integers(26, 60), st.integers(4, 30))
@example(frame_of(0.1234567, -50123.4), 26, 8)
def test_no_number_of_the_readout_reads_as_another(frame: DescentFrame, width: int, height: int) -> None:
    # Cut off in the middle, 1.5e-12 would read as 1.5.
    lines = READOUT.cells(frame, width, height).lines()
    if height >= 5 and (rate := shown_rate(lines)):
        assert float(rate) == pytest.approx(frame.run.learning_rate, rel=0.05)
    expected = {
        "x₀": (frame.settings.x0, frame.run.x),
        f"x{subscript(frame.run.step)}": (frame.settings.x0, frame.run.x),
        "f": (frame.settings.a * frame.run.x**2,),
        "η": (frame.run.learning_rate,),
        "ρ": (1 - frame.run.learning_rate * frame.settings.a,),
    }
    for line in lines:
        for name, text in re.findall(rf"(\S+)\s+= +{NUMBER}(?!\S)", line):
            values = expected.get(name, (frame.run.measured_rate,))
            # One digit is the least that is shown, and half of it the most that is lost.
            assert any(float(text) == pytest.approx(value, rel=0.35, abs=0) for value in values), (name, text)


@pytest.mark.parametrize("height", range(10, 25))
def test_where_all_lines_have_room_none_is_cut_off(height: int) -> None:
    # In its small form the readout has ten: large digits must not push the result of the update out.
    lines = READOUT.cells(frame_of(0.8), 26, height).lines()
    assert float(reading(lines, rf"^\s+ = +{NUMBER}")) == pytest.approx(0.6)


@pytest.mark.parametrize(
    "rate", [0.8, -0.1, 1e-7, 0.7512345678, 0.0012345678, 1.23456e-10, -1.5e-100, 123456.789, 1e308]
)
@pytest.mark.parametrize("width", [26, 30, 60])
def test_a_learning_rate_without_room_never_reads_as_another(rate: float, width: int) -> None:
    lines = READOUT.cells(frame_of(rate), width, 20).lines()
    shown = shown_rate(lines)
    if shown:
        assert float(shown) == pytest.approx(rate, rel=0.01, abs=0)


@repeatable
@given(typical_frames())
def test_the_growth_factor_stands_first_and_the_measured_one_under_it(frame: DescentFrame) -> None:
    lines = READOUT.cells(frame, 40, 10, ascii_only=True).lines()
    exact = abs(1 - 2 * frame.settings.a * frame.run.learning_rate)
    assert as_number(lines[0].split()[0]) == pytest.approx(exact, abs=6e-4)
    if frame.run.previous_x is None:
        assert lines[1].split() == ["measured", "-"]
    else:
        assert as_number(lines[1].split()[1]) == pytest.approx(abs(frame.run.x) / abs(frame.run.previous_x), abs=6e-4)


@pytest.mark.parametrize(
    ("rate", "word"),
    [(-0.1, "▲ grows"), (0.0, "■ holds"), (0.3, "▼ shrinks"), (0.5, "▼ shrinks"), (0.8, "▼ shrinks"), (1.0, "■ holds"),
     (1.2, "▲ grows")],
)  # fmt: skip
@pytest.mark.parametrize("height", [8, 20])
def test_the_verdict_is_a_word_and_a_sign(rate: float, word: str, height: int) -> None:
    text = "\n".join(READOUT.cells(frame_of(rate), 40, height).lines())
    assert [verdict for verdict in ("▲ grows", "■ holds", "▼ shrinks") if verdict in text] == [word]


@pytest.mark.parametrize(("rate", "steps"), [(0.8, 3), (1.2, 5), (0.1, 12)])
def test_the_working_evaluates_to_the_next_iterate(rate: float, steps: int) -> None:
    frame = frame_of(rate, steps=steps)
    lines = READOUT.cells(frame, 40, 20).lines()
    x, eta = re.search(rf"x' +=  ?{NUMBER}·\(1−2·{NUMBER}\)", "\n".join(lines)).groups()  # type: ignore[union-attr]
    assert float(x) * (1 - 2 * float(eta)) == pytest.approx(frame.run.next_x, rel=1e-5)
    assert float(eta) == rate


@repeatable
@given(typical_frames())
def test_the_table_of_the_last_steps_is_that_of_the_frame(frame: DescentFrame) -> None:
    lines = READOUT.cells(frame, 60, 40).lines()
    head = next(row for row, line in enumerate(lines) if line.split() == ["step", "x", "f(x)"])
    rows = [line.split() for line in lines[head + 1 :] if line.strip()]
    assert [int(step) for step, _, _ in rows] == frame.run.steps[::-1][: len(rows)].tolist()
    assert len(rows) == min(len(frame.run.steps), 40 - head - 1)
    for (_, x, value), iterate in zip(rows, frame.run.iterates[::-1].tolist(), strict=False):
        assert float(x) == pytest.approx(iterate, rel=1e-9, abs=0)
        assert float(value) == pytest.approx(frame.settings.a * iterate**2, rel=1e-9, abs=0)


@pytest.mark.parametrize("step", [9000, 9001, 10007])
def test_the_table_of_a_long_run_holds_every_one_of_its_newest_steps(step: int) -> None:
    # By then the history is thinned; the table is not.
    lines = READOUT.cells(frame_of(0.001, steps=step), 60, 40).lines()
    head = next(row for row, line in enumerate(lines) if line.split() == ["step", "x", "f(x)"])
    rows = [line.split() for line in lines[head + 1 :] if line.strip()]
    assert [int(at) for at, _, _ in rows] == list(range(step, step - len(rows), -1))
    assert len(rows) >= 10
    for at, x, value in rows:
        assert float(x) == pytest.approx(-(0.998 ** int(at)), rel=1e-9, abs=0)
        assert float(value) == pytest.approx(0.998 ** (2 * int(at)), rel=1e-9, abs=0)


# Which of the seven strokes of a display each digit lights: a top, b and c right, d bottom, e and f left, g middle.
SEVEN = {"0": "abcdef", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg", "6": "acdefg", "7": "abc", "8": "abcdefg", "9": "abcdfg"}  # fmt: skip  # noqa: E501


def segments(glyph: list[str]) -> str:
    """The strokes of a digit of 3 × 3 characters, by where the names of its corners say they lead."""

    def leads(row: int, column: int, way: str) -> bool:
        name = unicodedata.name(glyph[row][column])
        return way in name or ("VERTICAL" in name and way in ("UP", "DOWN"))

    lit = {letter for letter, row in zip("agd", range(3), strict=True) if glyph[row][1] == "─"}
    for letter, row, column in (("f", 0, 0), ("e", 1, 0), ("b", 0, 2), ("c", 1, 2)):
        if leads(row, column, "DOWN") and leads(row + 1, column, "UP"):
            lit.add(letter)
    return "".join(sorted(lit))


@pytest.mark.parametrize("rate", [0.8, 0.3825, 0.0175, 0.3245, 0.0035, 0.049, 1.7, 1.8945, 12.25])
@pytest.mark.parametrize("width", [26, 40])
def test_the_large_digits_read_as_on_a_seven_stroke_display(rate: float, width: int) -> None:
    frame = frame_of(rate)
    lines = READOUT.cells(frame, width, 20).lines()
    assert large_number(lines, 0, 1) == f"{frame.run.growth:.3f}"
    assert float(shown_rate(lines)) == rate


@pytest.mark.parametrize(
    ("height", "rivals", "large"), [(16, 0, False), (17, 0, True), (20, 0, True), (22, 2, True), (21, 2, False)]
)
def test_the_rate_is_large_where_there_is_room_for_it_too(height: int, rivals: int, large: bool) -> None:
    lines = READOUT.cells(frame_of(0.8, compare=at_rates(0.1, 0.2)[:rivals]), 38, height).lines()
    assert shown_rate(lines) == "0.800"
    assert any(re.search(r"η = 0", line) for line in lines) != large


# --- The ruler, the growth factor and the history ---------------------------------------------------------------


@pytest.mark.parametrize("a", [1.0, 0.01, 300.0])
@pytest.mark.parametrize(
    ("relative", "ink"), [(-0.1, Ink.GROWS), (0.2, Ink.SHRINKS), (0.8, Ink.ZIGZAG), (1.3, Ink.GROWS), (2.0, Ink.GROWS)]
)
def test_the_cursor_of_the_ruler_stands_over_the_regime(relative: float, ink: Ink, a: float) -> None:
    cells = READOUT.cells(frame_of(relative / a, a=a), 60, 20)
    ((row, column),) = ((row, at) for row, at in marks(cells, "▼") if "shrinks" not in cells.lines()[row])
    assert cells.inks[row + 1, column] == ink


@pytest.mark.parametrize("width", [26, 40, 60])
@pytest.mark.parametrize("relative", [-0.1, 0.2, 0.5, 0.62, 0.8, 1.0, 1.1, 3.0])
@pytest.mark.parametrize("a", [1.0, 0.25, 3.0])
def test_the_ruler_names_the_best_and_the_last_rate_where_nothing_covers_the_words(
    a: float, relative: float, width: int
) -> None:
    lines = READOUT.cells(frame_of(relative / a, a=a), width, 20).lines()
    (at,) = (row for row, line in enumerate(lines) if "diverge" in line)
    words = lines[at - 1].split()
    for word, label in (("best", 1 / (2 * a)), ("limit", 1 / a)):
        before = words[words.index(word) - 1] if word in words else None
        assert before is None or before == "½" or "▼" in before or float(before) == pytest.approx(label, rel=1e-3)
    assert all(word in ("½", "best", "limit") or set(word) <= set("0123456789.▼") for word in words), words
    if a == 1 and relative in (-0.1, 0.2):
        assert "best" in words
        assert "limit" in words


def growth_dot(rate: float, a: float, width: int, height: int) -> tuple[float, float]:
    """The dot of (η, |1 − 2aη|) on the usual window: η from −0.15 to 1.6 critical rates, factors from 0 to 2.2."""
    relative = rate * a
    column = (relative + 0.15) / 1.75 * (2 * (width - 4) - 1)
    row = (1 - abs(1 - 2 * relative) / 2.2) * (4 * (height - 1) - 1)
    assume(all(abs(at % 1 - 0.5) > 1e-3 for at in (row, column)))
    return round(row), 8 + round(column)


@repeatable
@given(st.floats(-0.14, 1.59), st.sampled_from([1.0, 0.02, 50.0]), SIZES)
@example(0.5, 1.0, (50, 8))
@example(0.8, 1.0, (47, 9))
@example(1.2, 1.0, (26, 9))
def test_the_mark_on_the_v_is_centred_at_its_dot_where_it_is_clear_of_the_line_and_the_edges(
    relative: float, a: float, size: tuple[int, int]
) -> None:
    canvas = drawn(GROWTH, frame_of(relative / a, a=a), size)
    (mark,) = canvas.layers(Ink.CURRENT)
    row, column = growth_dot(relative / a, a, *size)
    line, last = (1 - 1 / 2.2) * (4 * (size[1] - 1) - 1), 4 * (size[1] - 1) - 1
    assert len(mark) == 9
    middle, across = centre(mark)
    assert across == column
    if abs(row - line) > 2 and 0 < row < last:
        assert middle == row
    else:
        assert abs(middle - row) <= 2
    assert 1 <= middle <= last - 1


SIDES_OF_ONE = [
    (rate, (rate > 1) - (rate < 1))
    for rate in (0.8, 1.2, 0.99, 1.01, 1 - 1e-6, 1 + 1e-6, 1 - 1e-12, 1 + 1e-12, 1 - 2**-53, 1 + 2**-52, 1.0)
]
"""Rates, and on which side of the line at 1 their growth factors are: 1 above it, −1 below it, 0 on it."""


@pytest.mark.parametrize(("rate", "side"), [*SIDES_OF_ONE, (0.0, 0), (-1e-12, 1), (1e-12, -1)])
@pytest.mark.parametrize("width", [20, 26, 38, 74, 118] if LONG else [20, 38])
def test_a_mark_on_the_v_is_on_its_side_of_the_line_at_one_in_every_size(rate: float, side: int, width: int) -> None:
    frame = frame_of(rate, compare=at_rates(rate, 0.5))
    for height in range(3, 51):
        canvas = drawn(GROWTH, frame, (width, height))
        line, *_ = canvas.layers(Ink.MUTED)
        ((at, *_),) = (sorted({row for row, _ in line}),)
        assert abs(at - (1 - 1 / 2.2) * (4 * (height - 1) - 1)) <= 0.5 + 1e-9
        # The run in hand, and a rival at the same rate.
        for ink in (Ink.CURRENT, Ink.SERIES_2):
            rows = [row for row, _ in canvas.layers(ink)[-1]]
            assert (min(rows) > at, max(rows) < at) == (side < 0, side > 0)
            assert set(rows) <= set(range(4 * (height - 1)))
            assert side or (min(rows) + max(rows)) / 2 == at


def test_the_v_touches_zero_at_the_best_rate() -> None:
    cells = GROWTH.cells(frame_of(1.5), 74, 20)
    lines = cells.lines()
    best = lines[-1].index("½")
    lowest = [at for at, character in enumerate(lines[-2]) if 0x2800 < ord(character) < 0x2900]
    assert min(lowest) <= best <= max(lowest)
    assert max(lowest) - min(lowest) <= 4
    assert cells.inks[-2, best - 1] == Ink.SHRINKS
    assert cells.inks[-2, best + 1] == Ink.ZIGZAG


@pytest.mark.parametrize("rate", [0.8, 3.0, 9.0, 1e6, -1e12])
@pytest.mark.parametrize("width", [26, 74])
def test_the_v_reaches_down_to_zero_on_every_axis(rate: float, width: int) -> None:
    cells = GROWTH.cells(frame_of(rate), width, 20)
    lowest = [
        at
        for at, character in enumerate(cells.lines()[-2])
        # Dots 7 and 8 are the lowest of a cell; the row above the labels ends at a factor of 0.
        if 0x2800 < ord(character) < 0x2900 and (ord(character) - 0x2800) & 0b1100_0000
    ]
    assert lowest


def symlog(value: float) -> float:
    return value if abs(value) <= 1 else math.copysign(1 + math.log10(abs(value)), value)


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [
        (4.0, -0.15, 5.0),
        (-4.0, -5.0, 1.6),
        (30.0, -1.0, 50.0),
        (-30.0, -50.0, 2.0),
        (1e10, -1.0, 1e10),
        (-1e10, -1e10, 2.0),
        (1e300, -1.0, 1e300),
        (-1e300, -1e300, 2.0),
        (3e307, -1.0, 5e307),
    ],
)
@pytest.mark.parametrize(("width", "height"), [(26, 5), (50, 12), (74, 23)])
def test_a_rate_outside_the_usual_window_is_marked_at_its_dot(
    rate: float, low: float, high: float, width: int, height: int
) -> None:
    linear = abs(rate) <= 4
    scale, gutter = (float, 4) if linear else (symlog, 7)
    canvas = drawn(GROWTH, frame_of(rate), (width, height))
    (mark,) = canvas.layers(Ink.CURRENT)
    middle, across = centre(mark)
    share = (scale(rate) - scale(low)) / (scale(high) - scale(low))
    assert across - 2 * gutter == nearest(share, 2 * (width - gutter))
    rows, top = 4 * (height - 1), min(max(abs(1 - 2 * low), abs(1 - 2 * high)), 1e308)
    row = nearest(1 - scale(min(abs(1 - 2 * rate), 1e308)) / scale(top), rows)
    assert middle == max(row, 1)  # whole at the upper edge
    at = int(middle) // 4, min(max(int(across) // 2, 0), width - 1)
    assert canvas.cells().inks[at] == Ink.CURRENT


def history_dots(values: list[float], decades: tuple[int, int], size: tuple[int, int]) -> list[Dot]:
    """The dots of the values of steps 0, 1, 2, … of ten on a log axis from one power of ten to another."""
    (width, height), (low, high) = size, decades
    return [
        (
            nearest((high - math.log10(value)) / (high - low), 4 * (height - 1)),
            2 * GUTTER + nearest(step / 10, 2 * (width - GUTTER - 1)),
        )
        for step, value in enumerate(values)
    ]


@repeatable
@given(st.tuples(st.integers(20, 110), st.integers(5, 45)), st.integers(1, 10), st.sampled_from(["x", "f"]))
@example((47, 9), 10, "x")
@example((90, 30), 10, "f")
def test_on_the_log_history_the_marks_are_at_the_dots_of_their_steps(
    size: tuple[int, int], steps: int, what: str
) -> None:
    power = 1 if what == "x" else 2
    values = [0.6 ** (power * step) for step in range(steps + 1)]
    # Whole decades around all of them.
    decades = math.floor(power * steps * math.log10(0.6)), 0
    dots = history_dots(values, decades, size)
    rows = [(0 - math.log10(value)) / (0 - decades[0]) * (4 * (size[1] - 1) - 1) for value in values]
    assume(all(abs(row % 1 - 0.5) > 1e-6 for row in rows))
    canvas = drawn(HISTORY, frame_of(0.8, steps=steps, history=f"{what}-log"), size)
    assert [centre(mark) for mark in canvas.layers(Ink.CURRENT)] == [dots[-1]]
    # From ten steps on the line has no marks but the last.
    assert canvas.layers(Ink.RECENT)[1:] == ([squares(dots)] if steps < 10 else [])


@pytest.mark.parametrize("rate", [0.8, 0.1, 1.2, -0.1])
def test_on_the_log_history_a_constant_rate_is_a_straight_line(rate: float) -> None:
    size, exponent = (87, 40), 9 * math.log10(abs(1 - 2 * rate))
    canvas = drawn(HISTORY, frame_of(rate, steps=9), size)
    line, trail = canvas.layers(Ink.RECENT)
    decades = min(math.floor(exponent), 0), max(math.ceil(exponent), 0)
    dots = history_dots([abs(1 - 2 * rate) ** step for step in range(10)], decades, size)
    assert trail == squares(dots)
    assert [centre(mark) for mark in canvas.layers(Ink.CURRENT)] == dots[-1:]
    (top, left), (bottom, right) = dots[0], dots[-1]
    assert (bottom > top) == (0 < rate < 1)
    slope = (bottom - top) / (right - left)
    assert {column for _, column in line} == set(range(left, right + 1))
    assert all(abs(top + slope * (column - left) - row) <= 0.5 * abs(slope) + 1 for row, column in line)


@pytest.mark.parametrize("history", HISTORIES)
def test_a_change_of_the_rate_is_marked_on_the_history(history: str) -> None:
    before = drawn(HISTORY, frame_of(0.9, steps=8, history=history), (61, 12))
    after = drawn(HISTORY, frame_of(0.9, steps=8, history=history, changes=((4, 0.7),)), (61, 12))
    assert not (before.cells().inks == Ink.CHANGE).any()
    (line,) = after.layers(Ink.CHANGE)
    # Step 4 of 10.
    assert {column for _, column in line} == {2 * GUTTER + round(0.4 * (2 * (60 - GUTTER) - 1))}
    # Each stretch has its η at its top.
    top = after.cells().lines()[0]
    assert top.index("η 0.9") == GUTTER + 1
    assert top.index("η 0.7") == GUTTER + round(0.4 * (2 * (60 - GUTTER) - 1)) // 2 + 1


def test_a_stretch_without_room_for_its_rate_has_none() -> None:
    changes = ((3, 0.7), (4, 0.6), (5, 0.75))
    top = HISTORY.cells(frame_of(0.9, steps=8, changes=changes), 51, 12).lines()[0]
    assert re.findall(r"η ([\d.]+)", top) == ["0.9", "0.75"]


@pytest.mark.parametrize(
    ("rate", "history", "title"),
    [
        (0.8, "x-log", "|x| by step, log scale: slope -0.222"),
        (0.8, "f-log", "f(x) by step, log scale: slope -0.444"),
        (1.2, "x-log", "|x| by step, log scale: slope +0.146"),
        (0.5, "x-log", "|x| by step, log scale"),
        (0.8, "x-linear", "|x| by step, linear"),
        (0.8, "f-linear", "f(x) by step, linear"),
    ],
)
def test_the_history_is_named_with_its_slope(rate: float, history: str, title: str) -> None:
    assert HISTORY.title(frame_of(rate, history=history)) == title


def test_a_zero_leaves_the_log_history_downwards() -> None:
    # |x| = 1, 0.2, 0.04, 0.008, 0.
    frame = frame_of(0.4, steps=4, changes=((3, 0.5),))
    assert frame.run.x == 0
    canvas = drawn(HISTORY, frame, (60, 12))
    assert not canvas.layers(Ink.CURRENT)
    line, trail = canvas.layers(Ink.RECENT)
    # Four decades below 1, so that there is room to fall.
    dots = history_dots([1, 0.2, 0.04, 0.008], (-4, 0), (60, 12))
    assert trail == squares(dots)
    row, column = dots[-1]
    # A steep line down to the edge of the plot, not a line that ends in the air.
    assert {at for at, _ in line} == set(range(4 * 11))
    assert {across for at, across in line if at > row} <= {column, column + 1}
    assert max(across for _, across in line) <= column + 1


def test_a_fall_from_a_whole_decade_to_zero_has_a_decade_to_fall() -> None:
    # |x| = 1, 0: the axis goes from 0.1 to 1, where from 1 to 10 would leave the line at its foot.
    line, trail = drawn(HISTORY, frame_of(0.5, steps=1), (60, 12)).layers(Ink.RECENT)
    assert trail == squares([(0, 2 * GUTTER)])
    assert {row for row, _ in line} == set(range(4 * 11))


# --- Panels -----------------------------------------------------------------------------------------------------


def test_a_panel_draws_what_it_is_given() -> None:
    def draw(word: str, canvas: Canvas) -> None:
        canvas.write(0, 1, word)

    panel: Panel[str] = Panel("words", draw, str.upper)
    assert panel.title("word") == "WORD"
    assert panel.cells("word", 6, 2).lines() == [" word ", "      "]
