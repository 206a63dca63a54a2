"""The report of the lab that chooses a rate: the procedure, or the range test, to its verdict."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lrtui import numbers
from lrtui.core.selection import Pass
from lrtui.core.verdict import Verdict
from lrtui.labs.choose.figures.look import LOOK
from lrtui.labs.choose.figures.verdict import RULE_HEAD, band_text, headline, pass_cells, rule_cells
from lrtui.labs.choose.frame import ChooseFrame, Rule
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.choose.words import advice, count, sentence, share, squared_error, two_questions
from lrtui.report.formats import Report, Row
from lrtui.report.progress import progress_bar
from lrtui.report.tables import with_columns


def report(settings: ChooseSettings) -> Report:
    """The verdict, with a progress bar on standard error if that is a terminal; DataError for unusable data."""
    # Nobody knows how many looks there will be.
    unit, total = ("batch", settings.iterations) if settings.method == "range" else ("look", None)
    with progress_bar(unit, total) as progress:
        return report_of(ChooseLab.finished(settings, progress).frame())


def report_of(frame: ChooseFrame) -> Report:
    """What the method has come to at the moment that is shown."""
    return _range_report(frame) if frame.sweeping else _procedure_report(frame)


def _report(
    frame: ChooseFrame,
    name: str,
    document: dict[str, Any],
    columns: tuple[str, ...],
    rows: Iterator[Row],
    tables: Callable[[], list[RenderableType]],
) -> Report:
    """A report of either method, around what only one of them has."""
    train, holdout, test = frame.parts
    settings = frame.settings
    head = {
        "lab": "choose",
        "method": settings.method,
        "seed": settings.seed,
        "seeds": frame.seeds,
        "data": {
            "source": train.source,
            "train": len(train),
            "holdout": len(holdout),
            "test": len(test),
            "notes": list(train.notes),
        },
        "model": {"hidden": settings.hidden},
        "optimizer": settings.optimizer,
        "schedule": settings.schedule,
        "batch": min(settings.batch, len(train)),
    }
    words = (
        f"{train.source}: {len(train)} training, {len(holdout)} hold-out and {len(test)} test rows\n"
        f"{settings.hidden} hidden units, {settings.batches(len(train))}{settings.way}, "
        f"seeds {frame.seeds[0]} to {frame.seeds[-1]}"
    ) + "".join(f"\n{note}" for note in train.notes)

    def table() -> RenderableType:
        # As Text, because a file's name may have square brackets.
        return Group(Text(words), *tables(), Text(sentence(frame)))

    picture, title = partial(LOOK.sheet, frame), f"choosing a learning rate by {name}"
    return Report({**head, **document}, columns, rows, table, picture, title)


# --- The procedure ----------------------------------------------------------------------------------------------


def _procedure_report(frame: ChooseFrame) -> Report:
    columns = ("stage", "learning_rate", "seed", "epoch", "sse", "holdout_accuracy", "holdout_loss")
    document, rows = _procedure_document(frame), _procedure_rows(frame)

    def tables() -> list[RenderableType]:
        return [_scout_table(frame), _passes_table(frame), *_lines(headline(frame), band_text(frame), *advice(frame))]

    return _report(frame, "scout and passes", document, columns, rows, tables)


def _lines(head: str, band: str, *lines: str) -> list[RenderableType]:
    """The verdict and what stands beside it, in words."""
    return [Text(line.replace("…", "to")) for line in (f"{head} ({band})" if head else "", *lines) if line]


def _pass_document(frame: ChooseFrame, tried: Pass) -> dict[str, Any]:
    return {
        "learning_rate": tried.learning_rate,
        "epochs_run": tried.epochs_run,
        "best_epoch": tried.best_epoch,
        "holdout_accuracy": tried.best_accuracy,
        "holdout_error": tried.error,
        "stopped": tried.stopped,
        "threshold_epoch": tried.threshold_epoch(frame.threshold),
    }


def _procedure_document(frame: ChooseFrame) -> dict[str, Any]:
    scout, verdict = frame.scout, frame.verdict
    names = ("learning_rate", "low", "high", "epoch", "holdout_accuracy", "test_accuracy", "test_error", "at_edge")
    chosen = verdict and {
        **{name: getattr(verdict, name) for name in names},
        "holdout_error": verdict.error,
        "as_good": [frame.passes[index].learning_rate for index in verdict.band],
        "reason": verdict.reason,
    }
    spread = scout.sse[-1] if len(scout.sse) else scout.sse.reshape(len(scout.recipes), 0)
    return {
        "scout": {
            "epochs": scout.epochs,
            "learning_rates": scout.learning_rates,
            "sse": scout.errors.tolist(),
            "sse_by_seed": spread.tolist(),
            "fastest": None if scout.fastest is None else scout.learning_rates[scout.fastest],
            "ruled_out": scout.ruled_out,
        },
        "sse_threshold": frame.threshold,
        "passes": (_pass_document(frame, tried) for tried in frame.passes),
        "chosen": chosen,
    }


def _procedure_rows(frame: ChooseFrame) -> Iterator[Row]:
    """A row for each rate, seed and look of the scout, then for each of every pass."""
    scout = frame.scout
    for index, rate in enumerate(scout.learning_rates):
        for seed, errors in zip(frame.seeds, scout.sse[:, index].T.tolist(), strict=True):
            for epoch, error in zip(scout.epochs_seen.tolist(), errors, strict=True):
                yield "scout", rate, seed, epoch, error, None, None
    for tried in frame.passes:
        for at, seed in enumerate(frame.seeds):
            measured = (array[:, at].tolist() for array in (tried.sse, tried.accuracies, tried.losses))
            for epoch, *values in zip(tried.epochs_seen.tolist(), *measured, strict=True):
                yield "pass", tried.learning_rate, seed, epoch, *values


def _scout_table(frame: ChooseFrame) -> Table:
    scout = frame.scout
    names = ("rate", "median SSE", "lowest", "highest", "")
    table = with_columns(Table(title=f"scout: {count(scout.epoch, 'epoch')} each"), names, words=("",))
    for index, (rate, error) in enumerate(zip(scout.learning_rates, scout.errors.tolist(), strict=True)):
        note = "fastest" if index == scout.fastest else "ruled out" if rate in scout.ruled_out else ""
        if math.isfinite(error):
            cells = list(map(squared_error, (error, scout.sse[-1, index].min(), scout.sse[-1, index].max())))
        else:
            cells = ["diverged" if scout.epoch else "—", "", ""]
        table.add_row(numbers.rate(rate), *cells, note)
    return table


def _passes_table(frame: ChooseFrame) -> Table:
    head = ("rate", "best at", "hold-out", "as good", "stopped", f"SSE ≤ {frame.threshold:g}")
    table = with_columns(Table(title="passes"), head, words=("stopped", "as good"))
    for index in range(len(frame.passes)):
        rate, epochs, best, holdout, _, good, stopped, reached = pass_cells(frame, index)
        table.add_row(rate, f"{best} of {epochs}", holdout, good, stopped, reached)
    return table


# --- The range test ---------------------------------------------------------------------------------------------


def _rule_document(rule: Rule) -> dict[str, Any]:
    found = rule.found
    return {
        "median": found.median,
        "low": found.low,
        "high": found.high,
        "per_seed": found.per_seed,
        "trained_accuracy": None if rule.trial is None else rule.trial.accuracy,
        "reliable": rule.reliable,
        "reason": rule.objection,
    }


def _range_report(frame: ChooseFrame) -> Report:
    sweep, verdict = frame.sweep, frame.verdict
    selected = sweep.rules.get(frame.settings.rule)
    document = {
        "on": frame.settings.on,
        "learning_rates": sweep.learning_rates.tolist(),
        "loss": (curve.losses.tolist() for curve in sweep.curves),
        "smoothed": (curve.smoothed.tolist() for curve in sweep.curves),
        "suggestions": {name: _rule_document(rule) for name, rule in sweep.rules.items()},
        "procedure": verdict
        and {
            "learning_rate": verdict.learning_rate,
            "epoch": verdict.epoch,
            "holdout_accuracy": verdict.holdout_accuracy,
            "holdout_error": verdict.error,
        },
        "reliable": frame.finished and selected is not None and selected.reliable,
        "reason": selected.objection if frame.finished and selected is not None else "not finished",
    }
    columns = ("seed", "iteration", "learning_rate", "loss", "smoothed")

    def tables() -> list[RenderableType]:
        passes = (
            "" if verdict is None else f"the passes: {numbers.rate(verdict.learning_rate)} reaches {_held(verdict)}"
        )
        return [_rules_table(frame), *_lines("", "", passes, *(two_questions(frame) if frame.finished else ()))]

    return _report(frame, "a range test", document, columns, _range_rows(frame), tables)


def _range_rows(frame: ChooseFrame) -> Iterator[Row]:
    """A row for each seed and iteration, in that order."""
    rates = frame.sweep.learning_rates.tolist()
    for seed, curve in zip(frame.seeds, frame.sweep.curves, strict=True):
        for iteration, values in enumerate(zip(curve.losses.tolist(), curve.smoothed.tolist(), strict=True)):
            yield seed, iteration, rates[iteration], *values


def _held(verdict: Verdict) -> str:
    """The hold-out accuracy of the rate to start with."""
    return share(verdict.holdout_accuracy, verdict.error)


def _rules_table(frame: ChooseFrame) -> Table:
    table = with_columns(Table(title="suggested rates"), RULE_HEAD[:-2], words=("rule", "verdict"))
    for name, rule in frame.sweep.rules.items():
        table.add_row(*rule_cells(frame, name, rule)[:-2])
    return table
