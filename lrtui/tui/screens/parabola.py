"""The parabola lab's screen: it lays out the figures, hands keys and clicks to the lab, and shows its frames."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Static

from lrtui.labs.actions import Action
from lrtui.labs.options import command_line, parse_typed
from lrtui.labs.parabola import ParabolaLab
from lrtui.labs.settings import ParabolaSettings
from lrtui.plot.ascii_art import transliterate
from lrtui.plot.canvas import Canvas
from lrtui.plot.figures.growth import GROWTH
from lrtui.plot.figures.history import HISTORY
from lrtui.plot.figures.picture import PICTURE, chart
from lrtui.plot.figures.readout import READOUT
from lrtui.tui.clock import Clock
from lrtui.tui.keys import APP_KEYS, PARABOLA_KEYS, PLAYER_KEYS, SCREEN_KEYS, bindings
from lrtui.tui.screens.command import CommandScreen
from lrtui.tui.screens.help import HelpScreen
from lrtui.tui.screens.type_value import TypeValueScreen
from lrtui.tui.widgets.lines import HEADER, SENTENCE, preset_story
from lrtui.tui.widgets.plot_view import PlotView

MINIMUM = (60, 18)
"""Columns and rows below which the screen asks for a larger window."""


class ParabolaScreen(Screen[None]):
    """Gradient descent on f(x) = a·x²."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(PLAYER_KEYS + PARABOLA_KEYS + SCREEN_KEYS + APP_KEYS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (110, "-wide")]  # noqa: RUF012 - Textual declares it as it does
    AUTO_FOCUS = None

    def __init__(self, settings: ParabolaSettings, *, ascii_only: bool = False) -> None:
        super().__init__(classes="-ascii" if ascii_only else "")
        self.lab = ParabolaLab(settings)
        self._ascii_only = ascii_only
        self._clock = Clock(self, self._tick)
        self._stale = False
        self._actions = {key.id: key.action for key in PLAYER_KEYS + PARABOLA_KEYS if key.action}

    def compose(self) -> ComposeResult:
        """Header, figures, sentence and footer; or the request for a larger window."""
        yield PlotView(HEADER, view_id="header", ascii_only=self._ascii_only)
        with Horizontal(id="upper"):
            yield PlotView(PICTURE, view_id="picture", ascii_only=self._ascii_only)
            yield PlotView(READOUT, view_id="readout", ascii_only=self._ascii_only)
        with Horizontal(id="lower"):
            yield PlotView(HISTORY, view_id="history", ascii_only=self._ascii_only)
            yield PlotView(GROWTH, view_id="growth", ascii_only=self._ascii_only)
        yield PlotView(SENTENCE, view_id="sentence", ascii_only=self._ascii_only)
        yield Footer(compact=True, show_command_palette=False)
        with Vertical(id="too-small"):
            yield Static("{} × {} needed: please enlarge the window".format(*MINIMUM))

    def action_act(self, key_id: str) -> None:
        """Do what a key of the table asks of the lab."""
        self.act(self._actions[key_id])

    def act(self, action: Action) -> None:
        """Let the lab do something, and show what has become of it."""
        self.lab.act(action)
        self._changed()

    def action_type(self) -> None:
        """Ask for a value."""

        def parse(text: str) -> Action:
            return Action("set", *parse_typed(ParabolaSettings, text, default="learning_rate"))

        def typed(action: Action | None) -> None:
            if action is not None:
                self.act(action)

        self.app.push_screen(TypeValueScreen(parse, "lr 0.83 · x0 -2 · a 3 · steps 12 · speed 8"), typed)

    def action_command(self) -> None:
        """Show the command line that opens the lab as it is now."""
        self.app.push_screen(CommandScreen(self.command_line()))

    def action_help(self) -> None:
        """Show the keys, and the idea behind the lab."""
        self.app.push_screen(HelpScreen(transliterate if self._ascii_only else str))

    def command_line(self) -> str:
        """The command that reproduces what is shown."""
        settings = self.lab.settings
        return command_line("parabola", settings, always=("learning_rate", "x0", "steps"))

    @on(PlotView.Pointed, "#picture")
    def _start_where_clicked(self, event: PlotView.Pointed) -> None:
        area = chart(self.lab.frame(), Canvas(*event.view.size))
        x = area.x_at(event.column)
        if x is not None:
            # As many decimals as a cell is wide: a click does not mean more.
            decimals = max(-int(f"{area.x.high / area.box.width:e}".partition("e")[2]), 0)
            self.act(Action("set", "x0", round(x, decimals)))

    @on(PlotView.Wheeled)
    def _zoom(self, event: PlotView.Wheeled) -> None:
        self.act(Action("zoom", amount=event.direction))

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger window where this one is too small."""
        columns, rows = MINIMUM
        self.set_class(event.size.width < columns or event.size.height < rows, "-too-small")

    def on_screen_resume(self) -> None:
        """Go on where it was."""
        self._changed()

    def on_screen_suspend(self) -> None:
        """Time stands still under a help screen or a question."""
        self._clock.stop()

    def _tick(self, seconds: float) -> None:
        if self.lab.advance(seconds):
            self._changed()

    def _changed(self) -> None:
        """Show the lab soon: once for all the keys that have come in together."""
        if not self._stale:
            self._stale = True
            self.call_later(self._show)

    def _show(self) -> None:
        self._stale = False
        frame = self.lab.frame()
        for view in self.query(PlotView):
            view.show(frame)
        self.query_one("#picture", PlotView).caption(preset_story(frame))
        if frame.playing and self.is_current:
            self._clock.run(frame.settings.speed)
        else:
            self._clock.stop()
