"""The lab that chooses a rate as a person uses it: keys in, numbers on the screen out."""

from __future__ import annotations

import random
import re
import shlex
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest

from lrtui import arguments
from lrtui.labs.catalogue import LABS
from lrtui.labs.choose import keys as choose_keys
from lrtui.labs.choose.frame import ChooseFrame
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.screen import ChooseScreen
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.choose.words import sentence
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.network.screen import NetworkScreen
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.screens.help import HelpScreen
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.prompt import Prompt

from .conftest import on_top

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import ChooseSession, RunChoose, Seen

TABLE = [key for _, keys in choose_keys.sections() for key in keys]
NAMES = [(key, name) for key in TABLE for name in key.keys]
SIZES = [(60, 18), (80, 24), (140, 45)]
END = ("end", "end")
"""Keys that go to the verdict."""


@lru_cache
def alone(settings: ChooseSettings) -> ChooseFrame:
    """The verdict, without a screen."""
    return ChooseLab.finished(settings).frame()


def words(seen: Seen) -> str:
    """The sentence above the footer."""
    return " ".join(" ".join(seen.rows[-3 if len(seen.rows[0]) < 80 else -2 : -1]).split())


def table(seen: Seen) -> list[tuple[str, str, str]]:
    """The passes on the screen: rate, epochs and best epoch."""
    found = (re.search(r"[▶> ] \S +([\d.e-]+) +(\d+) +(\d+) +0?\.?1?\d*", row) for row in seen.rows[-12:])
    return [(m[1], m[2], m[3]) for m in found if m]


def check_verdict(lab: ChooseSession) -> None:
    """The screen is that of the verdict."""
    frame = alone(replace(lab.chosen_settings, paused=True, at=None))
    seen, choice = lab.see(), frame.verdict
    assert choice is not None and "■ done" in seen.rows[0]
    assert words(seen) == sentence(frame)
    if not frame.sweeping:
        assert lab.where == f"verdict, epoch {choice.epoch}"
        if len(seen.rows[0]) >= 80:
            # All of a wave have room.
            expected = [
                (f"{tried.learning_rate:.3g}", str(tried.epochs_run), str(tried.best_epoch)) for tried in frame.passes
            ]
            assert set(table(seen)) <= set(expected) and len(table(seen)) >= min(len(expected), 4)


def test_it_plays_by_itself_to_the_verdict(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        stages = set()

        def at_end() -> bool:
            stages.add(lab.where.split(",")[0])
            return "■ done" in lab.see().rows[0]

        await lab.until(at_end)
        assert stages >= {"scout", "passes", "verdict"}  # each has been there to see
        check_verdict(lab)
        assert lab.choose._clock._timer is None  # nothing runs where nothing changes

    run_choose(story, paused=False, speed=250.0)


def test_a_range_test_plays_by_itself_to_its_verdict(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.until_seen("■ done")
        check_verdict(lab)
        for name in ("minimum/10", "steepest", "valley", "slide"):
            assert name in lab.see().text

    run_choose(story, paused=False, method="range", iterations=40, seeds=2)


def test_keys_move_in_time_along_the_rates_and_through_the_passes(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n")
        assert lab.where == "scout, epoch 1"
        await lab.go("N")
        assert lab.where == "passes, epoch 9"
        await lab.go("b", "B")
        assert lab.where == "scout, epoch 0"
        await lab.go(*END)
        check_verdict(lab)
        frame = lab.procedure
        assert frame.verdict is not None
        for key, by in (("right", 1), ("left", -1), ("h", -1), ("l", 1)):
            before = lab.procedure
            assert before.rate is not None
            at = before.rates.index(before.rate)
            await lab.go(key)
            assert lab.procedure.rate == before.rates[at + by]
            assert f"η {lab.procedure.rate:.3g}" in lab.see().text
        await lab.go("up", "up", "up", "down")
        assert lab.procedure.current_row == 1 and f"▶ ▲ {frame.passes[1].learning_rate:.3g}" in lab.see().text

    run_choose(story)


def test_m_shows_the_other_method_and_keeps_both(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go(*END)
        before = lab.see()
        await lab.go("m", "n")
        assert lab.where == "batch 1"
        await lab.go(*END)
        check_verdict(lab)
        await lab.go("up")
        assert lab.chosen_settings.rule == "steepest"
        check_verdict(lab)
        await lab.go("m")
        assert words(lab.see()) == words(before)

    run_choose(story, iterations=40, seeds=2)


def test_space_acts_at_once_and_goes_on(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.until(lambda: lab.where.startswith("passes") and lab.procedure.epoch >= 2)
        await lab.press("space")
        stopped = lab.where
        assert "‖ paused" in lab.see().rows[0] and lab.choose._clock._timer is None
        await lab.settle()
        assert lab.where == stopped
        await lab.press("space")
        await lab.until(lambda: lab.where != stopped)

    run_choose(story, paused=False, epochs=100_000, patience=100_000)


def test_keys_act_while_it_works(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        async def stop(key: str) -> None:
            await lab.press(*END)
            await lab.until(lambda: lab.where.startswith("passes") and " ▶ working" in lab.see().rows[0])
            await lab.press(key)
            assert lab.choose._clock._timer is None and not lab.choose.lab.pending
            assert "‖ paused" in lab.see().rows[0]

        await lab.each(["b", "B", "home", "space"], stop)

    run_choose(story, epochs=100_000, patience=100_000)


def test_enter_before_the_verdict_says_so_and_after_it_opens_network(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n")
        await lab.press("enter")
        await lab.until_seen("no verdict yet: > twice goes there")
        assert isinstance(lab.app.screen, ChooseScreen)
        lab.app.clear_notifications()
        await lab.go(*END)
        choose, expected = lab.choose, lab.choose.lab.comparison()
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, NetworkScreen))
        settings = lab.net.settings
        assert {name: getattr(settings, name) for name in expected} | {"selected": None} == expected | {
            "selected": None
        }
        await lab.press("3")
        assert lab.choose is choose
        check_verdict(lab)

    run_choose(story, batch=40, hidden=5, patience=6)


REFUSED = [
    ("from 20", "is not below"), ("from 8", "is not below"), ("to 1e-9", "is not below"), ("shrink 1", "'1' is not"),
    ("rates 1", "'1' is not"), ("seed -1", "'-1' is not"), ("lr 0.3", "the names are"), ("patience", "the names are"),
    ("rates x", "'x' is not"),
]  # fmt: skip


def test_a_value_that_cannot_be_is_refused_in_the_field(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        async def type_(case: tuple[str, str]) -> None:
            text, complaint = case
            await lab.go("n")
            before, settings = lab.see(), lab.chosen_settings
            await lab.type(text)
            assert isinstance(on_top(lab.app), Prompt) and complaint in lab.see().text
            await lab.press("escape")
            assert lab.chosen_settings == settings and lab.see() == before

        await lab.each(REFUSED, type_)

    run_choose(story)


def test_the_field_gives_an_example_that_this_lab_accepts(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.type("rate 5")
        complaint = " ".join(lab.see().text.split())
        example = re.search(r"such as '(\w+) ([\d.]+)'; the names are ([a-z, ]+)", complaint)
        assert example is not None, complaint
        assert example[1] in example[3].split(", ") and f"{example[1]} {example[2]}" == "scout 1"
        await lab.press("escape")
        await lab.type(f"{example[1]} {example[2]}")
        assert isinstance(lab.app.screen, ChooseScreen) and lab.chosen_settings.scout_epochs == 1

    run_choose(story, size=(140, 45), scout_epochs=2)


def test_the_examples_of_the_field_can_be_typed(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        for example in ChooseScreen.EXAMPLES.split(" · "):
            before = lab.chosen_settings
            await lab.type(example)
            assert isinstance(lab.app.screen, ChooseScreen) and lab.chosen_settings != before, example

    run_choose(story, rates=6, scout_epochs=2, seed=2)


def test_minus_and_plus_change_the_speed_and_nothing_else(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n")
        settings, where = lab.chosen_settings, lab.where
        for key, speed in [("+", 60.0), ("=", 250.0), ("-", 60.0), ("-", 30.0), ("-", 15.0)]:
            await lab.press(key)
            assert lab.chosen_settings == replace(settings, speed=speed) and lab.where == where
        await lab.press("space")
        assert "▶ 15/s" in lab.see().rows[0]

    run_choose(story, speed=30.0, epochs=5000, patience=5000)


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_the_command_reproduces_what_is_shown(run_choose: RunChoose, method: str) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.type("shrink 0.4")
        await lab.type("seed 1")
        await lab.go(*END)
        check_verdict(lab)
        said = words(lab.see())
        await lab.press("y")
        assert isinstance(lab.app.screen, CommandScreen)
        settings = arguments.read(shlex.split(lab.app.screen.command)[1:])[1]
        assert isinstance(settings, ChooseSettings)
        assert sentence(ChooseLab.finished(settings).frame()) == said

    run_choose(story, batch=40, low=1e-3, high=5.0, method=method, iterations=30, seeds=2)


def test_r_restarts_and_capital_r_goes_back_to_the_defaults(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go(*END)
        settings, first = lab.chosen_settings, lab.see()
        await lab.go("r")
        assert lab.chosen_settings == settings and lab.where == "scout, epoch 0"
        await lab.go(*END)
        assert lab.see() == first
        await lab.press("m", "R")
        assert lab.chosen_settings == ChooseSettings()

    run_choose(story)


def check_header(row: str, name: str, state: str, where: str) -> None:
    """Title, tabs, state and place are there whole, in this order, with room between them.

    Tabs that have no room for their names are numbers.
    """
    wide = len(row) >= 80
    speed = r" [\de.]+/s" if wide and "paused" in row else ""
    tabs = "  ".join(rf"{n}(?: {entry.title})?" for n, entry in enumerate(LABS.values(), start=1))
    if len(LABS) <= 3:  # there is room
        assert f" {name} " in row and (not wide or all(f" {entry.title} " in row for entry in LABS.values()))
    assert re.fullmatch(rf" lrtui   {tabs} +(?:what-if +)?{state}{speed} +{where} *", row), row


@pytest.mark.parametrize(
    ("size", "ascii_only"), [*((size, False) for size in SIZES), *((size, True) for size in SIZES[:2])]
)
def test_everything_is_on_the_screen_in_every_size(
    run_choose: RunChoose, size: tuple[int, int], ascii_only: bool
) -> None:
    paused, done = (r"\|\| paused", "[^ ] done") if ascii_only else ("‖ paused", "■ done")

    def whole(lab: ChooseSession, state: str, where: str) -> None:
        seen = lab.see()
        check_header(seen.rows[0], "Choose", state, where)
        for view in ("rates", "passes", "verdict"):
            area = lab.view(view).content_region
            assert area.height >= 3 and area.right <= size[0] and area.bottom < size[1]
        assert "q quit" in seen.rows[-1]
        if ascii_only:
            assert seen.text.isascii() and "?" not in "".join(seen.rows[:-1])

    async def story(lab: ChooseSession) -> None:
        await lab.go("home")
        whole(lab, paused, "scout, epoch 0")
        assert "after the scout" in lab.see().text
        await lab.go("n")
        whole(lab, paused, "scout, epoch 1")
        assert "ruled out" in lab.see().text and "fastest 0." in lab.see().text
        await lab.go("N")
        whole(lab, paused, "passes, epoch 9")
        await lab.go(*END)
        whole(lab, done, r"verdict, epoch \d+")
        frame = alone(replace(lab.chosen_settings, at=None))
        said = sentence(frame)
        assert words(lab.see()) == said or ascii_only or size[0] < 80
        assert "are as good" in lab.see().text
        await lab.go("m")
        whole(lab, paused, "batch 0")
        await lab.go(*END)
        whole(lab, done, "verdict")

    run_choose(story, size=size, ascii_only=ascii_only, iterations=40, seeds=2)


def test_the_footer_names_every_key_in_ascii_too(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        assert "?" not in lab.see().rows[-1].replace("? help", ""), lab.see().rows[-1]  # ? is another key

    run_choose(story, ascii_only=True)


@pytest.mark.parametrize("width", [79, 80])
def test_a_click_on_a_tab_opens_that_lab(run_choose: RunChoose, width: int) -> None:
    labs: dict[str, type[LabScreen[Any, Any]]] = {
        "Descent": DescentScreen, "Network": NetworkScreen, "Choose": ChooseScreen,
    }  # fmt: skip
    fields = {
        "Descent": (r"[‖▶■] \S+", r"step [\d,]+"),
        "Network": (r"[‖▶■] \S+", r"epoch [\d,]+(?: of 200)?"),
        "Choose": ("(?:‖ paused|▶ working)", "scout, epoch 0"),
    }

    async def story(lab: ChooseSession) -> None:
        for key in "12":
            await lab.press(key, "space")
        for number, (start, kind) in enumerate(labs.items(), start=1):
            for to, other in labs.items():
                await lab.press(str(number))
                await lab.until(lambda kind=kind: isinstance(lab.app.screen, kind))  # type: ignore[misc]
                header = lab.see().rows[0]
                check_header(header, start, *fields[start])
                digit = list(labs).index(to) + 1
                tab = next(tab for tab in (f"{digit} {to}", f"{digit}") if f" {tab} " in header)
                column = header.index(f" {tab} ") + 1
                if to != start:
                    await lab.click(column + len(tab), 0)  # a cell beside it is not on it
                    assert isinstance(lab.app.screen, kind)
                    await lab.click(column + len(tab) - 1, 0)
                    await lab.until(lambda other=other: isinstance(lab.app.screen, other))  # type: ignore[misc]

    run_choose(story, size=(width, 24))


@pytest.mark.parametrize("name", [name for key, name in NAMES if key.id == "quit"])
def test_a_key_quits(run_choose: RunChoose, name: str) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.pilot.press(name)
        await lab.until(lambda: not lab.app.is_running)
        assert lab.app.return_code == 0

    run_choose(story)


def test_each_key_is_listed_once_and_has_a_letter_beside_each_arrow() -> None:
    for what in ([name for _, name in NAMES], [key.id for key in TABLE], [key.help for key in TABLE]):
        assert max(Counter(what).values()) == 1
    letters = {"left": "h", "down": "j", "up": "k", "right": "l"}
    for key in TABLE:
        assert all((arrow in key.keys) == (letter in key.keys) for arrow, letter in letters.items())
        if key.id != "suspend":  # the shell's own key
            assert any("ctrl" not in name and not re.fullmatch(r"f\d+", name) for name in key.keys)


def test_help_lists_every_key(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.press("?")
        assert isinstance(lab.app.screen, HelpScreen)
        whole, *halves = (await lab.help())[:3]
        for key in TABLE:
            assert any(f"{key.shown} {key.help}" in half for half in halves), key
        for title, _ in choose_keys.sections():
            assert title in whole
        assert "on a tab: that lab" in whole and "Wilson and Martinez" in whole, whole

    run_choose(story, size=(140, 70))


FOOTER = [
    "␣ play",
    "n/b epoch",
    "←→ η",
    "↑↓ pass",
    "? help",
    "q quit",
    "enter open",
    "m method",
    "e type",
]
"""The keys that one needs, the most needed first."""


def test_the_footer_lists_the_keys_that_one_needs_first(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        for columns, whole in [(60, 6), (80, 9), (140, 9)]:
            await lab.pilot.resize_terminal(columns, 24)
            await lab.settle()
            footer = " ".join(lab.see().rows[-1].split())
            assert footer.startswith(" ".join(FOOTER[:whole])), (columns, footer)

    run_choose(story)


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_a_window_that_shrinks_and_comes_back(run_choose: RunChoose, method: str) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n")
        before = lab.see()
        for size in [(59, 18), (60, 17), (20, 5), (1, 1), (300, 17)]:
            await lab.pilot.resize_terminal(*size)
            await lab.settle()
            assert [len(line) for line in lab.see().rows] == [size[0]] * size[1]
            assert "scout" not in lab.see().text
        await lab.pilot.resize_terminal(80, 24)
        await lab.settle()
        assert lab.see() == before

    run_choose(story, method=method)


@pytest.mark.parametrize(("first", "then"), [((140, 45), (60, 18)), ((60, 18), (140, 45))])
def test_a_window_of_another_size_looks_as_if_opened_in_it(
    run_choose: RunChoose, first: tuple[int, int], then: tuple[int, int]
) -> None:
    screens: list[Seen] = []

    async def story(lab: ChooseSession) -> None:
        await lab.go(*END)
        await lab.pilot.resize_terminal(*then)
        await lab.settle()
        screens.append(lab.see())

    for size in (then, first):
        run_choose(story, size=size)
    assert screens[1].rows == screens[0].rows


def test_rates_that_all_diverge_are_told(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go(*END)
        told = "All 5 rates diverge, so none is left to choose: scout smaller ones."
        assert words(lab.see()) == told
        check_header(lab.see().rows[0], "Choose", "■ done", "no verdict")
        assert "no rate is left" in lab.see().text and "ruled out" not in lab.see().text
        area = lab.view("rates").content_region
        crosses = "".join(line[area.x : area.right] for line in lab.see().rows[area.y : area.bottom]).count("×")
        assert crosses == 5
        await lab.press("enter")
        await lab.until_seen("no rate to take: all diverged")
        assert isinstance(lab.app.screen, ChooseScreen)
        await lab.go("b", "N", "up", "down", "left", "right", "end")
        lab.app.clear_notifications()
        await lab.until(lambda: words(lab.see()) == told)
        await lab.go("m", *END)
        assert "■ done" in lab.see().rows[0] and words(lab.see()).startswith("No reliable suggestion: ")
        await lab.press("enter", "up", "left", "H", "home", "end")
        assert isinstance(lab.app.screen, ChooseScreen)

    run_choose(story, low=1e200, high=1e300)


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    """Sixty rows of three classes."""
    drawn = random.Random(1)
    rows = [f"{drawn.gauss(n % 3)},{drawn.gauss()},{'xyz'[n % 3]}" for n in range(60)]
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["a,b,label", *rows]) + "\n")
    return path


@pytest.mark.parametrize("keys", ["r", "e seed 5"])
def test_a_file_that_has_gone_is_told_and_nothing_changes(run_choose: RunChoose, csv_file: Path, keys: str) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n")
        await lab.press("2", "3")  # another lab's data has been loaded in between
        await lab.settle()
        before, settings = lab.see(), lab.chosen_settings
        csv_file.unlink()
        if keys == "r":
            await lab.press("r")
        else:
            await lab.type("seed 5")
        await lab.until_seen("cannot be read")
        lab.app.clear_notifications()
        await lab.until(lambda: lab.see().rows == before.rows)
        assert lab.chosen_settings == settings  # `y` would name what is not shown
        await lab.go(*END)
        assert "■ done" in lab.see().rows[0]

    run_choose(story, data=str(csv_file))


def test_data_of_ones_own_is_what_the_network_lab_opens_with(run_choose: RunChoose, csv_file: Path) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go(*END)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, NetworkScreen))
        assert (lab.net.settings.data, lab.net.settings.label) == (str(csv_file), "label")
        await lab.press("3")
        csv_file.unlink()
        await lab.type("hidden 5")
        await lab.press("r", "enter")
        assert lab.app.is_running

    run_choose(story, data=str(csv_file), label="label")


def test_another_lab_and_back_keeps_the_state_and_stops_the_clock(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.until(lambda: lab.where.startswith("passes") and lab.procedure.epoch >= 2)
        choose = lab.choose
        for key, kind in [("1", DescentScreen), ("2", NetworkScreen)]:
            await lab.press(key)
            await lab.until(lambda kind=kind: isinstance(lab.app.screen, kind))  # type: ignore[misc]
            moment = choose.lab.moment
            assert choose._clock._timer is None
            first = lab.see().rows[0]
            await lab.until(lambda first=first: lab.see().rows[0] != first)  # type: ignore[misc]
            assert choose.lab.moment == moment and choose.lab.playing
            other = lab.app.screen
            assert isinstance(other, LabScreen)
            await lab.press("3")
            assert lab.choose is choose and other._clock._timer is None
            await lab.until(lambda moment=moment: choose.lab.moment > moment + 1)  # type: ignore[misc]
        await lab.press("space", "?")
        assert isinstance(lab.app.screen, HelpScreen) and choose._clock._timer is None

    run_choose(story, paused=False, epochs=100_000, patience=100_000, speed=250.0)


@pytest.mark.parametrize("by_mouse", [False, True])
def test_the_lab_is_opened_with_its_defaults_from_another(run_choose: RunChoose, by_mouse: bool) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go(*END)
        before = lab.see()
        await lab.press("1")
        if by_mouse:
            await lab.click(lab.see().rows[0].index(" 3 ") + 1, 0)
        else:
            await lab.press("3")
        assert lab.see() == before

    run_choose(story)


def test_themes_change_the_colours_and_nothing_else(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go(*END)
        dark = lab.see()
        await lab.press("t")
        assert lab.see().rows == dark.rows and lab.see().styles != dark.styles
        await lab.press("t")
        assert lab.see() == dark

    run_choose(story)
