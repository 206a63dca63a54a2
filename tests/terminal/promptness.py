"""Whether what is promised in seconds was kept, on a machine that others use too."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

START = 0.015
"""Seconds that a bare interpreter takes to start and end where the promises were measured, with nothing else to do."""

STARTS = 9


def kept(taken: float, promised: float) -> bool:
    """Whether ``taken`` seconds are within ``promised`` ones; longer by as much as the machine is slower now.

    These machines are shared, and have been three times slower than a day before for hours. A bare interpreter's start
    is the peer, in the same run.
    """
    return taken <= promised or taken <= promised * slowness()


def slowness() -> float:
    """How many times as long as then a bare interpreter takes now; at least 1."""
    starts = []
    for _ in range(STARTS):
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        starts.append(time.monotonic() - began)
    return max(statistics.median(starts) / START, 1.0)
