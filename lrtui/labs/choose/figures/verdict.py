"""The verdict in large letters, how sure it is, and a table of the passes or of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lrtui import numbers
from lrtui.labs.choose.figures.rates import FIRST_RULE
from lrtui.labs.choose.frame import ChooseFrame, Rule
from lrtui.labs.choose.settings import RULES
from lrtui.labs.choose.words import advice, learned_nothing, share, two_questions, why_not, why_stopped
from lrtui.plot import letters
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink, mark, series
from lrtui.plot.panel import Panel

PASS_HEAD = ("rate", "epochs", "best at", "hold-out", "test", "as good", "stopped", "T at")
PASS_WIDTHS = (9, 7, 8, 15, 15, 8, 19, 6)
RULE_HEAD = ("rule", "median", "lowest", "highest", "trained", "verdict", "of the passes", "because")
RULE_WIDTHS = (11, 9, 9, 9, 8, 13, 14, 50)
"""The columns of the tables; those that have no room are left out, from the right."""

LARGE_FROM = 9
"""Rows from which on the verdict stands in large letters."""

WORDS = {"because", "rule", "verdict", "stopped", "rate", "as good"}
"""Columns that are flush left."""


def pass_cells(frame: ChooseFrame, index: int) -> list[str]:
    """What a pass costs and brings, in the columns of ``PASS_HEAD``."""
    tried, choice = frame.passes[index], frame.verdict
    started = choice is not None and choice.index == index
    reached = tried.threshold_epoch(frame.threshold)
    return [
        numbers.rate(tried.learning_rate),
        str(tried.epochs_run),
        str(tried.best_epoch),
        share(tried.best_accuracy, tried.error),
        share(choice.test_accuracy, choice.test_error) if started and choice is not None else "",
        ("start" if started else "as good") if choice is not None and index in choice.band else "",
        why_stopped(tried),
        "never" if reached is None and tried.stopped else "—" if reached is None else str(reached),
    ]


def rule_cells(frame: ChooseFrame, name: str, rule: Rule | None) -> list[str]:
    """What a rule suggests and what becomes of it, in the columns of ``RULE_HEAD``."""
    title = RULES[name]
    if rule is None or rule.found.median is None or rule.found.low is None or rule.found.high is None:
        return [title, "—", "—", "—", "", "" if rule is None else "finds no rate", "", ""]
    rates = map(numbers.rate, (rule.found.median, rule.found.low, rule.found.high))
    trained = "" if rule.trial is None else f"{rule.trial.accuracy:.3f}"
    other = "" if rule.trial is None or frame.verdict is None else f"{frame.verdict.holdout_accuracy:.3f}"
    return [title, *rates, trained, why_not(rule), other, rule.objection or ""]


def _cells(frame: ChooseFrame) -> tuple[Sequence[str], Sequence[int], list[list[str]], int]:
    """Head, widths, rows and the index of the first row's mark."""
    if frame.sweeping:
        rows = [rule_cells(frame, name, frame.sweep.rules.get(name)) for name in RULES]
        return RULE_HEAD, RULE_WIDTHS, rows, FIRST_RULE
    return PASS_HEAD, PASS_WIDTHS, [pass_cells(frame, index) for index in range(len(frame.passes))], 0


def _draw(frame: ChooseFrame, canvas: Canvas) -> None:
    row = _draw_verdict(frame, canvas)
    head, widths, rows, first = _cells(frame)
    room = max(canvas.height - row - 1, 0)
    current = frame.current_row
    start = max(0, min(current - room // 2, len(rows) - room))
    canvas.write(row, 4, _columns(head, head, widths, canvas.width - 4), Ink.MUTED)
    for line, index in enumerate(range(start, min(start + room, len(rows))), start=row + 1):
        canvas.write(line, 0, "▶" if index == current else " ", Ink.CURRENT)
        canvas.write(line, 2, mark(first + index), series(first + index))
        text = _columns(head, rows[index], widths, canvas.width - 4)
        canvas.write(line, 4, text, Ink.TITLE if index == current else Ink.TEXT)
    if start > 0:
        canvas.write(row, 0, "↑", Ink.CURRENT)
    if start + room < len(rows):
        canvas.write(row, 2, "↓", Ink.CURRENT)


def _columns(head: Sequence[str], cells: Sequence[str], widths: Sequence[int], room: int) -> str:
    """Words flush left, numbers flush right; only as many columns as are whole."""
    text = ""
    for name, cell, width in zip(head, cells, widths, strict=True):
        if len(text) + width + 1 > room:
            break
        text += f"{cell:<{width}} " if name in WORDS else f"{cell:>{width}} "
    return text


def _draw_verdict(frame: ChooseFrame, canvas: Canvas) -> int:
    """The verdict above the table; the row from which on the table has room."""
    large = canvas.height >= LARGE_FROM
    rows = letters.ROWS + 1 if large else max(min(canvas.height - 1 - frame_rows(frame), 1), 0)
    head, band = headline(frame), band_text(frame)
    if not rows or not head:
        return rows
    column, lines = letters.room_for(head) + 4, [band, *_advice(frame)]
    if large and not canvas.ascii_only and column + max(map(len, lines)) <= canvas.width:
        letters.write_letters(canvas, 0, 1, head, Ink.TITLE)
    else:
        column, lines[0] = 1, f"{head} ({band})" if band else head
    for row, text in enumerate(lines[:rows]):
        canvas.write(row, column, text[: max(canvas.width - column, 0)], Ink.TITLE if row == 0 else Ink.TEXT)
    return rows


def frame_rows(frame: ChooseFrame) -> int:
    """How many rows the table would fill."""
    return 4 if frame.sweeping else max(frame.rows, 4)


def headline(frame: ChooseFrame) -> str:
    """The verdict in a few characters, which have large letters; empty before there is one."""
    if frame.verdict is None or not frame.finished or learned_nothing(frame):
        return ""
    return f"η ≈ {numbers.rate(frame.verdict.learning_rate, 2)}"


def band_text(frame: ChooseFrame) -> str:
    """The band, in words."""
    choice = frame.verdict
    if choice is None:
        return ""
    if len(choice.band) == 1:
        return "no other pass is as good"
    band = f"{numbers.rate(choice.low, 2)} … {numbers.rate(choice.high, 2)} are as good"
    return f"by the passes: {band}" if frame.sweeping else band


def _advice(frame: ChooseFrame) -> Iterator[str]:
    return two_questions(frame) if frame.sweeping else advice(frame)


def _title(frame: ChooseFrame) -> str:
    if frame.sweeping:
        return (
            "verdict: what the rules suggest, and whether it holds" if frame.finished else "the rules, after the runs"
        )
    return "verdict" if frame.finished else "verdict to come: the passes so far"


def _trained(frame: ChooseFrame) -> str:
    """What is trained, on what."""
    train = frame.parts[0]
    rows = " + ".join(f"{len(part):,}" for part in frame.parts)
    sizes = f"{train.features.shape[1]} → {frame.settings.hidden} ReLU → {len(train.classes)}"
    seeds = f"seeds {frame.seeds[0]} to {frame.seeds[-1]}" if len(frame.seeds) > 1 else f"seed {frame.seeds[0]}"
    batches = frame.settings.batches(len(train), "batch")
    return f"{train.source}: {rows} rows, {sizes}, {batches}{frame.settings.way}, {seeds}"


VERDICT = Panel("verdict", _draw, _title, _trained)
