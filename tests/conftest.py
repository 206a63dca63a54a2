"""For all tests: in CI a skipped test is a failure, because CI installs whatever a test needs."""

from __future__ import annotations

import os

import pytest


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
