"""What is saved is what the reproducing command prints, and nothing is written over by accident."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from lrtui.cli import main
from lrtui.labs.descent.report import report
from lrtui.labs.descent.settings import DescentSettings
from lrtui.tui.saving import Saver
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.prompt import Prompt
from tests.examples import LONG
from tests.real_data import plain

from .conftest import ChooseSession, NetworkSession, RunApp, RunChoose, RunNetwork, Session, on_top

KINDS = {".svg": "svg", ".csv": "csv", ".json": "json", ".txt": "plot"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files without a folder go."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def save(lab: Session, name: str) -> None:
    """Press ``s``, and type a name in place of the one proposed."""
    await lab.press_together("s", "ctrl+u", *name, "enter")


async def save_all(lab: Session) -> str:
    """A file of each kind, and the command that the lab gives."""
    for ending in KINDS:
        await save(lab, f"it{ending}")
        await lab.until_seen(f"saved it{ending}")
    screen = lab.app.screen
    assert isinstance(screen, LabScreen)
    return screen.command_line()


def assert_printed_alike(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command with ``--print`` writes the same bytes."""
    capsys.readouterr()
    for ending, kind in KINDS.items():
        assert main([*shlex.split(command)[1:], "--print", kind]) == 0
        printed = capsys.readouterr().out
        assert Path(f"it{ending}").read_bytes() == printed.encode(), ending


SIZES = [(80, 24), (111, 40)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_parabola(
    run_app: RunApp, capsys: pytest.CaptureFixture[str], size: tuple[int, int], ascii_only: bool
) -> None:
    commands: list[str] = []

    async def story(lab: Session) -> None:
        await lab.press("n", "n", "m", "L", "n", "n", "z", "g", "K")
        commands.append(await save_all(lab))

    run_app(story, size=size, ascii_only=ascii_only, learning_rate=0.9)
    assert_printed_alike(commands[0], capsys)


@pytest.mark.parametrize(
    "keys",
    [(), ("B", "n", "down", "down"), ("down", "x", "d", "v", "z")],
    ids=["at the end", "at an epoch before, another map", "a rate less, other curves, zoomed"],
)
def test_the_network(run_network: RunNetwork, capsys: pytest.CaptureFixture[str], keys: tuple[str, ...]) -> None:
    commands: list[str] = []

    async def story(lab: NetworkSession) -> None:
        await lab.press("space")
        await lab.until_seen("■ done")
        await lab.press(*keys)
        commands.append(await save_all(lab))

    run_network(story, size=SIZES[1], recipes=plain(1000.0, 0.5, 0.1))
    assert_printed_alike(commands[0], capsys)


@pytest.mark.parametrize("settings", [{}, {"method": "range", "iterations": 30}], ids=["procedure", "range"])
@pytest.mark.parametrize(
    "keys", [("n",), ("N", "b"), ("end", "end"), ("end", "end", "up")] if LONG else [("end", "end", "up")], ids=" ".join
)
def test_choose(
    run_choose: RunChoose, capsys: pytest.CaptureFixture[str], settings: dict[str, Any], keys: tuple[str, ...]
) -> None:
    commands: list[str] = []

    async def story(lab: ChooseSession) -> None:
        await lab.go(*keys)
        commands.append(await save_all(lab))

    run_choose(story, **settings)
    assert_printed_alike(commands[0], capsys)


def asked(run_app: RunApp, story: Callable[[Session, Prompt], Awaitable[None]]) -> None:
    """A story in the dialog that ``s`` opens."""

    async def opened(lab: Session) -> None:
        await lab.press("s")
        dialog = on_top(lab.app)
        assert isinstance(dialog, Prompt)
        await story(lab, dialog)

    run_app(opened)


def test_a_name_is_proposed_that_no_file_has(run_app: RunApp, folder: Path) -> None:
    (folder / "lrtui-descent.svg").write_text("mine")

    async def story(lab: Session, dialog: Prompt) -> None:
        await lab.press("enter")
        await lab.until_seen("saved lrtui-descent-2.svg")

    asked(run_app, story)
    assert (folder / "lrtui-descent.svg").read_text() == "mine"
    assert (folder / "lrtui-descent-2.svg").read_text().startswith("<svg")


def test_a_file_is_replaced_only_by_a_second_enter(run_app: RunApp, folder: Path) -> None:
    (folder / "mine.csv").write_text("mine")

    async def story(lab: Session, dialog: Prompt) -> None:
        await lab.press("ctrl+u", *"mine.csv", "enter")
        await lab.until_seen("that file exists: enter again replaces it")
        assert (folder / "mine.csv").read_text() == "mine"
        await lab.press("x", "backspace", "enter")
        await lab.until(lambda: on_top(lab.app) is lab.screen)
        assert (folder / "mine.csv").read_text().startswith("recipe,step,")

    asked(run_app, story)


def test_a_warning_holds_for_the_file_that_it_names_and_no_other(folder: Path) -> None:
    mine, other = folder / "mine.csv", folder / "other.csv"
    mine.write_text("mine")
    other.write_text("mine too")
    saver = Saver(report(DescentSettings(steps=2)), size=(80, 23), ascii_only=False)
    for name in ("mine.csv", "other.csv", "mine.csv"):
        with pytest.raises(ValueError, match="that file exists"):
            saver.save(name)
    assert (mine.read_text(), other.read_text()) == ("mine", "mine too")
    assert saver.save("mine.csv") == Path("mine.csv")
    assert mine.read_text().startswith("recipe,step,")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine", "ends in .svg, .csv"),
        ("no/where.svg", "is no folder"),
        ("folder.svg", "is a directory"),
        ("", "ends in"),
    ],
)
def test_what_cannot_be_is_said(run_app: RunApp, folder: Path, name: str, said: str) -> None:
    (folder / "folder.svg").mkdir()

    async def story(lab: Session, dialog: Prompt) -> None:
        await lab.press("ctrl+u", *name, "enter")
        await lab.until_seen(said)
        assert on_top(lab.app) is dialog

    asked(run_app, story)
    assert list(folder.iterdir()) == [folder / "folder.svg"]
