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
    from lrtui.core import objectives as _objectives
    from lrtui.core.descent import Ending as Ending
    from lrtui.core.descent import Trajectory as Trajectory
    from lrtui.core.mixed import Course as Course
    from lrtui.core.noise import Noise as Noise
    from lrtui.core.objectives import OBJECTIVES as OBJECTIVES
    from lrtui.core.optimizers import OPTIMIZERS as OPTIMIZERS
    from lrtui.core.quadratic import Quadratic as Quadratic
    from lrtui.core.recipe import Recipe as Recipe
    from lrtui.core.schedules import SCHEDULES as SCHEDULES
    from lrtui.core.stability import Regime as Regime
    from lrtui.core.stability import Stability as Stability
    from lrtui.core.stability import stability as stability
    from lrtui.labs.actions import Action as Action
    from lrtui.labs.choose.lab import ChooseLab as ChooseLab
    from lrtui.labs.choose.settings import ChooseSettings as ChooseSettings
    from lrtui.labs.descent.frame import DescentFrame as DescentFrame
    from lrtui.labs.descent.lab import DescentLab as DescentLab
    from lrtui.labs.descent.settings import DescentSettings as DescentSettings
    from lrtui.labs.network.lab import NetworkLab as NetworkLab
    from lrtui.labs.network.settings import NetworkSettings as NetworkSettings

    Objective = _objectives.objective

__version__ = "0.1.0"

_HOMES = {
    "lrtui.core.descent": ("Ending", "Trajectory"),
    "lrtui.core.mixed": ("Course",),
    "lrtui.core.noise": ("Noise",),
    "lrtui.core.objectives": ("OBJECTIVES", "Objective"),
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

_MAKERS = {"Objective": "objective"}
"""What makes a value and is called by its kind: what it is called where it lives."""

__all__ = sorted(["__version__", *(name for names in _HOMES.values() for name in names)])


def __getattr__(name: str) -> object:
    """Load a name of the API from where it lives."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), _MAKERS.get(name, name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
