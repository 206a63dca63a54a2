"""A window that somebody drags about: the app stays alive and small, and shows what one opened at that size shows."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ..examples import LONG
from .harness import PATIENCE
from .promptness import kept

if TYPE_CHECKING:
    from .conftest import Start
    from .harness import Terminal

LAB = ("network", "--lrs", "1,0.1", "--epochs", "12", "--hidden", "4", "--paused")
"""The lab with most on its screen that depends on the size."""

LAST = (80, 24)
COUNT = 150 if LONG else 50
CHECKED = 30
"""One size in so many is compared with an app that was opened at that size."""

WARM_UP = 10
"""Sizes after which what is needed once is there."""

BETWEEN_SIZES = 0.02
"""Seconds between the sizes of a window that is dragged."""


def random_sizes() -> list[tuple[int, int]]:
    """The smallest, the largest, and others in between; the same ones every time, and ``LAST`` after them."""
    numbers = random.Random(4)
    sizes = [(numbers.randint(1, 200), numbers.randint(1, 60)) for _ in range(COUNT)]
    sizes[0], sizes[COUNT // 2] = (1, 1), (200, 60)
    return [*sizes, LAST]


def resident_megabytes(process: int) -> float:
    """The memory that it has in use."""
    match = re.search(r"^VmRSS:\s*(\d+) kB$", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    assert match is not None
    return int(match[1]) / 1024


def first_picture(terminal: Terminal) -> str:
    """What the app shows that has just been opened."""
    terminal.wait_for(lambda text: text.strip())
    terminal.wait_for_silence(0.3)  # a frame may come in pieces
    return terminal.text()


def seconds_until_it_shows(terminal: Terminal, wanted: str) -> float:
    """Read until this is on the screen; looked for now and then only, as it takes long to read a large screen."""
    start = time.monotonic()
    while terminal.text() != wanted:
        assert time.monotonic() - start < PATIENCE, f"this never came:\n{wanted}\nthe screen:\n{terminal.text()}"
        terminal.read_for(BETWEEN_SIZES)
    return time.monotonic() - start


def test_4_any_size_shows_the_right_picture_and_costs_no_memory(start: Start) -> None:
    """4: 150 random sizes from 1×1 to 200×60, then 80×24: alive, right picture within a second, memory + < 15 MB.

    Every day they are 50.
    """
    sizes = random_sizes()
    checked = {index: sizes[index] for index in (*range(CHECKED, COUNT, CHECKED), COUNT // 2, COUNT)}
    opened = {index: start(*LAB, columns=columns, rows=rows) for index, (columns, rows) in checked.items()}
    wanted = {index: first_picture(terminal) for index, terminal in opened.items()}
    for terminal in opened.values():
        terminal.press("q")
    terminal = start(*LAB)
    first_picture(terminal)
    slowest, megabytes = 0.0, 0.0
    for index, (columns, rows) in enumerate(sizes):
        terminal.resize(columns, rows)
        if index in checked:
            slowest = max(slowest, seconds_until_it_shows(terminal, wanted[index]))
        else:
            terminal.read_for(BETWEEN_SIZES)
        if index == WARM_UP:
            megabytes = resident_megabytes(terminal.process.pid)
    more = resident_megabytes(terminal.process.pid) - megabytes
    print(f"4: {COUNT} sizes: the right picture after {slowest:.2f} s at the most, memory {more:+.1f} MB")
    assert kept(slowest, 1)
    assert more < 15
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes_left_on() == set()
