"""The one table of keys: bindings, footer, help screen and the README's list all come from it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from lrtui.labs.actions import Action


@dataclass(frozen=True)
class Key:
    """What one key, or several that are the same, does.

    Attributes:
        id: its name, which ``App.set_keymap`` can give other keys.
        keys: Textual's names of the keys; the first is the one that the footer shows.
        shown: how help names them.
        help: what they do.
        action: what they ask of the lab; None where the screen itself has an ``action_<id>``.
        command: the Textual action, where it is not ``action_<id>`` of the screen.
        footer: the word in the footer; empty where it is not among the few shown there. Keys in a row that have the
            same word share it.
    """

    id: str
    keys: tuple[str, ...]
    shown: str
    help: str
    action: Action | None = None
    command: str = ""
    footer: str = ""

    @property
    def name(self) -> str:
        """What the footer calls it."""
        return _NAMES.get(self.keys[0], self.keys[0])

    @property
    def textual_action(self) -> str:
        """What Textual is to run for it, on the lab's screen."""
        return f"act('{self.id}')" if self.action else self.command or self.id

    def binding(self) -> Binding:
        """The key as Textual wants it."""
        return Binding(",".join(self.keys), self.textual_action, self.help, show=False, id=self.id)


_NAMES = {
    "space": "␣",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "question_mark": "?",
    "enter": "enter",
}


def _nudge(name: str, keys: tuple[str, ...], shown: str, field: str, amount: float, footer: str = "") -> Key:
    symbol = {"learning_rate": "η", "x0": "x₀"}[field]
    action = Action("nudge", field, amount)
    return Key(name, keys, shown, f"{symbol} {'+' if amount > 0 else '−'} {abs(amount):g}", action, footer=footer)


def _player_keys(unit: str, last: str, *, first: str = "", verb: str = "step", restart: str = "") -> tuple[Key, ...]:
    """Play, pause and step; ``unit`` is what one step is called in the lab, ``restart`` its word in the footer."""
    return (
        Key("play", ("space",), "space", "play or pause; at the end, play again", Action("play"), footer="play"),
        Key("forward", ("n",), "n", f"one {unit} forward", Action(verb, amount=1), footer=unit),
        Key("back", ("b",), "b", f"one {unit} back", Action(verb, amount=-1), footer=unit),
        Key("first", ("home", "less_than_sign"), "home <", first or f"first {unit}", Action("first")),
        Key("last", ("end", "greater_than_sign"), "end >", last, Action("last")),
        Key("slower", ("minus",), "-", "slower", Action("speed", amount=-1)),
        Key("faster", ("plus", "equals_sign"), "+ =", "faster", Action("speed", amount=1)),
        Key("restart", ("r",), "r", "restart with the same settings", Action("restart"), footer=restart),
        Key("defaults", ("R",), "R", "back to the defaults", Action("defaults")),
    )


PLAYER_KEYS = _player_keys("step", "newest step; again: the end of the run", restart="restart")

PARABOLA_KEYS = (
    _nudge("rate_down", ("left", "h"), "← h", "learning_rate", -0.01, footer="η"),
    _nudge("rate_up", ("right", "l"), "→ l", "learning_rate", 0.01, footer="η"),
    _nudge("rate_far_down", ("H",), "H", "learning_rate", -0.1),
    _nudge("rate_far_up", ("L",), "L", "learning_rate", 0.1),
    _nudge("rate_fine_down", ("comma",), ",", "learning_rate", -0.001),
    _nudge("rate_fine_up", ("full_stop",), ".", "learning_rate", 0.001),
    _nudge("start_up", ("up", "k"), "↑ k", "x0", 0.1, footer="x₀"),
    _nudge("start_down", ("down", "j"), "↓ j", "x0", -0.1, footer="x₀"),
    _nudge("start_far_up", ("K",), "K", "x0", 1.0),
    _nudge("start_far_down", ("J",), "J", "x0", -1.0),
    Key("preset", ("p",), "p", "next preset", Action("preset", amount=1), footer="preset"),
    Key("preset_back", ("P",), "P", "previous preset", Action("preset", amount=-1)),
    Key("mode", ("m",), "m", "η acts on the whole run (what-if) or from here (live)", Action("mode"), footer="mode"),
    Key("history", ("g",), "g", "chart by step: |x| or f(x), log or linear", Action("history")),
    Key("follow", ("z",), "z", "zoom to the current iterates, or back", Action("follow")),
    Key("pin", ("c",), "c", "pin this rate to race with, or unpin it", Action("pin"), footer="pin"),
    Key("unpin", ("C",), "C", "unpin all rates", Action("unpin")),
)

NETWORK_KEYS = (
    Key("select_up", ("up", "k"), "↑ k", "select the rate above", Action("select", amount=-1), footer="run"),
    Key("select_down", ("down", "j"), "↓ j", "select the rate below", Action("select", amount=1), footer="run"),
    Key("cursor_back", ("left", "h"), "← h", "cursor one epoch back", Action("cursor", amount=-1), footer="cursor"),
    Key("cursor_on", ("right", "l"), "→ l", "cursor one epoch on", Action("cursor", amount=1), footer="cursor"),
    Key("cursor_far_back", ("H",), "H", "cursor ten epochs back", Action("cursor", amount=-10)),
    Key("cursor_far_on", ("L",), "L", "cursor ten epochs on", Action("cursor", amount=10)),
    Key("metric", ("v",), "v", "AUC, accuracy, cross-entropy, squared error", Action("metric"), footer="metric"),
    Key("part", ("d",), "d", "validation rows, training rows, both", Action("part"), footer="rows"),
    Key("follow", ("z",), "z", "zoom to what the curves have come to, or back", Action("follow")),
    Key("add", ("a",), "a", "add a learning rate", footer="add"),
    Key("remove", ("x",), "x", "remove the selected rate", Action("remove")),
)


CHOOSE_KEYS = (
    Key("open_network", ("enter",), "enter", "take the verdict's rate and its neighbours to Network", footer="open"),
    Key("method", ("m",), "m", "scout and passes, or a range test", Action("mode"), footer="method"),
    Key("cursor_back", ("left", "h"), "← h", "one epoch (or batch) back", Action("cursor", amount=-1), footer="cursor"),
    Key("cursor_on", ("right", "l"), "→ l", "one epoch (or batch) on", Action("cursor", amount=1), footer="cursor"),
    Key("cursor_far_back", ("H",), "H", "ten epochs back", Action("cursor", amount=-10)),
    Key("cursor_far_on", ("L",), "L", "ten epochs on", Action("cursor", amount=10)),
    Key(
        "select_up",
        ("up", "k"),
        "↑ k",
        "the end of the pass before; or the rule above",
        Action("select", amount=-1),
        footer="pass",
    ),
    Key(
        "select_down",
        ("down", "j"),
        "↓ j",
        "the end of the next pass; or the rule below",
        Action("select", amount=1),
        footer="pass",
    ),
)


QUIT_KEYS = ("q", "ctrl+q", "ctrl+c")


def _screen_keys(examples: str) -> tuple[Key, ...]:
    return (
        Key("type", ("e",), "e", f"type a value: {examples}", footer="type"),
        Key("palette", ("colon", "ctrl+p"), ": ^p", "by name: labs, presets, parabolas, keys, themes"),
        Key("command", ("y",), "y", "the command line that reproduces this screen"),
        Key("save", ("s",), "s", "save the picture (SVG) or the numbers (CSV, JSON)"),
        Key("help", ("question_mark", "f1"), "? F1", "this help", footer="help"),
    )


APP_KEYS = (
    Key("parabola", ("1",), "1", "the Parabola lab", command="app.lab('parabola')"),
    Key("network", ("2",), "2", "the Network lab", command="app.lab('network')"),
    Key("choose", ("3",), "3", "the Choose lab", command="app.lab('choose')"),
    Key("theme", ("t",), "t", "a light or a dark screen", command="app.toggle_dark"),
    Key("suspend", ("ctrl+z",), "^z", "to the shell; fg comes back", command="app.suspend_process"),
    Key("quit", QUIT_KEYS, "q ^q ^c", "quit", command="app.quit", footer="quit"),
)

MOUSE = (("click", "in the picture: x₀ there; on a tab: that lab"), ("wheel", "zoom"))
NETWORK_MOUSE = (("click", "on a tab: that lab"),)
"""What the mouse does, for the help; everything has a key as well."""

Sections = tuple[tuple[str, tuple[Key, ...]], ...]

SECTIONS: Sections = (
    ("Run", PLAYER_KEYS),
    ("Learning rate and start", PARABOLA_KEYS),
    ("Everywhere", _screen_keys("lr 0.83, x0 -2, a 3, steps 12") + APP_KEYS),
)
"""All keys of the parabola lab, in the order of its help."""

NETWORK_SECTIONS: Sections = (
    ("Training", _player_keys("epoch", "newest epoch; again: train to the end")),
    ("Rates and curves", NETWORK_KEYS),
    ("Everywhere", _screen_keys("epochs 400, batch 32, hidden 20, seed 1") + APP_KEYS),
)
"""All keys of the network lab."""

CHOOSE_SECTIONS: Sections = (
    (
        "Walk",
        _player_keys("stage", "newest epoch; again: the verdict", first="the beginning", verb="stage"),
    ),
    ("Choice", CHOOSE_KEYS),
    ("Everywhere", _screen_keys("scout 200, rates 20, patience 50, seed 1") + APP_KEYS),
)
"""All keys of the lab that chooses a rate."""

FOOTER = (
    *("play", "forward", "back", "rate_down", "rate_up", "start_up", "start_down"),
    *("select_up", "select_down", "cursor_back", "cursor_on", "help", "quit", "open_network", "method"),
)
"""What comes first in the footer; in a narrow window the rest is cut off."""


def bindings(sections: Sections) -> list[BindingType]:
    """The keys as Textual wants them."""
    return [key.binding() for _, keys in sections for key in keys]


NOT_FOR_VISITORS = ("suspend", "save", "palette")
"""Keys that lead out of the program, or open what would have to be looked through for such ways."""


def for_visitors(sections: Sections) -> Sections:
    """The keys that are left in a kiosk."""
    return tuple((title, tuple(key for key in keys if key.id not in NOT_FOR_VISITORS)) for title, keys in sections)
