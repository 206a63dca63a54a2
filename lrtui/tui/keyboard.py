"""Turns bytes, whatever they are, into keys, clicks, pastes and answers.

Textual's parser, which is private to it, does the reading. It takes an escape within a paste for one that is typed,
does not survive some broken sequences, and waits for ever for the end of others: that is mended around it here.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

FEW = 16
"""The most bytes that a key or an answer has; more are a sign that a paste goes on."""
PASTE_STARTS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
LONGEST_UNFINISHED = 1_000_000
"""The most characters of an unfinished sequence or paste that are remembered."""
UNFINISHED = 3.0
"""Seconds after which an unfinished sequence is dropped: keys would be taken for a part of it."""

_PIECES = re.compile(r"(\x1b)(?=\x1b*+[^[O\x1b])|(\x1b?[^~\x1b]+~?|\x1b|~)")
"""Input in pieces: escapes that begin no sequence (the parser would take them for alt), and all else, cut before each
escape. What starts or ends a paste is at the end of a piece."""


class Keyboard:
    """Reads what the terminal sends; ``hand_on`` takes what was read, and says whether it was for the app."""

    def __init__(self, hand_on: Callable[[Message], bool]) -> None:
        self.progress = 0
        """Grows whenever something has ended, and when more has come than a key or an answer is."""
        self._hand_on = hand_on
        self._start()

    def _start(self) -> None:
        self.unfinished = 0
        """How many characters have come of a sequence or paste that has not ended."""
        self._parser = XTermParser()
        self._decoder = getincrementaldecoder("utf-8")("ignore")
        self._last = ""
        self._pasting = False

    def feed(self, data: bytes) -> bool:
        """Hand on what ``data`` says, and return whether any of it was for the app."""
        text = self._decoder.decode(data)
        self.progress += len(data) > FEW
        for_the_app = False
        for escape, piece in _PIECES.findall(text):
            self.unfinished += len(piece)
            try:
                for message in [events.Key("escape", escape)] if escape else self._parser.feed(piece):
                    for_the_app |= self._heard(message)
            except Exception:  # there are broken sequences that Textual's parser does not survive
                self._start()
                continue
            self._last = (self._last + piece)[-len(PASTE_STARTS) :]
            if self._last == PASTE_STARTS:
                self._pasting = True
            elif self._pasting and self._last == PASTE_ENDS:
                self._pasting = False
                self._ended()
        if self.unfinished > LONGEST_UNFINISHED:
            pasting = self._pasting
            self._start()
            self._pasting = pasting  # what still comes of it is not typed
        return for_the_app

    def tick(self) -> None:
        """Take an escape for a key: time has passed in which a sequence would have gone on."""
        for message in self._parser.tick():
            self._heard(message)

    def give_up(self, progress: int) -> None:
        """Forget a sequence or paste where there has been no ``progress`` since."""
        if self.unfinished and progress == self.progress:
            self._start()

    def _heard(self, message: Message) -> bool:
        """Hand a message on, but no key within a paste: there the parser takes an escape and what follows for keys."""
        if self._pasting and isinstance(message, events.Key):
            return False
        if not self._pasting:
            self._ended()
        return self._hand_on(message)

    def _ended(self) -> None:
        self.unfinished = 0
        self.progress += 1
