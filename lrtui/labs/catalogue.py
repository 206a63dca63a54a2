"""The labs, a row each. Tabs, digits, help, palette, completion, ``--help``, reports and defaults all come from here.

Standard library only: the settings of a lab load nothing else, and its other modules are loaded when they are wanted.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

from lrtui.core.objectives import OBJECTIVES
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.network.settings import NetworkSettings


class Show(NamedTuple):
    """What a word other than a lab's name opens: what it is, in a few words, and the settings that it stands for."""

    summary: str
    settings: Mapping[str, Any]


class LabEntry(NamedTuple):
    """A lab's row. All else is found in the folder of its settings, by the names of the modules there.

    Attributes:
        name: as the command line has it.
        title: as the tab has it.
        question: what a person comes for, in a few words.
        summary: what it is, in a few words.
        description: a sentence or two, with which its ``--help`` begins.
        settings: its settings class; called without arguments, it gives the state in which the lab opens.
        examples: command lines, each with what it shows.
        shows: other words that open it.
    """

    name: str
    title: str
    question: str
    summary: str
    description: str
    settings: type[Any]
    examples: tuple[tuple[str, str], ...]
    shows: Mapping[str, Show] = MappingProxyType({})

    def module(self, name: str) -> ModuleType:
        """One of the modules in the lab's folder: ``keys``, ``report`` and ``screen``, which every lab has."""
        return import_module(f"{self._folder}.{name}")

    def optional(self, name: str) -> ModuleType | None:
        """One of those that not every lab has, ``offers`` and ``tour``; None where there is none."""
        return self.module(name) if find_spec(f"{self._folder}.{name}") else None

    @property
    def _folder(self) -> str:
        return str(self.settings.__module__).rpartition(".")[0]


_ROWS = (
    LabEntry(
        "descent",
        "Descent",
        "why a learning rate blows up",
        "gradient descent on f(x) = a·x² or any function, step by step",
        "Gradient descent on f(x) = a·x², or on any function, step by step: watch a rate that converges, one that "
        "swings for ever and one that blows up, and change it while it runs.",
        DescentSettings,
        (
            ("lrtui", "open the descent lab"),
            ("lrtui --lr 1.2", "a rate that is too large: each step lands farther out"),
            ("lrtui --lr 0.8 --then 12:0.1", "a rate that changes on the way"),
            ("lrtui double-well --lr 1.25", "another function: jumps between 4 points for ever"),
            ("lrtui --f 'x^4/4 - x^2/2'", "a function of your own"),
            ("lrtui --lr 1 --print plot", "the picture as text, no terminal needed"),
            ("lrtui --lr 0.8 --steps 3 --print json", "three steps, as a program reads them"),
        ),
        {name: Show(f"{named.title_in_a}; {named.story}", {"objective": name}) for name, named in OBJECTIVES.items()},
    ),
    LabEntry(
        "network",
        "Network",
        "the same question without a parabola",
        "small networks that differ only in the learning rate, side by side",
        "Small networks that differ only in the learning rate, side by side: they start from the same weights "
        "and see the same rows in the same order.",
        NetworkSettings,
        (
            ("lrtui network", "four rates on the blobs of the second article"),
            ("lrtui network --lrs 1,0.1 --metric loss", "two rates, and their cross-entropy"),
            ("lrtui network --data FILE.csv --label COLUMN", "networks on your own data"),
            ("lrtui network --print csv --output run.csv", "every epoch's measures, in a file"),
        ),
    ),
    LabEntry(
        "choose",
        "Choose",
        "find the learning rate, and see why",
        "find the learning rate for some data, and see why",
        "Find the learning rate for some data, and see why: by a scout and ever smaller rates after it, or by "
        "a learning rate range test.",
        ChooseSettings,
        (
            ("lrtui choose", "scout, then train at ever smaller rates"),
            ("lrtui choose --method range --rule steepest", "a range test, read where its curve falls fastest"),
            ("lrtui choose --data FILE.csv --print table", "a rate for your own data"),
        ),
    ),
)

LABS: dict[str, LabEntry] = {row.name: row for row in _ROWS}
"""The labs in the order of their tabs; the first is the one that opens where none is named."""


def default_lab() -> LabEntry:
    """The lab that opens where none is named."""
    return next(iter(LABS.values()))


def lab_of(settings: Any) -> LabEntry:
    """The lab that has such settings."""
    return next(entry for entry in LABS.values() if type(settings) is entry.settings)
