"""Whether a frame is in flight: the one place that says so."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from lrtui.tui.pace import Pace


class FrameGate:
    """Opens when the terminal has drawn the frame before; meanwhile nothing is painted.

    What is asked for while it is closed is done when it opens. Where there is no line to a terminal, as in a test, it
    is always open.
    """

    def __init__(self) -> None:
        self.pace: Pace | None = None
        """When the line lets the next frame go; None where there is no line."""
        self._batch = ExitStack()
        self._waiting: list[Callable[[], None]] = []
        self.lost = False
        """Whether a picture came while the gate was closed and was thrown away: the next one has to be whole."""

    @property
    def closed(self) -> bool:
        """Whether the terminal has still to draw what it was sent."""
        return self.pace is not None and self.pace.held

    def when_open(self, catch_up: Callable[[], None]) -> None:
        """Call ``catch_up`` once when the gate opens, however often this is called."""
        if catch_up not in self._waiting:
            self._waiting.append(catch_up)

    def close(self, batch: AbstractContextManager[None]) -> None:
        """A frame has been sent: hold all painting back in ``batch`` until it has arrived."""
        if self.pace is not None:
            self._batch.enter_context(batch)
            self.pace.sent()

    def open(self) -> None:
        """The frame has arrived."""
        self._batch.close()
        waiting, self._waiting = self._waiting, []
        for catch_up in waiting:
            catch_up()
