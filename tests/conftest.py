"""What every test shares: the Debian tools some need, figures, how Hypothesis searches."""

import os
import shutil
from collections import Counter

import pytest
from hypothesis import settings

TOOLS = {
    "chromium": "Chromium",
    "strace": "strace",
    "faketime": "libfaketime",
    "systemd-analyze": "systemd-analyze",
}
"""The commands a test may need, and how people say them."""
PACKAGES = {"systemd-analyze": "systemd"}
"""The Debian package of a command where it has another name."""

LEFT_OUT = "left out, needs "

# A deadline for each example would fail on a slow machine and tell nothing of a rule.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what a missing tool makes impossible; where CI is set, that is a failure."""
    for marker in item.iter_markers("needs"):
        tool = str(marker.args[0])
        if tool not in TOOLS:
            pytest.fail(f"tests/conftest.py does not know the tool {tool!r}", pytrace=False)
        if shutil.which(tool) is None:
            _miss(tool)


def _miss(tool: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{TOOLS[tool]} is missing: apt-get install {package_of(tool)}", pytrace=False)
    pytest.skip(LEFT_OUT + tool)  # the summary below says it in a sentence


def package_of(tool: str) -> str:
    """Name the Debian package that brings a command."""
    return PACKAGES.get(tool, tool)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured, which tests were left out, and what would let them run."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
    reasons = (_reason(report) for report in terminalreporter.stats.get("skipped", []))
    missing = Counter(reason.split(LEFT_OUT)[1] for reason in reasons if LEFT_OUT in reason)
    for tool, tests in sorted(missing.items()):
        terminalreporter.write_line(
            f"Left out: {_count(tests)}, because {TOOLS[tool]} is not installed. "
            f"To run them too: apt-get install {package_of(tool)}",
            yellow=True,
        )


def _reason(report: pytest.TestReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""


def _count(tests: int) -> str:
    return "1 test" if tests == 1 else f"{tests} tests"
