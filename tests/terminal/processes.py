"""What runs on this machine, as the system tells in ``/proc``: for programs that a test has not started itself."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .harness import PATIENCE

BETWEEN_LOOKS = 0.01
"""Seconds from one look to the next, while waiting."""

_GONE = (FileNotFoundError, ProcessLookupError)


def runs(pid: int) -> bool:
    """Whether that process runs; one that has ended and waits for somebody to ask for its status does not."""
    return _state_and_parent(pid)[0] not in "ZX"


def descendants(ancestor: int) -> list[int]:
    """What that process has started, what these have started, and so on."""
    children = defaultdict(list)
    for pid in _all():
        children[_state_and_parent(pid)[1]].append(pid)
    found, new = [], [ancestor]
    while new:
        new = [child for parent in new for child in children[parent]]
        found += new
    return found


def with_variable(setting: str) -> list[int]:
    """The processes that were started with this ``NAME=value`` in their environment, as far as one may look."""
    return [pid for pid in _all() if setting.encode() in _read(pid, "environ").split(b"\0")]


def command(pid: int) -> list[str]:
    """The program and its arguments; nothing where it has gone."""
    return os.fsdecode(_read(pid, "cmdline")).rstrip("\0").split("\0")


def status(pid: int) -> dict[str, float]:
    """Megabytes that the process holds (``VmRSS``) and has held at the most (``VmHWM``), and its ``Threads``."""
    rows = (row.split() for row in _read(pid, "status").decode().splitlines())
    found = {row[0].rstrip(":"): float(row[1]) for row in rows if row and row[0] in ("VmRSS:", "VmHWM:", "Threads:")}
    return {name: value / 1024 if name.startswith("Vm") else value for name, value in found.items()}


def kill(pids: Iterable[int]) -> None:
    """End those that are still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def seconds_until(condition: Callable[[], Any], what: str) -> float:
    """Wait until ``condition`` holds, and return how long that took; ``what`` tells of the wait that was in vain."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < PATIENCE, f"this never came: {what}"
        time.sleep(BETWEEN_LOOKS)
    return time.monotonic() - start


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _state_and_parent(pid: int) -> tuple[str, int]:
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return (fields[0].decode(), int(fields[1])) if fields else ("X", 0)


def _read(pid: int, name: str) -> bytes:
    with contextlib.suppress(*_GONE, PermissionError):
        return Path(f"/proc/{pid}/{name}").read_bytes()
    return b""
