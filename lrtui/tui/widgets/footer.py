"""The line of keys at the foot of a lab, drawn from the key table: one figure, and no widget for every key."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from lrtui.labs.keys import Key, Sections
from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel


class Place(NamedTuple):
    """Where a text of the footer stands, what it is, and which key a click on it means."""

    column: int
    text: str
    ink: Ink
    key: Key


ANY_KEY = "any key takes over"


def footer(sections: Sections, announced: Callable[[], str]) -> Panel[object]:
    """As many keys as the window has room for, the most important first.

    What is announced, if anything, stands in place of the keys, with what a key does now where that has room.
    """

    def draw(_: object, canvas: Canvas) -> None:
        if text := announced():
            start = canvas.width - len(ANY_KEY) - 1
            if canvas.write(0, 1, text, Ink.TITLE) < start:
                canvas.write(0, start, ANY_KEY, Ink.CURRENT)
            return
        for place in _places(sections, canvas):
            canvas.write(0, place.column, place.text, place.ink)

    return Panel("footer", draw, depends=lambda _: announced(), framed=False)


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
