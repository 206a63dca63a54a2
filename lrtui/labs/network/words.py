"""Which rate learns fastest, which is too large, and why one can see it: one sentence."""

import math

import numpy as np

from lrtui import numbers
from lrtui.labs.network.frame import NetworkFrame, Run, fastest

WIDTH = 78

ROUGH = 0.01
"""Mean change of the validation AUC from epoch to epoch from which a curve counts as ragged."""

SETTLED = 0.005
"""A validation AUC this near to the best is as good."""

LATELY = 15
"""Epochs over whose median that is judged: curves that are level cross all the time."""


def sentence(frame: NetworkFrame) -> str:
    """What the curves say at the epoch shown."""
    if frame.epoch == 0:
        return "All start from the same weights and rows; only the learning rate differs."
    best = fastest(frame.runs, frame.epoch)
    if best is None:
        return "Every network has diverged: all these rates are too large."
    if len(frame.runs) == 1:
        return f"One network alone, at {_rate(frame.runs[0])}: add a rate to compare it with."
    # Fewer names first; then what comes last, which matters least.
    for most in (3, 2, 1):
        words = [f"{_rate(frame.runs[best])} has learned fastest"]
        words += _too_large(frame, best, most) + _slow(frame, best, most)
        if _fits(words):
            break
    while not _fits(words) and len(words) > 1:
        words.pop()
    return "; ".join(words) + "."


def _fits(words: list[str]) -> bool:
    return len("; ".join(words)) < WIDTH


def _too_large(frame: NetworkFrame, best: int, most: int) -> list[str]:
    leader = frame.runs[best]
    larger = [run for run in frame.runs if run.learning_rate > leader.learning_rate]
    gone = [run for run in larger if run.diverged_at is not None and run.diverged_at <= frame.epoch]
    ragged = [run for run in larger if _is_ragged(run, frame.epoch) and _auc(run, frame) < _auc(leader, frame)]
    words = []
    if gone:
        words.append(f"{_rates(gone, most)} too large: diverged")
    if ragged:
        words.append(f"{_rates(ragged, most)} too large: ragged, worse")
    return words


def _slow(frame: NetworkFrame, best: int, most: int) -> list[str]:
    """The smaller rates: those that have drawn level, and those that still lag behind."""
    leader = frame.runs[best]
    smaller = [run for run in frame.runs if run.learning_rate < leader.learning_rate]
    there = [run for run in smaller if not math.isnan(_auc(run, frame))]  # the others have not got there
    level: list[Run] = []
    behind: list[Run] = []
    for run in there:
        (level if _is_level(run, leader, frame.epoch) else behind).append(run)
    words = [f"{_rates(level, most)} {'has' if len(level) == 1 else 'have'} drawn level"] if level else []
    return words + ([f"{_rates(behind, most)} slower still"] if behind else [])


def _is_level(run: Run, leader: Run, epoch: int) -> bool:
    """Whether a run has lately been as good as the leader."""
    lately = slice(max(epoch + 1 - LATELY, 1), epoch + 1)
    ahead, behind = leader.values("validation", "auc")[lately], run.values("validation", "auc")[lately]
    return float(np.median(ahead - behind)) <= SETTLED


def _auc(run: Run, frame: NetworkFrame) -> float:
    return run.at("validation", "auc", frame.epoch)


def _is_ragged(run: Run, epoch: int) -> bool:
    values = run.values("validation", "auc")[max(epoch - 20, 0) : epoch + 1]
    return len(values) > 2 and float(np.abs(np.diff(values)).mean()) > ROUGH


def _rates(runs: list[Run], most: int) -> str:
    return ", ".join(_rate(run) for run in runs[:most]) + (", …" if len(runs) > most else "")


def _rate(run: Run) -> str:
    return numbers.rate(run.learning_rate, 6)
