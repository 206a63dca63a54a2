"""The verdict as a table: what each pass costs and brings; or what each rule suggests, and how sure that is."""

from __future__ import annotations

from lrtui.labs.choose_frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.numbers import rate
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.choose_range import NAMES
from lrtui.plot.figures.network_curves import ink, mark
from lrtui.plot.figures.panel import Panel
from lrtui.plot.ink import Ink


def title(frame: ChooseFrame) -> str:
    """What the rows are."""
    if isinstance(frame, RangeFrame):
        doubtful = ": no reliable suggestion" if frame.doubt else ""
        return f"3 verdict: the rate by each rule{doubtful}"
    return "3 verdict: the price of each pass"


def draw(frame: ChooseFrame, canvas: Canvas) -> None:
    """The rows that fit, the one that matters among them."""
    if isinstance(frame, RangeFrame):
        lines, current = _rules(frame), list(NAMES).index(frame.selected)
    else:
        lines, current = _passes(frame), frame.shown_pass or 0
    head, rows = lines[0], lines[1:]
    canvas.write(0, 0, head, Ink.MUTED)
    room = max(canvas.height - 1, 0)
    first = max(0, min(current - room // 2, len(rows) - room))
    for line, index in enumerate(range(first, min(first + room, len(rows))), start=1):
        canvas.write(line, 0, "▶" if index == current else " ", Ink.CURRENT)
        canvas.write(line, 2, mark(index), ink(index))
        canvas.write(line, 4, rows[index], Ink.TITLE if index == current else Ink.TEXT)


def row_count(frame: ChooseFrame) -> int:
    """How many rows there are."""
    return len(NAMES) if isinstance(frame, RangeFrame) else len(frame.passes)


def _passes(frame: ProcedureFrame) -> list[str]:
    threshold = f"SSE ≤ {frame.threshold:.4g} at"
    head = (
        f"{'':4}{'rate':<11}{'epochs':>6}{'best epoch':>12}{'hold-out':>10}{'test':>8}  {'stopped':<9}{threshold:>14}"
    )
    lines = [head]
    for index, each in enumerate(frame.passes):
        chosen = frame.verdict is not None and frame.verdict.index == index
        test = f"{frame.verdict.test_accuracy:.3f}" if chosen and frame.verdict else ""
        reached = each.threshold_epoch(frame.threshold)
        lines.append(
            f"{rate(each.learning_rate):<11}{each.epochs_run:>6}{each.best_epoch:>12}{each.best_accuracy:>10.3f}"
            f"{test:>8}  {each.stopped or '':<9}{'—' if reached is None else reached:>14}"
        )
    return lines


def _rules(frame: RangeFrame) -> list[str]:
    lines = [f"{'':4}{'rule':<13}{'median':>9}{'lowest':>10}{'highest':>10}{'differ by':>11}"]
    for name, text in NAMES.items():
        found = frame.suggestions.get(name)
        if found is None or found.median is None or found.low is None or found.high is None:
            lines.append(f"{text:<13}{'—':>9}")
            continue
        spread = f"× {found.spread:.1f}" if found.spread < 1000 else "× " + rate(found.spread, 1)
        lines.append(f"{text:<13}{rate(found.median):>9}{rate(found.low):>10}{rate(found.high):>10}{spread:>11}")
    return lines


VERDICT = Panel(title, draw)
