"""The keys of the network lab."""

from __future__ import annotations

from lrtui.labs.actions import Action
from lrtui.labs.keys import TAB_MOUSE, Key, Sections, everywhere, player_keys

OWN_KEYS = (
    Key("select_up", ("up", "k"), "↑ k", "select the rate above", Action("select", amount=-1), footer="run", rank=20),
    Key("select_down", ("down", "j"), "↓ j", "select the rate below", Action("select", amount=1), "", "run", 21),
    Key("cursor_back", ("left", "h"), "← h", "cursor one epoch back", Action("cursor", amount=-1), "", "cursor", 22),
    Key("cursor_on", ("right", "l"), "→ l", "cursor one epoch on", Action("cursor", amount=1), "", "cursor", 23),
    Key("cursor_far_back", ("H",), "H", "cursor ten epochs back", Action("cursor", amount=-10)),
    Key("cursor_far_on", ("L",), "L", "cursor ten epochs on", Action("cursor", amount=10)),
    Key("metric", ("v",), "v", "AUC, accuracy, cross-entropy, squared error", Action("metric"), footer="metric"),
    Key("part", ("d",), "d", "validation rows, training rows, both", Action("part"), footer="rows"),
    Key("follow", ("z",), "z", "zoom to what the curves have come to, or back", Action("follow")),
    Key("add", ("a",), "a", "add a learning rate", footer="add"),
    Key("remove", ("x",), "x", "remove the selected rate", Action("remove")),
)

EXAMPLES = "epochs 400, batch 32, hidden 20, seed 1"


def sections() -> Sections:
    """All keys, in the order of the help."""
    return (
        ("Training", player_keys("epoch", "newest epoch; again: train to the end")),
        ("Rates and curves", OWN_KEYS),
        ("Everywhere", everywhere(EXAMPLES)),
    )


MOUSE = (TAB_MOUSE,)
