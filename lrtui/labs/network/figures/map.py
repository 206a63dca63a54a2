"""Decision maps: which class each network gives each point of the plane, and the data over it."""

from __future__ import annotations

import numpy as np

from lrtui.core.network import Parameters, logits_of
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.scene import Scene
from lrtui.plot.canvas import Canvas, Indices, Inks
from lrtui.plot.chart import Box
from lrtui.plot.ink import CLASSES, Ink, mark, series
from lrtui.plot.panel import Panel, draw_edges

CLASS_MARKS = "o+x*#%@&"

TALL = 12
"""Rows from which on the classes have a line of their own beside the plane's."""

LEAST = (5, 16)
"""The fewest rows and columns of one of several maps, its edges included."""


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    """As many maps as have room, those around the selected one; under them the classes."""
    lines = legend(frame, canvas.width, canvas.height)
    room = max(canvas.height - len(lines), 0)
    shown, boxes = _places(frame, room, canvas.width)
    for index, box in zip(shown, boxes, strict=False):
        _draw_one(frame, canvas, index, box)
    for row, line in enumerate(lines, start=room):
        canvas.write(row, 1, line, Ink.MUTED)


def _places(frame: NetworkFrame, height: int, width: int) -> tuple[range, list[Box]]:
    """Which runs have a map, and where: in two columns or more once one is not enough."""
    count = len(frame.runs) if frame.settings.maps == "all" else 1
    across_most, down_most = max(width // LEAST[1], 1), max(height // LEAST[0], 1)
    across = next((n for n in range(1, across_most) if -(-count // n) <= min(n, down_most)), across_most)
    down = min(-(-count // across), down_most)
    count = min(count, across * down)
    first = max(0, min(frame.selected - count // 2, len(frame.runs) - count))
    rows = [height * row // down for row in range(down + 1)]
    columns = [width * column // across for column in range(across + 1)]
    boxes = [
        Box(rows[row], columns[column], rows[row + 1] - rows[row], columns[column + 1] - columns[column])
        for row in range(down)
        for column in range(across)
    ]
    return range(first, first + count), boxes


def _draw_one(frame: NetworkFrame, canvas: Canvas, index: int, box: Box) -> None:
    """A map in a frame that has the run's mark and rate above, and its verdict below."""
    run, verdict = frame.runs[index], frame.judgement.verdicts[index]
    chosen = index == frame.selected
    inner = Box(box.row + 1, box.column + 1, box.height - 2, box.width - 2)
    draw_edges(canvas, box, Ink.CURRENT if chosen else Ink.MUTED)
    head = f" {mark(run.tone)} {frame.names(max(box.width - 6, 3))[index]} "
    canvas.write(box.row, box.column + 2, head[: max(box.width - 4, 0)], series(run.tone))
    ink = Ink.TITLE if verdict == "best so far" else Ink.TEXT
    word = verdict if len(verdict) + 6 <= box.width else verdict.partition(" at ")[0]
    canvas.write(box.row + box.height - 1, box.column + 2, f" {word} "[: max(box.width - 4, 0)], ink)
    if inner.height < 1 or inner.width < 1:
        return
    if run.weights is None:
        gone = run.diverged_at is not None and run.diverged_at <= frame.epoch
        text = f"at epoch {run.diverged_at}" if gone else "not there yet"
        column = inner.column + max((inner.width - len(text)) // 2, 0)
        canvas.write(inner.row + inner.height // 2, column, text[: inner.width], Ink.MUTED)
        return
    classes = predicted_classes(run.weights, frame.scene, 2 * inner.height, inner.width)
    canvas.halves(inner.row, inner.column, _inks(classes))
    rows, columns = _cells(frame.scene, inner)
    for label in range(len(frame.scene.classes)):
        here = frame.scene.labels == label
        canvas.marks(rows[here], columns[here], _mark(label), Ink.POINT)


def _cells(scene: Scene, box: Box) -> tuple[Indices, Indices]:
    """The canvas rows and columns of the scene's points."""
    share = (scene.points - scene.low) / (scene.high - scene.low)
    columns, rows = (share * (box.width, -box.height) + (0, box.height)).astype(np.int64).T
    return rows + box.row, columns + box.column


def legend(frame: NetworkFrame, width: int, height: int) -> list[str]:
    """Which mark is of which class, and what the plane is: in one line, or in two where it takes and has them.

    A name from a file may have what a terminal would obey.
    """
    names = ("".join(sign if sign.isprintable() else "?" for sign in name) for name in frame.scene.classes)
    classes = " ".join(f"{_mark(label)} {name}" for label, name in enumerate(names))
    if frame.scene.plane.is_all:
        return [f"classes {classes}"]
    note = f"the 2 main directions of {len(frame.scene.plane.middle)}"
    lines = [note, classes] if height >= TALL else [f"{note}: {classes}"]
    return [line[: max(width - 1, 0)] for line in lines]


def _mark(label: int) -> str:
    return CLASS_MARKS[label % len(CLASS_MARKS)]


def predicted_classes(weights: Parameters, scene: Scene, rows: int, columns: int) -> Indices:
    """The most probable class at the middle of each pixel, top row first, shape ``(rows, columns)``."""
    classes: Indices = logits_of(weights, scene.inputs(rows, columns))[0].argmax(axis=1).reshape(rows, columns)
    return classes


def _inks(classes: Indices) -> Inks:
    return np.array([int(ink) for ink in CLASSES], dtype=np.uint8)[classes % len(CLASSES)]


MAP = Panel("map", _draw, framed=False)
