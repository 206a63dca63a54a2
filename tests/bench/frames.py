"""What one frame costs: processor time, and bytes on the line."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import which

from .console import Console, cpu_seconds
from .table import Effort, Row, alternate, at_most, below, installed, missing

COLUMNS, ROWS = 100, 30
SIZE = f"{COLUMNS}×{ROWS}"
RATE = 10
"""Frames a second; few enough for the slowest peer."""

LRTUI = (str(Path(sysconfig.get_path("scripts")) / "lrtui"),)
RUN = (*LRTUI, "--lr", "0.99")
"""A run that zig-zags for more than a thousand steps, each of which changes all figures."""


def peer(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs one of ``peers``."""
    return (sys.executable, "-m", f"tests.bench.peers.{module}", *arguments)


def rows(effort: Effort) -> Iterator[Row]:
    """All rows about frames."""
    yield from _cpu(effort)
    yield _bytes(effort)
    yield from _still(effort)


def _cpu(effort: Effort) -> Iterator[Row]:
    ours = (*RUN, "--speed", str(RATE))
    peers = {
        "an empty textual repaint": ("textual", "empty", 3.0),
        "textual-plot, the picture only": ("textual-plot", "plot_app", 1 / 4),
        "textual-plotext, the picture only": ("textual-plotext", "plotext_app", 1 / 6),
    }
    what = f"CPU of a frame, {SIZE}"
    there = {name: each for name, each in peers.items() if installed(each[0])}
    commands = [ours, *(peer(module, str(RATE)) for _, module, _ in there.values())]
    costs = alternate(effort.rounds, *(partial(_frame_cost, command, effort) for command in commands))
    for (name, (_, _, limit)), theirs in zip(there.items(), costs[1:], strict=True):
        yield at_most(what, name, costs[0], theirs, "ms", limit)
    for name, (_, _, limit) in peers.items():
        if name not in there:
            yield missing(what, name, f"≤ {limit:.3g} ×")


def _frame_cost(command: tuple[str, ...], effort: Effort) -> float:
    """Milliseconds of processor time a frame, once the program has found its pace."""
    with Console(command, COLUMNS, ROWS) as console:
        console.drain(effort.settle)
        before = console.cpu_seconds()
        console.drain(effort.seconds)
        return (console.cpu_seconds() - before) / (effort.seconds * RATE) * 1000


def _bytes(effort: Effort) -> Row:
    what, floor = f"bytes of a frame, {SIZE}", "what tmux sends for the same run"
    if which("tmux") is None:
        return missing(what, floor, "≤ 1.2 ×")
    ours, theirs = alternate(effort.rounds, partial(_frame_bytes, effort), partial(_frame_bytes_of_tmux, effort))
    return at_most(what, floor, ours, theirs, "bytes", 1.2)


def _frame_bytes(effort: Effort) -> float:
    with Console((*RUN, "--speed", str(RATE)), COLUMNS, ROWS) as console:
        console.drain(effort.settle)
        return console.drain(effort.seconds) / (effort.seconds * RATE)


def _frame_bytes_of_tmux(effort: Effort) -> float:
    """What tmux draws the program's screen on its client's with, which is close to the least that it takes."""
    tmux = ("tmux", "-L", f"lrtui-bench-{os.getpid()}", "-f", "/dev/null")
    command = " ".join((*RUN, "--speed", str(RATE)))
    with Console((*tmux, "new-session", command, ";", "set", "status", "off"), COLUMNS, ROWS) as console:
        try:
            console.drain(effort.settle + 0.5)
            return console.drain(effort.seconds) / (effort.seconds * RATE)
        finally:
            subprocess.run((*tmux, "kill-server"), check=False)


def _still(effort: Effort) -> Iterator[Row]:
    """Nothing at all while nothing changes."""
    seconds = effort.seconds
    for state, arguments in (("paused", ("--paused", "--steps", "20")), ("finished", ("--lr", "0.5", "--speed", "30"))):
        with Console((*LRTUI, *arguments), COLUMNS, ROWS) as console:
            console.drain(1.5 * effort.settle)
            before = cpu_seconds(console.process.pid)
            sent = console.drain(seconds)
            used = (cpu_seconds(console.process.pid) - before) * 1000
        yield below(f"bytes in {seconds:g} s, {state}", sent, "bytes", 0)
        yield below(f"CPU in {seconds:g} s, {state}", used, "ms", 1)
