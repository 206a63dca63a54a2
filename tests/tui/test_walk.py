"""Any keys in any order: the app goes on, and its numbers are those of the closed form."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest

from lrtui.labs.descent import keys as descent_keys
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.descent.settings import DescentSettings
from tests.examples import LONG

from .conftest import on_top

if TYPE_CHECKING:
    from .conftest import RunApp, Session

KEYS = sorted({name for _, keys in descent_keys.sections() for key in keys if key.id != "quit" for name in key.keys})
OTHERS = ["escape", "enter", "tab", "shift+tab", "backspace", "pagedown", "f5", "x", "8", "ö", "ctrl+a"]


def closed_form(run: DescentSettings, step: int) -> float:
    """The iterate at ``step``, exact until it is rounded at the very end: each update multiplies x by its 1 − 2aη."""
    x, a = Fraction(str(run.x0)), Fraction(str(run.a))
    changes = [(0, run.learning_rate), *(change for change in run.changes if change[0] < step)]
    for (first, rate), last in zip(changes, [*(first for first, _ in changes[1:]), step], strict=True):
        x *= (1 - 2 * a * Fraction(str(rate))) ** (last - first)
    return float(x)


@pytest.mark.parametrize("seed", range(4 if LONG else 2))
def test_a_random_walk_over_the_keys(run_app: RunApp, seed: int) -> None:
    random = Random(seed)
    rate = random.choice([-0.1, 0.0, 0.1, 0.49, 0.8, 1.0, 1.2])
    keys = random.choices(KEYS * 3 + OTHERS, k=40)

    async def story(lab: Session) -> None:
        for number, key in enumerate(keys, start=1):
            await lab.press(key)
            assert lab.app.is_running
            if isinstance(on_top(lab.app), DescentScreen) and lab.frame.run.is_plain:
                seen = lab.see()
                # Where the name of a step is long, digits give way.
                expected = closed_form(lab.settings, seen.step)
                assert seen.x == pytest.approx(expected, rel=1e-6, abs=1e-300), keys[:number]

    run_app(story, learning_rate=rate, paused=seed % 2 == 0, speed=30.0)
