"""The keys of the lab that chooses a rate."""

from lrtui.labs.actions import Action
from lrtui.labs.keys import Key, Sections, everywhere, player_keys, select_keys

OWN_KEYS = (
    Key(
        "open_network",
        ("enter",),
        "enter",
        "train the rate to start with and its neighbours in Network",
        footer="open",
        rank=92,
    ),
    Key("method", ("m",), "m", "scout and passes, or a range test", Action("mode"), footer="method", rank=93),
    Key("rate_down", ("left", "h"), "← h", "read out the next smaller rate", Action("rate", amount=-1), "", "η", 10),
    Key("rate_up", ("right", "l"), "→ l", "read out the next larger rate", Action("rate", amount=1), "", "η", 11),
    *select_keys("the pass above; or the rule above", "the pass below; or the rule below", footer="pass"),
)


def sections() -> Sections:
    """All keys, in the order of the help."""
    return (
        ("Walk", player_keys("epoch", "newest epoch; again: the verdict", first="the beginning", verb="cursor")),
        ("Choice", OWN_KEYS),
        ("Everywhere", everywhere("scout 200, rates 20, patience 50, seed 1")),
    )
