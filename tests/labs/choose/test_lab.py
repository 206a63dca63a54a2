"""The lab that chooses a rate, by sequences of actions, against the procedure and the range test in one go."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn import datasets
from sklearn.neural_network import MLPClassifier

from lrtui import arguments
from lrtui.core import suggestions as suggestions_module
from lrtui.core.data import Dataset
from lrtui.core.datasets import DATASETS
from lrtui.core.lr_range import RangeTest
from lrtui.core.procedure import Procedure
from lrtui.core.selection import Pass, chosen
from lrtui.core.suggestions import RULES, doubt, suggestions
from lrtui.core.training import Training
from lrtui.labs.actions import Action
from lrtui.labs.choose import lab as choose_lab
from lrtui.labs.choose.figures.look import sentence
from lrtui.labs.choose.frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.choose.lab import REST, ChooseLab
from lrtui.labs.choose.settings import LOSS_PARTS, MAX_EPOCHS, MAX_ITERATIONS, METHODS, ChooseSettings
from lrtui.labs.experiment import MAX_RATES
from lrtui.labs.lab import SPEEDS
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.options import command_line
from tests.real_data import parts_of, plain

from ...examples import LONG, examples
from ...real_data import save

SMALL: dict[str, Any] = {
    "rates": 5, "scout_epochs": 2, "patience": 3, "epochs": 9, "hidden": 4, "low": 0.01, "high": 3.0, "iterations": 30,
    "seeds": 2, "speed": 4.0,
}  # fmt: skip
RELIABLE: dict[str, Any] = {"method": "range", "hidden": 8, "seeds": 3}
PLAY, FIRST, LAST, RESTART, DEFAULTS, MODE = map(Action, ("play", "first", "last", "restart", "defaults", "mode"))
STAGE, BACK = Action("stage", amount=1), Action("stage", amount=-1)
UP, DOWN = Action("select", amount=-1), Action("select", amount=1)


def cursor(by: int) -> Action:
    return Action("cursor", amount=by)


def settings_of(**fields: Any) -> ChooseSettings:
    return ChooseSettings(**{**SMALL, **fields})


def lab_of(**fields: Any) -> ChooseLab:
    return ChooseLab(settings_of(**fields))


def finished(**fields: Any) -> ChooseLab:
    return ChooseLab.finished(settings_of(**fields))


def drain(lab: ChooseLab) -> ChooseFrame:
    """Work as far as is wanted."""
    while lab.work():
        pass
    assert not lab.pending
    return lab.frame()


def do(lab: ChooseLab, *actions: Action) -> ChooseFrame:
    for action in actions:
        lab.act(action)
        drain(lab)
    return lab.frame()


def to(lab: ChooseLab, moment: int) -> ChooseFrame:
    """Show a moment that has been reached."""
    return do(lab, cursor(moment - lab.moment))


def stage_of(frame: ChooseFrame) -> str:
    """Scout, shrink or range, and verdict at the end."""
    return frame.stage if isinstance(frame, ProcedureFrame) else "verdict" if frame.finished else "range"


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_the_present_opens_again_at_its_moment(share: float, method: str, paused: bool) -> None:
    end = finished(method=method)
    moment = int(share * end.moment)
    before = to(end, moment)
    lab = ChooseLab(replace(end.present, paused=paused))
    while lab.moment < moment:  # the clock ticks while it catches up
        lab.advance(1 / 30)
        assert lab.work()
    frame = drain(lab)
    assert (lab.moment, frame.finished) == (moment, before.finished)
    assert lab.playing == (not paused and not frame.finished)
    assert sentence(frame) == sentence(before)


# --- In one go --------------------------------------------------------------------------------------------------


def procedure_of(settings: ChooseSettings, parts: tuple[Dataset, ...] | None = None) -> Procedure:
    train, holdout, _ = parts or parts_of(settings)
    return Procedure(
        train,
        holdout,
        plain(*np.geomspace(settings.low, settings.high, settings.rates).tolist()),
        scout_epochs=settings.scout_epochs,
        shrink=settings.shrink,
        patience=settings.patience,
        epochs=settings.epochs,
        batch=settings.batch,
        hidden=settings.hidden,
        seed=settings.seed,
    ).run()


def range_test_of(settings: ChooseSettings) -> RangeTest:
    train, holdout, _ = parts_of(settings)
    return RangeTest(
        train,
        holdout if settings.on == "holdout" else None,
        tuple(np.geomspace(settings.low, settings.high, settings.iterations).tolist()),
        [settings.seed + k for k in range(settings.seeds)],
        batch=settings.batch,
        hidden=settings.hidden,
    ).run()


def stops_of(procedure: Procedure) -> list[int]:
    """The moments of a procedure at which something ends: a moment an epoch, and the verdict after the last."""
    stops = [procedure.scout.epoch]
    for each in procedure.passes:
        stops.append(stops[-1] + 1 + each.epochs_run)
    return [*stops, stops[-1] + 1]


def assert_pass(mine: Pass, theirs: Pass) -> None:
    assert (mine.learning_rate, mine.stopped) == (theirs.learning_rate, theirs.stopped)
    np.testing.assert_array_equal(mine.sse, theirs.sse)
    np.testing.assert_array_equal(mine.holdout_accuracy, theirs.holdout_accuracy)


def assert_is_procedure(frame: ChooseFrame, settings: ChooseSettings) -> None:
    """The finished frame is the procedure in one go, bit for bit."""
    assert isinstance(frame, ProcedureFrame) and frame.finished
    alone = procedure_of(settings)
    assert (frame.scout.learning_rates, frame.scout.epochs) == (alone.scout.learning_rates, settings.scout_epochs)
    np.testing.assert_array_equal(frame.scout.sse, alone.scout.sse)
    assert len(frame.passes) == len(alone.passes)
    for mine, theirs in zip(frame.passes, alone.passes, strict=True):
        assert_pass(mine, theirs)
    if not alone.passes:
        assert frame.verdict is None
        return
    best = alone.passes[chosen(alone.passes)]
    assert frame.verdict is not None
    assert (frame.verdict.index, frame.verdict.learning_rate) == (chosen(alone.passes), best.learning_rate)
    assert (frame.verdict.epoch, frame.verdict.holdout_accuracy) == (best.best_epoch, best.best_accuracy)
    # The weights of that epoch, looked at by hand.
    test = parts_of(settings)[2]
    first, first_bias, second, second_bias = (array[0] for array in best.weights.arrays)
    guessed = (np.maximum(test.features @ first + first_bias, 0) @ second + second_bias).argmax(axis=1)
    assert frame.verdict.test_accuracy == pytest.approx(float(np.mean(guessed == test.labels)), abs=1e-12)


def assert_is_range_test(frame: ChooseFrame, settings: ChooseSettings) -> None:
    assert isinstance(frame, RangeFrame) and frame.finished
    alone = range_test_of(settings)
    assert tuple(frame.learning_rates.tolist()) == alone.learning_rates
    assert (frame.seeds, frame.iteration) == (alone.seeds, alone.iteration)
    for mine, theirs in zip(frame.curves, alone.curves, strict=True):
        np.testing.assert_array_equal(mine.losses, theirs.losses)
        np.testing.assert_array_equal(mine.smoothed, theirs.smoothed)
        assert mine.running == theirs.running
    curves = [curve.smoothed for curve in alone.curves]
    found = suggestions(np.array(alone.learning_rates), curves)
    assert frame.suggestions == found and list(found) == list(RULES)
    assert frame.doubt == doubt(np.array(alone.learning_rates), curves, found)


def assert_finished(frame: ChooseFrame, settings: ChooseSettings) -> None:
    (assert_is_range_test if settings.method == "range" else assert_is_procedure)(frame, settings)


ALL_DIVERGE = {"low": 1e200, "high": 1e300}
CASES: list[dict[str, Any]] = [
    {"method": "procedure"},
    {"method": "procedure", "shrink": 0.3, "seed": 3, "batch": 17, "scout_epochs": 1},
    {"method": "procedure", "high": 1e6, "scout_epochs": 3},  # some of the scout diverge
    {"method": "procedure", **ALL_DIVERGE},
    {"method": "procedure", "low": 1e-12, "high": 1e-10},
    {"method": "range"},
    {"method": "range", "on": "holdout", "seed": 5, "batch": 11},
    {"method": "range", "high": 1e9, "seeds": 3},  # runs end early
    {"method": "range", **ALL_DIVERGE},
]


@pytest.mark.parametrize("fields", CASES)
def test_a_finished_lab_is_what_the_core_says_in_one_go(fields: dict[str, Any]) -> None:
    heard: list[int] = []
    settings = settings_of(**fields)
    lab = ChooseLab.finished(settings, heard.append)
    assert heard == list(range(1, lab.moment + 1))
    assert not lab.playing and not lab.pending and not lab.work()
    assert_finished(lab.frame(), settings)


@pytest.mark.parametrize("fields", CASES[:2] + CASES[3:4] + CASES[6:8])
@pytest.mark.parametrize(("seconds", "pulls"), [(0.01, 1), (0.07, 3), (0.3, 1000), (2.0, 7)])
def test_slicing_changes_no_number(fields: dict[str, Any], seconds: float, pulls: int) -> None:
    lab = lab_of(**fields, speed=1000.0)
    for _ in range(100_000):
        if lab.frame().finished:
            break
        lab.advance(seconds)
        for _ in range(pulls):
            lab.work()
    assert_finished(lab.frame(), settings_of(**fields))


ACTIONS = st.sampled_from([
    PLAY, FIRST, LAST, MODE, STAGE, BACK, UP, DOWN, cursor(-3), cursor(1), cursor(50), Action("speed", amount=1),
    Action("speed", amount=-1), Action("set", "speed", 1000.0),
])  # fmt: skip


@examples(25)
@given(st.lists(st.tuples(ACTIONS, st.floats(0, 0.5), st.integers(0, 40)), max_size=25))
def test_whatever_one_does_on_the_way_changes_no_number(todo: list[tuple[Action, float, int]]) -> None:
    lab = lab_of()
    for action, seconds, pulls in todo:
        lab.act(action)
        lab.advance(seconds)
        for _ in range(pulls):
            lab.work()
        frame = lab.frame()
        assert frame.going == ("playing" if lab.playing else "working" if lab.pending else "")
        assert frame.settings == lab.settings
        assert lab.moment >= 0
    for _ in METHODS:
        frame = do(lab, MODE, LAST, LAST)
        assert_finished(frame, settings_of(method=lab.settings.method))


# --- Stages, cursor and select ----------------------------------------------------------------------------------


def test_stage_works_until_the_end_of_the_scout_of_the_passes_and_to_the_verdict() -> None:
    lab = lab_of()
    stops = stops_of(procedure_of(settings_of()))
    scout, passes, verdict = stops[0], stops[-2], stops[-1]
    assert len(stops) >= 4, "several passes, or the test says little"
    for moment, stage in [(scout, "scout"), (passes, "shrink"), (verdict, "verdict"), (verdict, "verdict")]:
        lab.act(STAGE)
        assert lab.settings.paused
        assert lab.frame().going == ("working" if lab.pending else "")
        frame = drain(lab)
        assert frame.going == ""
        assert (lab.moment, stage_of(frame), frame.finished) == (moment, stage, moment == verdict)
        assert not lab.playing
    for moment in (passes, scout, 0, 0):
        do(lab, BACK)
        assert lab.moment == moment
    for start, moment in [(1, scout), (scout + 1, passes), (stops[1], passes), (passes - 1, passes)]:
        to(lab, start)
        assert stage_of(do(lab, STAGE)) == ("scout" if moment == scout else "shrink")
        assert lab.moment == moment
    to(lab, stops[1])
    do(lab, BACK)
    assert lab.moment == scout


@pytest.mark.parametrize("fields", [{}, {"method": "range", "low": 1e-4, "high": 0.1}])
@pytest.mark.parametrize("presses", [1, 2, 3, 4])
@pytest.mark.parametrize("pulls", [0, 1, 3])
def test_a_stage_that_is_asked_for_on_the_way_to_one_counts(fields: dict[str, Any], presses: int, pulls: int) -> None:
    """However far the first has got, as long as it is under way."""
    ends = [30, 31, 31, 31]
    if not fields:
        stops = stops_of(procedure_of(settings_of()))
        ends = [stops[0], stops[-2], stops[-1], stops[-1]]
    lab = lab_of(**fields)
    lab.act(STAGE)
    for _ in range(presses - 1):
        for _ in range(pulls):
            lab.work()
        assert lab.moment < ends[0]
        lab.act(STAGE)
        assert lab.frame().going == "working"
    drain(lab)
    assert lab.moment == ends[presses - 1]


def test_stage_of_the_range_test_is_its_runs_and_the_verdict() -> None:
    lab = lab_of(method="range", low=1e-4, high=0.1)
    for moment, stage in [(30, "range"), (31, "verdict"), (31, "verdict")]:
        frame = do(lab, STAGE)
        assert (lab.moment, stage_of(frame)) == (moment, stage)
    for moment in (30, 0, 0):
        do(lab, BACK)
        assert lab.moment == moment


def test_stage_where_all_diverge_goes_from_the_scout_to_the_verdict() -> None:
    lab = lab_of(**ALL_DIVERGE)
    moments = [(stage_of(do(lab, STAGE)), lab.moment) for _ in range(3)]
    assert moments == [("scout", 1), ("verdict", 2), ("verdict", 2)]


@pytest.mark.parametrize("fields", [{}, {"method": "range"}])
@pytest.mark.parametrize("stop", [PLAY, cursor(0), BACK, FIRST, UP, DOWN])
def test_the_way_to_a_stage_can_be_left(fields: dict[str, Any], stop: Action) -> None:
    lab = lab_of(**fields)
    lab.act(STAGE)
    while lab.work() and lab.moment < 1:
        pass
    assert lab.pending
    reached = lab.moment
    lab.act(stop)
    if fields and stop in (UP, DOWN):  # of the rules, which one can select meanwhile
        assert lab.pending and lab.moment == reached
        return
    assert not lab.pending and not lab.work()
    assert not lab.playing and lab.frame().going == ""
    assert lab.moment == {PLAY: reached, cursor(0): reached, DOWN: reached}.get(stop, 0)


def test_the_cursor_goes_within_what_has_been_reached_and_pauses() -> None:
    lab = lab_of()
    do(lab, STAGE)
    assert lab.moment == 2
    for by, moment in [(-1, 1), (-9, 0), (1, 1), (99, 2), (1, 2), (0, 2)]:
        lab.act(cursor(by))
        assert not lab.pending and lab.settings.paused
        assert lab.moment == moment
    do(lab, PLAY, cursor(-1))
    assert not lab.playing


def test_first_last_and_last_again() -> None:
    lab = lab_of()
    do(lab, STAGE, cursor(-2))
    assert lab.moment == 0
    do(lab, LAST)
    assert lab.moment == 2 and not lab.frame().finished
    lab.act(LAST)
    assert lab.pending and lab.settings.paused
    frame = drain(lab)
    assert frame.finished and not lab.playing
    assert_is_procedure(frame, settings_of())
    newest = lab.moment
    do(lab, FIRST)
    assert lab.moment == 0 and not lab.playing
    do(lab, LAST)
    assert lab.moment == newest


def test_select_goes_to_the_ends_of_the_passes() -> None:
    lab = finished()
    stops = stops_of(procedure_of(settings_of()))
    for stop in [*reversed(stops[:-1]), 0, 0]:
        do(lab, UP)
        assert lab.moment == stop
    for stop in [*stops, stops[-1]]:
        do(lab, DOWN)
        assert lab.moment == stop
    to(lab, stops[1] - 1)
    do(lab, DOWN)
    assert lab.moment == stops[1]
    to(lab, stops[1] + 1)
    do(lab, UP)
    assert lab.moment == stops[1]


def test_select_beyond_the_last_stop_goes_to_the_newest_moment() -> None:
    lab = lab_of(paused=True)
    do(lab, STAGE)
    lab.act(STAGE)
    while lab.work() and lab.moment < 4:
        pass
    do(lab, cursor(-1))
    assert lab.moment == 3
    do(lab, DOWN)
    assert lab.moment == 4


def test_select_in_the_range_test_goes_through_the_rules_and_leaves_the_moment() -> None:
    lab = lab_of(method="range")
    do(lab, STAGE, cursor(-4))
    moment, names = lab.moment, ["minimum", "steepest", "valley", "slide"]

    def selected() -> str:
        frame = lab.frame()
        assert isinstance(frame, RangeFrame)
        return frame.settings.rule

    assert selected() == "valley"
    moves = [(UP, 1), (UP, 0), (UP, 0), (DOWN, 1), (DOWN, 2), (DOWN, 3), (DOWN, 3)]
    for action, index in moves:
        do(lab, action)
        assert (selected(), lab.moment) == (names[index], moment)
    do(lab, MODE, MODE)
    assert selected() == "slide"


def test_mode_keeps_the_walk_and_the_place_of_each_method() -> None:
    lab = lab_of()
    do(lab, STAGE, cursor(-1))
    frame = do(lab, MODE)
    assert isinstance(frame, RangeFrame) and (frame.settings.method, lab.moment) == ("range", 0)
    do(lab, LAST, LAST, cursor(-7))
    ranged = lab.moment
    assert ranged > 0
    frame = do(lab, MODE)
    assert isinstance(frame, ProcedureFrame) and frame.settings.method == "procedure"
    assert (lab.moment, frame.scout.epoch) == (1, 1)
    do(lab, LAST)
    assert lab.moment == 2  # what had been worked out is still there
    do(lab, MODE)
    assert lab.moment == ranged
    assert do(lab, LAST).finished


def test_last_on_the_way_to_a_stage_goes_on_to_the_verdict() -> None:
    lab = lab_of()
    lab.act(STAGE)
    lab.act(LAST)
    assert drain(lab).finished


def test_mode_leaves_the_way_to_a_stage() -> None:
    lab = lab_of()
    lab.act(STAGE)
    lab.act(MODE)
    assert not lab.pending and lab.moment == 0
    do(lab, MODE)
    assert not lab.pending and lab.moment == 0


# --- Time -------------------------------------------------------------------------------------------------------


def play_through(lab: ChooseLab, seconds: float) -> list[int]:
    """The moments shown while it plays, one for each so many ``seconds``."""
    shown = []
    for _ in range(100_000):
        if not lab.playing:
            break
        lab.advance(seconds)
        drain(lab)
        shown.append(lab.moment)
    return shown


@pytest.mark.parametrize("fields", [{}, {"method": "range"}, ALL_DIVERGE, {"method": "range", "high": 1e9}])
@pytest.mark.parametrize("speed", [8.0, 30.0, 250.0, 1000.0])
def test_playing_shows_every_stop_and_rests_there(fields: dict[str, Any], speed: float) -> None:
    settings = settings_of(**fields)
    lab = ChooseLab(replace(settings, speed=speed))
    tick = 1 / 64
    shown = play_through(lab, tick)
    assert shown == sorted(shown)
    assert_finished(lab.frame(), settings)
    if settings.method == "range":
        iterations = range_test_of(settings).iteration
        stops = [iterations, iterations + 1]
    else:
        stops = stops_of(procedure_of(settings))
    assert shown[-1] == stops[-1]
    rest = min(REST, 45 / speed)
    for stop in (0, *stops[:-1]):
        assert shown.count(stop) * tick == pytest.approx(rest, abs=2 * tick + 1 / speed), stop
    between = [moment for moment in set(shown) if moment not in (0, *stops)]
    for moment in between:
        assert shown.count(moment) * tick <= 1 / speed + 2 * tick


@pytest.mark.parametrize(
    ("speed", "seconds"), [(s, t) for s in SPEEDS[::3] for t in (0.01, 1.0, 60.0) if s * t >= 0.02]
)
def test_no_stop_is_skipped_however_long_the_ticks_are(speed: float, seconds: float) -> None:
    lab = lab_of(speed=speed)
    assert set(stops_of(procedure_of(settings_of()))) <= set(play_through(lab, seconds))


@pytest.mark.parametrize("go", [(cursor(0),), (PLAY,), (FIRST,), (BACK,), (UP,), (MODE, MODE)])
def test_whatever_goes_to_a_moment_begins_its_rest_anew(go: tuple[Action, ...]) -> None:
    lab = lab_of(speed=8.0)  # where it rests for all of REST

    def rests() -> float:
        """For how long it stands still from now on."""
        ticks = 0
        while not lab.pending and ticks < 1000:
            lab.advance(1 / 64)
            ticks += 1
        return ticks / 64

    whole = pytest.approx(REST, abs=1 / 8 + 2 / 64)
    for _ in range(60):
        lab.advance(1 / 64)
    assert not lab.pending
    do(lab, *go)
    if not lab.playing:
        do(lab, PLAY)
    assert lab.playing and lab.moment == 0
    assert rests() == whole
    do(lab, *go)  # and again where it has had its rest
    if lab.moment > 0:
        do(lab, FIRST)
    if not lab.playing:
        do(lab, PLAY)
    assert lab.moment == 0 and rests() == whole


def test_a_stop_that_has_been_worked_out_holds_up_a_replay_too() -> None:
    lab = finished(speed=1000.0)
    lab.act(PLAY)
    assert lab.playing and lab.moment == 0
    stops = stops_of(procedure_of(settings_of()))
    shown = play_through(lab, 1 / 64)
    assert set(stops) <= set(shown) and shown[-1] == stops[-1] and not lab.playing
    assert all(shown.count(stop) >= 2 for stop in stops[:-1])


def test_time_makes_moments_due_at_the_speed() -> None:
    lab = lab_of(speed=4.0, scout_epochs=40)
    for _ in range(13):  # the rest at moment 0
        lab.advance(0.125)
    start = lab.moment
    shown: list[int] = []
    for _ in range(16):
        lab.advance(0.125)
        drain(lab)
        shown.append(lab.moment)
    assert shown[-1] - start == 8
    assert all(after - before in (0, 1) for before, after in pairwise(shown))


def test_work_that_falls_behind_is_forgotten() -> None:
    lab = lab_of(speed=4.0, scout_epochs=40)
    for _ in range(200):
        lab.advance(0.25)
    assert lab.moment == 0 and lab.pending
    drain(lab)
    assert lab.moment == 1


@pytest.mark.parametrize("fields", [{}, {"method": "range"}])
@pytest.mark.parametrize("speed", [4.0, 1000.0])
def test_a_pause_acts_at_once(fields: dict[str, Any], speed: float) -> None:
    lab = lab_of(**fields, speed=speed)
    for _ in range(100):
        lab.advance(0.25)
    assert lab.pending
    lab.act(PLAY)
    assert lab.settings.paused and not lab.pending and not lab.work() and not lab.playing
    moment = lab.moment
    lab.advance(100.0)
    assert not lab.pending and lab.moment == moment
    lab.act(PLAY)
    assert lab.playing and not lab.settings.paused
    assert max(play_through(lab, 0.25)) > moment


def test_a_pause_within_an_epoch_keeps_what_has_been_done_of_it() -> None:
    lab = lab_of()
    lab.act(STAGE)
    for _ in range(7):
        lab.work()
    lab.act(cursor(0))
    assert not lab.pending
    assert_is_procedure(do(lab, LAST, LAST), settings_of())


def test_a_lab_can_be_opened_paused() -> None:
    lab = lab_of(paused=True)
    lab.advance(50.0)
    assert not lab.pending and not lab.playing and lab.moment == 0


def test_play_goes_on_from_where_it_is_and_at_the_end_from_the_beginning() -> None:
    lab = finished()
    to(lab, 5)
    lab.act(PLAY)
    assert lab.playing and lab.moment == 5
    lab.act(PLAY)
    assert not lab.playing and lab.moment == 5
    do(lab, LAST, PLAY)
    assert lab.playing and lab.moment == 0


def test_the_speed_changes_by_steps_and_by_value_and_begins_nothing_anew() -> None:
    lab = lab_of(speed=15.0)
    do(lab, STAGE)
    moment = lab.moment
    for amount, speed in [(1, 30.0), (1, 60.0), (-1, 30.0), (-1, 15.0), (-1, 8.0)]:
        lab.act(Action("speed", amount=amount))
        assert lab.settings.speed == speed
    lab.act(Action("set", "speed", 3.5))
    assert lab.settings.speed == 3.5 and lab.moment == moment == 2
    for amount, end in [(1, max(SPEEDS)), (-1, min(SPEEDS))]:
        for _ in SPEEDS:
            lab.act(Action("speed", amount=amount))
        assert lab.settings.speed == end


# --- Settings ---------------------------------------------------------------------------------------------------


def test_restart_begins_both_methods_again_and_keeps_the_settings() -> None:
    lab = finished(seed=2)
    do(lab, MODE, LAST, LAST)
    settings = lab.settings
    frame = do(lab, RESTART)
    assert lab.moment == 0 and not frame.finished and lab.settings == settings
    frame = do(lab, MODE)
    assert lab.moment == 0 and not frame.finished
    do(lab, MODE)
    lab.act(LAST)
    assert lab.pending
    assert_is_range_test(drain(lab), settings_of(seed=2, method="range"))
    do(lab, MODE, LAST)
    assert_is_procedure(lab.frame(), settings_of(seed=2))


def test_defaults_are_the_defaults() -> None:
    lab = finished(method="range")
    do(lab, UP, DEFAULTS)
    assert lab.settings == ChooseSettings() and lab.moment == 0
    do(lab, MODE)
    frame = lab.frame()
    assert isinstance(frame, RangeFrame) and frame.settings.rule == "valley"


SET: list[tuple[str, Any]] = [
    ("low", 0.02), ("high", 2.0), ("rates", 3), ("scout_epochs", 1), ("shrink", 0.25), ("patience", 2), ("epochs", 4),
    ("batch", 30), ("hidden", 7), ("seed", 3),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), SET)
def test_a_set_value_begins_another_procedure(field: str, value: Any) -> None:
    lab = finished()
    frame = do(lab, Action("set", field, value))
    assert lab.moment == 0 and getattr(frame.settings, field) == value
    assert_is_procedure(do(lab, LAST, LAST), settings_of(**{field: value}))


@pytest.mark.parametrize(
    ("field", "value"), [("low", 0.02), ("high", 2.0), ("iterations", 12), ("seeds", 3), ("batch", 30), ("seed", 3)]
)
def test_a_set_value_begins_another_range_test(field: str, value: Any) -> None:
    lab = finished(method="range")
    do(lab, Action("set", field, value))
    assert lab.moment == 0
    assert_is_range_test(do(lab, LAST, LAST), settings_of(**{field: value, "method": "range"}))


def test_a_set_threshold_is_the_frame_s_and_the_default_is_a_guess() -> None:
    lab = lab_of()
    frame = lab.frame()
    assert isinstance(frame, ProcedureFrame) and frame.threshold == pytest.approx(0.3 * 600)
    frame = do(lab, Action("set", "sse_threshold", 42.5))
    assert isinstance(frame, ProcedureFrame) and frame.threshold == 42.5
    frame = do(lab, Action("set", "sse_threshold", 0.0))
    assert isinstance(frame, ProcedureFrame) and frame.threshold == 0.0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("low", 3.0), ("low", 2.01), ("high", 0.0149), ("low", 9e-301), ("high", 1.1e300), ("low", 5.0), ("high", 0.01),
        ("high", 0.001), ("low", 0.0), ("low", -1.0), ("on", "test"),
        ("low", float("nan")), ("rates", 1), ("rates", MAX_RATES + 1), ("scout_epochs", 0), ("shrink", 0.0),
        ("shrink", 1.0), ("patience", 0), ("epochs", 0), ("epochs", MAX_EPOCHS + 1), ("iterations", 1), ("seeds", 0),
        ("iterations", MAX_ITERATIONS + 1), ("batch", 0), ("hidden", 0), ("seed", -1), ("speed", 0.0),
        ("high", float("inf")),
        ("method", "guess"), ("sse_threshold", -1.0), ("bogus", 1), ("paused", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", METHODS)
def test_a_value_that_cannot_be_set_is_refused_and_changes_nothing(method: str, field: str, value: Any) -> None:
    lab = lab_of(method=method)
    do(lab, STAGE, cursor(-1))
    settings, moment = lab.settings, lab.moment
    before = as_plain(lab.frame())
    with pytest.raises(ValueError):
        lab.act(Action("set", field, value))
    assert (lab.settings, lab.moment, lab.pending) == (settings, moment, False)
    assert as_plain(lab.frame()) == before


def test_a_file_that_has_gone_refuses_a_new_seed_and_changes_nothing(tmp_path: Path) -> None:
    path = save("iris", tmp_path)
    lab = ChooseLab(ChooseSettings(data=str(path)))
    do(lab, STAGE)
    settings, before = lab.settings, as_plain(lab.frame())
    path.unlink()
    with pytest.raises(ValueError):
        lab.act(Action("set", "seed", 1))
    assert lab.settings == settings
    assert as_plain(lab.frame()) == before


def test_an_unknown_verb_is_refused() -> None:
    with pytest.raises(ValueError, match="dance"):
        lab_of().act(Action("dance"))


NAMES = st.text(st.characters(codec="utf-8"), max_size=12).filter(lambda name: name != "--")


@st.composite
def any_settings(draw: st.DrawFn) -> ChooseSettings:
    low = draw(st.floats(1e-300, 6e299))
    high = draw(st.floats(min(1.5 * low, 1e300), 1e300))
    data = draw(st.sampled_from(list(DATASETS)) | NAMES)
    return ChooseSettings(
        batch=draw(st.integers(1, 1_000_000)),
        hidden=draw(st.integers(1, 10_000)),
        seed=draw(st.integers(0, 2**32 - 1)),
        data=data,
        standardise=draw(st.booleans()),
        label=None if data in DATASETS else draw(st.none() | NAMES),
        speed=draw(st.floats(0.01, 1000)),
        paused=draw(st.booleans()),
        method=draw(st.sampled_from(list(METHODS))),
        low=low,
        high=high,
        rates=draw(st.integers(2, MAX_RATES)),
        scout_epochs=draw(st.integers(1, MAX_EPOCHS)),
        shrink=draw(st.floats(0, 1, exclude_min=True, exclude_max=True)),
        patience=draw(st.integers(1, MAX_EPOCHS)),
        epochs=draw(st.integers(1, MAX_EPOCHS)),
        sse_threshold=draw(st.none() | st.floats(0, 1e308)),
        iterations=draw(st.integers(2, MAX_ITERATIONS)),
        seeds=draw(st.integers(1, MAX_RATES)),
        on=draw(st.sampled_from(LOSS_PARTS)),
    )


@examples(100)
@given(any_settings())
@example(ChooseSettings())
@example(ChooseSettings(data="my file, 'x'.csv", label="kind of", sse_threshold=0.0))
@example(ChooseSettings(data="", label=""))
@example(ChooseSettings(data="-1.csv", label="-2"))
def test_settings_round_trip_through_the_command_line(settings: ChooseSettings) -> None:
    words = shlex.split(command_line("choose", settings))
    assert words[:2] == ["lrtui", "choose"]
    assert arguments.read(words[1:])[1] == settings


@pytest.mark.parametrize("name", ["-mine.csv", "--mine", "-", "-1.csv", "-.5", "-²", "-٣", "-=", "- x"])
def test_a_file_whose_name_begins_with_a_dash_round_trips_too(name: str) -> None:
    """As ``--data=-mine.csv`` it can be opened; what ``y`` gives back must open it again."""
    settings = arguments.read(["choose", f"--data={name}"])[1]
    assert isinstance(settings, ChooseSettings) and settings.data == name
    assert arguments.read(shlex.split(command_line("choose", settings))[1:])[1] == settings


# --- Scrubbing --------------------------------------------------------------------------------------------------


def as_plain(frame: ChooseFrame) -> dict[str, Any]:
    """All that a frame says, as values that compare; the weights of a pass are no part of what is shown."""
    if isinstance(frame, ProcedureFrame):
        said: dict[str, Any] = {
            "scout": (frame.scout.learning_rates, frame.scout.epochs, repr(frame.scout.sse.tolist())),
            "passes": [
                (each.learning_rate, repr(each.sse.tolist()), repr(each.holdout_accuracy.tolist()), each.stopped)
                for each in frame.passes
            ],
            "verdict": frame.verdict,
            "epoch": frame.epoch,
            "shown": frame.current_row,
            "threshold": frame.threshold,
        }
    else:
        assert isinstance(frame, RangeFrame)
        said = {
            "rates": frame.learning_rates.tolist(),
            "curves": [(each.losses.tolist(), each.smoothed.tolist(), each.running) for each in frame.curves],
            "iteration": frame.iteration,
            "seeds": frame.seeds,
            "suggestions": frame.suggestions,
            "doubt": frame.doubt,
            "selected": frame.settings.rule,
            "median": frame.median.tolist(),
        }
    return {**said, "stage": stage_of(frame), "finished": frame.finished}


def live(lab: ChooseLab) -> Iterator[ChooseFrame]:
    """The frames as they come up, one a moment, to the verdict."""
    yield lab.frame()
    if lab.moment == 0:
        lab.act(LAST)
    moment = lab.moment
    while lab.work():
        if lab.moment > moment:
            assert lab.moment == moment + 1
            moment = lab.moment
            yield lab.frame()


SCRUBBED = [*CASES, {"method": "range", "high": 1e300, "low": 1e-3, "seeds": 4, "seed": 1}]


@pytest.mark.parametrize("fields", SCRUBBED)
def test_scrubbing_back_shows_what_was_shown_then(fields: dict[str, Any]) -> None:
    lab = lab_of(**fields)
    frames = list(live(lab))
    said = [as_plain(frame) for frame in frames]
    assert said[-1]["finished"] and not any(each["finished"] for each in said[:-1])
    for moment in reversed(range(len(said))):
        to(lab, moment)
        assert lab.moment == moment
        assert as_plain(lab.frame()) == said[moment], moment


@pytest.mark.parametrize("fields", CASES)
def test_a_frame_is_never_changed_later(fields: dict[str, Any]) -> None:
    lab = lab_of(**fields)
    kept = [(frame, as_plain(frame)) for frame in live(lab)]
    do(lab, FIRST, MODE, LAST, LAST)
    assert all(as_plain(frame) == then for frame, then in kept)


def test_every_moment_of_the_procedure_is_an_epoch_of_it() -> None:
    alone = procedure_of(settings_of())
    stops = stops_of(alone)
    for moment, frame in enumerate(live(lab_of())):
        assert isinstance(frame, ProcedureFrame)
        assert frame.scout.epoch == min(moment, 2)
        begun = [(start + 1, each) for start, each in zip(stops, alone.passes, strict=False) if moment > start]
        assert len(frame.passes) == len(begun)
        for mine, (start, theirs) in zip(frame.passes, begun, strict=True):
            epoch = min(moment - start, theirs.epochs_run)
            assert mine.epochs_run == epoch
            np.testing.assert_array_equal(mine.sse, theirs.sse[: epoch + 1])
            assert mine.stopped == (theirs.stopped if epoch == theirs.epochs_run else None)
        expected = "verdict" if moment == stops[-1] else "shrink" if begun else "scout"
        assert stage_of(frame) == expected
        if expected == "verdict":
            assert frame.verdict is not None and frame.current_row == frame.verdict.index
            assert frame.epoch == frame.verdict.epoch
        else:
            assert frame.verdict is None
            assert frame.current_row == max(len(begun) - 1, 0)
            assert frame.epoch == (frame.passes[-1].epochs_run if begun else frame.scout.epoch)


@pytest.mark.parametrize("on", LOSS_PARTS)
def test_every_moment_of_the_range_test_is_a_batch_of_it(on: str) -> None:
    fields = {"method": "range", "on": on, "high": 1e4, "seeds": 3}
    alone = range_test_of(settings_of(**fields))
    frames = list(live(lab_of(**fields)))
    assert len(frames) == alone.iteration + 2
    for moment, frame in enumerate(frames):
        assert isinstance(frame, RangeFrame)
        assert frame.iteration == min(moment, alone.iteration)
        for mine, theirs in zip(frame.curves, alone.curves, strict=True):
            np.testing.assert_array_equal(mine.smoothed, theirs.smoothed[:moment])
            np.testing.assert_array_equal(mine.losses, theirs.losses[:moment])
        assert bool(frame.suggestions) == frame.finished == (moment > alone.iteration)
        assert frame.finished or frame.doubt is None
        longest = max(len(curve.smoothed) for curve in frame.curves)
        middle = [
            sorted(curve.smoothed[k] for curve in frame.curves if len(curve.smoothed) > k) for k in range(longest)
        ]
        expected = [(values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2 for values in middle]
        assert frame.median.tolist() == pytest.approx(expected, rel=1e-12)


# --- The test part ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_the_test_part_is_looked_at_for_the_verdict_only(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(method=method)
    usual = list(live(ChooseLab(settings)))
    train, holdout, test = parts_of(settings)
    wrong = replace(test, labels=(test.labels + 1) % 3)
    monkeypatch.setattr(choose_lab, "load_parts", lambda *_: (train, holdout, wrong))
    swapped = list(live(ChooseLab(settings)))
    assert len(usual) == len(swapped)
    for one, other in zip(usual[:-1], swapped[:-1], strict=True):
        assert as_plain(one) == as_plain(other)
    one, other = usual[-1], swapped[-1]
    if isinstance(one, ProcedureFrame):
        assert isinstance(other, ProcedureFrame) and one.verdict is not None and other.verdict is not None
        assert one.verdict.test_accuracy != other.verdict.test_accuracy
        other = replace(other, verdict=replace(other.verdict, test_accuracy=one.verdict.test_accuracy))
    assert as_plain(one) == as_plain(other)


def test_not_even_the_features_of_the_test_part_matter_before_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of()
    usual = as_plain(do(ChooseLab(settings), STAGE, STAGE))
    train, holdout, test = parts_of(settings)
    nonsense = replace(test, features=np.full_like(test.features, np.nan))
    monkeypatch.setattr(choose_lab, "load_parts", lambda *_: (train, holdout, nonsense))
    assert as_plain(do(ChooseLab(settings), STAGE, STAGE)) == usual


# --- On to the Network lab --------------------------------------------------------------------------------------


def three_digits(rate: float) -> float:
    """As a rate is shown."""
    return float(f"{rate:.2e}")


def test_the_chosen_rate_goes_to_the_network_lab_between_its_neighbours() -> None:
    lab = finished(batch=40, seed=3)
    frame = lab.frame()
    assert isinstance(frame, ProcedureFrame) and frame.verdict is not None
    settings = NetworkSettings(**lab.comparison())
    tried = {each.learning_rate for each in frame.passes}
    beyond = {rate for rate in frame.scout.learning_rates if not min(tried) <= rate <= max(tried)}
    rate = frame.verdict.learning_rate
    larger, smaller = ([r for r in tried | beyond if r > rate], [r for r in tried | beyond if r < rate])
    expected = ([min(larger)] if larger else []) + [rate] + ([max(smaller)] if smaller else [])
    shown = tuple(map(three_digits, expected))
    assert settings == NetworkSettings(learning_rates=shown, selected=three_digits(rate), batch=40, hidden=4, seed=3)
    assert len(expected) == 3


def test_a_neighbour_among_the_passes_is_a_pass_and_not_a_rate_of_the_scout_between_them() -> None:
    lab = finished(shrink=0.1, rates=30, patience=5)
    frame = lab.frame()
    assert isinstance(frame, ProcedureFrame) and frame.verdict is not None
    tried = [each.learning_rate for each in frame.passes]
    assert any(tried[1] < rate < tried[0] for rate in frame.scout.learning_rates)
    rates = NetworkSettings(**lab.comparison()).learning_rates
    index = frame.verdict.index
    assert index + 1 < len(tried)
    assert rates[rates.index(three_digits(tried[index])) + 1] == three_digits(tried[index + 1])


def test_the_data_goes_to_the_network_lab_too(tmp_path: Path) -> None:
    path = save("iris", tmp_path)
    lab = finished(data=str(path), label="class", hidden=9)
    settings = NetworkSettings(**lab.comparison())
    assert (settings.data, settings.label, settings.hidden) == (str(path), "class", 9)


def test_a_rate_at_the_end_of_all_has_one_neighbour() -> None:
    lab = finished(low=1e-3, high=1e-2, scout_epochs=1, rates=2)
    frame = lab.frame()
    assert isinstance(frame, ProcedureFrame) and frame.verdict is not None and frame.verdict.index == 0
    rates = NetworkSettings(**lab.comparison()).learning_rates
    assert rates[0] == three_digits(frame.verdict.learning_rate) == 1e-2 and len(rates) == 2


@pytest.mark.parametrize("rule", range(4))
def test_the_selected_rule_s_rate_goes_to_the_network_lab(rule: int) -> None:
    lab = ChooseLab.finished(ChooseSettings(**RELIABLE))
    do(lab, *[UP] * 4, *[DOWN] * rule)
    frame = lab.frame()
    assert isinstance(frame, RangeFrame) and frame.doubt is None
    medians = sorted({each.median for each in frame.suggestions.values() if each.median is not None}, reverse=True)
    name = list(RULES)[rule]
    rate = frame.suggestions[name].median
    if rate is None:
        with pytest.raises(ValueError, match=name):
            NetworkSettings(**lab.comparison())
        return
    at = medians.index(rate)
    assert NetworkSettings(**lab.comparison()).learning_rates == tuple(
        map(three_digits, medians[max(at - 1, 0) : at + 2])
    )


@pytest.mark.parametrize("fields", [{}, RELIABLE])
def test_there_is_no_rate_to_go_on_with_before_the_verdict(fields: dict[str, Any]) -> None:
    lab = ChooseLab(ChooseSettings(**{**SMALL, "iterations": 100, "low": 1e-4, "high": 10.0, **fields}))
    while True:
        with pytest.raises(ValueError, match="no verdict yet"):
            NetworkSettings(**lab.comparison())
        if do(lab, STAGE).finished:
            break
    assert NetworkSettings(**lab.comparison()).learning_rates
    do(lab, cursor(-1))
    with pytest.raises(ValueError, match="no verdict yet"):
        NetworkSettings(**lab.comparison())


def test_there_is_no_rate_to_go_on_with_where_all_have_diverged() -> None:
    with pytest.raises(ValueError, match="diverged"):
        NetworkSettings(**finished(**ALL_DIVERGE).comparison())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"low": 1e-12, "high": 1e-10}, "flat"),
        ({"iterations": 5}, "too few"),
        (ALL_DIVERGE, "too few"),
        ({"low": 1e-3, "high": 0.3, "iterations": 100, "hidden": 20, "seeds": 5}, "still falls"),
    ],
)
def test_there_is_no_rate_to_go_on_with_from_a_doubtful_range_test(fields: dict[str, Any], reason: str) -> None:
    lab = finished(method="range", **fields)
    frame = lab.frame()
    assert isinstance(frame, RangeFrame) and frame.doubt is not None and reason in frame.doubt
    with pytest.raises(ValueError, match=reason):
        NetworkSettings(**lab.comparison())


@pytest.mark.parametrize(("low", "high", "iterations"), [(1e-12, 1e3, 100), (1e-12, 1e3, 400), (1e-30, 1.0, 400)])
def test_what_is_called_reliable_has_a_rate_by_some_rule(low: float, high: float, iterations: int) -> None:
    """The average of the first losses may rise by itself, and then the first descent is over before it began."""
    fields: dict[str, Any] = {"low": low, "high": high, "iterations": iterations, "batch": 10, "seeds": 1, "hidden": 8}
    frame = ChooseLab.finished(ChooseSettings(method="range", **fields)).frame()
    assert isinstance(frame, RangeFrame)
    assert frame.doubt is not None or any(found.median is not None for found in frame.suggestions.values())


# --- Rates at the ends of the floats ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("low", "high"), [(1e-300, 1e300), (1.0, 1.5), (1e-300, 1.5e-300), (6.6e299, 1e300), (1e-300, 1.0), (1.0, 1e300)]
)
def test_any_two_rates_come_to_a_verdict(method: str, low: float, high: float) -> None:
    assert finished(method=method, low=low, high=high).frame().finished


# --- Data -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def default() -> dict[int, ProcedureFrame]:
    """The procedure on the default data, by seed."""
    frames = {}
    for seed in (0, 1, 2):
        frame = ChooseLab.finished(ChooseSettings(seed=seed)).frame()
        assert isinstance(frame, ProcedureFrame)
        frames[seed] = frame
    return frames


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_default_scout_falls_to_a_minimum_inside_and_rises_behind_it(
    default: dict[int, ProcedureFrame], seed: int
) -> None:
    scout = default[seed].scout
    errors = scout.errors
    assert (errors.shape, scout.epoch) == ((13,), 1)
    np.testing.assert_allclose(scout.learning_rates, 10.0 ** np.linspace(-4, 1, 13), rtol=1e-12)
    lowest = int(errors.argmin())
    assert scout.fastest == lowest
    assert 5 <= lowest <= 10
    # It falls over the five smallest rates, is far down at the fastest, and far up again at the largest.
    assert (np.diff(errors[:5]) < 0).all()
    assert errors[lowest] < 0.6 * errors[0]
    assert errors[-1] > 1.3 * errors[lowest]
    assert scout.ruled_out == scout.learning_rates[lowest + 1 :]
    # All began with the same weights, the smallest rate has hardly moved.
    assert len(set(scout.sse[0].tolist())) == 1
    assert errors[0] == pytest.approx(scout.sse[0, 0], rel=0.15)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_default_passes_halve_until_the_first_that_does_not_raise_the_accuracy(
    default: dict[int, ProcedureFrame], seed: int
) -> None:
    frame = default[seed]
    fastest = frame.scout.learning_rates[int(frame.scout.errors.argmin())]
    accuracies = [each.best_accuracy for each in frame.passes]
    assert [each.learning_rate for each in frame.passes] == [fastest * 0.5**k for k in range(len(frame.passes))]
    assert len(accuracies) >= 2
    assert accuracies[:-1] == sorted(set(accuracies[:-1])) and accuracies[-1] <= accuracies[-2]
    for each in frame.passes:
        assert each.stopped == "patience" and each.epochs_run == each.best_epoch + 20
    assert frame.verdict is not None
    assert frame.verdict.index == len(accuracies) - 2
    # The best possible rule has 0.84 on all of the blobs.
    assert 0.8 < frame.verdict.test_accuracy <= 0.88
    assert [len(part) for part in frame.parts] == [600, 200, 200]


def test_the_parts_of_the_default_data_are_scikit_learn_s_blobs_in_their_order(
    default: dict[int, ProcedureFrame],
) -> None:
    features, labels = datasets.make_blobs(1000, 2, centers=3, cluster_std=2.0, random_state=2)
    parts = default[0].parts
    np.testing.assert_array_equal(np.concatenate([part.features for part in parts]), features)
    np.testing.assert_array_equal(np.concatenate([part.labels for part in parts]), labels)


def best_accuracies_at(frame: ProcedureFrame, rates: tuple[float, ...], epochs: int) -> list[float]:
    """The best hold-out accuracy within so many epochs at each rate."""
    train, holdout, _ = frame.parts
    training = Training(
        train, holdout, plain(*rates), epochs=epochs, batch=50, hidden=50, seed=frame.settings.seed
    ).run()
    return list(np.nanmax(training.history("validation").accuracy, axis=0).tolist())


FinishedOn = Callable[[str, int], ProcedureFrame]


@pytest.fixture(scope="module")
def finished_on(tmp_path_factory: pytest.TempPathFactory, default: dict[int, ProcedureFrame]) -> FinishedOn:
    """The procedure at its verdict with one of scikit-learn's data sets or, without a name, the blobs."""

    @cache
    def frame_of(name: str, seed: int) -> ProcedureFrame:
        if not name:
            return default[seed]
        path = save(name, tmp_path_factory.mktemp(name))
        frame = ChooseLab.finished(ChooseSettings(data=str(path), seed=seed)).frame()
        assert isinstance(frame, ProcedureFrame)
        return frame

    return frame_of


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        (name, seed)
        for name in ("iris", "wine", "digits", "")
        for seed in (0, 1, 2)
        if LONG or (seed == 0 and name != "digits")
    ],
)
def test_a_rate_ten_times_larger_or_smaller_is_no_better_in_as_many_epochs(
    finished_on: FinishedOn, name: str, seed: int
) -> None:
    frame = finished_on(name, seed)
    assert frame.finished and frame.verdict is not None
    verdict = frame.verdict
    run = frame.passes[verdict.index].epochs_run
    rates = tuple(verdict.learning_rate * factor for factor in (10.0, 1.0, 0.1))
    larger, same, smaller = best_accuracies_at(frame, rates, run)
    assert same == verdict.holdout_accuracy
    # Of 35 rows of wine, the larger rate has one more right by chance.
    allowed = 1 / len(frame.parts[1]) + 1e-12 if (name, seed) == ("wine", 2) else 0.0
    assert max(larger, smaller) <= verdict.holdout_accuracy + allowed


@pytest.mark.parametrize(("name", "rows"), [("iris", 150), ("wine", 178), ("digits", 1797)])
def test_the_verdict_on_real_data_is_as_good_as_scikit_learn_s_network(
    finished_on: FinishedOn, name: str, rows: int
) -> None:
    frame = finished_on(name, 0)
    assert frame.verdict is not None
    train, holdout, test = frame.parts
    sizes = [len(part) for part in frame.parts]
    assert sum(sizes) == rows
    assert sizes == pytest.approx([0.6 * rows, 0.2 * rows, 0.2 * rows], abs=len(train.classes))
    np.testing.assert_allclose(train.features.mean(axis=0), 0, atol=1e-9)
    assert any((np.abs(part.features.mean(axis=0)) > 1e-3).any() for part in (holdout, test))
    peer = MLPClassifier(
        (50,), solver="sgd", learning_rate_init=frame.verdict.learning_rate, momentum=0.0, alpha=0.0, batch_size=50,
        max_iter=max(frame.verdict.epoch, 1), n_iter_no_change=10**6, random_state=0,
    )  # fmt: skip
    with pytest.warns(Warning, match="converge"):
        peer.fit(train.features, train.labels)
    assert frame.verdict.test_accuracy == pytest.approx(peer.score(test.features, test.labels), abs=0.1)
    assert frame.verdict.test_accuracy > 0.85


def test_the_rules_of_the_settings_are_those_of_the_core_in_their_order() -> None:
    assert list(RULES) == list(suggestions_module.RULES)
