"""Networks step by the rules of their recipes: each as it does alone, and with a memory of its own."""

from __future__ import annotations

import numpy as np

from lrtui.core.data import consecutive
from lrtui.core.network import Backpropagation, initial_parameters, inputs_of
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.stepping import Stepper
from lrtui.core.training import Training

TRAIN, VALIDATION = consecutive(make_blobs(120), (0.5, 0.5))
BATCH = inputs_of(TRAIN.features), TRAIN.targets.T


def train(*recipes: Recipe) -> Training:
    return Training(TRAIN, VALIDATION, recipes, epochs=6, batch=20, hidden=5).run()


def losses(training: Training, network: int) -> bytes:
    return training.history("train").loss[:, network].tobytes()


def test_a_memory_is_that_of_the_formula_step_by_step() -> None:
    weights = initial_parameters(2, 4, 3, [0])
    stepper = Stepper(weights, (Recipe(0.1, "momentum", 0.5),))
    expected, velocity = weights.numbers.copy(), np.zeros_like(weights.numbers)
    for _ in range(3):
        velocity = 0.5 * velocity + Backpropagation(weights).gradients(*BATCH).numbers
        expected = expected - 0.1 * velocity
        stepper.step(*BATCH, np.array([[0.1]]))
        np.testing.assert_allclose(weights.numbers, expected, rtol=1e-14)


def test_mixed_rules_train_side_by_side_and_each_network_is_to_the_bit_what_it_is_alone() -> None:
    mixed = (Recipe(0.1, "momentum"), Recipe(0.1), Recipe(0.02, "momentum", 0.5), Recipe(0.03, "momentum"), Recipe(0.5))
    together = train(*mixed)
    for network, recipe in enumerate(mixed):
        assert losses(together, network) == losses(train(recipe), 0)
    assert losses(together, 0) != losses(together, 1)


def test_a_network_that_diverges_leaves_the_memory_of_the_others_alone() -> None:
    wild = Recipe(1e200, "momentum")
    for order in (
        (wild, Recipe(0.05, "momentum"), Recipe(0.1)),
        (Recipe(0.1), Recipe(0.05, "momentum"), wild, Recipe(0.02, "momentum")),
    ):
        together = train(*order)
        assert [at is not None for at in together.diverged_at] == [recipe is wild for recipe in order]
        for network, recipe in enumerate(order):
            if recipe is not wild:
                assert losses(together, network) == losses(train(recipe), 0)


def test_rows_are_dropped_from_a_memory_as_from_the_weights() -> None:
    recipes = (Recipe(0.1, "momentum"), Recipe(0.1), Recipe(0.1, "momentum", 0.5), Recipe(0.1), Recipe(0.1, "momentum"))
    left, rates = np.array([1, 2, 4]), np.full((5, 1), 0.1)
    all_five = Stepper(initial_parameters(2, 4, 3, range(5)), recipes)
    some = Stepper(initial_parameters(2, 4, 3, range(5)), recipes)
    for stepper in (all_five, some):
        stepper.step(*BATCH, rates)
    some.keep(left)
    some.step(*BATCH, rates[left])
    all_five.step(*BATCH, rates)
    assert some.weights.numbers.tobytes() == all_five.weights.numbers[left].tobytes()
