"""What is trained, in one line; and a row for each learning rate, with what it is worth at the epoch shown."""

from __future__ import annotations

import math
from typing import NamedTuple

from lrtui import numbers
from lrtui.core.uncertainty import share_error
from lrtui.labs.naming import shared_parts
from lrtui.labs.network.edges import limit_at, product_at, ratio_at, sharpness_at, told_epoch
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.run import Run
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


LAMBDA, LIMIT, PRODUCT, RATIO, GAUGE = "λ", "limit", "η·λ", "ρ", "gauge"
"""The keys of the columns of the sharpness."""

SCALE = "  0    ½    1"
"""The marks above a gauge of ρ, from −0.2 to 1: 0 is the edge, ½ the best; near 1 the rate is too small."""


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
    training = f"{_ways(frame)}{settings.batches(len(train), 'batch')} · seed {settings.seed}"
    text = (
        f"{source} · {len(train):,} + {len(validation):,} rows · {_count(features, 'feature')} · "
        f"{_count(classes, 'class', 'classes')} · {settings.hidden} ReLU · {training}"
    )
    short = f"{source} · {len(train)}+{len(validation)} rows · {features} → {settings.hidden} → {classes} · {training}"
    return text if len(text) <= room else short


def _ways(frame: NetworkFrame) -> str:
    """The optimizer and the schedule that all networks share, where these are not the usual."""
    return "".join(f"{part} · " for part in shared_parts([run.recipe for run in frame.runs]))


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
    rows = "training" if frame.judged_part == "train" else frame.settings.unseen
    return f"{rows} rows at epoch {frame.epoch}; verdict by {METRICS[frame.settings.judged_by]}"


def _columns(frame: NetworkFrame, width: int) -> list[Column]:
    """What there is room for: least of all the verdict is left out."""
    if frame.settings.shows_sharpness:
        return _spread(_sharpness_columns(frame, width), width)
    level = frame.judgement.level
    shown = [Column("rate", _name_width(frame, width), words=True), Column("loss", 7), Column("accuracy ± error", 18)]
    if width >= USUAL:
        reached = Column(REACHED, 11, "level at" if level is None else f"≥ {accuracy_level(level)} at")
        shown += [Column("AUC", 7), reached, Column("scatter", 8)]
    if width >= WIDE:
        shown += [Column("training loss", 15), Column("best epoch", 12)]
    shown.append(Column("verdict", 15, words=True))
    return _spread(shown, width)


def _sharpness_columns(frame: NetworkFrame, width: int) -> list[Column]:
    """Where each rate stands against its limit; with full batches, what its last step has done too."""
    shown = [Column("rate", _name_width(frame, width), words=True), Column("loss", 7)]
    head, product = ("limit 2/η", PRODUCT) if frame.is_plain else ("limit", "λ/limit")
    if frame.has_ratios:
        shown += [
            Column(LAMBDA, 8),
            Column(PRODUCT, 8, product),
            Column(RATIO, 7),
            Column(GAUGE, 15, SCALE),
        ]
    else:
        shown += [Column("accuracy ± error", 18)] if width >= USUAL else []
        shown += [Column(LAMBDA, 8), Column(LIMIT, 12, head), Column(PRODUCT, 8, product)]
    return [*shown, Column("verdict", 15, words=True)]


def _name_width(frame: NetworkFrame, width: int) -> int:
    """Columns for the names: a rate's, or more where they have words."""
    return min(max(7, *(len(run.name) for run in frame.runs)), 7 + max(width - 71, 7) // 2)


def _spread(shown: list[Column], width: int) -> list[Column]:
    """The columns, those of numbers as far apart as there is room."""
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
        lambda row: line(_cells(frame, row, columns)),
        len(frame.runs),
        frame.selected,
        lambda row: frame.runs[row].tone,
    )


def _cells(frame: NetworkFrame, index: int, columns: list[Column]) -> dict[str, str]:
    """What the row of a run says, by the keys of the columns."""
    run, judge, found = frame.runs[index], frame.judge, frame.judgement
    loss, accuracy, auc = (run.at(judge.part, name, frame.epoch) for name in ("loss", "accuracy", "auc"))
    error = float(share_error(accuracy, len(judge.data))) if math.isfinite(accuracy) else 0.0
    reached = found.reached[index]
    return {
        "rate": frame.names(columns[0].width)[index],
        "loss": _number(loss),
        "accuracy ± error": f"{accuracy:.3f} ± {error:.3f}" if math.isfinite(accuracy) else "—",
        "AUC": _number(auc),
        REACHED: "—" if reached is None else str(reached),
        "scatter": _scatter(found.scatter(index), frame.settings.judged_by),
        "training loss": _number(run.at("train", "loss", frame.epoch)),
        "best epoch": str(run.best_epoch(frame.settings.judged_by, frame.epoch)),
        "verdict": found.verdicts[index],
        **(_edge_cells(frame, run) if frame.settings.shows_sharpness else {}),
    }


def _edge_cells(frame: NetworkFrame, run: Run) -> dict[str, str]:
    """Where a run stands against the limit of its rate; where it has diverged, as it stood before."""
    epoch = told_epoch(run, frame.epoch)
    ratio, sharpness, limit = ratio_at(frame, run, epoch), sharpness_at(run, epoch), limit_at(run, epoch)
    return {
        LAMBDA: _narrow(sharpness),
        LIMIT: _narrow(limit, 9, 4),
        PRODUCT: _narrow(product_at(run, epoch) if frame.is_plain else sharpness / limit),
        RATIO: f"{ratio:.2f}" if abs(ratio) < 100 else _narrow(ratio),
        GAUGE: _gauge(ratio),
    }


def _narrow(value: float, width: int = 6, digits: int = 3) -> str:
    """A number in so many characters, so that it does not touch its neighbour."""
    return numbers.compact(value, width, digits) if math.isfinite(value) else "—"


def _gauge(ratio: float) -> str:
    """Where ρ lies on the scale; an arrow where it lies beyond."""
    cells = ["╌"] * len(SCALE)
    for at, sign in enumerate(SCALE):
        if sign != " ":
            cells[at] = "┊"
    if not math.isfinite(ratio):
        return "".join(cells)
    place = round(10 * ratio) + 2
    cells[min(max(place, 0), len(cells) - 1)] = "◀" if place < 0 else "▶" if place >= len(cells) else "●"
    return "".join(cells)


def _scatter(value: float, metric: str) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{value:.3f}" if metric in RISING or value < 10 else numbers.brief(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{value:.4f}" if abs(value) < 1000 else numbers.rate(value)


DATA = Panel("data", _draw_data, framed=False)
TABLE = Panel("table", _draw, _title)
