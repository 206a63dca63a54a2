"""When the next frame may go out: not before the terminal has answered that the one before has arrived."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

SHORTEST = 1 / 30
"""The shortest time from one frame to the next, in seconds."""

PATIENCE = 1.0
"""Seconds in which a terminal that answers at all has answered the first frame."""

UNANSWERED = 0.2
"""Seconds from one frame to the next on a terminal that does not answer."""

LONGEST = 30.0
"""The longest time between two questions, in seconds, when a terminal that has answered before falls silent."""


class Pace:
    """Lets one frame go at a time.

    After a frame the terminal is asked where its cursor is, which it answers when it has drawn the frame; so frames
    come as fast as the line carries them, and none waits in a buffer between. A terminal that has never answered
    gets few frames instead; one that no longer does gets none, but the question again: its answer may be lost.

    ``ask`` sends the question, ``idle`` says whether all that was sent has left the program, and ``let_go`` is called
    when the next frame may go out.
    """

    def __init__(
        self, loop: AbstractEventLoop, *, ask: Callable[[], None], idle: Callable[[], bool], let_go: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._ask = ask
        self._idle = idle
        self._let_go = let_go
        self._answers: bool | None = None
        self._timer: TimerHandle | None = None
        self._sent_at = 0.0
        self._patience = PATIENCE
        self.held = False
        """Whether a frame is in flight."""
        self.asked = False
        """Whether an answer is still to come."""

    def sent(self) -> None:
        """A frame has been sent."""
        self.held = True
        self._sent_at = self._loop.time()
        self._patience = PATIENCE
        if self._answers is False:
            self._after(UNANSWERED, self._release_when_idle)
        else:
            self._question()

    def answered(self) -> None:
        """The terminal has said where its cursor is."""
        # On a terminal that does not answer this is some other report: the next question tells.
        self._answers = None if self._answers is False else True
        if self.held and self.asked:
            self._after(self._sent_at + SHORTEST - self._loop.time(), self._release)
        self.asked = False

    def stop(self) -> None:
        """Forget the frame in flight, and wait for nothing."""
        self._cancel()
        self.held = False

    def _question(self) -> None:
        self.asked = True
        self._ask()
        self._after(self._patience, self._overdue)

    def _overdue(self) -> None:
        if not self._idle():  # the line is stalled; nothing is said of the terminal
            self._after(self._patience, self._overdue)
        elif self._answers is None:
            self._answers = False
            self._release()
        else:
            self._patience = min(2 * self._patience, LONGEST)
            self._question()

    def _release_when_idle(self) -> None:
        if self._idle():
            self._release()
        else:
            self._after(UNANSWERED, self._release_when_idle)

    def _release(self) -> None:
        self.stop()
        self._let_go()

    def _after(self, seconds: float, callback: Callable[[], None]) -> None:
        self._cancel()
        self._timer = self._loop.call_later(max(seconds, 0), callback)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
