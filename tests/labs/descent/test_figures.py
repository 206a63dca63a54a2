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
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import HISTORIES, DescentSettings
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.chart import GUTTER
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel

from ...examples import examples

repeatable = examples(150)

PANELS = {"picture": PICTURE, "history": HISTORY, "growth": GROWTH, "readout": READOUT}

SIDES = ((1, 1), (2, 3), (6, 2), (7, 1), (8, 50), (10, 40), (19, 30), (26, 14), (50, 9), (78, 17), (120, 50))


def frame_of(rate: float = 0.8, x0: float = -1.0, a: float = 1.0, steps: int = 0, **other: object) -> DescentFrame:
    fields: dict[str, object] = {"learning_rate": rate, "x0": x0, "a": a, "steps": steps, **other}
    return DescentLab(DescentSettings(**fields)).frame()  # type: ignore[arg-type]


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
        follow=draw(st.booleans()),
        zoom=draw(st.sampled_from([0, 0, 1, 5, 20, -20])),
        changes=draw(st.sampled_from([(), (), ((3, 1.2),), ((1, 0.5), (4, -1e300))])),
        compare=draw(st.lists(ratios, max_size=4, unique=True).map(tuple)),
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
        follow=draw(st.booleans()),
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


def test_the_sheet_has_four_boxes_with_the_figures_in_them_and_a_sentence() -> None:
    frame = frame_of(steps=3)
    cells = LOOK.sheet(frame, 80, 23)
    text = "\n".join(cells.lines())
    assert [text.count(corner) for corner in "╭╮╰╯"] >= [4, 4, 4, 4]
    for panel in PANELS.values():
        assert panel.title(frame) in text
    assert cells.lines()[-1].strip().startswith("Converges")
    # The upper left box holds the picture as it is drawn alone.
    alone = PICTURE.cells(frame, 80 - 28 - 2, 23 - 1 - 6 - 2).lines()
    assert [line[1:51] for line in cells.lines()[1:15]] == alone


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
def test_the_current_iterate_is_always_in_the_window(frame: DescentFrame) -> None:
    x, y = window(frame)
    value = float(frame.objective.value(np.array([frame.run.x]))[0])
    # Where f(x) itself is infinite, there is no point to show.
    if math.isfinite(value):
        assert x.low <= frame.run.x <= x.high
        assert y.low <= value <= y.high


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize(
    ("rate", "x0"), [(1.01, -1.0), (1.2, 0.3), (2.5, 7.0), (-0.1, -1.0), (-1.0, 1e-9), (1.2, 1e-300)]
)
def test_the_window_does_not_shrink_while_a_run_diverges(rate: float, x0: float, *, follow: bool) -> None:
    lab = DescentLab(DescentSettings(learning_rate=rate, x0=x0, follow=follow))
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
    widths = {window(frame_of(1.01, steps=steps))[0].high for steps in range(100)}
    # 1.02¹⁰⁰ is 7.2, less than a decade, and a decade has five levels.
    assert len(widths) <= 6


def test_the_window_of_a_converging_run_stands_still_until_it_is_told_to_follow() -> None:
    whole = {window(frame_of(0.8, steps=steps))[0].high for steps in range(40)}
    following = [window(frame_of(0.8, steps=steps, follow=True))[0].high for steps in range(40)]
    assert len(whole) == 1
    assert following == sorted(following, reverse=True)
    assert following[-1] < 1e-6


@repeatable
@given(typical_frames())
def test_the_window_is_not_much_wider_than_what_it_shows(frame: DescentFrame) -> None:
    assume(frame.settings.zoom == 0)
    shown = [frame.run.x, frame.run.previous_x or 0.0] if frame.settings.follow else frame.run.iterates.tolist()
    reach = max(map(abs, shown))
    x, _ = window(frame)
    assert -x.low == x.high
    # A margin of 4 % and the gap to the next of five levels to the decade, at the most 1.6.
    assert reach < x.high <= reach * 1.04 * 1.61


def test_five_levels_of_zoom_are_a_decade_and_never_lose_the_iterate() -> None:
    at_minimum = frame_of(0.5, steps=1)
    assert at_minimum.run.x == 0
    whole = window(at_minimum)[0].high
    for zoom, factor in ((5, 0.1), (10, 0.01), (-5, 10)):
        zoomed = window(frame_of(0.5, steps=1, zoom=zoom))[0].high
        assert zoomed == pytest.approx(whole * factor, abs=0)
    assert window(frame_of(0.8, steps=1, zoom=20))[0].high > 0.6


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
    row = (top - Fraction(y)) / (top - bottom) * (4 * (height - 1) - 1)
    return row, column


def cell_of(x: float, frame: DescentFrame, width: int, height: int) -> tuple[int, int]:
    """The cell of the point (x, f(x)); the row under the plot and the columns left of it hold the labels."""
    row, column = dots_of(x, frame.settings.a * x * x, frame, width, height)
    return round(row) // 4, GUTTER + round(column) // 2


def marks(cells: Cells, mark: str) -> set[tuple[int, int]]:
    return {
        (row, at) for row, line in enumerate(cells.lines()) for at, character in enumerate(line) if character == mark
    }


SIZES = st.tuples(st.integers(20, 110), st.integers(8, 45))


@repeatable
@given(typical_frames(), SIZES)
def test_the_current_iterate_is_marked_at_its_cell_and_nowhere_else(frame: DescentFrame, size: tuple[int, int]) -> None:
    assert marks(PICTURE.cells(frame, *size), "●") == {cell_of(frame.run.x, frame, *size)}


@repeatable
@given(typical_frames(), SIZES)
def test_the_initial_point_and_all_iterates_before_are_marked(frame: DescentFrame, size: tuple[int, int]) -> None:
    cells = PICTURE.cells(frame, *size)
    x_axis, _ = window(frame)
    current = cell_of(frame.run.x, frame, *size)
    earlier = frame.run.iterates[:-1].tolist()
    for x in (x for x in earlier if abs(x) <= x_axis.high):
        row, column = cell_of(x, frame, *size)
        allowed = "○●" if x == frame.settings.x0 else "•○●"
        assert cells.lines()[row][column] in allowed
    inside = [x for x in (frame.settings.x0, *earlier) if abs(x) <= x_axis.high * 1.1]
    cells_of = {cell_of(x, frame, *size) for x in inside}
    assert marks(cells, "•") | marks(cells, "○") <= cells_of - {current} | (cells_of & marks(cells, "○"))


def test_in_ascii_the_same_cells_are_marked() -> None:
    frame = frame_of(0.8, steps=6)
    braille, plain = PICTURE.cells(frame, 60, 20), PICTURE.cells(frame, 60, 20, ascii_only=True)
    assert marks(braille, "●") == marks(plain, "@")
    assert (braille.inks == plain.inks).all()


def lit_rows(cells: Cells, column: int) -> dict[int, int]:
    """The raised dots in one dot column of the plot: dot row → ink."""
    lit = {}
    for row, line in enumerate(cells.lines()[:-1]):
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
        curve = {row for row, ink in lit_rows(cells, column).items() if ink == Ink.CURVE}
        near = {row for row in curve if min(ends) - 1 <= row <= max(ends) + 1}
        axis = round(dots_of(0.0, 0.0, frame, width, height)[0])
        assert near
        assert curve - near <= {axis}


def test_the_strokes_of_the_path_join_the_iterates() -> None:
    # From (−1, 1) to (1, 1): level, above the bowl and on no curve.
    frame = frame_of(1.0, steps=1)
    cells = PICTURE.cells(frame, 61, 21)
    (start,) = marks(cells, "○")
    (current,) = marks(cells, "●")
    assert start == cell_of(-1.0, frame, 61, 21)
    assert current == cell_of(1.0, frame, 61, 21)
    between = cells.inks[current[0], start[1] + 1 : current[1]]
    assert (between == Ink.CURRENT).all()


def test_older_updates_fade() -> None:
    cells = PICTURE.cells(frame_of(0.95, steps=12), 100, 40)
    inks = {ink: int((cells.inks == ink).sum()) for ink in (Ink.PAST, Ink.RECENT, Ink.CURRENT, Ink.START)}
    assert all(inks.values())


@repeatable
@given(typical_frames(), SIZES)
def test_a_click_on_the_current_iterate_reads_its_column(frame: DescentFrame, size: tuple[int, int]) -> None:
    area = chart(frame, Canvas(*size))
    _, column = cell_of(frame.run.x, frame, *size)
    value = area.x_at(column)
    assert value is not None
    a_column = 2 * window(frame)[0].high / (size[0] - GUTTER - 0.5)
    assert abs(value - frame.run.x) <= a_column * 0.75


@pytest.mark.parametrize("x0", [-1.0, 3.0, 1.2e-6, 1.2e50, 4.4e-100, 1e5])
def test_the_labels_of_the_picture_read_as_the_values_of_their_rows_and_columns(x0: float) -> None:
    frame = frame_of(0.8, x0)
    width, height = 90, 30
    lines = PICTURE.cells(frame, width, height).lines()
    x_axis, y_axis = window(frame)
    labels = {row: line[: GUTTER - 1].strip() for row, line in enumerate(lines) if line[GUTTER - 1] == "┤"}
    assert len(labels) >= 2
    for row, label in labels.items():
        dot = float(dots_of(0.0, float(label), frame, width, height)[0])
        assert abs(dot - (4 * row + 1.5)) <= 2.1
    below = list(re.finditer(r"\S+", lines[-1]))
    assert len(below) >= 2
    for match in below:
        dot = float(dots_of(float(match.group()), 0.0, frame, width, height)[1])
        middle = match.start() + len(match.group()) // 2 - GUTTER
        assert abs(dot - (2 * middle + 0.5)) <= 1.1
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
        assert float(reading(lines, rf"η = {NUMBER}")) == frame.run.learning_rate
    # At step 0 the first of the two lines is the setting and the second the iterate.
    own = [
        match.group(1)
        for line in lines
        if (match := re.search(rf"^ x{subscript(frame.run.step)}\s* = +{NUMBER}", line))
    ]
    assert float(own[-1]) == pytest.approx(frame.run.x, rel=1e-9, abs=0)
    starts = [match.group(1) for line in lines if (match := re.search(rf"^ x₀\s* = +{NUMBER}", line))]
    assert float(starts[0]) == pytest.approx(frame.settings.x0, rel=1e-9, abs=0)
    assert len(starts) == (2 if frame.run.step == 0 else 1)
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
    expected = {
        "x₀": (frame.settings.x0, frame.run.x),
        f"x{subscript(frame.run.step)}": (frame.settings.x0, frame.run.x),
        "f": (frame.settings.a * frame.run.x**2,),
        "η": (frame.run.learning_rate,),
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
    shown = next(line.partition("η = ")[2].strip() for line in lines if "η = " in line)
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


@pytest.mark.parametrize("rate", [0.8, 0.3825, 0.0175, 0.3245, 0.0035, 0.049, 1.7, 1.8945])
def test_the_large_digits_read_as_on_a_seven_stroke_display(rate: float) -> None:
    frame = frame_of(rate)
    rows = READOUT.cells(frame, 40, 20).lines()[:3]
    column = 1
    for digit in f"{frame.run.growth:.3f}":
        width = 1 if digit == "." else 3
        glyph = [row[column : column + width] for row in rows]
        column += width + 1
        if digit in SEVEN:
            assert segments(glyph) == SEVEN[digit]
        elif digit == "1":
            assert all(row[1] in "╮│┴" for row in glyph)
        else:
            assert glyph == [" ", " ", "·"]


# --- The ruler, the growth factor and the history ---------------------------------------------------------------


@pytest.mark.parametrize("a", [1.0, 0.01, 300.0])
@pytest.mark.parametrize(
    ("relative", "ink"), [(-0.1, Ink.GROWS), (0.2, Ink.SHRINKS), (0.8, Ink.ZIGZAG), (1.3, Ink.GROWS), (2.0, Ink.GROWS)]
)
def test_the_cursor_of_the_ruler_stands_over_the_regime(relative: float, ink: Ink, a: float) -> None:
    cells = READOUT.cells(frame_of(relative / a, a=a), 60, 20)
    ((row, column),) = ((row, at) for row, at in marks(cells, "▼") if "shrinks" not in cells.lines()[row])
    assert cells.inks[row + 1, column] == ink


def growth_cell(frame: DescentFrame, width: int, height: int) -> tuple[int, int]:
    """The cell of (η, |1 − 2aη|) on the usual window: η from −0.15 to 1.6 critical rates, factors from 0 to 2.2."""
    relative = frame.run.learning_rate * frame.settings.a
    column = (relative + 0.15) / 1.75 * (2 * (width - 4) - 1)
    row = (1 - abs(1 - 2 * relative) / 2.2) * (4 * (height - 1) - 1)
    assume(all(abs(at % 1 - 0.5) > 1e-3 for at in (row, column)))
    return round(row) // 4, 4 + round(column) // 2


@repeatable
@given(st.floats(-0.14, 1.59), st.sampled_from([1.0, 0.02, 50.0]), SIZES)
def test_the_growth_factor_is_marked_on_the_v(relative: float, a: float, size: tuple[int, int]) -> None:
    frame = frame_of(relative / a, a=a)
    assert marks(GROWTH.cells(frame, *size), "●") == {growth_cell(frame, *size)}


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


@pytest.mark.parametrize("rate", [4.0, -4.0, 30.0, -30.0, 1e10, -1e10, 1e300, -1e300, 3e307])
def test_a_rate_outside_the_usual_window_is_still_marked(rate: float) -> None:
    assert len(marks(GROWTH.cells(frame_of(rate), 50, 12), "●")) == 1


@pytest.mark.parametrize("size", [(47, 9), (90, 30)])
@pytest.mark.parametrize("what", ["x", "f"])
def test_on_the_log_history_the_current_step_is_at_its_cell(what: str, size: tuple[int, int]) -> None:
    width, height = size
    frame = frame_of(0.8, steps=10, history=f"{what}-log")
    # |x| falls from 1 to 0.6¹⁰ ≈ 6.0e-3 and f to 3.7e-5: whole decades from 10⁻³ or 10⁻⁵ to 1.
    decades, power = (3, 1) if what == "x" else (5, 2)
    row = -10 * power * math.log10(0.6) / decades * (4 * (height - 1) - 1)
    assert marks(HISTORY.cells(frame, width, height), "●") == {(round(row) // 4, width - 2)}


@pytest.mark.parametrize("rate", [0.8, 0.1, 1.2, -0.1])
def test_on_the_log_history_a_constant_rate_is_a_straight_line(rate: float) -> None:
    cells = HISTORY.cells(frame_of(rate, steps=9), 87, 40)
    points = sorted((column, row) for mark in "•●" for row, column in marks(cells, mark))
    assert len(points) == 10
    columns, rows = np.array(points, dtype=np.float64).T
    slope, start = np.polyfit(columns, rows, 1)
    assert np.abs(start + slope * columns - rows).max() <= 1
    assert (slope > 0) == (0 < rate < 1)


@pytest.mark.parametrize("history", HISTORIES)
def test_a_change_of_the_rate_is_marked_on_the_history(history: str) -> None:
    before = HISTORY.cells(frame_of(0.9, steps=8, history=history), 61, 12)
    after = HISTORY.cells(frame_of(0.9, steps=8, history=history, changes=((4, 0.7),)), 61, 12)
    assert not (before.inks == Ink.CHANGE).any()
    columns = np.flatnonzero((after.inks == Ink.CHANGE).any(axis=0))
    # Step 4 of 10.
    assert columns.tolist() == [GUTTER + round(0.4 * (2 * (60 - GUTTER) - 1)) // 2]


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
    cells = HISTORY.cells(frame, 60, 12)
    assert marks(cells, "●") == set()
    last_row, last_column = max(marks(cells, "•"))
    # A steep line down to the edge of the plot, not a line that ends in the air.
    assert last_row < 10
    assert (cells.inks[last_row + 1 : 11, last_column] == Ink.CURVE).all()
    assert (cells.code_points[: last_row + 1, last_column + 1 :] == ord(" ")).all()


def test_a_fall_from_a_whole_decade_to_zero_has_a_decade_to_fall() -> None:
    # |x| = 1, 0: the axis goes from 0.1 to 1, where from 1 to 10 would leave the line at its foot.
    cells = HISTORY.cells(frame_of(0.5, steps=1), 60, 12)
    assert {row for row, _ in marks(cells, "•")} == {0}
    assert (cells.inks[1:11] == Ink.CURVE).any(axis=1).all()


# --- Panels -----------------------------------------------------------------------------------------------------


def test_a_panel_draws_what_it_is_given() -> None:
    def draw(word: str, canvas: Canvas) -> None:
        canvas.write(0, 1, word)

    panel: Panel[str] = Panel("words", draw, str.upper)
    assert panel.title("word") == "WORD"
    assert panel.cells("word", 6, 2).lines() == [" word ", "      "]
