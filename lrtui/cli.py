"""From the command line to a report or the app; both are imported only when they are wanted."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lrtui.arguments import FORMATS, ArgumentParser, read
from lrtui.labs.settings import ParabolaSettings

FAILURE = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0; 1 for a failure; 2 for arguments that cannot be used."""
    parser, settings, common = read(list(sys.argv[1:] if argv is None else argv))
    if common.print is None:
        return _open_app(parser, settings, ascii_only=common.ascii_only)
    if common.output is not None:
        return _report_to_file(parser, settings, common)
    return _report_to_standard_output(settings, common)


def _open_app(parser: ArgumentParser, settings: ParabolaSettings, *, ascii_only: bool) -> int:
    terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    if not terminal or os.environ.get("TERM") == "dumb":
        parser.error(f"this is no terminal that the app could draw in; use --print {'|'.join(FORMATS)}")
    from lrtui.tui.app import run

    return run(settings, ascii_only=ascii_only or not _can_encode("⣿●η"))


def _report_to_file(parser: ArgumentParser, settings: ParabolaSettings, common: argparse.Namespace) -> int:
    path: Path = common.output
    name = f"--output {str(path)!r}"
    if path.is_dir():
        parser.error(f"{name}: is a directory")
    if path.exists() and not common.force:
        parser.error(f"{name}: the file exists; add --force to replace it")
    from lrtui.report import parabola
    from lrtui.report.formats import write

    report = parabola.report(settings)
    try:
        with path.open("w" if common.force else "x", encoding="utf-8", newline="") as stream:
            write(report, common.print, stream, size=common.size, ascii_only=common.ascii_only)
    except OSError as error:
        parser.error(f"{name}: cannot be written ({error.strerror})")
    return 0


def _report_to_standard_output(settings: ParabolaSettings, common: argparse.Namespace) -> int:
    from lrtui.report import parabola
    from lrtui.report.formats import write

    ascii_only = common.ascii_only or not _can_encode("⣿●η")
    try:
        write(parabola.report(settings), common.print, sys.stdout, size=common.size, ascii_only=ascii_only)
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer has nowhere to go; at exit the interpreter would complain about it once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 0  # the reader has seen enough, as in `| head`
        print(f"lrtui: standard output: cannot be written ({error.strerror})", file=sys.stderr)
        return FAILURE
    return 0


def _can_encode(text: str) -> bool:
    try:
        text.encode((sys.stdout and sys.stdout.encoding) or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
