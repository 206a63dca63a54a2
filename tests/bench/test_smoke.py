"""The benchmark runs; what it measures is not judged here."""

from __future__ import annotations

import pytest

from tests.examples import LONG

from .__main__ import PARTS, measured
from .table import QUICK, lines, missing


@pytest.mark.parametrize("part", PARTS if LONG else ["raster"])
def test_every_part_gives_rows(part: str) -> None:
    rows = list(measured([part], QUICK))
    assert rows
    for row, line in zip(rows, list(lines(rows))[2:], strict=True):
        assert line.startswith(f"| {row.what} |") and line.count("|") == 8
        # A peer that is not installed is named, and no figure is made up for it.
        assert (row.holds is None) == ("not installed" in row.ratio)
        assert row.holds is None or row.ours >= 0 or "memory" in row.what


def test_a_missing_peer_has_no_figures() -> None:
    line = list(lines([missing("speed", "a peer", "faster")]))[-1]
    assert line == "| speed | – | a peer | – | the peer is not installed | faster | ? |"
