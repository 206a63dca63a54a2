"""What is on the screen while frames are on their way: a picture, and no mixture of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..examples import LONG

if TYPE_CHECKING:
    from .conftest import Start

LOW = {"1": "as far away", "2": "rows at epoch"}
"""What only that lab has, low on the screen."""
HIGH = {"1": "f(x) = x²", "2": "validation loss by epoch"}
"""The same, high on the screen: it has been sent before what is low."""


def test_another_lab_comes_whole_while_a_frame_is_in_flight(start: Start) -> None:
    """The frame that a closing dialog uncovers is still on its way when the other lab is asked for."""
    terminal = start("--lr", "1", "--speed", "1000")
    terminal.bytes_per_second = 50_000
    terminal.wait_for(lambda text: LOW["1"] in text)
    for key, other in ("21", "12") * (3 if LONG else 2):
        terminal.press("y")
        terminal.wait_for(lambda text: "as a command" in text)
        terminal.send(f"q{key}")
        text = terminal.wait_for(lambda text, key=key: text if LOW[key] in text else None)  # type: ignore[misc]
        assert HIGH[key] in text, f"the picture is a mixture:\n{text}"
        terminal.wait_for(lambda text, other=other: LOW[other] not in text)  # type: ignore[misc]
