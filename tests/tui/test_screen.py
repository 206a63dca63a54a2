"""The screen in every size, theme and character set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from lrtui.labs.descent.settings import VIEWS
from tests.examples import LONG

if TYPE_CHECKING:
    from .conftest import RunApp, Seen, Session

SIZES = [(60, 18), (80, 24), (140, 45), (200, 60)]


def _check_readouts(seen: Seen, *, step: int, rate: float) -> None:
    """All the numbers that the lab promises, for x₀ = −1 on x²."""
    factor = 1 - 2 * rate
    x = -1 * factor**step
    assert seen.step == step
    assert seen.number("x₀") == -1
    assert seen.x == pytest.approx(x, rel=1e-9)
    assert seen.number("f") == pytest.approx(x**2, rel=1e-9)
    assert seen.number("measured") == pytest.approx(abs(factor), abs=5e-4)
    assert float(seen.rate) == rate
    assert "▼ shrinks" in seen.text
    assert "f(x) = x²" in seen.text
    words = " ".join(" ".join(seen.rows[-3:-1]).split())
    assert "Converges in a zig-zag: 10× smaller every 4.51 steps, 1e-12 after 55." in words


@pytest.mark.parametrize("size", SIZES[::2])
def test_all_readouts_are_on_the_screen_in_every_size(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        _check_readouts(lab.see(), step=12, rate=0.8)

    run_app(story, size=size, learning_rate=0.8, steps=12)


@pytest.mark.parametrize("size", SIZES[:2])
def test_the_next_iterate_is_worked_out(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        async def show(case: tuple[float, int]) -> None:
            rate, step = case
            await lab.reopen(learning_rate=rate, steps=step)
            following = -1 * (1 - 2 * rate) ** (step + 1)
            text = lab.see().text
            working = re.search(r"x' += +(-?[\d.]+(?:e[-+]\d+)?|x[₀-₉]+)·\(1−2·([\d.]+|\(-[\d.]+\))\) *│", text)
            assert working is not None, text
            assert float(working[2].strip("()")) == rate  # a rounded η would be another one
            if not working[1].startswith("x"):
                assert float(working[1]) * (1 - 2 * rate) == pytest.approx(following, rel=0.01)
            if size[1] >= 24:
                row, _ = lab.see().find("x'")
                shown = re.search(r"│ +=? +(-?[\d.]+(?:e[-+]\d+)?) *│$", lab.see().rows[row + 1])
                assert shown is not None, text
                assert float(shown[1]) == pytest.approx(following, rel=1e-9)

        await lab.each([(0.8, 2), (1.2, 11), (0.123456, 5), (-0.05, 0)], show)

    run_app(story, size=size)


def test_resizing_keeps_all_readouts(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        first: dict[tuple[int, int], list[str]] = {}
        for size in [*SIZES, *reversed(SIZES), (61, 19), (109, 24), (110, 24), (60, 60), (200, 18)]:
            await lab.pilot.resize_terminal(*size)
            await lab.settle()
            seen = lab.see()
            _check_readouts(seen, step=12, rate=0.8)
            assert first.setdefault(size, seen.rows) == seen.rows  # back in a size it looks as it did

    run_app(story, learning_rate=0.8, steps=12)


def test_a_window_that_is_too_small_is_told_so_and_comes_back(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def shrink(size: tuple[int, int]) -> None:
            before = lab.see().rows
            await lab.pilot.resize_terminal(*size)
            await lab.settle()
            seen = lab.see()
            assert "x₀" not in seen.text
            if size[0] >= 20:
                words = " ".join(seen.text.split())
                assert "60 × 18" in words
            await lab.press("n")  # keys act all the same
            await lab.pilot.resize_terminal(80, 24)
            await lab.settle()
            assert lab.see().step == 1
            await lab.press("b")
            assert lab.see().rows == before

        await lab.each([(59, 18), (60, 17), (59, 100), (300, 17), (20, 5), (40, 1)], shrink)

    run_app(story)


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (500, 1)])
def test_no_size_crashes(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        assert [len(row) for row in lab.see().rows] == [size[0]] * size[1]
        await lab.press("n", "right", "space", "space")
        await lab.pilot.resize_terminal(80, 24)
        await lab.settle()
        assert lab.see().x == pytest.approx(-1 * (1 - 2 * 0.81) ** lab.see().step, rel=1e-9)

    run_app(story, size=size, learning_rate=0.8)


def test_a_theme_recolours_the_figures_at_once_and_changes_no_text(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        dark = lab.see()
        lab.app.theme = "textual-light"
        await lab.settle()
        light = lab.see()
        assert light.rows == dark.rows
        for view in ("header", "picture", "readout", "history", "growth", "sentence"):
            area = lab.view(view).content_region
            cells = [at for at in dark.styles if area.contains(at[1], at[0]) and dark.rows[at[0]][at[1]] != " "]
            assert cells and all(dark.styles[at] != light.styles[at] for at in cells), view
        lab.app.theme = "textual-dark"
        await lab.settle()
        assert lab.see() == dark

    run_app(story, size=(100, 30), learning_rate=1.2, steps=4)


def test_marks_of_different_meaning_have_different_colours(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        for theme in ("textual-dark", "textual-light"):
            lab.app.theme = theme
            await lab.settle()
            view = lab.view("picture")
            colours = {
                name: view.screen.get_component_rich_style(f"plot--{name}").color
                for name in ("curve", "start", "current", "shrinks", "grows", "change")
            }
            assert len(set(colours.values())) == len(colours), (theme, colours)

    run_app(story)


@pytest.mark.parametrize("size", [(60, 18), *[(140, 45)][:LONG]])
def test_ascii_has_no_other_character(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        async def look(keys: tuple[str, ...]) -> None:
            await lab.press(*keys)
            last: list[str] = []
            while (rows := lab.see().rows) != last:
                last = rows
                others = sorted(set(lab.see().text) - set(map(chr, range(32, 127))) - {"\n"})
                assert not others, others
                assert "?" not in re.sub(r"\? (help|F1)|updates\?", "", lab.see().text)  # what nobody has thought of
                if keys == ("?",):
                    await lab.press_together(*"jjjj")

        await lab.each([(), ("?",), ("e",), ("e", *"lr η", "enter"), ("y",), ("g",), ("p",)], look)

    run_app(story, size=size, ascii_only=True, steps=5)


def test_ascii_gives_the_same_numbers(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        seen = lab.see()
        assert seen.step == 5
        assert seen.number("x5") == pytest.approx(-1 * (1 - 2 * 1.2) ** 5, rel=1e-9)
        assert seen.number("measured") == pytest.approx(1.4, abs=5e-4)
        assert seen.rate == "1.200"
        assert "^ grows" in seen.text

    run_app(story, ascii_only=True, learning_rate=1.2, steps=5)


def test_ascii_in_a_window_that_is_too_small(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        assert lab.see().text.isascii()
        assert "60 x 18" in lab.see().text

    run_app(story, ascii_only=True, size=(50, 10))


@pytest.mark.parametrize("view", VIEWS if LONG else VIEWS[:1])
def test_boxes_stay_whole(run_app: RunApp, view: str) -> None:
    """Nothing that is drawn in a figure runs over its frame."""

    async def story(lab: Session) -> None:
        async def press(keys: str) -> None:
            regions = [view.region for view in lab.figures()]
            assert len(regions) == 2
            for key in keys:
                await lab.press(key)
                seen = lab.see()
                for region in regions:
                    right, bottom = region.right - 1, region.bottom - 1
                    corners = [seen.rows[y][x] for y in (region.y, bottom) for x in (region.x, right)]
                    assert corners == ["╭", "╮", "╰", "╯"]
                    assert all(seen.rows[y][x] == "│" for y in range(region.y + 1, bottom) for x in (region.x, right))
                assert all(len(row) == 80 for row in seen.rows)

        await lab.each(["n" * 20, "l" * 40, "b" * 3 + "J" * 9, "L" * 9 + "n" * 9], press)

    run_app(story, learning_rate=0.7, steps=3, view=view)


def test_labels_of_the_state_do_not_move_while_numbers_change(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        words = ("step ", "what-if", "‖ paused", "measured", "η = ", "▲ grows")
        first = lab.see()
        for key in "nnLll.JJ" + "n" * 12:
            await lab.press(key)
            seen = lab.see()
            assert {word: seen.find(word) for word in words} == {word: first.find(word) for word in words}

    run_app(story, learning_rate=1.2, steps=9)


def test_a_long_run_on_another_function_comes_in_slices_and_keys_act_meanwhile(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        assert "f(x) = x²/2 − x³/3" in lab.see().text
        await lab.press("right")
        frame = lab.frame
        assert frame.run.learning_rate == 2.91 and frame.settings.steps == 60_000 and frame.step < 60_000
        await lab.press("e", *"x^4/4 - x^2/2", "enter")
        assert "f(x) = x^4/4 - x^2/2" in lab.see().text and lab.frame.step == 0
        await lab.press("f")
        assert lab.frame.settings.objective == "parabola"
        await lab.press("F")
        assert lab.frame.settings.objective == "x^4/4 - x^2/2"
        await lab.press("F", "N", "p")
        assert "1/3: without momentum" in lab.see().text
        await lab.press("e", *"steps 30", "enter", "e", *"f logistic", "enter", "e", *"lr 2.9", "enter")
        await lab.press("e", *"steps 5000", "enter")
        await lab.until(lambda: lab.frame.step == 5000)
        await lab.settle()
        assert "Chaos (Lyapunov exponent 0." in lab.see().text

    run_app(story, objective="logistic", learning_rate=2.9, x0=0.5, steps=60_000, paused=True, size=(100, 30))
