"""Runs side by side, each by the rule of its own recipe, at the rates of its own schedule, and in the same noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lrtui.core.arrays import Array, BoolArray, IntArray
from lrtui.core.dynamics import Dynamics, dynamics_of
from lrtui.core.noise import Noise
from lrtui.core.recipe import Recipe

if TYPE_CHECKING:
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import State


@dataclass(frozen=True)
class Mixed:
    """Dynamics of runs whose rules differ: each run takes the steps that it takes alone, to the bit.

    A state has as many arrays as the rule with the most of them needs; a run's others are 0.

    Attributes:
        parts: dynamics, how many arrays their states have, and the rows of the runs that go by them.
    """

    parts: tuple[tuple[Dynamics, int, IntArray | slice], ...]

    @property
    def block(self) -> int:
        """See ``Dynamics``."""
        return min(dynamics.block for dynamics, _, _ in self.parts)

    @property
    def turn(self) -> int:
        """See ``Dynamics``."""
        return max(min(dynamics.turn for dynamics, _, _ in self.parts) // len(self.parts), 1)

    def start(self, x0: Array) -> State:
        """The state at the initial points ``(runs,)``."""
        state = tuple(np.zeros(x0.shape) for _ in range(max(arrays for _, arrays, _ in self.parts)))
        for dynamics, _, rows in self.parts:
            for array, part in zip(state, dynamics.start(x0[rows]), strict=False):
                array[rows] = part
        return state

    def steps(self, state: State, rates: Array, moving: BoolArray, count: int, noise: Array | None = None) -> State:
        """The states 0 … ``count`` steps from ``state``, see ``Dynamics``."""
        walked = tuple(np.zeros((count + 1, *array.shape)) for array in state)
        for dynamics, arrays, rows in self.parts:
            inner = tuple(array[rows] for array in state[:arrays])
            heard = noise if noise is None or noise.shape[-1] == 1 else noise[..., rows]
            histories = dynamics.steps(inner, rates[..., rows], moving[..., rows], count, heard)
            for every, part in zip(walked, histories, strict=False):
                every[:, rows] = part
        return walked

    def of(self, run: int) -> Mixed:
        """The dynamics of one of the runs, for many states of it side by side."""
        ((dynamics, arrays),) = [part[:2] for part in self.parts if isinstance(part[2], slice) or run in part[2]]
        return Mixed(((dynamics, arrays, slice(None)),))


@dataclass(frozen=True)
class Course:
    """How runs go down: by which rules, at which rates, in which noise.

    Attributes:
        recipes: one for each of the runs; their own rates are not looked at.
        length: what the schedules go by that are given no length of their own; ≥ 1.
        noise: what is added to every gradient; None for none.
    """

    recipes: tuple[Recipe, ...]
    length: float | None = None
    noise: Noise | None = None

    @property
    def is_steady(self) -> bool:
        """Whether every update is the same map: no schedule, and no noise."""
        return self.noise is None and all(recipe.schedule == "constant" for recipe in self.recipes)

    def is_plain(self, run: int) -> bool:
        """Whether a run is plain descent at a constant rate, so that its next step is a function of where it is."""
        recipe = self.recipes[run]
        return (recipe.optimizer, recipe.schedule) == ("sgd", "constant") and self.noise is None

    def dynamics(self, objective: Objective) -> Dynamics:
        """The runs' rules on one function, ``Mixed`` if they differ; ValueError where one needs what is not known."""
        noisy = self.noise is not None
        rules = [(recipe.optimizer, recipe.value) for recipe in self.recipes]
        parts = []
        for rule in dict.fromkeys(rules):
            rows = np.flatnonzero([other == rule for other in rules])
            dynamics = dynamics_of(objective, self.recipes[rows[0]], noisy=noisy)
            parts.append((dynamics, len(dynamics.start(np.zeros(1))), rows))
        return Mixed(tuple(parts)) if len(parts) > 1 else parts[0][0]

    def rates(self, learning_rates: Array, updates: IntArray) -> Array:
        """η of the updates with these numbers, ``(n, runs)``.

        Args:
            learning_rates: the rates before the schedules' factors, ``(runs,)`` or ``(n, runs)``.
            updates: their numbers, from 0 on, ``(n,)``.
        """
        if all(recipe.schedule == "constant" for recipe in self.recipes):
            return np.broadcast_to(learning_rates, (len(updates), len(self.recipes)))
        steps = updates.astype(np.float64)
        factors = [recipe._replace(learning_rate=1.0).rates(steps, self.length) for recipe in self.recipes]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(learning_rates * np.stack(factors, axis=1))
