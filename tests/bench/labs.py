"""What the labs themselves cost: a change of η after a long run, and memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from time import process_time

from lrtui.labs.actions import Action
from lrtui.labs.descent.figures.look import LOOK
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings

from .console import Console
from .frames import LRTUI
from .table import Effort, Row, alternate, below

HISTORY = 100_000
SHORT = 1_000


def rows(effort: Effort) -> Iterator[Row]:
    """What-if after 100,000 steps, and on other functions after 1,000, an hour's memory, and many copies at once."""
    lab = DescentLab(DescentSettings(learning_rate=1.0, steps=HISTORY, paused=True))
    (cost,) = alternate(5 * effort.rounds, partial(_change, lab))
    yield below(f"CPU of a change of η after {HISTORY:,} steps, with all figures", cost, "ms", 10)
    for name, rate in (("logistic", 2.9), ("bumps", 0.6)):
        settings = DescentSettings.opened(objective=name, learning_rate=rate, steps=SHORT, paused=True)
        lab = DescentLab.finished(settings)
        (cost,) = alternate(5 * effort.rounds, partial(_change, lab))
        yield below(f"the same after {SHORT:,} steps on {name}", cost, "ms", 30)
    yield below("memory of an hour at 1000 steps a second, above a minute's", _growth(effort), "MB", 1)
    yield from _copies(effort)


def _change(lab: DescentLab) -> float:
    """There and back, so that every turn finds the same; with what is left of the runs."""
    start = process_time()
    for amount in (0.001, -0.001):
        lab.act(Action("nudge", "learning_rate", amount))
        lab.finish(lambda step: None)
        LOOK.sheet(lab.frame(), 100, 30)
    return (process_time() - start) / 2 * 1000


def _growth(effort: Effort) -> float:
    """Megabytes, by a clock that only the lab sees; at η = 1, because that run never ends."""
    lab = DescentLab(DescentSettings(learning_rate=1.0, speed=1000.0))
    tracemalloc.start()
    try:
        taken = []
        for minutes in (1, effort.minutes - 1):
            for _ in range(minutes * 60 * 30):
                lab.advance(1 / 30)
            LOOK.sheet(lab.frame(), 100, 30)
            gc.collect()
            taken.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    return (taken[1] - taken[0]) / 1e6


def _copies(effort: Effort) -> Iterator[Row]:
    """Many at once, each in a terminal of its own, at the default speed."""
    with ExitStack() as stack:
        consoles = [stack.enter_context(Console(LRTUI, columns=80, rows=24)) for _ in range(effort.copies)]
        for console in consoles:
            console.wait_for(b"quit")
        _drain(consoles, 1.5 * effort.settle)
        before = sum(console.cpu_seconds() for console in consoles)
        _drain(consoles, effort.seconds)
        used = (sum(console.cpu_seconds() for console in consoles) - before) / effort.seconds
        largest = max(console.private_bytes() for console in consoles) / 2**20
    yield below(f"{effort.copies} copies playing", used, "cores", 1)
    yield below(f"{effort.copies} copies playing, private memory of the largest", largest, "MB", 80)


def _drain(consoles: list[Console], seconds: float) -> None:
    for _ in range(max(round(seconds * 4), 1)):
        for console in consoles:
            console.drain(0.25 / len(consoles))
