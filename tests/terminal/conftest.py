"""Starts the installed program in a terminal, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from .harness import PROGRAM, Terminal


class Start(Protocol):
    """Starts the program with these arguments; see ``Terminal`` for the options."""

    def __call__(self, *arguments: str, **options: Any) -> Terminal:
        """The terminal in which it runs."""


@pytest.fixture
def start() -> Iterator[Start]:
    """Start programs in terminals, which are closed when the test is over."""
    if not PROGRAM.exists():
        pytest.skip(f"the package is not installed: there is no {PROGRAM.name} beside the interpreter")
    terminals: list[Terminal] = []

    def starter(*arguments: str, **options: Any) -> Terminal:
        terminals.append(Terminal(*arguments, **options))
        return terminals[-1]

    yield starter
    for terminal in terminals:
        terminal.close()
