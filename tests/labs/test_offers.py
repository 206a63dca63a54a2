"""What each lab offers by name: every entry does what it says, and is gone from the list where that is so already."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from lrtui.core.objectives import OBJECTIVES
from lrtui.labs.choose import offers as choose_offers
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.descent import offers as descent_offers
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.presets import SHARES
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.words import sentence
from lrtui.labs.network import offers as network_offers
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import METRICS, PARTS_SHOWN, NetworkSettings
from lrtui.labs.offers import Offer

SYMBOLS = {0.5: "½·", 1.0: ""}
PARTS = {"validation": "validation rows", "train": "training rows", "both": "both parts"}
METHODS = {"procedure": "scout and passes", "range": "range test"}


def names(module: ModuleType, settings: Any) -> set[str]:
    """What is offered, and is not so already."""
    return {offer.name for offer in module.offers(settings) if not offer.present}


def the_offer(module: ModuleType, settings: Any, name: str) -> Offer:
    (offer,) = (offer for offer in module.offers(settings) if offer.name == name)
    assert isinstance(offer, Offer)
    return offer


@pytest.mark.parametrize("index", range(7))
@pytest.mark.parametrize("a", [1.0, 2.0])
def test_each_preset_by_its_rate(index: int, a: float) -> None:
    lab = DescentLab(DescentSettings(a=a, paused=True))
    rate = SHARES[index].learning_rate / a
    offer = the_offer(descent_offers, lab.settings, f"preset η = {rate:g}")
    assert offer.about == SHARES[index].story
    lab.act(offer.action)
    assert lab.frame().preset == index
    assert lab.settings.learning_rate == pytest.approx(rate)
    assert (lab.settings.x0, lab.settings.steps) == (-1, 0)


@pytest.mark.parametrize("a", descent_offers.COEFFICIENTS)
def test_each_parabola_by_its_formula(a: float) -> None:
    lab = DescentLab(DescentSettings(learning_rate=0.8, a=7.0, paused=True))
    name = f"f(x) = {SYMBOLS.get(a, f'{a:g}·')}x²"
    lab.act(the_offer(descent_offers, lab.settings, name).action)
    assert (lab.settings.a, lab.settings.learning_rate) == (a, 0.8)
    assert name not in names(descent_offers, lab.settings)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_each_function_by_its_name_and_its_presets_by_their_rates_and_starts(name: str) -> None:
    lab = DescentLab(DescentSettings(objective="x^3 - x", paused=True))
    lab.act(the_offer(descent_offers, lab.settings, name).action)
    named = OBJECTIVES[name]
    assert (lab.settings.objective, lab.settings.learning_rate, lab.settings.x0) == (
        name,
        named.learning_rate,
        named.x0,
    )
    assert name not in names(descent_offers, lab.settings)
    plain = [preset for preset in named.presets if (preset.optimizer, preset.schedule) == ("sgd", "constant")]
    for index, preset in enumerate(plain):
        offer = the_offer(descent_offers, lab.settings, f"preset η = {preset.learning_rate:g}, x₀ = {preset.x0:g}")
        lab.act(offer.action)
        frame = lab.frame()
        assert (frame.preset, frame.settings.learning_rate, frame.settings.x0) == (index, *preset[:2])
        assert offer.about == preset.story and f"{index + 1}/{len(named.presets)}: {preset.story}." in sentence(frame)


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [("metric", metric, f"metric {text}") for metric, text in METRICS.items()]
    + [("part", part, PARTS[part]) for part in PARTS_SHOWN],
)
def test_each_metric_and_each_part_by_its_name(field: str, value: str, name: str) -> None:
    lab = NetworkLab(NetworkSettings(paused=True, hidden=4))
    assert (name in names(network_offers, lab.settings)) == (getattr(lab.settings, field) != value)
    lab.act(the_offer(network_offers, lab.settings, name).action)
    assert getattr(lab.settings, field) == value
    assert name not in names(network_offers, lab.settings)


@pytest.mark.parametrize(("method", "name"), METHODS.items())
def test_each_method_by_its_name(method: str, name: str) -> None:
    lab = ChooseLab(ChooseSettings(paused=True, hidden=4))
    lab.act(the_offer(choose_offers, lab.settings, name).action)
    assert lab.settings.method == method
    assert names(choose_offers, lab.settings) == {other for other in METHODS.values() if other != name}
