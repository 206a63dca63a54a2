"""Tables in terminals of their own width: nothing in them is cut off."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from lrtui.labs.choose import report as choose
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.descent import report as parabola
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.network import report as network
from lrtui.labs.network.settings import NetworkSettings
from lrtui.report.formats import Report
from tests.real_data import plain

from ..recipes import at_rates

REPORTS = {
    "parabola": lambda: parabola.report(DescentSettings(learning_rate=1.1234567, steps=50, compare=at_rates(0.1, 1.2))),
    "network": lambda: network.report(NetworkSettings(recipes=plain(1000.0, 1.0, 0.001), epochs=10, hidden=4)),
    "procedure": lambda: choose.report(ChooseSettings(rates=4, epochs=10, hidden=4)),
    "range": lambda: choose.report(ChooseSettings(method="range", iterations=30, hidden=4)),
}


def shown(report: Report, width: int) -> str:
    """The table in a terminal of that width."""
    stream = io.StringIO()
    Console(file=stream, width=width, highlight=False).print(report.table())
    return stream.getvalue()


@pytest.mark.parametrize("name", REPORTS)
def test_in_80_columns_every_cell_is_whole_and_on_one_line(name: str) -> None:
    report = REPORTS[name]()
    wide, narrow = (
        [line.replace(" ", "") for line in shown(report, width).splitlines() if line.startswith("│")]
        for width in (200, 80)
    )
    assert wide and narrow == wide


@pytest.mark.parametrize("name", REPORTS)
def test_in_60_columns_no_number_is_cut(name: str) -> None:
    assert "…" not in shown(REPORTS[name](), 60)
