"""The window of the picture: it stands while η and x₀ move, and draws back from a run that has left it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.picture import PICTURE, chart, level, window
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.window import SPEED, half_width, level_of, starting_level
from lrtui.plot.canvas import Canvas

from ...recipes import at_rates

FORWARD = Action("step", amount=1)


def lab_at(steps: int = 0, **settings: float | str) -> DescentLab:
    return DescentLab(DescentSettings(paused=True, steps=steps, **settings))  # type: ignore[arg-type]


def half(lab: DescentLab) -> float:
    return window(lab.frame())[0].high


@given(st.floats(-1e300, 1e300).filter(bool))
def test_the_smallest_level_that_holds_a_value(reach: float) -> None:
    found = level_of(abs(reach))
    assert half_width(found) >= min(abs(reach), 1e307)
    assert half_width(found - 1) < abs(reach) * 1.05 or half_width(found - 1) == 1e-300


@given(st.integers(-1490, 1530))
def test_levels_widen_by_about_a_half_to_two_thirds(number: int) -> None:
    assert 1.5 < half_width(number + 1) / half_width(number) < 1.7


@given(st.floats(-1e9, 1e9))
def test_the_start_is_in_the_window_and_not_at_its_edge_or_lost_in_it(x0: float) -> None:
    width = half_width(starting_level(x0))
    assert abs(x0) < width
    assert x0 == 0 or abs(x0) * 45 > width or abs(x0) < 1e-299


def test_the_window_seldom_changes_while_x0_moves() -> None:
    widths = [half_width(starting_level(round(-5 + 0.1 * k, 6))) for k in range(101)]
    assert len({width for width, _ in itertools.groupby(widths)}) <= 3
    assert widths[50 - 15] == widths[50 + 15] == widths[50] == widths[50 - 1] == 1.6


def test_the_window_stands_while_the_rate_goes_from_small_steps_to_a_blow_up() -> None:
    lab = lab_at(5, learning_rate=0.1)
    windows = []
    for _ in range(130):
        windows.append(window(lab.frame()))
        lab.act(Action("nudge", "learning_rate", 0.01))
    assert lab.settings.learning_rate == 1.4
    assert len(set(windows)) == 1


def test_the_window_stands_while_a_run_that_stays_in_it_plays() -> None:
    lab = DescentLab(DescentSettings(learning_rate=0.9))
    windows = {window(lab.frame()) for _ in range(200) if lab.advance(0.5) or True}
    assert len(windows) == 1


@pytest.mark.parametrize("rate", [1.05, 1.2, 1.5, 2.5, -0.3])
def test_a_run_is_seen_leaving_and_a_step_later_the_camera_draws_back(rate: float) -> None:
    lab = lab_at(learning_rate=rate)
    before, was_out = level(lab.frame()), False
    for _ in range(200):
        lab.act(FORWARD)
        frame = lab.frame()
        now, out = level(frame), abs(frame.run.x) > half_width(level(frame))
        if now != before:
            assert was_out  # it had been seen outside
            assert 0 < now - before <= SPEED
            # No wider than the run and its last step need.
            assert half_width(now - 1) < 1.05 * max(abs(frame.run.x), abs(frame.run.previous_x or 0.0))
        before, was_out = now, out
        if frame.over:
            break
    assert before > starting_level(-1.0)


def test_a_run_that_outruns_the_camera_stays_outside() -> None:
    lab = lab_at(learning_rate=20.0)
    for _ in range(20):
        lab.act(FORWARD)
    frame = lab.frame()
    assert abs(frame.run.x) > half_width(level(frame)) > half_width(starting_level(-1.0))


def test_changing_the_rate_never_moves_the_camera() -> None:
    lab = lab_at(learning_rate=1.2)
    for _ in range(10):
        lab.act(FORWARD)
    drawn_back = half(lab)
    for rate in (0.3, 1.5, 1.0, 0.0, -1.0, 0.8):
        lab.act(Action("set", "learning_rate", rate))
        assert half(lab) == drawn_back


def test_the_camera_comes_back_with_the_run_a_level_a_step() -> None:
    lab = lab_at(learning_rate=1.2)
    for _ in range(10):
        lab.act(FORWARD)
    lab.act(Action("mode"))
    lab.act(Action("set", "learning_rate", 0.3))
    levels = []
    for _ in range(20):
        levels.append(level(lab.frame()))
        lab.act(FORWARD)
    assert all(before - after in (0, 1) for before, after in itertools.pairwise(levels))
    assert levels[-1] == starting_level(-1.0)


@pytest.mark.parametrize("action", [Action("first"), Action("restart"), Action("preset", amount=1), Action("defaults")])
def test_it_is_the_starting_window_again_at_the_start(action: Action) -> None:
    lab = lab_at(learning_rate=1.2)
    for _ in range(10):
        lab.act(FORWARD)
    assert half(lab) > 1.6
    lab.act(action)
    assert half(lab) == 1.6


def test_what_is_zoomed_by_hand_stays_zoomed() -> None:
    lab = lab_at(learning_rate=0.4)
    lab.act(Action("zoom", amount=2))
    narrow = half(lab)
    assert narrow < 1.6
    for _ in range(5):
        lab.act(FORWARD)
    lab.act(Action("first"))
    assert half(lab) == narrow


@given(
    rate=st.floats(-0.5, 3.0),
    keys=st.lists(st.sampled_from(["n", "n", "n", "b", "z", "r", "home", "+", "-", "l"]), max_size=25),
)
def test_the_command_line_gives_the_same_picture(rate: float, keys: list[str]) -> None:
    lab = lab_at(learning_rate=rate)
    actions = {
        "n": FORWARD,
        "b": Action("step", amount=-1),
        "z": Action("camera"),
        "r": Action("restart"),
        "home": Action("first"),
        "+": Action("zoom", amount=1),
        "-": Action("zoom", amount=-1),
        "l": Action("nudge", "learning_rate", 0.1),
    }
    for key in keys:
        lab.act(actions[key])
    again = DescentLab(lab.present)
    assert window(again.frame()) == window(lab.frame())


@pytest.mark.parametrize(("camera", "shows"), [("hold", False), ("follow", True), ("all", True)])
def test_what_each_camera_shows_of_a_run_that_has_blown_up(camera: str, shows: bool) -> None:
    frame = lab_at(12, learning_rate=1.2, camera=camera).frame()
    assert (abs(frame.run.x) <= half_width(level(frame))) is shows


def test_the_key_goes_through_the_cameras_and_back() -> None:
    lab = lab_at()
    seen = []
    for _ in range(4):
        seen.append(lab.settings.camera)
        lab.act(Action("camera"))
    assert seen == ["hold", "follow", "all", "hold"]


@pytest.mark.parametrize("rate", [1.3, -0.4])
def test_an_arrow_with_the_value_is_at_the_edge_where_the_run_has_left(rate: float) -> None:
    lab = lab_at(learning_rate=rate)
    while abs(lab.frame().run.x) <= 1.6:
        lab.act(FORWARD)
    frame = lab.frame()
    canvas = Canvas(60, 16)
    PICTURE.draw(frame, canvas)
    row = canvas.cells().lines()[0]
    value = f"= {frame.run.x:.3g}"
    assert value in row
    area = chart(frame, canvas)
    if frame.run.x > 0:
        assert row.rstrip().endswith("▶")
        assert row.index(value) > area.box.column + area.box.width / 2
    else:
        assert row.index("◀") == area.box.column


def test_a_rival_that_runs_away_leaves_the_window_as_it_is() -> None:
    alone = lab_at(3, learning_rate=0.9)
    together = DescentLab(DescentSettings(paused=True, steps=3, learning_rate=0.9, compare=at_rates(50.0, 1e300)))
    for lab in (alone, together):
        for _ in range(5):
            lab.act(FORWARD)
    assert window(alone.frame()) == window(together.frame())


def test_a_window_that_had_drawn_back_comes_back_with_the_run_also_when_opened_anew() -> None:
    lab = lab_at(learning_rate=1.2)
    for _ in range(12):
        lab.act(FORWARD)
    assert lab.present.zoom < 0
    opened = DescentLab(lab.present)
    opened.act(Action("first"))
    assert opened.settings.zoom == 0
