"""A line to type into, and a dialog that asks for an exact value in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import actions, events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ScreenResultType
from textual.widgets import Input, Static

from lrtui.tui.screens.dialog import Dialog

LONGEST = 200
"""Characters of a value; a paste may have many more."""


class Field(Input):
    """Over a slow line keys come together: an enter acts before what comes after it."""

    OWN: ClassVar[tuple[str, ...]] = (
        *("backspace", "delete", "left", "right", "home", "end"),
        *("ctrl+a", "ctrl+d", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+left", "ctrl+right"),
    )
    """The keys with which one edits. Others of Textual's go its own way: it copies, or quits, by ctrl+c."""

    async def on_event(self, event: events.Event) -> None:
        """Take a key, if it is still for this field."""
        screen = self.screen
        assert isinstance(screen, Asking)
        if screen.hand_on(event):
            return
        if isinstance(event, events.Key) and event.key in screen.KEYS:
            event.stop()
            screen.press(event.key, self.value)
        elif isinstance(event, events.Key) and event.key == "escape":
            screen.dismiss()
        elif isinstance(event, events.Key) and self.act(event.key):
            event.stop()
        else:
            await super().on_event(event)

    def act(self, key: str) -> bool:
        """Do at once what a key of the field does, such as backspace; False where it is none.

        Textual would let the key go up to the app and come back as an action, behind the letters typed after it.
        """
        if key not in self.OWN:
            return False
        for binding in self._bindings.key_to_bindings[key]:
            _, name, parameters = actions.parse(binding.action)
            getattr(self, f"action_{name}")(*parameters)
        return True


class Asking(Dialog[ScreenResultType]):
    """A dialog with a field, which gets every key that was pressed for it, and in their order."""

    KEYS: ClassVar[tuple[str, ...]] = ("enter",)
    """The keys that are for the dialog and not for the field."""

    def __init__(self) -> None:
        super().__init__()
        self._opened = False
        self._early: list[events.Key] = []

    def press(self, key: str, text: str) -> None:
        """Do what one of ``KEYS`` asks, where so much has been typed."""
        raise NotImplementedError

    def field(self, value: str = "", *, placeholder: str = "") -> Field:
        """The field."""
        field = Field(value, placeholder, compact=True, max_length=LONGEST, select_on_focus=False)
        field.cursor_blink = False  # nothing goes over the line while nothing happens
        return field

    def on_mount(self) -> None:
        """Take what was typed while this was opening."""
        self._opened = True
        for event in self._early:
            self.type_ahead(event)

    def type_ahead(self, event: events.Key) -> None:
        """A key that was on its way to the lab when this opened: over a slow line a whole value can be."""
        if event.key in Field.OWN:
            event.prevent_default()  # the app would do it too, and at once
        if not self._opened:
            self._early.append(event)
            return
        if self.hand_on(event):
            return
        field = self.query_one(Field)
        # What comes here the field has not had: it would have kept it to itself.
        if event.key in self.KEYS:
            self.call_later(self.press, event.key, field.value)
        elif not field.act(event.key) and event.character is not None and event.is_printable:
            field.insert_text_at_cursor(event.character)


class TypeValueScreen(Asking[Any]):
    """Asks for a value; what ``parse`` refuses is said under the field, and nothing happens.

    Args:
        parse: text to what is asked for; raises ValueError with a message for the person.
        examples: what could be typed.
        title: what is asked for.
        does: what an enter does with it.
        value: what stands there at first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "cancel")]

    def __init__(
        self,
        parse: Callable[[str], Any],
        examples: str,
        *,
        title: str = "Type a value",
        does: str = "sets",
        value: str = "",
    ) -> None:
        super().__init__()
        self._parse = parse
        self._examples = examples
        self._title = title
        self._does = does
        self._first_text = value
        self._refused: str | None = None

    def compose(self) -> ComposeResult:
        """The field, and under it the examples or what is wrong."""
        with Vertical(id="type-value", classes="dialog") as dialog:
            dialog.border_title = self._title
            dialog.border_subtitle = f"enter {self._does} it, esc leaves"
            yield self.field(self._first_text)
            yield Static(self._examples, id="type-error", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """A new try: the old complaint no longer holds."""
        if event.input.value != self._refused:  # it may be changed again since
            self._refused = None
            self._say(self._examples, wrong=False)

    def press(self, key: str, text: str) -> None:
        """Take the value, or say what is wrong with it."""
        try:
            self.dismiss(self._parse(text))
        except ValueError as error:
            self._refused = text
            self._say(str(error), wrong=True)

    def _say(self, text: str, *, wrong: bool) -> None:
        note = self.query_one("#type-error", Static)
        note.update(text)
        note.set_class(wrong, "-wrong")
