"""What the help of each lab says."""

from collections.abc import Callable
from typing import NamedTuple

from lrtui.plot.canvas import Canvas


class Term(NamedTuple):
    """A word that the lab uses, and a picture that shows what it means.

    Attributes:
        name: the word.
        text: what it means, in a few sentences.
        draw: puts the picture onto a canvas, in whatever size it has.
    """

    name: str
    text: str
    draw: Callable[[Canvas], None]


class Help(NamedTuple):
    """What the help of a lab says besides its keys.

    Attributes:
        title: the lab, and its question.
        idea: the idea in five lines.
        sources: where the mathematics comes from: what it is used for, and who wrote it down.
        mouse: what the mouse does.
        terms: the lab's words, explained.
    """

    title: str
    idea: str
    sources: tuple[tuple[str, str], ...]
    mouse: tuple[tuple[str, str], ...]
    terms: tuple[Term, ...] = ()
