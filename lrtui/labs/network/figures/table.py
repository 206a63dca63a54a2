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

USUAL, WIDE = 76, 100
"""Columns from which on the table has room for all that matters, and for more than the validation rows."""


MOST_SPARE = 3
"""Columns by which those of numbers are farther apart where there is room."""


REACHED = "reached"
"""The key of the column whose name has the level that was reached."""


class Column(NamedTuple):
    """A column of the table: its key, its width, its name where that is another, and whether words are in it.

    Words are flush left, numbers flush right.
    """

    key: str
    width: int
    head: str = ""
    words: bool = False


def what_is_trained(frame: NetworkFrame, room: int) -> str:
    """The data, the network and the training, in one line; without the words that have no room in so many columns."""
    settings, train, validation = frame.settings, frame.train, frame.validation
    source = "".join(sign if sign.isprintable() else "?" for sign in train.source)
    features, classes = train.features.shape[1], len(train.classes)
    training = f"batch {settings.batch} · seed {settings.seed}"
    text = (
        f"{source} · {len(train):,} + {len(validation):,} rows · {_count(features, 'feature')} · "
        f"{_count(classes, 'class', 'classes')} · {settings.hidden} ReLU · {training}"
    )
    short = f"{source} · {len(train)}+{len(validation)} rows · {features} → {settings.hidden} → {classes} · {training}"
    return text if len(text) <= room else short


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _draw_data(frame: NetworkFrame, canvas: Canvas) -> None:
    text = what_is_trained(frame, canvas.width - 1)
    for note in frame.train.notes:
        if len(canvas.encode(f"{text} · {note}")) < canvas.width:
            text = f"{text} · {note}"
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


def _columns(frame: NetworkFrame, width: int) -> list[Column]:
    """What there is room for: least of all the verdict is left out."""
    level = frame.judgement.level
    shown = [Column("rate", 7, words=True), Column("loss", 7), Column("accuracy ± error", 18)]
    if width >= USUAL:
        reached = Column(REACHED, 10, "level at" if level is None else f"{accuracy_level(level)} at")
        shown += [Column("AUC", 7), reached, Column("scatter", 8)]
    if width >= WIDE:
        shown += [Column("training loss", 15), Column("best epoch", 12)]
    shown.append(Column("verdict", 15, words=True))
    numeric = sum(not column.words for column in shown)
    more = min(max((width - 6 - sum(column.width for column in shown)) // numeric, 0), MOST_SPARE)
    return [column if column.words else column._replace(width=column.width + more) for column in shown]


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    columns = _columns(frame, canvas.width)

    def line(texts: dict[str, str]) -> str:
        return "".join(
            f"{'  ' if at else ''}{text:<{column.width}}" if column.words else f"{text:>{column.width}}"
            for at, column in enumerate(columns)
            for text in [canvas.encode(texts[column.key])]
        )

    draw_table(
        canvas,
        " " * 4 + line({column.key: column.head or column.key for column in columns}),
        lambda row: line(_cells(frame, row)),
        len(frame.runs),
        frame.selected,
        lambda row: frame.runs[row].tone,
    )


def _cells(frame: NetworkFrame, index: int) -> dict[str, str]:
    """What the row of a run says, by the keys of the columns."""
    run, judge, found = frame.runs[index], frame.judge, frame.judgement
    loss, accuracy, auc = (run.at(judge.part, name, frame.epoch) for name in ("loss", "accuracy", "auc"))
    error = float(share_error(accuracy, len(judge.data))) if math.isfinite(accuracy) else 0.0
    reached = found.reached[index]
    return {
        "rate": _rate(run.learning_rate),
        "loss": _number(loss),
        "accuracy ± error": f"{accuracy:.3f} ± {error:.3f}" if math.isfinite(accuracy) else "—",
        "AUC": _number(auc),
        REACHED: "—" if reached is None else str(reached),
        "scatter": _scatter(found.scatter(index), frame.settings.metric),
        "training loss": _number(run.at("train", "loss", frame.epoch)),
        "best epoch": str(run.best_epoch(frame.settings.metric, frame.epoch)),
        "verdict": found.verdicts[index],
    }


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
