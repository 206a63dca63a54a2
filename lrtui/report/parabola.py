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

STEPS = 20
"""Steps that a report takes at the most, where nobody says."""

COLUMNS = ("step", "x", "f", "gradient", "growth")
TABLE_ROWS = 100
"""Rows of a table at the most: its head and its tail. JSON and CSV have them all."""


def report(settings: ParabolaSettings) -> Report:
    """The run that the settings describe, up to its end or for ``settings.steps``."""
    steps = STEPS if settings.steps is None else settings.steps
    trajectory = trajectory_of(settings, steps)
    shown = replace(settings, steps=trajectory.last_step)
    columns = _columns(trajectory)
    lab = ParabolaLab(shown)
    return Report(
        document={
            **_summary(shown, trajectory),
            "steps": (dict(zip(COLUMNS, row, strict=True)) for row in _rows(columns)),
        },
        columns=COLUMNS,
        rows=_rows(columns),
        table=lambda: _table(shown, trajectory, columns),
        picture=lambda width, height, ascii_only: sheet(lab.frame(), width, height, ascii_only=ascii_only),
        title=f"gradient descent on a parabola, learning rate {numbers.exact(settings.learning_rate)}",
    )


def _summary(settings: ParabolaSettings, trajectory: Trajectory) -> dict[str, object]:
    rate, a = settings.learning_rate, settings.curvature
    summary: dict[str, object] = {
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
        "stopped": _stopped(trajectory),
    }
    if settings.changes:
        summary["changes"] = [{"step": step, "learning_rate": changed} for step, changed in settings.changes]
    return summary


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


def _table(settings: ParabolaSettings, trajectory: Trajectory, columns: tuple[Array, ...]) -> RenderableType:
    rate, a = settings.learning_rate, settings.curvature
    head = (
        f"f(x) = a·x², a = {numbers.exact(a)}, learning rate {numbers.exact(rate)}, x0 = {numbers.exact(settings.x0)}\n"
        f"growth factor {numbers.factor(float(growth_factor(rate, a)))}: {regime(rate, a).value.replace('_', ' ')}; "
        f"stopped: {_stopped(trajectory)}"
    )
    table = Table()
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    count = len(columns[0])
    edge = TABLE_ROWS // 2 if count > TABLE_ROWS else count
    _add_rows(table, _rows(tuple(column[:edge] for column in columns)))
    if count > TABLE_ROWS:
        table.add_row(*["..."] * len(COLUMNS))
        _add_rows(table, _rows(tuple(column[-edge:] for column in columns), count - edge))
    return Group(head, table, sentence(ParabolaLab(settings).frame()))


def _add_rows(table: Table, rows: Iterator[Row]) -> None:
    for step, x, f, gradient, growth in rows:
        measured = "" if math.isnan(growth) else numbers.factor(growth)
        table.add_row(str(step), *(numbers.digits(value) for value in (x, f, gradient)), measured)
