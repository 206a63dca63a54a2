"""The last resort for terminals that show less: whatever a widget draws, no more than that leaves the app."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from lrtui.plot.ascii_art import cell_by_cell


class AsciiFilter(LineFilter):
    """Turns borders, scroll bars and dialogs into ASCII; the figures draw themselves in ASCII, which looks better."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, with each character that is not ASCII replaced by one that is."""
        return [Segment(cell_by_cell(text), style, control) for text, style, control in segments]


class NoColours(LineFilter):
    """Removes all colours, greys too; bold and the like stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without the colours of their styles."""
        return [Segment(text, style and style.without_color, control) for text, style, control in segments]
