"""The keys of the lab that chooses a rate."""

from lrtui.labs.actions import Action
from lrtui.labs.keys import Key, Sections, cursor_keys, everywhere, player_keys, select_keys

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
    *cursor_keys("one epoch (or batch)", "ten epochs"),
    *select_keys(
        "the end of the pass before; or the rule above", "the end of the next pass; or the rule below", footer="pass"
    ),
)


def sections() -> Sections:
    """All keys, in the order of the help."""
    return (
        ("Walk", player_keys("stage", "newest epoch; again: the verdict", first="the beginning", verb="stage")),
        ("Choice", OWN_KEYS),
        ("Everywhere", everywhere("scout 200, rates 20, patience 50, seed 1")),
    )
