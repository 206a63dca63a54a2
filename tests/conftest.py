"""For all tests: how many run at a time. And a skipped one is a failure in CI, which installs whatever a test needs."""

from __future__ import annotations

import os

import pytest

from tests.examples import LONG

NARROWING = (
    *("keyword", "markexpr", "deselect", "maxfail", "lf", "failedfirst", "newfirst", "stepwise", "stepwise_skip"),
    *("usepdb", "trace", "collectonly", "setuponly", "setupshow", "setupplan"),
)
"""The options, by pytest's own names, of somebody who is after some of the tests or wants to watch them."""


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Spread the whole suite over workers; a part of it, which is quicker without them, starts none.

    This runs before the hook of xdist that reads ``-n`` and ``--dist``; where one of the two is given, it holds.
    """
    option = config.option
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and option.capture != "no"
    if not whole or any(getattr(option, name, None) for name in NARROWING) or hasattr(config, "workerinput"):
        return
    if getattr(option, "numprocesses", 0) is None:
        option.numprocesses = "auto"
        if option.dist == "no":
            option.dist = "worksteal"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs at full length only; it is not skipped, as nothing is missing."""
    left_out = [] if LONG else [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three for two cores: tests of real terminals wait more than they work, and each worker collects all tests."""
    return max(3 * (os.cpu_count() or 1) // 2, 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _in_ci() and _skipped(terminalreporter):
        terminalreporter.write_line("skipped tests are failures in CI", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == 0 and _in_ci() and reporter is not None and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"


def _skipped(reporter: pytest.TerminalReporter) -> list[object]:
    return reporter.stats.get("skipped", [])
