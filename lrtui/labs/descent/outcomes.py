"""What happens on any function and why, in one sentence: what is observed of a run, and by which rule."""

from __future__ import annotations

from lrtui import numbers
from lrtui.core.descent import Ending
from lrtui.core.objectives import Threshold
from lrtui.core.orbits import Kind
from lrtui.core.stability import Stability
from lrtui.labs.descent.frame import DescentFrame


def about_any(frame: DescentFrame) -> str:
    """The sentence for a run on a function that is no quadratic."""
    run = frame.run
    assert run.outcome is not None
    steps = f"{numbers.count(run.step)} step{'' if run.step == 1 else 's'}"
    if run.ending is Ending.CONVERGED and run.minimum is not None:
        near = f"within {numbers.brief(run.distance)} of" if run.distance else "exactly at"
        return f"Converged: {near} the minimum at {numbers.brief(run.minimum)} after {steps}."
    if run.ending is Ending.OVERFLOW:
        return f"Overflow after {steps}: {_why_it_escapes(frame)}."
    if run.ending is Ending.FROZEN or not run.learning_rate:
        return _about_standing_still(frame)
    if run.outcome.kind is Kind.CYCLE:
        return f"Jumps between {run.outcome.period} points for ever{_reason(frame)}."
    if run.outcome.kind is Kind.CHAOTIC:
        return f"Chaos, λ = {numbers.brief(run.outcome.lyapunov or 0.0)}: it never repeats itself{_reason(frame)}."
    return _too_early(frame)


def passed(frame: DescentFrame) -> list[Threshold]:
    """The known thresholds that η has reached, rising; those that depend on the start are for x₀'s."""
    named, x0 = frame.settings.named, frame.settings.x0
    return [each for each in named.thresholds if each.at(x0) <= frame.run.learning_rate] if named else []


def _reason(frame: DescentFrame) -> str:
    """Why a run does not come to rest, behind a colon; empty where no rule says it."""
    reached, stability = passed(frame), frame.run.stability
    if reached:
        first, last = reached[0], reached[-1]
        verb = "reached" if last.at(frame.settings.x0) == frame.run.learning_rate else "passed"
        if first is last:
            return f": {first.exact} is {verb}"
        return f": {first.exact} is passed, and so is {last.exact}"
    if stability is None or stability.growth_factor <= 1.0:
        return ""
    return f": {_above(stability)}"


def _above(stability: Stability) -> str:
    if stability.learning_rate < 0:
        return f"below 0 the minimum at {numbers.brief(stability.minimum)} repels"
    limit = numbers.brief(stability.critical_learning_rate)
    return f"above 2/f'' = {limit} the minimum at {numbers.brief(stability.minimum)} repels"


def _why_it_escapes(frame: DescentFrame) -> str:
    reached = passed(frame)
    if reached and "escape" in reached[-1].above:
        return f"{reached[-1].exact} is passed, and {reached[-1].above}"
    return "the next x or f(x) is too large for a float"


def _about_standing_still(frame: DescentFrame) -> str:
    run = frame.run
    if not run.learning_rate:
        return "Frozen: a learning rate of 0 never moves."
    if run.distance:
        return f"Stands still at {numbers.brief(run.x)}, which is no minimum: the step there is 0."
    return f"Stands still at {numbers.brief(run.x)}: the step there is 0."


def _too_early(frame: DescentFrame) -> str:
    """What a rule says before there is enough to judge by; what the slope says where there is none."""
    run, stability = frame.run, frame.run.stability
    if run.minimum is None:
        return f"There is no minimum: x goes on and on, by {numbers.brief(run.next_x - run.x)} in this step."
    at = f"the minimum at {numbers.brief(stability.minimum if stability else run.minimum)}"
    if stability is None:
        return f"No factor holds near {at}, where f'' is no number above 0."
    growth, pace = stability.growth_factor, stability.steps_to_scale(0.1)
    if growth > 1.0:
        return f"{_above(stability).capitalize()}: near it a step lands {numbers.factor(growth)}× farther."
    if growth == 1.0:
        return f"At 2/f'' = {numbers.brief(stability.critical_learning_rate)} {at} neither attracts nor repels."
    how = f": 10× nearer every {numbers.count(pace)} steps" if pace else ""
    return f"Near {at} the run converges{how}."
