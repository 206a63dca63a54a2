"""A partial update of the screen in as few bytes as it takes.

What it replaces is private to Textual; ``tests/tui/test_repaint.py`` fails where a newer Textual changes that.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.strip import Strip


def exact(renderable: Any) -> Any:
    """Make a partial update one that sends no more than has changed; anything else stays as it is."""
    return Repaint(renderable) if isinstance(renderable, ChopsUpdate) else renderable


class Repaint(CompositorUpdate):
    """A partial update that sends the cells of its spans and no others, and a style only where it changes.

    Textual's own sends a row from the left edge of the widget, and resets the style after every piece of text: about
    half as much again on a line that may be slow.
    """

    def __init__(self, update: ChopsUpdate) -> None:
        self._update = update

    def render_segments(self, console: Console) -> str:
        """Return all that goes to the terminal."""
        # Where nobody knows what the terminal can show, Textual takes it to show all colours.
        system = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        sent: list[str] = []
        style, place = Style.null(), (-1, -1)
        for y, x, strip in self._pieces():
            sent.append(_move(place, (y, x)))
            for text, segment_style, _ in strip:
                wanted = segment_style or Style.null()
                if wanted != style:
                    sent.append(_change(style, wanted, system))
                    style = wanted
                sent.append(text)
            place = (y, x + strip.cell_length)
        return "".join([*sent, "\x1b[0m"])

    def _pieces(self) -> Iterator[tuple[int, int, Strip]]:
        """The row, the column and the text of each run of cells."""
        update = self._update
        for y, first, last in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                start, stop = max(x, first), min(end, last)
                if strip is not None and start < stop:
                    yield y, start, strip if (start, stop) == (x, end) else strip.crop(start - x, stop - x)


def _move(place: tuple[int, int], goal: tuple[int, int]) -> str:
    """The shortest sequence that moves the cursor from a place to another, both (row, column)."""
    if place == goal:
        return ""
    (y, x), (row, column) = place, goal
    return f"\x1b[{column - x}C" if y == row and column > x else f"\x1b[{row + 1};{column + 1}H"


@lru_cache(4096)
def _change(before: Style, after: Style, system: ColorSystem) -> str:
    """The shortest sequence that changes the terminal's style from one to another."""
    full = f"\x1b[0;{_codes(after, system)}m".replace(";m", "m")
    if before.without_color != after.without_color or after.color is None or after.bgcolor is None:
        return full
    colours = Style(
        color=after.color if after.color != before.color else None,
        bgcolor=after.bgcolor if after.bgcolor != before.bgcolor else None,
    )
    codes = _codes(colours, system)
    return f"\x1b[{codes}m" if codes else ""


def _codes(style: Style, system: ColorSystem) -> str:
    """The numbers of a style, without the sequence around them."""
    return style.render("\0", color_system=system).partition("\0")[0].removeprefix("\x1b[").removesuffix("m")
