"""The report of the lab that chooses a rate: the procedure, or the range test, to its verdict."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lrtui import numbers
from lrtui.labs.choose.figures.look import LOOK, sentence
from lrtui.labs.choose.figures.procedure import HEAD, price_cells
from lrtui.labs.choose.figures.range_test import suggested_cells
from lrtui.labs.choose.frame import ChooseFrame, ProcedureFrame, RangeFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import RULES, ChooseSettings
from lrtui.report.formats import Report, Row
from lrtui.report.progress import progress_bar
from lrtui.report.tables import with_columns


def report(settings: ChooseSettings) -> Report:
    """The verdict, with a progress bar on standard error if that is a terminal; DataError for unusable data."""
    # Nobody knows how many passes there will be.
    unit, total = ("batch", settings.iterations) if settings.method == "range" else ("epoch", None)
    with progress_bar(unit, total) as progress:
        return report_of(ChooseLab.finished(settings, progress).frame())


def report_of(frame: ChooseFrame) -> Report:
    """What the method has come to at the moment that is shown."""
    return _REPORTS[frame.settings.method](frame)


def _report(
    frame: ChooseFrame,
    name: str,
    document: dict[str, Any],
    columns: tuple[str, ...],
    rows: Iterator[Row],
    tables: Callable[[], list[Table]],
) -> Report:
    """A report of either method, around what only one of them has."""
    train, holdout, test = frame.parts
    settings = frame.settings
    head = {
        "lab": "choose",
        "method": settings.method,
        "seed": settings.seed,
        "data": {
            "source": train.source,
            "train": len(train),
            "holdout": len(holdout),
            "test": len(test),
            "notes": list(train.notes),
        },
        "model": {"hidden": settings.hidden},
        "batch": settings.batch,
    }
    words = (
        f"{train.source}: {len(train)} training, {len(holdout)} hold-out and {len(test)} test rows\n"
        f"{settings.hidden} hidden units, batches of {settings.batch}, seed {settings.seed}"
    ) + "".join(f"\n{note}" for note in train.notes)

    def table() -> RenderableType:
        # As Text, because a file's name may have square brackets.
        return Group(Text(words), *tables(), Text(sentence(frame)))

    picture, title = partial(LOOK.sheet, frame), f"choosing a learning rate by {name}"
    return Report({**head, **document}, columns, rows, table, picture, title)


# --- The procedure ----------------------------------------------------------------------------------------------


def _procedure_report(frame: ProcedureFrame) -> Report:
    columns = ("stage", "learning_rate", "epoch", "sse", "holdout_accuracy")
    document, rows = _procedure_document(frame), _procedure_rows(frame)
    return _report(
        frame, "scout and passes", document, columns, rows, lambda: [_scout_table(frame), _passes_table(frame)]
    )


def _procedure_document(frame: ProcedureFrame) -> dict[str, Any]:
    scout, verdict = frame.scout, frame.verdict
    passes = (
        {
            "learning_rate": tried.learning_rate,
            "epochs_run": tried.epochs_run,
            "best_epoch": tried.best_epoch,
            "holdout_accuracy": tried.best_accuracy,
            "stopped": tried.stopped,
            "threshold_epoch": tried.threshold_epoch(frame.threshold),
        }
        for tried in frame.passes
    )
    chosen = verdict and {
        name: getattr(verdict, name) for name in ("learning_rate", "epoch", "holdout_accuracy", "test_accuracy")
    }
    return {
        "scout": {
            "epochs": scout.epochs,
            "learning_rates": scout.learning_rates,
            "sse": scout.errors.tolist(),
            "fastest": None if scout.fastest is None else scout.learning_rates[scout.fastest],
            "ruled_out": scout.ruled_out,
        },
        "sse_threshold": frame.threshold,
        "passes": passes,
        "chosen": chosen,
    }


def _procedure_rows(frame: ProcedureFrame) -> Iterator[Row]:
    """A row for each rate and epoch of the scout, then for each epoch of every pass."""
    for rate, errors in zip(frame.scout.learning_rates, frame.scout.sse.T.tolist(), strict=True):
        for epoch, error in enumerate(errors):
            yield "scout", rate, epoch, error, None
    for tried in frame.passes:
        for epoch, values in enumerate(zip(tried.sse.tolist(), tried.holdout_accuracy.tolist(), strict=True)):
            yield "pass", tried.learning_rate, epoch, *values


def _scout_table(frame: ProcedureFrame) -> Table:
    scout = frame.scout
    table = with_columns(Table(title=f"scout: {scout.epoch} epoch(s) each"), ("rate", "SSE", ""), words=("",))
    for index, (rate, error) in enumerate(zip(scout.learning_rates, scout.errors.tolist(), strict=True)):
        note = "fastest" if index == scout.fastest else "ruled out" if rate in scout.ruled_out else ""
        table.add_row(numbers.rate(rate), f"{error:.1f}" if math.isfinite(error) else "diverged", note)
    return table


def _passes_table(frame: ProcedureFrame) -> Table:
    table = with_columns(Table(title="passes"), (*HEAD, f"SSE ≤ {frame.threshold:g} at"), words=("stopped",))
    for index in range(len(frame.passes)):
        table.add_row(*price_cells(frame, index))
    return table


# --- The range test ---------------------------------------------------------------------------------------------


def _range_report(frame: RangeFrame) -> Report:
    document = {
        "on": frame.settings.on,
        "seeds": frame.seeds,
        "learning_rates": frame.learning_rates.tolist(),
        "loss": (curve.losses.tolist() for curve in frame.curves),
        "smoothed": (curve.smoothed.tolist() for curve in frame.curves),
        "suggestions": {
            rule: {"median": found.median, "low": found.low, "high": found.high, "per_seed": found.per_seed}
            for rule, found in frame.suggestions.items()
        },
        "reliable": frame.finished and frame.doubt is None,
        "reason": frame.doubt if frame.finished else "not finished",
    }
    columns = ("seed", "iteration", "learning_rate", "loss", "smoothed")
    return _report(frame, "a range test", document, columns, _range_rows(frame), lambda: [_rules_table(frame)])


def _range_rows(frame: RangeFrame) -> Iterator[Row]:
    """A row for each seed and iteration, in that order."""
    rates = frame.learning_rates.tolist()
    for seed, curve in zip(frame.seeds, frame.curves, strict=True):
        for iteration, values in enumerate(zip(curve.losses.tolist(), curve.smoothed.tolist(), strict=True)):
            yield seed, iteration, rates[iteration], *values


def _rules_table(frame: RangeFrame) -> Table:
    names = ("rule", "median", "lowest", "highest", "differ by")
    table = with_columns(Table(title="suggested rates"), names, words=("rule",))
    for rule, found in frame.suggestions.items():
        table.add_row(RULES[rule], *suggested_cells(found))
    return table


_REPORTS: dict[str, Callable[[Any], Report]] = {"procedure": _procedure_report, "range": _range_report}
