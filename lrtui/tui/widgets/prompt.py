"""A line to type into, over the lab: for a value, for a file's name, or for something by its name.

It is always mounted, and the app hands every key to the screen in its own time: so what comes together with the key
that opens it arrives in order, and so does what comes behind an enter.
"""

import textwrap
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from lrtui.plot.chart import Box
from lrtui.tui.palette import Entry, found

LONGEST = 320
"""Characters of a value; a paste may have many more."""

EDGE = 2
"""Columns or rows of a dialog's frame."""

PADDING = 2
"""Columns between the frame of a dialog and its words."""


class Field(Input):
    """The line itself."""

    EDITS: ClassVar[dict[str, str]] = {
        "backspace": "delete_left",
        "delete": "delete_right",
        "ctrl+d": "delete_right",
        "left": "cursor_left",
        "right": "cursor_right",
        "ctrl+left": "cursor_left_word",
        "ctrl+right": "cursor_right_word",
        "home": "home",
        "ctrl+a": "home",
        "end": "end",
        "ctrl+e": "end",
        "ctrl+w": "delete_left_word",
        "ctrl+u": "delete_left_all",
        "ctrl+k": "delete_right_all",
    }
    """Keys with which one edits, and what each does. Others of Textual's go its own way: it copies, or quits."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, compact=True, max_length=LONGEST, select_on_focus=False)
        self.cursor_blink = False  # nothing goes over the line while nothing happens

    def press(self, event: events.Key) -> None:
        """Do at once what a key does in a line of text; any other is let go."""
        if event.key in self.EDITS:
            getattr(self, f"action_{self.EDITS[event.key]}")()
        elif event.character is not None and event.is_printable:
            self.insert_text_at_cursor(event.character)


class Over(Vertical):
    """What opens over a lab's figures, and takes the keys while it is open."""

    def __init__(self, dialog_id: str, placeholder: str = "") -> None:
        super().__init__(id=dialog_id, classes="dialog")
        self.field = Field(placeholder)
        self.is_open = False

    def open(self, text: str = "") -> None:
        """Take the keys from now on, with ``text`` in the line."""
        self.is_open = True
        self.field.value = text
        self.field.cursor_position = len(text)
        self.field.focus()

    def close(self) -> None:
        """Let the lab have the keys again."""
        self.is_open = False
        self.screen.set_focus(None)

    async def press(self, event: events.Key) -> None:
        """Do what a key does here."""
        if event.key == "escape":
            self.close()
        else:
            self.field.press(event)

    def place(self, window: Size) -> Box:
        """Where it stands in a window of this size."""
        raise NotImplementedError


class Question(NamedTuple):
    """What a prompt asks for: ``parse`` reads it, or raises a ValueError with a message for the person.

    ``then`` takes what was read, ``does`` is the word for that, and ``text`` stands in the line at first.
    """

    parse: Callable[[str], Any]
    then: Callable[[Any], None]
    examples: str
    title: str = "Type a value"
    does: str = "sets"
    text: str = ""


class Prompt(Over):
    """Asks one question; what is refused is said under the line, and nothing happens."""

    def __init__(self) -> None:
        super().__init__("type-value")
        self._question: Question | None = None
        self._refused: str | None = None
        self._words = ""
        self._note = Static("", id="type-error", markup=False)

    def compose(self) -> ComposeResult:
        """The line, and under it the examples or what is wrong."""
        yield self.field
        yield self._note

    def ask(self, question: Question) -> None:
        """Open with a question, and without what was said before: that would cover what there is to read here."""
        self.app.clear_notifications()
        self._question = question
        self._refused = None
        self.border_title = question.title
        self.border_subtitle = f"enter {question.does} it, esc leaves"
        self._say(question.examples, wrong=False)
        self.open(question.text)

    async def press(self, event: events.Key) -> None:
        """Take the value with an enter, or say what is wrong with it; any other key edits the line."""
        assert self._question is not None
        if event.key != "enter":
            await super().press(event)
            if self._refused is not None and self.field.value != self._refused:
                # A new try: the old complaint no longer holds.
                self._refused = None
                self._say(self._question.examples, wrong=False)
            return
        text = self.field.value
        try:
            value = self._question.parse(text)
        except ValueError as error:
            self._refused = text
            self._say(str(error), wrong=True)
            return
        self.close()
        self._question.then(value)

    def place(self, window: Size) -> Box:
        """At the foot of the window, as tall as its words are."""
        lines = textwrap.wrap(self._words, max(window.width - EDGE - PADDING, 1)) or [""]
        height = min(len(lines) + 1 + EDGE, window.height)
        return Box(window.height - height, 0, height, window.width)

    def _say(self, text: str, *, wrong: bool) -> None:
        self._words = text
        self._note.update(text)
        self._note.set_class(wrong, "-wrong")


NAME_WIDTH = 28
"""Columns of the names in the palette; what an entry is about stands beside it."""

NOTHING = "nothing is called that"

PALETTE_WIDTH, PALETTE_HEIGHT = 78, 20


class Found(OptionList, can_focus=False):
    """The list of a palette: the line above keeps the keys."""


class Palette(Over):
    """A list of all that can be asked for by name, and a line that narrows it down.

    In place of Textual's own palette, which searches in the background: there an enter that comes together with what
    was typed before it, as over a slow line, chooses from the list as it was before. ``encode`` makes the texts what
    the terminal can show.
    """

    MOVES: ClassVar[dict[str, str]] = {
        "down": "cursor_down",
        "ctrl+n": "cursor_down",
        "tab": "cursor_down",
        "up": "cursor_up",
        "shift+tab": "cursor_up",
        "pagedown": "page_down",
        "pageup": "page_up",
    }

    def __init__(self, encode: Callable[[str], str]) -> None:
        super().__init__("palette", "part of a name")
        self.border_title = "By name"
        self.border_subtitle = "↑↓ choose, enter does it, esc leaves"
        self._encode = encode
        self._entries: Sequence[Entry] = ()
        self._found: list[Entry] = []
        self._options = Found(markup=False, compact=True)

    def compose(self) -> ComposeResult:
        """The line, and under it the list."""
        yield self.field
        yield self._options

    def offer(self, entries: Sequence[Entry]) -> None:
        """Open with all there is."""
        self._entries = entries
        self.open()
        self._narrow()

    async def press(self, event: events.Key) -> None:
        """Choose, go up or down in the list, or narrow it down."""
        if event.key == "enter":
            if self._found:
                await self._choose(self._options.highlighted or 0)
        elif event.key in self.MOVES:
            getattr(self._options, f"action_{self.MOVES[event.key]}")()
        elif event.key == "ctrl+p":
            self.close()
        else:
            before = self.field.value
            await super().press(event)
            if self.field.value != before:
                self._narrow()

    def on_input_changed(self) -> None:
        """What is pasted narrows the list as what is typed does."""
        if self.is_open:
            self._narrow()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses."""
        await self._choose(event.option_index)

    def place(self, window: Size) -> Box:
        """In the middle of the window."""
        width, height = min(PALETTE_WIDTH, window.width), min(PALETTE_HEIGHT, window.height)
        return Box((window.height - height) // 2, (window.width - width) // 2, height, width)

    async def _choose(self, index: int) -> None:
        do: Callable[[], Awaitable[None]] = self._found[index].do
        self.close()
        await do()

    def _narrow(self) -> None:
        now = found(self._entries, self.field.value)
        if now == self._found and self._options.option_count:
            return
        self._found = now
        self._options.set_options([Option(self._line(entry)) for entry in now] or [Option(NOTHING, disabled=True)])
        self._options.highlighted = 0 if now else None

    def _line(self, entry: Entry) -> Text:
        name, about = self._encode(entry.name), self._encode(entry.about)
        return Text.assemble((f"{name:<{NAME_WIDTH}}", "bold"), about, no_wrap=True, overflow="ellipsis")
