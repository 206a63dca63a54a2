"""12: what a visitor who means harm gets out of a kiosk behind SSH: pictures, and nothing else."""

from __future__ import annotations

import contextlib
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..examples import LONG
from . import processes
from .harness import KEYS, PATIENCE
from .processes import seconds_until
from .remote import HOST, Sshd, find, free_port, log_in

if TYPE_CHECKING:
    from .conftest import Serve, Start
    from .harness import Terminal

KIOSK = (sys.executable, "-I", "-m", "lrtui", "--kiosk")
GUARD = ("DisableForwarding yes", "PermitTTY yes", "ClientAliveInterval 15")
"""As the README has them, beside the ``ForceCommand``."""
KEY_OPTIONS = f'restrict,pty,command="{shlex.join(KIOSK)}"'

HUGE = (20_000, 20_000)
"""Columns and rows that no window has."""
LARGEST = (400, 150)
"""What is drawn of it."""
CLICKS = 500 if LONG else 100
"""Of a mouse that the kiosk has not asked for; a flood of input is held back, see ``tests/tui/test_driver``."""
MEMORY = 200.0
"""Megabytes that a visitor may cost at the most."""

WATCHED = (
    *("open", "openat", "openat2", "creat", "mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2"),
    *("link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "rmdir", "truncate", "chmod", "fchmodat"),
    *("execve", "execveat", "fork", "vfork", "clone", "clone3", "socket", "connect", "bind"),
)
"""The calls with which files are made or changed, programs started, and connections opened."""
READS_ONLY = re.compile(r"\bopen(at)?\((?!.*O_(WRONLY|RDWR|CREAT|TRUNC|APPEND))")
STARTS_A_THREAD = re.compile(r"\bclone3?\(.*CLONE_THREAD")
ITS_TERMINAL = re.compile(r'\bopen(at)?\(.*"/dev/(pts/\d+|tty)", (?!.*O_CREAT)')
BYTECODE = re.compile(r"/__pycache__[/\"]")
"""Where Python itself keeps what it has compiled, if it may write there; a visitor's account may not."""
PARABOLA, NETWORK = "╭─ f(x) = ", "· batch 50 · seed 0"
"""What these labs show in the same place, so that only one of them can be on the screen."""


def is_open(text: str) -> bool:
    """Whether the program is on the screen."""
    return "lrtui" in text and "Descent" in text


def hostile(folder: Path) -> dict[str, str]:
    """Variables that would make files in ``folder``, start programs, open connections or take memory."""
    (folder / "sitecustomize.py").write_text(f"open({str(folder / 'imported')!r}, 'x')")
    (folder / "lrtui.py").write_text(f"open({str(folder / 'imported instead')!r}, 'x')")
    return {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_DEVTOOLS_HOST": HOST,
        "TEXTUAL_DEVTOOLS_PORT": "8081",
        "TEXTUAL_DRIVER": "sitecustomize:Driver",
        "TEXTUAL_LOG": str(folder / "log"),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(folder),
        "TEXTUAL_SCREENSHOT_FILENAME": "screenshot.svg",
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_COLOR_SYSTEM": "no such",
        "COLUMNS": str(HUGE[0]),
        "LINES": str(HUGE[1]),
        "BROWSER": f"touch {folder / 'browser'} %s",
        "PYTHONPATH": str(folder),
        "PYTHONHOME": str(folder),
        "PYTHONUSERBASE": str(folder),
        "PYTHONPYCACHEPREFIX": str(folder),
        "PYTHONSTARTUP": str(folder / "sitecustomize.py"),
        "PYTHONINSPECT": "1",
        "PYTHONDEVMODE": "1",
        "PYTHONTRACEMALLOC": "50",
        "PYTHONWARNINGS": "error",
    }


def misdeeds(trace: str) -> list[str]:
    """The calls that changed something outside the process, apart from the start of the program itself."""
    calls = [line for line in trace.splitlines() if "(" in line and "resumed>" not in line]
    assert "execve(" in calls[0]
    harmless = (READS_ONLY, STARTS_A_THREAD, ITS_TERMINAL, BYTECODE)
    return [call for call in calls[1:] if not any(pattern.search(call) for pattern in harmless)]


def try_everything(terminal: Terminal) -> None:
    """Every size and every key, and what a terminal can send that no key does."""
    for size in ((1, 1), (65_535, 65_535), (80, 24), HUGE):
        terminal.claim(*size)
        terminal.read_for(0.2)
    terminal.resize(80, 24)
    terminal.press("space", *(chr(code) for code in range(1, 27) if chr(code) not in "\x03\x11"))
    terminal.press(*(each for each in KEYS if each not in ("ctrl+c", "ctrl+q")))
    terminal.send("\x1b[200~/etc/passwd\x1b[201~" + "\x1b[<0;10;10M\x1b[<0;10;10m" * CLICKS)
    leave_dialogs_for(terminal, "2", NETWORK)
    terminal.send("edata /etc/passwd\r")
    leave_dialogs_for(terminal, "1", PARABOLA)
    terminal.send("y\r")
    leave_dialogs_for(terminal, "2", NETWORK)
    terminal.send("?")
    leave_dialogs_for(terminal, "1", PARABOLA)


def leave_dialogs_for(terminal: Terminal, key: str, shown: str) -> None:
    """Press escape and this key until this is on the screen: what was sent before may still be on its way."""
    deadline = time.monotonic() + PATIENCE
    while shown not in terminal.text():
        assert time.monotonic() < deadline and terminal.process.poll() is None, terminal.text()
        for each in ("escape", key):
            terminal.press(each)
            terminal.read_for(0.2)  # an escape is a key only where nothing follows


def test_12_a_hostile_visitor_makes_no_file_starts_nothing_and_connects_to_nothing(
    serve: Serve, start: Start, tmp_path: Path
) -> None:
    """12: hostile variables and sizes under strace: nothing is made, started or connected, and memory stays bounded."""
    tracer, trace, folder = find("strace"), tmp_path / "trace", tmp_path / "made"
    if tracer is None:
        pytest.skip("there is no strace")
    folder.mkdir()
    variables = hostile(folder)
    files = set(folder.iterdir())
    traced = [tracer, "-f", "-qq", "--seccomp-bpf", "-o", trace, "-e", f"trace={','.join(WATCHED)}", *KIOSK]
    server = serve(f"ForceCommand {shlex.join(map(str, traced))}", *GUARD, f"AcceptEnv {' '.join(variables)}")
    terminal = log_in(
        start, server, "touch", folder / "command", send=variables, columns=LARGEST[0], rows=LARGEST[1], claimed=HUGE
    )
    terminal.wait_for(is_open)
    (kiosk,) = (pid for pid in server.sessions() if processes.command(pid) == list(KIOSK))
    assert kiosk in processes.with_variable(f"TEXTUAL_LOG={variables['TEXTUAL_LOG']}")  # they have come so far
    try_everything(terminal)
    status = processes.status(kiosk)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    print(f"12: hostile visitor: {status['VmHWM']:.0f} MB at the most, {status['Threads']:.0f} thread")
    assert misdeeds(trace.read_text(errors="replace")) == []
    assert set(folder.iterdir()) == files
    assert status["VmHWM"] < MEMORY
    assert status["Threads"] == 1  # many visitors share the machine
    assert terminal.modes_left_on() == set()


@pytest.mark.parametrize(
    ("settings", "key_options"),
    [((f"ForceCommand {shlex.join(KIOSK)}", *GUARD), ""), ((), KEY_OPTIONS)],
    ids=["sshd_config", "authorized_keys"],
)
def test_12_copying_and_forwarding_are_refused(
    serve: Serve, start: Start, tmp_path: Path, settings: tuple[str, ...], key_options: str
) -> None:
    """12: ``scp``, ``sftp``, a command, ``-W``, ``-R`` and ``-L`` are refused, by either of the README's ways.

    To the server each ``scp`` is a command or ``sftp``: by the second way one of them is enough every day.
    """
    server = serve(*settings, key_options=key_options)
    (tmp_path / "here").write_text("")
    there, copy = tmp_path / "there", tmp_path / "copy"
    with socket.create_server((HOST, 0)) as goal:
        address = f"{HOST}:{goal.getsockname()[1]}"
        to_start = [
            ("ssh", server.destination, f"touch {there}"),
            ("scp", "-O", str(tmp_path / "here"), f"{server.destination}:{there}"),
            ("scp", f"{server.destination}:{tmp_path / 'here'}", str(copy)),
            ("scp", str(tmp_path / "here"), f"{server.destination}:{there}"),
            ("sftp", server.destination),
        ]
        for program, *arguments in (
            *(to_start if settings or LONG else to_start[:1]),
            ("ssh", "-W", address, server.destination),
            ("ssh", "-N", "-o", "ExitOnForwardFailure=yes", "-R", f"0:{address}", server.destination),
        ):
            command = server.client_command(*arguments, program=program)
            done = subprocess.run(command, input=b"ls\n", capture_output=True, timeout=PATIENCE)
            assert done.returncode != 0, command
        assert ask_through_a_forward(server, address) == b""
        goal.setblocking(False)
        with pytest.raises(BlockingIOError):
            goal.accept()
    assert not there.exists() and not copy.exists()
    terminal = log_in(start, server)
    terminal.wait_for(is_open)
    terminal.press("q")
    assert terminal.wait_for_end() == 0


def ask_through_a_forward(server: Sshd, address: str) -> bytes:
    """Connect to ``address`` by way of ``ssh -L``, and return what comes back before the end."""
    port = free_port()
    command = server.client_command("-N", "-L", f"{HOST}:{port}:{address}", server.destination)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
        near = socket.socket()
        try:
            seconds_until(lambda: near.connect_ex((HOST, port)) == 0, "the near end of the forward")
            near.settimeout(PATIENCE)
            with contextlib.suppress(ConnectionError):
                return near.recv(100)
            return b""
        finally:
            near.close()
            client.kill()
