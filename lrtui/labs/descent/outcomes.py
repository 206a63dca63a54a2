"""What happens on any function and why, in one sentence: what is observed of a run, and by which rule."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from lrtui import numbers
from lrtui.core.descent import Ending
from lrtui.core.objectives import Threshold
from lrtui.core.orbits import Kind
from lrtui.core.stability import Stability
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.manner import about_momentum, about_noise, about_progress, limit_text

KINK = 1e-6
"""How far from a minimum, relative to 1 + |x|, the slope is looked at."""


def about_any(frame: DescentFrame, width: int) -> str:
    """The sentence for a run whose regime does not say it all, in at most ``width`` characters."""
    sentences = list(_sentences(frame))
    return next((text for text in sentences if len(text) <= width), sentences[-1])


def _sentences(frame: DescentFrame) -> Iterator[str]:
    """What can be said, the longest first."""
    run = frame.run
    assert run.outcome is not None
    steps = f"{numbers.count(run.step)} step{'' if run.step == 1 else 's'}"
    if run.ending is Ending.CONVERGED and run.minimum is not None:
        near = f"within {numbers.brief(run.distance)} of" if run.distance else "exactly at"
        yield f"Converged: {near} the minimum at {numbers.brief(run.minimum)} after {steps}."
    elif run.ending is Ending.OVERFLOW:
        what = "Ends" if math.isnan(run.next_x) else "Overflow"
        yield f"{what} after {steps}: {_why_it_escapes(frame)}."
        yield f"{what} after {steps}."
    elif run.ending is Ending.FROZEN or not run.learning_rate:
        yield _about_standing_still(frame)
    elif frame.settings.noise:
        yield from about_noise(frame)
    elif run.outcome.kind is Kind.CYCLE:
        yield from _with_reason(f"Jumps between {run.outcome.period} points for ever", frame)
    elif run.outcome.kind is Kind.CHAOTIC:
        exponent = numbers.brief(run.outcome.lyapunov or 0.0)
        yield from _with_reason(f"Chaos (Lyapunov exponent {exponent}): it never repeats itself", frame)
    else:
        yield from _so_far(frame)


def passed(frame: DescentFrame) -> list[Threshold]:
    """The known thresholds of plain descent that η has reached, rising; those that depend on the start are for x₀'s."""
    if not frame.run.is_plain:
        return []
    named, x0 = frame.settings.named, frame.settings.x0
    return [mark for mark in named.thresholds if mark.at(x0) <= frame.run.learning_rate] if named else []


def _with_reason(text: str, frame: DescentFrame) -> Iterator[str]:
    """The text with why the run does not come to rest; alone where no rule says it, or for lack of room."""
    colon = ";" if ":" in text else ":"
    reached, stability = passed(frame), frame.run.stability
    if reached:
        first, last = reached[0].exact, reached[-1].exact
        verb = "reached" if reached[-1].at(frame.settings.x0) == frame.run.learning_rate else "passed"
        if first != last:
            yield f"{text}{colon} {first} is passed, and so is {last}."
        yield f"{text}{colon} {last} is {verb}."
    elif stability is not None and stability.growth_factor > 1.0:
        yield f"{text}{colon} {_repels(stability)}."
    elif stability is not None and stability.growth_factor < 1.0 and stability.beta:
        yield f"{text}, though near the minimum at {numbers.brief(stability.minimum)} this β converges."
        yield f"{text}, though near the minimum this β converges."
    yield f"{text}."


def _repels(stability: Stability) -> str:
    minimum = numbers.brief(stability.minimum)
    if stability.learning_rate < 0:
        return f"below 0 the minimum at {minimum} repels"
    limit = f"{limit_text(stability)} = {numbers.brief(stability.critical_learning_rate)}"
    return f"above {limit} the minimum at {minimum} repels"


def _why_it_escapes(frame: DescentFrame) -> str:
    reached = passed(frame)
    if reached and "escape" in reached[-1].above:
        return f"{reached[-1].exact} is passed, and {reached[-1].above}"
    stability = frame.run.stability
    if not frame.run.is_plain and stability is not None and stability.growth_factor > 1.0:
        return _repels(stability)
    if math.isnan(frame.run.next_x):
        return f"f has no slope at {numbers.brief(frame.run.x)}"
    return "the next x or f(x) is too large for a float"


def _about_standing_still(frame: DescentFrame) -> str:
    run = frame.run
    if not run.learning_rate:
        return "Frozen: a learning rate of 0 never moves."
    if not run.update_rate:
        return f"Stands still at {numbers.brief(run.x)}: the schedule has come to η = 0."
    where = f"Stands still at {numbers.brief(run.x)}"
    return f"{where}, which is no minimum: the step there is 0." if run.distance else f"{where}: the step there is 0."


def _so_far(frame: DescentFrame) -> Iterator[str]:
    """What a rule says before there is enough to judge by; what the step is where there is none."""
    run, stability = frame.run, frame.run.stability
    reached = passed(frame)
    if reached and "escape" in reached[-1].above:
        yield f"{_named(reached[-1], frame)} is passed: {reached[-1].above}."
        return
    if run.minimum is None:
        step = numbers.brief(run.next_x - run.x)
        yield f"There is no minimum: x goes on and on, by {step} in this step."
        yield f"There is no minimum: by {step} in this step."
        return
    if not run.is_plain:
        yield from about_momentum(frame) if stability is not None and stability.beta else about_progress(frame)
        return
    at = f"the minimum at {numbers.brief(stability.minimum if stability else run.minimum)}"
    if stability is None:
        shortest = _shortest_step(frame, run.minimum)
        if shortest:
            yield f"{at.capitalize()} is a kink: the slope does not fade, near it a step is {shortest} long."
            yield f"{at.capitalize()} is a kink: the slope does not fade."
            return
        named = frame.settings.named
        if named and named.thresholds and not reached and run.learning_rate > 0:
            ahead = _named(named.thresholds[0], frame)
            yield f"Below {ahead} runs from x₀ come home, ever slower{_this_step(frame)}."
            yield f"Below {ahead} runs from x₀ come home."
            return
        flat = f"{at.capitalize()} has no curvature, so no rate has a factor there"
        yield f"{flat}{_this_step(frame)}."
        yield f"{flat}."
        return
    growth, pace = stability.growth_factor, stability.steps_to_scale(0.1)
    if growth > 1.0:
        repels = _repels(stability)
        yield f"{repels.capitalize()}: near it a step lands {numbers.factor(growth)}× farther."
        yield f"{repels.capitalize()}, × {numbers.factor(growth)} a step."
        yield f"{repels.capitalize()}."
    elif growth == 1.0:
        yield f"At 2/f'' = {numbers.brief(stability.critical_learning_rate)} {at} neither attracts nor repels."
    else:
        yield f"Near {at} the run converges{f': 10× nearer every {numbers.count(pace)} steps' if pace else ''}."
        yield f"Near {at} the run converges."


def _named(mark: Threshold, frame: DescentFrame) -> str:
    """A threshold, with its value where it depends on the start."""
    depends = "x₀" in mark.exact
    return f"{mark.exact} = {numbers.brief(mark.at(frame.settings.x0))}" if depends else mark.exact


def _this_step(frame: DescentFrame) -> str:
    """What the next step multiplies the way to the minimum by, behind a colon; empty where there is no way."""
    growth = frame.run.next_growth
    return "" if growth is None else f": × {numbers.factor(growth)} in this step"


def _shortest_step(frame: DescentFrame, minimum: float) -> str:
    """How long a step is right beside a kink; empty where the slope goes to 0 there, or is infinite beside it."""
    beside = minimum + KINK * (1 + abs(minimum)) * np.array([-1.0, 1.0])
    slopes = np.abs(frame.objective.gradient(beside))
    low, high = slopes.min(), slopes.max()
    if not 1e-3 < low <= high < math.inf:
        return ""
    low, high = (numbers.brief(abs(frame.run.learning_rate) * slope) for slope in (low, high))
    return low if low == high else f"{low} to {high}"
