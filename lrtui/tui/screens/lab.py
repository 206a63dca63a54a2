"""What the screens of all labs share: they hand keys to the lab, let time pass, and show its frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Generic, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.layout import Layout
from textual.screen import Screen
from textual.widgets import Static

from lrtui.labs.actions import Action
from lrtui.labs.catalogue import lab_of
from lrtui.labs.keys import Key, Sections, for_visitors
from lrtui.labs.lab import Lab, SettingsT
from lrtui.labs.options import command_line, option_of, parse_typed
from lrtui.labs.sheet import SHEET, sheet_size
from lrtui.plot.ascii_art import transliterate
from lrtui.plot.chart import Box
from lrtui.plot.colours import style_sheet
from lrtui.plot.ink import Ink
from lrtui.plot.layout import Look
from lrtui.plot.panel import FrameT, Panel
from lrtui.tui.about import Help
from lrtui.tui.clock import Clock
from lrtui.tui.palette import entries
from lrtui.tui.widgets import lines
from lrtui.tui.widgets.footer import Announcement, footer, key_at
from lrtui.tui.widgets.places import MINIMUM, PlacesLayout, boxes_in
from lrtui.tui.widgets.plot_view import INK_CLASSES, PlotView
from lrtui.tui.widgets.prompt import Over, Palette, Prompt, Question

if TYPE_CHECKING:
    from lrtui.report.formats import Report
    from lrtui.tui.host import Host

WORK_SECONDS = 0.012
"""Time for long work within a frame; the rest of it is for the picture and for keys."""


class LabScreen(Screen[None], Generic[SettingsT, FrameT]):
    """One lab. A subclass makes it, and says what its help has and what a typed value means.

    Args:
        lab: what is shown.
        look: how its frames look.
        ascii_only: whether to draw with ASCII characters only.
    """

    AUTO_FOCUS = None
    COMPONENT_CLASSES: ClassVar[set[str]] = set(INK_CLASSES)
    DEFAULT_CSS = style_sheet("LabScreen", dict(zip(Ink, INK_CLASSES, strict=True)))
    ABOUT: ClassVar[Help]
    EXAMPLES: ClassVar[str]
    ALWAYS: ClassVar[tuple[str, ...]] = ()
    """Settings that the reproducing command names even where they are the defaults."""
    TYPED: ClassVar[str]
    """The setting that a typed number alone is for."""

    def __init__(self, lab: Lab[SettingsT, FrameT], look: Look[FrameT], *, ascii_only: bool = False) -> None:
        super().__init__(classes="-ascii" if ascii_only else "")
        self.lab = lab
        self.look = look
        self._ascii_only = ascii_only
        self._clock = Clock(self, self.tick)
        self._stale = False
        self._announced = Announcement("", "")
        entry = lab_of(lab.settings)
        self.name_of_lab = entry.name
        self._sections: Sections = entry.module("keys").sections()
        self._keys = {name: key for _, keys in self._sections for key in keys for name in key.keys}
        self._shown: FrameT = lab.frame()
        self.views: list[PlotView[FrameT]] = []
        """All that is drawn."""
        self.prompt = Prompt()
        self._encode: Callable[[str], str] = transliterate if ascii_only else str
        self.palette = Palette(self._encode)
        self._places = PlacesLayout(lambda size: self._boxes_in(size))

    def report(self) -> Report:
        """What there is to save of the present moment."""
        report: Report = lab_of(self.lab.settings).module("report").report_of(self.lab.frame())
        return report

    def caption(self, panel: Panel[FrameT], frame: FrameT) -> str:
        """What stands in the lower edge of a figure."""
        return panel.caption(frame)

    def left(self) -> None:
        """The person has gone to another lab."""

    # ------------------------------------------------------------------------------------------------- what is shown

    def compose(self) -> ComposeResult:
        """Header, figures, sentence and footer; or the request for a larger window."""
        panels: list[Panel[FrameT]] = [lines.header(self.look, self.name_of_lab), *self.look.panels]
        panels += [lines.sentence(self.look), footer(self.sections, lambda: self._announced)]
        self.views = [PlotView(panel, ascii_only=self._ascii_only) for panel in panels]
        yield from self.views
        yield self.prompt
        yield self.palette
        with Vertical(id="too-small"):
            yield Static("{} × {} needed: please enlarge the window".format(*MINIMUM))

    @property
    def layout(self) -> Layout:
        """The lab's own, which no style sheet describes."""
        return self._places

    def _boxes_in(self, size: Size) -> dict[str, Box]:
        overs, foot = (self.prompt, self.palette), self._announced.rows(*size)
        return boxes_in(size, self.look, self._shown, overs, foot=foot)

    def changed(self) -> None:
        """Show the lab soon: once for all the keys that have come in together."""
        if not self._stale:
            self._stale = True
            self.call_later(self.show_frame)

    def show_frame(self) -> None:
        """Show the lab now; or as soon as what was sent before has arrived at the terminal."""
        self._stale = False
        if self.host.gate.closed:
            self.host.gate.when_open(self.show_frame)
        else:
            self._show(self.lab.frame())
        self._clock.run(self.lab.tempo if self.app.screen is self and self.over is None else 0.0)

    def _show(self, frame: FrameT) -> None:
        self._shown = frame
        before = self._places.boxes
        if before and boxes_in(self.size, self.look, frame, (self.prompt, self.palette)) != before:
            self.set_class(self.over is not None, "-covered")
            self.views[0].refresh(layout=True)  # lets the screen forget how it was laid out
            self.refresh(layout=True)
        for view in self.views:
            view.show(frame)
            view.caption(self.caption(view.panel, frame))

    def tick(self, seconds: float) -> None:
        """Let the lab pass its time and do what is due, for as long as a frame leaves room."""
        new = self.lab.advance(seconds)
        deadline = monotonic() + WORK_SECONDS
        while self.lab.work() and monotonic() < deadline:
            pass
        if new:
            self.show_frame()

    def on_resize(self) -> None:
        """The layout of a window depends on the frame as well."""
        self.changed()

    def on_mount(self) -> None:
        """Give the figures their first frame, before anything is laid out or drawn."""
        self.show_frame()

    def on_screen_resume(self) -> None:
        """Go on where it was."""
        self.changed()

    def on_screen_suspend(self) -> None:
        """Time stands still under a help screen or a question, and while another lab is shown."""
        self._clock.stop()

    # ------------------------------------------------------------------------------------------------- what keys ask

    @property
    def over(self) -> Over | None:
        """What is open over the figures and takes the keys; None where nothing is."""
        return next((over for over in (self.prompt, self.palette) if over.is_open), None)

    async def press(self, event: events.Key) -> None:
        """Do what a key does here, or in what is open over the figures."""
        if self.over is not None:
            await self.over.press(event)
            self.changed()
        elif event.key in self._keys:
            await self.do(self._keys[event.key])

    async def do(self, key: Key) -> None:
        """Do what a key of the table does."""
        if self.host.VISITORS and not key.visitors:
            self.app.clear_notifications()
            self.notify(f"{key.name} is not for visitors", markup=False)
        elif key.action is not None:
            self.act(key.action)
        else:
            await self.run_action(key.textual_action)
            self.changed()

    def uncover(self) -> None:
        """Close what is open over the figures."""
        if self.over is not None:
            self.over.close()
            self.changed()

    def act(self, action: Action) -> None:
        """Let the lab do something, and show what has become of it; what was said before is over."""
        self.app.clear_notifications()
        try:
            self.lab.act(action)
        except ValueError as error:  # such as a data file that has gone since
            self.notify(str(error), severity="error", markup=False)
        self.changed()

    def parse(self, text: str) -> Action:
        """What a typed text asks for: a name and a number.

        Raises:
            ValueError: the message is for the person who typed.
        """
        field, value = parse_typed(type(self.lab.settings), text, default=self.TYPED)
        try:
            replace(self.lab.settings, **{field: value})  # refuses what does not go together
        except ValueError as error:
            flag = option_of(self.lab.settings, field).flag  # which nobody has typed
            raise ValueError(str(error).removeprefix(f"argument {flag}: ")) from None
        return Action("set", field, value)

    def action_type(self) -> None:
        """Ask for a value."""
        self.ask(self.parse, self.EXAMPLES)

    def ask(self, parse: Callable[[str], Action], examples: str) -> None:
        """Ask for a text until ``parse`` accepts it, and do what it says."""

        def allowed(text: str) -> Action:
            action = parse(text)
            if self.host.VISITORS:
                self.lab.allow(action)
            return action

        self.prompt.ask(Question(allowed, self.act, examples))

    def action_palette(self) -> None:
        """Ask for something by its name, and do it."""
        self.palette.offer(entries(self))

    def action_command(self) -> None:
        """Show the command line that opens the lab as it is now."""
        from lrtui.tui.screens.command import CommandScreen

        self.app.push_screen(CommandScreen(self.command_line(), copy=not self.host.VISITORS))

    def action_save(self) -> None:
        """Ask for a file's name, and save there what is on the screen."""
        from lrtui.tui.saving import Saver

        saver = Saver(self.report(), size=self._sheet_size, ascii_only=self._ascii_only)
        self.prompt.ask(saver.question(self.name_of_lab, lambda path: self.notify(f"saved {path}", markup=False)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse a visitor what only others may do, whatever asks for it."""
        kept = {key.textual_action for key in self._keys.values() if not key.visitors}
        return not (action in kept and self.host.VISITORS)

    def action_help(self) -> None:
        """Show the keys, and the idea behind the lab."""
        from lrtui.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.ABOUT, self.sections, self._encode))

    def command_line(self) -> str:
        """The command that reproduces what is shown; with ``--print`` it writes what ``s`` saves."""
        columns, rows = self._sheet_size
        size = "" if (columns, rows) == SHEET else f" --size {columns}x{rows}"
        plain = " --ascii" if self._ascii_only else ""
        return command_line(self.name_of_lab, self.lab.present, always=self.ALWAYS) + size + plain

    @property
    def _sheet_size(self) -> tuple[int, int]:
        """The size of a picture of this screen, which has no header or footer."""
        return sheet_size(self.size.width, self.size.height - 1)

    @on(PlotView.Pointed, "#header")
    async def _to_clicked_lab(self, event: PlotView.Pointed) -> None:
        name = lines.tab_at(event.column, self.look, self._shown, self.name_of_lab, event.canvas.width)
        if name is not None and not event.dragged:
            await self.host.show(name)

    @on(PlotView.Pointed, "#footer")
    async def _do_clicked_key(self, event: PlotView.Pointed) -> None:
        key = key_at(event.column, self.sections, event.canvas)
        if key is not None and not event.dragged:
            await self.do(key)

    # ----------------------------------------------------------------------------------------------------- where it is

    @property
    def host(self) -> Host:
        """The app that it belongs to."""
        return cast("Host", self.app)

    @property
    def sections(self) -> Sections:
        """The keys that there are here."""
        return for_visitors(self._sections) if self.host.VISITORS else self._sections

    def announce(self, text: str, headline: str) -> None:
        """Say something in place of the keys at the foot, its headline in large letters; nothing brings these back."""
        # The letters are made of half blocks, for which ASCII has no likeness.
        self._announced = Announcement(text, "" if self._ascii_only else headline)
        self.changed()
