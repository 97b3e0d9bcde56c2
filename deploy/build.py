"""Make the program from this folder's source into a new virtual environment: build.py PATH.

Of requirements.lock it takes what the bot runs on and leaves the tests' tools out. Every package
is of the version and the hash written there, and nothing is compiled.
"""
# ruff: noqa: INP001 -- a script beside the project, no package of it

import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
OURSELVES = "hearthlight (pyproject.toml)"
"""How the lock names what pyproject.toml itself asks for."""
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-cache-dir")


def locked(lock: str, parent: str) -> str:
    """Return the entries of a lock that `parent` needs, and that those need in turn."""
    entries = {_name(each): each for each in re.split(r"\n(?=\w)", lock) if "==" in each}
    asked_by = {name: set(_parents(entry)) for name, entry in entries.items()}
    found, new = {parent}, {parent}
    while new:
        new = {name for name, parents in asked_by.items() if parents & new} - found
        found |= new
    return "\n".join(entry for name, entry in entries.items() if name in found) + "\n"


def _name(entry: str) -> str:
    """Read whose entry it is, without the extras that somebody asks for: `httpx[socks]==0.28`."""
    return re.split(r"\[|==", entry, maxsplit=1)[0]


def _parents(entry: str) -> list[str]:
    """Read who asked for a package: `# via one`, or a line each below `# via`."""
    lines = [line.strip(" #") for line in entry.splitlines() if line.strip().startswith("#")]
    return [line.removeprefix("via").strip() for line in lines if line != "via"]


def build(target: Path) -> None:
    """Make the environment; raises CalledProcessError if a package is not what the lock says."""
    lock = (SOURCE / "requirements.lock").read_text(encoding="utf-8")
    builder = next(each for each in re.split(r"\n(?=\w)", lock) if each.startswith("hatchling=="))
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder)
        python = _environment(tools / "venv", f"{builder}\n{locked(lock, 'hatchling')}")
        _run(python, *PIP, "wheel", "--no-build-isolation", "--no-deps", "-w", folder, str(SOURCE))
        wheel = next(tools.glob("hearthlight-*.whl"))
        python = _environment(target, locked(lock, OURSELVES))
        _run(python, *PIP, "install", "--no-index", "--no-deps", str(wheel))


def _environment(target: Path, requirements: str) -> str:
    """Make a virtual environment that holds exactly these packages; return its Python."""
    _run(sys.executable, "-m", "venv", str(target))
    python = str(target / "bin" / "python")
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(requirements)
        file.flush()
        exactly = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
        _run(python, *PIP, "install", *exactly, "-r", file.name)
    return python


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 -- our own Python, no shell


if __name__ == "__main__":
    build(Path(sys.argv[1]))
