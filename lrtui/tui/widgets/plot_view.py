"""A widget that shows one figure, and sends the terminal only what has changed in it."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable
from typing import Generic

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.css.styles import RenderStyles
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from lrtui.plot.ascii_art import transliterate
from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.colours import LIKE, OF_SIXTEEN
from lrtui.plot.ink import Ink
from lrtui.plot.panel import FrameT, Panel

INK_CLASSES = tuple(f"plot--{ink.name.lower()}" for ink in Ink)
"""Component classes of a screen with figures. Of the screen, because Textual works out each of them for each widget
that has them, several times while an app starts."""

CUT = "..."
"""What stands for the words that have no room; a number cut off would be another number."""

CORNERS = 2
"""Columns within an edge that its text leaves free."""


class PlotView(Widget, Generic[FrameT]):
    """Shows the frames of a lab as one of its panels, in whatever size the layout gives.

    Colours are the screen's component classes, one an ink, such as ``plot--curve``: a theme or a style sheet sets them.
    """

    ALLOW_SELECT = False

    class Pointed(Message):
        """A click on a cell of the figure, or a drag to one; the canvas is an empty one of the figure's size."""

        def __init__(self, view: Widget, canvas: Canvas, column: int, row: int, *, dragged: bool) -> None:
            super().__init__()
            self.view = view
            self.canvas = canvas
            self.column = column
            self.row = row
            self.dragged = dragged

        @property
        def control(self) -> Widget:
            """The figure, for ``textual.on`` to select by."""
            return self.view

    class Wheeled(Message):
        """A turn of the wheel over the figure, 1 towards the picture and −1 away from it."""

        def __init__(self, direction: int) -> None:
            super().__init__()
            self.direction = direction

    def __init__(self, panel: Panel[FrameT], *, ascii_only: bool = False) -> None:
        super().__init__(id=panel.id or None, classes="-framed" if panel.framed else "")
        self.panel = panel
        self._ascii_only = ascii_only
        self._frame: FrameT | None = None
        self._depends: Hashable = None
        self._caption = self._shown_caption = ""
        self._room = Size(0, 0)
        self._cells: Cells | None = None
        self._styles: list[Style] = []

    def show(self, frame: FrameT) -> None:
        """Show ``frame``, and repaint the cells that it changes."""
        if self.panel.depends is not None:
            depends = self.panel.depends(frame)
            if self._frame is not None and depends == self._depends:
                return
            self._depends = depends
        self._frame = frame
        title = self._encode(self.panel.title(frame))
        # Textual repaints the whole widget whenever it is given a title, the same one included.
        if title != self.border_title:
            self.border_title = title
        self._draw()

    def fit(self, room: Size) -> None:
        """Draw the figure for so many cells, before it is laid out in them."""
        if room != self._room:
            comes_back = self._cells is not None and not self._room
            self._room = room
            if self._frame is not None and room:
                self._cells = self._figure(self._frame)
                if comes_back:
                    self.refresh()  # in the size that it had before Textual would show what it showed then
            self._show_caption()

    def caption(self, text: str) -> None:
        """Show ``text`` in the lower edge, or as many whole words of it as there is room for."""
        if text != self._caption:
            self._caption = text
            self._show_caption()

    def _show_caption(self) -> None:
        text = self._caption
        shown = textwrap.shorten(self._encode(text), max(self._room.width - CORNERS, len(CUT)), placeholder=CUT)
        if shown != self._shown_caption:
            self._shown_caption = shown
            # Not by ``border_subtitle``, which repaints the whole widget. And brackets in it are brackets: there can
            # be names from files in it.
            self._border_subtitle = Content(shown)
            self.refresh(Region(0, self._room.height, self._room.width, 1))

    def _encode(self, text: str) -> str:
        return transliterate(text) if self._ascii_only else text

    def render_line(self, y: int) -> Strip:
        """One row of the figure."""
        cells = self._cells
        if cells is None or y >= cells.height:
            return Strip.blank(self.size.width, self.rich_style)
        styles = self._ink_styles()
        segments = [Segment(text, inked(styles, ink, ground)) for text, ink, ground in cells.runs(y)]
        return Strip(segments, cells.width)

    def notify_style_update(self) -> None:
        """Forget the colours of the old theme."""
        self._styles = []
        super().notify_style_update()

    def _draw(self) -> None:
        if self._frame is None or not self._room:
            return
        cells = self._figure(self._frame)
        spans = cells.difference(self._cells)
        self._cells = cells
        if spans:
            self.refresh(*(Region(span.start, span.row, span.stop - span.start, 1) for span in spans))

    def _figure(self, frame: FrameT) -> Cells:
        cells = self.panel.cells(frame, *self._room, ascii_only=self._ascii_only)
        return cells.lettered() if without_grounds(self.app) else cells

    def _ink_styles(self) -> list[Style]:
        # Textual's own cache of these is emptied at every refresh.
        if not self._styles:
            _, background = self.background_colors
            self._styles = ink_styles(self.screen, background)
            if few_colours(self.app):
                self._styles = [self._of_sixteen(ink) for ink in Ink]
        return self._styles

    def _of_sixteen(self, ink: Ink) -> Style:
        """An ink's style where the nearest of 16 colours would be another ink's."""
        colour = OF_SIXTEEN.get(ink)
        style = self._styles[LIKE.get(ink, ink)]
        return style if colour is None else style + Style(color=colour)

    def on_resize(self) -> None:
        """Draw it in the new size, where nobody has said that before; Textual may have painted it empty meanwhile."""
        if self.size != self._room:
            self.fit(self.size)
            self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tell the screen where; and where the mouse goes until its button is let go."""
        self.capture_mouse()
        self._point(event, dragged=False)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell the screen where it is dragged to."""
        if event.button and self.app.mouse_captured is self:
            self._point(event, dragged=True)

    def on_mouse_up(self) -> None:
        """The drag is over."""
        self.release_mouse()

    def _point(self, event: events.MouseEvent, *, dragged: bool) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and not self.screen.has_class("-covered"):
            canvas = Canvas(*self.size, ascii_only=self._ascii_only)
            self.post_message(self.Pointed(self, canvas, offset.x, offset.y, dragged=dragged))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Towards the picture."""
        self.post_message(self.Wheeled(1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Away from the picture."""
        self.post_message(self.Wheeled(-1))


def few_colours(app: App[object]) -> bool:
    """Whether the terminal has 16 colours or 8."""
    return app.console.color_system == "standard"


def without_grounds(app: App[object]) -> bool:
    """Whether a map has letters in place of grounds."""
    return app.no_color or few_colours(app)


def inked(styles: list[Style], ink: Ink, ground: Ink | None) -> Style:
    """The style of a text in an ink on a ground, from those of all inks; None is the background."""
    return styles[ink] if ground is None else styles[ink] + Style(bgcolor=styles[ground].color)


def ink_styles(screen: Widget, background: Color) -> list[Style]:
    """The colours and weights of all inks on a background, in their order."""
    return [_style(screen.get_component_styles(name), background) for name in INK_CLASSES]


def _style(styles: RenderStyles, background: Color) -> Style:
    """The colour and weight of an ink on a background."""
    colour = background.blend(styles.color, styles.color.a)
    return Style(color=colour.rich_color, bgcolor=background.rich_color) + styles.text_style
