"""The network lab by sequences of actions, against one training in one go on scikit-learn's own data."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_blobs

from lrtui import arguments
from lrtui.core.data import Dataset
from lrtui.core.metrics import Metrics
from lrtui.core.recipe import Recipe
from lrtui.core.training import Training
from lrtui.labs.actions import Action
from lrtui.labs.experiment import MAX_RATES
from lrtui.labs.lab import SPEEDS
from lrtui.labs.network.figures.look import LOOK
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import METRICS, PARTS_SHOWN, VIEWS, NetworkSettings
from lrtui.labs.options import command_line
from tests.real_data import plain

from ...real_data import save

SMALL: dict[str, Any] = {"recipes": plain(1.0, 0.1, 0.01), "epochs": 12, "hidden": 4, "speed": 4.0}
FORWARD, BACK = Action("step", amount=1), Action("step", amount=-1)
PLAY, FIRST, LAST, RESTART, DEFAULTS, METRIC, PART, REMOVE = map(
    Action, ("play", "first", "last", "restart", "defaults", "metric", "part", "remove")
)


def lab_of(**fields: Any) -> NetworkLab:
    return NetworkLab(NetworkSettings(**{**SMALL, **fields}))


def drain(lab: NetworkLab) -> NetworkFrame:
    """Train what is due."""
    while lab.work():
        pass
    assert not lab.pending
    return lab.frame()


def do(lab: NetworkLab, *actions: Action) -> NetworkFrame:
    for action in actions:
        lab.act(action)
        drain(lab)
    return lab.frame()


def in_one_go(**fields: Any) -> Training:
    chosen = NetworkSettings(**{**SMALL, **fields})
    features, labels = make_blobs(1000, 2, centers=3, cluster_std=2.0, random_state=2)
    train, validation = (
        Dataset("blobs", features[rows], labels[rows], ("0", "1", "2")) for rows in (slice(500), slice(500, 1000))
    )
    return Training(
        train,
        validation,
        chosen.recipes,
        epochs=chosen.epochs,
        batch=chosen.batch,
        hidden=chosen.hidden,
        seed=chosen.seed,
    ).run()


def assert_as(runs: tuple[Run, ...], training: Training, epochs: int) -> None:
    """The runs are the training's, bit for bit, in its order and up to ``epochs``."""
    assert tuple(run.learning_rate for run in runs) == tuple(recipe.learning_rate for recipe in training.recipes)
    for index, run in enumerate(runs):
        for part in ("train", "validation"):
            for metric in METRICS:
                expected = getattr(training.history(part), metric)[: epochs + 1, index]
                np.testing.assert_array_equal(run.values(part, metric), expected[~np.isnan(expected)][: epochs + 1])


def test_a_finished_lab_is_one_training_and_reports_each_epoch_once() -> None:
    heard: list[int] = []
    lab = NetworkLab.finished(NetworkSettings(**SMALL), heard.append)
    frame = lab.frame()
    assert heard == list(range(1, 13))
    assert (frame.epoch, frame.trained, frame.done, frame.playing) == (12, 12, True, False)
    assert_as(frame.runs, in_one_go(), 12)


def test_time_makes_epochs_due_and_work_trains_them() -> None:
    lab = lab_of(speed=4.0, epochs=6)
    assert lab.frame().trained == lab.frame().epoch == 0
    assert not lab.pending and not lab.work()
    shown = []
    for _ in range(14):  # 4 epochs a second, an eighth of a second at a time
        lab.advance(0.125)
        assert drain(lab).epoch == lab.frame().trained
        shown.append(lab.frame().trained)
    assert shown == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 6]
    assert lab.frame().done and not lab.playing


@pytest.mark.parametrize(("seconds", "pulls"), [(0.01, 1), (0.07, 3), (0.25, 1000), (1.0, 7)])
def test_slicing_changes_no_number(seconds: float, pulls: int) -> None:
    lab = lab_of(speed=1000.0)
    while not lab.frame().done:
        lab.advance(seconds)
        for _ in range(pulls):
            lab.work()
    assert_as(lab.frame().runs, in_one_go(), 12)


@pytest.mark.parametrize("speed", [4.0, 1000.0])
def test_pause_stops_at_once_although_more_was_due(speed: float) -> None:
    lab = lab_of(speed=speed, epochs=50)
    lab.advance(0.5)
    while lab.frame().trained < 1:
        lab.work()
    lab.act(PLAY)
    assert lab.settings.paused and not lab.playing
    lab.advance(10.0)
    assert drain(lab).trained == 1
    do(lab, PLAY)
    lab.advance(0.25)
    assert drain(lab).trained > 1


def test_a_step_trains_exactly_one_epoch_and_pauses() -> None:
    lab = lab_of(epochs=3)
    lab.advance(0.1)
    for epoch in (1, 2, 3, 3):
        frame = do(lab, FORWARD)
        assert (frame.trained, frame.epoch) == (epoch, epoch)
        assert frame.settings.paused
        lab.advance(5.0)
        assert not lab.pending


def test_a_held_key_counts_every_repeat_that_comes_before_anything_is_trained() -> None:
    lab = lab_of(paused=True)
    for _ in range(5):
        lab.act(FORWARD)
    assert drain(lab).trained == 5


def test_back_and_cursor_show_the_epoch_they_say() -> None:
    lab = NetworkLab.finished(NetworkSettings(**SMALL))
    training = in_one_go()
    for action, epoch in [
        (BACK, 11), (Action("step", amount=-10), 1), (BACK, 0), (BACK, 0), (FORWARD, 1), (LAST, 12),
        (Action("step", amount=1), 12), (FIRST, 0), (Action("step", amount=7), 7),
        (Action("step", amount=99), 12),
    ]:  # fmt: skip
        frame = do(lab, action)
        assert (frame.epoch, frame.trained) == (epoch, 12)
        for index, run in enumerate(frame.runs):
            assert run.at("validation", "auc", epoch) == training.history("validation").auc[epoch, index]
        kept = training.weights(frame.selected, epoch)
        weights = frame.runs[frame.selected].weights
        assert weights is not None and kept is not None
        for mine, theirs in zip(weights.arrays, kept.arrays, strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_the_head_is_followed_until_one_looks_back() -> None:
    lab = lab_of(speed=4.0)

    def epochs() -> tuple[int, int]:
        lab.advance(0.25)
        return drain(lab).epoch, lab.frame().trained

    assert [epochs(), epochs()] == [(1, 1), (2, 2)]
    lab.act(FIRST)
    assert [epochs(), epochs()] == [(0, 3), (0, 4)]
    assert do(lab, LAST).epoch == 4
    assert epochs() == (5, 5)


def test_the_head_is_followed_again_with_last_while_a_new_rate_has_not_begun() -> None:
    lab = lab_of(paused=True)
    do(lab, FORWARD, FORWARD, BACK)
    lab.act(Action("add", amount=Recipe(0.3)))
    lab.act(LAST)
    assert drain(lab).epoch == 2


def test_last_again_trains_to_the_end_also_while_playing() -> None:
    lab = lab_of(paused=True)
    assert do(lab, FORWARD, FORWARD, BACK, LAST).epoch == 2
    frame = do(lab, LAST)
    assert (frame.epoch, frame.done) == (12, True)
    assert_as(frame.runs, in_one_go(), 12)
    lab = lab_of(speed=4.0)
    lab.act(LAST)
    lab.advance(0.25)
    assert lab.frame().working
    assert (drain(lab).epoch, lab.frame().working) == (12, False)
    lab = lab_of(paused=True)
    lab.act(FORWARD)
    assert not lab.frame().working  # a single epoch is no time worth telling of


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize("epoch", [0, 5, 12])
def test_the_present_opens_again_at_its_epoch_and_plays_on_from_there(epoch: int, paused: bool) -> None:
    present = do(lab_of(paused=True), *[FORWARD] * epoch).settings
    lab = NetworkLab(replace(present, at=epoch, paused=paused))
    for _ in range(100 if not paused else 0):  # the clock ticks while it catches up
        if lab.frame().trained >= epoch:
            break
        lab.advance(1 / 30)
        lab.work()
    frame = drain(lab)
    assert (frame.epoch, frame.playing) == (epoch, not paused and epoch < 12)
    assert lab.present == replace(present, at=epoch, paused=paused)
    lab.advance(0.25)
    assert drain(lab).epoch == (epoch if paused else min(epoch + 1, 12))


def test_the_time_left_is_told_by_what_has_been_played_and_not_by_what_was_caught_up() -> None:
    lab = lab_of(at=8, speed=4.0)
    drain(lab)
    assert lab.frame().seconds_left is None
    lab.advance(0.25)
    assert (drain(lab).epoch, lab.frame().seconds_left) == (9, 0.75)


def test_a_pause_while_it_catches_up_is_not_in_the_way_of_going_on() -> None:
    lab = lab_of(at=8)
    for _ in range(5):
        lab.work()
    do(lab, PLAY, PLAY)
    before = lab.frame().epoch
    assert before < 8
    lab.advance(0.25)
    assert drain(lab).epoch == before + 1


def test_the_head_is_back_where_it_was_when_what_caught_up_is_removed() -> None:
    lab = lab_of(paused=True)
    do(lab, *[FORWARD] * 6)
    lab.act(Action("add", amount=Recipe(2.0)))
    while lab.frame().trained < 3:
        lab.work()
    assert do(lab, REMOVE).epoch == 6


def test_restart_and_defaults() -> None:
    lab = NetworkLab.finished(NetworkSettings(**SMALL, metric="sse"))
    frame = do(lab, RESTART)
    assert (frame.epoch, frame.trained, frame.done) == (0, 0, False)
    assert frame.settings == NetworkSettings(**SMALL, metric="sse")
    assert_as(frame.runs, in_one_go(), 0)
    assert do(lab, DEFAULTS).settings == NetworkSettings()


def test_restart_keeps_the_rates_that_are_shown() -> None:
    lab = lab_of(paused=True)
    do(lab, Action("add", amount=Recipe(0.3)), Action("select", amount=-9), REMOVE)
    assert lab.settings.learning_rates == (0.3, 0.1, 0.01)
    do(lab, RESTART)
    assert lab.settings.learning_rates == (0.3, 0.1, 0.01)


def test_metric_and_part_go_round() -> None:
    lab = lab_of(paused=True)
    first, *others = VIEWS
    assert [do(lab, METRIC).settings.metric for _ in VIEWS] == [*others, first]
    assert [do(lab, PART).parts for _ in PARTS_SHOWN] == [("train",), ("train", "validation"), ("validation",)]


def test_select_stops_at_both_ends() -> None:
    lab = lab_of(paused=True)
    moves = [(-1, 0), (1, 1), (1, 2), (1, 2), (-1, 1), (-9, 0), (9, 2)]
    assert [do(lab, Action("select", amount=by)).selected for by, _ in moves] == [at for _, at in moves]


@pytest.mark.parametrize("before", [0, 5, 12])
def test_an_added_rate_is_what_it_would_be_from_the_start(before: int) -> None:
    lab = lab_of(paused=True)
    do(lab, *[FORWARD] * before)
    lab.act(Action("add", amount=Recipe(0.3)))
    assert lab.pending
    assert lab.frame().runs[1].learning_rate == 0.3  # also before it has begun
    frame = drain(lab)
    assert (frame.trained, frame.epoch, frame.selected) == (before, before, 1)
    assert_as(frame.runs, in_one_go(recipes=plain(1.0, 0.3, 0.1, 0.01)), before)
    do(lab, *[FORWARD] * (12 - before))
    assert_as(lab.frame().runs, in_one_go(recipes=plain(1.0, 0.3, 0.1, 0.01)), 12)


def test_an_added_rate_catches_up_at_once_also_while_the_others_play() -> None:
    lab = lab_of(speed=4.0)
    for _ in range(6):  # the clock lets at most one epoch become due at a time
        lab.advance(0.25)
        drain(lab)
    lab.act(Action("add", amount=Recipe(0.3)))
    while lab.frame().runs[1].epochs_run < 2:
        lab.work()
    lab.advance(0.01)  # by the clock alone, only one epoch more would be due
    frame = drain(lab)
    assert frame.playing
    assert [run.epochs_run for run in frame.runs] == [6, 6, 6, 6]


def test_another_rate_is_trained_anew_while_the_others_stand() -> None:
    lab = lab_of(paused=True)
    do(lab, *[FORWARD] * 5, Action("select", amount=1))
    lab.act(Action("rate", amount=1))
    assert lab.settings.learning_rates == (1.0, 0.126, 0.01)
    while lab.frame().runs[1].epochs_run < 2:
        lab.work()
    frame = lab.frame()
    assert [run.epochs_run for run in frame.runs] == [5, 2, 5] and (frame.epoch, frame.trained) == (5, 5)
    lab.act(Action("rate", amount=1))  # before it has caught up
    assert_as(drain(lab).runs, in_one_go(recipes=plain(1.0, 0.159, 0.01)), 5)
    for amounts, rate in [([-1, -1], 0.1), ([1] * 10, 1.26), ([-1] * 11, 0.0794), ([10, -10, -10], 0.00794)]:
        do(lab, *(Action("rate", amount=amount) for amount in amounts))
        assert lab.settings.learning_rates[1] == rate  # 1 is taken, so it is passed over
    assert_as(lab.frame().runs, in_one_go(recipes=plain(1.0, 0.00794, 0.01)), 5)


def test_no_frame_shows_an_epoch_that_only_some_have_reached() -> None:
    lab = lab_of(speed=1000.0, epochs=60)
    lab.advance(0.01)
    for _ in range(3):
        lab.work()
    lab.act(Action("rate", amount=1))
    shown = []
    while not lab.frame().done:
        lab.advance(0.01)
        lab.work()
        frame = lab.frame()
        shown.append(frame.epoch)
        missing = [run.learning_rate for run in frame.runs if np.isnan(run.at("train", "loss", frame.epoch))]
        assert missing in ([], [1.26])
    assert shown == sorted(shown) and shown[-1] == 60


@pytest.mark.parametrize(("rate", "amount"), [(5e-324, -10), (5e-324, 1), (1.5e308, 10)])
def test_a_rate_beyond_floats_stays_where_it_is(rate: float, amount: int) -> None:
    lab = lab_of(paused=True, recipes=plain(rate))
    lab.act(Action("rate", amount=amount))
    assert lab.settings.learning_rates == (rate,)


def test_a_run_keeps_its_mark_when_others_come_and_go() -> None:
    lab = lab_of(paused=True)

    def tones() -> dict[float, int]:
        return {run.learning_rate: run.tone for run in lab.frame().runs}

    do(lab, Action("add", amount=Recipe(0.3)))
    assert tones() == {1.0: 0, 0.3: 3, 0.1: 1, 0.01: 2}
    do(lab, Action("select", amount=1), REMOVE, Action("add", amount=Recipe(3.0)), Action("rate", amount=1))
    assert tones() == {3.78: 1, 1.0: 0, 0.3: 3, 0.01: 2}


def test_an_added_rate_has_no_epoch_below_zero() -> None:
    lab = lab_of(paused=True)
    do(lab, FORWARD, FORWARD)
    lab.act(Action("add", amount=Recipe(0.3)))
    assert lab.frame().runs[1].epochs_run == 0


@pytest.mark.parametrize("rate", [0.1, 0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_that_is_there_or_is_none_is_refused(rate: float) -> None:
    lab = lab_of(paused=True)
    with pytest.raises(ValueError):
        lab.act(Action("add", amount=Recipe(rate)))
    assert lab.settings.learning_rates == (1.0, 0.1, 0.01)


def test_more_rates_than_there_may_be_are_refused() -> None:
    lab = lab_of(paused=True, recipes=plain(*(1 / (k + 1) for k in range(MAX_RATES))))
    with pytest.raises(ValueError, match=str(MAX_RATES)):
        lab.act(Action("add", amount=Recipe(0.3)))


def test_removing_leaves_the_others_and_never_none() -> None:
    lab = NetworkLab.finished(NetworkSettings(**SMALL))
    full = {run.learning_rate: run.values("train", "loss") for run in lab.frame().runs}
    do(lab, Action("select", amount=1))
    for rates in [(1.0, 0.01), (1.0,), (1.0,)]:
        frame = do(lab, REMOVE)
        assert tuple(run.learning_rate for run in frame.runs) == frame.settings.learning_rates == rates
        assert frame.selected < len(rates)
        for run in frame.runs:
            np.testing.assert_array_equal(run.values("train", "loss"), full[run.learning_rate])


@pytest.mark.parametrize(("field", "value"), [("epochs", 5), ("batch", 30), ("hidden", 7), ("seed", 3)])
def test_a_set_value_begins_another_training(field: str, value: int) -> None:
    lab = NetworkLab.finished(NetworkSettings(**SMALL))
    frame = do(lab, Action("set", field, value))
    assert frame.trained == 0 and getattr(frame.settings, field) == value
    lab.act(Action("set", "speed", 1000.0))
    while not lab.frame().done:
        lab.advance(0.1)
        drain(lab)
    assert_as(lab.frame().runs, in_one_go(**{field: value}), lab.settings.epochs)
    if field != "epochs":
        assert (lab.frame().runs[1].values("train", "loss") != in_one_go().history("train").loss[:, 1]).any()


def test_speed_changes_no_training() -> None:
    lab = lab_of(speed=15.0)
    lab.advance(0.25)
    trained = drain(lab).trained
    assert trained == 3
    lab.act(Action("speed", amount=1))
    assert lab.settings.speed == 30
    for _ in SPEEDS:
        lab.act(Action("speed", amount=1))
    assert lab.settings.speed == max(SPEEDS)
    for _ in SPEEDS:
        lab.act(Action("speed", amount=-1))
    assert lab.settings.speed == min(SPEEDS)
    lab.act(Action("set", "speed", 3.5))
    assert lab.settings.speed == 3.5 and drain(lab).trained == trained


def test_play_at_the_end_begins_again() -> None:
    lab = NetworkLab.finished(NetworkSettings(**SMALL, paused=True))
    lab.act(PLAY)
    assert lab.playing and lab.frame().trained == 0
    lab.advance(0.25)
    assert drain(lab).trained == 1


def test_divergence_is_shown_from_its_epoch_on() -> None:
    lab = NetworkLab.finished(NetworkSettings(**{**SMALL, "recipes": plain(1e6, 0.1)}))
    alone = in_one_go(recipes=plain(1e6))
    at = alone.diverged_at[0]
    assert at is not None and 0 < at < 12
    for epoch in range(12, -1, -1):
        frame = lab.frame()
        assert frame.epoch == epoch
        states = [run.state(epoch) for run in frame.runs]
        assert states == [f"diverged at {at}" if epoch >= at else "training", "done" if epoch == 12 else "training"]
        assert "diverged" not in states[0] or epoch >= at
        assert (frame.runs[frame.selected].weights is None) == (epoch >= at)
        assert np.isnan(frame.runs[0].at("train", "loss", epoch)) == (epoch >= at)
        lab.act(BACK)
    np.testing.assert_array_equal(
        lab.frame().runs[1].values("train", "loss"), in_one_go(recipes=plain(0.1)).history("train").loss[:, 0]
    )


def test_when_all_have_diverged_the_lab_is_done() -> None:
    lab = NetworkLab.finished(NetworkSettings(**{**SMALL, "recipes": plain(1e8, 1e7)}))
    frame = lab.frame()
    assert frame.done and not frame.playing and frame.runs[frame.selected].weights is None
    assert all(run.diverged_at is not None for run in frame.runs)


@pytest.mark.parametrize(
    "settings",
    [
        NetworkSettings(),
        NetworkSettings(
            recipes=plain(3.0, 1 / 3, 1e-17), epochs=7, batch=3, hidden=9, seed=2**32 - 1, data="my file, 'x'.csv",
            label="kind of", speed=0.5, paused=True, metric="sse", part="both",
        ),
    ],
)  # fmt: skip
def test_settings_round_trip_through_the_command_line(settings: NetworkSettings) -> None:
    for always in ((), ("recipes",)):
        words = shlex.split(command_line("network", settings, always=always))
        assert words[:2] == ["lrtui", "network"]
        assert arguments.read(words[1:])[1] == settings


def test_an_unknown_verb_is_refused() -> None:
    with pytest.raises(ValueError, match="dance"):
        lab_of().act(Action("dance"))


def test_a_file_is_standardised_on_its_training_part_only(tmp_path: Path) -> None:
    features, kinds = load_iris(return_X_y=True)
    rows = [",".join(map(repr, row.tolist())) + f",kind {kind}" for row, kind in zip(features, kinds, strict=True)]
    path = tmp_path / "iris.csv"
    path.write_text("a,b,c,d,kind\n" + "\n".join(rows) + "\n")
    frame = lab_of(data=str(path), label="kind", epochs=1).frame()
    assert frame.train.classes == ("kind 0", "kind 1", "kind 2")
    np.testing.assert_allclose(frame.train.features.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(frame.train.features.std(axis=0), 1, rtol=1e-12)
    assert (np.abs(frame.validation.features.mean(axis=0)) > 1e-6).all()
    # One shift and one scale for both parts: all rows together are the file's rows, standardised by one line each.
    together = np.concatenate([frame.train.features, frame.validation.features])
    assert together.shape == (150, 4)
    for column in range(4):
        slope, shift = np.polyfit(np.sort(features[:, column]), np.sort(together[:, column]), 1)
        np.testing.assert_allclose(
            np.sort(together[:, column]), slope * np.sort(features[:, column]) + shift, atol=1e-9
        )
    assert np.bincount(frame.validation.labels).tolist() in ([12, 12, 12], [13, 13, 13])


def test_every_metric_that_is_measured_has_a_name_for_people() -> None:
    assert set(METRICS) == set(Metrics._fields)


def test_the_next_data_goes_round_the_built_in_sets_and_the_file_that_was_opened(tmp_path: Path) -> None:
    path = str(save("wine", tmp_path))
    lab = NetworkLab(NetworkSettings(data=path, label="class", hidden=2, epochs=3, paused=True))
    own = lab.settings
    seen = []
    for _ in range(6):
        lab.act(Action("data"))
        seen.append((lab.settings.data, lab.frame().train.source, len(lab.frame().train), lab.settings.label))
    assert seen == [
        ("blobs", "blobs", 500, None),
        ("moons", "moons", 500, None),
        ("circles", "circles", 500, None),
        ("spirals", "spirals", 500, None),
        ("iris", "iris", 114, None),
        (path, "wine.csv", 133, "class"),
    ]
    assert lab.settings == own


def test_many_rows_are_measured_after_the_first_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lrtui.labs.network.networks.QUICK", 499)
    lab = NetworkLab(NetworkSettings(paused=True))
    for width, height in ((60, 17), (80, 24), (140, 45)):
        assert LOOK.sheet(lab.frame(), width, height).height == height
    assert lab.pending
    lab.finish(lambda epoch: None)
    at_once = NetworkLab.finished(NetworkSettings(at=0))
    assert lab.frame().runs[0].validation.loss.tolist() == at_once.frame().runs[0].validation.loss.tolist()
