"""lrtui shows what a learning rate does, live in a terminal.

The headless half can be used on its own; names are loaded when they are first used, so that importing the package
costs nothing:

    >>> import lrtui
    >>> run = lrtui.Trajectory(lrtui.Quadratic(1.0), x0=[-1.0], learning_rate=[0.5])
    >>> run.extend(3), run.last.tolist(), run.ending()
    (1, [0.0], <Ending.CONVERGED: 'converged'>)
"""

TYPE_CHECKING = False
"""As in ``typing``, which takes longer to import than all of this."""

if TYPE_CHECKING:
    from lrtui.core.descent import Ending, Trajectory
    from lrtui.core.objectives import OBJECTIVES, objective
    from lrtui.core.optimizers import OPTIMIZERS
    from lrtui.core.quadratic import Quadratic
    from lrtui.core.recipe import Recipe
    from lrtui.core.schedules import SCHEDULES
    from lrtui.core.stability import Regime, Stability, stability
    from lrtui.labs.actions import Action
    from lrtui.labs.choose.lab import ChooseLab
    from lrtui.labs.choose.settings import ChooseSettings
    from lrtui.labs.descent.frame import DescentFrame
    from lrtui.labs.descent.lab import DescentLab
    from lrtui.labs.descent.settings import DescentSettings
    from lrtui.labs.network.lab import NetworkLab
    from lrtui.labs.network.settings import NetworkSettings

__version__ = "0.1.0"

_HOMES = {
    "lrtui.core.descent": ("Ending", "Trajectory"),
    "lrtui.core.objectives": ("OBJECTIVES", "objective"),
    "lrtui.core.optimizers": ("OPTIMIZERS",),
    "lrtui.core.quadratic": ("Quadratic",),
    "lrtui.core.recipe": ("Recipe",),
    "lrtui.core.schedules": ("SCHEDULES",),
    "lrtui.core.stability": ("Regime", "Stability", "stability"),
    "lrtui.labs.actions": ("Action",),
    "lrtui.labs.choose.lab": ("ChooseLab",),
    "lrtui.labs.network.lab": ("NetworkLab",),
    "lrtui.labs.descent.lab": ("DescentLab",),
    "lrtui.labs.descent.frame": ("DescentFrame",),
    "lrtui.labs.choose.settings": ("ChooseSettings",),
    "lrtui.labs.network.settings": ("NetworkSettings",),
    "lrtui.labs.descent.settings": ("DescentSettings",),
}

__all__ = [
    "OBJECTIVES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Action",
    "ChooseLab",
    "ChooseSettings",
    "DescentFrame",
    "DescentLab",
    "DescentSettings",
    "Ending",
    "NetworkLab",
    "NetworkSettings",
    "Quadratic",
    "Recipe",
    "Regime",
    "Stability",
    "Trajectory",
    "__version__",
    "objective",
    "stability",
]


def __getattr__(name: str) -> object:
    """Load a name of the API from where it lives."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
