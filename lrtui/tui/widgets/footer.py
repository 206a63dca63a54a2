"""The line of keys at the foot of a lab, drawn from the key table: one figure, and no widget for every key."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from lrtui.labs.keys import Key, Sections
from lrtui.plot import letters
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel


class Place(NamedTuple):
    """Where a text of the footer stands, what it is, and which key a click on it means."""

    column: int
    text: str
    ink: Ink
    key: Key


class Announcement(NamedTuple):
    """What is said in place of the keys, and its headline in few words."""

    text: str
    headline: str

    def rows(self, width: int, height: int) -> int:
        """The rows that it takes in a window of this size: with large letters where there is room for them."""
        fits = height >= ROOM_FOR_LETTERS and letters.room_for(self.headline) <= width - 2
        return 1 + letters.ROWS if self.headline and fits else 1


ROOM_FOR_LETTERS = 30
"""Rows of a window from which on the headline stands in large letters."""

ANY_KEY = "any key takes over"


def footer(sections: Sections, announced: Callable[[], Announcement]) -> Panel[object]:
    """As many keys as the window has room for, the most important first.

    What is announced, if anything, stands in place of the keys, with what a key does now where that has room.
    """

    def draw(_: object, canvas: Canvas) -> None:
        said = announced()
        if said.text:
            _draw_announcement(said, canvas)
            return
        for place in _places(sections, canvas):
            canvas.write(0, place.column, place.text, place.ink)

    return Panel("footer", draw, depends=lambda _: announced(), framed=False)


def _draw_announcement(said: Announcement, canvas: Canvas) -> None:
    row, start = canvas.height - 1, canvas.width - len(ANY_KEY) - 1
    if row:
        letters.write_letters(canvas, 0, 1, said.headline, Ink.TITLE)
    if canvas.write(row, 1, said.text, Ink.TITLE) < start:
        canvas.write(row, start, ANY_KEY, Ink.CURRENT)


def key_at(column: int, sections: Sections, canvas: Canvas) -> Key | None:
    """The key whose name or word is at a column of the footer as it is drawn on ``canvas``."""
    places = _places(sections, canvas)
    return next((p.key for p in places if p.column <= column < p.column + len(canvas.encode(p.text))), None)


def _places(sections: Sections, canvas: Canvas) -> list[Place]:
    """As many whole entries as there is room for; with two blanks between them where that is room for all."""

    def fits(place: Place) -> bool:
        return place.column + len(canvas.encode(place.text)) <= canvas.width

    places = list(_laid_out(sections, canvas, gap=2))
    if fits(places[-1]):
        return places
    places = list(_laid_out(sections, canvas, gap=1))
    ends = [number for number, place in enumerate(places, start=1) if place.text == place.key.footer and fits(place)]
    return places[: max(ends, default=0)]


def _laid_out(sections: Sections, canvas: Canvas, *, gap: int) -> Iterator[Place]:
    """Keys and words from left to right; keys in a row with one word stand together before it."""
    shown = sorted((key for _, keys in sections for key in keys if key.footer), key=lambda key: key.rank)
    column = 1
    for word, keys in groupby(shown, key=lambda key: key.footer):
        for number, key in enumerate(keys):
            # A stroke between letters, or they would read as a word; none between arrows.
            if number and key.name.isalpha():
                yield Place(column, "/", Ink.MUTED, key)
                column += 1
            yield Place(column, key.name, Ink.CURRENT, key)
            column += len(canvas.encode(key.name))
        yield Place(column + 1, word, Ink.TEXT, key)
        column += 1 + len(canvas.encode(word)) + gap
