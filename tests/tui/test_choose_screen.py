"""The lab that chooses a rate as a person uses it: keys in, numbers on the screen out."""

from __future__ import annotations

import json
import random
import re
import shlex
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from lrtui.cli import main
from lrtui.core.lr_range import RangeTest
from lrtui.core.procedure import Procedure
from lrtui.core.selection import Pass, Verdict, rates_between, verdict
from lrtui.core.suggestions import Suggestion, suggestions
from lrtui.core.training import Training
from lrtui.labs.catalogue import LABS
from lrtui.labs.choose import keys as choose_keys
from lrtui.labs.choose.screen import ChooseScreen
from lrtui.labs.choose.settings import RULES, ChooseSettings
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.network.screen import NetworkScreen
from lrtui.labs.network.settings import NetworkSettings
from lrtui.plot.ink import mark
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.screens.help import HelpScreen
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.widgets.prompt import Prompt
from tests.real_data import parts_of, plain

from .conftest import on_top

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import ChooseSession, RunChoose, Seen

TABLE = [key for _, keys in choose_keys.sections() for key in keys]
NAMES = [(key, name) for key in TABLE for name in key.keys]
SIZES = [(60, 18), (80, 24), (140, 45)]

RANGE: dict[str, Any] = {"method": "range", "iterations": 60, "seeds": 3, "hidden": 50}
"""A range test whose rules can be relied on."""


class Row(NamedTuple):
    """A row of the table of passes."""

    current: bool
    rate: float
    epochs: int
    best_epoch: int
    holdout: float
    test: float | None
    stopped: str
    threshold: int | str


_PASS = re.compile(
    r"[│|]([▶>]?) +\S +([\d.e-]+) +(\d+) +(\d+) +(\d\.\d{3})(?: +(\d\.\d{3}))?(?: +([a-z]+))?"
    r" +(\d+|—|-+|never) *[│|]"
)


def table(seen: Seen) -> list[Row]:
    """The passes on the screen."""
    found = [_PASS.search(row) for row in seen.rows]
    return [
        Row(bool(m[1]), float(m[2]), int(m[3]), int(m[4]), float(m[5]), float(m[6]) if m[6] else None, m[7] or "",
            int(m[8]) if m[8].isdigit() else m[8])
        for m in found if m
    ]  # fmt: skip


def row(each: Pass, threshold: float, *, current: bool, test: float | None = None) -> tuple[Any, ...]:
    """What the table must show of a pass."""
    reached = each.threshold_epoch(threshold)
    return (
        current,
        pytest.approx(each.learning_rate, rel=5e-3),
        each.epochs_run,
        each.best_epoch,
        pytest.approx(each.best_accuracy, abs=6e-4),
        None if test is None else pytest.approx(test, abs=6e-4),
        each.stopped or "",
        ("never" if each.stopped else "—") if reached is None else reached,
    )


@lru_cache
def run_procedure(settings: ChooseSettings) -> tuple[Procedure, Verdict | None]:
    """The procedure, by itself."""
    train, holdout, test = parts_of(settings)
    procedure = Procedure(
        train, holdout, plain(*rates_between(settings.low, settings.high, settings.rates)),
        scout_epochs=settings.scout_epochs, shrink=settings.shrink, patience=settings.patience,
        epochs=settings.epochs, batch=settings.batch, hidden=settings.hidden, seed=settings.seed,
    ).run()  # fmt: skip
    return procedure, verdict(procedure.passes, test)


@lru_cache
def run_range_test(settings: ChooseSettings) -> dict[str, Suggestion]:
    """What the rules say, by a range test by itself."""
    rates = rates_between(settings.low, settings.high, settings.iterations)
    seeds = range(settings.seed, settings.seed + settings.seeds)
    test = RangeTest(parts_of(settings)[0], None, rates, seeds, batch=settings.batch, hidden=settings.hidden)
    for _ in test.work():
        pass
    return suggestions(np.array(rates), [curve.smoothed for curve in test.curves])


def words(seen: Seen) -> str:
    """The sentence above the footer."""
    return " ".join(" ".join(seen.rows[-3 if len(seen.rows[0]) < 80 else -2 : -1]).split())


def as_shown(rate: float) -> float:
    """To three significant digits."""
    return float(f"{rate:.3g}")


def threshold(settings: ChooseSettings) -> float:
    return 180.0 if settings.sse_threshold is None else settings.sse_threshold  # 0.3 for each of 600 rows


def check_scout(lab: ChooseSession) -> None:
    """The screen is that of the end of the scout."""
    seen, settings = lab.see(), lab.chosen_settings
    scout = run_procedure(settings)[0].scout
    assert scout.fastest is not None
    fastest = f"{scout.learning_rates[scout.fastest]:.3g}"
    assert lab.where == f"scout, epoch {settings.scout_epochs}"
    assert f"fastest {fastest}" in seen.text and "ruled out" in seen.text and table(seen) == []
    assert words(seen).startswith(f"{fastest} is fastest: least error in ")
    assert lab.procedure.scout.errors.tolist() == scout.errors.tolist()


def check_shrink(lab: ChooseSession) -> None:
    """The screen is that of the end of the last pass."""
    seen, settings = lab.see(), lab.chosen_settings
    passes = run_procedure(settings)[0].passes
    last = len(passes) - 1
    assert lab.where == f"pass {last + 1}, epoch {passes[last].epochs_run}"
    assert table(seen) == [row(each, threshold(settings), current=n == last) for n, each in enumerate(passes)]
    before, accuracy = max(each.best_accuracy for each in passes[:-1]), passes[last].best_accuracy
    if accuracy == before:
        said = f"Pass {last + 1} only equals the best hold-out accuracy, {accuracy:.3f}: no smaller rates."
    else:
        said = f"Pass {last + 1} reaches {accuracy:.3f}, no more than the best so far, {before:.3f}: no smaller rates."
    assert words(seen) == said and "3 verdict to come: the price of each pass" in seen.text


def check_verdict(lab: ChooseSession) -> None:
    """The screen is that of the verdict."""
    seen, settings = lab.see(), lab.chosen_settings
    procedure, choice = run_procedure(settings)
    assert choice is not None
    assert "■ done" in seen.rows[0] and lab.where == f"verdict, epoch {choice.epoch}"
    assert table(seen) == [
        row(
            each,
            threshold(settings),
            current=n == choice.index,
            test=choice.test_accuracy if n == choice.index else None,
        )
        for n, each in enumerate(procedure.passes)
    ]
    assert words(seen) == (
        f"Chosen: {choice.learning_rate:.3g} for {choice.epoch} epochs; hold-out {choice.holdout_accuracy:.3f}, "
        f"unseen test rows {choice.test_accuracy:.3f}."
    )
    assert "3 verdict: the price of each pass" in seen.text


def rules(seen: Seen) -> dict[str, tuple[bool, float, float, float]]:
    """Of each rule in the table whether it is selected, and its median, lowest and highest rate."""
    number = r" +([\d.e-]+)"
    found = [re.search(rf"│(▶?) +\S +([a-z]+)(?:/10)?{number * 3} +×", line) for line in seen.rows]
    return {m[2]: (bool(m[1]), float(m[3]), float(m[4]), float(m[5])) for m in found if m}


def check_rules(lab: ChooseSession, selected: str) -> None:
    """The screen is that of the range test's verdict."""
    expected = run_range_test(lab.chosen_settings)
    assert rules(lab.see()) == {
        name: (
            name == selected,
            *(pytest.approx(value, rel=5e-3) for value in (found.median, found.low, found.high)),
        )
        for name, found in expected.items()
        if found.median is not None
    }
    assert f"▶ {mark(list(RULES).index(selected))} {selected}" in lab.see().text
    name, found = RULES[selected].capitalize(), expected[selected]
    if found.median is None:
        assert words(lab.see()) == f"{name} finds no rate: what it looks for lies outside of this range."
    else:
        assert words(lab.see()).startswith(f"{name} suggests {found.median:.3g};")
    assert "3 verdict: the rate by each rule" in lab.see().text


def test_it_plays_by_itself_to_the_verdict(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        stages = set()

        def at_end() -> bool:
            stages.add(lab.where.split(",")[0])
            return "■ done" in lab.see().rows[0]

        await lab.until(at_end)
        assert stages >= {"scout", "pass 1", "pass 2", "pass 3", "verdict"}  # each has been there to see
        check_verdict(lab)
        assert lab.choose._clock._timer is None  # nothing runs where nothing changes

    run_choose(story, paused=False, speed=250.0)


def test_a_range_test_plays_by_itself_to_its_verdict(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.until_seen("■ done")
        assert lab.where == "batch 60"
        check_rules(lab, "valley")
        assert lab.choose._clock._timer is None

    run_choose(story, paused=False, **RANGE)


@pytest.mark.parametrize("settings", [{}, {"scout_epochs": 3, "seed": 1, "patience": 6, "sse_threshold": 220.0}])
def test_n_goes_from_stage_to_stage_and_b_back(run_choose: RunChoose, settings: dict[str, Any]) -> None:
    async def story(lab: ChooseSession) -> None:
        assert lab.where == "scout, epoch 0" and "‖ paused" in lab.see().rows[0]
        assert words(lab.see()) == "Scout: 5 networks, same weights and rows; rates 0.0001 to 10."
        stages = [check_scout, check_shrink, check_verdict]
        for check in stages:
            await lab.go("n")
            check(lab)
        await lab.go("n")  # there is nothing after it
        check_verdict(lab)
        for check in reversed(stages[:2]):
            await lab.go("b")
            check(lab)
        for _ in range(2):
            await lab.go("b")
            assert lab.where == "scout, epoch 0" and table(lab.see()) == []

    run_choose(story, **settings)


def test_a_threshold_that_is_typed_is_in_the_table(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.type("sse 220")
        await lab.go("n", "n", "n")
        check_verdict(lab)
        assert "SSE ≤ 220 at" in lab.see().text and isinstance(table(lab.see())[1].threshold, int)

    run_choose(story)


def test_every_moment_can_be_shown_again(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        passes = run_procedure(lab.chosen_settings)[0].passes
        moments = ["scout, epoch 0", "scout, epoch 1"]
        moments += [f"pass {n + 1}, epoch {k}" for n, each in enumerate(passes) for k in range(each.epochs_run + 1)]
        moments.append(lab.where)
        at = last = len(moments) - 1
        for key, by in [
            ("left", -1),
            ("H", -10),
            ("h", -1),
            ("right", 1),
            ("L", 10),
            ("l", 1),
            ("l", 1),
            ("home", -99),
        ]:
            await lab.press(key)
            at = max(0, min(at + by, last))
            assert lab.where == moments[at]
        for at in range(1, last):
            await lab.press("right")
            seen, number = lab.see(), len(table(lab.see()))
            assert lab.where == moments[at]
            shown = [each.until(int(lab.where.split()[-1])) for each in passes[number - 1 : number]]
            done = [*passes[: max(number - 1, 0)], *shown]
            assert table(seen) == [row(each, 180, current=n == number - 1) for n, each in enumerate(done)]
            if shown and shown[0].stopped is None:
                accuracy = shown[0].best_accuracy
                best = f"Pass {number} at {shown[0].learning_rate:.3g}: best hold-out {accuracy:.3f}"
                waited = shown[0].epochs_run - shown[0].best_epoch
                assert words(seen) == f"{best}, {f'{waited} of 3 epochs ago' if waited else 'just now'}."
        await lab.press("right")
        check_verdict(lab)

    run_choose(story)


def test_up_and_down_go_through_the_ends_of_the_passes(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        passes = run_procedure(lab.chosen_settings)[0].passes
        assert len(passes) == 3
        ends = ["scout, epoch 0", "scout, epoch 1"]
        ends += [f"pass {n + 1}, epoch {each.epochs_run}" for n, each in enumerate(passes)] + [lab.where]
        at = last = len(ends) - 1
        for key in ("up", "k", "up", "k", "up", "up", "down", "j", "down", "j", "down", "j", "up"):
            await lab.press(key)
            at = max(0, min(at + (1 if key in ("down", "j") else -1), last))
            assert lab.where == ends[at]
        await lab.press("left", "up")
        assert lab.where == ends[last - 2]  # from within a pass to the end of the one before
        assert words(lab.see()) == (
            f"Pass 2 raises the hold-out accuracy from {passes[0].best_accuracy:.3f} to "
            f"{passes[1].best_accuracy:.3f}; next: {passes[2].learning_rate:.3g}."
        )
        await lab.press("up")
        assert words(lab.see()) == (
            f"Pass 1 stops, no better for 3 epochs; its best is {passes[0].best_accuracy:.3f}; "
            f"next: {passes[1].learning_rate:.3g}."
        )

    run_choose(story)


def test_end_goes_to_the_newest_epoch_and_again_to_the_verdict(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.until(lambda: lab.where.startswith("pass 2"))
        await lab.press("space")
        newest = lab.where
        await lab.press("home", "end")
        assert lab.where == newest and lab.where.startswith("pass 2")
        await lab.go("end")
        check_verdict(lab)
        await lab.press("home", "end")
        check_verdict(lab)

    run_choose(story, paused=False, speed=60.0)


def test_m_shows_the_other_method_and_keeps_both(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n")
        await lab.press("up", "left", "left")
        before = lab.see()
        assert lab.where == "pass 2, epoch 13"
        await lab.press("m")
        assert lab.where == "batch 0" and lab.chosen_settings.method == "range"
        assert words(lab.see()) == "3 runs: over 60 batches the rate grows from 0.0001 to 10."
        assert rules(lab.see()) == {} and "the rules follow the runs" in lab.see().text
        assert "3 verdict: when the runs have ended" in lab.see().text
        await lab.go("n")
        assert lab.where == "batch 60" and "‖ paused" in lab.see().rows[0] and rules(lab.see()) == {}
        await lab.go("n")
        check_rules(lab, "valley")
        await lab.press("left", "left", "H")
        ranged = lab.see()
        assert lab.where == "batch 49"
        await lab.press("m")
        assert lab.see() == before
        await lab.press("m")
        assert lab.see() == ranged
        await lab.press("m", "end", "m", "end")
        check_rules(lab, "valley")

    run_choose(story, iterations=60, seeds=3, hidden=50, epochs=20)


def test_up_and_down_select_a_rule(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n")
        names = list(RULES)
        at = names.index("valley")
        for key in ("up", "k", "up", "down", "j", "down", "down", "k"):
            await lab.press(key)
            at = max(0, min(at + (1 if key in ("down", "j") else -1), len(names) - 1))
            check_rules(lab, names[at])
            assert "■ done" in lab.see().rows[0]  # only the rule changes, not the moment

    run_choose(story, **RANGE)


def test_a_rule_that_has_nothing_to_say_suggests_nothing(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n")
        silent = [name for name, found in run_range_test(lab.chosen_settings).items() if found.median is None]
        assert silent == ["slide"]  # what it looks for lies below the smallest rate
        await lab.press("down")
        check_rules(lab, "slide")
        assert re.search(r"▶ . slide +— ", lab.see().text) and "finds no rate" in lab.see().text
        await lab.press("enter")
        await lab.until_seen("no rate to take: slide finds none")
        assert isinstance(lab.app.screen, ChooseScreen)

    run_choose(story, **RANGE)


@pytest.mark.parametrize("speed", [60.0, 1000.0])
def test_space_stops_at_once_and_goes_on(run_choose: RunChoose, speed: float) -> None:
    async def story(lab: ChooseSession) -> None:
        def epoch() -> int:
            return int(lab.where.split()[-1].replace(",", "")) if lab.where.startswith("pass 1") else 0

        await lab.until(lambda: epoch() >= 2)
        await lab.press("space")
        stopped = epoch()
        assert "‖ paused" in lab.see().rows[0] and lab.choose._clock._timer is None
        newest = lab.choose.lab._walk.newest
        await lab.settle()
        assert epoch() == stopped and lab.choose.lab._walk.newest == newest
        assert newest - lab.choose.lab.moment <= 1
        await lab.press("space")
        assert "▶" in lab.see().rows[0]
        await lab.until(lambda: epoch() > stopped + 1)

    run_choose(story, paused=False, epochs=100_000, patience=100_000, speed=speed)


async def _working(lab: ChooseSession, *keys: str) -> None:
    """In the first pass, on the way to an end that is far away."""
    await lab.go("n")
    await lab.press(*keys)
    await lab.until(lambda: len(lab.procedure.passes) == 1 and lab.procedure.epoch >= 5)
    assert " ▶ working" in lab.see().rows[0], lab.see().rows[0]


def test_a_key_that_goes_elsewhere_stops_what_n_has_begun(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        async def stop(key: str) -> None:
            await _working(lab, "n")
            await lab.press(key)
            assert lab.choose._clock._timer is None and not lab.choose.lab.pending
            assert "‖ paused" in lab.see().rows[0]

        await lab.each(["left", "b", "home", "up"], stop)

    run_choose(story, epochs=100_000, patience=100_000)


def test_space_pauses_what_works_and_then_plays(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        async def pause(keys: list[str]) -> None:
            await _working(lab, *keys)
            await lab.press("space")
            where = lab.where
            assert where.startswith("pass 1, ") and "‖ paused" in lab.see().rows[0]
            assert lab.choose._clock._timer is None and not lab.choose.lab.pending
            await lab.settle()
            assert lab.where == where
            await lab.press("space")
            assert re.search(r"▶ \S+/s ", lab.see().rows[0]), lab.see().rows[0]
            await lab.until(lambda: lab.where != where)

        await lab.each([["n"], ["n", "n"], ["end", "end"]], pause)

    run_choose(story, epochs=100_000, patience=100_000)


def test_a_held_n_counts_every_repeat(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        async def hold(times: int) -> None:
            await lab.press_together(*["n"] * times)
            await lab.until(lambda: not lab.choose.lab.pending and lab.choose._clock._timer is None)
            await lab.settle()
            (check_scout, check_shrink, check_verdict, check_verdict)[times - 1](lab)

        await lab.each([1, 2, 3, 4], hold)

    run_choose(story)


def test_space_at_the_end_plays_again_what_is_known(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        newest = lab.choose.lab._walk.newest
        await lab.press("space")
        assert "▶ 250/s" in lab.see().rows[0] and lab.choose.lab._walk.newest == newest
        await lab.until(lambda: lab.where.startswith("pass 2"))
        await lab.until_seen("■ done")
        check_verdict(lab)
        assert lab.choose._clock._timer is None
        await lab.press("space")  # now it has not been paused in between
        assert "■ done" not in lab.see().rows[0]
        await lab.until_seen("■ done")

    run_choose(story, speed=250.0)


def test_what_plays_rests_at_the_end_of_each_pass(run_choose: RunChoose, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(lab: ChooseSession) -> None:
        model, seconds = lab.choose.lab, Counter[str]()
        advance = model.advance

        def noted(passed: float) -> int:
            seconds[lab.where] += passed  # type: ignore[assignment]
            return advance(passed)

        monkeypatch.setattr(model, "advance", noted)
        await lab.press("space")
        await lab.until_seen("■ done")
        passes = run_procedure(lab.chosen_settings)[0].passes
        ends = [f"pass {n + 1}, epoch {each.epochs_run}" for n, each in enumerate(passes)]
        for end in ["scout, epoch 0", "scout, epoch 1", *ends]:
            assert seconds.pop(end) >= 45 / 250
        assert max(seconds.values()) < 45 / 250

    run_choose(story, speed=250.0)


def test_enter_before_the_verdict_says_so_and_stays(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        for keys in ([], ["n"], ["n"], ["n", "left"]):
            await lab.go(*keys)
            where, settings = lab.where, lab.chosen_settings
            await lab.press("enter")
            await lab.until_seen("no verdict yet: > twice goes there")
            assert isinstance(lab.app.screen, ChooseScreen)
            assert lab.where == where and lab.chosen_settings == settings
            lab.app.clear_notifications()
            await lab.until(lambda: "no verdict yet" not in lab.see().text)

    run_choose(story)


def test_enter_takes_the_verdict_to_the_network_lab(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        choose = lab.choose
        procedure, choice = run_procedure(lab.chosen_settings)
        assert choice is not None and choice.index == 1
        rates = [as_shown(each.learning_rate) for each in procedure.passes]
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, NetworkScreen))
        opened = NetworkSettings(learning_rates=(rates[0], rates[1], rates[2]), batch=40, hidden=5, seed=0)
        assert lab.net.settings == opened
        await lab.until(lambda: lab.net.trained >= 2)
        await lab.press("space")
        train, validation = parts_of(opened)
        training = Training(train, validation, opened.recipes, epochs=200, hidden=5, batch=40, seed=0).run()
        aucs = training.history("validation").auc
        seen = lab.see()
        epoch = int(re.findall(r"epoch (\d+)", seen.rows[0])[0])
        for number, rate in enumerate(rates):
            row = next(line for line in seen.rows if re.search(rf"{rate:.7g} +\d", line))
            assert f" {aucs[epoch, number]:.4f} " in row
        await lab.press("3")
        assert lab.choose is choose
        check_verdict(lab)

    run_choose(story, batch=40, hidden=5, patience=6)


@pytest.mark.parametrize("settings", [{"patience": 12, "epochs": 40}, {"seed": 3, "epochs": 30, "patience": 6}])
def test_a_first_pass_that_is_chosen_opens_beside_a_scouted_rate(
    run_choose: RunChoose, settings: dict[str, Any]
) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        procedure, choice = run_procedure(lab.chosen_settings)
        assert choice is not None and choice.index == 0
        larger = min(rate for rate in procedure.scout.learning_rates if rate > choice.learning_rate)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, NetworkScreen))
        expected = (larger, choice.learning_rate, procedure.passes[1].learning_rate)
        assert lab.net.settings.learning_rates == tuple(as_shown(rate) for rate in expected)
        assert lab.net.settings.seed == settings.get("seed", 0)

    run_choose(story, **settings)


def test_enter_takes_the_selected_rule_to_the_network_lab(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.press("enter")
        await lab.until_seen("no verdict yet: > twice goes there")
        await lab.go("n", "n")
        found = run_range_test(lab.chosen_settings).values()
        medians = sorted({each.median for each in found if each.median is not None}, reverse=True)
        for key in ("up", "up"):  # steepest, minimum
            await lab.press(key)
            selected = lab.ranged.suggestions[lab.ranged.settings.rule].median or 0.0
            place = medians.index(selected)
            expected = tuple(as_shown(median) for median in medians[max(place - 1, 0) : place + 2])
            await lab.press("enter")
            await lab.until(lambda: isinstance(lab.app.screen, NetworkScreen))
            await lab.until(lambda expected=expected: lab.net.settings.learning_rates == expected)  # type: ignore[misc]
            assert as_shown(selected) in expected and lab.net.settings.hidden == 50
            await lab.press("3")
            await lab.until(lambda: isinstance(lab.app.screen, ChooseScreen))

    run_choose(story, **RANGE)


def test_enter_does_not_open_what_cannot_be_relied_on(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n")
        assert words(lab.see()) == "No reliable suggestion: a run had too few batches."
        assert lab.see().text.count("no reliable suggestion") == 1  # over the table
        await lab.press("enter")
        await lab.until(lambda: lab.see().text.count("no reliable suggestion") == 2)
        assert isinstance(lab.app.screen, ChooseScreen)

    run_choose(story, method="range", iterations=5, seeds=2)


def test_a_value_is_typed_and_another_walk_begins(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n")
        settings = lab.chosen_settings
        await lab.type("shrink 0.4")
        assert lab.chosen_settings == replace(settings, shrink=0.4) and lab.where == "scout, epoch 0"
        await lab.go("n", "n", "n")
        check_verdict(lab)
        await lab.type("2")  # a number alone is the epochs of the scout
        assert lab.chosen_settings == replace(settings, shrink=0.4, scout_epochs=2)
        await lab.go("n")
        check_scout(lab)
        await lab.type("speed 7")  # the speed begins nothing
        assert lab.chosen_settings.speed == 7 and lab.where == "scout, epoch 2"

    run_choose(story)


REFUSED = [
    ("from 20", "is not below"), ("from 8", "is not below"), ("to 1e-9", "is not below"), ("shrink 1", "'1' is not"),
    ("rates 1", "'1' is not"), ("seed -1", "'-1' is not"), ("lr 0.3", "the names are"), ("patience", "the names are"),
    ("rates x", "'x' is not"),
]  # fmt: skip


def test_a_value_that_cannot_be_is_refused_in_the_field(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        async def type_(case: tuple[str, str]) -> None:
            text, complaint = case
            await lab.go("n")
            before, settings = lab.see(), lab.chosen_settings
            await lab.type(text)
            assert isinstance(on_top(lab.app), Prompt) and complaint in lab.see().text
            await lab.press("escape")
            assert lab.chosen_settings == settings and lab.see() == before

        await lab.each(REFUSED, type_)

    run_choose(story)


def test_the_field_gives_an_example_that_this_lab_accepts(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.type("rate 5")
        complaint = " ".join(lab.see().text.split())
        example = re.search(r"such as '(\w+) ([\d.]+)'; the names are ([a-z, ]+)", complaint)
        assert example is not None, complaint
        assert example[1] in example[3].split(", ") and f"{example[1]} {example[2]}" == "scout 1"
        await lab.press("escape")
        await lab.type(f"{example[1]} {example[2]}")
        assert isinstance(lab.app.screen, ChooseScreen) and lab.chosen_settings.scout_epochs == 1

    run_choose(story, size=(140, 45), scout_epochs=2)


def test_the_examples_of_the_field_can_be_typed(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        for example in ChooseScreen.EXAMPLES.split(" · "):
            before = lab.chosen_settings
            await lab.type(example)
            assert isinstance(lab.app.screen, ChooseScreen) and lab.chosen_settings != before, example

    run_choose(story, rates=6, scout_epochs=2, seed=2)


def test_r_restarts_and_capital_r_goes_back_to_the_defaults(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        settings, first = lab.chosen_settings, lab.see()
        await lab.press("r")
        assert lab.chosen_settings == settings and lab.where == "scout, epoch 0"
        assert lab.choose.lab._walk.newest == 0  # nothing is kept
        await lab.go("n", "n", "n")
        assert lab.see() == first
        await lab.press("m", "R")
        assert lab.chosen_settings == ChooseSettings()

    run_choose(story)


def test_minus_and_plus_change_the_speed_and_nothing_else(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n")
        settings, where = lab.chosen_settings, lab.where
        for key, speed in [("+", 60.0), ("=", 250.0), ("-", 60.0), ("-", 30.0), ("-", 15.0)]:
            await lab.press(key)
            assert lab.chosen_settings == replace(settings, speed=speed) and lab.where == where
        await lab.press("space")
        assert "▶ 15/s" in lab.see().rows[0]

    run_choose(story, speed=30.0, epochs=5000, patience=5000)


def test_the_command_reproduces_the_procedure(run_choose: RunChoose, capsys: pytest.CaptureFixture[str]) -> None:
    command: list[str] = []
    shown: list[Row] = []

    async def story(lab: ChooseSession) -> None:
        await lab.type("shrink 0.4")
        await lab.type("seed 1")
        await lab.go("end", "end")
        check_verdict(lab)
        shown.extend(table(lab.see()))
        await lab.press("y")
        assert isinstance(lab.app.screen, CommandScreen)
        command.extend(shlex.split(lab.app.screen.command))

    run_choose(story, batch=40, low=1e-3, high=5.0, sse_threshold=250.0)
    assert command[:2] == ["lrtui", "choose"] and "--method procedure" in " ".join(command)
    assert main([*command[1:], "--print", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(shown) == len(document["passes"]) >= 2
    for each, record in zip(shown, document["passes"], strict=True):
        chosen = record["learning_rate"] == document["chosen"]["learning_rate"]
        expected: tuple[Any, ...] = (
            chosen,
            pytest.approx(record["learning_rate"], rel=5e-3),
            record["epochs_run"],
            record["best_epoch"],
            pytest.approx(record["holdout_accuracy"], abs=6e-4),
            pytest.approx(document["chosen"]["test_accuracy"], abs=6e-4) if chosen else None,
            record["stopped"],
            "never" if record["threshold_epoch"] is None else record["threshold_epoch"],
        )
        assert tuple(each) == expected


def test_the_command_reproduces_the_range_test(run_choose: RunChoose, capsys: pytest.CaptureFixture[str]) -> None:
    command: list[str] = []
    shown: dict[str, tuple[bool, float, float, float]] = {}

    async def story(lab: ChooseSession) -> None:
        await lab.press("m")
        await lab.type("seeds 3")
        await lab.go("n", "n")
        shown.update(rules(lab.see()))
        await lab.press("y")
        assert isinstance(lab.app.screen, CommandScreen)
        command.extend(shlex.split(lab.app.screen.command))

    run_choose(story, hidden=50, iterations=60)
    assert main([*command[1:], "--print", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    found = {name: each for name, each in document["suggestions"].items() if each["median"] is not None}
    assert document["reliable"] and list(shown) == list(found) and len(found) >= 3
    for name, each in found.items():
        expected: list[Any] = [pytest.approx(each[key], rel=5e-3) for key in ("median", "low", "high")]
        assert list(shown[name][1:]) == expected


def check_header(row: str, name: str, state: str, where: str) -> None:
    """Title, tabs, state and place are there whole, in this order, with room between them.

    Tabs that have no room for their names are numbers.
    """
    wide = len(row) >= 80
    speed = r" [\de.]+/s" if wide and "paused" in row else ""
    tabs = "  ".join(rf"{n}(?: {entry.title})?" for n, entry in enumerate(LABS.values(), start=1))
    if len(LABS) <= 3:  # there is room
        assert f" {name} " in row and (not wide or all(f" {entry.title} " in row for entry in LABS.values()))
    assert re.fullmatch(rf" lrtui   {tabs} +(?:what-if +)?{state}{speed} +{where} *", row), row


@pytest.mark.parametrize(
    ("size", "ascii_only"), [*((size, False) for size in SIZES), *((size, True) for size in SIZES[:2])]
)
def test_everything_is_on_the_screen_in_every_size(
    run_choose: RunChoose, size: tuple[int, int], ascii_only: bool
) -> None:
    paused, done = (r"\|\| paused", "[^ ] done") if ascii_only else ("‖ paused", "■ done")

    def whole(lab: ChooseSession, state: str, where: str, verdict: str) -> None:
        seen = lab.see()
        check_header(seen.rows[0], "Choose", state, where)
        for view in ("first", "second", "verdict"):
            area = lab.view(view).content_region
            assert area.height >= 3 and area.right <= size[0] and area.bottom < size[1]
        heights = [lab.view(view).content_region.height for view in ("first", "second", "verdict")]
        assert heights[0] == heights[1] > heights[2] == (7 if size[1] > 24 else 6 if size[1] == 24 else 3)
        assert "q quit" in seen.rows[-1] and f" 3 {verdict} " in seen.text
        if ascii_only:
            assert seen.text.isascii() and "?" not in "".join(seen.rows[:-1])

    async def story(lab: ChooseSession) -> None:
        to_come = "verdict to come: the price of each pass"
        whole(lab, paused, "scout, epoch 0", to_come)
        assert "1 scout: SSE by" in lab.see().text and "2 shrink: hold-out" in lab.see().text
        assert "the passes follow the scout" in lab.see().text
        await lab.go("n")
        check_scout(lab)
        whole(lab, paused, "scout, epoch 1", to_come)
        await lab.go("n")
        whole(lab, paused, "pass 3, epoch 3", to_come)
        area = lab.view("second").content_region
        curve = "".join(line[area.x : area.right] for line in lab.see().rows[area.y : area.bottom])
        assert sum(c not in " 0123456789.|┤" for c in curve) > 10
        await lab.go("n")
        whole(lab, done, "verdict, epoch 9", "verdict: the price of each pass")
        seen = lab.see()
        shown = table(seen)
        assert (0.281, 10, 9, 0.845, 0.82, "epochs", "never") in [each[1:] for each in shown if each.current]
        assert {each.stopped for each in shown} <= {"patience", "epochs"}
        assert words(seen) == "Chosen: 0.281 for 9 epochs; hold-out 0.845, unseen test rows 0.820."
        head = seen.rows[lab.view("verdict").content_region.y]
        if size[0] >= 80:
            assert [each.rate for each in shown] == [0.562, 0.281, 0.141]
            names = "rate epochs best epoch hold-out test stopped SSE [^ ]+ 180 at"
        else:
            names = "rate epochs best hold-out test stopped T at"
        assert re.fullmatch(rf"[^ ][↑^]?(?: [↓v])? {names} [^ ]", " ".join(head.split())), head
        await lab.press("m")
        whole(lab, paused, "batch 0", "verdict: when the runs have ended")
        assert "1 training loss by" in lab.see().text and "2 rules, dots by seed" in lab.see().text
        assert "the rules follow the runs" in lab.see().text
        await lab.go("n", "n")
        whole(lab, done, "batch 40", "verdict: no reliable suggestion")
        for name in ("minimum/10", "steepest", "valley", "slide"):
            assert name in lab.see().text

    run_choose(story, size=size, ascii_only=ascii_only, iterations=40, seeds=2)


def test_the_footer_names_every_key_in_ascii_too(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        assert "?" not in lab.see().rows[-1].replace("? help", ""), lab.see().rows[-1]  # ? is another key

    run_choose(story, ascii_only=True)


def test_a_long_state_and_a_long_place_have_room_in_the_narrowest_header(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.until(lambda: lab.where.startswith("pass 1"))
        await lab.until(lambda: lab.procedure.epoch >= 1000)
        await lab.settle()
        check_header(lab.see().rows[0], "Choose", r"▶ \S+/s", r"pass 1, epoch \d,\d{3}")

    run_choose(story, size=(60, 18), paused=False, epochs=100_000, patience=100_000, hidden=1, batch=600)


@pytest.mark.parametrize("size", SIZES[:2])
def test_the_header_has_room_for_what_works(run_choose: RunChoose, size: tuple[int, int]) -> None:
    async def story(lab: ChooseSession) -> None:
        await _working(lab, "n")
        check_header(lab.see().rows[0], "Choose", "▶ working", r"pass 1, epoch [\d,]+")

    run_choose(story, size=size, epochs=100_000, patience=100_000)


@pytest.mark.parametrize("width", [79, 80])
def test_a_click_on_a_tab_opens_that_lab(run_choose: RunChoose, width: int) -> None:
    labs: dict[str, type[LabScreen[Any, Any]]] = {
        "Descent": DescentScreen, "Network": NetworkScreen, "Choose": ChooseScreen,
    }  # fmt: skip
    fields = {
        "Descent": (r"[‖▶■] \S+", r"step [\d,]+"),
        "Network": (r"[‖▶■] \S+", r"epoch [\d,]+ of [\d,]+"),
        "Choose": ("‖ paused", "scout, epoch 0"),
    }

    async def story(lab: ChooseSession) -> None:
        for key in "12":
            await lab.press(key, "space")
        for number, (start, kind) in enumerate(labs.items(), start=1):
            for to, other in labs.items():
                await lab.press(str(number))
                await lab.until(lambda kind=kind: isinstance(lab.app.screen, kind))  # type: ignore[misc]
                header = lab.see().rows[0]
                check_header(header, start, *fields[start])
                digit = list(labs).index(to) + 1
                tab = next(tab for tab in (f"{digit} {to}", f"{digit}") if f" {tab} " in header)
                column = header.index(f" {tab} ") + 1
                if to != start:
                    await lab.click(column + len(tab), 0)  # a cell beside it is not on it
                    assert isinstance(lab.app.screen, kind)
                    await lab.click(column + len(tab) - 1, 0)
                    await lab.until(lambda other=other: isinstance(lab.app.screen, other))  # type: ignore[misc]

    run_choose(story, size=(width, 24))


@pytest.mark.parametrize("name", [name for key, name in NAMES if key.id == "quit"])
def test_a_key_quits(run_choose: RunChoose, name: str) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.pilot.press(name)
        await lab.until(lambda: not lab.app.is_running)
        assert lab.app.return_code == 0

    run_choose(story)


def test_each_key_is_listed_once_and_has_a_letter_beside_each_arrow() -> None:
    for what in ([name for _, name in NAMES], [key.id for key in TABLE], [key.help for key in TABLE]):
        assert max(Counter(what).values()) == 1
    letters = {"left": "h", "down": "j", "up": "k", "right": "l"}
    for key in TABLE:
        assert all((arrow in key.keys) == (letter in key.keys) for arrow, letter in letters.items())
        if key.id != "suspend":  # the shell's own key
            assert any("ctrl" not in name and not re.fullmatch(r"f\d+", name) for name in key.keys)


def test_help_lists_every_key(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.press("?")
        assert isinstance(lab.app.screen, HelpScreen)
        whole, *halves = (await lab.help())[:3]
        for key in TABLE:
            assert any(f"{key.shown} {key.help}" in half for half in halves), key
        for title, _ in choose_keys.sections():
            assert title in whole
        assert "on a tab: that lab" in whole and "Wilson and Martinez" in whole, whole

    run_choose(story, size=(140, 70))


FOOTER = [
    "␣ play",
    "n/b stage",
    "↑↓ pass",
    "←→ cursor",
    "? help",
    "q quit",
    "enter open",
    "m method",
    "e type",
]
"""The keys that one needs, the most needed first."""


def test_the_footer_lists_the_keys_that_one_needs_first(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        for columns, whole in [(60, 6), (80, 9), (140, 9)]:
            await lab.pilot.resize_terminal(columns, 24)
            await lab.settle()
            footer = " ".join(lab.see().rows[-1].split())
            assert footer.startswith(" ".join(FOOTER[:whole])), (columns, footer)

    run_choose(story)


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_a_window_that_shrinks_and_comes_back(run_choose: RunChoose, method: str) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n")
        before = lab.see()
        for size in [(59, 18), (60, 17), (20, 5), (1, 1), (300, 17)]:
            await lab.pilot.resize_terminal(*size)
            await lab.settle()
            assert [len(line) for line in lab.see().rows] == [size[0]] * size[1]
            assert "scout" not in lab.see().text
            if size[0] >= 20:
                assert ("60 × 18 needed" in " ".join(lab.see().text.split())) == (size[1] > 1 or size[0] > 40)
        await lab.pilot.resize_terminal(80, 24)
        await lab.settle()
        assert lab.see() == before
        await lab.pilot.resize_terminal(59, 17)
        await lab.go("n")
        await lab.pilot.resize_terminal(80, 24)
        await lab.press("left", "right")
        if method == "procedure":
            check_shrink(lab)
        else:
            check_rules(lab, "valley")

    run_choose(story, **{**RANGE, "method": method})


@pytest.mark.parametrize(("first", "then"), [((140, 45), (60, 18)), ((60, 18), (140, 45))])
def test_a_window_of_another_size_looks_as_if_opened_in_it(
    run_choose: RunChoose, first: tuple[int, int], then: tuple[int, int]
) -> None:
    screens: list[Seen] = []

    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        await lab.pilot.resize_terminal(*then)
        await lab.settle()
        screens.append(lab.see())

    for size in (then, first):
        run_choose(story, size=size)
    assert screens[1].rows == screens[0].rows


def test_rates_that_all_diverge_are_told(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        told = "All 5 rates diverge, so none is left to choose: scout smaller ones."
        for _ in range(2):
            await lab.go("n")
        assert words(lab.see()) == told and table(lab.see()) == []
        check_header(lab.see().rows[0], "Choose", "■ done", "no verdict")
        assert "no rate is left" in lab.see().text and "ruled out" not in lab.see().text
        area = lab.view("first").content_region
        crosses = "".join(line[area.x : area.right] for line in lab.see().rows[area.y : area.bottom]).count("×")
        assert crosses == 5
        await lab.press("enter")
        await lab.until_seen("no rate to take: all diverged")
        assert isinstance(lab.app.screen, ChooseScreen)
        await lab.go("b", "b", "n", "n", "up", "down", "end")
        lab.app.clear_notifications()
        await lab.until(lambda: words(lab.see()) == told)
        await lab.press("m")
        await lab.go("n", "n")
        assert "■ done" in lab.see().rows[0] and words(lab.see()).startswith("No reliable suggestion: ")
        await lab.press("enter", "up", "left", "H", "home", "end")
        assert isinstance(lab.app.screen, ChooseScreen)

    run_choose(story, low=1e200, high=1e300)


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    """Sixty rows of three classes."""
    drawn = random.Random(1)
    rows = [f"{drawn.gauss(n % 3)},{drawn.gauss()},{'xyz'[n % 3]}" for n in range(60)]
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["a,b,label", *rows]) + "\n")
    return path


@pytest.mark.parametrize("keys", ["r", "e seed 5"])
def test_a_file_that_has_gone_is_told_and_nothing_changes(run_choose: RunChoose, csv_file: Path, keys: str) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n")
        await lab.press("2", "3")  # another lab's data has been loaded in between
        await lab.settle()
        before, settings = lab.see(), lab.chosen_settings
        csv_file.unlink()
        if keys == "r":
            await lab.press("r")
        else:
            await lab.type("seed 5")
        await lab.until_seen("cannot be read")
        lab.app.clear_notifications()
        await lab.until(lambda: lab.see().rows == before.rows)
        assert lab.chosen_settings == settings  # `y` would name what is not shown
        await lab.go("n")
        assert "■ done" in lab.see().rows[0]

    run_choose(story, data=str(csv_file))


def test_data_of_ones_own_is_what_the_network_lab_opens_with(run_choose: RunChoose, csv_file: Path) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, NetworkScreen))
        assert (lab.net.settings.data, lab.net.settings.label) == (str(csv_file), "label")
        await lab.press("3")
        csv_file.unlink()
        await lab.type("hidden 5")
        await lab.press("r", "enter")
        assert lab.app.is_running

    run_choose(story, data=str(csv_file), label="label")


def test_another_lab_and_back_keeps_the_state_and_stops_the_clock(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.until(lambda: lab.where.startswith("pass 1") and lab.procedure.epoch >= 2)
        choose = lab.choose
        for key, kind in [("1", DescentScreen), ("2", NetworkScreen)]:
            await lab.press(key)
            await lab.until(lambda kind=kind: isinstance(lab.app.screen, kind))  # type: ignore[misc]
            moment = choose.lab.moment
            assert choose._clock._timer is None
            first = lab.see().rows[0]
            await lab.until(lambda first=first: lab.see().rows[0] != first)  # type: ignore[misc]
            assert choose.lab.moment == moment and choose.lab.playing
            other = lab.app.screen
            assert isinstance(other, LabScreen)
            await lab.press("3")
            assert lab.choose is choose and other._clock._timer is None
            await lab.until(lambda moment=moment: choose.lab.moment > moment + 1)  # type: ignore[misc]
        await lab.press("space", "?")
        assert isinstance(lab.app.screen, HelpScreen) and choose._clock._timer is None

    run_choose(story, paused=False, epochs=100_000, patience=100_000, speed=250.0)


@pytest.mark.parametrize("by_mouse", [False, True])
def test_the_lab_is_opened_with_its_defaults_from_another(run_choose: RunChoose, by_mouse: bool) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        before = lab.see()
        await lab.press("1")
        if by_mouse:
            await lab.click(lab.see().rows[0].index(" 3 ") + 1, 0)
        else:
            await lab.press("3")
        assert lab.see() == before

    run_choose(story)


def test_themes_change_the_colours_and_nothing_else(run_choose: RunChoose) -> None:
    async def story(lab: ChooseSession) -> None:
        await lab.go("n", "n", "n")
        dark = lab.see()
        await lab.press("t")
        assert lab.see().rows == dark.rows and lab.see().styles != dark.styles
        await lab.press("t")
        assert lab.see() == dark

    run_choose(story)
