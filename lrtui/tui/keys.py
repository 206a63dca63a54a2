"""The one table of keys: bindings, footer, help screen and the README's list all come from it."""

from __future__ import annotations

from collections.abc import Iterable
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
        footer: the word in the footer; empty where it is not among the few shown there.
        group: keys in a row with one word for all of them in the footer.
    """

    id: str
    keys: tuple[str, ...]
    shown: str
    help: str
    action: Action | None = None
    command: str = ""
    footer: str = ""
    group: Binding.Group | None = None

    def binding(self) -> Binding:
        """The key as Textual wants it."""
        return Binding(
            ",".join(self.keys),
            f"act('{self.id}')" if self.action else self.command or self.id,
            self.footer or self.help,
            show=bool(self.footer or self.group),
            key_display=_FOOTER_NAMES.get(self.keys[0]),
            tooltip=self.help,
            id=self.id,
            group=self.group,
        )


_FOOTER_NAMES = {"space": "␣", "left": "←", "right": "→", "up": "↑", "down": "↓", "question_mark": "?"}
_STEP = Binding.Group("step", compact=True)
_RATE = Binding.Group("rate", compact=True)
_START = Binding.Group("x₀", compact=True)


def _nudge(
    name: str, keys: tuple[str, ...], shown: str, field: str, amount: float, group: Binding.Group | None = None
) -> Key:
    symbol = {"learning_rate": "η", "x0": "x₀"}[field]
    action = Action("nudge", field, amount)
    return Key(name, keys, shown, f"{symbol} {'+' if amount > 0 else '−'} {abs(amount):g}", action, group=group)


PLAYER_KEYS = (
    Key("play", ("space",), "space", "play or pause; at the end, play again", Action("play"), footer="play"),
    Key("forward", ("n",), "n", "one step forward", Action("step", amount=1), group=_STEP),
    Key("back", ("b",), "b", "one step back", Action("step", amount=-1), group=_STEP),
    Key("first", ("home", "less_than_sign"), "home <", "first step", Action("first")),
    Key("last", ("end", "greater_than_sign"), "end >", "newest step; again: the end of the run", Action("last")),
    Key("slower", ("minus",), "-", "slower", Action("speed", amount=-1)),
    Key("faster", ("plus", "equals_sign"), "+ =", "faster", Action("speed", amount=1)),
    Key("restart", ("r",), "r", "restart with the same settings", Action("restart"), footer="restart"),
    Key("defaults", ("R",), "R", "back to the defaults", Action("defaults")),
)

PARABOLA_KEYS = (
    _nudge("rate_down", ("left", "h"), "← h", "learning_rate", -0.01, group=_RATE),
    _nudge("rate_up", ("right", "l"), "→ l", "learning_rate", 0.01, group=_RATE),
    _nudge("rate_far_down", ("H",), "H", "learning_rate", -0.1),
    _nudge("rate_far_up", ("L",), "L", "learning_rate", 0.1),
    _nudge("rate_fine_down", ("comma",), ",", "learning_rate", -0.001),
    _nudge("rate_fine_up", ("full_stop",), ".", "learning_rate", 0.001),
    _nudge("start_up", ("up", "k"), "↑ k", "x0", 0.1, group=_START),
    _nudge("start_down", ("down", "j"), "↓ j", "x0", -0.1, group=_START),
    _nudge("start_far_up", ("K",), "K", "x0", 1.0),
    _nudge("start_far_down", ("J",), "J", "x0", -1.0),
    Key("preset", ("p",), "p", "next preset", Action("preset", amount=1), footer="preset"),
    Key("preset_back", ("P",), "P", "previous preset", Action("preset", amount=-1)),
    Key("mode", ("m",), "m", "a change of η acts on the whole run, or from here on", Action("mode"), footer="mode"),
    Key("history", ("g",), "g", "chart by step: |x| or f(x), log or linear", Action("history")),
    Key("follow", ("z",), "z", "zoom to the current iterates, or back", Action("follow")),
)

SCREEN_KEYS = (
    Key("type", ("e",), "e", "type a value: lr 0.83, x0 -2, a 3, steps 12", footer="type"),
    Key("command", ("y",), "y", "the command line that reproduces this screen"),
    Key("help", ("question_mark", "f1"), "? F1", "this help", footer="help"),
)

APP_KEYS = (
    Key("parabola", ("1",), "1", "the Parabola lab", command="app.parabola"),
    Key("quit", ("q", "ctrl+q", "ctrl+c"), "q ^q ^c", "quit", command="app.quit", footer="quit"),
)

MOUSE = (("click", "in the picture: x₀ there"), ("wheel", "zoom"))
"""What the mouse does, for the help; everything has a key as well."""

SECTIONS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Run", PLAYER_KEYS),
    ("Learning rate and start", PARABOLA_KEYS),
    ("Everywhere", SCREEN_KEYS + APP_KEYS),
)
"""All keys of the parabola lab, in the order of its help."""


FOOTER = ("play", "forward", "back", "rate_down", "rate_up", "start_up", "start_down", "help", "quit")
"""What comes first in the footer; in a narrow window the rest is cut off."""


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """The keys as Textual wants them, in the order of the footer."""
    rank = {name: place for place, name in enumerate(FOOTER)}
    return [key.binding() for key in sorted(keys, key=lambda key: rank.get(key.id, len(rank)))]
