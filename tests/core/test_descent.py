"""Trajectories against the closed form, a plain loop and each other, bit for bit where that is promised."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lrtui.core.descent import Ending, Trajectory
from lrtui.core.dynamics import BLOCK
from lrtui.core.mixed import Course
from lrtui.core.noise import Noise
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe

from ..examples import examples

repeatable = examples(150)

EVERY_STEP = 100_000
"""A capacity at which none of these tests thins its history."""

MIXED_RATES = (0.8, 0.5, 1.0, 1.2, 0.0, -0.1, 1e308, 0.45, 1.0001, 1e-20)
"""Runs of every regime, which end at different steps and for different reasons, or not at all."""

RATES = st.sampled_from(MIXED_RATES) | st.floats(-3, 3)


def run(
    rates: float | Sequence[float],
    x0: float | Sequence[float] = -1.0,
    *,
    a: float = 1.0,
    tolerance: float = 1e-12,
    capacity: int = EVERY_STEP,
) -> Trajectory:
    rate = np.atleast_1d(np.array(rates, dtype=np.float64))
    start = np.broadcast_to(np.array(x0, dtype=np.float64), rate.shape)
    return Trajectory(Quadratic(a), start, rate, tolerance=tolerance, capacity=capacity)


def iterates(trajectory: Trajectory, which: int = 0) -> list[float]:
    """All iterates of one run."""
    values: list[float] = trajectory.between(0, trajectory.last_step)[:, which].tolist()
    return values


def endings(trajectory: Trajectory) -> list[tuple[Ending | None, int | None]]:
    """Why each run stands still, and since which step."""
    runs = range(trajectory.last.size)
    return [(trajectory.ending(which), trajectory.ended_at(which)) for which in runs]


def bits(values: NDArray[Any]) -> bytes:
    """What two arrays share only if they are equal to the bit, signs of zeros included."""
    return np.ascontiguousarray(values).tobytes()


# --- The iterates -----------------------------------------------------------------------------------------------


@repeatable
@given(
    a=st.floats(1e-3, 1e3),
    product=st.floats(-6, 6),
    x0=st.floats(1e-6, 1e6).flatmap(lambda size: st.sampled_from([size, -size])),
)
def test_iterates_agree_with_the_closed_form_and_with_a_plain_loop(a: float, product: float, x0: float) -> None:
    # Next to the best rate the factor is a difference of almost equal numbers, and its digits are not comparable.
    assume(abs(product - 1) > 1e-3)
    rate = product / (2 * a)
    trajectory = run(rate, x0, a=a, tolerance=0.0)
    trajectory.extend(40)
    walked = x0
    for step, x in enumerate(iterates(trajectory)):
        assert x == pytest.approx(walked, rel=1e-9, abs=0)
        assert x == pytest.approx(x0 * (1 - 2 * a * rate) ** step, rel=1e-9, abs=0)
        walked -= rate * (2 * a * walked)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (0.8, [-1, 0.6, -0.36, 0.216]),
        (1.2, [-1, 1.4, -1.96, 2.744]),
        (1.1, [-1, 1.2, -1.44, 1.728]),
        (1.0, [-1, 1, -1, 1]),
        (0.5, [-1, 0]),
    ],
)
def test_the_numbers_of_the_article(rate: float, expected: list[float]) -> None:
    trajectory = run(rate)
    trajectory.extend(3)
    assert iterates(trajectory) == pytest.approx(expected, abs=1e-12)


def test_the_two_cycle_is_exact_for_ever() -> None:
    trajectory = run(1.0)
    assert trajectory.extend(20_000) == 20_000
    assert iterates(trajectory) == [-1.0, 1.0] * 10_000 + [-1.0]
    assert trajectory.ending() is None


# --- Endings ----------------------------------------------------------------------------------------------------


def test_a_run_converges_at_the_first_step_within_the_tolerance() -> None:
    trajectory = run(0.8, tolerance=1e-6)
    taken = trajectory.extend(1000)
    assert trajectory.ending() is Ending.CONVERGED
    assert taken == trajectory.last_step == len(iterates(trajectory)) - 1
    *before, last = map(abs, iterates(trajectory))
    assert last <= 1e-6 < min(before)


@pytest.mark.parametrize(("a", "rate", "x0"), [(1.0, 1.2, -1.0), (1.0, -0.3, 2.0), (1e-300, 2e300, 1.0), (1e300, 1, 1)])
def test_a_run_overflows_before_the_first_iterate_whose_value_is_infinite(a: float, rate: float, x0: float) -> None:
    trajectory = run(rate, x0, a=a)
    trajectory.extend(10_000)
    assert trajectory.ending() is Ending.OVERFLOW
    assert all(math.isfinite(a * x * x) for x in iterates(trajectory))
    following = iterates(trajectory)[-1] * (1 - 2 * a * rate)
    assert math.isinf(a * following * following)


@pytest.mark.parametrize("rate", [1e308, -1e308, 1e300])
def test_a_huge_rate_overflows_at_once_and_keeps_the_initial_point(rate: float) -> None:
    trajectory = run(rate)
    assert trajectory.extend(5) == 0
    assert trajectory.ended
    assert trajectory.ending() is Ending.OVERFLOW
    assert iterates(trajectory) == [-1.0]


@pytest.mark.parametrize("rate", [0.0, -0.0, 1e-20, -1e-20, 5e-324])
def test_a_rate_that_moves_nothing_is_frozen(rate: float) -> None:
    trajectory = run(rate)
    assert trajectory.extend(5) == 0
    assert trajectory.ending() is Ending.FROZEN
    assert iterates(trajectory) == [-1.0]


@pytest.mark.parametrize("rate", [0.8, 1.0, 1.2, -0.1, 0.0, 1e300, 1e308, -1e308])
@pytest.mark.parametrize("tolerance", [0.0, 1e-12])
def test_at_the_minimum_every_rate_has_converged(rate: float, tolerance: float) -> None:
    # The gradient is 0 there, so the step is 0 whatever the rate.
    trajectory = run(rate, 0.0, tolerance=tolerance)
    assert trajectory.ending() is Ending.CONVERGED
    assert trajectory.extend(5) == 0


@pytest.mark.parametrize("rate", [0.3, 0.5, 0.8, 1.0])
def test_a_start_within_the_tolerance_has_converged_where_the_rate_does_not_leave(rate: float) -> None:
    trajectory = run(rate, 1e-13)
    assert trajectory.ending() is Ending.CONVERGED
    assert trajectory.extend(5) == 0


@pytest.mark.parametrize("rate", [1.2, -0.1])
def test_a_start_within_the_tolerance_goes_on_where_the_rate_diverges(rate: float) -> None:
    trajectory = run(rate, 1e-13)
    assert trajectory.ending() is None
    assert trajectory.extend(100) == 100
    assert abs(trajectory.last[0]) > 1e-12


@pytest.mark.parametrize(("rate", "ending"), [(0.3, Ending.CONVERGED), (0.1, Ending.FROZEN), (0.8, None)])
def test_a_tolerance_of_zero_lets_a_run_shrink_to_the_last_floats(rate: float, ending: Ending | None) -> None:
    # 0.4 of the smallest float is 0; 0.8 of a few of them, and −0.6 of one, are as many again.
    trajectory = run(rate, tolerance=0.0)
    trajectory.extend(10_000)
    assert trajectory.ending() is ending
    assert abs(trajectory.last[0]) <= 3 * 5e-324


def test_extending_takes_no_more_steps_than_asked_for() -> None:
    trajectory = run(1.0)
    assert [trajectory.extend(steps) for steps in (0, 1, 7, BLOCK, BLOCK + 1)] == [0, 1, 7, BLOCK, BLOCK + 1]
    assert trajectory.last_step == 8 + 2 * BLOCK + 1
    assert trajectory.extend(-3) == 0


def test_a_run_overflows_also_where_the_value_of_the_objective_stays_finite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Quadratic, "value", lambda self, x: np.zeros_like(x))
    trajectory = run(1.5)
    trajectory.extend(2000)
    assert (trajectory.ending(), trajectory.last_step) == (Ending.OVERFLOW, 1023)


# --- Arrays of runs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("capacity", [8, EVERY_STEP])
def test_each_run_of_an_array_is_to_the_bit_the_run_alone(capacity: int) -> None:
    together = run(MIXED_RATES, capacity=capacity)
    together.extend(3000)
    assert not together.ended
    for which, rate in enumerate(MIXED_RATES):
        alone = run(rate)
        alone.extend(3000)
        assert endings(together)[which] == endings(alone)[0]
        walked = alone.between(0, alone.last_step)[:, 0]
        # A run that has ended keeps its last iterate.
        stood_still = np.full(together.last_step - alone.last_step, walked[-1])
        expected = np.concatenate([walked, stood_still])
        assert bits(together.between(0, together.last_step)[:, which]) == bits(expected)
        assert together.last[which] == expected[-1]


def test_an_array_of_runs_has_ended_when_its_last_run_has() -> None:
    rates = (0.8, 0.5, 1.2, 0.0)
    together, alone = run(rates), [run(rate) for rate in rates]
    for trajectory in (together, *alone):
        trajectory.extend(100_000)
    assert together.ended
    assert together.last_step == max(trajectory.last_step for trajectory in alone)


@repeatable
@given(
    rivals=st.lists(st.tuples(RATES, st.floats(-1e3, 1e3)), min_size=1, max_size=4),
    stretches=st.lists(st.tuples(st.integers(0, 80), RATES), max_size=4),
    capacity=st.integers(2, 40),
)
def test_a_change_for_one_run_leaves_the_others_alone(
    rivals: list[tuple[float, float]], stretches: list[tuple[int, float]], capacity: int
) -> None:
    rates = [0.8, *(rate for rate, _ in rivals)]
    together = run(rates, [-1.0, *(x0 for _, x0 in rivals)], capacity=capacity)
    for steps, rate in stretches:
        together.extend(steps)
        rates[0] = rate
        together.change_learning_rate(np.array(rates))
    together.extend(10)
    for which, (rate, x0) in enumerate(rivals, start=1):
        alone = run(rate, x0)
        alone.extend(together.last_step)
        assert endings(together)[which] == endings(alone)[0]
        walked = alone.between(0, alone.last_step)[:, 0]
        assert bits(together.between(0, alone.last_step)[:, which]) == bits(walked)
        assert together.last[which] == walked[-1]


# --- Slicing, thinning, memory ----------------------------------------------------------------------------------


@repeatable
@given(
    rates=st.lists(RATES, min_size=1, max_size=4),
    slices=st.lists(st.integers(0, 90), max_size=12),
    capacity=st.integers(2, 40),
    data=st.data(),
)
def test_no_result_depends_on_how_the_steps_were_sliced_or_thinned(
    rates: list[float], slices: list[int], capacity: int, data: st.DataObject
) -> None:
    whole = run(rates, tolerance=1e-9)
    whole.extend(sum(slices))
    sliced = run(rates, tolerance=1e-9, capacity=capacity)
    assert sum(sliced.extend(steps) for steps in slices) == whole.last_step == sliced.last_step
    assert endings(sliced) == endings(whole)
    assert bits(sliced.last) == bits(whole.last)
    assert bits(sliced.between(0, sliced.last_step)) == bits(whole.between(0, whole.last_step))
    first = data.draw(st.integers(0, whole.last_step), label="first")
    last = data.draw(st.integers(first, whole.last_step), label="last")
    assert bits(sliced.at(first)) == bits(whole.at(first))
    assert bits(sliced.between(first, last)) == bits(whole.between(first, last))


@pytest.mark.parametrize("slices", [(BLOCK - 1, 1, BLOCK, 2), (1, 2 * BLOCK + 1), (BLOCK, BLOCK, 2)])
def test_slices_across_the_internal_blocks_change_nothing(slices: tuple[int, ...]) -> None:
    # 0.9999 and 0.0001 are slow enough to go on through all blocks; 0.9 ends within the first.
    rates = (0.9999, 0.0001, 0.9)
    whole, sliced = run(rates), run(rates, capacity=100)
    whole.extend(sum(slices))
    for steps in slices:
        sliced.extend(steps)
    assert whole.last_step == 2 * BLOCK + 2
    assert bits(sliced.between(0, sliced.last_step)) == bits(whole.between(0, whole.last_step))


@repeatable
@given(st.integers(2, 40), st.lists(st.integers(0, 900), max_size=6), st.data())
def test_samples_are_evenly_thinned_true_iterates_and_the_step_asked_for(
    capacity: int, slices: list[int], data: st.DataObject
) -> None:
    thinned, whole = run((1.0, 1.001), capacity=capacity), run((1.0, 1.001))
    for length in slices:
        thinned.extend(length)
        whole.extend(length)
    last = data.draw(st.integers(0, thinned.last_step), label="last")
    steps, values = thinned.samples(last, 1)
    assert thinned.last_step // thinned.stride + 1 <= capacity
    assert thinned.stride == 1 or thinned.last_step // (thinned.stride // 2) + 1 > capacity
    assert steps.tolist() == sorted({*range(0, last + 1, thinned.stride), last})
    assert bits(values) == bits(whole.between(0, last)[steps, 1])


@repeatable
@given(st.integers(2, 20), st.sampled_from([0.8, 0.6, 0.5, 0.0, 9.0, 1e308]), st.integers(0, 400))
@example(capacity=2, rate=0.8, steps=400)
def test_a_run_that_has_ended_keeps_the_samples_and_updates_that_it_would_have_alone(
    capacity: int, rate: float, steps: int
) -> None:
    together, alone = run([1.0, rate], capacity=capacity), run(rate, capacity=capacity)
    together.extend(steps)
    alone.extend(steps)
    for last in {alone.last_step, alone.last_step // 2}:
        for mine, its in zip(together.samples(last, 1), alone.samples(last), strict=True):
            assert bits(mine) == bits(its)
        for mine, its in zip(together.updates(last, 3, 1), alone.updates(last, 3), strict=True):
            assert bits(mine) == bits(its)
    # When it wakes, its history is that of all again.
    together.change_learning_rate(np.array([1.0, 1.5]))
    if together.ending(1) is None:
        together.extend(1)
        last = together.last_step
        assert together.samples(last, 1)[0].tolist() == sorted({*range(0, last + 1, together.stride), last})


def test_an_all_night_run_stays_small() -> None:
    trajectory = run([1.0, 0.8], capacity=64)
    for _ in range(50):
        trajectory.extend(10_000)
    assert trajectory.last_step == 500_000

    def arrays(value: object) -> list[NDArray[Any]]:
        if isinstance(value, np.ndarray):
            # A view keeps alive all that it was taken from.
            return [value if value.base is None else value.base]
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
        return [array for part in inner for array in arrays(part)]

    held = arrays(tuple(vars(trajectory).values()))
    # The iterates of two runs, and of the one that has ended once more.
    assert 64 < sum(array.size for array in held) < 64 * 3 + 100
    assert trajectory.at(499_999)[0] == 1.0


# --- Going back -------------------------------------------------------------------------------------------------


@repeatable
@given(
    rates=st.lists(RATES, min_size=1, max_size=4),
    steps=st.integers(0, 300),
    capacity=st.integers(2, 40),
    data=st.data(),
)
def test_truncating_and_extending_gives_the_same_run(
    rates: list[float], steps: int, capacity: int, data: st.DataObject
) -> None:
    whole, cut = run(rates), run(rates, capacity=capacity)
    whole.extend(steps)
    cut.extend(steps)
    step = data.draw(st.integers(0, cut.last_step), label="step")
    cut.truncate(step)
    assert cut.last_step == step
    assert bits(cut.last) == bits(whole.at(step))
    expected = [(ending, at) if at is not None and at <= step else (None, None) for ending, at in endings(whole)]
    assert endings(cut) == expected
    cut.extend(whole.last_step - step)
    assert cut.last_step == whole.last_step
    assert bits(cut.between(0, cut.last_step)) == bits(whole.between(0, whole.last_step))
    assert endings(cut) == endings(whole)
    for which in range(len(rates)):
        kept, values = cut.samples(cut.last_step, which)
        assert len(kept) <= capacity + 1
        assert bits(values) == bits(whole.between(0, whole.last_step)[kept, which])


def test_truncating_forgets_later_rates_and_keeps_earlier_ones() -> None:
    trajectory = run(0.8)
    for rate in (0.9, 1.1):
        trajectory.extend(10)
        trajectory.change_learning_rate(np.array([rate]))
    trajectory.extend(10)
    trajectory.truncate(15)
    assert [(step, rates.tolist()) for step, rates in trajectory.changes] == [(0, [0.8]), (10, [0.9])]
    trajectory.extend(1)
    assert trajectory.last[0] == trajectory.at(15)[0] * (1 - 2 * 0.9)
    trajectory.truncate(9)
    assert [(step, rates.tolist()) for step, rates in trajectory.changes] == [(0, [0.8])]


# --- Changing the rate ------------------------------------------------------------------------------------------


@repeatable
@given(RATES, RATES, st.integers(0, 60), st.integers(0, 60), st.integers(2, 30))
def test_after_a_change_the_run_is_that_of_the_new_rate_from_there(
    first: float, second: float, before: int, after: int, capacity: int
) -> None:
    changed, head = run(first, capacity=capacity), run(first)
    changed.extend(before)
    head.extend(before)
    changed.change_learning_rate(np.array([second]))
    tail = run(second, float(head.last[0]))
    assert changed.extend(after) == tail.extend(after)
    assert changed.ending() is tail.ending()
    expected = np.vstack([head.between(0, head.last_step), tail.between(0, tail.last_step)[1:]])
    assert bits(changed.between(0, changed.last_step)) == bits(expected)


def test_changes_of_the_rate_multiply_by_their_own_factors() -> None:
    trajectory = run(0.75, 1024.0, capacity=2)  # factor −0.5
    trajectory.extend(3)
    trajectory.change_learning_rate(np.array([0.25]))  # 0.5
    trajectory.extend(2)
    trajectory.change_learning_rate(np.array([1.5]))  # −2
    trajectory.extend(2)
    assert iterates(trajectory) == [1024, -512, 256, -128, -64, -32, 64, -128]
    assert [(step, rates.tolist()) for step, rates in trajectory.changes] == [(0, [0.75]), (3, [0.25]), (5, [1.5])]
    assert [trajectory.learning_rate_at(step)[0] for step in range(8)] == [0.75] * 3 + [0.25] * 2 + [1.5] * 3
    assert [trajectory.following(step)[0] for step in range(8)] == [*iterates(trajectory)[1:], 256]


@pytest.mark.parametrize(("rate", "following"), [(0.5, 0.0), (0.0, -1.0), (1e308, math.inf), (1.2, 1.4)])
def test_the_iterate_that_would_follow_is_known_also_of_a_run_that_stands_still(rate: float, following: float) -> None:
    assert run([rate, 0.9]).following(0).tolist() == pytest.approx([following, 0.8])
    assert run(1e308, 0.0).following(0).tolist() == [0.0]


@pytest.mark.parametrize("stuck", [0.0, 0.5, 1e308])
@pytest.mark.parametrize("capacity", [2, EVERY_STEP])
def test_a_change_wakes_a_run_that_had_ended(stuck: float, capacity: int) -> None:
    trajectory = run([stuck, 0.9], 3.0, capacity=capacity)
    trajectory.extend(4)
    assert trajectory.ending(0) is not None
    stopped_at = float(trajectory.last[0])
    trajectory.change_learning_rate(np.array([1.25, 0.9]))
    trajectory.extend(2)
    assert trajectory.between(4, 6)[:, 0].tolist() == [stopped_at, -1.5 * stopped_at, 2.25 * stopped_at]
    assert trajectory.ending(0) is (Ending.CONVERGED if stopped_at == 0 else None)


def test_a_run_that_has_ended_is_in_no_way_a_change_of_the_rate() -> None:
    trajectory = run(MIXED_RATES)
    trajectory.extend(3000)
    assert [(step, rates.tolist()) for step, rates in trajectory.changes] == [(0, list(MIXED_RATES))]
    assert trajectory.learning_rate_at(2999).tolist() == list(MIXED_RATES)


@pytest.mark.parametrize("step", [0, 5])
def test_of_two_changes_at_one_step_the_last_holds(step: int) -> None:
    trajectory = run(0.75)
    trajectory.extend(step)
    for rate in (0.1, 0.2, 0.25):
        trajectory.change_learning_rate(np.array([rate]))
    trajectory.extend(1)
    before, after = iterates(trajectory)[-2:]
    assert after == before / 2
    changes = [(at, rates.tolist()) for at, rates in trajectory.changes]
    assert changes == ([(0, [0.75])] if step else []) + [(step, [0.25])]


def test_each_run_knows_the_step_from_which_it_stands_still() -> None:
    # 0.6ᵏ ≤ 10⁻³ from k = 14 on; η = ½ arrives at once, 0 and 10³⁰⁸ never leave, 1 never ends.
    trajectory = run([0.8, 0.5, 0.0, 1e308, 1.0], tolerance=1e-3)
    assert [at for _, at in endings(trajectory)] == [None, None, 0, 0, None]
    trajectory.extend(13)
    assert [at for _, at in endings(trajectory)] == [None, 1, 0, 0, None]
    trajectory.extend(10)
    assert [at for _, at in endings(trajectory)] == [14, 1, 0, 0, None]


# --- Updates ----------------------------------------------------------------------------------------------------


@repeatable
@given(
    capacity=st.integers(2, 40),
    lengths=st.lists(st.integers(0, 150), min_size=1, max_size=4),
    recent=st.integers(0, 30),
    which=st.integers(0, 1),
    data=st.data(),
)
def test_updates_are_true_ones_and_hold_all_recent_ones(
    capacity: int, lengths: list[int], recent: int, which: int, data: st.DataObject
) -> None:
    thinned, whole = run((0.8, 1.001), capacity=capacity), run((0.8, 1.001))
    for length, rate in zip(lengths, (0.99, 1.0, 0.0, -0.01), strict=False):
        for trajectory in (thinned, whole):
            trajectory.extend(length)
            trajectory.change_learning_rate(np.array([rate, 1.0 - rate]))
    last = data.draw(st.integers(0, whole.last_step), label="last")
    before, after = thinned.updates(last, recent, which)
    early = [step for step in thinned.samples(last, which)[0].tolist() if step < last - recent]
    steps = np.array([*early, *range(max(last - recent, 0), last)], dtype=np.int64)
    everything = whole.between(0, whole.last_step)[:, which]
    assert bits(before) == bits(everything[steps])
    assert bits(after) == bits(everything[steps + 1])


def test_updates_of_a_short_run_are_all_of_them_and_the_initial_point_has_none() -> None:
    trajectory = run(0.8)
    trajectory.extend(5)
    before, after = trajectory.updates(5, 2)
    assert list(zip(before.tolist(), after.tolist(), strict=True)) == list(pairwise(iterates(trajectory)))
    assert [array.shape for array in trajectory.updates(0, 10)] == [(0,), (0,)]


# --- Dynamics with more of a state ------------------------------------------------------------------------------


COURSES = {
    "momentum": Course((Recipe.parse("momentum=0.5:1"),) * 4),
    "mixed": Course(tuple(map(Recipe.parse, ("momentum=0.5:1", "1", "adam:1", "bb:1")))),
    "scheduled": Course(tuple(map(Recipe.parse, ("1@cosine", "rmsprop:1@silver", "nesterov:1@1cycle", "1"))), 150),
    "noisy": Course(tuple(map(Recipe.parse, ("1", "momentum:1@time", "adagrad:1", "1"))), 150, Noise(0.1, 3)),
}


@examples(80)
@given(
    course=st.sampled_from([*COURSES]),
    capacity=st.integers(2, 30),
    lengths=st.lists(st.integers(0, 60), max_size=4),
    data=st.data(),
)
def test_a_history_is_shown_again_with_all_of_its_state(
    course: str, capacity: int, lengths: list[int], data: st.DataObject
) -> None:
    thinned, whole = (
        Trajectory(Quadratic(), np.ones(4), [0.3, 0.9, 0.0, 1.6], course=COURSES[course], tolerance=1e-3, capacity=size)
        for size in (capacity, 10_000)
    )
    for length, rate in zip(lengths, (0.5, 0.0, 0.7, 0.1), strict=False):
        for trajectory in (thinned, whole):
            trajectory.extend(length)
            trajectory.change_learning_rate(np.array([rate, 0.9, 0.0, 1.6]))
    step = data.draw(st.integers(0, whole.last_step), label="step")
    assert bits(thinned.between(0, step)) == bits(whole.between(0, step))
    for which in range(4):
        for mine, its in zip(thinned.samples(step, which), whole.samples(step, which), strict=True):
            assert set(mine.tolist()) <= set(its.tolist())
        before, after = thinned.updates(step, 5, which)
        true = set(pairwise(whole.between(0, step)[:, which].tolist()))
        assert set(zip(before.tolist(), after.tolist(), strict=True)) <= true
    thinned.truncate(step)
    thinned.extend(20)
    whole.truncate(step)
    whole.extend(20)
    assert bits(thinned.between(0, thinned.last_step)) == bits(whole.between(0, whole.last_step))


def test_a_run_is_not_frozen_while_anything_in_its_state_changes() -> None:
    # At a rate of 0 the iterate stands, but the velocity goes on towards 4x until it is there to the last bit.
    trajectory = Trajectory(Quadratic(), [-1.0], [0.0], course=Course((Recipe.parse("momentum=0.5:1"),)))
    trajectory.extend(1000)
    assert trajectory.ending() is Ending.FROZEN
    assert 50 < trajectory.last_step < 60


@pytest.mark.parametrize("course", COURSES)
def test_each_run_is_to_the_bit_what_it_is_alone_at_the_rates_of_its_own_recipe(course: str) -> None:
    together, rates = COURSES[course], np.array([0.3, 0.05, 0.1, 0.6])
    all_four = Trajectory(Quadratic(), [1.0, -1.0, 0.5, 2.0], rates, course=together)
    all_four.extend(140)
    x0 = all_four.at(0)
    for which, recipe in enumerate(together.recipes):
        alone = Trajectory(
            Quadratic(), x0[[which]], rates[[which]], course=Course((recipe,), together.length, together.noise)
        )
        alone.extend(140)
        steps = alone.last_step
        assert bits(alone.between(0, steps)[:, 0]) == bits(all_four.between(0, steps)[:, which])
        assert alone.ending() is all_four.ending(which)
        # By the recipe itself, one step after the other.
        x, rule = x0[[which]], recipe.rule_on(Quadratic())
        state, whole = rule.init(x), recipe._replace(learning_rate=rates[which])
        for step in range(steps):
            rate = whole.rates(np.array([float(step)]), together.length)
            assert all_four.rates_at(step)[which] == pytest.approx(rate[0], rel=1e-15)
            noise = together.noise.draws(step, 1) if together.noise else 0.0
            with np.errstate(all="ignore"):
                change, state = rule.update(2 * x + noise, state, rate)
            x = x - change
            assert all_four.at(step + 1)[which] == pytest.approx(x[0], rel=1e-9, abs=1e-12)


def test_a_schedule_s_rate_of_nought_freezes_and_noise_never_converges() -> None:
    falls = Trajectory(Quadratic(), [1.0], [0.01], course=Course((Recipe.parse("1@cosine=20"),), 20))
    assert falls.extend(100) == 20
    assert falls.ending() is Ending.FROZEN
    noisy = Trajectory(Quadratic(), [1.0], [0.5], course=Course((Recipe(1.0),), None, Noise(0.1)), tolerance=0.1)
    assert noisy.extend(300) == 300
    assert noisy.ending() is None


# --- Contracts --------------------------------------------------------------------------------------------------


def test_returned_arrays_are_not_changed_by_what_comes_later() -> None:
    trajectory = run([0.8, 1.0, 1.2], capacity=6)
    trajectory.extend(5)
    taken = [
        trajectory.last,
        trajectory.at(3),
        trajectory.between(0, 5),
        trajectory.following(2),
        *trajectory.samples(5),
        *trajectory.updates(5, 2),
        trajectory.learning_rate_at(2),
        *(rates for _, rates in trajectory.changes),
    ]
    copies = [array.copy() for array in taken]
    trajectory.extend(50)
    trajectory.change_learning_rate(np.array([0.1, 0.2, 0.3]))
    trajectory.extend(50)
    trajectory.truncate(2)
    trajectory.extend(9)
    for array, copy in zip(taken, copies, strict=True):
        assert bits(array) == bits(copy)


def test_what_becomes_an_array_may_be_given_for_one() -> None:
    trajectory = Trajectory(Quadratic(), [-1, 2], (0.75, 0.5))
    trajectory.extend(1)
    trajectory.change_learning_rate([0.25, 0.5])
    trajectory.extend(1)
    assert trajectory.between(0, 2).tolist() == [[-1.0, 2.0], [0.5, 0.0], [0.25, 0.0]]


def test_arrays_given_to_a_trajectory_stay_the_callers() -> None:
    x0, rate, other = np.array([-1.0]), np.array([0.75]), np.array([0.25])
    trajectory = Trajectory(Quadratic(), x0, rate)
    trajectory.extend(1)
    trajectory.change_learning_rate(other)
    x0[0] = rate[0] = other[0] = 99.0
    trajectory.extend(1)
    assert iterates(trajectory) == [-1.0, 0.5, 0.25]
    assert [rates.tolist() for _, rates in trajectory.changes] == [[0.75], [0.25]]


@pytest.mark.parametrize("capacity", [2, EVERY_STEP])
def test_a_step_that_has_not_been_taken_is_an_index_error_and_leaves_the_run_as_it_was(capacity: int) -> None:
    trajectory = run(0.75, capacity=capacity)
    trajectory.extend(2)
    for step in (-1, 3):
        for call in (
            trajectory.at,
            trajectory.truncate,
            trajectory.following,
            lambda step: trajectory.updates(step, 2),
        ):
            with pytest.raises(IndexError):
                call(step)
    for first, last in ((-1, 2), (2, 3), (2, 1)):
        with pytest.raises(IndexError):
            trajectory.between(first, last)
    trajectory.extend(1)
    assert iterates(trajectory) == [-1.0, 0.5, -0.25, 0.125]


@repeatable
@given(
    rate=st.sampled_from([0.5, 0.8, 0.9, 0.75, 1e308, 0.0]),
    x0=st.sampled_from([-1.0, 1.0, 0.0, -0.0, 5e-324, -5e-324, 1e-310, -1e-310]),
    steps=st.integers(0, 40),
    capacity=st.integers(2, 20),
)
def test_a_negative_zero_never_appears(rate: float, x0: float, steps: int, capacity: int) -> None:
    trajectory = run(rate, x0, tolerance=0.0, capacity=capacity)
    trajectory.extend(steps)
    last = trajectory.last_step
    shown = [trajectory.last, trajectory.between(0, last), trajectory.following(last), trajectory.samples(last)[1]]
    for values in (*shown, *trajectory.updates(last, 3)):
        assert not np.signbit(values[values == 0]).any()
