"""Starts the installed program in a terminal, for the tests of this folder."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from .harness import PROGRAM, Terminal
from .remote import Relay, Sshd, find


class Start(Protocol):
    """Starts the program with these arguments; see ``Terminal`` for the options."""

    def __call__(self, *arguments: str, **options: Any) -> Terminal:
        """The terminal in which it runs."""


@pytest.fixture(autouse=True)
def hang_ups_count() -> Iterator[None]:
    """Where the tests run under nohup, what they start would ignore a hang-up too: that is inherited."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start programs in terminals, which are closed when the test is over."""
    if not PROGRAM.exists():
        pytest.skip(f"the package is not installed: there is no {PROGRAM.name} beside the interpreter")
    terminals: list[Terminal] = []

    def starter(*arguments: str, **options: Any) -> Terminal:
        terminals.append(Terminal(*arguments, **options))
        return terminals[-1]

    yield starter
    for terminal in terminals:
        terminal.close()


class Serve(Protocol):
    """Starts an SSH server with these settings; see ``Sshd``."""

    def __call__(self, *settings: str, key_options: str = "") -> Sshd:
        """The server."""


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start SSH servers on this machine, which are stopped when the test is over."""
    for name in ("sshd", "ssh", "ssh-keygen"):
        if find(name) is None:
            pytest.skip(f"there is no {name}")
    if not Path("/proc/self/environ").exists():
        pytest.skip("there is no /proc that would tell what the server has started")
    servers: list[Sshd] = []

    def server(*settings: str, key_options: str = "") -> Sshd:
        folder = tmp_path / f"sshd-{len(servers)}"
        folder.mkdir(mode=0o700)
        servers.append(Sshd(folder, *settings, key_options=key_options))
        return servers[-1]

    yield server
    for each in servers:
        each.stop()


class Connect(Protocol):
    """Lays a slow line to a port; see ``Relay``."""

    def __call__(self, target: int, bytes_per_second: float) -> Relay:
        """The line."""


@pytest.fixture
def slow_line() -> Iterator[Connect]:
    """Lay slow lines on this machine, which are cut when the test is over."""
    lines: list[Relay] = []

    def line(target: int, bytes_per_second: float) -> Relay:
        lines.append(Relay(target, bytes_per_second))
        return lines[-1]

    yield line
    for each in lines:
        each.close()
