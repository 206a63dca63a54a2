"""The settings that the labs that train networks share."""

from dataclasses import dataclass
from typing import ClassVar

from lrtui.labs.options import Checked, Number, Text, number, option, switch, whole

FIFTHS = (0.6, 0.2, 0.2)
"""Training, hold-out and test rows, where a rate is chosen."""

MAX_RATES = 64
"""The most networks that train side by side."""

EXPERIMENT = "data and networks"
APP = "in the app"
"""Headings in ``--help``."""


@dataclass(frozen=True)
class ExperimentSettings(Checked):
    """What is trained, on which data, and how fast it plays. The options say what its fields are.

    Attributes:
        data: a CSV file; None for the blobs of the second article's experiment.
        at: the moment to go to first, in epochs (or batches) measured; None for the beginning, or in a report the end.
    """

    READS_DATA: ClassVar[bool] = True
    """Whether ``parts`` of some data have to be read before the lab can open."""

    batch: int = whole(50, "--batch", "rows a step", 1, 1_000_000, "batch", group=EXPERIMENT, least=10)
    hidden: int = whole(50, "--hidden", "hidden ReLU units", 1, 10_000, "hidden", group=EXPERIMENT, most=200)
    seed: int = whole(0, "--seed", "of weights, order and split", 0, 2**32 - 1, "seed", group=EXPERIMENT)
    data: str | None = option(
        None, "--data", "a CSV file with a header instead of the blobs", Text(), metavar="FILE", group=EXPERIMENT
    )
    label: str | None = option(
        None, "--label", "its label column (default: the last)", Text(), metavar="COLUMN", group=EXPERIMENT
    )
    speed: float = number(15.0, "--speed", "epochs a second", Number(0.01, 1000), "S", "speed", group=APP)
    paused: bool = switch("--paused", "open the app paused", group=APP)
    at: int | None = whole(None, "--at", "go to this epoch (or batch) first; with --print, no farther", 0, 10_000_000)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.label is not None and self.data is None:
            raise ValueError(f"--label {self.label!r}: goes with --data FILE")

    @property
    def shares(self) -> tuple[float, ...]:
        """The shares of the data's rows that its parts take; they sum to 1."""
        raise NotImplementedError
