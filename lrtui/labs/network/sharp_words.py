"""What the sharpness says of the selected network: one sentence of fewer than 79 characters, by rules on λ and 2/η.

λ is good to one per cent, so what differs by less than ``SURE`` is taken for the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from lrtui import numbers
from lrtui.core.arrays import Array
from lrtui.labs.network.edges import last_known, limit_at, product_at, sharpness_at
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.run import Run

WIDTH = 79
"""The fewest characters for which a sentence has no room."""

SURE = 0.02
"""A part by which two values of λ, each good to a hundredth, may differ and be the same."""

HOPS = 8
"""So many epochs in a row must alternate for an orbit of two states."""

HOVERS = (0.8, 1.2)
"""λ is at its limit while the median of its recent values is within these parts of it."""

OVERSHOOTS = "in the sharpest direction a step lands farther away"

OFTEN = 0.1
"""A run is thrown out again and again if it was above its limit in so large a part of its epochs."""

LATELY = 20
"""The recent epochs are the newer half of all, and no more than these."""


def sharp_sentence(frame: NetworkFrame) -> str:
    """Why the selected network does what it does, at the epoch shown."""
    run, epoch = frame.runs[frame.selected], frame.epoch
    if run.diverged_at is not None and run.diverged_at <= epoch:
        return _diverged(run, run.diverged_at)
    value, limit = sharpness_at(run, epoch), limit_at(run, epoch)
    if math.isnan(value) and epoch == 0 and run.recipe.rule.scale is not None and len(run.sharpness):
        return f"{run.name} divides by what it has seen of its slopes: its λ begins with epoch 1."
    if math.isnan(value) and epoch < len(run.sharpness):
        return f"{run.name}: λ is not known at this epoch; the weights are too large, or not kept."
    if math.isnan(value):
        return f"λ, the sharpness, is being measured: {len(run.sharpness)} of {frame.trained + 1} epochs."
    if epoch == 0:
        return _at_first(run, value)
    if math.isnan(limit):
        return f"{run.name}: λ = {numbers.count(value)}; for {run.recipe.optimizer} no limit is known."
    rules: tuple[Callable[[NetworkFrame, Run, float, float], str], ...] = (_hops, _thrown, _above, _hovers, _was_above)
    said = (rule(frame, run, value, limit) for rule in rules)
    return next((text for text in said if text), _never(run, epoch, limit))


def _at_first(run: Run, value: float) -> str:
    start, limit = numbers.count(value), run.recipe.rule.limit
    if limit is None:
        return f"At the start λ is {start}; for {run.recipe.optimizer} no limit is known."
    most = numbers.rate(limit / value)
    return _fitting(
        f"At the start λ is {start}: above a rate of {_limit(run)}/λ = {most} a step lands farther away.",
        f"At the start λ is {start}: above a rate of {most} a step lands farther away.",
    )


def _limit(run: Run) -> str:
    """The product η·λ up to which the run's rule is stable: 2 for plain descent."""
    limit = run.recipe.rule.limit
    return "—" if limit is None else numbers.rate(limit)


def _edge(run: Run) -> str:
    """The curvature up to which it is, as a formula."""
    return f"{_limit(run)}/η"


def _diverged(run: Run, at: int) -> str:
    """A divergence that sharpness explains says so."""
    last = last_known(run, at)
    if last is None or not sharpness_at(run, last) > limit_at(run, last):
        return f"{run.name} diverged at epoch {at}."
    product = numbers.count(product_at(run, last))
    was, why = f"{run.name} diverged: η·λ was {product}", f"Above {_limit(run)} a step lands farther away."
    return _fitting(f"{was} at epoch {last}. {why}", f"{was}. {why}")


def _hops(frame: NetworkFrame, run: Run, value: float, limit: float) -> str:
    """An orbit of two states, one on each side of the limit."""
    recent = run.sharpness[max(frame.epoch + 1 - HOPS, 0) : frame.epoch + 1]
    if len(recent) < HOPS or not np.isfinite(recent).all():
        return ""
    again = np.abs(recent[2:] - recent[:-2]) <= SURE * recent[2:]
    apart = all(abs(b - a) > 2 * SURE * max(a, b) for a, b in pairwise(recent.tolist()))
    low, high = sorted(recent[-2:].tolist())
    if not again.all() or not apart or not low < limit < high:
        return ""
    hops = f"{run.name} hops between two states at its edge: λ {numbers.count(low)}, {numbers.count(high)}"
    return _fitting(f"{hops}; {_edge(run)} = {numbers.count(limit)}.", f"{hops}.")


def _above(frame: NetworkFrame, run: Run, value: float, limit: float) -> str:
    if not value > (1 + SURE) * limit:
        return ""
    return _fitting(
        f"{run.name} is above {_edge(run)} = {numbers.count(limit)}: {OVERSHOOTS}.",
        f"{run.name} is above {_edge(run)}: {OVERSHOOTS}.",
        f"{run.name} is above its limit.",
    )


def _thrown(frame: NetworkFrame, run: Run, value: float, limit: float) -> str:
    """It can stay only where it is flat: where all others are, its steps would overshoot ever farther."""
    if run.recipe.rule.scale is not None:
        return ""  # each run has a scale of its own then, so their λ are not to be compared
    if (run.sharpness[: frame.epoch + 1] > (1 + SURE) * limit).sum() < OFTEN * (frame.epoch + 1):
        return ""
    others = [
        sharpness_at(other, frame.epoch) for other in frame.runs if other is not run and other.recipe.rule.scale is None
    ]
    there = [other for other in others if math.isfinite(other)]
    if not there or not min(there) > (1 + SURE) * limit:
        return ""
    text = f"{run.name} is thrown out of any valley sharper than {_edge(run)} = {numbers.count(limit)}"
    return _fitting(f"{text}; the others' have λ > {_below(min(there))}.", f"{text}.")


def _hovers(frame: NetworkFrame, run: Run, value: float, limit: float) -> str:
    recent = _recent(run.sharpness, frame.epoch)
    middle = float(np.median(recent)) if len(recent) else math.nan
    if len(recent) < HOPS or not HOVERS[0] * limit <= middle <= HOVERS[1] * limit:
        return ""
    about, edge = numbers.count(middle), numbers.count(limit)
    return _fitting(
        f"{run.name} lives at its edge: λ has lately been about {about}, and {_edge(run)} is {edge}.",
        f"{run.name} lives at its edge: λ is about {about}, {_edge(run)} is {edge}.",
    )


def _was_above(frame: NetworkFrame, run: Run, value: float, limit: float) -> str:
    above = np.flatnonzero(run.sharpness[: frame.epoch + 1] > (1 + SURE) * limit)
    if not len(above):
        return ""
    recent = _recent(run.sharpness, frame.epoch)
    lately = int((recent > (1 + SURE) * limit).sum())
    named = f"its limit {_edge(run)} = {numbers.count(limit)}"
    if lately and len(recent) >= HOPS:
        often = f"{lately} of {len(recent)} epochs above it"
        return _fitting(
            f"{run.name} crosses {named} again and again: {often}.", f"{run.name} crosses {named}: {often}."
        )
    was = f"{run.name} was last above {named} at epoch {above[-1]}"
    return _fitting(f"{was}; λ is {numbers.count(value)} now, below it.", f"{was}; it is below it now.")


def _never(run: Run, epoch: int, limit: float) -> str:
    known = run.sharpness[: epoch + 1]
    stayed = f"λ has stayed below {_above_of(float(np.nanmax(known)))}"
    return _fitting(
        f"{run.name} never feels its limit {_edge(run)} = {numbers.count(limit)}: {stayed}.",
        f"{run.name} never feels its limit: {stayed}.",
    )


def _fitting(*texts: str) -> str:
    """The first of the texts that has room, or else the last."""
    return numbers.fitting(texts, WIDTH - 1)


def _recent(values: Array, epoch: int) -> Array:
    recent = values[max(epoch - min(epoch // 2, LATELY), 0) : epoch + 1]
    return recent[np.isfinite(recent)]


def _below(value: float) -> str:
    """A number of two digits that is not above the value."""
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return numbers.rate(math.floor(value / step + 1e-9) * step)


def _above_of(value: float) -> str:
    """A number of two digits that is above the value."""
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return numbers.rate((math.floor(value / step) + 1) * step)
