"""A lab is a folder and a row of the catalogue: one that is made up here works everywhere, and nothing else is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from lrtui.cli import main
from lrtui.labs.catalogue import LABS, LabEntry
from lrtui.labs.descent.settings import DescentSettings
from lrtui.tui.screens.help import HelpScreen
from lrtui.tui.widgets.lines import header, tab_at
from tests.completion.scripts import script
from tests.made_up.counting.settings import CountingSettings
from tests.tui.conftest import Session, play_story

ENTRY = LabEntry(
    "counting",
    "Counting",
    "how far it goes",
    "numbers, one after another",
    "Numbers, one after another.",
    CountingSettings,
    (("lrtui counting --by 2", "every second number"),),
)
DIGIT = str(len(LABS) + 1)


@pytest.fixture(autouse=True)
def in_the_catalogue() -> Iterator[None]:
    before = dict(LABS)
    LABS[ENTRY.name] = ENTRY
    yield
    LABS.clear()
    LABS.update(before)  # in their order


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["counting", "--count", "6", "--by", "2", *arguments]) == 0
    return capsys.readouterr().out


def test_it_is_printed_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(printed(capsys, "--print", "json")) == {"lab": "counting", "count": 6}
    assert printed(capsys, "--print", "csv") == "count\n6\n"
    assert printed(capsys, "--print", "table") == "counted to 6\n"
    plot = printed(capsys, "--print", "plot").splitlines()
    assert "a number" in plot[0] and "the count is 6" in plot[1] and plot[-1] == " It counts."
    svg = printed(capsys, "--print", "svg")
    assert svg.startswith("<svg") and "a count" in svg and ">count</text>" in svg


def test_help_and_completion_know_it(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, expected in (
        (["--help"], ["counting   numbers, one after another", "lrtui counting --by 2"]),
        (["counting", "--help"], ["Numbers, one after another.", "--by N", "the counting lab"]),
    ):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        out = capsys.readouterr().out
        assert left.value.code == 0 and all(text in out for text in expected)
    for shell in ("bash", "zsh", "fish"):
        assert "counting" in script(shell) and "by" in script(shell)
    with pytest.raises(SystemExit):
        main(["counting", "--by", "10", "--print", "csv"])
    assert "argument --by: '10' is not a whole number from 1 to 9" in capsys.readouterr().err
    with pytest.raises(ValueError, match="argument --by: '10' is not a whole number from 1 to 9"):
        CountingSettings(by=10)


def test_the_app_opens_it_and_steps_it() -> None:
    async def story(session: Session) -> None:
        assert f"{DIGIT} Counting" in session.see().rows[0] and "at 0" in session.see().rows[0]
        await session.press("n", "n", "b")
        assert "the count is 1" in session.see().text and "1 so far" in session.see().text
        await session.press_together("e", *"by 5", "enter", "n")
        assert "the count is 6" in session.see().text
        await session.press_together(":", *"counting by twos", "enter", "n")
        assert "the count is 8" in session.see().text
        await session.press("y")
        assert "lrtui counting --by 2 --count 8 --paused" in session.see().text
        await session.press("escape", "?")
        assert isinstance(session.app.screen, HelpScreen)
        await session.until_seen("Counting: how far?")

    play_story(story, CountingSettings(paused=True))


def test_from_another_lab_a_digit_the_palette_and_the_help_lead_there() -> None:
    async def story(session: Session) -> None:
        await session.press(DIGIT)
        await session.until_seen("the count is 0")
        await session.press("1")
        await session.press_together(":", *"counting lab", "enter")
        await session.until_seen("the count is")
        await session.press("1", "?")
        assert any(f"{DIGIT} the Counting lab" in page for page in await session.help())

    play_story(story, DescentSettings(paused=True))


FIFTH = ENTRY._replace(name="fifth", title="Yet Another", settings=type("FifthSettings", (CountingSettings,), {}))


@pytest.mark.parametrize("width", [60, 69, 70, 79, 80, 100, 120])
@pytest.mark.parametrize("number", [3, 4, 5])
def test_every_tab_and_the_whole_state_have_room_in_the_header(number: int, width: int) -> None:
    labs = [*LABS.values(), FIFTH][:number]
    LABS.clear()
    LABS.update({entry.name: entry for entry in labs})
    every_name = [f"{digit} {entry.title}" for digit, entry in enumerate(labs, start=1)]
    for shown, entry in enumerate(labs):
        if entry is FIFTH:
            continue
        screen = entry.module("screen").SCREEN(entry.settings(paused=True))
        frame = screen.lab.frame()
        row = header(screen.look, entry.name).cells(frame, width, 1).lines()[0]
        fields = screen.look.fields(frame, width)
        assert all(row[width - field.from_right :].startswith(field.text) for field in fields)
        tabs = row[: width - max(field.from_right for field in fields)]
        assert tabs.startswith(" lrtui   1") and tabs.endswith("  ")
        names = re.split("  +", tabs.strip())[1:]
        digits = [str(digit) for digit in range(1, number + 1)]
        with_one_name = [every_name[index] if index == shown else digit for index, digit in enumerate(digits)]
        assert names in (every_name, with_one_name, digits)
        if number == 3:
            assert names == (every_name if width >= 80 else with_one_name)
        for name, other in zip(names, labs, strict=True):
            column = tabs.index(name, 9)
            for at in (column, column + len(name) - 1):
                assert tab_at(at, screen.look, frame, entry.name, width) == other.name
        assert tab_at(8, screen.look, frame, entry.name, width) is None
