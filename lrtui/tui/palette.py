"""What can be asked for by name: labs, presets, parabolas, metrics, methods, themes, and the dialogs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from lrtui.labs.actions import Action
from lrtui.labs.catalogue import LABS, LabEntry
from lrtui.labs.offers import ANSWERS, Answer
from lrtui.plot.ascii_art import transliterate

if TYPE_CHECKING:
    from lrtui.tui.screens.lab import LabScreen

    AnyScreen = LabScreen[Any, Any]

Do = Callable[[], Awaitable[None]]


class Entry(NamedTuple):
    """Something to do, by its name and a few words about it: any part of both finds it, also in ASCII letters.

    One that answers everyday ``words`` is found by the beginnings of these alone.
    """

    name: str
    about: str
    do: Do
    words: str = ""


def entries(screen: AnyScreen) -> list[Entry]:
    """All that can be asked for while a lab's screen is shown, without what is so already."""
    tour = Entry("tour", "the story by itself; any key takes over", screen.host.tour.start)
    listed = [*_labs(screen), *_offers(screen), tour, *_keys(screen), *_themes(screen)]
    return [*listed, *_answers(listed)]


def found(choices: Sequence[Entry], text: str) -> list[Entry]:
    """The entries in which every word of ``text`` occurs; the nearest first."""
    words = text.lower().split()
    ranked = [(_rank(entry, words), entry) for entry in choices]
    near = [entry for rank, entry in sorted(ranked, key=lambda pair: pair[0]) if rank < _NOWHERE]
    nearest: dict[str, Entry] = {}
    for entry in near:
        nearest.setdefault(entry.name, entry)
    return list(nearest.values())


_NOWHERE = 5
_UNSPACED = str.maketrans("", "", " ·*")
"""Removes the characters that nobody types in ``2x`` and ``a=3``."""


def _rank(entry: Entry, words: list[str]) -> int:
    """How near the words are to the entry: 0 if all are whole words of its name, ``_NOWHERE`` if one is not in it."""
    if entry.words:
        known = words and all(any(known.startswith(word) for known in entry.words.split()) for word in words)
        return 0 if known else _NOWHERE
    name = f"{entry.name}\n{transliterate(entry.name)}".lower()
    everything = f"{name}\n{entry.about}\n{transliterate(entry.about)}".lower()
    everything += f"\n{everything}".translate(_UNSPACED)
    parts = name.split()
    nearer = (
        all(word in parts for word in words),
        name.startswith(" ".join(words)),
        all(any(part.startswith(word) for part in parts) for word in words),
        all(word in name for word in words),
        all(word in everything for word in words),
    )
    return nearer.index(True) if True in nearer else _NOWHERE


def _labs(screen: AnyScreen) -> Iterator[Entry]:
    for entry in LABS.values():
        if entry.name != screen.name_of_lab:
            yield Entry(f"{entry.name} lab", entry.question, partial(screen.host.show, entry.name))


def _offering() -> Iterator[tuple[LabEntry, ModuleType]]:
    """The labs that offer something, each with its module that says what."""
    for entry in LABS.values():
        if (module := entry.optional("offers")) is not None:
            yield entry, module


def _offers(screen: AnyScreen) -> Iterator[Entry]:
    """What each lab offers; for the lab that is shown, without what is so already."""
    for entry, module in _offering():
        there = screen.host.labs.get(entry.name)
        for offer in module.offers(there.lab.settings if there else entry.settings()):
            if not (offer.present and entry.name == screen.name_of_lab):
                yield Entry(offer.name, offer.about, partial(_ask, screen, entry.name, offer.action))


def _answers(listed: Sequence[Entry]) -> Iterator[Entry]:
    """For everyday words, the entry that comes nearest; the help where that is not there now."""
    answers: list[Answer] = [*ANSWERS]
    for _, module in _offering():
        answers += getattr(module, "ANSWERS", ())
    by_name = {entry.name: entry for entry in listed}
    for answer in answers:
        nearest = by_name.get(answer.target, by_name["help"])
        yield nearest._replace(about=answer.text, words=answer.words)


async def _ask(screen: AnyScreen, name: str, action: Action) -> None:
    """Show a lab, and ask something of it."""
    await screen.host.show(name)
    screen.host.labs[name].act(action)


def _keys(screen: AnyScreen) -> Iterator[Entry]:
    """What the keys do that have a name: first what opens something, then what the lab's own ask of it."""
    keys = [key for _, keys in screen.sections for key in keys]
    for key in [*(key for key in keys if key.named), *(key for key in keys if key.action)]:
        yield Entry(key.named or key.id.replace("_", " "), f"{key.help} ({key.shown})", partial(screen.do, key))


def _themes(screen: AnyScreen) -> Iterator[Entry]:
    """All themes but the present one and those with the terminal's own colours, which the figures cannot mix."""
    app = screen.app
    for name, theme in app.available_themes.items() if not app.no_color else ():
        if name != app.theme and not name.startswith("ansi-"):
            about = "dark colours" if theme.dark else "light colours"
            yield Entry(f"theme {name.removeprefix('textual-')}", about, partial(_set_theme, screen, name))


async def _set_theme(screen: AnyScreen, name: str) -> None:
    screen.app.theme = name
