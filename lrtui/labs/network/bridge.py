"""From a network to the parabola that bends as strongly: the same limit, in the descent lab."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from lrtui import numbers
from lrtui.core.network import Parameters
from lrtui.labs.network.edges import sharpness_at
from lrtui.labs.network.run import Run

SHARPEST = (1e-6, 1e6)
"""The sharpness of which a parabola is shown."""


def parabola_of(run: Run, epoch: int, measure: Callable[[Parameters], float]) -> dict[str, Any]:
    """The descent lab's settings for a parabola as sharp as a network is at an epoch, its rate and its optimizer.

    Args:
        run: the network, with its weights at that epoch.
        epoch: the epoch.
        measure: what measures the sharpness of weights, where it is not known yet.

    Raises:
        ValueError: the network has none there, or a rule that scales each weight's step, of which a parabola says
            nothing.
    """
    name = f"{run.name} at epoch {epoch}"
    if run.weights is None:
        raise ValueError(f"there is no network of {name} any more: it has diverged")
    if run.recipe.rule.scale is not None:
        raise ValueError(f"{run.recipe.optimizer} scales the step of each weight: no parabola is like {name}")
    value = sharpness_at(run, epoch)
    if math.isnan(value):
        value = measure(run.weights)
    if not SHARPEST[0] <= value <= SHARPEST[1]:
        raise ValueError(f"{name} has a sharpness of {numbers.known(value)}: that is no parabola")
    # f'' = 2a; in as many digits as a sharpness is good to, and one more.
    rate = run.rate_at(epoch)
    return {"a": float(f"{value / 2:.4g}"), "learning_rate": rate, "optimizer": run.recipe.optimizer_text}
