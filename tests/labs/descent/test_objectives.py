"""The descent lab on any function: what it shows is true there too, and what has no formula is not shown."""

from __future__ import annotations

import io
import itertools
import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from lrtui.core.objectives import OBJECTIVES, objective
from lrtui.labs.actions import Action
from lrtui.labs.descent import player
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.report import report
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.words import WIDTH, sentence
from lrtui.plot.ascii_art import transliterate
from lrtui.report.formats import write

from ...examples import LONG
from ...recipes import at_rates
from .orbits import WELL, orbit, period

ONE_WAY, ANOTHER = "0.5*x*x + 0.5*x^2", "parabola"
"""The parabola, written in two ways."""

ODD = (
    *("x", "7", "a", "-x^2", "1/x", "log(x)", "sqrt(x)", "sqrt(abs(x))", "x^3", "sin(x)", "exp(x)", "exp(-x^2)"),
    *(
        "1e308*x",
        "1e-320*x^2",
        "x^2 + 1e300",
        "(x - 1e6)^4",
        "where(x > 0, 1/0, x^2)",
        "tan(x)",
        "abs(x - 3) + abs(x + 3)",
    ),
    *("x^2*(x - 1e-3)^2", "(x-3)^2", "2x^2 - 5", "0/0", "x^200", "cosh(x)", "max(x, -x, x^2 - 3)"),
)
"""Formulas on which something is missing, infinite, flat or very large."""


def opened(name: str, **fields: object) -> DescentLab:
    return DescentLab.finished(DescentSettings.opened(objective=name, **fields))


def sheet(lab: DescentLab, size: tuple[int, int] = (80, 23)) -> str:
    return "\n".join(LOOK.sheet(lab.frame(), *size, False).lines())


LOOKS: tuple[dict[str, object], ...] = (
    {},
    {"camera": "follow", "view": "history"},
    {"camera": "all", "history": "f-log", "view": "factor"},
)


@pytest.mark.parametrize("text", [*OBJECTIVES, *ODD])
def test_any_function_has_a_picture_and_a_sentence_at_any_rate(text: str) -> None:
    cases = itertools.product((0.1, -0.3, 30.0, 1e300), (-1.0, 0.0, 1e200))
    for (rate, x0), look in zip(cases, itertools.cycle(LOOKS), strict=False):
        lab = opened(text, learning_rate=rate, x0=x0, compare=at_rates(0.5, 2.0), steps=40, **look)
        for step in (40, 0) if LONG else (40,):
            lab.act(Action("set", "steps", step))
            words = sentence(lab.frame())
            assert 0 < len(words) <= WIDTH and words.isprintable() and "nan" not in words, words
            assert "nan" not in sheet(lab)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_ascii_has_a_likeness_of_all_that_is_written(name: str) -> None:
    named = OBJECTIVES[name]
    for preset in (*named.presets[-2:], None):
        lab = opened(name, steps=70, **({} if preset is None else {"learning_rate": preset[0], "x0": preset[1]}))
        words = [
            sentence(lab.frame()),
            lab.frame().title,
            named.title(2.0),
            named.story,
            preset.story if preset else "",
        ]
        drawn = "\n".join(LOOK.sheet(lab.frame(), 140, 44, True).lines())
        assert "?" not in drawn + "".join(map(transliterate, words))


# --------------------------------------------------------------------------------------- a quadratic is a quadratic


def printed(kind: str, settings: DescentSettings) -> str:
    stream = io.StringIO()
    write(report(settings), kind, stream, size=(100, 30), ascii_only=False)
    return stream.getvalue()


@pytest.mark.parametrize("rate", [0.3, 0.5, 1.0, 1.2, 1e308])
def test_the_parabola_is_the_same_to_the_bit_however_it_is_written(rate: float) -> None:
    one, another = (
        DescentSettings(objective=text, learning_rate=rate, compare=at_rates(0.7), steps=30)
        for text in (ONE_WAY, ANOTHER)
    )
    for kind in ("table", "csv", "plot", "svg"):
        assert printed(kind, one) == printed(kind, another)
    first, second = (json.loads(printed("json", settings)) for settings in (one, another))
    names = {"objective": None, "expression": ONE_WAY}
    assert {name: first[name] for name in names} == names
    assert {**first, **dict.fromkeys(names)} == {**second, **dict.fromkeys(names)}


def test_a_hundred_thousand_steps_of_it_are_there_at_once() -> None:
    lab = DescentLab(DescentSettings(objective=ONE_WAY, learning_rate=1.0, steps=100_000))
    assert not lab.pending and lab.frame().step == 100_000


# ------------------------------------------------------------------------------------------------ long runs in slices

CHAOS = DescentSettings.opened(objective="logistic", learning_rate=2.9, steps=6_000, paused=True)


def numbers_of(lab: DescentLab) -> list[object]:
    """All that a frame shows, to the bit."""
    frame = lab.frame()
    arrays = [array.tobytes() for run in frame.runs for array in (run.steps, run.iterates, run.before, run.after)]
    return [frame.step, frame.settings, sentence(frame), frame.run.x.hex(), *arrays]


def test_a_long_run_comes_in_slices_and_is_in_the_end_what_it_would_be_at_once() -> None:
    lab, turns, seen = DescentLab(CHAOS), 0, [0]
    while lab.pending:
        assert math.isinf(lab.tempo)
        lab.work()
        turns += 1
        seen.append(lab.frame().step)
        assert lab.settings == CHAOS  # what was asked for
    assert turns > 4 and seen == sorted(set(seen)) and seen[-1] == 6_000
    assert lab.advance(0.1) > 0 and lab.advance(0.1) == 0 and lab.tempo == 0
    # The same by small steps, and by a loop that knows nothing of the lab.
    stepped = DescentLab(replace(CHAOS, steps=0))
    while stepped.frame().step < 6_000:
        stepped.act(Action("step", amount=700 if stepped.frame().step <= 5_300 else 6_000 - stepped.frame().step))
    assert numbers_of(stepped) == numbers_of(lab)
    x = np.array([0.5])
    gradient = objective("logistic").gradient
    for _ in range(6_000):
        x = x - 2.9 * gradient(x)
    assert lab.frame().run.x == x[0]


def test_a_key_acts_at_once_while_slices_are_due_and_nothing_is_lost() -> None:
    lab = DescentLab(replace(CHAOS, paused=False))
    lab.work()
    assert lab.pending and lab.advance(5.0) > 0  # time waits
    lab.act(Action("nudge", "learning_rate", 0.01))
    assert lab.pending and lab.settings.steps == 6_000 and lab.frame().run.learning_rate == 2.91
    lab.act(Action("step", amount=-10))
    lab.act(Action("pin"))
    lab.finish(lambda step: None)
    assert lab.settings == replace(CHAOS, learning_rate=2.91, steps=5_990, compare=at_rates(2.91), paused=True)
    assert numbers_of(lab) == numbers_of(DescentLab.finished(lab.settings))


def test_the_end_of_a_long_run_is_looked_for_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "HORIZON", 8_000)
    settings = DescentSettings.opened(objective="double-well", learning_rate=0.002, paused=True, steps=10)
    lab = DescentLab(settings)
    lab.act(Action("last"))
    assert lab.pending and lab.frame().step == 10
    lab.act(Action("step", amount=1))  # and is not, once something else is asked
    assert not lab.pending and lab.frame().step == 11
    lab.act(Action("last"))
    lab.finish(lambda step: None)
    frame = lab.frame()
    assert frame.over and frame.step == frame.run.step > 5_000
    endless = DescentLab(replace(CHAOS, steps=10))
    endless.act(Action("last"))
    endless.finish(lambda step: None)
    assert endless.frame().step == 10


@pytest.mark.parametrize("live", [False, True])
def test_steps_back_and_changes_on_the_way_are_those_of_a_run_taken_anew(live: bool) -> None:
    lab = DescentLab(DescentSettings.opened(objective="double-well", x0=0.3, paused=True, live=live, steps=9))
    before = numbers_of(lab)
    lab.act(Action("step", amount=5000))
    lab.finish(lambda step: None)
    assert lab.frame().step > 100
    lab.act(Action("set", "steps", 9))
    assert numbers_of(lab) == before
    for rate in (1.25, 1.4):
        lab.act(Action("set", "learning_rate", rate))
        lab.act(Action("step", amount=40))
    assert lab.settings.changes == (((9, 1.25), (49, 1.4)) if live else ())
    assert numbers_of(lab) == numbers_of(DescentLab.finished(lab.settings))
    x, f = np.array([0.3]), objective("double-well")
    for step in range(89):
        x = x - ((0.1 if step < 9 else 1.25 if step < 49 else 1.4) if live else 1.4) * f.gradient(x)
    assert lab.frame().run.x == x[0]


# ------------------------------------------------------------------------------------- what is said, by other rules

CURVATURES = {"logistic": (0.0, 1.0), "double-well": (1.0, 2.0), WELL: (1.0, 2.0), "log-cosh": (0.0, 1.0)}
"""Where the minimum is, but for its sign, and f'' there."""


@pytest.mark.parametrize(
    "rate", [0.05, 0.3, 0.77, 1.03, 1.21, 1.25, 1.29, 1.45, 1.9, 2.2, 2.47, 2.6, 2.9, 3.5, 5.0][:: 1 if LONG else 2]
)
@pytest.mark.parametrize("name", ["logistic", "double-well", WELL, "quartic", "log-cosh", "abs", "softplus", "bumps"])
def test_what_is_said_of_a_run_is_so(name: str, rate: float) -> None:
    lab = opened(name, learning_rate=rate, steps=2000, x0=0.5 if name in (WELL, "double-well", "logistic") else -1.03)
    frame, said = lab.frame(), sentence(lab.frame())
    points = orbit(name, rate, frame.settings.x0, 2000)
    last = points[-400:]
    if match := re.match(r"Jumps between (\d+) points for ever", said):
        assert period(last) == int(match[1]) > 1
    elif said.startswith("Converged"):
        found = re.search(r"the minimum at (\S+) after (\S+) step", said)
        assert found and points[-1] == pytest.approx(float(found[1]), abs=5e-3) and max(last) - min(last) < 1e-9
    elif said.startswith("Chaos"):
        assert period(last) == 0 and max(map(abs, last)) < 1e3
    elif said.startswith("Overflow") or "is passed: " in said:
        assert math.isinf(points[-1])
    elif said.startswith("There is no minimum"):
        assert name == "softplus" and points[-1] > points[-2] > points[-3]
    elif said.startswith("Below 2/x₀² "):
        assert name == "quartic" and 0 < abs(points[-1]) < abs(points[0])
    else:  # nothing is claimed but what holds near the minimum
        assert said.startswith(("The minimum at ", "Above 2/f'' = ")) and period(last) != 2
    if " is passed" in said or " repels" in said:
        place, curvature = CURVATURES.get(name, (None, None))
        limit = re.search(r"2/f'' = (\S+) (?:is|the minimum at (\S+))", said)
        if limit and curvature is not None:
            assert float(limit[1]) == pytest.approx(2 / curvature, rel=5e-3) and rate > 2 / curvature
            assert limit[2] is None or abs(float(limit[2])) == place
    assert (" is passed" in said) <= (name in OBJECTIVES and bool(OBJECTIVES[name].thresholds))
