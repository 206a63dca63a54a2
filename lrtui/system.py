"""What the operating system has."""

from importlib.util import find_spec

POSIX = find_spec("termios") is not None
"""Whether terminals, signals and limits are those of POSIX; where they are not, as on Windows, Textual's own driver
connects the app to the terminal, and there is neither a kiosk nor a way to the shell and back."""
