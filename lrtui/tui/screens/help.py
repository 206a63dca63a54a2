"""The help of a lab: the idea in a few lines, every key, and where the mathematics comes from."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from lrtui.labs.keys import Sections
from lrtui.tui.about import Help
from lrtui.tui.screens.dialog import Dialog


def key_table(rows: Iterable[tuple[str, str]]) -> Table:
    """Keys, and what they do."""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=10, no_wrap=True)
    table.add_column()
    for key, effect in rows:
        table.add_row(Text(key, "bold"), Text(effect))
    return table


class HelpScreen(Dialog):
    """Closes with any of the keys that one would try.

    Args:
        text: what it says.
        sections: the keys.
        encode: what the text passes first, for a terminal that cannot show all of it.
    """

    HORIZONTAL_BREAKPOINTS = [(0, ""), (110, "-wide")]  # noqa: RUF012 - so in Textual
    CLOSE = ("escape", "q", "question_mark", "f1", "space", "enter")
    SCROLL: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("j", "n", "down"), "scroll_down"),
        **dict.fromkeys(("k", "b", "up"), "scroll_up"),
        "pagedown": "scroll_page_down",
        "pageup": "scroll_page_up",
        "home": "scroll_home",
        "end": "scroll_end",
    }
    """Keys, and the methods of the box that they call; letters where there are no arrow keys."""

    def __init__(self, text: Help, sections: Sections, encode: Callable[[str], str] = str) -> None:
        super().__init__()
        self._text = text
        self._sections = sections
        self._encode = encode

    def compose(self) -> ComposeResult:
        """The idea, the keys and the sources, in a box that scrolls."""
        encode = self._encode
        with VerticalScroll(id="help", classes="dialog") as dialog:
            dialog.border_title = self._text.title
            dialog.border_subtitle = "↑↓ scroll, q closes"
            yield Static(encode(self._text.idea), id="idea", markup=False)
            for title, keys in self._sections:
                yield Static(title, classes="section")
                yield Static(key_table((encode(key.shown), encode(key.help)) for key in keys))
            for title, rows in (("Mouse", self._text.mouse), ("Where it comes from", self._text.sources)):
                yield Static(title, classes="section")
                yield Static(key_table((encode(what), encode(text)) for what, text in rows))

    async def press(self, event: events.Key) -> None:
        """Close, or scroll."""
        if event.key in self.CLOSE:
            self.dismiss()
        elif event.key in self.SCROLL:
            for box in self.query("#help").results(VerticalScroll):
                getattr(box, self.SCROLL[event.key])(animate=False)
