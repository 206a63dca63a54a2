"""What a file calls things, made safe where it enters: nothing of a file's may steer a terminal."""

LONGEST = 40
"""Names and cells are repeated with no more characters than these."""


class TableError(ValueError):
    """What is wrong within a file: one line with the place and the cure, but not yet with the name of the file."""


def printable(text: str) -> str:
    """The text in one line: control characters, and others that nobody sees, are written out as Python does."""
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def safe(text: str) -> str:
    """As ``printable``, and not longer than ``LONGEST``."""
    line = printable(text[: LONGEST + 1])
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def quoted(text: str) -> str:
    """A name or a cell of a file as a message has it."""
    return f"'{safe(text)}'"
