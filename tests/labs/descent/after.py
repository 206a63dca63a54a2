"""Labs and frames after some actions, for the tests of the descent lab."""

from __future__ import annotations

from lrtui.labs.actions import Action
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings


def lab_after(*actions: Action, **fields: object) -> DescentLab:
    """A lab with these settings that has done the actions."""
    lab = DescentLab(DescentSettings(**fields))  # type: ignore[arg-type]
    for action in actions:
        lab.act(action)
    return lab


def frame_after(*actions: Action, **fields: object) -> DescentFrame:
    """What such a lab shows."""
    return lab_after(*actions, **fields).frame()
