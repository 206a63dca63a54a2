"""A file as people have it → a table, a little at a time."""

from collections.abc import Generator, Iterator
from itertools import chain
from typing import NamedTuple

from lrtui.core.table.blocks import careful_block, quick_block
from lrtui.core.table.columns import Columns, Parsed
from lrtui.core.table.dialect import DELIMITERS, Dialect, after_rows, find_dialect
from lrtui.core.table.names import TableError
from lrtui.core.table.source import LOOK, Source

LONGEST_LINE = 1 << 24
"""More bytes without the end of a row are no table."""


class Table(NamedTuple):
    """What was read, and how the file is written."""

    dialect: Dialect
    columns: Columns
    notes: tuple[str, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' names; numbers from 1 where the file has none."""
        return self.dialect.names or tuple(str(at + 1) for at in range(self.dialect.columns))


class Progress(NamedTuple):
    """How many bytes of a file have been read, and how many it has; None where nobody knows."""

    done: int
    size: int | None


Reading = Generator[Progress, None, Table]


def read_table(path: str) -> Reading:
    """Read a file in slices of a few milliseconds; between two of them it says how far it has come.

    Raises:
        TableError: the file cannot be read, or is no table.
    """
    source = Source(path)
    lines = _whole_lines(source)
    head = b""
    for text in lines:
        head += text
        if len(head) >= LOOK:
            break
        yield Progress(source.done, source.size)
    start = head.decode()
    dialect = find_dialect(start)
    columns = Columns(dialect)
    rest = after_rows(start, dialect.skip, dialect.delimiter).encode()

    def prepared(text: bytes) -> tuple[bytes, Parsed | None]:
        block = quick_block(text, dialect.delimiter, dialect.columns)
        return text, columns.parsed(block) if block else None

    number, pending = dialect.skip + 1, b""
    for text, parsed in map(prepared, chain([rest], lines)):
        if parsed is not None and not pending:
            columns.add(parsed, number)
            number += len(parsed.block.numbers)
        elif text:
            block, pending, after = careful_block(pending + text, number, dialect.delimiter, dialect.columns)
            columns.add(columns.parsed(block), number)
            number = after
        yield Progress(source.done, source.size)
    if pending:
        raise TableError(f"row {number}: a quote is opened and never closed; close it")
    return Table(dialect, columns, _notes(dialect, source))


def _whole_lines(source: Source) -> Iterator[bytes]:
    """The text of a file, cut at the ends of lines; empty where nothing has come yet."""
    pending = b""
    for block in source.blocks():
        cut = block.rfind(b"\n") + 1
        if cut:
            yield source.text_of(pending + block[:cut])
            pending = block[cut:]
        else:
            pending += block
            if len(pending) > LONGEST_LINE:
                raise TableError(f"has a line of more than {LONGEST_LINE // 2**20} MB, so it is no table")
            yield b""
    if pending:
        yield source.text_of(pending + b"\n")


def _notes(dialect: Dialect, source: Source) -> tuple[str, ...]:
    notes = list(source.notes)
    if dialect.delimiter != ",":
        notes.append(f"cells end at a {DELIMITERS.get(dialect.delimiter, 'bar')}")
    if dialect.mark == ",":
        notes.append("decimal commas")
    if not dialect.names:
        notes.append(f"no header: the columns are called 1 to {dialect.columns}")
    return tuple(notes)
