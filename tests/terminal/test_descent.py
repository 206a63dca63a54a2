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


def wait_for_x(terminal: Terminal, number: int, x: float) -> None:
    """Wait until the screen shows this step, with this iterate."""
    terminal.wait_for(lambda text: step(text) == number and x_at(text, number) == pytest.approx(x, rel=1e-9))


def test_keys_as_a_terminal_sends_them(start: Start) -> None:
    """Each kind of key arrives, alone and in one go, and a step shows the closed form; test_tmux sends all keys."""
    terminal = open_lab(start, "--lr", "0.8", "--paused")
    for key, shown in (
        ("right", "·0.81) "), ("left", "·0.8) "), ("L", "·0.9) "), (".", "·0.901) "),
        ("up", "x₀  = -0.9 "), ("down", "x₀  = -1 "), ("n", "step 1 "), ("end", "■ converged"), ("home", "step 0 "),
        (">", "step 126 "), ("<", "step 0 "), ("R", "▶ 2/s"), ("space", "‖ paused"), ("r", "step 0 "),
    ):  # fmt: skip
        terminal.press(key)
        terminal.wait_for(lambda text, shown=shown: shown in text)  # type: ignore[misc]
    terminal.send("e1.25\r")
    terminal.wait_for(lambda text: "·1.25) " in text or "the names are" in text)
    assert "·1.25) " in terminal.text()
    for key, steps in (("n", range(1, 4)), ("b", range(2, -1, -1))):
        for k in steps:
            terminal.press(key)
            wait_for_x(terminal, k, -1 * (1 - 2 * 1.25) ** k)


def test_dialogs_open_and_close_and_ascii_is_all_that_is_sent(start: Start) -> None:
    """With ``--ascii``; where the terminal is the reason for it, see test_environment."""
    terminal = open_lab(start, "--paused", "--ascii")
    terminal.press("n")
    terminal.wait_for(lambda text: "x1  = -0.8 " in text)
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
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert bytes(terminal.received).isascii()
    assert b"\\u" not in terminal.received


def test_a_step_that_hardly_changes_the_picture_sends_little(start: Start) -> None:
    terminal = open_lab(start, "--lr", "0.9999", "--paused", "--steps", "500")
    terminal.wait_for_silence(0.5)
    before = len(terminal.received)
    terminal.press("n")
    terminal.wait_for(lambda text: step(text) == 501)
    terminal.wait_for_silence(0.5)
    # A few dozen cells and their colours; the picture as a whole is several kilobytes.
    assert len(terminal.received) - before < 1500


def test_quitting_while_a_value_is_typed(start: Start) -> None:
    terminal = open_lab(start, "--paused")
    terminal.press("e")
    terminal.wait_for(lambda text: "Type a value" in text)
    terminal.press("q", "1")
    terminal.wait_for(lambda text: "│ q1 " in text)
    terminal.press("ctrl+c")
    assert terminal.wait_for_end() == 0
    assert terminal.attributes_now() == terminal.attributes
    assert terminal.modes_left_on() == set()
