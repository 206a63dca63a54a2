"""The installed program in a pseudo-terminal of its own, and a terminal emulator that shows its screen.

The program is a session leader with the pseudo-terminal as its controlling terminal, as under a shell. It is started
without a fork of the test's process (pexpect and ``pty.fork`` fork it, which Python 3.12 and later warn about where
there are threads, as NumPy's).
"""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import re
import select
import signal
import subprocess
import sysconfig
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyte

PATIENCE = 60.0
"""Seconds until something that should come counts as failed; no measure of speed."""

CHUNK = 512
"""Bytes that are read at once on a slow line."""

PROGRAM = Path(sysconfig.get_path("scripts")) / "lrtui"
"""What the installation has put beside the interpreter."""

STATE = Path(__file__).parent / "state"
"""Where the program finds that it has been started before; a first start has a hint on its screen."""

ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "XDG_STATE_HOME": str(STATE)}
"""What every program is given to begin with."""

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "enter": "\r", "escape": "\x1b", "space": " ", "backspace": "\x7f", "f1": "\x1bOP",
    "ctrl+c": "\x03", "ctrl+q": "\x11",
}  # fmt: skip
"""What a terminal sends for keys that type nothing."""

ON_AT_FIRST = {"7", "25"}
"""The modes that a terminal starts with: wrapping lines, and a visible cursor."""

# What pyte takes for text, though a terminal shows nothing of it: kitty's keyboard protocol, and the like.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][\d;]*[a-zA-Z]|\x1b\[\?\d+\$p")
_UNFINISHED = re.compile(rb"\x1b[^a-zA-Z]*$")
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")


class _Screen(pyte.Screen):
    """An emulated screen that answers as a terminal does, such as with the place of the cursor to ``CSI 6n``."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, rows)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data)


class Terminal:
    """A program at work in a terminal of ``columns`` × ``rows`` cells.

    Where the terminal is slow or stalled, the program's output waits in the pseudo-terminal, as in a full line.

    Args:
        arguments: those of the program.
        columns: of the screen.
        rows: of the screen.
        program: any command; found on the path, if it is only a name.
        environment: added to the path, the kind of terminal, the language and the state of one who has been here.
        claimed: columns and rows that the terminal says it has, where that is not the truth.
        answers: whether it says where its cursor is when it is asked.

    Attributes:
        received: every byte that the program has sent.
        attributes: those of the terminal before the program started, as ``termios.tcgetattr`` gives them.
        bytes_per_second: what is read at the most; None for no limit, 0 to read nothing.
    """

    def __init__(
        self,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        program: str | Path = PROGRAM,
        environment: Mapping[str, str] | None = None,
        claimed: tuple[int, int] | None = None,
        answers: bool = True,
    ) -> None:
        self.received = bytearray()
        self.bytes_per_second: float | None = None
        self._line_free_at = 0.0
        self._sending = False
        self._to_send = b""
        self._screen = _Screen(columns, rows, answer=self.send if answers else lambda text: None)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""
        self._text: str | None = None
        self._terminal, self._side = os.openpty()
        self._hung_up = False
        self.claim(*(claimed or (columns, rows)))
        self.attributes = self.attributes_now()
        # The shell opens the terminal as a session leader without one, and so makes it the controlling terminal.
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" <>"$0" >&0 2>&0', os.ttyname(self._side), str(program), *arguments],
            env={**ENVIRONMENT, "TERM": "xterm-256color", **(environment or {})},
            start_new_session=True,
        )

    def send(self, text: str) -> None:
        """Characters, as they would come from the keyboard, in one piece."""
        self.send_bytes(text.encode())

    def send_bytes(self, data: bytes) -> None:
        """Bytes, as fast as the program takes them; what it sends meanwhile is read, and answered afterwards."""
        if self._sending:
            self._to_send += data
            return
        self._sending = True
        while data:
            if select.select([], [self._terminal], [], 0.01)[1]:
                data = data[os.write(self._terminal, data[:1024]) :]
            elif self.bytes_per_second is None:
                self._read(0.01)
            if not data:
                data, self._to_send = self._to_send, b""
        self._sending = False

    def press(self, *keys: str) -> None:
        """Keys, by name or as the character that they type."""
        for key in keys:
            self.send(KEYS.get(key, key))

    def text(self) -> str:
        """What is on the screen, as far as it has been read."""
        if self._text is None:
            # What ``self._screen.display`` gives, in a fifth of the time: it measures every character again.
            columns = range(self._screen.columns)
            rows = (self._screen.buffer[row] for row in range(self._screen.lines))
            self._text = "\n".join("".join([row[column].data for column in columns]) for row in rows)
        return self._text

    def wait_for(self, condition: Callable[[str], Any]) -> Any:
        """Read until ``condition`` holds for the text of the screen, and return what it gave."""
        deadline = time.monotonic() + PATIENCE
        while not (result := condition(self.text())):
            assert time.monotonic() < deadline, f"this never came; the screen:\n{self.text()}"
            assert self._read(0.1) or self.process.poll() is None, f"the program has ended; the screen:\n{self.text()}"
        return result

    def wait_for_silence(self, seconds: float) -> None:
        """Read until nothing has come for so long."""
        deadline = time.monotonic() + PATIENCE
        while self._read(seconds):
            assert time.monotonic() < deadline, f"it never falls silent; the screen:\n{self.text()}"

    def read_for(self, seconds: float) -> None:
        """Read so long what comes, or let it pass where nothing is read."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._read(left)

    def wait_for_end(self) -> int:
        """Read until the program is gone, and return its exit status."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it never ends; the screen:\n{self.text()}"
            self._read(0.05)
        self.bytes_per_second = None
        while self._read(0):
            pass
        return self.process.wait()

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller; the program gets SIGWINCH."""
        self._screen.resize(rows, columns)
        self._text = None
        self.claim(columns, rows)

    def claim(self, columns: int, rows: int) -> None:
        """Say that the window is so large, which it need not be; the program gets SIGWINCH."""
        termios.tcsetwinsize(self._terminal, (rows, columns))

    def hang_up(self) -> None:
        """Close the window: the program gets SIGHUP and has no terminal any more."""
        if not self._hung_up:
            self._hung_up = True
            os.close(self._terminal)

    def attributes_now(self) -> list[Any]:
        """The terminal's attributes: raw or cooked, echo, and so on."""
        return termios.tcgetattr(self._side)

    def bytes_waiting(self) -> int:
        """How much the program has sent that has not been read."""
        return _waiting(self._terminal)

    def wait_until_taken(self) -> None:
        """Read until the program has taken all that was typed; it takes the next when it has done with the last."""
        deadline = time.monotonic() + PATIENCE
        while _waiting(self._side):
            assert time.monotonic() < deadline, "the program reads no more"
            self._read(0.01)

    def modes_left_on(self) -> set[str]:
        """The private modes (mouse, paste, alternate screen, …) that are not as a terminal has them at first."""
        modes = dict.fromkeys(ON_AT_FIRST, True)
        for numbers, switch in _MODE.findall(bytes(self.received)):
            modes |= dict.fromkeys(numbers.decode().split(";"), switch == b"h")
        return {number for number, on in modes.items() if on != (number in ON_AT_FIRST)}

    def processes_left(self) -> bool:
        """Whether anything that the program started, or it itself, still runs."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def close(self) -> None:
        """End whatever still runs, and give the terminal back."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.hang_up()
        os.close(self._side)

    def _read(self, seconds: float) -> bool:
        """Read what there is, waiting for it so long; False where nothing came."""
        if self._hung_up or self.bytes_per_second == 0:
            time.sleep(seconds)
            return False
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        data = self._take()
        self.received += data
        data = self._held + data
        unfinished = _UNFINISHED.search(data)
        end = unfinished.start() if unfinished else len(data)
        self._held = data[end:]
        self._stream.feed(_UNKNOWN.sub(b"", data[:end]))
        self._text = None
        return True

    def _take(self) -> bytes:
        """What the program has sent, as soon and as fast as the line carries it."""
        if self.bytes_per_second is None:
            return os.read(self._terminal, 65536)
        time.sleep(max(self._line_free_at - time.monotonic(), 0))
        data = os.read(self._terminal, CHUNK)
        self._line_free_at = time.monotonic() + len(data) / self.bytes_per_second
        return data


def _waiting(descriptor: int) -> int:
    """How many bytes one could read there now."""
    count = array.array("i", [0])
    fcntl.ioctl(descriptor, termios.FIONREAD, count)
    return count[0]
