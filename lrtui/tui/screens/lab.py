"""What the screens of all labs share: they hand keys to the lab, let time pass, and show its frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from lrtui.labs.actions import Action
from lrtui.labs.options import command_line
from lrtui.labs.settings import SHEET, sheet_size
from lrtui.plot.ascii_art import transliterate
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.panel import Panel
from lrtui.tui.about import Help
from lrtui.tui.clock import Clock
from lrtui.tui.keys import NOT_FOR_VISITORS, Key, Sections, for_visitors
from lrtui.tui.widgets.footer import announcement, footer, key_at
from lrtui.tui.widgets.lines import tab_at
from lrtui.tui.widgets.plot_view import INK_CLASSES, PlotView

if TYPE_CHECKING:
    from pathlib import Path

    from lrtui.report.formats import Report
    from lrtui.tui.app import LrtuiApp
    from lrtui.tui.screens.type_value import TypeValueScreen

MINIMUM = (60, 18)
"""Columns and rows below which the screen asks for a larger window."""


class Lab(Protocol):
    """What a screen needs of a lab."""

    def act(self, action: Action) -> None:
        """Do what ``action`` asks; ValueError where that cannot be."""

    def frame(self) -> Any:
        """The present moment."""

    @property
    def settings(self) -> Any:
        """What reproduces the present state."""


class LabScreen(Screen[None]):
    """One lab. A subclass says which figures there are, what a typed value means, and how the lab passes its time.

    Args:
        lab: what is shown.
        ascii_only: whether to draw with ASCII characters only.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (110, "-wide")]  # noqa: RUF012 - so in Textual
    AUTO_FOCUS = None
    COMPONENT_CLASSES: ClassVar[set[str]] = set(INK_CLASSES)
    NAME: ClassVar[str]
    SECTIONS: ClassVar[Sections]
    ABOUT: ClassVar[Help]
    HEADER: ClassVar[Panel[Any]]
    """The line at the top."""
    SENTENCE: ClassVar[Panel[Any]]
    """The line of words under the figures."""
    EXAMPLES: ClassVar[str]
    ALWAYS: ClassVar[tuple[str, ...]] = ()
    """Settings that the reproducing command names even where they are the defaults."""

    def __init__(self, lab: Lab, *, ascii_only: bool = False) -> None:
        super().__init__(classes="-ascii" if ascii_only else "")
        self.lab: Any = lab
        self._ascii_only = ascii_only
        self._clock = Clock(self, self.tick)
        self._stale = False
        self._behind = False
        self._announced = ""
        self._actions = {key.id: key.action for key in self._keys() if key.action}

    def compose_figures(self) -> ComposeResult:
        """The figures, between header and sentence."""
        raise NotImplementedError

    def parse(self, text: str) -> Action:
        """What a typed text asks for; ValueError with a message for the person."""
        raise NotImplementedError

    def report(self) -> Report:
        """What there is to save of the present moment."""
        raise NotImplementedError

    def tick(self, seconds: float) -> None:
        """Let the lab pass its time, and call ``show_frame`` where there is something new to see."""
        raise NotImplementedError

    def ticks_per_second(self, frame: Any) -> float:
        """How often the clock is to tick, for this frame; 0 for not at all."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Header, figures, sentence and footer; or the request for a larger window."""
        yield self.view(self.HEADER, "header")
        yield from self.compose_figures()
        yield self.view(self.SENTENCE, "sentence")
        yield self.view(self._foot(), "footer")
        with Vertical(id="too-small"):
            yield Static("{} × {} needed: please enlarge the window".format(*MINIMUM))

    def view(self, panel: Panel[Any], view_id: str) -> Widget:
        """A figure of this lab."""
        return PlotView(panel, view_id=view_id, ascii_only=self._ascii_only)

    def action_act(self, key_id: str) -> None:
        """Do what a key of the table asks of the lab."""
        self.act(self._actions[key_id])

    def act(self, action: Action) -> None:
        """Let the lab do something, and show what has become of it; what was said before is over."""
        self.app.clear_notifications()
        try:
            self.lab.act(action)
        except ValueError as error:  # such as a data file that has gone since
            self.notify(str(error), severity="error", markup=False)
        self.changed()

    def action_type(self) -> None:
        """Ask for a value."""
        self.ask(self.parse, self.EXAMPLES)

    def ask(self, parse: Callable[[str], Action], examples: str) -> None:
        """Ask for a text until ``parse`` accepts it, and do what it says."""
        # Dialogs are loaded when they are wanted: an app starts often, and few are.
        from lrtui.tui.screens.type_value import TypeValueScreen

        def allowed(text: str) -> Action:
            action = parse(text)
            self.lrtui.allow(action, self.lab.settings)
            return action

        def typed(action: Action | None) -> None:
            if action is not None:
                self.act(action)

        self._open_field(TypeValueScreen(allowed, examples), typed)

    def _open_field(self, dialog: TypeValueScreen, then: Callable[[Any], None]) -> None:
        """Without what was said before: it would cover what the field has to say."""
        self.app.clear_notifications()
        self.app.push_screen(dialog, then)

    def action_palette(self) -> None:
        """Ask for something by its name, and do it."""
        from lrtui.tui.palette import Entry, entries
        from lrtui.tui.screens.palette import PaletteScreen

        def chosen(entry: Entry | None) -> None:
            if entry is not None:
                self.app.call_later(entry.do)  # in the app's own time, as it may lead to another screen

        encode = transliterate if self._ascii_only else str
        self.app.push_screen(PaletteScreen(entries(self), encode), chosen)

    def action_command(self) -> None:
        """Show the command line that opens the lab as it is now."""
        from lrtui.tui.screens.command import CommandScreen

        self.app.push_screen(CommandScreen(self.command_line(), copy=not self.lrtui.VISITORS))

    def action_save(self) -> None:
        """Ask for a file's name, and save there what is on the screen."""
        from lrtui.tui.saving import NOTE, Saver, proposed_name
        from lrtui.tui.screens.type_value import TypeValueScreen

        def saved(path: Path | None) -> None:
            if path is not None:
                self.notify(f"saved {path}", markup=False)

        saver = Saver(self.report(), size=self._sheet_size, ascii_only=self._ascii_only)
        name = proposed_name(self.NAME)
        self._open_field(TypeValueScreen(saver, NOTE, title="Save", does="saves", value=name), saved)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A visitor saves nothing."""
        return not (action in NOT_FOR_VISITORS and self.lrtui.VISITORS)

    def action_help(self) -> None:
        """Show the keys, and the idea behind the lab."""
        from lrtui.tui.screens.help import HelpScreen

        encode = transliterate if self._ascii_only else str
        self.app.push_screen(HelpScreen(self.ABOUT, self.sections, encode))

    def command_line(self) -> str:
        """The command that reproduces what is shown; with ``--print`` it writes what ``s`` saves."""
        columns, rows = self._sheet_size
        size = "" if (columns, rows) == SHEET else f" --size {columns}x{rows}"
        plain = " --ascii" if self._ascii_only else ""
        return command_line(self.NAME, self.lab.present, always=self.ALWAYS) + size + plain

    @property
    def _sheet_size(self) -> tuple[int, int]:
        """Of a picture of this screen, which has no header or footer."""
        return sheet_size(self.size.width, self.size.height - 1)

    @on(PlotView.Pointed, "#header")
    async def _to_clicked_lab(self, event: PlotView.Pointed) -> None:
        name = tab_at(event.column, self.NAME, event.view.size.width)
        if name is not None:
            await self.run_action(f"app.lab('{name}')")

    @on(PlotView.Pointed, "#footer")
    async def _do_clicked_key(self, event: PlotView.Pointed) -> None:
        canvas = Canvas(*event.view.size, ascii_only=self._ascii_only)
        key = key_at(event.column, self.sections, canvas)
        if key is not None:
            await self.run_action(key.textual_action)

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger window where this one is too small."""
        columns, rows = MINIMUM
        self.set_class(event.size.width < columns or event.size.height < rows, "-too-small")
        self.changed()  # what the figures' sizes depend on is told them with a frame

    def on_mount(self) -> None:
        """Give the figures their first frame, before anything is laid out or drawn."""
        self.show_frame()

    def on_screen_resume(self) -> None:
        """Go on where it was."""
        self.changed()

    def on_screen_suspend(self) -> None:
        """Time stands still under a help screen or a question, and while another lab is shown."""
        self._clock.stop()

    def changed(self) -> None:
        """Show the lab soon: once for all the keys that have come in together."""
        if not self._stale:
            self._stale = True
            self.call_later(self.show_frame)

    def shown(self, frame: Any) -> None:
        """What else there is to do with a frame that the figures have been given."""

    def show_frame(self) -> None:
        """Show the lab now; or as soon as what was sent before has arrived at the terminal."""
        self._stale = False
        frame = self.lab.frame()
        self._behind = self.lrtui.frame_in_flight
        if not self._behind:
            for view in self.query(PlotView):
                view.show(frame)
            self.shown(frame)
        rate = self.ticks_per_second(frame) if self.is_current else 0.0
        if rate:
            self._clock.run(rate)
        else:
            self._clock.stop()

    def catch_up(self) -> None:
        """Show what had to wait for the terminal."""
        if self._behind:
            self.show_frame()

    @property
    def lrtui(self) -> LrtuiApp:
        """The app that it belongs to."""
        return cast("LrtuiApp", self.app)

    @property
    def sections(self) -> Sections:
        """The keys that there are here."""
        return for_visitors(self.SECTIONS) if self.lrtui.VISITORS else self.SECTIONS

    def announce(self, text: str) -> None:
        """Say something in place of the keys at the foot; nothing brings these back."""
        self._announced = text
        for view in self.query("#footer").results(PlotView):
            view.replace(self._foot())

    def _foot(self) -> Panel[Any]:
        return announcement(self._announced) if self._announced else footer(self.sections)

    @classmethod
    def _keys(cls) -> Iterator[Key]:
        for _, keys in cls.SECTIONS:
            yield from keys
