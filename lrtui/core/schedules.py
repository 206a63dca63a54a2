"""How a learning rate changes on the way: functions from the number of a step to a factor on the rate.

They are those of ``torch.optim.lr_scheduler``, of optax and of Keras, as each says, to rounding; where one of theirs
would begin at a rate of 0, so that the first step is none, it begins a step later here. A schedule is added here and
nowhere else. NumPy is imported in functions only, so that the command line can name them all without loading it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from lrtui.core.parts import Ground, Parameter

if TYPE_CHECKING:
    from lrtui.core.arrays import Array

    Schedule = Callable[[Array], Array]
    """The numbers of updates, from 0 on, to the factors on the learning rate; shapes are alike."""


class ScheduleEntry(NamedTuple):
    """How a schedule is made from its parameter, and where it holds.

    Attributes:
        make: the parameter to the schedule; a schedule without one is made from 0.
        parameter: what the parameter is; None for a schedule without one.
        grounds: what can be descended by it.
        by_update: whether steps are updates in networks too, where they are epochs otherwise.
    """

    make: Callable[[float], Schedule]
    parameter: Parameter | None = None
    grounds: frozenset[Ground] = frozenset(Ground)
    by_update: bool = False


CONDITION = 10.0
"""The quotient κ = L/μ of the interval of curvatures that the steps of ``chebyshev`` are made for."""


def _step(every: float) -> Schedule:
    """A tenth after every N steps, 0.1^⌊t/N⌋: torch's ``StepLR(step_size=N, gamma=0.1)``."""
    return lambda steps: 0.1 ** (steps // every)


def _time(decay: float) -> Schedule:
    """Time-based decay, 1/(1 + K·t), t counting updates: Keras's ``InverseTimeDecay(decay_steps=1, decay_rate=K)``."""
    return lambda steps: 1.0 / (1.0 + decay * steps)


def _exponential(base: float) -> Schedule:
    """Gᵗ: torch's ``ExponentialLR(gamma=G)``."""
    return lambda steps: base**steps


def _cosine(length: float) -> Schedule:
    """Half a wave from 1 to 0, (1 + cos(πt/T))/2, and 0 from T on: optax's ``cosine_decay_schedule(decay_steps=T)``.

    Up to T it is torch's ``CosineAnnealingLR(T_max=T)`` too (Loshchilov and Hutter, 2016).
    """
    import numpy as np

    return lambda steps: 0.5 * (1.0 + np.cos(np.pi * np.minimum(steps, length) / length))


def _warmup(length: float) -> Schedule:
    """A line to 1 in T steps, from 1/T on: torch's ``LinearLR(start_factor=1/T, total_iters=T - 1)``."""
    import numpy as np

    return lambda steps: np.minimum((steps + 1.0) / length, 1.0)


def _one_cycle(length: float) -> Schedule:
    """Up from 1/25 to 1 in the first 30 % of T steps, then down to 1/250,000, each half a wave of a cosine.

    It is torch's ``OneCycleLR(total_steps=T, cycle_momentum=False)``, with its defaults (Smith, 2018).
    """
    import numpy as np

    low, lowest = 1 / 25, 1 / 25e4
    top, last = 0.3 * length - 1.0, length - 1.0

    def factors(steps: Array) -> Array:
        steps = np.minimum(steps, last)
        rises = steps <= top
        share = np.where(rises, steps / top if top else 1.0, (steps - top) / (last - top))
        start, end = np.where(rises, low, 1.0), np.where(rises, 1.0, lowest)
        return np.asarray(end + (start - end) / 2.0 * (1.0 + np.cos(np.pi * share)))

    return factors


def _stable(length: float) -> Schedule:
    """Warmup, stable, decay: a line to 1 in the first 10 % of T steps, 1, a line to 0 in the last 20 %.

    It is what optax's ``join_schedules`` makes of two ``linear_schedule`` and a ``constant_schedule``; as in ``warmup``
    the first step has 1/w, with w the steps of the first line. (Hägele et al., "Scaling laws and compute-optimal
    training beyond fixed training durations", 2024, have the 20 %.)
    """
    import numpy as np

    rise, fall = max(round(0.1 * length), 1), max(round(0.2 * length), 1)
    return lambda steps: np.clip(np.minimum((steps + 1.0) / rise, (length - steps) / fall), 0.0, 1.0)


def _cyclic(length: float) -> Schedule:
    """A triangle wave from 1/10 to 1 and back in T steps: torch's ``CyclicLR`` with ``base_lr`` a tenth of ``max_lr``.

    Its ``step_size_up`` is T/2, its mode "triangular" (Smith, 2015).
    """
    import numpy as np

    def factors(steps: Array) -> Array:
        share = steps / length
        return np.asarray(0.1 + 0.9 * (1.0 - np.abs(2.0 * (share - np.floor(share)) - 1.0)))

    return factors


def _silver(_: float) -> Schedule:
    """The silver steps 1 + ρ^(ν(k) − 1), k = t + 1, with ρ = 1 + √2 and ν(k) how often 2 divides k.

    They are √2, 2, √2, 2 + √2, … in units of 1/L: the rate is 1/L, with L the largest curvature (Altschuler and
    Parrilo, "Acceleration by stepsize hedging", 2023, arXiv 2309.07879).
    """
    import numpy as np

    def factors(steps: Array) -> Array:
        count = np.asarray(steps).astype(np.int64) + 1
        # The lowest bit that is set is 2^ν, whose exponent for frexp is ν + 1.
        twos = np.frexp((count & -count).astype(np.float64))[1] - 1
        return np.asarray(1.0 + (1.0 + np.sqrt(2.0)) ** (twos - 1.0))

    return factors


def chebyshev(length: float, condition: float = CONDITION) -> Schedule:
    """The steps that are best against all curvatures from L/κ to L in T steps, in units of 1/L; then the same again.

    ηₜ = 1/((L + μ)/2 + (L − μ)/2·cos((2t − 1)π/2T)), t = 1 … T, with μ = L/κ (Young, 1953). After T of them every such
    distance has shrunk to 2Rᵀ/(1 + R²ᵀ) or less, R = (√κ − 1)/(√κ + 1); on a parabola of curvature L or μ it is that.
    In one variable there is only one curvature: the steps are those of somebody who knows it within a factor of κ, by
    default 10. The rate is 1/L.
    """
    import numpy as np

    def factors(steps: Array) -> Array:
        wave = np.cos((steps % length + 0.5) * np.pi / length)
        return np.asarray(2.0 / ((1.0 + 1.0 / condition) + (1.0 - 1.0 / condition) * wave))

    return factors


class PlateauState(NamedTuple):
    """What a run that waits for a better loss remembers; arrays ``(runs,)``.

    Attributes:
        rate: the present learning rate.
        best: the lowest loss so far.
        waited: how many epochs have been no better since the best one, or since the last cut.
    """

    rate: Array
    best: Array
    waited: Array


class Plateau(NamedTuple):
    """A tenth of the rate after P epochs in a row without a better loss; any that is lower is better.

    It is Keras's ``ReduceLROnPlateau(factor=0.1, patience=P, min_delta=0)``, and torch's with ``patience=P - 1``,
    ``threshold=0`` and ``eps=0``. It goes by what has happened and not by the number of a step, so it is a pair as an
    ``Optimizer`` is, and no ``Schedule``.
    """

    patience: float

    def init(self, rates: Array) -> PlateauState:
        """The state before any epoch, at these rates ``(runs,)``."""
        import numpy as np

        return PlateauState(rates, np.full(rates.shape, np.inf), np.zeros(rates.shape))

    def update(self, losses: Array, state: PlateauState) -> PlateauState:
        """The state after an epoch that has ended with these losses ``(runs,)`` on the validation rows."""
        import numpy as np

        better = losses < state.best
        waited = np.where(better, 0.0, state.waited + 1.0)
        over = waited >= self.patience
        rate = np.where(over, 0.1 * state.rate, state.rate)
        return PlateauState(rate, np.where(better, losses, state.best), np.where(over, 0.0, waited))


def _constant(_: float) -> Schedule:
    """The rate as it is; with ``plateau``, as it is before any cut."""
    return lambda steps: steps * 0.0 + 1.0


_LENGTH = Parameter("T", None, least=1.0, whole=True)

PLATEAU = "plateau"
"""The one name in ``SCHEDULES`` whose rates depend on the losses too, see ``Plateau``."""

SCHEDULES: dict[str, ScheduleEntry] = {
    "constant": ScheduleEntry(_constant),
    "step": ScheduleEntry(_step, Parameter("N", 30, least=1.0, whole=True)),
    "time": ScheduleEntry(_time, Parameter("K", 0.01), by_update=True),
    "exponential": ScheduleEntry(_exponential, Parameter("G", 0.95)),
    "cosine": ScheduleEntry(_cosine, _LENGTH),
    "warmup": ScheduleEntry(_warmup, _LENGTH),
    "1cycle": ScheduleEntry(_one_cycle, _LENGTH),
    "wsd": ScheduleEntry(_stable, _LENGTH),
    "cyclic": ScheduleEntry(_cyclic, _LENGTH),
    "silver": ScheduleEntry(_silver),
    "chebyshev": ScheduleEntry(chebyshev, _LENGTH, frozenset((Ground.QUADRATIC,))),
    PLATEAU: ScheduleEntry(_constant, Parameter("P", 10, least=1.0, whole=True), frozenset((Ground.NETWORK,))),
}
"""All schedules by the names that recipes give them."""
