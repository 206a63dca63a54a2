"""The keys of a lab as Textual wants them."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from lrtui.labs.keys import Key, Sections


def binding(key: Key) -> Binding:
    """One key of a table."""
    return Binding(",".join(key.keys), key.textual_action, key.help, show=False, id=key.id)


def bindings(sections: Sections) -> list[BindingType]:
    """All keys of a lab."""
    return [binding(key) for _, keys in sections for key in keys]
