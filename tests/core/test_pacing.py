"""Networks train at the rates of their schedules: by epochs, by updates, or by their own losses."""

from __future__ import annotations

import numpy as np
import pytest

from lrtui.core.data import consecutive
from lrtui.core.folds import Folds
from lrtui.core.lockstep import Lockstep
from lrtui.core.network import initial_parameters, inputs_of
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.stepping import Stepper
from lrtui.core.training import Training, presentation_order

TRAIN, VALIDATION = consecutive(make_blobs(104, 3, 2, 2.0, 3), (0.5, 0.5))
EPOCHS, BATCH, UPDATES = 12, 10, 6
TEXTS = (
    "0.5@time=0.1",
    "adam:0.01@cosine",
    "0.1",
    "0.3@plateau=1",
    "momentum=0.5:0.1@plateau=2",
    "0.2@plateau=1",
    "rmsprop:0.001@step=3",
    "nesterov:0.05@1cycle",
)
RECIPES = tuple(map(Recipe.parse, TEXTS))


def train(*recipes: Recipe) -> Training:
    return Training(TRAIN, VALIDATION, recipes, epochs=EPOCHS, batch=BATCH, hidden=4).run()


def test_every_update_is_taken_at_the_rate_of_its_schedule() -> None:
    training = train(*RECIPES)
    inputs, targets = inputs_of(TRAIN.features), TRAIN.targets.T
    for network, text in enumerate(("0.5@time=0.1", "adam:0.01@cosine")):
        stepper = Stepper(initial_parameters(2, 4, 3, [0]), (Recipe.parse(text),))
        for update in range(EPOCHS * UPDATES):
            epoch, within = divmod(update, UPDATES)
            rows = presentation_order(52, 0, epoch + 1)[within * BATCH : within * BATCH + BATCH]
            decayed = 0.5 / (1 + 0.1 * update), 0.01 * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
            stepper.step(inputs[:, rows], targets[:, rows], np.array([[decayed[network]]]))
        assert training.parameters.numbers[network] == pytest.approx(stepper.weights.numbers[0], rel=1e-9)
    epochs = np.arange(EPOCHS + 1)
    assert training.rates.shape == (EPOCHS + 1, len(RECIPES))
    assert training.rates[:, 0] == pytest.approx(0.5 / (1 + 0.1 * UPDATES * epochs), rel=1e-14)
    assert training.rates[:, 6] == pytest.approx(0.001 * 0.1 ** (epochs // 3), rel=1e-14)
    assert training.rates[:, 2].tolist() == [0.1] * (EPOCHS + 1)


@pytest.mark.parametrize("network", [3, 4, 5])
def test_a_plateau_goes_by_the_losses_on_the_validation_rows(network: int) -> None:
    training, recipe = train(*RECIPES), RECIPES[network]
    rate, best, waited, expected = recipe.learning_rate, np.inf, 0, [recipe.learning_rate]
    for loss in training.history("validation").loss[1:, network].tolist():
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == recipe.duration:
            rate, waited = rate * 0.1, 0
        expected.append(rate)
    assert training.rates[:, network] == pytest.approx(expected, rel=1e-12)
    assert len(set(expected)) > 1


def test_each_network_is_to_the_bit_what_it_is_alone_also_beside_one_that_diverges() -> None:
    wild = Recipe.parse("1e200@plateau=1")
    for recipes in (RECIPES, (wild, *RECIPES[:5], Recipe.parse("momentum:1e200"), *RECIPES[5:])):
        together = train(*recipes)
        for network, recipe in enumerate(recipes):
            alone = train(recipe)
            seen = alone.epoch + 1
            assert together.history("train").loss[:seen, network].tobytes() == alone.history("train").loss.tobytes()
            begun = len(alone.rates)
            assert together.rates[:begun, network].tobytes() == alone.rates.tobytes()
            assert (together.rates[begun:, network] == alone.rates[-1]).all()
            assert (alone.diverged_at[0] is not None) == (recipe.learning_rate > 1)


@pytest.mark.parametrize("every", [1, 5])
def test_seeds_side_by_side_each_have_a_plateau_of_their_own(every: int) -> None:
    seeds = (3, 0)
    folds = Folds.draw(TRAIN, VALIDATION, seeds)
    together = Lockstep(folds, RECIPES, seeds, epochs=EPOCHS, every=every, batch=BATCH, hidden=4)
    for _ in together.work():
        pass
    cuts = []
    for index, seed in enumerate(seeds):
        parts = folds.pool.take(folds.train[index]), folds.pool.take(folds.holdout[index])
        alone = Training(*parts, RECIPES, epochs=EPOCHS, batch=BATCH, hidden=4, seed=seed).run()
        for recipe in range(len(RECIPES)):
            assert together.weights(recipe).numbers[index].tobytes() == alone.parameters.numbers[recipe].tobytes()
        cuts.append(alone.rates[:, 3].tolist())
    assert cuts[0] != cuts[1]
