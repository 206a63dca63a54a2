"""What the screens of labs that train networks share: training takes part of each frame."""

from __future__ import annotations

from time import monotonic
from typing import Any

from lrtui.tui.clock import FRAMES_PER_SECOND
from lrtui.tui.screens.lab import LabScreen

WORK_SECONDS = 0.012
"""Time for training within a frame; the rest of it is for the picture and for keys."""


class TrainingScreen(LabScreen):
    """A lab in which time makes work due."""

    def tick(self, seconds: float) -> None:
        """Train what is due, for as long as a frame leaves room."""
        self.lab.advance(seconds)
        deadline = monotonic() + WORK_SECONDS
        while self.lab.work() and monotonic() < deadline:
            pass
        self.show_frame()

    def ticks_per_second(self, frame: Any) -> float:
        """As many as there are frames while something trains."""
        return FRAMES_PER_SECOND if frame.playing or self.lab.pending else 0.0
