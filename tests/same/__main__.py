"""Records all that people see, and compares two such records.

``python -m tests.same record FILE`` runs every line of ``commands.txt`` and shows every case of ``screens.py``, with
the package that is in the current folder, or in the one that ``--tree`` names, and takes down all that comes of it.
``python -m tests.same compare BEFORE AFTER`` prints what is different, but for what ``renames.py`` says is meant.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shlex
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from tests.same.renames import ALLOWED, folded, parsed, renamed
from tests.same.screens import CASES, SIZES, SMALLEST, take_down

COMMANDS = Path(__file__).with_name("commands.txt")
MOST_SHOWN = 200
"""Characters of a differing line that are printed."""

OLD_WORDS = {"--camera follow": "--follow"}
"""What the package of the time before calls the same things, on a command line."""

ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "80", "LINES": "24"}
"""What programs look at, the same in each record."""

_GOOD = "\n".join(
    ["width,height,kind"] + [f"{i % 7 + 3 * (i % 3)},{i % 5 - 2 * (i % 3) + i / 16},{'abc'[i % 3]}" for i in range(60)]
)
_WIDE = "\n".join(
    ["kind,one,two,three,four"]
    + [f"{'yes' if i % 2 else 'no'},{i % 4},{(i * i) % 11},{-i % 6 / 8},{i % 2 + i % 9}" for i in range(48)]
)
FILES = {
    "good.csv": f"{_GOOD}\n".encode(),
    "wide.csv": f"{_WIDE}\n".encode(),
    "empty.csv": b"",
    "ragged.csv": b"x,y,kind\n1,2,a\n1,2\n",
    "words.csv": b"x,y,kind\n1,2,a\n1,two,b\n",
    "few.csv": b"x,y,kind\n1,2,a\n2,3,a\n3,4,b\n",
    "one.csv": b"x,y,kind\n" + b"1,2,a\n" * 9,
    "latin.csv": b"x,y,kind\n1,2,\xe4\n",
    "narrow.csv": b"kind\na\nb\n",
}
"""The data of the commands, in the folder in which they run."""

Record = dict[str, Any]


def main() -> int:
    """Record or compare; 1 where something is different."""
    parser = argparse.ArgumentParser(prog="python -m tests.same", description=__doc__)
    kinds = parser.add_subparsers(dest="what", required=True)
    recording = kinds.add_parser("record", help="take down all that people see")
    recording.add_argument("file", type=Path)
    recording.add_argument("--tree", type=Path, help="the folder in which the package is")
    comparing = kinds.add_parser("compare", help="print what is different")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    args = parser.parse_args()
    if args.what == "compare":
        return compare(*(json.loads(file.read_text(encoding="utf-8")) for file in (args.before, args.after)))
    path = args.file.absolute()
    if args.tree is not None:
        sys.path.insert(0, str(args.tree.absolute()))
    path.write_text(json.dumps(record(), ensure_ascii=False, indent=0), encoding="utf-8")
    return 0


# ---------------------------------------------------------------------------------------------------------- to record


def record() -> Record:
    """All commands and screens, in a folder of their own."""
    os.environ.update(ENVIRONMENT)
    for name in list(os.environ):
        if name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "LC_ALL") or name.startswith("TEXTUAL"):
            del os.environ[name]
    os.environ["TEXTUAL_ANIMATIONS"] = "none"  # what scrolls smoothly is somewhere on its way
    sys.path[:] = [str(Path(folder).absolute()) for folder in sys.path]
    import lrtui

    old = find_spec("lrtui.labs.descent.window") is None
    print(f"of {Path(str(lrtui.__file__)).parent}, in the {'old' if old else 'new'} words")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["HOME"] = os.environ["XDG_STATE_HOME"] = folder
        for name, content in FILES.items():
            Path(name).write_bytes(content)
        begun, worked = perf_counter(), process_time()
        commands = {line: _run(line, old=old) for line in _lines()}
        print(f"{len(commands)} commands in {perf_counter() - begun:.0f} s")
        begun = perf_counter()
        screens = dict(_screens(old=old))
        print(f"{len(screens)} screens in {perf_counter() - begun:.0f} s")
        print(f"{process_time() - worked:.0f} s of CPU in all")
        os.chdir("/")
    return {"old": old, "commands": commands, "screens": screens}


def _lines() -> list[str]:
    lines = [line.strip() for line in COMMANDS.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _in_its_words(line: str, *, old: bool) -> list[str]:
    """The arguments as the package knows them."""
    for word, before in OLD_WORDS.items() if old else ():
        line = line.replace(word, before)
    return shlex.split(line)


def _run(line: str, *, old: bool) -> dict[str, Any]:
    """What a command does: its exit status, what it writes to either stream, and the files that it leaves."""
    from lrtui.cli import main as run

    encoding, args = "utf-8", _in_its_words(line, old=old)
    if args[0].startswith("{"):
        encoding = args.pop(0).strip("{}")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=each, newline="\n") for each in (encoding, "utf-8"))
    status: Any
    stdin, sys.stdin = sys.stdin, io.StringIO()
    with warnings.catch_warnings(record=True) as warned, redirect_stdout(out), redirect_stderr(err):
        warnings.simplefilter("always")
        try:
            status = run(args)
        except SystemExit as exit_:
            status = exit_.code
        except Exception as error:
            status = f"{type(error).__name__}: {error}"
    sys.stdin = stdin
    texts = []
    for stream in (out, err):
        stream.flush()
        buffer = stream.buffer
        assert isinstance(buffer, io.BytesIO)
        texts.append(buffer.getvalue().decode())
    for text in sorted({f"{each.category.__name__}: {each.message}\n" for each in warned}):
        texts[1] += text
    files = {}
    for path in sorted(Path().iterdir()):
        if path.name not in FILES:
            files[path.name] = path.read_bytes().decode()
            path.unlink()
    for name, content in FILES.items():
        if Path(name).read_bytes() != content:
            files[name] = "changed"
            Path(name).write_bytes(content)
    return {"status": status, "out": texts[0], "err": texts[1], "files": files}


def _screens(*, old: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    for case in CASES:
        for size in (*SIZES, *[SMALLEST] * case.small):
            args = _in_its_words(case.line, old=old)
            for number, screen in enumerate(take_down(case, size, args)):
                keys = " ".join(case.keys.split("!!")[: number + 1]).split()
                name = f"{size[0]}x{size[1]} {'NO_COLOR ' * case.plain}lrtui {case.line} [{' '.join(keys)}]"
                yield name, screen._asdict()
            for path in sorted(Path().iterdir()):
                if path.name not in FILES:
                    path.unlink()


# --------------------------------------------------------------------------------------------------------- to compare


def compare(before: Record, after: Record) -> int:
    """Print what is different between two records; 1 where something is."""
    rename = before["old"] and not after["old"]
    differences = allowed = 0
    for kind, differ in (("commands", _of_command), ("screens", _of_screen)):
        for name in dict.fromkeys((*before[kind], *after[kind])):
            one, other = before[kind].get(name), after[kind].get(name)
            if one is None or other is None:
                found = ["is only in one of the records"]
            else:
                found = list(differ(name, one, other, rename=rename))
            if found and rename and any(re.search(pattern, name) for pattern, _ in ALLOWED):
                allowed += 1
                continue
            differences += bool(found)
            for line in found[:1] if kind == "screens" else found:
                print(f"{name}\n{line}")
    number = len(before["commands"]), len(before["screens"])
    print(f"{differences} differences in {number[0]} commands and {number[1]} screens; {allowed} more are allowed")
    return 1 if differences else 0


def _of_command(name: str, one: Any, other: Any, *, rename: bool) -> Iterator[str]:
    if one["status"] != other["status"]:
        yield _shown("status", one["status"], other["status"])
    if list(one["files"]) != list(other["files"]):
        yield _shown("files", list(one["files"]), list(other["files"]))
    texts = [("out", one["out"], other["out"]), ("err", one["err"], other["err"])]
    texts += [(file, text, other["files"].get(file, "")) for file, text in one["files"].items()]
    for where, text, new in texts:
        yield from _of_text(f"lrtui {name}", where, text, new, rename=rename)


def _of_text(name: str, where: str, old: str, new: str, *, rename: bool) -> Iterator[str]:
    if old == new:
        return
    if rename:
        document, now = parsed(old), parsed(new)
        if document is not None and now is not None:
            for key in dict.fromkeys((*document, *now)):
                if document.get(key) != now.get(key):
                    yield _shown(f"{where}, {key!r}", document.get(key), now.get(key))
            return
        if "--print svg" in name:  # the SVG has the app's colours now, on the app's ground
            old, new = (re.sub(r'fill="#[0-9a-f]{6}"', "", text) for text in (old, new))
            if old == new:
                return
        expected = renamed(old, name)
        if expected != old:
            if folded(expected) == folded(new):
                return
            # A word at a time, so that what is wrapped elsewhere does not hide the difference.
            words, now_words = folded(expected).split(" "), folded(new).split(" ")
            at = next(i for i, (a, b) in enumerate(zip_longest(words, now_words)) if a != b)
            yield _shown(
                f"{where}, word {at}",
                " ".join(words[max(at - 4, 0) : at + 8]),
                " ".join(now_words[max(at - 4, 0) : at + 8]),
            )
            return
    lines = list(zip_longest(old.splitlines(), new.splitlines()))
    differing = [number for number, (a, b) in enumerate(lines) if a != b]
    if not differing:
        yield f"  {where}: only the ends of lines differ"
        return
    yield _shown(f"{where}, line {differing[0] + 1} ({len(differing)} in all)", *lines[differing[0]])


def _of_screen(name: str, one: Any, other: Any, *, rename: bool) -> Iterator[str]:
    if len(one["rows"]) != len(other["rows"]):
        yield _shown("rows", len(one["rows"]), len(other["rows"]))
    rows = list(zip(one["rows"], other["rows"], one["styles"], other["styles"], strict=False))
    found = [
        (number, part)
        for number, row in enumerate(rows)
        if (part := _differing_part(name, *row, rename=rename)) is not None
    ]
    if found:
        number, (what, old, new) = found[0]
        yield _shown(f"row {number}, {what} ({len(found)} rows in all)", old, new)


def _differing_part(
    name: str, old: str, new: str, styles: list[str], new_styles: list[str], *, rename: bool
) -> tuple[str, Any, Any] | None:
    """What is different in a row: its text, or where that is the same its styles."""
    expected = renamed(old, name) if rename else old
    if expected != old:
        if folded(expected) != folded(new):
            return "text", folded(expected), folded(new)
        looks = _looks(old, styles), _looks(new, new_styles)
        return None if looks[0] == looks[1] else ("styles of the words", *looks)
    if old != new:
        return "text", old, new
    return None if styles == new_styles else ("styles", *_first(styles, new_styles))


def _looks(text: str, styles: list[str]) -> list[str]:
    """The styles of what is no blank, in their order."""
    cells = [look for number, look in (run.split("*", 1) for run in styles) for _ in range(int(number))]
    seen = [look for char, look in zip(text, cells, strict=True) if not char.isspace()]
    return [look for i, look in enumerate(seen) if i == 0 or look != seen[i - 1]]


def _first(styles: list[str], new_styles: list[str]) -> tuple[list[str], list[str]]:
    """Where two lists begin to differ."""
    at = next(i for i, (a, b) in enumerate(zip_longest(styles, new_styles)) if a != b)
    return styles[at : at + 3], new_styles[at : at + 3]


def _shown(where: str, old: Any, new: Any) -> str:
    def cut(value: Any) -> str:
        text = value if isinstance(value, str) else repr(value)
        return re.sub(r"\s{4,}", "   ", text)[:MOST_SHOWN]

    return f"  {where}\n    - {cut(old)}\n    + {cut(new)}"


if __name__ == "__main__":
    sys.exit(main())
