"""Imports run one way, and what is quick to answer loads nothing slow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import lrtui

PACKAGE = Path(lrtui.__file__).parent
HEAVY = {"numpy", "rich", "textual"}

# ------------------------------------------------------------------------------------ what a process has loaded


def loaded_after(code: str, *args: str) -> set[str]:
    """The modules that a new process has loaded once ``code`` has run, whatever it printed."""
    report = "import atexit, sys; atexit.register(lambda: print('\\n=', *sys.modules))\n"
    done = subprocess.run(
        [sys.executable, "-c", report + code, *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    words = done.stdout.splitlines()[-1].split()
    assert words[0] == "="
    return set(words)


@pytest.mark.parametrize("module", ["lrtui", "lrtui.cli", "lrtui.labs.options", "lrtui.labs.settings"])
def test_what_every_start_needs_loads_nothing_slow(module: str) -> None:
    loaded = loaded_after(f"import {module}")
    assert "lrtui" in loaded
    assert not loaded & HEAVY


def test_the_parabola_s_screen_loads_no_other_lab() -> None:
    loaded = loaded_after("import lrtui.tui.screens.parabola")
    assert "lrtui.labs.parabola" in loaded
    other = r"lrtui\.(core\.(data|network|training|selection|range_test)|.*\b(network|choose)(_\w+)?)"
    assert [name for name in sorted(loaded) if re.fullmatch(other, name)] == []


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["parabola", "--help"],
        ["network", "--help"],
        ["choose", "--help"],
        ["--version"],
        ["tour", "--help"],
        ["--kiosk", "--help"],
        ["--completion", "zsh"],
        ["--completion", "csh"],
        ["--lr", "abc"],
        ["network", "--lrs", "0"],
        ["network", "--data", "file.csv"],
        ["choose", "--from", "abc"],
        ["choose", "--from", "3", "--to", "2"],
        ["choose", "--data", "file.csv"],
        ["nolab"],
        ["--output", "file"],
        [],
    ],
    ids=lambda args: " ".join(args) or "no terminal",
)
def test_quick_answers_load_nothing_slow(args: list[str]) -> None:
    loaded = loaded_after("from lrtui.cli import main; main()", *args)
    assert "lrtui" in loaded
    assert not loaded & HEAVY


def modules_of(*rooms: str) -> list[str]:
    return [name for name in MODULES if name.split(".")[1:2] and name.split(".")[1] in rooms]


def importing(modules: list[str]) -> str:
    assert modules
    return "import " + ", ".join(modules)


def test_core_labs_and_plot_load_neither_rich_nor_textual() -> None:
    loaded = loaded_after(importing(modules_of("core", "labs", "plot")))
    assert "numpy" in loaded
    assert not loaded & {"rich", "textual"}


def test_report_does_not_load_textual() -> None:
    loaded = loaded_after(importing(modules_of("report")))
    assert "rich" in loaded
    assert "textual" not in loaded


def test_a_report_does_not_load_textual() -> None:
    assert "textual" not in loaded_after("from lrtui.cli import main; main()", "--print", "plot")


# -------------------------------------------------------------------------------------- what the source imports


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
MODULES = [name for name in SOURCES if not name.endswith("__main__")]


def imported(name: str) -> Iterator[str]:
    """The modules that the source of ``name`` imports anywhere, also within functions and for type checking."""
    path = SOURCES[name]
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                # ``from lrtui.plot import axes`` imports a module, ``from lrtui import __version__`` does not.
                inner = f"{origin}.{alias.name}"
                yield inner if inner in SOURCES else origin


def room(name: str) -> str:
    """The part of the package that a module belongs to; the drawing of labs is a part of its own."""
    parts = name.split(".")
    if parts[1:3] == ["plot", "figures"]:
        return "plot.figures"
    return parts[1] if len(parts) > 1 else "lrtui"


ALLOWED: dict[str, set[str]] = {
    "core": {"core"},
    "labs": {"core", "labs"},
    "plot": {"plot"},
    "plot.figures": {"core", "labs", "plot", "plot.figures"},
    "report": {"core", "labs", "plot", "plot.figures", "report"},
    "tui": {"core", "labs", "plot", "plot.figures", "report", "tui", "lrtui"},
    "manual": {"manual"},
    "arguments": {"labs", "arguments", "manual", "lrtui"},
    "cli": {"arguments", "core", "labs", "plot", "plot.figures", "report", "tui", "cli", "lrtui"},
    "lrtui": {"core", "labs"},
    "__main__": {"cli", "lrtui"},
}
OUTSIDE: dict[str, set[str]] = {
    "core": {"numpy"},
    "labs": {"numpy"},
    "plot": {"numpy"},
    "plot.figures": {"numpy"},
    "report": {"numpy", "rich"},
    "tui": {"numpy", "rich", "textual"},
}


@pytest.mark.parametrize("name", SOURCES)
def test_imports_run_one_way(name: str) -> None:
    used = {room(module) for module in imported(name) if module.split(".")[0] == "lrtui"}
    assert used <= ALLOWED[room(name)]


@pytest.mark.parametrize("name", SOURCES)
def test_each_room_uses_no_other_package_than_its_own_few(name: str) -> None:
    packages = {module.split(".")[0] for module in imported(name)}
    assert packages - sys.stdlib_module_names - {"lrtui"} <= OUTSIDE.get(room(name), set())


def test_the_drawing_modules_are_those_that_know_no_lab() -> None:
    assert {"canvas", "axes", "ascii_art", "ink", "chart"} <= {
        name.rpartition(".")[2] for name in SOURCES if room(name) == "plot"
    }


def test_only_the_app_and_the_command_line_import_the_app() -> None:
    importers = {room(name) for name in SOURCES if any(room(module) == "tui" for module in imported(name))}
    assert importers == {"tui", "cli"}


PRIVATE = {("lrtui.tui.repaint", "textual._compositor"), ("lrtui.tui.keyboard", "textual._xterm_parser")}
"""What must be reached into all the same, in one place, with a test of what is leaned on: tests/tui/test_driver.py."""


def test_nothing_is_private_to_another_package() -> None:
    for name in SOURCES:
        for module in imported(name):
            private = [part for part in module.split(".") if part.startswith("_") and not part.startswith("__")]
            assert not private or (name, module) in PRIVATE, f"{name} imports {module}"


# ------------------------------------------------------------------------------------------------ the public API


@pytest.mark.parametrize("name", lrtui.__all__)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(lrtui, name) is not None


def test_public_names_are_there_once() -> None:
    assert len(lrtui.__all__) == len(set(lrtui.__all__))


def test_a_public_name_is_the_object_of_its_home() -> None:
    from lrtui.core.stability import regime
    from lrtui.labs.parabola import ParabolaLab

    assert lrtui.regime is regime
    assert lrtui.ParabolaLab is ParabolaLab


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="speling"):
        lrtui.speling  # noqa: B018


def test_the_readers_first_example_is_true() -> None:
    run = lrtui.Trajectory(lrtui.Quadratic(1.0), x0=[-1.0], learning_rate=[0.5])  # type: ignore[arg-type]
    assert (run.extend(3), run.last.tolist(), run.ending()) == (1, [0.0], lrtui.Ending.CONVERGED)
