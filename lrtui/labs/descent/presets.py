"""Learning rates that are worth a look, each with its start and its one-line story."""

from __future__ import annotations

from lrtui.core.objectives import Preset, objective
from lrtui.core.quadratic import Quadratic
from lrtui.labs.descent.settings import DescentSettings
from lrtui.numbers import exact

SHARES = (
    Preset(0.8, -1.0, "overshoots, yet lands nearer"),
    Preset(1.2, -1.0, "overshoots and lands farther away"),
    Preset(1.0, -1.0, "the edge: it never gets nearer"),
    Preset(0.1, -1.0, "small steps down one side"),
    Preset(0.5, -1.0, "the best rate: one step"),
    Preset(1.1, -1.0, "only just too large"),
    Preset(-0.1, -1.0, "a negative rate climbs"),
    Preset(0.1, -1.0, "momentum rolls past it and back, in swings", optimizer="momentum"),
    Preset(0.5, -1.0, "silver steps: the longest alone (◆) blows up", schedule="silver", rivals=("3.414213562373095",)),
    Preset(0.5, -1.0, "Chebyshev's 8 steps beat one rate", schedule="chebyshev=8", rivals=("0.909090909090909",)),
    Preset(0.5, -1.0, "noise: the smaller rate ends nearer, later", rivals=("0.05",), noise=1.0),
    Preset(1.0, -1.0, "Polyak's step halves the way each time", optimizer="polyak"),
)
"""What tells the same story on every quadratic, the article's 0.8, 1.2 and 1 first.

Rates are shares of the critical one, 2/f'', starts are as seen from the minimum, and the noise is a share of a. Silver
and Chebyshev steps are in units of 1/f'', so their rate is a half; the best constant rate for curvatures from f''/10 to
f'' is 2/(1.1·f''). Polyak's step chooses its rate, and 1 is a factor on it.
"""


def presets_of(settings: DescentSettings) -> tuple[Preset, ...]:
    """The presets of the objective; none for a formula of one's own that is no quadratic."""
    function = objective(settings.objective, settings.a)
    if isinstance(function, Quadratic):
        return tuple(_on(function, share) for share in SHARES)
    return settings.named.presets if settings.named else ()


def _on(function: Quadratic, share: Preset) -> Preset:
    """A preset with its rates and its start on one quadratic."""
    critical = 1.0 / function.a
    return share._replace(
        learning_rate=share.learning_rate * (1.0 if share.optimizer == "polyak" else critical),
        x0=share.x0 + function.minimum,
        rivals=tuple(exact(float(rate) * critical) for rate in share.rivals),
        noise=share.noise * function.a,
    )
