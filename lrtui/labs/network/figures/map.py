"""The decision map: which class the selected network gives each point of the plane, and the data over it."""

import numpy as np

from lrtui import numbers
from lrtui.core.data import Dataset
from lrtui.core.network import inputs_of, logits_of
from lrtui.labs.network.frame import NetworkFrame
from lrtui.plot.axes import Array, Axis
from lrtui.plot.canvas import Canvas, Indices, Inks
from lrtui.plot.chart import Box, Chart
from lrtui.plot.ink import CLASSES, Ink
from lrtui.plot.panel import Panel, note

POINTS = 60
"""The most data points that are shown: more would hide the map."""

CLASS_MARKS = "o+x*#%@&"

MARGIN = 0.05


def has_map(frame: NetworkFrame) -> bool:
    """Whether the data lies in a plane."""
    return int(frame.train.features.shape[1]) == 2


def _title(frame: NetworkFrame) -> str:
    return f"map of η = {numbers.rate(frame.runs[frame.selected].learning_rate)}, epoch {frame.epoch}"


def legend(frame: NetworkFrame) -> str:
    """Which mark is of which class; a name from a file may have what a terminal would take for more than text."""
    names = ("".join(sign if sign.isprintable() else "?" for sign in name) for name in frame.train.classes)
    return ", ".join(f"{_mark(label)} {name}" for label, name in enumerate(names)) if has_map(frame) else ""


def _draw(frame: NetworkFrame, canvas: Canvas) -> None:
    """Half blocks in the colours of the classes, and marks for some of the training rows."""
    if not has_map(frame) or frame.weights is None or not canvas.width or not canvas.height:
        gone = frame.runs[frame.selected].state(frame.epoch).startswith("diverged")
        missing = "no map: it has diverged" if gone else "not there yet"
        note(canvas, missing if has_map(frame) else "a map needs two features")
        return
    x, y = axes(frame.train)
    classes = predicted_classes(frame, x, y, 2 * canvas.height, canvas.width)
    canvas.halves(0, 0, _inks(classes))
    area = Chart(canvas, Box(0, 0, canvas.height, canvas.width), x, y)
    for label in range(len(frame.train.classes)):
        rows = frame.train.features[:POINTS][frame.train.labels[:POINTS] == label]
        area.points(rows[:, 0], rows[:, 1], _mark(label), Ink.POINT)


def _mark(label: int) -> str:
    return CLASS_MARKS[label % len(CLASS_MARKS)]


def axes(data: Dataset) -> tuple[Axis, Axis]:
    """The smallest window around the data, with a margin."""
    low, high = data.features.min(axis=0), data.features.max(axis=0)
    margin = np.where(high > low, (high - low) * MARGIN, 1.0)
    x, y = (Axis(float(a), float(b)) for a, b in zip(low - margin, high + margin, strict=True))
    return x, y


def predicted_classes(frame: NetworkFrame, x: Axis, y: Axis, rows: int, columns: int) -> Indices:
    """The most probable class at the middle of each pixel, top row first, shape ``(rows, columns)``."""
    assert frame.weights is not None
    across = _middles(x, columns)
    down = _middles(y, rows)[::-1]
    grid = np.stack(np.broadcast_arrays(across[None, :], down[:, None]), axis=-1).reshape(-1, 2)
    classes: Indices = logits_of(frame.weights, inputs_of(grid))[0].argmax(axis=1).reshape(rows, columns)
    return classes


def _middles(axis: Axis, count: int) -> Array:
    return axis.low + (np.arange(count) + 0.5) / count * (axis.high - axis.low)


def _inks(classes: Indices) -> Inks:
    return np.array([int(ink) for ink in CLASSES], dtype=np.uint8)[classes % len(CLASSES)]


MAP = Panel("map", _draw, _title, legend)
