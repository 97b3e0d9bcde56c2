"""Ears that keep what they hear, a clock that moves by the pauses taken, a transport that runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from bot.transports import Incoming, Transport
from handlers.moment import Network


class KeepingEars:
    """Takes everything in at once, or as `fail` and `gate` say."""

    def __init__(self, limit: timedelta = timedelta(hours=1)) -> None:
        self.incoming: list[Incoming] = []
        self.receipts: list[tuple[str, str]] = []
        """Chat and message, in the order of arrival."""
        self.keys: dict[str, str] = {}
        self.events: list[str] = []
        """`got N` and `heard`, in order."""
        self.limit = limit
        self.fail = 0
        """How many of the next batches cannot be decided."""
        self.gate = asyncio.Event()
        """A batch is decided only while it is set."""
        self.gate.set()
        self.on_taken: Callable[[], object] = lambda: None
        self.begun = 0
        self.answers = 0
        self.unheard_times = 0
        self._news = asyncio.Event()

    async def receive(self, incoming: list[Incoming]) -> None:
        self.begun += 1
        self._news.set()
        await self.gate.wait()
        if self.fail:
            self.fail -= 1
            raise OSError("disk full")
        self.incoming += incoming
        self.on_taken()
        self._note(f"got {len(incoming)}")

    async def arrived(self, network: Network, chat: str, refs: Sequence[str]) -> None:
        self.receipts += [(chat, ref) for ref in refs]
        self._note("receipt")

    async def identified(self, network: Network, keys: Mapping[str, str]) -> None:
        self.keys = dict(keys)

    def unheard(self, network: Network) -> None:
        self.unheard_times += 1

    def heard(self, network: Network) -> None:
        self._note("heard")

    def answered(self, network: Network) -> None:
        self.answers += 1

    def poll_limit(self) -> timedelta:
        return self.limit

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; looked at after each event and every 10 ms."""
        async with asyncio.timeout(10):
            while not holds():
                self._news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.01):
                        await self._news.wait()

    def _note(self, event: str) -> None:
        self.events.append(event)
        self._news.set()


class PausedTime:
    """A clock that stands still but for the pauses, which take no real time to speak of."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
        self.pauses: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def pause(self, wait: timedelta) -> None:
        self.at += wait
        self.pauses.append(wait.total_seconds())
        await asyncio.sleep(0.002)


@asynccontextmanager
async def running(transport: Transport, ears: KeepingEars) -> AsyncIterator[asyncio.Task[None]]:
    """Let a transport hear; cancelled and closed at the end, and it must not end before."""
    task = asyncio.create_task(transport.run(ears))
    try:
        yield task
        assert not task.done()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await transport.close()
