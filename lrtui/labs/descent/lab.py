"""The descent lab: gradient descent on a function, one step at a time, with η and x₀ under one's fingers."""

from dataclasses import replace
from typing import Any

from lrtui.core.objectives import OBJECTIVES, Preset, objective, start_on
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.descent.player import Player
from lrtui.labs.descent.presets import presets_of
from lrtui.labs.descent.runs import Runs
from lrtui.labs.descent.settings import (
    CAMERAS,
    GROUND,
    HISTORIES,
    MAX_PINS,
    MOST_ZOOM,
    VIEWS,
    is_coefficient,
)
from lrtui.labs.lab import next_index
from lrtui.labs.recipes import other_optimizers, with_parameter

SHOWN = ("speed", "paused", "live", "history", "view", "cobweb", "camera", "zoom")
"""Settings that change nothing in any run."""

NUDGE_DECIMALS = 6
"""Twenty nudges of 0.01 from 0.8 give exactly 1.0, where the regime is the two-cycle."""


class DescentLab(Player):
    """What a person can ask of the runs."""

    def do_preset(self, action: Action) -> None:
        """Choose the next preset, or the one before."""
        count = len(presets_of(self._settings))
        if not count:
            raise ValueError("a function of one's own has no presets; f goes to those that have")
        index = next_index(self._preset, action.amount, count)
        self.do_choose_preset(Action("choose_preset", amount=index))

    def do_choose_preset(self, action: Action) -> None:
        """Choose a preset by its index."""
        self._draw_back(-self._drawn_back)
        presets = presets_of(self._settings)
        preset, compare = presets[action.amount], self._settings.compare
        if self._preset is not None and compare == _rivals(presets[self._preset]):
            compare = ()  # they belonged to the preset that is left
        fresh = replace(
            self._settings,
            learning_rate=preset.learning_rate,
            optimizer=preset.optimizer,
            schedule=preset.schedule,
            compare=_rivals(preset) or compare,
            noise=preset.noise,
            x0=preset.x0,
            changes=(),
            steps=0,
        )
        self._open(fresh)
        self._preset = action.amount

    def do_objective(self, action: Action) -> None:
        """Go to the next named objective, or the one before; the formula that was typed last is among them."""
        names = [*OBJECTIVES, *([self._formula] if self._formula else [])]
        index = names.index(self._settings.objective) + action.amount
        self._descend(names[index % len(names)])

    def _descend(self, name: str) -> None:
        """Begin anew on another objective; a named one has its own start and rate."""
        named = OBJECTIVES.get(name)
        rate, x0, a = self._rate, self._settings.x0, self._settings.a
        if named:
            rate, x0, a = named.learning_rate, named.x0, 1.0 if named.factor and not is_coefficient(a) else a
        else:
            x0 = start_on(name, a, x0)
        recipe = self._recipe
        if recipe.objection_to(name, a):
            recipe = recipe._replace(schedule="constant", duration=None)
        if recipe.objection_to(name, a):
            recipe = Recipe(rate)
        compare = tuple(rival for rival in self._settings.compare if not rival.objection_to(name, a))
        fresh = replace(self._settings, **_fields(recipe._replace(learning_rate=rate)), compare=compare, changes=())
        self._draw_back(-self._drawn_back)
        self._open(replace(fresh, objective=name, x0=x0, a=a, zoom=0, steps=0))

    def do_nudge(self, action: Action) -> None:
        """Change a number by a little."""
        field = action.field
        value = self._rate if field == "learning_rate" else getattr(self._settings, field)
        self.do_set(Action("set", field, round(value + action.amount, NUDGE_DECIMALS)))

    def do_mode(self, _: Action) -> None:
        """Let a change of η act on the whole run (what-if) or from the present step on (live)."""
        self._update(live=not self._settings.live)

    def do_history(self, _: Action) -> None:
        """Show the next kind of chart by step."""
        self._cycle("history", HISTORIES)

    def do_view(self, _: Action) -> None:
        """Give the next figure the large place: of those with something to say, and of the present one."""
        stability = self._runs.stability(self._recipe)
        pointless = {
            "basins": isinstance(objective(self._settings.objective, self._settings.a), Quadratic),
            "momentum": stability is None or not stability.beta,
        }
        now = self._settings.view
        self._cycle("view", tuple(view for view in VIEWS if view == now or not pointless.get(view)))

    def do_cobweb(self, _: Action) -> None:
        """Show the map with the run's stairs in place of the picture, or the picture again."""
        self._update(cobweb=not self._settings.cobweb)

    def do_place(self, action: Action) -> None:
        """Set η and x₀ together."""
        rate, x0 = action.amount
        self.do_set(Action("set", "x0", x0))
        self.do_set(Action("set", "learning_rate", rate))

    def do_camera(self, _: Action) -> None:
        """Let the picture's window stand, follow the present iterates, or hold the whole run; as it is unzoomed."""
        self._drawn_back = 0
        self._update(zoom=0)
        self._cycle("camera", CAMERAS)

    def do_zoom(self, action: Action) -> None:
        """Zoom in or out by so many levels, as far as there are any."""
        self._update(zoom=max(-MOST_ZOOM, min(MOST_ZOOM, self._settings.zoom + action.amount)))

    def do_pin(self, _: Action) -> None:
        """Pin the recipe of the moment, as a run of its own with no other; or unpin it where it is pinned."""
        recipe, pinned = self._recipe, self._settings.compare
        if recipe in pinned:
            self._compare(tuple(other for other in pinned if other != recipe))
        elif len(pinned) == MAX_PINS:
            raise ValueError(f"{MAX_PINS} rates are pinned, as many as there can be; C unpins them")
        else:
            self._compare((*pinned, recipe))

    def do_take(self, action: Action) -> None:
        """Take a rival in hand, by its index; the run in hand becomes a rival in its place, unless it is one too."""
        rivals = list(self._settings.compare)
        recipe = rivals[action.amount]
        if self._recipe not in rivals:
            rivals[action.amount] = self._recipe
        self._preset = None
        self._update(compare=tuple(rivals), **_fields(recipe), changes=())
        self._recompute()

    def do_optimizer(self, action: Action) -> None:
        """Let the run in hand go by the next optimizer that can descend this, or the one before."""
        name, a = self._settings.objective, self._settings.a
        others = other_optimizers(self._recipe, action.amount, GROUND)
        self._go_by(next(other for other in others if not other.objection_to(name, a)))

    def do_parameter(self, action: Action) -> None:
        """Let the run in hand go by a larger or a smaller β."""
        self._go_by(with_parameter(self._recipe, action.amount))

    def _go_by(self, recipe: Recipe) -> None:
        self._set_for_the_whole_run("optimizer", recipe.optimizer_text)

    def do_unpin(self, _: Action) -> None:
        """Unpin all rates."""
        self._compare(())

    def _set(self, field: str, value: Any) -> None:
        """Go to a step, change what is shown, or let another number act on the run."""
        if field == "steps":
            self._go(value or 0)
        elif field in SHOWN:
            self._update(**{field: value})
        elif field == "objective":
            self._descend(value)
        elif field == "compare":
            self._compare(value)
        elif field == "learning_rate" and self._settings.live:
            self._change_rate_from_here(value)
        else:
            self._set_for_the_whole_run(field, value)

    def _set_for_the_whole_run(self, field: str, value: Any) -> None:
        kept = () if field == "learning_rate" else self._described.changes
        self._preset = None
        self._update(**{"changes": kept, field: value})
        if self._settings.live and field != "changes":
            # Only the rate can change in mid-run; another start or another function is another run.
            self.do_restart(Action("restart"))
        else:
            self._recompute()

    def _change_rate_from_here(self, rate: float) -> None:
        """Branch off at the step of the run in hand; where it has ended before its rivals, they go back to its end."""
        step = self._own_step
        self._preset = None
        self._wanted = step
        if step == 0:
            self._update(learning_rate=rate, changes=())
            self._recompute()
        else:
            self._runs.change_rate(step, rate)

    @property
    def _recipe(self) -> Recipe:
        """The recipe of the run in hand, at the rate of the moment."""
        return self._settings.recipe._replace(learning_rate=self._rate)

    def _compare(self, recipes: tuple[Recipe, ...]) -> None:
        """Take other rivals along; the run in hand is as long as before."""
        last = max(self._wanted, self._own_step, self._runs.step_of(self.newest))
        self._settings = replace(self._described, compare=recipes)
        self._runs = Runs(self._settings, last)


def _rivals(preset: Preset) -> tuple[Recipe, ...]:
    return tuple(map(Recipe.parse, preset.rivals))


def _fields(recipe: Recipe) -> dict[str, Any]:
    """The settings that make a recipe that of the run in hand."""
    return {
        "learning_rate": recipe.learning_rate,
        "optimizer": recipe.optimizer_text,
        "schedule": recipe.schedule_text,
    }
