"""What a key press, a click or a typed value asks of a lab."""

from typing import Any, NamedTuple


class Action(NamedTuple):
    """A request as a value, so that it can be listed, repeated and tested.

    A lab does the verb ``pin`` by its method ``do_pin``. The field is the setting that it concerns, if any. The amount
    says by how much or to what; its type depends on the verb.
    """

    verb: str
    field: str = ""
    amount: Any = None
