"""What is known at each moment of choosing a rate, and what follows: one sentence of at most ``WIDTH`` characters.

A sentence says only what the figures show at that moment. Where two rates differ by less than their error, it says
that they are as good.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lrtui.core.selection import Pass, Stop
from lrtui.core.verdict import Reason, best_of
from lrtui.labs.choose.frame import ChooseFrame, Rule, compared
from lrtui.labs.choose.settings import RULES
from lrtui.numbers import rate

WIDTH = 78

LONG_ERROR = 1e6
"""The sum of squared errors from which on it has three digits and an exponent."""

FEWEST_LOOKS = 5
"""Before so many looks at the passes it is too early to say which of them is good."""


def sentence(frame: ChooseFrame) -> str:
    """The sentence for this moment."""
    if frame.sweeping:
        return _suggested(frame) if frame.finished else _sweeping(frame)
    if frame.finished:
        return _verdict(frame)
    return _passing(frame) if frame.passes else _scouting(frame)


def count(number: int, what: str) -> str:
    """A number of things."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def share(value: float, error: float) -> str:
    """A share with its error."""
    return f"{value:.3f} ± {error:.3f}"


def squared_error(value: float) -> str:
    """A sum of squared errors to a decimal; in scientific form where that would be long."""
    return f"{value:.1f}" if value < LONG_ERROR else rate(value)


# --- The procedure ----------------------------------------------------------------------------------------------


def _scouting(frame: ChooseFrame) -> str:
    scout = frame.scout
    if scout.epoch == 0:
        low, high = rate(scout.learning_rates[0]), rate(scout.learning_rates[-1])
        networks = count(len(frame.seeds), "network")
        return f"Scout: {len(scout.learning_rates)} rates from {low} to {high}, {networks} each."
    if scout.fastest is None:
        return _all_diverge(frame)
    best, epochs = rate(scout.learning_rates[scout.fastest]), count(scout.epoch, "epoch")
    if not scout.done:
        return f"After {epochs} no rate has clearly less error than {best}."
    above = len(scout.ruled_out)
    rest = {0: "none is larger", 1: "one larger is ruled out"}.get(above, f"{above} larger are ruled out")
    return f"In {epochs} none learns clearly faster than {best}; {rest}."


def _all_diverge(frame: ChooseFrame) -> str:
    return f"All {len(frame.scout.learning_rates)} rates diverge, so none is left to choose: scout smaller ones."


def _passing(frame: ChooseFrame) -> str:
    passes = frame.passes
    looks = max(len(tried.epochs_seen) for tried in passes)
    going = sum(tried.stopped is None for tried in passes)
    rates = f"{rate(passes[-1].learning_rate, 2)} to {rate(passes[0].learning_rate, 2)}"
    if looks < FEWEST_LOOKS:
        return f"{len(passes)} rates, {rates}, train side by side; too early to compare them."
    best = passes[best_of(passes)]
    text = f"Best so far: {rate(best.learning_rate)}, {share(best.best_accuracy, best.error)}"
    if len(frame.band) > 1:
        text = f"{len(frame.band)} of {len(passes)} rates are as good so far, {share(best.best_accuracy, best.error)}"
    return f"{text}; {'all have stopped' if not going else f'{going} go on' if going > 1 else '1 goes on'}."


def why_stopped(tried: Pass) -> str:
    """Why a pass has stopped, in a few words; empty while it goes on."""
    if tried.stopped is None:
        return ""
    return {
        Stop.PATIENCE: f"no gain for {tried.waited}",
        Stop.EPOCHS: "all its epochs",
        Stop.DIVERGED: f"diverged at {tried.epochs_run}",
    }[tried.stopped]


def learned_nothing(frame: ChooseFrame) -> bool:
    """Whether the best pass is no better than always the commonest class, by more than its error."""
    best = frame.passes[best_of(frame.passes)]
    labels = np.concatenate([part.labels for part in frame.parts[:2]])
    commonest = float(np.bincount(labels).max() / len(labels))
    return best.best_accuracy - best.error <= commonest


def _verdict(frame: ChooseFrame) -> str:
    choice = frame.verdict
    if choice is None:
        return _all_diverge(frame)
    if learned_nothing(frame):
        return "No rate has learned more than to name the commonest class."
    start = rate(choice.learning_rate)
    if choice.at_edge:
        side = "largest" if frame.scout.fastest else "smallest"
        return f"Start with {start}; the fastest was the {side} scouted: scout {_farther(frame)}."
    if len(choice.band) == 1:
        return f"Start with {start}: {share(choice.holdout_accuracy, choice.error)}; no other pass is as good."
    return f"Start with {start}: {rate(choice.low)} to {rate(choice.high)} are as good, within their error."


def _farther(frame: ChooseFrame) -> str:
    """How to scout beyond the edge."""
    scout = frame.scout
    if scout.fastest:
        return f"--to {rate(scout.learning_rates[-1] * 10)}"
    return f"--from {rate(scout.learning_rates[0] / 10)}"


def advice(frame: ChooseFrame) -> Iterator[str]:
    """Beside the verdict: how sure it is, why this rate of the band, and what to do next; a line each."""
    choice = frame.verdict
    if choice is None:
        return
    held = share(choice.holdout_accuracy, choice.error)
    yield f"hold-out {held}, test {share(choice.test_accuracy, choice.test_error)}; {count(len(frame.seeds), 'seed')}"
    yield {
        Reason.LARGEST: "the largest of these, so it trains fastest",
        Reason.BELOW_EDGE: "not the largest: that borders on what is ruled out",
        Reason.ONLY: "borders on what is ruled out; no smaller is as good",
    }[choice.reason]
    if choice.at_edge:
        yield f"next: scout farther, {_farther(frame)}"
    elif learned_nothing(frame):
        yield "next: other features, more rows, or more epochs of the scout"
    else:
        yield f"next: enter trains {', '.join(map(rate, compared(choice)))}"


# --- The range test ---------------------------------------------------------------------------------------------


def _sweeping(frame: ChooseFrame) -> str:
    sweep = frame.sweep
    if sweep.iteration == 0:
        low, high = map(rate, sweep.learning_rates[[0, -1]].tolist())
        batches = f"{len(sweep.learning_rates)} batches"
        return f"{count(len(frame.seeds), 'run')}: over {batches} the rate grows from {low} to {high}."
    median = sweep.median
    if not len(median):
        return "The loss of every run is not finite: start from a smaller rate."
    if sweep.rules:
        return "The runs have ended; what the rules suggest is trained, to see if it holds."
    running = sum(curve.running for curve in sweep.curves)
    lowest = rate(float(sweep.learning_rates[int(np.argmin(median))]))
    now = rate(float(sweep.learning_rates[sweep.iteration - 1]))
    runs = f"{running} of {count(len(sweep.curves), 'run')} {'goes' if running == 1 else 'go'} on"
    return f"At {now}, {runs}; lowest median loss {rate(float(median.min()))}, at {lowest}."


def _suggested(frame: ChooseFrame) -> str:
    rule = frame.sweep.rules[frame.settings.rule]
    name, median = RULES[frame.settings.rule].capitalize(), rule.found.median
    trial, verdict = rule.trial, frame.verdict
    if frame.sweep.doubt is not None:
        return f"No reliable suggestion: {frame.sweep.doubt}."
    if median is None:
        return f"{name} finds no rate: what it looks for lies outside of this range."
    if rule.found.disagrees:
        return f"{name}: not reliable, {rule.objection}."
    if trial is None or verdict is None:
        return f"{name} suggests {rate(median)}; no rate trains, so there is none to compare it with."
    mine, other = rate(median, 2), rate(verdict.learning_rate, 2)
    if trial.holds:
        return f"{name} suggests {mine}: trained, it is as good as {other} of the passes."
    return f"Another question: {mine} falls fast at first; {other} ends better. Take {other}."


def why_not(rule: Rule) -> str:
    """Whether a rule is reliable, in a few words; empty before it was tried."""
    if rule.objection is not None:
        return "not reliable"
    return "reliable" if rule.reliable else ""


def two_questions(frame: ChooseFrame) -> Iterator[str]:
    """Beside the range test's verdict: what the two methods ask, and which of them to believe."""
    yield "the rules ask where the loss falls fast in one run,"
    yield "the passes which rate ends best: where they differ,"
    yield "believe the passes"
