"""What a key makes of a network's recipe: another rate, optimizer or parameter that no other network has."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lrtui.core.parts import Ground
from lrtui.core.recipe import Recipe
from lrtui.labs.recipes import other_optimizers


def stepped(rate: float, tenths: float) -> float:
    """The rate so many tenths of a decade larger, in as few digits as a person would write; 0 or ∞ beyond floats."""
    # 10 to the power 0.1 is 1.26: ten steps make a decade.
    return float(f"{rate * 10 ** (tenths / 10):.{3 if abs(tenths) < 10 else 6}g}")


def faster(recipes: Sequence[Recipe], index: int, tenths: float) -> Recipe:
    """A recipe with a rate so many tenths of a decade larger, beyond those that are taken; itself where floats end."""
    recipe, rate = recipes[index], math.nan
    while recipe in recipes and recipe.learning_rate != rate:
        rate = recipe.learning_rate
        recipe = recipe._replace(learning_rate=stepped(rate, tenths))
    return recipe if 0 < recipe.learning_rate < math.inf else recipes[index]


def by_another_optimizer(recipes: Sequence[Recipe], index: int, by: int) -> Recipe:
    """A recipe with the next optimizer (``by`` = 1) or the one before (−1) that is not taken; itself if all are."""
    found = other_optimizers(recipes[index], by, Ground.NETWORK)
    return next((other for other in found if other not in recipes), recipes[index])
