"""The far end of SSH, on this machine: OpenSSH's server with a throw-away configuration, and a slow line to it."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from . import processes
from .harness import STATE, Terminal
from .processes import seconds_until

SEARCH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])
"""Where programs are looked for; the server is seldom on the path of an ordinary user."""

HOST = "127.0.0.1"
PACKET = 1400
"""Bytes of a packet, and the most that goes over a slow line at once: those of the loopback are of 64 kB."""
LINE_BUFFER = 8192
"""Bytes that the two ends of a slow line hold, so that the line and not the tests' relay is what holds data up."""


def find(name: str) -> str | None:
    """The path of an installed program."""
    return shutil.which(name, path=SEARCH)


def log_in(
    start: Callable[..., Terminal],
    server: Sshd,
    *command: str | Path,
    port: int | None = None,
    send: Mapping[str, str] | None = None,
    **options: Any,
) -> Terminal:
    """Open a session with a terminal of its own at the far end.

    Args:
        start: see the fixture of that name.
        server: where to.
        command: what to ask for; nothing asks for whatever there is.
        port: another way to the server.
        send: variables of the environment, which the server may take or not.
        options: see ``Terminal``.
    """
    if not _may_give_terminals():
        pytest.skip("/dev/pts is mounted so that only root's sshd can give terminals")
    words = [shlex.join(map(str, command))] if command else []
    sent = [word for name in send or {} for word in ("-o", f"SendEnv={name}")]
    client, *arguments = server.client_command("-tt", *sent, server.destination, *words, port=port)
    return start(*arguments, program=client, environment=send, **options)


def _may_give_terminals() -> bool:
    """Whether the server can: it wants each terminal to be of the group ``tty``, and only root can change the group."""
    if os.getuid() == 0:
        return True
    terminal, side = os.openpty()
    group = os.fstat(side).st_gid
    os.close(terminal)
    os.close(side)
    try:
        return group == grp.getgrnam("tty").gr_gid
    except KeyError:  # there is no such group, and none is asked for
        return True


class Sshd:
    """OpenSSH's server on a free port, for the present user and a key of its own; it runs until ``stop``.

    Args:
        folder: for keys, configuration and log; of this server alone.
        settings: further lines of its configuration.
        key_options: what stands before the user's key in ``authorized_keys``.

    Attributes:
        port: where it listens.
        destination: what the clients call it; no name of any network, they are told the address.
    """

    destination = "lrtui.test"

    def __init__(self, folder: Path, *settings: str, key_options: str = "") -> None:
        self._folder = folder
        self._mark = f"LRTUI_TEST={secrets.token_hex(8)}"
        self._make_keys(key_options)
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where it locks a part of itself up; the system's own uses it too
        self._start(settings)

    def client_command(self, *arguments: str, program: str = "ssh", port: int | None = None) -> list[str]:
        """``ssh`` (or ``scp``, ``sftp``) to this server, with nothing of the user's own settings and keys.

        Args:
            arguments: after the options; ``destination`` is the host to name.
            program: which client.
            port: another way to the server.
        """
        options = {
            "Port": port or self.port,
            "User": pwd.getpwuid(os.getuid()).pw_name,
            "HostName": HOST,
            "IdentityFile": self._folder / "user_key",
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "BatchMode": "yes",
            "StrictHostKeyChecking": "yes",
            "HostKeyAlias": self.destination,
            "UserKnownHostsFile": self._folder / "known_hosts",
            "GlobalKnownHostsFile": os.devnull,
            "LogLevel": "ERROR",
            "EscapeChar": "none",
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return [find(program) or program, "-F", os.devnull, *words, *arguments]

    def sessions(self) -> list[int]:
        """The processes of all who are connected: the server's own for each, and what it has started for them."""
        return sorted({*processes.descendants(self._process.pid), *processes.with_variable(self._mark)})

    def log(self) -> str:
        """What the server has had to say."""
        return (self._folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        """End the server, all sessions and their programs; the keys are of no use then, and go too."""
        if self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGSTOP)  # nobody comes in any more
        processes.kill(self.sessions())
        self._process.kill()
        self._process.wait()
        processes.kill(processes.with_variable(self._mark))
        for key in ("user_key", "host_key"):
            (self._folder / key).unlink()

    def _make_keys(self, key_options: str) -> None:
        for name in ("host_key", "user_key"):
            command = [find("ssh-keygen") or "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", name]
            subprocess.run(command, cwd=self._folder, check=True)
        host_key, user_key = ((self._folder / f"{name}.pub").read_text() for name in ("host_key", "user_key"))
        (self._folder / "known_hosts").write_text(f"{self.destination} {host_key}")
        (self._folder / "authorized_keys").write_text(f"{key_options} {user_key}".lstrip())

    def _start(self, settings: tuple[str, ...]) -> None:
        """Listen on a port that nobody else has; what is free now may be taken in a moment, and then another is."""
        while True:
            self.port = free_port()
            self._configure(settings)
            command = [find("sshd") or "sshd", "-D", "-e", "-f", str(self._folder / "config")]
            with (self._folder / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            seconds_until(lambda: "Server listening on" in self.log() or self._process.poll() is not None, "the server")
            if self._process.poll() is None:
                return
            assert "Address already in use" in self.log(), self.log()

    def _configure(self, settings: tuple[str, ...]) -> None:
        lines = [
            *settings,  # first: the server keeps the first value of each
            f"ListenAddress {HOST}:{self.port}",
            f"HostKey {self._folder / 'host_key'}",
            f"AuthorizedKeysFile {self._folder / 'authorized_keys'}",
            f"PidFile {self._folder / 'pid'}",
            f"SetEnv {self._mark} LANG=C.UTF-8 XDG_STATE_HOME={STATE}",
            "StrictModes no",  # the folder may be in one that all can write to
            "UsePAM no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PrintMotd no",
            "PrintLastLog no",
            "PermitUserRC no",
            "UseDNS no",
            "Subsystem sftp internal-sftp",
        ]
        (self._folder / "config").write_text("\n".join([*lines, ""]))


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
    return port


class Relay:
    """A line to a port of this machine, on which what comes back is slow; it runs until ``close``.

    Attributes:
        port: where the line begins.
        bytes_per_second: from the far end to the near one.
        carried: bytes so far, in that direction.
    """

    def __init__(self, target: int, bytes_per_second: float) -> None:
        self.bytes_per_second = bytes_per_second
        self.carried = 0
        self._target = target
        self._closing = threading.Event()
        self._ends: list[socket.socket] = []
        self._server = socket.create_server((HOST, 0))
        _make_small(self._server)
        self.port: int = self._server.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """End the line and all that is on it."""
        self._closing.set()
        _end(self._server)
        self._threads.pop(0).join()
        _end(*self._ends)
        for thread in self._threads:
            thread.join()
        for socket_ in (self._server, *self._ends):
            socket_.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.socket()
            self._ends += [near, far]
            _make_small(far)
            far.connect((HOST, self._target))
            for source, goal, slow in ((near, far, False), (far, near, True)):
                self._threads.append(threading.Thread(target=self._carry, args=(source, goal, slow)))
                self._threads[-1].start()

    def _carry(self, source: socket.socket, goal: socket.socket, slow: bool) -> None:
        """Carry one direction, until either end has closed."""
        with contextlib.suppress(ConnectionError):
            while data := source.recv(PACKET):
                goal.sendall(data)
                if slow:
                    self.carried += len(data)
                    self._closing.wait(len(data) / self.bytes_per_second)
        _end(source, goal)


def _end(*ends: socket.socket) -> None:
    """Let whoever waits for these wait no longer."""
    for end in ends:
        with contextlib.suppress(OSError):  # it was not connected, or is no more
            end.shutdown(socket.SHUT_RDWR)


def _make_small(end: socket.socket) -> None:
    """Let this end hold little."""
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, PACKET)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LINE_BUFFER)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LINE_BUFFER)
