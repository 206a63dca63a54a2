"""The parabola lab by sequences of actions, against the closed form x₀·(1 − 2aη)ᵏ and a plain loop."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import shlex
from fractions import Fraction
from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrtui import cli
from lrtui.core.descent import Ending
from lrtui.core.recipe import Recipe
from lrtui.core.stability import Regime
from lrtui.labs.actions import Action
from lrtui.labs.descent.frame import DescentFrame, Run
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.presets import presets_of
from lrtui.labs.descent.settings import HISTORIES, MAX_STEPS, DescentSettings
from lrtui.labs.lab import SPEEDS
from lrtui.labs.options import command_line

from ...examples import examples
from ...recipes import at_rates, recipes
from .after import frame_after, lab_after

CAPACITY = 2048
"""The kept steps that a run promises not to exceed."""

deterministic = examples(100)


def forward(steps: int = 1) -> Action:
    return Action("step", amount=steps)


def put(field: str, value: object) -> Action:
    return Action("set", field, value)


def nudge(field: str, amount: float) -> Action:
    return Action("nudge", field, amount)


PLAY, FIRST, LAST, RESTART, DEFAULTS, MODE = map(
    Action, ("play", "first", "last", "restart", "defaults", "mode"), [""] * 6
)
NEXT_PRESET, PREVIOUS_PRESET = Action("preset", amount=1), Action("preset", amount=-1)


def closed_form(rate: str, step: int, x0: str = "-1", a: str = "1") -> float:
    """x₀·(1 − 2aη)ᵏ in exact arithmetic."""
    return float(Fraction(x0) * (1 - 2 * Fraction(a) * Fraction(rate)) ** step)


def approx(value: float) -> object:
    return pytest.approx(value, rel=1e-12, abs=0)


def as_tuples(frame: DescentFrame, *ignored: str) -> dict[str, object]:
    """The frame's fields in a form that ``==`` compares, arrays to the last bit and with their type."""
    return {
        f.name: _comparable(getattr(frame, f.name))
        for f in dataclasses.fields(frame)
        if f.compare and f.name not in ignored
    }


def _comparable(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, Run):
        return {f.name: _comparable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return tuple(map(_comparable, value))
    return value


def parsed(line: str) -> DescentSettings:
    """The settings that the command line program makes of ``line``."""

    class OpenedError(Exception):
        pass

    program, *arguments = shlex.split(line)
    assert program == "lrtui"
    with mock.patch("lrtui.labs.descent.report.report", side_effect=OpenedError) as report, pytest.raises(OpenedError):
        cli.main([*arguments, "--print", "csv"])
    opened = report.call_args.args[0]
    assert isinstance(opened, DescentSettings)
    return opened


# ---------------------------------------------------------------------------------------------- the first frame


def test_a_new_lab_shows_the_initial_point_of_a_run_in_small_steps() -> None:
    frame = DescentLab().frame()
    assert (frame.run.step, frame.run.x, frame.run.learning_rate, frame.settings.a) == (0, -1.0, 0.1, 1.0)
    assert (frame.run.previous_x, frame.run.measured_growth, frame.run.ending, frame.preset) == (None, None, None, None)
    assert frame.run.next_x == approx(-0.8)
    assert frame.run.growth == approx(0.8)
    assert frame.run.regime is Regime.MONOTONE_CONVERGENCE
    assert frame.stretches == ((0, 0.1),)
    assert frame.playing


@pytest.mark.parametrize(("steps", "x"), [(None, -1.0), (0, -1.0), (1, 0.6), (3, 0.216)])
def test_the_settings_say_how_many_steps_a_lab_opens_with(steps: int | None, x: float) -> None:
    assert frame_after(learning_rate=0.8, steps=steps).run.x == approx(x)


def test_a_lab_can_open_with_earlier_changes_of_the_rate() -> None:
    frame = frame_after(learning_rate=0.8, steps=4, changes=((1, 1.2), (3, 0.25)))
    # The factors are −0.6, then −1.4 twice, then 0.5.
    assert frame.run.iterates.tolist() == pytest.approx([-1, 0.6, -0.84, 1.176, 0.588], rel=1e-12)
    assert frame.stretches == ((0, 0.8), (1, 1.2), (3, 0.25))
    assert frame.changes == (1, 3)
    assert frame.run.learning_rate == 0.25


# ----------------------------------------------------------------------------------------------------- stepping


@pytest.mark.parametrize("rate", ["0.8", "1.2", "1", "0.1", "1.1", "-0.1", "0.45", "3"])
@pytest.mark.parametrize(("x0", "a"), [("-1", "1"), ("2.5", "0.3")])
def test_each_step_forward_shows_the_closed_form(rate: str, x0: str, a: str) -> None:
    lab = lab_after(x0=float(x0), a=float(a), learning_rate=float(rate))
    for step in range(12):
        frame = lab.frame()
        assert frame.run.step == step
        assert frame.run.x == approx(closed_form(rate, step, x0, a))
        assert frame.run.next_x == approx(closed_form(rate, step + 1, x0, a))
        if step:
            assert frame.run.previous_x == approx(closed_form(rate, step - 1, x0, a))
            assert frame.run.measured_growth == approx(abs(1 - 2 * float(Fraction(a) * Fraction(rate))))
        lab.act(forward())


def test_stepping_back_shows_each_earlier_iterate_to_the_bit() -> None:
    lab = lab_after(learning_rate=1.2)
    seen = []
    for _ in range(30):
        seen.append(as_tuples(lab.frame(), "settings", "playing"))
        lab.act(forward())
    for earlier in reversed(seen):
        lab.act(forward(-1))
        assert as_tuples(lab.frame(), "settings", "playing") == earlier


def test_a_step_back_from_the_initial_point_stays_there() -> None:
    assert frame_after(forward(-1)).step == 0
    assert frame_after(forward(3), forward(-10)).step == 0


def test_stepping_pauses() -> None:
    lab = lab_after(forward())
    assert not lab.playing
    assert lab.advance(60.0) == 0
    assert lab.frame().run.step == 1


def test_first_goes_to_the_initial_point_and_last_to_the_newest_step_taken() -> None:
    lab = lab_after(forward(7), FIRST)
    assert lab.frame().run.step == 0
    lab.act(LAST)
    assert lab.frame().run.step == 7


@pytest.mark.parametrize(
    ("rate", "ending", "step"),
    [
        (0.8, Ending.CONVERGED, math.ceil(math.log(1e-12) / math.log(0.6))),
        (0.1, Ending.CONVERGED, math.ceil(math.log(1e-12) / math.log(0.8))),
        (0.5, Ending.CONVERGED, 1),
        # The last step whose successor still has a finite square: 1.4ᵏ⁺¹ > √(largest float) ≥ 1.4ᵏ.
        (1.2, Ending.OVERFLOW, math.floor(math.log(1.7976931348623157e308) / 2 / math.log(1.4))),
    ],
)
def test_last_from_the_newest_step_goes_to_the_end_of_the_run(rate: float, ending: Ending, step: int) -> None:
    frame = frame_after(forward(1), LAST, LAST, learning_rate=rate)
    assert (frame.run.step, frame.run.ending) == (step, ending)


def test_last_stays_where_it_is_in_a_run_without_an_end() -> None:
    frame = frame_after(forward(5), LAST, LAST, learning_rate=1.0)
    assert (frame.run.step, frame.run.x, frame.run.ending) == (5, 1.0, None)


def test_set_steps_goes_to_that_step_and_stops_at_the_end_of_the_run() -> None:
    lab = lab_after(put("steps", 12), learning_rate=0.8)
    assert lab.frame().run.x == approx(closed_form("0.8", 12))
    lab.act(put("steps", 2))
    assert lab.frame().run.x == approx(0.36 * -1)
    lab.act(put("steps", 1000))
    assert lab.frame().step == 55


# --------------------------------------------------------------------------------------------------------- time


def test_at_two_steps_a_second_half_a_second_is_one_step() -> None:
    lab = lab_after(learning_rate=0.8)
    assert lab.advance(0.5) == 1
    assert lab.advance(0.25) == 0
    assert lab.advance(0.25) == 1
    assert lab.advance(1.5) == 3
    assert lab.frame().run.x == approx(closed_form("0.8", 5))


@pytest.mark.parametrize("speed", SPEEDS)
def test_every_speed_takes_that_many_steps_a_second(speed: float) -> None:
    lab = lab_after(learning_rate=1.0, speed=speed)
    assert lab.advance(1.0 / speed) == 1
    assert lab.advance(20.0) == 20 * speed
    assert lab.frame().run.step == 20 * speed + 1


@given(
    speed=st.sampled_from(SPEEDS),
    steps=st.integers(1, 300),
    weights=st.lists(st.integers(0, 1000), min_size=1, max_size=60).filter(any),
)
@deterministic
def test_however_time_is_sliced_it_gives_the_same_steps(speed: float, steps: int, weights: list[int]) -> None:
    lab = lab_after(learning_rate=1.0, speed=speed)
    # A clock that is wrong in its last bits must neither lose nor invent a step.
    taken = sum(lab.advance(steps / speed * weight / sum(weights)) for weight in weights)
    assert taken == lab.frame().run.step == steps


def test_a_clock_that_ticks_once_a_step_loses_none_of_them() -> None:
    lab = lab_after(learning_rate=1.0, speed=15.0)
    assert sum(lab.advance(1 / 15) for _ in range(10_000)) == 10_000


def test_paused_time_takes_no_steps_and_is_not_made_up_for_later() -> None:
    lab = lab_after(PLAY)
    assert lab.advance(100.0) == 0
    lab.act(PLAY)
    assert lab.advance(0.5) == 1
    assert lab.frame().run.step == 1


def test_play_pauses_and_goes_on_from_the_same_step() -> None:
    lab = DescentLab()
    lab.advance(1.5)
    lab.act(PLAY)
    assert not lab.playing
    assert lab.frame().settings.paused
    assert lab.frame().run.step == 3
    lab.act(PLAY)
    assert lab.playing
    assert lab.frame().run.step == 3


def test_time_beyond_the_end_of_a_run_takes_only_the_steps_that_there_are() -> None:
    lab = lab_after(learning_rate=0.8)
    assert lab.advance(1000.0) == 55
    assert not lab.playing
    assert lab.advance(1000.0) == 0
    assert lab.frame().run.ending is Ending.CONVERGED


@pytest.mark.parametrize("paused", [False, True])
def test_play_at_the_end_plays_the_run_again_from_its_start(paused: bool) -> None:
    lab = lab_after(put("steps", 1000), learning_rate=0.8, paused=paused)
    assert not lab.playing
    lab.act(PLAY)
    assert lab.playing
    assert lab.frame().run.step == 0
    assert lab.advance(0.5) == 1
    assert lab.frame().run.x == approx(0.6)


def test_faster_and_slower_go_through_the_listed_speeds_and_stop_at_both_ends() -> None:
    lab = DescentLab()
    up = [2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 250.0, 1000.0, 1000.0]
    for speed in up:
        assert lab.settings.speed == speed
        lab.act(Action("speed", amount=1))
    for speed in [1000.0, 250.0, 60.0, 30.0, 15.0, 8.0, 4.0, 2.0, 1.0, 0.5, 0.5]:
        assert lab.settings.speed == speed
        lab.act(Action("speed", amount=-1))


@pytest.mark.parametrize(("by", "expected"), [(1, 4.0), (-1, 2.0)])
def test_a_speed_between_two_listed_ones_goes_to_its_neighbour(by: int, expected: float) -> None:
    assert lab_after(put("speed", 3.0), Action("speed", amount=by)).settings.speed == expected


def test_setting_the_speed_keeps_the_run() -> None:
    lab = lab_after(forward(4), PLAY, put("speed", 250.0))
    assert lab.frame().run.step == 4
    assert lab.advance(0.1) == 25


# --------------------------------------------------------------------------------- restart, defaults and presets


def test_restart_goes_back_to_the_initial_point_with_the_same_settings() -> None:
    frame = frame_after(put("learning_rate", 0.3), put("x0", 2.0), put("a", 0.5), forward(9), RESTART)
    assert (frame.run.step, frame.run.x, frame.run.learning_rate, frame.settings.a) == (0, 2.0, 0.3, 0.5)
    assert len(frame.run.steps) == 1


def test_restart_after_a_live_change_keeps_the_rate_on_the_screen_and_drops_the_change() -> None:
    lab = lab_after(MODE, forward(5), put("learning_rate", 1.2), forward(2), RESTART)
    assert (lab.frame().run.learning_rate, lab.frame().changes) == (1.2, ())
    lab.act(forward(6))
    assert lab.frame().run.x == approx(closed_form("1.2", 6))
    assert lab.frame().changes == ()


def test_defaults_bring_everything_back() -> None:
    lab = lab_after(
        *(NEXT_PRESET, MODE, forward(3), put("learning_rate", 7.0), put("x0", 5.0), put("a", 2.0)),
        *(put("tolerance", 0.1), put("speed", 60.0), Action("history"), Action("view"), Action("camera")),
        *(Action("zoom", amount=3), PLAY, DEFAULTS),
    )
    assert as_tuples(lab.frame()) == as_tuples(DescentLab().frame())


STORY_RATES = [0.8, 1.2, 1.0, 0.1, 0.5, 1.1, -0.1]
STORY_REGIMES = [
    Regime.OSCILLATING_CONVERGENCE,
    Regime.OSCILLATING_DIVERGENCE,
    Regime.TWO_CYCLE,
    Regime.MONOTONE_CONVERGENCE,
    Regime.ONE_STEP,
    Regime.OSCILLATING_DIVERGENCE,
    Regime.MONOTONE_DIVERGENCE,
]


@pytest.mark.parametrize("a", [1.0, 3.0, 0.7, 1e-300, 1e300, 49.0])
def test_presets_forward_show_the_articles_rates_from_minus_one(a: float) -> None:
    lab = lab_after(put("x0", 4.0), forward(3), a=a)
    for index in (*range(7), 0):
        lab.act(Action("choose_preset", amount=index))
        frame = lab.frame()
        assert (frame.preset, frame.run.step, frame.run.x, frame.settings.a) == (index, 0, -1.0, a)
        assert frame.run.learning_rate == pytest.approx(STORY_RATES[index] / a, rel=1e-15)
        assert frame.run.regime is STORY_REGIMES[index]


def test_presets_backward_start_with_the_last_and_come_round() -> None:
    lab = DescentLab()
    seen = []
    for _ in presets_of(DescentSettings()):
        lab.act(PREVIOUS_PRESET)
        seen.append(lab.frame().run.recipe)
    assert seen[:5] == [*recipes("polyak:1", "0.5", "0.5@chebyshev=8", "0.5@silver", "momentum:0.1")]
    assert seen[5:] == [*at_rates(*reversed(STORY_RATES))]
    lab.act(PREVIOUS_PRESET)
    assert lab.frame().preset == len(seen) - 1
    lab.act(NEXT_PRESET)
    assert lab.frame().run.learning_rate == 0.8


@pytest.mark.parametrize("change", [nudge("learning_rate", 0.01), put("x0", 3.0), put("a", 2.0)])
def test_a_preset_is_one_until_its_rate_start_or_parabola_is_changed(change: Action) -> None:
    lab = lab_after(NEXT_PRESET, forward(2))
    assert lab.frame().preset == 0
    lab.act(change)
    assert lab.frame().preset is None


def test_a_preset_drops_live_changes_and_keeps_how_one_looks_at_it() -> None:
    lab = lab_after(MODE, forward(3), put("learning_rate", 0.3), put("speed", 8.0), Action("history"), NEXT_PRESET)
    assert lab.settings.changes == ()
    assert (lab.settings.live, lab.settings.speed, lab.settings.history) == (True, 8.0, HISTORIES[1])
    lab.act(forward(5))
    assert lab.frame().run.x == approx(closed_form("0.8", 5))


# ------------------------------------------------------------------------------------------------------- nudges


def test_twenty_nudges_from_0_8_arrive_exactly_at_the_two_cycle_and_one_more_leaves_it() -> None:
    lab = lab_after(learning_rate=0.8)
    for _ in range(20):
        lab.act(nudge("learning_rate", 0.01))
    assert lab.frame().run.learning_rate == 1.0
    assert lab.frame().run.regime is Regime.TWO_CYCLE
    lab.act(nudge("learning_rate", 0.01))
    assert lab.frame().run.learning_rate == 1.01
    assert lab.frame().run.regime is Regime.OSCILLATING_DIVERGENCE


@given(nudges=st.lists(st.sampled_from([0.1, -0.1, 0.01, -0.01, 0.001, -0.001]), max_size=60), live=st.booleans())
@deterministic
def test_nudged_rates_stay_exact_decimals(nudges: list[float], live: bool) -> None:
    lab = lab_after(put("steps", 2), learning_rate=0.8, live=live)
    for amount in nudges:
        lab.act(nudge("learning_rate", amount))
    total = Fraction("0.8") + sum((Fraction(str(amount)) for amount in nudges), Fraction())
    assert lab.frame().run.learning_rate == float(total)


def test_nudges_of_the_initial_point_move_it_by_exact_decimals() -> None:
    lab = DescentLab()
    for _ in range(13):
        lab.act(nudge("x0", 0.1))
    assert lab.frame().settings.x0 == 0.3
    lab.act(nudge("x0", -1.0))
    assert lab.frame().run.x == -0.7


# ------------------------------------------------------------------------------------------------------ what-if


def test_what_if_computes_the_whole_run_again_to_the_same_step() -> None:
    frame = frame_after(forward(20), put("learning_rate", 1.1))
    assert frame.run.step == 20
    assert frame.run.iterates.tolist() == pytest.approx([closed_form("1.1", k) for k in range(21)], rel=1e-12)
    assert frame.changes == ()
    assert frame.settings.learning_rate == 1.1


def test_what_if_recomputes_for_a_start_a_parabola_and_a_tolerance_too() -> None:
    lab = lab_after(forward(6), put("x0", 3.0), put("a", 0.5), learning_rate=0.8)
    assert lab.frame().run.step == 6
    assert lab.frame().run.x == approx(closed_form("0.8", 6, "3", "0.5"))
    # The factor is 0.2, so 3·0.2ᵏ ≤ 0.1 from step 3 on.
    lab.act(put("tolerance", 0.1))
    assert (lab.frame().run.step, lab.frame().run.ending) == (3, Ending.CONVERGED)
    lab.act(put("tolerance", 1e-12))
    assert lab.frame().run.step == 6


def test_what_if_remembers_the_step_when_a_rate_ends_the_run_earlier() -> None:
    lab = lab_after(forward(20), put("learning_rate", 0.5))
    assert (lab.frame().run.step, lab.frame().run.ending) == (1, Ending.CONVERGED)
    lab.act(nudge("learning_rate", 0.01))
    # The factor is −0.02: 10⁻¹² is reached in 8 steps; then a rate that takes longer shows all 20 again.
    assert lab.frame().run.step == 8
    lab.act(put("learning_rate", 0.7))
    assert lab.frame().run.step == 20
    assert lab.frame().run.x == approx(closed_form("0.7", 20))


def test_what_if_through_the_best_rate_to_the_one_after_it_shows_the_same_step_again() -> None:
    lab = lab_after(forward(20), put("learning_rate", 0.49), put("tolerance", 0.0))
    for rate, step in [(0.49, 20), (0.5, 1), (0.51, 20)]:
        lab.act(put("learning_rate", rate))
        assert lab.frame().run.step == step


def test_a_what_if_change_clears_live_changes() -> None:
    frame = frame_after(MODE, forward(3), put("learning_rate", 1.2), forward(3), MODE, put("learning_rate", 0.3))
    assert frame.changes == ()
    assert frame.settings.changes == ()
    assert frame.run.x == approx(closed_form("0.3", 6))


def test_what_if_plays_on_from_where_it_is() -> None:
    lab = DescentLab()
    lab.advance(2.0)
    lab.act(put("learning_rate", 1.1))
    assert lab.playing
    assert lab.advance(0.5) == 1
    assert lab.frame().run.x == approx(closed_form("1.1", 5))


# --------------------------------------------------------------------------------------------------------- live


def test_live_keeps_the_past_and_bends_from_the_current_step() -> None:
    lab = lab_after(MODE, forward(3), learning_rate=0.8)
    past = lab.frame().run.iterates.tolist()
    lab.act(put("learning_rate", 1.2))
    frame = lab.frame()
    assert (frame.run.step, frame.run.learning_rate, frame.changes) == (3, 1.2, (3,))
    assert frame.stretches == ((0, 0.8), (3, 1.2))
    assert frame.settings.learning_rate == 0.8
    assert frame.settings.changes == ((3, 1.2),)
    # What was measured at this step is the work of the earlier rate.
    assert frame.run.measured_rate == 0.8
    assert frame.run.measured_growth == approx(0.6)
    assert frame.run.growth == approx(1.4)
    lab.act(forward(2))
    assert lab.frame().run.iterates[:4].tolist() == past
    assert lab.frame().run.iterates[4:].tolist() == pytest.approx([0.216 * -1.4, 0.216 * 1.96], rel=1e-12)
    assert lab.frame().run.measured_rate == 1.2


def test_a_live_change_at_the_initial_point_is_the_rate_of_the_run() -> None:
    frame = frame_after(MODE, put("learning_rate", 0.3), forward(2))
    assert frame.changes == ()
    assert frame.settings.learning_rate == 0.3
    assert frame.run.x == approx(closed_form("0.3", 2))


def test_two_live_changes_at_one_step_count_as_the_later_one() -> None:
    changes = (put("learning_rate", 1.2), put("learning_rate", 0.25))
    frame = frame_after(MODE, forward(2), *changes, forward(1), learning_rate=0.8)
    assert frame.settings.changes == ((2, 0.25),)
    assert frame.run.x == approx(-0.36 * 0.5)


def test_live_then_a_step_back_then_a_change_branches_and_forgets_what_came_after() -> None:
    lab = lab_after(MODE, forward(4), put("learning_rate", 1.2), forward(4), forward(-6), learning_rate=0.8)
    lab.act(put("learning_rate", 0.25))
    assert (lab.frame().run.step, lab.settings.changes) == (2, ((2, 0.25),))
    lab.act(forward(6))
    assert lab.frame().run.x == approx(-0.36 * 0.5**6)
    assert lab.frame().stretches == ((0, 0.8), (2, 0.25))


def test_stepping_back_before_a_live_change_shows_the_earlier_rate() -> None:
    frame = frame_after(MODE, forward(4), put("learning_rate", 1.2), forward(4), forward(-5), learning_rate=0.8)
    assert (frame.run.step, frame.run.learning_rate, frame.changes) == (3, 0.8, ())


@pytest.mark.parametrize("change", [put("x0", -2.0), nudge("x0", -1.0), put("a", 2.0), put("tolerance", 1e-3)])
def test_another_start_parabola_or_tolerance_in_live_starts_over_without_changes(change: Action) -> None:
    lab = lab_after(MODE, forward(3), put("learning_rate", 0.3), forward(2), change)
    frame = lab.frame()
    assert (frame.run.step, frame.run.learning_rate, frame.changes) == (0, 0.3, ())
    lab.act(forward(5))
    frame = lab.frame()
    assert frame.changes == ()
    assert frame.settings.changes == ()
    assert frame.run.x == approx(closed_form("0.3", 5, str(frame.settings.x0), str(frame.settings.a)))


def test_the_mode_goes_to_live_and_back() -> None:
    for times, live in enumerate([False, True, False, True]):
        assert lab_after(*[MODE] * times).settings.live is live


LIVE = st.lists(
    st.one_of(
        st.integers(-6, 9).map(forward),
        st.sampled_from([0.8, 1.2, 0.3, 1.0, -0.1, 0.45]).map(lambda rate: put("learning_rate", rate)),
    ),
    max_size=25,
)


@given(actions=LIVE)
@deterministic
def test_a_live_run_is_the_plain_loop_with_the_rates_that_were_set(actions: list[Action]) -> None:
    lab = lab_after(MODE, learning_rate=0.8, tolerance=0.0)
    xs, step, rate = [-1.0], 0, 0.8
    rates: list[float] = []
    for action in actions:
        lab.act(action)
        if action.verb == "set":
            # A change from here on: the future under the old rate is forgotten.
            del xs[step + 1 :], rates[step:]
            rate = action.amount
        else:
            while len(xs) <= step + action.amount:
                rates.append(rate)
                xs.append(xs[-1] - rate * 2.0 * xs[-1])
            step = max(step + action.amount, 0)
    frame = lab.frame()
    assert frame.run.step == step
    assert frame.run.iterates.tolist() == pytest.approx(xs[: step + 1], rel=1e-9)
    assert frame.run.learning_rate == [*rates, rate][step]


# ------------------------------------------------------------------------------------------- endings and waking


def test_a_converged_run_wakes_by_a_rate_and_by_a_start() -> None:
    lab = lab_after(put("learning_rate", 0.5), put("steps", 10))
    assert (lab.frame().run.step, lab.frame().run.x, lab.frame().run.ending) == (1, 0.0, Ending.CONVERGED)
    lab.act(put("learning_rate", 0.8))
    assert lab.frame().run.ending is None
    lab.act(put("steps", 1000))
    assert (lab.frame().run.step, lab.frame().run.ending) == (55, Ending.CONVERGED)
    # 0.6ᵏ·10⁸ is within 10⁻¹² after ln(10²⁰)/ln(1/0.6) = 90.2 steps.
    lab.act(put("x0", 1e8))
    assert lab.frame().run.ending is None
    lab.act(put("steps", 1000))
    assert lab.frame().run.step == 91


def test_a_frozen_run_stays_at_its_start_until_the_rate_changes() -> None:
    lab = lab_after(put("learning_rate", 0.0), forward(5))
    assert (lab.frame().run.step, lab.frame().run.x, lab.frame().run.ending) == (0, -1.0, Ending.FROZEN)
    assert lab.frame().run.regime is Regime.FROZEN
    lab.act(put("x0", 2.0))
    assert lab.frame().run.ending is Ending.FROZEN
    lab.act(put("learning_rate", 0.25))
    lab.act(forward(2))
    assert (lab.frame().run.x, lab.frame().run.ending) == (0.5, None)


@pytest.mark.parametrize("rate", [1e308, -1e308, 1.7976931348623157e308])
def test_a_rate_that_overflows_at_once_keeps_the_initial_point_and_the_app_goes_on(rate: float) -> None:
    lab = lab_after(learning_rate=rate)
    assert lab.advance(10.0) == 0
    frame = lab.frame()
    assert (frame.run.step, frame.run.x, frame.run.ending, frame.playing) == (0, -1.0, Ending.OVERFLOW, False)
    assert frame.run.growth == math.inf
    assert math.isinf(frame.run.next_x)
    lab.act(put("learning_rate", 0.25))
    assert lab.playing
    assert lab.advance(0.5) == 1
    assert lab.frame().run.x == -0.5


def test_overflow_shows_the_last_iterate_whose_successor_is_not_finite() -> None:
    frame = frame_after(LAST, learning_rate=3.0)
    # The factor is −5. Of the successor, x or its square is too large for a float.
    assert frame.run.ending is Ending.OVERFLOW
    assert frame.run.x == approx(closed_form("3", frame.run.step))
    largest = 1.7976931348623157e308
    assert Fraction(frame.run.x) ** 2 <= Fraction(largest) < Fraction(frame.run.next_x) ** 2


def test_a_huge_start_neither_warns_nor_hangs() -> None:
    lab = lab_after(x0=1e200)
    assert lab.frame().run.x == 1e200
    assert lab.frame().run.ending is Ending.OVERFLOW
    # Its square is no float; with the best rate's one step the minimum is reached all the same.
    lab.act(put("learning_rate", 0.5))
    lab.act(forward())
    assert (lab.frame().run.step, lab.frame().run.x, lab.frame().run.ending) == (1, 0.0, Ending.CONVERGED)
    # On a flat parabola f(10²⁰⁰) is ordinary, and so is the run.
    flat = frame_after(forward(3), x0=1e200, a=1e-150, learning_rate=0.8e150)
    assert flat.run.x == approx(-0.216e200)


@pytest.mark.parametrize("rate", [0.8, 1.2, 1.0, 0.5, -0.1, 0.0, 1e308, -1e308])
def test_from_the_minimum_itself_nothing_moves_and_nothing_is_measured(rate: float) -> None:
    frame = frame_after(forward(3), x0=0.0, learning_rate=rate)
    assert (frame.run.step, frame.run.x, frame.run.ending) == (0, 0.0, Ending.CONVERGED)
    assert frame.run.measured_growth is None
    # The gradient is 0 there, so that no rate however large takes a step.
    assert frame.run.next_x == 0.0


def test_after_an_arrival_at_zero_the_growth_is_measured_as_zero_and_then_not_at_all() -> None:
    lab = lab_after(forward(1), learning_rate=0.5)
    assert lab.frame().run.measured_growth == 0.0
    lab.act(put("x0", 0.0))
    assert lab.frame().run.measured_growth is None


def test_a_live_change_wakes_a_converged_run() -> None:
    lab = lab_after(MODE, put("tolerance", 0.3), put("steps", 50), learning_rate=0.8)
    assert (lab.frame().run.step, lab.frame().run.ending) == (3, Ending.CONVERGED)
    lab.act(put("learning_rate", 1.2))
    assert lab.frame().run.ending is None
    lab.act(forward(2))
    assert lab.frame().run.x == approx(0.216 * 1.96)


# -------------------------------------------------------------------------------------------------- how it looks


def test_history_goes_round_the_four_charts() -> None:
    for times, history in enumerate(["x-log", "f-log", "x-linear", "f-linear", "x-log"]):
        assert lab_after(*[Action("history")] * times).settings.history == history


def test_the_cobweb_comes_and_goes() -> None:
    for times, shown in enumerate([False, True, False]):
        assert lab_after(*[Action("cobweb")] * times).settings.cobweb == shown


def test_the_camera_goes_round_and_forgets_the_zoom() -> None:
    for times, camera in enumerate(["follow", "all", "hold", "follow"], start=1):
        lab = lab_after(*[Action("zoom", amount=2), Action("camera")] * times)
        assert (lab.settings.camera, lab.settings.zoom) == (camera, 0)


def test_zoom_adds_up_and_stops_at_both_ends() -> None:
    lab = lab_after(*[Action("zoom", amount=3)] * 5)
    assert lab.settings.zoom == 15
    lab.act(Action("zoom", amount=-20))
    assert lab.settings.zoom == -5
    for by in (1, -1):
        lab.act(put("zoom", by * 3190))
        lab.act(Action("zoom", amount=by * 9))
        assert lab.settings.zoom == by * 3199
        lab.act(Action("zoom", amount=by * 9))
        assert lab.settings.zoom == by * 3200


def test_how_it_looks_does_not_touch_the_run() -> None:
    lab = lab_after(forward(4))
    before = as_tuples(lab.frame(), "settings")
    for verb in ("history", "view", "camera"):
        lab.act(Action(verb))
    lab.act(Action("zoom", amount=4))
    assert as_tuples(lab.frame(), "settings") == before


# ------------------------------------------------------------------------------------------------------- refusal


def test_an_unknown_verb_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'dance'"):
        DescentLab().act(Action("dance"))


@pytest.mark.parametrize("value", [0.0, -1.0, math.inf, math.nan, 1e301])
@pytest.mark.parametrize("live", [False, True])
def test_a_refused_parabola_leaves_the_lab_as_it_was(value: float, live: bool) -> None:
    lab = lab_after(forward(3), learning_rate=0.8, live=live)
    before = as_tuples(lab.frame())
    with pytest.raises(ValueError):
        lab.act(put("a", value))
    assert as_tuples(lab.frame()) == before
    lab.act(forward(1))
    assert lab.frame().run.x == approx(closed_form("0.8", 4))


# ------------------------------------------------------------------------------------- repetition and round trips

RATES = [0.8, 1.2, 1.0, 0.1, 0.5, 1.1, -0.1, 0.45, 0.0, 1e308]
ACTIONS = st.one_of(
    st.integers(-20, 30).map(forward),
    st.sampled_from([0.1, -0.1, 0.01, -0.01, 0.001]).map(lambda by: nudge("learning_rate", by)),
    st.sampled_from([0.1, -0.1, 1.0, -1.0]).map(lambda by: nudge("x0", by)),
    st.sampled_from(RATES).map(lambda rate: put("learning_rate", rate)),
    st.sampled_from([-1.0, 0.0, 2.5, 1e200, -1e-20]).map(lambda x0: put("x0", x0)),
    st.sampled_from([1.0, 0.3, 7.0]).map(lambda a: put("a", a)),
    st.sampled_from([1e-12, 1e-6, 0.01]).map(lambda tolerance: put("tolerance", tolerance)),
    st.sampled_from([2.0, 3.5, 0.01]).map(lambda speed: put("speed", speed)),
    st.integers(0, 60).map(lambda steps: put("steps", steps)),
    st.sampled_from([-1, 1]).map(lambda by: Action("preset", amount=by)),
    st.sampled_from([(0.1, 0.5), (1.2, 0.8, -0.1), (0.0,), (1e308, 0.25)]).map(
        lambda rates: put("compare", at_rates(*rates))
    ),
    st.sampled_from([-1, 1]).map(lambda by: Action("speed", amount=by)),
    st.integers(-3, 3).map(lambda by: Action("zoom", amount=by)),
    st.sampled_from([PLAY, FIRST, RESTART, MODE, MODE, DEFAULTS, Action("history"), Action("view"), Action("camera")]),
    st.sampled_from([Action("pin"), Action("unpin")]),
    st.integers(0, 3).map(lambda rival: Action("take", amount=rival)),
    st.sampled_from([0.3, 0.5, 4.0]).map(lambda seconds: Action("time", amount=seconds)),
)


def play_through(lab: DescentLab, actions: list[Action]) -> DescentLab:
    for action in actions:
        if action.verb == "time":
            lab.advance(action.amount)
        elif action.verb == "pin":
            with contextlib.suppress(ValueError):  # a fifth one
                lab.act(action)
        elif action.verb != "take" or action.amount < len(lab.settings.compare):
            lab.act(action)
    return lab


@given(actions=st.lists(ACTIONS, max_size=25))
@deterministic
def test_the_same_actions_give_the_same_frames(actions: list[Action]) -> None:
    one, other = DescentLab(), DescentLab()
    for action in actions:
        # Looking at one of them on the way must not make a difference.
        one.frame()
        play_through(one, [action])
    assert as_tuples(one.frame()) == as_tuples(play_through(other, actions).frame())


@given(before=st.lists(ACTIONS, max_size=10), after=st.lists(ACTIONS, min_size=1, max_size=15))
@deterministic
def test_a_frame_is_not_changed_by_later_actions(before: list[Action], after: list[Action]) -> None:
    lab = play_through(DescentLab(), before)
    frame = lab.frame()
    copy = as_tuples(frame)
    play_through(lab, after).frame()
    assert as_tuples(frame) == copy


def test_a_frame_cannot_be_assigned_to() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DescentLab().frame().run.step = 3  # type: ignore[misc]


# Stepping back before a live change and then taking another start must not bring the change back half-way.
BRANCHED = [MODE, forward(10), put("learning_rate", 0.1), forward(5), forward(-12), MODE, put("x0", 2.5), forward(20)]


@given(actions=st.lists(ACTIONS, max_size=25))
@example(actions=BRANCHED)
@example(actions=[MODE, forward(3), put("learning_rate", 0.45), put("x0", 2.5), forward(5)])
@example(actions=[MODE, forward(5), put("learning_rate", -0.1), forward(5), forward(-3)])
@deterministic
def test_the_command_line_of_a_frame_opens_a_lab_that_shows_the_same_frame(actions: list[Action]) -> None:
    frame = play_through(DescentLab(), actions).frame()
    line = command_line("parabola", frame.settings)
    reopened = DescentLab(parsed(line)).frame()
    # That a preset set the rate is a memory of the session and not of the run.
    assert as_tuples(reopened, "preset") == as_tuples(frame, "preset"), line


@given(actions=st.lists(ACTIONS, max_size=25))
@example(actions=BRANCHED)
@deterministic
def test_the_iterates_shown_are_the_plain_loop_of_the_settings_shown(actions: list[Action]) -> None:
    frame = play_through(DescentLab(), actions).frame()
    described = frame.settings
    if frame.run.recipe != Recipe(frame.run.learning_rate) or described.noise:
        return  # a preset by another rule, whose iterates have tests of their own
    changes, rate = dict(frame.settings.changes), frame.settings.learning_rate
    assert frame.run.iterates[0] == frame.settings.x0
    iterates = frame.run.iterates.tolist()
    for step, (x, following) in enumerate(pairwise(iterates)):
        rate = changes.get(step, rate)
        factor = 1.0 - 2.0 * frame.settings.a * rate
        # 2aη rounds, so that a factor near 0 has an absolute error of some 10⁻¹⁶.
        assert following == pytest.approx(factor * x, rel=1e-12, abs=1e-15 * abs(x))
    assert frame.run.learning_rate == changes.get(frame.run.step, rate)
    for pin in frame.rivals:
        if pin.recipe != Recipe(pin.learning_rate):
            continue
        for x, following in pairwise(pin.iterates.tolist()):
            factor = 1.0 - 2.0 * frame.settings.a * pin.learning_rate
            assert following == pytest.approx(factor * x, rel=1e-12, abs=1e-15 * abs(x))


# ----------------------------------------------------------------------------------------------- all-night demos


def test_an_hour_at_full_speed_does_not_grow_the_history() -> None:
    lab = lab_after(learning_rate=1.0, speed=1000.0)
    for _ in range(3600):
        lab.advance(1.0)
    frame = lab.frame()
    assert frame.run.step >= MAX_STEPS
    # Every kept step, the newest one, and the newest updates, whole.
    assert len(frame.run.steps) == len(frame.run.iterates) <= CAPACITY + 1
    assert len(frame.run.before) == len(frame.run.after) <= CAPACITY + 65
    assert frame.run.steps[-1] == frame.run.step
    strides = np.diff(frame.run.steps[:-1])
    assert (strides == strides[0]).all()
    assert frame.run.iterates.tolist() == [-1.0 if step % 2 == 0 else 1.0 for step in frame.run.steps.tolist()]


def test_in_a_long_run_every_step_can_be_shown_again() -> None:
    lab = lab_after(put("steps", 100_000), learning_rate=1.0)
    for step in (99_999, 12_345, 1, 54_322):
        lab.act(put("steps", step))
        frame = lab.frame()
        assert (frame.run.step, frame.run.x) == (step, -1.0 if step % 2 == 0 else 1.0)


def test_in_a_long_run_the_newest_updates_are_all_there() -> None:
    lab = lab_after(put("steps", 54_321), learning_rate=1e-5)
    frame = lab.frame()
    factor = 1 - 2e-5
    newest = [-(factor ** (54_321 - k)) for k in range(64, -1, -1)]
    assert frame.run.before[-64:].tolist() == pytest.approx(newest[:-1], rel=1e-9)
    assert frame.run.after[-64:].tolist() == pytest.approx(newest[1:], rel=1e-9)


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_the_command_line_of_a_run_beyond_the_longest_one_is_still_accepted(steps: int) -> None:
    lab = lab_after(put("steps", MAX_STEPS), forward(steps), learning_rate=1.0)
    reopened = DescentLab(parsed(command_line("parabola", lab.settings))).frame()
    assert (reopened.step, reopened.run.x) == (MAX_STEPS, -1.0)


def test_the_command_line_of_a_live_change_beyond_the_longest_run_is_still_accepted() -> None:
    lab = lab_after(MODE, put("steps", MAX_STEPS), forward(5), put("learning_rate", 0.9), forward(1), learning_rate=1.0)
    reopened = DescentLab(parsed(command_line("parabola", lab.settings))).frame()
    assert (reopened.step, reopened.run.x, reopened.changes) == (MAX_STEPS, -1.0, ())


# --------------------------------------------------------------------------------------- steps to the tolerance


def promise(frame: DescentFrame) -> int | None:
    """The steps that its learning rate takes to the tolerance."""
    assert frame.run.stability is not None
    return frame.run.stability.steps_to_tolerance(frame.settings.x0, frame.settings.tolerance)


@pytest.mark.parametrize(
    ("rate", "x0", "tolerance"), [(0.8, -1.0, 1e-12), (0.1, 5.0, 1e-6), (0.9, -1e6, 0.5), (0.45, 2.0, 1e-3)]
)
def test_a_run_takes_as_many_steps_as_it_promised(rate: float, x0: float, tolerance: float) -> None:
    lab = lab_after(learning_rate=rate, x0=x0, tolerance=tolerance)
    promised = promise(lab.frame())
    k, x = 0, Fraction(x0)
    while abs(x) > Fraction(tolerance):
        x *= 1 - 2 * Fraction(str(rate))
        k += 1
    lab.act(LAST)
    assert promised == lab.frame().run.step == k


@pytest.mark.parametrize("index", range(len(STORY_RATES)))
def test_the_promise_of_each_preset_is_kept_or_withheld(index: int) -> None:
    lab = lab_after(*[NEXT_PRESET] * (index + 1), LAST)
    frame = lab.frame()
    kept = frame.run.step if frame.run.ending is Ending.CONVERGED else None
    assert promise(frame) == kept
