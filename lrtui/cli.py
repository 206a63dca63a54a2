"""From the command line to a report or the app; both are imported only when they are wanted."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrtui.arguments import FORMATS, ArgumentParser, read
from lrtui.labs.catalogue import lab_of
from lrtui.system import POSIX

if TYPE_CHECKING:
    from lrtui.core.loading import Loading
    from lrtui.report.formats import Report

FAILURE = 1
AT_ONCE = 0.03
"""Seconds for which data is read before the app opens: a small file is there then, and nothing flickers."""
INTERRUPTED = 130
"""The status with which a shell reports a program that ctrl+c has ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0, ``FAILURE``, ``INTERRUPTED``, or 2 for unusable arguments."""
    parser, settings, common = read(list(sys.argv[1:] if argv is None else argv))
    if common.print is None:
        return _open_app(parser, settings, common)
    try:
        if common.output is not None:
            return _report_to_file(parser, settings, common)
        return _report_to_standard_output(parser, settings, common)
    except KeyboardInterrupt:
        return INTERRUPTED


def _open_app(parser: ArgumentParser, settings: Any, common: argparse.Namespace) -> int:
    from lrtui.tui.capabilities import refusal, shows_unicode

    if reason := refusal():
        parser.error(f"{reason}; use --print {'|'.join(FORMATS)}")
    loading = _begin_to_load(parser, settings)
    ascii_only = common.ascii_only or not shows_unicode()
    if common.kiosk:
        if not POSIX:
            parser.error("--kiosk: not on this system, which has no terminals and limits of POSIX")
        from lrtui.tui.lockdown import lock_down

        lock_down()  # before anything is loaded that looks at the environment
    # What is loaded now stays until the end: looking for garbage in it takes a tenth of the time to the first picture.
    gc.disable()
    if common.kiosk:
        from lrtui.tui.app import run
        from lrtui.tui.kiosk import KioskApp

        kiosk = KioskApp(idle=common.idle, max_time=common.max_time, ascii_only=ascii_only, debug=common.debug)
        return run(kiosk, mouse=False)  # a flood of mouse reports costs more than it is worth
    from lrtui.tui.app import LrtuiApp, run

    app = LrtuiApp(settings, loading=loading, tour=common.tour, hint=True, ascii_only=ascii_only, debug=common.debug)
    status = run(app)
    if app.refused is not None:
        parser.error(f"--data {app.refused}")
    return status


def _begin_to_load(parser: ArgumentParser, settings: Any) -> Loading | None:
    """Load a small file at once; of a large one, return what is left to do while something is on the screen."""
    if not (settings.READS_DATA and settings.reads_file):
        return None
    if settings.data == "-":
        parser.error("--data -: standard input goes with --print; in the app the keys come from there")
    from lrtui.core.loading import load, pull

    loading = load(settings.data, settings.label)
    with _refused_data(parser):
        return None if pull(loading, AT_ONCE) is None else loading


def _report_to_file(parser: ArgumentParser, settings: Any, common: argparse.Namespace) -> int:
    from lrtui.report.files import refusal, save

    path: Path = common.output
    name = f"--output {str(path)!r}"
    # Found out before a long training, and not after it.
    if reason := refusal(path, replace=common.force):
        parser.error(f"{name}: {reason}{'; add --force to replace it' if path.is_file() and not common.force else ''}")
    report = _report(parser, settings)
    try:
        save(report, common.print, path, size=common.size, ascii_only=common.ascii_only, replace=common.force)
    except OSError as error:
        parser.error(f"{name}: {error}")
    return 0


def _report_to_standard_output(parser: ArgumentParser, settings: Any, common: argparse.Namespace) -> int:
    from lrtui.report.formats import write
    from lrtui.tui.capabilities import can_encode

    report = _report(parser, settings)
    ascii_only = common.ascii_only or not can_encode()
    try:
        write(report, common.print, sys.stdout, size=common.size, ascii_only=ascii_only)
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer has nowhere to go; at exit the interpreter would complain about it once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 0  # the reader has seen enough, as in `| head`
        print(f"lrtui: standard output: cannot be written ({error.strerror})", file=sys.stderr)
        return FAILURE
    return 0


def _report(parser: ArgumentParser, settings: Any) -> Report:
    with _refused_data(parser) if settings.READS_DATA else nullcontext():
        report: Report = lab_of(settings).module("report").report(settings)
    return report


@contextmanager
def _refused_data(parser: ArgumentParser) -> Iterator[None]:
    """Exit with what is wrong with a person's data."""
    from lrtui.core.files import DataError

    try:
        yield
    except DataError as error:
        parser.error(f"--data {error}")
