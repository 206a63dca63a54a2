"""One table of ratios: what was measured, against what, and whether it is what was aimed at."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

Measure = Callable[[], float]


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes:
        rounds: how often each of the two takes its turn.
        seconds: that a program is watched for.
        settle: seconds before, in which it finds its pace.
        copies: programs at once.
        minutes: of simulated time, in all.
        epochs: of each training.
    """

    rounds: int = 5
    seconds: float = 5.0
    settle: float = 2.0
    copies: int = 30
    minutes: int = 60
    epochs: int = 200


QUICK = Effort(rounds=1, seconds=0.3, settle=0.7, copies=2, minutes=2, epochs=2)
"""Only to see that everything runs; the figures mean nothing."""


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes:
        what: is measured.
        peer: what it is measured against; a floor, or another program.
        ours, theirs: the medians, in ``unit``; None where the peer is missing, or where there is none.
        unit: of both.
        aim: in words.
        holds: whether the aim is met; None where that cannot be told.
        ratio: what the aim is about, in words.
    """

    what: str
    peer: str
    ours: float
    theirs: float | None
    unit: str
    aim: str
    holds: bool | None
    ratio: str


def alternate(rounds: int, *measures: Measure) -> list[float]:
    """The median of each measure; they take turns, so that what else the machine does meets all of them."""
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for values, measure in zip(taken, measures, strict=True):
            values.append(measure())
    return [statistics.median(values) for values in taken]


def at_most(what: str, peer: str, ours: float, theirs: float, unit: str, limit: float) -> Row:
    """A row whose aim is that ours is at most ``limit`` times theirs."""
    ratio = ours / theirs if theirs else float("inf")  # on a busy machine nothing may have come in a short time
    return Row(what, peer, ours, theirs, unit, f"≤ {limit:.3g} ×", ratio <= limit, f"{ratio:.3g} ×")


def faster(what: str, peer: str, ours: float, theirs: float, unit: str, times: float) -> Row:
    """A row whose aim is that ours is ``times`` faster than theirs."""
    ratio = theirs / ours
    aim = "faster" if times == 1 else f"≥ {times:.3g} × faster"
    return Row(what, peer, ours, theirs, unit, aim, ratio >= times, f"{ratio:.3g} × faster")


def below(what: str, ours: float, unit: str, limit: float) -> Row:
    """A row whose aim is a number and no peer."""
    return Row(what, "–", ours, None, unit, f"≤ {limit:g} {unit}", ours <= limit, "")


def missing(what: str, peer: str, aim: str) -> Row:
    """A row of a peer that is not installed."""
    return Row(what, peer, float("nan"), None, "", aim, None, "the peer is not installed")


def installed(package: str) -> str | None:
    """The version of a package; None where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _number(value: float | None, unit: str) -> str:
    return "–" if value is None or value != value else f"{value:.3g} {unit}"


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The table, as Markdown has it."""
    yield "| what | ours | peer or floor | theirs | ratio | aim | met |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in rows:
        met = {True: "yes", False: "no", None: "?"}[row.holds]
        cells = (
            row.what,
            _number(row.ours, row.unit),
            row.peer,
            _number(row.theirs, row.unit),
            row.ratio,
            row.aim,
            met,
        )
        yield f"| {' | '.join(cells)} |"


def heading(packages: Sequence[str]) -> str:
    """When, on what machine, with which versions."""
    versions = [f"{name} {version}" for name in packages if (version := installed(name))]
    absent = [name for name in packages if not installed(name)]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    text = (
        f"{date.today():%Y-%m-%d}, {platform.system()} on {platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"{memory:.0f} GiB, Python {platform.python_version()}; {', '.join(versions)}."
    )
    return text + (f" Not installed: {', '.join(absent)}." if absent else "")
