"""What can be asked for by name: labs, presets, parabolas, metrics, methods, themes, and the dialogs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lrtui.core.stability import best_learning_rate, critical_learning_rate
from lrtui.labs.actions import Action
from lrtui.labs.numbers import brief
from lrtui.labs.presets import PRESETS
from lrtui.labs.settings import LABS, METHODS, METRICS, PARTS_SHOWN
from lrtui.plot.ascii_art import transliterate

if TYPE_CHECKING:
    from lrtui.tui.keys import Key
    from lrtui.tui.screens.lab import LabScreen

Do = Callable[[], Awaitable[None]]


class Entry(NamedTuple):
    """Something to do, by its name.

    Attributes:
        name: as it is listed; found by any part of it, or of ``about``, and in ASCII letters as well.
        about: a few words more.
        do: does it.
    """

    name: str
    about: str
    do: Do


ABOUT_LABS = {
    "parabola": "why a learning rate blows up",
    "network": "the same question without a parabola",
    "choose": "find the learning rate, and see why",
}

CURVATURES = (0.5, 1.0, 2.0, 3.0, 10.0)
"""The parabolas on offer, by a; any other can be typed."""

ABOUT_METHODS = {"procedure": "scout and passes", "range": "range test"}

ABOUT_PARTS = {"validation": "validation rows", "train": "training rows", "both": "both parts"}

DIALOGS = {"type": "type a value", "command": "command line", "save": "save", "help": "help", "quit": "quit"}
"""Keys of the table that can be asked for by name, with their names."""


def entries(screen: LabScreen) -> list[Entry]:
    """All there is to ask for while a lab's screen is shown; nothing that is so already."""
    kinds = (_labs, _presets, _parabolas, _network, _methods, _tour, _dialogs, _keys, _themes)
    return [entry for kind in kinds for entry in kind(screen)]


def found(all_entries: Sequence[Entry], text: str) -> list[Entry]:
    """Those in which every word of ``text`` occurs; the nearest first."""
    words = text.lower().split()
    ranked = [(_rank(entry, words), entry) for entry in all_entries]
    return [entry for rank, entry in sorted(ranked, key=lambda pair: pair[0]) if rank < _NOWHERE]


_NOWHERE = 5
_UNSPACED = str.maketrans("", "", " ·*")
"""Leaves out what nobody types in ``2x`` and ``a=3``."""


def _rank(entry: Entry, words: list[str]) -> int:
    """How near the words are to the entry: 0 where its name consists of them, ``_NOWHERE`` where one is not there."""
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


def _labs(screen: LabScreen) -> Iterator[Entry]:
    for name in LABS:
        if name != screen.NAME:
            yield Entry(f"{name} lab", ABOUT_LABS[name], partial(screen.lrtui.action_lab, name))


def _presets(screen: LabScreen) -> Iterator[Entry]:
    a = _there(screen, "parabola", "curvature") or 1.0
    for index, preset in enumerate(PRESETS):
        name = f"preset η = {brief(preset.learning_rate(a))}"
        yield Entry(name, preset.story, partial(_choose_preset, screen, index))


async def _choose_preset(screen: LabScreen, index: int) -> None:
    lab = await _go(screen, "parabola")
    if lab.lab.frame().preset is None:
        lab.act(Action("preset", amount=1))
    lab.act(Action("preset", amount=index - lab.lab.frame().preset))


def _parabolas(screen: LabScreen) -> Iterator[Entry]:
    present = _there(screen, "parabola", "curvature")
    for a in CURVATURES:
        if screen.NAME != "parabola" or a != present:
            symbol = {0.5: "½·", 1.0: ""}.get(a, f"{a:g}·")
            best, critical = (brief(rate(a)) for rate in (best_learning_rate, critical_learning_rate))
            about = f"parabola, a = {a:g}: best η {best}, diverges past {critical}"
            yield Entry(f"f(x) = {symbol}x²", about, partial(_set_curvature, screen, a))


async def _set_curvature(screen: LabScreen, a: float) -> None:
    (await _go(screen, "parabola")).act(Action("set", "curvature", a))


def _network(screen: LabScreen) -> Iterator[Entry]:
    metrics = {name: (f"metric {text}", "network: what the curves show") for name, text in METRICS.items()}
    parts = {name: (ABOUT_PARTS[name], "network: of which rows the curves are") for name in PARTS_SHOWN}
    yield from _switch(screen, "network", "metric", "metric", metrics)
    yield from _switch(screen, "network", "part", "part", parts)


def _methods(screen: LabScreen) -> Iterator[Entry]:
    methods = {name: (ABOUT_METHODS[name], "choose: how a rate is found") for name in METHODS}
    yield from _switch(screen, "choose", "method", "mode", methods)


def _switch(screen: LabScreen, name: str, field: str, verb: str, values: dict[str, tuple[str, str]]) -> Iterator[Entry]:
    """The values of a setting that a verb of the lab goes through in their order."""
    present = _there(screen, name, field)
    for value, (text, about) in values.items():
        if name != screen.NAME or value != present:
            yield Entry(text, about, partial(_cycle, screen, name, field, verb, value))


async def _cycle(screen: LabScreen, name: str, field: str, verb: str, value: str) -> None:
    lab = await _go(screen, name)
    while getattr(lab.lab.settings, field) != value:
        lab.act(Action(verb))


def _tour(screen: LabScreen) -> Iterator[Entry]:
    yield Entry("tour", "the story by itself; any key takes over", screen.lrtui.tour.start)


def _dialogs(screen: LabScreen) -> Iterator[Entry]:
    return (_entry_of(screen, key, DIALOGS[key.id]) for _, keys in screen.sections for key in keys if key.id in DIALOGS)


def _keys(screen: LabScreen) -> Iterator[Entry]:
    """What the lab's own keys ask of it."""
    own = (key for _, keys in screen.sections for key in keys if key.action is not None)
    return (_entry_of(screen, key, key.id.replace("_", " ")) for key in own)


def _entry_of(screen: LabScreen, key: Key, name: str) -> Entry:
    return Entry(name, f"{key.help} ({key.shown})", partial(_run, screen, key.textual_action))


async def _run(screen: LabScreen, command: str) -> None:
    await screen.run_action(command)


def _themes(screen: LabScreen) -> Iterator[Entry]:
    """All but the present one, and those that take the terminal's own colours, which the figures do not mix."""
    app = screen.lrtui
    for name, theme in app.available_themes.items() if not app.no_color else ():
        if name != app.theme and not name.startswith("ansi-"):
            about = "dark colours" if theme.dark else "light colours"
            yield Entry(f"theme {name.removeprefix('textual-')}", about, partial(_set_theme, screen, name))


async def _set_theme(screen: LabScreen, name: str) -> None:
    screen.app.theme = name


async def _go(screen: LabScreen, name: str) -> LabScreen:
    """Show a lab; the one that is shown stays as it is."""
    await screen.lrtui.action_lab(name)
    return screen.lrtui.labs[name]


def _there(screen: LabScreen, name: str, field: str) -> Any:
    """What a setting of a lab is; None where nobody has been to that lab yet."""
    lab = screen.lrtui.labs.get(name)
    return getattr(lab.lab.settings, field) if lab is not None else None
