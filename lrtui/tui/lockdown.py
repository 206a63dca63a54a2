"""What a kiosk gives up before it loads anything: standard library only, and first of all.

The program of a kiosk is for strangers. It needs the terminal and its own files to read, and nothing else, so it
keeps nothing else, whatever is found wrong with it some day.
"""

import os
import resource
import sys

KEPT = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE")
"""Variables that say what the terminal can show; a client can set any, and libraries look for many."""

POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""How many threads the libraries behind NumPy keep; many visitors share the machine."""


def lock_down() -> None:
    """For the rest of this process keep only the variables ``KEPT``, write no file, and begin no process or thread."""
    for name in [name for name in os.environ if name not in KEPT]:
        del os.environ[name]
    os.environ.update(dict.fromkeys(POOLS, "1"))
    sys.dont_write_bytecode = True
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE):
        resource.setrlimit(limit, (0, 0))
