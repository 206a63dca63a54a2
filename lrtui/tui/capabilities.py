"""What the terminal can show, from its name, the locale and what Python makes of it. Standard library only."""

import os
import sys
from collections.abc import Mapping

from lrtui.system import POSIX

NEEDED = "⣿●η"
"""Characters that the pictures are made of."""


def refusal(environment: Mapping[str, str] = os.environ) -> str:
    """Return why the app cannot be shown here, or an empty text if it can."""
    terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    if terminal and environment.get("TERM") != "dumb":
        return ""
    return "this is no terminal that the app could draw in"


def can_encode(text: str = NEEDED) -> bool:
    """Whether standard output takes these characters."""
    try:
        text.encode((sys.stdout and sys.stdout.encoding) or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def shows_unicode(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the app can draw with more than ASCII characters."""
    # In the C locale Python writes UTF-8 all the same, whatever the terminal takes; the fonts of the Linux console
    # have no braille.
    plain_locale = environment.get("LC_ALL") in ("C", "POSIX")
    return can_encode() and not plain_locale and environment.get("TERM") != "linux"


def shows_colours(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to use colours: the person does not object, and nothing says that the terminal has none."""
    if environment.get("NO_COLOR"):
        return False
    name = environment.get("TERM", "")
    if not name:
        return not POSIX  # a console of Windows has no such name, and has colours
    try:
        import curses

        curses.setupterm(name, fd=1)
        return curses.tigetnum("colors") > 0
    except Exception:  # nothing is known of it, as of many that have colours; or there is no curses to ask
        return True
