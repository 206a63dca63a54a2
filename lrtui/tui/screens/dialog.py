"""What opens over a lab and covers it."""

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen


class Dialog(ModalScreen[None]):
    """A modal screen that the app hands its keys to, and that closes once."""

    async def press(self, event: events.Key) -> None:
        """Do what a key does here."""
        raise NotImplementedError

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close the dialog once: the second time Textual would close what lies under it."""
        return super().dismiss(result) if self.is_current else AwaitComplete()
