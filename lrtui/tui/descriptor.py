"""The ends of the terminal's line, which never hold up the program."""

import os

CHUNK = 4096
"""Bytes read at once; more are not read before the app has taken these, so that a flood of input does not pile up."""


class Descriptor:
    """A standard stream's terminal, read and written without waiting.

    Opened anew where that can be: to be non-blocking belongs to what is opened, and the shell has the same open.
    """

    def __init__(self, standard: int, mode: int) -> None:
        try:
            self.number = os.open(os.ttyname(standard), mode | os.O_NONBLOCK | os.O_NOCTTY)
            self._own = True
        except OSError:  # such as after `su`, or in a container
            self.number = standard
            self._own = False
            self._was_blocking = os.get_blocking(standard)
            os.set_blocking(standard, False)

    def read(self) -> bytes | None:
        """Return what has come: no bytes at the end of the input, None if nothing has come yet."""
        try:
            return os.read(self.number, CHUNK)
        except (BlockingIOError, InterruptedError):
            return None

    def write(self, data: bytes) -> int:
        """Send what the line takes now, and return how much that was."""
        try:
            return os.write(self.number, data)
        except (BlockingIOError, InterruptedError):
            return 0

    def take(self) -> None:
        """Take the stream from the shell: from now on neither reading nor writing waits."""
        if not self._own:
            os.set_blocking(self.number, False)

    def give_back(self) -> None:
        """Give the stream back to the shell in the mode in which it was taken."""
        if not self._own:
            os.set_blocking(self.number, self._was_blocking)
