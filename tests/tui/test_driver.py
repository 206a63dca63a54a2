"""What the driver and the app lean on in Textual, and what the driver makes of a terminal's line."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import constants, events, messages
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

import lrtui.tui.app
import lrtui.tui.driver
import lrtui.tui.keyboard
import lrtui.tui.pace
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.descent.settings import DescentSettings
from lrtui.tui.app import LrtuiApp
from lrtui.tui.descriptor import CHUNK, Descriptor
from lrtui.tui.driver import ENTER, LARGEST, LEAVE, MOUSE_OFF, MOUSE_ON, TerminalDriver
from lrtui.tui.kiosk import KioskApp, KioskDriver

from .conftest import read
from .line import Line, a_few_turns, until

NEVER = 3600.0
"""Seconds after which every test is over."""


def said(message: Message) -> str:
    """What a message says, in a word or two."""
    match message:
        case events.Key():
            return message.key
        case events.Paste():
            return f"paste {message.text!r}"
        case events.CursorPosition():
            return f"cursor {message.x} {message.y}"
        case events.MouseEvent():
            return f"{type(message).__name__} {message.button} {message.x:g} {message.y:g}"
    return type(message).__name__


# ---------------------------------------------------------------------------------------------- Textual's parser

SEQUENCES = {
    "\x1b[3;4R": ["cursor 3 2"],
    "\x1b[1;1R": ["cursor 0 0"],
    "q": ["q"],
    "R": ["R"],
    "?": ["question_mark"],
    "<": ["less_than_sign"],
    ".": ["full_stop"],
    " ": ["space"],
    "η": ["η"],
    "\r": ["enter"],
    "\x7f": ["backspace"],
    "\x03": ["ctrl+c"],
    "\x11": ["ctrl+q"],
    "\x1a": ["ctrl+z"],
    "\x1b[A": ["up"],
    "\x1b[D": ["left"],
    "\x1b[H": ["home"],
    "\x1b[F": ["end"],
    "\x1bOP": ["f1"],
    "\x1b[<0;10;5M": ["MouseDown 1 9 4"],
    "\x1b[<0;10;5m": ["MouseUp 1 9 4"],
    "\x1b[<64;10;5M": ["MouseScrollUp 0 9 4"],
    "\x1b[<65;10;5M": ["MouseScrollDown 0 9 4"],
    "\x1b[200~lr 1\x1b[201~n": ["paste 'lr 1'", "n"],
    "\x1b[?2026;2$y": ["TerminalSupportsSynchronizedOutput"],
}
"""What a terminal sends, and what it is taken for."""


def parsed(*pieces: str) -> list[Message]:
    """What the parser makes of text that comes in pieces."""
    parser = XTermParser()
    return [message for piece in pieces for message in parser.feed(piece)]


@pytest.mark.parametrize("text", SEQUENCES, ids=[repr(text)[1:-1].replace("\\x1b", "ESC") for text in SEQUENCES])
def test_textual_parses_what_a_terminal_sends_whole_and_in_pieces(text: str) -> None:
    assert [said(message) for message in parsed(text)] == SEQUENCES[text]
    assert [said(message) for message in parsed(*text)] == SEQUENCES[text]


def test_what_is_typed_is_an_input_event_and_an_answer_is_none() -> None:
    """By this the driver knows when somebody was there."""
    for text in ("q", "\x1b[A", "\x1b[<0;10;5M"):
        assert all(isinstance(message, events.InputEvent) for message in parsed(text))
    assert not isinstance(parsed("\x1b[3;4R")[0], events.InputEvent)
    (synchronised,) = parsed("\x1b[?2026;2$y")
    assert isinstance(synchronised, messages.TerminalSupportsSynchronizedOutput)


def test_a_key_knows_its_character() -> None:
    (key,) = parsed("<")
    assert isinstance(key, events.Key) and key.character == "<" and key.is_printable
    (key,) = parsed("\x1b[A")
    assert isinstance(key, events.Key) and key.character is None


def test_a_tick_gives_an_escape_once_nothing_has_followed_it_for_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ESCAPE_DELAY", NEVER)
    parser = XTermParser()
    assert list(parser.feed("\x1b")) == [] and list(parser.tick()) == []
    assert [said(message) for message in parser.feed("[A")] == ["up"]
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.01)
    assert list(parser.feed("\x1b")) == []
    time.sleep(constants.ESCAPE_DELAY)
    assert [said(message) for message in parser.tick()] == ["escape"]
    assert list(parser.tick()) == []
    assert [said(message) for message in parser.feed("n")] == ["n"]


# ------------------------------------------------------------------------------------------------- Textual's app


class Paper(Driver):
    """Writes everything down."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self.options = options
        self.written = ""

    def write(self, data: str) -> None:
        self.written += data

    def start_application_mode(self) -> None:
        size = self._app.size
        self.send_message(events.Resize(size, size))

    def disable_input(self) -> None:
        """There is none."""

    def stop_application_mode(self) -> None:
        """There is nothing to restore."""


class Painted(App[None]):
    """An app that counts what it displays."""

    def __init__(self, driver_class: Any) -> None:
        super().__init__(driver_class=driver_class)
        self.displayed = 0

    def compose(self) -> ComposeResult:
        yield Static("before")

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        self.displayed += renderable is not None
        super()._display(screen, renderable)


def test_textual_calls_driver_class_as_the_app_expects() -> None:
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def connect(*arguments: Any, **options: Any) -> Paper:
        calls.append((arguments, options))
        return Paper(*arguments, **options)

    async def story() -> None:
        app = Painted(connect)
        async with app.run_test(headless=False, size=(70, 20)):
            assert isinstance(app._driver, Paper)
        [(arguments, options)] = calls
        assert arguments == (app,)
        assert options == {"debug": False, "mouse": True, "size": (70, 20)}

    asyncio.run(story())


def test_every_picture_goes_through_display_and_in_a_batch_nothing_is_painted_until_its_end() -> None:
    async def story() -> None:
        app = Painted(Paper)
        async with app.run_test(headless=False) as pilot:
            paper = app._driver
            assert isinstance(paper, Paper)
            await until(lambda: "before" in paper.written)
            await pilot.pause()
            assert app.displayed > 0 and app._batch_count == 0
            paper.written = ""
            app.displayed = 0
            with app.batch_update():
                assert app._batch_count == 1
                app.query_one(Static).update("after")
                await pilot.pause()
                await a_few_turns()
                assert paper.written == ""
            assert app._batch_count == 0
            app.screen.check_idle()
            await until(lambda: "after" in paper.written)
            assert app.displayed > 0

    asyncio.run(story())


class Failing(LrtuiApp):
    """An app with a fault."""

    CSS_PATH = str(Path(lrtui.tui.app.__file__).with_name("lrtui.tcss"))

    def __init__(self, fail: Callable[[], object], *, debug: bool = False) -> None:
        super().__init__(DescentSettings(paused=True), debug=debug)
        self._fail = fail

    def on_ready(self) -> None:
        self._fail()


def fall_over() -> None:
    raise ValueError("the [first] fault")


def fall_over_in_the_loop() -> None:
    asyncio.get_running_loop().call_soon(fall_over)


def fall_over_twice() -> None:
    asyncio.get_running_loop().call_soon(fall_over)
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)


@pytest.mark.parametrize("fail", [fall_over, fall_over_in_the_loop, fall_over_twice])
def test_an_error_is_told_in_two_lines_and_status_1(
    fail: Callable[[], object], capsys: pytest.CaptureFixture[str]
) -> None:
    app = Failing(fail)
    asyncio.run(app.run_async(headless=True))
    assert app.return_code == 1
    assert isinstance(app._exception, ValueError)
    first, second = capsys.readouterr().err.splitlines()
    assert first == "lrtui: ValueError: the [first] fault"
    assert "--debug" in second


def test_with_debug_an_error_is_told_with_all_that_led_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    app = Failing(fall_over, debug=True)
    asyncio.run(app.run_async(headless=True))
    assert app.return_code == 1
    error = capsys.readouterr().err
    assert "Traceback" in error and "fall_over" in error and "the [first] fault" in error


def test_what_is_left_to_say_is_kept_until_the_end_and_then_said_once() -> None:
    async def story() -> None:
        app = Failing(fall_over)
        with pytest.raises(ValueError, match="fault"):
            async with app.run_test():
                await until(lambda: app._exit_renderables)
                assert len(app._exit_renderables) == 1
        assert app._exit_renderables == []

    asyncio.run(story())


# ----------------------------------------------------------------------------------------------- the driver's input


class Heard(App[None]):
    """Does nothing with input but to remember it.

    Attributes:
        heard: what has come in.
        gate: while it is closed, the app is busy with the first thing that comes.
    """

    def __init__(self, driver_class: type[TerminalDriver] = TerminalDriver) -> None:
        super().__init__(driver_class=driver_class)
        self.heard: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent | events.Paste):
            await self.gate.wait()
            self.heard.append(said(event))
        else:
            assert not isinstance(event, events.CursorPosition)
            await super().on_event(event)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line whose program's end is the terminal of standard input and output."""
    line = Line()
    monkeypatch.setattr(os, "ttyname", lambda _: line.name)
    read = Descriptor.read

    def counted(self: Descriptor) -> bytes | None:
        data = read(self)
        line.taken += len(data or b"")
        return data

    monkeypatch.setattr(Descriptor, "read", counted)
    yield line
    line.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What depends on nothing coming for a while does not happen: a piece may come as late as it likes."""
    monkeypatch.setattr(constants, "ESCAPE_DELAY", NEVER)
    monkeypatch.setattr(lrtui.tui.driver, "UNFINISHED", NEVER)


def hear(line: Line, story: Callable[[Heard, TerminalDriver], Awaitable[None]]) -> None:
    """A story of an app that hears what comes over the line."""

    async def run() -> None:
        app = Heard()
        async with line.at_work(app) as driver:
            await until(lambda: app.is_running and ENTER.encode() in line.sent)
            await story(app, driver)

    asyncio.run(run())


async def heard_from(app: Heard, line: Line, pieces: Iterable[bytes]) -> list[str]:
    """What the app hears of these pieces, up to a key that comes after them."""
    app.heard.clear()
    for piece in pieces:
        line.type(piece)
        await until(lambda: not line.unread)
        await a_few_turns()
    line.type(b"\x1bOQ")
    await until(lambda: "f2" in app.heard)
    await a_few_turns()
    assert app.heard[-1] == "f2"
    return app.heard[:-1]


HEARD: list[tuple[bytes, list[str]]] = [
    (b"q", ["q"]),
    (b"nnb", ["n", "n", "b"]),
    ("ηx".encode(), ["η", "x"]),
    ("🐍".encode(), ["snake"]),
    (b"\x1b[A\x1b[B", ["up", "down"]),
    (b"\x1bOP~\x1b[H", ["f1", "tilde", "home"]),
    (b"\x1b[5~\x1b[6~", ["pageup", "pagedown"]),
    (b"\x1b[<0;10;5M\x1b[<0;10;5m", ["MouseDown 1 9 4", "MouseUp 1 9 4"]),
    (b"\x1b[3;4R", []),
    (b"n\x1b[3;4Rb", ["n", "b"]),
    # An escape with a character right behind it is two keys, and not alt.
    (b"\x1bx", ["escape", "x"]),
    (b"\x1bq\x1b1", ["escape", "q", "escape", "1"]),
    (b"e1\x1b\rn", ["e", "1", "escape", "enter", "n"]),
    (b"\x1b\x1b[A", ["escape", "up"]),
    # What is not UTF-8.
    (b"a\xffb", ["a", "b"]),
    (b"\xc3\x28\x80n", ["left_parenthesis", "n"]),
    (b"\xff\xfe\xf0\x9f", []),
    # Pastes.
    (b"\x1b[200~hello\x1b[201~", ["paste 'hello'"]),
    (b"n\x1b[200~a\x1b[201~b", ["n", "paste 'a'", "b"]),
    (b"\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~", ["paste 'a'", "paste 'b'"]),
    (b"\x1b[200~~a~b~\x1b[201~", ["paste '~a~b~'"]),
    (b"\x1b[200~q\x03\rn\x1b[201~x", ["paste 'q\\x03\\rn'", "x"]),
    (b"\x1b[200~lr \xce\xb7\x1b[201~", ["paste 'lr η'"]),
]
"""What a terminal sends, and what the app hears of it."""


@pytest.mark.usefixtures("patient")
def test_the_app_hears_what_the_terminal_sends_whole_and_byte_by_byte(line: Line) -> None:
    async def story(app: Heard, driver: TerminalDriver) -> None:
        for data, expected in HEARD:
            assert await heard_from(app, line, [data]) == expected, data
            # An escape is only known for one in the same piece with what follows it.
            if b"\x1b\x1b" not in data and not any(b"\x1b" + key in data for key in (b"x", b"q", b"1", b"\r")):
                assert await heard_from(app, line, [bytes([byte]) for byte in data]) == expected, data

    hear(line, story)


PASTED = [b"a\x1bq", b"\x1b", b"\x1b[A\x03", b"\x1b\x1bq\x11", b"\x1b[<0;1;1Mq", b"\x1bOPq", b"\x1b]52;c;q\x07"]
"""What a paste may have in it that a key would quit or click by."""


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("cut", [False, True], ids=["whole", "in pieces"])
def test_whatever_is_in_a_paste_is_no_key(line: Line, cut: bool) -> None:
    async def story(app: Heard, driver: TerminalDriver) -> None:
        for inside in PASTED:
            data = b"\x1b[200~" + inside + b"z\x1b[201~"
            pieces = [data[:3], data[3:8], data[8:-4], data[-4:]] if cut else [data]
            heard = await heard_from(app, line, pieces)
            # What is behind an escape may be lost; it is Textual that keeps the text.
            assert len(heard) <= 1 and all(word.startswith("paste") for word in heard), (inside, heard)

    hear(line, story)


BROKEN = [b"\x1b[99999999999;1u", b"\x1b[1;99999999999999999999999999u", b"\x1b[1114112;5u", b"\x1b[0;0;1114112u"]


@pytest.mark.usefixtures("patient")
def test_sequences_that_break_the_parser_are_survived(line: Line) -> None:
    raising = 0
    for data in BROKEN:
        try:
            parsed(data.decode())
        except Exception:
            raising += 1
    assert raising, "no longer does any of these raise; look for others, or do without the guard"

    async def story(app: Heard, driver: TerminalDriver) -> None:
        for data in BROKEN:
            # What comes with it up to the next escape may be lost.
            assert (await heard_from(app, line, [data + b"\x1b[A"]))[-1] == "up", data
            assert await heard_from(app, line, [b"n"]) == ["n"], data

    hear(line, story)


def test_an_escape_is_a_key_where_nothing_follows_it(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.02)

    async def story(app: Heard, driver: TerminalDriver) -> None:
        line.type(b"\x1b")
        await until(lambda: app.heard == ["escape"])
        assert await heard_from(app, line, [b"n"]) == ["n"]

    hear(line, story)


class LongTimers:
    """The event loop's timers for a time that is the test's, which fire when it says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        self.set: list[Callable[[], object]] = []
        loop = asyncio.get_running_loop()
        call_later = loop.call_later

        def kept(delay: float, callback: Callable[..., object], *args: Any, **options: Any) -> Any:
            if delay != seconds:
                return call_later(delay, callback, *args, **options)
            self.set.append(lambda: callback(*args))
            return None

        monkeypatch.setattr(loop, "call_later", kept)


@pytest.mark.parametrize(("before", "heard"), [(b"", []), (b"m", ["m"]), (b"\x1b[A", ["up"])])
@pytest.mark.parametrize("data", [b"\x1b[200~pasted without an end", b"\x1b[<0;1"], ids=["paste", "sequence"])
def test_what_comes_to_no_end_is_given_up(
    line: Line, monkeypatch: pytest.MonkeyPatch, data: bytes, before: bytes, heard: list[str]
) -> None:
    monkeypatch.setattr(constants, "ESCAPE_DELAY", NEVER)
    monkeypatch.setattr(lrtui.tui.driver, "UNFINISHED", NEVER + 1)

    async def story(app: Heard, driver: TerminalDriver) -> None:
        timers = LongTimers(monkeypatch, NEVER + 1)
        line.type(before + data)
        await until(lambda: timers.set)
        await a_few_turns()
        assert app.heard == heard
        timers.set[-1]()
        assert await heard_from(app, line, [b"n"]) == ["n"]

    hear(line, story)


def test_an_escape_is_no_part_of_what_was_unfinished_before(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.2)
    monkeypatch.setattr(lrtui.tui.driver, "UNFINISHED", NEVER + 1)

    async def story(app: Heard, driver: TerminalDriver) -> None:
        timers = LongTimers(monkeypatch, NEVER + 1)
        line.type(b"\x1b")
        await until(lambda: app.heard == ["escape"])
        line.type(b"\x1b")
        await until(lambda: len(timers.set) == 2)
        timers.set[0]()  # that of the first one, while the second may still begin a sequence
        await until(lambda: app.heard == ["escape", "escape"])

    hear(line, story)


@pytest.mark.usefixtures("patient")
def test_a_long_paste_that_still_goes_on_is_waited_for(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lrtui.tui.driver, "UNFINISHED", NEVER + 1)
    piece = b"a piece of a paste. "

    async def story(app: Heard, driver: TerminalDriver) -> None:
        timers = LongTimers(monkeypatch, NEVER + 1)
        for count, data in enumerate((b"\x1b[200~" + piece, piece, piece), start=1):
            line.type(data)
            await until(lambda count=count: len(timers.set) == count)  # type: ignore[misc]
        for give_up in timers.set[:-1]:
            give_up()
        assert await heard_from(app, line, [b"\x1b[201~"]) == [f"paste {piece.decode() * 3!r}"]
        for give_up in timers.set:  # it is over
            give_up()
        assert await heard_from(app, line, [b"n"]) == ["n"]

    hear(line, story)


@pytest.mark.usefixtures("patient")
def test_an_unfinished_paste_is_remembered_up_to_a_limit(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lrtui.tui.keyboard, "LONGEST_UNFINISHED", 1000)

    async def story(app: Heard, driver: TerminalDriver) -> None:
        kept = b"\x1b[200~" + b"a" * 900
        assert await heard_from(app, line, [kept, b"\x1b[201~"]) == [f"paste {'a' * 900!r}"]
        assert await heard_from(app, line, [kept, b"a" * 900, b"n", b"\x1b[201~", b"n"]) == ["n"]

    hear(line, story)


def test_a_busy_app_is_not_flooded_with_input(line: Line) -> None:
    async def story(app: Heard, driver: TerminalDriver) -> None:
        app.gate.clear()
        piece = b"n" * 2000
        line.type(piece)
        await until(lambda: not line.unread)
        line.type(piece)
        await until(lambda: line.waiting or not line.unread)
        await a_few_turns()
        assert line.unread == len(piece) <= CHUNK  # it waits where it costs the program nothing
        app.gate.set()
        await until(lambda: len(app.heard) == 2 * len(piece))
        assert await heard_from(app, line, [b"b"]) == ["b"]

    hear(line, story)


@pytest.mark.usefixtures("patient")
def test_it_knows_when_somebody_was_there(line: Line) -> None:
    async def story(app: Heard, driver: TerminalDriver) -> None:
        for data, counts in ((b"n", True), (b"\x1b[<0;1;1M", True), (b"\x1b[1;1R", False), (b"\x1b[?2026;2$y", False)):
            driver.last_input = -1.0
            line.type(data)
            await until(lambda: not line.unread)
            await a_few_turns()
            assert (driver.last_input > 0) == counts, data

    hear(line, story)


# --------------------------------------------------------------------------------------------- the driver's terminal


def test_the_terminal_is_taken_and_given_back(line: Line) -> None:
    handlers = [signal.getsignal(number) for number in lrtui.tui.driver.DEADLY]

    async def story(app: Heard, driver: TerminalDriver) -> None:
        assert line.attributes_now() != line.attributes
        assert line.sent.startswith((ENTER + MOUSE_ON).encode())
        assert [signal.getsignal(number) for number in lrtui.tui.driver.DEADLY] != handlers

    hear(line, story)
    assert line.attributes_now() == line.attributes
    assert line.sent.endswith((MOUSE_OFF + LEAVE).encode())
    assert [signal.getsignal(number) for number in lrtui.tui.driver.DEADLY] == handlers


def test_what_nobody_reads_holds_up_nothing(line: Line) -> None:
    async def story(app: Heard, driver: TerminalDriver) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(line._near)
        text = "0123456789" * 20_000
        driver.write(text)
        await a_few_turns()
        assert driver._pending  # more than the line takes
        assert await heard_from(app, line, [b"n"]) == ["n"]
        loop.add_reader(line._near, line.receive)
        await until(lambda: not driver._pending)
        await until(lambda: text.encode() in line.sent)

    hear(line, story)


@pytest.mark.parametrize(
    ("kind", "claimed", "taken"),
    [
        (TerminalDriver, (80, 24), (80, 24)),
        (TerminalDriver, (1, 1), (1, 1)),
        (TerminalDriver, (300, 100), (300, 100)),
        (TerminalDriver, (20_000, 20_000), LARGEST),
        (TerminalDriver, (0, 0), (80, 24)),
        (TerminalDriver, (80, 0), (80, 24)),
        (KioskDriver, (80, 24), (80, 24)),
        (KioskDriver, (20_000, 20_000), (400, 150)),
        (KioskDriver, (65_535, 1), (400, 1)),
    ],
)
def test_the_size_is_the_terminals_up_to_a_limit(
    line: Line, kind: type[TerminalDriver], claimed: tuple[int, int], taken: tuple[int, int]
) -> None:
    """Of the driver alone: a large screen takes long to draw."""
    line.resize(*claimed)

    class NoApp:
        """Is told the size."""

        def __init__(self) -> None:
            self.sizes: list[tuple[int, int]] = []

        async def _post_message(self, message: Message) -> None:
            if isinstance(message, events.Resize):
                self.sizes.append((message.size.width, message.size.height))

    async def story() -> None:
        app: Any = NoApp()
        driver = kind(app)
        try:
            driver.start_application_mode()
            await until(lambda: app.sizes)
            assert app.sizes == [taken]
            line.resize(60, 18)
            os.kill(os.getpid(), signal.SIGWINCH)
            await until(lambda: len(app.sizes) == 2)
            assert app.sizes[-1] == (60, 18)
        finally:
            driver.stop_application_mode()
            driver.close()
            for end in (driver._input, driver._output):
                os.close(end.number)

    asyncio.run(story())


def test_a_kiosk_does_not_let_go_of_the_terminal(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[object] = []
    monkeypatch.setattr(os, "kill", lambda *arguments: stopped.append(arguments))

    async def story() -> None:
        app: Any = None
        driver = KioskDriver(app)
        assert not driver.can_suspend
        driver.suspend()
        for end in (driver._input, driver._output):
            os.close(end.number)

    asyncio.run(story())
    assert stopped == []
    assert KioskApp(idle=1, max_time=1).driver_type() is KioskDriver


def test_a_terminal_that_cannot_be_opened_anew_is_given_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless(_: int) -> str:
        raise OSError

    monkeypatch.setattr(os, "ttyname", nameless)
    reader, writer = os.pipe()
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, reader)
        stack.callback(os.close, writer)
        end = Descriptor(reader, os.O_RDONLY)
        assert end.number == reader and not os.get_blocking(reader)
        assert end.read() is None
        os.write(writer, b"n")
        assert end.read() == b"n"
        end.give_back()
        assert os.get_blocking(reader)
        end.take()
        assert not os.get_blocking(reader)
        out = Descriptor(writer, os.O_WRONLY)
        assert 0 < out.write(b"n" * 1_000_000) < 1_000_000
        assert out.write(b"n") == 0


# ------------------------------------------------------------------------------------------------- the app on a line


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer may come as late as it likes."""
    monkeypatch.setattr(lrtui.tui.pace, "PATIENCE", NEVER)


def open_lab(line: Line, story: Callable[[LrtuiApp, DescentScreen], Awaitable[None]]) -> None:
    """A story of the parabola lab, paused, whose first picture has arrived."""

    async def run() -> None:
        app = LrtuiApp(DescentSettings(paused=True))
        async with line.at_work(app):
            await until(lambda: "q quit" in line.text)
            await settled(app)
            assert isinstance(app.screen, DescentScreen)
            await story(app, app.screen)

    asyncio.run(run())


async def settled(app: LrtuiApp) -> None:
    """All has been painted and has arrived."""
    quiet = 0
    while quiet < 30:
        quiet = 0 if app.gate.closed or app.line is None or app.line._pending else quiet + 1
        await asyncio.sleep(0.001)


def step(screen: DescentScreen) -> int:
    """The step at which the lab stands."""
    frame = screen.lab.frame()
    return int(frame.run.step)


@pytest.mark.usefixtures("unhurried")
def test_one_frame_is_in_flight_and_keys_act_meanwhile(line: Line) -> None:
    async def story(app: LrtuiApp, screen: DescentScreen) -> None:
        line.answers = False
        asked = line.questions
        line.type(b"n")
        await until(lambda: line.questions == asked + 1)
        await a_few_turns()
        sent = len(line.sent)
        line.type(b"nnnn")
        await until(lambda: step(screen) == 5)
        await a_few_turns()
        assert app.gate.closed and len(line.sent) == sent
        assert "step 1 " in line.text
        line.answer()
        await until(lambda: line.questions == asked + 2)
        await until(lambda: "step 5 " in line.text)  # and none in between

    open_lab(line, story)


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("happening", ["resize", "?", "y", "t", "3"])
def test_a_new_layout_while_a_frame_is_in_flight_is_painted_after_it(line: Line, happening: str) -> None:
    async def story(app: LrtuiApp, screen: DescentScreen) -> None:
        line.answers = False
        asked = line.questions
        line.type(b"n")
        await until(lambda: line.questions == asked + 1)
        before = read(app).rows
        if happening == "resize":
            line.resize(100, 30)
            os.kill(os.getpid(), signal.SIGWINCH)
            await until(lambda: screen.size == (100, 30))
        else:
            theme = app.theme
            line.type(happening.encode())
            await until(lambda: app.screen is not screen or app.theme != theme)
        for _ in range(5):
            await a_few_turns()
        assert line.questions == asked + 1
        line.answers = True
        line.answer()
        await settled(app)
        await until(lambda: line.text.split("\n") == read(app).rows)  # another lab may go on by itself
        assert (line.text.split("\n") == before) == (happening == "t")

    open_lab(line, story)


@pytest.mark.usefixtures("unhurried")
def test_what_is_on_the_line_is_what_the_app_shows(line: Line) -> None:
    async def story(app: LrtuiApp, screen: DescentScreen) -> None:
        for keys in (b"nnn", b"L", b"?", b"q", b"g", b"e9\r", b"t", b"b", b"y"):
            line.type(keys)
            await until(lambda: not line.unread)
            await settled(app)
            assert line.text.split("\n") == read(app).rows, keys

    open_lab(line, story)
