"""Measures, and prints one table: ``python -m tests.bench [--quick] [NAME …]``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from . import frames, labs, networks, raster, start
from .table import Row, heading, lines

PACKAGES = (
    *("lrtui", "textual", "rich", "numpy", "textual-plot", "textual-hires-canvas", "textual-plotext", "plotext"),
    *("uniplot", "drawille", "torch", "scikit-learn"),
)

PARTS: dict[str, Callable[[int, float], Iterator[Row]]] = {
    "frames": frames.rows,
    "raster": lambda rounds, _: raster.rows(5 * rounds),
    "start": lambda rounds, _: start.rows(rounds),
    "labs": labs.rows,
    "networks": lambda rounds, _: networks.rows(rounds),
}


def measured(parts: list[str], *, quick: bool) -> Iterator[Row]:
    """The rows of some parts; ``quick`` only shows that they run."""
    for part in parts:
        yield from PARTS[part](1, 0.5) if quick else PARTS[part](5, 5.0)


def main() -> None:
    """Print the table as it fills."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="measure each once and briefly, to see that it runs")
    arguments = parser.parse_args()
    unknown = [part for part in arguments.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no {unknown[0]!r}; there are {', '.join(PARTS)}")
    print(heading(PACKAGES) + "\n")
    for line in lines(measured(arguments.parts or list(PARTS), quick=arguments.quick)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
