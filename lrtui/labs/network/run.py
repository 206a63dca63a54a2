"""One network of the lab, by epoch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.metrics import Metrics
from lrtui.core.network import Parameters
from lrtui.core.recipe import Recipe
from lrtui.labs.network.settings import RISING


@dataclass(frozen=True)
class Run:
    """One learning rate at one moment.

    Attributes:
        recipe: its learning rate, and how that acts.
        diverged_at: the epoch at whose end its loss was not finite; None where it has not diverged.
        finished: whether it takes no more epochs.
        train, validation: its metrics by epoch, each ``(epochs + 1,)``; NaN from ``diverged_at`` on.
        tone: the number of its mark and colour, which it keeps for life.
        name: what it is called beside the others.
        weights: its weights (K = 1) at the epoch shown, or at its own newest one where it has not got there; None
            where it had diverged.
        sharpness: the largest eigenvalue λ of the Hessian of the training loss, by epoch as far as it has been
            measured; NaN where there is none.
        squares: ‖g‖² of that loss, in the same shape.
        rates: η of the first update after each epoch so far, ``(epochs + 1,)``; after the last, what it would be.
    """

    recipe: Recipe
    diverged_at: int | None
    finished: bool
    train: Metrics
    validation: Metrics
    tone: int = 0
    name: str = ""
    weights: Parameters | None = None
    sharpness: Array = field(default_factory=lambda: np.empty(0))
    squares: Array = field(default_factory=lambda: np.empty(0))
    rates: Array = field(default_factory=lambda: np.empty(0))

    @property
    def learning_rate(self) -> float:
        """The recipe's rate, before any schedule."""
        return self.recipe.learning_rate

    def rate_at(self, epoch: int) -> float:
        """η of the first update after an epoch; where there has been none, of the newest one."""
        known = self.rates[: epoch + 1]
        return float(known[-1]) if len(known) else self.learning_rate

    @property
    def epochs_run(self) -> int:
        """How many epochs it has taken; the last one is the one in which it diverged."""
        return max(len(self.train.loss) - 1, 0) if self.diverged_at is None else self.diverged_at

    def until(self, epoch: int) -> Run:
        """What it was at an earlier epoch, or what it is where it has not got that far."""
        if epoch >= self.epochs_run:
            return self
        train, validation = (
            Metrics(*(values[: epoch + 1] for values in metrics)) for metrics in (self.train, self.validation)
        )
        return replace(
            self,
            diverged_at=None,
            finished=False,
            train=train,
            validation=validation,
            sharpness=self.sharpness[: epoch + 1],
            squares=self.squares[: epoch + 1],
            rates=self.rates[: epoch + 1],
        )

    def values(self, part: str, metric: str) -> Array:
        """One metric on one part by epoch, ``(epochs_run + 1,)``; the sharpness as far as it has been measured."""
        if metric == "sharpness":
            return self.sharpness[: self.epochs_run + 1]
        return np.asarray(getattr(getattr(self, part), metric)[: self.epochs_run + 1])

    def at(self, part: str, metric: str, epoch: int) -> float:
        """One metric on one part at ``epoch``; NaN where it has not got that far."""
        values = self.values(part, metric)
        return float(values[epoch]) if epoch < len(values) else float("nan")

    def best_epoch(self, metric: str, last: int) -> int:
        """The epoch up to ``last`` that is best on the validation part; the first of several."""
        values = self.values("validation", metric)[: last + 1]
        if not np.isfinite(values).any():
            return 0
        return int(np.nanargmax(values) if metric in RISING else np.nanargmin(values))

    def state(self, epoch: int) -> str:
        """Training, done or diverged, as of ``epoch``."""
        if self.diverged_at is not None and self.diverged_at <= epoch:
            return f"diverged at {self.diverged_at}"
        return "done" if self.finished and epoch >= self.epochs_run else "training"
