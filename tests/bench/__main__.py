"""Measures, and prints one table: ``python -m tests.bench [--quick] [NAME …]``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from . import files, frames, labs, maps, networks, raster, sharpness, start
from .table import QUICK, Effort, Row, heading, lines

PACKAGES = (
    *("lrtui", "textual", "rich", "numpy", "textual-plot", "textual-hires-canvas", "textual-plotext", "plotext"),
    *("uniplot", "drawille", "torch", "scikit-learn", "pandas"),
)

PARTS: dict[str, Callable[[Effort], Iterator[Row]]] = {
    "frames": frames.rows,
    "raster": raster.rows,
    "start": start.rows,
    "labs": labs.rows,
    "networks": networks.rows,
    "orbits": maps.rows,
    "files": files.rows,
    "sharpness": sharpness.rows,
}


def measured(parts: list[str], effort: Effort) -> Iterator[Row]:
    """The rows of some parts."""
    for part in parts:
        yield from PARTS[part](effort)


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
    for line in lines(measured(arguments.parts or list(PARTS), QUICK if arguments.quick else Effort())):
        print(line, flush=True)


if __name__ == "__main__":
    main()
