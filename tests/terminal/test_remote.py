"""The SSH of these tests behaves as one: it forwards unless told not to, is slow when told to, and leaves nothing."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from . import processes
from .harness import PATIENCE
from .processes import seconds_until
from .remote import HOST, log_in

if TYPE_CHECKING:
    from .conftest import Connect, Serve, Start


def test_a_session_has_a_terminal_and_ends_with_the_server(serve: Serve, start: Start, tmp_path: Path) -> None:
    server = serve()
    terminal = log_in(start, server, "sh", "-c", "trap '' HUP; tty; stty size; exec sleep 1000", columns=90, rows=30)
    terminal.wait_for(lambda text: "/dev/pts/" in text and "30 90" in text)

    def sleepers() -> list[int]:
        return [pid for pid in server.sessions() if processes.command(pid) == ["sleep", "1000"]]

    seconds_until(sleepers, "the program of the session")  # the shell makes way for it after it has printed
    (sleeper,) = sleepers()
    server.stop()
    assert terminal.wait_for_end() == 255
    seconds_until(lambda: not processes.runs(sleeper), "the end of what ran in the session")
    assert server.sessions() == []
    assert list(tmp_path.rglob("*_key")) == []


def test_it_forwards_where_nothing_forbids_it(serve: Serve) -> None:
    server = serve()
    with socket.create_server((HOST, 0)) as goal:
        command = server.client_command("-W", f"{HOST}:{goal.getsockname()[1]}", server.destination)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
            goal.settimeout(PATIENCE)
            end, _ = goal.accept()
            with end:
                end.sendall(b"through")
            assert client.communicate(timeout=PATIENCE)[0] == b"through"


def test_a_slow_line_is_slow_in_one_direction(serve: Serve, slow_line: Connect) -> None:
    server = serve()
    line = slow_line(server.port, 50_000)
    command = server.client_command(server.destination, "head -c 40000 /dev/zero; wc -c >&2", port=line.port)
    began = time.monotonic()
    done = subprocess.run(command, input=b"x" * 1_000_000, capture_output=True, timeout=PATIENCE, check=True)
    taken = time.monotonic() - began
    assert (done.stdout, done.stderr.strip()) == (b"\0" * 40_000, b"1000000")
    assert line.carried > 40_000
    assert line.carried / 50_000 < taken < 15  # the other way as slow would be 20 s
