"""Which rate learns fastest, which is too large, and why one can see it: one sentence."""

from __future__ import annotations

import numpy as np

from lrtui.labs.network_frame import NetworkFrame, Run, fastest

WIDTH = 78

ROUGH = 0.01
"""Mean change of the validation AUC from epoch to epoch from which a curve counts as ragged."""

SETTLED = 0.005
"""A validation AUC this near to the best is as good."""


def sentence(frame: NetworkFrame) -> str:
    """What the curves say at the epoch shown."""
    if frame.epoch == 0:
        return "All start from the same weights and see the same rows; only the learning rate differs."
    best = fastest(frame.runs, frame.epoch)
    if best is None:
        return "Every network has diverged: all these rates are too large."
    words = [f"{frame.runs[best].learning_rate:g} has learned fastest"]
    words += _too_large(frame, best)
    words += _slow(frame, best)
    # What comes last matters least.
    while len("; ".join(words)) >= WIDTH and len(words) > 1:
        words.pop()
    return "; ".join(words) + "."


def _too_large(frame: NetworkFrame, best: int) -> list[str]:
    limit = frame.runs[best].learning_rate
    larger = [run for run in frame.runs if run.learning_rate > limit]
    gone = [run for run in larger if run.diverged_at is not None and run.diverged_at <= frame.epoch]
    ragged = [run for run in larger if run not in gone and _is_ragged(run, frame.epoch)]
    words = []
    if gone:
        words.append(f"{_rates(gone)} too large: diverged")
    if ragged:
        words.append(f"{_rates(ragged)} too large: ragged, worse")
    return words


def _slow(frame: NetworkFrame, best: int) -> list[str]:
    """The smaller rates: those that have drawn level, and those that still lag behind."""
    leader = frame.runs[best]
    smaller = [run for run in frame.runs if run.learning_rate < leader.learning_rate]
    goal = leader.at("validation", "auc", frame.epoch) - SETTLED
    level = [run for run in smaller if run.at("validation", "auc", frame.epoch) >= goal]
    behind = [run for run in smaller if run not in level]
    words = [f"{_rates(level)} {'has' if len(level) == 1 else 'have'} drawn level"] if level else []
    return words + ([f"{_rates(behind)} slower still"] if behind else [])


def _is_ragged(run: Run, epoch: int) -> bool:
    values = run.values("validation", "auc")[max(epoch - 20, 0) : epoch + 1]
    return len(values) > 2 and float(np.abs(np.diff(values)).mean()) > ROUGH


def _rates(runs: list[Run]) -> str:
    return ", ".join(f"{run.learning_rate:g}" for run in runs[:3]) + (", …" if len(runs) > 3 else "")
