"""What both ears of Signal hear, in one line: decided in order, and kept until it is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NoReturn

from loguru import logger

from bot.transports import Ears, Incoming
from bot.transports.signal_decode import Decoded

FIRST_DEVICE = 1
"""A person's phone. The bot's own account is one as well, so what its other devices write, and
signalbot takes for its addressee's, comes from a higher one."""
_MOST = 100
_MOST_SENDERS = 10_000
_PAUSES = (timedelta(seconds=0.5), timedelta(seconds=30))


class Inlet:
    """Hands in what was heard. The network keeps nothing for us, so a full disk is waited out."""

    def __init__(self, ears: Ears, pause: Callable[[timedelta], Awaitable[None]]) -> None:
        self._ears = ears
        self._pause = pause
        self._waiting: asyncio.Queue[Incoming] = asyncio.Queue()
        self._devices: dict[str, set[int]] = {}
        self._odd = 0
        self._overheard: set[str] = set()
        self._unposted: frozenset[str] = frozenset()

    async def take(self, heard: Decoded) -> None:
        """Take what the webhook brought; return once it is decided and on disk."""
        if heard.odd:
            self._count_odd()
        if heard.incoming is None:
            return
        if len(self._devices) >= _MOST_SENDERS:
            self._devices.clear()
        self._devices.setdefault(heard.incoming.chat, {FIRST_DEVICE}).add(heard.device)
        self._overheard.discard(heard.incoming.key)
        self._waiting.put_nowait(heard.incoming)
        await self.drained()

    def overhear(self, heard: Decoded) -> bool:
        """Take what the library alone may have seen; return whether it was taken.

        It shows what another device of the bot's own account writes as if the addressee had: from
        a device nobody has heard of it might call off an alert, so it is left to the webhook.
        """
        said = heard.incoming
        if said is None or heard.device not in self._devices.get(said.chat, {FIRST_DEVICE}):
            return False
        self._overheard.add(said.key)
        self._waiting.put_nowait(said)
        return True

    def missed_posts(self) -> int:
        """Count what the library heard before the last look, and the webhook has not brought since.

        Of such messages nothing is lost; but what crashes the library now is heard by nobody.
        """
        missed = self._unposted & self._overheard
        self._overheard -= missed
        self._unposted = frozenset(self._overheard)
        return len(missed)

    async def drained(self) -> None:
        """Wait until everything taken so far is decided."""
        await self._waiting.join()

    def _count_odd(self) -> None:
        """Say that frames came which nobody foresaw: not of each, and nothing of what they hold."""
        self._odd += 1
        if self._odd & (self._odd - 1) == 0:  # 1, 2, 4, 8 ...
            logger.warning("signal.odd_frames frames={}", self._odd)

    async def run(self) -> NoReturn:
        """Decide until cancelled, all that waits in one commit."""
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < _MOST:
                batch.append(self._waiting.get_nowait())
            await self._decide(batch)
            for _ in batch:
                self._waiting.task_done()

    async def _decide(self, batch: list[Incoming]) -> None:
        wait, longest = _PAUSES
        while True:
            try:
                await self._ears.receive(batch)
            except Exception as error:  # noqa: BLE001 - nobody else keeps it: it must be decided
                logger.error(
                    "signal.not_decided kind={} messages={}", type(error).__name__, len(batch)
                )
                await self._pause(wait)
                wait = min(longest, wait * 2)
            else:
                return
