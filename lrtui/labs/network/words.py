"""What the networks have come to: one sentence of fewer than ``WIDTH`` characters, by the measure and epoch shown."""

from __future__ import annotations

import math

from lrtui import numbers
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.presets import PRESETS
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import METRICS
from lrtui.labs.network.sharp_words import WIDTH, sharp_sentence
from lrtui.labs.network.verdicts import EARLY

SAID = ("best so far", "runs away", "stuck", "ragged", "as good", "too slow", "got worse", "behind")
"""The verdicts in the order in which they matter to whoever looks for a rate."""


def sentence(frame: NetworkFrame) -> str:
    """What the curves say at the epoch shown."""
    if frame.settings.shows_sharpness:
        return sharp_sentence(frame)
    if frame.preset is not None and PRESETS[frame.preset].finding:
        if frame.epoch == 0:
            return PRESETS[frame.preset].question
        if frame.epoch == frame.settings.epochs:
            return PRESETS[frame.preset].finding
    if frame.epoch == 0:
        return "All start from the same weights and rows; only the learning rate differs."
    if frame.judgement.leader is None:
        return "Every network has diverged: all these rates are too large."
    if len(frame.runs) == 1:
        return _alone(frame)
    if frame.epoch < EARLY:
        return _too_early(frame)
    # First without the epoch, then with fewer names; then without what comes last, which matters least.
    for most, epoch in ((3, True), (3, False), (2, False), (1, False)):
        clauses = [_first(frame, epoch), *_verdicts(frame, most)]
        if _fits(clauses[: 3 if most < 3 else None]):
            break
    while not _fits(clauses) and len(clauses) > 1:
        clauses.pop()
    if not _fits(clauses):
        clauses = [_first(frame, False, 1)]
    return "; ".join(clauses) + "."


def accuracy_level(level: float) -> str:
    """A level of accuracy, in tenths of a percent: ``82.4%``."""
    return f"{level:.1%}"


def _fits(clauses: list[str]) -> bool:
    return len("; ".join(clauses)) + 1 < WIDTH


def _alone(frame: NetworkFrame) -> str:
    verdict = frame.judgement.verdicts[0]
    word = "" if verdict == "too early" else f" ({verdict})"
    return f"One network alone, at {frame.runs[0].name}{word}: add a rate to compare it with."


def _too_early(frame: NetworkFrame) -> str:
    """Who is ahead, or that nobody is, as far as the rows alone can tell."""
    standings = frame.judgement.standings
    leader = standings[frame.judgement.leader or 0]
    epochs = "1 epoch" if frame.epoch == 1 else f"{frame.epoch} epochs"
    others = [standing for standing in standings if standing is not leader and not math.isnan(standing.value)]
    if others and all(standing.is_behind(leader) for standing in others):
        value = f"{METRICS[frame.settings.judged_by]} {numbers.brief(leader.value)}"
        early = f"Too early to judge, after {epochs}: {leader.run.name} is ahead"
        return f"{early}, {value}." if len(early) + len(value) + 3 < WIDTH else f"{early}."
    return f"Too early to judge, after {epochs}: nothing tells the best of them apart yet."


def _first(frame: NetworkFrame, with_epoch: bool, most: int = 2) -> str:
    """Which run was the first at the level that the best has reached, less its error; all of them in a tie."""
    found = frame.judgement
    if found.level is None or found.fastest is None:
        return "None is right more often than chance yet"
    epoch = found.reached[found.fastest]
    first = [run for run, reached in zip(frame.runs, found.reached, strict=True) if reached == epoch]
    when = f" (epoch {epoch})" if with_epoch else ""
    best = ", best so far" if _leads(frame) else ""
    return f"{_rates(first, most)} first at {accuracy_level(found.level)} right{when}{best}"


def _leads(frame: NetworkFrame) -> bool:
    """Whether one run alone was the first, and is the only one that is best so far."""
    found = frame.judgement
    best = [index for index, verdict in enumerate(found.verdicts) if verdict == "best so far"]
    alone = found.fastest is not None and found.reached.count(found.reached[found.fastest]) == 1
    return alone and best == [found.fastest]


def _verdicts(frame: NetworkFrame, most: int) -> list[str]:
    """A clause for each verdict that some run has."""
    by_word: dict[str, list[Run]] = {}
    for run, verdict in zip(frame.runs, frame.judgement.verdicts, strict=True):
        by_word.setdefault(verdict.partition(" at ")[0], []).append(run)
    gone = by_word.get("diverged", [])
    if _leads(frame):
        by_word.pop("best so far")
    best = [f"{_rates(by_word.pop('best so far'), most)} best so far"] if "best so far" in by_word else []
    clauses = [*best, *([f"{_rates(gone, most)} diverged"] if gone else [])]
    return clauses + [f"{_rates(by_word[word], most)} {word}" for word in SAID if word in by_word]


def _rates(runs: list[Run], most: int) -> str:
    return ", ".join(run.name for run in runs[:most]) + (", …" if len(runs) > most else "")
