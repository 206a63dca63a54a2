"""What ``--help`` says beyond the options: what each lab is, and examples. Standard library only."""

from __future__ import annotations

from lrtui.labs.catalogue import LABS, default_lab

TOP = "See what a learning rate does, live in a terminal."

SHOWS = {
    "tour": (
        "five rates, then four networks, by itself; any key takes over",
        "Five rates on the parabola, then four networks, by itself; any key takes over.",
        (
            ("lrtui tour", "lean back; a key hands you the lab that is shown"),
            ("lrtui tour --ascii", "the same on a terminal without Unicode"),
        ),
    ),
    "--kiosk": (
        "the tour for strangers, who get the labs and nothing else",
        "The tour for strangers, who get the labs and nothing else: no file is written, and a "
        "session ends after a while.",
        (("lrtui --kiosk --idle 60 --max-time 600", "for an exhibition: short waits, short sessions"),),
    ),
}
"""What plays by itself: in a few words, in the sentence with which its help begins, and in command lines."""


def summary(name: str) -> str:
    """A lab, or what plays by itself, in a few words."""
    return LABS[name].summary if name in LABS else SHOWS[name][0]


def description(name: str) -> str:
    """The sentence with which the help of a lab, or of what plays by itself, begins."""
    return LABS[name].description if name in LABS else SHOWS[name][1]


def examples(name: str) -> tuple[tuple[str, str], ...]:
    """Command lines, each with what it shows."""
    return LABS[name].examples if name in LABS else SHOWS[name][2]


def epilog(*names: str) -> str:
    """The examples of these, each command with what it shows on a line under it."""
    lines = [f"  {command}\n      {shows}" for name in names for command, shows in examples(name)]
    return "\n".join(["examples:", *lines])


def top_epilog() -> str:
    """The list of the labs and of what plays by itself, and the examples of all of them."""
    names = (*LABS, *SHOWS)
    labs = "\n".join(f"  {name:<10} {summary(name)}" for name in names)
    more = "lrtui LAB --help lists the options of a lab, and so on for each of these."
    return f"labs ({default_lab().name} where none is named):\n{labs}\n\n{more}\n\n{epilog(*names)}"
