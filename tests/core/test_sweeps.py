"""Sweeps over learning rates: the exact thresholds of one-dimensional maps, and that no result depends on slices."""

from __future__ import annotations

import numpy as np
import pytest

from lrtui.core.arrays import Array
from lrtui.core.objectives import Objective, objective
from lrtui.core.orbits import ESCAPED, UNSETTLED, orbits
from lrtui.core.recipe import Recipe
from lrtui.core.slices import result_of
from lrtui.core.sweeps import KEPT, SKIPPED, basin_sweep, orbit_sweep

COSTLY = " + ".join(f"sin({n}*x)/{n}" for n in range(1, 15)) + " + x^2"
"""A function of which all rates take so long that every fourth comes first."""


def places(points: Array) -> list[int]:
    """In how many places each run is, of which none are nearer to each other than a millionth."""
    rising = np.sort(points, axis=0)
    return [int(count) for count in 1 + (np.diff(rising, axis=0) > 1e-6).sum(axis=0)]


def test_the_logistic_objective_s_orbits_are_the_logistic_map_s() -> None:
    rates = np.array([1.5, 1.95, 2.05, 2.4, 2.5, 2.53, 2.835, 2.9, 3.05])
    sweep = result_of(orbit_sweep(objective("logistic"), 0.5, rates))
    # y = η/(1 + η)·(1 − x) follows y' = r·y·(1 − y) with r = 1 + η (May 1976).
    y, seen = rates / (1 + rates) * 0.5, []
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(SKIPPED + KEPT):
            if step >= SKIPPED:
                seen.append(1 - y * (1 + rates) / rates)
            y = (1 + rates) * y * (1 - y)
    regular = slice(0, 7)
    np.testing.assert_allclose(sweep.points[-1, regular], np.array(seen)[-1, regular], atol=1e-6)
    assert places(sweep.points[:, regular]) == [1, 1, 2, 2, 4, 4, 3]
    assert sweep.chaotic.tolist() == [False] * 7 + [True, False]
    assert sweep.escaped.tolist() == [False] * 8 + [True]


@pytest.mark.parametrize("text", ["double-well", COSTLY])
def test_every_sweep_comes_to_the_orbits_whatever_came_first(text: str) -> None:
    made, rates = objective(text), np.linspace(0.01, 0.4, 30)
    work = orbit_sweep(made, -1.2, rates)
    known = [sweep.known.tolist() for sweep in work]
    coarse = [number % 4 == 0 for number in range(30)]
    assert (coarse in known) == (text == COSTLY)
    expected = orbits(made, np.array(-1.2), rates, skipped=SKIPPED, kept=KEPT)
    np.testing.assert_array_equal(result_of(orbit_sweep(made, -1.2, rates)).points, expected)


def test_what_has_been_handed_out_does_not_change() -> None:
    sweeps = list(orbit_sweep(objective(COSTLY), 1.0, np.linspace(0.01, 0.1, 40)))
    known = [int(sweep.known.sum()) for sweep in sweeps]
    assert known == sorted(known)
    assert set(known) >= {0, 10, 20, 30}
    assert all(np.isfinite(sweep.points[0]).sum() == count for sweep, count in zip(sweeps, known, strict=True))


def walked(made: Objective, starts: Array, rates: Array, steps: int) -> Array:
    """A loop by hand, runs as broadcast."""
    x, rates = np.broadcast_arrays(starts, rates)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            x = x - rates * made.gradient(x)
    return x


def test_the_double_well_s_basins_are_those_of_a_loop_by_hand_and_mirror_each_other() -> None:
    made, rates = objective("double-well"), np.linspace(0.02, 0.98, 37)
    starts = np.linspace(-2.2, 2.2, 45)
    found = result_of(basin_sweep(made, starts, rates)).found
    ends = walked(made, starts[:, None], rates, 500)
    for index, minimum in enumerate(made.minima.tolist()):
        np.testing.assert_array_equal(found == index, np.abs(ends - minimum) < 1e-3)
    np.testing.assert_array_equal(found == ESCAPED, ~np.isfinite(ends))
    mirrored = np.where(found >= 0, 1 - found, found)
    np.testing.assert_array_equal(found, mirrored[::-1])


def test_runs_escape_the_double_well_exactly_beyond_their_bound() -> None:
    rates = np.linspace(0.1, 1.9, 19)
    bound = np.sqrt(1 + 2 / rates)
    for side in (-1.0, 1.0):
        inside, outside = (
            np.diag(result_of(basin_sweep(objective("double-well"), side * bound * by, rates)).found)
            for by in (1 - 1e-9, 1 + 1e-9)
        )
        assert not (inside == ESCAPED).any()
        assert (outside == ESCAPED).all()


def test_slow_runs_come_to_a_flat_minimum_and_fast_cycles_to_none() -> None:
    starts = np.array([0.3, 1 - 1e-6, 1.0, 1 + 1e-6])  # |x| shrinks where η·x² < 2
    quartic = result_of(basin_sweep(objective("quartic"), starts, np.array([2.0])))
    assert quartic.found[:, 0].tolist() == [0, 0, UNSETTLED, ESCAPED]
    rates = np.array([1.99, 2.01, 3.0])
    assert result_of(basin_sweep(objective("log-cosh"), np.array([0.7]), rates)).found.tolist() == [
        [0, UNSETTLED, UNSETTLED]
    ]


def test_a_coarse_basin_is_the_fine_one_at_the_corners_of_its_blocks() -> None:
    made, starts, rates = objective("bumps"), np.linspace(-5, 5, 23), np.linspace(0.01, 0.25, 18)
    fine = result_of(basin_sweep(made, starts, rates)).found
    blocks = set()
    for sweep in basin_sweep(made, starts, rates):
        if sweep.block:
            blocks.add(sweep.block)
            down, across = (np.arange(size) // sweep.block * sweep.block for size in fine.shape)
            np.testing.assert_array_equal(sweep.found, fine[np.ix_(down, across)])
    assert blocks >= {4, 2}


def test_the_best_momentum_of_parabolas_ends_in_lessard_s_cycle() -> None:
    # Lessard, Recht and Packard (2016): η = 1/9 and β = 4/9 circle for ever from 3.3, and converge from 3.
    made, rates, recipe = objective("lessard"), np.array([0.02, 1 / 9]), Recipe.parse(f"momentum={4 / 9}:1")
    sweep = result_of(orbit_sweep(made, 3.3, rates, recipe))
    assert places(sweep.points) == [1, 3]
    assert sorted(set(sweep.points[:, 1].round(4).tolist())) == [-1.8024, 0.6465, 2.1159]
    assert not sweep.chaotic.any()
    found = result_of(basin_sweep(made, np.array([3.0, 3.3, 3.5]), rates, recipe)).found
    assert found.tolist() == [[0, 0], [0, UNSETTLED], [0, 0]]


def test_with_momentum_too_chaos_is_where_neighbours_drift_apart() -> None:
    made, rates, recipe = objective("double-well"), np.linspace(1.4, 1.64, 33), Recipe.parse("momentum=0.3:1")
    sweep, other = (result_of(orbit_sweep(made, x0, rates, recipe)) for x0 in (-1.2, -1.2 - 1e-9))
    drift = np.abs(other.points - sweep.points).max(axis=0)
    assert 3 < sweep.chaotic.sum() < 20
    assert (drift[sweep.chaotic] > 1e-3).all()
    # Those that are not have settled, be it in another cycle, or in another turn of the same one.
    settled = ~sweep.chaotic & np.isfinite(drift)
    assert (np.array(places(sweep.points))[settled] <= 32).all()
