"""What is said of where a run ends up, against loops of Python's floats that go on much longer."""

from __future__ import annotations

import math
import random
import re

import pytest

from lrtui.labs.descent.figures.readout import READOUT
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.words import sentence
from lrtui.plot.canvas import Canvas

from .orbits import orbit, period


def opened(name: str, rate: float, x0: float, steps: int, **fields: object) -> DescentLab:
    settings = DescentSettings.opened(objective=name, learning_rate=rate, x0=x0, steps=steps, **fields)
    return DescentLab.finished(settings)


def said_of(name: str, rate: float, x0: float, steps: int) -> str:
    return sentence(opened(name, rate, x0, steps).frame())


def readout(name: str, rate: float, x0: float, steps: int, width: int = 60, height: int = 24) -> str:
    canvas = Canvas(width, height)
    READOUT.draw(opened(name, rate, x0, steps).frame(), canvas)
    return "\n".join(canvas.cells().lines())


RATES = {
    "quartic": (0.25, 0.5, 1.9, 2.0, 2.1, 8.0),
    "logistic": (0.4, 2.0, 2.9, 3.0, 3.001, 3.4),
    "double-well": (0.5, 1.0, 1.8, 2.0, 2.01, 2.3),
}
STARTS = (-3.0, -2.0, -1.5, -1.0, -0.5, -0.25, 0.3, 0.9, 1.001, 1.2, 1.4, 1.5, 2.0, 3.0)


@pytest.mark.parametrize("name", RATES)
def test_a_run_is_said_to_escape_where_it_does_and_only_there(name: str) -> None:
    for rate in RATES[name]:
        for x0 in STARTS:
            last = orbit(name, rate, x0, 8_000)[-1]
            for steps in (0, 3, 400):
                said = said_of(name, rate, x0, steps)
                assert not said.startswith("Overflow") or steps
                leaves = any(words in said for words in ("escape", "is beyond", "Overflow"))
                assert leaves == math.isinf(last), (rate, x0, steps, said)
                assert "too large" not in said


def test_exactly_at_a_border_nothing_is_passed() -> None:
    assert said_of("quartic", 2.0, -1.0, 3) == "At 2/x₀² = 2 runs from x₀ hop for ever."
    assert said_of("quartic", 0.5, -2.0, 30) == "Jumps between 2 points for ever: 2/x₀² = 0.5 is reached."
    for name, x0, rate in (("logistic", 0.5, 3.0), ("double-well", 1.2, 2.0)):
        assert said_of(name, rate, x0, 3) == f"At η = {rate:g} runs still stay, in chaos."
        assert f"{rate:g} is passed" not in said_of(name, rate, x0, 500)
        assert f"{rate:g} is reached." in said_of(name, rate, x0, 500)


@pytest.mark.parametrize(
    ("name", "low", "high"), [("logistic", 1.9, 2.99), ("double-well", 0.9, 1.99), ("bumps", 0.1, 0.6)]
)
def test_a_cycle_is_claimed_where_there_is_one_and_before_long(name: str, low: float, high: float) -> None:
    numbers, late = random.Random(7), 0
    for _ in range(25):
        rate, x0 = numbers.uniform(low, high), 0.5
        last = orbit(name, rate, x0, 8_000)[-400:]
        length = period(last) if max(last) - min(last) > 1e-6 else 1
        for steps in (9, 16, 23, 60, 90, 400):
            claim = re.match(r"Jumps between (\d+) points", said_of(name, rate, x0, steps))
            assert claim is None or int(claim[1]) == length, (rate, steps)
        late += length > 1 and claim is None
    assert late <= 4  # right above a doubling, runs come to the new cycle ever so slowly


@pytest.mark.parametrize(
    ("name", "rate", "x0", "by"),
    [
        ("abs", 0.1, -1.03, 20),
        ("log-cosh", 3.0, -2.0, 20),
        ("log-cosh", 5.0, -2.0, 60),
        ("logistic", 2.5, 0.5, 45),
        ("double-well", 1.25, -1.5, 110),
    ],
)
def test_it_is_seen_after_a_few_repetitions(name: str, rate: float, x0: float, by: int) -> None:
    length = period(orbit(name, rate, x0, 30_000)[-400:])
    assert said_of(name, rate, x0, by).startswith(f"Jumps between {length} points for ever")


def test_what_is_not_defined_is_not_too_large() -> None:
    assert said_of("log(x)", 0.1, -1.0, 9) == "Ends after 0 steps: f is not defined at x = -1."
    x, steps = 1.0, 0
    while x >= 0:
        x, steps = x - 0.1 * 0.5 / math.sqrt(x), steps + 1
    assert said_of("sqrt(x)", 0.1, 1.0, 99) == f"Ends after {steps - 1} steps: f is not defined at x = {x:.3g}."
    assert "goes on and on" not in said_of("sqrt(x)", 0.1, 1.0, 5)
    assert said_of("x^3", 0.1, -1.0, 99).startswith("Overflow after")


@pytest.mark.parametrize(
    ("name", "rate", "x0"), [("log-cosh", 5.0, -2.0), ("logistic", 2.5, 0.5), ("bumps", 0.25, -5.0)]
)
def test_where_nothing_diverges_the_ruler_does_not_say_so(name: str, rate: float, x0: float) -> None:
    shown = readout(name, rate, x0, 20)
    assert re.search("┼─*repels─*▶", shown)
    assert "diverge" not in shown
    assert math.isfinite(orbit(name, rate, x0, 5_000)[-1])
    assert "diverge" in readout("parabola", 0.8, -1.0, 5)


def test_a_mean_over_a_few_steps_is_not_shown() -> None:
    # × 1.249 a step after 7 steps, of a run that comes to a cycle.
    assert "avg" not in readout("logistic", 2.5, 0.5, 7)
    found = re.search(r"avg = +× (\S+) a step", readout("logistic", 2.5, 0.5, 400))
    assert found
    assert float(found[1]) < 1


def test_on_a_cycle_of_two_the_last_and_the_next_step_are_named() -> None:
    run = opened("abs", 0.1, -1.03, 21).frame().run
    last, following = abs(run.x) / abs(run.previous_x or 0.0), abs(run.next_x) / abs(run.x)
    assert last * following == pytest.approx(1)
    assert f"last step {last:.3f}" in readout("abs", 0.1, -1.03, 21)
    assert "next step" in READOUT.title(opened("abs", 0.1, -1.03, 21).frame())
    assert f"measured {0.6:.3f}" in readout("parabola", 0.8, -1.0, 5)


def test_a_run_that_is_in_the_other_well_is_about_that_one() -> None:
    points = orbit("double-well", 0.9, -1.5, 9)
    for steps in range(9):
        place = 1 if points[steps] > 0 else -1
        assert said_of("double-well", 0.9, -1.5, steps).startswith(f"The minimum at {place} attracts")
