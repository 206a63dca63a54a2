"""The verdict as a table: what each pass costs and brings; or what each rule suggests, and how sure that is."""

from __future__ import annotations

from lrtui.core.suggestions import Suggestion
from lrtui.labs.choose.frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.choose.settings import RULES
from lrtui.numbers import rate
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel, visible_rows

HEAD, WIDTHS = ("rate", "epochs", "best epoch", "hold-out", "test", "stopped"), (11, 6, 12, 10, 8, 9, 14)
SHORT_HEAD, SHORT_WIDTHS = ("rate", "epochs", "best", "hold-out", "test", "stopped"), (9, 6, 6, 9, 7, 9, 5)
"""The columns of the procedure's table, and where there is less room; the last, the threshold's, has its own name."""

STOPPED = HEAD.index("stopped")
WIDE = 78


def _draw(frame: ChooseFrame, canvas: Canvas, lines: list[str]) -> None:
    """The rows that fit, the one that matters among them; arrows in the head point to where there are more."""
    head, rows, current = lines[0], lines[1:], frame.current_row
    canvas.write(0, 0, head, Ink.MUTED)
    for line, index in enumerate(visible_rows(canvas, current, len(rows)), start=1):
        canvas.write(line, 0, "▶" if index == current else " ", Ink.CURRENT)
        canvas.write(line, 2, mark(index), series(index))
        canvas.write(line, 4, rows[index], Ink.TITLE if index == current else Ink.TEXT)


def prices_title(frame: ProcedureFrame) -> str:
    """What the rows of the procedure are."""
    return f"3 {'verdict' if frame.finished else 'verdict to come'}: the price of each pass"


def draw_prices(frame: ProcedureFrame, canvas: Canvas) -> None:
    """A row for each pass."""
    _draw(frame, canvas, _passes(frame, wide=canvas.width >= WIDE))


def suggested_title(frame: RangeFrame) -> str:
    """What the rows of the range test are."""
    if not frame.finished:
        return "3 verdict: when the runs have ended"
    return "3 verdict: no reliable suggestion" if frame.doubt else "3 verdict: the rate by each rule"


def draw_suggested(frame: RangeFrame, canvas: Canvas) -> None:
    """A row for each rule."""
    _draw(frame, canvas, _rules(frame))


def _passes(frame: ProcedureFrame, *, wide: bool) -> list[str]:
    """The head and a line for each pass, all in columns of the same widths."""
    names, widths = (HEAD, WIDTHS) if wide else (SHORT_HEAD, SHORT_WIDTHS)
    lines = [" " * 4 + _columns([*names, f"SSE ≤ {frame.threshold:.4g} at" if wide else "T at"], widths)]
    for index, each in enumerate(frame.passes):
        chosen = frame.verdict if frame.verdict is not None and frame.verdict.index == index else None
        reached = each.threshold_epoch(frame.threshold)
        cells = [
            rate(each.learning_rate),
            str(each.epochs_run),
            str(each.best_epoch),
            f"{each.best_accuracy:.3f}",
            f"{chosen.test_accuracy:.3f}" if chosen else "",
            each.stopped or "",
            "never" if reached is None and each.stopped else "—" if reached is None else str(reached),
        ]
        lines.append(_columns(cells, widths))
    return lines


def _columns(cells: list[str], widths: tuple[int, ...]) -> str:
    """The first cell and those of words flush left, the numbers flush right."""
    return "".join(
        f"{'  ' if at else ''}{cell:<{width}}" if at in (0, STOPPED) else f"{cell:>{width}}"
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )


def _rules(frame: RangeFrame) -> list[str]:
    lines = [f"{'':4}{'rule':<13}{'median':>9}{'lowest':>10}{'highest':>10}{'differ by':>11}"]
    for name, text in RULES.items():
        found = frame.suggestions.get(name)
        if found is None or found.median is None or found.low is None or found.high is None:
            lines.append(f"{text:<13}{'—':>9}")
            continue
        lines.append(
            f"{text:<13}{rate(found.median):>9}{rate(found.low):>10}{rate(found.high):>10}{differ_by(found):>11}"
        )
    return lines


def differ_by(found: Suggestion) -> str:
    """How many times the lowest rate the highest is."""
    return f"× {found.spread:.1f}" if found.spread < 1000 else "× " + rate(found.spread, 1)


PRICES = Panel("prices", draw_prices, prices_title)
SUGGESTED = Panel("suggested", draw_suggested, suggested_title)
