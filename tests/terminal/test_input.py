"""Whatever comes in: no crash, no end but by a key to quit, and the numbers on the screen are the core's."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lrtui.arguments import read
from lrtui.labs.choose import keys as choose_keys
from lrtui.labs.descent import keys as descent_keys
from lrtui.labs.descent.runs import IN_HAND, Runs
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.keys import QUIT_KEYS
from lrtui.labs.network import keys as network_keys

from ..examples import LONG
from .harness import KEYS, Terminal

if TYPE_CHECKING:
    from .conftest import Start

EXAMPLES = 200 if LONG else 15
PROFILE = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
"""One program takes all the examples, so that there is nothing to shrink."""
MEGABYTE = 1_000_000

LABS = {
    "parabola": (),
    "network": ("network", "--epochs", "20", "--hidden", "4", "--batch", "100"),
    "choose": ("choose", "--rates", "4", "--epochs", "5", "--hidden", "4", "--iterations", "10"),
}
_CHARACTERS = {
    "comma": ",", "full_stop": ".", "minus": "-", "plus": "+", "equals_sign": "=", "question_mark": "?",
    "less_than_sign": "<", "greater_than_sign": ">", "ctrl+z": "\x1a", "colon": ":",
}  # fmt: skip
ALL_KEYS = sorted(
    {
        (KEYS | _CHARACTERS).get(name, name)
        for sections in (descent_keys.sections(), network_keys.sections(), choose_keys.sections())
        for _, keys in sections
        for key in keys
        for name in key.keys
        if name not in QUIT_KEYS
    }
)

# Not q, ^c and ^q, nor what a terminal with kitty's protocol would send for these.
_QUITS = re.compile(rb"[qQ\x03\x11]|113|99;|81;")
CHUNKS = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(ALL_KEYS).map(str.encode),
        st.sampled_from(
            [b"\x1b[", b"\x1b[200~", b"\x1b[201~", b"\x1bO", b"\x1b[<", b"\x1b]52;c;", b"\x1b[1;2R", b"\xff"]
        ),
        st.from_regex(rb"\x1b\[[0-9;:<>=?]{0,12}[@-~]", fullmatch=True),
        st.text(alphabet="lrx0astepηκ∞🐍 .-e1", max_size=8).map(lambda text: f"e{text}\r".encode()),
    ),
    max_size=12,
).map(lambda parts: _QUITS.sub(b"", b"".join(parts)))


@pytest.fixture
def lab(request: pytest.FixtureRequest, start: Start) -> Iterator[Terminal]:
    """A lab that goes through all examples; the keys and bytes lead to the others, so one is enough every day."""
    terminal = start(*LABS[request.param])
    terminal.wait_for(lambda text: "q quit" in text)
    yield terminal
    terminal.send_bytes(b"\x1b[201~")
    close_what_is_open(terminal)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes_left_on() == set()


def close_what_is_open(terminal: Terminal) -> None:
    """Out of any dialog and unfinished sequence."""
    for _ in range(4):  # the first only when all before it has been dealt with
        terminal.wait_until_taken()
        terminal.wait_for_silence(0.15)  # longer than an escape waits for what could follow it
        terminal.press("escape")
    terminal.wait_until_taken()
    terminal.wait_for_silence(0.15)


def in_dialog(text: str, title: str) -> str:
    """What stands in the dialog of this title, its lines joined."""
    lines = text.split("\n")
    top = next(number for number, line in enumerate(lines) if title in line)
    left = lines[top].index(f"╭─ {title}")
    right = lines[top].index("╮", left)
    rows = [line[left + 1 : right] for line in lines[top + 1 :]]
    return " ".join(" ".join(rows[: next(n for n, row in enumerate(rows) if "──" in row)]).split())


def assert_the_numbers_are_the_cores(terminal: Terminal) -> None:
    """The iterate on the screen is the one of the run that the reproducing command describes."""
    terminal.press("1", "n")  # a step, so that the run stands still
    terminal.wait_for(lambda text: "x'  = " in text)
    terminal.press("y")
    terminal.wait_for(lambda text: "This screen as a command" in text and "Any key closes" in text)
    terminal.wait_for_silence(0.2)  # a frame may come in pieces
    words = in_dialog(terminal.text(), "This screen as a command").partition("Also on")[0]
    terminal.press("escape")
    text = terminal.wait_for(lambda text: text if "Any key closes" not in text and "x'  = " in text else None)
    try:
        _, run, _ = read(shlex.split(words)[1:])
    except SystemExit:
        pytest.fail(f"{words!r} is no command:\n{text}")
    assert isinstance(run, DescentSettings) and run.steps is not None, words
    runs = Runs(run, run.steps)
    step = re.search(r"step ([\d,]+)", text)
    # At step 0 x₀ is the iterate; later it stands above it.
    values = re.findall(r"x[₀-₉]+ += +(-?[\d.]+(?:e[-+]\d+)?) *│", text)
    assert step is not None and values, text
    assert int(step[1].replace(",", "")) == runs.newest
    assert float(values[-1]) == pytest.approx(float(runs.trajectory.at(runs.newest)[IN_HAND]), rel=1e-6, abs=1e-300)


@pytest.mark.parametrize("lab", LABS if LONG else ["network"], indirect=True)
def test_7_arbitrary_input(lab: Terminal) -> None:
    """7: bytes, broken sequences, invalid UTF-8, all keys in random order: alive, and the numbers agree."""

    @PROFILE
    @given(CHUNKS)
    def story(data: bytes) -> None:
        lab.send_bytes(data)
        lab.read_for(0.01)
        assert lab.process.poll() is None, f"it has ended after {data!r}:\n{lab.text()}"

    story()
    lab.send_bytes(b"\x1b[201~")
    close_what_is_open(lab)
    assert_the_numbers_are_the_cores(lab)
    print(f"7: {EXAMPLES} inputs: alive, and x on the screen is the core's")


@pytest.mark.parametrize("lab", LABS if LONG else ["choose"], indirect=True)
def test_7_all_keys_in_random_order(lab: Terminal) -> None:
    """7: every documented key of every lab, held and mixed."""

    @PROFILE
    @given(st.lists(st.sampled_from(ALL_KEYS), max_size=30))
    def story(keys: list[str]) -> None:
        lab.send("".join(keys))
        lab.read_for(0.01)
        assert lab.process.poll() is None, f"it has ended after {keys!r}:\n{lab.text()}"

    story()
    close_what_is_open(lab)
    assert_the_numbers_are_the_cores(lab)
    print(f"7: {EXAMPLES} rows of keys: alive, and x on the screen is the core's")


@pytest.mark.parametrize(
    ("place", "end"),
    [("field", b""), *([("field", b"\x1b[201~"), ("lab", b""), ("lab", b"\x1b[201~")] if LONG else [])],
    ids=str,
)
def test_7_a_paste_of_a_megabyte(start: Start, place: str, end: bytes) -> None:
    """7: a megabyte pasted, into the lab or a field, with or without its end: keys act afterwards."""
    terminal = start("--paused")
    terminal.wait_for(lambda text: "q quit" in text)
    if place == "field":
        terminal.press("e")
        terminal.wait_for(lambda text: "Type a value" in text)
    terminal.send_bytes(b"\x1b[200~" + (b"lr 1q\x03 " * (MEGABYTE // 8))[: MEGABYTE - 100] + end)
    if not end:
        terminal.read_for(3.5)  # longer than it waits for the end
    close_what_is_open(terminal)
    terminal.press("n")
    terminal.wait_for(lambda text: "step 1 " in text)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
