"""Where the modules and signals of POSIX do not exist, as on Windows, the package imports and the app starts.

They are taken away in a process of its own; a real Windows was not at hand.
"""

from __future__ import annotations

import subprocess
import sys

BLOCKED = ("termios", "fcntl", "resource", "tty", "pty", "curses", "_curses", "grp", "pwd")
SIGNALS = ("SIGWINCH", "SIGTSTP", "SIGCONT", "SIGHUP", "SIGQUIT")

WITHOUT = f"""
import os, signal, sys, importlib.util
blocked = {BLOCKED!r}
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Missing())
def find_spec(name, package=None, real=importlib.util.find_spec):
    return None if name in blocked else real(name, package)
importlib.util.find_spec = find_spec
for name in {SIGNALS!r}:
    delattr(signal, name)
del os.ttyname
os.environ.pop("TERM", None)
# On Windows Textual would take its driver for that, which does not import here.
os.environ["TEXTUAL_DRIVER"] = "textual.drivers.headless_driver:HeadlessDriver"
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    """A new process in which the modules of POSIX are missing."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + code], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def test_every_module_but_the_drivers_and_the_kiosks_imports() -> None:
    code = """
import pkgutil, lrtui, importlib
missing = []
for module in pkgutil.walk_packages(lrtui.__path__, "lrtui."):
    try:
        importlib.import_module(module.name) if module.name != "lrtui.__main__" else None
    except ModuleNotFoundError:
        missing.append(module.name)
print(missing)
"""
    done = run(code)
    assert done.stdout.strip() == "['lrtui.tui.driver', 'lrtui.tui.kiosk', 'lrtui.tui.lockdown']", done.stderr


def test_a_report_is_printed_and_a_kiosk_refused_in_one_line() -> None:
    done = run("from lrtui.cli import main; main(['--lr', '1', '--steps', '1', '--print', 'csv'])")
    assert done.stdout.splitlines()[0] == "recipe,step,learning_rate,x,f,gradient,growth", done.stderr
    at_a_terminal = "import lrtui.tui.capabilities as c; c.refusal = lambda: ''\n"
    kiosk = run(f"{at_a_terminal}from lrtui.cli import main; main(['--kiosk'])")
    assert kiosk.returncode == 2
    (line,) = kiosk.stderr.splitlines()
    assert line.startswith("lrtui: --kiosk: not on this system")


def test_the_app_starts_in_colours_and_takes_keys() -> None:
    code = """
import asyncio
from lrtui.labs.descent.settings import DescentSettings
from lrtui.tui.app import LrtuiApp
async def story():
    app = LrtuiApp(DescentSettings(paused=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "2", "1")
        await pilot.pause()
        keys = {key for _, table in app.screen.sections for key in table}
        print(app.screen.lab.frame().step, app.no_color, any(key.id == "suspend" for key in keys), app.driver_class)
asyncio.run(story())
"""
    done = run(code)
    assert done.stdout.startswith("2 False False "), done.stdout + done.stderr
    assert "lrtui" not in done.stdout  # Textual's own driver
