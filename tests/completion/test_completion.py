"""What the shells offer is what the program accepts, and the scripts in the package are those of its parsers."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import lrtui.arguments
from lrtui.arguments import ArgumentParser, lab_parser, show_parser
from lrtui.core.objectives import OBJECTIVES
from lrtui.labs.catalogue import LABS
from lrtui.manual import pages
from tests.terminal.harness import PROGRAM, Terminal

from .scripts import FOLDER, script
from .shells import PATH, SHELLS, TURN_ON, Shell, wait_for_line_editor

PARSERS = {"": lab_parser(None), **{lab: lab_parser(lab) for lab in LABS}, "tour": show_parser(kiosk=False)}
KIOSK = {"--kiosk", "--idle", "--max-time"}
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell that is asked by all tests."""
    opened = SHELLS[request.param](tmp_path_factory.mktemp(request.param))
    yield opened
    opened.close()


def flags(parser: ArgumentParser) -> dict[str, argparse.Action]:
    return {flag: action for flag, action in parser._option_string_actions.items() if flag.startswith("--")}


def test_there_is_a_script_for_each_shell_and_no_other_file() -> None:
    assert tuple(SHELLS) == lrtui.arguments.SHELLS
    assert {path.name for path in FOLDER.iterdir()} == {f"lrtui.{name}" for name in SHELLS}


@pytest.mark.parametrize("name", SHELLS)
def test_the_scripts_are_those_of_the_parsers(name: str) -> None:
    stored = (FOLDER / f"lrtui.{name}").read_text(encoding="utf-8")
    assert stored == script(name), "make them again with python -m tests.completion.scripts"


def test_the_labs_are_offered_with_what_they_are(shell: Shell) -> None:
    offered = shell.offers("")
    labs = [*LABS, "tour"]
    assert offered.keys() >= set(labs)
    if shell.name != "bash":
        assert [offered[lab] for lab in labs] == [pages()[lab].summary for lab in labs]


@pytest.mark.parametrize("lab", PARSERS)
def test_the_options_offered_are_those_of_the_lab(shell: Shell, lab: str) -> None:
    actions = flags(PARSERS[lab])
    offered = shell.offers(*filter(None, [lab]), "--")
    assert offered.keys() == actions.keys() | (set() if lab else KIOSK)
    if shell.name != "bash":
        shown = {flag: action.help for flag, action in actions.items()}
        # A shell cuts off what is too long for it.
        assert [flag for flag, text in shown.items() if not str(text).startswith(offered[flag].rstrip("…"))] == []
        assert all(offered.values())


@pytest.mark.parametrize("lab", ["", *LABS])
def test_the_values_offered_are_the_choices(shell: Shell, lab: str) -> None:
    choices = {flag: action.choices for flag, action in flags(PARSERS[lab]).items() if action.choices}
    assert "--print" in choices
    for flag, expected in choices.items():
        assert shell.offers(*filter(None, [lab]), flag, "").keys() == set(expected), flag


def test_the_functions_are_offered_with_their_stories_and_as_values(shell: Shell) -> None:
    assert shell.offers("descent", "--f", "").keys() == set(OBJECTIVES)
    offered = shell.offers("")
    assert offered.keys() >= set(OBJECTIVES)
    if shell.name != "bash":
        assert all(named.story.startswith(offered[name].rpartition("; ")[2][:20]) for name, named in OBJECTIVES.items())


def test_options_before_the_one_that_is_typed_change_nothing(shell: Shell) -> None:
    assert shell.offers("network", "--lrs", "1,0.1", "--paused", "--me").keys() == {"--metric"}
    assert shell.offers("--lr", "-0.5", "--history", "f").keys() == {"f-log", "f-linear"}


@pytest.mark.parametrize("words", [("network", "--data"), ("choose", "--data"), ("--output",), ("choose", "--output")])
def test_files_are_offered_where_a_file_is_meant(shell: Shell, words: tuple[str, ...]) -> None:
    for name in ("mine.csv", "mine.txt", "yours.csv"):
        (shell.folder / name).touch()
    assert shell.offers(*words, "mi").keys() == {"mine.csv", "mine.txt"}


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_the_tab_key_completes(name: str) -> None:
    """What a person types, with the program itself."""
    for program in (name, PROGRAM):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    terminal = Terminal(
        "--norc" if name == "bash" else "-f", "-i", program=name, columns=120, environment={"PATH": PATH}
    )
    try:
        before = "autoload -Uz compinit; compinit -D; " if name == "zsh" else ""
        terminal.send(f"PS1=; {before}{TURN_ON[name]}; clear; echo rea''dy\r")
        wait_for_line_editor(terminal)
        terminal.send("lrtui net\t--met\tac\t--pr\tpl\t")
        terminal.wait_for(lambda text: "lrtui network --metric accuracy --print plot" in text)
    finally:
        terminal.close()


def test_the_readme_says_how_to_turn_it_on() -> None:
    section = README.read_text(encoding="utf-8").partition("### Completion")[2].partition("\n#")[0]
    section = section.replace("\\|", "|")
    assert all(line in section for line in TURN_ON.values())
