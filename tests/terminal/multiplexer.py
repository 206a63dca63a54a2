"""The installed program in a pane of tmux, which knows terminals better than an emulator made for tests does."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .harness import ENVIRONMENT, PATIENCE, PROGRAM
from .processes import BETWEEN_LOOKS, runs, seconds_until

_COLOUR = re.compile(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\b[34][0-7]\b|\b(?:9|10)[0-7]\b")
"""A colour among the numbers of a style."""

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
needs_program = pytest.mark.skipif(not PROGRAM.exists(), reason="the package is not installed")


ALONE = 'exec "$@"'
"""A shell that makes way for the program at once; tmux would give a command without arguments one that stays."""

JOB = (
    '"$@"; status=$?; while [ $status -gt 128 ]; do echo in the shell; read -r line; fg; status=$?; done; exit $status'
)
"""A shell in which the program is a job that can be stopped; any line goes on with it."""


class Tmux:
    """A tmux server of its own, with a program in its only pane of ``columns`` × ``rows`` cells.

    The server reads no configuration. Its socket is in a folder made for it: the path of a socket may be no longer
    than about a hundred characters, and that of a test's own folder can be.

    Args:
        arguments: those of the program.
        columns: of the pane.
        rows: of the pane.
        program: any command.
        job: whether it runs under a shell, and can be stopped.

    Attributes:
        server: the server's process.
        process: that of the program in the pane, or of the shell that it is a job of.
    """

    def __init__(
        self, *arguments: str, columns: int = 80, rows: int = 24, program: str | Path = PROGRAM, job: bool = False
    ) -> None:
        self._columns = columns
        self._folder = tempfile.mkdtemp(prefix="lrtui-")
        shell = ("/bin/sh", "-mc", JOB) if job else ("/bin/sh", "-c", ALONE)
        self._command = (*shell, "sh", str(program), *arguments)
        # The pane of a program that has ended stays, so that its status can be asked for.
        self._tmux(
            *("start-server", ";", "set-option", "-g", "remain-on-exit", "on", ";"),
            *("new-session", "-d", "-x", f"{columns}", "-y", f"{rows}", *self._command),
        )
        self.server = int(self.ask("pid"))
        self.process = int(self.ask("pane_pid"))

    def restart(self) -> None:
        """Start the program again in the same pane, whatever has become of the last one."""
        self._tmux("respawn-pane", "-k", *self._command)
        self.process = int(self.ask("pane_pid"))

    def ask(self, variable: str) -> str:
        """What tmux calls this in a format, such as ``pane_pid``."""
        return self._tmux("display-message", "-p", f"#{{{variable}}}").rstrip("\n")

    def send_keys(self, *keys: str) -> None:
        """Keys by tmux's names for them, or as the character that they type."""
        self._tmux("send-keys", *keys)

    def text(self) -> str:
        """What is in the pane, each row at its full width."""
        rows = self._tmux("capture-pane", "-p").split("\n")[:-1]
        return "\n".join(row.ljust(self._columns) for row in rows)

    def backgrounds(self) -> set[str]:
        """The colours on which there is something, or nothing, in the pane."""
        colours: set[str] = set(_COLOUR.findall(self._tmux("capture-pane", "-p", "-e")))
        return {colour for colour in colours if colour.startswith(("4", "10"))}

    def wait_for(self, condition: Callable[[str], Any]) -> Any:
        """Look at the pane until ``condition`` holds for its text, and return what it gave."""
        deadline = time.monotonic() + PATIENCE
        while not (result := condition(text := self.text())):
            assert time.monotonic() < deadline, f"this never came; the pane:\n{text}"
            assert runs(self.process), f"the program has ended; the pane:\n{text}"
            time.sleep(BETWEEN_LOOKS)
        return result

    def wait_for_end(self) -> int:
        """Wait until the program is gone, and return its exit status."""
        seconds_until(lambda: not runs(self.process), "the end of the program")
        seconds_until(self._dead_status, "its exit status")
        return int(self._dead_status())

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller."""
        self._columns = columns
        self._tmux("resize-window", "-x", f"{columns}", "-y", f"{rows}")

    def kill_pane(self) -> None:
        """Close the pane, as a person does who closes a window; it was the only one, so the server ends as well."""
        self._tmux("kill-pane")

    def kill_server(self) -> None:
        """Close everything at once."""
        self._tmux("kill-server")

    def stop(self) -> None:
        """End the server and whatever still runs in the pane."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.kill_server()
        seconds_until(lambda: not runs(self.server), "the end of the server")
        if runs(self.process):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process, signal.SIGKILL)
        shutil.rmtree(self._folder)

    def _dead_status(self) -> str:
        """The exit status of the program; empty as long as tmux does not know it."""
        # One that has missed the signal of a child that has ended (3.3a does at times) asks for no status.
        os.kill(self.server, signal.SIGCHLD)
        return self.ask("pane_dead_status")

    def _tmux(self, *arguments: str) -> str:
        """Run a command of tmux, and return what it prints."""
        return subprocess.run(
            ["tmux", "-u", "-f", os.devnull, "-S", f"{self._folder}/socket", *arguments],
            env=ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
