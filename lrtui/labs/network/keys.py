"""The keys of the network lab."""

from lrtui.labs.actions import Action
from lrtui.labs.keys import Key, Sections, cursor_keys, everywhere, player_keys, select_keys

OWN_KEYS = (
    *select_keys("select the rate above", "select the rate below", footer="run"),
    *cursor_keys("cursor one epoch", "cursor ten epochs"),
    Key("metric", ("v",), "v", "AUC, accuracy, cross-entropy, squared error", Action("metric"), footer="metric"),
    Key("part", ("d",), "d", "validation rows, training rows, both", Action("part"), footer="rows"),
    Key("data", ("D",), "D", "the next data: blobs, moons, circles, spirals, iris, your own", Action("data")),
    Key("follow", ("z",), "z", "zoom to what the curves have come to, or back", Action("follow")),
    Key("add", ("a",), "a", "add a learning rate", footer="add"),
    Key("remove", ("x",), "x", "remove the selected rate", Action("remove")),
)


def sections() -> Sections:
    """All keys, in the order of the help."""
    return (
        ("Training", player_keys("epoch", "newest epoch; again: train to the end")),
        ("Rates and curves", OWN_KEYS),
        ("Everywhere", everywhere("epochs 400, batch 32, hidden 20, seed 1")),
    )
