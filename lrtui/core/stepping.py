"""Steps of K networks, each by the rule of its own recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.network import Backpropagation, Parameters
from lrtui.core.recipe import Recipe

if TYPE_CHECKING:
    from lrtui.core.optimizers import Optimizer, State


@dataclass
class _Group:
    """Networks that share a rule: their rows among all networks, and the rule's state, with these networks first."""

    rule: Optimizer
    rows: IntArray
    state: State

    @property
    def part(self) -> IntArray | slice:
        """The rows; a slice where they follow one another, which need not be copied."""
        first, last = int(self.rows[0]), int(self.rows[-1])
        return slice(first, last + 1) if last - first + 1 == len(self.rows) else self.rows


class Stepper:
    """Gradient descent of K networks on batches, and what their optimizers remember.

    A network's step depends on nothing but its own numbers, to the bit: so it is what it is alone. Every step changes
    the weights in place; there is a recipe for each network.
    """

    def __init__(self, weights: Parameters, recipes: Sequence[Recipe]) -> None:
        self.weights = weights
        self._backpropagation = Backpropagation(weights)
        self._groups = []
        self._begun = False
        rules = [(recipe.optimizer, recipe.parameter) for recipe in recipes]
        for rule in dict.fromkeys(rules):
            rows = np.flatnonzero([other == rule for other in rules])
            optimizer = recipes[rows[0]].rule
            self._groups.append(_Group(optimizer, rows, optimizer.init(weights.numbers[rows])))

    def step(self, inputs: Array, targets: Array, rates: Array) -> None:
        """Take one step on a batch, given as for ``Backpropagation.gradients``, at the learning rates ``(K, 1)``."""
        numbers, self._begun = self.weights.numbers, True
        with np.errstate(all="ignore"):
            gradient = self._backpropagation.gradients(inputs, targets).numbers
            for group in self._groups:
                rows = group.part
                step, group.state = group.rule.update(gradient[rows], group.state, rates[rows])
                numbers[rows] -= step

    def squared_error(self) -> Array:
        """As ``Backpropagation.squared_error``, of the batch of the last step."""
        with np.errstate(all="ignore"):
            return self._backpropagation.squared_error()

    @property
    def scales(self) -> Array | None:
        """What each number's step is divided by, ``(K, count)``, see ``Optimizer.scale``; None where no rule does that.

        1 in a network whose rule does not, and NaN before the first step in one whose rule does.
        """
        if all(group.rule.scale is None for group in self._groups):
            return None
        scales = np.ones_like(self.weights.numbers)
        for group in self._groups:
            if group.rule.scale is not None:
                scales[group.rows] = group.rule.scale(group.state) if self._begun else np.nan
        return scales

    def keep(self, kept: IntArray) -> None:
        """Forget all networks but the ones with these indices, which are counted anew; their states stay."""
        self.weights = self.weights.take(kept)
        self._backpropagation = Backpropagation(self.weights)
        for group in self._groups:
            stays = np.isin(group.rows, kept)
            group.rows = np.searchsorted(kept, group.rows[stays])
            group.state = tuple(array[stays] for array in group.state)
        self._groups = [group for group in self._groups if len(group.rows)]
