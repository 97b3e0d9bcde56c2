"""The habits of the house that no linter holds."""

import ast
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "storage")
LINES = 320
FUNCTION_LINES = 50
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep"},
}
RING = "event, load, decide, save, send"
FILES_OF_A_PATH = 6

FILES = sorted(file for package in PACKAGES for file in (HOUSE / package).rglob("*.py"))
IDS = [file.relative_to(HOUSE).as_posix() for file in FILES]


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_a_file_is_about_one_thing(file: Path) -> None:
    lines = file.read_text().splitlines()

    assert len(lines) <= LINES


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_a_function_is_read_in_one_look(file: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    too_long = [f.name for f in functions if _length(f) > FUNCTION_LINES]

    assert not too_long


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_only_the_clock_reads_the_clock() -> None:
    readers = {
        file.relative_to(HOUSE).as_posix() for file in FILES if _reads_a_clock(file.read_text())
    }

    assert readers == {"bot/clock.py"}


def _reads_a_clock(source: str) -> bool:
    """Tell whether something like `datetime.now(...)` is called or handed on."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in CLOCKS.get(_last_name(node.value), ())
        for node in ast.walk(ast.parse(source))
    )


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_every_ignored_lint_rule_has_its_reason_beside_it() -> None:
    project = (HOUSE / "pyproject.toml").read_text()
    lint = project[project.index("[tool.ruff.lint]") : project.index("[tool.importlinter]")]
    rules = re.findall(r'^(?!select).*"[A-Z]+\d*",?\]?.*$', lint, re.MULTILINE)

    unexplained = [rule for rule in rules if not re.search(r" # \w", rule)]

    assert rules
    assert not unexplained


def test_every_linter_silenced_in_a_line_is_named_and_explained() -> None:
    silencers = re.compile(r"# (?:noqa|type: ignore|pragma).*")
    found = [line for file in FILES for line in silencers.findall(file.read_text())]

    unexplained = [
        line
        for line in found
        if not re.match(
            r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[\w, -]+\]|"
            r"pragma: no (?:cover|branch)) +(?:-+|#) *\w+",
            line,
        )
    ]

    assert not unexplained


def test_the_license_is_the_whole_agpl_and_later_ones_may_be_chosen() -> None:
    with (HOUSE / "pyproject.toml").open("rb") as file:
        chosen = tomllib.load(file)["project"]["license"]
    text = (HOUSE / "LICENSE").read_text()

    assert chosen == "AGPL-3.0-or-later"
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text


def test_contributing_shows_the_ring() -> None:
    text = (HOUSE / "CONTRIBUTING.md").read_text()

    assert RING in text


def _paths() -> dict[str, list[str]]:
    """Read the numbered files under each path's heading of CONTRIBUTING.md."""
    text = (HOUSE / "CONTRIBUTING.md").read_text()
    chapters = re.findall(r"^### (.+)\n((?:(?!^#).*\n)*)", text, re.MULTILINE)
    return {title: re.findall(r"^\d\. `([\w/.]+)`", body, re.MULTILINE) for title, body in chapters}


@pytest.mark.parametrize("path", ["A command", "A missed check-in", "A start after downtime"])
def test_a_path_is_followed_by_opening_at_most_six_files(path: str) -> None:
    files = _paths()[path]

    assert 1 < len(files) <= FILES_OF_A_PATH
    assert all((HOUSE / file).is_file() for file in files)


@pytest.mark.parametrize("path", ["A command", "A missed check-in", "A start after downtime"])
def test_each_file_of_a_path_names_the_next(path: str) -> None:
    files = _paths()[path]

    silent = [
        f"{here} does not name {there}"
        for here, there in pairwise(files)
        if there not in _named_in(HOUSE / here)
    ]

    assert not silent


def _named_in(file: Path) -> set[str]:
    """List the files of the house that a file imports, or names by their paths."""
    text = file.read_text()
    modules: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules |= {f"{node.module}", *(f"{node.module}.{each.name}" for each in node.names)}
    imported = {f"{module.replace('.', '/')}.py" for module in modules}
    return imported | set(re.findall(r"`([\w/]+\.py)`", text))
