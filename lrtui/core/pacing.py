"""The learning rates of networks, update by update, as their recipes' schedules have them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lrtui.core.arrays import Array, BoolArray, IntArray
from lrtui.core.recipe import Recipe
from lrtui.core.schedules import SCHEDULES, PlateauState


class Pace:
    """The learning rates of K networks in training, and what those that wait for a better loss remember.

    Steps of a schedule are epochs, and updates where it says ``by_update``; its length is that of the training. A
    network's rates depend on nothing but its own recipe and losses, to the bit.

    Args:
        recipes: one for each network.
        epochs: how long the training is, ≥ 1.
        updates: how many updates an epoch has, ≥ 1.
    """

    def __init__(self, recipes: Sequence[Recipe], epochs: int, updates: int) -> None:
        self._recipes, self._epochs, self._updates = tuple(recipes), epochs, updates
        self._by_update = any(SCHEDULES[recipe.schedule].by_update for recipe in recipes)
        plateaus = [recipe.plateau for recipe in recipes]
        groups = {plateau: np.flatnonzero([other == plateau for other in plateaus]) for plateau in plateaus if plateau}
        rates = np.array([recipe.learning_rate for recipe in recipes])
        self._waiting = [(plateau, rows, plateau.init(rates[rows])) for plateau, rows in groups.items()]
        by_epoch = np.arange(epochs + 1, dtype=np.float64)
        self._rates = np.stack([recipe.rates(by_epoch, epochs) for recipe in recipes])

    @property
    def waits(self) -> bool:
        """Whether a network's rate depends on its losses on the validation rows, so that it has to ``learn`` them."""
        return bool(self._waiting)

    def rates(self, epoch: int) -> Array:
        """η of the updates after epoch 0, 1, …, ``(K, updates)``; after the last one, what they would be."""
        rates = self._rates[:, epoch, None]
        if self._waiting:
            rates = rates.copy()
            for _, rows, state in self._waiting:
                rates[rows, 0] = state.rate
        rates = np.broadcast_to(rates, (len(rates), self._updates))
        if self._by_update:
            rates, steps = rates.copy(), np.arange(self._updates, dtype=np.float64) + epoch * self._updates
            for row, recipe in enumerate(self._recipes):
                if SCHEDULES[recipe.schedule].by_update:
                    rates[row] = recipe.rates(steps, self._epochs * self._updates)
        return rates

    def learn(self, losses: Array) -> None:
        """Go by the losses on the validation rows at an epoch's end, ``(K,)``."""
        self._waiting = [(plateau, rows, plateau.update(losses[rows], state)) for plateau, rows, state in self._waiting]

    def keep(self, kept: IntArray) -> None:
        """Forget all networks but the ones with these indices, rising, which are counted anew."""
        self._recipes, self._rates = tuple(self._recipes[row] for row in kept), self._rates[kept]
        self._by_update = any(SCHEDULES[recipe.schedule].by_update for recipe in self._recipes)
        waiting = []
        for plateau, rows, state in self._waiting:
            stays: BoolArray = np.isin(rows, kept)
            if stays.any():
                state = PlateauState(*(array[stays] for array in state))
                waiting.append((plateau, np.searchsorted(kept, rows[stays]), state))
        self._waiting = waiting
