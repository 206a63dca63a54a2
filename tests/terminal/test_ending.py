"""How the program ends: with a key at once, with a signal as well, and the terminal is as it was."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from ..examples import LONG
from .harness import PROGRAM
from .promptness import kept

if TYPE_CHECKING:
    from .conftest import Start
    from .harness import Terminal

AT_ONCE = 0.5
"""Seconds in which a key to quit has ended the program."""
SOON = 2.0
"""Seconds in which a signal has."""
LABS = {
    "parabola": ("parabola", "--speed", "1000", "--lr", "1"),
    "network": ("network", "--speed", "1000"),
    "choose": ("choose",),
    "paused": ("--paused",),
}
QUITS = [("q", "parabola"), ("ctrl+q", "network"), ("ctrl+c", "choose")]
"""Each key and each lab once, since the keys are the app's in all labs; with ``LRTUI_LONG=1`` each key in each lab."""
SIGNALS = [
    (signal.SIGINT, "running"),
    (signal.SIGQUIT, "running"),
    (signal.SIGHUP, "stalled"),
    (signal.SIGTERM, "stalled, full"),
]
"""Each signal and each line once: what a signal does is the same for all of them."""
if LONG:
    QUITS = [(key, lab) for lab in LABS for key in ("q", "ctrl+q", "ctrl+c")]
    SIGNALS = [
        (number, line)
        for line in ("running", "stalled", "stalled, full")
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
    ]


def open_lab(start: Start, *arguments: str, **options: object) -> Terminal:
    """A lab, with its first frame on the screen and the terminal taken."""
    terminal = start(*arguments, **options)
    terminal.wait_for(lambda text: "q quit" in text)
    assert terminal.attributes_now() != terminal.attributes  # raw, without echo
    assert "1049" in terminal.modes_left_on()
    return terminal


def assert_restored(terminal: Terminal) -> None:
    """Nothing is left of the program, not even what the terminal has still to answer."""
    assert terminal.attributes_now() == terminal.attributes
    assert terminal.modes_left_on() == set()
    assert not terminal.processes_left()


@pytest.mark.parametrize(("key", "lab"), QUITS)
def test_1_keys_that_quit(start: Start, key: str, lab: str) -> None:
    """1: gone within 0.5 s, status 0, the terminal as before, each mode that was set is reset."""
    terminal = open_lab(start, *LABS[lab])
    began = time.monotonic()
    terminal.press(key)
    assert terminal.wait_for_end() == 0
    gone = time.monotonic() - began
    print(f"1: {key} in {lab}: gone after {gone:.2f} s")
    assert kept(gone, AT_ONCE)
    assert_restored(terminal)


@pytest.mark.parametrize(("number", "line"), SIGNALS, ids=lambda value: getattr(value, "name", value))
def test_6_signals(start: Start, number: signal.Signals, line: str) -> None:
    """6: restored within 2 s and status 128 + signal, also where the terminal does not read what it is sent."""
    lab = "parabola" if line == "stalled, full" else "network"  # the line can be full of the one that is cheaper
    terminal = open_lab(start, *LABS[lab], answers=line != "stalled, full")
    if line == "stalled":
        terminal.bytes_per_second = 0
        terminal.read_for(1.0)
    elif line == "stalled, full":
        fill(terminal)
    began = time.monotonic()
    terminal.process.send_signal(number)
    status = terminal.process.wait(timeout=10 * SOON)
    gone = time.monotonic() - began
    print(f"6: {number.name}, line {line}: status {status} after {gone:.2f} s")
    assert status == 128 + number
    assert kept(gone, SOON)
    terminal.wait_for_end()
    assert_restored(terminal)


def fill(terminal: Terminal) -> None:
    """Read nothing until the line takes nothing more: frames of a terminal that does not answer pile up to there."""
    terminal.bytes_per_second = 0
    before = -1
    while (waiting := terminal.bytes_waiting()) != before or not waiting:
        before = waiting
        terminal.resize(81 + waiting % 2, 24)  # each new size is a whole frame
        terminal.read_for(0.5)


@pytest.mark.parametrize("key", ["q", *(["ctrl+c"] if LONG else [])])
def test_6_a_key_ends_it_though_the_line_is_stalled(start: Start, key: str) -> None:
    """6: the app never waits for the terminal, so a key to quit acts where nothing is read."""
    terminal = open_lab(start, *LABS["parabola"], answers=False)
    fill(terminal)
    began = time.monotonic()
    terminal.press(key)
    assert terminal.process.wait(timeout=10 * SOON) == 0
    print(f"6: {key}, line stalled and full: gone after {time.monotonic() - began:.2f} s")
    assert kept(time.monotonic() - began, SOON)
    terminal.wait_for_end()
    assert_restored(terminal)


def test_an_ignored_signal_stays_ignored(start: Start) -> None:
    terminal = start("-c", 'trap "" HUP; exec "$0" "$@"', str(PROGRAM), *LABS["paused"], program="/bin/sh")
    terminal.wait_for(lambda text: "q quit" in text)
    terminal.process.send_signal(signal.SIGHUP)
    terminal.press("n")
    terminal.wait_for(lambda text: "step 1 " in text)


def test_an_error_ends_it_with_a_short_message(start: Start) -> None:
    """An error in the app: the terminal restored, status 1, one message and no traceback."""
    broken = (
        "import sys; from lrtui.labs.descent.lab import DescentLab; from lrtui.cli import main\n"
        "def fails(self, action): raise RuntimeError('the sky has fallen')\n"
        "DescentLab.do_step = fails\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    for option, shown in (("--paused", False), ("--debug", True)):
        terminal = start("-c", broken, "--paused", option, program=sys.executable)
        terminal.wait_for(lambda text: "q quit" in text)
        terminal.press("n")
        assert terminal.wait_for_end() == 1
        assert_restored(terminal)
        assert b"the sky has fallen" in terminal.received
        assert (b"Traceback" in terminal.received) == shown
