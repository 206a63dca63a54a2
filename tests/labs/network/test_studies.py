"""The studies: what their sentences say holds in the numbers; and recipes beside each other."""

from __future__ import annotations

from typing import Any

import pytest

from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.naming import names_of, shared_parts, shortened
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.presets import PRESETS
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.network.sharp_words import WIDTH
from lrtui.labs.network.words import sentence
from tests.examples import LONG

SEEDS = range(5) if LONG else range(1)
FRAMES: dict[tuple[str, int], NetworkFrame] = {}


def frame_of(index: int, seed: int = 0) -> NetworkFrame:
    """A study at its end."""
    preset = PRESETS[index]
    if (preset.name, seed) not in FRAMES:
        FRAMES[preset.name, seed] = NetworkLab.finished(NetworkSettings(recipes=preset.recipes, seed=seed)).frame()
    return FRAMES[preset.name, seed]


def runs_of(index: int, seed: int) -> dict[str, Run]:
    return {run.name: run for run in frame_of(index, seed).runs}


def reached(index: int, seed: int) -> dict[str, int | None]:
    """When each was right as often as the best ever was, less its error."""
    frame = frame_of(index, seed)
    return dict(zip((run.name for run in frame.runs), frame.judgement.reached, strict=True))


def loss(run: Run) -> float:
    return run.at("validation", "loss", 200)


@pytest.mark.parametrize("seed", SEEDS)
def test_momentum_is_there_sooner_and_too_much_ends_worse(seed: int) -> None:
    assert PRESETS[1].finding == "0.9 is there at least three times as soon as 0; 0.99 ends with the most loss."
    first, runs = reached(1, seed), runs_of(1, seed)
    assert first["β=0.9"] is not None and first["β=0"] is not None
    assert 3 * first["β=0.9"] <= first["β=0"]
    assert max(runs, key=lambda name: loss(runs[name])) == "β=0.99"


@pytest.mark.parametrize("seed", SEEDS)
def test_decay_that_is_too_fast_never_gets_there(seed: int) -> None:
    assert PRESETS[2].finding == "K = 0.1 and 0.01 slow down too soon and never get there; 0.0001 ends best."
    first, runs = reached(2, seed), runs_of(2, seed)
    assert [first[f"K={decay}"] for decay in ("0.1", "0.01")] == [None, None]
    assert min(runs, key=lambda name: loss(runs[name])) == "K=0.0001"


@pytest.mark.parametrize("seed", SEEDS)
def test_cuts_at_a_plateau_go_on(seed: int) -> None:
    assert PRESETS[3].finding == "2 and 5 cut the rate too soon and never get there; 15 does."
    first, runs = reached(3, seed), runs_of(3, seed)
    for patience in ("2", "5"):
        assert first[f"P={patience}"] is None
        assert runs[f"P={patience}"].rates[100] < 0.0011  # it was cut in the first half
    assert first["P=15"] is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_optimizers_that_adapt_get_there(seed: int) -> None:
    assert PRESETS[4].finding == "RMSprop is there first; it and Adam end with less loss than the others."
    first, runs = reached(4, seed), runs_of(4, seed)
    assert min(first, key=lambda name: first[name] or 999) == "rmsprop:0.001"
    best = sorted(runs, key=lambda name: loss(runs[name]))[:2]
    assert set(best) == {"rmsprop:0.001", "adam:0.001"}


def test_the_sentence_asks_first_and_tells_at_the_end() -> None:
    lab = NetworkLab()
    for preset in PRESETS:
        lab.act(Action("preset", amount=1))
        assert lab.settings.recipes == preset.recipes and len(preset.question) < WIDTH and len(preset.finding) < WIDTH
    assert sentence(lab.frame()) == PRESETS[-1].question
    lab.act(Action("last"))
    lab.act(Action("last"))
    lab.finish(lambda epoch: None)
    assert sentence(lab.frame()) == PRESETS[-1].finding
    lab.act(Action("rate", amount=1))  # another experiment, of which the finding says nothing
    lab.finish(lambda epoch: None)
    assert sentence(lab.frame()) != PRESETS[-1].finding


def test_a_name_says_what_differs_and_no_more() -> None:
    def names(*texts: str) -> tuple[str, ...]:
        return names_of([Recipe.parse(text) for text in texts])

    assert names("1", "0.1") == ("1", "0.1")
    assert names("momentum:0.1", "momentum:0.01") == ("0.1", "0.01")
    assert names("0.1", "adam:0.001") == ("0.1", "adam:0.001")
    assert names("momentum=0.5:0.1", "momentum:0.1", "0.1") == ("momentum=0.5", "momentum=0.9", "sgd")
    assert names("momentum=0.5:0.1", "momentum:0.1") == ("β=0.5", "β=0.9")
    assert names("0.1@time=0.5", "0.1@time=0.1") == ("K=0.5", "K=0.1")
    assert names("0.1", "0.1@cosine", "0.1@step") == ("constant", "cosine", "step=30")
    assert names("0.1", "0.2@cosine") == ("0.1", "0.2@cosine")
    assert names("adam:0.1@cosine") == ("0.1",)
    assert shared_parts([Recipe.parse(text) for text in ("adam:0.1@cosine", "adam:0.01@cosine")]) == ("adam", "cosine")
    assert shared_parts([Recipe.parse(text) for text in ("momentum=0.5:1", "momentum:1")]) == ("momentum", "rate 1")
    assert shortened(("momentum=0.5", "momentum=0.99"), 6) == ("β=0.5", "β=0.99")
    assert shortened(("0.123456", "0.1"), 5) == ("0.123", "0.1")


def act(lab: NetworkLab, *actions: tuple[str, Any]) -> tuple[str, ...]:
    for verb, amount in actions:
        lab.act(Action(verb, amount=amount))
    return tuple(recipe.text for recipe in lab.settings.recipes)


def test_keys_change_how_the_selected_rate_acts() -> None:
    lab = NetworkLab(NetworkSettings(recipes=(Recipe(0.1), Recipe(0.01)), paused=True))
    assert act(lab, ("optimizer", 1)) == ("momentum:0.1", "0.01")
    assert act(lab, ("parameter", -0.05)) == ("momentum=0.85:0.1", "0.01")
    assert act(lab, ("rate", 10)) == ("momentum=0.85:1", "0.01")
    assert act(lab, ("optimizer", -1)) == ("1", "0.01")
    assert act(lab, ("optimizer", -1)) == ("adam:1", "0.01")
    with pytest.raises(ValueError, match="adam has no β; o goes on to momentum"):
        act(lab, ("parameter", 0.05))
    assert act(lab, ("optimizer", 2), ("optimizer", 0)) == ("momentum:1", "0.01")
    with pytest.raises(ValueError, match="β is"):
        act(lab, *[("parameter", 0.05)] * 3)


def test_a_network_is_what_it_is_alone_whatever_is_beside_it() -> None:
    together = NetworkLab.finished(NetworkSettings(recipes=PRESETS[4].recipes, epochs=6)).frame().runs
    for run in together:
        alone = NetworkLab.finished(NetworkSettings(recipes=(run.recipe,), epochs=6)).frame().runs[0]
        assert run.train.loss.tobytes() == alone.train.loss.tobytes()
