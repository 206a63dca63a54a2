"""The functions that gradient descent walks down, by name or as a formula.

A named objective is added here and nowhere else: it is a row of ``OBJECTIVES``. NumPy is loaded only when an
objective is made, so that the command line can name them all, and refuse what is no formula, without it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from lrtui.numbers import brief

if TYPE_CHECKING:
    from lrtui.core.arrays import Array


COEFFICIENT_RANGE = (1e-300, 1e300)
"""The a that a quadratic may have: 1/a, 2/a and 2a are then ordinary floats, so no formula needs a special case."""


class Objective(Protocol):
    """A function to descend. Its methods never warn: beyond the range of a float they return infinity or nan."""

    @property
    def text(self) -> str:
        """The formula, as one would type it; ``a`` stands for the parameter."""

    @property
    def minima(self) -> Array:
        """The places of the minima, rising, shape ``(minima,)`` for one variable; empty where none is known."""

    def value(self, x: Array) -> Array:
        """f(x). For one variable, ``x`` has any shape, and so has the result."""

    def gradient(self, x: Array) -> Array:
        """f'(x), in the shape of ``x``."""

    def hessian(self, x: Array) -> Array:
        """f''(x), for one variable in the shape of ``x``."""


class Preset(NamedTuple):
    """A rate and a start that show something, and what that is.

    Attributes:
        learning_rate: η.
        x0: the start.
        story: what there is to see.
        optimizer, schedule: as recipes write them.
        rivals: the recipes to compare it with; empty for whatever is compared already.
        noise: σ of the noise in every gradient.
    """

    learning_rate: float
    x0: float
    story: str
    optimizer: str = "sgd"
    schedule: str = "constant"
    rivals: tuple[str, ...] = ()
    noise: float = 0.0


class Threshold(NamedTuple):
    """A learning rate at which the fate of a run changes.

    Attributes:
        learning_rate: η.
        exact: η as a person reads it, such as ``√6``; the number where there is no closed form.
        above: what runs do just above it.
        there: what they do exactly at it, where that is a case of its own.
    """

    learning_rate: float
    exact: str
    above: str
    there: str = ""

    @property
    def depends_on_start(self) -> bool:
        """Whether it is another one for every start."""
        return "x₀" in self.exact

    def at(self, x0: float) -> float:
        """η for runs from ``x0``, where it depends on that: then ``learning_rate`` is that of x₀ = ±1."""
        if not self.depends_on_start:
            return self.learning_rate
        square = x0 * x0
        return self.learning_rate / square if square else math.inf


class Border(NamedTuple):
    """Between which places runs of plain descent stay for ever, at rates above 0; from beyond them they escape.

    Attributes:
        between: both places, from η.
        low, high: the places as a person reads them.
    """

    between: Callable[[float], tuple[float, float]]
    low: str
    high: str

    def beyond(self, learning_rate: float, x: float) -> str:
        """The place beyond which ``x`` is, such as ``√(1 + 2/η) = 1.453``; empty where it is between them."""
        if learning_rate <= 0:
            return ""
        low, high = self.between(learning_rate)
        place, text = (low, self.low) if x < low else (high, self.high)
        return "" if low <= x <= high else f"{text} = {brief(place)}" if "η" in text else text


class NamedObjective(NamedTuple):
    """What is known of an objective before it is made.

    Attributes:
        text: the formula, as one would type it.
        symbols: the formula as a person reads it; ``{a}`` stands for the coefficient and its multiplication sign.
        story: what it shows, in one line.
        x0: the start.
        learning_rate: the rate to begin with.
        window: where to look at it: the lowest and the highest x.
        rates: the lowest and the highest rate of interest.
        minima: the places of its minima, rising; None to have them found.
        presets: rates and starts that show something.
        thresholds: rates at which something changes, rising, with a = 1.
        source: where the thresholds and the border come from.
        border: from beyond which places runs escape; None where they do from none, or it is not known.
        factor: of a quadratic, what a step multiplies the distance to the minimum by, as a person reads it; ``{a}``
            stands for the multiplication sign and the coefficient, and ``{rate}`` for η or for the sign and its
            number. Empty for any other function.
    """

    text: str
    symbols: str
    story: str
    x0: float = -1.0
    learning_rate: float = 0.1
    window: tuple[float, float] = (-2.0, 2.0)
    rates: tuple[float, float] = (0.0, 1.5)
    minima: tuple[float, ...] | None = None
    presets: tuple[Preset, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    source: str = ""
    border: Border | None = None
    factor: str = ""

    def title(self, a: float) -> str:
        """The formula with a filled in, such as ``f(x) = 3·x²``; a coefficient of 1 is left out."""
        return "f(x) = " + self.symbols.format(a="" if a == 1 else f"{brief(a)}·")

    @property
    def title_in_a(self) -> str:
        """The formula with a by its name, such as ``f(x) = a·x²``."""
        return "f(x) = " + self.symbols.format(a="a·")

    def factor_of(self, a: str, rate: str) -> str:
        """The factor with these texts for a and η, such as ``1−2·3·0.8``; no sign stands before its first number."""
        return self.factor.format(a=a, rate=rate).replace("−·", "−")


OBJECTIVES = {
    "parabola": NamedObjective("a*x^2", "{a}x²", "the first article: one rate lands in a step", factor="1−2{a}{rate}"),
    "quartic": NamedObjective(
        "x^4/4",
        "x⁴/4",
        "which rate is safe depends on where you start",
        learning_rate=0.5,
        window=(-2.4, 2.4),
        rates=(0.0, 3.0),
        minima=(0.0,),
        presets=(
            Preset(0.5, -1.0, "ever slower: it is flat at the bottom"),
            Preset(2.0, -1.0, "η = 2/x₀²: hops for ever"),
            Preset(0.5, -2.0, "the same rate from farther out: hops for ever"),
            Preset(0.5, -2.01, "and from a little farther: blows up"),
        ),
        thresholds=(Threshold(2.0, "2/x₀²", "runs from x₀ escape", "runs from x₀ hop for ever"),),
        source="x' = x·(1 − η·x²): |x| shrinks where η·x² < 2",
        border=Border(lambda rate: (-math.sqrt(2 / rate), math.sqrt(2 / rate)), "−√(2/η)", "√(2/η)"),
    ),
    "logistic": NamedObjective(
        "x^2/2 - x^3/3",
        "x²/2 − x³/3",
        "gradient descent is the logistic map: period doubling, chaos",
        x0=0.5,
        learning_rate=0.5,
        window=(-0.7, 1.3),
        rates=(0.0, 3.1),
        minima=(0.0,),
        presets=(
            Preset(0.5, 0.5, "down to the minimum at 0"),
            Preset(1.8, 0.5, "swings, and comes to rest"),
            Preset(2.2, 0.5, "jumps between 2 points for ever"),
            Preset(2.5, 0.5, "between 4 points"),
            Preset(2.9, 0.5, "chaos: it never repeats itself"),
            Preset(2.835, 0.5, "order within the chaos: 3 points"),
            Preset(3.05, 0.5, "blows up"),
        ),
        thresholds=(
            Threshold(2.0, "2/f'' = 2", "jumps between 2 points"),
            Threshold(2.449489742783178, "√6", "jumps between 4 points"),
            Threshold(2.544090359552, "2.544090", "jumps between 8 points"),
            Threshold(2.569945671870, "2.569946", "chaos begins"),
            Threshold(2.8284271247461903, "2√2", "jumps between 3 points"),
            Threshold(3.0, "3", "all runs escape", "runs still stay, in chaos"),
        ),
        source="x' = (1 − η)·x + η·x² is the logistic map with r = 1 + η (May 1976; Feigenbaum 1978); −1/η lands on 1",
        border=Border(lambda rate: (-1 / rate, 1.0), "−1/η", "the hill at 1"),
    ),
    "double-well": NamedObjective(
        "(x^2 - 1)^2/4",
        "(x² − 1)²/4",
        "a larger rate hops from one minimum to the other",
        x0=-1.5,
        window=(-2.2, 2.2),
        rates=(0.0, 2.1),
        minima=(-1.0, 1.0),
        presets=(
            Preset(0.1, -1.5, "down to the nearer minimum"),
            Preset(0.9, -1.5, "the first step hops to the other one, and stays"),
            Preset(1.1, -1.5, "jumps between 2 points around one minimum"),
            Preset(1.25, -1.5, "between 4 points"),
            Preset(1.5, -1.5, "chaos, within one well"),
            Preset(1.8, -0.5, "chaos, through both wells"),
            Preset(1.8, -1.5, "the same rate from farther out: blows up"),
        ),
        thresholds=(
            Threshold(1.0, "2/f'' = 1", "jumps between 2 points"),
            Threshold(1.2360679774997896, "√5 − 1", "jumps between 4 points"),
            Threshold(1.288032, "1.288032", "jumps between 8 points"),
            Threshold(1.299228, "1.299228", "jumps between 16 points"),
            Threshold(1.301629, "1.301629", "jumps between 32 points"),
            Threshold(1.302283, "1.302283", "chaos begins"),
            Threshold(1.5980762113533160, "3√3/2 − 1", "runs go through both wells"),
            Threshold(2.0, "2", "all runs escape", "runs still stay, in chaos"),
        ),
        source="x' = (1 + η)·x − η·x³ (Chen and Bruna, arXiv 2206.04172; Chen et al., arXiv 2310.01687)",
        border=Border(lambda rate: (-math.sqrt(1 + 2 / rate), math.sqrt(1 + 2 / rate)), "−√(1 + 2/η)", "√(1 + 2/η)"),
    ),
    "abs": NamedObjective(
        "abs(x)",
        "|x|",
        "a kink: a constant rate never settles",
        x0=-1.03,
        window=(-1.5, 1.5),
        rates=(0.0, 1.0),
        minima=(0.0,),
        presets=(
            Preset(0.1, -1.03, "ends in jumps of width η around 0"),
            Preset(0.01, -1.03, "narrower jumps, and longer to get there"),
            Preset(0.5, -1.0, "lands on 0 by luck"),
            Preset(0.3, -1.03, "η falls by a tenth a step: it settles", schedule="exponential=0.9", rivals=("0.3",)),
        ),
    ),
    "log-cosh": NamedObjective(
        "log(cosh(x))",
        "ln cosh x",
        "too large a rate circles for ever and never blows up",
        x0=-2.0,
        learning_rate=0.5,
        window=(-4.0, 4.0),
        rates=(0.0, 6.0),
        minima=(0.0,),
        presets=(
            Preset(0.5, -2.0, "down to the minimum"),
            Preset(1.9, -2.0, "swings, and comes to rest"),
            Preset(3.0, -2.0, "jumps between ±1.29 for ever"),
            Preset(5.0, -2.0, "between ±2.46: farther, but it never blows up"),
            Preset(1.0, -120.0, "silver steps: there before any rate below 2", schedule="silver", rivals=("1.99",)),
        ),
        thresholds=(Threshold(2.0, "2/f'' = 2", "jumps between 2 points"),),
        source="x' = x − η·tanh x, and |tanh x| < 1; the points are where 2x = η·tanh x",
    ),
    "softplus": NamedObjective(
        "log(1 + exp(-x))",
        "ln(1 + e^−x)",
        "no minimum: ever farther, ever slower",
        x0=-2.0,
        learning_rate=1.0,
        window=(-3.0, 8.0),
        rates=(0.0, 20.0),
        minima=(),
        presets=(
            Preset(1.0, -2.0, "x grows like the logarithm of the steps"),
            Preset(10.0, -2.0, "ten times the rate: farther, and no rate blows up"),
        ),
    ),
    "bumps": NamedObjective(
        "x^2/10 + sin(3x)",
        "x²/10 + sin 3x",
        "many minima: small rates stop in the first",
        x0=-5.0,
        learning_rate=0.05,
        window=(-7.0, 7.0),
        rates=(0.0, 1.0),
        presets=(
            Preset(0.05, -5.0, "stops in the first minimum that it meets"),
            Preset(0.25, -5.0, "too large for it: jumps around it for ever"),
            Preset(0.6, -5.0, "hops from well to well, and finds no rest"),
        ),
    ),
    "lessard": NamedObjective(
        "where(x < 1, 12.5x^2, where(x < 2, x^2/2 + 24x - 12, 12.5x^2 - 24x + 36))",
        "12.5x², flatter from 1 to 2",
        "the best momentum for parabolas circles for ever",
        x0=3.3,
        learning_rate=0.04,
        window=(-2.5, 4.0),
        rates=(0.0, 0.12),
        minima=(0.0,),
        presets=(
            Preset(0.04, 3.3, "without momentum, one rate lands in a few steps"),
            Preset(1 / 9, 3.3, "the best momentum for parabolas: 3 points for ever", f"momentum={4 / 9!r}"),
            Preset(1 / 9, 3.5, "the same from 3.5: it gets there", f"momentum={4 / 9!r}"),
        ),
        source="Lessard, Recht and Packard, SIAM Journal on Optimization 26:57, 2016",
    ),
}
"""All named objectives."""


def objective(name: str, a: float = 1.0) -> Objective:
    """The objective of that name, or the formula in x that it is, with ``a`` filled in.

    A quadratic with a minimum is a ``Quadratic``, however it is written. The same text gives the same object.

        >>> import numpy as np
        >>> well = objective("x^4/4 - x^2/2")
        >>> well.minima.tolist(), well.gradient(np.array([2.0])).tolist(), well.hessian(well.minima).tolist()
        ([-1.0, 1.0], [6.0], [2.0, 2.0])

    Raises:
        ValueError: there is no objective of this name, or none with this ``a``.
        ExpressionError: what is no name is no formula either; the message names the place.
    """
    check(name)
    if not math.isfinite(a):
        raise ValueError(f"a = {a} is not a finite number")
    named = OBJECTIVES.get(name)
    return _made(named.text, a, named.minima, bool(named.factor)) if named else _made(name, a)


def start_on(name: str, a: float, x0: float) -> float:
    """A start from which there is something to see on a formula of one's own: ``x0``, but where f is flat there."""
    import numpy as np

    function = objective(name, a)
    starts = np.array([x0, x0 - 0.5, x0 + 0.5, x0 + 1.0])
    moving = np.flatnonzero(function.gradient(starts) != 0)
    return float(starts[moving[0]]) if len(moving) else x0


def check(name: str) -> None:
    """Refuse what is neither the name of an objective nor a formula, as ``objective`` does; quickly, without NumPy."""
    if name in OBJECTIVES:
        return
    from difflib import get_close_matches

    from lrtui.core.expression.parser import NAMES, parse

    word = len(name) <= 40 and re.fullmatch(r"[a-z]{3,}(-[a-z]{3,})*", name)
    if word and not set(name.split("-")) & set(NAMES):
        close = get_close_matches(name, OBJECTIVES, 1)
        cure = f"did you mean {close[0]}?" if close else f"there is {', '.join(OBJECTIVES)}, or a formula in x"
        raise ValueError(f"{name!r} is no objective; {cure}")
    parse(name)


@lru_cache(maxsize=64)
def _made(text: str, a: float, minima: tuple[float, ...] | None = None, is_quadratic: bool = False) -> Objective:
    """The objective with a formula; ValueError where it should be a quadratic and is none with this ``a``."""
    from lrtui.core.quadratic import Quadratic

    if text == "a*x^2" and is_quadratic:  # the app opens with it, and need not learn to read for that
        return Quadratic(a, written=text)
    from lrtui.core.expression.parser import parse
    from lrtui.core.expression.polynomial import quadratic

    found, (low, high) = quadratic(parse(text), a), COEFFICIENT_RANGE
    if found and low <= found[0] <= high:
        return Quadratic(*found, written=text)
    if is_quadratic:
        raise ValueError(f"a = {a} is not a number from {low} to {high}")
    from lrtui.core.expression.function import Expression

    return Expression(text, a, minima)
