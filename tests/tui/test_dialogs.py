"""What opens over the lab: the line to type into, and the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.geometry import Region
from textual.widgets import Input

from lrtui.labs.descent.screen import DescentScreen
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.widgets.prompt import Prompt
from tests.examples import LONG

from .conftest import on_top

if TYPE_CHECKING:
    from .conftest import RunApp, Session


TYPED: list[tuple[str, str, float]] = [
    ("-1e-3", "learning_rate", -0.001),
    ("η 0.1", "learning_rate", 0.1),
    ("x -2", "x0", -2.0),
    ("  a   3  ", "a", 3.0),
    ("steps 12", "steps", 12),
]
"""Some of what can be typed; tests/labs/test_options.py has every form."""


def test_a_typed_value_acts(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def type_(case: tuple[str, str, float]) -> None:
            text, field, value = case
            before = lab.settings
            await lab.type(text)
            assert isinstance(on_top(lab.app), DescentScreen)
            assert getattr(lab.settings, field) == value
            expected = {name: getattr(before, name) for name in ("learning_rate", "x0", "a", "steps")}
            expected |= {field: value}
            factor = 1 - 2 * expected["a"] * expected["learning_rate"]
            seen = lab.see()
            assert seen.step == expected["steps"]
            assert seen.x == pytest.approx(expected["x0"] * factor ** expected["steps"], rel=1e-9)
            assert float(seen.rate) == pytest.approx(expected["learning_rate"])

        await lab.each(TYPED, type_)

    run_app(story, steps=4)


REFUSED = [
    ("", "the names are"),
    ("lr nan", "'nan' is not a finite number"),
    ("steps 1.5", "'1.5' is not a whole number"),
]


def test_a_bad_value_is_refused_under_the_field_and_the_run_stays_as_it_is(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def type_(case: tuple[str, str]) -> None:
            text, said_of_it = case
            settings, x = lab.settings, lab.frame.run.x
            await lab.press("e")
            note = lab.see().find("steps 12")[0]
            examples = lab.see().rows[note]
            await lab.press_together(*text)
            await lab.press("enter")
            assert isinstance(on_top(lab.app), Prompt)
            said = "\n".join(lab.see().rows[note - 1 :])
            assert lab.see().rows[note] != examples
            assert said_of_it in said
            assert (lab.settings, lab.frame.run.x) == (settings, x)
            # Typing on takes the complaint away; a good value is taken after all.
            await lab.press_together(*["backspace"] * (len(text) + 1))
            await lab.press("1")
            assert said_of_it not in lab.see().text
            await lab.press("enter")
            assert isinstance(on_top(lab.app), DescentScreen)
            assert lab.see().rate == "1.000"

        await lab.each(REFUSED, type_)

    run_app(story, steps=4)


def test_the_complaint_stands_directly_under_the_field_and_is_whole(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.type("steps many")
        rows = lab.see().rows
        row, _ = lab.see().find("steps many")
        said = " ".join(" ".join(rows[row + 1 :]).replace("│", " ").split())
        assert said.startswith("'many' is not a whole number from 0 to 1000000")

    for size in ((80, 24), (60, 18)):
        run_app(story, size=size)


def test_escape_cancels(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        settings, rows = lab.settings, lab.see().rows
        await lab.press("e", *"1.2", "escape")
        assert isinstance(on_top(lab.app), DescentScreen)
        assert lab.settings == settings
        assert lab.see().rows == rows

    run_app(story, steps=4)


def test_the_cursor_is_seen_without_colours_too(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        lab.app.no_color = True
        await lab.press("e", "1", "2", "left")
        field = lab.app.screen.query_one(Input)
        (strip,) = field.render_lines(Region(0, 0, 3, 1))
        reversed_texts = [segment.text for segment in strip if segment.style is not None and segment.style.reverse]
        assert reversed_texts == ["2"]

    run_app(story)


def test_keys_of_the_lab_are_text_in_the_field(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        settings = lab.settings
        await lab.press("e", *"qr R1hjklpmgzy?<>-+=,. n")
        assert lab.app.is_running
        assert isinstance(on_top(lab.app), Prompt)
        assert "qr R1hjklpmgzy?<>-+=,. n" in lab.see().text
        assert lab.settings == settings

    run_app(story)


@pytest.mark.parametrize("opener", ["e", "?", "y", ":"])
@pytest.mark.parametrize("name", ["ctrl+c", "ctrl+q"] if LONG else ["ctrl+c"])
def test_ctrl_c_and_ctrl_q_quit_from_every_dialog(run_app: RunApp, opener: str, name: str) -> None:
    async def story(lab: Session) -> None:
        await lab.press(opener)
        assert not isinstance(on_top(lab.app), DescentScreen)
        await lab.pilot.press(name)
        await lab.until(lambda: not lab.app.is_running)
        assert lab.app.return_code == 0

    run_app(story)


def test_a_value_is_typed_while_it_plays(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.until(lambda: lab.frame.run.step > 2)
        await lab.type("x0 3")
        assert lab.see().number("x₀") == 3
        step = lab.see().step
        await lab.until(lambda: lab.see().step > step)
        assert abs(lab.see().x) == 3

    run_app(story, paused=False, speed=30.0, learning_rate=1.0)


def test_what_is_typed_in_one_go_goes_into_the_field(run_app: RunApp) -> None:
    """A slow line or a paste hands over `e` and what follows it in one packet."""

    async def story(lab: Session) -> None:
        await lab.press_together("e", *"1.25", "enter")
        await lab.settle()
        assert lab.settings.learning_rate == 1.25

    run_app(story)


def test_any_key_closes_the_command_and_does_nothing_else(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def close(name: str) -> None:
            settings, rows = lab.settings, lab.see().rows
            await lab.press("y")
            assert isinstance(lab.app.screen, CommandScreen)
            await lab.press(name)
            assert isinstance(on_top(lab.app), DescentScreen)
            assert lab.app.is_running
            assert (lab.settings, lab.see().rows) == (settings, rows)

        await lab.each(["x", "escape", "enter", "q", "space"], close)

    run_app(story)


def test_a_click_closes_the_command(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        settings = lab.settings
        await lab.press("y")
        await lab.pilot.click(offset=(20, 5))
        await lab.settle()
        assert isinstance(on_top(lab.app), DescentScreen)
        assert lab.settings == settings

    run_app(story)


def test_the_command_goes_to_the_clipboard(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("y")
        assert lab.app.clipboard.startswith("lrtui descent --lr 0.9 --x0 -1 --steps 4")

    run_app(story, learning_rate=0.9, steps=4)


def test_a_dialog_survives_every_size(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def open_(opener: str) -> None:
            await lab.press(opener)
            for size in ((60, 18), (20, 5), (1, 1), (200, 60), (80, 24)):
                await lab.pilot.resize_terminal(*size)
                await lab.settle()
                assert len(lab.see().rows) == size[1]
            await lab.press("escape")
            assert isinstance(on_top(lab.app), DescentScreen)
            assert lab.see().number("x₀") == -1

        await lab.each(["e", "?", "y", ":"], open_)

    run_app(story)


# ------------------------------------------------------------------------------------- keys that come together


CLOSERS = [("y", "x", "x"), ("y", "escape", "escape"), ("?", "q", "q"), ("?", "escape", "q"), ("e", "escape", "escape")]
"""What opens a dialog, a key that closes it, and another that comes in the same packet."""


def test_two_closing_keys_at_once_close_only_the_dialog(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def close(case: tuple[str, str, str]) -> None:
            opener, first, second = case
            await lab.press(opener)
            assert not isinstance(on_top(lab.app), DescentScreen)
            settings = lab.settings
            if second == "q":
                # It is the lab's, by then: see below.
                second = "z"
            await lab.press_together(first, second)
            await lab.settle()
            assert isinstance(on_top(lab.app), DescentScreen)
            assert len(lab.app.screen_stack) == 1
            assert lab.app.is_running
            assert replace(lab.settings, camera="hold") == settings

        await lab.each(CLOSERS, close)

    run_app(story)


@pytest.mark.parametrize(("opener", "closer"), [("y", "x"), ("?", "q"), ("e", "escape")])
def test_a_key_behind_the_one_that_closes_goes_to_the_lab(run_app: RunApp, opener: str, closer: str) -> None:
    async def story(lab: Session) -> None:
        await lab.press(opener)
        await lab.press_together(closer, "n", "n")
        await lab.settle()
        assert isinstance(on_top(lab.app), DescentScreen)
        assert lab.see().step == 2

    run_app(story)


def test_a_quit_key_behind_the_one_that_closes_quits(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("?")
        await lab.press_together("q", "q")
        await lab.until(lambda: not lab.app.is_running)
        assert lab.app.return_code == 0

    run_app(story)


def test_keys_right_behind_an_enter_in_the_field_go_to_the_lab(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("e")
        await lab.press_together(*"1.2", "enter", "n", "n", "n")
        await lab.settle()
        assert isinstance(on_top(lab.app), DescentScreen)
        assert lab.settings.learning_rate == 1.2
        assert lab.see().step == 3

    run_app(story)


def test_keys_behind_an_enter_that_is_refused_stay_in_the_field(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("e")
        await lab.press_together(*"abc", "enter", *"nq")
        await lab.settle()
        assert isinstance(on_top(lab.app), Prompt)
        assert "abcnq" in lab.see().text
        assert lab.frame.run.step == 0

    run_app(story)


def test_an_escape_right_before_a_key_leaves_the_field_and_the_key_acts(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("e")
        await lab.press_together(*"9", "escape", "n")
        await lab.settle()
        assert isinstance(on_top(lab.app), DescentScreen)
        assert lab.settings.learning_rate == 0.8
        assert lab.see().step == 1

    run_app(story, learning_rate=0.8)


def test_an_escape_right_behind_what_is_typed_sets_nothing(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        for together in (False, True):
            if together:
                await lab.press_together("e", *"9", "escape")
            else:
                await lab.press("e")
                await lab.press_together(*"9", "escape")
            await lab.settle()
            assert isinstance(on_top(lab.app), DescentScreen)
            assert lab.settings.learning_rate == 0.8

    run_app(story, learning_rate=0.8)


def test_keys_behind_an_enter_act_where_all_comes_in_one_packet(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press_together("e", *"1.5", "enter", "n")
        await lab.settle()
        assert isinstance(on_top(lab.app), DescentScreen)
        assert lab.settings.learning_rate == 1.5
        assert lab.see().step == 1

    run_app(story)


@pytest.mark.parametrize("opened", [True, False], ids=["in the field", "while it opens"])
@pytest.mark.parametrize(
    "keys",
    [
        ("0", ".", "8", "5", "backspace", "3", "enter"),
        (".", "8", "3", "home", "0", "enter"),
        ("3", "left", "left", "home", "8", "left", ".", "left", "0", "end", "enter"),
        ("9", "9", "backspace", "backspace", "0", ".", "8", "3", "1", "left", "delete", "enter"),
    ],
)
def test_keys_that_come_together_act_in_their_order(run_app: RunApp, keys: tuple[str, ...], opened: bool) -> None:
    async def story(lab: Session) -> None:
        if opened:
            await lab.press("e")
            await lab.press_together(*keys)
        else:
            await lab.press_together("e", *keys)
        assert lab.frame.run.learning_rate == 0.83

    run_app(story, learning_rate=0.5)
