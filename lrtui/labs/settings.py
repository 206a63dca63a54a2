"""The settings of each lab: what its command line says, and what ``y`` in the app gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lrtui.labs.numbers import exact
from lrtui.labs.options import number, one_of, option, whole_number

MAX_STEPS = 1_000_000
SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 250.0, 1000.0)
"""Steps a second that ``-`` and ``+`` go through."""

HISTORIES = ("x-log", "f-log", "x-linear", "f-linear")
"""What the chart by step shows, |x| or f(x), and on which axis."""


def _change(text: str) -> tuple[int, float]:
    step, separator, rate = text.partition(":")
    try:
        if separator:
            return whole_number(1, MAX_STEPS)(step), number()(rate)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not STEP:RATE, a step from 1 to {MAX_STEPS} and a finite number, such as 12:0.5")


def _number(default: float, flag: str, text: str, parse: Any, metavar: str, *typed: str) -> Any:
    return option(default, flag, text, parse, metavar=metavar, show=exact, typed=typed)


@dataclass(frozen=True)
class ParabolaSettings:
    """One state of the parabola lab, f(x) = a·x².

    Attributes:
        learning_rate: η, at step 0 if ``changes`` has later ones.
        x0: the initial point.
        curvature: a.
        steps: how many steps have been taken; None for the default of whoever shows the lab.
        tolerance: |x| at which a run has converged.
        speed: steps a second.
        paused: whether the run waits.
        live: whether a change of η acts from the current step on, and not on the whole run.
        changes: later learning rates, each with the step from which it holds, in rising order.
        history: what the chart by step shows, one of ``HISTORIES``.
        follow: whether the picture follows the current iterates, and does not show the whole run.
        zoom: by how many levels the picture is zoomed in (or out, if negative).
    """

    learning_rate: float = _number(0.8, "--lr", "learning rate η", number(), "RATE", "lr", "η", "eta")
    x0: float = _number(-1.0, "--x0", "initial point", number(), "X", "x0", "x₀", "x")
    curvature: float = _number(1.0, "--curvature", "a in f(x) = a·x²", number(1e-300, 1e300), "A", "a", "curvature")
    steps: int | None = option(
        None,
        "--steps",
        "steps to take first; with --print, at the most (default there: 20)",
        whole_number(0, MAX_STEPS),
        metavar="N",
        typed=("steps", "step"),
    )
    tolerance: float = _number(
        1e-12, "--tolerance", "a run has converged when |x| is down to this", number(0), "T", "tolerance", "tol"
    )
    speed: float = _number(2.0, "--speed", "steps a second", number(0.01, 1000), "S", "speed")
    paused: bool = option(False, "--paused", "open the app paused")
    live: bool = option(False, "--live", "a change of η in the app acts from the current step on")
    changes: tuple[tuple[int, float], ...] = option(
        (),
        "--then",
        "change η to RATE from STEP on, as a live change does (may be repeated)",
        _change,
        metavar="STEP:RATE",
        show=lambda change: f"{change[0]}:{exact(change[1])}",
        repeat=True,
    )
    history: str = option(
        "x-log", "--history", "the chart by step", one_of(HISTORIES), metavar="WHAT", choices=HISTORIES
    )
    follow: bool = option(False, "--follow", "the picture follows the current iterates")
    zoom: int = option(0, "--zoom", "levels to zoom in (or out, if negative)", whole_number(-20, 20), metavar="N")

    def __post_init__(self) -> None:
        steps = [step for step, _ in self.changes]
        if steps != sorted(set(steps)):
            raise ValueError(f"--then: the steps {', '.join(map(str, steps))} do not rise")
