"""Takes what stands in the outbox to the networks: the most urgent first, each person alone.

A claim is a commit: whatever was claimed and has no result after a crash may have arrived, and is
sent again as a repeat. The order within one chat is kept; nobody waits for another's chat.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from loguru import logger

from bot.clock import Clock
from bot.commits import Commits
from bot.engine import Engine
from bot.hearing import Hearing
from bot.pace import Pace
from bot.post import Post
from bot.transports import DeliveryError
from handlers.moment import Network
from handlers.people import Address
from storage.errors import StorageError
from storage.outbox_rows import Row

SENDERS = 8
"""More at once are slower: 829 messages a second with 8, 415 with 32 (NETWORKS.md, Speed)."""
MOST_SENDERS = 32
"""Together with those that hang; as many connections as the Telegram transport has."""
MOST_OF_ONE = 24
"""So many of them on one network: one that only hangs must not take the places of the others."""
QUICK = 2.0
"""Real seconds after which a call no longer keeps a place among the 8 from others."""
FAULTS = 3
"""After so many faults of ours a row is not tried again as it is."""
RETRIES = tuple(timedelta(seconds=each) for each in (2, 5, 15, 30))
REST = timedelta(seconds=5)
"""How long to rest at most, in case nobody rings."""


class Courier:
    """Claims rows, sends them and notes what became of them, until cancelled."""

    def __init__(
        self,
        post: Post,
        paces: Mapping[Network, Pace],
        engine: Engine,
        commits: Commits,
        hearing: Hearing,
        clock: Clock,
    ) -> None:
        self._post = post
        self._paces = paces
        self._engine = engine
        self._commits = commits
        self._hearing = hearing
        self._clock = clock
        self._bell = asyncio.Event()
        self._held: dict[Address, datetime] = {}
        self._calls: dict[Address, asyncio.Task[None]] = {}
        self._quick: set[Address] = set()
        self._resting = False
        self._faults: Counter[int] = Counter()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and nobody has rung."""
        return self._resting and not self._calls and not self._bell.is_set()

    @property
    def calls(self) -> list["asyncio.Task[None]"]:
        """The calls under way."""
        return list(self._calls.values())

    def wake(self) -> None:
        """Look into the outbox again."""
        self._bell.set()

    def resume(self, network: Network) -> None:
        """Write to the chats of a network again, whatever wait it asked for."""
        self._held = {chat: at for chat, at in self._held.items() if chat.network is not network}
        self._paces[network].resume()
        self.wake()

    def next_try(self) -> datetime | None:
        """Say when something that has to wait may be sent; None if nothing waits for time."""
        waits = (*self._held.values(), self._engine.next_retry())
        return min((each for each in waits if each is not None), default=None)

    async def run(self) -> None:
        """Send until cancelled. Calls under way then go on; `finish` waits for them."""
        while True:
            self._bell.clear()
            while rows := await self._claim():
                for row in rows:
                    self._begin(row)
            await self._rest()

    async def finish(self, patience: float) -> None:
        """Wait at most so many seconds for calls under way, then give them up as unknown."""
        if self._calls:
            _, late = await asyncio.wait(self.calls, timeout=patience)
            for call in late:
                call.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _claim(self) -> list[Row]:
        now = self._clock.now()
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        calls = Counter(address.network for address in self._calls)
        room = {network: MOST_OF_ONE - calls[network] for network in self._paces}
        free = {network: pace.free() for network, pace in self._paces.items() if room[network] > 0}
        networks = [network for network, left in free.items() if left != 0]
        places = min(SENDERS - len(self._quick), MOST_SENDERS - len(self._calls))
        limits = (left for left in free.values() if left)
        limit = min([places, *limits, *(room[network] for network in networks)])
        if limit <= 0 or not networks:
            return []
        busy = {*self._calls, *self._held}
        try:
            claim = partial(self._engine.claim, networks, limit, busy)
            return await self._commits.add(claim, silent=True)
        except StorageError as error:
            logger.error("courier.claim_failed error={}", type(error).__name__)
            return []

    def _begin(self, row: Row) -> None:
        chat = row.address
        self._quick.add(chat)
        call = asyncio.create_task(self._deliver(row))
        self._calls[chat] = call
        slow = asyncio.get_running_loop().call_later(QUICK, self._leave_place, chat)
        call.add_done_callback(lambda _: self._end(chat, slow))

    def _leave_place(self, chat: Address) -> None:
        self._quick.discard(chat)
        self.wake()

    def _end(self, chat: Address, slow: asyncio.TimerHandle) -> None:
        slow.cancel()
        del self._calls[chat]
        self._leave_place(chat)

    async def _deliver(self, row: Row) -> None:
        pace = self._paces[row.address.network]
        self._hold(row.address, pace.took(row.address.chat))
        try:
            ref = await self._post.deliver(row)
        except DeliveryError as error:
            await self._refused(row, error, pace)
        else:
            self._hearing.took(row.address.network, self._clock.now())
            del self._faults[row.id]
            await self._note(partial(self._engine.delivered, row.id, ref))

    async def _refused(self, row: Row, error: DeliveryError, pace: Pace) -> None:
        logger.warning(
            "courier.refused permanent={} unknown={} tries={}",
            error.permanent,
            error.unknown,
            row.tries,
        )
        self._hear(row.address, error)
        if error.permanent:
            del self._faults[row.id]
            await self._note(partial(self._engine.undeliverable, row.id))
            return
        if error.ours and self._is_unfit(row):
            await self._note(partial(self._engine.unfit, row.id))
            return
        asked = error.retry_after is not None
        wait = error.retry_after or RETRIES[min(row.tries, len(RETRIES)) - 1]
        if asked:
            pace.flooded(row.address.chat, wait)
            self._hold(row.address, wait)
        again_at = self._clock.now() + wait
        later = partial(self._engine.not_delivered, row.id, again_at)
        await self._note(partial(later, unknown=error.unknown, elsewhere=asked))

    def _is_unfit(self, row: Row) -> bool:
        """Count one fault of ours; whether there were so many that trying it again is no use."""
        self._faults[row.id] += 1
        if self._faults[row.id] < FAULTS:
            return False
        logger.error("courier.unfit faults={}", self._faults.pop(row.id))
        return True

    def _hear(self, address: Address, error: DeliveryError) -> None:
        """Note what a refusal says of the network: a flood or a block is an answer."""
        network, now = address.network, self._clock.now()
        if error.cut_off:
            self._hearing.cut_off(network, now)
        elif error.permanent or error.retry_after is not None:
            self._hearing.answered(network, now)
        elif not error.ours:
            self._hearing.failed(network, address.chat, now)

    def _hold(self, chat: Address, wait: timedelta) -> None:
        """Write nothing to a chat for a while, however urgent: its network asks for that."""
        if wait > timedelta():
            self._held[chat] = self._clock.now() + wait

    async def _note(self, act: Callable[[], None]) -> None:
        """Save a result, and try until it is: meanwhile its chat is busy."""
        while True:
            try:
                await self._commits.add(act)
            except Exception as error:  # noqa: BLE001 - a result that is lost silences its person
                logger.error("courier.result_not_saved error={}", type(error).__name__)
                await self._clock.sleep(REST)
            else:
                return

    async def _rest(self) -> None:
        """Wait for a ring, or until a chat or a network may be written to again."""
        now = self._clock.now()
        waits = [pace.wait() for pace in self._paces.values() if pace.free() == 0]
        until = min([now + REST, self.next_try() or now + REST, *(now + wait for wait in waits)])
        bell = asyncio.create_task(self._bell.wait())
        clock = asyncio.create_task(self._clock.sleep_until(until))
        self._resting = True
        try:
            await asyncio.wait({bell, clock}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._resting = False
            bell.cancel()
            clock.cancel()
            await asyncio.wait({bell, clock})
