"""The app: one screen a lab, and what holds in all of them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen

from lrtui.labs.actions import Action
from lrtui.labs.catalogue import LABS, default_lab, lab_of
from lrtui.system import POSIX
from lrtui.tui.capabilities import shows_colours
from lrtui.tui.filters import AsciiFilter, NoColours
from lrtui.tui.gate import FrameGate
from lrtui.tui.repaint import exact
from lrtui.tui.screens.dialog import Dialog
from lrtui.tui.screens.lab import LabScreen
from lrtui.tui.screens.loading import LOADING, LoadingScreen
from lrtui.tui.tour import Tour

if TYPE_CHECKING:
    from lrtui.core.files import DataError
    from lrtui.core.loading import Loading
    from lrtui.tui.driver import TerminalDriver

CONTROL_KEYS = ("ctrl+q", "ctrl+c", "ctrl+z")
"""Keys that act whatever is open: two quit, and one goes to the shell."""

_NO_COLOURS, _ASCII = NoColours(), AsciiFilter()


class LrtuiApp(App[None]):
    """Opens one lab.

    Args:
        settings: the state in which the lab opens.
        loading: what is left to do of reading its data before it can open.
        ascii_only: whether to draw with ASCII characters only.
        tour: whether to begin with the tour; it opens its own labs.
        hint: whether a first start says where to go for the first discovery.
        debug: whether an error is shown with all that leads to it.
    """

    TITLE = "lrtui"
    CSS_PATH = "lrtui.tcss"
    ENABLE_COMMAND_PALETTE = False
    # Priority for the keys with ctrl, so that they quit from a dialog as well; a plain q can be typed there.
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, "quit", priority=True, show=False, system=True) for key in CONTROL_KEYS[:2]),
        Binding(CONTROL_KEYS[2], "suspend_process", priority=True, show=False, system=True),
    ]
    VISITORS = False
    line: TerminalDriver | None = None
    """The way to the terminal; None where there is none, as in a test."""

    def __init__(
        self,
        settings: Any,
        *,
        loading: Loading | None = None,
        ascii_only: bool = False,
        tour: bool = False,
        hint: bool = False,
        debug: bool = False,
    ) -> None:
        self._settings = settings
        self._ascii_only = ascii_only
        self._debug_errors = debug
        self._loading = loading
        self.refused: DataError | None = None
        """What was wrong with the data, if the app ended for that."""
        # The mode that Textual starts in: its default screen is the lab's, and no empty one comes before it.
        self.DEFAULT_MODE = lab_of(settings).name if loading is None else LOADING  # type: ignore[misc]
        self.gate = FrameGate()
        super().__init__(driver_class=self._connect if POSIX else None)  # type: ignore[arg-type]
        self.no_color = self.no_color or not shows_colours()
        self.tour = Tour(self)
        self.teaches = hint and not tour and default_lab().name == lab_of(settings).name
        self.labs: dict[str, LabScreen[Any, Any]] = {}
        self._begin_with_tour = tour

    def get_default_screen(self) -> LabScreen[Any, Any] | LoadingScreen:
        """The lab that the app opens with; or what is shown while its data is read."""
        if self._loading is None:
            return self._lab_screen(self._settings)
        return LoadingScreen(self._loading, self._settings.data, self._loaded, self._refuse)

    async def _loaded(self, typed_ahead: list[events.Key]) -> None:
        """Open the lab, whose data is at hand now, and let act what has been typed meanwhile."""
        await self.switch_mode(lab_of(self._settings).name)
        for event in typed_ahead:
            await self.on_event(event)

    def _refuse(self, error: DataError) -> None:
        """End, for the command line to say why when the terminal is restored."""
        self.refused = error
        self.exit(return_code=2)

    async def on_mount(self) -> None:
        """Make the other labs reachable; each is made, with its defaults, when somebody first goes there."""
        asyncio.get_running_loop().set_exception_handler(self._handle_loop_exception)
        for entry in LABS.values():
            opened = self._loading is not None and lab_of(self._settings) is entry
            self.add_mode(entry.name, partial(self._lab_screen, self._settings if opened else entry.settings()))
        if self._begin_with_tour:
            await self.tour.start()
        self.call_after_refresh(_collect_garbage_again)

    async def show(self, name: str) -> None:
        """Show another lab; the one that is left waits as it is."""
        self._leave(name)
        await self.switch_mode(name)

    action_lab = show

    async def open(self, settings: Any) -> None:
        """Show the settings' lab in their state, whatever is on the screen now."""
        name = lab_of(settings).name
        while isinstance(self.screen, ModalScreen):
            await self.pop_screen()
        self._leave("")
        await self.switch_mode(name)
        self.labs[name].act(Action("open", amount=settings))

    def _leave(self, name: str) -> None:
        """Tell the lab that is shown, unless it is this one, that the person leaves it."""
        if self.current_mode != name and self.current_mode in self.labs:
            self.labs[self.current_mode].uncover()
            self.labs[self.current_mode].left()

    def _lab_screen(self, settings: Any) -> LabScreen[Any, Any]:
        """Make the screen of the settings' lab; no other lab is loaded for it."""
        entry = lab_of(settings)
        screen: LabScreen[Any, Any] = entry.module("screen").SCREEN(settings, ascii_only=self._ascii_only)
        self.labs[entry.name] = screen
        return screen

    # -------------------------------------------------------------------------------------------------- out and in

    def driver_type(self) -> type[TerminalDriver]:
        """The class that connects the app to a POSIX terminal."""
        from lrtui.tui.driver import TerminalDriver

        return TerminalDriver

    def _connect(self, app: App[Any], **options: Any) -> TerminalDriver:
        self.line = self.driver_type()(app, **options)
        self.line.on_release = self._frame_arrived
        self.gate.pace = self.line.pace
        return self.line

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send only what has changed, and nothing before the last frame has arrived."""
        if self.gate.closed:
            # Textual paints a new layout in spite of the batch, and would throw this away.
            self.gate.lost = True
            return
        paints = renderable is not None and not self._batch_count and screen is self.screen
        if paints and self.gate.lost:
            self.gate.lost = False
            # All of it: a part would stand beside what was there before.
            renderable = screen._compositor.render_update(full=True, screen_stack=self._background_screens)
        super()._display(screen, exact(renderable))
        if paints:
            self.gate.close(self.batch_update())

    def _frame_arrived(self) -> None:
        """Paint what has changed while the last frame was on its way."""
        self.gate.open()
        if self.gate.lost:
            self.screen.refresh()
        self.screen.check_idle()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters that every line passes on its way to the terminal."""
        filters = super().get_line_filters()
        # The same ones at all times: lines remember what they have come to by their filters.
        return [*filters, *[_NO_COLOURS] * self.no_color, *[_ASCII] * self._ascii_only]

    async def on_event(self, event: events.Event) -> None:
        """Hand a key to the screen that is there now, before the next one is looked at: so keys act in their order.

        During the tour the first key takes over, and acts as well. Visitors have no shell; their lab says so.
        """
        if self.tour.running and isinstance(event, events.Key | events.MouseDown | events.Paste):
            self.tour.stop()
        if isinstance(event, events.Key) and event.key not in CONTROL_KEYS[: 2 if self.VISITORS else None]:
            screen = self.screen
            assert isinstance(screen, LabScreen | LoadingScreen | Dialog)
            await screen.press(event)
        else:
            await super().on_event(event)

    # ------------------------------------------------------------------------------------------------------ errors

    def _handle_loop_exception(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self._handle_exception(error if isinstance(error, Exception) else RuntimeError(context["message"]))

    def _fatal_error(self) -> None:
        """Tell the error when the terminal is restored: in one line, or whole with ``--debug``."""
        if self._debug_errors:
            super()._fatal_error()
        elif not self._exit_renderables:  # the first is the one that matters
            error = self._exception
            self.panic(Text(f"lrtui: {type(error).__name__}: {error}\nThat is a fault of lrtui's; --debug tells more."))


def _collect_garbage_again() -> None:
    """Switch on again what the command line switched off; what has been made until now stays until the end."""
    gc.freeze()
    gc.enable()


def run(app: LrtuiApp, *, mouse: bool = True) -> int:
    """Run the app until it is left, and return the exit status."""
    try:
        app.run(mouse=mouse)
    finally:
        if app.line is not None:
            app.line.stop_application_mode()
    return app.return_code or 0
