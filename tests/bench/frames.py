"""What one frame costs: processor time, and bytes on the line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from .console import Console, cpu_seconds
from .table import Row, alternate, at_most, below, installed, missing

SIZE = {"columns": 100, "rows": 30}
RATE = 10
"""Frames a second; few enough for the slowest peer."""

PEERS = Path(__file__).parent / "peers"
LRTUI = (sys.executable, "-m", "lrtui")
RUN = (*LRTUI, "--lr", "0.99")
"""A run that zig-zags for more than a thousand steps, each of which changes all figures."""


def rows(rounds: int, seconds: float) -> Iterator[Row]:
    """All rows about frames; each measure takes ``seconds``."""
    yield from _cpu(rounds, seconds)
    yield _bytes(rounds, seconds)
    yield from _still(seconds)


def _cpu(rounds: int, seconds: float) -> Iterator[Row]:
    ours = (*RUN, "--speed", str(RATE))
    peers = {
        "an empty textual repaint": ("textual", "empty.py", 3.0),
        "textual-plot, the picture only": ("textual-plot", "plot_app.py", 1 / 4),
        "textual-plotext, the picture only": ("textual-plotext", "plotext_app.py", 1 / 6),
    }
    what = "CPU of a frame, {columns}×{rows}".format(**SIZE)
    there = {name: peer for name, peer in peers.items() if installed(peer[0])}
    commands = [ours, *((sys.executable, str(PEERS / file), str(RATE)) for _, file, _ in there.values())]
    costs = alternate(rounds, *(lambda command=command: _frame_cost(command, seconds) for command in commands))
    for (name, (_, _, limit)), theirs in zip(there.items(), costs[1:], strict=True):
        yield at_most(what, name, costs[0], theirs, "ms", limit)
    for name, (_, _, limit) in peers.items():
        if name not in there:
            yield missing(what, name, f"≤ {limit:.3g} ×")


def _frame_cost(command: tuple[str, ...], seconds: float) -> float:
    """Milliseconds of processor time a frame, once the program has found its pace."""
    with Console(command, **SIZE) as console:
        console.drain(2.0)
        before = console.cpu_seconds()
        console.drain(seconds)
        return (console.cpu_seconds() - before) / (seconds * RATE) * 1000


def _bytes(rounds: int, seconds: float) -> Row:
    what, peer = "bytes of a frame, {columns}×{rows}".format(**SIZE), "what tmux sends for the same run"
    if which("tmux") is None:
        return missing(what, peer, "≤ 1.2 ×")
    ours, theirs = alternate(rounds, lambda: _frame_bytes(RUN, seconds), lambda: _frame_bytes_of_tmux(seconds))
    return at_most(what, peer, ours, theirs, "bytes", 1.2)


def _frame_bytes(command: tuple[str, ...], seconds: float) -> float:
    with Console((*command, "--speed", str(RATE)), **SIZE) as console:
        console.drain(2.0)
        return console.drain(seconds) / (seconds * RATE)


def _frame_bytes_of_tmux(seconds: float) -> float:
    """tmux draws the program's screen on its own client's, and sends close to the least that it takes."""
    socket = f"lrtui-bench-{id(seconds)}"
    command = " ".join((*RUN, "--speed", str(RATE)))
    tmux = ("tmux", "-L", socket, "-f", "/dev/null", "new-session", command, ";", "set", "status", "off")
    with Console(tmux, **SIZE) as console:
        try:
            console.drain(2.5)
            return console.drain(seconds) / (seconds * RATE)
        finally:
            Console(("tmux", "-L", socket, "kill-server"), **SIZE).__exit__()


def _still(seconds: float) -> Iterator[Row]:
    """Nothing at all while nothing changes."""
    for state, arguments in (("paused", ("--paused", "--steps", "20")), ("finished", ("--lr", "0.5", "--speed", "30"))):
        with Console((*LRTUI, *arguments), **SIZE) as console:
            console.drain(3.0)
            before = cpu_seconds(console.process.pid)
            sent = console.drain(seconds)
            used = (cpu_seconds(console.process.pid) - before) * 1000
        yield below(f"bytes in {seconds:g} s, {state}", sent, "bytes", 0)
        yield below(f"CPU in {seconds:g} s, {state}", used, "ms", 1)
