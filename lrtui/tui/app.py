"""The app: one screen a lab, and what holds in all of them."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from lrtui.labs.settings import LABS, NetworkSettings, ParabolaSettings, Settings
from lrtui.tui.ascii_filter import AsciiFilter
from lrtui.tui.driver import exact
from lrtui.tui.screens.lab import LabScreen


class LrtuiApp(App[None]):
    """Opens one lab.

    Args:
        settings: the state in which the lab opens.
        ascii_only: whether to draw with ASCII characters only.
    """

    TITLE = "lrtui"
    CSS_PATH = "lrtui.tcss"
    ENABLE_COMMAND_PALETTE = False
    # Priority for the keys with ctrl, so that they quit from a dialog as well; a plain q can be typed there.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "quit", priority=True, show=False, system=True) for key in ("ctrl+q", "ctrl+c")
    ]

    def __init__(self, settings: Settings, *, ascii_only: bool = False) -> None:
        self._settings = settings
        self._ascii_only = ascii_only
        # The mode that Textual starts in: its default screen is the lab's, and no empty one comes before it.
        self.DEFAULT_MODE = next(name for name, kind in LABS.items() if isinstance(settings, kind))  # type: ignore[misc]
        super().__init__()

    def get_default_screen(self) -> LabScreen:
        """The lab that the app opens with."""
        return self._lab_screen(self._settings)

    def on_mount(self) -> None:
        """From now on one can go to the other labs, which are made, with their defaults, when one does, and back."""
        for name, defaults in LABS.items():
            self.add_mode(name, partial(self._lab_screen, defaults()))
        self.call_after_refresh(_collect_garbage_again)

    async def action_lab(self, name: str) -> None:
        """Show another lab; the one that is left waits as it is."""
        await self.switch_mode(name)

    def _lab_screen(self, settings: Settings) -> LabScreen:
        """The screen of the settings' lab; the other labs need not be loaded for it."""
        if isinstance(settings, ParabolaSettings):
            from lrtui.tui.screens.parabola import ParabolaScreen

            return ParabolaScreen(settings, ascii_only=self._ascii_only)
        if isinstance(settings, NetworkSettings):
            from lrtui.tui.screens.network import NetworkScreen

            return NetworkScreen(settings, ascii_only=self._ascii_only)
        from lrtui.tui.screens.choose import ChooseScreen

        return ChooseScreen(settings, ascii_only=self._ascii_only)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send what has changed, and no more."""
        super()._display(screen, exact(renderable))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes on its way to the terminal."""
        filters = super().get_line_filters()
        return [*filters, AsciiFilter()] if self._ascii_only else filters

    def on_key(self, event: events.Key) -> None:
        """Hand a key that nobody has taken to the field that is being opened."""
        type_ahead = getattr(self.screen, "type_ahead", None)
        if type_ahead is not None:
            type_ahead(event)


def _collect_garbage_again() -> None:
    """The command line has switched that off for the start; what has been made until now is here to stay."""
    gc.freeze()
    gc.enable()


def run(settings: Settings, *, ascii_only: bool = False) -> int:
    """Run the app until it is left, and return the exit status."""
    app = LrtuiApp(settings, ascii_only=ascii_only)
    app.run()
    return app.return_code or 0
