"""Rules that choose the rate of each step themselves, and need the function for it; η is a factor on theirs.

Each is made for one objective, and is an ``Optimizer`` like any other from then on: what it needs of the iterates it
keeps in its state. A network's loss is known on one batch at a time only, so networks have none of these. Iterates are
``(runs,)``, or ``(runs, variables)``. NumPy is imported in functions only, as in ``optimizers``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrtui.core.optimizers import Optimizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrtui.core.arrays import Array
    from lrtui.core.objectives import Objective
    from lrtui.core.optimizers import State

_DOUBLINGS = 64
"""How often a step is doubled in search of a place where f rises again: to 2⁶⁴ times the first."""

_HALVINGS = 80
"""How often such an interval is halved; then its ends are neighbours among the floats."""


def _polyak(objective: Objective) -> Optimizer:
    """Polyak's step (1987): η times (f − f*)/‖g‖², with f* the lowest of the values at the known minima.

    On a parabola it halves the distance, for η = 1: (f − f*)/f'² = 1/(2f'').
    """
    import numpy as np

    minima = objective.minima
    if not len(minima):
        raise ValueError(f"polyak goes by f's lowest value, and {objective.text} has no minimum that is known")
    lowest = float(objective.value(minima).min())

    def update(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        (x,) = state
        squares = _dot(gradient, gradient)
        above = (objective.value(x) - lowest).reshape(squares.shape)
        step = rate * np.where(squares > 0, above / squares, 0.0) * gradient
        return step, (x - step,)

    return Optimizer(lambda parameters: (parameters,), update)


def _linesearch(objective: Objective) -> Optimizer:
    """Exact line search (Cauchy, 1847): η times the step to the first minimum along −g that is found.

    On a quadratic of one variable that is 1/f''. Else the step is doubled, from a hundredth of 1 + ‖x‖ on, until the
    slope along it is no longer downhill, and the interval is halved until it is as narrow as floats are: a minimum that
    is narrower than the doubling may be passed. Where f falls as far as is looked, the step is the longest one tried.
    """
    import numpy as np

    from lrtui.core.quadratic import Quadratic

    def quadratic(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        return rate * (gradient / objective.hessian(gradient)), state

    def update(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        (x,) = state
        size = np.sqrt(_dot(gradient, gradient))
        first = 0.01 * (1 + np.sqrt(_dot(x, x)))
        direction = np.where(size > 0, gradient / size, 0.0)
        step = rate * _to_minimum(lambda length: _dot(objective.gradient(x - length * direction), direction), first)
        step = step * direction
        return step, (x - step,)

    if isinstance(objective, Quadratic):
        return Optimizer(lambda parameters: (), quadratic)
    return Optimizer(lambda parameters: (parameters,), update)


def _to_minimum(descent: Callable[[Array], Array], first: Array) -> Array:
    """How far along rays f falls, from the slopes −df at lengths; the ``first`` lengths to try, and all, alike."""
    import numpy as np

    low, high = np.zeros_like(first), first
    falling = descent(high) > 0
    for _ in range(_DOUBLINGS):
        if not falling.any():
            break
        low, high = np.where(falling, high, low), np.where(falling, 2 * high, high)
        falling &= descent(high) > 0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if ((middle == low) | (middle == high)).all():
            break
        falls = descent(middle) > 0
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    return (low + high) / 2


def _bb(objective: Objective) -> Optimizer:
    """Barzilai and Borwein's step (1988): η times s·s/s·y, with s and y the last changes of x and of the gradient.

    The first step is plain, at the rate η, and so is one after which s·y is not positive: f is then not convex between
    the last two points. With one variable it is the secant method.
    """
    import numpy as np

    def init(parameters: Array) -> State:
        return parameters, parameters, np.zeros_like(parameters)

    def update(gradient: Array, state: State, rate: Array) -> tuple[Array, State]:
        x, x_before, gradient_before = state
        moved = x - x_before
        product = _dot(moved, gradient - gradient_before)
        step = rate * np.where(product > 0, _dot(moved, moved) / product, 1.0) * gradient
        return step, (x - step, x, gradient)

    return Optimizer(init, update)


def _dot(left: Array, right: Array) -> Array:
    """The products of the runs' vectors, in a shape that broadcasts against them."""
    products = left * right
    return products if products.ndim == 1 else products.sum(axis=-1, keepdims=True)


SEARCHES: dict[str, Callable[[Objective], Optimizer]] = {"polyak": _polyak, "linesearch": _linesearch, "bb": _bb}
"""The rules that need the function, by the names that recipes give them; ValueError for a function without."""
