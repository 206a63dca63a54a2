"""Recipes as settings: how one is written on the command line and typed in the app."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lrtui.core.optimizers import OPTIMIZERS
from lrtui.core.parts import Ground
from lrtui.core.recipe import Recipe
from lrtui.core.searches import SEARCHES
from lrtui.labs.options import Kind


@dataclass(frozen=True)
class OneRecipe(Kind):
    """A recipe that can descend something: ``RATE``, ``OPTIMIZER:RATE``, ``OPTIMIZER:RATE@SCHEDULE``.

    Networks take rates above 0 only.
    """

    ground: Ground

    def parse(self, text: str) -> Recipe:
        """The recipe that is written so."""
        recipe = Recipe.parse(text.strip())
        if self.ground is Ground.NETWORK and recipe.learning_rate <= 0:
            raise ValueError(f"{text!r} is not a learning rate, a finite number above 0")
        _refuse(recipe.objection(self.ground), text)
        return recipe

    def show(self, value: Recipe) -> str:
        """The shortest text that is read as this recipe."""
        return value.text


@dataclass(frozen=True)
class OptimizerText(Kind):
    """An optimizer as a recipe writes it: ``sgd``, ``momentum``, ``momentum=0.5``."""

    ground: Ground = Ground.NETWORK

    def parse(self, text: str) -> str:
        """The shortest text of it."""
        recipe = Recipe.of(1.0, optimizer=text)
        _refuse(recipe.objection(self.ground), text)
        return recipe.optimizer_text


@dataclass(frozen=True)
class ScheduleText(Kind):
    """A schedule as a recipe writes it: ``constant``, ``cosine``, ``step=30``."""

    ground: Ground = Ground.NETWORK

    def parse(self, text: str) -> str:
        """The shortest text of it."""
        recipe = Recipe.of(1.0, schedule=text)
        _refuse(recipe.objection(self.ground), text)
        return recipe.schedule_text


def _refuse(objection: str | None, text: str) -> None:
    if objection:
        raise ValueError(f"{text!r}: {objection}")


@dataclass(frozen=True)
class Recipes(Kind):
    """Up to ``most`` different recipes, separated by commas."""

    most: int
    ground: Ground

    def parse(self, text: str) -> tuple[Recipe, ...]:
        """The recipes in their order."""
        one, found = OneRecipe(self.ground), list[Recipe]()
        for item in text.split(","):
            recipe = one.parse(item)
            if recipe in found:
                raise ValueError(f"{item!r} is there twice; each learning rate once")
            found.append(recipe)
        if len(found) > self.most:
            shown = repr(text) if len(text) <= 40 else f"{text[:20]!r}..."
            raise ValueError(f"{shown} has {len(found)} learning rates; at most {self.most} are accepted")
        return tuple(found)

    def show(self, value: tuple[Recipe, ...]) -> str:
        """The recipes with all their digits."""
        return ",".join(recipe.text for recipe in value)

    def check(self, value: object) -> None:
        """Refuse what is not a tuple of such recipes."""
        if not isinstance(value, list | tuple) or not all(isinstance(recipe, Recipe) for recipe in value):
            raise ValueError(f"{value!r} are no recipes, such as Recipe(0.1)")
        super().check(tuple(value) if isinstance(value, list) else value)


def other_optimizers(recipe: Recipe, by: int, ground: Ground) -> Iterator[Recipe]:
    """The recipe with each other optimizer that can descend that, from the next (``by`` = 1) or the one before (−1)."""
    names = tuple(OPTIMIZERS) if ground is Ground.NETWORK else (*OPTIMIZERS, *SEARCHES)
    at = names.index(recipe.optimizer)
    for offset in range(1, len(names)):
        yield recipe._replace(optimizer=names[(at + by * offset) % len(names)], parameter=None)


def with_parameter(recipe: Recipe, by: float) -> Recipe:
    """The recipe with its optimizer's parameter so much larger, at least 0; ValueError where it can have no such."""
    if recipe.value is None:
        raise ValueError(f"{recipe.optimizer} has no β; o goes on to momentum")
    text = f"{recipe.optimizer}={max(round(recipe.value + by, 6), 0.0):g}"
    return Recipe.of(recipe.learning_rate, text, recipe.schedule_text)
