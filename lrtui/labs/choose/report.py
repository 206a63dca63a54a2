"""The report of the lab that chooses a rate: the procedure, or the range test, to its verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lrtui import numbers
from lrtui.core.selection import Pass
from lrtui.core.suggestions import Suggestion
from lrtui.labs.choose.figures.look import LOOK
from lrtui.labs.choose.figures.table import differ_by
from lrtui.labs.choose.frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import RULES, ChooseSettings
from lrtui.labs.choose.words import sentence
from lrtui.report.formats import Report, Row
from lrtui.report.progress import progress_bar
from lrtui.report.tables import with_columns


def report(settings: ChooseSettings) -> Report:
    """What the method that the settings name comes to; a progress bar is on standard error, if that is a terminal.

    Raises:
        DataError: the file that the settings name cannot be used.
    """
    total = settings.iterations if settings.method == "range" else None  # nobody knows how many passes there will be
    with progress_bar(_FORMS[settings.method].unit, total) as progress:
        return report_of(ChooseLab.finished(settings, progress).frame())


def report_of(frame: ChooseFrame) -> Report:
    """What the method has come to at the moment that is shown."""
    form = _FORMS[frame.settings.method]
    return Report(
        document={**_head(frame), **form.document(frame)},
        columns=form.columns,
        rows=form.rows(frame),
        table=lambda: _table(frame, form.tables(frame)),
        picture=lambda width, height, ascii_only: LOOK.sheet(frame, width, height, ascii_only=ascii_only),
        title=f"choosing a learning rate by {form.name}",
    )


def _head(frame: ChooseFrame) -> dict[str, Any]:
    """What the documents of both methods begin with."""
    train, holdout, test = frame.parts
    return {
        "lab": "choose",
        "method": frame.settings.method,
        "seed": frame.settings.seed,
        "data": {"source": train.source, "train": len(train), "holdout": len(holdout), "test": len(test)},
        "model": {"hidden": frame.settings.hidden},
        "batch": frame.settings.batch,
    }


def _procedure_document(frame: ProcedureFrame) -> dict[str, Any]:
    scout, verdict = frame.scout, frame.verdict
    return {
        "scout": {
            "epochs": scout.epochs,
            "learning_rates": scout.learning_rates,
            "sse": scout.errors.tolist(),
            "fastest": None if scout.fastest is None else scout.learning_rates[scout.fastest],
            "ruled_out": scout.ruled_out,
        },
        "sse_threshold": frame.threshold,
        "passes": (_pass_record(each, frame.threshold) for each in frame.passes),
        "chosen": None
        if verdict is None
        else {
            "learning_rate": verdict.learning_rate,
            "epoch": verdict.epoch,
            "holdout_accuracy": verdict.holdout_accuracy,
            "test_accuracy": verdict.test_accuracy,
        },
    }


def _pass_record(each: Pass, threshold: float) -> dict[str, Any]:
    return {
        "learning_rate": each.learning_rate,
        "epochs_run": each.epochs_run,
        "best_epoch": each.best_epoch,
        "holdout_accuracy": each.best_accuracy,
        "stopped": each.stopped,
        "threshold_epoch": each.threshold_epoch(threshold),
    }


def _range_document(frame: RangeFrame) -> dict[str, Any]:
    return {
        "on": frame.settings.on,
        "seeds": frame.seeds,
        "learning_rates": frame.learning_rates.tolist(),
        "loss": (curve.losses.tolist() for curve in frame.curves),
        "smoothed": (curve.smoothed.tolist() for curve in frame.curves),
        "suggestions": {name: _suggestion_record(found) for name, found in frame.suggestions.items()},
        "reliable": frame.finished and frame.doubt is None,
        "reason": frame.doubt if frame.finished else "not finished",
    }


def _suggestion_record(found: Suggestion) -> dict[str, Any]:
    return {"median": found.median, "low": found.low, "high": found.high, "per_seed": found.per_seed}


def _procedure_rows(frame: ProcedureFrame) -> Iterator[Row]:
    """The scout by rate and epoch, then every pass by epoch."""
    for rate, errors in zip(frame.scout.learning_rates, frame.scout.sse.T.tolist(), strict=True):
        for epoch, error in enumerate(errors):
            yield "scout", rate, epoch, error, None
    for each in frame.passes:
        for epoch, values in enumerate(zip(each.sse.tolist(), each.holdout_accuracy.tolist(), strict=True)):
            yield "pass", each.learning_rate, epoch, *values


def _range_rows(frame: RangeFrame) -> Iterator[Row]:
    """By seed, then by iteration."""
    rates = frame.learning_rates.tolist()
    for seed, curve in zip(frame.seeds, frame.curves, strict=True):
        for iteration, values in enumerate(zip(curve.losses.tolist(), curve.smoothed.tolist(), strict=True)):
            yield seed, iteration, rates[iteration], *values


def _table(frame: ChooseFrame, tables: list[Table]) -> RenderableType:
    train, holdout, test = frame.parts
    head = (
        f"{train.source}: {len(train)} training, {len(holdout)} hold-out and {len(test)} test rows\n"
        f"{frame.settings.hidden} hidden units, batches of {frame.settings.batch}, seed {frame.settings.seed}"
    )
    # As Text, because a file's name may have square brackets.
    return Group(Text(head), *tables, Text(sentence(frame)))


def _scout_table(frame: ProcedureFrame) -> Table:
    scout = frame.scout
    table = with_columns(Table(title=f"scout: {scout.epoch} epoch(s) each"), ("rate", "SSE", ""), words=("",))
    for index, (rate, error) in enumerate(zip(scout.learning_rates, scout.errors.tolist(), strict=True)):
        note = "fastest" if index == scout.fastest else "ruled out" if rate in scout.ruled_out else ""
        table.add_row(numbers.rate(rate), f"{error:.1f}" if math.isfinite(error) else "diverged", note)
    return table


def _passes_table(frame: ProcedureFrame) -> Table:
    names = ("rate", "epochs", "best epoch", "hold-out", "test", "stopped", f"SSE ≤ {frame.threshold:g} at")
    table = with_columns(Table(title="passes"), names, words=("stopped",))
    for index, each in enumerate(frame.passes):
        verdict = frame.verdict if frame.verdict and frame.verdict.index == index else None
        reached = each.threshold_epoch(frame.threshold)
        table.add_row(
            numbers.rate(each.learning_rate),
            str(each.epochs_run),
            str(each.best_epoch),
            f"{each.best_accuracy:.3f}",
            f"{verdict.test_accuracy:.3f}" if verdict else "",
            str(each.stopped),
            "never" if reached is None else str(reached),
        )
    return table


def _rules_table(frame: RangeFrame) -> Table:
    names = ("rule", "median", "lowest", "highest", "differ by")
    table = with_columns(Table(title="suggested rates"), names, words=("rule",))
    for name, found in frame.suggestions.items():
        rates = ("—" if rate is None else numbers.rate(rate) for rate in (found.median, found.low, found.high))
        table.add_row(RULES[name], *rates, "" if found.median is None else differ_by(found))
    return table


class _Form(NamedTuple):
    """The report of one method: its name and unit in words, and how a frame of it is written down."""

    name: str
    unit: str
    columns: tuple[str, ...]
    document: Callable[[Any], dict[str, Any]]
    rows: Callable[[Any], Iterator[Row]]
    tables: Callable[[Any], list[Table]]


_FORMS = {
    "procedure": _Form(
        "scout and passes",
        "epoch",
        ("stage", "learning_rate", "epoch", "sse", "holdout_accuracy"),
        _procedure_document,
        _procedure_rows,
        lambda frame: [_scout_table(frame), _passes_table(frame)],
    ),
    "range": _Form(
        "a range test",
        "batch",
        ("seed", "iteration", "learning_rate", "loss", "smoothed"),
        _range_document,
        _range_rows,
        lambda frame: [_rules_table(frame)],
    ),
}
