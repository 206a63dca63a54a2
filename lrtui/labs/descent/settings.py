"""One state of the descent lab: what its command line says, and what ``y`` in the app gives back."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from lrtui.core.objectives import COEFFICIENT_RANGE, OBJECTIVES, NamedObjective, start_on
from lrtui.core.parts import Ground
from lrtui.core.recipe import Recipe
from lrtui.labs.options import Checked, Formula, Kind, Number, Whole, number, option, switch, whole, words
from lrtui.labs.recipes import OptimizerText, Recipes, ScheduleText
from lrtui.numbers import exact

MAX_STEPS = 1_000_000

HISTORIES = ("x-log", "f-log", "x-linear", "f-linear")
"""What the chart by step shows, |x| or f(x), and on which axis."""

VIEWS = ("picture", "history", "factor", "orbits", "basins", "momentum")
"""What has the large place: the function with the run on it, the chart by step, or what each η does: the growth factor,
where runs from x₀ end up, which minimum runs from every x₀ come to, and how fast by every momentum β."""

CAMERAS = ("hold", "follow", "all")
"""The window of the picture stands until the run has left it, follows the present iterates, or holds the whole run."""

MOST_ZOOM = 3200
"""Levels between the narrowest and the widest window of the picture."""

MAX_PINS = 4
"""The most runs to compare with in one picture: more could not be told apart at a glance."""

LENGTH = 100
"""How many steps a schedule takes that is given no other length: a run has none, it goes on as long as one looks."""

GROUND = Ground.QUADRATIC
"""The options take what can descend a quadratic; what cannot descend another function, the settings refuse."""


def is_coefficient(a: float) -> bool:
    """Whether a·x² is a parabola that opens upwards, and is within the floats."""
    low, high = COEFFICIENT_RANGE
    return low <= a <= high


class Change(Kind):
    """A later learning rate, and the step from which it holds."""

    def parse(self, text: str) -> tuple[int, float]:
        """``STEP:RATE``."""
        step, separator, rate = text.partition(":")
        try:
            if separator:
                return Whole(1, MAX_STEPS).parse(step), Number().parse(rate)
        except ValueError:
            pass
        wanted = f"STEP:RATE, a step from 1 to {MAX_STEPS} and a finite number, such as 12:0.5"
        raise ValueError(f"{text!r} is not {wanted}")

    def show(self, value: tuple[int, float]) -> str:
        """The text ``STEP:RATE``."""
        step, rate = value
        return f"{step}:{exact(rate)}"


@dataclass(frozen=True)
class DescentSettings(Checked):
    """One state of the descent lab. The options say what its fields are; some have more to say.

    Attributes:
        learning_rate: η, at step 0 if ``changes`` has later ones.
        steps: how many steps have been taken; None for the default of whoever shows the lab.
        changes: later learning rates, each with the step from which it holds, in rising order.
        compare: the pinned recipes, each of another run that shares all else, and has no later rates.
        optimizer, schedule: of the run in hand, as a recipe writes them.
        noise: σ, the standard deviation of what is added to every gradient, the same to those of all runs.
        seed: of the noise.
        objective: the function that is descended: one of ``core.objectives.OBJECTIVES``, or a formula in x.
    """

    READS_DATA: ClassVar[bool] = False

    objective: str = option(
        "parabola",
        "--f",
        "the function to descend, by its name or as a formula in x, such as 'x^4/4 - x^2/2'",
        Formula(),
        metavar="NAME|FORMULA",
        typed=("f",),
    )
    learning_rate: float = number(0.1, "--lr", "learning rate η", Number(), "RATE", "lr", "η", "eta")
    x0: float = number(-1.0, "--x0", "initial point", Number(), "X", "x0", "x₀", "x")
    a: float = number(1.0, "--a", "a in f(x) = a·x², or in a formula", Number(), "A", "a")
    steps: int | None = whole(
        None,
        "--steps",
        "steps to take first; with --print, at the most (default there: 20)",
        0,
        MAX_STEPS,
        "steps",
        "step",
        most=100_000,
    )
    tolerance: float = number(
        1e-12,
        "--tolerance",
        "a run has converged when its distance to a minimum is down to this",
        Number(0),
        "T",
        "tolerance",
        "tol",
    )
    speed: float = number(2.0, "--speed", "steps a second", Number(0.01, 1000), "S", "speed")
    paused: bool = switch("--paused", "open the app paused")
    live: bool = switch("--live", "a change of η in the app acts from the current step on")
    changes: tuple[tuple[int, float], ...] = option(
        (),
        "--then",
        "change η to RATE from STEP on, as a live change does (may be repeated)",
        Change(),
        metavar="STEP:RATE",
        repeat=True,
    )
    optimizer: str = option(
        "sgd",
        "--optimizer",
        "how a gradient becomes a step: sgd, momentum=0.5, nesterov, rmsprop, adagrad, adam, polyak, linesearch, bb",
        OptimizerText(GROUND),
        metavar="NAME",
        typed=("optimizer",),
    )
    schedule: str = option(
        "constant",
        "--schedule",
        f"what η is multiplied by on the way: constant, cosine=50, silver, …; {LENGTH} steps long where none is given",
        ScheduleText(GROUND),
        metavar="NAME",
        typed=("schedule",),
    )
    compare: tuple[Recipe, ...] = option(
        (),
        "--compare",
        f"up to {MAX_PINS} other learning rates or recipes to race with, such as 0.1,momentum:0.1,adam:0.3",
        Recipes(MAX_PINS, GROUND),
        metavar="RATES",
        typed=("compare", "pins"),
    )
    noise: float = number(0.0, "--noise", "σ of the noise in every gradient", Number(0), "SIGMA", "noise", "sigma")
    seed: int = whole(0, "--seed", "of the noise", 0, 2**32 - 1, "seed")
    history: str = words("x-log", "--history", "the chart by step", HISTORIES, "WHAT")
    view: str = words("picture", "--view", "what has the large place", VIEWS, "WHAT")
    cobweb: bool = switch("--cobweb", "the map x' = x − η·f'(x) with the run's stairs, in place of the picture")
    camera: str = words("hold", "--camera", "the picture's window: it stands, or goes by the run", CAMERAS, "HOW")
    zoom: int = whole(0, "--zoom", "levels to zoom in (or out, if negative)", -MOST_ZOOM, MOST_ZOOM)

    @classmethod
    def opened(cls, **given: Any) -> Self:
        """See the base class: a named objective has its start and rate, and none begins where f is flat."""
        named = OBJECTIVES.get(given.get("objective", cls.objective))
        if named:
            return cls(**{"learning_rate": named.learning_rate, "x0": named.x0} | given)
        settings = cls(**given)
        if "x0" in given:
            return settings
        return replace(settings, x0=start_on(settings.objective, settings.a, settings.x0))

    @property
    def usual(self) -> Self:
        """See the base class."""
        return self.opened(objective=self.objective, a=self.a if self.named is None else 1.0)

    @property
    def recipe(self) -> Recipe:
        """How the run in hand goes, at the rate that it begins with."""
        return Recipe.of(self.learning_rate, self.optimizer, self.schedule)

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """Those of all runs, the one in hand first."""
        return (self.recipe, *self.compare)

    @property
    def named(self) -> NamedObjective | None:
        """What is known of the objective; None for a formula of one's own."""
        return OBJECTIVES.get(self.objective)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.named and self.named.factor:
            range_of_a = Number(*COEFFICIENT_RANGE)
            try:
                range_of_a.check(self.a)
            except ValueError as error:
                raise ValueError(f"argument --a: {error}") from None
        for recipe in self.recipes:
            against = recipe.objection_to(self.objective, self.a)
            if against:
                raise ValueError(f"{recipe.text}: {against}")
        steps = [step for step, _ in self.changes]
        if steps != sorted(set(steps)):
            raise ValueError(f"--then: the steps {', '.join(map(str, steps))} do not rise")
