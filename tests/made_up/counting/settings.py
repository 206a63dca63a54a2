"""A lab made up for a test: it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lrtui.labs.options import Checked, Number, number, switch, whole


@dataclass(frozen=True)
class CountingSettings(Checked):
    """How far it has counted, and by what."""

    READS_DATA: ClassVar[bool] = False

    by: int = whole(1, "--by", "what is added at each step", 1, 9, "by", most=5)
    count: int = whole(0, "--count", "how far it has counted", 0, 1000, "count", most=500)
    speed: float = number(2.0, "--speed", "steps a second", Number(0.01, 1000), "S", "speed")
    paused: bool = switch("--paused", "open the app paused")
