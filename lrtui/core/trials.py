"""What a range test suggests, trained to see whether it holds.

A range test answers which rate makes the loss fall fast in one short run, the procedure which rate ends best. Where
they differ, training tells which of them to believe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lrtui.core.folds import Folds
from lrtui.core.selection import Pass
from lrtui.core.suggestions import Suggestion
from lrtui.core.wave import Wave


@dataclass(frozen=True)
class Trial:
    """A suggested rate, trained as long as the procedure's.

    Attributes:
        tried: the pass of that rate.
        least: the accuracy that it must reach to be as good: that of the procedure's rate, less its error.
    """

    tried: Pass
    least: float

    @property
    def accuracy(self) -> float:
        """The best hold-out accuracy, the mean over the seeds."""
        return self.tried.best_accuracy

    @property
    def holds(self) -> bool:
        """Whether the rate is as good as the procedure's."""
        return self.accuracy >= self.least


class Trials:
    """The rates that rules suggest, trained for the same seeds and as many epochs as the procedure's rate.

    Args:
        folds, seeds, batch, hidden: as for ``Procedure``.
        start: the procedure's pass to start with.
        suggested: a rate > 0 for each rule that has one.
    """

    def __init__(
        self,
        folds: Folds,
        start: Pass,
        suggested: Mapping[str, float],
        seeds: Sequence[int],
        *,
        batch: int = 50,
        hidden: int = 50,
    ) -> None:
        self._rules = tuple(suggested)
        self._least = start.best_accuracy - start.error
        recipes = tuple(start.recipe._replace(learning_rate=rate) for rate in suggested.values())
        epochs = max(start.best_epoch, int(start.epochs_seen[1]))
        self._wave = Wave(folds, recipes, seeds, patience=None, epochs=epochs, batch=batch, hidden=hidden)

    @property
    def found(self) -> dict[str, Trial]:
        """How each rule's rate has done so far."""
        return {rule: Trial(tried, self._least) for rule, tried in zip(self._rules, self._wave.passes, strict=False)}

    def work(self) -> Iterator[None]:
        """Train to the end, pausing as ``Lockstep.work`` does."""
        return self._wave.work()


def objection(doubt: str | None, found: Suggestion, trial: Trial | None) -> str | None:
    """Why what a rule suggests is not to be relied on; None where it is.

    Args:
        doubt: why no rate at all can be read off the curves, if so.
        found: what the rule says of each seed.
        trial: how its median did when it was trained; None where there is nothing to compare it with.
    """
    if doubt is not None:
        return doubt
    if found.median is None:
        return "it finds no rate"
    if found.disagrees:
        return f"the seeds disagree by a factor of {found.spread:.3g}"
    if trial is None:
        return "no rate trains, so there is nothing to compare it with"
    return None if trial.holds else f"trained as long, it reaches {trial.accuracy:.3f} and not {trial.least:.3f}"
