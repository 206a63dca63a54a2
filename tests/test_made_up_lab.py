"""A lab is a folder and a row of the catalogue: one that is made up here works everywhere, and nothing else is told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from lrtui.cli import main
from lrtui.labs.catalogue import LABS, LabEntry
from lrtui.labs.descent.settings import DescentSettings
from lrtui.tui.screens.help import HelpScreen
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
    LABS[ENTRY.name] = ENTRY
    yield
    del LABS[ENTRY.name]


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
        await session.press_together(":", *"by twos", "enter", "n")
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
        await session.press(*["j"] * 60)
        await session.until_seen("the Counting lab")

    play_story(story, DescentSettings(paused=True))
