"""The last resort for a terminal without Unicode: whatever a widget draws, ASCII characters leave the app."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from lrtui.plot.ascii_art import cell_by_cell


class AsciiFilter(LineFilter):
    """Borders, scroll bars, the footer and dialogs; the figures draw themselves in ASCII, which looks better."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with an ASCII character for every other one."""
        return [Segment(cell_by_cell(text), style, control) for text, style, control in segments]
