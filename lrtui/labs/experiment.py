"""The settings that the labs that train networks share."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from lrtui.core.datasets import BLOBS, DATASETS
from lrtui.labs.options import Checked, Number, Text, Whole, number, option, switch, whole

FIFTHS = (0.6, 0.2, 0.2)
"""Training, hold-out and test rows, where a rate is chosen."""

MAX_RATES = 64
"""The most networks that train side by side."""

EXPERIMENT = "data and networks"
APP = "in the app"
"""Headings in ``--help``."""


ALL = 2**31 - 1
"""A batch of so many rows is all that there are: full batches."""


class BatchSize(Whole):
    """Rows that a step takes, or ``all``."""

    def parse(self, text: str) -> int:
        """A number of rows; ``ALL`` for ``all``."""
        try:
            return ALL if text == "all" else super().parse(text)
        except ValueError as error:
            raise ValueError(f"{error}, or all") from None

    def show(self, value: int) -> str:
        """The digits, or ``all``."""
        return "all" if value == ALL else super().show(value)


@dataclass(frozen=True)
class ExperimentSettings(Checked):
    """What is trained, on which data, and how fast it plays. The options say what its fields are.

    Attributes:
        data: the name of a built-in set, or a file.
        label: the header of a file's label column; None to find it.
        at: the moment to go to first, in epochs (or batches) measured; None for the beginning, or in a report the end.
    """

    READS_DATA: ClassVar[bool] = True
    """Whether there is some data, which may have to be read before the lab can open."""

    batch: int = option(
        50,
        "--batch",
        "rows a step, or all",
        BatchSize(1, 1_000_000),
        metavar="N|all",
        typed=("batch",),
        group=EXPERIMENT,
        least=10,
    )
    hidden: int = whole(50, "--hidden", "hidden ReLU units", 1, 10_000, "hidden", group=EXPERIMENT, most=200)
    seed: int = whole(0, "--seed", "of weights, order and split", 0, 2**32 - 1, "seed", group=EXPERIMENT)
    data: str = option(
        BLOBS,
        "--data",
        f"{', '.join(DATASETS)}, or a CSV file (one of such a name as ./iris)",
        Text(),
        metavar="NAME|FILE",
        group=EXPERIMENT,
        only=tuple(DATASETS),
    )
    label: str | None = option(
        None,
        "--label",
        "the file's label column (default: by its name, else the last)",
        Text(),
        metavar="COLUMN",
        group=EXPERIMENT,
    )
    standardise: bool = switch(
        "--standardise", "built-in data: to mean 0 and deviation 1, as files always are", group=EXPERIMENT
    )
    speed: float = number(15.0, "--speed", "epochs a second", Number(0.01, 1000), "S", "speed", group=APP)
    paused: bool = switch("--paused", "open the app paused", group=APP)
    at: int | None = whole(None, "--at", "go to this epoch (or batch) first; with --print, no farther", 0, 10_000_000)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.label is not None and not self.reads_file:
            raise ValueError(f"--label {self.label!r}: goes with --data FILE")

    def takes_all(self, rows: int) -> bool:
        """Whether a step takes all of so many training rows, so that an epoch is one update."""
        return self.batch >= rows

    def batches(self, rows: int, word: str = "batches of") -> str:
        """What a step takes of so many training rows: full batches, or some of so many rows, after a word for these."""
        return "full batches" if self.takes_all(rows) else f"{word} {self.batch}"

    @property
    def reads_file(self) -> bool:
        """Whether the data is a person's own."""
        return self.data not in DATASETS

    def on_next_data(self, own: Self | None) -> Self:
        """The same on the next built-in set; after the last of them on the file of ``own``, if that reads one."""
        names = [*DATASETS, *([own.data] if own is not None and own.reads_file else [])]
        name = names[(names.index(self.data) + 1) % len(names)] if self.data in names else BLOBS
        return replace(self, data=name, label=own.label if own is not None and name == own.data else None)

    @property
    def parts(self) -> tuple[str, str | None, int, tuple[float, ...], bool]:
        """What says which rows the parts of the data have, as ``load_parts`` takes it."""
        return self.data, self.label, self.seed, self.shares, self.standardise

    @property
    def shares(self) -> tuple[float, ...]:
        """The shares of the data's rows that its parts take; they sum to 1."""
        raise NotImplementedError
