"""Every key of the table does what its help says, and the footer and the help screen show the table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from textual.dom import DOMNode

from lrtui.core.objectives import OBJECTIVES
from lrtui.labs.catalogue import LABS
from lrtui.labs.descent import keys as descent_keys
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.presets import presets_of
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.terms import TERMS
from lrtui.labs.keys import Key
from lrtui.plot.canvas import Canvas
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.screens.help import PICTURE_SIZE, HelpScreen
from lrtui.tui.widgets.prompt import Palette, Prompt
from tests.examples import LONG

from ..recipes import at_rates
from .conftest import on_top

if TYPE_CHECKING:
    from .conftest import RunApp, Session

TABLE = [key for _, keys in descent_keys.sections() for key in keys]
NAMES = [(key, name) for key in TABLE for name in key.keys]

PINNED = at_rates(0.1, 1.2)
RUN: dict[str, Any] = {"learning_rate": 0.8, "x0": -2.0, "a": 1.0, "steps": 5, "speed": 4.0}
START: dict[str, Any] = {**RUN, "compare": PINNED}
NEWEST = 7
"""The newest step taken before the key is pressed; the one shown is 5."""


class Moment(NamedTuple):
    """What can be seen of the app: all that a key could change."""

    frame: DescentFrame
    screen: DOMNode
    history_title: str
    running: bool
    theme: str


Check = Callable[[Moment, Moment], bool]


PRESETS = presets_of(DescentSettings())


def _settings(**changed: Any) -> Check:
    """Exactly these settings change."""
    return lambda before, after: after.frame.settings == replace(before.frame.settings, **changed)


def _opens(screen: type[DOMNode]) -> Check:
    return lambda before, after: (
        isinstance(after.screen, screen) and after.frame.settings == before.frame.settings and after.running
    )


def _preset(index: int) -> Check:
    preset = PRESETS[index]
    changed = _settings(learning_rate=preset.learning_rate, x0=-1.0, steps=0, optimizer=preset.optimizer)
    return lambda before, after: changed(before, after) and after.frame.preset == index % len(PRESETS)


def _objective(name: str) -> Check:
    """The function with its start and rate, at the beginning."""
    named = OBJECTIVES[name]
    return _settings(objective=name, learning_rate=named.learning_rate, x0=named.x0, steps=0)


def _plays(before: Moment, after: Moment) -> bool:
    return not before.frame.playing and after.frame.playing and not after.frame.settings.paused


def _shows_something_else(before: Moment, after: Moment) -> bool:
    same_run = replace(after.frame.settings, history=before.frame.settings.history) == before.frame.settings
    return same_run and after.history_title != before.history_title


CHECKS: dict[str, Check] = {
    "play or pause; at the end, play again": _plays,
    "one step forward": _settings(steps=6),
    "one step back": _settings(steps=4),
    "ten steps forward": _settings(steps=15),
    "ten steps back": _settings(steps=0),
    "first step": _settings(steps=0),
    "newest step; again: the end of the run": _settings(steps=NEWEST),
    "slower": _settings(speed=2.0),
    "faster": _settings(speed=8.0),
    "restart with the same settings": _settings(steps=0),
    "back to the defaults": lambda _, after: replace(after.frame.settings, steps=None) == DescentSettings(),
    "the next function": _objective("quartic"),
    "the function before": _objective("lessard"),
    "the next optimizer: momentum, Nesterov, Adam …": _settings(optimizer="momentum"),
    "the optimizer before": _settings(optimizer="bb"),
    "its β − 0.05": _settings(),
    "its β + 0.05": _settings(),
    "next preset": _preset(0),
    "previous preset": _preset(-1),
    "η acts on the whole run (what-if) or from here (live)": _settings(live=True),
    "chart by step: |x| or f(x), log or linear": _shows_something_else,
    "in the large place: picture, chart by step, factor, orbits, basins": _settings(view="history"),
    "cobweb: the next x by x, in place of the picture": _settings(cobweb=True),
    "window: it stands, zooms in on the run, or shows all of it": _settings(camera="follow"),
    "pin this recipe to race with, or unpin it": _settings(compare=(*PINNED, *at_rates(0.8))),
    "unpin all": _settings(compare=()),
    "in Network: the same limit, 2 by the curvature, in networks in training": _opens(
        LABS["network"].module("screen").SCREEN
    ),
    "type a value: lr 0.83, x0 -2, f x^4/4, steps 12": _opens(Prompt),
    "by name: labs, presets, functions, keys, themes": _opens(Palette),
    "the command line that reproduces this screen": _opens(CommandScreen),
    "save the picture (SVG) or the numbers (CSV, JSON)": _opens(Prompt),
    "this help": _opens(HelpScreen),
    **{f"the {entry.title} lab": _opens(entry.module("screen").SCREEN) for entry in LABS.values()},
    "a light or a dark screen": lambda before, after: (
        after.theme != before.theme and after.frame.settings == before.frame.settings
    ),
    "to the shell; fg comes back": lambda before, after: (
        after.screen is before.screen and after.running
    ),  # needs a terminal
    "quit": lambda _, after: not after.running,
}
FIELDS = {"η": "learning_rate", "x₀": "x0"}


def check_of(key: Key) -> Check:
    """What the key's help promises."""
    nudge = re.fullmatch(r"(η|x₀) ([+−]) ([\d.]+)", key.help)
    if nudge is None:
        return CHECKS[key.help]
    symbol, sign, amount = nudge.groups()
    field = FIELDS[symbol]
    value = START[field] + float(amount) * (1 if sign == "+" else -1)
    return _settings(**{field: round(value, 6)})


async def _moment(lab: Session) -> Moment:
    title = str(lab.view("history").border_title)
    return Moment(lab.frame, on_top(lab.app), title, lab.app.is_running, lab.app.theme)


async def _to_start(lab: Session) -> None:
    await lab.press_together("n", "n", "b", "b")
    assert lab.see().step == 5


def test_a_key_does_what_its_help_says(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def press(named: tuple[Key, str]) -> None:
            key, name = named
            await _to_start(lab)
            before = await _moment(lab)
            screen = lab.screen
            await lab.press(name)
            title = str(screen.query_one("#history").border_title)
            after = Moment(screen.lab.frame(), on_top(lab.app), title, lab.app.is_running, lab.app.theme)
            assert check_of(key)(before, after), f"{before.frame.settings}\n{after.frame.settings}"
            # The run is at all times the one that its settings describe.
            settings = after.frame.settings
            if settings.objective == "parabola" and settings.optimizer == "sgd":
                x = settings.x0 * (1 - 2 * settings.a * settings.learning_rate) ** np.arange(after.frame.run.step + 1)
                np.testing.assert_allclose(after.frame.run.iterates, x, rtol=1e-12)
            assert [pin.recipe for pin in after.frame.rivals] == list(settings.compare)

        await lab.each([(key, name) for key, name in NAMES if key.help != "quit"], press)

    run_app(story, **START)


@pytest.mark.parametrize("name", [name for key, name in NAMES if key.help == "quit"])
def test_a_key_quits(run_app: RunApp, name: str) -> None:
    async def story(lab: Session) -> None:
        await lab.pilot.press(name)
        await lab.until(lambda: not lab.app.is_running)
        assert lab.app.return_code == 0

    run_app(story, **START)


def test_a_key_pressed_again(run_app: RunApp) -> None:
    cases: list[tuple[str, float, Callable[[DescentFrame], bool]]] = [
        # 2·0.6ᵏ ≤ 1e-12 for the first time at k = 56.
        ("end", 0.8, lambda frame: frame.run.step == 56 and frame.run.ending == "converged"),
        ("greater_than_sign", 0.8, lambda frame: frame.run.step == 56 and frame.run.ending == "converged"),
        # A run without an end stays where it is.
        ("end", 1.0, lambda frame: frame.run.step == NEWEST and frame.run.ending is None),
        # A switch goes back, or on.
        ("m", 0.8, lambda frame: not frame.settings.live),
        ("z", 0.8, lambda frame: frame.settings.camera == "all"),
        ("v", 0.8, lambda frame: frame.settings.view == "factor"),
        ("c", 0.8, lambda frame: frame.rivals == ()),
    ]

    async def story(lab: Session) -> None:
        async def twice(case: tuple[str, float, Callable[[DescentFrame], bool]]) -> None:
            name, rate, expected = case
            await lab.reopen(learning_rate=rate)
            await _to_start(lab)
            await lab.press(name, name)
            assert expected(lab.frame), lab.frame.settings

        await lab.each(cases, twice)

    run_app(story, **RUN)


def test_g_goes_through_four_charts(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        titles = []
        for _ in range(5):
            row = lab.see().rows[lab.view("history").region.y]
            titles.append(row.partition("by step")[0].split()[-1] + ("linear" if "linear" in row else "log"))
            await lab.press("g")
        assert len(set(titles[:4])) == 4
        assert titles[4] == titles[0]

    run_app(story, view="history")


TITLES = {
    "picture": "f(x) = x²",
    "history": "|x| by step",
    "growth": "growth factor by η",
    "orbits": "where runs end up by η",
}


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (140, 45)])
def test_v_brings_each_figure_into_the_large_place(run_app: RunApp, size: tuple[int, int]) -> None:
    """Also where it has none of its own; the numbers stay where they are."""

    async def story(lab: Session) -> None:
        before, readout = lab.see().rows, lab.view("readout").region
        place = lab.view("picture").region
        figures = {view.id for view in lab.figures()}
        assert figures == ({"picture", "readout"} if size[1] < 27 else {"picture", "readout", "history", "growth"})
        for name in ("history", "growth", "orbits", "picture"):
            await lab.press("v")
            assert lab.view(name).region == place and lab.view("readout").region == readout
            assert f" {TITLES[name]} " in lab.see().rows[place.y].replace(",", " ")
            assert len(lab.figures()) == len(figures)
        assert lab.see().rows == before

    run_app(story, size=size, steps=3)


def test_presets_go_round_and_each_tells_its_story(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def round_(case: tuple[str, int]) -> None:
            name, order = case
            indices = list(range(len(PRESETS)))[::order]
            for index in [*indices, indices[0]]:
                await lab.press(name)
                seen = lab.see()
                assert seen.rate == f"{PRESETS[index].learning_rate:.3f}"
                assert f" {index + 1}/{len(PRESETS)}: {PRESETS[index].story}" in seen.rows[-2]
            await lab.press("right")
            assert not re.search(rf"\d/{len(PRESETS)}: ", lab.see().rows[-2])

        await lab.each([("p", 1), ("P", -1)], round_)

    run_app(story)


def test_speed_goes_through_the_listed_speeds_and_stops_at_both_ends(run_app: RunApp) -> None:
    speeds = [0.5, 1, 2, 4, 8, 15, 30, 60, 250, 1000]

    async def story(lab: Session) -> None:
        await lab.press(*"---")
        seen = [lab.settings.speed]
        for key in "+=" * 5:
            await lab.press(key)
            seen.append(lab.settings.speed)
        assert seen == [*speeds, 1000]

    run_app(story, speed=2.0)


def test_each_key_is_listed_once() -> None:
    assert [name for name, count in Counter(name for _, name in NAMES).items() if count > 1] == []
    assert [id_ for id_, count in Counter(key.id for key in TABLE).items() if count > 1] == []
    assert [text for text, count in Counter(key.help for key in TABLE).items() if count > 1] == []


def test_arrows_have_letters_beside_them_and_none_needs_ctrl() -> None:
    letters = {"left": "h", "down": "j", "up": "k", "right": "l"}
    for key in TABLE:
        if key.id == "suspend":  # the shell's own key
            continue
        for arrow, letter in letters.items():
            assert (arrow in key.keys) == (letter in key.keys)
        assert any("ctrl" not in name and "shift" not in name and not re.fullmatch(r"f\d+", name) for name in key.keys)
        if {"home", "end"} & set(key.keys):
            assert len(key.keys) > 1


UNUSED_DIGIT = str(len(LABS) + 1)


def test_nothing_opens_that_the_table_does_not_list(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        before = lab.see().rows
        for key in (
            "ctrl+s",
            "ctrl+n",
            "f2",
            "f10",
            "tab",
            "shift+tab",
            "a",
            "x",
            "u",
            "ctrl+a",
            UNUSED_DIGIT,
        ):
            await lab.press(key)
            assert on_top(lab.app) is lab.screen, key
            assert lab.see().rows == before

    run_app(story)


def _footer_words(keys: list[Key]) -> list[str]:
    return [key.footer for key in keys if key.footer]


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (100, 24), (140, 45)])
def test_the_footer_shows_the_keys_of_the_table(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        footer = lab.see().rows[-1]
        # Whoever is lost needs these two; the others need room.
        assert "? help" in footer and "q quit" in footer, footer
        if size[0] >= 80:
            left_out = () if size[0] >= 100 else ("type", "restart")
            words = [word for word in _footer_words(TABLE) if word not in left_out]
            assert all(word in footer for word in words), footer

    run_app(story, size=size)


def test_a_click_on_the_footer_acts_as_the_key(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        row, column = lab.see().find("f f(x)")
        await lab.pilot.click(offset=(column + 3, row))
        await lab.settle()
        assert lab.see().step == 0
        row, column = lab.see().find("? help")
        await lab.pilot.click(offset=(column + 3, row))
        await lab.settle()
        assert isinstance(lab.app.screen, HelpScreen)

    run_app(story, steps=3)


@pytest.mark.parametrize("size", [(60, 18), *[(80, 24), (140, 70)][: 2 * LONG]])
def test_help_lists_every_key_of_the_table_and_the_mouse(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        await lab.press("?")
        assert isinstance(lab.app.screen, HelpScreen)
        pages = await lab.help()
        shown = [title for title, _ in descent_keys.sections()] + [f"{key.shown} {key.help}" for key in TABLE]
        for text in shown + [f"{what} {effect}" for what, effect in descent_keys.MOUSE]:
            assert any(text in page for page in pages), text

    run_app(story, size=size)


@pytest.mark.parametrize("size", [(140, 70), *[(80, 24)][:LONG]])
def test_help_explains_each_term_beside_a_whole_picture(run_app: RunApp, size: tuple[int, int]) -> None:
    async def story(lab: Session) -> None:
        await lab.press("?")
        inside = lab.app.screen.query_one("#help").content_region
        area = slice(inside.x, inside.x + PICTURE_SIZE[0])
        missing = {term.name: term for term in TERMS}
        last: list[str] = []
        while (rows := lab.see().rows) != last:
            last = rows
            for name, term in list(missing.items()):
                at = next((row for row, text in enumerate(rows) if text[area.start :].startswith(f"{name} ")), None)
                if at is not None and at + PICTURE_SIZE[1] < inside.bottom:
                    canvas = Canvas(*PICTURE_SIZE)
                    term.draw(canvas)
                    picture = rows[at + 1 : at + 1 + PICTURE_SIZE[1]]
                    cells = canvas.cells()
                    drawn = ["".join(text for text, _, _ in cells.runs(row)) for row in range(cells.height)]
                    assert [row[area] for row in picture] == drawn, name
                    assert " ".join(term.text.split()[:3]) in picture[0]
                    del missing[name]
            await lab.press_together(*"jjjj")
        assert missing == {}

    run_app(story, size=size)


@pytest.mark.long
def test_help_closes_with_the_keys_that_one_would_try(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def close(name: str) -> None:
            before = lab.see().rows
            await lab.press("?")
            assert lab.see().rows != before
            await lab.press(name)
            assert lab.app.is_running
            assert isinstance(lab.app.screen, DescentScreen)
            assert lab.see().rows == before

        await lab.each(["q", "escape", "?", "f1", "space", "enter"], close)

    run_app(story)


@pytest.mark.long
def test_help_scrolls_and_the_run_under_it_stands_still(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def scroll(keys: tuple[str, str]) -> None:
            down, up = keys
            await lab.press("?")
            settings, top = lab.settings, lab.see().rows
            await lab.press(down)
            await lab.until(lambda: lab.see().rows != top)
            await lab.press(up, up)
            await lab.until(lambda: lab.see().rows == top)
            assert lab.settings == settings

        await lab.each([("j", "k"), ("down", "up"), ("n", "b"), ("pagedown", "pageup")], scroll)

    run_app(story)


WRITTEN_BY = {
    "descent": ("Why do high learning rate diverges the weight updates?", "Goodfellow", "Nocedal", "2/f''"),
    "network": ("Why should the learning rate always be low?", "He et al. (2015)", "Glorot and Bengio (2010)", "Mann"),
    "choose": ("Wilson and Martinez", "(2001)", "Smith", "(2017)", "fastai"),
}


def test_help_says_the_idea_in_five_lines_and_where_it_comes_from(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def read(name: str) -> None:
            await lab.app.switch_mode(name)
            await lab.press("?")
            assert lab.app.screen.query_one("#idea").size.height <= 5
            sources = [page.partition("Where it comes from")[2] for page in await lab.help()]
            assert any(all(who in text for who in WRITTEN_BY[name]) for text in sources), sources

        await lab.each(WRITTEN_BY, read)

    run_app(story)
