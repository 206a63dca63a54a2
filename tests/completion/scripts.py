"""Makes ``lrtui/completions/`` again from the argument parsers: ``python -m tests.completion.scripts``.

shtab writes the scripts; it knows labs as subcommands. Of what it cannot say, the default lab's options, the program's
own and the kiosk's are offered where no lab is named.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab

import lrtui
from lrtui.arguments import SHELLS, ArgumentParser, lab_parser, show_parser, whats
from lrtui.core.objectives import OBJECTIVES
from lrtui.manual import pages

FOLDER = Path(lrtui.__file__).parent / "completions"
FILES = {"--data", "--output"}
"""The options whose value is a file."""


def script(shell: str) -> str:
    """The completion script for a shell."""
    made = shtab.complete(_program(), shell=shell)
    # Some lines end in blanks, which nobody needs.
    return "\n".join(line.rstrip() for line in made.splitlines()) + "\n"


def _program() -> argparse.ArgumentParser:
    """All command lines in one parser."""
    program = _with_files(_joined("lrtui", lab_parser(None), show_parser(kiosk=True)))
    program.add_argument("--kiosk", action="store_true", help=pages()["--kiosk"].summary)
    labs = program.add_subparsers(parser_class=argparse.ArgumentParser)
    parsers = {word: (show.summary, lab_parser(word)) for word, (_, show) in whats().items()}
    for name, (text, parser) in {**parsers, "tour": (pages()["tour"].summary, show_parser(kiosk=False))}.items():
        inner = labs.add_parser(name, help=text, parents=[parser], add_help=False)
        _with_files(inner)
    return program


def _joined(name: str, *parsers: ArgumentParser) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(name, parents=parsers, add_help=False, conflict_handler="resolve")


def _with_files(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser with what completes values that are not the only ones: files, and names of functions."""
    for action in parser._actions:
        if FILES.intersection(action.option_strings):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        if "--f" in action.option_strings:
            action.choices = tuple(OBJECTIVES)
    return parser


if __name__ == "__main__":
    for shell in SHELLS:
        (FOLDER / f"lrtui.{shell}").write_text(script(shell), encoding="utf-8")
