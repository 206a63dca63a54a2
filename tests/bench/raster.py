"""Putting curves into cells, alone: 3 curves × 2,000 points on 110 × 35 cells."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from time import process_time

import numpy as np

from lrtui.plot.axes import Axis
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box, Chart
from lrtui.plot.ink import Ink

from .table import Effort, Row, alternate, faster, installed, missing

WIDTH, HEIGHT = 110, 35
X = np.linspace(0, 10, 2000)
CURVES = [np.sin(X + shift) * np.exp(-X / 10) for shift in (0, 1, 2)]
INKS = (Ink.CURVE, Ink.CURRENT, Ink.PAST)


def rows(effort: Effort) -> Iterator[Row]:
    """A row for each peer."""
    what = f"rasterising 3 × 2,000 points on {WIDTH}×{HEIGHT}"
    for package, (draw, times) in PEERS.items():
        if not installed(package):
            yield missing(what, package, "faster" if times == 1 else f"≥ {times:g} × faster")
            continue
        ours, theirs = alternate(5 * effort.rounds, partial(_cost, _ours), partial(_cost, draw))
        yield faster(what, package, ours, theirs, "ms", times)


def _cost(draw: Callable[[], object]) -> float:
    """Milliseconds of processor time, of the second of two drawings: the first one may have to import."""
    draw()
    start = process_time()
    draw()
    return (process_time() - start) * 1000


def _ours() -> object:
    canvas = Canvas(WIDTH, HEIGHT)
    chart = Chart(canvas, Box(0, 0, HEIGHT, WIDTH), Axis(0, 10), Axis(-1, 1))
    for curve, ink in zip(CURVES, INKS, strict=True):
        chart.line(X, curve, ink)
    return canvas.cells()


def _plotext() -> object:
    import plotext

    plotext.clear_figure()
    plotext.plotsize(WIDTH, HEIGHT)
    for curve in CURVES:
        plotext.plot(X.tolist(), curve.tolist(), marker="braille")
    return plotext.build()


def _uniplot() -> object:
    import uniplot

    with contextlib.redirect_stdout(io.StringIO()):
        return uniplot.plot_to_string(
            xs=[X] * 3, ys=CURVES, lines=True, width=WIDTH, height=HEIGHT, character_set="braille"
        )


def _drawille() -> object:
    import drawille

    canvas = drawille.Canvas()
    for curve in CURVES:
        columns, rows = X / 10 * (2 * WIDTH - 1), (1 - curve) / 2 * (4 * HEIGHT - 1)
        points = list(zip(columns.tolist(), rows.tolist(), strict=True))
        for (x0, y0), (x1, y1) in pairwise(points):
            for x, y in drawille.line(x0, y0, x1, y1):
                canvas.set(x, y)
    return canvas.frame()


def _hires_canvas() -> object:
    from textual_hires_canvas import Canvas as HiResCanvas
    from textual_hires_canvas import HiResMode

    canvas = HiResCanvas(WIDTH, HEIGHT)
    canvas.reset()
    for curve, style in zip(CURVES, ("blue", "yellow", "white"), strict=True):
        columns, rows = X / 10 * (WIDTH - 0.5), (1 - curve) / 2 * (HEIGHT - 0.25)
        points = list(zip(columns.tolist(), rows.tolist(), strict=True))
        segments = [(*a, *b) for a, b in pairwise(points)]
        canvas.draw_hires_lines(segments, hires_mode=HiResMode.BRAILLE, style=style)
    return canvas


PEERS: dict[str, tuple[Callable[[], object], float]] = {
    "plotext": (_plotext, 1),
    "uniplot": (_uniplot, 1),
    "drawille": (_drawille, 1),
    "textual-hires-canvas": (_hires_canvas, 10),
}
"""What each package does the same with, and how many times faster we aim to be; the last is textual-plot's canvas."""
