"""What each network has come to, in a word, and which of them was the first at a level: rules with errors.

All is judged on some rows, by one measure, up to an epoch. Two values differ only where they differ by more than
their errors: that of the rows (a share's is binomial) and the run's own scatter over its recent epochs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

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

ALONE = 2
"""And so many times where there is no other curve to be worse than."""

RUNAWAY = 10
"""A loss so many times as large as at the start runs away."""


def scatter_of(values: Array) -> float:
    """How far values go back and forth from one to the next, as a standard deviation; ``values`` (n ≥ 1,).

    Independent values with the deviation σ fall by σ/√π on average, and rise by as much (E max(0, Δ) for Δ normal with
    the variance 2σ²). The smaller of the mean fall and the mean rise is taken, so that a trend does not count.
    """
    if len(values) < 2:
        return 0.0
    with np.errstate(all="ignore"):
        # All that they go, without the way from end to end, is half rise and half fall.
        both = float(np.abs(values[1:] - values[:-1]).sum()) - abs(float(values[-1]) - float(values[0]))
    scatter = math.sqrt(math.pi) * both / 2 / (len(values) - 1)
    return max(scatter, 0.0) if math.isfinite(scatter) else math.inf


@dataclass(frozen=True)
class Judge:
    """What runs are judged by.

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

    @cached_property
    def recent(self) -> slice:
        """The epochs, as a slice of a run's values, over which its scatter is taken."""
        return slice(max(self.epoch - min(self.epoch // 2, LATELY), 0), self.epoch + 1)

    def rows_error(self, value: float) -> float:
        """The error that a value has because there are no more rows.

        A share's is binomial, an AUC's is Hanley and McNeil's. The losses of rows scatter about as much as their mean,
        as those of an exponential distribution do: so the mean's error is that mean over the root of the rows.
        """
        rows = len(self.data)
        if self.metric == "accuracy":
            return float(share_error(value, rows))
        return float(auc_error(value, rows)) if self.rising else value / math.sqrt(rows)

    @cached_property
    def chance(self) -> float:
        """The measure of one who knows the shares of the classes in these rows and nothing else."""
        return self._chance(self.metric)

    @cached_property
    def mostly_right(self) -> float:
        """The accuracy of one who is right on half of the rows on which chance is wrong."""
        return (1 + self._chance("accuracy")) / 2

    def _chance(self, metric: str) -> float:
        shares = np.bincount(self.data.labels, minlength=len(self.data.classes)) / len(self.data)
        present = shares[shares > 0]
        return {
            "accuracy": float(shares.max()),
            "auc": 0.5,
            "loss": float(-(present * np.log(present)).sum()),
            "sse": len(self.data) * float(1 - (shares**2).sum()),
        }[metric]


@dataclass(frozen=True)
class Standing:
    """Where a run stands by a judge's measure at the judge's epoch."""

    run: Run
    judge: Judge

    @cached_property
    def value(self) -> float:
        """The measure at the epoch; NaN where the run has diverged or has not got there."""
        return self._at(self.judge.metric)

    @cached_property
    def values(self) -> Array:
        """The measure by epoch, up to the judge's."""
        return self.run.values(self.judge.part, self.judge.metric)[: self.judge.epoch + 1]

    @cached_property
    def scatter(self) -> float:
        """The run's own scatter over the recent epochs, in the measure's unit."""
        return scatter_of(self.values[self.judge.recent])

    @cached_property
    def error(self) -> float:
        """The error of the value, by rows and scatter together; by the rows alone where it is too early."""
        rows = self.judge.rows_error(self.value)
        return rows if self.judge.epoch < EARLY else math.hypot(rows, self.scatter)

    def is_behind(self, leader: Standing) -> bool:
        """Whether the value is worse than the leader's by more than their errors."""
        gap = leader.value - self.value if self.judge.rising else self.value - leader.value
        return gap > math.hypot(self.error, leader.error)

    def is_ragged(self, times: float = 1.0) -> bool:
        """Whether the scatter is more than so many times what counts as ragged."""
        size = 1.0 if self.judge.rising else float(np.median(self.values[self.judge.recent]))
        return self.scatter > times * RAGGED[self.judge.rising] * size

    def is_stuck(self) -> bool:
        """Whether the run has lately been no better than at the start, or than chance, and does not improve.

        A loss above chance's is of a network that is too sure, not stuck, if it is right on most of the rows on which
        chance is wrong.
        """
        sign = 1 if self.judge.rising else -1
        least = max(sign * float(self.values[0]), sign * self.judge.chance)
        if float((sign * self.values[self.judge.recent]).max()) > least + self.error:
            return False
        improves = sign * (self.value - float(self.values[self.judge.recent][0])) > 3 * self.scatter
        too_sure = not self.judge.rising and self._at("accuracy") > self.judge.mostly_right
        return not improves and not too_sure

    def runs_away(self) -> bool:
        """Whether the loss, whichever measure is shown, is far above where it began."""
        return not self._at("loss") <= RUNAWAY * self.run.at(self.judge.part, "loss", 0)

    def got_worse(self) -> bool:
        """Whether the run was once better than lately, whenever one looks, by more than its error."""
        values = self.values if self.judge.rising else -self.values
        return float(values.max() - values[self.judge.recent].max()) > self.error

    def still_learns(self) -> bool:
        """Whether the loss on the training rows is less in the newer half of the recent epochs than in the older."""
        lately = self.run.values("train", "loss")[self.judge.recent]
        half = len(lately) // 2
        return bool(np.median(lately[half:]) < np.median(lately[: max(half, 1)]))

    def knows_nothing(self) -> bool:
        """Whether the value is no better than that of one who knows the shares of the classes and nothing else."""
        too_sure = not self.judge.rising and self._at("accuracy") > self.judge.mostly_right
        sign = 1 if self.judge.rising else -1
        return sign * self.value <= sign * self.judge.chance and not too_sure

    def verdict(self, leader: Standing | None) -> str:
        """What the run has come to, in a word; the first of these that holds."""
        if self.run.diverged_at is not None and self.run.diverged_at <= self.judge.epoch:
            return f"diverged at {self.run.diverged_at}"
        if leader is None or self.judge.epoch < EARLY or math.isnan(self.value):
            return "too early"
        words: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("runs away", self.runs_away),
            ("stuck", self.is_stuck),
            ("too slow", lambda: self.knows_nothing() and self.still_learns()),
            ("stuck", self.knows_nothing),
            ("best so far", lambda: self.value == leader.value),
            ("ragged", lambda: self.is_ragged(WILD)),
            ("as good", lambda: not self.is_behind(leader)),
            ("ragged", self.is_ragged),
            ("got worse", self.got_worse),
            ("too slow", lambda: not self._is_faster(leader) and self.still_learns()),
        )
        return next((word for word, holds in words if holds()), "behind")

    def verdict_alone(self) -> str:
        """What the run has come to where there is no other to compare it with."""
        found = self.verdict(None if math.isnan(self.value) else self)
        if found != "best so far":
            return found
        if self.is_ragged(ALONE):
            return "ragged"
        return "got worse" if self.got_worse() else "still learns" if self.still_learns() else "settled"

    def _is_faster(self, other: Standing) -> bool:
        """Whether the rate is as large as another's, or larger, and nothing else differs."""
        mine, its = self.run.recipe, other.run.recipe
        return mine.learning_rate >= its.learning_rate and mine._replace(learning_rate=its.learning_rate) == its

    def _at(self, metric: str) -> float:
        return self.run.at(self.judge.part, metric, self.judge.epoch)


@dataclass(frozen=True)
class Judgement:
    """What the runs of a frame have come to.

    Attributes:
        standings: where each run stands.
        verdicts: a word a run.
        leader: the run with the best value at the epoch; None where all have diverged.
        level: the best accuracy on the validation rows that any run has reached, less its error, in whole tenths of a
            percent; None where that is no more than chance or than what they began with.
        reached: the first epoch at which each run had an accuracy of ``level``; None where it has not.
    """

    standings: tuple[Standing, ...]
    verdicts: tuple[str, ...]
    leader: int | None
    level: float | None
    reached: tuple[int | None, ...]

    @property
    def fastest(self) -> int | None:
        """The run that first reached the level; of several, the one before the others in the table."""
        epochs = [math.inf if epoch is None else epoch for epoch in self.reached]
        return None if self.level is None else epochs.index(min(epochs))

    def scatter(self, index: int) -> float:
        """A run's scatter, in the unit of the measure; NaN where it is too early to tell."""
        standing = self.standings[index]
        early = standing.judge.epoch < EARLY or math.isnan(standing.value)
        return math.nan if early else standing.scatter


def judge_all(runs: tuple[Run, ...], judge: Judge, validation: Dataset) -> Judgement:
    """Judge the runs; ``fastest`` goes by the validation rows, whichever rows are shown."""
    standings = tuple(Standing(run, judge) for run in runs)
    there = [index for index, standing in enumerate(standings) if not math.isnan(standing.value)]
    choose = max if judge.rising else min
    leader = choose(there, key=lambda index: standings[index].value) if there else None
    best = None if leader is None else standings[leader]
    accuracies = [run.values("validation", "accuracy")[: judge.epoch + 1] for run in runs]
    level = _level(accuracies, validation)
    return Judgement(
        standings=standings,
        verdicts=(
            (standings[0].verdict_alone(),)
            if len(standings) == 1
            else tuple(standing.verdict(best) for standing in standings)
        ),
        leader=leader,
        level=level,
        reached=tuple(_reached(values, level) for values in accuracies),
    )


def _level(accuracies: list[Array], validation: Dataset) -> float | None:
    """The best accuracy that any run has reached, less its error, in whole tenths of a percent."""
    known = [values for values in accuracies if len(values)]
    best = max((float(np.fmax.reduce(values)) for values in known), default=math.nan)
    if math.isnan(best):
        return None
    level = best - float(share_error(best, len(validation)))
    chance = Judge(validation, "validation", "accuracy", 0).chance
    least = max(chance, *(float(values[0]) for values in known))
    return math.floor(level * 1000) / 1000 if level > least else None


def _reached(accuracies: Array, level: float | None) -> int | None:
    """The first epoch with an accuracy of ``level``; None where there is none."""
    if level is None or not len(accuracies):
        return None
    there = accuracies >= level
    first = int(there.argmax())
    return first if there[first] else None
