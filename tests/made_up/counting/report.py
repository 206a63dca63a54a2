"""Its report."""

from __future__ import annotations

from functools import partial

from rich.text import Text

from lrtui.report.formats import Report

from .figures import LOOK
from .lab import CountingFrame, CountingLab
from .settings import CountingSettings


def report(settings: CountingSettings) -> Report:
    """The number that it has come to."""
    return report_of(CountingLab(settings).frame())


def report_of(frame: CountingFrame) -> Report:
    """The number that is shown."""
    return Report(
        document={"lab": "counting", "count": frame.count},
        columns=("count",),
        rows=[(frame.count,)],
        table=lambda: Text(f"counted to {frame.count}"),
        picture=partial(LOOK.sheet, frame),
        title="a count",
    )
