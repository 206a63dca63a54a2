"""Over SSH: a slow line, a client that stops or dies, and no terminal at all. The numbers are those of the promises.

The limits are seconds on the wall, since that is what is promised; ``pytest tests/terminal/test_ssh.py -rA`` shows what
was measured. What takes a duration is cut short, unless ``LRTUI_LONG=1`` is in the environment.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from ..examples import LONG
from . import processes
from .harness import PATIENCE, PROGRAM, Terminal
from .processes import seconds_until
from .promptness import kept
from .remote import Sshd, log_in

if TYPE_CHECKING:
    from .conftest import Connect, Serve, Start

SLOW = 30_000
"""Bytes a second of a slow line."""
PLAYING = 30.0 if LONG else 2.0
"""Seconds of playing over it."""
PROMPT = 1.5
"""Seconds in which a key shows, and in which the program is gone, over such a line."""
STOPPED = 30.0 if LONG else 2.0
"""Seconds for which the client is stopped."""
STALE = 65_536
"""Bytes that may still come from before, when it goes on."""
CURRENT = 1.0
"""Seconds after which the picture is that of now."""
GONE = 2.0
"""Seconds after which nothing runs any more."""

FAST = ("parabola", "--lr", "1", "--speed", "1000")
"""Plays for ever, and as fast as it can."""
BUSY = ("network", "--speed", "1000", "--epochs", "100000")
"""The same, and each frame is most of the screen."""
IGNORING = ("/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh")
"""What comes after it is not ended by the end of the terminal, as under nohup."""


def is_open(text: str) -> bool:
    """Whether a lab is on the screen."""
    return "q quit" in text


def epoch(text: str) -> int:
    """The epoch in the first row of the network lab; −1 where there is none yet."""
    match = re.search(r"epoch ([\d,]+)", text)
    return int(match[1].replace(",", "")) if match else -1


def programs(server: Sshd) -> list[int]:
    """The processes of the program in all sessions; a shell that has it in a longer text is none."""
    return [pid for pid in server.sessions() if str(PROGRAM) in processes.command(pid)]


def seconds_to_show(terminal: Terminal, key: str, shown: str) -> float:
    """Press a key and wait until this is on the screen."""
    assert shown not in terminal.text()
    began = time.monotonic()
    terminal.press(key)
    terminal.wait_for(lambda text: shown in text)
    return time.monotonic() - began


def seconds_to_quit(terminal: Terminal) -> float:
    """Press ``q`` and wait until the program is gone."""
    began = time.monotonic()
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    return time.monotonic() - began


SLOW_LINES = {
    "network": (BUSY, (120, 40), (("down", "▶ ▲ 0.1 "), ("down", "▶ ■ 0.01 "), ("up", "▶ ▲ 0.1 "))),
    "parabola": (FAST, (80, 24), (("up", "x₀  = -0.9 "), ("m", "live"), ("down", "x₀  = -1 "))),
}
"""Arguments, size, and keys with what they show; the first has the larger frames, and alone is tried every day."""


@pytest.mark.parametrize(
    ("arguments", "size", "presses"),
    [SLOW_LINES[name] for name in (SLOW_LINES if LONG else ["network"])],
    ids=SLOW_LINES if LONG else ["network"],
)
def test_2_keys_act_at_once_over_a_slow_line(
    serve: Serve,
    slow_line: Connect,
    start: Start,
    arguments: tuple[str, ...],
    size: tuple[int, int],
    presses: tuple[tuple[str, str], ...],
) -> None:
    """2: playing at the highest speed over 30 kB/s, a key shows within 1.5 s and ``q`` acts within 1.5 s."""
    server = serve()
    line = slow_line(server.port, SLOW)
    terminal = log_in(start, server, PROGRAM, *arguments, port=line.port, columns=size[0], rows=size[1])
    terminal.wait_for(is_open)
    began, before, shown = time.monotonic(), line.carried, []
    for key, words in presses:
        terminal.read_for(PLAYING / len(presses))
        shown.append(seconds_to_show(terminal, key, words))
    used = (line.carried - before) / (time.monotonic() - began)
    quitting = seconds_to_quit(terminal)
    print(
        f"2: {SLOW / 1000:.0f} kB/s line, {arguments[0]}, {PLAYING:.0f} s: keys shown after "
        f"{', '.join(f'{each:.2f}' for each in shown)} s, quit after {quitting:.2f} s, {used / 1000:.1f} kB/s used"
    )
    assert kept(max(shown), PROMPT)
    assert kept(quitting, PROMPT)
    assert terminal.modes_left_on() == set()


def test_5_a_killed_client_takes_the_program_along(serve: Serve, start: Start) -> None:
    """5: the SSH client is killed: what it had open is gone within 2 s, also where SIGHUP is ignored."""
    server = serve()
    commands = [(*IGNORING, PROGRAM, *FAST), (*IGNORING, PROGRAM, "--paused")]
    if LONG:  # a closed pane of tmux, in test_tmux, is a SIGHUP that is not ignored
        commands += [(PROGRAM, *FAST), (PROGRAM, "--paused")]
    terminals = [log_in(start, server, *command) for command in commands]
    for terminal in terminals:
        terminal.wait_for(is_open)
    assert len(programs(server)) == len(commands)
    for terminal in terminals:
        terminal.process.kill()
    taken = seconds_until(lambda: not programs(server), "the end of the programs")
    print(f"5: ssh client killed: all {len(commands)} programs gone after {taken:.2f} s")
    assert kept(taken, GONE)


if LONG:  # every day, the terminal that a killed client leaves behind is such a one

    @pytest.mark.parametrize("arguments", [FAST, ("--paused",)], ids=["playing", "paused"])
    def test_5_a_closed_window_ends_it_though_sighup_is_ignored(start: Start, arguments: tuple[str, ...]) -> None:
        """5: the terminal is closed and SIGHUP is ignored: the program is gone within 2 s."""
        shell, *words = IGNORING
        terminal = start(*words, str(PROGRAM), *arguments, program=shell)
        terminal.wait_for(is_open)
        terminal.hang_up()
        taken = seconds_until(lambda: terminal.process.poll() is not None, "the end of the program")
        print(f"5: window closed, SIGHUP ignored: gone after {taken:.2f} s")
        assert kept(taken, GONE)


@pytest.mark.parametrize("arguments", [("--paused",), *([FAST] if LONG else [])], ids=" ".join)
def test_5_the_end_of_its_input_ends_it(start: Start, arguments: tuple[str, ...]) -> None:
    """5: standard input, here another terminal than the one that shows the picture, is closed: gone within 2 s."""
    keyboard, side = os.openpty()
    terminal = start("-c", 'exec "$@" <"$0"', os.ttyname(side), str(PROGRAM), *arguments, program="/bin/sh")
    terminal.wait_for(is_open)
    os.close(side)
    began = time.monotonic()
    os.close(keyboard)
    terminal.wait_for_end()
    taken = time.monotonic() - began
    print(f"5: standard input closed: gone after {taken:.2f} s")
    assert kept(taken, GONE)
    assert terminal.modes_left_on() == set()


def test_5_without_a_terminal_it_names_the_report(serve: Serve, start: Start) -> None:
    """5: ``ssh -T`` and ``</dev/null``: exit status 2, with one line that names ``--print``."""
    server = serve()
    command = server.client_command("-T", server.destination, str(PROGRAM))
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
    terminal = start("-c", 'exec "$0" </dev/null', str(PROGRAM), program="/bin/sh", columns=200)
    assert (done.returncode, done.stdout, terminal.wait_for_end()) == (2, "", 2)
    for said in (done.stderr, terminal.text().strip() + "\n"):
        assert said.count("\n") == 1
        assert said.startswith("lrtui: ") and "--print" in said


def test_11_a_client_that_was_stopped_shows_what_is_now(serve: Serve, start: Start) -> None:
    """11: after 30 s of standing still, at most 64 kB come from before, and the picture is current within a second.

    What the program shows of a key that is pressed after the pause is current for certain, so what comes until then is
    counted as stale.
    """
    server = serve()
    terminal = log_in(start, server, PROGRAM, *BUSY)
    # Several frames have arrived, and been answered.
    terminal.wait_for(lambda text: epoch(text) > (500 if LONG else 50))
    terminal.process.send_signal(signal.SIGSTOP)
    terminal.read_for(STOPPED)  # what the client has already passed on
    before = len(terminal.received)
    terminal.process.send_signal(signal.SIGCONT)
    taken = seconds_to_show(terminal, "down", "▶ ▲ 0.1 ")
    stale = len(terminal.received) - before
    quitting = seconds_to_quit(terminal)
    print(f"11: stopped for {STOPPED:.0f} s: {stale / 1000:.1f} kB until a key shows after {taken:.2f} s")
    assert stale <= STALE
    assert taken <= CURRENT
    assert quitting <= CURRENT
