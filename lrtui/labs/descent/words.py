"""What happens and why, in one sentence of at most ``WIDTH`` characters."""

import re
from collections.abc import Callable

from lrtui import numbers
from lrtui.core.descent import Ending
from lrtui.core.stability import Regime
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.outcomes import about_any
from lrtui.labs.descent.presets import presets_of
from lrtui.labs.naming import names_of

WIDTH = 78
"""The sentence fits on one line of a terminal of 80 columns."""

TIED = 1e-9
"""Two runs are equally near where their distances differ by no more than this share."""


def sentence(frame: DescentFrame) -> str:
    """The sentence for this moment: how the run ended, or what its learning rate does; and which run is nearest."""
    text, nearest = _of_preset(frame) or _about_the_run(frame), _nearest(frame)
    if not nearest:
        return text
    # The table of the runs says it too; so it gives way where there is no room for it.
    shorter = re.split(r"[,;:] (?!.*[,;:] )", text)[0].removesuffix(".") + "."
    return next((words for words in (f"{text} {nearest}", f"{shorter} {nearest}") if len(words) <= WIDTH), text)


def _of_preset(frame: DescentFrame) -> str:
    """The story of the preset that is shown, as long as the run goes on; empty where none is."""
    if frame.preset is None or frame.run.ending is not None:
        return ""
    presets, growth = presets_of(frame.settings), frame.run.growth
    said = f"{frame.preset + 1}/{len(presets)}: {presets[frame.preset].story}"
    if growth is None or frame.run.outcome is not None:
        return f"{said}."
    pace = _pace(0.1, frame) if growth < 1 else _pace(2.0, frame)
    return f"{said}; {'10× smaller every' if growth < 1 else 'doubles in'} {pace}." if pace else f"{said}."


def _nearest(frame: DescentFrame) -> str:
    """The names of the runs that are nearest to the minimum; empty where all are as near."""
    sizes = {run.recipe: run.distance for run in (*frame.rivals, frame.run) if run.distance is not None}
    if not sizes:
        return ""
    # Two rates on both sides of the best one are as near, but for the rounding of every step.
    nearest = [recipe for recipe, size in sizes.items() if size <= min(sizes.values()) * (1 + TIED)]
    if len(nearest) == len(sizes):
        return ""
    differ = len({recipe._replace(learning_rate=0.0) for recipe in sizes}) > 1
    names = names_of([*sizes]) if differ else [numbers.exact(recipe.learning_rate) for recipe in sizes]
    named = dict(zip(sizes, names, strict=True))
    return f"Nearest: {' and '.join(named[recipe] for recipe in nearest)}."


def _about_the_run(frame: DescentFrame) -> str:
    run = frame.run
    if run.regime is None or run.outcome is not None:
        return about_any(frame, WIDTH)
    if run.ending is Ending.CONVERGED:
        distance = run.distance
        where = f"within {numbers.brief(distance)} of the minimum" if distance else "exactly at the minimum"
        return f"Converged: {where} after {_steps(run.step)}."
    if run.ending is Ending.OVERFLOW:
        return f"Overflow after {_steps(run.step)}: the next x or f(x) is too large for a float."
    return _REGIMES[run.regime](frame)


def _steps(steps: float) -> str:
    text = numbers.count(steps)
    return f"{text} step" if text == "1" else f"{text} steps"


def _pace(ratio: float, frame: DescentFrame) -> str:
    """The steps in which |x| changes by ``ratio``, such as ``3.2 steps``; empty where a float cannot tell."""
    steps = frame.run.stability and frame.run.stability.steps_to_scale(ratio)
    return _steps(steps) if steps else ""


def _converges(how: str, frame: DescentFrame) -> str:
    pace = _pace(0.1, frame)
    if not pace:
        return f"Converges {how}, too slowly for a float to tell."
    text = f"Converges {how}: 10× smaller every {pace}"
    x0, tolerance = frame.settings.x0, frame.settings.tolerance
    # The count is from x₀ on, under one rate.
    stability = None if frame.changes else frame.run.stability
    total = stability and stability.steps_to_tolerance(x0, tolerance)
    goal = f", {numbers.brief(tolerance)} after {numbers.count(total)}" if total else ""
    return f"{text}{goal}." if len(text) + len(goal) < WIDTH else f"{text}."


def _diverges(how: str, frame: DescentFrame) -> str:
    pace = _pace(2.0, frame)
    return f"Diverges: {how}" + (f"; doubles in {pace}." if pace else ".")


_REGIMES: dict[Regime, Callable[[DescentFrame], str]] = {
    Regime.MONOTONE_DIVERGENCE: lambda frame: _diverges("a negative rate climbs away", frame),
    Regime.FROZEN: lambda _: "Frozen: a learning rate of 0 never moves.",
    Regime.MONOTONE_CONVERGENCE: lambda frame: _converges("down one side", frame),
    Regime.ONE_STEP: lambda _: "One step: the best rate, 1/f'' = 1/(2a), lands on the minimum.",
    Regime.OSCILLATING_CONVERGENCE: lambda frame: _converges("in a zig-zag", frame),
    Regime.TWO_CYCLE: lambda _: "Two-cycle: jumps from x to −x and back for ever, neither nearer nor farther.",
    Regime.OSCILLATING_DIVERGENCE: lambda frame: _diverges(
        f"each step overshoots, {numbers.factor(frame.run.growth or 0.0)}× farther", frame
    ),
}
