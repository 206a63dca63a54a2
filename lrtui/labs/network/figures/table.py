"""What is trained, in one line; and a row for each learning rate, with what it is worth at the epoch shown."""

from __future__ import annotations

import math
from typing import NamedTuple

from lrtui import numbers
from lrtui.core.uncertainty import share_error
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.settings import METRICS, RISING
from lrtui.labs.network.words import accuracy_level
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel, draw_table

WIDE = 100
"""Columns from which on the table has room for more than the validation rows."""


MOST_SPARE = 3
"""Columns by which those of numbers are farther apart where there is room."""


class Column(NamedTuple):
    """A column of the table: its name, its width, and whether it is of words, which are flush left."""

    name: str
    width: int
    words: bool = False


def what_is_trained(frame: NetworkFrame) -> str:
    """The data, the network and the training, in one line."""
    settings, train = frame.settings, frame.train
    parts = (
        "".join(sign if sign.isprintable() else "?" for sign in train.source),
        f"{len(train):,} + {len(frame.validation):,} rows",
        _count(train.features.shape[1], "feature"),
        _count(len(train.classes), "class", "classes"),
        f"{settings.hidden} ReLU",
        f"batch {settings.batch}",
        f"seed {settings.seed}",
    )
    return " · ".join(parts)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _draw_data(frame: NetworkFrame, canvas: Canvas) -> None:
    text = what_is_trained(frame)
    canvas.write(0, 1, text, Ink.MUTED)
    if frame.seconds_left is not None and frame.seconds_left >= 1:
        left = f"{_minutes(frame.seconds_left)} left"
        if len(canvas.encode(text)) + len(left) + 3 < canvas.width:
            canvas.write(0, canvas.width - len(left) - 1, left, Ink.TEXT)


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}" if whole < 3600 else f"{whole // 3600} h"


def _title(frame: NetworkFrame) -> str:
    rows = "training" if frame.judged_part == "train" else "validation"
    return f"{rows} rows at epoch {frame.epoch}; verdict by {METRICS[frame.settings.metric]}"


def _columns(frame: NetworkFrame, width: int) -> tuple[Column, ...]:
    level = frame.judgement.level
    reached = "level at" if level is None else f"{accuracy_level(level)} at"
    shown = [
        Column("rate", 7, words=True),
        Column("loss", 7),
        Column("accuracy ± error", 18),
        Column("AUC", 7),
        Column(reached, 10),
        Column("scatter", 8),
    ]
    if width >= WIDE:
        shown += [Column("training loss", 15), Column("best epoch", 12)]
    shown.append(Column("verdict", 15, words=True))
    numeric = [column for column in shown if not column.words]
    spare = width - 6 - sum(column.width for column in shown)
    more = min(max(spare // len(numeric), 0), MOST_SPARE)
    return tuple(column if column.words else column._replace(width=column.width + more) for column in shown)


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    columns = _columns(frame, canvas.width)

    def line(cells: list[str]) -> str:
        return _line([canvas.encode(cell) for cell in cells], columns)

    draw_table(
        canvas,
        " " * 4 + line([column.name for column in columns]),
        lambda row: line(_cells(frame, row, canvas.width)),
        len(frame.runs),
        frame.selected,
        lambda row: frame.runs[row].tone,
    )


def _line(cells: list[str], columns: tuple[Column, ...]) -> str:
    return "".join(
        f"{'  ' if at else ''}{cell:<{column.width}}" if column.words else f"{cell:>{column.width}}"
        for at, (cell, column) in enumerate(zip(cells, columns, strict=True))
    )


def _cells(frame: NetworkFrame, index: int, width: int) -> list[str]:
    """What the row of a run says, in the order of the columns."""
    run, judge, found = frame.runs[index], frame.judge, frame.judgement
    loss, accuracy, auc = (run.at(judge.part, name, frame.epoch) for name in ("loss", "accuracy", "auc"))
    reached, scatter = found.reached[index], found.scatter(index)
    error = float(share_error(accuracy, len(judge.data))) if math.isfinite(accuracy) else 0.0
    best = run.best_epoch(frame.settings.metric, frame.epoch)
    more = [_number(run.at("train", "loss", frame.epoch)), str(best)] if width >= WIDE else []
    return [
        _rate(run.learning_rate),
        _number(loss),
        f"{accuracy:.3f} ± {error:.3f}" if math.isfinite(accuracy) else "—",
        _number(auc),
        "—" if reached is None else str(reached),
        _scatter(scatter, frame.settings.metric),
        *more,
        found.verdicts[index],
    ]


def _scatter(value: float, metric: str) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{value:.3f}" if metric in RISING or value < 10 else numbers.brief(value)


def _rate(value: float) -> str:
    text = numbers.rate(value, 6)
    return text if len(text) <= 7 else numbers.compact(value, 7, 5)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{value:.4f}" if abs(value) < 1000 else numbers.rate(value)


DATA = Panel("data", _draw_data, framed=False)
TABLE = Panel("table", _draw, _title)
