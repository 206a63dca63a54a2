"""A report in a file, which is never written over by accident."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrtui.report.formats import Report


def refusal(path: Path, *, replace: bool) -> str:
    """Return why nothing can be written to ``path``, as far as that is known before, or an empty text."""
    if path.is_dir():
        return "is a directory"
    if path.exists() and not replace:
        return "the file exists"
    if not path.parent.is_dir():
        return f"{str(path.parent)!r} is no folder"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return "cannot be written (no permission)"
    return ""


def save(report: Report, kind: str, path: Path, *, size: tuple[int, int], ascii_only: bool, replace: bool) -> None:
    """Write ``report`` to ``path`` in one of the formats; an OSError says why that cannot be."""
    from lrtui.report.formats import write

    try:
        with path.open("w" if replace else "x", encoding="utf-8", newline="") as stream:
            write(report, kind, stream, size=size, ascii_only=ascii_only)
    except OSError as error:
        raise OSError(f"cannot be written ({error.strerror})") from error
