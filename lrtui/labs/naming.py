"""What runs or networks are called beside each other: by what differs between their recipes, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from lrtui import numbers
from lrtui.core.optimizers import OPTIMIZERS
from lrtui.core.recipe import Recipe
from lrtui.core.schedules import SCHEDULES


def names_of(recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """A name for each: its rate where only rates differ, ``β=0.9`` where only a parameter does, or all that differs."""
    rates, optimizers, schedules = (
        len({part(recipe) for recipe in recipes}) > 1 for part in (_rate, _optimizer, _schedule)
    )
    if not rates and optimizers != schedules:
        kinds = {recipe.optimizer if optimizers else recipe.schedule for recipe in recipes}
        if len(kinds) == 1 and (symbol := _symbol(recipes[0], optimizers)):
            values = ((_optimizer if optimizers else _schedule)(recipe) for recipe in recipes)
            return tuple(f"{symbol}={text.partition('=')[2]}" for text in values)
    return tuple(_name(recipe, rates or not (optimizers or schedules), optimizers, schedules) for recipe in recipes)


def _symbol(recipe: Recipe, of_optimizer: bool) -> str:
    """The symbol of a part's parameter, such as ``β``; empty where it has none."""
    name = recipe.optimizer if of_optimizer else recipe.schedule
    entry = (OPTIMIZERS if of_optimizer else SCHEDULES).get(name)
    return entry.parameter.symbol if entry is not None and entry.parameter is not None else ""


def shared_parts(recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """What all have in common and no name says: an optimizer or a schedule that is not the usual, and the rate."""
    shared: list[str] = []
    for part, usual in ((_optimizer, "sgd"), (_schedule, "constant")):
        found = {part(recipe) for recipe in recipes}
        names = {text.partition("=")[0] for text in found}
        if found == {usual}:
            continue
        if len(found) == 1:
            shared += found
        elif len(names) == 1 and len(recipes) > 1:  # whose parameters are the names
            shared += names
    rates = {_rate(recipe) for recipe in recipes}
    return (*shared, *[f"rate {rate}" for rate in rates if len(rates) == 1 and len(recipes) > 1])


ABBREVIATIONS = {
    "momentum=": "β=",
    "nesterov=": "nβ=",
    "plateau=": "P=",
    "time=": "K=",
    "rmsprop": "rms",
    "adagrad": "adag",
}


def shortened(names: Sequence[str], width: int) -> tuple[str, ...]:
    """The names in no more columns each: numbers in fewer digits, words abbreviated in all of them, or cut."""
    for word, abbreviation in ABBREVIATIONS.items():
        if max(map(len, names)) > width:
            names = [name.replace(word, abbreviation) for name in names]
    return tuple(_cut(name, width) for name in names)


def _cut(name: str, width: int) -> str:
    if len(name) <= width:
        return name
    try:
        return numbers.compact(float(name), max(width, 3))
    except ValueError:
        return f"{name[: max(width - 1, 0)]}…"


def _name(recipe: Recipe, rate: bool, optimizer: bool, schedule: bool) -> str:
    plain = _optimizer(recipe) == "sgd" and rate
    head = _optimizer(recipe) if optimizer and not plain else ""
    tail = _schedule(recipe) if schedule and not (_schedule(recipe) == "constant" and (rate or optimizer)) else ""
    middle = _rate(recipe) if rate else ""
    colon = ":" if head and middle else ""
    at = "@" if tail and (head or middle) else ""
    return f"{head}{colon}{middle}{at}{tail}"


def _rate(recipe: Recipe) -> str:
    return numbers.rate(recipe.learning_rate, 6)


def _optimizer(recipe: Recipe) -> str:
    return recipe.optimizer if recipe.value is None else f"{recipe.optimizer}={recipe.value:g}"


def _schedule(recipe: Recipe) -> str:
    parameter = SCHEDULES[recipe.schedule].parameter
    value = recipe.duration if recipe.duration is not None or parameter is None else parameter.usual
    return recipe.schedule if value is None else f"{recipe.schedule}={value:g}"
