"""Learning rates on the parabola that are worth a look, each with its one-line story."""

from typing import NamedTuple

from lrtui.core.stability import Stability


class Preset(NamedTuple):
    """A learning rate as a multiple of the critical one, so that it tells the same story for every parabola."""

    relative_rate: float
    story: str

    def learning_rate(self, stability: Stability) -> float:
        """The preset's η near a minimum; on f(x) = x² it is ``relative_rate`` itself."""
        return self.relative_rate * stability.critical_learning_rate


PRESETS = (
    Preset(0.8, "overshoots, yet lands nearer"),
    Preset(1.2, "overshoots and lands farther away"),
    Preset(1.0, "the edge: it never gets nearer"),
    Preset(0.1, "small steps down one side"),
    Preset(0.5, "the best rate: one step"),
    Preset(1.1, "only just too large"),
    Preset(-0.1, "a negative rate climbs"),
)
"""The article's 0.8, 1.2 and 1 first; x₀ = −1 in all of them."""

PRESET_X0 = -1.0
