"""What a visitor of a kiosk may ask of the machine, to the last and one more."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from lrtui.labs.actions import Action
from lrtui.labs.limits import MOST, MOST_NETWORKS, check_visitor
from lrtui.labs.options import options, parse_typed
from lrtui.labs.settings import LABS, NetworkSettings, ParabolaSettings

RATES = tuple(0.001 * number for number in range(1, 65))


@pytest.mark.parametrize("field", MOST)
def test_the_most_is_accepted_and_one_more_refused_in_words(field: str) -> None:
    check_visitor(Action("set", field, 1), ParabolaSettings())
    check_visitor(Action("set", field, MOST[field]), ParabolaSettings())
    with pytest.raises(ValueError) as refusal:
        check_visitor(Action("set", field, MOST[field] + 1), ParabolaSettings())
    message = str(refusal.value)
    assert f"at most {MOST[field]:,} " in message
    assert "\n" not in message and len(message) <= 60


@pytest.mark.parametrize("field", MOST)
def test_every_limit_is_of_a_setting_and_below_the_settings_own(field: str) -> None:
    found = 0
    for defaults in (kind() for kind in LABS.values()):
        names = {each.name: opt for each, opt in options(defaults)}
        if field in names:
            parse = names[field].parse
            assert parse is not None and names[field].typed
            assert parse(str(MOST[field] + 1)) == MOST[field] + 1  # anybody else may have that
            found += 1
    assert found


@pytest.mark.parametrize("lab", LABS)
def test_what_a_lab_opens_with_is_within_the_limits(lab: str) -> None:
    settings = LABS[lab]()
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name in MOST and value is not None:
            check_visitor(Action("set", field.name, value), settings)
    assert len(NetworkSettings().learning_rates) < MOST_NETWORKS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("learning_rate", 1e300),
        ("x0", -1e300),
        ("curvature", 1e300),
        ("speed", 1000.0),
        ("seed", 2**32 - 1),
        ("batch", 1_000_000),
        ("tolerance", 0.0),
        ("shrink", 0.99),
    ],
)
def test_what_costs_nothing_has_no_limit(field: str, value: float) -> None:
    check_visitor(Action("set", field, value), ParabolaSettings())


# The fields that can be typed and neither cost more the larger they are nor are limited.
HARMLESS = {
    *("learning_rate", "x0", "curvature", "tolerance", "speed", "compare"),
    *("batch", "seed", "low", "high", "shrink", "sse_threshold"),
}


def test_every_value_that_can_be_typed_is_limited_or_known_to_be_harmless() -> None:
    typed = {field.name for kind in LABS.values() for field, opt in options(kind) if opt.typed}
    assert typed == HARMLESS | MOST.keys()


def test_no_file_can_be_named_in_the_app() -> None:
    for kind in LABS.values():
        for field, opt in options(kind):
            if field.name in ("data", "label"):
                assert not opt.typed
    with pytest.raises(ValueError, match="the names are"):
        parse_typed(NetworkSettings, "data x.csv", default="epochs")


@pytest.mark.parametrize("count", [1, MOST_NETWORKS - 1, MOST_NETWORKS, MOST_NETWORKS + 1, 64])
def test_there_are_so_many_networks_and_no_more(count: int) -> None:
    settings = replace(NetworkSettings(), learning_rates=RATES[:count])
    action = Action("add", amount=0.5)
    if count < MOST_NETWORKS:
        check_visitor(action, settings)
    else:
        with pytest.raises(ValueError, match=f"^at most {MOST_NETWORKS} networks "):
            check_visitor(action, settings)


@pytest.mark.parametrize(
    "action",
    [Action("step", amount=10**9), Action("play"), Action("nudge", "x0", 10**9), Action("open", amount=None)],
)
@pytest.mark.parametrize("settings", [ParabolaSettings(), NetworkSettings(learning_rates=RATES)])
def test_nothing_else_is_refused(action: Action, settings: Any) -> None:
    check_visitor(action, settings)
