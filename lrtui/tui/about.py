"""What the help of each lab says."""

from __future__ import annotations

from typing import NamedTuple


class Help(NamedTuple):
    """What the help of a lab says besides its keys: a title, the idea in a few lines, what the mouse does."""

    title: str
    idea: str
    mouse: tuple[tuple[str, str], ...]
