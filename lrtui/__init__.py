"""lrtui shows what a learning rate does, live in a terminal.

The headless half can be used on its own; names are loaded when they are first used, so that importing the package
costs nothing:

    >>> import lrtui
    >>> run = lrtui.Trajectory(lrtui.Quadratic(1.0), x0=[-1.0], learning_rate=[0.5])
    >>> run.extend(3), run.last.tolist(), run.ending()
    (1, [0.0], <Ending.CONVERGED: 'converged'>)
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As in ``typing``, which takes longer to import than all of this."""

if TYPE_CHECKING:
    from lrtui.core.descent import Ending, Trajectory
    from lrtui.core.objectives import OBJECTIVES, Quadratic
    from lrtui.core.stability import (
        Regime,
        best_learning_rate,
        critical_learning_rate,
        growth_factor,
        regime,
        steps_to_tolerance,
    )
    from lrtui.labs.actions import Action
    from lrtui.labs.choose import ChooseLab
    from lrtui.labs.network import NetworkLab
    from lrtui.labs.parabola import ParabolaLab
    from lrtui.labs.parabola_frame import ParabolaFrame
    from lrtui.labs.settings import ChooseSettings, NetworkSettings, ParabolaSettings

__version__ = "0.1.0"

_HOMES = {
    "lrtui.core.descent": ("Ending", "Trajectory"),
    "lrtui.core.objectives": ("OBJECTIVES", "Quadratic"),
    "lrtui.core.stability": (
        "Regime",
        "best_learning_rate",
        "critical_learning_rate",
        "growth_factor",
        "regime",
        "steps_to_tolerance",
    ),
    "lrtui.labs.actions": ("Action",),
    "lrtui.labs.choose": ("ChooseLab",),
    "lrtui.labs.network": ("NetworkLab",),
    "lrtui.labs.parabola": ("ParabolaLab",),
    "lrtui.labs.parabola_frame": ("ParabolaFrame",),
    "lrtui.labs.settings": ("ChooseSettings", "NetworkSettings", "ParabolaSettings"),
}

__all__ = [
    "OBJECTIVES",
    "Action",
    "ChooseLab",
    "ChooseSettings",
    "Ending",
    "NetworkLab",
    "NetworkSettings",
    "ParabolaFrame",
    "ParabolaLab",
    "ParabolaSettings",
    "Quadratic",
    "Regime",
    "Trajectory",
    "__version__",
    "best_learning_rate",
    "critical_learning_rate",
    "growth_factor",
    "regime",
    "steps_to_tolerance",
]


def __getattr__(name: str) -> object:
    """Load a name of the API from where it lives."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
