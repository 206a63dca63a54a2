"""The settings of each lab: what its command line says, and what ``y`` in the app gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lrtui.labs.numbers import exact
from lrtui.labs.options import number, one_of, option, rates, whole_number

MAX_STEPS = 1_000_000
SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 250.0, 1000.0)
"""Steps a second that ``-`` and ``+`` go through."""


def next_speed(speed: float, by: int) -> float:
    """The next listed speed in the direction of ``by``; the same one at the end of the list."""
    beyond = [listed for listed in SPEEDS if (listed - speed) * by > 0]
    if not beyond:
        return speed
    return min(beyond) if by > 0 else max(beyond)


HISTORIES = ("x-log", "f-log", "x-linear", "f-linear")
"""What the chart by step shows, |x| or f(x), and on which axis."""


METRICS = {"auc": "AUC", "accuracy": "accuracy", "loss": "cross-entropy", "sse": "sum squared error"}
"""What the network lab measures, by the names in its report, in words."""

RISING = ("auc", "accuracy")
"""The metrics of which more is better."""

PARTS_SHOWN = ("validation", "train", "both")

MAX_RATES = 64
MAX_PINS = 4
"""Runs to compare with on one parabola: more could not be told apart at a glance."""


def _change(text: str) -> tuple[int, float]:
    step, separator, rate = text.partition(":")
    try:
        if separator:
            return whole_number(1, MAX_STEPS)(step), number()(rate)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not STEP:RATE, a step from 1 to {MAX_STEPS} and a finite number, such as 12:0.5")


def _joined(values: tuple[float, ...]) -> str:
    return ",".join(map(exact, values))


def _number(default: float | None, flag: str, text: str, parse: Any, metavar: str, *typed: str, **details: Any) -> Any:
    return option(default, flag, text, parse, metavar=metavar, show=exact, typed=typed, **details)


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
        compare: the pinned learning rates, each of another run that shares all but η, and has no later rates.
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
    compare: tuple[float, ...] = option(
        (),
        "--compare",
        f"up to {MAX_PINS} other learning rates to race with, separated by commas",
        rates(MAX_PINS),
        metavar="RATES",
        show=_joined,
        typed=("compare", "pins"),
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


def _whole(default: int | None, flag: str, text: str, low: int, high: int, *typed: str, **details: Any) -> Any:
    return option(default, flag, text, whole_number(low, high), metavar="N", typed=typed, **details)


_EXPERIMENT = "data and networks"
_APP = "in the app"


@dataclass(frozen=True)
class ExperimentSettings:
    """What the labs that train networks share.

    Attributes:
        batch: rows a step.
        hidden: ReLU units.
        seed: of the initial weights, the order of presentation and the split of a person's own data.
        data: a CSV file; None for the blobs of the second article's experiment.
        label: the header of its label column; None for the last one.
        speed: epochs (or batches) a second that the app shows, where the machine is that fast.
        paused: whether training waits.
        at: the moment to go to first, in epochs (or batches) measured; None for the beginning, or in a report the end.
    """

    batch: int = _whole(50, "--batch", "rows a step", 1, 1_000_000, "batch", group=_EXPERIMENT)
    hidden: int = _whole(50, "--hidden", "hidden ReLU units", 1, 10_000, "hidden", group=_EXPERIMENT)
    seed: int = _whole(0, "--seed", "of weights, order and split", 0, 2**32 - 1, "seed", group=_EXPERIMENT)
    data: str | None = option(
        None, "--data", "a CSV file with a header instead of the blobs", str, metavar="FILE", group=_EXPERIMENT
    )
    label: str | None = option(
        None, "--label", "its label column (default: the last)", str, metavar="COLUMN", group=_EXPERIMENT
    )
    speed: float = _number(15.0, "--speed", "epochs a second", number(0.01, 1000), "S", "speed", group=_APP)
    paused: bool = option(False, "--paused", "open the app paused", group=_APP)
    at: int | None = _whole(
        None, "--at", "go to this epoch (or batch) first; with --print, no farther", 0, 10_000_000, show=str
    )

    def __post_init__(self) -> None:
        if self.label is not None and self.data is None:
            raise ValueError(f"--label {self.label!r}: goes with --data FILE")


@dataclass(frozen=True)
class NetworkSettings(ExperimentSettings):
    """One state of the network lab.

    Attributes:
        learning_rates: one network each.
        epochs: passes over the training rows.
        metric: what the curves show, one of ``METRICS``.
        part: on which part, one of ``PARTS_SHOWN``.
        follow: whether the curves' axis holds what they have come to, and not all that they have been.
        selected: the rate whose network is looked at; None for the first.
    """

    learning_rates: tuple[float, ...] = option(
        (1.0, 0.1, 0.01, 0.001),
        "--lrs",
        "learning rates, separated by commas",
        rates(MAX_RATES, above=0),
        metavar="RATES",
        show=_joined,
    )
    epochs: int = _whole(200, "--epochs", "passes over the training rows", 1, 100_000, "epochs")
    metric: str = option("auc", "--metric", "the curves", one_of(METRICS), metavar="WHAT", choices=tuple(METRICS))
    part: str = option(
        "validation", "--part", "of which rows", one_of(PARTS_SHOWN), metavar="WHICH", choices=PARTS_SHOWN
    )
    follow: bool = option(False, "--follow", "zoom to what the curves have come to")
    selected: float | None = _number(None, "--select", "the rate whose map is shown", number(above=0), "RATE")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.selected is not None and self.selected not in self.learning_rates:
            raise ValueError(f"--select {exact(self.selected)}: is not one of --lrs")


METHODS = ("procedure", "range")
LOSS_PARTS = ("train", "holdout")
RULES = ("minimum", "steepest", "valley", "slide")
"""By which the range test reads a rate off its curve."""

MAX_EPOCHS = 100_000
MAX_ITERATIONS = 10_000
NARROWEST = 1.5
"""Between the smallest and the largest rate to choose from."""


@dataclass(frozen=True)
class ChooseSettings(ExperimentSettings):
    """One state of the lab that chooses a rate.

    Attributes:
        method: one of ``METHODS``.
        low, high: the smallest and the largest rate.
        rates: how many the scout trains.
        scout_epochs: for how long.
        shrink: by what a pass's rate is multiplied for the next.
        patience: epochs without a better hold-out accuracy that end a pass.
        epochs: how many a pass may have.
        sse_threshold: the error at which a pass would be stopped by a threshold; None for a guess.
        iterations: batches of the range test.
        seeds: how many runs it has, from ``seed`` on.
        on: whose loss it looks at, one of ``LOSS_PARTS``.
        rule: which of the range test's ``RULE_NAMES`` is selected.
    """

    method: str = option("procedure", "--method", "how to choose", one_of(METHODS), metavar="HOW", choices=METHODS)
    low: float = _number(1e-4, "--from", "smallest learning rate", number(1e-300, 1e300), "RATE", "from")
    high: float = _number(10.0, "--to", "largest learning rate", number(1e-300, 1e300), "RATE", "to")
    rates: int = _whole(13, "--rates", "procedure: rates to scout", 2, MAX_RATES, "rates")
    scout_epochs: int = _whole(1, "--scout-epochs", "procedure: epochs of the scout", 1, MAX_EPOCHS, "scout")
    shrink: float = _number(
        0.5, "--shrink", "procedure: factor from pass to pass", number(above=0, below=1), "F", "shrink"
    )
    patience: int = _whole(
        20, "--patience", "procedure: epochs without a better hold-out accuracy", 1, MAX_EPOCHS, "patience"
    )
    epochs: int = _whole(1000, "--epochs", "procedure: most epochs of a pass", 1, MAX_EPOCHS, "epochs")
    sse_threshold: float | None = option(
        None,
        "--sse-threshold",
        "procedure: the error to compare with (default: 0.3 a row)",
        number(0),
        metavar="SSE",
        show=exact,
        typed=("sse", "threshold"),
    )
    iterations: int = _whole(100, "--iterations", "range: batches", 2, MAX_ITERATIONS, "iterations")
    seeds: int = _whole(5, "--seeds", "range: runs", 1, MAX_RATES, "seeds")
    on: str = option("train", "--on", "range: whose loss", one_of(LOSS_PARTS), metavar="PART", choices=LOSS_PARTS)
    rule: str = option("valley", "--rule", "range: the rule to take", one_of(RULES), metavar="RULE", choices=RULES)
    speed: float = _number(
        30.0, "--speed", "epochs, or batches, a second", number(0.01, 1000), "S", "speed", group=_APP
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low * NARROWEST > self.high:
            raise ValueError(
                f"--from {exact(self.low)}: is not below --to {exact(self.high)} by a factor of {NARROWEST} or more"
            )


SHEET = (80, 23)
"""Columns and rows of a picture, where nobody says."""


def sheet_size(columns: int, rows: int) -> tuple[int, int]:
    """The nearest size to this one that a picture can have."""
    return min(max(columns, 60), 400), min(max(rows, 17), 150)


Settings = ParabolaSettings | NetworkSettings | ChooseSettings

LABS: dict[str, type[Settings]] = {
    "parabola": ParabolaSettings,
    "network": NetworkSettings,
    "choose": ChooseSettings,
}
"""The labs in the order of their tabs, and what each is opened with."""
