"""All that a lab's screen knows of the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from lrtui.tui.gate import FrameGate

if TYPE_CHECKING:
    from lrtui.tui.screens.lab import LabScreen
    from lrtui.tui.tour import Tour


class Host(Protocol):
    """The app, as a lab's screen sees it."""

    VISITORS: bool
    """Whether strangers sit at the keyboard."""
    gate: FrameGate
    """Whether a frame may go out."""
    teaches: bool
    """Whether to say at a first start where to go for the first discovery."""
    tour: Tour
    """Plays the labs by itself."""

    @property
    def labs(self) -> Mapping[str, LabScreen[Any, Any]]:
        """The labs that one has been to, by name."""

    async def show(self, name: str) -> None:
        """Show another lab; the one that is left waits as it is."""

    async def open(self, settings: Any) -> None:
        """Show the settings' lab in their state, whatever is on the screen now."""
