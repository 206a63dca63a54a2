"""The clock: it ticks at most thirty times a second, gives all the time that passes, and only while a run plays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from textual.timer import Timer
from textual.widget import Widget

from lrtui.labs.descent.screen import DescentScreen
from lrtui.labs.lab import SPEEDS
from lrtui.tui.clock import Clock

from .conftest import on_top

if TYPE_CHECKING:
    from .conftest import RunApp, Session

SLACK = 1e-9


class Owner(Widget):
    """A widget without an app: it keeps its timers, and the test lets them tick."""

    def __init__(self) -> None:
        super().__init__()
        self.running: dict[Timer, tuple[float, Callable[[], Any]]] = {}

    def set_interval(self, interval: float, callback: Any = None, **_: Any) -> Timer:
        timer = _Timer(self, interval)
        self.running[timer] = interval, callback
        return timer


class _Timer(Timer):
    def __init__(self, owner: Owner, interval: float) -> None:
        super().__init__(owner, interval)
        self.owner = owner

    def stop(self) -> None:
        self.owner.running.pop(self, None)


@pytest.mark.parametrize("speed", [0.01, *SPEEDS])
def test_it_ticks_at_most_thirty_times_a_second_and_never_slower_than_the_steps(speed: float) -> None:
    owner, seconds = Owner(), list[float]()
    Clock(owner, seconds.append).run(speed)
    [(interval, tick)] = owner.running.values()
    assert interval >= 1 / 30 - SLACK
    assert interval <= max(1 / speed, 1 / 30) + SLACK
    for _ in range(10):
        tick()
    assert seconds == [pytest.approx(interval)] * 10


def test_another_speed_replaces_the_timer_and_the_same_speed_keeps_it() -> None:
    owner = Owner()
    clock = Clock(owner, lambda _: None)
    clock.run(2.0)
    first = list(owner.running)
    clock.run(2.0)
    assert list(owner.running) == first
    clock.run(4.0)
    assert [interval for interval, _ in owner.running.values()] == [pytest.approx(0.25)]
    assert list(owner.running) != first
    clock.stop()
    clock.stop()
    assert owner.running == {}
    clock.run(4.0)
    assert len(owner.running) == 1


class Timers:
    """The timers of the lab's screen that run."""

    def __init__(self) -> None:
        self.intervals: dict[Timer, float] = {}

    def speeds(self) -> list[float]:
        """How often each of them ticks in a second."""
        return [round(1 / interval, 6) for interval in self.intervals.values()]


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    timers = Timers()
    set_interval, stop = DescentScreen.set_interval, Timer.stop

    def setting(screen: DescentScreen, interval: float, *args: Any, **options: Any) -> Timer:
        timer = set_interval(screen, interval, *args, **options)
        if not options.get("pause"):  # Textual's own waits for something to repaint
            timers.intervals[timer] = interval
        return timer

    def stopping(timer: Timer) -> None:
        timers.intervals.pop(timer, None)
        stop(timer)

    monkeypatch.setattr(DescentScreen, "set_interval", setting)
    monkeypatch.setattr(Timer, "stop", stopping)
    return timers


def test_a_paused_app_has_no_timer_and_takes_no_step(run_app: RunApp, timers: Timers) -> None:
    async def story(lab: Session) -> None:
        assert timers.intervals == {}
        await lab.press("space")
        assert timers.speeds() == [30]
        await lab.until(lambda: lab.see().step > 3)
        await lab.press("space")
        assert timers.intervals == {}
        step, steps_taken = lab.see().step, lab.frame.run.step
        await lab.settle()
        assert (lab.see().step, lab.frame.run.step) == (step, steps_taken) == (steps_taken, step)

    run_app(story, speed=30.0, learning_rate=1.0)


def test_speed_keys_act_at_once(run_app: RunApp, timers: Timers) -> None:
    async def story(lab: Session) -> None:
        assert timers.speeds() == [2]
        for expected in (4, 8, 15, 30, 30, 30, 30):
            await lab.press("+")
            assert timers.speeds() == [expected]
        step = lab.see().step
        await lab.until(lambda: lab.see().step > step + 100)  # faster than the clock ticks: several steps a tick
        await lab.press(*"-" * 9)
        assert timers.speeds() == [0.5]

    run_app(story, paused=False, learning_rate=1.0)


@pytest.mark.parametrize("key", ["b", "n"])
def test_a_step_by_hand_stops_the_clock(run_app: RunApp, timers: Timers, key: str) -> None:
    async def story(lab: Session) -> None:
        assert timers.intervals != {}
        await lab.press(key)
        assert timers.intervals == {}
        assert "paused" in lab.see().rows[0]

    run_app(story, paused=False, steps=3)


def test_the_end_of_a_run_stops_the_clock_and_another_rate_starts_it(run_app: RunApp, timers: Timers) -> None:
    async def story(lab: Session) -> None:
        await lab.until(lambda: "converged" in lab.see().rows[0])
        assert timers.intervals == {}
        await lab.press("L", "L")  # η = 1 has no end
        assert timers.speeds() == [30]

    run_app(story, learning_rate=0.8, paused=False, speed=1000.0)


@pytest.mark.parametrize("key", ["?", "e", "y"])
def test_time_stands_still_while_something_lies_over_the_lab(run_app: RunApp, timers: Timers, key: str) -> None:
    async def story(lab: Session) -> None:
        await lab.until(lambda: lab.frame.run.step > 2)
        await lab.press(key)
        assert timers.intervals == {}
        step = lab.frame.run.step
        await lab.settle()
        assert lab.frame.run.step == step
        await lab.press("escape")
        assert timers.speeds() == [30]
        await lab.until(lambda: lab.see().step > step)

    run_app(story, paused=False, speed=30.0, learning_rate=1.0)


@pytest.mark.parametrize("keys", ["?", "e", "y"])
def test_what_opens_together_with_play_stops_the_time_too(run_app: RunApp, timers: Timers, keys: str) -> None:
    async def story(lab: Session) -> None:
        await lab.press_together("space", keys)
        assert not isinstance(on_top(lab.app), DescentScreen)
        assert timers.intervals == {}
        await lab.press("escape")
        assert timers.speeds() == [2]

    run_app(story, learning_rate=1.0)


def test_a_run_plays_at_its_speed_whatever_the_clock_ticks(run_app: RunApp) -> None:
    async def story(lab: Session) -> None:
        # A second of ticks, given by hand: as many steps as the speed says.
        for speed in SPEEDS:
            await lab.press("r", "space")
            lab.screen.lab.advance(0)
            before, ticks = lab.frame.run.step, max(round(min(speed, 30)), 1)
            for _ in range(2 * ticks):
                lab.screen.lab.advance(1 / min(speed, 30))
            assert lab.frame.run.step - before == pytest.approx(2 * ticks * speed / min(speed, 30), abs=1)
            await lab.press("space", "+")

    run_app(story, learning_rate=1.0, speed=0.5)
