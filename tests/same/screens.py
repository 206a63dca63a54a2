"""The app's screens in many states, as rows of text and the styles of their cells."""

from __future__ import annotations

import asyncio
import os
import unicodedata
from itertools import groupby
from typing import Any, NamedTuple

SIZES = ((80, 24), (100, 30), (140, 45), (200, 60))
SMALLEST = (60, 18)

PATIENCE = 30.0
"""Seconds until a screen that does not come to rest counts as a fault."""


class Case(NamedTuple):
    """A state of the app.

    Attributes:
        line: the command line that opens it, in the new words.
        keys: what is pressed then: Textual's names of keys or single characters; ``~`` begins a text that is typed,
            with ``_`` for blanks; ``!!`` takes down the screen as it is in between. It is always taken down at the end.
        small: whether it is taken down in the smallest window as well.
        plain: whether the terminal is to have no colours.
    """

    line: str
    keys: str = ""
    small: bool = False
    plain: bool = False


_NETWORK = "network --paused --epochs 10 --hidden 4"
_CHOOSE = "choose --paused --rates 5 --epochs 10 --hidden 4 --patience 3"
_RANGE = "choose --paused --method range --iterations 40 --seeds 2 --hidden 20"

CASES = (
    Case("--paused", "!! n n n !! b !! end !! end !! home", small=True),
    Case("--paused --lr 0.8 --steps 6", "left !! L !! H H H !! , !! . !! k !! J !! K"),
    Case("--paused --steps 8", "p !! p !! p !! P !! R !! P"),
    Case("--paused --lr 0.8 --steps 8", "c right c L c !! end !! C", small=True),
    Case("--paused --lr 0.8 --steps 8 --compare 0.1,0.5,1.1,1e300", "!! g !! g !! g"),
    Case("--paused --lr 0.8 --live --steps 4", "L n n !! H H n n !! m !! n"),
    Case("--paused --lr 0.8 --steps 5", "m !! right n n left n"),
    Case("--paused --steps 9 --camera follow --lr 1.05", "!! z !! z"),
    Case("--paused --lr 1.2", "n n !! n !! n n n n !! v !! v", small=True),
    Case("--paused --lr 0.8 --zoom 3 --steps 4", "!! r !! + !! -"),
    Case("--paused --lr 0 --steps 3", "!! ~0 escape"),
    Case("--paused --lr 1e300 --steps 3"),
    Case("--paused --lr -0.1 --steps 5 --x0 2.5"),
    Case("--paused --lr 0.8 --x0 0 --steps 1"),
    Case("--paused --lr 1 --steps 10 --history f-linear"),
    Case("--paused --a 3 --lr 0.3 --steps 5", "!! y", small=True),
    Case("--paused --a 1e-300 --lr 1e300 --steps 5"),
    Case("--paused --lr 0.8 --a 1e300 --x0 1e300 --steps 2"),
    Case("--paused --lr 0.8 --then 3:1.2 --then 6:0.5 --steps 9", "!! y"),
    Case("--paused", "e !! ~lr_fast enter !! backspace backspace backspace backspace ~0.33 !! enter", small=True),
    Case("--paused", "e ~a_3 enter !! e ~steps_12 enter !! e ~x0_-2 enter !! e ~speed_8 enter !! e ~tol_0.1 enter"),
    Case("--paused", "e ~a_0 enter !! escape e ~nothing_4 enter"),
    Case("--paused", ": !! ~net !! escape : ~1.2 !! enter", small=True),
    Case("--paused", ": ~theme !! down down enter !! : ~½ !! enter !! : ~zzz"),
    Case("--paused", ": ~metric_cross enter !! : ~range enter"),
    Case("--paused", "? !! down down j !! pagedown", small=True),
    Case("--paused", "s !! enter !! s ~x enter", small=True),
    Case("--paused --lr 0.8 --steps 6", "t !! p !! y !! escape ? !! escape t"),
    Case("--paused --lr 0.8 --steps 6 --compare 0.5", "", plain=True),
    Case(
        "--paused --lr 0.8 --steps 6 --compare 0.5 --ascii",
        "!! y !! escape ? !! escape : !! escape e !! escape p",
        small=True,
    ),
    Case("--paused --steps 3", "2 !! 3 !! 1"),
    Case("parabola --paused --lr 0.8 --steps 3", "!! y"),
    Case(_NETWORK, "!! n n !! end end !! h !! H !! home", small=True),
    Case(f"{_NETWORK} --at 10", "v !! v !! v !! v !! d !! d !! z"),
    Case(f"{_NETWORK} --at 6", "down !! down !! up !! x !! l !! h h"),
    Case(f"{_NETWORK} --at 6", "a !! ~0.3 enter !! a ~0.3 enter !! escape a ~x enter"),
    Case(f"{_NETWORK} --at 4", "e !! ~epochs_12 enter !! e ~hidden_6 enter !! e ~lr_4 enter", small=True),
    Case(f"{_NETWORK} --at 4", "y !! escape ? !! escape : !! escape s !! escape t !! r !! R"),
    Case(f"{_NETWORK} --at 10 --ascii", "!! ?"),
    Case(f"{_NETWORK} --at 10 --data wide.csv --label kind"),
    Case(f"{_NETWORK} --at 10 --lrs 1e300,2,1,0.5,0.2,0.1,0.05,0.02,0.01 --part both --metric loss", "j j z"),
    Case(f"{_NETWORK} --at 10 --data good.csv", "", plain=True),
    Case(_CHOOSE, "!! n !! n !! n !! b !! end end !! k !! j !! h !! H", small=True),
    Case(f"{_CHOOSE} --at 3", "y !! escape ? !! escape : !! escape e !! escape s !! escape t"),
    Case(_CHOOSE, "enter !! end end !! enter", small=True),
    Case(_CHOOSE, "m !! end end !! m !! e ~rates_4 enter !! n"),
    Case(_RANGE, "!! n !! end end !! j !! k k !! h !! H !! y", small=True),
    Case(_RANGE, "end end t !! enter"),
    Case(f"{_RANGE} --on holdout --rule steepest --ascii", "end end !! :"),
    Case(f"{_RANGE} --data good.csv", "end end", plain=True),
)


class Screen(NamedTuple):
    """A screen: its rows, and for each row its runs of cells of one style, as ``number*style``."""

    rows: list[str]
    styles: list[list[str]]


def take_down(case: Case, size: tuple[int, int], args: list[str]) -> list[Screen]:
    """The screens of a case in a window of some size; ``args`` is its command line in the package's own words."""
    from lrtui.arguments import read
    from lrtui.tui.app import LrtuiApp
    from lrtui.tui.clock import Clock

    # Time stands still, also in what plays; what is due is worked out all the same.
    setattr(Clock, "run", lambda *_: None)  # noqa: B010 - an assignment would have to be of the method's own type
    os.environ.pop("NO_COLOR", None)
    if case.plain:
        os.environ["NO_COLOR"] = "1"
    _, settings, common = read(args)
    app = LrtuiApp(settings, ascii_only=common.ascii_only)
    return asyncio.run(_take_down(app, case.keys.split(), size))


async def _take_down(app: Any, keys: list[str], size: tuple[int, int]) -> list[Screen]:
    screens = []
    async with app.run_test(size=size, notifications=True):
        await _rest(app)
        for key in keys:
            if key == "!!":
                screens.append(await _still(app))
                continue
            for each in key[1:].replace("_", " ") if len(key) > 1 and key.startswith("~") else [key]:
                app.post_message(_key(each))
                await _rest(app)
        screens.append(await _still(app))
    return screens


async def _rest(app: Any) -> None:
    """Wait until all messages have taken their way, and all work that is due is done."""
    from textual.widgets import Input

    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while True:
        await _settle(app)
        home = app.screen_stack[0]
        lab = getattr(home, "lab", None)
        worked = False
        while lab is not None and getattr(lab, "pending", False) and lab.work():
            worked = True
        if worked:
            home.changed()
            continue
        # In the second house the line to type into is always mounted, and takes the keys where it is open.
        lines = app.screen.query(Input) if not hasattr(home, "over") else [home.over.field] if home.over else []
        field = next(iter(lines), None)
        ready = field is None or app.focused is field
        if lab is not None and ready:
            return
        if loop.time() > deadline:
            raise TimeoutError(f"this does not come to rest: {_read(app).rows}")
        await asyncio.sleep(0.005)


async def _settle(app: Any) -> None:
    """Let every message take its way, until all that is left to happen is due later, and draw what came of it."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # private, and far cheaper than to ask
    for _ in range(1000):
        await asyncio.sleep(0)
        if not ready:
            break
    app.screen._on_timer_update()


async def _still(app: Any) -> Screen:
    """The screen, when two looks at it are the same."""
    before = None
    while (screen := _read(app)) != before:
        before = screen
        await asyncio.sleep(0.01)
        await _rest(app)
    return screen


def _read(app: Any) -> Screen:
    """The cells of the screen and what lies over it, as they go to the terminal."""
    from textual._context import visible_screen_stack

    visible_screen_stack.set(app._background_screens)
    rows, styles = [], []
    for strip in app.screen._compositor.render_strips():
        rows.append("".join(text for text, _, _ in strip))
        looks = [_appearance(style, blank=char.isspace()) for text, style, _ in strip for char in text]
        styles.append([f"{len(list(run))}*{look}" for look, run in groupby(looks)])
    return Screen(rows, styles)


def _appearance(style: Any, *, blank: bool) -> str:
    """What of a cell's style can be seen; the colour of a blank cannot."""
    if style is None:
        return ""
    shown = blank and not (style.reverse or style.underline or style.strike)
    colour = "" if shown or style.color is None else style.color.get_truecolor().hex
    behind = "" if style.bgcolor is None else style.bgcolor.get_truecolor(foreground=False).hex
    names = ("bold", "dim", "italic", "underline", "blink", "reverse", "strike")
    flags = [name for name in names if getattr(style, name) and not (shown and name in ("bold", "dim", "italic"))]
    return " ".join((colour, *flags, f"on {behind}"))


def _key(key: str) -> Any:
    """A key by Textual's name for it, or by the character that it types."""
    from textual import events

    if len(key) > 1:
        return events.Key(key, None)
    if key.isalnum() and key.isascii():
        return events.Key(key, key)
    name = unicodedata.name(key).lower().replace("-", "_").replace(" ", "_")
    return events.Key({"hyphen_minus": "minus", "plus_sign": "plus"}.get(name, name), key)
