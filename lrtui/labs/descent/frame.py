"""What the descent lab shows at one moment."""

from dataclasses import dataclass, field
from functools import cached_property

from lrtui.core.arrays import Array, IntArray
from lrtui.core.descent import Ending
from lrtui.core.objectives import OBJECTIVES, Objective, objective
from lrtui.core.orbits import Outcome
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe
from lrtui.core.stability import Regime, Stability
from lrtui.labs.descent.atlas import Atlas
from lrtui.labs.descent.settings import DescentSettings

RECENT = 64
"""How many of the newest updates are always shown, however long the run."""


@dataclass(frozen=True)
class Run:
    """One run at one moment: the one in hand, or a rival that goes along with it at a rate of its own.

    Attributes:
        recipe: its learning rate, and how that acts.
        update_rate: η of the next update: the learning rate times the schedule's factor.
        is_plain: whether it is plain descent at a constant rate, without noise.
        is_noisy: whether there is noise in its gradients.
        stability: what the recipe does near the minimum that the run is about; None where no formula holds.
        at_once: what η of the next update would do there if it stayed; None where no formula holds.
        minimum: the place of the nearest minimum; None where there is none.
        outcome: what it has come to; None for plain descent on a quadratic, where the regime says it.
        step: the step of ``x``: that of all runs, or the one at which this run ended before.
        x: its iterate at ``step``.
        previous_x: the iterate before it; None at step 0.
        next_x: the iterate after it; may be infinite.
        measured_growth: the distance to the minimum at ``step`` by that before it; None where there is none.
        next_growth: the same of the step that comes.
        measured_rate: η of the update that ``measured_growth`` measures.
        ending: why the run goes no further; None while it can.
        steps, iterates: its history up to ``step``, both ``(n,)``; thinned where it is long.
        before, after: the updates that led here, both ``(m,)``, oldest first; thinned but for the newest.
    """

    recipe: Recipe
    update_rate: float
    is_plain: bool
    is_noisy: bool
    stability: Stability | None
    at_once: Stability | None
    minimum: float | None
    outcome: Outcome | None
    step: int
    x: float
    previous_x: float | None
    next_x: float
    measured_growth: float | None
    next_growth: float | None
    measured_rate: float
    ending: Ending | None
    steps: IntArray
    iterates: Array
    before: Array
    after: Array

    @property
    def learning_rate(self) -> float:
        """η, before its schedule's factor."""
        return self.recipe.learning_rate

    @property
    def distance(self) -> float | None:
        """How far the nearest minimum is; None where there is none."""
        return None if self.minimum is None else abs(self.x - self.minimum)

    @property
    def growth(self) -> float | None:
        """The factor by which a step near the minimum multiplies the distance to it; None where no formula holds."""
        return None if self.stability is None else self.stability.growth_factor

    @property
    def regime(self) -> Regime | None:
        """What this η does near the minimum; None where no formula holds."""
        return None if self.stability is None else self.stability.regime


FAST = 8.0
"""Steps a second from which on nobody reads what is said of the next one before it is taken: so it is not sent."""


@dataclass(frozen=True)
class DescentFrame:
    """What there is to show at one moment; arrays are never written to again.

    Attributes:
        settings: the lab's settings at this moment; ``command_line`` of them reproduces it.
        runs: the run in hand, and then its rivals in the order in which they were pinned.
        step: the step that all runs are at; beyond that of a run which has ended before.
        over: whether no run goes any further.
        playing: whether steps follow by themselves.
        stretches: the steps up to ``step`` from which η of the run in hand holds, and η; the first is step 0.
        preset: the index of the preset that set η and x₀; None once they have been changed.
        atlas: what is known of other rates and starts.
    """

    settings: DescentSettings
    runs: tuple[Run, ...]
    step: int
    over: bool
    playing: bool
    stretches: tuple[tuple[int, float], ...]
    preset: int | None
    atlas: Atlas = field(default_factory=Atlas, compare=False, repr=False)

    @property
    def run(self) -> Run:
        """The run in hand."""
        return self.runs[0]

    @property
    def rivals(self) -> tuple[Run, ...]:
        """The runs to compare it with."""
        return self.runs[1:]

    @property
    def fast(self) -> bool:
        """Whether it plays too fast for anybody to read about the next step."""
        return self.playing and self.settings.speed >= FAST

    @property
    def changes(self) -> tuple[int, ...]:
        """The steps at which η of the run in hand was changed."""
        return tuple(step for step, _ in self.stretches[1:])

    @cached_property
    def objective(self) -> Objective:
        """The function that is descended."""
        return objective(self.settings.objective, self.settings.a)

    @cached_property
    def parabola(self) -> Quadratic | None:
        """The function where it is a·x², however it was written: it is then shown as the parabola."""
        function = self.objective
        if not isinstance(function, Quadratic) or function.minimum or function.offset:
            return None
        return function

    @property
    def title(self) -> str:
        """How a person reads the function."""
        if self.parabola is not None:
            return OBJECTIVES["parabola"].title(self.parabola.a)
        named = self.settings.named
        return named.title(self.settings.a) if named else f"f(x) = {self.settings.objective}"
