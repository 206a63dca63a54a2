"""The parabola lab's report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table

from lrtui.core.descent import Trajectory
from lrtui.core.objectives import Array, Quadratic
from lrtui.core.stability import (
    best_learning_rate,
    critical_learning_rate,
    growth_factor,
    regime,
    steps_to_tolerance,
)
from lrtui.labs import numbers
from lrtui.labs.explain import sentence
from lrtui.labs.parabola import ParabolaLab, trajectory_of
from lrtui.labs.settings import ParabolaSettings
from lrtui.plot.figures.sheet import sheet
from lrtui.report.formats import Report, Row
from lrtui.report.tables import with_columns

STEPS = 20
"""Steps that a report takes at the most, where nobody says."""

COLUMNS = ("step", "x", "f", "gradient", "growth")
TABLE_ROWS = 100
"""Rows of a table at the most: its head and its tail. JSON and CSV have them all."""


Run = tuple[ParabolaSettings, Trajectory]
"""A run, and what it is by its settings."""


def report(settings: ParabolaSettings) -> Report:
    """The runs that the settings describe, each up to its end or for ``settings.steps``."""
    limit = STEPS if settings.steps is None else settings.steps
    run, *pinned = runs = [(each, trajectory_of(each, limit)) for each in _settings_of_runs(settings)]
    shown = replace(settings, steps=max(trajectory.last_step for _, trajectory in runs))
    names = ", ".join(map(numbers.exact, settings.compare))
    document = {**_summary(settings), "stopped": _stopped(run[1])}
    if settings.changes:
        document["changes"] = [{"step": step, "learning_rate": changed} for step, changed in settings.changes]
    document["steps"] = _documented_steps(run[1])
    if pinned:
        document["compare"] = (_compared(*each) for each in pinned)
    return Report(
        document=document,
        columns=("learning_rate", *COLUMNS) if pinned else COLUMNS,
        rows=_rows_of_runs(runs) if pinned else _rows(_columns(run[1])),
        table=lambda: _tables(shown, runs),
        picture=lambda width, height, ascii_only: sheet(
            ParabolaLab(shown).frame(), width, height, ascii_only=ascii_only
        ),
        title=f"gradient descent on a parabola, learning rate {numbers.exact(settings.learning_rate)}"
        + (f" compared with {names}" if names else ""),
    )


def _settings_of_runs(settings: ParabolaSettings) -> list[ParabolaSettings]:
    """Of each run alone: first the one in hand, then the pinned ones, which have no later rates."""
    alone = replace(settings, compare=())
    return [alone, *(replace(alone, learning_rate=rate, changes=()) for rate in settings.compare)]


def _compared(settings: ParabolaSettings, trajectory: Trajectory) -> dict[str, object]:
    """A pinned run, without what it shares with the one in hand."""
    summary = _summary(settings)
    return {
        **{name: summary[name] for name in ("learning_rate", "growth_factor", "regime")},
        "stopped": _stopped(trajectory),
        "steps_to_tolerance": summary["steps_to_tolerance"],
        "steps": _documented_steps(trajectory),
    }


def _documented_steps(trajectory: Trajectory) -> Iterator[dict[str, object]]:
    return (dict(zip(COLUMNS, row, strict=True)) for row in _rows(_columns(trajectory)))


def _summary(settings: ParabolaSettings) -> dict[str, object]:
    rate, a = settings.learning_rate, settings.curvature
    return {
        "lab": "parabola",
        "objective": "x^2",
        "learning_rate": rate,
        "x0": settings.x0,
        "curvature": a,
        "growth_factor": float(growth_factor(rate, a)),
        "regime": regime(rate, a).value,
        "best_learning_rate": best_learning_rate(a),
        "critical_learning_rate": critical_learning_rate(a),
        "steps_to_tolerance": steps_to_tolerance(settings.x0, rate, a, settings.tolerance),
    }


def _stopped(trajectory: Trajectory) -> str:
    ending = trajectory.ending()
    return "steps" if ending is None else ending.value


def _columns(trajectory: Trajectory) -> tuple[Array, Array, Array, Array]:
    """x, f, gradient and growth by step, each ``(steps + 1,)``; NaN where there is no growth to measure."""
    objective: Quadratic = trajectory.objective
    x = trajectory.between(0, trajectory.last_step)[:, 0]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        growth = np.concatenate([[math.nan], np.abs(x[1:]) / np.abs(x[:-1])])
    return x, objective.value(x), objective.gradient(x), growth


def _rows(columns: tuple[Array, ...], first: int = 0) -> Iterator[Row]:
    return zip(range(first, first + len(columns[0])), *(column.tolist() for column in columns), strict=True)


def _rows_of_runs(runs: list[Run]) -> Iterator[Row]:
    """The rows of one run after the other, each with the rate that the run began with."""
    for settings, trajectory in runs:
        yield from ((settings.learning_rate, *row) for row in _rows(_columns(trajectory)))


def _tables(settings: ParabolaSettings, runs: list[Run]) -> RenderableType:
    """The run in hand step by step, then all runs where there are several, a row each."""
    rate, a, trajectory = settings.learning_rate, settings.curvature, runs[0][1]
    head = (
        f"f(x) = a·x², a = {numbers.exact(a)}, learning rate {numbers.exact(rate)}, x0 = {numbers.exact(settings.x0)}\n"
        f"growth factor {numbers.factor(float(growth_factor(rate, a)))}: {_words(rate, a)}; "
        f"stopped: {_stopped(trajectory)}"
    )
    compared = [_table_of_runs(runs)] if len(runs) > 1 else []
    return Group(head, _table_of_steps(trajectory), *compared, sentence(ParabolaLab(settings).frame()))


def _words(rate: float, a: float) -> str:
    return regime(rate, a).value.replace("_", " ")


def _table_of_runs(runs: list[Run]) -> Table:
    names = ("rate", "growth", "regime", "step", "|x|", "stopped")
    table = with_columns(Table(), names, words=("regime", "stopped"))
    for settings, trajectory in runs:
        rate, a = settings.learning_rate, settings.curvature
        table.add_row(
            numbers.digits(rate),
            numbers.factor(float(growth_factor(rate, a))),
            _words(rate, a),
            str(trajectory.last_step),
            numbers.digits(abs(float(trajectory.last[0])), most=7),
            _stopped(trajectory),
        )
    return table


def _table_of_steps(trajectory: Trajectory) -> Table:
    columns = _columns(trajectory)
    table = with_columns(Table(), COLUMNS)
    count = len(columns[0])
    edge = TABLE_ROWS // 2 if count > TABLE_ROWS else count
    _add_rows(table, _rows(tuple(column[:edge] for column in columns)))
    if count > TABLE_ROWS:
        table.add_row(*["..."] * len(COLUMNS))
        _add_rows(table, _rows(tuple(column[-edge:] for column in columns), count - edge))
    return table


def _add_rows(table: Table, rows: Iterator[Row]) -> None:
    for step, x, f, gradient, growth in rows:
        measured = "" if math.isnan(growth) else numbers.factor(growth)
        table.add_row(str(step), *(numbers.digits(value) for value in (x, f, gradient)), measured)
