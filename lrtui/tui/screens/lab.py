"""What the screens of all labs share: they hand keys to the lab, let time pass, and show its frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

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
from lrtui.labs.lab import Lab
from lrtui.labs.options import command_line, parse_typed
from lrtui.labs.sheet import SHEET, sheet_size
from lrtui.plot.ascii_art import transliterate
from lrtui.plot.canvas import Canvas
from lrtui.plot.chart import Box
from lrtui.plot.colours import style_sheet
from lrtui.plot.ink import Ink
from lrtui.plot.layout import Look
from lrtui.plot.panel import Panel
from lrtui.tui.about import Help
from lrtui.tui.clock import Clock
from lrtui.tui.palette import entries
from lrtui.tui.widgets import lines
from lrtui.tui.widgets.footer import announcement, footer, key_at
from lrtui.tui.widgets.places import PlacesLayout, lines_in, room_in
from lrtui.tui.widgets.plot_view import INK_CLASSES, PlotView
from lrtui.tui.widgets.prompt import Over, Palette, Prompt, Question

if TYPE_CHECKING:
    from pathlib import Path

    from lrtui.report.formats import Report
    from lrtui.tui.host import Host

MINIMUM = (60, 18)
"""Columns and rows below which the screen asks for a larger window."""

WORK_SECONDS = 0.012
"""Time for long work within a frame; the rest of it is for the picture and for keys."""

LabT = TypeVar("LabT", bound=Lab[Any, Any])
FrameT = TypeVar("FrameT")


class LabScreen(Screen[None], Generic[LabT, FrameT]):
    """One lab. A subclass says how it looks, what its keys are, and what a typed value means.

    Args:
        lab: what is shown.
        ascii_only: whether to draw with ASCII characters only.
    """

    AUTO_FOCUS = None
    COMPONENT_CLASSES: ClassVar[set[str]] = set(INK_CLASSES)
    DEFAULT_CSS = style_sheet("LabScreen", dict(zip(Ink, INK_CLASSES, strict=True)))
    ABOUT: ClassVar[Help]
    LOOK: ClassVar[Look[Any]]
    EXAMPLES: ClassVar[str]
    ALWAYS: ClassVar[tuple[str, ...]] = ()
    """Settings that the reproducing command names even where they are the defaults."""
    TYPED: ClassVar[str]
    """The setting that a typed number alone is for."""

    def __init__(self, lab: LabT, *, ascii_only: bool = False) -> None:
        super().__init__(classes="-ascii" if ascii_only else "")
        self.lab = lab
        self._ascii_only = ascii_only
        self._clock = Clock(self, self.tick)
        self._stale = False
        self._announced = ""
        self._sections: Sections = lab_of(lab.settings).module("keys").sections()
        self._actions = {key.id: key.action for key in self._keys if key.action}
        self._keys_by_name = {name: key for key in self._keys for name in key.keys}
        self._shown: FrameT = lab.frame()
        self._boxes: dict[str, Box] = {}
        self.views: list[PlotView] = []
        """All that is drawn."""
        self.prompt = Prompt()
        self.palette = Palette(transliterate if ascii_only else str)
        self._layout_of_places = PlacesLayout(self._place)

    def report(self) -> Report:
        """What there is to save of the present moment."""
        raise NotImplementedError

    def caption(self, panel: Panel[FrameT], frame: FrameT) -> str:
        """What stands in the lower edge of a figure."""
        return panel.caption(frame)

    def left(self) -> None:
        """The person has gone to another lab."""

    @property
    def name_of_lab(self) -> str:
        """As the command line has it."""
        return lab_of(self.lab.settings).name

    # ------------------------------------------------------------------------------------------------- what is shown

    def compose(self) -> ComposeResult:
        """Header, figures, sentence and footer; or the request for a larger window."""
        panels: list[Panel[Any]] = [lines.header(self.LOOK, self.name_of_lab), *self.LOOK.panels]
        panels += [lines.sentence(self.LOOK), self._foot()]
        self.views = [PlotView(panel, ascii_only=self._ascii_only) for panel in panels]
        yield from self.views
        yield self.prompt
        yield self.palette
        with Vertical(id="too-small"):
            yield Static("{} × {} needed: please enlarge the window".format(*MINIMUM))

    @property
    def layout(self) -> Layout:
        """The lab's own, which no style sheet describes."""
        return self._layout_of_places

    def _place(self, size: Size) -> Mapping[str, Box]:
        """The boxes of all that is shown in a window of this size."""
        columns, rows = MINIMUM
        if size.width < columns or size.height < rows:
            return {"too-small": Box(0, 0, size.height, size.width)}
        over = {over.id or "": over.place(size) for over in (self.prompt, self.palette) if over.is_open}
        return lines_in(size) | self._place_figures(size) | over

    def _place_figures(self, size: Size) -> dict[str, Box]:
        self._boxes = {}
        for panel, box in ((place.panel, place.box) for place in self.LOOK.layout(self._shown, room_in(size))):
            self._boxes[panel.id] = Box(box.row + 1, box.column, box.height, box.width)
        return self._boxes

    def changed(self) -> None:
        """Show the lab soon: once for all the keys that have come in together."""
        if not self._stale:
            self._stale = True
            self.call_later(self.show_frame)

    def show_frame(self) -> None:
        """Show the lab now; or as soon as what was sent before has arrived at the terminal."""
        self._stale = False
        if self.host.gate.closed:
            self.host.gate.when_open(self._catch_up)
        else:
            self._show(self.lab.frame())
        tempo = self.lab.tempo if self.is_current and self.over is None else 0.0
        if tempo:
            self._clock.run(tempo)
        else:
            self._clock.stop()

    def _catch_up(self) -> None:
        """Show what had to wait for the terminal, where the lab is still on the screen."""
        if self in self.app.screen_stack:
            self.show_frame()

    def _show(self, frame: FrameT) -> None:
        self._shown = frame
        before = self._boxes
        if before and self._place_figures(self.size) != before:
            self._lay_out_again()
        for view in self.views:
            view.show(frame)
            view.caption(self.caption(view.panel, frame))

    def _lay_out_again(self) -> None:
        self.views[0].refresh(layout=True)  # lets the screen forget how it was laid out
        self.refresh(layout=True)

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
        before = self.over
        if before is not None:
            await before.press(event)
        elif event.key in self._keys_by_name:
            await self._do(self._keys_by_name[event.key])
        self._settle_over(before)

    async def _do(self, key: Key) -> None:
        if self.host.VISITORS and not key.visitors:
            self.app.clear_notifications()
            self.notify(f"{key.name} is not for visitors", markup=False)
        else:
            await self.run_action(key.textual_action)

    def _settle_over(self, before: Over | None) -> None:
        """Lay out what has opened or closed over the figures; time stands still under it."""
        now = self.over
        if now is not before or isinstance(now, Prompt):
            self.set_class(now is not None, "-covered")
            self._lay_out_again()
        if now is not before:
            self.changed()

    def uncover(self) -> None:
        """Close what is open over the figures."""
        before = self.over
        if before is not None:
            before.close()
            self._settle_over(before)

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

    def parse(self, text: str) -> Action:
        """What a typed text asks for: a name and a number.

        Raises:
            ValueError: the message is for the person who typed.
        """
        field, value = parse_typed(type(self.lab.settings), text, default=self.TYPED)
        replace(self.lab.settings, **{field: value})  # refuses what does not go together
        return Action("set", field, value)

    def action_type(self) -> None:
        """Ask for a value."""
        self.ask(self.parse, self.EXAMPLES)

    def ask(self, parse: Callable[[str], Action], examples: str) -> None:
        """Ask for a text until ``parse`` accepts it, and do what it says."""

        def allowed(text: str) -> Action:
            action = parse(text)
            self.host.allow(action, self.lab)
            return action

        self._open_prompt(Question(allowed, self.act, examples))

    def _open_prompt(self, question: Question) -> None:
        """Without what was said before: it would cover what the prompt has to say."""
        self.app.clear_notifications()
        self.prompt.ask(question)

    def action_palette(self) -> None:
        """Ask for something by its name, and do it."""
        self.palette.offer(entries(self))

    def action_command(self) -> None:
        """Show the command line that opens the lab as it is now."""
        from lrtui.tui.screens.command import CommandScreen

        self.app.push_screen(CommandScreen(self.command_line(), copy=not self.host.VISITORS))

    def action_save(self) -> None:
        """Ask for a file's name, and save there what is on the screen."""
        from lrtui.tui.saving import NOTE, Saver, proposed_name

        def saved(path: Path) -> None:
            self.notify(f"saved {path}", markup=False)

        saver = Saver(self.report(), size=self._sheet_size, ascii_only=self._ascii_only)
        name = proposed_name(self.name_of_lab)
        self._open_prompt(Question(saver, saved, NOTE, title="Save", does="saves", text=name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse a visitor what only others may do, whatever asks for it."""
        kept = {key.textual_action for key in self._keys if not key.visitors}
        return not (action in kept and self.host.VISITORS)

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
        return command_line(self.name_of_lab, self.lab.present, always=self.ALWAYS) + size + plain

    @property
    def _sheet_size(self) -> tuple[int, int]:
        """The size of a picture of this screen, which has no header or footer."""
        return sheet_size(self.size.width, self.size.height - 1)

    @on(PlotView.Pointed, "#header")
    async def _to_clicked_lab(self, event: PlotView.Pointed) -> None:
        name = lines.tab_at(event.column, self.name_of_lab, event.view.size.width)
        if name is not None and not event.dragged:
            await self.host.show(name)

    @on(PlotView.Pointed, "#footer")
    async def _do_clicked_key(self, event: PlotView.Pointed) -> None:
        canvas = Canvas(*event.view.size, ascii_only=self._ascii_only)
        key = key_at(event.column, self.sections, canvas)
        if key is not None and not event.dragged:
            await self._do(key)
            self._settle_over(None)

    # ----------------------------------------------------------------------------------------------------- where it is

    @property
    def host(self) -> Host:
        """The app that it belongs to."""
        return cast("Host", self.app)

    @property
    def sections(self) -> Sections:
        """The keys that there are here."""
        return for_visitors(self._sections) if self.host.VISITORS else self._sections

    def announce(self, text: str) -> None:
        """Say something in place of the keys at the foot; nothing brings these back."""
        self._announced = text
        if self.views:
            self.views[-1].replace(self._foot())

    def _foot(self) -> Panel[Any]:
        return announcement(self._announced) if self._announced else footer(self.sections)

    @property
    def _keys(self) -> list[Key]:
        return [key for _, keys in self._sections for key in keys]
