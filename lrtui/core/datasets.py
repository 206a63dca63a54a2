"""The built-in data sets by name; what makes them loads NumPy, and is loaded only then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lrtui.core.data import Dataset


class BuiltIn(NamedTuple):
    """A built-in data set.

    Attributes:
        what: it is, for people.
        mixed: whether its rows come in random order, so that parts may be taken one after another.
    """

    what: str
    mixed: bool = True


BLOBS = "blobs"
"""The data of the second article's experiment."""

DATASETS: dict[str, BuiltIn] = {
    BLOBS: BuiltIn("three round clouds that overlap"),
    "moons": BuiltIn("two half moons that reach into each other"),
    "circles": BuiltIn("a ring around a ring"),
    "spirals": BuiltIn("three spiral arms"),
    "iris": BuiltIn("150 flowers of three species", mixed=False),
}


def built_in(name: str) -> Dataset:
    """The data set of a name."""
    from lrtui.core import samples

    return samples.MAKERS[name]()
