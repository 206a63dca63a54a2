"""The descent lab's report."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table

from lrtui import numbers
from lrtui.core.descent import Ending
from lrtui.core.dynamics import distance_to_minimum
from lrtui.core.objectives import OBJECTIVES, Objective, objective
from lrtui.core.orbits import Outcome
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe
from lrtui.core.stability import Stability
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.runs import IN_HAND, Runs
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.words import sentence
from lrtui.plot.canvas import Cells
from lrtui.report.formats import Report, Row
from lrtui.report.tables import with_columns

STEPS = 20
"""The most steps that a report takes where the settings name none."""

COLUMNS = ("step", "learning_rate", "x", "f", "gradient", "growth")
"""What there is of each step. ``learning_rate`` is η of the update that leaves it."""

SHOWN = ("step", "x", "f", "gradient", "growth")
"""What a table has of them."""

TABLE_ROWS = 100
"""The most rows of a table, half of them its head and half its tail. JSON and CSV have them all."""


def report_of(frame: DescentFrame) -> Report:
    """The runs up to the step that is shown."""
    return report(frame.settings)


def report(settings: DescentSettings) -> Report:
    """The runs that the settings describe, each up to its end or for ``settings.steps``."""
    described = _Described(settings)

    def frame() -> DescentFrame:
        return DescentLab.finished(replace(settings, steps=described.runs.newest)).frame()

    def picture(width: int, height: int, ascii_only: bool) -> Cells:
        return LOOK.sheet(frame(), width, height, ascii_only)

    several = ", ".join(recipe.text for recipe in settings.compare)
    compared = f" compared with {several}" if several else ""
    is_quadratic = isinstance(objective(settings.objective, settings.a), Quadratic)
    what = "a parabola" if is_quadratic else settings.objective if settings.named else f"f(x) = {settings.objective}"
    return Report(
        document=described.document(),
        columns=("recipe", *COLUMNS),
        rows=described.rows_of_all(),
        table=lambda: described.tables(sentence(frame())),
        picture=picture,
        title=f"gradient descent on {what}, {_told(settings.recipe)}{compared}",
    )


class _Described:
    """All runs that some settings describe, in the words and numbers of a report.

    A run is known by its index: the one in hand is the first. Its recipe has the rate that it began with.
    """

    def __init__(self, settings: DescentSettings) -> None:
        self.settings = settings
        self.runs = Runs(settings, STEPS if settings.steps is None else settings.steps)
        self.runs.finish()
        self._recipes = settings.recipes

    def document(self) -> dict[str, object]:
        """The JSON object."""
        settings = self.settings
        document: dict[str, object] = {
            "lab": "descent",
            "objective": settings.objective if settings.named else None,
            "expression": settings.named.text if settings.named else settings.objective,
            "a": settings.a,
            **self._documented(IN_HAND),
        }
        if settings.compare:
            document["compare"] = (self._documented(run) for run in range(1, len(self._recipes)))
        return document

    def _documented(self, run: int) -> dict[str, object]:
        """A run in the JSON object."""
        settings, outcome, last = self.settings, self.runs.outcome(self.runs.newest, run), self._last(run)
        recipe, stability = self._recipes[run], self._stability(run)
        minimum = self.runs.minimum(last, run)
        document: dict[str, object] = {
            "recipe": recipe.text,
            "optimizer": recipe.optimizer_text,
            "schedule": recipe.schedule_text,
            "learning_rate": recipe.learning_rate,
            "x0": settings.x0,
            "noise": settings.noise,
            "seed": settings.seed,
            "growth_factor": stability and stability.growth_factor,
            "regime": stability and stability.regime,
            "best_learning_rate": stability and stability.best_learning_rate,
            "critical_learning_rate": stability and stability.critical_learning_rate,
            "steps_to_tolerance": self._steps_to_tolerance(run),
            "minimum": minimum,
            "curvature": None if minimum is None else float(self._objective.hessian(np.array(minimum))),
            "outcome": outcome._asdict(),
            "stopped": self._stopped(run),
        }
        if settings.changes and run == IN_HAND:
            document["changes"] = [{"step": step, "learning_rate": rate} for step, rate in settings.changes]
        document["steps"] = self._documented_steps(run)
        return document

    def _steps_to_tolerance(self, run: int) -> int | None:
        """The steps until the run has converged: by the formula where there is one, or else as it was observed."""
        stability = self._stability(run)
        if isinstance(self._objective, Quadratic) and stability is not None and not self.settings.noise:
            return stability.steps_to_tolerance(self.settings.x0, self.settings.tolerance)
        trajectory = self.runs.trajectory
        return trajectory.ended_at(run) if trajectory.ending(run) is Ending.CONVERGED else None

    def _documented_steps(self, run: int) -> Iterator[dict[str, object]]:
        return (dict(zip(COLUMNS, row, strict=True)) for row in self.rows(run))

    def rows_of_all(self) -> Iterator[Row]:
        """The rows of one run after the other, each with the recipe that the run began with."""
        for run, recipe in enumerate(self._recipes):
            yield from ((recipe.text, *row) for row in self.rows(run))

    def rows(self, run: int, part: slice = slice(None)) -> Iterator[Row]:
        """The rows of one run or a part of them, as ``COLUMNS`` names them; growth is NaN where there is none."""
        objective = self._objective
        x = self.runs.trajectory.between(0, self._last(run))[:, run]
        distances = distance_to_minimum(objective, x)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            growth = np.concatenate([[math.nan], distances[1:] / distances[:-1]])
            growth[np.isinf(distances)] = math.nan
        rates = self.runs.trajectory.learning_rates(len(x))[:, run]
        columns = (rates, x, objective.value(x), objective.gradient(x), growth)
        return zip(range(len(x))[part], *(column[part].tolist() for column in columns), strict=True)

    def tables(self, words: str) -> RenderableType:
        """The run in hand step by step, then all runs where there are several, a row each."""
        settings, stability = self.settings, self._stability(IN_HAND)
        factor = (
            f"growth factor {numbers.factor(stability.growth_factor)}: {_words(stability)}; "
            if isinstance(self._objective, Quadratic) and stability and not settings.noise
            else f"outcome: {_outcome(self.runs.outcome(self.runs.newest))}; "
        )
        head = (
            f"{self._formula}, {_told(settings.recipe)}, "
            f"x0 = {numbers.exact(settings.x0)}{self._noise}\n{factor}stopped: {self._stopped(IN_HAND)}"
        )
        compared = [self._table_of_runs()] if settings.compare else []
        return Group(head, self._table_of_steps(), *compared, words)

    @property
    def _formula(self) -> str:
        """The function, and a where it has one."""
        settings, function = self.settings, self._objective
        if isinstance(function, Quadratic) and not function.minimum and not function.offset:
            return f"{OBJECTIVES['parabola'].title_in_a}, a = {numbers.exact(function.a)}"
        if settings.named:
            return settings.named.title(settings.a)
        a = "" if settings.a == 1.0 else f", a = {numbers.exact(settings.a)}"
        return f"f(x) = {settings.objective}{a}"

    @property
    def _noise(self) -> str:
        settings = self.settings
        return f", noise {numbers.exact(settings.noise)}, seed {settings.seed}" if settings.noise else ""

    def _table_of_steps(self) -> Table:
        table = with_columns(Table(), SHOWN)
        if self._last(IN_HAND) < TABLE_ROWS:
            self._add_rows(table, slice(None))
        else:
            self._add_rows(table, slice(TABLE_ROWS // 2))
            table.add_row(*["..."] * len(SHOWN))
            self._add_rows(table, slice(-(TABLE_ROWS // 2), None))
        return table

    def _add_rows(self, table: Table, part: slice) -> None:
        for step, _, x, f, gradient, growth in self.rows(IN_HAND, part):
            measured = "" if math.isnan(growth) else numbers.factor(growth)
            table.add_row(str(step), *(numbers.digits(value) for value in (x, f, gradient)), measured)

    def _table_of_runs(self) -> Table:
        is_quadratic = isinstance(self._objective, Quadratic)
        names = ("rate", "growth", "regime", "step", "|x|", "stopped")
        only_rates = all(recipe == Recipe(recipe.learning_rate) for recipe in self._recipes)
        if not only_rates:
            names = ("recipe", *names[1:])
        table = with_columns(Table(), names, words=("recipe", "regime", "stopped"))
        for run, recipe in enumerate(self._recipes):
            stability, last = self._stability(run), self._last(run)
            table.add_row(
                numbers.digits(recipe.learning_rate) if only_rates else recipe.text,
                numbers.factor(stability.growth_factor) if stability else "",
                _words(stability)
                if stability and is_quadratic and not self.settings.noise
                else _outcome(self.runs.outcome(last, run)),
                str(last),
                numbers.digits(abs(float(self.runs.trajectory.at(last)[run])), most=7),
                self._stopped(run),
            )
        return table

    @property
    def _objective(self) -> Objective:
        return self.runs.trajectory.objective

    def _stability(self, run: int) -> Stability | None:
        return self.runs.stability(self._recipes[run], self._last(run), run)

    def _stopped(self, run: int) -> str:
        return self.runs.trajectory.ending(run) or "steps"

    def _last(self, run: int) -> int:
        return self.runs.step_of(self.runs.newest, run)


def _outcome(outcome: Outcome) -> str:
    """What a run has come to, in a word or two."""
    return f"cycle of {outcome.period} points" if outcome.period else outcome.kind.value


def _words(stability: Stability) -> str:
    return stability.regime.replace("_", " ")


def _told(recipe: Recipe) -> str:
    """The recipe in words, the learning rate first."""
    optimizer = "" if recipe.optimizer_text == "sgd" else f", {recipe.optimizer_text}"
    schedule = "" if recipe.schedule_text == "constant" else f", {recipe.schedule_text}"
    return f"learning rate {numbers.exact(recipe.learning_rate)}{optimizer}{schedule}"
