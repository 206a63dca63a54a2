"""What a lab offers by name in the palette."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from lrtui.labs.actions import Action


class Offer(NamedTuple):
    """Something that a lab does, by its name, with a few words more; ``present`` says whether that is so already."""

    name: str
    about: str
    action: Action
    present: bool = False


def values(settings: Any, field: str, names: dict[str, str], about: str) -> Iterator[Offer]:
    """The values of a setting, by the names that people read."""
    for value, name in names.items():
        yield Offer(name, about, Action("set", field, value), value == getattr(settings, field))
