"""What the process leaves outside itself: no core file, nothing secret where others look."""

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bot.process import Running, hearthlight
from tests.servers.bot_api import TOKEN, BotApi

SECRET = "not-for-other-eyes-0123456789"
CRASH = "import os, sys; sys.path.insert(0, os.getcwd()); {first}os.chdir({folder!r}); os.abort()"


@contextmanager
def core_limit_raised() -> Iterator[None]:
    """Be a parent that lets its children leave a core file of any size."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


def limits_of(process: int) -> list[str]:
    lines = Path(f"/proc/{process}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith("Max core file size")).split()[4:6]


@contextmanager
def running(folder: Path, api: BotApi) -> Iterator[Running]:
    done = hearthlight(folder, "init", "--no-input")
    assert done.returncode == 0, done.stderr
    with Running(folder, api.url) as bot:
        yield bot


def test_a_bot_that_is_aborted_leaves_no_core_file(tmp_path: Path) -> None:
    with core_limit_raised(), BotApi() as api, running(tmp_path, api) as bot:
        limits = limits_of(bot.process.pid)
        code = bot.stop(signal.SIGABRT)

    assert limits == ["0", "0"]
    assert code == -signal.SIGABRT
    assert list(tmp_path.glob("*core*")) == list(Path.cwd().glob("core*")) == []


@pytest.mark.parametrize(
    ("first", "left"), [("from bot.hardening import harden; harden(); ", 0), ("", 1)]
)
def test_without_it_there_would_be_one(tmp_path: Path, first: str, left: int) -> None:
    if Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/")):
        pytest.skip("core files of this computer go elsewhere")

    with core_limit_raised():
        if resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
            pytest.skip("no core file is allowed here at all")
        done = subprocess.run(
            [sys.executable, "-c", CRASH.format(first=first, folder=str(tmp_path))], check=False
        )

    assert done.returncode == -signal.SIGABRT
    assert len(list(tmp_path.glob("core*"))) == left


def test_what_is_hardened_belongs_to_root_alone(tmp_path: Path) -> None:
    seen = (
        "import ctypes; from bot.hardening import harden; before = ctypes.CDLL(None).prctl(3);"
        " harden(); print(before, ctypes.CDLL(None).prctl(3))"
    )

    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=False)

    assert done.stdout == "1 0\n"


def test_neither_environment_nor_arguments_hold_a_secret(tmp_path: Path) -> None:
    (tmp_path / "signal.webhook").write_text(f"http://127.0.0.1:8090/{SECRET}\n")

    with BotApi() as api, running(tmp_path, api) as bot:
        process = Path(f"/proc/{bot.process.pid}")
        seen = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()

    key = (tmp_path / "root.key").read_text().strip()
    for secret in (key, TOKEN, SECRET):
        assert secret.encode() not in seen


def test_a_token_in_the_environment_is_for_trials_and_warned_of_once(tmp_path: Path) -> None:
    hearthlight(tmp_path, "init", "--no-input")
    with BotApi() as api:
        trial = {"HEARTHLIGHT_TELEGRAM_TOKEN": TOKEN, "HEARTHLIGHT_TELEGRAM_API_URL": api.url}
        with Running(tmp_path, "", **trial) as bot:
            bot.stop()

    assert bot.log.read_text().count("is for trials") == 1
    assert TOKEN not in bot.log.read_text()
