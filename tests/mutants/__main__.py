"""Says how many of sixty breaks a tree's tests notice: ``python -m tests.mutants RESULTS``.

The tree is copied to a temporary folder. There one break after the other is made, the tests of its room run, where
these notice nothing all other tests run as well, and the break is taken back. Results are added to the file RESULTS,
and a break that is there already is not made again.

``--tree`` names another tree than that of the current folder, ``--before`` says that it is one from before the second
house, ``--check`` only says whether every break finds its text there once, and ``--unbroken`` runs the tests of the
rooms in the tree as it is: they have to pass, or nothing that comes after means anything.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.mutants.breaks import BREAKS, Break, Place

LIMIT = 600.0
"""Seconds that the tests of a room have; hypothesis alone may take 300 of them to make a failing example smaller."""

LIMIT_OF_ALL = 1200.0
"""Seconds that all tests have."""

ELSEWHERE = ("bench", "mutants", "same")
"""Folders of ``tests`` that say nothing of faults."""

ONLY_FOR = {"terminal": "driver", "completion": "report"}
"""Folders whose tests wait for real terminals and shells, each with the one room to whose breaks they are asked."""

PASSED, FAILED = 0, (1, 2)
"""What pytest returns where all is well, and where a test has failed or a file of tests could not be loaded."""


class Outcome(NamedTuple):
    """What became of one break: ``caught``, ``survived`` or ``timed out``, after how long, and which test said so."""

    word: str
    seconds: float
    by: str


def main() -> int:
    """Do what the command line asks; the exit status is 1 where a break survives."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("results", type=Path, nargs="?", metavar="RESULTS")
    parser.add_argument("--tree", type=Path, default=Path.cwd())
    parser.add_argument("--before", action="store_true", help="the tree is from before the second house")
    parser.add_argument("--check", action="store_true", help="only look whether each text occurs once")
    parser.add_argument("--unbroken", action="store_true", help="only run the tests of the rooms, without a break")
    parser.add_argument("--only", default="", metavar="WORDS", help="breaks with these words in their names")
    given = parser.parse_args()
    chosen = [fault for fault in BREAKS if given.only in fault.name]
    unfound = list(_unfound(given.tree, chosen, before=given.before))
    print("\n".join([*unfound, f"{len(chosen)} breaks, {len(unfound)} of which do not find their text once"]))
    if unfound or given.check:
        return int(bool(unfound))
    with _copy(given.tree) as copy:
        if given.unbroken:
            return int(not _passes_unbroken(copy, chosen))
        if given.results is None:
            parser.error("a file for the results is needed")
        return _break_all(copy, chosen, given.results, before=given.before)


def _unfound(tree: Path, chosen: list[Break], *, before: bool) -> Iterator[str]:
    for fault in chosen:
        place = fault.before if before else fault.after
        file = tree / "lrtui" / place.file
        count = file.read_text(encoding="utf-8").count(place.find) if file.exists() else 0
        if count != 1:
            yield f"{place.file}: {place.find!r} occurs {count} times ({fault.name})"


class Copy(NamedTuple):
    """A copy of a tree, and the interpreter of an environment in which it is installed."""

    tree: Path
    python: Path


@contextmanager
def _copy(tree: Path) -> Iterator[Copy]:
    """A copy that all tests find, also those that start the program as a process of its own."""
    with tempfile.TemporaryDirectory(prefix="lrtui-mutants-") as folder:
        copy, environment = Path(folder) / "tree", Path(folder) / "venv"
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("__pycache__", ".*_cache", "*.egg-info", ".git"))
        venv.create(environment)
        python = environment / "bin" / "python"
        packages = next(environment.glob("lib/python*/site-packages"))
        # The copy first: what it is tested with comes from where this script runs, where lrtui may be installed too.
        (packages / "copy.pth").write_text(f"{copy}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
        program = environment / "bin" / "lrtui"
        program.write_text(f"#!{python}\nimport sys\nfrom lrtui.__main__ import main\n\nsys.exit(main())\n")
        program.chmod(0o755)
        yield Copy(copy, python)


def _passes_unbroken(copy: Copy, chosen: list[Break]) -> bool:
    fine = True
    for tests in dict.fromkeys(fault.tests for fault in chosen):
        outcome = _run(copy, _there(copy.tree, tests), LIMIT)
        fine &= outcome.word == "survived"
        print(f"{'fine' if outcome.word == 'survived' else 'FAILS'}  {outcome.seconds:6.1f} s  {tests} {outcome.by}")
    return fine


def _break_all(copy: Copy, chosen: list[Break], results: Path, *, before: bool) -> int:
    done = _known(results)
    for fault in chosen:
        if fault.name in done:
            continue
        outcome = _try(copy, fault, fault.before if before else fault.after)
        with results.open("a", encoding="utf-8") as stream:
            stream.write(
                "\t".join([outcome.word, fault.room, fault.name, f"{outcome.seconds:.0f} s", outcome.by]) + "\n"
            )
        print(f"{outcome.word:<9}  {fault.room:<6}  {outcome.seconds:5.0f} s  {fault.name}  [{outcome.by}]", flush=True)
    known = _known(results)
    words = [known[fault.name] for fault in chosen]
    print(", ".join(f"{words.count(word)} {word}" for word in ("caught", "timed out", "survived")), f"of {len(words)}")
    return int("survived" in words)


def _known(results: Path) -> dict[str, str]:
    """What became of the breaks that the file has, by their names."""
    if not results.exists():
        return {}
    lines = [line.split("\t") for line in results.read_text(encoding="utf-8").splitlines()]
    return {name: word for word, _, name, *_ in lines}


def _try(copy: Copy, fault: Break, place: Place) -> Outcome:
    """Make a break, run the tests of its room, and all others where these see nothing."""
    file = copy.tree / "lrtui" / place.file
    whole = file.read_text(encoding="utf-8")
    _write(file, whole.replace(place.find, place.put))
    try:
        first = _run_surely(copy, _there(copy.tree, fault.tests), LIMIT)
        if first.word != "survived":
            return first
        rest = _run_surely(copy, _all_tests(copy.tree, fault.room), LIMIT_OF_ALL, "-n2", "--dist=worksteal")
        return rest._replace(seconds=first.seconds + rest.seconds)
    finally:
        _write(file, whole)


def _write(file: Path, text: str) -> None:
    """Change a file; Python would take what it compiled before for this text, where both are as long and as old."""
    file.write_text(text, encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


def _there(tree: Path, tests: tuple[str, ...]) -> list[str]:
    """The files and folders of ``tests`` that a tree has."""
    there = [f"tests/{name}" for name in tests if (tree / "tests" / name).exists()]
    if not there:
        raise SystemExit(f"none of {', '.join(tests)} is there")
    return there


def _all_tests(tree: Path, room: str) -> list[str]:
    left_out = {*ELSEWHERE, "__pycache__", *(folder for folder, only in ONLY_FOR.items() if room != only)}
    paths = [path for path in sorted((tree / "tests").iterdir()) if path.is_dir() or path.name.startswith("test_")]
    return [f"tests/{path.name}" for path in paths if path.name not in left_out]


def _run_surely(copy: Copy, tests: list[str], limit: float, *options: str) -> Outcome:
    """Run some tests; one that fails once and not again, such as on a busy machine, has noticed nothing."""
    outcome = _run(copy, tests, limit, *options)
    test = outcome.by.partition(" - ")[0]
    if outcome.word == "caught" and "::" in test and _run(copy, [test], limit).word == "survived":
        again = _run_surely(copy, tests, limit, *options, f"--deselect={test}")
        return again._replace(seconds=outcome.seconds + again.seconds)
    return outcome


def _run(copy: Copy, tests: list[str], limit: float, *options: str) -> Outcome:
    """Run some tests up to the first that fails."""
    command = [str(copy.python), "-m", "pytest", "-x", "-q", "-rfE", "-n0", *options, *tests]
    # Some tests look for programs beside the interpreter, and others on the path.
    environment = os.environ | {"PATH": f"{copy.python.parent}{os.pathsep}{os.environ['PATH']}"}
    began = monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(
            command, cwd=copy.tree, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return Outcome("timed out", monotonic() - began, "")
        output.seek(0)
        said = output.read()
    if status not in (PASSED, *FAILED):  # such as ended by a signal, which says nothing of the break
        raise SystemExit(f"pytest has not come to an end of its own ({status}):\n{said[-3000:]}")
    failed = re.search(r"^(?:FAILED|ERROR) (.*)", said, re.MULTILINE)
    by = failed[1][:300] if failed else "" if status == PASSED else said[-300:].replace("\n", " ").replace("\t", " ")
    return Outcome("survived" if status == PASSED else "caught", monotonic() - began, by)


if __name__ == "__main__":
    sys.exit(main())
