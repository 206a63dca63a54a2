"""The procedure in three figures: the scout's errors by rate, each pass by epoch, and what each pass costs."""

import math

import numpy as np

from lrtui import numbers
from lrtui.core.selection import Pass, Scout
from lrtui.labs.choose.frame import ProcedureFrame
from lrtui.plot.axes import LINEAR_TOPS, Axis, Scale, round_up
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Chart
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel, draw_table, note

SHORTEST = 20
"""The fewest epochs that the axis of the passes shows."""

SPAN = 0.3
"""How much of the accuracy below the best is shown: where the passes differ."""

STOP, THRESHOLD = "×", "T"

HEAD, WIDTHS = ("rate", "epochs", "best epoch", "hold-out", "test", "stopped"), (11, 6, 12, 10, 8, 9, 14)
SHORT_HEAD, SHORT_WIDTHS = ("rate", "epochs", "best", "hold-out", "test", "stopped"), (9, 6, 6, 9, 7, 9, 5)
"""The columns of the table, and where there is less room; the last, the threshold's, has its own name."""

WIDE = 78
"""Columns from which on the table has room for its long head."""


def rate_axis(rates: tuple[float, ...]) -> Axis:
    """A log axis with all the rates, and half a step beyond on both sides."""
    margin = math.sqrt(rates[1] / rates[0])
    return Axis(max(rates[0] / margin, 1e-307), min(rates[-1] * margin, 1e307), Scale.LOG)


# --- The scout --------------------------------------------------------------------------------------------------


def _scout_title(frame: ProcedureFrame) -> str:
    epochs = frame.scout.epoch
    return f"1 scout: SSE by η, {epochs} epoch{'' if epochs == 1 else 's'}"


def _draw_scout(frame: ProcedureFrame, canvas: Canvas) -> None:
    """The curve from left to right; a rate that has diverged is a cross at the top."""
    scout = frame.scout
    # From 0 to a round number above all errors there have been: it only ever grows.
    largest = float(np.max(scout.sse, where=np.isfinite(scout.sse), initial=0.0))
    y = Axis(0.0, round_up(largest, LINEAR_TOPS) if largest > 0 else 1.0)
    area = Chart.on(canvas, rate_axis(scout.learning_rates), y, right=0)
    rates, errors = np.array(scout.learning_rates), scout.errors
    best = scout.fastest if scout.epoch else None
    if best is not None:
        _shade_ruled_out(scout, area, scout.learning_rates[best])
    finite = np.isfinite(errors)
    area.line(rates[finite], errors[finite], Ink.CURVE)
    area.points(rates[finite], errors[finite], "•", Ink.CURVE)
    gone = rates[~finite]
    area.points(gone, np.full(len(gone), area.y.high), "×", Ink.GROWS)
    if best is not None:
        _mark_fastest(area, scout.learning_rates[best], float(errors[best]))
    area.ticks(7)


def _mark_fastest(area: Chart, rate: float, error: float) -> None:
    area.vertical(rate, Ink.CURRENT, every=2)
    area.points(np.array([rate]), np.array([error]), "●", Ink.CURRENT)
    text = f"fastest {numbers.rate(rate)}"
    column = area.column_of(rate) or 0
    row = area.box.row + area.box.height - 1
    # To the left, where the rates are that are not ruled out; to the right only where it does not fit there.
    left = column - len(area.canvas.encode(text))
    start = column + 2 if left < area.box.column else max(left - 1, area.box.column)
    area.canvas.write(row, start, text, Ink.CURRENT)


def _shade_ruled_out(scout: Scout, area: Chart, fastest: float) -> None:
    """Sparse dots behind all that lies beyond the fastest rate, and what that means."""
    if not scout.ruled_out:
        return
    edge = math.sqrt(fastest * scout.ruled_out[0])
    start, text = area.column_of(edge), "ruled out"
    area.shade(edge, area.x.high)
    room = 0 if start is None else area.box.column + area.box.width - start
    if start is not None and len(text) <= room:
        text = f" {text} " if len(text) + 2 <= room else text  # dots beside it would read as quotes
        # Below the crosses of those that have diverged.
        area.canvas.write(area.box.row + 1, start + (room - len(text)) // 2, text, Ink.GROWS)


def _least_error(frame: ProcedureFrame) -> str:
    scout = frame.scout
    if scout.fastest is None or not scout.epoch:  # no network has trained, so all have the same error
        return ""
    best = f"{numbers.rate(scout.learning_rates[scout.fastest])}: {float(scout.errors[scout.fastest]):.1f}"
    return f"epoch {scout.epoch}: least SSE at {best}"


# --- The passes -------------------------------------------------------------------------------------------------


def _draw_passes(frame: ProcedureFrame, canvas: Canvas) -> None:
    """The accuracy of all passes, the newest last: each with its best epoch, its stop and that of the threshold."""
    if not frame.passes:
        note(canvas, "no rate is left" if frame.finished else "the passes follow the scout")
        return
    longest = max(tried.epochs_run for tried in frame.passes)
    x = Axis(0, round_up(max(longest, SHORTEST), (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8)))
    # Around the best accuracy, in round steps.
    best = max(tried.best_accuracy for tried in frame.passes)
    top = min(math.ceil(best * 20 + 0.2) / 20, 1.0)
    area = Chart.on(canvas, x, Axis(max(math.floor((top - SPAN) * 20 + 1e-9) / 20, 0.0), top))
    for index, tried in enumerate(frame.passes):
        area.line(np.arange(tried.epochs_run + 1.0), tried.holdout_accuracy, series(index))
    for index, tried in enumerate(frame.passes):
        _draw_marks(area, index, tried, tried.threshold_epoch(frame.threshold))
    legend = canvas.encode(f"{STOP} stop  {THRESHOLD} stop at SSE ≤ {frame.threshold:.4g}")
    box = area.box
    if len(legend) <= box.width:
        canvas.write(box.height - 1, box.column + box.width - len(legend), legend, Ink.MUTED)
    area.ticks()


def _draw_marks(area: Chart, index: int, tried: Pass, reached: int | None) -> None:
    finite = np.isfinite(tried.holdout_accuracy)
    marks = [(reached, THRESHOLD), (tried.epochs_run if tried.stopped else None, STOP), (tried.best_epoch, mark(index))]
    for epoch, character in marks:
        if epoch is not None:
            # A pass that has diverged stops where it was last seen.
            level = np.interp(epoch, np.flatnonzero(finite), tried.holdout_accuracy[finite])
            area.points(np.array([float(epoch)]), np.array([level]), character, series(index))


def _accuracies(frame: ProcedureFrame) -> str:
    """Each pass's hold-out accuracy at the epoch shown, or at its end where that came before."""
    if not frame.passes:
        return ""
    epoch = frame.epoch if frame.finished else frame.passes[-1].epochs_run
    values = (float(tried.holdout_accuracy[min(epoch, tried.epochs_run)]) for tried in frame.passes)
    return f"epoch {epoch}: {' '.join(f'{mark(index)}{numbers.share(value)}' for index, value in enumerate(values))}"


# --- The price of each pass -------------------------------------------------------------------------------------


def _prices_title(frame: ProcedureFrame) -> str:
    return f"3 {'verdict' if frame.finished else 'verdict to come'}: the price of each pass"


def _draw_prices(frame: ProcedureFrame, canvas: Canvas) -> None:
    wide = canvas.width >= WIDE
    names, widths = (HEAD, WIDTHS) if wide else (SHORT_HEAD, SHORT_WIDTHS)
    head = " " * 4 + _columns([*names, f"SSE ≤ {frame.threshold:.4g} at" if wide else "T at"], widths)
    draw_table(
        canvas, head, lambda row: _columns(price_cells(frame, row), widths), len(frame.passes), frame.current_row
    )


def price_cells(frame: ProcedureFrame, index: int) -> list[str]:
    """What a pass costs and brings, in the columns of ``HEAD`` and that of the threshold."""
    tried = frame.passes[index]
    chosen = frame.verdict if frame.verdict is not None and frame.verdict.index == index else None
    reached = tried.threshold_epoch(frame.threshold)
    return [
        numbers.rate(tried.learning_rate),
        str(tried.epochs_run),
        str(tried.best_epoch),
        f"{tried.best_accuracy:.3f}",
        f"{chosen.test_accuracy:.3f}" if chosen else "",
        tried.stopped or "",
        "never" if reached is None and tried.stopped else "—" if reached is None else str(reached),
    ]


def _columns(cells: list[str], widths: tuple[int, ...]) -> str:
    """The first cell and those of words flush left, the numbers flush right."""
    return "".join(
        f"{'  ' if at else ''}{cell:<{width}}" if at in (0, HEAD.index("stopped")) else f"{cell:>{width}}"
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )


SCOUT = Panel("scout", _draw_scout, _scout_title, _least_error)
PASSES = Panel("passes", _draw_passes, lambda frame: "2 shrink: hold-out accuracy", _accuracies)
PRICES = Panel("prices", _draw_prices, _prices_title)
