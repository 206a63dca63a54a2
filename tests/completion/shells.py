"""Asks real shells what they offer for a command line, after the line with which the README turns completion on."""

from __future__ import annotations

import os
import shutil
import subprocess
import termios
from pathlib import Path
from typing import ClassVar

import pytest

from tests.terminal.harness import PROGRAM, Terminal

from .scripts import FOLDER

PATH = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"

TURN_ON = {
    "bash": 'eval "$(lrtui --completion bash)"',
    "zsh": 'eval "$(lrtui --completion zsh)"',
    "fish": "lrtui --completion fish | source",
}
"""The line for each shell's start-up file, as in the README."""


def wait_for_line_editor(terminal: Terminal) -> None:
    """Read until ``ready`` has been said and the shell edits its next line.

    What is typed before that is the terminal driver's: it would take a ctrl+d for the end of the input.
    """
    terminal.wait_for(
        lambda text: text.startswith("ready") and not terminal.attributes_now()[3] & termios.ICANON,
    )


class Shell:
    """One of the shells, at work in ``folder``.

    The program that it asks for its script is a stand-in, which is quicker to start; ``test_cli`` tests that the
    program prints that script.
    """

    name: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        if shutil.which(self.name) is None:
            pytest.skip(f"{self.name} is not installed")
        self.folder = folder
        stand_in = folder / "bin" / "lrtui"
        stand_in.parent.mkdir()
        stand_in.write_text(f"#!/bin/sh\nexec cat '{FOLDER / f'lrtui.{self.name}'}'\n", encoding="utf-8")
        stand_in.chmod(0o755)
        path = f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {"PATH": path, "LANG": "C.UTF-8", "HOME": str(folder)}

    def offers(self, *words: str) -> dict[str, str]:
        """What completes the last of the words after ``lrtui``, each with its description, if there is one."""
        raise NotImplementedError

    def close(self) -> None:
        """End whatever still runs."""

    def _run(self, *command: str) -> str:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=True
        ).stdout


class Bash(Shell):
    """bash, through the function that it would call."""

    name = "bash"
    ASK = (
        TURN_ON["bash"]
        + """
        registered=$(complete -p lrtui) && registered=${registered##*-F }
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
        "${registered%% *}" lrtui 2>/dev/null
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    )

    def offers(self, *words: str) -> dict[str, str]:
        """See the base class; bash describes nothing."""
        return dict.fromkeys(self._run("bash", "--norc", "-c", self.ASK, "bash", "lrtui", *words).split("\n")[:-1], "")


class Fish(Shell):
    """fish, which has a command that answers."""

    name = "fish"

    def offers(self, *words: str) -> dict[str, str]:
        """See the base class."""
        line = " ".join(("lrtui", *words))
        lines = self._run("fish", "--no-config", "-c", f"{TURN_ON['fish']}; complete -C '{line}'").splitlines()
        return dict(line.partition("\t")[::2] for line in lines)


class Zsh(Shell):
    """zsh in a terminal, since it completes only what is typed."""

    name = "zsh"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._terminal = Terminal("-f", "-i", program="zsh", columns=160, rows=80, environment=self.environment)
        self._listed = folder / "listed"
        tell = f"tell() {{ : >{self._listed} }}; zle -N tell; bindkey '^O' tell"
        setup = "PROMPT=; autoload -Uz compinit; compinit -D; zstyle ':completion:*' list-separator '##'"
        self._terminal.send(f"cd {folder}; {tell}; {setup}; {TURN_ON['zsh']}; clear; echo rea''dy\r")
        wait_for_line_editor(self._terminal)

    def offers(self, *words: str) -> dict[str, str]:
        """See the base class: what is listed under the line, when ctrl+d is pressed at its end."""
        line = " ".join(("lrtui", *words))
        self._terminal.send(f"\x15\x0c{line}\x04")
        self._terminal.wait_for(lambda text: text.startswith(line) and text[len(line) :].strip())
        # A list goes out in one piece, and only then does zsh take the next key.
        self._terminal.send("\x0f")
        self._terminal.wait_for(lambda text: self._listed.exists())
        self._terminal.wait_for_silence(0)
        self._listed.unlink()
        found: dict[str, str] = {}
        for listed in self._terminal.text().splitlines()[1:]:
            names, _, description = listed.partition("##")
            found |= dict.fromkeys(names.split(), description.strip())
        return found

    def close(self) -> None:
        """See the base class."""
        self._terminal.close()


SHELLS = {kind.name: kind for kind in (Bash, Zsh, Fish)}
