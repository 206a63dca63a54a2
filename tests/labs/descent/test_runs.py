"""Pinned runs of the parabola lab: in lockstep with the one in hand, each by its closed form x₀·(1 − 2aη)ᵏ."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.descent import Ending
from lrtui.core.stability import Regime
from lrtui.labs.actions import Action
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.options import command_line

from ...examples import examples
from ...recipes import at_rates
from .after import frame_after, lab_after

PIN, UNPIN, LAST, RESTART, DEFAULTS, MODE, PLAY = map(
    Action, ("pin", "unpin", "last", "restart", "defaults", "mode", "play")
)
NEXT_PRESET = Action("preset", amount=1)
THREE = at_rates(0.1, 0.5, 1.2)


def forward(steps: int = 1) -> Action:
    return Action("step", amount=steps)


def put(field: str, value: object) -> Action:
    return Action("set", field, value)


def closed_form(rate: float, steps: int, x0: str = "-1", a: str = "1") -> list[float]:
    """x₀·(1 − 2aη)ᵏ for k = 0 … steps, in exact arithmetic; the rate as the decimal that it is written as."""
    factor = 1 - 2 * Fraction(a) * Fraction(str(rate))
    return [float(Fraction(x0) * factor**k) for k in range(steps + 1)]


def approx(values: list[float]) -> object:
    return pytest.approx(values, rel=1e-12, abs=0)


# ---------------------------------------------------------------------------------------------------- in lockstep


@pytest.mark.parametrize(("x0", "a"), [("-1", "1"), ("2.5", "0.3")])
def test_every_pinned_run_is_at_the_step_shown_by_its_closed_form(x0: str, a: str) -> None:
    rates = (0.1, 0.45, 1.2, -0.1)
    lab = lab_after(x0=float(x0), a=float(a), learning_rate=0.8, compare=at_rates(*rates))
    for step in range(12):
        frame = lab.frame()
        assert [pin.learning_rate for pin in frame.rivals] == list(rates)
        for pin in frame.rivals:
            expected = closed_form(pin.learning_rate, step, x0, a)
            assert (pin.step, pin.ending) == (step, None)
            assert pin.iterates.tolist() == approx(expected)
            assert pin.steps.tolist() == list(range(step + 1))
            assert pin.x == pin.iterates[-1]
            assert pin.previous_x == (pin.iterates[-2] if step else None)
        lab.act(forward())


def test_a_pinned_run_says_what_its_rate_does() -> None:
    pins = frame_after(compare=at_rates(0.1, 0.5, 1.0, 1.2)).rivals
    assert [pin.growth for pin in pins] == pytest.approx([0.8, 0.0, 1.0, 1.4], rel=1e-12)
    assert [pin.regime for pin in pins] == [
        Regime.MONOTONE_CONVERGENCE,
        Regime.ONE_STEP,
        Regime.TWO_CYCLE,
        Regime.OSCILLATING_DIVERGENCE,
    ]


def test_time_takes_all_runs_along_and_a_step_back_brings_all_back() -> None:
    lab = lab_after(learning_rate=0.8, compare=at_rates(0.1, 1.2))
    assert lab.advance(2.5) == 5
    assert [pin.x for pin in lab.frame().rivals] == approx([closed_form(rate, 5)[-1] for rate in (0.1, 1.2)])
    lab.act(forward(-3))
    assert [pin.x for pin in lab.frame().rivals] == approx([closed_form(rate, 2)[-1] for rate in (0.1, 1.2)])


@pytest.mark.parametrize("change", [put("x0", 2.5), put("a", 0.3), put("tolerance", 0.3), Action("nudge", "x0", 0.1)])
def test_start_parabola_and_tolerance_are_those_of_all_runs(change: Action) -> None:
    frame = frame_after(forward(9), change, learning_rate=0.45, compare=at_rates(0.1, 0.8))
    alone = [frame_after(forward(9), change, learning_rate=rate, steps=0) for rate in (0.1, 0.8)]
    assert [pin.x for pin in frame.rivals] == [other.run.x for other in alone]
    assert [pin.step for pin in frame.rivals] == [other.step for other in alone]
    assert [pin.ending for pin in frame.rivals] == [other.run.ending for other in alone]


def test_the_run_in_hand_does_not_depend_on_the_pinned_ones() -> None:
    actions = (forward(7), put("learning_rate", 1.1), MODE, put("learning_rate", 0.3), forward(20))
    with_pins, alone = frame_after(*actions, compare=THREE), frame_after(*actions)
    assert with_pins.run.iterates.tobytes() == alone.run.iterates.tobytes()
    assert (with_pins.step, with_pins.run.ending, with_pins.changes) == (alone.step, alone.run.ending, alone.changes)


# ------------------------------------------------------------------------------------------------ pin and unpin


def test_pin_keeps_the_rate_of_the_moment_while_the_run_in_hand_gets_another() -> None:
    lab = lab_after(forward(6), PIN, put("learning_rate", 0.3), learning_rate=0.8)
    frame = lab.frame()
    assert frame.settings.compare == at_rates(0.8)
    assert frame.run.x == pytest.approx(closed_form(0.3, 6)[-1], rel=1e-12)
    assert frame.rivals[0].iterates.tolist() == approx(closed_form(0.8, 6))


def test_pin_on_a_pinned_rate_unpins_it_and_keeps_the_order_of_the_others() -> None:
    lab = lab_after(put("learning_rate", 0.5), PIN, compare=at_rates(0.1, 0.5, 1.2))
    assert lab.settings.compare == at_rates(0.1, 1.2)
    lab.act(PIN)
    assert lab.settings.compare == at_rates(0.1, 1.2, 0.5)


def test_a_fifth_pin_is_refused_and_changes_nothing() -> None:
    lab = lab_after(forward(3), learning_rate=0.8, compare=at_rates(0.1, 0.2, 0.3, 0.4))
    before = lab.settings
    with pytest.raises(ValueError, match=r"4 rates are pinned.*C unpins"):
        lab.act(PIN)
    assert lab.settings == before
    lab.act(put("learning_rate", 0.3))
    lab.act(PIN)  # a pinned one can be unpinned all the same
    assert lab.settings.compare == at_rates(0.1, 0.2, 0.4)


def test_unpin_clears_all_pins_and_leaves_the_run() -> None:
    frame = frame_after(forward(4), UNPIN, compare=THREE)
    assert (frame.rivals, frame.settings.compare, frame.run.step) == ((), (), 4)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_rival_is_taken_in_hand_and_the_run_in_hand_is_pinned_in_its_place(index: int) -> None:
    lab = lab_after(forward(4), learning_rate=0.8, compare=THREE)
    before = {run.learning_rate: run.iterates.tobytes() for run in lab.frame().runs}
    lab.act(Action("take", amount=index))
    frame = lab.frame()
    assert frame.run.recipe == THREE[index]
    assert frame.settings.compare == (*THREE[:index], *at_rates(0.8), *THREE[index + 1 :])
    assert {run.learning_rate: run.iterates.tobytes() for run in frame.runs} == before
    lab.act(Action("take", amount=index))
    assert (lab.settings.learning_rate, lab.settings.compare, lab.frame().step) == (0.8, THREE, 4)


def test_a_rival_is_taken_in_hand_while_the_run_in_hand_is_pinned_itself() -> None:
    frame = frame_after(put("learning_rate", 0.5), Action("take", amount=2), compare=THREE)
    assert (frame.run.learning_rate, frame.settings.compare) == (1.2, THREE)


def test_a_taken_run_is_the_rival_from_its_start_and_the_changed_one_is_pinned_at_its_rate_of_the_moment() -> None:
    change = (MODE, forward(3), put("learning_rate", 0.3), forward(2))
    frame = frame_after(*change, Action("take", amount=0), learning_rate=0.8, compare=at_rates(0.45))
    assert (frame.run.learning_rate, frame.settings.compare, frame.changes) == (0.45, at_rates(0.3), ())
    assert frame.run.iterates.tolist() == approx(closed_form(0.45, 5))
    assert frame.rivals[0].iterates.tolist() == approx(closed_form(0.3, 5))


def test_a_preset_is_one_until_another_run_is_taken_in_hand() -> None:
    assert frame_after(NEXT_PRESET, Action("take", amount=0), compare=THREE).preset is None


def test_pinning_takes_no_step_and_keeps_the_preset() -> None:
    frame = frame_after(NEXT_PRESET, forward(4), PIN)
    assert (frame.preset, frame.run.step, frame.step) == (0, 4, 4)


def test_restart_and_presets_keep_the_pins_and_the_defaults_have_none() -> None:
    lab = lab_after(forward(5), compare=THREE)
    for action in (RESTART, NEXT_PRESET):
        lab.act(action)
        assert lab.settings.compare == THREE
        assert [pin.step for pin in lab.frame().rivals] == [0, 0, 0]
    lab.act(DEFAULTS)
    assert lab.settings.compare == ()


def test_rates_can_be_set_as_on_the_command_line() -> None:
    lab = lab_after(forward(3), put("compare", at_rates(0.1, -0.5)))
    assert [pin.x for pin in lab.frame().rivals] == approx([closed_form(rate, 3)[-1] for rate in (0.1, -0.5)])
    for bad in (at_rates(0.1, 0.1), at_rates(1.0, 2.0, 3.0, 4.0, 5.0), at_rates(float("nan")), (0.3,)):
        with pytest.raises(ValueError):
            lab.act(put("compare", bad))
    assert lab.settings.compare == at_rates(0.1, -0.5)


def test_a_run_with_later_rates_is_pinned_with_its_rate_of_the_moment_from_the_start_on() -> None:
    frame = frame_after(MODE, forward(3), put("learning_rate", 0.3), forward(2), PIN)
    assert frame.settings.compare == at_rates(0.3)
    assert frame.rivals[0].iterates.tolist() == approx(closed_form(0.3, 5))
    # Not where the changed run is: that one began with another rate.
    assert frame.rivals[0].x != pytest.approx(frame.run.x)


# ------------------------------------------------------------------------------------------------------ endings


def test_a_run_that_has_ended_stays_at_its_last_iterate_and_says_why() -> None:
    frame = frame_after(learning_rate=0.8, compare=at_rates(0.5, 3.0, 0.0, 1e308), steps=40, tolerance=1e-3)
    # 0.6ᵏ ≤ 10⁻³ for the first time at k = 14; factor −5 overflows at k = 220, far from here.
    assert (frame.run.step, frame.step, frame.run.ending) == (14, 40, Ending.CONVERGED)
    one_step, diverging, frozen, overflowing = frame.rivals
    assert (one_step.step, one_step.x, one_step.previous_x, one_step.ending) == (1, 0.0, -1.0, Ending.CONVERGED)
    assert (diverging.step, diverging.ending) == (40, None)
    assert (frozen.step, frozen.x, frozen.ending) == (0, -1.0, Ending.FROZEN)
    assert (overflowing.step, overflowing.x, overflowing.ending) == (0, -1.0, Ending.OVERFLOW)
    assert one_step.iterates.tolist() == [-1.0, 0.0]


def test_before_the_step_of_its_end_a_run_has_not_ended() -> None:
    lab = lab_after(put("steps", 20), put("steps", 3), learning_rate=0.8, compare=at_rates(0.45), tolerance=1e-3)
    assert (lab.frame().rivals[0].step, lab.frame().rivals[0].ending) == (3, Ending.CONVERGED)
    lab.act(put("steps", 2))
    assert (lab.frame().rivals[0].step, lab.frame().rivals[0].ending) == (2, None)


def test_time_goes_on_until_all_runs_have_ended() -> None:
    lab = lab_after(learning_rate=0.8, compare=at_rates(0.1), speed=1000.0)
    # 0.6ᵏ and 0.8ᵏ are within 10⁻¹² at k = 55 and 124.
    lab.advance(0.055)
    frame = lab.frame()
    assert (frame.run.ending, frame.over, frame.playing) == (Ending.CONVERGED, False, True)
    assert lab.advance(10.0) == 124 - 55
    frame = lab.frame()
    assert (frame.run.step, frame.step, frame.over, frame.playing) == (55, 124, True, False)
    assert frame.rivals[0].ending is Ending.CONVERGED
    lab.act(PLAY)
    assert (lab.frame().step, lab.playing) == (0, True)


def test_last_goes_to_the_newest_step_then_to_the_end_of_the_run_in_hand_and_then_to_that_of_all() -> None:
    lab = lab_after(put("steps", 9), put("steps", 2), learning_rate=0.8, compare=at_rates(0.1, 1.0))
    reached = []
    for _ in range(4):
        lab.act(LAST)
        reached.append(lab.frame().step)
    assert reached == [9, 55, 124, 124]


def test_last_forgets_the_steps_that_a_restart_takes_back() -> None:
    assert frame_after(forward(30), RESTART, forward(2), LAST, learning_rate=0.8, compare=at_rates(0.1)).step == 55


def test_a_live_change_goes_on_from_the_end_of_the_run_and_takes_the_pinned_ones_back_there() -> None:
    lab = lab_after(MODE, put("steps", 30), learning_rate=0.8, compare=at_rates(0.1), tolerance=0.3)
    assert (lab.frame().run.step, lab.frame().step) == (3, 6)
    lab.act(put("learning_rate", 1.2))
    frame = lab.frame()
    assert (frame.run.step, frame.step, frame.run.ending, frame.changes) == (3, 3, None, (3,))
    assert frame.rivals[0].x == pytest.approx(-(0.8**3))
    lab.act(forward(2))
    assert lab.frame().run.x == pytest.approx(0.216 * 1.96)
    assert lab.frame().rivals[0].step == 5


# ------------------------------------------------------------------------------------- what reproduces the screen


def test_the_settings_have_the_step_of_the_race_and_the_pins() -> None:
    lab = lab_after(put("steps", 100), learning_rate=0.8, compare=at_rates(0.1))
    line = command_line("parabola", lab.settings)
    assert line == "lrtui parabola --lr 0.8 --steps 100 --compare 0.1"
    again = DescentLab(lab.settings).frame()
    assert (again.run.step, again.step, again.rivals[0].step) == (55, 100, 100)


# --------------------------------------------------------------------------------------------------- long races


def test_a_long_race_is_thinned_and_every_step_of_it_can_be_shown_again() -> None:
    lab = lab_after(put("steps", 100_000), learning_rate=1.0, compare=at_rates(1e-5, 1.0, 0.5))
    slow, cycle, one_step = lab.frame().rivals
    assert len(slow.steps) == len(slow.iterates) <= 2049
    assert slow.steps[-1] == 100_000
    np.testing.assert_allclose(slow.iterates, -((1 - 2e-5) ** slow.steps.astype(float)), rtol=1e-9)
    assert cycle.x == -1.0
    assert one_step.iterates.tolist() == [-1.0, 0.0]
    lab.act(put("steps", 12_345))
    assert [pin.x for pin in lab.frame().rivals] == [pytest.approx(-((1 - 2e-5) ** 12_345), rel=1e-9), 1.0, 0.0]
    # A new start has every step again, not only the kept ones of the long run.
    lab.act(RESTART)
    lab.act(forward(5))
    assert lab.frame().rivals[0].steps.tolist() == [0, 1, 2, 3, 4, 5]


def test_rivals_are_to_the_bit_what_they_were_whatever_the_rate_in_hand_does() -> None:
    lab = lab_after(forward(50), compare=THREE)
    before = [rival.iterates.tobytes() for rival in lab.frame().rivals]
    for change in (put("learning_rate", 0.85), MODE, put("learning_rate", 1.1)):
        lab.act(change)
    assert [rival.iterates.tobytes() for rival in lab.frame().rivals] == before


@given(
    rates=st.lists(st.sampled_from([0.1, 0.5, 1.2, 1.0, 0.0, -0.1, 3.0, 1e308, 0.49]), max_size=4, unique=True),
    moves=st.lists(st.integers(-30, 40), max_size=8),
)
@examples(100)
def test_each_pinned_run_is_what_it_is_alone(rates: list[float], moves: list[int]) -> None:
    actions = [forward(move) for move in moves]
    frame = frame_after(*actions, learning_rate=1.0, compare=at_rates(*rates))
    for pin in frame.rivals:
        alone = frame_after(learning_rate=pin.learning_rate, steps=frame.step)
        assert (pin.step, pin.x, pin.previous_x, pin.ending) == (
            alone.run.step,
            alone.run.x,
            alone.run.previous_x,
            alone.run.ending,
        )
        assert pin.steps.tolist() == alone.run.steps.tolist()
        assert pin.iterates.tobytes() == alone.run.iterates.tobytes()
        assert (pin.regime, pin.growth) == (alone.run.regime, alone.run.growth)
