"""A list of all that can be asked for by name, and a field that narrows it down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from lrtui.tui.palette import Entry, found
from lrtui.tui.screens.type_value import Asking

NAME_WIDTH = 28
"""Columns of the names; what an entry is about stands beside it."""

NOTHING = "nothing is called that"


class Found(OptionList, can_focus=False):
    """The list: the field above keeps the keys."""


class PaletteScreen(Asking[Entry]):
    """Ends with the entry that is chosen.

    In place of Textual's own palette, which searches in the background: there an enter that comes together with what
    was typed before it, as over a slow line, chooses from the list as it was before.

    Args:
        entries: all there is.
        encode: what the texts pass first, for a terminal that cannot show all of them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+p", "dismiss", "cancel")]
    MOVES: ClassVar[dict[str, str]] = {
        "down": "cursor_down",
        "ctrl+n": "cursor_down",
        "tab": "cursor_down",
        "up": "cursor_up",
        "shift+tab": "cursor_up",
        "pagedown": "page_down",
        "pageup": "page_up",
    }
    KEYS: ClassVar[tuple[str, ...]] = ("enter", *MOVES)

    def __init__(self, entries: Sequence[Entry], encode: Callable[[str], str] = str) -> None:
        super().__init__()
        self._entries = entries
        self._encode = encode
        self._text: str | None = None
        self._found: list[Entry] = []

    def compose(self) -> ComposeResult:
        """The field, and under it the list."""
        with Vertical(id="palette", classes="dialog") as dialog:
            dialog.border_title = "By name"
            dialog.border_subtitle = "↑↓ choose, enter does it, esc leaves"
            yield self.field(placeholder="part of a name")
            yield Found(markup=False, compact=True)

    def on_mount(self) -> None:
        """All of them at first."""
        self._narrow(self.query_one(Input).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Those that are called so."""
        self._narrow(event.input.value)  # it may be changed again since

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click."""
        self.dismiss(self._found[event.option_index])

    def press(self, key: str, text: str) -> None:
        """Choose, or go up or down in the list as it is for what has been typed by now."""
        self._narrow(text)
        options = self.query_one(Found)
        if key != "enter":
            getattr(options, f"action_{self.MOVES[key]}")()
        elif self._found:
            self.dismiss(self._found[options.highlighted or 0])

    def _narrow(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._found = found(self._entries, text)
        options = self.query_one(Found)
        options.set_options([Option(self._line(entry)) for entry in self._found] or [Option(NOTHING, disabled=True)])
        options.highlighted = 0 if self._found else None

    def _line(self, entry: Entry) -> Text:
        name, about = self._encode(entry.name), self._encode(entry.about)
        return Text.assemble((f"{name:<{NAME_WIDTH}}", "bold"), about, no_wrap=True, overflow="ellipsis")
