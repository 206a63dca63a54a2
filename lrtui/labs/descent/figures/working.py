"""The next update with its numbers put in, and how much of the descent that the slope promised it makes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from lrtui import numbers
from lrtui.core.objectives import OBJECTIVES
from lrtui.core.quadratic import Quadratic
from lrtui.core.stability import descent_ratio
from lrtui.labs.descent.frame import DescentFrame, Run
from lrtui.labs.descent.names import iterate_name

GAUGE = "0────½────1"
"""The scale of the descent ratio ρ."""

LARGEST_RATIO = 1e3
"""A ratio of this size and beyond says no more than that the rate is much too large."""

MEANINGFUL = 5
"""Characters below which a rounded x is no longer worth working with."""


def times(function: Quadratic, text: Callable[[float], str]) -> str:
    """Its a as a factor, such as ``·3``; a 1 is left out."""
    return "" if function.a == 1 else f"·{text(function.a)}"


def working(frame: DescentFrame, width: int) -> str:
    """x·(1−2·a·η) with its numbers, or x − η·f'(x); x in as many digits as fit, η and a in full, or else by name."""
    run, function = frame.run, frame.parabola
    if function is None or run.recipe.optimizer != "sgd" or frame.settings.noise:
        return _subtraction(frame, width)
    rate = _rate(run)
    formula = OBJECTIVES["parabola"]
    numerals = formula.factor_of(times(function, numbers.exact), rate=f"·{rate}")
    factor = f"·({numerals})"
    room = width - len(factor) - (run.x >= 0)
    x = numbers.digits(run.x, room, most=7)
    name = iterate_name(run.step)
    if len(x) <= room and (math.isclose(float(x), run.x, rel_tol=1e-12) or len(x) >= MEANINGFUL):
        return x + factor
    return name + factor if len(name) <= room else f"{name}·({formula.factor_of(a='a', rate='η')})"


def _subtraction(frame: DescentFrame, width: int) -> str:
    """The update x − η·f'(x) with its numbers, in as many digits as fit; or by name.

    Under another rule, or in noise, it is x − η·v: v is what stands in the slope's place.
    """
    run = frame.run
    slope, name = float(frame.objective.gradient(run.iterates[-1:])[0]), "f'"
    rate, now = _rate(run), iterate_name(run.step)
    if run.recipe.optimizer != "sgd" or frame.settings.noise:
        slope, name = ((run.x - run.next_x) / run.update_rate if run.update_rate else 0.0), "v"
    for x in (f"{run.x:.7g}", f"{run.x:.5g}", f"{run.x:.3g}", now):
        for most in (7, 5, 3):
            gradient = f"({slope:.{most}g})" if slope < 0 else f"{slope:.{most}g}"
            text = f"{x} − {rate}·{gradient}"
            if len(text) < width and math.isfinite(slope):
                return text
    return f"{now} − η·{name}({now})" if name != "v" and 2 * len(now) + 9 < width else f"{now} − η·{name}"


def _rate(run: Run) -> str:
    """η of the next update as a factor: in full, or in few digits where a schedule has made it."""
    schedules = run.recipe.schedule != "constant"
    rate = numbers.rate(run.update_rate, 4) if schedules else numbers.exact(run.update_rate)
    return f"({rate})" if run.update_rate < 0 else rate


def ratio_of(frame: DescentFrame) -> float | None:
    """How much of the descent that the slope promised the next step makes; None of other rules, and without a slope.

    On a quadratic it is 1 − η·f''/2, half of 1 and the factor, exactly.
    """
    run, function = frame.run, frame.objective
    if not run.is_plain:
        return None
    if isinstance(function, Quadratic) and run.stability is not None:
        ratio = (1.0 + run.stability.factor) / 2
        return ratio if abs(ratio) < LARGEST_RATIO else None
    before, after = function.value(np.array([run.x, run.next_x]))
    slope = float(function.gradient(np.array(run.x)))
    ratio = float(descent_ratio(before, after, run.update_rate, np.array(slope * slope)))
    return ratio if math.isfinite(ratio) and abs(ratio) < LARGEST_RATIO else None


def gauge(ratio: float) -> str:
    """A descent ratio on a scale with its marks: ½ is the best, 0 the edge; it is on its side of each of them."""
    half = len(GAUGE) // 2
    if ratio in (0.0, 0.5, 1.0):
        place = int(2 * half * ratio)
    elif not 0 < ratio < 1:
        return f"◀{GAUGE[1:]}" if ratio < 0 else f"{GAUGE[:-1]}▶"
    else:
        low = 0 if ratio < 0.5 else half
        place = min(max(round(2 * half * ratio), low + 1), low + half - 1)
    return f"{GAUGE[:place]}●{GAUGE[place + 1 :]}"
