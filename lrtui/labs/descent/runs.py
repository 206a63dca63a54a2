"""The runs of the descent lab: the one in hand and its rivals, as one array of runs from the same x₀."""

from functools import lru_cache

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.descent import Trajectory
from lrtui.core.dynamics import distance_to_minimum
from lrtui.core.minima import basins_of, minimum_near, nearest_minimum
from lrtui.core.mixed import Course
from lrtui.core.noise import Noise
from lrtui.core.objectives import objective
from lrtui.core.orbits import Outcome, outcome_of
from lrtui.core.quadratic import Quadratic
from lrtui.core.recipe import Recipe
from lrtui.core.stability import Stability, stability
from lrtui.labs.descent.frame import RECENT, Run
from lrtui.labs.descent.settings import LENGTH, DescentSettings

IN_HAND = 0
"""The index of the run in hand; the rivals follow it."""


SETTLED = 4
"""A run is near a minimum once so many iterates have been in its basin, one after the other."""


@lru_cache(maxsize=64)
def _home(name: str, a: float, x0: float) -> float | None:
    """The minimum of the basin that a run starts in; None where it has none."""
    function = objective(name, a)
    return function.minimum if isinstance(function, Quadratic) else minimum_near(function, x0)


class Runs:
    """The runs that ``settings`` describe, as far as the step ``last`` or to their ends.

    What takes longer than a person waits is done in slices: ``pending`` says that some are left, and ``work`` does one.
    The rate of the run in hand may change on the way. A change is made where the run gets that far: one that has ended
    before stands still.

    Args:
        settings: what all runs share, the recipe of the run in hand, its changes and the rivals' recipes.
        last: the step to go to.
    """

    def __init__(self, settings: DescentSettings, last: int = 0) -> None:
        self._settings = settings
        self.changes = settings.changes
        self._begin(last)

    def _begin(self, last: int) -> None:
        settings = self._settings
        rates = np.array([recipe.learning_rate for recipe in settings.recipes])
        start = np.full(len(rates), settings.x0)
        function = objective(settings.objective, settings.a)
        noise = Noise(settings.noise, settings.seed) if settings.noise else None
        course = Course(settings.recipes, LENGTH, noise)
        self.trajectory = Trajectory(function, start, rates, course=course, tolerance=settings.tolerance)
        self.extend(last)

    def __len__(self) -> int:
        return 1 + len(self._settings.compare)

    @property
    def newest(self) -> int:
        """The newest step that any run has taken."""
        return self.trajectory.last_step

    def end(self, run: int = IN_HAND) -> int | None:
        """The step from which a run has stood still; None while it can take a further one."""
        return self.trajectory.ended_at(run)

    def step_of(self, step: int, run: int = IN_HAND) -> int:
        """The step that a run is at where all are at ``step``: that, or its last one where it has ended before."""
        end = self.end(run)
        return min(step, self.newest if end is None else end)

    def rate(self, step: int, run: int = IN_HAND) -> float:
        """η of a run from ``step`` on, before its schedule; that of the one in hand is known before it gets there."""
        if run == IN_HAND and step > self.newest:
            rates = [rate for first, rate in self.changes if first <= step]
            return rates[-1] if rates else self._settings.learning_rate
        return float(self.trajectory.learning_rate_at(step)[run])

    def update_rate(self, step: int, run: int = IN_HAND) -> float:
        """η of the update of a run that leaves ``step``: its rate, times its schedule's factor."""
        rate, recipe = self.rate(step, run), self.trajectory.course.recipes[run]
        if recipe.schedule == "constant":
            return rate
        return float(recipe._replace(learning_rate=rate).rates(np.array([float(step)]), LENGTH)[0])

    def recipe(self, step: int, run: int = IN_HAND) -> Recipe:
        """How a run goes on from ``step``."""
        return self.trajectory.course.recipes[run]._replace(learning_rate=self.rate(step, run))

    def x(self, step: int, run: int = IN_HAND) -> float:
        """The iterate of a run at a step that has been taken."""
        trajectory = self.trajectory
        return float((trajectory.last if step == trajectory.last_step else trajectory.at(step))[run])

    @property
    def pending(self) -> bool:
        """Whether there are steps to take that were asked for."""
        return self.newest < self.due and not self.trajectory.ended

    def extend(self, last: int) -> None:
        """Take the steps up to ``last`` that have not been taken, or those of them that a slice has."""
        self.due = last
        self.work()

    def work(self) -> None:
        """Take the steps of a slice, changing the rate in hand where that is due."""
        left = self.trajectory.turn
        made = {step for step, _ in self.trajectory.changes}
        for step, rate in self.changes:
            if step in made or step > self.due:
                continue
            left -= self.trajectory.extend(min(step - self.newest, left))
            end = self.end()
            if self.newest < step or (end is not None and end < step):
                break
            self.trajectory.change_learning_rate(self._rates_with(rate))
        self.trajectory.extend(min(self.due - self.newest, left))

    def finish(self) -> None:
        """Take all steps that were asked for."""
        while self.pending:
            self.work()

    def change_rate(self, step: int, rate: float) -> None:
        """Forget what all runs did after ``step``, and let the one in hand go on from there at another rate."""
        self.changes = (*(change for change in self.changes if change[0] < step), (step, rate))
        if self.newest < step:  # it is on its way there
            self.due = step
        elif self.trajectory.stride == 1:
            self.trajectory.truncate(step)
            self.trajectory.change_learning_rate(self._rates_with(rate))
        else:  # taken anew, they are shown in as much detail as runs of that length have
            self._begin(step)

    def at(self, step: int) -> tuple[Run, ...]:
        """Every run at ``step``, or at its end where that came before."""
        return tuple(self._run(run, self.step_of(step, run)) for run in range(len(self)))

    def stability(self, recipe: Recipe, step: int = 0, run: int = IN_HAND) -> Stability | None:
        """What a recipe does near the minimum that a run is near at a step; None where no formula holds."""
        home = self.minimum(step, run)
        return None if home is None else stability(self.trajectory.objective, recipe, home)

    def minimum(self, step: int, run: int = IN_HAND) -> float | None:
        """The minimum that a run is near at a step; None where there is none.

        That is the one in whose basin it has stayed for a while, or which attracts it and to which the next step comes
        nearer; and before that the one where it started.
        """
        function = self.trajectory.objective
        home = _home(self._settings.objective, self._settings.a, self._settings.x0)
        if isinstance(function, Quadratic):
            return home
        points = np.append(
            self.trajectory.between(max(step - SETTLED, 0), step), self.trajectory.following(step)[None], 0
        )[:, run]
        basins = basins_of(function, points)
        if step >= SETTLED and (basins[:-1] == basins[-2]).all():
            return float(basins[-2])
        nearer = basins[-1] == basins[-2] and abs(points[-1] - basins[-1]) < abs(points[-2] - basins[-1])
        local = stability(function, self.recipe(step, run), float(basins[-1])) if nearer else None
        return local.minimum if local is not None and local.growth_factor < 1.0 else home

    def outcome(self, step: int, run: int = IN_HAND) -> Outcome:
        """What a run has come to at a step."""
        return outcome_of(self.trajectory, run, step)

    def _outcome(self, step: int, run: int) -> Outcome | None:
        """What is to be said of a run: what it has come to, unless its regime says it."""
        is_linear = isinstance(self.trajectory.objective, Quadratic) and self.trajectory.course.is_plain(run)
        return None if is_linear else self.outcome(step, run)

    def _rates_with(self, rate: float) -> Array:
        rates = self.trajectory.learning_rate_at(self.newest).copy()
        rates[IN_HAND] = rate
        return rates

    def _run(self, run: int, step: int) -> Run:
        trajectory, end = self.trajectory, self.end(run)
        recipe, update_rate = self.recipe(step, run), self.update_rate(step, run)
        at_once = recipe._replace(learning_rate=update_rate, schedule="constant", duration=None)
        function = trajectory.objective
        steps, iterates = trajectory.samples(step, run)
        before, after = trajectory.updates(step, RECENT, run)
        x, previous_x = float(iterates[-1]), float(before[-1]) if step else None
        next_x = float(trajectory.following(step)[run])
        ways = distance_to_minimum(function, np.array([x if previous_x is None else previous_x, x, next_x])).tolist()
        return Run(
            recipe=recipe,
            update_rate=update_rate,
            is_plain=trajectory.course.is_plain(run),
            is_noisy=trajectory.course.noise is not None,
            stability=self.stability(recipe, step, run),
            at_once=self.stability(at_once, step, run),
            minimum=nearest_minimum(function, x),
            outcome=self._outcome(step, run),
            step=step,
            x=x,
            previous_x=previous_x,
            next_x=next_x,
            measured_growth=_ratio(ways[0], ways[1]) if step else None,
            next_growth=_ratio(ways[1], ways[2]),
            measured_rate=self.update_rate(max(step - 1, 0), run),
            ending=trajectory.ending(run) if end is not None and end <= step else None,
            steps=steps,
            iterates=iterates,
            before=before,
            after=after,
        )


def _ratio(before: float, after: float) -> float | None:
    """What the way to the minimum was multiplied by; None where there was none, or there is no minimum."""
    return after / before if 0 < before < np.inf else None
