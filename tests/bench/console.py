"""A program in a pseudo-terminal that is only drained, not looked at: what it costs and sends is measured."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 60.0
"""Seconds until something that should come counts as failed."""

STATE = {"XDG_STATE_HOME": str(Path(__file__).parent.parent / "terminal" / "state")}
"""Says that this is no first start, which has a hint on its screen."""

CURSOR_REQUEST = b"\x1b[6n"


class Console:
    """A program at work in a terminal of ``columns`` × ``rows`` cells.

    Attributes:
        received: every byte that the program has sent.
    """

    def __init__(
        self, command: Sequence[str], columns: int, rows: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self.received = bytearray()
        self._terminal, side = os.openpty()
        termios.tcsetwinsize(self._terminal, (rows, columns))
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" <>"$0" >&0 2>&0', os.ttyname(side), *command],
            env={
                "PATH": os.environ["PATH"],
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                **STATE,
                **(environment or {}),
            },
            start_new_session=True,
        )
        os.close(side)

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._terminal)

    def send(self, keys: str) -> None:
        """Keys, as they would come from the keyboard."""
        os.write(self._terminal, keys.encode())

    def drain(self, seconds: float) -> int:
        """Take what is sent for so long, and return how many bytes it was."""
        before, end = len(self.received), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)
        return len(self.received) - before

    def wait_for(self, text: bytes) -> None:
        """Take what is sent until ``text`` has been."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.received:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"{text!r} never came; the last was {bytes(self.received[-400:])!r}")
            self._read(0.2)

    def cpu_seconds(self) -> float:
        """What all its threads have used so far."""
        return cpu_seconds(self.process.pid)

    def private_bytes(self) -> int:
        """Its memory that no other process shares."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) * 1024

    def _read(self, seconds: float) -> None:
        if not select.select([self._terminal], [], [], seconds)[0]:
            return
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # it has ended
            time.sleep(0.01)
            return
        self.received += data
        for _ in range(data.count(CURSOR_REQUEST)):
            os.write(self._terminal, b"\x1b[1;1R")


def cpu_seconds(pid: int) -> float:
    """What all threads of a process have used so far (Linux: to the nanosecond)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that has just ended
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
