"""A missing Debian tool: said plainly and left out by a person's `make test`, a failure in CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PACKAGES, TOOLS

HOUSE = Path(__file__).parent.parent


def _run(folder: Path, tool: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one test that needs `tool` where no tool is installed."""
    source = f'import pytest\n\n@pytest.mark.needs("{tool}")\ndef test_it() -> None:\n    pass\n'
    (folder / "test_it.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs(tool)\n")
    pytest_here = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    bare = {"PATH": str(folder), "PYTHONPATH": str(HOUSE), **environment}
    return subprocess.run(
        [*pytest_here, str(folder)],
        cwd=folder,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_tool_is_named_and_its_tests_are_left_out(tmp_path: Path) -> None:
    run = _run(tmp_path, "strace")

    assert run.returncode == 0
    assert "Left out: 1 test, because strace is not installed." in run.stdout
    assert "apt-get install strace" in run.stdout


def test_a_missing_tool_fails_where_ci_is_set(tmp_path: Path) -> None:
    run = _run(tmp_path, "strace", CI="true")

    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "strace is missing: apt-get install strace" in run.stdout


def test_an_unknown_tool_is_not_left_out_in_silence(tmp_path: Path) -> None:
    run = _run(tmp_path, "starce")

    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "does not know the tool 'starce'" in run.stdout


def test_a_tool_that_is_there_is_used(tmp_path: Path) -> None:
    (tmp_path / "strace").touch(mode=0o755)

    run = _run(tmp_path, "strace", CI="true")

    assert "1 passed" in run.stdout


def test_ci_installs_every_tool_that_a_test_may_need() -> None:
    installer = (HOUSE / ".ci/run").read_text()

    assert f"for tool in {' '.join(TOOLS)}; do" in installer
    for tool, package in PACKAGES.items():
        assert f'[{tool}]="{package}"' in installer
    assert os.access(HOUSE / ".ci/run", os.X_OK)
