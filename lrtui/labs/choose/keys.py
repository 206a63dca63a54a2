"""The keys of the lab that chooses a rate."""

from __future__ import annotations

from lrtui.labs.actions import Action
from lrtui.labs.keys import TAB_MOUSE, Key, Sections, everywhere, player_keys

OWN_KEYS = (
    Key(
        "open_network",
        ("enter",),
        "enter",
        "take the verdict's rate and its neighbours to Network",
        footer="open",
        rank=92,
    ),
    Key("method", ("m",), "m", "scout and passes, or a range test", Action("mode"), footer="method", rank=93),
    Key(
        "cursor_back", ("left", "h"), "← h", "one epoch (or batch) back", Action("cursor", amount=-1), "", "cursor", 22
    ),
    Key("cursor_on", ("right", "l"), "→ l", "one epoch (or batch) on", Action("cursor", amount=1), "", "cursor", 23),
    Key("cursor_far_back", ("H",), "H", "ten epochs back", Action("cursor", amount=-10)),
    Key("cursor_far_on", ("L",), "L", "ten epochs on", Action("cursor", amount=10)),
    Key(
        "select_up",
        ("up", "k"),
        "↑ k",
        "the end of the pass before; or the rule above",
        Action("select", amount=-1),
        footer="pass",
        rank=20,
    ),
    Key(
        "select_down",
        ("down", "j"),
        "↓ j",
        "the end of the next pass; or the rule below",
        Action("select", amount=1),
        footer="pass",
        rank=21,
    ),
)

EXAMPLES = "scout 200, rates 20, patience 50, seed 1"


def sections() -> Sections:
    """All keys, in the order of the help."""
    return (
        ("Walk", player_keys("stage", "newest epoch; again: the verdict", first="the beginning", verb="stage")),
        ("Choice", OWN_KEYS),
        ("Everywhere", everywhere(EXAMPLES)),
    )


MOUSE = (TAB_MOUSE,)
