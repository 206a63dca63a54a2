"""The network lab's sentence is short; that it is true is held in ``test_verdicts``."""

from __future__ import annotations

import pytest

from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import NetworkSettings
from lrtui.labs.network.words import sentence
from tests.real_data import plain


def test_the_first_sentence_is_short() -> None:
    text = sentence(NetworkLab(NetworkSettings(hidden=2)).frame())
    assert "same weights" in text and len(text) <= 78


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ((0.1,), "One network alone, at 0.1 (still learns): add a rate to compare it with."),
        ((1e5,), "Every network has diverged: all these rates are too large."),
        ((1e8, 1e7), "Every network has diverged: all these rates are too large."),
        ((30.0,), "One network alone, at 30 (runs away): add a rate to compare it with."),
    ],
)
def test_one_network_and_none_are_told_plainly(rates: tuple[float, ...], words: str) -> None:
    frame = NetworkLab.finished(NetworkSettings(recipes=plain(*rates), epochs=8, hidden=6)).frame()
    assert sentence(frame) == words


def test_the_sentence_is_short_with_many_rates() -> None:
    rates = tuple(1.2345678e8 / 3.7**k for k in range(64))
    lab = NetworkLab.finished(NetworkSettings(recipes=plain(*rates), epochs=8, hidden=2))
    for _ in range(9):
        frame = lab.frame()
        assert len(sentence(frame)) <= 78
        if frame.epoch >= 5:
            assert "diverged" in sentence(frame)
        lab.act(Action("step", amount=-1))


def test_a_rate_that_has_not_got_there_yet_is_not_called_slow() -> None:
    lab = NetworkLab.finished(NetworkSettings(recipes=plain(0.1, 0.2), epochs=8, hidden=6))
    lab.act(Action("add", amount=Recipe(0.05)))
    assert "0.05" not in sentence(lab.frame())
    assert lab.frame().judgement.verdicts[2] == "too early"
