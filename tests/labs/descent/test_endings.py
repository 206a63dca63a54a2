"""What is said of where a run ends up, against loops of Python's floats that go on much longer."""

from __future__ import annotations

import math
import random
import re

import pytest

from lrtui.labs.actions import Action
from lrtui.labs.descent.figures import basins, cobweb
from lrtui.labs.descent.figures.look import fields
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
    states = [fields(opened(name, 0.1, -1.0, 99).frame(), 100)[1].text for name in ("log(x)", "x^3")]
    assert states == ["■ undefined", "■ overflow"]
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
    assert "avg" not in readout("log(x)", 0.1, -1.0, 9)
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


@pytest.mark.parametrize("width", range(44, 110, 3))
def test_the_labels_of_the_cobweb_are_whole_and_each_stands_beside_its_own_ring(width: int) -> None:
    wells, hill = ("double-well", 0.9, -1.5, (-1.0, 0.0, 1.0)), ("logistic", 2.9, 0.5, (0.0, 1.0))
    for name, rate, x0, rests in (wells, hill, ("log-cosh", 3.0, -2.0, (0.0,))):
        canvas, frame = Canvas(width, 20), opened(name, rate, x0, 3).frame()
        cobweb.COBWEB.draw(frame, canvas)
        lines, area = canvas.cells().lines(), cobweb.chart(frame, canvas)
        assert all(re.fullmatch(r"-?[\d.]+|x", label) for label in lines[-1].split())
        for row, line in enumerate(lines):
            for match in re.finditer(r"(-?[\d.]+): (draws|pushes)", line):
                cells = {place: area.cell_of(place, place) or (99, 99) for place in rests}
                ends = match.start(), match.start() + len(match[0]) + (9 if match[2] == "draws" else 11)
                away = {
                    place: abs(cell[0] - row) + min(abs(cell[1] - end) for end in ends) for place, cell in cells.items()
                }
                assert min(away, key=lambda place: away[place]) == float(match[1]), line
                assert away[float(match[1])] <= 5


def test_after_an_escape_the_cobweb_still_shows_its_curve_and_where_the_run_is() -> None:
    settings = DescentSettings.opened(objective="logistic", learning_rate=3.1, x0=0.5, paused=True)
    lab = DescentLab(settings)
    for _ in range(40):
        lab.act(Action("step", amount=1))
    frame, canvas = lab.frame(), Canvas(68, 20)
    assert frame.over
    cobweb.COBWEB.draw(frame, canvas)
    area = cobweb.chart(frame, canvas)
    assert area.x.high - area.x.low < 2 * 2.0  # the start's window is 2 wide
    assert re.search(r"x₁₃ = \S+ ▶", canvas.cells().lines()[1])
    assert "near the dots" in cobweb.COBWEB.caption(opened("abs", 0.1, -1.03, 20).frame())
    assert "near the dots" not in cobweb.COBWEB.caption(frame)


@pytest.mark.parametrize("size", [(52, 20), (68, 20), (97, 29)])
def test_every_band_of_the_basins_names_the_minimum_that_its_runs_come_to(size: tuple[int, int]) -> None:
    canvas, frame = Canvas(*size), opened("bumps", 0.05, -5.0, 0).frame()
    basins.BASINS.draw(frame, canvas)
    while frame.atlas.pending:
        frame.atlas.work()
    canvas = Canvas(*size)
    basins.BASINS.draw(frame, canvas)
    area, named = basins.chart(frame, canvas), set()
    assert "…" not in canvas.cells().lines()[0]
    for row, line in enumerate(canvas.cells().lines()[1:-1], 1):
        for match in re.finditer(r"█? (-?\d\.\d+) ", line[area.box.column :]):
            rate, x0 = area.x_at(area.box.column + match.start(1)), area.y_at(row)
            assert rate is not None and x0 is not None
            assert orbit("bumps", rate, x0, 2_000)[-1] == pytest.approx(float(match[1]), abs=0.006)
            named.add(match[1])
    assert len(named) == 7 or len(re.findall(r"-?\d\.\d+", canvas.cells().lines()[0])) == 7
