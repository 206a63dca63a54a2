"""What a first start says, once: where to go for the first discovery."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from lrtui.core.stability import Regime
from lrtui.labs.descent.frame import DescentFrame
from lrtui.numbers import brief

FOUND = "found: past {} each step lands farther away"


def state_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file whose being there says that the hint has done its work; None where there is no home.

    See the XDG Base Directory Specification; it says to ignore a path that is not absolute.
    """
    state = Path(environment.get("XDG_STATE_HOME", ""))
    with suppress(RuntimeError):  # no home
        state = state if state.is_absolute() else Path.home() / ".local" / "state"
        return state / "lrtui" / "hint"
    return None


class Hint:
    """Says how to make the run diverge until it has; then says what has been found, as long as that is to be seen.

    It goes for good with the discovery, or when a preset or another lab is chosen: whoever does that has found a way
    of their own. Where nothing can be remembered it comes back at the next start.

    Args:
        path: the file that remembers.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._wanted: bool | None = None
        self._found = False

    def text(self, frame: DescentFrame) -> str:
        """What to say at this moment; empty where there is nothing to say any more."""
        past = frame.run.regime is Regime.OSCILLATING_DIVERGENCE
        if self._wanted is None:
            # What opens past the border, by its command line, has nothing to discover there.
            self._wanted = not past and not self._remembered()
        if self._wanted and (past or frame.preset is not None):
            self._found = past
            self.dismiss()
        self._found = self._found and past and frame.preset is None
        border = brief(frame.run.stability.critical_learning_rate)
        if self._found:
            return FOUND.format(border)
        return f"hold → until η passes {border}" if self._wanted else ""

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
