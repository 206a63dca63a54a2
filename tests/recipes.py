"""Recipes for tests."""

from __future__ import annotations

from lrtui.core.recipe import Recipe


def at_rates(*learning_rates: float) -> tuple[Recipe, ...]:
    """Plain descent at each of these rates."""
    return tuple(map(Recipe, learning_rates))


def recipes(*texts: str) -> tuple[Recipe, ...]:
    """The recipes that are written so."""
    return tuple(map(Recipe.parse, texts))
