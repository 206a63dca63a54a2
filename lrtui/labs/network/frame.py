"""What the network lab shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lrtui.core.data import Dataset
from lrtui.labs.naming import shortened
from lrtui.labs.network.run import Run
from lrtui.labs.network.scene import Scene
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.network.verdicts import Judge, Judgement, judge_all


@dataclass(frozen=True)
class NetworkFrame:
    """What there is to show; arrays are never written to again.

    Attributes:
        scene: what the maps of all runs share.
        runs: one a rate.
        selected: the index of the run in hand.
        epoch: the epoch shown.
        trained: the newest epoch; a run that was added, or has another rate, may not be there yet.
        playing: whether training goes on by itself.
        working: whether it goes on, by more than one epoch, to where a key has sent it.
        done: whether there is nothing left to train.
        sharp_rows: how many training rows the sharpness is measured on.
        preset: the index of the preset that was chosen; None where there is none, or no more.
        seconds_left: until it is done at the present pace; None where that is not known.
    """

    settings: NetworkSettings
    train: Dataset
    validation: Dataset
    scene: Scene
    runs: tuple[Run, ...]
    selected: int
    epoch: int
    trained: int
    playing: bool
    working: bool
    done: bool
    sharp_rows: int
    seconds_left: float | None
    preset: int | None = None

    def at_rest(self) -> NetworkFrame:
        """The epoch shown as if nothing had been trained beyond it: what a report is about."""
        # Marks and colours by the rows, as the command line that opens this moment gives them.
        runs = tuple(replace(run.until(self.epoch), tone=row) for row, run in enumerate(self.runs))
        return replace(self, runs=runs, trained=self.epoch, playing=False, working=False, seconds_left=None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts whose curves are shown."""
        shown = self.settings.part
        if self.settings.shows_sharpness:
            return ("train",)  # it is the loss on those rows that has a curvature
        return ("train", "validation") if shown == "both" else (shown,)

    def names(self, width: int) -> tuple[str, ...]:
        """What the runs are called, in no more columns each."""
        return shortened([run.name for run in self.runs], width)

    @property
    def is_plain(self) -> bool:
        """Whether every network is trained by plain descent, whose limit is 2/η."""
        return all(run.recipe.optimizer == "sgd" for run in self.runs)

    @property
    def has_ratios(self) -> bool:
        """Whether a step and the slope that it is measured by are of the same loss."""
        settings, rows = self.settings, len(self.train)
        return settings.takes_all(rows) and settings.measures_sharpness and self.sharp_rows == rows

    @property
    def judged_part(self) -> str:
        """The part whose numbers are told: the validation rows where they are shown."""
        return "train" if self.settings.part == "train" else "validation"

    @cached_property
    def judge(self) -> Judge:
        """The rules, for what is shown."""
        data = self.train if self.judged_part == "train" else self.validation
        return Judge(data, self.judged_part, self.settings.judged_by, self.epoch)

    @cached_property
    def judgement(self) -> Judgement:
        """What the runs have come to at the epoch shown, by the measure shown."""
        with np.errstate(all="ignore"):  # a run may be about to leave the floats
            return judge_all(self.runs, self.judge, self.validation)
