"""Descent by other rules: what is said of momentum, schedules and noise, against iterates computed one by one here."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrtui.core.objectives import OBJECTIVES, Preset
from lrtui.core.optimizers import OPTIMIZERS
from lrtui.core.recipe import Recipe
from lrtui.core.schedules import SCHEDULES
from lrtui.core.searches import SEARCHES
from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.history import HISTORY
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.figures.picture import PICTURE
from lrtui.labs.descent.figures.readout import READOUT
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.presets import presets_of
from lrtui.labs.descent.report import report
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.words import WIDTH, sentence
from lrtui.labs.naming import names_of
from lrtui.plot.ink import Ink
from lrtui.report.formats import write
from tests.examples import LONG

from ...dots import Watched
from ...examples import examples
from ...recipes import recipes
from .after import frame_after, lab_after

SLOPES: dict[str, tuple[Callable[[float], float], tuple[float, ...]]] = {
    "parabola": (lambda x: 2 * x, (0.0,)),
    "quartic": (lambda x: x**3, (0.0,)),
    "double-well": (lambda x: x**3 - x, (-1.0, 1.0)),
    "abs": (lambda x: math.copysign(1.0, x) if x else 0.0, (0.0,)),
    "log-cosh": (math.tanh, (0.0,)),
    "logistic": (lambda x: x - x * x, (0.0,)),
}
"""Derivatives and minima, by hand."""


def schedule(text: str) -> Callable[[int], float]:
    """The factors of a schedule, by its definition."""
    name, _, value = text.partition("=")
    number = float(value or 0)
    return {
        "": lambda step: 1.0,
        "silver": lambda step: 1 + (1 + math.sqrt(2)) ** (((step + 1) & -(step + 1)).bit_length() - 2),
        "exponential": lambda step: number**step,
        "cosine": lambda step: (1 + math.cos(math.pi * min(step, number) / number)) / 2,
    }[name]


def walk(objective: str, recipe: str, x0: float, steps: int) -> list[float]:
    """The iterates of a recipe, up to where one leaves the floats."""
    rule, rate, factors = re.fullmatch(r"(?:(.*):)?([^@]*)(?:@(.*))?", recipe).groups()  # type: ignore[union-attr]
    slope, beta, factor = SLOPES[objective][0], 0.0, schedule(factors or "")
    if rule and rule.startswith(("momentum", "nesterov")):
        beta = float(rule.partition("=")[2] or 0.9)
    points, velocity, mean, square = [x0], 0.0, 0.0, 0.0
    for step in range(steps):
        x, eta = points[-1], float(rate) * factor(step)
        gradient = slope(x)
        if rule == "adam":
            mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
            root = math.sqrt(square / (1 - 0.999 ** (step + 1)))
            change = mean / (1 - 0.9 ** (step + 1)) / (root + 1e-8)
        else:
            velocity = beta * velocity + gradient
            change = gradient + beta * velocity if rule and rule.startswith("nesterov") else velocity
        points.append(x - eta * change)
        if abs(points[-1]) > 1e100:
            break
    return points


RULES = (
    *("momentum:0.1", "momentum=0.5:0.3", "momentum=0.5:0.02", "momentum=0.9:3.9", "nesterov:0.2", "nesterov=0.5:1.4"),
    *("adam:0.3", "adam:0.01", "0.5@silver", "0.9@exponential=0.9", "0.3@cosine=40", "momentum:0.1@cosine=30"),
)


def opened(objective: str, recipe: str, steps: int, x0: float = -1.2, **other: Any) -> DescentFrame:
    (made,) = recipes(recipe)
    fields = {"optimizer": made.optimizer_text, "schedule": made.schedule_text, "learning_rate": made.learning_rate}
    return frame_after(objective=objective, x0=x0, steps=steps, paused=True, **fields, **other)


@pytest.mark.parametrize("objective", SLOPES)
@pytest.mark.parametrize("recipe", RULES)
def test_the_iterates_are_those_of_the_rule_and_the_sentence_is_true_of_them(objective: str, recipe: str) -> None:
    minima = SLOPES[objective][1]
    for steps in (0, 1, 7, 40, 300):
        frame = opened(objective, recipe, steps)
        x = walk(objective, recipe, -1.2, steps + 1)
        run, text = frame.run, sentence(frame)
        assert len(text) <= WIDTH and text.endswith(".") and text.isprintable()
        if objective != "logistic":  # chaos forgets its first digits
            count = min(run.step, 40) + 1
            assert run.iterates[:count].tolist() == pytest.approx(x[:count], rel=1e-6, abs=1e-9)
        _, eta, factors = re.fullmatch(r"(?:(.*):)?([^@]*)(?:@(.*))?", recipe).groups()  # type: ignore[union-attr]
        assert run.update_rate == pytest.approx(float(eta) * schedule(factors or "")(run.step), rel=1e-12, abs=1e-300)
        ways = [min(abs(place - minimum) for minimum in minima) for place in x]
        check_sentence(text, frame, x, ways)


def check_sentence(text: str, frame: DescentFrame, x: list[float], ways: list[float]) -> None:
    """Hold each claim of a sentence against the iterates."""
    step = frame.run.step
    if found := re.search(r"istance × (\S+) after (\d+)", text):
        assert int(found[2]) == step and float(found[1]) == pytest.approx(ways[step] / ways[0], rel=0.02, abs=1e-9)
    if found := re.search(r"[Nn]ext.*: × ([\d.e-]+)[.;]", text):
        assert float(re.sub("^1-.*", "1", found[1].rstrip("."))) == pytest.approx(
            ways[step + 1] / ways[step], rel=0.02, abs=2e-3
        )
    if "Converged" in text:
        assert ways[step] <= 1e-12
    if found := re.search(r"Jumps between (\d+) points", text):
        period = int(found[1])
        assert x[step] == pytest.approx(x[step - period], rel=1e-6) and x[step] != pytest.approx(x[step - 1], rel=1e-6)
    parabola = frame.settings.objective == "parabola"
    if "Converges" in text and parabola:
        later = walk("parabola", frame.run.recipe.text, x[0], 2000)
        assert abs(later[-1]) < 1e-3 * abs(x[0])
        swings = any(after * before < 0 for before, after in pairwise(later))
        assert ("in swings" in text) == swings
    if text.startswith("Diverges"):
        later = walk("parabola", frame.run.recipe.text, x[0], 3000)
        assert abs(later[-1]) > 1e6


@pytest.mark.parametrize("recipe", ["0.1", "0.9", "momentum=0.5:0.2", "nesterov=0.5:0.3"])
def test_the_band_that_is_said_and_drawn_is_the_scatter_of_a_long_run(recipe: str) -> None:
    steps, sigma = 12_000, 0.5
    frame = opened("parabola", recipe, steps, noise=sigma, x0=-0.2)
    found = re.search(r"band of ±(\S+) about the minimum", sentence(frame))
    assert found is not None
    (made,) = recipes(recipe)
    fields = {"optimizer": made.optimizer_text, "learning_rate": made.learning_rate}
    runs = lab_after(steps=steps, noise=sigma, x0=-0.2, **fields)._runs
    runs.finish()
    assert float(found[1]) == pytest.approx(runs.trajectory.between(500, steps)[:, 0].std(), rel=0.08)
    canvas = Watched(80, 24)
    PICTURE.draw(opened("parabola", recipe, 30, noise=sigma), canvas)
    plain = Watched(80, 24)
    PICTURE.draw(opened("parabola", recipe, 30), plain)
    assert Ink.HOLDS in [ink for ink, _ in canvas.drawn] and not plain.layers(Ink.HOLDS)


def test_a_rate_too_large_for_the_noise_has_no_band() -> None:
    frame = opened("parabola", "1.01", 50, noise=0.1)
    assert "band" not in sentence(frame) and "does not hold" in sentence(frame)


def test_noise_is_the_same_again_and_every_step_back_is_the_same_to_the_bit() -> None:
    def iterates(*actions: Action) -> bytes:
        return (
            lab_after(*actions, noise=0.3, steps=40, seed=3, compare=recipes("adam:0.1")).frame().run.iterates.tobytes()
        )

    back = [Action("step", amount=-1)] * 7 + [Action("step", amount=7)]
    assert iterates() == iterates(*back)
    other = frame_after(noise=0.3, steps=40, seed=4).run.iterates.tobytes()
    assert iterates() != other


def test_a_live_change_keeps_the_velocity_and_every_step_back_is_the_same_to_the_bit() -> None:
    live = (Action("mode"), Action("step", amount=6), Action("set", "learning_rate", 0.05), Action("step", amount=6))
    run = frame_after(*live, learning_rate=0.1, optimizer="momentum=0.5").run
    x, velocity = [-1.0], 0.0
    for step in range(12):
        velocity = 0.5 * velocity + 2 * x[-1]
        x.append(x[-1] - (0.1 if step < 6 else 0.05) * velocity)
    assert run.iterates.tolist() == pytest.approx(x, rel=1e-12)
    back = (Action("step", amount=-9), Action("step", amount=9))
    again = frame_after(*live, *back, learning_rate=0.1, optimizer="momentum=0.5").run
    assert again.iterates.tobytes() == run.iterates.tobytes()


# ------------------------------------------------------------------------------------------------------- reports


def documented(**fields: Any) -> dict[str, Any]:
    stream = io.StringIO()
    write(report(DescentSettings(**fields)), "json", stream, size=(80, 24), ascii_only=False)
    parsed: dict[str, Any] = json.loads(stream.getvalue())
    return parsed


def test_a_report_has_the_recipe_of_each_run_and_eta_of_each_update() -> None:
    parsed = documented(
        learning_rate=0.5, schedule="silver", steps=4, compare=recipes("0.1", "momentum:0.1", "adam:0.3")
    )
    root = math.sqrt(2)
    expected = [0.5 * factor for factor in (root, 2, root, 2 + root, root)]
    assert [step["learning_rate"] for step in parsed["steps"]] == pytest.approx(expected, rel=1e-15)
    assert (parsed["recipe"], parsed["schedule"], parsed["learning_rate"]) == ("0.5@silver", "silver", 0.5)
    nulls = ("growth_factor", "regime", "best_learning_rate", "critical_learning_rate", "steps_to_tolerance")
    assert [parsed[name] for name in nulls] == [None] * 5
    plain, momentum, adam = parsed["compare"]
    assert (plain["growth_factor"], plain["critical_learning_rate"]) == (0.8, 1.0)
    assert momentum["critical_learning_rate"] == pytest.approx(1.9)
    assert momentum["growth_factor"] == pytest.approx(math.sqrt(0.9))
    assert (adam["recipe"], adam["optimizer"], [adam[name] for name in nulls]) == ("adam:0.3", "adam", [None] * 5)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"objective": "abs", "schedule": "chebyshev"}, "only quadratics have it"),
        ({"schedule": "plateau"}, "only networks have it"),
        ({"objective": "softplus", "optimizer": "polyak"}, "no minimum"),
        ({"objective": "abs", "compare": recipes("0.1@chebyshev")}, "only quadratics have it"),
        ({"noise": -1.0}, "--noise"),
    ],
)
def test_what_cannot_descend_a_function_is_refused_in_one_line(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        DescentSettings(**fields)
    assert "\n" not in str(refused.value)


# -------------------------------------------------------------------------------------------------------- in the app


def test_the_keys_change_the_rule_and_what_the_next_function_cannot_do_is_left() -> None:
    lab = DescentLab(DescentSettings(schedule="chebyshev=8", paused=True))
    seen = []
    for _ in range(9):
        lab.act(Action("optimizer", amount=1))
        seen.append(lab.settings.optimizer)
    assert seen == ["momentum", "nesterov", "rmsprop", "adagrad", "adam", "polyak", "linesearch", "bb", "sgd"]
    lab.act(Action("optimizer", amount=1))
    lab.act(Action("parameter", amount=-0.05))
    assert lab.settings.optimizer == "momentum=0.85"
    lab.act(Action("pin"))
    assert lab.settings.compare == recipes("momentum=0.85:0.1@chebyshev=8")
    lab.act(Action("objective", amount=1))
    assert (lab.settings.optimizer, lab.settings.schedule, lab.settings.compare) == ("momentum=0.85", "constant", ())


def stories() -> Iterator[tuple[str, int, Preset]]:
    for name in OBJECTIVES:
        for index, preset in enumerate(presets_of(DescentSettings.opened(objective=name))):
            if (preset.optimizer, preset.schedule, preset.noise) != ("sgd", "constant", 0.0):
                yield name, index, preset


def first_within(points: np.ndarray[Any, Any], level: float) -> int:
    return int(np.argmax(np.abs(points) < level))


def side_by_side(name: str, index: int, steps: int) -> list[np.ndarray[Any, Any]]:
    """The iterates of a preset's runs."""
    lab = DescentLab(DescentSettings.opened(objective=name, paused=True))
    lab.act(Action("choose_preset", amount=index))
    lab.act(Action("set", "steps", steps))
    return [run.iterates for run in lab.frame().runs]


STORIES: dict[str, Callable[[list[np.ndarray[Any, Any]]], bool]] = {
    "in swings": lambda runs: len(set(np.sign(runs[0][:60]))) == 2 and abs(runs[0][-1]) < 1e-3,
    "the longest alone (◆) blows up": lambda runs: (
        abs(runs[0][15]) == pytest.approx((1 + 2**0.5) ** -4, rel=1e-6) and abs(runs[1][15]) > 1e6
    ),
    "beat one rate": lambda runs: [abs(run[8]) for run in runs] == pytest.approx([0.0106087, 0.2008], rel=1e-3),
    "nearer, later": lambda runs: (
        runs[1][100:].std() < 0.5 * runs[0][100:].std() and first_within(runs[0], 0.5) < first_within(runs[1], 0.5)
    ),
    "halves the way": lambda runs: runs[0][:20] == pytest.approx(-(0.5 ** np.arange(20)), rel=1e-9),
    "it settles": lambda runs: abs(runs[0][-1]) < 1e-8 and abs(runs[1][-1] - runs[1][-2]) == pytest.approx(0.3),
    # From −120 a rate below 2 takes (120 − 1)/2 steps or more, for |tanh x| < 1.
    "before any rate below 2": lambda runs: first_within(runs[0], 1.0) == 34 < (120 - 1) / 2 < first_within(runs[1], 1),
    "3 points for ever": lambda runs: sorted(runs[0][-3:]) == pytest.approx([-1.80245, 0.64653, 2.11592], abs=1e-4),
    "it gets there": lambda runs: abs(runs[0][-1]) < 1e-6,
}


@pytest.mark.parametrize(("name", "index", "preset"), [*stories()], ids=[preset.story for *_, preset in stories()])
def test_the_story_of_a_preset_with_a_rule_of_its_own_is_true(name: str, index: int, preset: Preset) -> None:
    runs = side_by_side(name, index, 400)
    said = [words for words in STORIES if words in preset.story]
    assert said and all(STORIES[words](runs) for words in said)


def test_the_rivals_of_a_preset_leave_with_it_and_others_stay() -> None:
    lab = DescentLab(DescentSettings(paused=True))
    silver = next(index for index, preset in enumerate(presets_of(lab.settings)) if preset.schedule == "silver")
    for amount, compare in ((silver, recipes("3.414213562373095")), (0, ())):
        lab.act(Action("choose_preset", amount=amount))
        assert lab.settings.compare == compare
    assert (lab.settings.schedule, lab.settings.noise) == ("constant", 0.0)


def test_runs_are_called_by_what_differs_and_no_two_alike() -> None:
    assert names_of(recipes("momentum=0.5:0.1", "momentum=0.9:0.1")) == ("β=0.5", "β=0.9")
    assert names_of(recipes("momentum:0.1", "nesterov:0.1")) == ("momentum=0.9", "nesterov=0.9")
    frame = frame_after(learning_rate=0.1, steps=3, compare=recipes("momentum:0.1", "0.5@silver", "adam:0.3"))
    lines = "\n".join(READOUT.cells(frame, 40, 30).lines())
    assert all(re.search(rf"{mark} {name} ", lines) for mark, name in zip("●◆△□", RACE, strict=True))


RACE = ("0.1", "β=0.9:0.1", "0.5@silver", "adam:0.3")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 45)] if LONG else [(80, 24)])
@pytest.mark.parametrize("view", ["picture", "history", "factor", "orbits", "momentum"])
def test_every_rule_has_a_picture_in_every_size(view: str, size: tuple[int, int]) -> None:
    for recipe in RULES[::3]:
        for noise in (0.0, 0.4):
            frame = opened("double-well", recipe, 30, view=view, noise=noise, compare=recipes("0.1", "adam:0.3"))
            LOOK.sheet(frame, *size, False)


EXTREME = st.sampled_from([0.1, 0.5, 1.0, 0.0, -0.1, 3.8, 1e300, 1e-300])
RULE = st.sampled_from([*OPTIMIZERS, *SEARCHES, "momentum=0", "momentum=0.999", "nesterov=0.3"])
FACTORS = st.sampled_from([*(name for name in SCHEDULES if name != "plateau"), "exponential=3", "time=1e9", "cosine=5"])


@given(
    st.sampled_from([*OBJECTIVES, "x^3", "1/x"]), RULE, FACTORS, EXTREME, EXTREME, st.sampled_from([0, 0, 0.5, 1e300])
)
@example("double-well", "nesterov", "constant", 1e-300, -1.2, 0.5)
@example("parabola", "momentum=0", "exponential=3", 1e300, -1.2, 0.0)
@example("bumps", "momentum=0.999", "constant", 3.8, 1.0, 0.5)
@examples(60)
def test_anything_has_a_sentence_of_one_line_and_a_picture(
    objective: str, optimizer: str, schedule: str, rate: float, x0: float, noise: float
) -> None:
    made = Recipe.of(rate, optimizer, schedule)
    fields: dict[str, Any] = {"optimizer": made.optimizer_text, "schedule": made.schedule_text}
    try:
        settings = DescentSettings(objective=objective, learning_rate=rate, x0=x0, noise=noise, steps=40, **fields)
    except ValueError as refused:
        assert "\n" not in str(refused)
        return
    frame = DescentLab(settings).frame()
    assert 0 < len(sentence(frame)) <= WIDTH
    LOOK.sheet(frame, 100, 30, False)


def test_the_strip_has_eta_of_each_step_where_a_schedule_changes_it() -> None:
    canvas = Watched(70, 12)
    HISTORY.draw(opened("parabola", "0.5@silver", 3), canvas)
    # The bars of the steps taken, and of the step that comes, stand in the two rows above the labels.
    bars, *_ = canvas.layers(Ink.CHANGE)
    heights = [sum(column == at for _, column in bars) for at in sorted({column for _, column in bars})]
    root = math.sqrt(2)
    ratios = [height / heights[1] for height in heights]
    assert ratios == pytest.approx([root / 2, 1, root / 2, (2 + root) / 2], abs=0.6)
    assert not draws_changes("0.5")


def draws_changes(recipe: str) -> bool:
    plain = Watched(70, 12)
    HISTORY.draw(opened("parabola", recipe, 3), plain)
    return bool(plain.layers(Ink.CHANGE))
