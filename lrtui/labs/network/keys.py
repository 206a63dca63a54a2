"""The keys of the network lab."""

from lrtui.labs.actions import Action
from lrtui.labs.keys import Key, Sections, everywhere, player_keys, select_keys

OWN_KEYS = (
    Key(
        "rate_down", ("left", "h"), "← h", "selected rate ÷ 1.26, trained anew", Action("rate", amount=-1), "", "η", 10
    ),
    Key("rate_up", ("right", "l"), "→ l", "selected rate × 1.26, trained anew", Action("rate", amount=1), "", "η", 11),
    Key("rate_far_down", ("H",), "H", "selected rate ÷ 10", Action("rate", amount=-10)),
    Key("rate_far_up", ("L",), "L", "selected rate × 10", Action("rate", amount=10)),
    *select_keys("select the rate above", "select the rate below", footer="run"),
    Key(
        "preset",
        ("p",),
        "p",
        "next preset: four rates, momentum, decay, plateau, optimizers",
        Action("preset", amount=1),
        footer="preset",
    ),
    Key("preset_back", ("P",), "P", "previous preset", Action("preset", amount=-1)),
    Key("optimizer", ("o",), "o", "the next optimizer for the selected network", Action("optimizer", amount=1)),
    Key("optimizer_back", ("O",), "O", "the optimizer before", Action("optimizer", amount=-1)),
    Key("beta_down", ("left_square_bracket", "9"), "[ 9", "its β − 0.05", Action("parameter", amount=-0.05)),
    Key("beta_up", ("right_square_bracket", "0"), "] 0", "its β + 0.05", Action("parameter", amount=0.05)),
    Key("metric", ("v",), "v", "loss, accuracy, AUC, squared error, sharpness", Action("metric"), footer="view"),
    Key("maps", ("m",), "m", "maps of all rates, or a large one of the selected", Action("maps"), footer="map"),
    Key("part", ("d",), "d", "validation rows, training rows, both", Action("part"), footer="rows"),
    Key("data", ("D",), "D", "the next data: blobs, moons, circles, spirals, iris, your own", Action("data")),
    Key("follow", ("z",), "z", "zoom to what the curves have come to, or back", Action("follow")),
    Key(
        "open_descent",
        ("enter",),
        "enter",
        "in Descent: the parabola as sharp as the selected network is at this epoch, at its rate",
        footer="parabola",
        rank=92,
    ),
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
