"""The terminal of these tests behaves as one: it answers, tells its size, and knows what was left behind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Start

ASK = """
import os, sys, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
sys.stdout.write("abc\\x1b[6n")
sys.stdout.flush()
answer = b""
while not answer.endswith(b"R"):
    answer += os.read(0, 1)
termios.tcsetattr(0, termios.TCSANOW, before)
print(repr(answer.decode()), os.get_terminal_size(), os.ttyname(0) == os.ttyname(os.open("/dev/tty", os.O_RDWR)))
sys.stdout.flush()
input()
"""


def test_it_answers_and_is_the_controlling_terminal(start: Start) -> None:
    terminal = start("-c", ASK, program=sys.executable, columns=70, rows=20)
    text = terminal.wait_for(lambda text: text if "size" in text and ")" in text else None)
    assert r"'\x1b[1;4R'" in text
    assert "columns=70, lines=20" in text
    terminal.press("enter")
    assert terminal.wait_for_end() == 0
    assert not terminal.processes_left()


def test_it_tells_what_a_program_leaves_behind(start: Start) -> None:
    leaves = "printf '\\033[?1049h\\033[?25l\\033[?2004h\\033[?1049l'; stty -echo; sleep 1000 & exit 3"
    terminal = start("-c", leaves, program="/bin/sh")
    assert terminal.wait_for_end() == 3
    assert terminal.modes_left_on() == {"25", "2004"}
    assert terminal.attributes_now() != terminal.attributes
    assert terminal.processes_left()
