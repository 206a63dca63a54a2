"""What a kiosk has given up: found out in a process of its own, which cannot have it back."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lrtui.tui.lockdown import KEPT, POOLS

HOSTILE = {
    "TEXTUAL": "devtools",
    "TEXTUAL_LOG": "log",
    "COLUMNS": "20000",
    "LINES": "20000",
    "BROWSER": "browser",
    "PYTHONSTARTUP": "startup",
    "SSH_ORIGINAL_COMMAND": "sh",
    "OMP_NUM_THREADS": "64",
    "LD_LIBRARY_PATH": "",
    "HOME": "/",
    "ESCDELAY": "1",
    "FORCE_COLOR": "1",
    "PATH": "/usr/bin:/bin",
}
SHOWN = {
    "TERM": "xterm",
    "COLORTERM": "truecolor",
    "NO_COLOR": "1",
    "LANG": "C.UTF-8",
    "LC_ALL": "",
    "LC_CTYPE": "C.UTF-8",
}

BEFORE = "import json, os, resource, sys; from lrtui.tui.lockdown import lock_down; found = {}\n"
AFTER = "\nprint(json.dumps(found))"


def found(code: str, folder: Path) -> dict[str, Any]:
    """What ``code`` has put into ``found``, in a process in ``folder`` that hostile variables have started."""
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + code + AFTER],
        env={**HOSTILE, **SHOWN, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_of_the_environment_only_what_the_terminal_can_show_is_left(tmp_path: Path) -> None:
    code = """
lock_down()
found["python"] = dict(os.environ)
import ctypes
getenv = ctypes.CDLL(None).getenv
getenv.restype = ctypes.c_char_p
found["library"] = [name for name in NAMES if getenv(name.encode()) is not None]
""".replace("NAMES", repr([*HOSTILE, *SHOWN]))
    result = found(code, tmp_path)
    assert set(SHOWN) == set(KEPT)
    assert result["python"] == {**SHOWN, **dict.fromkeys(POOLS, "1")}
    # What a library that is loaded now would see.
    assert set(result["library"]) == {*SHOWN, "OMP_NUM_THREADS"}


def test_no_file_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("as it was")
    code = """
lock_down()
for name, mode in (("new", "wb"), ("old", "ab")):
    try:
        with open(name, mode, buffering=0) as file:
            file.write(b"something")
        found[name] = None
    except OSError as error:
        found[name] = type(error).__name__
found["read"] = open("old").read()
"""
    assert found(code, tmp_path) == {"new": "OSError", "old": "OSError", "read": "as it was"}
    assert (tmp_path / "old").read_text() == "as it was"
    assert not (tmp_path / "new").exists() or (tmp_path / "new").read_bytes() == b""


def test_no_process_and_no_thread_can_be_begun(tmp_path: Path) -> None:
    """Nothing keeps root from it; so root becomes somebody else first, as the account of a kiosk is."""
    code = """
import subprocess, threading
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
def begins(start):
    try:
        start()
        return True
    except (OSError, RuntimeError):
        return False
found["before"] = begins(lambda: subprocess.run(["/bin/true"], check=True))
lock_down()
found["process"] = begins(lambda: subprocess.run(["/bin/true"], check=True))
found["thread"] = begins(threading.Thread(target=str).start)
"""
    try:
        tmp_path.chmod(0o755)
        result = found(code, tmp_path)
    except AssertionError as error:
        if "Operation not permitted" not in str(error):
            raise
        pytest.skip("root cannot become anybody else here")
    assert result == {"before": True, "process": False, "thread": False}


def test_the_limits_are_of_the_process_for_good(tmp_path: Path) -> None:
    code = """
lock_down()
for name in ("RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_CORE"):
    found[name] = resource.getrlimit(getattr(resource, name))
found["bytecode"] = sys.dont_write_bytecode
lock_down()
"""
    assert found(code, tmp_path) == {
        "RLIMIT_FSIZE": [0, 0],
        "RLIMIT_NPROC": [0, 0],
        "RLIMIT_CORE": [0, 0],
        "bytecode": True,
    }
    assert resource.getrlimit(resource.RLIMIT_FSIZE) != (0, 0)  # the test's own process is as it was


def test_nothing_is_loaded_before_that_looks_at_the_environment(tmp_path: Path) -> None:
    code = "found['loaded'] = sorted({name.partition('.')[0] for name in sys.modules})"
    loaded = set(found(code, tmp_path)["loaded"])
    assert "lrtui" in loaded
    assert not loaded & {"numpy", "rich", "textual", "asyncio", "curses", "threading", "webbrowser"}


def test_by_then_the_command_line_has_loaded_nothing_either(tmp_path: Path) -> None:
    code = """
from lrtui.tui import capabilities, lockdown
import lrtui.cli
capabilities.refusal = lambda: ""
def stop_here():
    found["loaded"] = sorted({name.partition(".")[0] for name in sys.modules})
    raise SystemExit
lockdown.lock_down = stop_here
try:
    lrtui.cli.main(["--kiosk"])
except SystemExit:
    pass
"""
    assert not set(found(code, tmp_path)["loaded"]) & {"numpy", "rich", "textual"}
