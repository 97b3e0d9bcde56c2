"""What is declared is used, what is used is declared, and only the three packages are shipped."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

HOUSE = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "storage")
NEVER_IMPORTED = {"tzdata"}
"""Read by zoneinfo as files."""

TOOLS = {
    "import-linter": "$(BIN)/lint-imports",
    "mypy": "$(BIN)/mypy",
    "pytest": "$(BIN)/pytest",
    "pytest-cov": "--cov",
    "pytest-xdist": "-n 2",
    "ruff": "$(BIN)/ruff",
}
"""Development dependencies that are run instead of imported, and how the Makefile runs them."""


Requirements = list[str | dict[str, str]]
"""As pyproject.toml writes them: a group of them may include another."""


def _project() -> dict[str, dict[str, Requirements]]:
    with (HOUSE / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def _names(requirements: Requirements) -> set[str]:
    named = [each for each in requirements if isinstance(each, str)]
    return {_normal(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in named}


def _normal(name: str) -> str:
    """Write a distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    return _names(_project()["project"]["dependencies"])


def _dev() -> set[str]:
    return _names(_project()["dependency-groups"]["dev"])


def _imported(*folders: str) -> set[str]:
    """Name the distributions that the Python files of these folders import from, at any depth."""
    files = [file for folder in folders for file in (HOUSE / folder).rglob("*.py")]
    modules = {module for file in files for module in _modules(ast.parse(file.read_text()))}
    foreign = modules - set(sys.stdlib_module_names) - {*PACKAGES, "tests"}
    distributions = packages_distributions()
    return {_normal(name) for module in foreign for name in distributions.get(module, [module])}


def _modules(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_everything_declared_is_imported() -> None:
    unused = _declared() - _imported(*PACKAGES) - NEVER_IMPORTED

    assert not unused


def test_everything_imported_is_declared() -> None:
    undeclared = _imported(*PACKAGES) - _declared()

    assert not undeclared


def test_handlers_import_the_standard_library_only() -> None:
    assert not _imported("handlers")


def test_storage_imports_one_library() -> None:
    assert _imported("storage") <= {"sqlcipher3", "pynacl"}


def test_everything_the_tests_import_is_declared() -> None:
    undeclared = _imported("tests") - _declared() - _dev()

    assert not undeclared


def test_every_development_dependency_is_imported_by_a_test_or_run_by_make() -> None:
    makefile = (HOUSE / "Makefile").read_text()
    run = {name for name, how in TOOLS.items() if how in makefile}

    unused = _dev() - _imported("tests") - run

    assert not unused


def test_the_lock_names_no_server() -> None:
    lock = (HOUSE / "requirements.lock").read_text()

    assert not re.findall(r"://|--(?:extra-)?index|--find-links| @ ", lock)


def test_the_lock_holds_everything_declared_and_what_an_editable_install_needs() -> None:
    lock = (HOUSE / "requirements.lock").read_text()
    names = re.findall(r"^([\w.-]+)(?:\[\w+\])?==", lock, re.MULTILINE)
    locked = {_normal(name) for name in names}

    missing = (_declared() | _dev() | {"hatchling", "editables"}) - locked

    assert not missing


def test_every_locked_distribution_has_its_hashes() -> None:
    lock = (HOUSE / "requirements.lock").read_text()
    pinned = re.findall(r"^[\w.\[\]-]+==.*(?:\n .*)*", lock, re.MULTILINE)

    unhashed = [entry for entry in pinned if "--hash=sha256:" not in entry]

    assert pinned
    assert not unhashed


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of the wheel, built with what is installed and no network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--no-index", "--wheel-dir", str(folder), str(HOUSE)], check=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_the_wheel_ships_the_three_packages_and_nothing_else(shipped: set[str]) -> None:
    roots = {name.split("/")[0] for name in shipped}

    ours = {root for root in roots if not root.endswith(".dist-info")}

    assert ours == set(PACKAGES)


@pytest.mark.parametrize(
    "kind", ["bot/locale/**/*.po", "bot/page/*", "storage/migrations/*.sql", "*/**/*.py"]
)
def test_the_wheel_ships_every_file_the_house_reads(kind: str, shipped: set[str]) -> None:
    found = {path.relative_to(HOUSE) for path in HOUSE.glob(kind) if path.is_file()}
    needed = {path.as_posix() for path in found if path.parts[0] in PACKAGES}

    assert needed
    assert needed <= shipped


def test_the_wheel_carries_its_license(shipped: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in shipped)
