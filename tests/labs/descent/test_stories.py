"""What the presets of named functions say is true of their runs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from lrtui.core.objectives import OBJECTIVES, Preset

from .orbits import orbit, period


def _settles(last: list[float]) -> bool:
    return max(last) - min(last) < 1e-6


TRUE_OF: dict[str, Callable[[list[float], list[float]], bool]] = {
    "ever slower": lambda points, last: 0 < abs(last[-1]) < abs(points[0]) and last[-1] / last[-2] > 0.999,
    "hops for ever": lambda points, last: period(last) == 2,
    "blows up": lambda points, last: math.isinf(last[-1]),
    "down to": lambda points, last: _settles(last) and len(set(np.sign(np.diff(points[:20])))) == 1,
    "comes to rest": lambda points, last: _settles(last) and len(set(np.sign(np.diff(points[:20])))) == 2,
    "jumps between 2 points": lambda points, last: period(last) == 2,
    "between 4 points": lambda points, last: period(last) == 4,
    "order within the chaos: 3 points": lambda points, last: period(last) == 3,
    "chaos: it never": lambda points, last: period(last) == 0 and not math.isinf(last[-1]),
    "chaos, within one well": lambda points, last: period(last) == 0 and len(set(np.sign(last))) == 1,
    "chaos, through both wells": lambda points, last: period(last) == 0 and len(set(np.sign(last))) == 2,
    "stays": lambda points, last: points[0] < 0 < min(points[1:]) and _settles(last),
    "jumps of width": lambda points, last: period(last) == 2 and max(last) - min(last) == pytest.approx(0.1),
    "narrower jumps": lambda points, last: period(last) == 2 and max(last) - min(last) == pytest.approx(0.01),
    "lands on 0": lambda points, last: set(last) == {0.0},
    "±1.29": lambda points, last: (period(last), max(last), min(last)) == approx((2, 1.29, -1.29)),
    "±2.46": lambda points, last: (period(last), max(last), min(last)) == approx((2, 2.46, -2.46)),
    "logarithm": lambda points, last: last[-1] == pytest.approx(math.log(len(points)), abs=0.1),
    "ten times the rate: farther": lambda points, last: last[-1] == pytest.approx(math.log(10 * len(points)), abs=0.1),
    "stops in the first minimum": lambda points, last: _settles(last) and abs(last[-1] - points[0]) < 1,
    "jumps around it for ever": lambda points, last: not _settles(last) and abs(sum(last) / len(last) - points[0]) < 1,
    "hops from well to well": lambda points, last: period(last) == 0 and max(last) - min(last) > 4,
}
"""What the words of the stories mean: the whole run, and its end."""


def approx(values: tuple[float, ...]) -> object:
    return pytest.approx(values, abs=0.005)


PRESETS = [
    (name, preset)
    for name, named in OBJECTIVES.items()
    for preset in named.presets
    if name != "lessard" and (preset.optimizer, preset.schedule) == ("sgd", "constant")
]


@pytest.mark.parametrize(("name", "preset"), PRESETS, ids=[f"{name} {preset.story}" for name, preset in PRESETS])
def test_the_story_of_a_preset_is_true_of_its_run(name: str, preset: Preset) -> None:
    points = orbit(name, preset.learning_rate, preset.x0, 20_000 if name == "softplus" else 4_000)
    story = preset.story.replace("no rate blows up", "").replace("never blows up", "")
    said = [words for words in TRUE_OF if words in story]
    assert said and all(TRUE_OF[words](points, points[-400:]) for words in said), said
