"""What each network has come to, in a word, and which of them was the first at a level: rules with errors.

All is judged on some rows, by one measure, up to an epoch. Two values differ only where they differ by more than
their errors: that of the rows (a share's is binomial) and the run's own scatter over its recent epochs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.data import Dataset
from lrtui.core.uncertainty import auc_error, share_error
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import RISING

EARLY = 5
"""Nothing is judged before so many epochs."""

LATELY = 15
"""The recent epochs are the newer half of all, and no more than these."""

RAGGED = {True: 0.02, False: 0.05}
"""The scatter from which a curve that is worse than the best is ragged: of a share, or of a loss in parts of it."""

WILD = 3
"""So many times as much scatter is ragged also where the curve is as good as the best."""

RUNAWAY = 10
"""A loss so many times as large as at the start runs away."""


def recent(epoch: int) -> slice:
    """The epochs, as a slice of a run's values, over which its scatter is taken."""
    return slice(max(epoch - min(epoch // 2, LATELY), 0), epoch + 1)


def scatter_of(values: Array) -> float:
    """How far values go back and forth from one to the next, as a standard deviation; ``values`` (n ≥ 1,).

    Independent values with the deviation σ fall by σ/√π on average, and rise by as much (E max(0, Δ) for Δ normal with
    the variance 2σ²). The smaller of the mean fall and the mean rise is taken, so that a trend does not count.
    """
    with np.errstate(all="ignore"):
        changes = np.diff(values)
        both = (np.maximum(changes, 0.0).mean(), np.maximum(-changes, 0.0).mean()) if len(changes) else (0.0, 0.0)
        scatter = math.sqrt(math.pi) * float(min(both))
    return scatter if math.isfinite(scatter) else math.inf


@dataclass(frozen=True)
class Judge:
    """The rules, for runs on some rows by a measure at an epoch.

    Attributes:
        data: the rows.
        part: which part they are, ``train`` or ``validation``.
        metric: the measure, a field of ``Metrics``.
        epoch: the epoch at which they are judged.
    """

    data: Dataset
    part: str
    metric: str
    epoch: int

    @property
    def rising(self) -> bool:
        """Whether more is better."""
        return self.metric in RISING

    def value(self, run: Run) -> float:
        """The measure at the epoch; NaN where the run has diverged or has not got there."""
        return run.at(self.part, self.metric, self.epoch)

    def lately(self, run: Run) -> Array:
        """The measure over the recent epochs."""
        return run.values(self.part, self.metric)[recent(self.epoch)]

    def scatter(self, run: Run) -> float:
        """The run's own scatter over the recent epochs, in the measure's unit."""
        return scatter_of(self.lately(run))

    def rows_error(self, value: float) -> float:
        """The error that a value has because there are no more rows.

        A share's is binomial, an AUC's is Hanley and McNeil's. The losses of rows scatter about as much as their mean,
        as those of an exponential distribution do: so the mean's error is that mean over the root of the rows.
        """
        rows = len(self.data)
        if self.metric == "accuracy":
            return float(share_error(value, rows))
        return float(auc_error(value, rows)) if self.rising else value / math.sqrt(rows)

    def error(self, run: Run) -> float:
        """The error of the run's value, by rows and scatter together; the rows' alone where it is too early."""
        rows = self.rows_error(self.value(run))
        return rows if self.epoch < EARLY else math.hypot(rows, self.scatter(run))

    def behind(self, run: Run, leader: Run) -> bool:
        """Whether the run's value is worse than the leader's by more than their errors."""
        gap = self.value(leader) - self.value(run) if self.rising else self.value(run) - self.value(leader)
        return gap > math.hypot(self.error(run), self.error(leader))

    def chance(self) -> float:
        """The measure of one who knows the shares of the classes in these rows and nothing else."""
        shares = np.bincount(self.data.labels, minlength=len(self.data.classes)) / len(self.data)
        present = shares[shares > 0]
        return {
            "accuracy": float(shares.max()),
            "auc": 0.5,
            "loss": float(-(present * np.log(present)).sum()),
            "sse": len(self.data) * float(1 - (shares**2).sum()),
        }[self.metric]

    def is_ragged(self, run: Run, times: float = 1.0) -> bool:
        """Whether the run's scatter is more than so many times what counts as ragged."""
        size = 1.0 if self.rising else float(np.median(self.lately(run)))
        return self.scatter(run) > times * RAGGED[self.rising] * size

    def is_stuck(self, run: Run) -> bool:
        """Whether the run is no better than at the start, or than chance, and does not improve.

        A loss above chance's is of a network that is too sure, not stuck, if it is right on most of the rows on which
        chance is wrong.
        """
        value, first = self.value(run), run.at(self.part, self.metric, 0)
        sign = 1 if self.rising else -1
        least = max(sign * first, sign * self.chance())
        lately = self.lately(run)
        improves = sign * (value - lately[0]) > 3 * self.scatter(run)
        return not sign * value > least + self.error(run) and not improves and not self._is_right(run)

    def _is_right(self, run: Run) -> bool:
        if self.rising:
            return False
        by_accuracy = Judge(self.data, self.part, "accuracy", self.epoch)
        chance = by_accuracy.chance()
        return by_accuracy.value(run) - chance > (1 - chance) / 2

    def runs_away(self, run: Run) -> bool:
        """Whether the loss, whichever measure is shown, is far above where it began."""
        return not run.at(self.part, "loss", self.epoch) <= RUNAWAY * run.at(self.part, "loss", 0)

    def is_past_its_best(self, run: Run) -> bool:
        """Whether the run was once better than lately, whenever one looks, by more than its error."""
        values = run.values(self.part, self.metric)[: self.epoch + 1] * (1 if self.rising else -1)
        return float(values.max() - values[recent(self.epoch)].max()) > self.error(run)

    def still_learns(self, run: Run) -> bool:
        """Whether the loss on the training rows is less than it was when the recent epochs began."""
        lately = run.values("train", "loss")[recent(self.epoch)]
        return bool(lately[-1] < lately[0])

    def leader(self, runs: tuple[Run, ...]) -> int | None:
        """The run with the best value at the epoch; None where none has one."""
        values = np.array([self.value(run) for run in runs])
        if np.isnan(values).all():
            return None
        return int(np.nanargmax(values) if self.rising else np.nanargmin(values))

    def verdict(self, run: Run, leader: Run | None) -> str:
        """What the run has come to, in a word; the first of these that holds."""
        if run.diverged_at is not None and run.diverged_at <= self.epoch:
            return f"diverged at {run.diverged_at}"
        if leader is None or self.epoch < EARLY or math.isnan(self.value(run)):
            return "too early"
        words: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("runs away", lambda: self.runs_away(run)),
            ("stuck", lambda: self.is_stuck(run)),
            ("best so far", lambda: self.value(run) == self.value(leader)),
            ("ragged", lambda: self.is_ragged(run, WILD)),
            ("as good", lambda: not self.behind(run, leader)),
            ("ragged", lambda: self.is_ragged(run)),
            ("past its best", lambda: self.is_past_its_best(run)),
            ("too slow", lambda: run.learning_rate < leader.learning_rate and self.still_learns(run)),
        )
        return next((word for word, holds in words if holds()), "behind")


@dataclass(frozen=True)
class Judgement:
    """What the runs of a frame have come to.

    Attributes:
        verdicts: a word a run.
        leader: the run with the best value at the epoch; None where all have diverged.
        level: the best accuracy on the validation rows that any run has reached, less its error, in whole tenths of a
            percent; None where that is no more than chance or than what they began with.
        reached: the first epoch at which each run had an accuracy of ``level``; None where it has not.
        scatters: of each run, in the unit of the measure; NaN where it is too early to tell.
    """

    verdicts: tuple[str, ...]
    leader: int | None
    level: float | None
    reached: tuple[int | None, ...]
    scatters: tuple[float, ...]

    @property
    def fastest(self) -> int | None:
        """The run that first reached the level; of several, the one before the others in the table."""
        epochs = [math.inf if epoch is None else epoch for epoch in self.reached]
        return None if self.level is None else epochs.index(min(epochs))


def judge(runs: tuple[Run, ...], judge: Judge, validation: Dataset) -> Judgement:
    """Judge the runs; ``fastest`` goes by the validation rows, whichever rows are shown."""
    leader = judge.leader(runs)
    best = None if leader is None else runs[leader]
    known = [judge.epoch >= EARLY and not math.isnan(judge.value(run)) for run in runs]
    level = level_of(runs, validation, judge.epoch)
    return Judgement(
        verdicts=tuple(judge.verdict(run, best) for run in runs),
        leader=leader,
        level=level,
        reached=tuple(None if level is None else reached(run, level, judge.epoch) for run in runs),
        scatters=tuple(judge.scatter(run) if there else math.nan for run, there in zip(runs, known, strict=True)),
    )


def level_of(runs: tuple[Run, ...], validation: Dataset, epoch: int) -> float | None:
    """The best accuracy that any run has reached by ``epoch``, less its error, in whole tenths of a percent."""
    accuracies = [run.values("validation", "accuracy")[: epoch + 1] for run in runs]
    best = max((float(np.nanmax(values)) for values in accuracies if np.isfinite(values).any()), default=math.nan)
    level = best - float(share_error(best, len(validation)))
    first = max((float(values[0]) for values in accuracies if len(values)), default=math.nan)
    least = max(first, Judge(validation, "validation", "accuracy", epoch).chance())
    return math.floor(level * 1000) / 1000 if level > least else None


def reached(run: Run, level: float, epoch: int) -> int | None:
    """The first epoch up to ``epoch`` at which a run had this accuracy on the validation rows; None where none."""
    there = np.flatnonzero(run.values("validation", "accuracy")[: epoch + 1] >= level)
    return int(there[0]) if len(there) else None
