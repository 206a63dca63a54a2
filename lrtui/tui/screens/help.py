"""The help of a lab: the idea in a few lines, every key, and where the mathematics comes from."""

from collections.abc import Callable, Iterable
from itertools import zip_longest
from typing import ClassVar

from rich.console import Group
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from lrtui.labs.keys import Sections
from lrtui.plot.canvas import Canvas
from lrtui.plot.colours import style_sheet
from lrtui.plot.ink import Ink
from lrtui.tui.about import Help, Term
from lrtui.tui.screens.dialog import Dialog
from lrtui.tui.widgets.plot_view import INK_CLASSES, ink_styles, inked, without_grounds

PICTURE_SIZE = (34, 10)
"""Columns and rows of the picture beside the explanation of a term."""


def table_of(rows: Iterable[tuple[str, str]]) -> Table:
    """Words, and what is said of them."""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=10, no_wrap=True)
    table.add_column()
    for word, text in rows:
        table.add_row(Text(word, "bold"), Text(text))
    return table


def key_table(rows: Iterable[tuple[str, str]]) -> Table:
    """Keys, and what they do, in two columns: down the first, then down the second."""
    cells = [(Text(key, "bold"), Text(effect)) for key, effect in rows]
    half = -(-len(cells) // 2)
    table = Table.grid(padding=(0, 1), expand=True)
    for _ in range(2):
        table.add_column(width=8, no_wrap=True)
        table.add_column(ratio=1)
    for left, right in zip_longest(cells[:half], cells[half:], fillvalue=(Text(), Text())):
        table.add_row(*left, *right)
    return table


class HelpScreen(Dialog):
    """Closes with any of the keys that one would try.

    Args:
        text: what it says.
        sections: the keys.
        encode: what the text passes first, for a terminal that cannot show all of it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(INK_CLASSES)
    DEFAULT_CSS = style_sheet("HelpScreen", dict(zip(Ink, INK_CLASSES, strict=True)))
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
        self._ascii_only = encode is not str

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
                yield Static(table_of((encode(what), encode(text)) for what, text in rows))
            # One widget and not four for every word: mounting them is most of what it takes to open the help.
            yield Static(id="terms")

    def on_mount(self) -> None:
        """Draw the pictures of the words, in the colours that the screen has now."""
        _, background = self.query_one("#help").background_colors
        styles, heading = ink_styles(self, background), self.query(".section").first().rich_style
        explained = (self._explain(term, styles, heading) for term in self._text.terms)
        self.query_one("#terms", Static).update(Group(*explained))

    def _explain(self, term: Term, styles: list[Style], heading: Style) -> Group:
        """A word, and beside a picture what it means."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(width=PICTURE_SIZE[0], no_wrap=True)
        grid.add_row(self._picture(term, styles), Text(self._encode(term.text)))
        return Group(Text(), Text(self._encode(term.name), heading), grid)

    def _picture(self, term: Term, styles: list[Style]) -> Text:
        canvas = Canvas(*PICTURE_SIZE, ascii_only=self._ascii_only)
        term.draw(canvas)
        cells = canvas.cells().lettered() if without_grounds(self.app) else canvas.cells()
        rows = (
            Text.assemble(*((text, inked(styles, ink, ground)) for text, ink, ground in cells.runs(row)))
            for row in range(cells.height)
        )
        return Text("\n").join(rows)

    async def press(self, event: events.Key) -> None:
        """Close, or scroll."""
        if event.key in self.CLOSE:
            self.dismiss()
        elif event.key in self.SCROLL:
            for box in self.query("#help").results(VerticalScroll):
                getattr(box, self.SCROLL[event.key])(animate=False)
