"""One step of K networks (or runs), each by the rule of its own recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lrtui.core.arrays import Array, IntArray
from lrtui.core.recipe import Recipe

if TYPE_CHECKING:
    from lrtui.core.optimizers import Optimizer, State


@dataclass
class _Group:
    """Networks that share a rule.

    Attributes:
        rule: the optimizer.
        rows: the networks among all of them; all of them as a slice, which copies nothing.
        state: what the rule remembers of them, arrays with these networks first.
    """

    rule: Optimizer
    rows: IntArray | slice
    state: State


class Stepper:
    """The optimizers of K networks and what they remember.

    A network's step depends on nothing but its own numbers, to the bit: so it is what it is alone.

    Args:
        recipes: K of them.
        numbers: the networks' parameters, ``(K, ...)``.
    """

    def __init__(self, recipes: Sequence[Recipe], numbers: Array) -> None:
        self._groups = []
        rules = [(recipe.optimizer, recipe.parameter) for recipe in recipes]
        for rule in dict.fromkeys(rules):
            members = np.flatnonzero([other == rule for other in rules])
            rows = slice(None) if len(members) == len(rules) else members
            optimizer = recipes[int(members[0])].rule
            self._groups.append(_Group(optimizer, rows, optimizer.init(numbers[rows])))

    def step(self, numbers: Array, gradient: Array, rates: Array) -> None:
        """Change ``numbers`` (K, n) in place by one step; ``gradient`` (K, n), ``rates`` (K,)."""
        with np.errstate(all="ignore"):
            for group in self._groups:
                rows = group.rows
                step, group.state = group.rule.update(gradient[rows], group.state, rates[rows, None])
                if isinstance(rows, slice):
                    np.subtract(numbers, step, out=numbers)
                else:
                    numbers[rows] -= step

    def keep(self, kept: IntArray) -> None:
        """Forget all networks but the ones with these indices, which are counted anew; their states stay."""
        groups = []
        for group in self._groups:
            members = kept if isinstance(group.rows, slice) else group.rows
            stays = np.isin(members, kept) if not isinstance(group.rows, slice) else kept
            rows = np.searchsorted(kept, members[stays]) if not isinstance(group.rows, slice) else slice(None)
            if isinstance(rows, slice) or len(rows):
                groups.append(_Group(group.rule, rows, tuple(array[stays] for array in group.state)))
        self._groups = groups
