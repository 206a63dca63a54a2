"""What a click and a drag do in each figure of the parabola lab, read from the labels that a person would go by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from lrtui.labs.descent.settings import DescentSettings

from ..recipes import at_rates

if TYPE_CHECKING:
    from .conftest import RunApp, Session

LARGE = (140, 45)
"""A window in which every figure has a place."""


class Ruler(NamedTuple):
    """A row of cells that one can point at.

    Attributes:
        row: the row of the screen to point at.
        origin: the column of 0.
        unit: columns for 1.
    """

    row: int
    origin: int
    unit: float

    def cell(self, value: float) -> tuple[int, int]:
        """The column and the row that are nearest to a value."""
        return round(self.origin + value * self.unit), self.row

    @property
    def error(self) -> float:
        """What a cell and a half stand for: more is not meant by a click."""
        return 1.5 / self.unit


def ruler(lab: Session, name: str, labels: int, row: int, one: str = "1") -> Ruler:
    """The axis in a figure whose labels stand in row ``labels`` of the screen; ``one`` is the label to measure by."""
    area, seen = lab.view(name).content_region, lab.see()
    text = seen.rows[labels][area.x : area.right]
    columns = []
    for label in ("0", one):
        match = re.search(rf"(?<![-.\d]){label}(?![.\d])", text)
        assert match is not None, text
        columns.append(area.x + match.start() + len(label) // 2)
    return Ruler(row, columns[0], (columns[1] - columns[0]) / float(one))


def rates(lab: Session) -> Ruler:
    """The axis of learning rates with its regimes, under the large η."""
    row, _ = lab.see().find("┼")
    return ruler(lab, "readout", row - 1, row)


def v(lab: Session) -> Ruler:
    """The axis under the V; one points above it."""
    area = lab.view("growth").content_region
    return ruler(lab, "growth", area.bottom - 1, area.y + 1)


def curve(lab: Session) -> Ruler:
    """The x-axis of the picture; one points above it."""
    area, seen = lab.view("picture").content_region, lab.see()
    rows = {row: seen.rows[row][area.x : area.right] for row in range(area.y, area.bottom)}
    zero = next(row for row, text in rows.items() if text.startswith("     0┤"))
    labels = next(row for row, text in rows.items() if row > zero and re.search(r"\d", text))
    return ruler(lab, "picture", labels, area.y + 3)


def steps(lab: Session) -> Ruler:
    """The axis of steps under the history; one points above it."""
    area = lab.view("history").content_region
    return ruler(lab, "history", area.bottom - 1, area.y + 2, "10")


@pytest.mark.parametrize("axis", [rates, v])
def test_on_the_ruler_and_the_v_it_sets_the_learning_rate(run_app: RunApp, axis: type[Ruler]) -> None:
    async def story(lab: Session) -> None:
        where: Ruler = axis(lab)  # type: ignore[call-arg,arg-type]
        for rate in (1.2, 0.45, 0.0):
            await lab.click(*where.cell(rate))
            assert lab.settings.learning_rate == pytest.approx(rate, abs=where.error)
            assert float(lab.see().rate) == lab.settings.learning_rate
            assert round(lab.settings.learning_rate, 2) == lab.settings.learning_rate
        seen = []
        for stop in (0.3, 0.7, 1.3):
            await lab.drag(where.cell(0.1), where.cell(0.2), where.cell(stop))
            seen.append(lab.settings.learning_rate)
        assert seen == pytest.approx([0.3, 0.7, 1.3], abs=where.error)
        # The cursor stands where one has pointed.
        row, column = lab.see().find("▼")
        assert (column, row) == rates(lab)._replace(row=row).cell(lab.settings.learning_rate)
        assert lab.frame.step == 3 and lab.settings.x0 == -1

    run_app(story, size=LARGE, steps=3)


def test_on_the_ruler_in_a_small_window_too(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        where = rates(lab)
        await lab.drag(where.cell(0.3), where.cell(1.1))
        assert lab.settings.learning_rate == pytest.approx(1.1, abs=where.error)

    run_app(story, size=(60, 18))


@pytest.mark.parametrize("size", [(80, 24), LARGE])
def test_in_the_picture_it_sets_the_start(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        for x0 in (0.9, -0.6, 1.4):
            where = curve(lab)
            await lab.click(*where.cell(x0))
            assert lab.settings.x0 == pytest.approx(x0, abs=where.error)
            assert lab.see().number("x₀") == lab.settings.x0
            # A click means no more than the width of a cell: no long tail of digits.
            assert len(f"{lab.settings.x0}".partition(".")[2]) <= 2
        where = curve(lab)
        await lab.drag(where.cell(-1), where.cell(-0.5), where.cell(0.7))
        assert lab.settings.x0 == pytest.approx(0.7, abs=where.error)
        assert curve(lab) == where  # the window stands meanwhile
        assert lab.settings.learning_rate == 0.1

    run_app(story, size=size)


def test_in_the_history_it_goes_to_the_step(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        where = steps(lab)
        for step in (7, 0, 4):
            await lab.click(*where.cell(step))
            assert lab.see().step == step
        await lab.drag(where.cell(4), where.cell(3), where.cell(8))
        assert lab.see().step == 8
        await lab.drag(where.cell(8), where.cell(2))
        assert lab.see().step == 2
        assert lab.frame.settings.learning_rate == 0.8
        assert lab.see().x == pytest.approx(-(0.6**2), rel=1e-9)

    run_app(story, size=LARGE, learning_rate=0.8, steps=9)


def in_hand(lab: Session) -> tuple[float, ...]:
    """η of the run in hand and of its rivals."""
    return tuple(recipe.learning_rate for recipe in lab.settings.recipes)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), LARGE])
def test_on_the_row_of_a_rival_it_takes_that_run_in_hand(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        area = lab.view("readout").content_region

        def row_of(mark: str) -> tuple[int, int]:
            rows = [row for row in range(area.y, area.bottom) if mark in lab.see().rows[row][area.x : area.right]]
            return area.x + 8, rows[0]

        first, second = row_of("◆"), row_of("△")
        await lab.click(*first)
        assert in_hand(lab) == (0.3, 0.8, 1.1)
        assert row_of("◆") == first
        await lab.click(*first)
        assert in_hand(lab) == (0.8, 0.3, 1.1)
        await lab.drag(first, (first[0] + 1, first[1]), second, (second[0] + 1, second[1]))
        assert in_hand(lab) == (1.1, 0.8, 0.3)
        assert lab.frame.run.x == pytest.approx(-((1 - 2 * 1.1) ** 2), rel=1e-9)

    run_app(story, size=size, learning_rate=0.8, compare=at_rates(0.3, 1.1), steps=2)


def test_a_drag_goes_on_with_what_it_began_with(run_app: RunApp) -> None:
    """Whoever slips off the ruler into the table below it takes no other run in hand."""

    async def story(lab: Session) -> None:
        where, (row, column) = rates(lab), lab.see().find("◆")
        rate, *rivals = in_hand(lab)
        await lab.drag(where.cell(0.3), (where.cell(0.3)[0], row), (column, row))
        assert lab.settings.learning_rate == pytest.approx(0.3, abs=where.error) and rate != lab.settings.learning_rate
        assert in_hand(lab)[1:] == tuple(rivals)
        before = in_hand(lab)
        readout = lab.view("readout").content_region
        await lab.drag((readout.x + 1, readout.bottom - 1), where.cell(1.0))  # from where there is nothing
        assert in_hand(lab) == before

    run_app(story, learning_rate=0.8, compare=at_rates(0.5, 1.1))


def test_beside_the_axes_it_does_nothing(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        before = lab.settings
        for view in lab.figures():
            area = view.region
            await lab.click(area.x, area.y)
            if view.id != "readout":
                await lab.click(area.x + 2, area.y + 4)
        readout = lab.view("readout").content_region
        await lab.click(readout.x + 5, readout.y)
        await lab.click(readout.x + 5, readout.bottom - 1)
        assert lab.settings == before

    run_app(story, size=LARGE)


def test_a_move_without_a_button_does_nothing(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        where = rates(lab)
        await lab.drag(where.cell(0.3))
        before: DescentSettings = lab.settings
        await lab.pilot.hover(offset=where.cell(1.1))
        await lab.settle()
        assert lab.settings == before

    run_app(story)
