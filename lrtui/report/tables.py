"""Rich's tables as all reports have them."""

from collections.abc import Collection, Iterable

from rich.table import Table


def with_columns(table: Table, names: Iterable[str], *, words: Collection[str] = ()) -> Table:
    """The table with these columns: ``words`` flush left, the others, which are numbers, flush right.

    In a narrow terminal a number goes on in the next line; cut off, it would read as another.
    """
    for name in names:
        table.add_column(name, justify="left" if name in words else "right", overflow="fold")
    return table
