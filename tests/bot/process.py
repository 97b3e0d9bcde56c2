"""The real process of the bot, as a coordinator starts it, against a Bot API server of ours."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.servers.bot_api import TOKEN
from tests.servers.signal_state import NUMBER

PATIENCE = 20.0
"""Seconds for anything to happen, on a slow machine."""


def environment(folder: Path, url: str = "", **more: str) -> dict[str, str]:
    """Give the variables of an installation in `folder`, and none of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if "HEARTHLIGHT" not in name}
    token = folder / "token"
    if url:
        folder.mkdir(exist_ok=True, parents=True)
        token.write_text(TOKEN)
        more = {
            "HEARTHLIGHT_TELEGRAM_TOKEN_FILE": str(token),
            "HEARTHLIGHT_TELEGRAM_API_URL": url,
            **more,
        }
    return {**kept, "HEARTHLIGHT_DATA_DIR": str(folder), **more}


def on_signal(url: str, number: str = NUMBER) -> dict[str, str]:
    """Give the variables of a bot on Signal, at a server of ours."""
    return {"HEARTHLIGHT_SIGNAL_URL": url, "HEARTHLIGHT_SIGNAL_NUMBER": number}


def hearthlight(
    folder: Path, *words: str, url: str = "", typed: str = "", **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env=environment(folder, url, **more),
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def answer_of(folder: Path, *words: str, url: str = "", **more: str) -> Any:  # noqa: ANN401 - JSON as printed
    """Run a command with `--json` and read what it prints."""
    done = hearthlight(folder, *words, "--json", url=url, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Running:
    """`hearthlight run`, from ready to its end."""

    def __init__(self, folder: Path, url: str, *program: str, **more: str) -> None:
        """program: what Python runs; `hearthlight run` unless given."""
        self.log = folder / "run.log"
        self.out = folder / "run.out"
        with self.log.open("ab") as log, self.out.open("ab") as out:
            self._seen = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, *(program or ("-m", "bot", "run"))],
                env=environment(folder, url, **more),
                stdout=out,
                stderr=log,
            )

    def __enter__(self) -> Self:
        self.wait_for("app.ready")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def wait_for(self, words: str) -> None:
        """Return once the log of this start has these words."""
        until = time.monotonic() + PATIENCE
        while words not in self.log.read_text()[self._seen :]:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.process.wait(PATIENCE)
