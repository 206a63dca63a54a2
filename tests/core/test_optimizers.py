"""Optimizers are PyTorch's, step by step; each is stable up to its limit; and those that choose their rate do so."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lrtui.core.arrays import Array
from lrtui.core.dynamics import Iterated, dynamics_of
from lrtui.core.network import Parameters
from lrtui.core.objectives import objective
from lrtui.core.optimizers import OPTIMIZERS
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe
from lrtui.core.searches import SEARCHES
from lrtui.core.stepping import Stepper

if TYPE_CHECKING:
    from lrtui.core.optimizers import State

TABLES = Path(__file__).parent / "tables"
ITERATES: dict[str, list[list[float]]] = json.loads((TABLES / "optimizers.json").read_text(encoding="utf-8"))
NETWORK: dict[str, Any] = json.loads((TABLES / "network.json").read_text(encoding="utf-8"))
KEPT = [*range(11), *range(20, 201, 10)]


def walk(recipe: str, f: str | Quadratic, x0: list[float], steps: int) -> Array:
    """The iterates 0 … ``steps`` from some points, ``(steps + 1, runs)``."""
    made = objective(f) if isinstance(f, str) else f
    read = Recipe.parse(recipe)
    dynamics = Iterated(made, read.rule_on(made))
    rates = np.repeat(read.rates(np.arange(float(steps)), length=steps)[:, None], len(x0), axis=1)
    return dynamics.steps(dynamics.start(np.array(x0)), rates, np.full(rates.shape, True), steps)[0]


@pytest.mark.parametrize("what", ITERATES)
def test_two_hundred_steps_are_those_of_torch(what: str) -> None:
    rule, _, formula = what.partition(" on ")
    expected = np.array(ITERATES[what])
    found = walk(f"{rule}:0.02", formula, expected[0].tolist(), 200)[KEPT]
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("rule", [rule for rule in NETWORK if rule not in {"initial", "features", "labels"}])
def test_fifty_updates_of_a_network_are_those_of_torch(rule: str) -> None:
    weights = Parameters.zeros(1, 2, 6, 3)
    for array, values in zip(weights.arrays, NETWORK["initial"].values(), strict=True):
        array[0] = values
    stepper = Stepper(weights, (Recipe.parse(f"{rule}:0.03"),))
    inputs, targets = np.vstack([np.transpose(NETWORK["features"]), np.ones(20)]), np.eye(3)[NETWORK["labels"]].T
    for update in range(50):
        rows = slice(5 * (update % 4), 5 * (update % 4) + 5)
        stepper.step(inputs[:, rows], targets[:, rows], np.array([[0.03]]))
    for array, values in zip(stepper.weights.arrays, NETWORK[rule]["weights"].values(), strict=True):
        assert array[0] == pytest.approx(np.array(values), rel=1e-12, abs=1e-12)


def test_the_tables_have_every_rule_that_torch_has() -> None:
    rules = {"sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam"}
    assert {what.partition(" on ")[0].partition("=")[0] for what in ITERATES} == rules
    assert {rule.partition("=")[0] for rule in NETWORK} >= rules


# --- Limits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        ("sgd", 2.0),
        *((f"momentum={beta}", 2 * (1 + beta)) for beta in (0.3, 0.5, 0.9)),
        *((f"nesterov={beta}", 2 * (1 + beta) / (1 + 2 * beta)) for beta in (0.3, 0.5, 0.9)),
    ],
)
def test_descent_is_stable_up_to_the_limit_and_not_beyond(rule: str, limit: float) -> None:
    assert Recipe.parse(f"{rule}:1").rule.limit == pytest.approx(limit, rel=1e-15)
    for share, grows in ((0.9999, False), (1.0001, True)):
        sizes = np.abs(walk(f"{rule}:{share * limit / 3!r}", Quadratic(1.5), [1.0], 3000)[:, 0])
        assert (sizes[-100:].max() > sizes[1000:1100].max()) == grows


def test_adam_is_stable_up_to_its_limit_in_the_curvature_divided_by_its_scale() -> None:
    rule, curvature = Recipe.parse("adam:1").rule, 3.0
    assert rule.limit == pytest.approx(38)
    assert rule.scale is not None
    # The squares stay 1 after each update, which is what they would be among large gradients of other rows.
    steady = np.ones(1) / 0.999
    state: State = (np.zeros(1), steady, np.zeros(1), np.zeros(1))
    edge = 38 * float(rule.scale((state[0], np.ones(1), *state[2:]))[0]) / curvature
    for share, grows in ((0.9999, False), (1.0001, True)):
        x, inner, sizes = np.array([1e-12]), state, list[float]()
        for _ in range(2000):
            step, (mean, _, *powers) = rule.update(curvature * x, inner, np.array([share * edge]))
            x, inner = x - step, (mean, steady, *powers)
            sizes.append(abs(float(x[0])))
        assert (max(sizes[-100:]) > max(sizes[1000:1100])) == grows


@pytest.mark.parametrize(
    ("rule", "expected"), [("rmsprop", 0.2 + 1e-8), ("adagrad", 2.0 + 1e-10), ("adam", 0.2 + 1e-9)]
)
def test_the_scale_is_what_a_step_is_divided_by(rule: str, expected: float) -> None:
    made = Recipe.parse(f"{rule}:1").rule
    gradient = np.array([[2.0]])
    _, state = made.update(gradient, made.init(np.zeros((1, 1))), np.array([[1.0]]))
    assert made.scale is not None
    # After the first update s is 0.01·g² for RMSprop, g² for Adagrad, and for Adam g² again once it is corrected.
    assert made.scale(state) == pytest.approx(np.array([[expected]]), rel=1e-9)
    assert made.limit == (pytest.approx(38) if rule == "adam" else 2.0)


def test_the_best_momentum_of_parabolas_circles_for_ever_on_a_convex_function() -> None:
    # Lessard, Recht and Packard (2016), with a first step without momentum.
    points = walk(f"momentum={4 / 9!r}:{1 / 9!r}", "lessard", [3.07, 3.3, 3.46, 3.0, 3.5], 600)
    for run in range(3):
        assert sorted(points[-3:, run]) == pytest.approx([-1.8024, 0.6465, 2.1159], abs=1e-4)
    assert np.abs(points[-1, 3:]).max() < 1e-12


# --- Rules that choose their rate -------------------------------------------------------------------------------


@pytest.mark.parametrize("f", [Quadratic(), Quadratic(7.5, 2.0, -1.0), Quadratic(1e-3)])
def test_polyak_s_step_halves_the_distance_on_every_parabola(f: Quadratic) -> None:
    x = walk("polyak:1", f, [-1.0, 0.3, 20.0], 12)
    assert (x[1:] - f.minimum) / (x[:-1] - f.minimum) == pytest.approx(np.full((12, 3), 0.5), rel=1e-9)
    twice = walk("polyak:2", f, [-1.0], 1)
    assert twice[1, 0] == pytest.approx(f.minimum, abs=1e-12)


def test_polyak_s_step_refuses_a_function_without_a_minimum() -> None:
    with pytest.raises(ValueError, match=r"polyak goes by f's lowest value, and log\(1 \+ exp\(-x\)\) has no minimum"):
        dynamics_of(objective("softplus"), Recipe.parse("polyak:1"))


class Ellipse:
    """(x² + γy²)/2, of points ``(runs, 2)``."""

    text = "(x^2 + 10y^2)/2"
    minima = np.zeros((1, 2))
    weights = np.array([1.0, 10.0])

    def value(self, points: Array) -> Array:
        return np.asarray((self.weights * points**2).sum(axis=-1) / 2)

    def gradient(self, points: Array) -> Array:
        return self.weights * points

    hessian = gradient


def test_exact_line_search_zigzags_as_it_is_known_to() -> None:
    f = Ellipse()
    rule = SEARCHES["linesearch"](f)
    x, state, found = np.array([[10.0, 1.0]]), rule.init(np.array([[10.0, 1.0]])), []
    for _ in range(3):
        gradient = f.gradient(x)
        step, state = rule.update(gradient, state, np.array([[1.0]]))
        assert step == pytest.approx(2 / 11 * gradient, rel=1e-7)
        x = x - step
        found.append(float(x[0, 0]))
    assert found == pytest.approx([8.1818, 6.6942, 5.4771], abs=5e-5)


def test_line_search_lands_on_the_minimum_of_one_variable() -> None:
    assert walk("linesearch:1", Quadratic(3.0, 2.0), [-1.0, 9.0], 1)[1].tolist() == [2.0, 2.0]
    assert np.abs(walk("linesearch:1", "log(cosh(x))", [-2.0, 0.3], 2)[-1]).max() < 1e-12
    assert np.abs(walk("linesearch:1", "abs", [-1.03], 1)[-1]).max() < 1e-15
    # η is a factor: half of the way.
    assert walk("linesearch:0.5", "log(cosh(x))", [-2.0], 1)[-1] == pytest.approx([-1.0], rel=1e-12)
    # Where there is no minimum, f falls for ever.
    assert (
        not np.isfinite(walk("linesearch:1", "x", [1.0], 20)).all() or walk("linesearch:1", "x", [1.0], 20)[-1] < -1e18
    )


def test_barzilai_and_borwein_s_step_is_the_secant_after_a_plain_one() -> None:
    x = walk("bb:0.1", "log(cosh(x))", [0.5], 4)[:, 0]
    slopes = np.tanh(x)
    assert x[1] == pytest.approx(x[0] - 0.1 * slopes[0], rel=1e-15)
    for step in range(1, 4):
        secant = (x[step] - x[step - 1]) / (slopes[step] - slopes[step - 1])
        assert x[step + 1] == pytest.approx(x[step] - 0.1 * secant * slopes[step], rel=1e-9)
    assert abs(walk("bb:1", "log(cosh(x))", [0.5], 9)[-1, 0]) < 1e-15
    # Where f is not convex between the last two points, the step is plain again.
    x = walk("bb:0.01", "double-well", [0.1], 2)[:, 0]
    assert x[2] == pytest.approx(x[1] - 0.01 * (x[1] ** 3 - x[1]), rel=1e-12)


@pytest.mark.parametrize("rule", [*OPTIMIZERS, *SEARCHES])
def test_no_rule_changes_what_it_is_given_and_no_run_notices_another(rule: str) -> None:
    f = objective("log-cosh")
    made = Recipe.parse(f"{rule}:0.3").rule_on(f)
    x = np.array([-1.0, 0.3, 2.5])
    state, rates = made.init(x), np.array([0.3, 0.01, 1.0])
    for _ in range(5):
        gradient = f.gradient(x)
        given = (gradient, *state, rates, x)
        copies = [array.copy() for array in given]
        with np.errstate(all="ignore"):
            step, following = made.update(gradient, state, rates)
        for run in range(3):
            one = slice(run, run + 1)
            with np.errstate(all="ignore"):
                alone, inner = made.update(gradient[one], tuple(array[one] for array in state), rates[one])
            assert alone.tobytes() == step[one].tobytes()
            assert [a.tobytes() for a in inner] == [array[one].tobytes() for array in following]
        assert [array.tobytes() for array in given] == [array.tobytes() for array in copies]
        x, state = x - step, following
    assert math.isfinite(x.sum())
