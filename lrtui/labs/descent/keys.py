"""The keys of the descent lab."""

from lrtui.labs.actions import Action
from lrtui.labs.keys import Key, Sections, everywhere, player_keys

SYMBOLS = {"learning_rate": "η", "x0": "x₀"}


def _nudge(
    name: str, keys: tuple[str, ...], shown: str, field: str, amount: float, footer: str = "", rank: int = 100
) -> Key:
    text = f"{SYMBOLS[field]} {'+' if amount > 0 else '−'} {abs(amount):g}"
    return Key(name, keys, shown, text, Action("nudge", field, amount), footer=footer, rank=rank)


OWN_KEYS = (
    _nudge("rate_down", ("left", "h"), "← h", "learning_rate", -0.01, "η", 10),
    _nudge("rate_up", ("right", "l"), "→ l", "learning_rate", 0.01, "η", 11),
    _nudge("rate_far_down", ("H",), "H", "learning_rate", -0.1),
    _nudge("rate_far_up", ("L",), "L", "learning_rate", 0.1),
    _nudge("rate_fine_down", ("comma",), ",", "learning_rate", -0.001),
    _nudge("rate_fine_up", ("full_stop",), ".", "learning_rate", 0.001),
    _nudge("start_up", ("up", "k"), "↑ k", "x0", 0.1, "x₀", 12),
    _nudge("start_down", ("down", "j"), "↓ j", "x0", -0.1, "x₀", 13),
    _nudge("start_far_up", ("K",), "K", "x0", 1.0),
    _nudge("start_far_down", ("J",), "J", "x0", -1.0),
    Key("objective", ("f",), "f", "the next function", Action("objective", amount=1), footer="f(x)"),
    Key("objective_back", ("F",), "F", "the function before", Action("objective", amount=-1)),
    Key("preset", ("p",), "p", "next preset", Action("preset", amount=1), footer="preset"),
    Key("preset_back", ("P",), "P", "previous preset", Action("preset", amount=-1)),
    Key("optimizer", ("o",), "o", "the next optimizer: momentum, Nesterov, Adam …", Action("optimizer", amount=1)),
    Key("optimizer_back", ("O",), "O", "the optimizer before", Action("optimizer", amount=-1)),
    Key("beta_down", ("left_square_bracket", "9"), "[ 9", "its β − 0.05", Action("parameter", amount=-0.05)),
    Key("beta_up", ("right_square_bracket", "0"), "] 0", "its β + 0.05", Action("parameter", amount=0.05)),
    Key("mode", ("m",), "m", "η acts on the whole run (what-if) or from here (live)", Action("mode"), footer="mode"),
    Key("history", ("g",), "g", "chart by step: |x| or f(x), log or linear", Action("history")),
    Key(
        "view",
        ("v",),
        "v",
        "in the large place: picture, chart by step, factor, orbits, basins",
        Action("view"),
        footer="view",
    ),
    Key("cobweb", ("w",), "w", "cobweb: the next x by x, in place of the picture", Action("cobweb")),
    Key("camera", ("z",), "z", "window: it stands, zooms in on the run, or shows all of it", Action("camera")),
    Key("pin", ("c",), "c", "pin this recipe to race with, or unpin it", Action("pin"), footer="pin"),
    Key(
        "open_network",
        ("enter",),
        "enter",
        "in Network: the same limit, 2 by the curvature, in networks in training",
        named="the same limit in a network",
    ),
    Key("unpin", ("C",), "C", "unpin all", Action("unpin")),
)


def sections() -> Sections:
    """All keys, in the order of the help."""
    return (
        ("Run", player_keys("step", "newest step; again: the end of the run", restart="restart")),
        ("Learning rate and start", OWN_KEYS),
        ("Everywhere", everywhere("lr 0.83, x0 -2, f x^4/4, steps 12")),
    )


MOUSE = (
    ("click", "in the picture or the cobweb: x₀; on the ruler, the V or the orbits: η; in the basins: both"),
    ("click", "in the chart by step: the step; all of these by dragging, too"),
    ("click", "on a pinned run: takes it in hand; on a tab or a key: that one"),
    ("wheel", "zoom"),
)
