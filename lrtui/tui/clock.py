"""The only clock: it runs while something plays, and there is no timer while nothing does."""

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

FRAMES_PER_SECOND = 30.0
"""A lab that is faster takes several steps in a frame."""


class Clock:
    """Calls ``tick`` with the seconds of lab time that have passed, at most ``FRAMES_PER_SECOND`` times a second.

    A tick always stands for the same time, so that at two steps a second each tick is one step; Textual's timer
    keeps to the wall clock and skips the ticks that it could not give.
    """

    def __init__(self, owner: Widget, tick: Callable[[float], None]) -> None:
        self._owner = owner
        self._tick = tick
        self._timer: Timer | None = None
        self._interval = 0.0

    def run(self, steps_per_second: float) -> None:
        """Tick for so many steps a second; for 0, stop. If it ticks at that pace already, nothing changes."""
        if not steps_per_second:
            self.stop()
            return
        interval = 1 / min(steps_per_second, FRAMES_PER_SECOND)
        if self._timer is None or interval != self._interval:
            self.stop()
            self._interval = interval
            self._timer = self._owner.set_interval(interval, lambda: self._tick(interval))

    def stop(self) -> None:
        """Tick no more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
