"""The real process of the bot, started, stopped and killed as often as a journey likes.

with BotApi() as api, RunningBot(tmp_path, api.url, MINIMUM="1s") as bot:
    code = bot.invite().code
    bot.kill()
    bot.start()
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bot.process import PATIENCE, Running, answer_of, hearthlight
from tests.servers.loopback import bind
from tests.servers.signal_api import SignalApi

ENDS_WITHIN = 10.0
"""Seconds the end may take after SIGTERM."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What `hearthlight invite` prints."""

    link: str
    words: str

    @property
    def code(self) -> str:
        """The code of the link, as Telegram hands it over."""
        return self.link.partition("?start=")[2]


class RunningBot:
    """`hearthlight run` in a folder of its own, which `init --no-input` makes where it is not."""

    def __init__(
        self, folder: Path, url: str, signal: SignalApi | None = None, **timings: str
    ) -> None:
        """url: of the Bot API server, "" for none. timings: as `GRACE="3s"`."""
        self.folder = folder
        self.url = url
        self.signal = signal
        self.more = {f"HEARTHLIGHT_TIMING_{name}": span for name, span in timings.items()}
        """Variables for the next start."""
        self.program: tuple[str, ...] = ()
        """What Python runs; `hearthlight run` unless set."""
        self._running: Running | None = None

    def __enter__(self) -> Self:
        if not (self.folder / "hearthlight.db").exists():
            done = hearthlight(self.folder, "init", "--no-input", url=self.url)
            assert done.returncode == 0, done.stderr
        if self.signal is not None:
            self.more |= _to_signal(self.folder, self.signal)
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it; after a failure kill it and show its log."""
        try:
            if kind is None and self.runs:
                self.stop()
        finally:
            self.kill()
        if kind is not None:
            print(self.stderr)  # noqa: T201 - pytest shows it beside the failure

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._running is not None and self._running.process.poll() is None

    @property
    def stderr(self) -> str:
        """All it has logged, of every start."""
        return (self.folder / "run.log").read_text()

    def begin(self) -> None:
        """Start it, without waiting for anything."""
        self._running = Running(self.folder, self.url, *self.program, **self.more)

    def start(self) -> None:
        """Start it; return once it is ready, and what people write on Signal reaches it."""
        self.begin()
        self._begun.wait_for("app.ready")
        if self.signal is not None:
            self._begun.wait_for("signal.state now=ok")

    def until(self, holds: Callable[[], object], what: str, within: float = PATIENCE) -> None:
        """Return once something holds, while the process lives; else say what never was."""
        ends_at = time.monotonic() + within
        while not holds():
            assert self.runs, f"the process has ended before {what}"
            assert time.monotonic() < ends_at, f"{within:.0f} s have passed without {what}"
            time.sleep(0.02)

    def stop(self) -> None:
        """End it as a service manager does: with exit code 0, within 10 s, and no output."""
        asked_at = time.monotonic()
        assert self._begun.stop() == 0
        assert time.monotonic() - asked_at < ENDS_WITHIN
        assert self._begun.out.read_text() == ""

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._running is not None:
            self._running.kill()

    def restart(self) -> None:
        """Stop it and start it again."""
        self.stop()
        self.start()

    def invite(self) -> Invited:
        """Make an invitation while it runs; with Telegram once it knows its name for the link."""
        ends_at = time.monotonic() + PATIENCE
        while True:
            made = answer_of(self.folder, "invite", url=self.url)
            if made["link"] is not None or not self.url:
                return Invited(made["link"] or "", " ".join(made["words"]))
            assert time.monotonic() < ends_at, "the bot never learned its own name"
            time.sleep(0.1)

    @property
    def _begun(self) -> Running:
        assert self._running is not None, "it was never started"
        return self._running


def _to_signal(folder: Path, signal: SignalApi) -> dict[str, str]:
    """Give the variables of a Signal server, and have it post to an address of the bot's own."""
    free = bind(0)
    signal.webhook = f"http://127.0.0.1:{free.getsockname()[1]}/a-secret-of-ours"
    free.close()
    webhook = folder / "webhook"
    webhook.write_text(signal.webhook)
    return {
        "HEARTHLIGHT_SIGNAL_URL": signal.url,
        "HEARTHLIGHT_SIGNAL_NUMBER": signal.account.number,
        "HEARTHLIGHT_SIGNAL_WEBHOOK_FILE": str(webhook),
    }
