"""What the help of each lab says."""

from typing import NamedTuple


class Help(NamedTuple):
    """What the help of a lab says besides its keys.

    Attributes:
        title: the lab, and its question.
        idea: the idea in five lines.
        sources: where the mathematics comes from: what it is used for, and who wrote it down.
        mouse: what the mouse does.
    """

    title: str
    idea: str
    sources: tuple[tuple[str, str], ...]
    mouse: tuple[tuple[str, str], ...]
