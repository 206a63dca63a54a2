"""How long it takes to start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from time import perf_counter

from .console import Console
from .frames import COLUMNS, LRTUI, ROWS, peer
from .table import Effort, Row, alternate, at_most


def rows(effort: Effort) -> Iterator[Row]:
    """The shortest answer, and the first frame."""
    ours, theirs = alternate(
        4 * effort.rounds, partial(_run, *LRTUI, "--version"), partial(_run, sys.executable, "-c", "pass")
    )
    yield at_most("lrtui --version", "python -c pass", ours, theirs, "ms", 2)
    ours, theirs = alternate(
        2 * effort.rounds,
        partial(_first_frame, (*LRTUI, "--paused"), b"quit"),
        partial(_first_frame, peer("empty", "0"), b"ready"),
    )
    yield at_most("start to the first full frame", "an empty textual app with numpy", ours, theirs, "ms", 1.25)


def _run(*command: str) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (perf_counter() - start) * 1000


def _first_frame(command: tuple[str, ...], last_word: bytes) -> float:
    """Milliseconds until the last word of the screen has come."""
    start = perf_counter()
    with Console(command, COLUMNS, ROWS) as console:
        console.wait_for(last_word)
        return (perf_counter() - start) * 1000
