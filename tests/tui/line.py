"""A pseudo-terminal in the test's own process, and an app at work on it: bytes in, and bytes out."""

from __future__ import annotations

import array
import asyncio
import fcntl
import os
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pyte
from textual.app import App

from lrtui.tui.driver import LEAVE, WHERE_IS_THE_CURSOR, TerminalDriver

PATIENCE = 60.0
"""Seconds until a condition that should hold counts as failed; no measure of speed."""


async def until(condition: Callable[[], object]) -> None:
    """Wait until ``condition`` holds."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "this never came"
        await asyncio.sleep(0.002)


async def a_few_turns() -> None:
    """Let whatever is due happen; the event loop looks for input in each turn."""
    for _ in range(30):
        await asyncio.sleep(0)


class Line:
    """Both ends of a terminal's line, and a person's terminal at the near one.

    Attributes:
        name: of the program's end.
        sent: every byte that the program has sent.
        answers: whether the terminal says where its cursor is when it is asked.
        taken: how many bytes of what was typed the program has read; whoever lets it read counts them.
    """

    def __init__(self) -> None:
        self._near, self._far = os.openpty()
        os.set_blocking(self._near, False)
        self.name = os.ttyname(self._far)
        self.attributes = self.attributes_now()
        self.sent = bytearray()
        self.answers = True
        self.taken = 0
        self._typed = 0
        self._answered = 0
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.resize(80, 24)

    def close(self) -> None:
        """Hang up."""
        os.close(self._near)
        os.close(self._far)

    def resize(self, columns: int, rows: int) -> None:
        """The terminal says that it has this size, and has it where it is not a monstrous one."""
        termios.tcsetwinsize(self._far, (rows, columns))
        if 0 < columns * rows < 100_000:
            self.screen.resize(rows, columns)

    def attributes_now(self) -> list[Any]:
        """Those of the terminal, as ``termios.tcgetattr`` gives them."""
        return termios.tcgetattr(self._far)

    def type(self, data: bytes) -> None:
        """What the keyboard sends, in one piece."""
        assert os.write(self._near, data) == len(data)
        self._typed += len(data)

    @property
    def unread(self) -> int:
        """How many bytes of that the program has not read yet."""
        return self._typed - self.taken

    @property
    def waiting(self) -> int:
        """How many bytes are at the program's end, for it to read; others may still be on their way there."""
        count = array.array("i", [0])
        fcntl.ioctl(self._far, termios.FIONREAD, count)
        return count[0]

    @property
    def questions(self) -> int:
        """How often the program has asked for the cursor."""
        return self.sent.count(WHERE_IS_THE_CURSOR.encode())

    def answer(self) -> None:
        """Answer all questions that have not been answered."""
        for _ in range(self.questions - self._answered):
            self._answered += 1
            self.type(b"\x1b[1;1R")

    def receive(self) -> None:
        """Read what has come, draw it, and answer."""
        data = os.read(self._near, 65536)
        self.sent += data
        # What pyte does not know, it would draw.
        self._stream.feed(data.replace(b"\x1b[?2026$p", b""))
        if self.answers:
            self.answer()

    @property
    def text(self) -> str:
        """What is on the terminal's screen."""
        return "\n".join(self.screen.display)

    @asynccontextmanager
    async def at_work(self, app: App[Any]) -> AsyncIterator[TerminalDriver]:
        """The app on this line, which is that of standard input and output (see the fixture), and how it has it."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._near, self.receive)
        try:
            async with app.run_test(headless=False, size=None):
                driver = app._driver
                assert isinstance(driver, TerminalDriver)
                yield driver
                self.answers = True
                self.answer()
                # The end waits for an answer on its way, which this same loop would have to give.
                await until(lambda: not driver.pace.asked)
            await until(lambda: LEAVE.encode() in self.sent)
        finally:
            loop.remove_reader(self._near)
        for end in (driver._input, driver._output):
            os.close(end.number)
