"""Imports run one way, and what is quick to answer loads nothing slow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import textual

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


@pytest.mark.parametrize("module", ["lrtui", "lrtui.cli", "lrtui.labs.catalogue", "lrtui.labs.keys"])
def test_what_every_start_needs_loads_nothing_slow(module: str) -> None:
    loaded = loaded_after(f"import {module}")
    assert "lrtui" in loaded
    assert not loaded & HEAVY


def test_the_first_lab_s_screen_loads_nothing_of_the_others_but_their_settings() -> None:
    loaded = loaded_after("import lrtui.labs.descent.screen")
    assert "lrtui.labs.descent.lab" in loaded
    core = "data|loading|network|training|procedure|selection|lr_range"
    other = rf"lrtui\.(core\.({core})|labs\.(network|choose)\.(?!settings$).*)"
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


def importing(floors: set[str]) -> str:
    modules = [name for name in MODULES if floor(name) in floors]
    assert modules
    return "import " + ", ".join(modules)


def test_core_plot_and_labs_load_neither_rich_nor_textual() -> None:
    loaded = loaded_after(importing({"core", "names", "plot", "labs", "settings", "lab", "figures"}))
    assert "numpy" in loaded
    assert not loaded & {"rich", "textual"}


def test_settings_and_keys_load_nothing_slow() -> None:
    assert not loaded_after(importing({"numbers", "system", "names", "labs", "settings"})) & HEAVY


def test_report_does_not_load_textual() -> None:
    loaded = loaded_after(importing({"report"}))
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


def imported(name: str, tree: ast.AST | None = None) -> Iterator[str]:
    """The modules that the source of ``name`` imports anywhere, also within functions and for type checking."""
    path = SOURCES[name]
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    for node in ast.walk(tree or ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                # ``from lrtui.plot import axes`` imports a module, ``from lrtui import __version__`` does not.
                inner = f"{origin}.{alias.name}"
                yield inner if inner in SOURCES else origin


QUICK = {
    *(
        f"lrtui.core.{name}"
        for name in ("recipe", "optimizers", "searches", "schedules", "parts", "objectives", "expression", "datasets")
    ),
    *(f"lrtui.core.expression.{name}" for name in ("lexer", "parser", "polynomial")),
}
"""Modules of the core that load nothing, so that the command line can read recipes and formulas without NumPy."""

IN_A_LAB = {
    **dict.fromkeys(("settings", "keys", "__init__"), "settings"),
    **dict.fromkeys(("report",), "report"),
    **dict.fromkeys(("screen", "terms"), "screen"),
    "figures": "figures",
}
"""The floors of a lab's modules; the others, such as ``lab``, ``frame`` and ``words``, are on the floor ``lab``."""


def floor(name: str) -> str:
    """The floor on which a module stands."""
    _, *parts = name.split(".")
    if not parts:
        return "lrtui"
    if parts[0] == "labs" and len(parts) > 1 and (PACKAGE / "labs" / parts[1]).is_dir():
        return IN_A_LAB.get(parts[2] if len(parts) > 2 else "__init__", "lab")
    return "names" if name in QUICK else parts[0]


SHARED = {"numbers", "system", "names", "labs", "settings"}
ALLOWED: dict[str, set[str]] = {
    "numbers": set(),
    "system": set(),
    "names": {"core", "names", "numbers"},
    "core": {"core", "names", "numbers"},
    "plot": {"plot", "numbers"},
    "labs": SHARED,
    "settings": SHARED,
    "lab": {"core", "lab", *SHARED},
    "figures": {"core", "plot", "lab", "figures", *SHARED},
    "report": {"core", "plot", "lab", "figures", "report", *SHARED},
    "tui": {"core", "plot", "report", "tui", "lrtui", *SHARED},
    "screen": {"core", "plot", "lab", "figures", "report", "screen", "tui", *SHARED},
    "manual": {"manual", "labs"},
    "near_misses": set(),
    "arguments": {"arguments", "manual", "near_misses", "lrtui", *SHARED},
    "cli": {"arguments", "core", "report", "tui", "cli", "lrtui", *SHARED},
    "lrtui": {"core", "lab", *SHARED},
    "__main__": {"cli", "lrtui"},
}
OUTSIDE: dict[str, set[str]] = {
    **{name: {"numpy"} for name in ("core", "plot", "lab", "figures", "names")},
    "report": {"numpy", "rich"},
    **{name: {"numpy", "rich", "textual"} for name in ("tui", "screen")},
}


@pytest.mark.parametrize("name", SOURCES)
def test_imports_run_one_way(name: str) -> None:
    used = {floor(module) for module in imported(name) if module.split(".")[0] == "lrtui"}
    assert used <= ALLOWED[floor(name)]


def lab(name: str) -> str | None:
    """The lab in whose folder a module stands."""
    match = re.match(r"lrtui\.labs\.(\w+)", name)
    return match[1] if match and (PACKAGE / "labs" / match[1]).is_dir() else None


@pytest.mark.parametrize("name", SOURCES)
def test_no_lab_imports_another_one_and_only_the_catalogue_and_the_api_name_labs(name: str) -> None:
    named = {lab(module) for module in imported(name)} - {None, lab(name)}
    assert not named or name in ("lrtui.labs.catalogue", "lrtui")


def test_there_is_no_circle_among_the_modules() -> None:
    graph = {name: {module for module in imported_at_once(name) if module in SOURCES} for name in SOURCES}
    assert list(TopologicalSorter(graph).static_order())  # raises a CycleError, with the circle, where there is one


def imported_at_once(name: str) -> Iterator[str]:
    """The modules that are loaded with ``name``: not within a function, and not for type checking."""
    tree = ast.parse(SOURCES[name].read_text(encoding="utf-8"))
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = []
    yield from imported(name, tree)


@pytest.mark.parametrize("name", SOURCES)
def test_each_floor_uses_no_other_package_than_its_own_few(name: str) -> None:
    packages = {module.split(".")[0] for module in imported(name)}
    assert packages - sys.stdlib_module_names - {"lrtui"} <= OUTSIDE.get(floor(name), set())


PRIVATE = {("lrtui.tui.repaint", "textual._compositor"), ("lrtui.tui.keyboard", "textual._xterm_parser")}
"""What must be reached into all the same, in one place, with a test of what is leaned on: tests/tui/test_driver.py."""


def test_nothing_is_private_to_another_package() -> None:
    for name in SOURCES:
        for module in imported(name):
            private = [part for part in module.split(".") if part.startswith("_") and not part.startswith("__")]
            assert not private or (name, module) in PRIVATE, f"{name} imports {module}"


PRIVATE_ATTRIBUTES = {
    "_compositor": "a picture that was thrown away has to be painted whole, which only the compositor can",
    "_background_screens": "the whole picture has what lies under a dialog",
    "_batch_count": "a frame goes out only where Textual does not hold it back itself",
    "_display": "the one place through which all goes to the terminal",
    "_handle_exception": "an error in a timer or a callback ends the app as one in a key does",
    "_fatal_error": "what is said of an error is one line and no traceback",
    "_exception": "the error to name in that line",
    "_exit_renderables": "the first error is the one that is told",
    "_border_subtitle": "by the public way the whole widget would be painted again for a word in its edge",
    "_mouse": "a driver has to know whether the app wants the mouse, and only the base class keeps it",
    "_app": "a driver sends the app what comes in, and only the base class keeps it",
    "_loop": "the driver's timers are the loop's, and only the base class keeps it",
}
"""Attributes that are private to Textual, and why they are used all the same; where a newer Textual changes one,
tests/tui/test_driver.py or test_repaint.py fails. Names of ours that Textual has too would be listed here as well."""


def test_private_attributes_of_textual_are_those_that_are_listed() -> None:
    folder = Path(textual.__file__).parent
    files = ("app", "screen", "widget", "dom", "driver", "message_pump", "widgets/_input")
    theirs = {
        attribute
        for file in files
        for attribute in re.findall(r"(?:self\.|def )(_[a-z]\w*)", (folder / f"{file}.py").read_text(encoding="utf-8"))
    }
    sources = (path.read_text(encoding="utf-8") for name, path in SOURCES.items() if floor(name) in ("tui", "screen"))
    used = {attribute for source in sources for attribute in re.findall(r"(?<!os)\.(_[a-z]\w*)", source)}
    assert used & theirs == PRIVATE_ATTRIBUTES.keys()


# ------------------------------------------------------------------------------------------------ the public API


@pytest.mark.parametrize("name", lrtui.__all__)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(lrtui, name) is not None


def test_public_names_are_there_once() -> None:
    assert len(lrtui.__all__) == len(set(lrtui.__all__))


def test_a_public_name_is_the_object_of_its_home() -> None:
    from lrtui.core.stability import stability
    from lrtui.labs.descent.lab import DescentLab

    assert lrtui.stability is stability
    assert lrtui.DescentLab is DescentLab


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="speling"):
        lrtui.speling  # noqa: B018


def test_the_readers_first_example_is_true() -> None:
    run = lrtui.Trajectory(lrtui.Quadratic(1.0), x0=[-1.0], learning_rate=[0.5])
    assert (run.extend(3), run.last.tolist(), run.ending()) == (1, [0.0], lrtui.Ending.CONVERGED)
