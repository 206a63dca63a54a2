"""What is made of a terminal's name, the language and the streams."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Mapping

import pytest

from lrtui.tui.capabilities import can_encode, refusal, shows_unicode


class Stream(io.StringIO):
    """A standard stream that is a terminal or not, in some encoding."""

    def __init__(self, *, terminal: bool = True, encoding: str | None = "utf-8") -> None:
        super().__init__()
        self._terminal = terminal
        self._encoding = encoding

    def isatty(self) -> bool:
        return self._terminal

    @property
    def encoding(self) -> str | None:  # type: ignore[override]
        return self._encoding


def streams(monkeypatch: pytest.MonkeyPatch, *, stdin: Stream | None, stdout: Stream | None) -> None:
    """These are standard input and output."""
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stdout", stdout)


TERMINAL, PIPE = Stream(), Stream(terminal=False)


@pytest.mark.parametrize(
    ("stdin", "stdout", "environment", "shown"),
    [
        (TERMINAL, TERMINAL, {"TERM": "xterm-256color"}, True),
        (TERMINAL, TERMINAL, {"TERM": "linux"}, True),
        (TERMINAL, TERMINAL, {"TERM": ""}, True),
        (TERMINAL, TERMINAL, {}, True),
        (TERMINAL, TERMINAL, {"TERM": "dumb"}, False),
        (PIPE, TERMINAL, {"TERM": "xterm"}, False),
        (TERMINAL, PIPE, {"TERM": "xterm"}, False),
        (PIPE, PIPE, {"TERM": "dumb"}, False),
        (None, TERMINAL, {"TERM": "xterm"}, False),
        (TERMINAL, None, {"TERM": "xterm"}, False),
    ],
)
def test_the_app_is_shown_on_terminals_that_can_draw(
    monkeypatch: pytest.MonkeyPatch,
    stdin: Stream | None,
    stdout: Stream | None,
    environment: Mapping[str, str],
    shown: bool,
) -> None:
    streams(monkeypatch, stdin=stdin, stdout=stdout)
    reason = refusal(environment)
    assert (reason == "") == shown
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("encoding", "environment", "shown"),
    [
        ("utf-8", {}, True),
        ("UTF-8", {"TERM": "xterm-256color", "LANG": "de_DE.UTF-8"}, True),
        ("utf-8", {"TERM": "screen", "LC_ALL": "C.UTF-8"}, True),
        ("utf-8", {"LANG": "C"}, True),  # as under many services; Python has made UTF-8 of it
        ("utf-8", {"LC_ALL": "C"}, False),
        ("utf-8", {"LC_ALL": "POSIX"}, False),
        ("utf-8", {"TERM": "linux"}, False),
        ("latin-1", {"TERM": "xterm"}, False),
        ("ascii", {"TERM": "xterm"}, False),
        ("iso-8859-7", {"TERM": "xterm"}, False),  # has the η and nothing else
        ("no such encoding", {}, False),
        (None, {}, False),
    ],
)
def test_more_than_ascii_is_drawn_where_the_terminal_takes_it(
    monkeypatch: pytest.MonkeyPatch, encoding: str | None, environment: Mapping[str, str], shown: bool
) -> None:
    streams(monkeypatch, stdin=TERMINAL, stdout=Stream(encoding=encoding))
    assert shows_unicode(environment) == shown


def test_without_a_standard_output_nothing_can_be_encoded_but_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    streams(monkeypatch, stdin=None, stdout=None)
    assert not can_encode()
    assert can_encode("plain")


def shows_colours(environment: Mapping[str, str], *, before: str = "") -> bool:
    """In a process of its own: curses reads about one terminal in a process, the first."""
    code = f"{before}\nfrom lrtui.tui.capabilities import shows_colours\nprint(shows_colours({dict(environment)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return {"True\n": True, "False\n": False}[done.stdout]


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "a terminal that nobody knows"}, True),
        ({"TERM": "vt100"}, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "0"}, False),
        ({"TERM": ""}, False),
        ({}, False),
    ],
)
def test_colours_are_shown_unless_somebody_objects_or_there_are_none(
    environment: Mapping[str, str], shown: bool
) -> None:
    assert shows_colours(environment) == shown


def test_a_python_without_curses_shows_colours() -> None:
    assert shows_colours({"TERM": "xterm"}, before="import sys; sys.modules['curses'] = None")
