"""What a key is: bindings, footer, help, palette and the README's list all come from tables of these."""

from collections.abc import Iterator
from dataclasses import dataclass

from lrtui.labs.actions import Action
from lrtui.labs.catalogue import LABS
from lrtui.system import POSIX


@dataclass(frozen=True)
class Key:
    """What one key, or several that are the same, does.

    Attributes:
        id: its name, which ``App.set_keymap`` can give other keys.
        keys: Textual's names of the keys; the first is the one that the footer shows.
        shown: how help names them.
        help: what they do.
        action: what they ask of the lab; None where the screen itself has an ``action_<id>``.
        command: the Textual action, where there is no ``action`` and it is not ``action_<id>`` of the screen.
        footer: the word in the footer; empty where it is not among the few shown there. Keys in a row that have the
            same word share it.
        rank: its place in the footer, from the left; in a narrow window the last ones are cut off.
        visitors: whether a stranger at a kiosk has it.
        named: what the palette calls it; where it is empty, a key that asks something of the lab is called by its id.
    """

    id: str
    keys: tuple[str, ...]
    shown: str
    help: str
    action: Action | None = None
    command: str = ""
    footer: str = ""
    rank: int = 100
    visitors: bool = True
    named: str = ""

    @property
    def name(self) -> str:
        """What the footer calls it."""
        return _NAMES.get(self.keys[0], self.keys[0])

    @property
    def textual_action(self) -> str:
        """What Textual is to run on the lab's screen for a key that asks nothing of the lab."""
        return self.command or self.id


_NAMES = {"space": "␣", "left": "←", "right": "→", "up": "↑", "down": "↓", "question_mark": "?"}

Sections = tuple[tuple[str, tuple[Key, ...]], ...]
"""All keys of a lab under the headings of its help."""

SUSPEND = (
    Key("suspend", ("ctrl+z",), "^z", "to the shell; fg comes back", command="app.suspend_process", visitors=False),
)

QUIT_KEYS = ("q", "ctrl+q", "ctrl+c")

TAB_MOUSE = ("click", "on a tab: that lab")
"""What the mouse does in every lab, for the help; everything has a key as well."""


def player_keys(unit: str, last: str, *, first: str = "", verb: str = "step", restart: str = "") -> tuple[Key, ...]:
    """Play, pause and step; ``unit`` is what one step is called in the lab, ``restart`` its word in the footer."""
    return (
        Key(
            "play", ("space",), "space", "play or pause; at the end, play again", Action("play"), footer="play", rank=0
        ),
        Key("forward", ("n",), "n", f"one {unit} forward", Action(verb, amount=1), footer=unit, rank=1),
        Key("back", ("b",), "b", f"one {unit} back", Action(verb, amount=-1), footer=unit, rank=2),
        Key("far_forward", ("N",), "N", f"ten {unit}s forward", Action(verb, amount=10)),
        Key("far_back", ("B",), "B", f"ten {unit}s back", Action(verb, amount=-10)),
        Key("first", ("home", "less_than_sign"), "home <", first or f"first {unit}", Action("first")),
        Key("last", ("end", "greater_than_sign"), "end >", last, Action("last")),
        Key("slower", ("minus",), "-", "slower", Action("speed", amount=-1)),
        Key("faster", ("plus", "equals_sign"), "+ =", "faster", Action("speed", amount=1)),
        Key("restart", ("r",), "r", "restart with the same settings", Action("restart"), footer=restart, rank=101),
        Key("defaults", ("R",), "R", "back to the defaults", Action("defaults")),
    )


def select_keys(above: str, below: str, *, footer: str) -> tuple[Key, ...]:
    """Go up and down in a lab's table."""
    return (
        Key("select_up", ("up", "k"), "↑ k", above, Action("select", amount=-1), footer=footer, rank=20),
        Key("select_down", ("down", "j"), "↓ j", below, Action("select", amount=1), footer=footer, rank=21),
    )


def everywhere(examples: str) -> tuple[Key, ...]:
    """The keys of every lab; ``examples`` of what ``e`` could be told are the lab's own."""
    return (
        Key("type", ("e",), "e", f"type a value: {examples}", footer="type", named="type a value"),
        Key("palette", ("colon", "ctrl+p"), ": ^p", "by name: labs, presets, functions, keys, themes", visitors=False),
        Key("command", ("y",), "y", "the command line that reproduces this screen", named="command line"),
        Key("save", ("s",), "s", "save the picture (SVG) or the numbers (CSV, JSON)", visitors=False, named="save"),
        Key("help", ("question_mark", "f1"), "? F1", "this help", footer="help", rank=90, named="help"),
        *app_keys(),
    )


def app_keys() -> tuple[Key, ...]:
    """The keys of the app itself: a digit for each lab of the catalogue first."""
    return (
        *_lab_keys(),
        Key("theme", ("t",), "t", "a light or a dark screen", command="app.toggle_dark"),
        *(SUSPEND if POSIX else ()),
        Key("quit", QUIT_KEYS, "q ^q ^c", "quit", command="app.quit", footer="quit", rank=91, named="quit"),
    )


def _lab_keys() -> Iterator[Key]:
    for number, entry in enumerate(LABS.values(), start=1):
        yield Key(entry.name, (str(number),), str(number), f"the {entry.title} lab", command=f"app.lab('{entry.name}')")


def for_visitors(sections: Sections) -> Sections:
    """The keys that are left in a kiosk: the others lead out of the program, or open what would have to be searched."""
    return tuple((title, tuple(key for key in keys if key.visitors)) for title, keys in sections)
