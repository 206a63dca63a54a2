"""What happens under other rules than plain descent at a constant rate, in one sentence: momentum, schedules, noise."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from lrtui import numbers
from lrtui.core.dynamics import distance_to_minimum
from lrtui.core.noise import Noise, variance
from lrtui.core.quadratic import Quadratic
from lrtui.core.stability import Regime, Stability
from lrtui.labs.descent.frame import DescentFrame, Run

BAND_FORMULAS = {
    "sgd": "σ²η/(λ(2 − ηλ))",
    "momentum": "σ²η(1+β)/(λ(1−β)(2(1+β) − ηλ))",
}
"""The variance to which iterates settle, λ being f'' at the minimum (``core.noise.variance``)."""


def limit_text(stability: Stability) -> str:
    """The critical rate as a formula."""
    if not stability.beta:
        return "2/f''"
    return "2(1+β)/((1+2β)f'')" if stability.nesterov else "2(1+β)/f''"


def band(frame: DescentFrame, run: Run) -> float | None:
    """The standard deviation to which a run settles in the noise; infinite where it does not, None without a formula.

    On a quadratic it is exact, and else it holds near the minimum, while the band is small.
    """
    settings, stability = frame.settings, run.stability
    if not settings.noise or stability is None:
        return None
    spread = variance(run.recipe, stability.curvature, Noise(settings.noise, settings.seed))
    beyond = spread is not None and math.isinf(spread) and stability.growth_factor < 1.0
    return None if spread is None or beyond else math.sqrt(spread)


def about_noise(frame: DescentFrame) -> Iterator[str]:
    """What the noise makes of the run in hand, the longest first."""
    run, width = frame.run, band(frame, frame.run)
    sigma = numbers.brief(frame.settings.noise)
    if width is None or run.stability is None:
        yield f"Noise, σ = {sigma}, in every gradient: the run never comes to rest."
        return
    minimum, limit = numbers.brief(run.stability.minimum), limit_text(run.stability)
    if width == 0:
        yield "Frozen: a learning rate of 0 never moves."
    elif math.isinf(width):
        critical = numbers.brief(run.stability.critical_learning_rate)
        side = "below 0" if run.learning_rate < 0 else f"from {limit} = {critical} on"
        yield f"Noise, σ = {sigma}, and {side} the minimum at {minimum} does not hold a run."
        yield f"{side[0].upper()}{side[1:]} the minimum at {minimum} does not hold a run."
        yield f"{side[0].upper()}{side[1:]} the minimum does not hold a run."
    else:
        near = "" if isinstance(frame.objective, Quadratic) else " near"
        text = f"Settles to a band of ±{numbers.rate(width)} about {near + ' ' if near else ''}the minimum"
        formula = BAND_FORMULAS.get(run.recipe.optimizer)
        if formula:
            yield f"{text}: variance {formula}."
        yield f"{text}, twice that at times."
        yield f"{text}."


def about_momentum(frame: DescentFrame) -> Iterator[str]:
    """What momentum does near a minimum where a formula holds, the longest first."""
    stability = frame.run.stability
    assert stability is not None
    at = f"the minimum at {numbers.brief(stability.minimum)}"
    everywhere = isinstance(frame.objective, Quadratic)
    limit = f"{limit_text(stability)} = {numbers.brief(stability.critical_learning_rate)}"
    if not everywhere and stability.growth_factor > 1.0 and stability.learning_rate > 0:
        yield f"Above {limit} {at} repels."
        return
    for text in _about_roots(stability, limit):
        yield text if everywhere else f"Beside {at} a run {text[0].lower()}{text[1:]}"


def _about_roots(stability: Stability, limit: str) -> Iterator[str]:
    """What follows from the two roots, see ``core.momentum``, the longest first."""
    beta, growth = numbers.brief(stability.beta), f"× {numbers.factor(stability.growth_factor)} a step"
    match stability.regime:
        case Regime.MONOTONE_DIVERGENCE:
            yield f"Diverges: a negative rate climbs away, {growth}."
            yield "Diverges: a negative rate climbs away."
        case Regime.OSCILLATING_DIVERGENCE:
            yield f"Diverges: η is above {limit}, {growth} in the long run."
            yield f"Diverges: η is above {limit}."
        case Regime.TWO_CYCLE:
            yield f"Comes to jump for ever, neither nearer nor farther: η is at the limit {limit}."
            yield f"Comes to jump for ever: η is at the limit {limit}."
        case regime:
            how = "in swings" if regime is Regime.OSCILLATING_CONVERGENCE else "without a swing"
            pace = stability.steps_to_scale(0.1)
            steps = f": 10× nearer every {numbers.count(pace)} steps" if pace else ""
            yield f"Converges {how}, β = {beta}{steps} in the long run."
            yield f"Converges {how}{steps}."
            yield f"Converges {how}."


def about_progress(frame: DescentFrame) -> Iterator[str]:
    """What has been seen of a run for which no formula holds, and what the next step is, the longest first."""
    run = frame.run
    ways = distance_to_minimum(frame.objective, np.array([frame.settings.x0, run.x])).tolist()
    past = ""
    if run.step and 0 < ways[0] < math.inf:
        steps = f"{numbers.count(run.step)} step{'' if run.step == 1 else 's'}"
        past = f"distance × {numbers.rate(ways[1] / ways[0])} after {steps}"
    coming = "" if run.next_growth is None else f"× {numbers.factor(run.next_growth)}"
    rate, above = "", ""
    if run.recipe.schedule != "constant":
        rate = f"η = {numbers.rate(run.update_rate)}"
        local = run.at_once
        if local is not None and run.update_rate > local.critical_learning_rate:
            above = f", above {limit_text(local)} = {numbers.brief(local.critical_learning_rate)}"
    parts = [part for part in (past, f"next, {rate}{above}: {coming}" if rate and coming else "") if part]
    if not rate and coming:
        parts.append(f"next: {coming}")
    yield _sentence(parts)
    if above:
        yield _sentence([past, f"next, {rate}: {coming}"] if past and coming else [f"next, {rate}{above}"])
    yield _sentence(
        [past or (f"next: {coming}" if coming else f"the next step has {rate}" if rate else "at the start")]
    )


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts) or "at the start"
    return f"{text[0].upper()}{text[1:]}."
