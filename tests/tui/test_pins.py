"""Pinned runs on the screen: `c` pins, `C` unpins, and all runs are told apart in every size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from lrtui.labs.descent.figures.pins import INKS
from lrtui.labs.descent.settings import VIEWS
from lrtui.labs.options import command_line
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.widgets.plot_view import PlotView
from tests.examples import LONG

from ..recipes import at_rates

if TYPE_CHECKING:
    from .conftest import RunApp, Session

SIZES = [(60, 18), (80, 24), (100, 30), (140, 45), (200, 60)]
MARKS = "●◆△□◇"
COLOURS = ["plot--current", *(f"plot--{ink.name.lower()}" for ink in INKS)]
"""The component classes of the run in hand and of its rivals."""


def colours_in(lab: Session, view: PlotView[Any]) -> set[str]:
    """The component classes of the runs whose colours are within a figure."""
    colours = {name: view.screen.get_component_rich_style(name).color for name in COLOURS}
    names = {colour.get_truecolor().hex: name for name, colour in colours.items() if colour is not None}
    assert len(names) == len(COLOURS)
    cells = [style for (row, column), style in lab.see().styles.items() if view.content_region.contains(column, row)]
    return {names[style[:7]] for style in cells if style[:7] in names}


def rows_of(lab: Session) -> list[tuple[str, float, float]]:
    """The table of the runs: mark, rate and |x|."""
    found = re.findall(rf"[│|] ?([{MARKS}]) +(-?[\d.]+) +[\w-]+(?: step)? +([\d.e-]+)(?: [ \w]+)?[│|]", lab.see().text)
    return [(mark, float(rate), float(size)) for mark, rate, size in found]


@pytest.mark.parametrize("size", SIZES if LONG else SIZES[:2])
def test_all_runs_are_on_the_screen_in_every_size(run_app: RunApp, size: tuple[int, int]) -> None:
    rates = (0.1, 0.45, 1.2, -0.1)

    async def story(lab: Session) -> None:
        for step in (4, 5):
            rows = rows_of(lab)
            assert [(mark, rate) for mark, rate, _ in rows] == list(zip(MARKS, (0.8, *rates), strict=True))
            expected = [abs(1 - 2 * rate) ** step for rate in (0.8, *rates)]
            assert [x for _, _, x in rows] == pytest.approx(expected, rel=5e-3)
            for _ in VIEWS:
                figures = [view for view in lab.figures() if view.id != "readout"]
                large = max(figures, key=lambda view: view.region.area)
                assert all(COLOURS[0] in colours_in(lab, view) for view in figures)
                # In the large place every run is seen; in a small one another can cover it.
                assert [ink for ink in COLOURS if ink not in colours_in(lab, large)] == [] or size[1] < 24, large.id
                await lab.press("v")
            await lab.press("n")

    run_app(story, size=size, learning_rate=0.8, steps=4, compare=at_rates(*rates))


def test_the_run_in_hand_races_against_the_one_that_was_pinned(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        assert rows_of(lab) == []
        await lab.press("c", "L", "n")
        current, pinned = rows_of(lab)
        assert (current[:2], pinned[:2]) == (("●", 0.9), ("◆", 0.8))
        assert [current[2], pinned[2]] == pytest.approx([0.8**4, 0.6**4], rel=5e-3)
        await lab.press("c", "H", "H")
        assert [rate for _, rate, _ in rows_of(lab)] == [0.7, 0.8, 0.9]
        await lab.press("C")
        assert rows_of(lab) == []
        assert lab.see().x == pytest.approx(-1 * (1 - 2 * 0.7) ** 4, rel=1e-9)

    run_app(story, learning_rate=0.8, steps=3)


def test_a_fifth_pin_is_refused_with_a_message_and_the_pinned_ones_stay(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press(*"clclclclc")
        assert lab.settings.compare == at_rates(0.8, 0.81, 0.82, 0.83)
        messages = [notification.message for notification in lab.app._notifications]
        assert len(messages) == 1
        assert "4 rates are pinned" in messages[0]
        assert "C unpins" in messages[0]

    run_app(story, learning_rate=0.8)


def test_the_command_that_is_shown_has_the_pins(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("y")
        assert isinstance(lab.app.screen, CommandScreen)
        words = " ".join(lab.see().text.replace("│", " ").split())
        assert "--compare -0.1,0.5" in words
        assert words.count(command_line("descent", lab.settings).partition("--compare")[2].strip()) == 1

    run_app(story, compare=at_rates(-0.1, 0.5), steps=3)


def test_pins_can_be_typed(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.type("compare 0.1,-0.5")
        assert [(mark, rate) for mark, rate, _ in rows_of(lab)] == [("●", 0.8), ("◆", 0.1), ("△", -0.5)]

    run_app(story, learning_rate=0.8, steps=2)


def test_the_header_has_the_step_of_the_race_and_ends_with_it(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        # 0.6ᵏ and 0.8ᵏ are within 10⁻¹² at k = 55 and 124.
        for keys, step, state in (("end", 55, "‖ paused"), ("end", 124, "■ converged"), ("b", 123, "‖ paused")):
            await lab.press(keys)
            seen = lab.see()
            assert seen.step == step
            assert state in seen.rows[0]
            assert "x₅₅" in seen.text
            assert "Converged" in seen.text

    run_app(story, size=(140, 45), learning_rate=0.8, compare=at_rates(0.1))


@pytest.mark.parametrize("size", [(80, 24), *[(140, 45)][:LONG]])
def test_boxes_stay_whole_and_the_table_where_it_is_in_a_race_that_blows_up(
    run_app: RunApp, size: tuple[int, int]
) -> None:
    async def story(lab: Session) -> None:
        area = lab.view("readout").region
        first = [row[area.x : area.x + 3] for row in lab.see().rows]
        for key in "n" * 8 + "L" * 9 + "n" * 4 + "J" * 5:
            await lab.press(key)
            rows = lab.see().rows
            for view in lab.figures():
                box = view.region
                edges = {rows[y][x] for y in range(box.y + 1, box.bottom - 1) for x in (box.x, box.right - 1)}
                assert edges == {"│"}
            marks = [(at, row[area.x : area.x + 3]) for at, row in enumerate(rows) if set(row[area.x :]) & set("◆△□◇")]
            assert all(first[at] == mark for at, mark in marks if set(mark) & set("◆△□◇"))

    run_app(story, size=size, learning_rate=0.7, compare=at_rates(0.1, 1.2, -3.0, 1e5))


def test_pins_in_ascii_have_ascii_marks(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        text = lab.see().text
        assert text.isascii()
        for mark in "@%A+x":
            assert re.search(rf"\|{re.escape(mark)} +-?\d\.\d{{3}} ", text), mark

    run_app(story, ascii_only=True, steps=4, compare=at_rates(0.1, 0.5, 1.2, -0.1))
