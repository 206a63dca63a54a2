"""The terminal of these tests behaves as one: it answers, tells its size, and knows what was left behind."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from . import promptness

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


def test_a_slow_line_takes_its_time_and_a_stalled_one_holds_the_program_up(start: Start) -> None:
    terminal = start("-c", "i=0; while [ $i -lt 5000 ]; do echo $i; i=$((i+1)); done", program="/bin/sh")
    terminal.bytes_per_second = 0
    terminal.read_for(0.3)
    assert terminal.process.poll() is None  # there is no room for more than the first of the 29 kB
    assert terminal.received == b""
    terminal.bytes_per_second = 40_000
    began = time.monotonic()
    terminal.wait_for(lambda text: len(terminal.received) > 20_000)
    assert time.monotonic() - began > 0.4  # at that speed half a second, less what may come at once
    assert terminal.wait_for_end() == 0
    assert terminal.text().split()[-1] == "4999"


def test_a_window_that_is_closed_hangs_up(start: Start) -> None:
    terminal = start("-c", "trap 'exit 7' HUP; echo ready; while :; do sleep 0.01; done", program="/bin/sh")
    terminal.wait_for(lambda text: "ready" in text)
    terminal.hang_up()
    assert terminal.wait_for_end() == 7


def test_it_can_claim_to_be_larger_than_it_is(start: Start) -> None:
    terminal = start("size", program="stty", claimed=(20_000, 10_000))
    terminal.wait_for(lambda text: "10000 20000" in text)


def test_a_promise_stretches_with_the_machine_and_no_farther(monkeypatch: pytest.MonkeyPatch) -> None:
    assert promptness.slowness() >= 1
    monkeypatch.setattr(promptness, "slowness", lambda: 3.0)
    assert promptness.kept(1.0, 1.0) and promptness.kept(2.9, 1.0)
    assert not promptness.kept(3.1, 1.0)
