"""What the keys of Choose and Network ask of their labs; Descent's table goes through the pilot in tests/tui."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.choose import keys as choose_keys
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.keys import Key, Sections
from lrtui.labs.network import keys as network_keys
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.presets import PRESETS
from lrtui.labs.network.settings import NetworkSettings
from tests.real_data import plain


class Moment(NamedTuple):
    """All that a key could change."""

    settings: Any
    where: Any
    newest: int
    playing: bool
    selected: int = 0


Check = Callable[[Moment, Moment], bool]


def goes(where: Any) -> Check:
    """Nothing else changes."""
    return lambda before, after: after == before._replace(where=where)


def sets(**changed: Any) -> Check:
    """Exactly these settings change."""
    return lambda before, after: after == before._replace(settings=replace(before.settings, **changed))


def selects(row: int) -> Check:
    return lambda before, after: after == before._replace(selected=row)


def plays(before: Moment, after: Moment) -> bool:
    return after == before._replace(playing=True, settings=replace(before.settings, paused=False))


def actions(sections: Sections) -> list[Key]:
    """The keys that ask something of the lab."""
    return [key for _, keys in sections for key in keys if key.action]


def unselected(before: Moment) -> Moment:
    """Without a rate at the cursor."""
    return before._replace(settings=replace(before.settings, selected=None))


def reads_out(rate: float) -> Check:
    """Nothing changes but the rate at the cursor."""
    return lambda before, after: (
        after == before._replace(settings=replace(before.settings, selected=after.settings.selected))
        and after.settings.selected == pytest.approx(rate, rel=1e-3)
    )


CHOOSE: dict[str, Check] = {
    "play": plays,
    "forward": goes("passes, epoch 5"),
    "back": goes("passes, epoch 3"),
    "far_forward": goes("passes, epoch 14"),
    "far_back": goes("scout, epoch 0"),
    "first": goes("scout, epoch 0"),
    "last": goes("passes, epoch 14"),
    "slower": sets(speed=8.0),
    "faster": sets(speed=30.0),
    "restart": lambda before, after: after == unselected(before)._replace(where="scout, epoch 0", newest=-1),
    "defaults": lambda _, after: after.settings == ChooseSettings() and after.where == "scout, epoch 0",
    "method": lambda before, after: (
        after
        == before._replace(where="batch 0", newest=0, settings=replace(before.settings, method="range", selected=None))
    ),
    "rate_down": reads_out(0.14058),
    "rate_up": reads_out(0.562),
    "select_up": reads_out(0.562),
    "select_down": reads_out(0.14058),
}


@pytest.mark.parametrize("key", actions(choose_keys.sections()), ids=lambda key: key.id)
def test_a_key_of_choose_does_what_its_help_says(key: Key) -> None:
    lab = ChooseLab(ChooseSettings(paused=True, rates=5, hidden=4, seed=1, epochs=30, patience=6, speed=15.0))

    def moment() -> Moment:
        return Moment(lab.settings, lab.frame().where, lab._walk.newest, lab.playing)

    for amount in (16, -10):
        lab.act(Action("cursor", amount=amount))
        while lab.work():
            pass
    for _ in range(2):
        lab.act(Action("select", amount=-1))
    lab.act(Action("select", amount=1))
    before = moment()
    assert before.where == "passes, epoch 4"
    assert key.action is not None
    lab.act(key.action)
    assert CHOOSE[key.id](before, moment()), f"{before}\n{moment()}"


NETWORK: dict[str, Check] = {
    "play": lambda before, after: plays(before._replace(where=2), after),  # the newest epoch is followed
    "forward": goes(2),
    "back": goes(0),
    "first": goes(0),
    "last": goes(2),
    "slower": sets(speed=8.0),
    "faster": sets(speed=30.0),
    "restart": lambda before, after: after == before._replace(where=0, newest=0, selected=0),
    "defaults": lambda _, after: after.settings == NetworkSettings() and after.where == 0,
    "select_up": selects(0),
    "select_down": selects(2),
    "far_forward": goes(2),
    "far_back": goes(0),
    "rate_down": sets(recipes=plain(1.0, 0.0794, 0.01)),
    "rate_up": sets(recipes=plain(1.0, 0.126, 0.01)),
    "rate_far_down": sets(recipes=plain(1.0, 0.001, 0.01)),  # 0.01 is taken
    "rate_far_up": sets(recipes=plain(1.0, 10.0, 0.01)),
    "preset": lambda _, after: after.settings.recipes == PRESETS[0].recipes and after.where == 0,
    "preset_back": lambda _, after: after.settings.recipes == PRESETS[-1].recipes and after.where == 0,
    "optimizer": sets(recipes=(Recipe(1.0), Recipe(0.1, "momentum"), Recipe(0.01))),
    "optimizer_back": sets(recipes=(Recipe(1.0), Recipe(0.1, "adam"), Recipe(0.01))),
    "beta_down": sets(recipes=(Recipe(1.0), Recipe(0.1, "momentum", 0.85), Recipe(0.01))),
    "beta_up": sets(recipes=(Recipe(1.0), Recipe(0.1, "momentum", 0.95), Recipe(0.01))),
    "metric": sets(metric="accuracy"),
    "maps": sets(maps="selected"),
    "part": sets(part="train"),
    "data": lambda before, after: (
        after == before._replace(where=0, newest=0, selected=0, settings=replace(before.settings, data="moons"))
    ),
    "follow": sets(follow=True),
    "remove": sets(recipes=plain(1.0, 0.01)),
}


@pytest.mark.parametrize("key", actions(network_keys.sections()), ids=lambda key: key.id)
def test_a_key_of_network_does_what_its_help_says(key: Key) -> None:
    lab = NetworkLab(
        NetworkSettings(paused=True, recipes=plain(1.0, 0.1, 0.01), epochs=400, hidden=4, batch=100, speed=15.0)
    )

    def moment() -> Moment:
        frame = lab.frame()
        return Moment(lab.settings, frame.epoch, frame.trained, frame.playing, frame.selected)

    for _ in range(2):
        lab.act(Action("step", amount=1))
    while lab.work():
        pass
    for action in (Action("select", amount=1), Action("step", amount=-1)):
        lab.act(action)
    before = moment()
    assert (before.where, before.newest, before.selected) == (1, 2, 1)
    assert key.action is not None
    if key.action.verb == "parameter":
        with pytest.raises(ValueError, match="sgd has no β"):
            lab.act(key.action)
        lab.act(Action("optimizer", amount=1))
    lab.act(key.action)
    assert NETWORK[key.id](before, moment()), f"{before}\n{moment()}"
