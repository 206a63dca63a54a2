"""The parabola lab as a person uses it: keys in, numbers on the screen out, compared with the closed form.

On f(x) = a·x² the k-th iterate is x₀·(1 − 2aη)ᵏ.
"""

from __future__ import annotations

import json
import math
import re
import shlex
from typing import TYPE_CHECKING

import numpy as np
import pytest
from textual import events

from lrtui.cli import main
from lrtui.labs.descent.settings import CAMERAS
from lrtui.labs.lab import SPEEDS
from lrtui.tui.screens.command import CommandScreen

if TYPE_CHECKING:
    from .conftest import RunApp, Seen, Session

FASTEST = max(SPEEDS)


def test_twenty_times_right_from_0_8_is_exactly_one_and_one_more_diverges(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press(*["right"] * 20)
        seen = lab.see()
        assert lab.frame.run.learning_rate == 1.0
        assert seen.rate == "1.000"
        assert "two-cycle" in seen.text.lower()
        await lab.press("right")
        seen = lab.see()
        assert seen.rate == "1.010"
        assert "diverges" in seen.text.lower()
        assert "two-cycle" not in seen.text.lower()

    run_app(story, learning_rate=0.8)


def test_a_held_key_counts_every_repeat(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press_together(*["l"] * 20)
        assert lab.see().rate == "1.000"
        await lab.press_together(*["n"] * 7)
        assert lab.see().step == 7
        assert lab.see().x == 1

    run_app(story, learning_rate=0.8)


def test_b_walks_back_through_every_step_of_a_run(run_app: RunApp) -> None:
    steps = 55  # |x| = 0.6⁵⁵ is the first below 1e-12

    async def story(lab: Session) -> None:
        await lab.press("end")
        assert "converged" in lab.see().rows[0]
        for k in range(steps, -1, -1):
            seen = lab.see()
            assert seen.step == k
            assert seen.x == pytest.approx(-1 * (1 - 2 * 0.8) ** k, rel=1e-9)
            assert seen.number("f") == pytest.approx(0.6 ** (2 * k), rel=1e-9)
            await lab.press("b")
        assert lab.see().step == 0  # there is nothing before it

    run_app(story, learning_rate=0.8)


def test_what_if_computes_the_whole_run_again(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press(*["n"] * 6)
        for presses in range(1, 6):
            await lab.press("right")
            x = -1 * (1 - 2 * (0.8 + 0.01 * presses)) ** np.arange(7)
            frame, seen = lab.frame, lab.see()
            np.testing.assert_allclose(frame.run.iterates, x, rtol=1e-12)
            np.testing.assert_allclose(frame.run.before, x[:-1], rtol=1e-12)
            np.testing.assert_allclose(frame.run.after, x[1:], rtol=1e-12)
            assert frame.changes == ()
            assert seen.step == 6
            assert seen.x == pytest.approx(x[6], rel=1e-9)

    run_app(story, learning_rate=0.8)


def _tick_column(seen: Seen, row: int, label: str, start: int, stop: int) -> int:
    """The column at which a label of a horizontal axis stands, which it is centred on."""
    match = re.search(rf"(?<![-.\d]){re.escape(label)}(?![.\d])", seen.rows[row][start:stop])
    assert match is not None, f"{label!r} is not among the labels {seen.rows[row][start:stop]!r}"
    return start + match.start() + len(label) // 2


def test_a_live_change_bends_the_history_and_is_marked_there(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("n", "n", "n", "n")
        area = lab.view("history").content_region
        style = lab.app.screen.get_component_rich_style("plot--change")
        assert style.color is not None and style.color.triplet is not None
        change = style.color.triplet.hex

        def marked(seen: Seen) -> set[int]:
            dots = [(row, column) for row, column in seen.styles if "\u2800" < seen.rows[row][column] <= "\u28ff"]
            return {c for r, c in dots if area.contains(c, r) and seen.styles[r, c].startswith(change)}

        assert marked(lab.see()) == set()
        await lab.press("m", *["left"] * 10, "n", "n", "n")
        x = -1 * (1 - 2 * 0.8) ** 4 * (1 - 2 * 0.7) ** np.arange(4)
        frame, seen = lab.frame, lab.see()
        assert frame.changes == (4,)
        np.testing.assert_allclose(frame.run.iterates[4:], x, rtol=1e-12)
        np.testing.assert_allclose(frame.run.iterates[:5], -1 * (1 - 2 * 0.8) ** np.arange(5), rtol=1e-12)
        assert seen.x == pytest.approx(x[3], rel=1e-9)
        assert "live" in seen.rows[0]
        assert seen.rate == "0.700"
        # The slope of the line is what it was up to step 4, and another one from there on.
        slopes = np.diff(np.log10(np.abs(frame.run.iterates)))
        np.testing.assert_allclose(slopes, [math.log10(0.6)] * 4 + [math.log10(0.4)] * 3, rtol=1e-9)
        labels = area.bottom - 1
        zero, ten = (_tick_column(seen, labels, label, area.x, area.right) for label in ("0", "10"))
        changed = zero + (ten - zero) * 4 / 10
        columns = marked(seen)
        assert columns and all(abs(column - changed) <= 1 for column in columns)
        # Each stretch has its η at its top.
        top = seen.rows[area.y]
        assert zero <= top.index("η 0.8") < changed < top.index("η 0.7", area.x) <= changed + 2

    run_app(story, size=(140, 45), learning_rate=0.8)


def test_the_measured_growth_of_the_step_before_a_change_names_its_own_rate(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.press("n", "n", "m", "L", "L", "L")
        seen = lab.see()
        assert seen.rate == "1.100"
        assert seen.number("measured") == pytest.approx(0.6, abs=5e-4)
        assert re.search(r"measured 0\.600 +at η (= )?0\.800", seen.text)

    run_app(story, learning_rate=0.8)


# With η = 1.2 the factor is −1.4; f(x) = x² is finite up to |x| = √1.8e308.
OVERFLOW_STEP = math.floor(math.log(math.sqrt(1.7976931348623157e308)) / math.log(1.4))


@pytest.mark.parametrize(
    ("rate", "word", "last"),
    [(1.2, "overflow", OVERFLOW_STEP), (0.8, "converged", 55), (0.5, "converged", 1), (0.0, "frozen", 0)],
)
def test_a_run_played_to_its_end_says_why_it_ended_and_can_be_woken(
    run_app: RunApp, rate: float, word: str, last: int
) -> None:
    async def story(lab: Session) -> None:
        await lab.until(lambda: word in lab.see().rows[0])
        assert lab.see().step == last
        # Where the name of the step is long, digits give way.
        assert lab.see().x == pytest.approx(-1 * (1 - 2 * rate) ** last, rel=1e-6)
        assert not lab.frame.playing
        await lab.press("b")  # another key still acts
        assert lab.see().step == max(last - 1, 0)
        await lab.press("n")
        assert word in lab.see().rows[0]
        # Under η = 1 there is no end; what was paused by `b` plays on.
        await lab.press("e", *"1", "enter", "space")
        await lab.until(lambda: lab.see().step > last)
        assert abs(lab.see().x) == 1

    run_app(story, learning_rate=rate, paused=False, speed=FASTEST)


def test_a_new_rate_wakes_a_run_that_has_ended_without_a_further_key(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.until(lambda: "overflow" in lab.see().rows[0])
        await lab.press("e", *"1", "enter")
        await lab.until(lambda: lab.see().step > OVERFLOW_STEP)

    run_app(story, learning_rate=1.2, paused=False, speed=FASTEST)


def test_space_pauses_goes_on_and_at_the_end_plays_again(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        await lab.until(lambda: lab.see().step >= 2)
        await lab.press("space")
        assert "paused" in lab.see().rows[0]
        step = lab.see().step
        await lab.press("space")
        assert "paused" not in lab.see().rows[0]
        await lab.until(lambda: lab.see().step > step)
        await lab.press("end", "end")
        assert lab.see().step == 55
        await lab.press("space")
        assert lab.see().step < 55
        assert lab.frame.playing
        await lab.until(lambda: lab.see().step > 2)

    run_app(story, learning_rate=0.8, paused=False, speed=8.0)


def _growth(lab: Session) -> tuple[str, str]:
    """The growth factor as it is written, large where there is room for it, and the word beside it."""
    seen, area = lab.see(), lab.view("readout").content_region
    rows = [row[area.x : area.right] for row in seen.rows[area.y : area.y + 3]]
    verdict = re.search(r"[▼■▲] (\w+)", "".join(rows))
    assert verdict is not None
    text = re.match(r" ([\d.]+) ", rows[0])
    return text[1] if text else seen.large(area.y + 1, area.x + 1), verdict[1]


@pytest.mark.parametrize("size", [(60, 18), (140, 45)])
def test_growth_on_the_screen_is_the_formula_the_measurement_and_the_report(
    run_app: RunApp, capsys: pytest.CaptureFixture[str], size: tuple[int, int]
) -> None:
    rates = [-0.1, 0.1, 0.499, 0.8, 0.9999, 1.0, 1.0001, 1.2, 60.0]
    reports = {}
    for rate in rates:
        main(["--lr", repr(rate), "--steps", "3", "--print", "json"])
        reports[rate] = json.loads(capsys.readouterr().out)

    async def story(lab: Session) -> None:
        async def show(rate: float) -> None:
            await lab.reopen(learning_rate=rate)
            growth, report = abs(1 - 2 * rate), reports[rate]
            seen = lab.see()
            formula, verdict = _growth(lab)
            shown = float(formula)
            last_digit = 0.5 * 10 ** -len(formula.partition(".")[2])
            assert shown == pytest.approx(growth, abs=last_digit)
            assert (shown == 1) == (growth == 1)  # it never reads as 1 unless it is
            assert verdict == ("holds" if growth == 1 else "grows" if growth > 1 else "shrinks")
            assert seen.number("measured") == shown
            assert report["growth_factor"] == pytest.approx(shown, abs=last_digit)
            assert report["steps"][3]["growth"] == pytest.approx(shown, abs=last_digit)
            assert report["steps"][3]["x"] == pytest.approx(seen.x, rel=1e-9)

        await lab.each(rates, show)

    run_app(story, steps=3, size=size)


def test_from_the_minimum_there_is_no_growth_to_measure(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        assert re.search(r"measured —", lab.see().text)
        await lab.press("n", "right", "n")
        assert re.search(r"measured —", lab.see().text)
        assert lab.see().number("x₀") == 0

    run_app(story, x0=0.0)


def test_y_shows_a_command_that_gives_the_x_on_the_screen(run_app: RunApp, capsys: pytest.CaptureFixture[str]) -> None:
    # A run with a start, a curvature and a rate of its own, changed on the way.
    x0, before, after = -1 + 0.1 - 1, 1 - 2 * 0.7 * 0.8, 1 - 2 * 0.7 * (0.8 - 0.1 - 0.001)
    x = x0 * before**5 * after**3
    commands = []

    async def story(lab: Session) -> None:
        await lab.press("n", "n", "n", "up", "J", "e", *"a 0.7", "enter", "n", "n", "m", "H", ",", "n", "n", "n")
        assert lab.see().x == pytest.approx(x, rel=1e-9)
        await lab.press("y")
        screen = lab.app.screen
        assert isinstance(screen, CommandScreen)
        assert all(word in lab.see().text for word in screen.command.split())
        commands.append(screen.command)
        await lab.press("x")
        assert not isinstance(lab.app.screen, CommandScreen)

    run_app(story, learning_rate=0.8)
    program, *arguments = shlex.split(commands[0])
    assert program == "lrtui"
    main([*arguments, "--print", "json"])
    assert json.loads(capsys.readouterr().out)["steps"][-1] == {
        "step": 8,
        "learning_rate": 0.699,
        "x": pytest.approx(x, rel=1e-9),
        "f": pytest.approx(0.7 * x**2, rel=1e-9),
        "gradient": pytest.approx(2 * 0.7 * x, rel=1e-9),
        "growth": pytest.approx(abs(after), rel=1e-9),
    }


def _labels_of_x(lab: Session) -> int:
    """The row of the screen with the labels of the picture's x-axis."""
    area = lab.view("picture").content_region
    rows = [row[area.x : area.right] for row in lab.see().rows[area.y : area.bottom]]
    zero = next(number for number, row in enumerate(rows) if row.startswith("     0┤"))
    return area.y + next(number for number, row in enumerate(rows) if number > zero and re.search(r"\d", row))


def _x_labels(lab: Session) -> list[float]:
    area = lab.view("picture").content_region
    return [float(word) for word in lab.see().rows[_labels_of_x(lab)][area.x : area.right].split()]


def _half_width(lab: Session) -> float:
    """How far the picture reaches to both sides of 0, by its labels: to about a cell."""
    area, row, seen = lab.view("picture").content_region, _labels_of_x(lab), lab.see()
    largest = max(_x_labels(lab))
    zero, tick = (_tick_column(seen, row, label, area.x, area.right) for label in ("0", f"{largest:g}"))
    return largest * (area.width - 7) / 2 / (tick - zero)


def test_the_wheel_zooms(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        area = lab.view("picture").region
        x, y = area.x + area.width // 2, area.y + area.height // 2
        widest = [max(_x_labels(lab))]
        for kind in (events.MouseScrollDown, events.MouseScrollDown, events.MouseScrollUp, events.MouseScrollUp):
            lab.app.post_message(kind(None, x, y, 0, 0, 0, False, False, False))
            await lab.settle()
            widest.append(max(_x_labels(lab)))
            assert lab.see().number("x₀") == -1
        assert widest[2] > widest[0]
        assert widest[2] >= widest[1] >= widest[0]
        assert widest[4] == widest[0]

    run_app(story)


def test_z_lets_the_window_follow_the_iterates_hold_the_whole_run_and_stand_again(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        standing = max(_x_labels(lab))
        await lab.press("z")
        # x₂₀ is 0.6²⁰ ≈ 3.7e-5: the window is as wide as that, and no wider than a zoom step.
        assert 0.6**20 / 10 < max(_x_labels(lab)) < 0.6**19 * 5
        await lab.press("z")
        assert 1 <= _half_width(lab) < 2  # the whole run began at −1
        await lab.press("z")
        assert max(_x_labels(lab)) == standing

    run_app(story, learning_rate=0.8, steps=20)


@pytest.mark.parametrize("camera", CAMERAS)
def test_an_iterate_is_in_the_picture_or_an_arrow_with_its_value_is_at_the_edge(run_app: RunApp, camera: str) -> None:
    async def story(lab: Session) -> None:
        area = lab.view("picture").content_region
        outside = 0
        for step in range(1, 16):
            await lab.press("n")
            x, half, seen = -((-1.4) ** step), _half_width(lab), lab.see()
            assert seen.x == pytest.approx(x, rel=1e-9)
            rows = [row[area.x : area.right] for row in seen.rows[area.y : area.bottom]]
            found = [(row, match) for row in rows if (match := re.search(r"(◀ )?x[₀-₉]+ = (\S+)( ▶)?", row))]
            if not found:
                assert abs(x) <= 1.05 * half
                continue
            outside += 1
            ((row, match),) = found
            assert abs(x) >= 0.95 * half
            assert float(match[2]) == pytest.approx(x, rel=5e-3)
            assert row.endswith(" ▶") if x > 0 else row.startswith(" " * 7 + "◀ "), row
        # The window that stands is left, and then draws back.
        assert 0 < outside < 8 if camera == "hold" else outside == 0
        assert _half_width(lab) > 50

    run_app(story, learning_rate=1.2, camera=camera)


def test_a_number_that_is_shown_is_whole(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        async def show(case: tuple[float, int]) -> None:
            rate, steps = case
            await lab.reopen(learning_rate=rate, steps=steps)
            seen = lab.see()
            assert seen.step == steps
            # What is cut off at its end reads as another number, above all where that is its exponent.
            assert seen.x == pytest.approx(-1 * (1 - 2 * rate) ** steps, rel=1e-3)
            assert seen.number("f") == pytest.approx(((1 - 2 * rate) ** steps) ** 2, rel=1e-3)

        await lab.each([(0.0001, 100_000), (1.0001, 1_000_000), (-0.0003, 123_456)], show)

    run_app(story, tolerance=0.0)


def test_where_the_lab_opens_is_where_its_settings_say(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        seen = lab.see()
        assert seen.step == 4
        assert seen.x == pytest.approx(2 * (1 - 2 * 3 * 0.3) ** 4, rel=1e-9)
        assert "f(x) = 3·x²" in seen.text

    run_app(story, learning_rate=0.3, x0=2.0, a=3.0, steps=4)
