"""Where runs end up: the exact thresholds of one-dimensional maps, as they are published or follow by algebra.

x²/2 − x³/3 is the logistic map with r = 1 + η (May 1976, Feigenbaum 1978), (x² − 1)²/4 the cubic map of Chen and Bruna
(arXiv 2206.04172) and Chen et al. (arXiv 2310.01687).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.arrays import Array
from lrtui.core.cycles import periods
from lrtui.core.descent import Ending, Trajectory
from lrtui.core.mixed import Course
from lrtui.core.objectives import OBJECTIVES, objective
from lrtui.core.orbits import (
    ESCAPED,
    UNSETTLED,
    Kind,
    Outcome,
    basins,
    lyapunov_exponents,
    orbits,
    outcome_of,
    outcomes,
)
from lrtui.core.recipe import Recipe

from ..examples import examples

repeatable = examples(80)


def array(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


def seen(name: str, x0: float, *rates: float, skipped: int = 12_000) -> list[Outcome]:
    """What runs from ``x0`` have come to long after their start."""
    made = objective(name)
    return outcomes(made, orbits(made, array(x0), array(*rates), skipped=skipped, kept=512), array(*rates))


def word(outcome: Outcome) -> str | int:
    return outcome.period or str(outcome.kind)


# --- Thresholds -------------------------------------------------------------------------------------------------

LOGISTIC = [
    (2.0, 2e-3, "converged", 2),
    (math.sqrt(6), 2e-3, 2, 4),
    (2.544090, 2e-3, 4, 8),
    (2.569946, 5e-3, 16, "chaotic"),
    (2 * math.sqrt(2), 1e-3, "chaotic", 3),
    (3.0, 1e-4, "chaotic", "overflow"),
]
DOUBLE_WELL = [
    (1.0, 2e-3, "converged", 2),
    (math.sqrt(5) - 1, 2e-3, 2, 4),
    (1.288032, 5e-4, 4, 8),
    (1.299228, 1e-4, 8, 16),
    (1.301629, 5e-5, 16, 32),
    (2.0, 1e-4, "chaotic", "overflow"),
]


@pytest.mark.parametrize(
    ("name", "threshold", "by", "below", "above"),
    [*(("logistic", *row) for row in LOGISTIC), *(("double-well", *row) for row in DOUBLE_WELL)],
)
def test_just_below_and_just_above_each_threshold_runs_do_what_theory_says(
    name: str, threshold: float, by: float, below: str | int, above: str | int
) -> None:
    assert [word(outcome) for outcome in seen(name, 0.5, threshold - by, threshold + by)] == [below, above]
    known = [row.learning_rate for row in OBJECTIVES[name].thresholds]
    assert min(abs(rate - threshold) for rate in known) < 1e-6


def test_chaos_has_a_positive_exponent_and_cycles_a_negative_one() -> None:
    # At η = 3 the logistic map has r = 4, and the exponent ln 2.
    (full,) = seen("logistic", 0.4, 3.0 - 1e-12, skipped=1000)
    assert full.kind is Kind.CHAOTIC
    assert full.lyapunov == pytest.approx(math.log(2), abs=0.05)
    (onset, beyond, superstable) = seen("double-well", 0.5, 1.3015, 1.3035, 3 / math.sqrt(2) - 1)
    assert onset.lyapunov is not None
    assert beyond.lyapunov is not None
    assert onset.lyapunov < 0 < beyond.lyapunov
    assert superstable.period == 2
    assert superstable.lyapunov is not None
    assert superstable.lyapunov < -5


def test_the_wells_merge_at_their_rate() -> None:
    made, rate = objective("double-well"), 3 * math.sqrt(3) / 2 - 1
    points = orbits(made, array(0.5), array(rate - 1e-3, rate + 2e-3), skipped=1000, kept=20_000)
    assert (points.min(axis=0) > 0).tolist() == [True, False]


@pytest.mark.parametrize("rate", [0.3, 0.9, 1.4, 1.9])
def test_a_run_escapes_the_wells_exactly_from_its_bound_on(rate: float) -> None:
    bound = math.sqrt(1 + 2 / rate)
    starts = array(bound * (1 - 1e-12), bound * (1 + 1e-12), -bound * (1 - 1e-12), -bound * (1 + 1e-12))
    last = orbits(objective("double-well"), starts, array(rate), kept=1)[0]
    assert np.isfinite(last).tolist() == [True, False, True, False]


@pytest.mark.parametrize("x0", [0.25, 1.0, 3.0])
def test_the_quartic_s_safe_rate_depends_on_the_start(x0: float) -> None:
    critical = 2 / x0**2
    rates = array(critical * (1 - 1e-6), critical, critical * (1 + 1e-6))
    points = orbits(objective("quartic"), array(x0), rates, skipped=20_000, kept=64)
    assert np.abs(points[-1, 0]) < 0.02 * x0
    assert np.abs(points[:, 1]).tolist() == [x0] * 64
    assert not np.isfinite(points[-1, 2])
    assert [word(outcome) for outcome in outcomes(objective("quartic"), points, rates)] == ["undecided", 2, "overflow"]


@pytest.mark.parametrize(("rate", "place"), [(3.0, 1.28784), (5.0, 2.46406)])
def test_log_cosh_ends_in_its_two_cycle(rate: float, place: float) -> None:
    points = orbits(objective("log-cosh"), array(0.7), array(rate), kept=2)
    assert np.abs(points[:, 0]) == pytest.approx([place] * 2, abs=1e-5)
    assert points[0, 0] * points[1, 0] < 0
    assert 2 * place == pytest.approx(rate * math.tanh(place), abs=1e-4)


def test_log_cosh_never_blows_up_and_softplus_never_rests() -> None:
    assert [word(outcome) for outcome in seen("log-cosh", 0.7, 1.9, 2.01, 1e4, 1e9)] == ["converged", 2, 2, 2]
    assert [outcome.kind for outcome in seen("softplus", -2.0, 0.1, 1.0, 10.0, skipped=500)] == [Kind.UNDECIDED] * 3
    made = objective("softplus")
    # x grows like the logarithm of the step: e^x grows by η a step.
    thousand, two_thousand = orbits(made, array(-2.0), array(1.0), skipped=1000, kept=1001)[[0, -1], 0]
    assert two_thousand - thousand == pytest.approx(math.log(2), abs=0.01)


def test_a_kink_ends_in_jumps_of_the_width_of_the_rate() -> None:
    rates = array(0.1, 0.3, 0.5)
    points = orbits(objective("abs"), array(-1.03), rates, kept=64)
    assert np.abs(np.diff(points, axis=0)) == pytest.approx(np.broadcast_to(rates, (63, 3)))
    assert periods(points).tolist() == [2, 2, 2]


# --- Orbits and outcomes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OBJECTIVES)
def test_orbits_are_the_iterates_of_the_runs_to_the_bit(name: str) -> None:
    made, rates = objective(name), np.linspace(0.05, 2.4, 7)
    trajectory = Trajectory(made, np.full(7, 0.6), rates, tolerance=0.0)
    trajectory.extend(260)
    points = orbits(made, array(0.6), rates, skipped=200, kept=61)
    for run in range(7):
        if trajectory.ending(run) is None:
            assert points[:, run].tobytes() == trajectory.between(200, 260)[:, run].tobytes()


def test_starts_and_rates_spread_against_each_other() -> None:
    made, starts, rates = objective("double-well"), np.linspace(-1.5, 1.5, 60)[:, None], np.linspace(0.1, 1.2, 50)
    together = orbits(made, starts, rates, skipped=70, kept=3)
    assert together.shape == (3, 60, 50)
    assert together[:, 41, 7].tolist() == orbits(made, starts[41], rates[7:8], skipped=70, kept=3)[:, 0].tolist()
    assert orbits(made, array(0.3), array(0.1), skipped=0, kept=1).tolist() == [[0.3]]


def test_basins_name_the_minimum() -> None:
    made = objective("double-well")
    starts, rates = array(-1.2, 0.0, 1.2, 9.0)[:, None], array(0.1, 0.9, 1.1)
    right, wrong, far = made.minima.tolist().index(1.0), made.minima.tolist().index(-1.0), ESCAPED
    expected = [[wrong, wrong, UNSETTLED], [UNSETTLED] * 3, [right, right, UNSETTLED], [right, far, far]]
    expected[3][0] = int(basins(made, array(9.0), array(0.1))[0])
    assert expected[3][0] == ESCAPED  # 9 > √(1 + 2/0.1)
    assert basins(made, starts, rates).tolist() == expected
    # Just above 2/f'' a run leaves the minimum, however slowly.
    assert basins(objective("parabola"), array(1e-4), array(0.9999, 1.0001)).tolist() == [0, UNSETTLED]
    assert basins(objective("softplus"), array(0.0), array(1.0)).tolist() == [UNSETTLED]


def repeating(cycle: list[float], count: int, closing: float = 0.0) -> Array:
    """A run through a cycle; its points close in on it by so much a step, or stay."""
    points = np.resize(array(*cycle), count)
    return np.asarray(points + 1e-3 * (1 - closing) ** np.arange(count) * (closing > 0))[:, None]


@repeatable
@given(st.integers(2, 64), st.integers(0, 2**31))
def test_a_cycle_has_its_shortest_period(length: int, seed: int) -> None:
    cycle = np.random.default_rng(seed).permutation(length).astype(float).tolist()
    assert periods(repeating(cycle, 512)).tolist() == [length]
    assert periods(repeating(cycle * 2, 512)).tolist() == [length]
    # Another scale and place do not matter, nor does one run to the next.
    two = np.concatenate([1e-6 * repeating(cycle, 300) - 3.0, np.random.default_rng(seed).random((300, 1))], axis=1)
    assert periods(two).tolist() == [length, 0]


def test_what_only_closes_in_is_no_cycle() -> None:
    steps = np.arange(400.0)
    for factor in (-0.999, -0.999999, 0.99, 1.0001):
        assert periods((factor**steps)[:, None]).tolist() == [0]
    assert periods(np.full((400, 1), 0.3)).tolist() == [1]
    assert periods(repeating([1.0, 2.0, 4.0], 400, closing=1e-4)).tolist() == [0]
    # A cycle of 2 that is still closing in, from both sides, is not one of 4.
    near = repeating([1.0, 2.0], 400)[:, 0] + 3e-7 * (-0.9999) ** (steps // 2)
    assert periods(near[:, None]).tolist() == [0]
    # Nothing is said of a few points.
    assert periods(repeating([1.0, 2.0, 3.0], 11)).tolist() == [0]


def test_the_exponent_of_a_parabola_is_the_logarithm_of_its_factor() -> None:
    rates = array(0.1, 0.8, 1.2)
    points = orbits(objective("parabola"), array(-1.0), rates, skipped=0, kept=30)
    assert lyapunov_exponents(objective("parabola"), points, rates) == pytest.approx(
        np.log(np.abs(1 - 2 * rates)), rel=1e-12
    )


@pytest.mark.parametrize(
    ("name", "x0", "rate", "steps", "expected"),
    [
        ("parabola", -1.0, 0.8, 1, "undecided"),
        ("parabola", -1.0, 0.8, 500, "converged"),
        ("parabola", -1.0, 1.0, 6, "undecided"),
        ("parabola", -1.0, 1.0, 20, 2),
        ("parabola", -1.0, 1.0, 200, 2),
        ("parabola", -1.0, 1.2, 50, "undecided"),
        ("parabola", -1.0, 1.2, 5000, "overflow"),
        ("parabola", -1.0, 0.0, 5, "frozen"),
        ("logistic", 0.5, 0.5, 500, "converged"),
        ("logistic", 0.5, 2.5, 3000, 4),
        ("logistic", 0.5, 2.9, 1000, "chaotic"),
        ("logistic", 0.5, 3.1, 1000, "overflow"),
        ("double-well", 0.0, 0.3, 10, "frozen"),
        ("softplus", 0.0, 1.0, 400, "undecided"),
    ],
)
def test_a_run_is_judged_by_what_it_has_done(
    name: str, x0: float, rate: float, steps: int, expected: str | int
) -> None:
    trajectory = Trajectory(objective(name), [1.0, x0], [0.1, rate])
    trajectory.extend(steps)
    assert word(outcome_of(trajectory, 1)) == expected
    if (name, steps) == ("parabola", 1):
        assert outcome_of(trajectory, 1).lyapunov == pytest.approx(math.log(0.6))


def test_only_the_present_rate_counts() -> None:
    trajectory = Trajectory(objective("logistic"), [0.5], [2.9])
    trajectory.extend(1000)
    trajectory.change_learning_rate([2.2])
    trajectory.extend(20)
    assert outcome_of(trajectory).kind is Kind.UNDECIDED
    trajectory.extend(600)
    assert outcome_of(trajectory).period == 2
    assert Ending.CONVERGED.value in set(Kind)


@pytest.mark.long
def test_no_rate_below_its_bound_lets_the_logistic_map_escape() -> None:
    made, rates = objective("logistic"), np.linspace(2.0, 3.0, 401)
    assert np.isfinite(orbits(made, array(0.5), rates, skipped=100_000, kept=1)).all()


def test_of_other_rules_than_plain_descent_the_cycle_is_known_and_no_exponent() -> None:
    # Lessard, Recht and Packard (2016): the best momentum of parabolas circles among three points.
    course = Course((Recipe.parse(f"momentum={4 / 9!r}:1"),))
    trajectory = Trajectory(objective("lessard"), [3.3], [1 / 9], course=course)
    trajectory.extend(3000)
    assert outcome_of(trajectory) == (Kind.CYCLE, 3, None)


def test_a_run_that_spirals_in_on_a_cycle_of_four_is_not_on_one_of_twenty() -> None:
    course = Course((Recipe.parse("momentum:5"),))
    trajectory = Trajectory(objective("log-cosh"), [-2.0], [5.0], course=course)
    trajectory.extend(600)
    assert {outcome_of(trajectory, 0, step).period for step in range(300, 601)} == {None, 4}
