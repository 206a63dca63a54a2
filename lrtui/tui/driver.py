"""The terminal's line: frames out, keys in, and the terminal as it was when the program goes, however it goes.

In place of Textual's own driver, which writes to standard error from one thread and reads in another, blocks the app
when the line is slow, leaves the terminal raw when it is told to end, and spins when its input is gone. Here the event
loop does both, without waiting and without a thread. What is private to Textual here is its parser of keys;
``tests/tui/test_driver.py`` fails where a newer Textual changes what is leaned on.
"""

from __future__ import annotations

import os
import re
import select
import signal
import termios
import tty
from codecs import getincrementaldecoder
from collections.abc import Callable
from time import monotonic
from types import FrameType
from typing import Any, NoReturn

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from lrtui.tui.pace import Pace

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
"""The alternate screen, without a cursor and without wrapping; a paste comes in brackets."""
LEAVE = "\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
MOUSE_ON, MOUSE_OFF = "\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l"
"""Clicks and the wheel, and no moves: these would be traffic for nothing."""
CAN_SYNCHRONISE = "\x1b[?2026$p"
"""Asks whether the terminal can hold its picture back until a frame is whole; Textual takes the answer."""
WHERE_IS_THE_CURSOR = "\x1b[6n"
STRING_TERMINATOR = "\x1b\\"
"""Ends a sequence that has been cut off."""

DEADLY = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
FEW = 16
"""Bytes that may be a key or an answer, and no sign that a paste goes on."""
PASTE_STARTS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
CHUNK = 4096
"""Bytes read at once; more are not read before the app has taken these, so that a flood of input does not pile up."""
LONGEST_UNFINISHED = 1_000_000
"""Characters of an unfinished sequence or paste that are remembered at the most."""
UNFINISHED = 3.0
"""Seconds after which nobody waits for its end any more: keys would be taken for a part of it."""
LARGEST = (1000, 400)
"""Columns and rows, whatever the terminal claims to have."""
FAREWELL = 1.0
"""Seconds that a stalled line may hold up the end."""
LAST_ANSWER = 0.3
"""Seconds that an answer on its way may hold up the end; the shell would take it for something typed."""

_PIECES = re.compile(r"(\x1b)(?=\x1b*+[^[O\x1b])|((?:\x1b(?!\x1b*+[^[O\x1b])|[^~\x1b])+~?|~)")
"""Input in pieces: escapes that begin no sequence (the parser would take them for alt), and all else. What starts or
ends a paste is at the end of a piece."""


class TerminalDriver(Driver):
    """Connects an app to the terminal of standard input and output.

    Attributes:
        largest: the size to which that of the terminal is cut.
        on_release: called when the next frame may go out.
        last_input: when a key or a click came last, in the loop's time.
    """

    largest = LARGEST

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        self._input = _Descriptor(0, os.O_RDONLY)
        self._output = _Descriptor(1, os.O_WRONLY)
        super().__init__(app, debug=debug, mouse=mouse, size=size or self._terminal_size())
        self.on_release: Callable[[], None] = lambda: None
        self.last_input = self._loop.time()
        self._pending = bytearray()
        self._flushing = False
        self._entered = False
        self._handlers: dict[int, Any] = {}
        self._attributes: list[Any] | None = None
        self._chunks = 0
        self._start_parser()
        self.pace = Pace(
            self._loop,
            ask=lambda: self.write(WHERE_IS_THE_CURSOR),
            idle=lambda: not self._pending,
            let_go=lambda: self.on_release(),
        )

    @property
    def can_suspend(self) -> bool:
        """It can be suspended."""
        return True

    # -------------------------------------------------------------------------------------------- into and out of it

    def start_application_mode(self) -> None:
        """Take the terminal."""
        for number in DEADLY:
            # Under nohup it goes on. A shell's background job ignores others, which would be no help here. Not by the
            # loop: it need not be in good health for this.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                self._handlers[number] = signal.signal(number, self._end)
        self._loop.add_signal_handler(signal.SIGWINCH, self._tell_size)
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._loop.add_signal_handler(signal.SIGCONT, self._resume)
        self._enter()

    def _enter(self) -> None:
        if not self._entered:
            self._attributes = termios.tcgetattr(self._input.number)
        self._entered = True
        self._make_raw()
        self._loop.add_reader(self._input.number, self._read)
        self.write(ENTER + (MOUSE_ON if self._mouse else "") + CAN_SYNCHRONISE)
        self._tell_size()

    def _make_raw(self) -> None:
        attributes = termios.tcgetattr(self._input.number)
        attributes[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        attributes[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        attributes[tty.CC][termios.VMIN], attributes[tty.CC][termios.VTIME] = 1, 0
        termios.tcsetattr(self._input.number, termios.TCSANOW, attributes)

    def disable_input(self) -> None:
        """Take no more keys."""
        self._loop.remove_reader(self._input.number)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was, in whatever state the line is."""
        if not self._entered:
            return
        self._entered = False
        self.disable_input()
        self._loop.remove_writer(self._output.number)
        cut_off = bool(self._pending)  # frames that nobody has seen and nobody will
        self._pending.clear()
        self.pace.stop()
        farewell = (STRING_TERMINATOR if cut_off else "") + (MOUSE_OFF if self._mouse else "") + LEAVE
        try:
            self._send_now(farewell.encode())
            if self.pace.asked:
                self._await_last_answer()
                self.pace.asked = False
            if self._attributes is not None:
                termios.tcsetattr(self._input.number, termios.TCSANOW, self._attributes)
        except (OSError, termios.error):
            pass  # the terminal is gone

    def close(self) -> None:
        """Give back what the program had before: signals, and the blocking of descriptors."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}
        for number in (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT):
            self._loop.remove_signal_handler(number)

    def _send_now(self, data: bytes) -> None:
        """Send a little, if need be at the cost of what the line still holds."""
        for last_try in (False, True):
            deadline = monotonic() + FAREWELL / 2
            while data and (left := deadline - monotonic()) > 0:
                if select.select([], [self._output.number], [], left)[1]:
                    data = data[self._output.write(data) :]
            if data and not last_try:
                termios.tcflush(self._output.number, termios.TCOFLUSH)
                data = STRING_TERMINATOR.encode() + data

    def _await_last_answer(self) -> None:
        """Read until the answer to the last question has come, and let it not be taken for input of the shell."""
        deadline = monotonic() + LAST_ANSWER
        while self.pace.asked and (left := deadline - monotonic()) > 0:
            if select.select([self._input.number], [], [], left)[0]:
                data = self._input.read()
                if not data:
                    return
                self._feed(data)
        if self.pace.asked:
            termios.tcflush(self._input.number, termios.TCIFLUSH)

    # -------------------------------------------------------------------------------------------------------- signals

    def _end(self, number: int, frame: FrameType | None = None) -> NoReturn:
        """End at once, with the terminal restored: nothing of the app is worth waiting for."""
        try:
            self.stop_application_mode()
        finally:
            os._exit(128 + number)

    def suspend(self) -> None:
        """Stop, as ctrl+z does, until the shell says to go on; where there is none that could, go on at once."""
        self.stop_application_mode()
        self._output.give_back()
        self._input.give_back()
        self._loop.remove_signal_handler(signal.SIGTSTP)  # to the default: to stop
        os.kill(0, signal.SIGTSTP)  # the whole job, as the terminal itself does
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._resume()

    def _resume(self) -> None:
        """After a stop of whatever kind: the shell has had the terminal in between."""
        self._input.take()
        self._output.take()
        self._enter()
        self._app.screen.refresh()
        self.on_release()  # what was in flight is gone

    def _tell_size(self) -> None:
        size = Size(*self._terminal_size())
        self.send_message(events.Resize(size, size))

    def _terminal_size(self) -> tuple[int, int]:
        """Columns and rows, of the terminal and no environment variable."""
        try:
            rows, columns = termios.tcgetwinsize(self._output.number)
        except (OSError, termios.error):
            rows, columns = 0, 0
        if not (rows and columns):  # such as on a serial line
            return 80, 24
        widest, tallest = self.largest
        return min(columns, widest), min(rows, tallest)

    # --------------------------------------------------------------------------------------------------------- output

    def write(self, data: str) -> None:
        """Send text as soon as the line takes it; what is written together goes out together."""
        self._pending += data.encode("utf-8", "replace")
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        if not self._entered:
            return
        try:
            del self._pending[: self._output.write(bytes(self._pending[:65536]))]
        except OSError:
            self._end(signal.SIGHUP)
        if self._pending:
            self._loop.add_writer(self._output.number, self._flush)
        else:
            self._loop.remove_writer(self._output.number)

    # ---------------------------------------------------------------------------------------------------------- input

    def _start_parser(self) -> None:
        self._parser = XTermParser()
        self._decoder = getincrementaldecoder("utf-8")("ignore")
        self._unfinished = 0
        self._last = ""
        self._pasting = False

    def _read(self) -> None:
        try:
            data = self._input.read()
        except OSError:
            data = b""
        if data is None:
            return
        if not data:
            self._end(signal.SIGHUP)  # nobody is there any more
        if self._feed(data):
            self._pause_reading()
        # An escape is a key where nothing follows it within this time.
        self._loop.call_later(constants.ESCAPE_DELAY, self._tick)
        if self._unfinished:
            self._loop.call_later(UNFINISHED, self._give_up, self._chunks)

    def _feed(self, data: bytes) -> bool:
        """Hand on what ``data`` says; whether it said anything."""
        text = self._decoder.decode(data)
        self._unfinished += len(text)
        self._chunks += len(data) > FEW
        said = False
        try:
            for escape, piece in _PIECES.findall(text):
                for message in [events.Key("escape", escape)] if escape else self._parser.feed(piece):
                    self._unfinished *= self._pasting
                    said |= self._hand_on(message)
                self._last = (self._last + piece)[-len(PASTE_STARTS) :]
                self._pasting = self._last == PASTE_STARTS or (self._pasting and self._last != PASTE_ENDS)
        except Exception:  # there are broken sequences that Textual's parser does not survive
            self._start_parser()
        if self._unfinished > LONGEST_UNFINISHED:
            pasting = self._pasting
            self._start_parser()
            self._pasting = pasting  # what still comes of it is not typed
        return said

    def _hand_on(self, message: Message) -> bool:
        """Hand it to the app, if it is for that; whether it was."""
        if isinstance(message, events.CursorPosition):
            self.pace.answered()
            return False
        if self._pasting and isinstance(message, events.Key):
            return False  # the parser takes an escape in a paste for one that is typed, and what follows too
        if self._entered:
            if isinstance(message, events.InputEvent):
                self.last_input = self._loop.time()
            self.process_message(message)
        return True

    def _tick(self) -> None:
        for message in self._parser.tick():
            self._hand_on(message)

    def _give_up(self, chunks: int) -> None:
        """Forget a sequence or paste that has come to no end since so many chunks."""
        if self._unfinished and chunks == self._chunks:
            self._start_parser()

    def _pause_reading(self) -> None:
        """Read on when the app, and then its screen, have come to what was read."""
        self.disable_input()

        def read_on() -> None:
            if self._entered:
                self._loop.add_reader(self._input.number, self._read)

        def ask_screen() -> None:
            if not self._app.screen.call_later(read_on):
                read_on()

        self.send_message(events.Callback(callback=ask_screen))  # behind what was read, and not before it


class _Descriptor:
    """A standard stream's terminal, read and written without waiting.

    Opened anew where that can be: to be non-blocking belongs to what is opened, and the shell has the same open.
    """

    def __init__(self, standard: int, mode: int) -> None:
        try:
            self.number = os.open(os.ttyname(standard), mode | os.O_NONBLOCK | os.O_NOCTTY)
            self._own = True
        except OSError:  # such as after `su`, or in a container
            self.number = standard
            self._own = False
            self._was_blocking = os.get_blocking(standard)
            os.set_blocking(standard, False)

    def read(self) -> bytes | None:
        """What there is; nothing at the end of the input, and None where there is nothing yet."""
        try:
            return os.read(self.number, CHUNK)
        except (BlockingIOError, InterruptedError):
            return None

    def write(self, data: bytes) -> int:
        """Send what the line takes now, and return how much that was."""
        try:
            return os.write(self.number, data)
        except (BlockingIOError, InterruptedError):
            return 0

    def take(self) -> None:
        """Do not wait."""
        if not self._own:
            os.set_blocking(self.number, False)

    def give_back(self) -> None:
        """Wait again, if that is how it was."""
        if not self._own:
            os.set_blocking(self.number, self._was_blocking)
