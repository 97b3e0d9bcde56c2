"""Ears, a clock and words for the tests of the pretend network."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.transports import Button, Incoming, Message, Plain
from bot.transports.local import LIKE_TELEGRAM, LocalTransport
from handlers.moment import Network

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)


class DiskFullError(Exception):
    pass


class Listener:
    """Ears that remember what came in, and fail while told to."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []
        self.heard_times = 0
        self.unheard_times = 0
        self.fails = False

    async def receive(self, incoming: list[Incoming]) -> None:
        await asyncio.sleep(0)
        if self.fails:
            raise DiskFullError
        self.taken += incoming

    async def arrived(self, network: Network, chat: str, refs: Sequence[str]) -> None:
        """Pretend phones give no receipts."""

    async def identified(self, network: Network, keys: Mapping[str, str]) -> None:
        """Pretend phones have no keys."""

    def unheard(self, network: Network) -> None:
        self.unheard_times += 1

    def heard(self, network: Network) -> None:
        self.heard_times += network is Network.TELEGRAM

    def answered(self, network: Network) -> None:
        pass

    def poll_limit(self) -> timedelta:
        return timedelta(0)


class Clock:
    def __init__(self) -> None:
        self.at = EVENING

    def __call__(self) -> datetime:
        return self.at


def telegram(clock: Clock | None = None) -> LocalTransport:
    return LocalTransport(Network.TELEGRAM, LIKE_TELEGRAM, clock or Clock())


def words(text: str, *buttons: Button, keys: tuple[tuple[str, ...], ...] = ()) -> Message:
    return Message("ana", (Plain(text),), buttons, keys)


async def listening(
    transport: LocalTransport, ears: Listener, doing: Callable[[], Awaitable[None]]
) -> None:
    task = asyncio.create_task(transport.run(ears))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    try:
        await doing()
    finally:
        task.cancel()
        await asyncio.wait([task])
