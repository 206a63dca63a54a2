"""What a visitor of a kiosk may ask of the machine, to the last and one more."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from lrtui.core.datasets import DATASETS
from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.catalogue import LABS
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.lab import Lab
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import MOST_FOR_VISITORS, NetworkSettings
from lrtui.labs.options import Option, option_of, options, parse_typed
from tests.real_data import plain

RATES = tuple(0.001 * number for number in range(1, 65))
LIMITED = [
    (name, field.name, opt)
    for name, entry in LABS.items()
    for field, opt in options(entry.settings)
    if opt.most is not None or opt.least is not None
]


@pytest.mark.parametrize(("lab", "field", "opt"), LIMITED, ids=[f"{lab} {field}" for lab, field, _ in LIMITED])
def test_the_last_value_is_accepted_and_the_next_refused_in_words(lab: str, field: str, opt: Option) -> None:
    limit, beyond, word = (opt.most, 1, "at most") if opt.most is not None else (opt.least, -1, "at least")
    assert limit is not None and opt.typed
    opt.allow(limit)
    opt.kind.parse(str(limit + beyond))  # anybody else may have that
    with pytest.raises(ValueError) as refusal:
        opt.allow(limit + beyond)
    message = str(refusal.value)
    assert f"{word} {limit:,} " in message
    assert "\n" not in message and len(message) <= 60


@pytest.mark.parametrize("lab", LABS)
def test_what_a_lab_opens_with_is_within_the_limits(lab: str) -> None:
    settings = LABS[lab].settings()
    for field in fields(settings):
        if field.metadata and getattr(settings, field.name) is not None:
            option_of(settings, field.name).allow(getattr(settings, field.name))
    assert len(NetworkSettings().learning_rates) < MOST_FOR_VISITORS


HARMLESS = {
    *("objective", "learning_rate", "x0", "a", "tolerance", "speed", "compare"),
    *("optimizer", "schedule", "noise", "seed", "low", "high", "shrink", "sse_threshold"),
}
"""Fields that can be typed and cost no more the larger they are."""


def test_every_value_that_can_be_typed_is_limited_or_known_to_be_harmless() -> None:
    typed = {field.name for entry in LABS.values() for field, opt in options(entry.settings) if opt.typed}
    assert typed == HARMLESS | {field for _, field, _ in LIMITED}


def test_a_visitor_may_take_each_built_in_set_and_no_file() -> None:
    for name in DATASETS:
        NetworkLab(NetworkSettings(hidden=2)).allow(Action("set", "data", name))
    for name in ("iris.csv", "/etc/passwd", "./iris"):
        with pytest.raises(ValueError, match=r"^only blobs, "):
            NetworkLab(NetworkSettings(hidden=2)).allow(Action("set", "data", name))


def test_no_file_can_be_named_in_the_app() -> None:
    for entry in LABS.values():
        for field, opt in options(entry.settings):
            if field.name in ("data", "label"):
                assert not opt.typed
    with pytest.raises(ValueError, match="the names are"):
        parse_typed(NetworkSettings, "data x.csv", default="epochs")


@pytest.mark.parametrize("count", [1, MOST_FOR_VISITORS - 1, MOST_FOR_VISITORS, MOST_FOR_VISITORS + 1])
def test_there_are_so_many_networks_and_no_more(count: int) -> None:
    lab = NetworkLab(NetworkSettings(recipes=plain(*RATES[:count]), hidden=2))
    action = Action("add", amount=Recipe(0.5))
    if count < MOST_FOR_VISITORS:
        lab.allow(action)
    else:
        with pytest.raises(ValueError, match=f"^at most {MOST_FOR_VISITORS} networks "):
            lab.allow(action)


@pytest.mark.parametrize(
    "action",
    [Action("step", amount=10**9), Action("play"), Action("nudge", "x0", 10**9), Action("open", amount=None)],
)
@pytest.mark.parametrize("lab", [DescentLab(), NetworkLab(NetworkSettings(recipes=plain(*RATES), hidden=2))])
def test_nothing_else_is_refused(action: Action, lab: Lab[Any, Any]) -> None:
    lab.allow(action)
