"""Its screen."""

from __future__ import annotations

from lrtui.tui.about import Help
from lrtui.tui.screens.lab import LabScreen

from .figures import LOOK
from .keys import MOUSE
from .lab import CountingFrame, CountingLab
from .settings import CountingSettings


class CountingScreen(LabScreen[CountingSettings, CountingFrame]):
    """It shows the count."""

    ABOUT = Help("Counting: how far?", "One and one is two.", (("numbers", "Peano"),), MOUSE)
    EXAMPLES = "by 2"
    TYPED = "by"

    def __init__(self, settings: CountingSettings, *, ascii_only: bool = False) -> None:
        super().__init__(CountingLab(settings), LOOK, ascii_only=ascii_only)


SCREEN = CountingScreen
