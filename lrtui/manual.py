"""What ``--help`` says beyond the options: what each lab is, and examples. Standard library only."""

from typing import NamedTuple

from lrtui.labs.catalogue import LABS, LabEntry, default_lab

TOP = "See what a learning rate does, live in a terminal."


class Page(NamedTuple):
    """What the help says of something that plays by itself; a lab's row in the catalogue says the same of a lab."""

    summary: str
    description: str
    examples: tuple[tuple[str, str], ...]


SHOWS = {
    "tour": Page(
        "five rates, then four networks, by itself; any key takes over",
        "Five rates on the parabola, then four networks, by itself; any key takes over.",
        (
            ("lrtui tour", "lean back; a key hands you the lab that is shown"),
            ("lrtui tour --ascii", "the same on a terminal without Unicode"),
        ),
    ),
    "--kiosk": Page(
        "the tour for strangers, who get the labs and nothing else",
        "The tour for strangers, who get the labs and nothing else: no file is written, and a "
        "session ends after a while.",
        (("lrtui --kiosk --idle 60 --max-time 600", "for an exhibition: short waits, short sessions"),),
    ),
}
"""What plays by itself."""


def pages() -> dict[str, Page | LabEntry]:
    """What the help says of each lab and of what plays by itself, by name."""
    return {**LABS, **SHOWS}


def epilog(*pages: Page | LabEntry) -> str:
    """The examples of these, each command with what it shows on a line under it."""
    lines = [f"  {command}\n      {shows}" for page in pages for command, shows in page.examples]
    return "\n".join(["examples:", *lines])


def top_epilog() -> str:
    """The list of the labs and of what plays by itself, and the examples of all of them."""
    labs = "\n".join(f"  {name:<10} {page.summary}" for name, page in pages().items())
    more = "lrtui LAB --help lists the options of a lab, and so on for each of these."
    return f"labs ({default_lab().name} where none is named):\n{labs}\n\n{more}\n\n{epilog(*pages().values())}"
