"""A figure repaints the cells that a frame changes, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen

from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink
from lrtui.plot.panel import Panel
from lrtui.tui.widgets.plot_view import INK_CLASSES, PlotView

if TYPE_CHECKING:
    from .conftest import RunApp, Session

Words = dict[tuple[int, int], str]
"""What a frame of these tests is: words by row and column; after an exclamation mark they have another ink."""


def _draw(frame: Words, canvas: Canvas) -> None:
    for (row, column), word in frame.items():
        canvas.write(row, column, word.lstrip("!"), Ink.GROWS if word.startswith("!") else Ink.TEXT)


WORDS: Panel[Words] = Panel("figure", _draw, lambda frame: f"{len(frame)} words")


class OneScreen(Screen[None]):
    """Nothing but a figure, with a frame around it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(INK_CLASSES)

    def compose(self) -> ComposeResult:
        yield PlotView(WORDS)


class OneFigure(App[None]):
    """An app of that screen."""

    CSS = "PlotView { border: round white; width: 30; height: 10; }"

    def get_default_screen(self) -> OneScreen:
        return OneScreen()


@contextmanager
def repainted(view: PlotView[Any]) -> Iterator[list[Region | None]]:
    """Collects the regions of ``view`` that are repainted; None for the whole of it."""
    regions: list[Region | None] = []
    refresh = view.refresh

    def spy(*some: Region, **options: bool) -> Any:
        regions.extend(some or [None])
        return refresh(*some, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "refresh", spy)
        yield regions


def run_figure(story: Callable[[PlotView[Any]], Awaitable[None]], *, width: int = 40) -> None:
    async def play() -> None:
        app = OneFigure()
        async with app.run_test(size=(width, 12)) as pilot:
            await pilot.pause()
            await story(app.query_one(PlotView))

    asyncio.run(play())


def test_the_same_frame_again_repaints_nothing() -> None:
    async def story(view: PlotView[Any]) -> None:
        view.show({(1, 2): "still"})
        with repainted(view) as regions:
            view.show({(1, 2): "still"})
            view.show({(1, 2): "still"})
        assert regions == []

    run_figure(story)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({(1, 2): "x = 1.25"}, {(1, 2): "x = 1.75"}, [Region(8, 1, 1, 1)]),
        ({(1, 2): "abc", (4, 9): "same"}, {(1, 2): "abc", (4, 9): "sane"}, [Region(11, 4, 1, 1)]),
        ({(0, 0): "a", (7, 27): "z"}, {(0, 0): "b", (7, 27): "y"}, [Region(0, 0, 1, 1), Region(27, 7, 1, 1)]),
        ({(3, 4): "long word"}, {(3, 4): "long"}, [Region(9, 3, 4, 1)]),
        # The same letters in another ink.
        ({(2, 5): "1.4", (2, 9): "up"}, {(2, 5): "1.4", (2, 9): "!up"}, [Region(9, 2, 2, 1)]),
    ],
)
def test_a_small_change_repaints_only_what_changed(before: Words, after: Words, expected: list[Region]) -> None:
    async def story(view: PlotView[Any]) -> None:
        view.show(before)
        with repainted(view) as regions:
            view.show(after)
        assert regions == expected

    run_figure(story)


def test_the_first_frame_and_another_size_repaint_all_of_it() -> None:
    async def story(view: PlotView[Any]) -> None:
        with repainted(view) as regions:
            view.show({(0, 0): "first"})
        assert None in regions or {region.y for region in regions if region} == set(range(8))
        view.styles.width = 20
        view.app.refresh(layout=True)
        while view.size.width != 18:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0)
        assert view.render_line(0).cell_length == 18
        assert view.render_line(0).text.startswith("first")

    run_figure(story)


def edge(view: PlotView[Any]) -> str:
    """What is on the screen in the lower edge of the figure."""
    row = view.screen._compositor.render_strips(view.app.size)[view.region.bottom - 1]
    return "".join(segment.text for segment in row).strip().strip("╰╯─").strip()


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("step 3: ●0.5", "step 3: ●0.5"),
        ("step 3: ●0.512 ◆0.25 △17 □1.75", "step 3: ●0.512 ◆0.25..."),
        ("class [red]x[/]", "class [red]x[/]"),
        ("", ""),
    ],
)
def test_a_caption_shows_whole_words_only_and_repaints_no_more_than_its_edge(caption: str, shown: str) -> None:
    async def story(view: PlotView[Any]) -> None:
        view.show({(1, 2): "still"})
        view.caption("before")
        await asyncio.sleep(0)
        with repainted(view) as regions:
            view.caption(caption)
            view.caption(caption)
        assert regions == [Region(0, 8, 28, 1)]
        await asyncio.sleep(0)
        assert edge(view) == shown
        view.styles.width = 60
        view.app.refresh(layout=True)
        async with asyncio.timeout(20):
            while view.size.width != 58 or edge(view) != caption:
                await asyncio.sleep(0.01)

    run_figure(story, width=70)


def test_a_row_is_always_as_wide_as_the_figure() -> None:
    async def story(view: PlotView[Any]) -> None:
        view.show({(0, 25): "runs over the edge", (3, -2): "from outside", (90, 0): "below"})
        assert [view.render_line(y).cell_length for y in range(-1, 10) if y >= 0] == [28] * 10
        assert view.render_line(0).text == " " * 25 + "run"
        assert view.render_line(3).text.rstrip() == "om outside"

    run_figure(story)


def test_a_key_repaints_every_changed_cell_and_never_a_whole_figure(run_app: RunApp) -> None:
    views = ("header", "picture", "readout", "history", "growth", "sentence")

    def content(lab: Session, view: PlotView[Any]) -> list[str]:
        area, rows = view.content_region, lab.see().rows
        return [row[area.x : area.right] for row in rows[area.y : area.bottom]]

    async def story(lab: Session) -> None:
        for key in ("n", "b", "up"):
            for name in views:
                view = lab.view(name)
                before = content(lab, view)
                with repainted(view) as regions:
                    await lab.press(key)
                after = content(lab, view)
                changed = {
                    (x, y)
                    for y, (old, new) in enumerate(zip(before, after, strict=True))
                    for x, (one, other) in enumerate(zip(old, new, strict=True))
                    if one != other
                }
                spans = [region for region in regions if region is not None]
                assert len(spans) == len(regions), f"{key} repaints the whole {name}"
                assert changed <= {(x, span.y) for span in spans for x in range(span.x, span.right)}

    run_app(story, steps=3)


def test_a_step_that_changes_one_digit_of_the_header_repaints_no_more_of_it(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        header, growth = lab.view("header"), lab.view("growth")
        column = lab.see().rows[0].index("step 3") + len("step ")
        with repainted(header) as regions, repainted(growth) as unchanged:
            await lab.press("n")
        assert regions == [Region(column, 0, 1, 1)]
        assert unchanged == []  # the growth factor by η does not depend on the step

    run_app(story, steps=3)


def test_a_key_that_changes_nothing_repaints_nothing(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        with repainted(lab.view("header")) as header, repainted(lab.view("picture")) as picture:
            await lab.press("b", "1", "home", "x", "f5")
        assert header == picture == []

    run_app(story)


def test_a_figure_that_is_not_drawn_yet_is_shown_without_colours_too(
    run_app: RunApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")  # Textual's filter for that takes no text without a style

    async def story(lab: Session) -> None:
        view = lab.view("picture")
        view._cells = None
        view.refresh()
        assert len(view.render_lines(Region(0, 1, 10, 3))) == 3

    run_app(story)
