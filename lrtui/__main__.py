"""The program: ``lrtui``, or ``python -m lrtui``."""

import os
import sys

from lrtui import __version__


def main() -> int:
    """Run the program and return its exit status."""
    if sys.argv[1:] == ["--version"]:  # the shortest question, answered before anything is loaded
        try:
            os.write(1, f"lrtui {__version__}\n".encode())
        except OSError as error:
            return 0 if isinstance(error, BrokenPipeError) else 1
        return 0
    from lrtui.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
