"""The tour is the articles' story, and each caption is true of what there is to see."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lrtui.core.descent import Ending
from lrtui.core.stability import Regime
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.runs import Runs
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.window import half_width, starting_level
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.tour import Station, stations

HEADLINES = {
    Regime.MONOTONE_CONVERGENCE: "small steps",
    Regime.ONE_STEP: "one step",
    Regime.OSCILLATING_CONVERGENCE: "zig-zag",
    Regime.TWO_CYCLE: "no nearer",
    Regime.OSCILLATING_DIVERGENCE: "blows up",
}
"""What the headline says of a regime."""

WORDS = {
    Regime.MONOTONE_CONVERGENCE: ("small steps", "one side"),
    Regime.ONE_STEP: ("the minimum in one step",),
    Regime.OSCILLATING_CONVERGENCE: ("past the minimum", "nearer each time"),
    Regime.TWO_CYCLE: ("past it", "exactly as far away"),
    Regime.OSCILLATING_DIVERGENCE: ("farther with every step", "blows up"),
}
"""What only the caption of a regime says."""


def on_parabola() -> list[tuple[DescentSettings, Station]]:
    """The stations on the parabola, but for the last, which is the race."""
    stops = [(station.settings, station) for station in stations() if isinstance(station.settings, DescentSettings)]
    *alone, _ = ((settings, station) for settings, station in stops if settings.objective == "parabola")
    return alone


def race() -> tuple[DescentSettings, Station]:
    """The last of the stations on the parabola."""
    station = stations()[len(on_parabola())]
    assert isinstance(station.settings, DescentSettings)
    return station.settings, station


def test_the_stations_are_the_articles_story_and_a_race() -> None:
    assert [settings.learning_rate for settings, _ in on_parabola()] == [0.1, 0.5, 0.8, 1.0, 1.2]
    assert [type(station.settings) for station in stations()] == [DescentSettings] * 8 + [NetworkSettings] * 2
    assert len(race()[0].compare) == 3


def test_every_station_plays_from_the_beginning_what_the_lab_shows_by_default() -> None:
    for settings, _ in (*on_parabola(), race()):
        compare = settings.compare if settings is race()[0] else ()
        assert settings == DescentSettings(learning_rate=settings.learning_rate, compare=compare, steps=0)
        assert not settings.paused
    assert [station.settings for station in stations()[-2:]] == [
        NetworkSettings(),
        NetworkSettings(metric="sharpness"),
    ]


def test_there_is_time_to_see_it() -> None:
    for settings, station in (*on_parabola(), race()):
        assert 5 <= station.seconds <= (12 if station is race()[1] else 10)
        assert station.seconds * settings.speed >= 10  # steps
    for last in stations()[-2:]:
        assert isinstance(last.settings, NetworkSettings)
        assert last.seconds * last.settings.speed >= last.settings.epochs


@pytest.mark.parametrize("station", stations(), ids=lambda station: station.caption)
def test_a_caption_is_one_short_line_and_its_headline_is_shorter(station: Station) -> None:
    for text in (station.caption, station.headline):
        assert text == text.strip() and text.isprintable()
    assert 0 < len(station.headline) < len(station.caption) <= 49


def test_each_caption_names_its_rate_and_its_regime_and_no_other() -> None:
    for settings, station in on_parabola():
        match = re.match(r"η = ([\d.]+): ", station.caption)
        assert match is not None and float(match[1]) == settings.learning_rate
        stability = Runs(settings).stability(settings.recipe)
        assert stability is not None
        here = stability.regime
        said = {kind for kind, words in WORDS.items() if all(word in station.caption for word in words)}
        assert said == {here}
        assert station.headline == f"{match[0]}{HEADLINES[here]}"


def test_each_caption_is_true_of_the_iterates() -> None:
    for settings, station in on_parabola():
        trajectory = Runs(settings, 10).trajectory
        x = np.asarray([float(trajectory.at(step)[0]) for step in range(min(trajectory.last_step, 10) + 1)])
        assert len(x) > 1
        if "one step" in station.caption:
            assert x[0] != 0 and (x[1:] == 0).all()
            continue
        grows, side = np.abs(x[1:]) / np.abs(x[:-1]), np.sign(x)
        assert ("one side" in station.caption) == (side == side[0]).all()
        assert ("past" in station.caption or "blows up" in station.caption) == (side[1:] == -side[:-1]).all()
        assert ("nearer" in station.caption or "small steps" in station.caption) == (grows < 1).all()
        assert ("exactly as far" in station.caption) == (grows == 1).all()
        assert ("farther" in station.caption) == (grows > 1).all()


def test_the_caption_of_the_race_names_every_runner() -> None:
    settings, station = race()
    named = re.fullmatch(r"the race: ([\d.]+(?:, [\d.]+)*) and ([\d.]+)", station.caption)
    assert named is not None
    assert [float(rate) for rate in (*named[1].split(", "), named[2])] == sorted(
        recipe.learning_rate for recipe in settings.recipes
    )
    assert station.headline == "race of four rates"


def test_the_chaos_is_chaos() -> None:
    station = stations()[len(on_parabola()) + 1]
    assert isinstance(station.settings, DescentSettings)
    assert "chaos, no point comes twice" in station.caption and station.headline == "chaos"
    lab = DescentLab(station.settings)
    lab.advance(station.seconds)
    points = lab.frame().run.iterates
    assert len(points) > 20 and len(set(points.tolist())) == len(points) and np.abs(points).max() < 1.3
    assert np.abs(np.subtract.outer(points, points) + np.eye(len(points))).min() > 1e-5


def test_silver_steps_are_there_first_while_the_station_lasts() -> None:
    station = stations()[len(on_parabola()) + 2]
    settings = station.settings
    assert isinstance(settings, DescentSettings) and "silver" in station.headline
    assert [recipe.text for recipe in settings.recipes] == ["1@silver", "1.99"]
    lab = DescentLab(settings)
    lab.advance(station.seconds)
    silver, constant = lab.frame().runs
    assert silver.step == station.seconds * settings.speed and abs(silver.x) < 0.5 and abs(constant.x) > 10
    # No constant rate up to the limit 2 is faster, for a step of it is shorter than 2.
    assert settings.x0 + 2 * silver.step < -10


def test_the_race_is_decided_before_it_is_over() -> None:
    settings, station = race()
    lab = DescentLab(settings)
    assert {run.regime for run in lab.frame().runs} == {
        Regime.MONOTONE_CONVERGENCE,
        Regime.ONE_STEP,
        Regime.OSCILLATING_CONVERGENCE,
        Regime.OSCILLATING_DIVERGENCE,
    }
    lab.advance(station.seconds)
    frame = lab.frame()
    assert not frame.over  # something moves as long as it is shown
    slow, best, zigzag, diverging = sorted(frame.runs, key=lambda run: run.learning_rate)
    assert (best.x, best.ending) == (0.0, Ending.CONVERGED)
    assert 0 < abs(zigzag.x) < 0.01 and 0 < abs(slow.x) < 0.01
    assert abs(diverging.x) > half_width(starting_level(settings.x0))  # it has left the picture


@pytest.mark.long
def test_each_network_stays_where_the_curvature_is_below_its_limit() -> None:
    assert stations()[-1].caption == "why: a rate stays only where λ is below 2/η"
    for run in NetworkLab.finished(stations()[-1].settings).frame().runs:
        assert np.median(run.sharpness[50:]) < 2 / run.learning_rate


def test_the_largest_rate_of_the_networks_never_settles() -> None:
    station = stations()[-2]
    settings = station.settings
    assert isinstance(settings, NetworkSettings)
    assert station.caption == "four networks: the largest rate never settles"
    assert station.headline == "four networks"
    assert len(settings.learning_rates) == 4
    runs = NetworkLab.finished(settings).frame().runs
    # How far the curve that is shown still jumps from epoch to epoch in the second half.
    jumps = {
        run.learning_rate: np.abs(np.diff(run.values(settings.part, settings.metric)))[settings.epochs // 2 :].mean()
        for run in runs
    }
    largest = jumps.pop(max(jumps))
    assert largest > 0.02
    assert all(jump < largest / 3 for jump in jumps.values())
