"""Its keys."""

from __future__ import annotations

from lrtui.labs.keys import TAB_MOUSE, Sections, everywhere, player_keys


def sections() -> Sections:
    """All keys, in the order of the help."""
    return (("Count", player_keys("number", "the largest number")), ("Everywhere", everywhere("by 2")))


MOUSE = (TAB_MOUSE,)
