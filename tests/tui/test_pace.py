"""The pace of frames, second by second: one in flight, and what is made of a terminal that says nothing."""

from __future__ import annotations

from asyncio import BaseEventLoop, TimerHandle
from collections.abc import Callable
from contextvars import Context
from itertools import pairwise
from typing import TypeVarTuple

import pytest

from lrtui.tui.pace import LONGEST, PATIENCE, SHORTEST, UNANSWERED, Pace

Ts = TypeVarTuple("Ts")

A_MOMENT = 1e-6
"""Seconds; less than anything here depends on."""


class Loop(BaseEventLoop):
    """Has the time and the timers of an event loop, and lets time pass when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.close()  # nothing runs in it
        self.now = 1000.0
        self.timers: list[tuple[TimerHandle, Callable[[], object]]] = []

    def time(self) -> float:
        return self.now

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> TimerHandle:
        assert delay >= 0
        handle = TimerHandle(self.now + delay, callback, args, self)
        self.timers.append((handle, lambda: callback(*args)))
        return handle

    def _timer_handle_cancelled(self, handle: TimerHandle) -> None:
        self.timers = [timer for timer in self.timers if timer[0] is not handle]

    def pass_time(self, seconds: float) -> None:
        """So many seconds; what becomes due meanwhile is called at its time."""
        end = self.now + seconds
        while due := [timer for timer in self.timers if timer[0].when() <= end]:
            handle, callback = min(due, key=lambda timer: timer[0].when())
            self.timers = [timer for timer in self.timers if timer[0] is not handle]
            self.now = handle.when()
            callback()
        self.now = end


class Line:
    """A pace, and all that it does, by the seconds since the first frame.

    Attributes:
        asked: when a question was sent.
        free: when the next frame was let go.
        idle: whether all that was sent has left the program.
    """

    def __init__(self) -> None:
        self.loop = Loop()
        self.begun = self.loop.now
        self.asked: list[float] = []
        self.free: list[float] = []
        self.idle = True
        self.pace = Pace(
            self.loop,
            ask=lambda: self.asked.append(self.seconds),
            idle=lambda: self.idle,
            let_go=lambda: self.free.append(self.seconds),
        )

    @property
    def seconds(self) -> float:
        return self.loop.now - self.begun

    def answer_after(self, seconds: float) -> None:
        """The answer is here after so many seconds, and what it allows has been done."""
        self.loop.pass_time(seconds)
        self.pace.answered()
        self.loop.pass_time(0)


@pytest.fixture
def line() -> Line:
    """No frame has been sent yet."""
    return Line()


@pytest.fixture
def answering(line: Line) -> Line:
    """A terminal that has answered the first frame; the seconds count anew."""
    line.pace.sent()
    line.answer_after(0.1)
    assert len(line.free) == 1
    line.begun = line.loop.now
    line.asked, line.free = [], []
    return line


@pytest.fixture
def silent(line: Line) -> Line:
    """A terminal that has not answered the first frame; the seconds count anew."""
    line.pace.sent()
    line.loop.pass_time(PATIENCE)
    assert len(line.free) == 1
    line.begun = line.loop.now
    line.asked, line.free = [], []
    return line


# ------------------------------------------------------------------------------------------ a terminal that answers


def test_nothing_is_in_flight_and_nothing_is_asked_before_the_first_frame(line: Line) -> None:
    assert not line.pace.held and not line.pace.asked
    line.loop.pass_time(60)
    assert (line.asked, line.free) == ([], [])


def test_a_frame_is_followed_by_a_question_and_held_until_the_answer(line: Line) -> None:
    line.pace.sent()
    assert line.asked == [0] and line.pace.held and line.pace.asked
    line.loop.pass_time(PATIENCE - A_MOMENT)
    assert line.pace.held and line.free == []
    line.pace.answered()
    line.loop.pass_time(0)
    assert line.free == [pytest.approx(PATIENCE, abs=2 * A_MOMENT)]
    assert not line.pace.held and not line.pace.asked and line.loop.timers == []


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.02, SHORTEST, 0.034, 0.2, 0.9])
def test_the_next_frame_waits_for_the_answer_and_for_a_thirtieth_of_a_second(line: Line, seconds: float) -> None:
    line.pace.sent()
    line.answer_after(seconds)
    line.loop.pass_time(1)
    assert line.free == [pytest.approx(max(seconds, SHORTEST))]
    assert line.asked == [0]  # once a frame, and not again while nothing is sent


def test_frames_come_as_fast_as_the_answers_and_thirty_a_second_at_the_most(line: Line) -> None:
    def frames_in(seconds: float, *, away: float) -> int:
        before, end = len(line.free), line.loop.now + seconds
        while line.loop.now < end - A_MOMENT:
            free = len(line.free)
            line.pace.sent()
            line.answer_after(away)
            line.loop.pass_time(max(SHORTEST - away, 0))
            assert len(line.free) == free + 1
        assert len(line.asked) == len(line.free)
        return len(line.free) - before

    assert frames_in(2, away=0.001) == 60
    assert frames_in(2, away=0.1) == 20
    assert frames_in(2, away=0.5) == 4


def test_an_answer_that_nobody_asked_for_lets_nothing_go_twice(answering: Line) -> None:
    """Some keys look like an answer."""
    answering.pace.answered()
    answering.loop.pass_time(1)
    assert answering.free == []
    answering.pace.sent()
    answering.answer_after(0.1)
    answering.pace.answered()
    answering.loop.pass_time(1)
    assert answering.free == [pytest.approx(0.1 + 1)]


# ------------------------------------------------------------------------------- a terminal that has never answered


def test_without_an_answer_within_a_second_it_goes_on_slowly_and_asks_no_more(line: Line) -> None:
    line.pace.sent()
    line.loop.pass_time(PATIENCE)
    assert line.free == [PATIENCE] and not line.pace.held
    for _ in range(20):
        line.pace.sent()
        assert line.pace.held
        line.loop.pass_time(UNANSWERED)
    assert line.asked == [0]
    assert [later - earlier for earlier, later in pairwise(line.free)] == [pytest.approx(UNANSWERED)] * 20


def test_on_a_silent_terminal_no_frame_is_let_go_before_the_last_has_left(silent: Line) -> None:
    silent.pace.sent()
    silent.idle = False
    silent.loop.pass_time(10)
    assert silent.pace.held and silent.free == []
    silent.idle = True
    silent.loop.pass_time(UNANSWERED + A_MOMENT)
    assert len(silent.free) == 1 and not silent.pace.held


def test_a_stalled_line_is_not_taken_for_a_silent_terminal(line: Line) -> None:
    line.idle = False
    line.pace.sent()
    line.loop.pass_time(60)
    assert line.pace.held and line.free == [] and line.asked == [0]
    line.idle = True  # the frame and the question have left at last
    line.answer_after(0.5)
    assert line.free == [60.5]
    line.pace.sent()
    assert len(line.asked) == 2  # it counts as one that answers


def test_a_terminal_behind_a_stalled_line_has_a_second_from_then_on_at_the_most(line: Line) -> None:
    line.idle = False
    line.pace.sent()
    line.loop.pass_time(10.5)
    line.idle = True
    line.loop.pass_time(PATIENCE)
    assert len(line.free) == 1
    line.pace.sent()
    assert line.asked == [0]


def test_a_late_answer_brings_the_questions_back(silent: Line) -> None:
    silent.pace.sent()
    assert silent.asked == []
    silent.answer_after(0.1)
    silent.loop.pass_time(UNANSWERED)
    assert len(silent.free) == 1
    silent.pace.sent()
    assert len(silent.asked) == 1
    silent.answer_after(0.1)
    assert len(silent.free) == 2


def test_a_late_answer_between_two_frames_brings_the_questions_back(silent: Line) -> None:
    silent.pace.answered()
    silent.loop.pass_time(1)
    assert silent.free == []
    silent.pace.sent()
    assert len(silent.asked) == 1


# --------------------------------------------------------------------------------- a terminal that answers no longer


def test_a_terminal_that_falls_silent_is_asked_ever_less_often_and_gets_no_frame(answering: Line) -> None:
    answering.pace.sent()
    answering.loop.pass_time(200)
    assert answering.asked == pytest.approx([0, 1, 3, 7, 15, 31, 61, 91, 121, 151, 181])
    assert max(later - earlier for earlier, later in pairwise(answering.asked)) == pytest.approx(LONGEST)
    assert answering.free == [] and answering.pace.held


def test_its_answer_lets_the_next_frame_go_at_once_and_patience_begins_anew(answering: Line) -> None:
    answering.pace.sent()
    answering.answer_after(20)
    assert answering.free == [pytest.approx(20)] and answering.loop.timers == []
    asked = len(answering.asked)
    answering.pace.sent()
    answering.loop.pass_time(4)
    assert [seconds - 20 for seconds in answering.asked[asked:]] == pytest.approx([0, 1, 3])


def test_it_is_not_asked_again_while_the_line_is_stalled(answering: Line) -> None:
    answering.idle = False
    answering.pace.sent()
    answering.loop.pass_time(30)
    assert answering.asked == [0]
    answering.idle = True
    answering.loop.pass_time(PATIENCE)
    assert len(answering.asked) == 2 and answering.free == []


# ------------------------------------------------------------------------------------------------------------ its end


@pytest.mark.parametrize("kind", ["line", "answering", "silent"])
def test_stop_lets_nothing_be_in_flight_and_nothing_be_waited_for(kind: str, request: pytest.FixtureRequest) -> None:
    line: Line = request.getfixturevalue(kind)
    line.pace.sent()
    asked = list(line.asked)
    line.pace.stop()
    assert not line.pace.held and line.loop.timers == []
    line.loop.pass_time(100)
    line.pace.answered()
    line.loop.pass_time(100)
    assert (line.asked, line.free) == (asked, [])


def test_stop_forgets_a_frame_that_was_about_to_be_let_go_and_the_next_begins_anew(line: Line) -> None:
    line.pace.sent()
    line.answer_after(0)
    line.pace.stop()
    line.loop.pass_time(1)
    assert line.free == []
    line.pace.sent()
    line.answer_after(0.1)
    assert line.free == [pytest.approx(1.1)]


def test_after_stop_an_answer_is_known_to_be_still_to_come(line: Line) -> None:
    """Whoever gives the terminal back takes it away before the shell sees it."""
    line.pace.sent()
    line.pace.stop()
    assert line.pace.asked
    line.pace.answered()
    assert not line.pace.asked
