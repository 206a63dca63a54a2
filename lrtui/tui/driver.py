"""The terminal's line: frames out, keys in, and the terminal as it was when the program goes, however it goes.

In place of Textual's own driver, which writes to standard error from one thread and reads in another, blocks the app
when the line is slow, leaves the terminal raw when it is told to end, and spins when its input is gone. Here the event
loop does both, without waiting and without a thread. ``tests/tui/test_driver.py`` fails where a newer Textual changes
what is leaned on.
"""

import os
import select
import signal
import termios
import tty
from collections.abc import Callable
from time import monotonic
from types import FrameType
from typing import Any, NoReturn

from textual import constants, events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from lrtui.tui.descriptor import Descriptor
from lrtui.tui.keyboard import UNFINISHED, Keyboard
from lrtui.tui.pace import Pace

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
"""The alternate screen, without a cursor and without wrapping; a paste comes in brackets."""
LEAVE = "\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
MOUSE_ON, MOUSE_OFF = "\x1b[?1002h\x1b[?1006h", "\x1b[?1006l\x1b[?1002l"
"""Clicks, drags and the wheel; no moves without a button, which would be traffic for nothing."""
CAN_SYNCHRONISE = "\x1b[?2026$p"
"""Asks whether the terminal can hold its picture back until a frame is whole; Textual takes the answer."""
WHERE_IS_THE_CURSOR = "\x1b[6n"
STRING_TERMINATOR = "\x1b\\"
"""Ends a sequence that has been cut off."""

DEADLY = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
LARGEST = (1000, 400)
"""The most columns and rows that are drawn, whatever the terminal claims to have."""
FAREWELL = 1.0
"""Seconds that a stalled line may hold up the end."""
LAST_ANSWER = 0.3
"""Seconds that an answer on its way may hold up the end; the shell would take it for something typed."""


class TerminalDriver(Driver):
    """Connects an app to the terminal of standard input and output.

    The size of the terminal is cut to ``largest``, and ctrl+z leads to the shell if it ``can_suspend``. ``on_release``
    is called when the next frame may go out; ``last_input`` is when a key or a click came last, in the loop's time.
    """

    largest = LARGEST
    can_suspend = True

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        self._input = Descriptor(0, os.O_RDONLY)
        self._output = Descriptor(1, os.O_WRONLY)
        super().__init__(app, debug=debug, mouse=mouse, size=size or self._terminal_size())
        self.on_release: Callable[[], None] = lambda: None
        self.last_input = self._loop.time()
        self._pending = bytearray()
        self._flushing = False
        self._entered = False
        self._handlers: dict[int, Any] = {}
        self._attributes: list[Any] | None = None
        self._keyboard = Keyboard(self._hand_on)
        self.pace = Pace(
            self._loop,
            ask=lambda: self.write(WHERE_IS_THE_CURSOR),
            idle=lambda: not self._pending,
            let_go=lambda: self.on_release(),
        )

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
        """Send a few bytes; on a stalled line, throw away what it still holds to make room."""
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
                self._keyboard.feed(data)
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
        if not self.can_suspend:
            return
        self.stop_application_mode()
        self._output.give_back()
        self._input.give_back()
        self._loop.remove_signal_handler(signal.SIGTSTP)  # to the default: to stop
        os.kill(0, signal.SIGTSTP)  # the whole job, as the terminal itself does
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._resume()

    def _resume(self) -> None:
        """Take the terminal again after any stop: the shell has had it in between."""
        self._input.take()
        self._output.take()
        self._enter()
        self._app.screen.refresh()
        self.on_release()  # what was in flight is gone

    def _tell_size(self) -> None:
        size = Size(*self._terminal_size())
        self.send_message(events.Resize(size, size))

    def _terminal_size(self) -> tuple[int, int]:
        """Columns and rows that the terminal itself says; no environment variable is asked."""
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
            self._loop.call_soon(self._send_pending)

    def _send_pending(self) -> None:
        self._flushing = False
        if not self._entered:
            return
        try:
            del self._pending[: self._output.write(bytes(self._pending[:65536]))]
        except OSError:
            self._end(signal.SIGHUP)
        if self._pending:
            self._loop.add_writer(self._output.number, self._send_pending)
        else:
            self._loop.remove_writer(self._output.number)

    # ---------------------------------------------------------------------------------------------------------- input

    def _read(self) -> None:
        try:
            data = self._input.read()
        except OSError:
            data = b""
        if data is None:
            return
        if not data:
            self._end(signal.SIGHUP)  # nobody is there any more
        if self._keyboard.feed(data):
            self._pause_reading()
        # An escape is a key where nothing follows it within this time.
        self._loop.call_later(constants.ESCAPE_DELAY, self._keyboard.tick)
        if self._keyboard.unfinished:
            self._loop.call_later(UNFINISHED, self._keyboard.give_up, self._keyboard.progress)

    def _hand_on(self, message: Message) -> bool:
        """Hand a message to the app unless it is an answer to the driver; return whether it was for the app."""
        if isinstance(message, events.CursorPosition):
            self.pace.answered()
            return False
        if self._entered:
            if isinstance(message, events.InputEvent):
                self.last_input = self._loop.time()
            self.process_message(message)
        return True

    def _pause_reading(self) -> None:
        """Stop reading until the app, and then its screen, have handled what was read."""
        self.disable_input()

        def read_on() -> None:
            if self._entered:
                self._loop.add_reader(self._input.number, self._read)

        def ask_screen() -> None:
            if not self._app.screen.call_later(read_on):
                read_on()

        self.send_message(events.Callback(callback=ask_screen))  # behind what was read, and not before it
