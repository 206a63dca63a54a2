"""The network lab's report: the networks trained to the end."""

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lrtui import numbers
from lrtui.core.metrics import Metrics
from lrtui.core.network import initial_parameters
from lrtui.core.training import PARTS
from lrtui.core.uncertainty import share_error
from lrtui.labs.network.edges import limit_at, product_at, sharpness_at, told_epoch
from lrtui.labs.network.figures.look import LOOK
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import METRICS, NetworkSettings
from lrtui.labs.network.words import accuracy_level, sentence
from lrtui.report.formats import Report, Row
from lrtui.report.progress import progress_bar
from lrtui.report.tables import with_columns

COLUMNS = ("recipe", "learning_rate", "epoch", "part", *Metrics._fields)
"""The columns of the CSV; the sharpness follows where it is asked for."""

BEST_BY = "auc"
"""The best epoch of a run is the first with its highest validation AUC."""


def report(settings: NetworkSettings) -> Report:
    """The training, with a progress bar on standard error if that is a terminal; DataError for unusable data."""
    with progress_bar("epoch", settings.epochs) as progress:
        return report_of(NetworkLab.finished(settings, progress).frame())


def report_of(frame: NetworkFrame) -> Report:
    """The training up to the epoch that is shown."""
    frame = frame.at_rest()
    rates = ", ".join(run.recipe.text for run in frame.runs)
    return Report(
        document={**_summary(frame), "runs": map(partial(_record, frame), frame.runs, frame.judgement.verdicts)},
        columns=(*COLUMNS, "sharpness") if frame.settings.measures_sharpness else COLUMNS,
        rows=_rows(frame),
        table=lambda: _table(frame),
        picture=partial(LOOK.sheet, frame),
        title=f"networks trained at the learning rates {rates}",
    )


def _summary(frame: NetworkFrame) -> dict[str, Any]:
    settings, train, validation = frame.settings, frame.train, frame.validation
    best = frame.judgement.fastest
    return {
        "lab": "network",
        "data": {
            "source": train.source,
            "samples": len(train) + len(validation),
            "features": train.features.shape[1],
            "classes": len(train.classes),
            "train": len(train),
            "validation": len(validation),
            "notes": list(train.notes),
        },
        "model": {"hidden": settings.hidden, "parameters": _parameters(frame)},
        "epochs": settings.epochs,
        "batch": min(settings.batch, len(train)),
        "seed": settings.seed,
        "fastest": None if best is None else frame.runs[best].recipe.text,
        "fastest_level": frame.judgement.level,
    }


def _parameters(frame: NetworkFrame) -> int:
    """How many weights and biases a network has; the trained ones may all have diverged, and their weights be gone."""
    features, classes = frame.train.features.shape[1], len(frame.train.classes)
    return initial_parameters(features, frame.settings.hidden, classes, seeds=(0,)).count


def _record(frame: NetworkFrame, run: Run, verdict: str) -> dict[str, Any]:
    """What the JSON object says of a run."""
    best = run.best_epoch(BEST_BY, run.epochs_run)
    return {
        "recipe": run.recipe.text,
        "optimizer": run.recipe.optimizer_text,
        "schedule": run.recipe.schedule_text,
        "learning_rate": run.learning_rate,
        "status": "trained" if run.diverged_at is None else "diverged",
        "verdict": verdict,
        "epochs_run": run.epochs_run,
        **{part: {name: run.values(part, name).tolist() for name in Metrics._fields} for part in PARTS},
        "best": {
            "epoch": best,
            "validation_accuracy": run.at("validation", "accuracy", best),
            "validation_auc": run.at("validation", "auc", best),
        },
        **(_sharpness(run) if frame.settings.measures_sharpness else {}),
    }


def _sharpness(run: Run) -> dict[str, Any]:
    """λ by epoch, and the curvature up to which the updates after each epoch are stable, a number where it stays."""
    epochs = range(run.epochs_run + 1)
    edges = [limit_at(run, epoch) for epoch in epochs]
    return {
        "sharpness": [sharpness_at(run, epoch) for epoch in epochs],
        "edge": edges[0] if len(set(edges)) == 1 else edges,
    }


def _rows(frame: NetworkFrame) -> Iterator[Row]:
    """A row for each rate, epoch and part, in that order."""
    for run in frame.runs:
        parts = [zip(*(run.values(part, name).tolist() for name in Metrics._fields), strict=True) for part in PARTS]
        for epoch, measured in enumerate(zip(*parts, strict=True)):
            for part, values in zip(PARTS, measured, strict=True):
                # It is the loss on the training rows that has a curvature.
                sharpness = sharpness_at(run, epoch) if part == "train" else None
                yield (
                    run.recipe.text,
                    run.rate_at(epoch),
                    epoch,
                    part,
                    *values,
                    *[sharpness] * frame.settings.measures_sharpness,
                )


def _table(frame: NetworkFrame) -> RenderableType:
    settings, train = frame.settings, frame.train
    epochs = "epoch" if settings.epochs == 1 else "epochs"
    head = (
        f"{train.source}: {len(train)} training and {len(frame.validation)} validation rows, "
        f"{train.features.shape[1]} features, {len(train.classes)} classes\n"
        f"{settings.hidden} hidden units, {_parameters(frame)} parameters; "
        f"{settings.epochs} {epochs} in {settings.batches(len(train))}, seed {settings.seed}"
    ) + "".join(f"\n{note}" for note in train.notes)
    judge, found = frame.judge, frame.judgement
    sharp = frame.settings.measures_sharpness
    own = ("rate", "loss", "accuracy ± error", "AUC", _reached_head(frame), "scatter")
    names = (*own, *("λ", "η·λ") * sharp, "verdict")
    table = with_columns(Table(caption=_caption(frame)), names, words=("verdict",))
    for index, (run, verdict) in enumerate(zip(frame.runs, found.verdicts, strict=True)):
        part, last = judge.part, run.epochs_run
        reached, scatter = found.reached[index], found.scatter(index)
        accuracy = run.at(part, "accuracy", last)
        error = float(share_error(accuracy, len(judge.data)))
        table.add_row(
            run.recipe.text,
            _decimals(run.at(part, "loss", last), 4),
            f"{accuracy:.3f} ± {error:.3f}" if math.isfinite(accuracy) else "—",
            _decimals(run.at(part, "auc", last), 4),
            "—" if reached is None else str(reached),
            numbers.known(scatter),
            *[numbers.known(value(run, told_epoch(run, last))) for value in (sharpness_at, product_at)] * sharp,
            verdict,
        )
    # As Text, because a file's name may have square brackets.
    return Group(Text(head), table, Text(sentence(frame)))


def _reached_head(frame: NetworkFrame) -> str:
    level = frame.judgement.level
    return "level at" if level is None else f"≥ {accuracy_level(level)}"


def _caption(frame: NetworkFrame) -> str:
    return (
        f"on the {'training' if frame.judged_part == 'train' else 'validation'} rows at epoch {frame.epoch}; "
        f"scatter and verdict by {METRICS[frame.settings.judged_by]}"
    )


def _decimals(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{value:.{decimals}f}" if abs(value) < 1e5 else numbers.rate(value)
