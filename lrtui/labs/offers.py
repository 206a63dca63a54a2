"""What a lab offers by name in the palette."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from lrtui.labs.actions import Action


class Offer(NamedTuple):
    """Something that a lab does, by its name, with a few words more; ``present`` says whether that is so already."""

    name: str
    about: str
    action: Action
    present: bool = False


class Answer(NamedTuple):
    """What somebody who types an everyday word in the palette is led to.

    Attributes:
        words: the everyday words, none of which the program uses itself.
        text: what there is.
        target: the name of the entry that is it, or comes nearest.
    """

    words: str
    text: str
    target: str


ANSWERS = (
    Answer("exit close leave bye", "q leaves from everywhere", "quit"),
    Answer("export download screenshot image png print", "a picture as SVG, the numbers as CSV or JSON", "save"),
    Answer("share link reproduce copy url", "a command line that shows this screen to anybody", "command line"),
    Answer("speed fps quicker hurry", "+ and − change it; e takes a number: speed 8", "faster"),
    Answer("undo reset clear", "R goes back to the defaults; b is one back", "defaults"),
    Answer("stop wait halt", "the space bar stops, and goes on", "play"),
    Answer("value number enter set batch hidden seed", "e takes a name and a number: seed 1", "type a value"),
    Answer("manual docs explain what why keys shortcuts", "all keys, and what the words mean", "help"),
    Answer("demo story lesson show intro", "plays by itself; the first key takes over", "tour"),
)
"""What leads to the entries that every lab has."""


def values(settings: Any, field: str, names: dict[str, str], about: str) -> Iterator[Offer]:
    """The values of a setting, by the names that people read."""
    for value, name in names.items():
        yield Offer(name, about, Action("set", field, value), value == getattr(settings, field))
