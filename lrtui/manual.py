"""What ``--help`` says beyond the options: what each lab is, and examples. Standard library only."""

from __future__ import annotations

SUMMARIES = {
    "parabola": "gradient descent on f(x) = a·x², step by step",
    "network": "small networks that differ only in the learning rate, side by side",
    "choose": "find the learning rate for some data, and see why",
    "tour": "five rates, then four networks, by itself; any key takes over",
    "--kiosk": "the tour for strangers, who get the labs and nothing else",
}
"""What each lab is, and what plays by itself, in a few words."""

TOP = "See what a learning rate does, live in a terminal."

DESCRIPTIONS = {
    "parabola": "Gradient descent on f(x) = a·x², step by step: watch a rate that converges, one that swings for ever "
    "and one that blows up, and change it while it runs.",
    "network": "Small networks that differ only in the learning rate, side by side: they start from the same weights "
    "and see the same rows in the same order.",
    "choose": "Find the learning rate for some data, and see why: by a scout and ever smaller rates after it, or by "
    "a learning rate range test.",
    "tour": "Five rates on the parabola, then four networks, by itself; any key takes over.",
    "--kiosk": "The tour for strangers, who get the labs and nothing else: no file is written, and a "
    "session ends after a while.",
}
"""A sentence on each, with which its help begins."""

EXAMPLES = {
    "parabola": (
        ("lrtui", "open the parabola lab"),
        ("lrtui --lr 1.2", "a rate that is too large: each step lands farther out"),
        ("lrtui --lr 0.8 --then 12:0.1", "a rate that changes on the way"),
        ("lrtui --lr 1 --print plot", "the picture as text, no terminal needed"),
        ("lrtui --lr 0.8 --steps 3 --print json", "three steps, as a program reads them"),
    ),
    "network": (
        ("lrtui network", "four rates on the blobs of the second article"),
        ("lrtui network --lrs 1,0.1 --metric loss", "two rates, and their cross-entropy"),
        ("lrtui network --data FILE.csv --label COLUMN", "networks on your own data"),
        ("lrtui network --print csv --output run.csv", "every epoch's measures, in a file"),
    ),
    "choose": (
        ("lrtui choose", "scout, then train at ever smaller rates"),
        ("lrtui choose --method range --rule steepest", "a range test, read where its curve falls fastest"),
        ("lrtui choose --data FILE.csv --print table", "a rate for your own data"),
    ),
    "tour": (
        ("lrtui tour", "lean back; a key hands you the lab that is shown"),
        ("lrtui tour --ascii", "the same on a terminal without Unicode"),
    ),
    "--kiosk": (("lrtui --kiosk --idle 60 --max-time 600", "for an exhibition: short waits, short sessions"),),
}
"""Command lines, each with what it shows."""


def epilog(*names: str) -> str:
    """The examples of these labs, each command with what it shows on a line under it."""
    lines = [f"  {command}\n      {shows}" for name in names for command, shows in EXAMPLES[name]]
    return "\n".join(["examples:", *lines])


def top_epilog(default_lab: str) -> str:
    """The list of the labs, and the examples of all of them."""
    labs = "\n".join(f"  {name:<10} {summary}" for name, summary in SUMMARIES.items())
    more = "lrtui LAB --help lists the options of a lab, and so on for each of these."
    return f"labs ({default_lab} where none is named):\n{labs}\n\n{more}\n\n{epilog(*EXAMPLES)}"
