"""The README says what is true: its commands print what it shows, its Python runs, its key list is the key table."""

from __future__ import annotations

import contextlib
import doctest
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from lrtui.cli import main
from lrtui.core.training import Training
from lrtui.labs.choose import keys as choose_keys
from lrtui.labs.descent import keys as descent_keys
from lrtui.labs.network import keys as network_keys
from lrtui.labs.network.settings import NetworkSettings
from tests.real_data import parts_of, plain

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```console\n\$ lrtui (.*?)\n(.*?)```$", TEXT, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("arguments", "output"), EXAMPLES, ids=[arguments for arguments, _ in EXAMPLES])
def test_each_command_prints_what_the_readme_shows(
    arguments: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.suppress(SystemExit):  # a refused argument; what it says is compared below
        main(shlex.split(arguments))
    printed = capsys.readouterr()
    shown = printed.out + printed.err
    if arguments.startswith(TRAINED) and not rounds_alike():
        assert without_figures(shown) == without_figures(output)
    else:
        assert shown == output


TRAINED = ("network", "choose")
"""Labs whose pictures hold networks at too large a rate: there the last bit of a product decides what is seen."""


@cache
def rounds_alike() -> bool:
    """Whether this machine's products are, to the last bit, those of the machine on which the README was made."""
    train, validation = parts_of(NetworkSettings())
    training = Training(train, validation, plain(1.0), epochs=200).run()
    picture = (README.parent / "tests/pictures/networks.svg").read_text(encoding="utf-8")
    _, validation_auc, *_ = re.findall(r">(0\.\d{4})<", picture)  # the table's first row is that of rate 1
    return str(validation_auc) == f"{training.history('validation').auc[-1, 0]:.4f}"


def without_figures(text: str) -> set[str]:
    """The words of a picture, without the sentence under it; what is drawn and counted is left out."""
    words = re.findall(r"[^\W\d_]{3,}", text.strip().rpartition("\n")[0])
    return {word for word in words if set(word) - set("xo")}


def test_the_readme_shows_every_format_of_numbers_and_an_error() -> None:
    shown = " ".join(arguments for arguments, _ in EXAMPLES)
    assert all(f"--print {kind}" in shown for kind in ("table", "json", "csv"))
    assert any(output.startswith("lrtui: ") for _, output in EXAMPLES)


def test_the_python_examples_run() -> None:
    failed, attempted = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert attempted > 0
    assert failed == 0


def test_the_key_list_is_the_key_table() -> None:
    keys = TEXT.partition("## Keys")[2].partition("\n## ")[0]
    paragraphs = re.findall(r"^\*\*(?!Mouse)[^*]+:\*\* (.+?)\.$", keys, re.MULTILINE | re.DOTALL)
    items = [item for text in paragraphs for item in " ".join(text.split("\n")).split(" · ")]
    listed = [re.fullmatch(r"`(.+?)` (.+)", item) for item in items]
    tables = (*(table for _, table in descent_keys.sections()), network_keys.OWN_KEYS, choose_keys.OWN_KEYS)
    expected = [(key.shown, key.help) for table in tables for key in table]
    assert [match.groups() for match in listed if match is not None] == expected and len(items) == len(expected)
    assert all(f"{what}: {effect}" in TEXT for what, effect in descent_keys.MOUSE)


def test_the_readme_is_not_long() -> None:
    assert TEXT.count("\n") <= 260


def test_the_lines_for_sshd_are_those_that_are_tested() -> None:
    from tests.terminal.test_kiosk_ssh import GUARD, KEY_OPTIONS, KIOSK

    block = TEXT.partition("Match User lr\n")[2].partition("```")[0]
    lines = [line.strip() for line in block.splitlines()]
    command = f"nice /opt/lrtui/bin/python {' '.join(KIOSK[1:])}"
    assert f"ForceCommand {command}" in lines
    assert set(GUARD) <= set(lines)
    assert KEY_OPTIONS.partition("command=")[0] + f'command="{command}" ssh-' in TEXT
