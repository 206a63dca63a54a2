"""What opens over a lab."""

from __future__ import annotations

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A modal screen that closes once, and hands on the keys that were on their way when it did."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close; where it is closed already, Textual would close what lies under it."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    async def on_event(self, event: events.Event) -> None:
        """Give a late key to the screen that is there now."""
        if not self.hand_on(event):
            await super().on_event(event)

    def hand_on(self, event: events.Event) -> bool:
        """Give a key back to the app where this dialog has closed; whether it was one."""
        if self.is_current or not isinstance(event, events.Key):
            return False
        self.app.post_message(events.Key(event.key, event.character))
        return True
