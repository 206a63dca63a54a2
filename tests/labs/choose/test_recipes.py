"""Choose goes by any recipe: its networks train by it, and so do those that it opens."""

from __future__ import annotations

import json

import pytest

from lrtui.cli import main
from lrtui.core.recipe import Recipe
from lrtui.labs.choose.lab import ChooseLab
from lrtui.labs.choose.settings import ChooseSettings
from lrtui.labs.network.settings import NetworkSettings

SETTINGS = ChooseSettings(
    data="iris", low=0.001, high=0.3, rates=4, optimizer="momentum=0.5", schedule="cosine", epochs=30, seeds=2
)


def test_every_network_trains_by_it_and_so_do_those_that_enter_opens() -> None:
    lab = ChooseLab.finished(SETTINGS)
    assert all(tried.recipe[1:] == Recipe(1.0, "momentum", 0.5, "cosine")[1:] for tried in lab.frame().passes)
    opened = NetworkSettings(**lab.comparison())
    assert all(recipe.text.startswith("momentum=0.5:") and recipe.text.endswith("@cosine") for recipe in opened.recipes)
    assert opened.selected in opened.recipes


def test_another_optimizer_gives_another_verdict() -> None:
    plain, adam = (
        ChooseLab.finished(ChooseSettings(optimizer=name, low=1e-5, high=1.0, rates=9)).frame().verdict
        for name in ("sgd", "adam")
    )
    assert plain is not None and adam is not None
    assert plain.learning_rate != adam.learning_rate


def test_the_report_names_it_and_a_usual_parameter_is_as_good_as_none(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = "choose --data iris --rates 3 --epochs 5 --seeds 1 --optimizer momentum=0.9 --schedule step=2 --print"
    assert main([*arguments.split(), "json"]) == 0
    parsed = json.loads(capsys.readouterr().out)
    assert (parsed["optimizer"], parsed["schedule"]) == ("momentum", "step=2")
    assert main([*arguments.split(), "table"]) == 0
    assert ", momentum, step=2," in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("wrong", ["--optimizer polyak", "--optimizer adm", "--schedule chebyshev", "--schedule cosin"])
def test_what_networks_do_not_have_is_refused_in_a_line(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["choose", *wrong.split(), "--print", "json"])
    assert ended.value.code == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1 and wrong.split()[0] in said[0] and wrong.split()[1] in said[0]
