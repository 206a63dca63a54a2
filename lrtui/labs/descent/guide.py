"""The first minute: a line that says what to try, sees that it was done, and leads on; and a story for who only looks.

Both come at a first start alone. Whoever has been led to the end, or has found a way of their own, sees them no more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from lrtui.core.stability import Regime
from lrtui.labs.descent.frame import DescentFrame
from lrtui.numbers import brief

STORY = (0.1, 0.5, 0.8, 1.0, 1.2)
"""The rates that a run begins again with while nobody touches anything, as shares of the critical one."""

SECONDS = 8.0
"""How long each of them is shown."""


class Stage(NamedTuple):
    """One thing to try.

    Attributes:
        text: what to do; ``{best}`` and ``{critical}`` stand for the rates of that name.
        done: whether a frame shows that it was done.
    """

    text: str
    done: Callable[[DescentFrame], bool]


def _share(frame: DescentFrame) -> float:
    """η as a share of the critical rate; the guide is about the parabola."""
    stability = frame.run.stability
    if stability is None or frame.parabola is None:
        return 0.0
    return frame.run.learning_rate / stability.critical_learning_rate


STAGES = (
    Stage("hold → : bigger steps", lambda frame: _share(frame) > 0.25),
    Stage("go on to η = {best}: one step lands", lambda frame: _share(frame) >= 0.5),
    Stage("beyond {best} it overshoots: hold →", lambda frame: _share(frame) > 0.75),
    Stage("at η = {critical} it hops for ever: go there", lambda frame: _share(frame) >= 1.0),
    Stage("beyond {critical} it blows up: → once more", lambda frame: _share(frame) > 1.0),
    Stage("m, then ← : change η on the way", lambda frame: frame.settings.live and bool(frame.changes)),
    Stage("f : another function", lambda frame: frame.parabola is None),
    Stage("enter : the same limit in a network", lambda frame: not frame.settings.live),
)
"""From small steps to a run that blows up, how to bring it back, and where the same holds. All but the last are shown
on the parabola."""


def state_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file whose being there says that the guide has done its work; None where there is no home.

    See the XDG Base Directory Specification; it says to ignore a path that is not absolute.
    """
    state = Path(environment.get("XDG_STATE_HOME", ""))
    with suppress(RuntimeError):  # no home
        state = state if state.is_absolute() else Path.home() / ".local" / "state"
        return state / "lrtui" / "hint"
    return None


class Guide:
    """Leads from stage to stage until the last is done, or until a preset or another lab is chosen.

    Where nothing can be remembered it comes back at the next start.

    Args:
        path: the file that remembers.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stage: int | None = None
        self._wanted = True

    @property
    def wanted(self) -> bool:
        """Whether there is something left to say."""
        return self._wanted

    def text(self, frame: DescentFrame) -> str:
        """What to try at this moment; empty where there is nothing left."""
        if self._stage is None:
            self._stage = 0
            # What opens past the border, by its command line, has nothing to discover there.
            self._wanted = frame.run.regime is not Regime.OSCILLATING_DIVERGENCE and not self._remembered()
        if self._wanted and frame.preset is not None:
            self.dismiss()
        while self._wanted and STAGES[self._stage].done(frame):
            self._stage += 1
            if self._stage == len(STAGES) - 1:
                self._remember()  # all is done; the last is an offer
            elif self._stage == len(STAGES):
                self.dismiss()
        if not self._wanted or not frame.run.is_plain or (frame.parabola is None and self._stage < len(STAGES) - 1):
            return ""
        text, stability = STAGES[self._stage].text, frame.run.stability
        if stability is None:
            return text
        rates = {"best": stability.best_learning_rate, "critical": stability.critical_learning_rate}
        return text.format(**{name: brief(rate) for name, rate in rates.items()})

    def dismiss(self) -> None:
        """Stay away from now on, and at later starts."""
        if self._wanted:
            self._wanted = False
            self._remember()

    def _remembered(self) -> bool:
        with suppress(OSError):
            return self._path is not None and self._path.exists()
        return False

    def _remember(self) -> None:
        with suppress(OSError):
            if self._path is not None:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._path.touch()
