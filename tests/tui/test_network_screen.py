"""The network lab as a person uses it: keys in, numbers on the screen out."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from lrtui.cli import main
from lrtui.core.training import Training
from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.experiment import MAX_RATES
from lrtui.labs.network import keys as network_keys
from lrtui.labs.network.screen import NetworkScreen
from lrtui.labs.network.settings import METRICS, VIEWS, NetworkSettings
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.screens.help import HelpScreen
from tests.real_data import parts_of, plain

from .conftest import on_top

if TYPE_CHECKING:
    from .conftest import NetworkSession, RunNetwork, Seen

TABLE = [key for _, keys in network_keys.sections() for key in keys]


def table(seen: Seen) -> dict[float, tuple[float, float, float]]:
    """Loss, accuracy and AUC of each rate on the screen."""
    row = r"[●▲■◆○△□◇] +([\d.e-]+) +([\d.]+) +([\d.]+) ± [\d.]+ +([\d.]+) "
    found = [re.search(row, line) for line in seen.rows]
    return {float(m[1]): (float(m[2]), float(m[3]), float(m[4])) for m in found if m}


def expect(epoch: int, **fields: Any) -> dict[float, Any]:
    """What the table must show, by a training of its own."""
    settings = NetworkSettings(**{"epochs": 10, "hidden": 4, **fields})
    parts = parts_of(settings)
    training = Training(
        parts[0], parts[1], settings.recipes,
        epochs=settings.epochs, hidden=settings.hidden, batch=settings.batch,
    ).run()  # fmt: skip
    history = training.history(settings.part)
    return {
        rate: tuple(
            pytest.approx(getattr(history, name)[epoch, k], abs=error)
            for name, error in (("loss", 6e-5), ("accuracy", 6e-4), ("auc", 6e-5))
        )
        for k, rate in enumerate(settings.learning_rates)
    }


def test_it_trains_by_itself_to_the_end(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.until_seen("■ done")
        seen = lab.see()
        assert "epoch 10 of 10" in seen.rows[0]
        assert table(seen) == expect(10)
        assert lab.network._clock._timer is None  # nothing runs where nothing changes

    run_network(story, paused=False)


@pytest.mark.parametrize("speed", [60.0, 1000.0])
def test_space_stops_at_once_and_goes_on(run_network: RunNetwork, speed: float) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.until(lambda: lab.net.trained >= 2)
        await lab.press("space")
        trained = lab.net.trained
        assert "paused" in lab.see().rows[0]
        await lab.until(lambda: not lab.network.lab.pending and lab.network._clock._timer is None)
        assert lab.net.trained == trained
        await lab.press("space")
        await lab.until(lambda: lab.net.trained > trained + 1)

    run_network(story, paused=False, epochs=5000, speed=speed)


def test_n_trains_one_epoch_and_b_goes_back_in_time(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        for epoch in range(1, 6):
            await lab.press("n")
            await lab.until_seen(f"epoch {epoch} ")
            await lab.until(lambda: not lab.network.lab.pending)
            assert lab.net.trained == epoch
            assert table(lab.see()) == expect(epoch)
        for key, epoch in [
            ("b", 4), ("b", 3), ("n", 4), ("B", 0), ("n", 1), ("N", 5), ("home", 0), ("end", 5),
        ]:  # fmt: skip
            await lab.press(key)
            assert f"epoch {epoch} of 10" in lab.see().rows[0]
            assert table(lab.see()) == expect(epoch)
            assert lab.net.trained == 5

    run_network(story)


def test_a_held_n_counts_every_repeat(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.press_together(*["n"] * 5)
        await lab.until(lambda: not lab.network.lab.pending)
        assert lab.net.trained == 5

    run_network(story)


def test_keys_of_rates_and_curves(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.until_seen("■ done")
        for metric in (*list(VIEWS)[1:], "loss"):
            await lab.press("v")
            judged = METRICS.get(metric, "loss")
            assert f"verdict by {judged}" in lab.see().text and lab.net.settings.metric == metric
            assert VIEWS[metric] in str(lab.view("curves").border_title)
        for words, part in (("training loss", "train"), ("dotted", "validation"), ("validation loss", "validation")):
            await lab.press("d")
            assert words in str(lab.view("curves").border_title)
            assert table(lab.see()) == expect(10, part=part)
        for key, rate in [("down", "0.1"), ("j", "0.01"), ("k", "0.1"), ("up", "1"), ("up", "1")]:
            await lab.press(key)
            assert re.search(rf"▶ . {re.escape(rate)} ", lab.see().text)
        await lab.press("m")
        assert lab.see().text.count("╭─ ●") == 1
        await lab.press("m")
        await lab.press("a", *"0.3", "enter")
        await lab.until(lambda: not lab.network.lab.pending)
        await lab.until(lambda: table(lab.see()) == expect(10, recipes=plain(1.0, 0.3, 0.1, 0.01, 0.001)))
        await lab.press("right")
        await lab.until(lambda: table(lab.see()) == expect(10, recipes=plain(1.0, 0.378, 0.1, 0.01, 0.001)))
        await lab.press("left", "x")
        assert table(lab.see()) == expect(10)
        await lab.press("a", *"0.1", "enter")
        assert "there already" in lab.see().text
        await lab.press("escape", "e", *"epochs 3", "enter")
        assert lab.net.settings.epochs == 3
        await lab.until_seen("epoch 3 of 3")
        await lab.until(lambda: table(lab.see()) == expect(3))
        await lab.press("e", *"epochs 0", "enter")
        assert lab.net.settings.epochs == 3 and not isinstance(on_top(lab.app), NetworkScreen)
        await lab.press("escape", "r")
        assert lab.net.settings.epochs == 3
        await lab.press("R")
        assert lab.net.settings == NetworkSettings()

    run_network(story, paused=False)


def test_one_rate_too_many_is_refused_in_the_field(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.press("a", *"0.3", "enter")
        assert lab.app.is_running and len(lab.net.runs) == MAX_RATES
        assert "64" in lab.see().text

    run_network(story, recipes=plain(*(1 / (k + 1) for k in range(MAX_RATES))), hidden=1)


@pytest.mark.parametrize("by_mouse", [False, True])
def test_going_to_the_other_lab_and_back_keeps_the_state(run_network: RunNetwork, by_mouse: bool) -> None:
    async def story(lab: NetworkSession) -> None:
        async def go(key: str, kind: type[Any]) -> None:
            if by_mouse:
                await lab.click(lab.see().rows[0].index(f" {key} ") + 1, 0)
            else:
                await lab.press(key)
            await lab.until(lambda: isinstance(lab.app.screen, kind))
            await lab.settle()

        await lab.until(lambda: lab.net.trained >= 2)
        network = lab.network
        await go("1", DescentScreen)
        trained = network.lab.frame().trained
        first = lab.see().step
        await lab.until(lambda: lab.see().step > first)  # time passes there
        parabola = lab.screen
        assert network.lab.frame().trained == trained and network._clock._timer is None
        await go("2", NetworkScreen)
        assert lab.network is network and lab.net.playing and parabola._clock._timer is None
        await lab.until(lambda: lab.net.trained > trained)
        step = parabola.lab.frame().run.step
        await go("1", DescentScreen)
        assert lab.screen is parabola and parabola.lab.frame().run.step - step <= 1

    run_network(story, paused=False, epochs=5000, speed=30.0)


def test_the_command_reproduces_the_numbers(run_network: RunNetwork, capsys: pytest.CaptureFixture[str]) -> None:
    words: list[str] = []
    shown: dict[float, tuple[float, float, float]] = {}

    async def story(lab: NetworkSession) -> None:
        await lab.press("a", *"0.3", "enter", "v", "space")
        await lab.until_seen("■ done")
        await lab.press("B", "n", "n", "n", "y")
        assert isinstance(lab.app.screen, CommandScreen)
        words.extend(shlex.split(lab.app.screen.command))
        await lab.press("escape")
        shown.update(table(lab.see()))

    run_network(story, recipes=plain(0.5, 0.1), batch=40)
    capsys.readouterr()
    assert words[0] == "lrtui" and main([*words[1:], "--print", "json"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert sorted(shown) == sorted(run["learning_rate"] for run in runs) == [0.1, 0.3, 0.5]
    for run in runs:
        assert run["epochs_run"] == 3
        last = [run["validation"][name][3] for name in ("loss", "accuracy", "auc")]
        assert list(shown[run["learning_rate"]]) == pytest.approx(last, abs=6e-4)


SIZES = [(60, 18), (80, 24), (140, 45)]


@pytest.mark.parametrize(
    ("size", "ascii_only"), [*((size, False) for size in SIZES), *((size, True) for size in SIZES[:2])]
)
def test_everything_is_on_the_screen_in_every_size(
    run_network: RunNetwork, size: tuple[int, int], ascii_only: bool
) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.until_seen("done")
        text = lab.see().text
        if ascii_only:
            await lab.press("v")
            assert (text + lab.see().text).isascii()
            assert "?" not in re.sub(r"\? help", "", text + lab.see().text)
        elif size[0] >= 80:
            assert table(lab.see()) == expect(10)
        words = " ".join(text.split())
        assert (
            ("epoch 10 of 10" if size[0] >= 80 else "epoch 10 ") in text
            and "best so far" in words
            and "validation loss" in text
        )
        area = lab.view("curves").content_region
        assert area.height >= 3, text
        curve = "".join(row[area.x : area.right] for row in lab.see().rows[area.y : area.bottom])
        assert sum(c not in " 0123456789.|┤" for c in curve) > 10
        assert "too slow" in text.split("verdict", 1)[1]

    run_network(story, size=size, ascii_only=ascii_only, paused=False)


def test_many_rates_leave_room_for_the_curves(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.press(*["down"] * 11)
        assert lab.view("curves").content_region.height >= 3, lab.see().text
        assert re.search(r"▶ . 0\.3138", lab.see().text)

    run_network(story, size=(60, 18), recipes=plain(*(0.9**k for k in range(12))))


def test_themes_and_sizes(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.until_seen("■ done")
        dark = lab.see()
        lab.app.theme = "textual-light"
        await lab.settle()
        assert lab.see().rows == dark.rows and lab.see().styles != dark.styles
        lab.app.theme = "textual-dark"
        for size in [(140, 45), (60, 18), (59, 18), (20, 5), (1, 50), (1, 1), (200, 1), (80, 24)]:
            await lab.pilot.resize_terminal(*size)
            await lab.press("b", "n")
            assert [len(row) for row in lab.see().rows] == [size[0]] * size[1]
        assert lab.see() == dark

    run_network(story, paused=False)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_a_map_of_letters_can_be_read_on_its_screen(run_network: RunNetwork, theme: str) -> None:
    async def story(lab: NetworkSession) -> None:
        lab.app.theme = theme
        await lab.settle()
        _, background = lab.view("map").background_colors
        for name in ("point", *(f"class_{number}" for number in range(8))):
            colour = lab.network.get_component_styles(f"plot--{name}").color
            contrast = abs(colour.brightness - background.brightness)
            assert contrast > 0.2, (name, colour, background)

    run_network(story, ascii_only=True)


def test_no_key_is_there_twice() -> None:
    counts = Counter(name for key in TABLE for name in key.keys)
    assert max(counts.values()) == 1
    assert max(Counter(key.id for key in TABLE).values()) == 1


def test_help_lists_every_key(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.press("?")
        assert isinstance(lab.app.screen, HelpScreen)
        whole, *halves = (await lab.help())[:3]
        for key in TABLE:
            assert any(f"{key.shown} {key.help}" in half for half in halves), key
        assert "on a tab: that lab" in whole

    run_network(story, size=(140, 70))


def test_a_divergence_is_told(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.until_seen("■ done")
        at = lab.net.runs[0].diverged_at
        assert at is not None
        assert f"diverged at {at}" in lab.see().text and "1e6 diverged" in lab.see().text
        assert f"at epoch {at}" in lab.see().text
        await lab.press("home")
        assert "diverged" not in lab.see().text

    run_network(story, paused=False, recipes=plain(1e6, 0.1))


def test_z_zooms_and_back_and_the_command_says_so(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        await lab.until_seen("■ done")
        whole = lab.see().text
        await lab.press("z")
        assert "validation loss by epoch, log, zoomed" in lab.see().text and lab.net.settings.follow
        assert " --follow" in lab.network.command_line()
        await lab.press("z")
        assert lab.see().text == whole and " --follow" not in lab.network.command_line()

    run_network(story, paused=False)


def test_the_speed_is_told_while_paused_too(run_network: RunNetwork) -> None:
    async def story(lab: NetworkSession) -> None:
        for key, said in [("minus", "250"), ("minus", "60"), ("plus", "250"), ("plus", "1e3")]:
            await lab.press(key)
            assert f"‖ paused {said}/s " in lab.see().rows[0]

    run_network(story)
