"""ctrl+z hands the terminal back as it was, and ``fg`` goes on where the app was."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import time
from typing import TYPE_CHECKING

import pytest

from ..examples import LONG
from .harness import PROGRAM

if TYPE_CHECKING:
    from .conftest import Start
    from .harness import Terminal

TIMES = 5 if LONG else 2
CTRL_Z = "\x1a"
PROMPT = "ready> "

# --noediting: bash's own line editor sets modes of its own, and takes over a terminal that was left raw.
BASH = ("--norc", "--noprofile", "--noediting", "-i")

PARENT = """
import os, signal, sys

signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # the terminal is given away and taken back
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
while os.WIFSTOPPED(status := os.waitpid(child, os.WUNTRACED)[1]):
    os.tcsetpgrp(0, os.getpgrp())
    print("stopped")
    sys.stdin.readline()
    print("going on", flush=True)
    os.tcsetpgrp(0, child)
    os.kill(child, signal.SIGCONT)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A shell's job control, and nothing of the repairs with which shells hide what a program has left behind."""


def step(text: str) -> int:
    """The step in the first row; -1 where there is none."""
    match = re.search(r"step ([\d,]+)", text.split("\n")[0])
    return int(match[1].replace(",", "")) if match else -1


def plays(text: str) -> bool:
    """Whether the whole lab is on the screen, and nothing else."""
    rows = text.split("\n")
    framed = all(row[0] in "╭│╰" and row.rstrip()[-1] in "╮│╯" for row in rows[1:-2])
    return framed and "▶ 30/s" in rows[0] and step(text) >= 0 and "play n/b step" in rows[-1]


def wait_until_it_goes_on(terminal: Terminal) -> int:
    """Wait for the whole picture and then for the next steps, and return the last of them."""
    first = terminal.wait_for(lambda text: step(text) if plays(text) else None)
    reached: int = terminal.wait_for(lambda text: step(text) if plays(text) and step(text) > first else None)
    return reached


def assert_the_terminal_is_as_before(terminal: Terminal) -> None:
    """Cooked, with echo, and no mode left on."""
    assert terminal.attributes_now() == terminal.attributes
    assert terminal.modes_left_on() == set()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_10_ctrl_z_and_fg_five_times_while_playing(start: Start) -> None:
    """10: ctrl+z and ``fg`` five times while playing: each time a usable prompt, then the whole picture goes on."""
    terminal = start(*BASH, program="bash", environment={"PS1": PROMPT})
    terminal.wait_for(lambda text: PROMPT in text)
    terminal.send(f"{shlex.quote(str(PROGRAM))} --lr 1 --speed 30\n")
    reached = wait_until_it_goes_on(terminal)
    slowest = 0.0
    for number in range(1, TIMES + 1):
        terminal.press(CTRL_Z)
        terminal.wait_for(lambda text: "Stopped" in text and PROMPT in text)
        assert_the_terminal_is_as_before(terminal)
        terminal.send(f"echo usable $(({number} + 1000))\n")
        terminal.wait_for(lambda text, number=number: f"usable {number + 1000}" in text)  # type: ignore[misc]
        asked = time.monotonic()
        terminal.send("fg\n")
        after = wait_until_it_goes_on(terminal)
        slowest = max(slowest, time.monotonic() - asked)
        assert after > reached
        reached = after
    terminal.press("q")
    terminal.wait_for(lambda text: PROMPT in text)
    assert_the_terminal_is_as_before(terminal)
    terminal.send("echo status $?\n")
    terminal.wait_for(lambda text: "status 0" in text)
    terminal.send("exit\n")
    assert terminal.wait_for_end() == 0
    assert not terminal.processes_left()
    print(f"10: {TIMES} times ctrl+z and fg in bash: the picture goes on after {slowest:.2f} s at the most")


def test_10_it_puts_the_terminal_right_itself(start: Start) -> None:
    """10: While it is stopped the terminal is as before, without a shell's help; afterwards it is raw again.

    What stands still is painted again too, cell for cell, though nothing about it has changed.
    """
    terminal = start("-c", PARENT, str(PROGRAM), "--lr", "1", "--speed", "30", program=sys.executable)
    wait_until_it_goes_on(terminal)
    raw = terminal.attributes_now()
    modes = terminal.modes_left_on()
    assert raw != terminal.attributes
    for _ in range(TIMES):
        terminal.press(CTRL_Z)
        terminal.wait_for(lambda text: "stopped" in text)
        assert_the_terminal_is_as_before(terminal)
        terminal.press("\n")
        wait_until_it_goes_on(terminal)
        assert terminal.attributes_now() == raw
        assert terminal.modes_left_on() == modes
    terminal.press("space")
    terminal.wait_for(lambda text: "paused" in text)
    terminal.wait_for_silence(0.3)  # a frame may come in pieces
    shown = terminal.text()
    terminal.press(CTRL_Z)
    terminal.wait_for(lambda text: "stopped" in text)
    terminal.press("\n")
    terminal.wait_for(lambda text: text == shown)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert_the_terminal_is_as_before(terminal)
    assert not terminal.processes_left()
    print(f"10: {TIMES} times stopped without a shell: attributes and modes as before each time")
