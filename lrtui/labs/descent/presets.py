"""Learning rates that are worth a look, each with its start and its one-line story."""

from __future__ import annotations

from lrtui.core.objectives import Preset, objective
from lrtui.core.quadratic import Quadratic
from lrtui.labs.descent.settings import DescentSettings

SHARES = (
    (0.8, "overshoots, yet lands nearer"),
    (1.2, "overshoots and lands farther away"),
    (1.0, "the edge: it never gets nearer"),
    (0.1, "small steps down one side"),
    (0.5, "the best rate: one step"),
    (1.1, "only just too large"),
    (-0.1, "a negative rate climbs"),
)
"""Rates on a quadratic as shares of the critical one, which tell the same story on each: the article's 0.8, 1.2 and 1
first."""

DISTANCE = -1.0
"""Where a quadratic's presets start from, as seen from the minimum."""


def presets_of(settings: DescentSettings) -> tuple[Preset, ...]:
    """The presets of the objective; none for a formula of one's own that is no quadratic."""
    function = objective(settings.objective, settings.a)
    if isinstance(function, Quadratic):
        critical, x0 = 1.0 / function.a, function.minimum + DISTANCE
        return tuple(Preset(share * critical, x0, story) for share, story in SHARES)
    return settings.named.presets if settings.named else ()
