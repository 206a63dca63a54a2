"""Its report."""

from __future__ import annotations

from rich.text import Text

from lrtui.report.formats import Report

from .figures import LOOK
from .lab import CountingLab
from .settings import CountingSettings


def report(settings: CountingSettings) -> Report:
    """The number that it has come to."""
    frame = CountingLab(settings).frame()
    return Report(
        document={"lab": "counting", "count": frame.count},
        columns=("count",),
        rows=[(frame.count,)],
        table=lambda: Text(f"counted to {frame.count}"),
        picture=lambda width, height, ascii_only: LOOK.sheet(frame, width, height, ascii_only=ascii_only),
        title="a count",
    )
