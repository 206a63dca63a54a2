"""The procedure and the range test as walks: moments one after another, each of which can be shown again.

Moment 0 is before any training, the last one is the verdict, and ``newest`` is the latest one that has been reached.
``step`` works a little towards the next. At ``stops`` there is something to look at, and what plays is held up there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lrtui.core.selection import Pass, Scout
from lrtui.core.verdict import Verdict
from lrtui.labs.choose.evidence import Evidence
from lrtui.labs.choose.frame import Curve, Rule, Sweep


@dataclass(frozen=True)
class Moment:
    """What there is to show of a walk at one of its moments; the attributes are those of ``ChooseFrame``."""

    finished: bool
    scout: Scout
    passes: tuple[Pass, ...]
    verdict: Verdict | None
    sweep: Sweep


class ProcedureWalk:
    """A moment for every look, in the scout and then in all passes of a wave together, and one for the verdict."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._work = evidence.work_procedure()

    @property
    def done(self) -> bool:
        """Whether there is a verdict, or there can be none."""
        return self._evidence.decided

    @property
    def newest(self) -> int:
        """The latest moment reached; −1 while the networks are measured for the first time."""
        return self._evidence.procedure.looks - 1 + self.done

    def step(self) -> None:
        """Work a little."""
        next(self._work, None)

    def stops(self) -> list[int]:
        """The ends of the scout and of each wave, and the verdict."""
        procedure = self._evidence.procedure
        if not procedure.scout.done:
            return []
        ends = [len(procedure.scout.sse) - 1]
        for wave in procedure.waves:
            if all(tried.stopped for tried in wave):
                ends.append(ends[-1] + max(len(tried.epochs_seen) for tried in wave))
        return [*ends, self.newest] if self.done else ends

    def moment(self, moment: int) -> Moment:
        """What there is to show at a moment; of the range test, what is known of it at the end."""
        evidence = self._evidence
        scout, waves = evidence.procedure.scout, evidence.procedure.waves
        passes: list[Pass] = []
        left = moment - len(scout.sse)  # the look of the next wave at this moment
        for wave in waves:
            if left >= 0:
                passes += (tried.until(left) for tried in wave)
                left -= max(len(tried.epochs_seen) for tried in wave)
        finished = self.done and moment == self.newest
        verdict = evidence.verdict if finished else None
        tried = all(rule.trial or rule.objection for rule in evidence.rules.values())
        rules = evidence.rules if finished and tried else {}
        return Moment(finished, scout.until(moment), tuple(passes), verdict, sweep_of(evidence, 0, rules))


class RangeWalk:
    """A moment for every batch, one for what the rules suggest, and one for the verdict, when that has been trained."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._work = evidence.work_range()
        self.done = False

    @property
    def newest(self) -> int:
        """The latest moment reached."""
        return self._evidence.range_test.iteration + bool(self._evidence.rules) + self.done

    def step(self) -> None:
        """Take a batch; or after the last one, train a little."""
        if next(self._work, self) is self:
            self.done = True

    def stops(self) -> list[int]:
        """The end of the runs, what the rules suggest, and the verdict."""
        end = self._evidence.range_test.iteration
        return [*range(end, self.newest + 1)] if self._evidence.range_test.done else []

    def moment(self, moment: int) -> Moment:
        """What there is to show at a moment; of the procedure, what is known of it at the end."""
        evidence = self._evidence
        procedure, test = evidence.procedure, evidence.range_test
        finished = self.done and moment == self.newest
        rules = evidence.rules
        if not finished:
            ended = moment > test.iteration
            rules = {name: Rule(rule.found, None, None) for name, rule in rules.items()} if ended else {}
        sweep = sweep_of(evidence, min(moment, test.iteration), rules)
        if not finished:
            return Moment(False, procedure.scout.until(-1), (), None, sweep)
        return Moment(True, procedure.scout, procedure.passes, evidence.verdict, sweep)


def sweep_of(evidence: Evidence, iteration: int, rules: dict[str, Rule]) -> Sweep:
    """The range test as it was after so many batches."""
    test = evidence.range_test
    curves = tuple(
        Curve(curve.losses[:iteration], curve.smoothed[:iteration], curve.running or iteration < curve.batches)
        for curve in test.curves
    )
    return Sweep(np.array(test.learning_rates), curves, iteration, rules, evidence.doubt if rules else None)


Walk = ProcedureWalk | RangeWalk
WALKS: dict[str, Callable[[Evidence], Walk]] = {"procedure": ProcedureWalk, "range": RangeWalk}
