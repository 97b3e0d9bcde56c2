"""`hearthlight demo` as a newcomer's terminal starts it, to its end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen


@contextmanager
def running(folder: Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """Start `hearthlight demo` as a newcomer's terminal does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo"],
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def address_printed(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().rpartition(" ")[2].strip()


def test_the_command_prints_its_address_and_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        address = address_printed(process)
        with urlopen(address, timeout=10) as page:  # noqa: S310 - our own, on loopback
            title = page.read().decode()

        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    assert address.startswith("http://127.0.0.1:")
    assert "<title>Hearthlight" in title
    assert process.returncode == 0


def test_nothing_is_left_of_a_demo_that_has_ended(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        address_printed(process)
        (folder,) = tmp_path.iterdir()
        names = {file.name for file in folder.rglob("*")}

        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    assert "hearthlight.db" in names
    assert list(tmp_path.iterdir()) == []


def test_a_browser_is_opened_where_there_is_one(tmp_path: Path) -> None:
    with running(tmp_path, BROWSER="echo opened %s") as process:
        address = address_printed(process)
        assert process.stdout is not None
        process.stdout.readline()

        opened = process.stdout.readline()

    assert opened == f"opened {address}\n"
