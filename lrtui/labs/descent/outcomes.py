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

FAR = 1e6
"""How far from x₀ a run has blown up, relative to 1 + |x₀|."""

KINK = 1e-6
"""How far from a minimum, relative to 1 + |x|, the slope is looked at."""


def about_any(frame: DescentFrame, width: int) -> str:
    """The sentence for a run whose regime does not say it all, in at most ``width`` characters."""
    return numbers.fitting(_sentences(frame), width)


def _sentences(frame: DescentFrame) -> Iterator[str]:
    """What can be said, the longest first."""
    run = frame.run
    assert run.outcome is not None
    steps = f"{numbers.count(run.step)} step{'' if run.step == 1 else 's'}"
    if run.ending is Ending.CONVERGED and run.minimum is not None:
        near = f"within {numbers.brief(run.distance)} of" if run.distance else "exactly at"
        yield f"Converged: {near} the minimum at {numbers.brief(run.minimum)} after {steps}."
    elif run.ending is Ending.OVERFLOW:
        nowhere = undefined(frame)
        reasons = [nowhere] if nowhere else _why_too_large(frame)
        yield from (f"{'Ends' if nowhere else 'Overflow'} after {steps}: {reason}." for reason in reasons)
        yield f"{'Ends' if nowhere else 'Overflow'} after {steps}."
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


def reached(frame: DescentFrame) -> list[Threshold]:
    """The known thresholds of plain descent that η is at or above, rising; of runs from x₀, as long as η holds."""
    run, settings = frame.run, frame.settings
    if not run.is_plain or settings.named is None:
        return []
    marks = (mark for mark in settings.named.thresholds if not (mark.depends_on_start and frame.changes))
    return [mark for mark in marks if mark.at(settings.x0) <= run.learning_rate]


def _is_passed(mark: Threshold, frame: DescentFrame) -> bool:
    """Whether η is above a threshold that it has reached, and not at it."""
    return mark.at(frame.settings.x0) < frame.run.learning_rate


def _escapes(frame: DescentFrame) -> tuple[str, str]:
    """By which known rule the run escapes, and what the rule says of all runs; both empty where none is known."""
    run, settings, marks = frame.run, frame.settings, reached(frame)
    if marks and "escape" in marks[-1].above and _is_passed(marks[-1], frame):
        return f"{_named(marks[-1], frame)} is passed", marks[-1].above
    if run.is_plain and settings.named and settings.named.border:
        name, x = ("x", run.x) if frame.changes else ("x₀", settings.x0)
        beyond = settings.named.border.beyond(run.learning_rate, x)
        if beyond:
            return f"{name} is beyond {beyond}", "from there runs escape"
    return "", ""


def _with_reason(text: str, frame: DescentFrame) -> Iterator[str]:
    """The text with why the run does not come to rest; alone where no rule says it, or for lack of room."""
    colon = ";" if ":" in text else ":"
    marks, stability = reached(frame), frame.run.stability
    if marks:
        first, last = (_named(mark, frame) for mark in (marks[0], marks[-1]))
        verb = "passed" if _is_passed(marks[-1], frame) else "reached"
        if first != last:
            also = f"so is {last}" if verb == "passed" else f"{last} is reached"
            yield f"{text}{colon} {first} is passed, and {also}."
        yield f"{text}{colon} {last} is {verb}."
    elif stability is not None and stability.growth_factor > 1.0:
        yield f"{text}{colon} {_repels(stability)}."
    elif stability is not None and stability.growth_factor < 1.0 and stability.beta:
        yield f"{text}, though near the minimum at {numbers.brief(stability.minimum)} this β converges."
        yield f"{text}, though near the minimum this β converges."
    elif frame.run.is_plain and frame.run.minimum is not None and _shortest_step(frame, frame.run.minimum):
        yield f"{text}{colon} at a kink the slope does not fade."
    yield f"{text}."


def _repels(stability: Stability) -> str:
    minimum = numbers.brief(stability.minimum)
    if stability.learning_rate < 0:
        return f"below 0 the minimum at {minimum} repels"
    limit = f"{limit_text(stability)} = {numbers.brief(stability.critical_learning_rate)}"
    return f"above {limit} the minimum at {minimum} repels"


def _why_too_large(frame: DescentFrame) -> Iterator[str]:
    """Why the next x or f(x) is beyond the floats, the longest first."""
    rule, says = _escapes(frame)
    stability = frame.run.stability
    if rule:
        yield f"{rule}, and {says}"
        yield rule
    elif not frame.run.is_plain and stability is not None and stability.growth_factor > 1.0:
        yield _repels(stability)
    else:
        yield "the next x or f(x) is too large for a float"


def undefined(frame: DescentFrame) -> str:
    """Where f has no value, or no slope, so that the run cannot go on; empty where it has.

    Far out a formula is nan as well, where it takes what is too large for a float from another such number.
    """
    x, next_x = frame.run.x, frame.run.next_x
    if abs(x) > FAR * (1 + abs(frame.settings.x0)):
        return ""
    here, there = np.isnan(frame.objective.value(np.array([x, next_x]))).tolist()
    if here or (there and math.isfinite(next_x)):
        return f"f is not defined at x = {numbers.brief(x if here else next_x)}"
    return f"f has no slope at x = {numbers.brief(x)}" if math.isnan(next_x) else ""


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
    marks, (rule, says) = reached(frame), _escapes(frame)
    if rule:
        yield f"{rule}: {says}."
        return
    if marks and marks[-1].there and not _is_passed(marks[-1], frame):
        yield f"At {'' if '=' in _named(marks[-1], frame) else 'η = '}{_named(marks[-1], frame)} {marks[-1].there}."
        return
    if run.minimum is None:
        step = numbers.brief(run.next_x - run.x)
        if frame.settings.named:
            yield f"There is no minimum: x goes on and on, by {step} in this step."
            yield f"There is no minimum: by {step} in this step."
        yield f"No minimum is known: x moves by {step} in this step."
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
        if named and named.thresholds and not marks and not frame.changes and run.learning_rate > 0:
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
        yield f"{repels.capitalize()}: right beside it a step lands {numbers.factor(growth)} × as far."
        yield f"{repels.capitalize()}: beside it, {numbers.factor(growth)} × as far."
        yield f"{repels.capitalize()}."
    elif growth == 1.0:
        yield f"At 2/f'' = {numbers.brief(stability.critical_learning_rate)} {at} neither attracts nor repels."
    else:
        if pace:
            yield f"{at.capitalize()} attracts: near it, 10× nearer every {numbers.count(pace)} steps."
        yield f"{at.capitalize()} attracts."


def _named(mark: Threshold, frame: DescentFrame) -> str:
    """A threshold, with its value where it depends on the start."""
    return f"{mark.exact} = {numbers.brief(mark.at(frame.settings.x0))}" if mark.depends_on_start else mark.exact


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
