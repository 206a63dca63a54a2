"""The command line that reproduces what is on the screen."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from lrtui.tui.screens.dialog import Dialog


class CommandScreen(Dialog):
    """Shows a command until a key is pressed, and offers it to the terminal's clipboard if ``copy`` says so."""

    def __init__(self, command: str, *, copy: bool = True) -> None:
        super().__init__()
        self.command = command
        self._copy = copy

    def compose(self) -> ComposeResult:
        """The command, and what to do with it."""
        with Vertical(id="command", classes="dialog") as dialog:
            dialog.border_title = "This screen as a command"
            yield Static(self.command, id="command-line", markup=False)
            copied = "Also on the clipboard, where the terminal allows it. " if self._copy else ""
            yield Static(f"{copied}Any key closes this.", classes="note")

    def on_mount(self) -> None:
        """Copy the command to the clipboard, by the terminal's own means."""
        if self._copy:
            self.app.copy_to_clipboard(self.command)

    async def press(self, event: events.Key) -> None:
        """Close with any key."""
        self.dismiss()

    def on_click(self) -> None:
        """Close with a click as well."""
        self.dismiss()
