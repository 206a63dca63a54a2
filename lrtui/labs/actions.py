"""What a key press, a click or a typed value asks of a lab."""

from typing import Any, NamedTuple


class Action(NamedTuple):
    """A request as a value, so that it can be listed, repeated and tested.

    Attributes:
        verb: what to do; each lab has a table of the verbs it knows.
        field: the setting that it concerns, if any.
        amount: by how much or to what; its type depends on the verb.
    """

    verb: str
    field: str = ""
    amount: Any = None
