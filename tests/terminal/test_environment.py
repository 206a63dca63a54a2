"""What the terminal is said to be, and the language, decide what is sent: colours, letters, or nothing at all."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ..examples import LONG
from .harness import PROGRAM

if TYPE_CHECKING:
    from .conftest import Start
    from .harness import Terminal

LAB = ("network", "--lrs", "1,0.1,0.01,0.001", "--epochs", "8", "--hidden", "4", "--speed", "1000")
"""Four curves and a map in all the colours that there are; the other labs are a key away."""

MARKERS = "●▲■◆"
HALVES = "▀▄█"

_STYLE = re.compile(rb"\x1b\[([\d;:]*)m")


class Sent(NamedTuple):
    """A kind of terminal, and what may be sent to it.

    Attributes:
        environment: says what it is; an empty TERM stands for none.
        colours: the kinds of colours that are to be sent, of ``16``, ``256`` and ``16 million``; empty for none.
        unicode: whether more than ASCII characters may be sent.
        everywhere: whether all labs and dialogs are looked at; one kind of each sort is enough for that.
    """

    environment: dict[str, str]
    colours: set[str]
    unicode: bool = True
    everywhere: bool = False


KINDS = {
    "xterm-256color": Sent({"TERM": "xterm-256color"}, {"256"}),
    "truecolor": Sent({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"16 million"}),
    "xterm": Sent({"TERM": "xterm"}, {"16"}, everywhere=True),
    "screen": Sent({"TERM": "screen"}, {"16"}),
    "linux": Sent({"TERM": "linux"}, {"16"}, unicode=False),
    "vt100": Sent({"TERM": "vt100"}, set()),
    "unset": Sent({"TERM": ""}, set()),
    "NO_COLOR": Sent({"NO_COLOR": "1", "COLORTERM": "truecolor"}, set(), everywhere=True),
    "LC_ALL=C": Sent({"LC_ALL": "C"}, {"256"}, unicode=False),
    "PYTHONIOENCODING=latin-1": Sent({"PYTHONIOENCODING": "latin-1"}, {"256"}, unicode=False, everywhere=LONG),
    "all at once": Sent(
        {"TERM": "linux", "NO_COLOR": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}, set(), unicode=False, everywhere=True
    ),
}
EVERY_DAY = ["xterm", "truecolor", "unset", "LC_ALL=C", "PYTHONIOENCODING=latin-1", "all at once"]
"""One kind for each that is sent: what a name and a language stand for is tested in ``tests/tui/test_capabilities``."""


def colours_sent(received: bytes) -> set[str]:
    """The kinds of colours in all styles that have been sent."""
    kinds: set[str] = set()
    for codes in _STYLE.findall(received):
        kinds.update(_kinds_of(iter(codes.decode().replace(":", ";").split(";"))))
    return kinds


def _kinds_of(numbers: Iterator[str]) -> Iterator[str]:
    """The kinds of colours that the numbers of one style stand for."""
    for number in numbers:
        code = int(number or 0)
        if code in (38, 48):
            kind = next(numbers)
            for _ in range({"5": 1, "2": 3}[kind]):
                next(numbers)
            yield {"5": "256", "2": "16 million"}[kind]
        elif 30 <= code <= 37 or 40 <= code <= 47 or 90 <= code <= 107:
            yield "16"


def test_colours_are_found_in_styles() -> None:
    assert colours_sent(b"\x1b[0;1;7m a \x1b[39;49m b \x1b[m\x1b[31C") == set()
    assert colours_sent(b"\x1b[1;91;40m") == {"16"}
    assert colours_sent(b"\x1b[38;5;31;48;5;2m") == {"256"}
    assert colours_sent(b"\x1b[38;2;5;5;5;1;48;2;31;0;0m\x1b[30m") == {"16 million", "16"}


def open_lab(start: Start, environment: dict[str, str]) -> Terminal:
    """The lab in such a terminal, once all is trained."""
    unset = [option for name, value in environment.items() if not value for option in ("-u", name)]
    terminal = start(*unset, str(PROGRAM), *LAB, program="env", environment=environment)
    terminal.wait_for(
        lambda text: all(part in text for part in ("done           epoch 8 ", "epoch 8 of 8", "play n/b"))
    )
    return terminal


def look_around(terminal: Terminal) -> None:
    """Go through the other labs, dialogs and a light screen, so that all there is has been sent."""
    for keys, shown, gone in (
        ("?", "scroll, q closes", "q quit"), ("q", "q quit", "q closes"),
        ("e", "Type a value", "q quit"), ("x\r", "is not a whole number", "batch 32"), ("\x1b", "q quit", "Type"),
        ("3", "passes: accuracy by epoch", "validation loss"), ("1", "growth factor |1", "passes: acc"),
        ("y", "This screen as a command", "nothing"), ("\r", "growth factor |1", "This screen"),
        ("2", "rows at epoch 8", "growth factor |1"), ("t", "rows at epoch 8", "nothing"),
    ):  # fmt: skip
        terminal.send(keys)
        terminal.wait_for(lambda text, shown=shown, gone=gone: shown in text and gone not in text)  # type: ignore[misc]
    terminal.wait_for_silence(0.2)  # a frame may come in pieces


def columns_of(text: str, title: str) -> list[str]:
    """The rows inside the figure with that title."""
    rows = text.split("\n")
    top = next(row for row in rows if title in row)
    left = max(top.rfind(corner, 0, top.index(title)) for corner in "╭+") + 1
    right = min(place for corner in "╮+" if (place := top.find(corner, top.index(title))) > 0)
    first = rows.index(top) + 1
    height = next(number for number, row in enumerate(rows[first:]) if row[left] in "─╰-" and row[left - 1] in "╰+")
    return [row[left:right] for row in rows[first : first + height]]


@pytest.mark.parametrize("name", KINDS if LONG else EVERY_DAY)
def test_8_what_is_sent_is_what_the_terminal_can_show(start: Start, name: str) -> None:
    """8: Each kind of terminal gets the colours that it has, or none, and characters that it can show."""
    environment, colours, unicode, everywhere = KINDS[name]
    terminal = open_lab(start, environment)
    text = terminal.text()
    if everywhere:
        look_around(terminal)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes_left_on() == set()
    received = bytes(terminal.received)
    print(f"8: {name}: {len(received)} bytes, colours: {', '.join(colours_sent(received)) or 'none'}")
    assert colours_sent(received) == colours
    assert received.isascii() == (not unicode)
    assert rb"\u" not in received
    if not colours:
        assert_it_is_told_without_colour(text, MARKERS if unicode else "@^#%")


def assert_it_is_told_without_colour(text: str, markers: str) -> None:
    """Each curve has a marker of its own, and the maps have letters."""
    curves = "".join(columns_of(text, "validation loss by epoch"))
    assert set(markers) <= set(curves), text
    drawn = "".join(columns_of(text, f"{markers[0]} 1 "))
    assert not set(drawn) & set(HALVES), text
    assert len(set(drawn) - set(" o+x")) >= 2, text  # the classes; the marks of the points are not meant


@pytest.mark.parametrize("lab", ["parabola", "network", "choose"] if LONG else ["network"])
def test_8_a_dumb_terminal_is_refused(start: Start, lab: str) -> None:
    """8: ``TERM=dumb``: exit status 2 and one line that says to use ``--print``; nothing else is sent."""
    terminal = start(lab, environment={"TERM": "dumb"})
    assert terminal.wait_for_end() == 2
    assert_one_line_names_print(bytes(terminal.received).replace(b"\r\n", b"\n"))
    assert terminal.attributes_now() == terminal.attributes
    print(f"8: dumb, {lab}: {len(terminal.received)} bytes, status 2")


def test_8_a_pipe_is_refused() -> None:
    """8: Not a terminal: exit status 2, and the one line goes to standard error."""
    done = subprocess.run([PROGRAM], stdin=subprocess.DEVNULL, capture_output=True, env={"TERM": "xterm-256color"})
    assert (done.returncode, done.stdout) == (2, b"")
    assert_one_line_names_print(done.stderr)


def assert_one_line_names_print(message: bytes) -> None:
    """One line of plain text."""
    assert b"--print" in message
    assert message.count(b"\n") == 1 and message.endswith(b"\n")
    assert b"\x1b" not in message
