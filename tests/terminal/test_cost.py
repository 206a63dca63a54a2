"""What the program costs on the line and on the machine; ``pytest tests/terminal/test_cost.py -rA`` shows it."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..examples import LONG
from .harness import Terminal
from .promptness import kept

if TYPE_CHECKING:
    from .conftest import Start

PLAYING = 10.0 if LONG else 4.0
COUNTED = 10.0 if LONG else 2.5
"""Seconds in which frames are counted."""
PAUSED = 5.0 if LONG else 1.0
SOAK = 600.0
"""Seconds; the promise for the soak is ten minutes."""

WELL_BELOW = 8_000
"""Bytes a second; the promise is well below 10 kB/s at 4 steps a second."""
FRAMES = 30
"""A second, at the most."""


def open_lab(start: Start, *arguments: str, **options: object) -> Terminal:
    """A lab with its first frame on the screen."""
    terminal = start(*arguments, **options)
    terminal.wait_for(lambda text: "q quit" in text)
    return terminal


def cpu_seconds(pid: int) -> float:
    """What a process has used until now, to the nanosecond: the sum over its threads."""
    schedules = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(int(text.split()[0]) for text in schedules) / 1e9


def memory(pid: int) -> float:
    """What is in memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert match is not None
    return int(match[1]) / 1000


PLAYED = [(), ("--speed", "4", "--lr", "1.01"), *([("--speed", "4")] if LONG else [])]
"""As it opens, and at 4 steps a second: with 1.01 every picture is another, so it costs no less than the default."""
AT_REST = [("--lr", "0.99"), ("network", "--epochs", "2"), *([("--lr", "0.5")] if LONG else [])]
"""One that is paused, and one that is finished; a parabola that is finished has no timer either (tui/test_clock)."""


@pytest.mark.parametrize("arguments", PLAYED, ids=" ".join)
def test_3_playing_sends_little(start: Start, arguments: tuple[str, ...]) -> None:
    """3: playing at 80 × 24, as it opens and at 4 steps a second: the bytes that go over the line."""
    terminal = open_lab(start, *arguments)
    terminal.wait_for(lambda text: shown(terminal) > 0)  # so that no part of the first picture is counted
    before = len(terminal.received)
    terminal.read_for(PLAYING)
    rate = (len(terminal.received) - before) / PLAYING
    print(f"3: playing {PLAYING:.0f} s, lrtui {' '.join(arguments)}: {rate:.0f} bytes/s")
    assert 0 < rate <= WELL_BELOW


@pytest.mark.parametrize("arguments", AT_REST, ids=" ".join)
def test_3_paused_or_finished_costs_nothing(start: Start, arguments: tuple[str, ...]) -> None:
    """3: paused, or at the end of a run: no byte, and no CPU."""
    terminal = open_lab(start, *arguments)
    if "0.99" in arguments:
        terminal.press("space")
    terminal.wait_for(lambda text: re.search("paused|converged|done", text.split("\n")[0]))
    terminal.wait_for_silence(1.0)
    before, used = len(terminal.received), cpu_seconds(terminal.process.pid)
    terminal.read_for(PAUSED)
    used = cpu_seconds(terminal.process.pid) - used
    print(f"3: {' '.join(arguments)}, at rest for {PAUSED:.0f} s: "
          f"{len(terminal.received) - before} bytes, {1000 * used:.2f} ms of CPU")  # fmt: skip
    assert len(terminal.received) == before
    assert used == 0


@pytest.mark.parametrize("answers", [True, False])
def test_3_frames_a_second(start: Start, answers: bool) -> None:
    """3: at the highest speed at most 30 frames a second; few, where the terminal does not say that they arrive."""
    terminal = open_lab(start, "--lr", "1", "--speed", "1000", answers=answers)
    terminal.read_for(1.5)
    before, began = shown(terminal), time.monotonic()
    frames, last = 0, before
    while time.monotonic() - began < COUNTED:
        terminal.read_for(0.005)
        frames += (now := shown(terminal)) != last
        last = now
    rate = frames / (time.monotonic() - began)
    print(f"3: highest speed, {'answering' if answers else 'silent'} terminal: {rate:.1f} frames/s")
    assert 2 <= rate <= (FRAMES if answers else 6) * 1.05
    assert last - before > frames  # several steps a frame


def shown(terminal: Terminal) -> int:
    """The step on the screen."""
    match = re.search(r"step ([\d,]+)", terminal.text().split("\n")[0])
    return int(match[1].replace(",", "")) if match else 0


if LONG:  # it says nothing in a few seconds

    @pytest.mark.parametrize(
        ("arguments", "most"), [(("--lr", "1"), 15), (("network", "--epochs", "100000", "--hidden", "4"), 100)]
    )
    def test_13_soak(start: Start, arguments: tuple[str, ...], most: float) -> None:
        """13: at the highest speed, memory is flat after a warm-up (ten minutes with ``LRTUI_LONG=1``).

        A training keeps the metrics of every epoch, and weights for its maps up to 64 MB: so far it grows.
        """
        terminal = open_lab(start, *arguments, "--speed", "1000")
        terminal.read_for(min(SOAK / 4, 60))
        before = memory(terminal.process.pid)
        terminal.read_for(SOAK * 3 / 4)
        grown = memory(terminal.process.pid) - before
        print(f"13: {' '.join(arguments)}, {SOAK:.0f} s at the highest speed: {grown:+.1f} MB after the warm-up")
        assert grown < most
        began = time.monotonic()
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert kept(time.monotonic() - began, 0.5)
