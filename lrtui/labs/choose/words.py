"""What was decided at each stage of choosing a rate, and why: one sentence of at most ``WIDTH`` characters."""

import numpy as np

from lrtui.core.selection import Pass, Stop
from lrtui.labs.choose.frame import ProcedureFrame, RangeFrame
from lrtui.labs.choose.settings import RULES
from lrtui.numbers import rate

WIDTH = 78


def sentence_of_procedure(frame: ProcedureFrame) -> str:
    """The sentence for this moment of the procedure."""
    if frame.finished:
        return _verdict(frame)
    return _shrinking(frame) if frame.passes else _scouting(frame)


def sentence_of_range_test(frame: RangeFrame) -> str:
    """The sentence for this moment of the range test."""
    return _suggested(frame) if frame.finished else _sweeping(frame)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _scouting(frame: ProcedureFrame) -> str:
    scout = frame.scout
    if scout.epoch == 0:
        low, high = rate(scout.learning_rates[0]), rate(scout.learning_rates[-1])
        return f"Scout: {len(scout.learning_rates)} networks, same weights and rows; rates {low} to {high}."
    if scout.fastest is None:
        return _all_diverge(frame)
    best = rate(scout.learning_rates[scout.fastest])
    if not scout.done:
        return f"After {_count(scout.epoch, 'epoch')} {best} has the least error so far."
    above = len(scout.ruled_out)
    others = {0: "none is larger", 1: "1 larger is ruled out"}
    rest = others.get(above, f"{above} larger are ruled out")
    return f"{best} is fastest: least error in {_count(scout.epoch, 'epoch')}; {rest}."


def _all_diverge(frame: ProcedureFrame) -> str:
    return f"All {len(frame.scout.learning_rates)} rates diverge, so none is left to choose: scout smaller ones."


def _shrinking(frame: ProcedureFrame) -> str:
    latest = frame.passes[-1]
    if latest.stopped is not None:
        return _pass_ended(frame, latest)
    number, waited = len(frame.passes), latest.epochs_run - latest.best_epoch
    text = f"Pass {number} at {rate(latest.learning_rate)}: best hold-out {latest.best_accuracy:.3f}"
    return f"{text}, {waited} of {frame.settings.patience} epochs ago." if waited else f"{text}, just now."


def _pass_ended(frame: ProcedureFrame, latest: Pass) -> str:
    """Why the pass stopped, and what that leads to."""
    number, best = len(frame.passes), f"{latest.best_accuracy:.3f}"
    before = max((tried.best_accuracy for tried in frame.passes[:-1]), default=-1.0)
    on = f"next: {rate(latest.learning_rate * frame.settings.shrink)}"
    if latest.best_accuracy == 1:
        return f"Pass {number} has all hold-out rows right: no smaller rate can raise that."
    if number == 1:
        return f"Pass 1 stops, {_why(latest, frame)}; its best is {best}; {on}."
    if latest.best_accuracy > before:
        return f"Pass {number} raises the hold-out accuracy from {before:.3f} to {best}; {on}."
    if latest.best_accuracy == before:
        return f"Pass {number} only equals the best hold-out accuracy, {best}: no smaller rates."
    return f"Pass {number} reaches {best}, no more than the best so far, {before:.3f}: no smaller rates."


def _why(latest: Pass, frame: ProcedureFrame) -> str:
    reasons = {
        Stop.PATIENCE: f"no better for {_count(frame.settings.patience, 'epoch')}",
        Stop.EPOCHS: f"after all {_count(latest.epochs_run, 'epoch')}",
        Stop.DIVERGED: f"diverged at epoch {latest.epochs_run}",
    }
    return reasons[latest.stopped or Stop.EPOCHS]


def _verdict(frame: ProcedureFrame) -> str:
    choice = frame.verdict
    if choice is None:
        return _all_diverge(frame)
    if all(tried.best_epoch == 0 for tried in frame.passes):
        return f"No pass raised the hold-out accuracy above the untrained network's {choice.holdout_accuracy:.3f}."
    return (
        f"Chosen: {rate(choice.learning_rate)} for {_count(choice.epoch, 'epoch')}; "
        f"hold-out {choice.holdout_accuracy:.3f}, unseen test rows {choice.test_accuracy:.3f}."
    )


def _sweeping(frame: RangeFrame) -> str:
    if frame.iteration == 0:
        low, high = map(rate, frame.learning_rates[[0, -1]].tolist())
        batches = f"{len(frame.learning_rates)} batches"
        return f"{_count(len(frame.seeds), 'run')}: over {batches} the rate grows from {low} to {high}."
    running = sum(curve.running for curve in frame.curves)
    median = frame.median
    if not len(median):
        return "The loss of every run is not finite: start from a smaller rate."
    lowest = rate(float(frame.learning_rates[int(np.argmin(median))]))
    now = rate(float(frame.learning_rates[frame.iteration - 1]))
    runs = f"{running} of {_count(len(frame.curves), 'run')} {'goes' if running == 1 else 'go'} on"
    return f"At {now}, {runs}; lowest median loss {rate(float(median.min()))}, at {lowest}."


def _suggested(frame: RangeFrame) -> str:
    if frame.doubt is not None:
        return f"No reliable suggestion: {frame.doubt}."
    name, found = RULES[frame.settings.rule].capitalize(), frame.suggestions[frame.settings.rule]
    if found.low is None or found.median is None or found.high is None:
        return f"{name} finds no rate: what it looks for lies outside of this range."
    low, median, high = (rate(value) for value in (found.low, found.median, found.high))
    return f"{name} suggests {median}; over {_count(len(frame.seeds), 'seed')} from {low} to {high}."
