"""The descent lab's report."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table

from lrtui import numbers
from lrtui.core.dynamics import distance_to_minimum
from lrtui.core.objectives import OBJECTIVES
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

COLUMNS = ("step", "x", "f", "gradient", "growth")
TABLE_ROWS = 100
"""The most rows of a table, half of them its head and half its tail. JSON and CSV have them all."""


def report_of(frame: DescentFrame) -> Report:
    """The runs up to the step that is shown."""
    return report(frame.settings)


def report(settings: DescentSettings) -> Report:
    """The runs that the settings describe, each up to its end or for ``settings.steps``."""
    described = _Described(settings)

    def frame() -> DescentFrame:
        return DescentLab(replace(settings, steps=described.runs.newest)).frame()

    def picture(width: int, height: int, ascii_only: bool) -> Cells:
        return LOOK.sheet(frame(), width, height, ascii_only)

    several = bool(settings.compare)
    compared = f" compared with {', '.join(map(numbers.exact, settings.compare))}" if several else ""
    return Report(
        document=described.document(),
        columns=("learning_rate", *COLUMNS) if several else COLUMNS,
        rows=described.rows_of_all() if several else described.rows(IN_HAND),
        table=lambda: described.tables(sentence(frame())),
        picture=picture,
        title=f"gradient descent on a parabola, learning rate {numbers.exact(settings.learning_rate)}{compared}",
    )


class _Described:
    """All runs that some settings describe, in the words and numbers of a report.

    A run is known by its index: the one in hand is the first. Its rate is the one that it began with.
    """

    def __init__(self, settings: DescentSettings) -> None:
        self.settings = settings
        self.runs = Runs(settings, STEPS if settings.steps is None else settings.steps)
        self._rates = (settings.learning_rate, *settings.compare)

    def document(self) -> dict[str, object]:
        """The JSON object."""
        settings, stability = self.settings, self._stability(IN_HAND)
        document = {
            "lab": "descent",
            "objective": settings.objective,
            "a": settings.a,
            "learning_rate": settings.learning_rate,
            "x0": settings.x0,
            "curvature": stability.curvature,
            "growth_factor": stability.growth_factor,
            "regime": stability.regime,
            "best_learning_rate": stability.best_learning_rate,
            "critical_learning_rate": stability.critical_learning_rate,
            "steps_to_tolerance": stability.steps_to_tolerance(settings.x0, settings.tolerance),
            "stopped": self._stopped(IN_HAND),
        }
        if settings.changes:
            document["changes"] = [{"step": step, "learning_rate": rate} for step, rate in settings.changes]
        document["steps"] = self._documented_steps(IN_HAND)
        if settings.compare:
            document["compare"] = (self._rival(run) for run in range(1, len(self._rates)))
        return document

    def _rival(self, run: int) -> dict[str, object]:
        """A rival in the JSON object, without what it shares with the run in hand."""
        stability = self._stability(run)
        return {
            "learning_rate": self._rates[run],
            "growth_factor": stability.growth_factor,
            "regime": stability.regime,
            "stopped": self._stopped(run),
            "steps_to_tolerance": stability.steps_to_tolerance(self.settings.x0, self.settings.tolerance),
            "steps": self._documented_steps(run),
        }

    def _documented_steps(self, run: int) -> Iterator[dict[str, object]]:
        return (dict(zip(COLUMNS, row, strict=True)) for row in self.rows(run))

    def rows_of_all(self) -> Iterator[Row]:
        """The rows of one run after the other, each with the rate that the run began with."""
        for run, rate in enumerate(self._rates):
            yield from ((rate, *row) for row in self.rows(run))

    def rows(self, run: int, part: slice = slice(None)) -> Iterator[Row]:
        """The rows of one run or a part of them, as ``COLUMNS`` names them; growth is NaN where there is none."""
        objective = self.runs.trajectory.objective
        x = self.runs.trajectory.between(0, self._last(run))[:, run]
        distances = distance_to_minimum(objective, x)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            growth = np.concatenate([[math.nan], distances[1:] / distances[:-1]])
        columns = (x, objective.value(x), objective.gradient(x), growth)
        return zip(range(len(x))[part], *(column[part].tolist() for column in columns), strict=True)

    def tables(self, words: str) -> RenderableType:
        """The run in hand step by step, then all runs where there are several, a row each."""
        settings, stability = self.settings, self._stability(IN_HAND)
        formula = OBJECTIVES[settings.objective].title_in_a
        head = (
            f"{formula}, a = {numbers.exact(settings.a)}, "
            f"learning rate {numbers.exact(settings.learning_rate)}, x0 = {numbers.exact(settings.x0)}\n"
            f"growth factor {numbers.factor(stability.growth_factor)}: {_words(stability)}; "
            f"stopped: {self._stopped(IN_HAND)}"
        )
        compared = [self._table_of_runs()] if settings.compare else []
        return Group(head, self._table_of_steps(), *compared, words)

    def _table_of_steps(self) -> Table:
        table = with_columns(Table(), COLUMNS)
        if self._last(IN_HAND) < TABLE_ROWS:
            self._add_rows(table, slice(None))
        else:
            self._add_rows(table, slice(TABLE_ROWS // 2))
            table.add_row(*["..."] * len(COLUMNS))
            self._add_rows(table, slice(-(TABLE_ROWS // 2), None))
        return table

    def _add_rows(self, table: Table, part: slice) -> None:
        for step, x, f, gradient, growth in self.rows(IN_HAND, part):
            measured = "" if math.isnan(growth) else numbers.factor(growth)
            table.add_row(str(step), *(numbers.digits(value) for value in (x, f, gradient)), measured)

    def _table_of_runs(self) -> Table:
        names = ("rate", "growth", "regime", "step", "|x|", "stopped")
        table = with_columns(Table(), names, words=("regime", "stopped"))
        for run, rate in enumerate(self._rates):
            stability, last = self._stability(run), self._last(run)
            table.add_row(
                numbers.digits(rate),
                numbers.factor(stability.growth_factor),
                _words(stability),
                str(last),
                numbers.digits(abs(float(self.runs.trajectory.at(last)[run])), most=7),
                self._stopped(run),
            )
        return table

    def _stability(self, run: int) -> Stability:
        return self.runs.stability(self._rates[run])

    def _stopped(self, run: int) -> str:
        return self.runs.trajectory.ending(run) or "steps"

    def _last(self, run: int) -> int:
        return self.runs.step_of(self.runs.newest, run)


def _words(stability: Stability) -> str:
    return stability.regime.replace("_", " ")
