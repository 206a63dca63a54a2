"""A person's own file → a dataset: in slices, so that a screen can show how far it has come."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from lrtui.core.data import Dataset
from lrtui.core.slices import result_of
from lrtui.core.table.meaning import meaning
from lrtui.core.table.names import TableError, printable, safe
from lrtui.core.table.reader import Progress, read_table
from lrtui.core.table.source import STANDARD_INPUT


class DataError(ValueError):
    """A file that cannot be used; the message is one line that names the file, the place in it and the cure."""


def reading(path: str, label: str | None = None) -> Generator[Progress, None, Dataset]:
    """Read a CSV file, and say between slices of a few milliseconds how far it has come.

    Args:
        path: the file, which may be packed by gzip; ``-`` for standard input.
        label: the header of the label column; None to find it.

    Raises:
        DataError: the file cannot be used; the message names it.
    """
    try:
        table = yield from read_table(path)
        found = meaning(table, label)
    except TableError as error:
        raise DataError(f"{printable(path)}: {error}") from None
    name = "standard input" if path == STANDARD_INPUT else safe(Path(path).name)
    return Dataset(name, found.features, found.labels, found.classes, notes=found.notes)


def read_file(path: str, label: str | None = None) -> Dataset:
    """As ``reading``, in one go."""
    return result_of(reading(path, label))
