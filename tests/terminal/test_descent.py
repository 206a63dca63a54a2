"""The installed program in a real terminal: what a person sees, what the keys send, and what is left behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Start
    from .harness import Terminal

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def step(text: str) -> int | None:
    """The step in the first row."""
    match = re.search(r"step ([\d,]+)", text)
    return int(match[1].replace(",", "")) if match else None


def x_at(text: str, number: int) -> float | None:
    """The iterate of that name on the screen."""
    match = re.search(rf"x{str(number).translate(_SUBSCRIPTS)} *= +(-?[\d.]+(?:e[-+]\d+)?)[ │]", text)
    return float(match[1]) if match else None


def open_lab(start: Start, *arguments: str, **options: object) -> Terminal:
    """The parabola lab, with its first frame on the screen."""
    terminal = start(*arguments, **options)
    terminal.wait_for(lambda text: "q quit" in text and step(text) is not None)
    return terminal


def test_twenty_times_right_from_0_8_is_the_two_cycle(start: Start) -> None:
    terminal = open_lab(start, "--lr", "0.8", "--paused")
    terminal.press(*["right"] * 20)
    terminal.wait_for(lambda text: "η = 1.000 " in text and "two-cycle" in text.lower())
    terminal.press("right")
    terminal.wait_for(lambda text: "η = 1.010 " in text and "diverges" in text.lower())


def wait_for_x(terminal: Terminal, number: int, x: float) -> None:
    """Wait until the screen shows this step, with this iterate."""
    terminal.wait_for(lambda text: step(text) == number and x_at(text, number) == pytest.approx(x, rel=1e-9))


def test_steps_forward_and_back_show_the_closed_form(start: Start) -> None:
    terminal = open_lab(start, "--lr", "1.2", "--x0", "-1", "--paused")
    for key, steps in (("n", range(1, 13)), ("b", range(11, -1, -1))):
        for k in steps:
            terminal.press(key)
            wait_for_x(terminal, k, -1 * (1 - 2 * 1.2) ** k)


def test_keys_as_a_terminal_sends_them(start: Start) -> None:
    terminal = open_lab(start, "--lr", "0.8", "--paused")
    for key, shown in (
        ("L", "η = 0.900 "), ("H", "η = 0.800 "), (".", "η = 0.801 "), (",", "η = 0.800 "),
        ("right", "η = 0.810 "), ("left", "η = 0.800 "), ("l", "η = 0.810 "), ("h", "η = 0.800 "),
        ("up", "x₀  = -0.9 "), ("down", "x₀  = -1 "), ("k", "x₀  = -0.9 "), ("j", "x₀  = -1 "),
        ("K", "x₀  =  0 "), ("J", "x₀  = -1 "),
        ("n", "step 1 "), (">", "step 55 "), ("<", "step 0 "), ("end", "step 55 "), ("home", "step 0 "),
        ("m", "live"), ("m", "what-if"), ("g", "f(x) by step"), ("p", "1/7"), ("P", "7/7"),
        ("r", "step 0 "), ("R", "▶ 2/s"),
    ):  # fmt: skip
        terminal.press(key)
        terminal.wait_for(lambda text, shown=shown: shown in text)  # type: ignore[misc]


def test_dialogs_open_and_close(start: Start) -> None:
    terminal = open_lab(start, "--paused")
    terminal.wait_for_silence(0.2)  # a frame may come in pieces
    lab = terminal.text()
    for opener, shown, closer in (
        ("?", "Gradient descent", "q"),
        ("f1", "Gradient descent", "escape"),
        ("y", "as a command", "escape"),
        ("e", "Type a value", "escape"),
    ):
        terminal.press(opener)
        terminal.wait_for(lambda text, shown=shown: shown in text)  # type: ignore[misc]
        terminal.press(closer)
        terminal.wait_for(lambda text: text == lab)


def test_it_plays_by_itself_and_falls_silent_when_paused(start: Start) -> None:
    terminal = open_lab(start, "--lr", "1", "--speed", "30")
    terminal.wait_for(lambda text: (step(text) or 0) >= 10)
    terminal.press("space")
    terminal.wait_for(lambda text: "paused" in text)
    terminal.wait_for_silence(1.0)
    shown, received = terminal.text(), len(terminal.received)
    terminal.wait_for_silence(1.0)
    assert (terminal.text(), len(terminal.received)) == (shown, received)
    terminal.press("space")
    terminal.wait_for(lambda text: "paused" not in text and (step(text) or 0) > (step(shown) or 0))


def test_it_falls_silent_at_the_end_of_a_run(start: Start) -> None:
    terminal = open_lab(start, "--lr", "1.2", "--speed", "1000")
    terminal.wait_for(lambda text: "overflow" in text.split("\n")[0])
    terminal.wait_for_silence(1.0)
    terminal.press("b")
    terminal.wait_for(lambda text: "paused" in text)


def test_a_step_that_hardly_changes_the_picture_sends_little(start: Start) -> None:
    terminal = open_lab(start, "--lr", "0.9999", "--paused", "--steps", "500")
    terminal.wait_for_silence(0.5)
    before = len(terminal.received)
    terminal.press("n")
    terminal.wait_for(lambda text: step(text) == 501)
    terminal.wait_for_silence(0.5)
    # A few dozen cells and their colours; the picture as a whole is several kilobytes.
    assert len(terminal.received) - before < 1500


@pytest.mark.parametrize("size", [(140, 45), (60, 18), (200, 60)])
def test_another_size_redraws_the_screen(start: Start, size: tuple[int, int]) -> None:
    columns, rows = size
    terminal = open_lab(start, "--paused", "--steps", "3")
    terminal.resize(columns, rows)

    def whole(text: str) -> bool:
        lines = text.split("\n")
        return lines[1].startswith("╭─ f(x) = x²") and lines[1].endswith("─╮") and "play" in lines[-1]

    terminal.wait_for(whole)
    terminal.wait_for_silence(0.2)
    lines = terminal.text().split("\n")
    assert len(lines) == rows and {len(line) for line in lines} == {columns}
    assert step(terminal.text()) == 3
    assert x_at(terminal.text(), 3) == pytest.approx(0.216, rel=1e-9)


def test_a_window_that_is_too_small_and_back(start: Start) -> None:
    terminal = open_lab(start, "--paused", "--steps", "3")
    terminal.wait_for_silence(0.2)  # a frame may come in pieces
    shown = terminal.text()
    for columns, rows in ((30, 10), (1, 1), (40, 12)):
        terminal.resize(columns, rows)
        terminal.wait_for_silence(0.2)
    terminal.wait_for(lambda text: "60 × 18" in text)
    terminal.resize(80, 24)
    terminal.wait_for(lambda text: text == shown)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("state", [("--paused",), ("--speed", "1000", "--lr", "1")], ids=["paused", "playing"])
def test_quitting_leaves_nothing_behind(start: Start, key: str, state: tuple[str, ...]) -> None:
    terminal = open_lab(start, *state)
    assert terminal.attributes_now() != terminal.attributes  # raw, without echo
    assert "1049" in terminal.modes_left_on()
    terminal.press(key)
    assert terminal.wait_for_end() == 0
    assert terminal.attributes_now() == terminal.attributes
    assert terminal.modes_left_on() == set()
    assert not terminal.processes_left()


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
def test_quitting_while_a_value_is_typed(start: Start, key: str) -> None:
    terminal = open_lab(start, "--paused")
    terminal.press("e")
    terminal.wait_for(lambda text: "Type a value" in text)
    terminal.press("q", "1")
    terminal.wait_for(lambda text: "│ q1 " in text)
    terminal.press(key)
    assert terminal.wait_for_end() == 0
    assert terminal.attributes_now() == terminal.attributes
    assert terminal.modes_left_on() == set()


def test_what_is_typed_in_one_go_acts(start: Start) -> None:
    terminal = open_lab(start, "--paused")
    terminal.send("e1.25\r")
    terminal.wait_for(lambda text: "η = 1.250 " in text or "the names are" in text)
    assert "η = 1.250 " in terminal.text()


@pytest.mark.parametrize(
    ("options", "environment"),
    [(("--ascii",), {}), ((), {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
     ((), {"PYTHONIOENCODING": "latin-1"})],
    ids=["--ascii", "LC_ALL=C", "latin-1"],
)  # fmt: skip
def test_where_there_is_no_unicode_only_ascii_is_sent(
    start: Start, options: tuple[str, ...], environment: dict[str, str]
) -> None:
    terminal = open_lab(start, "--paused", *options, environment=environment)
    terminal.press("n")
    terminal.wait_for(lambda text: "x1  =  0.6" in text)
    terminal.press("?")
    terminal.wait_for(lambda text: "Gradient descent" in text)
    terminal.press("q")
    terminal.wait_for(lambda text: "Gradient descent" not in text)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert bytes(terminal.received).isascii()
    assert b"\\u" not in terminal.received
